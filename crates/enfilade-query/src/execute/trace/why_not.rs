//! `why does A not reach B`: the conditions that fail for one pair, the nearest first.

use super::Tracer;
use super::pairs::Pairs;
use super::sentence::{self, thing};
use super::step_rows::{StepRow, rows, said, step_row};
use crate::QueryError;
use crate::answer::NoteKind;
use crate::execute::notes::counted;
use crate::pipeline::rows::Rows;
use enfilade_access::{Obstacle, Reason};
use enfilade_graph::{Graph, GraphView};
use enfilade_model::{AccessState, EdgeKind, EntityId, EntityKind, Mechanism};
use std::collections::BTreeSet;

/// How many names a sentence lists.
const LISTED: usize = 5;

impl Tracer {
    /// Explains the first pair without access; if there is none, why the first pair has it.
    pub(super) fn why_not(&self) -> Result<Rows, QueryError> {
        if self.is_of_none() {
            return Ok(self.nothing());
        }
        let Some((principal, resource)) = self.first_without()? else {
            let message = "there is such access: this is why";
            self.notes.notes.push(NoteKind::Summary, message);
            return match Pairs::new(self)?.next(self)? {
                Some(pair) => self.tell(&pair),
                None => Ok(self.nothing()),
            };
        };
        self.note_other_lacks(principal, resource)?;
        let engine = self.engine();
        let obstacles = engine.obstacles(&self.question, principal, resource)?;
        let is_unknown =
            |obstacle: &Obstacle| matches!(obstacle.reason, Reason::Nothing | Reason::Unseen);
        if self.has_gaps && obstacles.iter().all(is_unknown) {
            let message = "unknown rather than no: the sources do not hold all that could connect \
                           them (see what is not fully held)";
            self.notes.notes.push(NoteKind::Assumption, message);
        }
        let mut told = Vec::new();
        for (way, obstacle) in obstacles.iter().enumerate() {
            let steps = self.obstacle(obstacle, principal, resource)?;
            told.extend(steps.into_iter().enumerate().map(|(at, row)| StepRow {
                way: way as i64 + 1,
                step: at as i64 + 1,
                ..row
            }));
        }
        Ok(rows(&told))
    }

    /// The first pair without access.
    fn first_without(&self) -> Result<Option<(EntityId, EntityId)>, QueryError> {
        let mut pairs = Pairs::new(self)?;
        for principal in self.question.principals.iter() {
            let reached = pairs.reached_by(principal, self)?;
            let lacks = |resource: &EntityId| reached.binary_search(resource).is_err();
            if let Some(resource) = self.question.resources.iter().find(lacks) {
                return Ok(Some((principal, resource)));
            }
        }
        Ok(None)
    }

    fn note_other_lacks(&self, principal: EntityId, resource: EntityId) -> Result<(), QueryError> {
        if !self.is_of_many() {
            return Ok(());
        }
        let graph = &self.context.graph;
        let all = self.question.principals.len() as u64 * self.question.resources.len() as u64;
        let pairs = self.engine().count(&self.question)?.pairs;
        let others = match all.saturating_sub(pairs + 1) {
            0 => "no other pair lacks access".to_owned(),
            1 => "1 other pair lacks access".to_owned(),
            others => format!(
                "{} lack access",
                counted(others, "other pair", "other pairs")
            ),
        };
        let (a, b) = (graph.label(principal), graph.label(resource));
        let message = format!("this is `{a}` and `{b}`; {others}");
        self.notes.notes.push(NoteKind::Summary, message);
        Ok(())
    }

    /// That a guest has not accepted its invitation, as a step.
    pub(super) fn invitation(&self, principal: EntityId) -> StepRow {
        let graph = &self.context.graph;
        StepRow {
            from: Some(principal),
            state: Some(AccessState::Pending),
            carries: true,
            rule: Reason::Pending.rule(),
            sentence: format!(
                "{} must first accept the invitation",
                thing(graph, principal)
            ),
            ..StepRow::default()
        }
    }

