//! Stages that choose columns by name, take lists apart, or bring in another query.

use super::place::Place;
use super::{Node, Reader};
use crate::diagnostic::{Diagnostic, listed, nearest};
use crate::syntax::ast::{
    Expansion, Join, JoinKey, JoinKind, MvExpand, Pattern, Query, Render, Union,
};
use crate::syntax::grammar::Rule;
use crate::syntax::span::Spanned;

const PATTERN: &str = "for example `project-away role, hop*`";
const QUERY: &str = "for example `(users where enabled == false)`";

/// Joins of KQL whose rows are those of the right side.
const RIGHT_JOINS: &[&str] = &["rightouter", "fullouter", "rightanti", "rightsemi"];

impl<'t> Reader<'t> {
    /// The patterns after a stage's word.
    pub(super) fn patterns_of(&mut self, node: Node<'t>) -> Option<Vec<Pattern>> {
        let body = node.into_inner().nth(1)?;
        if body.as_rule() == Rule::missing {
            self.missing(&body, "a column", PATTERN);
            return None;
        }
        let read: Vec<Option<Pattern>> = body.into_inner().map(|one| self.pattern(one)).collect();
        read.into_iter().collect()
    }

    fn pattern(&mut self, node: Node<'t>) -> Option<Pattern> {
        if node.as_rule() == Rule::missing {
            self.missing(&node, "a column", PATTERN);
            return None;
        }
        let mut parts = node.into_inner();
        let name = parts.next()?;
        let exact = name.as_rule() == Rule::bracket;
        let name = self.column_part(name)?;
        let ascending = parts.next().map(|order| order.as_rule() == Rule::kw_asc);
        Some(Pattern {
            name,
            exact,
            ascending,
        })
    }

