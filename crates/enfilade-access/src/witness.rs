//! Why a row holds: a shortest path, and how many others begin differently.
//!
//! The paths of a row are those that give it in the state that the row shows, within the
//! restrictions of the question. From the principal outward the groups it is in form a small
//! graph, which is searched backward from those that hold the grant: the distances say which first
//! steps lead there at all, and following ever smaller distances, lowest id first, spells out the
//! witness.

use crate::admission::Admission;
use crate::effective::Engine;
use crate::mechanism::{self, administrator_override};
use crate::via::{Passed, passed};
use crate::{AccessError, AccessRow, EntitySet, Limits, Question, Step, StepKind, Witness};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId, Mechanism, Nesting};

mod collaboration;
mod controlled;
mod explored;

use collaboration::{gives_itself, has_level, is_owner, joined, name_joining};
use controlled::Controlled;
use explored::Explored;

impl<V: GraphView> Engine<'_, V> {
    /// Explains rows of an answer to `question`. Rows of one principal that stand together share
    /// the search, so explain an answer's rows in their order.
    ///
    /// # Errors
    /// If the question was cancelled.
    pub fn witnesses(
        &self,
        question: &Question,
        rows: &[AccessRow],
    ) -> Result<Vec<Witness>, AccessError> {
        let mut search = Search::new(self.view(), question);
        let mut controlled = Controlled::new(question);
        let graph = self.control_graph(question);
        let mut witnesses = Vec::with_capacity(rows.len());
        for (done, row) in rows.iter().enumerate() {
            if done % 256 == 0 {
                self.check_cancelled()?;
            }
            let is_own = || row.mechanism == Mechanism::DelegatedGrant && search.is_own(self, row);
            witnesses.push(match graph.as_deref() {
                Some(graph) if row.state == AccessState::Controllable && !is_own() => {
                    controlled.explain(self, graph, row)
                }
                _ => search.explain(self, row),
            });
        }
        Ok(witnesses)
    }
}

/// The walks out from one principal, kept while rows are about it.
struct Search<'q> {
    question: &'q Question,
    all: Passed,
    // One walk for each nesting and state that was needed, about `principal`.
    principal: Option<EntityId>,
    walks: Vec<(Nesting, AccessState, Explored)>,
    spare: Vec<Explored>,
    groups: std::ops::Range<u32>,
}

/// How many steps count: the way down to a scope within is none.
fn hops(steps: &[Step]) -> u32 {
    let counted = |step: &&Step| step.kind != StepKind::Contains;
    steps.iter().filter(counted).count() as u32
}

/// How a row's grant ends: the steps after the last group.
struct End {
    /// What these steps pass through.
    passed: Passed,
    steps: Vec<Step>,
}

