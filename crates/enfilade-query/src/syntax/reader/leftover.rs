//! Mistakes that no rule of the grammar covers: what stands where nothing may.

use super::place::Place;
use super::stage::STAGES;
use super::{Node, Reader, Token};
use crate::diagnostic::{Diagnostic, in_words, nearest};
use crate::syntax::ast::{Clause, Head, Noun, Reach, Set, SetKind};
use crate::syntax::expected;
use crate::syntax::grammar::Rule;
use crate::syntax::span::Span;
use crate::syntax::words_alone;

/// Words near which a stray word may have been meant, in a head without a verb and with one.
const BEFORE_VERB: &[&str] = &[
    "reach", "reaches", "cannot", "directly", "owned", "where", "except", "and", "can", "could",
];
const AFTER_VERB: &[&str] = &["directly", "owned", "where", "except", "and", "via", "with"];

/// Other words for access, which the language calls `reach`.
const ACCESS: &[&str] = &[
    "access", "accesses", "enter", "get", "has", "have", "open", "opens", "see", "sees", "touch",
    "use", "uses", "view",
];

/// Signs that word processors make of straight quotation marks.
const CURLY: &[char] = &['“', '”', '„', '‘', '’', '«', '»'];

impl<'t> Reader<'t> {
    /// What is left of a part of the query after all that could be read.
    pub(super) fn leftover(&mut self, node: &Node<'t>, place: Place<'_>) {
        let Some(first) = self.token_at(node.as_span().start()) else {
            return;
        };
        let found = self
            .stray_token(first, place)
            .or_else(|| match place {
                Place::Head(Some(Head::Set(set))) => self.after_set(first, set, self.span(node)),
                Place::Head(Some(
                    Head::Reach(reach) | Head::YesNo(reach) | Head::Why(reach) | Head::Ways(reach),
                )) => self.after_reach(first, reach, self.span(node)),
                Place::Head(Some(Head::Paths(paths))) => {
                    self.after_reach(first, &paths.reach, self.span(node))
                }
                Place::Head(Some(Head::Table(table))) => {
                    Some(self.after_table(first, *table, self.span(node)))
                }
                Place::Stage(stage) => self.after_stage(first, stage),
                Place::Set => self.in_parentheses(first),
                _ => None,
            })
            .unwrap_or_else(|| self.unexpected(first));
        self.report(found);
    }

    /// A token that is wrong wherever it stands.
    pub(super) fn stray_token(&self, token: Token, place: Place<'_>) -> Option<Diagnostic> {
        let (text, span) = (self.slice(token.span), token.span);
        match token.rule {
            Rule::unclosed_string => Some(self.unclosed_string(span)),
            Rule::parameter => {
                let message = format!("`{text}` is not expected here");
                let help = "a parameter stands for a name, a value or a number: `app $name`";
                Some(Diagnostic::error("parameter", span, message).help(help))
            }
            _ if text.starts_with(CURLY) => Some(
                Diagnostic::error("quotation-mark", span, format!("`{text}` opens no string"))
                    .help("write straight quotation marks: `\"` or `'`"),
            ),
            _ if text == ")" => Some(
                Diagnostic::error("parenthesis", span, "there is a `)` too many")
                    .label("no parenthesis is open here"),
            ),
            _ if text == ";" => Some(
                Diagnostic::error("semicolon", span, "`;` ends a query, and more follows")
                    .help("ask one query at a time"),
            ),
            _ if self.text[span.start..].starts_with("//") => {
                let span = Span {
                    start: span.start,
                    end: span.start + 2,
                };
                Some(
                    Diagnostic::error("comment", span, "a comment needs a space before its `//`")
                        .help("an address is written in quotes: `site \"https://contoso.sharepoint.com\"`"),
                )
            }
            _ if matches!(text, "&" | "&&") && !matches!(place, Place::Head(_)) => {
                Some(Diagnostic::error("sign", span, "`&` is no operator").label("write `and`"))
            }
            _ => None,
        }
    }

