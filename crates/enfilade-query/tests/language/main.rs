//! The language as its users meet it: sentences, mistakes, answers, and the documents that show them.
//!
//! One binary, since each would link all of Arrow again.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod answers;
mod contoso;
mod conversation;
mod definitions;
mod diagnostics;
mod golden;
mod kql;
mod large;
mod properties;
mod sentences;
