//! The physical plan of a set: in which order and from which end, and what that should cost.
//!
//! Costs count what is looked at: entities tested and edges followed, estimated from the sizes of
//! kinds and the average degrees of edges. The plan keeps what was really counted beside it, for
//! `explain`.

use super::column::{Column, Kinds};
use super::expression::{Comparison, Expr, Property};
use super::logical::{
    Access, Aggregate, Counts, End, JoinKind, Judgement, Plan, Rules, Set, SortKey, Start, Traced,
};
use crate::pipeline::unnest::Shape as Unnesting;
use crate::syntax::ast::Table;
use crate::tables;
use enfilade_access::{EntitySet, Mechanisms};
use enfilade_graph::{Graph, GraphView};
use enfilade_model::{EdgeKind, EntityId};
use enfilade_rules::Rule;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

/// How a set is computed.
#[derive(Debug)]
pub(crate) struct SetNode {
    pub(crate) operator: SetOperator,
    /// How many entities it should have.
    pub(crate) estimate: u64,
    /// How many entities and edges should be looked at, those of the inputs included.
    pub(crate) cost: u64,
    /// How many entities it had.
    pub(crate) counted: OnceLock<u64>,
}

/// The operators on sets.
#[derive(Debug)]
pub(crate) enum SetOperator {
    Scan(Kinds),
    These(Vec<EntityId>),
    Filter(Box<SetNode>, Expr),
    Expand(Box<SetNode>, Steps),
    /// Those of the first set from which steps lead to the second: the way back of an expansion,
    /// taken when there are few to ask.
    Leading(Box<SetNode>, Box<SetNode>, Steps),
    /// The principals, the resources, and what is asked of them.
    Reaching(Box<SetNode>, Box<SetNode>, Asked),
    /// Those of a set of whom a rule holds.
    Matching(Box<SetNode>, Arc<Rule>),
    /// Those of the first set of whom the rule of a group of the second holds.
    MatchingAny(Box<SetNode>, Box<SetNode>),
    Union(Vec<SetNode>),
    /// From the smallest on; stops when nothing is left.
    Intersection(Vec<SetNode>),
    Difference(Vec<SetNode>),
}

/// What of access between two sets is wanted.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) mechanisms: Mechanisms,
    pub(crate) with_first_party: bool,
    pub(crate) end: End,
}

/// Steps along edges.
#[derive(Clone, Debug)]
pub(crate) struct Steps {
    pub(crate) edges: Vec<EdgeKind>,
    pub(crate) forward: bool,
    pub(crate) most: Option<u32>,
}

impl Steps {
    fn back(&self) -> Steps {
        Steps {
            forward: !self.forward,
            ..self.clone()
        }
    }
}

/// How many times over the edges of a walk are counted when it may go on to any depth.
const DEPTH: u64 = 4;