    /// What stands after a set that no verb follows.
    fn after_set(&self, first: Token, set: &Set, rest: Span) -> Option<Diagnostic> {
        let span = first.span;
        let text = self.slice(span);
        let lower = text.to_lowercase();
        // The words before a comparison are its left side, not a set without a noun.
        if let Some(problem) = self
            .in_comparison(first)
            .or_else(|| self.after_words(set, first))
            .or_else(|| self.question_turned(first))
            .or_else(|| self.between_sets(first))
        {
            return Some(problem);
        }
        let subject = self.slice(set.span);
        match lower.as_str() {
            "as" | "by" | "via" | "with" | "without" | "within" | "only" | "directly"
            | "unless" => {
                let message =
                    format!("`{lower}` says how something is reached, and nothing is reached");
                let example = format!("{subject} reach apps {}", self.slice(rest));
                let diagnostic = Diagnostic::error("verb-missing", span, message);
                return Some(
                    diagnostic
                        .label("a verb goes before this")
                        .help(self.example(&example)),
                );
            }
            "that" | "who" | "which" if self.is_verb_after(first) => {
                let message = format!("`{lower}` does not stand before a verb");
                let after = self.text[span.end..rest.end].trim();
                return Some(
                    Diagnostic::error("that", span, message)
                        .label("leave it out")
                        .help(format!("write `{subject} {after}`")),
                );
            }
            "not" => {
                let diagnostic =
                    Diagnostic::error("not", span, "`not` stands only in a verb, or before `by`");
                return Some(
                    diagnostic.help("write `do not reach`, `cannot reach` or `could not reach`"),
                );
            }
            "where" => {
                let diagnostic = Diagnostic::error("where", span, "`where` follows a noun, once");
                return Some(diagnostic.help(
                    "join several predicates: `guests where (enabled and company == \"Fabrikam\")`",
                ));
            }
            _ => {}
        }
        if let Some(stage) = self.stage_word(&lower) {
            return Some(self.bar_missing(span, stage));
        }
        if let Some(verb) = self.near(&lower, BEFORE_VERB) {
            return Some(self.did_you_mean(span, text, verb));
        }
        if ACCESS.contains(&lower.as_str()) {
            return Some(self.did_you_mean(span, text, "reach"));
        }
        if matches!(
            first.rule,
            Rule::string | Rule::upn | Rule::guid | Rule::path
        ) {
            return Some(self.name_after(set, span));
        }
        if first.rule == Rule::word {
            let message = format!("a verb is missing between `{subject}` and `{text}`");
            let example = format!("{subject} reach {}", self.slice(rest));
            return Some(
                Diagnostic::error("verb-missing", span, message)
                    .label("`reach` is expected before this")
                    .help(self.example(&example)),
            );
        }
        None
    }

    /// What stands after a question that is complete.
    fn after_reach(&self, first: Token, reach: &Reach, rest: Span) -> Option<Diagnostic> {
        let span = first.span;
        let text = self.slice(span);
        let lower = text.to_lowercase();
        let last = match reach.clauses.last().map(|clause| &clause.value) {
            None if reach.left.span.start > reach.right.span.start => Some(&reach.left),
            None => Some(&reach.right),
            Some(Clause::Via(set) | Clause::NotVia(set) | Clause::OnlyVia(set)) => Some(set),
            Some(_) => None,
        };
        if let Some(problem) = self
            .in_comparison(first)
            .or_else(|| self.after_words(last?, first))
        {
            return Some(problem);
        }
        if reach.left.span.start > reach.right.span.start
            && let Some(problem) = self.after_sought(reach, first, rest)
        {
            return Some(problem);
        }
        match lower.as_str() {
            "or" | "and" | "except" => return Some(self.operator_after_clause(reach, span, rest)),
            "reach" | "reaches" | "can" | "cannot" | "could" | "do" | "does" | "can't"
            | "couldn't" | "don't" | "doesn't" => {
                let message = format!("a query has one verb, and `{text}` is a second");
                return Some(
                    Diagnostic::error("two-verbs", span, message)
                        .label(format!("the verb is `{}`", self.slice(reach.verb.span)))
                        .help("ask two queries, one after the other"),
                );
            }
            "where" => {
                let diagnostic = Diagnostic::error("where", span, "`where` follows a noun, once");
                return Some(
                    diagnostic.help(
                        "to filter the answer, write `| where` and a predicate on its columns",
                    ),
                );
            }
            "not" => {
                let diagnostic =
                    Diagnostic::error("not", span, "`not` stands only in a verb, or before `by`");
                return Some(diagnostic.help("for example `not by open app`"));
            }
            "through" | "using" => return Some(self.did_you_mean(span, text, "via")),
            _ => {}
        }
        if let Some(problem) = self.between_sets(first) {
            return Some(problem);
        }
        if let Some(stage) = self.stage_word(&lower) {
            return Some(self.bar_missing(span, stage));
        }
        if let Some(word) = self.near(&lower, AFTER_VERB) {
            return Some(self.did_you_mean(span, text, word));
        }
        match first.rule {
            Rule::string | Rule::upn | Rule::guid | Rule::path => {
                last.map(|set| self.name_after(set, span))
            }
            _ => None,
        }
    }

