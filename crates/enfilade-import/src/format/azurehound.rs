//! AzureHound: what `azurehound list` writes.
//!
//! A text is a sequence of records, in an envelope or one a line ([`container`]). Each has a kind
//! and data ([`record`]), which the readers of [`crate::facts`] take. What the format gets wrong or
//! leaves out is put right where it is read: swapped keys, ids in two casings, a scope that loses its
//! object. `docs/formats.md` tells it from the user's side.

mod batch;
mod container;
mod coverage;
mod kind;
mod links;
mod met;
mod record;

pub(crate) use container::read;
pub(crate) use coverage::ledger;
pub(crate) use met::Met;
