//! A rule in its canonical form: hyphens, documented spellings, double quotes, and parentheses
//! where they decide something or help to read.

use super::{Comparison, Expression, Literal, Operand, Quantifier, Rule};
use jiff::{SignedDuration, Timestamp};
use std::fmt;

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expression.fmt(f)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expression::Or(parts) => joined(f, parts, " -or "),
            Expression::And(parts) => joined(f, parts, " -and "),
            Expression::Not(inner) => write!(f, "-not ({inner})"),
            Expression::Compare(comparison) => comparison.fmt(f),
            Expression::Elements {
                of,
                quantifier,
                condition,
            } => {
                let quantifier = match quantifier {
                    Quantifier::Any => "-any",
                    Quantifier::All => "-all",
                };
                write!(f, "{of} {quantifier} ({condition})")
            }
            Expression::DirectReports(manager) => {
                write!(f, "Direct Reports for {}", quoted(manager))
            }
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Expression], by: &str) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(by)?;
        }
        write!(f, "({part})")?;
    }
    Ok(())
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {}",
            self.operand,
            self.operator.text(),
            self.literal
        )
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operand::Property(property) => property.fmt(f),
            Operand::Element => f.write_str("_"),
            Operand::Plan(part) => write!(f, "assignedPlan.{}", part.name()),
            Operand::Group => f.write_str("group.objectId"),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Null => f.write_str("null"),
            Literal::Boolean(value) => value.fmt(f),
            Literal::Text(text) => f.write_str(&quoted(text)),
            Literal::Pattern(pattern) => f.write_str(&quoted(&pattern.text)),
            Literal::List(items) => {
                let item =
                    |item: &Option<String>| item.as_deref().map_or("null".to_owned(), quoted);
                let items: Vec<String> = items.iter().map(item).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Literal::Time(micros) => match Timestamp::from_microsecond(*micros) {
                // The sign of a year before the first would be read as an operator's.
                Ok(time) if time.to_string().starts_with('-') => write!(f, "\"{time}\""),
                Ok(time) => time.fmt(f),
                Err(_) => micros.fmt(f),
            },
            Literal::Now(0) => f.write_str("system.now"),
            Literal::Now(micros) => {
                let sign = if *micros < 0 { "minus" } else { "plus" };
                let span = SignedDuration::from_micros(*micros).abs();
                let (days, rest) = (span.as_hours() / 24, span.as_secs() % 86_400);
                write!(f, "system.now -{sign} p")?;
                if days > 0 || rest == 0 {
                    write!(f, "{days}d")?;
                }
                if rest > 0 {
                    write!(f, "t{rest}s")?;
                }
                Ok(())
            }
        }
    }
}

/// A text in double quotes; a backtick takes a quote or a backtick after it as text.
fn quoted(text: &str) -> String {
    let text = text.replace('`', "``").replace('"', "`\"");
    format!("\"{text}\"")
}
