//! The operators behind the stages after `|`: streams of rows in, streams of rows out, one
//! operator a file.
//!
//! `where` is a filter, `project` and `extend` a projection, `summarize`, `distinct` and `count`
//! an aggregation, `sort` and `top` an ordering, `take` a cut, `mv-expand` takes lists apart, `join` and
//! `union` bring in the rows of another query.

pub(crate) mod aggregate;
pub(crate) mod evaluate;
pub(crate) mod filter;
pub(crate) mod join;
pub(crate) mod output;
pub(crate) mod project;
pub(crate) mod rows;
pub(crate) mod sort;
pub(crate) mod take;
pub(crate) mod union;
pub(crate) mod unnest;