/// Plans a set. Recursion is bounded by the parser's limit on nesting.
pub(crate) fn plan_set(set: &Set, graph: &Graph) -> SetNode {
    let plan = |set: &Set| Box::new(plan_set(set, graph));
    let plans =
        |sets: &[Set]| -> Vec<SetNode> { sets.iter().map(|set| plan_set(set, graph)).collect() };
    match set {
        Set::Scan(kinds) => {
            let count: u64 = kinds.iter().map(|kind| graph.ids(kind).len() as u64).sum();
            node(SetOperator::Scan(*kinds), count, 0)
        }
        Set::These(ids) => {
            let count = ids.len() as u64;
            node(SetOperator::These(ids.clone()), count, count)
        }
        Set::Filter(input, condition) => {
            let input = plan(input);
            let (estimate, cost) = (
                (input.estimate / selectivity(condition)).max(1),
                input.cost + input.estimate,
            );
            node(
                SetOperator::Filter(input, condition.clone()),
                estimate,
                cost,
            )
        }
        Set::Expand(expand) => {
            let from = plan(&expand.from);
            let steps = Steps {
                edges: expand.edges.clone(),
                forward: expand.forward,
                most: expand.most,
            };
            let followed = edges_from(&from, &steps, graph);
            let estimate = followed.min(u64::from(graph.entity_count()));
            let cost = from.cost + followed;
            node(SetOperator::Expand(from, steps), estimate, cost)
        }
        Set::Reaching(reaching) => {
            let (principals, resources) = (plan(&reaching.principals), plan(&reaching.resources));
            let estimate = match reaching.end {
                End::Principals => principals.estimate,
                End::Resources => resources.estimate,
            };
            // Each principal is asked for its memberships, at the worst.
            let walked = principals.estimate * DEPTH + resources.estimate;
            let cost = principals.cost + resources.cost + walked;
            let asked = Asked {
                mechanisms: reaching.mechanisms,
                with_first_party: reaching.with_first_party,
                end: reaching.end,
            };
            let operator = SetOperator::Reaching(principals, resources, asked);
            node(operator, estimate, cost)
        }
        Set::Matching(matching) => {
            let subjects = plan(&matching.subjects);
            let estimate = subjects.estimate;
            match &matching.rules {
                Rules::Given(rule) => {
                    // A rule is asked of everyone, whoever is wanted.
                    let cost = subjects.cost + u64::from(graph.entity_count());
                    let operator = SetOperator::Matching(subjects, Arc::clone(rule));
                    node(operator, estimate, cost)
                }
                Rules::Of(groups) => {
                    let groups = plan(groups);
                    let asked = groups.estimate.max(1) * u64::from(graph.entity_count());
                    let cost = subjects.cost + groups.cost + asked;
                    let operator = SetOperator::MatchingAny(subjects, groups);
                    node(operator, estimate, cost)
                }
            }
        }
        Set::Union(sets) => {
            let sets = plans(sets);
            let estimate = sets.iter().map(|set| set.estimate).sum();
            let cost = sets.iter().map(|set| set.cost).sum();
            node(SetOperator::Union(sets), estimate, cost)
        }
        Set::Intersection(sets) => intersection(plans(sets), graph),
        Set::Difference(sets) => {
            let sets = plans(sets);
            let estimate = sets.first().map_or(0, |set| set.estimate);
            let cost = sets.iter().map(|set| set.cost).sum();
            node(SetOperator::Difference(sets), estimate, cost)
        }
    }
}

/// An intersection with an expansion can be had from the other end: ask each candidate where it
/// leads.
fn intersection(mut sets: Vec<SetNode>, graph: &Graph) -> SetNode {
    sets.sort_by_key(|set| set.estimate);
    let position = |test: fn(&SetOperator) -> bool| sets.iter().position(|s| test(&s.operator));
    let expansion = position(|operator| matches!(operator, SetOperator::Expand(..)));
    let other = position(|operator| !matches!(operator, SetOperator::Expand(..)));
    if let (Some(expansion), Some(candidates), 2) = (expansion, other, sets.len())
        && let SetOperator::Expand(from, steps) = &sets[expansion].operator
    {
        let back = steps.back();
        let walked = edges_from(&sets[candidates], &back, graph);
        let expanded = sets[expansion].cost - from.cost;
        let (own, estimate) = (sets[candidates].cost, sets[candidates].estimate);
        if walked < expanded {
            let cost = own + from.cost + walked;
            let second = sets.remove(expansion.max(candidates));
            let first = sets.remove(0);
            let (candidates, expansion) = match second.operator {
                SetOperator::Expand(..) => (first, second),
                _ => (second, first),
            };
            let SetOperator::Expand(from, _) = expansion.operator else {
                return candidates;
            };
            let leading = SetOperator::Leading(Box::new(candidates), from, back);
            return node(leading, estimate, cost);
        }
    }
    let estimate = sets.first().map_or(0, |set| set.estimate);
    let cost = sets.iter().map(|set| set.cost).sum();
    node(SetOperator::Intersection(sets), estimate, cost)
}

fn node(operator: SetOperator, estimate: u64, cost: u64) -> SetNode {
    SetNode {
        operator,
        estimate,
        cost,
        counted: OnceLock::new(),
    }
}