    /// Whether the token after this one opens a verb.
    fn is_verb_after(&self, token: Token) -> bool {
        let rest = self.text[token.span.end..].trim_start();
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        let verbs = [
            "reach", "reaches", "can", "cannot", "could", "do", "does", "don't", "can't",
        ];
        verbs.iter().any(|verb| verb.eq_ignore_ascii_case(word))
    }

    /// Words that no noun follows are the mistake, not what comes after them.
    fn after_words(&self, set: &Set, first: Token) -> Option<Diagnostic> {
        let mut last = set;
        loop {
            last = match &last.kind {
                SetKind::Related { to, .. } => to,
                SetKind::Algebra { operands, .. } => operands.last()?,
                _ => break,
            };
        }
        let ends_there = self
            .token_before(first.span.start)
            .is_some_and(|token| token.span.end == last.span.end);
        match &last.kind {
            SetKind::Words(words) if ends_there => {
                let name = (first.rule == Rule::string).then(|| self.slice(first.span));
                Some(words_alone::before_name(words, last.span, name))
            }
            _ => None,
        }
    }

    /// `apps can guests reach`: the right side asked for.
    pub(super) fn question_turned(&self, first: Token) -> Option<Diagnostic> {
        let text = self.slice(first.span);
        if !["can", "could", "do", "does"].contains(&text.to_lowercase().as_str()) {
            return None;
        }
        let verb = self.tokens.iter().find(|token| {
            token.span.start > first.span.start
                && self.slice(token.span).eq_ignore_ascii_case("reach")
        });
        let Some(verb) = verb else {
            let message = format!("`{text}` is half a verb");
            return Some(
                Diagnostic::error("verb", first.span, message)
                    .label(format!("`{text} reach` is a verb"))
                    .help("for example `guests can reach finance apps`"),
            );
        };
        let start = self.tokens.first().map_or(0, |token| token.span.start);
        let asked = self
            .slice(Span {
                start,
                end: first.span.start,
            })
            .trim();
        let asked = asked
            .trim_start_matches("which ")
            .trim_start_matches("what ");
        let subject = self
            .slice(Span {
                start: first.span.end,
                end: verb.span.start,
            })
            .trim();
        let example = format!("which {asked} {text} {subject} reach");
        let message = format!("the question `.. {text} .. reach` begins with `which`");
        let diagnostic = Diagnostic::error("which-missing", first.span.to(verb.span), message);
        Some(diagnostic.help(self.example(&example)))
    }

