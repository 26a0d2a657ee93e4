//! The leaves of a plan: sets of entities, and rows of access.

pub(crate) mod access;
pub(crate) mod complement;
pub(crate) mod entities;
pub(crate) mod expand;
pub(crate) mod judge;
pub(crate) mod many;
pub(crate) mod notes;
mod reached;
pub(crate) mod run;
pub(crate) mod set;
pub(crate) mod source;
mod told;
pub(crate) mod trace;
