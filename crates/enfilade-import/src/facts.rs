//! Microsoft's objects and relations as facts: what the readers of all formats share.
//!
//! Whatever wrote an export, it holds the same objects of the same services: a user of Graph, a role
//! assignment of Azure, a vault with its policies. So each family of them is read in one place, from
//! anything that can be deserialised as its JSON, and handed on through one [`Emitter`]. What a format
//! wraps around them, and gets wrong, is the format's own.

pub(crate) mod app;
pub(crate) mod app_assignment;
pub(crate) mod arm;
pub(crate) mod azure;
pub(crate) mod azure_role;
pub(crate) mod azure_role_names;
pub(crate) mod directory;
pub(crate) mod directory_role;
pub(crate) mod directory_role_names;
mod emitter;
pub(crate) mod entity;
pub(crate) mod hierarchy;
pub(crate) mod id;
pub(crate) mod mention;
pub(crate) mod scope;
pub(crate) mod vault;

pub(crate) use emitter::{Conditions, Emitter, Found, Once, odd};