    /// `what can guests reach finance apps`: what is asked for was said before.
    fn after_sought(&self, reach: &Reach, first: Token, rest: Span) -> Option<Diagnostic> {
        let is_set = matches!(
            first.rule,
            Rule::word | Rule::string | Rule::upn | Rule::guid | Rule::path
        );
        let verb = self.slice(reach.verb.span);
        let auxiliary = verb.split_whitespace().next()?.to_lowercase();
        let (left, sought) = (self.slice(reach.left.span), self.slice(rest));
        let (which, does) = (
            format!("which {sought} {auxiliary} {left} reach"),
            format!("{auxiliary} {left} reach {sought}"),
        );
        (is_set && self.can_show(&which)).then(|| {
            let asked = self.slice(reach.right.span);
            let message = format!("`{asked}` is what is asked for, and more follows");
            Diagnostic::error("what", first.span, message)
                .label("what is asked for stands before the verb")
                .help(format!("write `{which}`"))
                .help(format!("or ask yes or no: `{does}`"))
        })
    }

    /// Signs that join no sets.
    fn between_sets(&self, first: Token) -> Option<Diagnostic> {
        let sign = self.slice(first.span);
        let word = match sign {
            "," => "or",
            "+" => "or",
            "&" | "&&" => "and",
            "-" => "except",
            _ => return None,
        };
        let name = if sign == "," { "a comma" } else { sign };
        let message = format!("{name} joins no sets");
        Some(Diagnostic::error("join-sets", first.span, message).label(format!("write `{word}`")))
    }

    /// A comparison where none can stand: mostly a second one after `where`.
    fn in_comparison(&self, first: Token) -> Option<Diagnostic> {
        let text = self.slice(first.span).to_lowercase();
        let sign = matches!(
            text.as_str(),
            "==" | "!=" | "<>" | "<" | "<=" | ">" | ">=" | "=~" | "!~" | "=" | "!"
        );
        let word = matches!(
            text.as_str(),
            "contains" | "startswith" | "endswith" | "has" | "matches" | "between"
        );
        if !sign && !word {
            return None;
        }
        let before = self
            .tokens
            .partition_point(|token| token.span.start < first.span.start);
        let earlier = self.tokens.get(..before).unwrap_or_default();
        let is = |token: &Token, word| self.slice(token.span).eq_ignore_ascii_case(word);
        // What stands before a bar is over.
        let place = earlier
            .iter()
            .rposition(|token| is(token, "where") || is(token, "|"));
        let Some(place) = place.filter(|place| is(&earlier[*place], "where")) else {
            // `has` is also a word for access.
            return sign.then(|| {
                let message = format!("`{text}` compares, and no `where` stands before");
                Diagnostic::error("comparison", first.span, message)
                    .help("for example `guests where company == \"Fabrikam\"`")
            });
        };
        // A `where` before the verb is of the other set.
        let is_verb = |token: &Token| is(token, "reach") || is(token, "reaches");
        if earlier[place..].iter().any(is_verb) {
            return None;
        }
        let start = self.tokens.get(place + 1)?.span.start;
        let end = self.end_of_comparison(first);
        let predicate = self.slice(Span { start, end });
        let span = Span { start, end };
        Some(
            Diagnostic::error(
                "several-comparisons",
                span,
                "several comparisons after `where` need parentheses",
            )
            .help(self.example_of(
                &format!("where ({predicate})"),
                &format!("users where ({predicate})"),
            )),
        )
    }

    /// The end of the comparison whose operator this is: its value, or the operator itself.
    fn end_of_comparison(&self, operator: Token) -> usize {
        let next = self.token_at(operator.span.end);
        let value = next.filter(|token| matches!(token.rule, Rule::string | Rule::word));
        value.map_or(operator.span.end, |token| token.span.end)
    }

