//! What holds for any export.
