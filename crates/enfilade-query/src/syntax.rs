//! From text to a syntax tree with spans; no names are looked up here.
//!
//! `enfilade.pest` accepts any text and turns mistakes into nodes; [`parse`] reads its tree into
//! the [`ast`] and says what is wrong, several mistakes at once where it can.

pub mod ast;
mod expected;
mod grammar;
mod highlight;
pub(crate) mod moment;
mod nouns;
mod parse;
mod print;
mod reader;
mod rule_names;
pub mod span;
mod tokens;
pub mod vocabulary;
mod words_alone;

pub(crate) use expected::{Expected, expected_at};
pub use highlight::{Class, highlight, is_unfinished};
pub(crate) use nouns::noun as noun_of;
pub use parse::{MOST_BYTES, MOST_NESTING, parameters, parse, parse_definitions};
pub use print::{format, print, quoted};
pub(crate) use reader::{instant, plain};
pub(crate) use tokens::{Piece, pieces};
pub use words_alone::words_alone;
