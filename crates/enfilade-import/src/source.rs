//! Where the bytes come from: files, folders, archives, compressed streams.
//!
//! Everything here is blind to formats. Bytes are read, never mapped: a file that shrinks or a
//! share that goes away while it is read is an error like any other. Names inside archives are
//! shown to people and never used as paths, and nothing is written but anonymous temporary files.

pub(crate) mod file;
pub(crate) mod folder;
pub(crate) mod halt;
pub(crate) mod unpack;
pub(crate) mod watched;
