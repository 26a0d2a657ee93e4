//! Which way more data would move an answer.
//!
//! A gap in an export leaves some questions open and others not: a guest who was found to reach
//! an app reaches it whatever else the tenant holds, while "nobody reaches it" may only mean that
//! the export could not say. What is missing ([`Gaps`]), the sets and the verb of the question
//! (`question`), and what its stages make of the rows (`stages`) tell the two apart.

mod access;
mod gaps;
mod names;
mod question;
mod stages;

pub(crate) use gaps::Gaps;

use enfilade_query::Definitions;
use enfilade_query::syntax::ast::{Query, Stage};
use enfilade_query::syntax::parse;

/// Which way an answer's rows would move if the export held all that it cannot hold.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Monotony {
    /// Nothing that is missing touches the rows.
    Fixed,
    /// What is missing can only add rows.
    Growing,
    /// What is missing can only take rows away.
    Shrinking,
    /// Either, or the rows are counts.
    Unknown,
}

impl Monotony {
    /// Of the number that a verdict on a query is about, and whether the query counts it itself: its
    /// rows, or what it counts if it ends in `| count`, which always has one row. Unknown if it does not
    /// parse.
    pub(crate) fn of(text: &str, definitions: &[Definitions], gaps: &Gaps) -> Judged {
        let Ok(mut query) = parse(text) else {
            return Judged {
                monotony: Monotony::Unknown,
                counts: false,
            };
        };
        let counts = take_count(&mut query);
        Judged {
            monotony: question::of(&query, definitions, gaps),
            counts,
        }
    }

    /// Of what rests on two things, each of which can only add what it adds itself.
    pub(crate) fn and(self, other: Monotony) -> Monotony {
        match (self, other) {
            (Monotony::Fixed, own) | (own, Monotony::Fixed) => own,
            (one, other) if one == other => one,
            _ => Monotony::Unknown,
        }
    }

    /// Of what is left when this is taken away.
    pub(crate) fn reversed(self) -> Monotony {
        match self {
            Monotony::Growing => Monotony::Shrinking,
            Monotony::Shrinking => Monotony::Growing,
            own => own,
        }
    }
}

/// What a verdict on a query is about.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) struct Judged {
    /// Which way it would move.
    pub(crate) monotony: Monotony,
    /// Whether it is what the query counts, not how many rows there are.
    pub(crate) counts: bool,
}

/// Takes a final `| count` off a query, and how it is drawn; whether there was one.
fn take_count(query: &mut Query) -> bool {
    while let Some(Stage::Render(_)) = query.stages.last().map(|stage| &stage.value) {
        query.stages.pop();
    }
    let counts = matches!(
        query.stages.last().map(|stage| &stage.value),
        Some(Stage::Count)
    );
    if counts {
        query.stages.pop();
    }
    counts
}

#[cfg(test)]
mod tests;
