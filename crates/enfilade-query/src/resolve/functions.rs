//! Functions of one row: how many operands each takes, and of which types.

mod signatures;

use super::expression::{Operand, Scope};
use super::{Problem, Resolver};
use crate::diagnostic::similar_words;
use crate::plan::column::Type;
use crate::plan::expression::{Expr, Scalar};
use crate::plan::function::{Choice, Function, ListFunction, TextFunction};
use crate::syntax::ast;
use crate::syntax::span::{Span, Spanned};
use signatures::SIGNATURES;
use std::ops::RangeInclusive;

/// A function: its name, how it is called, and how many operands it takes.
struct Usage {
    name: &'static str,
    usage: &'static str,
    operands: RangeInclusive<usize>,
}

const fn function(
    name: &'static str,
    usage: &'static str,
    operands: RangeInclusive<usize>,
) -> Usage {
    Usage {
        name,
        usage,
        operands,
    }
}

/// The functions that are asked for most; all of them would fill the screen.
const FUNCTIONS_ARE: &str = "functions are `strcat`, `split`, `extract`, `tostring`, `iff`, `case`, `coalesce`, `ago`, `bin`, `datetime_diff` and many more of KQL's, which the reference of the language lists";

/// The aggregates without those that add a condition to another.
pub(super) const AGGREGATES_ARE: &str = "aggregates are `count`, `dcount`, `sum`, `avg`, `min`, `max`, `stdev`, `variance`, `percentile`, `make_set`, `make_list`, `arg_max`, `arg_min` and `take_any`, most of them also with a condition, as `countif` and `sumif`";

/// Kusto allows as many operands for `strcat`.
const MOST_OPERANDS: usize = 64;

const FUNCTIONS: &[Usage] = &[
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
    function(
        "strcat_delim",
        "strcat_delim(\", \", text, text)",
        2..=MOST_OPERANDS,
    ),
    function("tostring", "tostring(value)", 1..=1),
    function("iff", "iff(condition, then, otherwise)", 3..=3),
    function("iif", "iif(condition, then, otherwise)", 3..=3),
    function(
        "case",
        "case(condition, then, condition, then, otherwise)",
        3..=MOST_OPERANDS,
    ),
    function("coalesce", "coalesce(value, otherwise)", 1..=MOST_OPERANDS),
    function("min_of", "min_of(number, number)", 1..=MOST_OPERANDS),
    function("max_of", "max_of(number, number)", 1..=MOST_OPERANDS),
    function("toint", "toint(text)", 1..=1),
    function("tolong", "tolong(text)", 1..=1),
    function("toreal", "toreal(text)", 1..=1),
    function("todouble", "todouble(text)", 1..=1),
    function("tobool", "tobool(text)", 1..=1),
    function("todatetime", "todatetime(text)", 1..=1),
    function("totimespan", "totimespan(text)", 1..=1),
    function("extract", "extract(\"@(.+)$\", 1, text)", 3..=4),
    function("countof", "countof(text, \"a\")", 2..=3),
    function("reverse", "reverse(text)", 1..=1),
    function("substring", "substring(text, 0, 3)", 2..=3),
    function("indexof", "indexof(text, \"@\")", 2..=5),
    function("split", "split(text, \"@\")", 2..=3),
    function("trim", "trim(\" +\", text)", 2..=2),
    function("trim_start", "trim_start(\" +\", text)", 2..=2),
    function("trim_end", "trim_end(\" +\", text)", 2..=2),
    function(
        "replace_string",
        "replace_string(text, \"a\", \"b\")",
        3..=3,
    ),
    function("replace_regex", "replace_regex(text, \"a+\", \"b\")", 3..=3),
    function("strcat_array", "strcat_array(list, \", \")", 2..=2),
    function("array_length", "array_length(list)", 1..=1),
    function("set_has_element", "set_has_element(list, value)", 2..=2),
    function("parse_json", "parse_json(text)", 1..=1),
    function("todynamic", "todynamic(text)", 1..=1),
    function("abs", "abs(number)", 1..=1),
    function("round", "round(number, 2)", 1..=2),
    function("ceiling", "ceiling(number)", 1..=1),
    function("bin", "bin(hops, 2)` or `bin(createdDateTime, 30d)", 2..=2),
    function(
        "floor",
        "floor(hops, 2)` or `floor(createdDateTime, 30d)",
        2..=2,
    ),
    function("startofday", "startofday(time)", 1..=2),
    function("startofweek", "startofweek(time)", 1..=2),
    function("startofmonth", "startofmonth(time)", 1..=2),
    function("startofyear", "startofyear(time)", 1..=2),
    function("endofday", "endofday(time)", 1..=2),
    function("endofweek", "endofweek(time)", 1..=2),
    function("endofmonth", "endofmonth(time)", 1..=2),
    function("endofyear", "endofyear(time)", 1..=2),
    function("dayofweek", "dayofweek(time)", 1..=1),
    function("dayofmonth", "dayofmonth(time)", 1..=1),
    function("dayofyear", "dayofyear(time)", 1..=1),
    function("week_of_year", "week_of_year(time)", 1..=1),
    function("monthofyear", "monthofyear(time)", 1..=1),
    function("getmonth", "getmonth(time)", 1..=1),
    function("getyear", "getyear(time)", 1..=1),
    function("hourofday", "hourofday(time)", 1..=1),
    function("datetime_part", "datetime_part(\"year\", time)", 2..=2),
    function(
        "datetime_diff",
        "datetime_diff(\"day\", later, earlier)",
        3..=3,
    ),
    function("datetime_add", "datetime_add(\"month\", 1, time)", 3..=3),
    function(
        "format_datetime",
        "format_datetime(time, \"yyyy-MM-dd\")",
        2..=2,
    ),
    function("make_datetime", "make_datetime(2026, 1, 31)", 3..=6),
];

