//! Where in a query a mistake stands.

use crate::syntax::ast::Head;

/// In which part of the query something is left over.
#[derive(Copy, Clone, Debug)]
pub(super) enum Place<'a> {
    /// At the end of the head, which may have been read.
    Head(Option<&'a Head>),
    /// At the end of the stage that this word opens.
    Stage(&'a str),
    /// In the parentheses around a set.
    Set,
    /// In the parentheses of an expression.
    Expression,
}
