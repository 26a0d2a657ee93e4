//! Where a fact came from.

use serde::{Deserialize, Serialize};

/// The number of a source file within one import, in the order in which the files were read.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A place in a source: the file, and the byte at which the record starts.
///
/// Offsets count bytes of the decoded text: after decompression, before any change of encoding.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
pub struct Provenance {
    /// The file.
    pub source: SourceId,
    /// The byte at which the record starts.
    pub offset: u64,
}
