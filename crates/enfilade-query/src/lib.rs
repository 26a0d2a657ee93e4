//! The query language: from a sentence to Arrow batches.
//!
//! A query goes through the stages of this crate in the order in which they are listed: text is
//! parsed ([`syntax`]), names are looked up and types are checked (`resolve`, against the
//! `catalog`), the logical plan is made cheaper (`optimize`) and turned into a physical one
//! (`plan`), sets and access are computed (`execute`), and stages reshape the rows (`pipeline`)
//! into the batches of an [`Answer`]. What does not resolve is said with a [`diagnostic`].

mod answer;
mod cancel;
mod catalog;
mod complete;
mod definitions;
pub mod diagnostic;
pub mod dynamic;
mod engine;
mod error;
mod execute;
mod optimize;
mod options;
mod pipeline;
mod plan;
mod remembered;
mod resolve;
pub mod syntax;
mod tables;

pub use answer::{
    Answer, Batches, CoverageNote, ENTITY_TYPE, LAYOUT_KEY, Note, NoteKind, Notes, PATHS_LAYOUT,
    STEPS_LAYOUT, TYPE_KEY, entity_field, entity_fields, entity_text_type, is_entity,
};
pub use catalog::{Catalog, listed_by};
pub use complete::{Proposal, Proposals, Proposed};
pub use definitions::Definitions;
pub use engine::Engine;
pub use error::QueryError;
pub use options::QueryOptions;
pub use remembered::Remembered;
