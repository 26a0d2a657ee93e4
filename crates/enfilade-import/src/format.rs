//! The formats, each in a module of its own.

pub(crate) mod azurehound;
