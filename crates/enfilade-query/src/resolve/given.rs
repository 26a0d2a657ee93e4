//! Parameters: values that the caller gives for the `$names` of a query.
//!
//! A value comes as a text. What it is compared with says how it is read; where nothing does, it is what it
//! looks like: `90d` a span of time, `true` a boolean, anything else a text.

use super::{Problem, Resolver};
use crate::answer::NoteKind;
use crate::diagnostic::{Diagnostic, nearest};
use crate::plan::column::Type;
use crate::plan::expression::{Expr, Scalar};
use crate::syntax::ast::{Count, Literal, Name, Phrase};
use crate::syntax::span::{Span, Spanned};
use crate::syntax::{instant, plain};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// The values given, and which of them the query asked for.
#[derive(Debug)]
pub(crate) struct Given<'a> {
    pub(crate) values: &'a BTreeMap<String, String>,
    pub(crate) used: &'a RefCell<BTreeSet<String>>,
}

impl Resolver<'_> {
    /// The value of a parameter.
    pub(super) fn given(&self, name: &str, span: Span) -> Result<&str, Problem> {
        self.given.used.borrow_mut().insert(name.to_owned());
        if let Some(value) = self.given.values.get(name) {
            self.note(NoteKind::Reading, format!("`${name}` is `{value}`"));
            return Ok(value);
        }
        let message = format!("the parameter `${name}` has no value");
        let problem = Problem::new("unknown-parameter", span, message);
        let near = nearest(name, self.given.values.keys().map(String::as_str));
        Err(match near {
            None => problem
                .label("nothing is given for it")
                .help(format!("give one: `--param {name}=...`")),
            Some(near) => problem.label(format!("a value is given for `${near}`")),
        })
    }

    /// A name, with a parameter's value for it.
    pub(super) fn given_name(&self, name: &Spanned<Name>) -> Result<Spanned<Name>, Problem> {
        let value = match &name.value {
            Name::Parameter(parameter) => {
                Name::Quoted(self.given(parameter, name.span)?.to_owned())
            }
            other => other.clone(),
        };
        Ok(Spanned::new(value, name.span))
    }

    /// The phrases of a clause, with parameters' values for them.
    pub(super) fn given_phrases(
        &self,
        phrases: &[Spanned<Phrase>],
    ) -> Result<Vec<Spanned<String>>, Problem> {
        let given = |phrase: &Spanned<Phrase>| {
            let text = match &phrase.value {
                Phrase::Text(text) => text.clone(),
                Phrase::Parameter(name) => self.given(name, phrase.span)?.to_owned(),
            };
            Ok(Spanned::new(text, phrase.span))
        };
        phrases.iter().map(given).collect()
    }

    /// A number of rows or steps.
    pub(super) fn given_count(&self, count: &Spanned<Count>) -> Result<u64, Problem> {
        match &count.value {
            Count::Number(number) => Ok(*number),
            Count::Parameter(name) => {
                let value = self.given(name, count.span)?;
                let number = value.trim().parse();
                number.map_err(|_| not_a(name, value, "a whole number", count.span))
            }
        }
    }

    /// A parameter in an expression, beside something of the type `wanted` if that is known.
    pub(super) fn given_value(
        &self,
        name: &str,
        span: Span,
        wanted: Option<Type>,
    ) -> Result<Expr, Problem> {
        let value = self.given(name, span)?;
        let text = || Scalar::Text(value.to_owned());
        let scalar = match (wanted, plain(value.trim())) {
            (Some(Type::Text | Type::Entity), _) | (None, None) => text(),
            (Some(Type::Integer | Type::Real), Some(Literal::Integer(number))) => {
                Scalar::Integer(number)
            }
            (Some(Type::Integer | Type::Real), Some(Literal::Real(number))) => Scalar::Real(number),
            (Some(Type::Boolean), Some(Literal::Boolean(value))) => Scalar::Boolean(value),
            (Some(Type::Duration), Some(Literal::Duration(length))) => Scalar::Duration(length),
            (Some(Type::Time), Some(Literal::Time(moment))) => Scalar::Time(moment),
            (Some(Type::Time), _) => match instant(value) {
                Some(moment) => Scalar::Time(moment),
                None => return Err(not_a(name, value, "a time", span)),
            },
            (Some(Type::List), _) => text(),
            (Some(wanted), _) => return Err(not_a(name, value, &wanted.to_string(), span)),
            (None, Some(literal)) => super::expression::scalar(&literal),
        };
        Ok(Expr::Literal(scalar))
    }
}

fn not_a(name: &str, value: &str, wanted: &str, span: Span) -> Problem {
    let message = format!("the value of `${name}` is no {}", bare(wanted));
    Problem::new("parameter-type", span, message)
        .label(format!("`{value}` is given, {wanted} is expected"))
}

/// Without its article.
fn bare(wanted: &str) -> &str {
    wanted.strip_prefix("a ").unwrap_or(wanted)
}

/// That values are given which the query does not ask for.
pub(crate) fn unused(given: &Given<'_>, known: &[String]) -> Vec<Diagnostic> {
    let used = given.used.borrow();
    let is_unused = |name: &&String| !used.contains(*name) && !known.contains(name);
    let unused = given.values.keys().filter(is_unused);
    unused
        .map(|name| {
            let message = format!("a value is given for `${name}`, which the query does not use");
            let diagnostic = Diagnostic::error("unused-parameter", Span::default(), message);
            let near = nearest(name, known.iter().map(String::as_str));
            match (near, known.is_empty()) {
                (Some(near), _) => diagnostic.help(format!("did you mean `${near}`?")),
                (None, true) => diagnostic.help("the query has no parameters"),
                (None, false) => {
                    let all: Vec<String> = known.iter().map(|own| format!("`${own}`")).collect();
                    let all = crate::diagnostic::in_words(&all, "and");
                    diagnostic.help(format!("its parameters are {all}"))
                }
            }
        })
        .collect()
}
