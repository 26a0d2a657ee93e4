//! The values of a rule: texts with their escapes, times, lists, regular expressions.

use super::span;
use crate::syntax::grammar::Part;
use crate::syntax::{Literal, Operand, Operator, Pattern};
use crate::{Mistake, Property, Shape};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span as TimeSpan, Timestamp};
use pest::iterators::Pair;
use regex::{Regex, RegexBuilder};

/// The value that an operand is compared with.
pub(super) fn literal(
    operand: &Operand,
    operator: Operator,
    pair: Pair<'_, Part>,
) -> Result<Literal, Mistake> {
    let place = span(&pair);
    let Some(value) = pair.into_inner().next() else {
        return Err(Mistake::new(place, "a value is missing"));
    };
    if value.as_rule() == Part::bare {
        return Err(unquoted(&value));
    }
    match operator {
        Operator::In | Operator::NotIn => list(value),
        Operator::Match | Operator::NotMatch => pattern(value),
        Operator::Equal | Operator::NotEqual if value.as_rule() == Part::null => Ok(Literal::Null),
        _ => match operand {
            Operand::Property(property) if property.shape == Shape::Boolean => {
                boolean(property, value)
            }
            Operand::Property(property) if property.shape == Shape::Time => time(property, value),
            _ => text(value),
        },
    }
}

fn unquoted(value: &Pair<'_, Part>) -> Mistake {
    let text = value.as_str();
    let message = format!("`{text}` is a text without quotes");
    Mistake::new(span(value), message).help(format!("write \"{text}\""))
}

fn text(value: Pair<'_, Part>) -> Result<Literal, Mistake> {
    let place = span(&value);
    match value.as_rule() {
        Part::string | Part::number => Ok(Literal::Text(text_of(&value))),
        Part::list => {
            let message = "a list is compared with `-in` and `-notIn` only";
            Err(Mistake::new(place, message))
        }
        Part::null => {
            let message = "`null` is compared with `-eq` and `-ne` only";
            Err(Mistake::new(place, message))
        }
        _ => {
            let written = value.as_str();
            let message = format!("a text is compared with a text, and `{written}` is none");
            Err(Mistake::new(place, message).help(format!("write \"{written}\"")))
        }
    }
}

fn boolean(property: &Property, value: Pair<'_, Part>) -> Result<Literal, Mistake> {
    // Quoted booleans stand in real rules.
    let written = match value.as_rule() {
        Part::string => text_of(&value),
        _ => value.as_str().trim_start_matches('$').to_owned(),
    };
    match written.to_ascii_lowercase().as_str() {
        "true" => Ok(Literal::Boolean(true)),
        "false" => Ok(Literal::Boolean(false)),
        _ => {
            let message = format!("`{property}` is true or false");
            Err(Mistake::new(span(&value), message))
        }
    }
}

fn time(property: &Property, value: Pair<'_, Part>) -> Result<Literal, Mistake> {
    let place = span(&value);
    let read = match value.as_rule() {
        Part::moment => return moment(value),
        Part::time | Part::string => instant(&text_of(&value)),
        _ => None,
    };
    read.map(Literal::Time).ok_or_else(|| {
        let message = format!("`{property}` is compared with a time");
        Mistake::new(place, message).help("write 2026-06-10T18:13:20Z, or system.now -minus p30d")
    })
}

/// Microseconds since 1970 of a time or a date.
fn instant(text: &str) -> Option<i64> {
    let time = text.parse::<Timestamp>().ok().or_else(|| {
        let date: Date = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()
    });
    time.map(Timestamp::as_microsecond)
}

fn moment(value: Pair<'_, Part>) -> Result<Literal, Mistake> {
    let mut is_minus = false;
    let mut shift = 0;
    for part in value.into_inner() {
        match part.as_rule() {
            Part::shift => is_minus = part.into_inner().any(|sign| sign.as_rule() == Part::minus),
            Part::duration => {
                shift = duration(part.as_str()).ok_or_else(|| {
                    let message = format!("`{}` is no span of time", part.as_str());
                    Mistake::new(span(&part), message)
                        .help("write p30d for 30 days, pt12h for 12 hours")
                })?;
            }
            _ => {}
        }
    }
    Ok(Literal::Now(if is_minus { -shift } else { shift }))
}

