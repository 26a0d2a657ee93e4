//! The heads that go into single pairs: `why`, `how many ways`, paths.

use super::ends::leading_to;
use super::reach::{access, column_names, unused_name};
use super::set::ResolvedSet;
use super::{Problem, Resolver, coverage};
use crate::plan::column::{Column, Kinds, Type};
use crate::plan::logical::{Plan, Trace, Traced};
use crate::syntax::ast::{Clause, Paths, Reach, Verb, Which};
use crate::syntax::span::Span;

impl Resolver<'_> {
    /// `why does A reach B`.
    pub(super) fn why(&mut self, reach: &Reach) -> Result<(Plan, String), Vec<Problem>> {
        let negated = reach.verb.value.negated;
        let columns = vec![
            Column::new("way", Type::Integer),
            Column::new("step", Type::Integer),
            Column::entity("from", Kinds::all()),
            Column::new("relation", Type::Text),
            Column::entity("to", Kinds::all()),
            Column::new("role", Type::Text),
            Column::new("state", Type::Text),
            Column::new("carries", Type::Boolean),
            Column::new("reason", Type::Text),
            Column::new("rule", Type::Text),
            Column::new("source", Type::Text),
            Column::new("record", Type::Text),
            Column::new("sentence", Type::Text),
        ];
        let reading = |left: &ResolvedSet, right: &ResolvedSet| {
            let verb = reach.verb.value.words(left.is_one);
            format!("why {} {verb} {}", left.nested(), right.nested())
        };
        self.trace(
            reach,
            Traced::Why { negated },
            &|_, _| columns.clone(),
            &reading,
        )
    }

    /// `how many ways does A reach B`.
    pub(super) fn ways(&mut self, reach: &Reach) -> Result<(Plan, String), Vec<Problem>> {
        let columns = |left: &ResolvedSet, right: &ResolvedSet| {
            let mut columns = ends(left, right);
            for (name, ty) in [
                ("first", Type::Entity),
                ("relation", Type::Text),
                ("state", Type::Text),
                ("ways", Type::Integer),
            ] {
                let name = unused_name(&columns, name);
                columns.push(match ty {
                    Type::Entity => Column::entity(name, Kinds::all()),
                    ty => Column::new(name, ty),
                });
            }
            columns
        };
        let reading = |left: &ResolvedSet, right: &ResolvedSet| {
            let verb = reach.verb.value.words(left.is_one);
            format!(
                "the steps with which {} {verb} {}",
                left.nested(),
                right.nested()
            )
        };
        self.trace(reach, Traced::Ways, &columns, &reading)
    }

    /// `3 paths from A to B within 4 hops`.
    pub(super) fn paths(&mut self, paths: &Paths) -> Result<(Plan, String), Vec<Problem>> {
        let most = match paths.which.value {
            Which::Shortest => Some(1),
            Which::Some(most) => Some(most),
            Which::All => None,
        };
        let columns = |left: &ResolvedSet, right: &ResolvedSet| {
            let mut columns = ends(left, right);
            for (name, ty) in [
                ("path", Type::List),
                ("path_ids", Type::List),
                ("hops", Type::Integer),
                ("state", Type::Text),
            ] {
                let name = unused_name(&columns, name);
                columns.push(Column::new(name, ty));
            }
            columns
        };
        let reading = |left: &ResolvedSet, right: &ResolvedSet| {
            let which = match paths.which.value {
                Which::Shortest => "a shortest path".to_owned(),
                Which::Some(1) => "1 path".to_owned(),
                Which::Some(most) => format!("{most} paths"),
                Which::All => "all paths".to_owned(),
            };
            format!("{which} from {} to {}", left.nested(), right.nested())
        };
        self.trace(
            &paths.reach,
            Traced::Paths { most, within: None },
            &columns,
            &reading,
        )
    }

    fn trace(
        &mut self,
        reach: &Reach,
        traced: Traced,
        columns: &dyn Fn(&ResolvedSet, &ResolvedSet) -> Vec<Column>,
        reading: &dyn Fn(&ResolvedSet, &ResolvedSet) -> String,
    ) -> Result<(Plan, String), Vec<Problem>> {
        let is_of_paths = matches!(traced, Traced::Paths { .. });
        refuse_unbuilt(reach, is_of_paths)?;
        let (left, right, mut clauses) = self.ends(reach, is_of_paths)?;
        if let Some(span) = clauses.with_limits {
            return Err(vec![unbuilt("with limits", span, "with limits")]);
        }
        let traced = match traced {
            Traced::Paths { most, .. } => Traced::Paths {
                most,
                within: clauses.within.take(),
            },
            traced => traced,
        };
        let verb = Verb {
            layer: clauses.layer.unwrap_or(reach.verb.value.layer),
            negated: false,
        };
        let mechanisms = leading_to(clauses.mechanisms(), right.kinds, verb.layer);
        self.rests_on_mechanisms(mechanisms, verb.layer, &left);
        self.note_limits(mechanisms);
        self.note_groups(&right);
        let columns = columns(&left, &right);
        let each = match traced {
            Traced::Paths { .. } if !(left.is_one && right.is_one) => ", for each pair",
            _ => "",
        };
        let reading = format!("{}{}{each}", reading(&left, &right), clauses.words);
        let gaps = coverage::notes(self.catalog.graph().completeness(), &self.state.relations);
        let trace = Trace {
            access: access(left, right, verb, mechanisms, clauses, Vec::new(), columns),
            traced,
            has_gaps: !gaps.is_empty(),
        };
        Ok((Plan::Trace(Box::new(trace)), reading))
    }
}

/// Clauses that compare all paths of a row say nothing of a single one.
fn refuse_unbuilt(reach: &Reach, is_of_paths: bool) -> Result<(), Vec<Problem>> {
    let found = reach.clauses.iter().find_map(|clause| match clause.value {
        Clause::OnlyVia(_) => Some(unbuilt("only via", clause.span, "only via groups")),
        Clause::Within(_) if !is_of_paths => Some(unbuilt("within", clause.span, "within 2 hops")),
        _ => None,
    });
    found.map_or(Ok(()), |problem| Err(vec![problem]))
}

/// Refuses a clause for single pairs, and shows it on a list.
fn unbuilt(name: &str, span: Span, example: &str) -> Problem {
    let message = format!("`{name}` is not built yet for single pairs");
    let help = format!("list the pairs with it: `guests reach apps {example}`");
    Problem::not_built(span, message).help(help)
}

/// The columns of the two ends.
fn ends(left: &ResolvedSet, right: &ResolvedSet) -> Vec<Column> {
    let (left_name, right_name) = column_names(left, right);
    vec![
        Column::entity(left_name, left.kinds),
        Column::entity(right_name, right.kinds),
    ]
}
