//! Functions of one row: how many operands each takes, and of which types.

use super::expression::{Operand, Scope};
use super::{Problem, Resolver};
use crate::diagnostic::{in_words, similar_words};
use crate::plan::column::Type;
use crate::plan::expression::{Expr, Scalar, TextFunction};
use crate::syntax::ast;
use crate::syntax::span::{Span, Spanned};
use std::ops::RangeInclusive;

/// A function: its name, how it is called, and how many operands it takes.
struct Function {
    name: &'static str,
    usage: &'static str,
    operands: RangeInclusive<usize>,
}

const fn function(
    name: &'static str,
    usage: &'static str,
    operands: RangeInclusive<usize>,
) -> Function {
    Function {
        name,
        usage,
        operands,
    }
}

/// Kusto allows as many operands for `strcat`.
const MOST_OPERANDS: usize = 64;

const FUNCTIONS: &[Function] = &[
    function("not", "not(condition)", 1..=1),
    function("isempty", "isempty(value)", 1..=1),
    function("isnotempty", "isnotempty(value)", 1..=1),
    function("isnull", "isnull(value)", 1..=1),
    function("isnotnull", "isnotnull(value)", 1..=1),
    function("now", "now()` or `now(-2d)", 0..=1),
    function("ago", "ago(90d)", 1..=1),
    function("tolower", "tolower(text)", 1..=1),
    function("toupper", "toupper(text)", 1..=1),
    function("strlen", "strlen(text)", 1..=1),
    function("strcat", "strcat(text, text)", 1..=MOST_OPERANDS),
    function("tostring", "tostring(value)", 1..=1),
    function("iff", "iff(condition, then, otherwise)", 3..=3),
    function("iif", "iif(condition, then, otherwise)", 3..=3),
];

/// Functions that analysts know from KQL and that are not built yet.
const LATER: &[&str] = &[
    "abs",
    "array_length",
    "bin",
    "case",
    "ceiling",
    "coalesce",
    "countof",
    "datetime_add",
    "datetime_diff",
    "datetime_part",
    "dayofweek",
    "dayofyear",
    "endofday",
    "endofmonth",
    "endofweek",
    "endofyear",
    "extract",
    "floor",
    "format_datetime",
    "format_timespan",
    "getmonth",
    "getyear",
    "indexof",
    "isfinite",
    "isinf",
    "isnan",
    "max_of",
    "min_of",
    "monthofyear",
    "parse_json",
    "replace_regex",
    "replace_string",
    "reverse",
    "round",
    "set_has_element",
    "split",
    "startofday",
    "startofmonth",
    "startofweek",
    "startofyear",
    "strcat_array",
    "strcat_delim",
    "substring",
    "tobool",
    "todatetime",
    "todouble",
    "toint",
    "tolong",
    "toreal",
    "totimespan",
    "trim",
    "trim_end",
    "trim_start",
    "url_decode",
    "week_of_year",
];

/// The functions of many rows.
pub(crate) const AGGREGATES: &[&str] = &[
    "count", "countif", "dcount", "min", "max", "avg", "sum", "make_set", "any", "take_any",
];

/// Functions of many rows that analysts know from KQL and that are not built yet.
pub(super) const AGGREGATES_LATER: &[&str] = &[
    "anyif",
    "arg_max",
    "arg_min",
    "avgif",
    "count_distinct",
    "count_distinctif",
    "dcountif",
    "make_bag",
    "make_list",
    "make_list_if",
    "make_set_if",
    "maxif",
    "minif",
    "percentile",
    "percentiles",
    "stdev",
    "stdevif",
    "sumif",
    "take_anyif",
    "variance",
    "varianceif",
];

