//! What would be access if the question asked for more.
//!
//! The question is asked again without its clauses, with disabled accounts and Microsoft's own apps,
//! and layer by layer for what may be activated and what control leads to. The row that misses the
//! fewest conditions says which they are.

use super::{LeftOut, Obstacle, Reason};
use crate::control::is_control;
use crate::effective::Engine;
use crate::{AccessError, AccessRow, Mechanisms, Question, Step, StepKind, Via, Witness};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EntityId, Layer, Mechanism};
use std::ops::ControlFlow;

pub(super) fn obstacles<V: GraphView>(
    engine: &Engine<'_, V>,
    question: &Question,
) -> Result<Vec<Obstacle>, AccessError> {
    let layers = [Layer::Reach, Layer::CanReach, Layer::CouldReach];
    for layer in layers.into_iter().filter(|layer| *layer >= question.layer) {
        if layer == Layer::CouldReach && engine.facts().control().unreadable.is_some() {
            break;
        }
        let wider = Question {
            layer,
            mechanisms: usual_and(question.mechanisms),
            roles: None,
            via: Via::default(),
            direct_only: false,
            with_disabled: true,
            with_first_party: true,
            ..question.clone()
        };
        let mut rows: Vec<AccessRow> = Vec::new();
        engine.rows(&wider, &mut |block| {
            rows.extend_from_slice(block);
            ControlFlow::Continue(())
        })?;
        let witnesses = engine.witnesses(&wider, &rows)?;
        let missed = rows.iter().zip(witnesses).map(|(row, witness)| {
            let reasons = reasons(engine, question, row, &witness);
            (reasons, row.state, witness)
        });
        // Rows come in their order, so the first of equals is always the same.
        let best =
            missed.min_by_key(|(reasons, state, witness)| (reasons.len(), *state, witness.hops));
        if let Some((reasons, _, witness)) = best {
            return Ok(reasons
                .into_iter()
                .map(|reason| Obstacle {
                    at: failing_step(engine, reason, &question.principals, question.now, &witness),
                    reason,
                    steps: witness.steps.clone(),
                })
                .collect());
        }
    }
    Ok(Vec::new())
}

/// Why a question leaves a row out.
fn reasons<V: GraphView>(
    engine: &Engine<'_, V>,
    question: &Question,
    row: &AccessRow,
    witness: &Witness,
) -> Vec<Reason> {
    let facts = engine.facts();
    let mut reasons = Vec::new();
    let mut add = |fails: bool, reason| {
        if fails {
            reasons.push(reason);
        }
    };
    let asks = question.mechanisms.contains(row.mechanism);
    let mechanism = LeftOut::Mechanism(row.mechanism);
    add(!asks, Reason::LeftOut(mechanism));
    let admits = question.admits_role(row.mechanism, row.resource, row.role);
    add(!admits, Reason::LeftOut(LeftOut::Role));
    let is_direct = witness.via.is_none() && row.state < AccessState::Controllable;
    add(
        question.direct_only && !is_direct,
        Reason::LeftOut(LeftOut::Directly),
    );
    let is_off = |id| !question.with_disabled && facts.disabled().contains(id);
    add(is_off(row.principal), Reason::PrincipalDisabled);
    add(is_off(row.resource), Reason::ResourceDisabled);
    let is_implied = matches!(
        row.mechanism,
        Mechanism::OpenApp | Mechanism::AdministratorOverride
    );
    let microsofts =
        is_implied && !question.with_first_party && facts.first_party_apps().contains(row.resource);
    add(microsofts, Reason::FirstParty(row.mechanism));
    let pending = question.layer == Layer::Reach && facts.pending().contains(row.principal);
    add(pending, Reason::Pending);
    if !question.layer.admits(row.state) {
        match row.state {
            AccessState::Controllable => add(true, Reason::Control),
            AccessState::Active | AccessState::Pending => {}
            state => add(true, Reason::Inactive(state)),
        }
    }
    // Whatever else fails, `via` may as well; it is named where it is all that can.
    if reasons.is_empty() && !question.via.is_empty() {
        reasons.push(Reason::LeftOut(LeftOut::Via));
    }
    reasons
}

/// The step of a witness that a reason is about.
fn failing_step<V: GraphView>(
    engine: &Engine<'_, V>,
    reason: Reason,
    principals: &crate::EntitySet,
    now: i64,
    witness: &Witness,
) -> Option<usize> {
    match reason {
        Reason::Control => witness.steps.iter().position(|step| is_control(*step)),
        Reason::Inactive(_) => {
            let principal = principals.iter().next()?;
            let from = std::iter::once(principal).chain(witness.steps.iter().map(|step| step.to));
            let steps: Vec<Vec<AccessState>> = from
                .zip(&witness.steps)
                .map(|(from, step)| states(engine.view(), from, *step, now))
                .collect();
            let waits = |state: &AccessState| *state > AccessState::Active;
            // An edge that waits may be needed beside one that does not: activating it makes a direct
            // member.
            let is_inactive = |states: &Vec<AccessState>| states.iter().min().is_some_and(waits);
            let may_be = |states: &Vec<AccessState>| states.iter().any(waits);
            let first = steps.iter().position(is_inactive);
            first.or_else(|| steps.iter().position(may_be))
        }
        _ => None,
    }
}

/// What counts unless a question names others, and what it names.
fn usual_and(named: Mechanisms) -> Mechanisms {
    named.iter().fold(Mechanisms::usual(), Mechanisms::with)
}

/// The states in which edges record a step.
fn states<V: GraphView>(view: &V, from: EntityId, step: Step, now: i64) -> Vec<AccessState> {
    if is_control(step) {
        return vec![AccessState::Controllable];
    }
    if step.kind == StepKind::SelfJoin {
        return vec![AccessState::Requestable];
    }
    let kinds = step.kind.edges().iter();
    let states = kinds.flat_map(|&kind| {
        let edges = view.edges_from(kind, from);
        let in_force = move |edge: &enfilade_graph::Edge| {
            let index = edge.index;
            index.is_none_or(|index| edges.columns().is_valid_at(index, now))
        };
        let to = edges.iter().filter(move |edge| edge.end == step.to);
        to.filter(in_force).map(|edge| edge.state)
    });
    states.collect()
}