    fn operator_after_clause(&self, reach: &Reach, operator: Span, rest: Span) -> Diagnostic {
        let word = self.slice(operator).to_lowercase();
        let last = reach.clauses.last().map(|clause| &clause.value);
        match last {
            Some(Clause::Via(set) | Clause::NotVia(set) | Clause::OnlyVia(set)) => {
                let via = match last {
                    Some(Clause::NotVia(_)) => "not via",
                    Some(Clause::OnlyVia(_)) => "only via",
                    _ => "via",
                };
                let message = format!("`{via}` takes one set, and `{word}` begins another");
                let operands = format!("({} {})", self.slice(set.span), self.slice(rest));
                let example = format!("{via} {operands}");
                Diagnostic::error("one-operand", operator, message)
                    .label("parentheses are needed around both")
                    .help(self.example_of(&example, &format!("users reach apps {example}")))
            }
            Some(
                Clause::As(_)
                | Clause::By(_)
                | Clause::NotBy(_)
                | Clause::With(_)
                | Clause::Without(_),
            ) => Diagnostic::error("join-names", operator, format!("`{word}` joins no names"))
                .label("write `or`, or a comma"),
            _ => Diagnostic::error(
                "join-clauses",
                operator,
                format!("`{word}` joins no restrictions"),
            )
            .label("leave it away")
            .help("restrictions follow one another, and all of them hold: `directly as Owner`"),
        }
    }

    /// A name that stands behind a complete set.
    fn name_after(&self, set: &Set, name: Span) -> Diagnostic {
        let mut last = set;
        while let SetKind::Related { to, .. } = &last.kind {
            last = to;
        }
        let written = self.slice(name);
        match &last.kind {
            SetKind::Noun {
                words,
                noun,
                predicate: None,
            } if !words.is_empty() => {
                let span = words[0].span.to(words[words.len() - 1].span);
                if noun.value == Noun::Groups
                    && let Some(problem) = words_alone::members(words, span, Some(written))
                {
                    return problem;
                }
                let message = format!(
                    "`{}` stands before a noun that a name follows",
                    self.slice(span)
                );
                Diagnostic::error("words-and-name", span, message)
                    .label("leave it away")
                    .help(format!(
                        "a name says all: `{} {written}`",
                        noun.value.singular()
                    ))
            }
            _ => {
                let message = format!("nothing joins {written} to what stands before it");
                Diagnostic::error("unexpected", name, message)
                    .label("a verb, `or`, `in` or the like is expected before this")
            }
        }
    }

    fn after_stage(&self, first: Token, stage: &str) -> Option<Diagnostic> {
        let span = first.span;
        let text = self.slice(span);
        let lower = text.to_lowercase();
        let stage = stage.to_lowercase();
        if let Some(other) = self.stage_word(&lower) {
            return Some(self.bar_missing(span, other));
        }
        match (stage.as_str(), lower.as_str()) {
            ("count", "by") => {
                let column = self
                    .token_at(span.end)
                    .map_or("app", |token| self.slice(token.span));
                let diagnostic = Diagnostic::error(
                    "count-by",
                    span,
                    "`count` counts all rows, and takes no `by`",
                );
                return Some(diagnostic.help(format!("write `summarize count() by {column}`")));
            }
            ("sort" | "order" | "top", "ascending") => {
                return Some(self.did_you_mean(span, text, "asc"));
            }
            ("sort" | "order" | "top", "descending") => {
                return Some(self.did_you_mean(span, text, "desc"));
            }
            (_, "in" | "!in") => {
                let diagnostic = Diagnostic::error(
                    "in-list",
                    span,
                    format!("`{lower}` takes a list in parentheses"),
                );
                return Some(
                    diagnostic.help("for example `department in (\"Finance\", \"Legal\")`"),
                );
            }
            (_, "between") => {
                let diagnostic =
                    Diagnostic::error("between", span, "`between` takes two ends in parentheses");
                return Some(diagnostic.help("for example `hops between (1 .. 3)`"));
            }
            (_, "equals" | "is" | "eq") => return Some(self.did_you_mean(span, text, "==")),
            (_, "like" | "includes") => return Some(self.did_you_mean(span, text, "contains")),
            (_, "matches") => return Some(self.did_you_mean(span, text, "matches regex")),
            _ => {}
        }
        let operators = [
            "contains",
            "startswith",
            "endswith",
            "has",
            "between",
            "and",
            "asc",
            "desc",
            "nulls",
        ];
        if let Some(word) = self.near(&lower, &operators) {
            return Some(self.did_you_mean(span, text, word));
        }
        let columns = matches!(
            stage.as_str(),
            "project" | "extend" | "summarize" | "distinct" | "sort" | "order"
        );
        if columns && matches!(first.rule, Rule::word | Rule::string) {
            let message = format!("a comma is missing before `{text}`");
            return Some(
                Diagnostic::error("comma", span, message).label("columns stand apart by commas"),
            );
        }
        if stage == "where" && matches!(first.rule, Rule::word | Rule::string) {
            let message = format!("an operator is missing before `{text}`");
            return Some(
                Diagnostic::error("operator-missing", span, message).help(
                    "for example `company == \"Fabrikam\"`, or `and` between two comparisons",
                ),
            );
        }
        None
    }