/// Microseconds of an ISO 8601 duration in weeks and smaller units, whose length is fixed.
fn duration(text: &str) -> Option<i64> {
    let span: TimeSpan = text.to_ascii_uppercase().parse().ok()?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return None;
    }
    let days = i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
    let hours = i64::from(span.get_hours());
    let seconds = hours * 3600 + span.get_minutes() * 60 + span.get_seconds();
    days.checked_mul(86_400)?
        .checked_add(seconds)?
        .checked_mul(1_000_000)
}

fn list(value: Pair<'_, Part>) -> Result<Literal, Mistake> {
    if value.as_rule() != Part::list {
        let message = "`-in` and `-notIn` take a list";
        let help = format!("write [{}]", value.as_str());
        return Err(Mistake::new(span(&value), message).help(help));
    }
    let item = |item: Pair<'_, Part>| match item.as_rule() {
        Part::null => Ok(None),
        Part::bare => Err(unquoted(&item)),
        _ => Ok(Some(text_of(&item))),
    };
    value
        .into_inner()
        .map(item)
        .collect::<Result<_, _>>()
        .map(Literal::List)
}

fn pattern(value: Pair<'_, Part>) -> Result<Literal, Mistake> {
    if !matches!(value.as_rule(), Part::string | Part::number) {
        let message = "`-match` and `-notMatch` take a regular expression in quotes";
        return Err(Mistake::new(span(&value), message));
    }
    let text = text_of(&value);
    let regex = compile(&text);
    match regex {
        Ok(regex) => Ok(Literal::Pattern(Pattern { text, regex })),
        Err(why) => {
            let message = format!("`{text}` is no regular expression: {why}");
            Err(Mistake::new(span(&value), message))
        }
    }
}

/// The compiled expression; `None` for one that looks around or back.
fn compile(text: &str) -> Result<Option<Regex>, String> {
    // Texts compare without case, and a bounded program keeps a hostile rule small.
    let built = RegexBuilder::new(text)
        .case_insensitive(true)
        .size_limit(1 << 20)
        .build();
    match built {
        Ok(regex) => Ok(Some(regex)),
        Err(_) if looks_around(text) => Ok(None),
        Err(regex::Error::CompiledTooBig(_)) => Ok(None),
        Err(error) => {
            let last = error.to_string();
            let last = last.lines().last().unwrap_or_default();
            Err(last.trim_start_matches("error: ").to_owned())
        }
    }
}

/// Whether an expression uses what the service's engine has and a linear one cannot.
fn looks_around(text: &str) -> bool {
    let around = ["(?=", "(?!", "(?<=", "(?<!", "(?>", "\\k<"];
    let back = |pair: &[u8]| pair[0] == b'\\' && pair[1].is_ascii_digit() && pair[1] != b'0';
    around.iter().any(|sign| text.contains(sign)) || text.as_bytes().windows(2).any(back)
}

/// The text of a value: a string without its quotes and escapes, anything else as written.
pub(super) fn text_of(value: &Pair<'_, Part>) -> String {
    if value.as_rule() != Part::string {
        return value.as_str().to_owned();
    }
    let Some(inner) = value.clone().into_inner().next() else {
        return String::new();
    };
    if inner.as_rule() == Part::quoted {
        return format!("\"{}\"", inner.as_str());
    }
    let is_single = inner.as_rule() == Part::single;
    let mut text = String::new();
    let mut signs = inner.as_str().chars().peekable();
    while let Some(sign) = signs.next() {
        match (sign, signs.peek()) {
            ('`', Some(&quoted @ ('"' | '\'' | '`'))) => {
                text.push(quoted);
                signs.next();
            }
            ('\'', Some('\'')) if is_single => {
                text.push('\'');
                signs.next();
            }
            _ => text.push(sign),
        }
    }
    text
}

/// Whether a text has the form of an object id.
pub(super) fn is_guid(text: &str) -> bool {
    let is_part = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_part)
}