/// Functions that analysts know from KQL and that are not built yet.
const LATER: &[&str] = &[
    "array_concat",
    "array_index_of",
    "array_slice",
    "array_sort_asc",
    "bag_keys",
    "base64_decode_tostring",
    "bin_at",
    "exp",
    "extract_all",
    "extract_json",
    "format_timespan",
    "gettype",
    "hash",
    "isfinite",
    "isinf",
    "isnan",
    "isutf8",
    "log",
    "log10",
    "make_timespan",
    "next",
    "pack",
    "pack_array",
    "parse_path",
    "parse_url",
    "pow",
    "prev",
    "rand",
    "range",
    "row_number",
    "set_difference",
    "set_intersect",
    "set_union",
    "sign",
    "sqrt",
    "strcmp",
    "strrep",
    "todecimal",
    "toguid",
    "translate",
    "unixtime_seconds_todatetime",
    "url_decode",
    "url_encode",
    "zip",
];

/// The functions of many rows.
pub(crate) const AGGREGATES: &[&str] = &[
    "count",
    "countif",
    "dcount",
    "dcountif",
    "count_distinct",
    "count_distinctif",
    "min",
    "minif",
    "max",
    "maxif",
    "avg",
    "avgif",
    "sum",
    "sumif",
    "stdev",
    "stdevif",
    "variance",
    "varianceif",
    "percentile",
    "percentiles",
    "make_set",
    "make_set_if",
    "make_list",
    "make_list_if",
    "arg_max",
    "arg_min",
    "any",
    "anyif",
    "take_any",
    "take_anyif",
];

