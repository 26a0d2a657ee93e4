//! Where the bytes come from: files mapped into memory, folders, archives, compressed streams.
//!
//! Everything here is blind to formats. Names inside archives are shown to people and never used
//! as paths, and nothing is written but anonymous temporary files.

pub(crate) mod folder;
pub(crate) mod map;
pub(crate) mod unpack;
