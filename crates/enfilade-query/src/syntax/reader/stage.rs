//! Stages of the pipeline.

use super::binding::parameter;
use super::{Node, Reader};
use crate::diagnostic::{Diagnostic, listed, nearest};
use crate::syntax::ast::{Assignment, Count, SortKey, Stage};
use crate::syntax::grammar::Rule;
use crate::syntax::span::{Span, Spanned};

/// The stages that are built.
pub(crate) const STAGES: &[&str] = &[
    "where",
    "project",
    "extend",
    "summarize",
    "sort",
    "order",
    "top",
    "take",
    "limit",
    "distinct",
    "count",
    "project-away",
    "project-keep",
    "project-rename",
    "project-reorder",
    "mv-expand",
    "join",
    "union",
    "render",
];

/// Stages of KQL that this language has not.
const LATER_STAGES: &[&str] = &[
    "as",
    "evaluate",
    "invoke",
    "make-series",
    "parse",
    "parse-where",
    "partition",
    "scan",
    "serialize",
    "top-nested",
];

/// What other languages call a stage.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("filter", "where"),
    ("search", "where"),
    ("select", "project"),
    ("fields", "project"),
    ("aggregate", "summarize"),
    ("group", "summarize"),
    ("stats", "summarize"),
    ("head", "take"),
    ("first", "take"),
    ("unique", "distinct"),
    ("dedup", "distinct"),
    ("rename", "project-rename"),
    ("drop", "project-away"),
    ("keep", "project-keep"),
    ("explode", "mv-expand"),
    ("unnest", "mv-expand"),
    ("append", "union"),
    ("lookup", "join"),
    ("mv-apply", "mv-expand"),
    ("sample", "take"),
    ("sample-distinct", "distinct"),
    ("top-hitters", "top"),
];

const COLUMNS: &str = "for example `project guest, app`";

impl<'t> Reader<'t> {
    pub(super) fn stage(&mut self, node: Node<'t>) -> Option<Spanned<Stage>> {
        let span = self.span(&node);
        let rule = node.as_rule();
        let stage = match rule {
            Rule::missing => {
                self.stage_missing(&node);
                None
            }
            Rule::where_stage => {
                let body = node.into_inner().nth(1)?;
                if body.as_rule() == Rule::missing {
                    self.missing(
                        &body,
                        "a predicate",
                        "for example `where company == \"Fabrikam\"`",
                    );
                    return None;
                }
                self.expression(body).map(Stage::Where)
            }
            Rule::project_stage => self.items_of(node).map(Stage::Project),
            Rule::extend_stage => self.items_of(node).map(Stage::Extend),
            Rule::summarize_stage => self.summarize(node, span),
            Rule::sort_stage => self.sort(node),
            Rule::top_stage => self.top(node),
            Rule::take_stage => self.take(node),
            Rule::distinct_stage => self.distinct(node),
            Rule::count_stage => Some(Stage::Count),
            Rule::project_away_stage => self.patterns_of(node).map(Stage::ProjectAway),
            Rule::project_keep_stage => self.patterns_of(node).map(Stage::ProjectKeep),
            Rule::project_rename_stage => self.items_of(node).map(Stage::ProjectRename),
            Rule::project_reorder_stage => self.patterns_of(node).map(Stage::ProjectReorder),
            Rule::mv_expand_stage => self.mv_expand(node).map(Stage::MvExpand),
            Rule::join_stage => self.join(node).map(|join| Stage::Join(Box::new(join))),
            Rule::union_stage => self.union(node).map(Stage::Union),
            Rule::render_stage => self.render(node).map(Stage::Render),
            _ => {
                self.unknown_stage(node);
                None
            }
        };
        stage.map(|stage| Spanned::new(stage, span))
    }

    fn stage_missing(&mut self, node: &Node<'t>) {
        let offset = node.as_span().start();
        let bar = self.token_before(offset).map_or(
            Span {
                start: offset,
                end: offset,
            },
            |bar| bar.span,
        );
        let diagnostic = match self.token_at(offset) {
            Some(next) if self.slice(next.span) != "|" => {
                let message = format!(
                    "expected a stage after `|`, found `{}`",
                    self.slice(next.span)
                );
                Diagnostic::error("stage-missing", next.span, message)
            }
            Some(next) => Diagnostic::error(
                "stage-missing",
                bar.to(next.span),
                "a stage is missing between the bars",
            ),
            None => Diagnostic::error("stage-missing", bar, "a stage is missing after `|`"),
        };
        let help = format!("a stage is one of {}, as in `| count`", stages());
        self.report(diagnostic.help(help));
    }

    fn unknown_stage(&mut self, node: Node<'t>) {
        let Some(word) = node.into_inner().next() else {
            return;
        };
        let written = word.as_str();
        let span = self.span(&word);
        if LATER_STAGES.contains(&written.to_lowercase().as_str()) {
            let message = format!("there is no stage `{written}`");
            self.report(
                Diagnostic::error("unknown-stage", span, message)
                    .label("KQL has it, and this language has not")
                    .help(format!("a stage is one of {}", stages())),
            );
            return;
        }
        let mut diagnostic = Diagnostic::error(
            "unknown-stage",
            span,
            format!("there is no stage `{written}`"),
        );
        let lower = written.to_lowercase().replace('_', "-");
        let meant = OTHER_WORDS.iter().find(|(word, _)| *word == lower);
        let meant = meant.map(|(_, stage)| *stage);
        match meant.or_else(|| nearest(&lower, STAGES.iter().copied())) {
            Some(stage) => diagnostic = diagnostic.label(format!("did you mean `{stage}`?")),
            None => diagnostic = diagnostic.help(format!("a stage is one of {}", stages())),
        }
        self.report(diagnostic);
    }

