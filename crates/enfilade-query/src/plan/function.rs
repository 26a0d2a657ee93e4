//! The functions of one row, by what they work on.
//!
//! A function knows the type of its result. What must be constant (a pattern, a period, a number of
//! digits) is part of the function, made once, and no operand.

use super::column::Type;
use regex::Regex;
use std::fmt;

/// A function of the operands that stand beside it.
#[derive(Clone, Debug)]
pub(crate) enum Function {
    Text(TextFunction),
    List(ListFunction),
    /// The type is that of the result.
    Number(NumberFunction, Type),
    Time(TimeFunction),
    /// Anything that can be read so, as the type; null where it cannot.
    Convert(Type),
    /// A whole number that fits 32 bits, else null.
    Convert32,
    /// One of several operands, which have the type.
    Choose(Choice, Type),
}

/// A function of texts.
#[derive(Clone, Debug)]
pub(crate) enum TextFunction {
    Lower,
    Upper,
    Length,
    Concatenate,
    /// All operands but the first, with the first between them.
    Join,
    Reverse,
    /// A text, the first character, and perhaps how many.
    Substring,
    /// A text, what is sought, and perhaps where to start, how far to go, and which occurrence.
    IndexOf,
    /// How often the second text stands in the first; occurrences may overlap.
    CountOf,
    /// A text, what is sought, and what takes its place.
    Replace,
    CountMatches(Regex),
    /// The text, without what matches at its start, its end, or both.
    Trim(Regex, Ends),
    /// The text, with each match of the pattern rewritten.
    ReplaceMatches(Regex, String),
    /// A group of the first match.
    Extract(Regex, usize),
}

/// Which ends of a text are trimmed.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) struct Ends {
    pub(crate) start: bool,
    pub(crate) end: bool,
}

/// A function of lists, or one that makes a list.
#[derive(Clone, Debug)]
pub(crate) enum ListFunction {
    /// A text, what it is cut at, and perhaps which of the parts.
    Split,
    Length,
    /// Whether the list has a text.
    Has,
    /// The texts of the list with another between them.
    Join,
    /// The list as JSON.
    Json,
    /// A JSON array as a list; null if it is none.
    Parse,
    /// The element at a position; from the end if negative.
    Element(i64),
}

/// A function of numbers; some work on times and spans of time too.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum NumberFunction {
    Absolute,
    /// To so many digits after the point, or before it if negative.
    Round(i32),
    Ceiling,
    /// Down to a multiple of the second operand.
    Bin,
}

/// A function of times.
#[derive(Clone, Debug)]
pub(crate) enum TimeFunction {
    /// The start of a period, so many periods on.
    StartOf(Period),
    /// The last microsecond of a period, so many periods on.
    EndOf(Period),
    /// Days since Sunday, as a span.
    DayOfWeek,
    /// A number read off the calendar.
    Part(Part),
    /// How many periods lie between the starts of two.
    Difference(Period),
    /// So many periods later than the second operand.
    Add(Period),
    Format(Vec<FormatPart>),
    /// Year, month, day, and perhaps hour, minute and second.
    Make,
}

/// A period of the calendar.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Period {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
}

impl Period {
    /// Every period by its name.
    pub(crate) const NAMED: &[(&str, Period)] = &[
        ("year", Period::Year),
        ("quarter", Period::Quarter),
        ("month", Period::Month),
        ("week", Period::Week),
        ("day", Period::Day),
        ("hour", Period::Hour),
        ("minute", Period::Minute),
        ("second", Period::Second),
        ("millisecond", Period::Millisecond),
        ("microsecond", Period::Microsecond),
    ];
}

/// A number that the calendar or the clock gives a time.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Part {
    Year,
    Quarter,
    Month,
    WeekOfYear,
    Day,
    DayOfYear,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
}

impl Part {
    /// Every part by the name that `datetime_part` gives it.
    pub(crate) const NAMED: &[(&str, Part)] = &[
        ("year", Part::Year),
        ("quarter", Part::Quarter),
        ("month", Part::Month),
        ("week_of_year", Part::WeekOfYear),
        ("day", Part::Day),
        ("dayofyear", Part::DayOfYear),
        ("hour", Part::Hour),
        ("minute", Part::Minute),
        ("second", Part::Second),
        ("millisecond", Part::Millisecond),
        ("microsecond", Part::Microsecond),
    ];
}

/// A piece of a time's format.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum FormatPart {
    /// A sign that stands for itself.
    Sign(char),
    /// A letter of the format and how often it stands there.
    Field(char, usize),
}

/// Which of several operands is taken.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Choice {
    /// The first that is something.
    First,
    Smallest,
    Greatest,
}

impl Function {
    /// The type of the result.
    pub(crate) fn ty(&self) -> Type {
        match self {
            Function::Text(function) => match function {
                TextFunction::Length
                | TextFunction::IndexOf
                | TextFunction::CountOf
                | TextFunction::CountMatches(_) => Type::Integer,
                _ => Type::Text,
            },
            Function::List(function) => match function {
                ListFunction::Split | ListFunction::Parse => Type::List,
                ListFunction::Length => Type::Integer,
                ListFunction::Has => Type::Boolean,
                ListFunction::Join | ListFunction::Json | ListFunction::Element(_) => Type::Text,
            },
            Function::Time(function) => match function {
                TimeFunction::StartOf(_)
                | TimeFunction::EndOf(_)
                | TimeFunction::Add(_)
                | TimeFunction::Make => Type::Time,
                TimeFunction::DayOfWeek => Type::Duration,
                TimeFunction::Part(_) | TimeFunction::Difference(_) => Type::Integer,
                TimeFunction::Format(_) => Type::Text,
            },
            Function::Number(_, ty) | Function::Convert(ty) | Function::Choose(_, ty) => *ty,
            Function::Convert32 => Type::Integer,
        }
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Function::Text(function) => write!(f, "{}", name(function)),
            Function::List(function) => write!(f, "list_{}", name(function)),
            Function::Number(function, _) => write!(f, "{}", name(function)),
            Function::Time(function) => write!(f, "{}", name(function)),
            Function::Convert(ty) => write!(f, "to_{}", name(ty)),
            Function::Convert32 => f.write_str("to_int"),
            Function::Choose(choice, _) => write!(f, "{}", name(choice)),
        }
    }
}

/// The name of a variant, in lower case, for `explain`.
fn name(variant: &dyn fmt::Debug) -> String {
    let written = format!("{variant:?}");
    let end = written.find(['(', ' ', '{']).unwrap_or(written.len());
    written.get(..end).unwrap_or_default().to_lowercase()
}
