//! From bytes to values, whatever the format: text encodings, JSON, tables, databases, times.

pub(crate) mod columnar;
pub(crate) mod encoding;
pub(crate) mod json;
pub(crate) mod keys;
pub(crate) mod raw;
pub(crate) mod scan;
pub(crate) mod shallow;
pub(crate) mod skip;
pub(crate) mod sqlite;
pub(crate) mod stencil;
pub(crate) mod table;
pub(crate) mod time;
pub(crate) mod window;