    /// The columns after a stage's word.
    fn items_of(&mut self, node: Node<'t>) -> Option<Vec<Assignment>> {
        let body = node.into_inner().nth(1)?;
        self.items_or_missing(body)
    }

    fn items_or_missing(&mut self, node: Node<'t>) -> Option<Vec<Assignment>> {
        if node.as_rule() == Rule::missing {
            self.missing(&node, "a column", COLUMNS);
            return None;
        }
        self.items(node)
    }

    fn items(&mut self, node: Node<'t>) -> Option<Vec<Assignment>> {
        let mut items = Vec::new();
        let mut sound = true;
        for part in node.into_inner() {
            let item = if part.as_rule() == Rule::missing {
                self.missing(&part, "a column", COLUMNS);
                None
            } else {
                self.item(part)
            };
            match item {
                Some(item) => items.push(item),
                None => sound = false,
            }
        }
        sound.then_some(items)
    }

    pub(super) fn item(&mut self, node: Node<'t>) -> Option<Assignment> {
        let mut name = None;
        let mut value = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::item_name => name = Some(self.column_part(part.into_inner().next()?)?),
                _ => value = Some(self.expression(part)?),
            }
        }
        Some(Assignment {
            name,
            value: value?,
        })
    }

    fn summarize(&mut self, node: Node<'t>, span: Span) -> Option<Stage> {
        let mut aggregates = Some(Vec::new());
        let mut by = Some(Vec::new());
        let mut empty = true;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::items => aggregates = self.items(part),
                Rule::by_part => {
                    by = part
                        .into_inner()
                        .nth(1)
                        .and_then(|items| self.items_or_missing(items))
                }
                _ => continue,
            }
            empty = false;
        }
        if empty {
            let diagnostic =
                Diagnostic::error("missing", span, "`summarize` needs an aggregate or `by`")
                    .help("for example `summarize count() by app`");
            self.report(diagnostic);
            return None;
        }
        Some(Stage::Summarize {
            aggregates: aggregates?,
            by: by?,
        })
    }

    fn sort(&mut self, node: Node<'t>) -> Option<Stage> {
        let mut by = false;
        let mut word = None;
        let mut keys = None;
        for part in node.into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::kw_by => by = true,
                Rule::sort_keys => keys = Some((span, self.sort_keys(part))),
                Rule::missing => self.missing(&part, "a column", "for example `sort by hops asc`"),
                _ => word = Some(span),
            }
        }
        let (span, keys) = keys?;
        if !by {
            self.by_missing(word?, None, span);
            return None;
        }
        keys.map(Stage::Sort)
    }

    fn by_missing(&mut self, word: Span, count: Option<Span>, key: Span) {
        let (word, written) = (self.slice(word).to_lowercase(), self.slice(key));
        let message = format!("`{word}` needs `by` before its column");
        let diagnostic =
            Diagnostic::error("by-missing", key, message).label("`by` goes before this");
        let count = count.map_or(String::new(), |count| format!(" {}", self.slice(count)));
        self.report(diagnostic.help(format!("write `{word}{count} by {written}`")));
    }

    fn sort_keys(&mut self, node: Node<'t>) -> Option<Vec<SortKey>> {
        let keys: Vec<Option<SortKey>> = node.into_inner().map(|key| self.sort_key(key)).collect();
        keys.into_iter().collect()
    }

    fn sort_key(&mut self, node: Node<'t>) -> Option<SortKey> {
        if node.as_rule() == Rule::missing {
            self.missing(&node, "a column", "for example `sort by hops asc`");
            return None;
        }
        let mut value = None;
        let mut ascending = false;
        let mut nulls_first = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_asc => ascending = true,
                Rule::kw_first => nulls_first = Some(true),
                Rule::kw_last => nulls_first = Some(false),
                Rule::expression => value = self.expression(part),
                _ => {}
            }
        }
        Some(SortKey {
            value: value?,
            ascending,
            nulls_first: nulls_first.unwrap_or(ascending),
        })
    }

    pub(super) fn row_count(&mut self, node: &Node<'t>, example: &str) -> Option<Spanned<Count>> {
        match node.as_rule() {
            Rule::integer => self.count(node),
            Rule::parameter => {
                let count = Count::Parameter(parameter(node));
                Some(Spanned::new(count, self.span(node)))
            }
            _ => {
                self.missing(node, "a number", format!("say how many rows: `{example}`"));
                None
            }
        }
    }

    fn take(&mut self, node: Node<'t>) -> Option<Stage> {
        let count = node.into_inner().nth(1)?;
        self.row_count(&count, "take 10").map(Stage::Take)
    }

    fn top(&mut self, node: Node<'t>) -> Option<Stage> {
        let mut parts = node.into_inner();
        let word = self.span(&parts.next()?);
        let count = self.row_count(&parts.next()?, "top 10 by hops");
        let mut by = false;
        let mut key = None;
        for part in parts {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::kw_by => by = true,
                Rule::missing if count.is_none() => {}
                _ => key = self.sort_key(part).map(|key| (span, key)),
            }
        }
        let (count, (span, key)) = (count?, key?);
        if !by {
            self.by_missing(word, Some(count.span), span);
            return None;
        }
        Some(Stage::Top { count, key })
    }

    fn distinct(&mut self, node: Node<'t>) -> Option<Stage> {
        match node.into_inner().nth(1) {
            Some(items) => self.items(items).map(Stage::Distinct),
            None => Some(Stage::Distinct(Vec::new())),
        }
    }
}

/// The stages that are built, as in a sentence.
fn stages() -> String {
    listed(STAGES.iter().copied(), "and")
}