/// How many edges a walk from a set should follow. Exact for the first step from a few entities.
fn edges_from(from: &SetNode, steps: &Steps, graph: &Graph) -> u64 {
    let known = match &from.operator {
        SetOperator::These(ids) => Some(ids),
        _ => None,
    };
    let mut edges = 0;
    for &kind in &steps.edges {
        let all = graph.edge_count(kind) as u64;
        edges += match known {
            Some(ids) => ids
                .iter()
                .map(|&id| match steps.forward {
                    true => graph.edges_from(kind, id).len() as u64,
                    false => graph.edges_to(kind, id).len() as u64,
                })
                .sum(),
            None => all * from.estimate / u64::from(graph.entity_count()).max(1),
        };
    }
    match steps.most {
        Some(1) => edges,
        _ => edges * DEPTH,
    }
}

/// One in how many entities should pass a condition.
fn selectivity(condition: &Expr) -> u64 {
    match condition {
        Expr::Property(_, Property::NameWords(_)) => 20,
        Expr::Compare(Comparison::Equal, ..) | Expr::Text(..) | Expr::OneOf { .. } => 5,
        Expr::And(list) => list.iter().map(selectivity).fold(1, u64::saturating_mul),
        Expr::Not(_) => 1,
        _ => 2,
    }
}

/// How rows are computed.
#[derive(Debug)]
pub(crate) enum RowNode {
    /// The entities of a set.
    Entities(Box<StartNode>),
    Access(Box<AccessNode>),
    Trace(Box<AccessNode>, Traced, bool),
    CountAccess(Box<AccessNode>, Counts),
    Judge(Box<AccessNode>, Judgement),
    /// A table, and how many rows it should have.
    Table(Table, u64),
    Filter(Box<RowNode>, Expr),
    Project(Box<RowNode>, Vec<Expr>),
    Aggregate(Box<RowNode>, Vec<Expr>, Vec<Aggregate>),
    Sort(Box<RowNode>, Vec<SortKey>, Option<u64>),
    Take(Box<RowNode>, u64),
    Unnest(Box<RowNode>, Unnesting),
    Join(Box<JoinNode>),
    Union(Vec<RowNode>),
    /// An operator with what its rows should number, and what they did.
    Counted(Box<RowNode>, Tally),
}

/// How many rows an operator should yield at most, and how many it has yielded.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    pub(crate) estimate: u64,
    pub(crate) counted: Arc<AtomicU64>,
}

/// Two plans whose rows are joined.
#[derive(Debug)]
pub(crate) struct JoinNode {
    pub(crate) left: RowNode,
    pub(crate) right: RowNode,
    pub(crate) kind: JoinKind,
    pub(crate) keys: Vec<(Expr, Expr)>,
    /// The columns of the right rows.
    pub(crate) columns: Vec<Column>,
}

/// A set that rows start from, planned.
#[derive(Debug)]
pub(crate) struct StartNode {
    pub(crate) set: SetNode,
    pub(crate) start: Start,
    /// How many entities the conditions left.
    pub(crate) kept: OnceLock<u64>,
    /// The set itself, where other leaves start from the same.
    pub(crate) shared: Option<Shared>,
}

/// A set that is computed by whoever needs it first.
pub(crate) type Shared = Arc<OnceLock<EntitySet>>;

/// How access is computed: the sets planned, the rest as asked.
#[derive(Debug)]
pub(crate) struct AccessNode {
    pub(crate) left: StartNode,
    pub(crate) right: StartNode,
    pub(crate) via: Vec<SetNode>,
    pub(crate) not_via: Vec<SetNode>,
    pub(crate) only_via: Vec<SetNode>,
    pub(crate) access: Access,
}

