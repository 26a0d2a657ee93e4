//! Sets of entities, evaluated to one bit an entity.

use super::expand::{expand, leads_to};
use super::source::engine;
use crate::QueryError;
use crate::cancel::Cancel;
use crate::dynamic::{matching, rule_of};
use crate::pipeline::evaluate::Context;
use crate::pipeline::rows::{BATCH_ROWS, Rows};
use crate::plan::expression::Expr;
use crate::plan::logical::{End, Set};
use crate::plan::physical::{SetNode, SetOperator, plan_set};
use arrow::array::{Array, BooleanArray, UInt32Array};
use arrow::error::ArrowError;
use enfilade_access::{EntitySet, Question};
use enfilade_graph::GraphView;
use enfilade_model::{EntityId, Layer};
use enfilade_rules::Rule;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;
use std::ops::ControlFlow;
use std::sync::Arc;

/// When a set is asked for, and who may stop it.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Asking<'a> {
    /// Microseconds since 1970.
    pub(crate) now: i64,
    pub(crate) cancel: &'a Cancel,
}

/// The entities of a set, planned first.
pub(crate) fn evaluate(
    set: &Set,
    context: &Context,
    asked: Asking<'_>,
) -> Result<EntitySet, QueryError> {
    run(&plan_set(set, &context.graph), context, asked)
}

/// The entities of a planned set. Recursion is bounded by the parser's limit on nesting.
pub(crate) fn run(
    node: &SetNode,
    context: &Context,
    asked: Asking<'_>,
) -> Result<EntitySet, QueryError> {
    let found = operate(&node.operator, context, asked)?;
    // A plan that runs twice counts the same.
    let _ = node.counted.set(found.len() as u64);
    Ok(found)
}

fn operate(
    operator: &SetOperator,
    context: &Context,
    asked: Asking<'_>,
) -> Result<EntitySet, QueryError> {
    let graph = &*context.graph;
    let universe = graph.entity_count();
    Ok(match operator {
        SetOperator::Scan(kinds) => {
            let mut found = EntitySet::empty(universe);
            for kind in kinds.iter() {
                found.insert_range(graph.kind_range(kind));
            }
            found
        }
        SetOperator::These(ids) => EntitySet::from_ids(universe, ids.iter().copied()),
        SetOperator::Filter(input, condition) => {
            filter(&run(input, context, asked)?, condition, context)?
        }
        SetOperator::Expand(from, steps) => {
            expand(graph, &run(from, context, asked)?, steps, asked.now)
        }
        SetOperator::Leading(candidates, to, steps) => {
            let candidates = run(candidates, context, asked)?;
            let to = run(to, context, asked)?;
            let leading = candidates
                .iter()
                .filter(|&candidate| leads_to(graph, candidate, &to, steps, asked.now));
            EntitySet::from_ids(universe, leading)
        }
        SetOperator::Reaching(principals, resources, reaching) => {
            let principals = run(principals, context, asked)?;
            let resources = run(resources, context, asked)?;
            let question = Question {
                mechanisms: reaching.mechanisms,
                with_first_party: reaching.with_first_party,
                ..Question::new(Layer::Reach, principals, resources, asked.now)
            };
            let mut found = EntitySet::empty(universe);
            engine(context, asked.cancel).rows(&question, &mut |rows| {
                for row in rows {
                    found.insert(match reaching.end {
                        End::Principals => row.principal,
                        End::Resources => row.resource,
                    });
                }
                ControlFlow::Continue(())
            })?;
            found
        }
        SetOperator::Matching(subjects, rule) => {
            let subjects = run(subjects, context, asked)?;
            matching(graph, &subjects, &[rule], asked.now)?
        }
        SetOperator::MatchingAny(subjects, groups) => {
            let subjects = run(subjects, context, asked)?;
            let groups = run(groups, context, asked)?;
            let rules = groups.iter().filter_map(|group| rule_of(graph, group));
            let rules: Vec<Rule> = rules.filter_map(Result::ok).collect();
            let rules: Vec<&Rule> = rules.iter().collect();
            matching(graph, &subjects, &rules, asked.now)?
        }
        SetOperator::Union(sets) => {
            let mut union = EntitySet::empty(universe);
            for set in sets {
                union.union_with(&run(set, context, asked)?);
            }
            union
        }
        SetOperator::Intersection(sets) => {
            let mut both = EntitySet::full(universe);
            for set in sets {
                if both.is_empty() {
                    break;
                }
                both.intersect_with(&run(set, context, asked)?);
            }
            both
        }
        SetOperator::Difference(sets) => {
            let Some((first, others)) = sets.split_first() else {
                return Ok(EntitySet::empty(universe));
            };
            let mut rest = run(first, context, asked)?;
            for set in others {
                rest.subtract(&run(set, context, asked)?);
            }
            rest
        }
    })
}

/// The entities for which a condition on column 0 holds.
pub(crate) fn filter(
    set: &EntitySet,
    condition: &Expr,
    context: &Context,
) -> Result<EntitySet, ArrowError> {
    let ids: Vec<u32> = set.iter().map(|id| id.0).collect();
    let judged = ids.par_chunks(BATCH_ROWS).map(|ids| {
        let rows = Rows {
            len: ids.len(),
            columns: vec![Arc::new(UInt32Array::from(ids.to_vec()))],
        };
        context.condition(condition, &rows)
    });
    let judged: Vec<BooleanArray> = judged.collect::<Result<_, ArrowError>>()?;
    let mut kept = EntitySet::empty(set.universe());
    for (ids, mask) in ids.chunks(BATCH_ROWS).zip(judged) {
        for at in (0..mask.len()).filter(|&at| mask.is_valid(at) && mask.value(at)) {
            kept.insert(EntityId(ids[at]));
        }
    }
    Ok(kept)
}
