//! What to compute: a logical plan made by resolution and rewritten by the optimizer, then a
//! physical plan that says how.
//!
//! No syntax reaches a plan. Names are entities, columns are positions, expressions are typed; a
//! second front end would produce the same plans.

pub(crate) mod column;
pub(crate) mod explain;
pub(crate) mod expression;
pub(crate) mod function;
pub(crate) mod logical;
pub(crate) mod physical;
pub(crate) mod sharing;
