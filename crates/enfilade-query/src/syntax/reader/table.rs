//! Tables as heads.

use super::{Node, Reader, Token};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Head, Table};
use crate::syntax::grammar::Rule;
use crate::syntax::span::Span;

impl<'t> Reader<'t> {
    pub(super) fn table(&mut self, node: Node<'t>) -> Option<Head> {
        let mut parts = node.into_inner();
        let name = parts.find(|part| part.as_rule() == Rule::head_table)?;
        let words = self.words_in(self.span(&name)).join(" ");
        Table::named(&words).map(Head::Table)
    }

    /// What stands after a table, which takes nothing but stages.
    pub(super) fn after_table(&self, first: Token, table: Table, rest: Span) -> Diagnostic {
        let name = table.text();
        let message = format!("`{name}` is a table, and only stages follow it");
        let diagnostic = Diagnostic::error("table", first.span, message);
        let opens_stage = super::STAGES
            .iter()
            .any(|stage| stage.eq_ignore_ascii_case(self.slice(first.span)));
        match opens_stage {
            true => diagnostic
                .label("a `|` goes before this")
                .help(format!("write `{name} | {}`", self.slice(rest))),
            false => diagnostic
                .label("not expected here")
                .help(format!("for example `{name} | take 20`")),
        }
    }

    /// That a name is kept for a table.
    pub(super) fn table_name(&self, table: Table, span: Span) -> Diagnostic {
        let name = table.text();
        let message = format!("`{name}` is a table of the language and keeps its meaning");
        Diagnostic::error("binding-table", span, message)
            .label("another name goes here")
            .help(format!("for example `let our {name} = ...;`"))
    }
}
