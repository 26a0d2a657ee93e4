//! The parser that pest makes of `enfilade.pest`.

/// The grammar's parser; [`Rule`] names its rules.
#[derive(pest_derive::Parser)]
#[grammar = "syntax/enfilade.pest"]
pub(super) struct Grammar;
