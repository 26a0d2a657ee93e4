//! Which way more data would move an answer.
//!
//! A gap in an export leaves some questions open and others not: a guest who was found to reach
//! an app reaches it whatever else the tenant holds, while "nobody reaches it" may only mean that
//! the export could not say. The shape of the query tells the two apart.

use enfilade_query::syntax::ast::{
    Clause, Expr, Head, Quantifier, Query, Reach, Set, SetKind, SetOperator, Stage,
};
use enfilade_query::syntax::parse;
use enfilade_query::syntax::span::Spanned;

/// Which way an answer's rows would move if the export held more access than it does.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Monotony {
    /// More access can only add rows.
    Growing,
    /// More access can only take rows away.
    Shrinking,
    /// Either, or the rows are counts.
    Unknown,
}

impl Monotony {
    /// Of a query; unknown if it does not parse.
    #[must_use]
    pub fn of(query: &str) -> Monotony {
        parse(query).map_or(Monotony::Unknown, |query| of_query(&query))
    }

    /// Of what a query counts that ends in `| count`; `None` if it counts nothing.
    ///
    /// Such an answer always has one row. What a verdict is about is the number in it, which is the number of
    /// rows that there would be without the count.
    #[must_use]
    pub fn of_count(query: &str) -> Option<Monotony> {
        let mut query = parse(query).ok()?;
        while let Some(Stage::Render(_)) = query.stages.last().map(|stage| &stage.value) {
            query.stages.pop();
        }
        match query.stages.pop()?.value {
            Stage::Count => Some(of_query(&query)),
            _ => None,
        }
    }
}

fn of_query(query: &Query) -> Monotony {
    // A name may stand for any of the sets that are bound.
    let mut bound = query.bindings.iter().map(|binding| &binding.value.set);
    let head = match &query.head {
        head if !bound.clone().all(set_grows) && !matches!(head, Head::YesNo(_)) => {
            Monotony::Unknown
        }
        Head::Set(set) if set_grows(set) => Monotony::Growing,
        Head::Reach(reach) => of_reach(reach, bound.all(set_is_fixed)),
        // One row, whatever is found.
        _ => Monotony::Unknown,
    };
    if stages_keep_rows(&query.stages) {
        head
    } else {
        Monotony::Unknown
    }
}

fn of_reach(reach: &Reach, bound_is_fixed: bool) -> Monotony {
    let grows = |set: &Set| set_grows(set);
    let is_fixed = |set: &Set| bound_is_fixed && set_is_fixed(set);
    let (left, right) = (&reach.left, &reach.right);
    // A path that more access adds may avoid what every path passed through, and a set that more
    // access adds to may take in what a path passed around.
    let is_settled = |clause: &Spanned<Clause>| match &clause.value {
        Clause::OnlyVia(_) => false,
        Clause::NotVia(set) => is_fixed(set),
        _ => true,
    };
    if !reach.clauses.iter().all(is_settled) {
        return Monotony::Unknown;
    }
    let quantifier = reach.quantifier.as_ref().map(|own| own.value);
    match (reach.verb.value.negated, quantifier) {
        (false, None) if grows(left) && grows(right) => Monotony::Growing,
        // One more to reach is one more to miss.
        (false, Some(Quantifier::All)) if grows(left) && is_fixed(right) => Monotony::Growing,
        (true, _) | (_, Some(Quantifier::No)) if is_fixed(left) && is_fixed(right) => {
            Monotony::Shrinking
        }
        _ => Monotony::Unknown,
    }
}

/// Whether more memberships and owners can only add to the set.
fn set_grows(set: &Set) -> bool {
    match &set.kind {
        SetKind::Related { set, to, .. } => set_grows(set) && set_grows(to),
        SetKind::Algebra { operator, operands } => match (operator, operands.as_slice()) {
            (SetOperator::Or | SetOperator::And, operands) => operands.iter().all(set_grows),
            (SetOperator::Except, [first, rest @ ..]) => {
                set_grows(first) && rest.iter().all(set_is_fixed)
            }
            (SetOperator::Except, []) => false,
        },
        _ => true,
    }
}

/// Whether the set rests on no membership and no owner.
fn set_is_fixed(set: &Set) -> bool {
    match &set.kind {
        SetKind::Related { .. } => false,
        SetKind::Algebra { operands, .. } => operands.iter().all(set_is_fixed),
        _ => true,
    }
}

/// Whether the stages leave some rows exactly if the head has some.
fn stages_keep_rows(stages: &[Spanned<Stage>]) -> bool {
    let mut filtered = false;
    let mut summarized = false;
    for stage in stages {
        match &stage.value {
            Stage::Where(_) => filtered = true,
            Stage::Count => return false,
            // What another query holds may move the other way, and an empty list drops its row.
            Stage::Join(_) | Stage::Union(_) | Stage::MvExpand(_) => return false,
            // Without groups there is one row, whatever comes in.
            Stage::Summarize { by, .. } if by.is_empty() => return false,
            Stage::Summarize { .. } => summarized = true,
            _ => {}
        }
    }
    // A filter keeps the direction only if it looks at what a row is, not at what a path is like:
    // more access may shorten a path, or raise a count past a limit.
    !filtered || (!summarized && !stages.iter().any(|stage| mentions_path(&stage.value)))
}