/// Functions of many rows that analysts know from KQL and that are not built yet.
pub(super) const AGGREGATES_LATER: &[&str] = &[
    "binary_all_and",
    "binary_all_or",
    "buildschema",
    "covariance",
    "hll",
    "make_bag",
    "make_bag_if",
    "percentiles_array",
    "percentilew",
    "stdevp",
    "tdigest",
    "variancep",
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
        if name == "extract" {
            return self.extract(arguments, scope);
        }
        let operands: Result<Vec<Operand>, Problem> = arguments
            .iter()
            .map(|argument| self.operand(argument, scope))
            .collect();
        let operands = operands?;
        if let Some((_, signature)) = SIGNATURES.iter().find(|(own, _)| *own == name) {
            return self.typed(name, signature, operands, span);
        }
        match name {
            "strcat" | "strcat_delim" => {
                let texts = operands.into_iter().map(|one| to_text(one.expr)).collect();
                let function = match name {
                    "strcat" => TextFunction::Concatenate,
                    _ => TextFunction::Join,
                };
                Ok(Expr::Function(Function::Text(function), texts))
            }
            "coalesce" | "min_of" | "max_of" => self.choice_of(name, operands),
            "iff" | "iif" | "case" => self.case(name, operands, span),
            "countof" => self.count_of(operands),
            _ => match <[Operand; 1]>::try_from(operands) {
                Ok([one]) => self.call_one(name, one),
                Err(_) => Ok(Expr::Literal(Scalar::Time(self.now()))),
            },
        }
    }

    /// <https://learn.microsoft.com/en-us/kusto/query/case-function>: pairs of a condition and a value,
    /// then the value where no condition holds.
    fn case(&self, name: &str, mut operands: Vec<Operand>, span: Span) -> Result<Expr, Problem> {
        if operands.len().is_multiple_of(2) {
            let message =
                format!("`{name}` takes pairs of a condition and a value, and one value more");
            return Err(Problem::new("operands", span, message)
                .label("an operand too few, or too many")
                .help("for example `case(hops == 1, \"direct\", hops == 2, \"near\", \"far\")`"));
        }
        let Some(mut otherwise) = operands.pop() else {
            return Err(Problem::new(
                "operands",
                span,
                format!("`{name}` takes a value"),
            ));
        };
        while let (Some(then), Some(condition)) = (operands.pop(), operands.pop()) {
            let span = otherwise.span;
            let expr = self.choice(name, [condition, then, otherwise])?;
            otherwise = Operand { expr, span };
        }
        Ok(otherwise.expr)
    }

    /// One of several values, which must be of one type.
    fn choice_of(&self, name: &str, operands: Vec<Operand>) -> Result<Expr, Problem> {
        let choice = match name {
            "min_of" => Choice::Smallest,
            "max_of" => Choice::Greatest,
            _ => Choice::First,
        };
        let mut operands = operands.into_iter();
        let Some(mut shape) = operands.next() else {
            return Ok(Expr::Literal(Scalar::Null(Type::Text)));
        };
        let mut chosen = vec![shape.expr.clone()];
        for next in operands {
            let span = next.span;
            let (_, next) =
                self.brought_together(shape.clone(), next, "cannot stand in one column")?;
            // What came before follows the type of this one.
            shape = Operand {
                expr: next.clone(),
                span,
            };
            chosen.push(next);
        }
        let ty = shape.expr.ty();
        let chosen = chosen.into_iter().map(|own| match (own.ty(), ty) {
            (Type::Integer, Type::Real) => Expr::ToReal(Box::new(own)),
            (Type::Entity, Type::Text) => to_text(own),
            _ => own,
        });
        let chosen: Vec<Expr> = chosen.collect();
        if ty == Type::Entity && choice != Choice::First {
            let labels = chosen.into_iter().map(to_text).collect();
            return Ok(Expr::Function(Function::Choose(choice, Type::Text), labels));
        }
        Ok(Expr::Function(Function::Choose(choice, ty), chosen))
    }

    fn count_of(&self, operands: Vec<Operand>) -> Result<Expr, Problem> {
        let mut operands = operands.into_iter();
        let (Some(text), Some(sought)) = (operands.next(), operands.next()) else {
            return Ok(Expr::Literal(Scalar::Null(Type::Integer)));
        };
        let text = self.as_text(text, "`countof`")?;
        let kind = operands.next();
        let function = match kind.as_ref().map(|kind| &kind.expr) {
            None => None,
            Some(Expr::Literal(Scalar::Text(kind))) if kind == "normal" => None,
            Some(Expr::Literal(Scalar::Text(kind))) if kind == "regex" => Some(
                TextFunction::CountMatches(self.pattern(&sought, "`countof`")?),
            ),
            Some(_) => {
                let span = kind.map_or(sought.span, |kind| kind.span);
                let message = "`countof` counts what is `\"normal\"` or a `\"regex\"`";
                return Err(Problem::new("operands", span, message).label("neither of them"));
            }
        };
        Ok(match function {
            Some(function) => Expr::Function(Function::Text(function), vec![text]),
            None => {
                let sought = self.as_text(sought, "`countof`")?;
                Expr::Function(Function::Text(TextFunction::CountOf), vec![text, sought])
            }
        })
    }

    /// `extract(pattern, group, text, typeof(long))`.
    fn extract(&self, arguments: &[Spanned<ast::Expr>], scope: Scope<'_>) -> Result<Expr, Problem> {
        let [pattern, group, text, rest @ ..] = arguments else {
            return Ok(Expr::Literal(Scalar::Null(Type::Text)));
        };
        let pattern = self.operand(pattern, scope)?;
        let regex = self.pattern(&pattern, "`extract`")?;
        let group_operand = self.operand(group, scope)?;
        let groups = regex.captures_len();
        let group = match group_operand.expr {
            Expr::Literal(Scalar::Integer(group)) => {
                usize::try_from(group).ok().filter(|group| *group < groups)
            }
            _ => None,
        };
        let Some(group) = group else {
            let message = format!(
                "the pattern has no such group; its groups are 0 to {}",
                groups - 1
            );
            return Err(Problem::new("operands", group_operand.span, message)
                .label("not one of them")
                .help(
                    "0 is the whole match, 1 what stands in the first parentheses of the pattern",
                ));
        };
        let text = self.as_text(self.operand(text, scope)?, "`extract`")?;
        let function = Function::Text(TextFunction::Extract(regex, group));
        let found = Expr::Function(function, vec![text]);
        match rest.first() {
            None => Ok(found),
            Some(ty) => Ok(converted(type_literal(ty)?, found)),
        }
    }

    fn call_one(&self, name: &str, one: Operand) -> Result<Expr, Problem> {
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
            "toint" | "tolong" | "toreal" | "todouble" | "tobool" | "todatetime" | "totimespan" => {
                self.conversion(name, one)?
            }
            // `tostring` takes anything.
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

    /// A value read as another type.
    fn conversion(&self, name: &str, one: Operand) -> Result<Expr, Problem> {
        let to = match name {
            "toint" | "tolong" => Type::Integer,
            "toreal" | "todouble" => Type::Real,
            "tobool" => Type::Boolean,
            "todatetime" => Type::Time,
            _ => Type::Duration,
        };
        let from = one.expr.ty();
        let is_number = |ty: Type| ty.is_number() || ty == Type::Boolean;
        if from != to && from != Type::Text && !(is_number(from) && is_number(to)) {
            let message = format!("`{name}` cannot read {from}");
            return Err(Problem::new("type", one.span, message)
                .label(format!("this is {from}"))
                .help("it reads texts, numbers, and true and false"));
        }
        Ok(match name {
            "toint" => Expr::Function(Function::Convert32, vec![one.expr]),
            _ => converted(to, one.expr),
        })
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

fn wrong_count(function: &Usage, count: usize, span: Span) -> Problem {
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
        return not_built(name, function.span).help(FUNCTIONS_ARE);
    }
    let near = similar_words(name, names());
    let problem = Problem::new(
        "unknown-function",
        function.span,
        format!("there is no function `{name}`"),
    );
    match near.is_empty() {
        false => problem.did_you_mean(near),
        true => problem.label("unknown function").help(FUNCTIONS_ARE),
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

/// A value as another type, if it is not of that type already.
fn converted(to: Type, expr: Expr) -> Expr {
    match expr.ty() == to {
        true => expr,
        false => Expr::Function(Function::Convert(to), vec![expr]),
    }
}

/// `typeof(long)`.
fn type_literal(expr: &Spanned<ast::Expr>) -> Result<Type, Problem> {
    let written = match &expr.value {
        ast::Expr::Call {
            function,
            arguments,
        } if function.value == "typeof" => arguments.first(),
        _ => None,
    };
    let name = written.and_then(|written| match &written.value {
        ast::Expr::Name(parts) => parts.first(),
        _ => None,
    });
    match name {
        Some(name) => type_named(&name.value, name.span),
        None => Err(
            Problem::new("type-name", expr.span, "a type is written `typeof(long)`")
                .label("no type"),
        ),
    }
}

/// A type by the name that KQL gives it.
pub(super) fn type_named(name: &str, span: Span) -> Result<Type, Problem> {
    let ty = match name.to_lowercase().as_str() {
        "string" | "dynamic" => Type::Text,
        "int" | "long" => Type::Integer,
        "real" | "double" => Type::Real,
        "bool" | "boolean" => Type::Boolean,
        "datetime" | "date" => Type::Time,
        "timespan" | "time" => Type::Duration,
        _ => {
            let message = format!("there is no type `{name}`");
            return Err(Problem::new("type-name", span, message)
                .help("types are `string`, `long`, `real`, `bool`, `datetime` and `timespan`"));
        }
    };
    Ok(ty)
}

/// Anything as text.
pub(super) fn to_text(expr: Expr) -> Expr {
    match expr.ty() {
        Type::Text => expr,
        Type::List => Expr::Function(Function::List(ListFunction::Json), vec![expr]),
        _ => Expr::ToText(Box::new(expr)),
    }
}