    pub(super) fn mv_expand(&mut self, node: Node<'t>) -> Option<MvExpand> {
        let (mut index, mut expansions, mut limit) = (None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::expand_option => {
                    let (setting, value) = self.option(part)?;
                    // There are no property bags here, so their kinds mean nothing.
                    if setting.value == "with_itemindex" {
                        index = Some(value);
                    }
                }
                Rule::expansions => {
                    let read: Vec<_> = part.into_inner().map(|one| self.expansion(one)).collect();
                    expansions = read.into_iter().collect::<Option<Vec<Expansion>>>();
                }
                Rule::missing if expansions.is_none() => {
                    self.missing(&part, "a list", "for example `mv-expand set_app`");
                }
                Rule::kw_mv_expand | Rule::kw_limit => {}
                _ => limit = Some(self.row_count(&part, "mv-expand set_app limit 5")?),
            }
        }
        Some(MvExpand {
            index,
            expansions: expansions?,
            limit,
        })
    }

    fn expansion(&mut self, node: Node<'t>) -> Option<Expansion> {
        if node.as_rule() == Rule::missing {
            self.missing(&node, "a list", "for example `mv-expand set_app`");
            return None;
        }
        let mut parts = node.into_inner();
        let list = self.item(parts.next()?)?;
        let ty = parts.find(|part| part.as_rule() == Rule::type_of);
        let ty = ty.and_then(|ty| ty.into_inner().nth(1));
        let ty = ty.map(|ty| Spanned::new(ty.as_str().to_lowercase(), self.span(&ty)));
        Some(Expansion { list, ty })
    }

    /// `setting=value`, the setting in lower case.
    fn option(&mut self, node: Node<'t>) -> Option<(Spanned<String>, Spanned<String>)> {
        let mut parts = node.into_inner();
        let (setting, value) = (parts.next()?, parts.next()?);
        let written = Spanned::new(value.as_str().to_owned(), self.span(&value));
        let setting = Spanned::new(setting.as_str().to_lowercase(), self.span(&setting));
        Some((setting, written))
    }

    pub(super) fn join(&mut self, node: Node<'t>) -> Option<Join> {
        let stage = self.span(&node);
        let (mut kind, mut right, mut on, mut sound) = (None, None, None, true);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::option => match self.join_option(part) {
                    Some(Some(read)) => kind = Some(read),
                    Some(None) => {}
                    None => sound = false,
                },
                Rule::subquery => {
                    let span = self.span(&part);
                    right = self.subquery(part).map(|query| Spanned::new(query, span));
                    sound &= right.is_some();
                }
                Rule::join_keys => {
                    let read: Vec<_> = part.into_inner().map(|one| self.join_key(one)).collect();
                    let read: Vec<_> = read.into_iter().flatten().collect();
                    on = Some(read.into_iter().collect::<Option<Vec<JoinKey>>>());
                }
                Rule::missing if right.is_none() && sound => {
                    self.missing(&part, "a query in parentheses", QUERY);
                    sound = false;
                }
                Rule::missing => {
                    self.missing(&part, "a column", "for example `on user`");
                    sound = false;
                }
                _ => {}
            }
        }
        if on.is_none() && sound {
            let message = "`join` needs `on` and the columns that must agree";
            self.report(
                Diagnostic::error("missing", stage, message)
                    .help("for example `join kind=inner (guests reach apps) on guest`"),
            );
        }
        Some(Join {
            kind,
            right: right.filter(|_| sound)?,
            on: on??,
        })
    }

    /// The kind that an option of a join gives; `Some(None)` for a hint, which changes no row.
    fn join_option(&mut self, node: Node<'t>) -> Option<Option<Spanned<JoinKind>>> {
        let (setting, value) = self.option(node)?;
        let written = value.value.to_lowercase();
        if setting.value.starts_with("hint.") {
            return Some(None);
        }
        if setting.value != "kind" {
            self.unknown_setting("join", &setting, &["kind"]);
            return None;
        }
        let known = JoinKind::WRITTEN.iter().find(|(_, name)| *name == written);
        if let Some(&(kind, _)) = known {
            return Some(Some(Spanned::new(kind, value.span)));
        }
        let names = || JoinKind::WRITTEN.iter().map(|&(_, name)| name);
        let diagnostic = match RIGHT_JOINS.contains(&written.as_str()) {
            true => {
                let help = match written.as_str() {
                    "fullouter" => {
                        "join with `leftouter`, and `union` what a `leftanti` the other way round leaves"
                    }
                    _ => "put the other query first, and join this one to it",
                };
                self.not_built(value.span, help)
            }
            false => {
                let message = format!("there is no kind of join `{}`", value.value);
                let diagnostic = Diagnostic::error("join-kind", value.span, message);
                match nearest(&written, names()) {
                    Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
                    None => diagnostic.help(kinds("kinds are", names())),
                }
            }
        };
        self.report(diagnostic);
        None
    }

    fn unknown_setting(&mut self, stage: &str, setting: &Spanned<String>, known: &[&str]) {
        let message = format!("`{stage}` has no setting `{}`", setting.value);
        let are = if known.len() == 1 {
            "the setting is"
        } else {
            "settings are"
        };
        let settings = kinds(are, known.iter().copied());
        self.report(Diagnostic::error("setting", setting.span, message).help(settings));
    }

    /// Reads a key; nothing for the sign between two.
    fn join_key(&mut self, node: Node<'t>) -> Option<Option<JoinKey>> {
        match node.as_rule() {
            Rule::kw_and => return None,
            Rule::missing => {
                self.missing(&node, "a column", "for example `on user`");
                return Some(None);
            }
            _ => {}
        }
        let whole = self.span(&node);
        let mut columns = (None, None);
        for part in node.into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::column => {
                    let left = self.column(part).map(|parts| Spanned::new(parts, span));
                    return Some(left.map(|left| JoinKey { left, right: None }));
                }
                Rule::side => {
                    let mut parts = part.into_inner();
                    let is_left = parts
                        .next()
                        .is_some_and(|side| side.as_rule() == Rule::left_side);
                    let column = parts.next().and_then(|column| self.column(column));
                    let column = column.map(|parts| Spanned::new(parts, span));
                    match is_left {
                        true => columns.0 = column,
                        false => columns.1 = column,
                    }
                }
                _ => {
                    self.missing(
                        &part,
                        "a column of the other side",
                        "for example `$left.user == $right.owner`",
                    );
                    return Some(None);
                }
            }
        }
        let (Some(left), Some(right)) = columns else {
            let message = "a key compares a column of one side with one of the other";
            self.report(
                Diagnostic::error("join-key", whole, message)
                    .help("for example `$left.user == $right.owner`"),
            );
            return Some(None);
        };
        Some(Some(JoinKey {
            left,
            right: Some(right),
        }))
    }

    pub(super) fn union(&mut self, node: Node<'t>) -> Option<Union> {
        let (mut inner, mut source, mut queries, mut sound) = (false, None, Vec::new(), true);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::option => {
                    let (setting, value) = self.option(part)?;
                    match (setting.value.as_str(), value.value.to_lowercase().as_str()) {
                        ("kind", "inner") => inner = true,
                        ("kind", "outer") | ("isfuzzy", _) => {}
                        ("kind", _) => {
                            let message = format!("there is no kind of union `{}`", value.value);
                            self.report(
                                Diagnostic::error("union-kind", value.span, message)
                                    .help("kinds are `outer` and `inner`"),
                            );
                            sound = false;
                        }
                        ("withsource", _) => source = Some(value),
                        _ => {
                            self.unknown_setting("union", &setting, &["kind", "withsource"]);
                            sound = false;
                        }
                    }
                }
                Rule::subquery => {
                    let span = self.span(&part);
                    match self.subquery(part) {
                        Some(query) => queries.push(Spanned::new(query, span)),
                        None => sound = false,
                    }
                }
                Rule::missing => {
                    self.missing(&part, "a query in parentheses", QUERY);
                    sound = false;
                }
                _ => {}
            }
        }
        sound.then_some(Union {
            inner,
            source,
            queries,
        })
    }

    pub(super) fn render(&mut self, node: Node<'t>) -> Option<Spanned<Render>> {
        let body = node.into_inner().nth(1)?;
        let names = || Render::WRITTEN.iter().map(|&(_, name)| name);
        if body.as_rule() == Rule::missing {
            self.missing(
                &body,
                "`table`, `tree` or `path`",
                "for example `render tree`",
            );
            return None;
        }
        let span = self.span(&body);
        let written = body.as_str().to_lowercase();
        let known = Render::WRITTEN.iter().find(|(_, name)| *name == written);
        if let Some(&(render, _)) = known {
            return Some(Spanned::new(render, span));
        }
        let message = format!("nothing is drawn as `{}`", self.slice(span));
        let diagnostic = Diagnostic::error("render", span, message);
        self.report(match nearest(&written, names()) {
            Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
            None => diagnostic.help("an answer is drawn as a `table`, a `tree` or a `path`"),
        });
        None
    }

    /// A query in parentheses.
    fn subquery(&mut self, node: Node<'t>) -> Option<Query> {
        let whole = self.span(&node);
        let (mut head, mut stages) = (None, Vec::new());
        let mut before = self.diagnostics.len();
        let mut opening = None;
        let parts: Vec<Node<'t>> = node.into_inner().collect();
        // What an open parenthesis took in with it is no mistake of its own.
        let closed = parts.iter().any(|part| part.as_rule() == Rule::close);
        for part in parts {
            match part.as_rule() {
                Rule::inner_leftover if !closed => {}
                Rule::question => head = self.question(part),
                Rule::table => head = self.table(part),
                Rule::yes_no => head = self.yes_no(part),
                Rule::what_can => head = self.what_can(part),
                Rule::which_can => head = self.which_can(part),
                Rule::later_inner => self.refuse_head(part),
                Rule::close => {}
                Rule::unclosed => {
                    self.parenthesis_mistake(Rule::unclosed, &part, whole, Place::Set);
                }
                Rule::inner_leftover => {
                    if self.diagnostics.len() == before {
                        let place = match opening {
                            Some(opening) => Place::Stage(self.slice(opening)),
                            None => Place::Head(head.as_ref()),
                        };
                        self.leftover(&part, place);
                        stages.push(None);
                    }
                }
                _ => {
                    before = self.diagnostics.len();
                    opening = self
                        .token_at(part.as_span().start())
                        .map(|token| token.span);
                    stages.push(self.stage(part));
                }
            }
        }
        let stages = stages.into_iter().collect::<Option<Vec<_>>>()?;
        if !closed {
            return None;
        }
        Some(Query {
            // Names are bound once, for the queries within too.
            bindings: Vec::new(),
            head: head?,
            stages,
        })
    }
}

/// What there is to choose from.
fn kinds<'n>(are: &str, names: impl Iterator<Item = &'n str>) -> String {
    format!("{are} {}", listed(names, "and"))
}