fn mentions_path(stage: &Stage) -> bool {
    match stage {
        Stage::Where(predicate) => expression_mentions_path(&predicate.value),
        Stage::Project(columns)
        | Stage::Extend(columns)
        | Stage::Distinct(columns)
        | Stage::ProjectRename(columns) => columns
            .iter()
            .any(|column| expression_mentions_path(&column.value.value)),
        _ => false,
    }
}

fn expression_mentions_path(expression: &Expr) -> bool {
    // A query nests no deeper than its parser allows, but a list of what is left costs nothing.
    let mut left = vec![expression];
    while let Some(expression) = left.pop() {
        match expression {
            Expr::Name(parts) => {
                const OF_THE_PATH: [&str; 4] = ["hops", "ways", "via", "state"];
                if parts.first().is_some_and(|part| {
                    OF_THE_PATH
                        .iter()
                        .any(|name| part.value.eq_ignore_ascii_case(name))
                }) {
                    return true;
                }
            }
            Expr::Literal(_) | Expr::Parameter(_) => {}
            Expr::Call { arguments, .. } => left.extend(arguments.iter().map(|a| &a.value)),
            Expr::Binary {
                left: a, right: b, ..
            } => left.extend([&a.value, &b.value]),
            Expr::In { value, list, .. } => {
                left.push(&value.value);
                left.extend(list.iter().map(|item| &item.value));
            }
            Expr::HasWords { value, words, .. } => {
                left.push(&value.value);
                left.extend(words.iter().map(|word| &word.value));
            }
            Expr::Element { list, .. } => left.push(&list.value),
            Expr::Between {
                value, low, high, ..
            } => left.extend([&value.value, &low.value, &high.value]),
            Expr::Not(inner) => left.push(&inner.value),
            Expr::And(parts) | Expr::Or(parts) => left.extend(parts.iter().map(|p| &p.value)),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::Monotony::{Growing, Shrinking, Unknown};
    use super::*;

    #[test]
    fn questions_have_a_direction() {
        let cases = [
            ("which guests reach finance apps", Growing),
            ("guests in group \"A\"", Growing),
            ("which guests do not reach finance apps", Shrinking),
            (
                "which guests in group \"A\" do not reach finance apps",
                Unknown,
            ),
            ("users except guests", Growing),
            ("users except (users in group \"A\")", Unknown),
            ("which guests reach apps | count", Unknown),
            (
                "which guests reach apps | summarize n = count() by app",
                Growing,
            ),
            (
                "which guests reach apps | summarize n = count() by app | where n > 5",
                Unknown,
            ),
            (
                "which guests reach apps | where mechanism == \"azure role\"",
                Growing,
            ),
            ("which guests reach apps | where hops > 2", Unknown),
            (
                "which guests reach apps | extend h = hops | where h > 2",
                Unknown,
            ),
            (
                "which guests reach apps | project guest, hops | sort by hops",
                Growing,
            ),
            ("guests reach all finance apps", Growing),
            ("guests reach all apps owned by guests", Unknown),
            ("guests reach no finance apps", Shrinking),
            ("guests in group \"A\" reach no finance apps", Unknown),
            ("guests reach apps only via group \"A\"", Unknown),
            ("guests reach apps not via group \"A\"", Growing),
            ("guests reach apps not via groups owned by guests", Unknown),
            ("do guests reach finance apps", Unknown),
            (
                "let my guests = guests in group \"A\"; my guests reach apps",
                Growing,
            ),
            (
                "let my guests = guests in group \"A\"; my guests do not reach apps",
                Unknown,
            ),
            (
                "let my guests = guests except (guests in group \"A\"); my guests reach apps",
                Unknown,
            ),
            (
                "which guests reach apps | union (guests reach vaults)",
                Unknown,
            ),
            (
                "which guests reach apps | join kind=leftanti (guests reach vaults) on guest",
                Unknown,
            ),
            (
                "which guests reach apps | project-rename h = hops | where h has_any (\"a\")",
                Unknown,
            ),
            ("not a query at all |", Unknown),
        ];
        for (query, expected) in cases {
            assert_eq!(Monotony::of(query), expected, "{query}");
        }
    }

    #[test]
    fn a_count_has_the_direction_of_what_it_counts() {
        let cases = [
            ("which guests reach apps | count", Some(Growing)),
            (
                "which guests do not reach apps | count | render table",
                Some(Shrinking),
            ),
            (
                "which guests reach apps | where hops > 2 | count",
                Some(Unknown),
            ),
            ("which guests reach apps | count | count", Some(Unknown)),
            ("which guests reach apps", None),
            ("which guests reach apps | count | where Count > 3", None),
        ];
        for (query, expected) in cases {
            assert_eq!(Monotony::of_count(query), expected, "{query}");
        }
    }
}
