//! The parser that pest makes of `rule.pest`.

/// The grammar's parser.
#[derive(pest_derive::Parser)]
#[grammar = "rule.pest"]
pub(super) struct Grammar;

/// A part of the grammar. Pest calls it a rule, which here is something else.
pub(super) type Part = Rule;
