//! Rules of dynamic membership: checked, explained, and put into sentences of the query language.
//!
//! What a rule says of a tenant is asked as a query, `users matching "..."`; this module has what needs
//! no tenant.

use enfilade_query::diagnostic::Diagnostic;
use enfilade_query::dynamic::attribute_of;
use enfilade_query::syntax::span::Span;
use enfilade_rules::{Expression, Quantifier};

pub use enfilade_query::dynamic::{
    AttributeChange, Authority, By, Change, ChangeError, Decided, Drift, Drifted, Mastered,
    Overlap, Overlapping, Overlaps, RuleAttribute, Subjects, WayIn, authorities, drift, overlaps,
    rule_attributes,
};
pub use enfilade_rules::{Mistake, Property, Rule, SubjectKind, Truth};

/// Reads a rule.
///
/// # Errors
/// All its mistakes, each drawn at its place by [`Diagnostic::render`].
pub fn parse(text: &str) -> Result<Rule, Vec<Diagnostic>> {
    Rule::parse(text).map_err(|mistakes| mistakes.iter().map(diagnostic).collect())
}

fn diagnostic(mistake: &Mistake) -> Diagnostic {
    let span = Span {
        start: mistake.span.start,
        end: mistake.span.end,
    };
    let diagnostic = Diagnostic::error("rule", span, mistake.message.clone());
    match &mistake.help {
        Some(help) => diagnostic.help(help.clone()),
        None => diagnostic,
    }
}

/// What a rule asks, a condition a line, and below it what an export must hold to decide it.
#[must_use]
pub fn explain(rule: &Rule) -> String {
    let mut lines = vec![format!("{}s of whom", rule.of.name())];
    condition(&rule.expression, 1, &mut lines);
    let properties = rule.properties();
    if !properties.is_empty() {
        lines.push(String::new());
        lines.push("decided by".to_owned());
    }
    for property in properties {
        let stated = attribute_of(property);
        let stated = match stated.eq_ignore_ascii_case(&property.name) {
            true => String::new(),
            false => format!(", which Microsoft Graph calls `{stated}`"),
        };
        lines.push(format!("  {property}{stated}"));
    }
    lines.join("\n")
}

fn condition(expression: &Expression, depth: usize, lines: &mut Vec<String>) {
    let mut line = |text: String| lines.push(format!("{:width$}{text}", "", width = depth * 2));
    match expression {
        Expression::And(parts) | Expression::Or(parts) => {
            line(match expression {
                Expression::And(_) => "all of these hold".to_owned(),
                _ => "one of these holds".to_owned(),
            });
            for part in parts {
                condition(part, depth + 1, lines);
            }
        }
        Expression::Not(inner) => {
            line("this does not hold".to_owned());
            condition(inner, depth + 1, lines);
        }
        Expression::Elements {
            of,
            quantifier,
            condition: inner,
        } => {
            line(match quantifier {
                Quantifier::Any => format!("an element of {of} is such that"),
                Quantifier::All => format!("every element of {of} is such that"),
            });
            condition(inner, depth + 1, lines);
        }
        Expression::DirectReports(manager) => line(format!("the manager is `{manager}`")),
        Expression::Compare(comparison) => line(comparison.to_string()),
    }
}