    /// The rows of one reason.
    fn obstacle(
        &self,
        obstacle: &Obstacle,
        principal: EntityId,
        resource: EntityId,
    ) -> Result<Vec<StepRow>, QueryError> {
        let graph = &self.context.graph;
        let (reason, now) = (obstacle.reason, self.question.now);
        let mut told = Vec::new();
        if obstacle.at.is_none() {
            let is_of_resource = matches!(
                reason,
                Reason::ResourceDisabled | Reason::FirstParty(_) | Reason::Unseen | Reason::NoUser
            );
            told.push(StepRow {
                from: Some(if is_of_resource { resource } else { principal }),
                reason: Some(reason),
                rule: reason.rule(),
                sentence: sentence::of_ends(graph, reason, principal, resource),
                ..StepRow::default()
            });
        }
        if reason == Reason::Nothing {
            told.push(groups_of(graph, principal));
            told.push(holders_of(graph, resource));
        }
        let mut at = principal;
        for (number, step) in obstacle.steps.iter().enumerate() {
            let mut row = step_row(graph, now, at, *step, None)?;
            if obstacle.at == Some(number) {
                let said = said(graph, now, at, *step, None);
                row.carries = false;
                row.reason = Some(reason);
                row.rule = reason.rule().or(row.rule);
                row.sentence = sentence::failing_step(graph, at, *step, &said, reason, resource);
            }
            told.push(row);
            at = step.to;
        }
        Ok(told)
    }
}

/// What a principal is a direct member of.
fn groups_of(graph: &Graph, principal: EntityId) -> StepRow {
    let mut groups: Vec<EntityId> = graph
        .edges_from(EdgeKind::Member, principal)
        .ends()
        .to_vec();
    groups.dedup();
    let a = thing(graph, principal);
    let sentence = match groups.len() {
        0 => format!("{a} is in no group"),
        count => {
            let groups_are = counted(count as u64, "group", "groups");
            format!(
                "{a} is a direct member of {groups_are}: {}",
                names(graph, &groups)
            )
        }
    };
    StepRow {
        from: Some(principal),
        relation: Some("member"),
        carries: true,
        sentence,
        ..StepRow::default()
    }
}

/// Whom a resource is given to.
fn holders_of(graph: &Graph, resource: EntityId) -> StepRow {
    let mut holders: Vec<EntityId> = Vec::new();
    let mut scopes = vec![resource];
    let mut next = 0;
    while let Some(&scope) = scopes.get(next) {
        next += 1;
        let kinds = Mechanism::ALL.into_iter().filter_map(|one| one.rule().edge);
        let is_group = graph.kind_of(resource) == EntityKind::Group;
        let own = [EdgeKind::Member, EdgeKind::Owner].into_iter();
        for kind in kinds
            .chain(own.filter(|_| is_group))
            .collect::<BTreeSet<EdgeKind>>()
        {
            holders.extend(graph.edges_to(kind, scope).ends());
        }
        for parent in graph.edges_to(EdgeKind::Contains, scope).ends() {
            if !scopes.contains(parent) {
                scopes.push(*parent);
            }
        }
    }
    // Groups tell more than people.
    holders.sort_unstable_by_key(|&id| (graph.kind_of(id) != EntityKind::Group, id));
    holders.dedup();
    let b = thing(graph, resource);
    let at = match graph.kind_of(resource).is_azure_scope() {
        true => ", or a scope above it,",
        false => "",
    };
    let sentence = match holders.len() {
        0 => format!("{b}{at} is given to nobody"),
        count => {
            let holders_are = counted(count as u64, "principal", "principals");
            format!(
                "{b}{at} is given to {holders_are}: {}",
                names(graph, &holders)
            )
        }
    };
    StepRow {
        relation: Some("given to"),
        to: Some(resource),
        carries: true,
        sentence,
        ..StepRow::default()
    }
}

fn names(graph: &Graph, ids: &[EntityId]) -> String {
    let mut names: Vec<String> = ids
        .iter()
        .take(LISTED)
        .map(|&id| format!("`{}`", graph.label(id)))
        .collect();
    if ids.len() > LISTED {
        names.push(format!("and {} more", ids.len() - LISTED));
    }
    names.join(", ")
}
