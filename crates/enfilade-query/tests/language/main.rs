//! The language as its users meet it: sentences, mistakes, answers, and the documents that show them.
//!
//! One binary, since each would link all of Arrow again.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod answers;
mod clauses;
mod contoso;
mod conversation;
mod definitions;
mod diagnostics;
mod dynamic;
mod dynamic_tables;
mod explain;
mod golden;
mod kql;
mod large;
mod limits;
mod packages;
mod printed;
mod properties;
mod sentences;
mod tables;
mod traces;
mod units;
