//! What the fuzz targets run. `README.md` tells how, and what came of it.

pub mod targets;
