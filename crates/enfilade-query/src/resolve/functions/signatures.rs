//! Functions whose operands have fixed types: what each takes, and what is made of it.

use super::super::expression::Operand;
use super::super::{Problem, Resolver};
use crate::diagnostic::{listed, similar_words};
use crate::pipeline::evaluate::rewriting;
use crate::plan::column::Type;
use crate::plan::expression::{Expr, Scalar};
use crate::plan::function::{
    Ends, FormatPart, Function, ListFunction, NumberFunction, Part, Period, TextFunction,
    TimeFunction,
};
use crate::syntax::span::Span;
use regex::Regex;

/// What an operand must be.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Take {
    /// A text, or the name of an entity.
    Text,
    /// Anything, as text.
    AsText,
    Whole,
    Number,
    /// A number or a span of time.
    Measure,
    /// A number, a time or a span of time.
    Scale,
    Time,
    List,
    /// A regular expression in quotes.
    Pattern,
    /// A text in quotes.
    Constant,
    /// A whole number that is written out.
    Digits,
    /// The name of a period, in quotes.
    Period,
    /// The name of a part of a time, in quotes.
    Part,
    /// The format of a time, in quotes.
    Format,
}

/// What each function takes; the last operands may be optional.
pub(super) const SIGNATURES: &[(&str, &[Take])] = {
    use Take::{
        AsText, Constant, Digits, Format, List, Measure, Number, Part, Pattern, Period, Scale,
        Text, Time, Whole,
    };
    &[
        ("tolower", &[Text]),
        ("toupper", &[Text]),
        ("strlen", &[Text]),
        ("reverse", &[AsText]),
        ("substring", &[AsText, Whole, Whole]),
        ("indexof", &[AsText, AsText, Whole, Whole, Whole]),
        ("split", &[Text, Text, Whole]),
        ("trim", &[Pattern, Text]),
        ("trim_start", &[Pattern, Text]),
        ("trim_end", &[Pattern, Text]),
        ("replace_string", &[Text, Text, Text]),
        ("replace_regex", &[Text, Pattern, Constant]),
        ("strcat_array", &[List, Text]),
        ("array_length", &[List]),
        ("set_has_element", &[List, AsText]),
        ("parse_json", &[Text]),
        ("todynamic", &[Text]),
        ("abs", &[Measure]),
        ("round", &[Number, Digits]),
        ("ceiling", &[Number]),
        ("bin", &[Scale, Measure]),
        ("floor", &[Scale, Measure]),
        ("startofday", &[Time, Whole]),
        ("startofweek", &[Time, Whole]),
        ("startofmonth", &[Time, Whole]),
        ("startofyear", &[Time, Whole]),
        ("endofday", &[Time, Whole]),
        ("endofweek", &[Time, Whole]),
        ("endofmonth", &[Time, Whole]),
        ("endofyear", &[Time, Whole]),
        ("dayofweek", &[Time]),
        ("dayofmonth", &[Time]),
        ("dayofyear", &[Time]),
        ("week_of_year", &[Time]),
        ("monthofyear", &[Time]),
        ("getmonth", &[Time]),
        ("getyear", &[Time]),
        ("hourofday", &[Time]),
        ("datetime_part", &[Part, Time]),
        ("datetime_diff", &[Period, Time, Time]),
        ("datetime_add", &[Period, Whole, Time]),
        ("format_datetime", &[Time, Format]),
        ("make_datetime", &[Whole, Whole, Whole, Whole, Whole, Whole]),
    ]
};

/// What the operands of a call were taken as.
#[derive(Debug, Default)]
struct Taken {
    exprs: Vec<Expr>,
    pattern: Option<Regex>,
    constant: String,
    digits: i64,
    period: Option<Period>,
    part: Option<Part>,
    format: Vec<FormatPart>,
}

