//! AzureHound: what `azurehound list` writes.
//!
//! A text is a sequence of records, in an envelope or one a line ([`container`]). Each has a kind
//! and data ([`record`]), and each family of kinds has a reader of its own. What the format gets
//! wrong or leaves out is put right where it is read: swapped keys, ids in two casings, a scope
//! that loses its object. `docs/formats.md` tells it from the user's side.

pub(crate) mod app;
pub(crate) mod app_assignment;
pub(crate) mod arm;
pub(crate) mod azure;
pub(crate) mod azure_role;
pub(crate) mod azure_role_names;
mod batch;
mod container;
mod coverage;
pub(crate) mod directory;
pub(crate) mod directory_role;
pub(crate) mod directory_role_names;
mod emitter;
pub(crate) mod entity;
pub(crate) mod hierarchy;
pub(crate) mod id;
mod kind;
mod links;
mod mention;
mod record;
mod vault;

pub(crate) use container::read;
pub(crate) use coverage::ledger;
pub(crate) use emitter::{Emitter, odd};
pub(crate) use hierarchy::finish;