    fn in_parentheses(&self, first: Token) -> Option<Diagnostic> {
        let text = self.slice(first.span);
        let lower = text.to_lowercase();
        if matches!(
            lower.as_str(),
            "reach" | "reaches" | "can" | "cannot" | "could" | "do" | "does"
        ) {
            let message = "a set is expected in parentheses, not a question";
            return Some(
                Diagnostic::error("question-in-set", first.span, message)
                    .label("the verb stands outside")
                    .help("for example `(guests or externals) reach finance apps`"),
            );
        }
        if let Some(problem) = self
            .between_sets(first)
            .or_else(|| self.in_comparison(first))
        {
            return Some(problem);
        }
        self.near(&lower, BEFORE_VERB)
            .map(|word| self.did_you_mean(first.span, text, word))
    }

    /// The last resort: what stands there, and what could.
    fn unexpected(&self, first: Token) -> Diagnostic {
        let text = self.slice(first.span);
        let diagnostic = Diagnostic::error(
            "unexpected",
            first.span,
            format!("`{text}` is not expected here"),
        );
        let before = self.text.get(..first.span.start).unwrap_or_default();
        let spaced = format!("{before} ");
        match expected::in_words(&spaced).as_slice() {
            [] => diagnostic,
            [one] => diagnostic.help(format!("{one} may stand here")),
            several => diagnostic.help(format!("here may stand {}", in_words(several, "or"))),
        }
    }

    fn did_you_mean(&self, span: Span, written: &str, meant: &str) -> Diagnostic {
        Diagnostic::error(
            "unknown-word",
            span,
            format!("`{written}` is no word of the language"),
        )
        .label(format!("did you mean `{meant}`?"))
    }

    fn bar_missing(&self, span: Span, stage: &str) -> Diagnostic {
        Diagnostic::error(
            "bar-missing",
            span,
            format!("a `|` is missing before `{stage}`"),
        )
        .help(format!("stages stand behind bars: `| {stage} ..`"))
    }

    fn stage_word(&self, lower: &str) -> Option<&'static str> {
        STAGES
            .iter()
            .copied()
            .find(|stage| *stage == lower && *stage != "where")
    }

    fn near(&self, lower: &str, words: &[&'static str]) -> Option<&'static str> {
        nearest(lower, words.iter().copied())
    }

    /// The verb that a word nearly is.
    pub(super) fn near_verb(&self, token: Token) -> Option<&'static str> {
        let lower = self.slice(token.span).to_lowercase();
        let access = ACCESS.contains(&lower.as_str()).then_some("reach");
        self.near(&lower, &["reach", "reaches", "cannot"])
            .or(access)
    }

    /// A piece of advice that shows a whole query, if that query can be read.
    fn example(&self, query: &str) -> String {
        self.example_of(query, query)
    }

    fn can_show(&self, query: &str) -> bool {
        self.is_query.is_some_and(|is_query| is_query(query))
    }

    /// A piece of advice that shows a piece of a query, if the query made of it can be read.
    fn example_of(&self, shown: &str, query: &str) -> String {
        if shown.len() <= 200 && self.can_show(query) {
            format!("write `{shown}`")
        } else {
            "for example `guests in group \"Partners\" reach finance apps`".to_owned()
        }
    }
}
