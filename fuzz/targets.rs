//! The fuzz targets: what is done with a text or file that anyone may have written.
//!
//! A target takes any bytes and must come back: no panic, no endless loop, no more memory than the
//! limits allow, and nothing handed on that breaks what the next crate relies on. The fuzzer calls
//! them through `fuzz_targets/`, the ordinary tests through `replay.rs`.

mod encodings;
mod exports;
#[cfg(feature = "engine")]
mod query;
mod rules;
mod sink;
#[cfg(feature = "engine")]
mod snapshot;

pub use encodings::encodings;
pub use exports::{arm, azurehound, containers, csv, graph, opengraph, plain, roadrecon};
#[cfg(feature = "engine")]
pub use query::query;
pub use rules::rules;
#[cfg(feature = "engine")]
pub use snapshot::snapshot;

/// A target: takes any bytes, and panics if something is wrong.
pub type Target = fn(&[u8]);

/// Every target, by the name of its folders.
pub const ALL: &[(&str, Target)] = &[
    ("arm", arm),
    ("azurehound", azurehound),
    ("containers", containers),
    ("csv", csv),
    ("encodings", encodings),
    ("graph", graph),
    ("opengraph", opengraph),
    ("plain", plain),
    #[cfg(feature = "engine")]
    ("query", query),
    ("roadrecon", roadrecon),
    ("rules", rules),
    #[cfg(feature = "engine")]
    ("snapshot", snapshot),
];