impl Resolver<'_> {
    /// A function applied to its operands.
    pub(super) fn call(
        &self,
        function: &Spanned<String>,
        arguments: &[Spanned<ast::Expr>],
        scope: Scope<'_>,
        span: Span,
    ) -> Result<Expr, Problem> {
        let name = function.value.as_str();
        let Some(known) = FUNCTIONS.iter().find(|known| known.name == name) else {
            return Err(unknown(function, span));
        };
        if !known.operands.contains(&arguments.len()) {
            return Err(wrong_count(known, arguments.len(), span));
        }
        let operands: Result<Vec<Operand>, Problem> = arguments
            .iter()
            .map(|argument| self.operand(argument, scope))
            .collect();
        let operands = operands?;
        match (name, <[Operand; 1]>::try_from(operands)) {
            (_, Ok([one])) => self.call_one(name, one),
            ("strcat", Err(operands)) => {
                let texts = operands.into_iter().map(|one| to_text(one.expr)).collect();
                Ok(Expr::Function(TextFunction::Concatenate, texts))
            }
            (_, Err(operands)) => match <[Operand; 3]>::try_from(operands) {
                Ok(parts) => self.choice(name, parts),
                Err(_) => Ok(Expr::Literal(Scalar::Time(self.now()))),
            },
        }
    }

    fn call_one(&self, name: &str, one: Operand) -> Result<Expr, Problem> {
        let called = format!("`{name}`");
        let negated = |expr| Expr::Not(Box::new(expr));
        Ok(match name {
            "not" => match one.expr.ty() {
                Type::Boolean => negated(one.expr),
                other => return Err(not_a_condition(name, one.span, other)),
            },
            "isempty" => Expr::IsEmpty(Box::new(one.expr)),
            "isnotempty" => negated(Expr::IsEmpty(Box::new(one.expr))),
            // As in KQL, where a text that is not there is an empty one.
            "isnull" | "isnotnull" if one.expr.ty() == Type::Text => {
                let (instead, written) = (name.replace("null", "empty"), self.written(one.span));
                return Err(Problem::new("type", one.span, "a text is never null")
                    .label("this is a text")
                    .help(format!("write `{instead}({written})`")));
            }
            "isnull" => Expr::IsNull(Box::new(one.expr)),
            "isnotnull" => negated(Expr::IsNull(Box::new(one.expr))),
            "now" | "ago" => {
                let Expr::Literal(Scalar::Duration(offset)) = one.expr else {
                    return Err(self.not_a_span(name, &one));
                };
                let offset = match name {
                    "ago" => offset.saturating_neg(),
                    _ => offset,
                };
                Expr::Literal(Scalar::Time(self.now().saturating_add(offset)))
            }
            "tolower" => Expr::Function(TextFunction::Lower, vec![self.as_text(one, &called)?]),
            "toupper" => Expr::Function(TextFunction::Upper, vec![self.as_text(one, &called)?]),
            "strlen" => Expr::Function(TextFunction::Length, vec![self.as_text(one, &called)?]),
            // `strcat` and `tostring` take anything.
            _ => to_text(one.expr),
        })
    }

    fn choice(&self, name: &str, [condition, yes, no]: [Operand; 3]) -> Result<Expr, Problem> {
        if condition.expr.ty() != Type::Boolean {
            return Err(not_a_condition(name, condition.span, condition.expr.ty()));
        }
        let (yes, no) = self.brought_together(yes, no, "cannot stand in one column")?;
        Ok(Expr::If(Box::new([condition.expr, yes, no])))
    }

    fn not_a_span(&self, name: &str, operand: &Operand) -> Problem {
        let problem = Problem::new(
            "type",
            operand.span,
            format!("`{name}` takes a span of time"),
        )
        .label(format!("this is {}", operand.expr.ty()));
        match &operand.expr {
            Expr::Literal(Scalar::Integer(days)) => {
                problem.help(format!("so many days are written `{days}d`"))
            }
            Expr::Literal(Scalar::Text(text)) => {
                problem.help(format!("write `{text}` without quotes"))
            }
            _ => problem.help("such as `90d` or `12h`"),
        }
    }
}

fn not_a_condition(name: &str, span: Span, ty: Type) -> Problem {
    Problem::new("type", span, format!("`{name}` takes a condition"))
        .label(format!("this is {ty}"))
        .help("a condition is true or false, such as `enabled == true`")
}

fn wrong_count(function: &Function, count: usize, span: Span) -> Problem {
    let takes = match (function.operands.start(), function.operands.end()) {
        (1, 1) => "one operand".to_owned(),
        (least, most) if least == most => format!("{least} operands"),
        (least, most) => format!("{least} to {most} operands"),
    };
    let message = format!("`{}` takes {takes}, not {count}", function.name);
    Problem::new("operands", span, message)
        .label(if count < *function.operands.start() {
            "too few"
        } else {
            "too many"
        })
        .help(format!("write `{}`", function.usage))
}

fn unknown(function: &Spanned<String>, span: Span) -> Problem {
    let name = function.value.as_str();
    if AGGREGATES.contains(&name) {
        let message = format!("`{name}` sums up many rows");
        return Problem::new("aggregate", span, message)
            .label("not one value for each row")
            .help(format!(
                "sum up first: `| summarize n = {name}(...) by ...`, then use `n`"
            ));
    }
    if LATER.contains(&name) || AGGREGATES_LATER.contains(&name) {
        return not_built(name, function.span)
            .help(format!("functions are {}", in_words(&names(), "and")));
    }
    let near = similar_words(name, names());
    let problem = Problem::new(
        "unknown-function",
        function.span,
        format!("there is no function `{name}`"),
    );
    match near.is_empty() {
        false => problem.did_you_mean(near),
        true => problem
            .label("unknown function")
            .help(format!("functions are {}", in_words(&names(), "and"))),
    }
}

/// A function of KQL that this version lacks.
pub(super) fn not_built(name: &str, span: Span) -> Problem {
    Problem::not_built(span, format!("`{name}` is not built yet"))
}

fn names() -> Vec<&'static str> {
    function_names().collect()
}

/// The functions of one row.
pub(crate) fn function_names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|function| function.name)
}

/// Anything as text.
fn to_text(expr: Expr) -> Expr {
    match expr.ty() {
        Type::Text => expr,
        _ => Expr::ToText(Box::new(expr)),
    }
}