impl<'q> Search<'q> {
    fn new<V: GraphView>(view: &V, question: &'q Question) -> Search<'q> {
        Search {
            question,
            all: question.via.wanted(),
            principal: None,
            walks: Vec::new(),
            spare: Vec::new(),
            groups: view.carriers(),
        }
    }

    /// Whether a row is the principal's own, by a grant that it holds itself.
    fn is_own<V: GraphView>(&self, engine: &Engine<'_, V>, row: &AccessRow) -> bool {
        let admission = Admission {
            limit: row.state,
            now: self.question.now,
        };
        let mut ends = self.ends(engine, row, admission).into_iter();
        self.all == 0 && ends.any(|end| holds(engine, row.principal, row, &end, admission))
    }

    fn explain<V: GraphView>(&mut self, engine: &Engine<'_, V>, row: &AccessRow) -> Witness {
        let view = engine.view();
        let open = Step {
            kind: StepKind::Grant(Mechanism::OpenApp),
            to: row.resource,
        };
        if row.mechanism == Mechanism::OpenApp {
            return Witness {
                via: None,
                hops: 1,
                ways: 1,
                steps: vec![open],
            };
        }
        // Every step of the row's paths is at most as bad as the row.
        let admission = Admission {
            limit: row.state,
            now: self.question.now,
        };
        let ends = self.ends(engine, row, admission);
        let all = self.all;
        let joined = joined(engine, row.principal, admission);
        let holds = |holder, end: &End| match row.mechanism {
            Mechanism::GroupResources | Mechanism::AccessPackage => {
                let joins = holder == row.principal && joined.binary_search(&row.resource).is_ok();
                let is_let_in =
                    has_level(engine, holder, row, admission) || (joins && !is_owner(engine, row));
                (is_let_in && gives_itself(engine, row))
                    || self::holds(engine, holder, row, end, admission)
            }
            _ => holds(engine, holder, row, end, admission),
        };
        let accepts = |holder: EntityId, before: Passed| -> Option<usize> {
            ends.iter()
                .position(|end| before | end.passed == all && holds(holder, end))
        };
        let own = accepts(row.principal, 0);
        let nesting = row.mechanism.rule().nesting;
        let (mut ways, mut groups, mut last) = (u32::from(own.is_some()), Vec::new(), own);
        if !self.question.direct_only && nesting != Nesting::None {
            let holders = holders(engine, row, &ends);
            let walk = self.walk(view, row.principal, nesting, admission, joined);
            let accepts_any = |group, passed| accepts(group, passed).is_some();
            let found = walk.shortest(holders.as_deref(), accepts_any);
            ways += found.first_steps;
            if own.is_none() {
                last = found
                    .path
                    .last()
                    .and_then(|&(group, at)| accepts(group, at));
                groups = found.path;
            }
        }
        let mut steps: Vec<Step> = groups
            .iter()
            .map(|&(to, _)| Step {
                kind: StepKind::Member,
                to,
            })
            .collect();
        if let Some(end) = last.and_then(|at| ends.get(at)) {
            steps.extend_from_slice(&end.steps);
        }
        if !joined.is_empty() {
            name_joining(engine, row, admission, &mut steps);
        }
        let is_between = |step: &&Step| match step.kind {
            StepKind::Member => true,
            StepKind::SelfJoin => steps.len() > 1,
            _ => row.mechanism == Mechanism::AdministratorOverride,
        };
        let first = steps.first().filter(is_between);
        Witness {
            via: first.map(|step| step.to),
            hops: hops(&steps),
            ways: ways.min(Witness::MAX_WAYS),
            steps,
        }
    }

    /// The ways in which a row's path may end once it is at a holder.
    fn ends<V: GraphView>(
        &self,
        engine: &Engine<'_, V>,
        row: &AccessRow,
        admission: Admission,
    ) -> Vec<End> {
        let via = &self.question.via;
        let grant = |to| Step {
            kind: StepKind::Grant(row.mechanism),
            to,
        };
        match row.mechanism {
            Mechanism::AdministratorOverride => engine
                .facts()
                .global_administrators()
                .iter()
                .map(|&role| End {
                    passed: passed(via, role),
                    steps: vec![
                        Step {
                            kind: StepKind::Grant(Mechanism::DirectoryRole),
                            to: role,
                        },
                        grant(row.resource),
                    ],
                })
                .collect(),
            // Given at a scope, and held at what lies below it.
            Mechanism::AzureRole
            | Mechanism::VaultPolicy
            | Mechanism::VaultSecrets
            | Mechanism::StorageData
            | Mechanism::SitePermission
                if row.scope.is_some() =>
            {
                let top = row.scope.unwrap_or(row.resource);
                descents(engine.view(), top, row.resource, via, admission)
                    .into_iter()
                    .map(|(passed, below)| {
                        let mut steps = vec![grant(top)];
                        steps.extend(below.into_iter().map(|to| Step {
                            kind: StepKind::Contains,
                            to,
                        }));
                        End { passed, steps }
                    })
                    .collect()
            }
            _ => vec![End {
                passed: 0,
                steps: vec![grant(row.resource)],
            }],
        }
    }

    /// The groups around a principal, walked once for each nesting and state.
    fn walk<V: GraphView>(
        &mut self,
        view: &V,
        principal: EntityId,
        nesting: Nesting,
        admission: Admission,
        joined: &[EntityId],
    ) -> &mut Explored {
        if self.principal != Some(principal) {
            self.spare
                .extend(self.walks.drain(..).map(|(_, _, walk)| walk));
            self.principal = Some(principal);
        }
        let known = |walk: &(Nesting, AccessState, Explored)| {
            walk.0 == nesting && walk.1 == admission.limit
        };
        let at = match self.walks.iter().position(known) {
            Some(at) => at,
            None => {
                let via = &self.question.via;
                let spare = self.spare.pop();
                let mut walk =
                    spare.unwrap_or_else(|| Explored::new(self.groups.clone(), via.len()));
                walk.explore(view, principal, nesting, admission, via, joined);
                self.walks.push((nesting, admission.limit, walk));
                self.walks.len() - 1
            }
        };
        &mut self.walks[at].2
    }
}

/// How many holders of a grant are looked up one by one, rather than asking every group.
const FEW_HOLDERS: usize = 64;

/// The groups that may hold the grant that a row shows, ascending; none if they are too many to list,
/// or if it is not by an edge that they hold it.
fn holders<V: GraphView>(
    engine: &Engine<'_, V>,
    row: &AccessRow,
    ends: &[End],
) -> Option<Vec<EntityId>> {
    if matches!(
        row.mechanism,
        Mechanism::GroupResources | Mechanism::AccessPackage | Mechanism::AdministratorOverride
    ) {
        return None;
    }
    let targets = ends.iter().filter_map(|end| end.steps.first());
    let mut holders = Vec::new();
    for (target, &kind) in targets.flat_map(|step| {
        let kinds = mechanism::edge_kinds(row.mechanism).iter();
        kinds.map(move |kind| (step.to, kind))
    }) {
        let held = engine.view().edges_to(kind, target);
        if holders.len() + held.len() > FEW_HOLDERS {
            return None;
        }
        holders.extend_from_slice(held.ends());
    }
    holders.sort_unstable();
    holders.dedup();
    Some(holders)
}

/// Whether a holder has the grant that a row shows.
fn holds<V: GraphView>(
    engine: &Engine<'_, V>,
    holder: EntityId,
    row: &AccessRow,
    end: &End,
    admission: Admission,
) -> bool {
    let (view, facts) = (engine.view(), engine.facts());
    let Some(target) = end.steps.first().map(|step| step.to) else {
        return false;
    };
    let is_override = row.mechanism == Mechanism::AdministratorOverride;
    let mechanism = if is_override {
        Mechanism::DirectoryRole
    } else {
        row.mechanism
    };
    let as_good = |limits: Limits| {
        row.limits.contains(Limits::CONDITIONAL) || !limits.contains(Limits::CONDITIONAL)
    };
    mechanism::edge_kinds(mechanism).iter().any(|&kind| {
        let edges = view.edges_from(kind, holder);
        let ends = edges.ends();
        let first = ends.partition_point(|&end| end < target);
        let mut here = edges
            .iter()
            .skip(first)
            .take_while(|edge| edge.end == target)
            .filter(|edge| admission.admits(&edges, edge));
        here.any(|edge| {
            let grant = mechanism::grant(view, facts, (mechanism, kind), target, &edge);
            let is_row = |grant: &mechanism::Grant| match is_override {
                true => administrator_override::is_tenant_wide(view, &edge),
                false => grant.role == row.role && grant.scope == row.scope,
            };
            grant.is_some_and(|grant| is_row(&grant) && as_good(grant.limits))
        })
    })
}

/// Ways down from a scope to a resource within it, shortest first, one for each subset of the
/// `via` sets that such a way passes through. Without `top`, ending with `resource`; empty if they
/// are the same.
fn descents<V: GraphView>(
    view: &V,
    top: EntityId,
    resource: EntityId,
    via: &[EntitySet],
    admission: Admission,
) -> Vec<(Passed, Vec<EntityId>)> {
    // Each scope met going up, what is passed from it down, and where it was met from.
    let mut met: Vec<(EntityId, Passed, usize)> = vec![(resource, 0, 0)];
    let mut found = Vec::new();
    let mut next = 0;
    while let Some(&(scope, below, _)) = met.get(next) {
        if scope == top {
            let mut down = Vec::new();
            let mut at = next;
            while at != 0 {
                at = met[at].2;
                down.push(met[at].0);
            }
            found.push((below, down));
        }
        for edge in admission.edges(view.edges_to(EdgeKind::Contains, scope)) {
            let at_end = below | passed(via, edge.end);
            if !met.iter().any(|m| m.0 == edge.end && m.1 == at_end) {
                met.push((edge.end, at_end, next));
            }
        }
        next += 1;
    }
    found
}