/// Plans rows. Recursion is bounded by the number of stages, which the parser limits.
pub(crate) fn plan_rows(plan: &Plan, graph: &Graph) -> RowNode {
    let rows = |plan: &Plan| Box::new(plan_rows(plan, graph));
    let node = match plan {
        Plan::Entities(start, _) => RowNode::Entities(Box::new(plan_start(start, graph))),
        Plan::Access(access) => RowNode::Access(plan_access(access, graph)),
        Plan::Trace(trace) => {
            let node = plan_access(&trace.access, graph);
            RowNode::Trace(node, trace.traced, trace.has_gaps)
        }
        Plan::CountAccess(access, counts, _) => {
            RowNode::CountAccess(plan_access(access, graph), *counts)
        }
        Plan::Judge(access, judgement, _) => RowNode::Judge(plan_access(access, graph), *judgement),
        Plan::Table(table, _) => {
            let estimate = (tables::definition(*table).estimate)(graph);
            RowNode::Table(*table, estimate)
        }
        Plan::Filter(input, condition) => RowNode::Filter(rows(input), condition.clone()),
        Plan::Project(input, exprs, _) => RowNode::Project(rows(input), exprs.clone()),
        Plan::Aggregate {
            input,
            keys,
            aggregates,
            ..
        } => RowNode::Aggregate(rows(input), keys.clone(), aggregates.clone()),
        Plan::Sort { input, keys, limit } => RowNode::Sort(rows(input), keys.clone(), *limit),
        Plan::Take(input, limit) => RowNode::Take(rows(input), *limit),
        Plan::Unnest(unnest) => {
            let shape = Unnesting {
                lists: unnest.lists.clone(),
                numbered: unnest.numbered,
                limit: unnest.limit,
            };
            RowNode::Unnest(rows(&unnest.input), shape)
        }
        Plan::Join(join) => RowNode::Join(Box::new(JoinNode {
            left: plan_rows(&join.left, graph),
            right: plan_rows(&join.right, graph),
            kind: join.kind,
            keys: join.keys.clone(),
            columns: join.right.columns().to_vec(),
        })),
        Plan::Union(inputs, _) => {
            RowNode::Union(inputs.iter().map(|input| plan_rows(input, graph)).collect())
        }
    };
    let tally = Tally {
        estimate: node.estimate(),
        counted: Arc::default(),
    };
    RowNode::Counted(Box::new(node), tally)
}

impl RowNode {
    /// How many rows there should be at most; where a list is taken apart, how many rows there were
    /// before.
    pub(crate) fn estimate(&self) -> u64 {
        match self {
            RowNode::Entities(node) => node.estimate(),
            RowNode::Access(node) => node.left.estimate().saturating_mul(node.right.estimate()),
            RowNode::CountAccess(..) | RowNode::Judge(_, Judgement::YesNo { .. }) => 1,
            RowNode::Judge(node, Judgement::Those(_)) => node.left.estimate(),
            // The steps of one pair, or its paths.
            RowNode::Trace(_, Traced::Paths { most, .. }, _) => most.unwrap_or(64),
            RowNode::Trace(..) => 8,
            RowNode::Filter(input, condition) => (input.estimate() / selectivity(condition)).max(1),
            RowNode::Aggregate(_, keys, _) if keys.is_empty() => 1,
            RowNode::Project(input, _)
            | RowNode::Aggregate(input, ..)
            | RowNode::Unnest(input, _)
            | RowNode::Sort(input, _, None) => input.estimate(),
            RowNode::Sort(input, _, Some(limit)) | RowNode::Take(input, limit) => {
                input.estimate().min(*limit)
            }
            RowNode::Join(node) => match node.kind.has_right() {
                true => node.left.estimate().max(node.right.estimate()),
                false => node.left.estimate(),
            },
            RowNode::Union(inputs) => {
                let estimates = inputs.iter().map(RowNode::estimate);
                estimates.fold(0, u64::saturating_add)
            }
            RowNode::Table(_, estimate) => *estimate,
            RowNode::Counted(_, tally) => tally.estimate,
        }
    }
}

impl StartNode {
    /// How many entities there should be once the conditions are applied.
    fn estimate(&self) -> u64 {
        let share = self.start.conditions.iter().map(selectivity);
        let share = share.fold(1, u64::saturating_mul);
        match self.set.estimate {
            0 => 0,
            all => (all / share.max(1)).max(1),
        }
    }
}

fn plan_start(start: &Start, graph: &Graph) -> StartNode {
    StartNode {
        set: plan_set(&start.set, graph),
        start: start.clone(),
        kept: OnceLock::new(),
        shared: None,
    }
}

fn plan_access(access: &Access, graph: &Graph) -> Box<AccessNode> {
    let sets = |sets: &[Set]| sets.iter().map(|set| plan_set(set, graph)).collect();
    Box::new(AccessNode {
        left: plan_start(&access.left, graph),
        right: plan_start(&access.right, graph),
        via: sets(&access.via),
        not_via: sets(&access.not_via),
        only_via: sets(&access.only_via),
        access: access.clone(),
    })
}