impl Resolver<'_> {
    /// A function of operands of fixed types.
    pub(super) fn typed(
        &self,
        name: &str,
        signature: &[Take],
        operands: Vec<Operand>,
        span: Span,
    ) -> Result<Expr, Problem> {
        let mut taken = Taken::default();
        for (operand, &take) in operands.into_iter().zip(signature) {
            self.take(name, take, operand, &mut taken)?;
        }
        build(name, taken).ok_or_else(|| {
            let message = format!(
                "`{name}` puts times and spans of time into spans, and numbers into numbers"
            );
            Problem::new("type", span, message)
                .label("one is a number, the other is none")
                .help(format!(
                    "for example `{name}(hops, 2)` or `{name}(createdDateTime, 30d)`"
                ))
        })
    }

    fn take(
        &self,
        name: &str,
        take: Take,
        operand: Operand,
        taken: &mut Taken,
    ) -> Result<(), Problem> {
        let ty = operand.expr.ty();
        let fits = match take {
            Take::Whole => ty == Type::Integer,
            Take::Number => ty.is_number(),
            Take::Measure => ty.is_number() || ty == Type::Duration,
            Take::Scale => ty.is_number() || matches!(ty, Type::Duration | Type::Time),
            Take::Time => ty == Type::Time,
            Take::List => ty == Type::List,
            _ => true,
        };
        if !fits {
            return Err(self.misfit(name, take, &operand));
        }
        let called = format!("`{name}`");
        match take {
            Take::Text => taken.exprs.push(self.as_text(operand, &called)?),
            Take::AsText => taken.exprs.push(super::to_text(operand.expr)),
            Take::Pattern => taken.pattern = Some(self.pattern(&operand, &called)?),
            Take::Constant => taken.constant = self.constant(name, &operand)?,
            Take::Digits => match operand.expr {
                Expr::Literal(Scalar::Integer(digits)) => taken.digits = digits,
                _ => return Err(self.misfit(name, take, &operand)),
            },
            Take::Period => taken.period = Some(self.one_named(name, &operand, Period::NAMED)?),
            Take::Part => taken.part = Some(self.one_named(name, &operand, Part::NAMED)?),
            Take::Format => taken.format = self.format(name, &operand)?,
            _ => taken.exprs.push(operand.expr),
        }
        Ok(())
    }

    fn misfit(&self, name: &str, take: Take, operand: &Operand) -> Problem {
        let (wants, example) = match take {
            Take::Whole => (
                "a whole number",
                "such as `2`; `toint()` makes one of a text",
            ),
            Take::Number => (
                "a number",
                "such as `2.5`; `todouble()` makes one of a text",
            ),
            Take::Measure => ("a number or a span of time", "such as `2.5` or `7d`"),
            Take::Scale => (
                "a number, a time or a span of time",
                "such as `2.5` or `7d`",
            ),
            Take::Time => (
                "a time",
                "such as `now()`; `todatetime()` makes one of a text",
            ),
            Take::List => (
                "a list",
                "`split()`, `parse_json()` and `make_set()` make lists",
            ),
            _ => ("a number that is written out", "such as `2`"),
        };
        Problem::new("type", operand.span, format!("`{name}` takes {wants}"))
            .label(format!("this is {}", operand.expr.ty()))
            .help(example)
    }

    fn constant(&self, name: &str, operand: &Operand) -> Result<String, Problem> {
        match &operand.expr {
            Expr::Literal(Scalar::Text(text)) => Ok(text.clone()),
            other => Err(Problem::new(
                "type",
                operand.span,
                format!("`{name}` takes a text in quotes"),
            )
            .label(format!("this is {}", other.ty()))
            .help("it must be the same in every row")),
        }
    }

    fn one_named<T: Copy>(
        &self,
        name: &str,
        operand: &Operand,
        named: &[(&'static str, T)],
    ) -> Result<T, Problem> {
        let written = self.constant(name, operand)?;
        let lower = written.to_lowercase();
        // KQL's examples write several of them in the plural too.
        let found = named
            .iter()
            .find(|(own, _)| *own == lower || lower.strip_suffix('s') == Some(own));
        if let Some(&(_, one)) = found {
            return Ok(one);
        }
        let names = || named.iter().map(|(own, _)| *own);
        let message = format!("`{name}` knows no `{written}`");
        let problem = Problem::new("period", operand.span, message);
        let near = similar_words(&lower, names());
        Err(match near.is_empty() {
            true => problem.help(format!("it knows {}", listed(names(), "and"))),
            false => problem.did_you_mean(near),
        })
    }

    /// <https://learn.microsoft.com/en-us/kusto/query/format-datetime-function>
    fn format(&self, name: &str, operand: &Operand) -> Result<Vec<FormatPart>, Problem> {
        let written = self.constant(name, operand)?;
        let mut parts: Vec<FormatPart> = Vec::new();
        for sign in written.chars() {
            match sign {
                'y' | 'M' | 'd' | 'H' | 'h' | 'm' | 's' | 'f' | 'F' | 't' => match parts.last_mut()
                {
                    Some(FormatPart::Field(last, width)) if *last == sign && *width < 7 => {
                        *width += 1
                    }
                    _ => parts.push(FormatPart::Field(sign, 1)),
                },
                ' ' | '/' | '-' | ':' | ',' | '.' | '_' | '[' | ']' => {
                    parts.push(FormatPart::Sign(sign));
                }
                _ => {
                    let message = format!("`{sign}` means nothing in the format of a time");
                    return Err(Problem::new("format", operand.span, message).help(
                        "letters are `y`, `M`, `d`, `H`, `h`, `m`, `s`, `f`, `F` and `tt`, as in `\"yyyy-MM-dd HH:mm\"`",
                    ));
                }
            }
        }
        Ok(parts)
    }
}

fn build(name: &str, taken: Taken) -> Option<Expr> {
    let first = taken.exprs.first().map_or(Type::Text, Expr::ty);
    let function = match name {
        "tolower" => Function::Text(TextFunction::Lower),
        "toupper" => Function::Text(TextFunction::Upper),
        "strlen" => Function::Text(TextFunction::Length),
        "reverse" => Function::Text(TextFunction::Reverse),
        "substring" => Function::Text(TextFunction::Substring),
        "indexof" => Function::Text(TextFunction::IndexOf),
        "replace_string" => Function::Text(TextFunction::Replace),
        "trim" | "trim_start" | "trim_end" => {
            let ends = Ends {
                start: name != "trim_end",
                end: name != "trim_start",
            };
            Function::Text(TextFunction::Trim(taken.pattern?, ends))
        }
        "replace_regex" => {
            let rewrite = rewriting(&taken.constant).into_owned();
            Function::Text(TextFunction::ReplaceMatches(taken.pattern?, rewrite))
        }
        "split" => Function::List(ListFunction::Split),
        "strcat_array" => Function::List(ListFunction::Join),
        "array_length" => Function::List(ListFunction::Length),
        "set_has_element" => Function::List(ListFunction::Has),
        "parse_json" | "todynamic" => Function::List(ListFunction::Parse),
        "abs" => Function::Number(NumberFunction::Absolute, first),
        "ceiling" => Function::Number(NumberFunction::Ceiling, first),
        "round" => {
            let digits = i32::try_from(taken.digits.clamp(-400, 400)).ok()?;
            Function::Number(NumberFunction::Round(digits), first)
        }
        "bin" | "floor" => {
            let size = taken.exprs.get(1).map_or(first, Expr::ty);
            return bin(first, size, taken.exprs);
        }
        _ => Function::Time(time_function(name, &taken)?),
    };
    Some(Expr::Function(function, taken.exprs))
}

/// Numbers are put into bins of a number, times and spans of time into spans.
fn bin(value: Type, size: Type, exprs: Vec<Expr>) -> Option<Expr> {
    let ty = match (value, size) {
        (Type::Integer, Type::Integer) => Type::Integer,
        (value, size) if value.is_number() && size.is_number() => Type::Real,
        (Type::Time | Type::Duration, Type::Duration) => value,
        _ => return None,
    };
    Some(Expr::Function(
        Function::Number(NumberFunction::Bin, ty),
        exprs,
    ))
}

fn time_function(name: &str, taken: &Taken) -> Option<TimeFunction> {
    Some(match name {
        "startofday" => TimeFunction::StartOf(Period::Day),
        "startofweek" => TimeFunction::StartOf(Period::Week),
        "startofmonth" => TimeFunction::StartOf(Period::Month),
        "startofyear" => TimeFunction::StartOf(Period::Year),
        "endofday" => TimeFunction::EndOf(Period::Day),
        "endofweek" => TimeFunction::EndOf(Period::Week),
        "endofmonth" => TimeFunction::EndOf(Period::Month),
        "endofyear" => TimeFunction::EndOf(Period::Year),
        "dayofweek" => TimeFunction::DayOfWeek,
        "dayofmonth" => TimeFunction::Part(Part::Day),
        "dayofyear" => TimeFunction::Part(Part::DayOfYear),
        "week_of_year" => TimeFunction::Part(Part::WeekOfYear),
        "monthofyear" | "getmonth" => TimeFunction::Part(Part::Month),
        "getyear" => TimeFunction::Part(Part::Year),
        "hourofday" => TimeFunction::Part(Part::Hour),
        "datetime_part" => TimeFunction::Part(taken.part?),
        "datetime_diff" => TimeFunction::Difference(taken.period?),
        "datetime_add" => TimeFunction::Add(taken.period?),
        "format_datetime" => TimeFunction::Format(taken.format.clone()),
        "make_datetime" => TimeFunction::Make,
        _ => return None,
    })
}
