//! The grants on what a question asks for, by who holds them.
//!
//! They are found from the resources, not from the principals: a question names either all
//! resources, and then every grant counts anyway, or a few, and then few grants are looked at.

use super::numbers::Numbers;
use super::prepared::Prepared;
use crate::mechanism::{self, Grant, administrator_override, by_membership, group_resources};
use crate::work::Work;
use crate::{Facts, Limits};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId, Mechanism, Nesting};
use std::ops::Range;
use std::sync::Arc;

/// Grants, each with its holder.
#[derive(Debug, Default)]
pub(super) struct Grants {
    /// Every grant, mechanism by mechanism, in ascending order of what it ends at.
    pub(super) grants: Vec<Grant>,
    /// Who holds each, groups included: a holder and a position in `grants`. Sorted.
    pub(super) own: Vec<(EntityId, u32)>,
    /// What groups pass on to their members: the group, whether members of nested groups get it
    /// too, and a position in `grants`. Sorted.
    pub(super) held: Vec<(EntityId, bool, u32)>,
    /// The distinct ones among them.
    pub(super) numbers: Arc<Numbers>,
    // By position in `grants`.
    number_of: Vec<u32>,
}

impl Grants {
    /// Collects the grants that count. Time linear in the grants and the resources asked for.
    pub(super) fn collect<V: GraphView>(view: &V, facts: &Facts, prepared: &Prepared) -> Grants {
        let mut collector = Collector {
            view,
            facts,
            prepared,
            group_ids: view.carriers(),
            found: Grants::default(),
            work: Work::default(),
        };
        for mechanism in prepared.question.mechanisms.iter() {
            collector.add_mechanism(mechanism);
        }
        if !prepared.overridden.is_empty() {
            collector.add_override(facts.global_administrators());
        }
        collector.add_memberships();
        facts.work.add(collector.work);
        let mut found = collector.found;
        found.own.sort_unstable();
        found.held.sort_unstable();
        let (numbers, number_of) = Numbers::new(facts, prepared, &found.grants);
        found.numbers = Arc::new(numbers);
        found.number_of = number_of;
        found
    }

    /// The number of the grant at a position.
    #[inline]
    pub(super) fn number(&self, at: u32) -> u32 {
        self.number_of[at as usize]
    }
}

struct Collector<'c, V> {
    view: &'c V,
    facts: &'c Facts,
    prepared: &'c Prepared,
    group_ids: Range<u32>,
    found: Grants,
    work: Work,
}

impl<V: GraphView> Collector<'_, V> {
    fn add_mechanism(&mut self, mechanism: Mechanism) {
        let prepared = self.prepared;
        for &kind in mechanism::edge_kinds(mechanism) {
            match mechanism::flows_down(mechanism, kind) {
                false => {
                    let ends = self.view.ends_of(kind);
                    for target in prepared.question.resources.iter_in(ends) {
                        self.add_all(mechanism, kind, target);
                    }
                }
                true => {
                    for &target in prepared.coverage.scopes() {
                        self.add_all(mechanism, kind, target);
                    }
                }
            }
        }
    }

    fn add_all(&mut self, mechanism: Mechanism, kind: EdgeKind, target: EntityId) {
        let (view, facts, prepared) = (self.view, self.facts, self.prepared);
        let edges = view.edges_to(kind, target);
        self.work.edges += edges.len() as u64;
        for edge in prepared.admission.edges(edges) {
            let grant = mechanism::grant(view, facts, (mechanism, kind), target, &edge);
            let is_asked = |grant: &Grant| {
                let question = &prepared.question;
                question.admits_role(mechanism, target, grant.role)
            };
            if let Some(grant) = grant.filter(is_asked) {
                self.add(edge.end, grant);
            }
        }
    }

    fn add_override(&mut self, roles: &[EntityId]) {
        for &role in roles {
            let edges = self.view.edges_to(EdgeKind::DirectoryRole, role);
            for edge in self.prepared.admission.edges(edges) {
                if administrator_override::is_tenant_wide(self.view, &edge) {
                    let grant = Grant {
                        mechanism: Mechanism::AdministratorOverride,
                        // Whichever the role, it opens the same apps.
                        target: roles[0],
                        role: None,
                        scope: None,
                        state: edge.state,
                        limits: Limits::CONDITIONAL.only_if(edge.conditional),
                    };
                    self.add(edge.end, grant);
                }
            }
        }
    }

    /// What Microsoft 365 groups are to their owners, and they and access packages to their members.
    fn add_memberships(&mut self) {
        let (prepared, facts) = (self.prepared, self.facts);
        let asks = |grant: &Grant| {
            let question = &prepared.question;
            question.admits_role(grant.mechanism, grant.target, grant.role)
        };
        for group in prepared.collaborating.iter() {
            let member = by_membership::grant(facts, group, AccessState::Active);
            if asks(&member) {
                let at = self.found.grants.len() as u32;
                self.found.grants.push(member);
                self.found.held.push((group, !prepared.has_one_state, at));
            }
            for edge in prepared
                .admission
                .edges(self.view.edges_to(EdgeKind::Owner, group))
            {
                let owner = group_resources::as_owner(facts, group, edge.state);
                if let Some(owner) = owner.filter(&asks) {
                    let at = self.found.grants.len() as u32;
                    self.found.grants.push(owner);
                    self.found.own.push((edge.end, at));
                }
            }
        }
    }

    fn add(&mut self, holder: EntityId, grant: Grant) {
        let at = self.found.grants.len() as u32;
        self.found.grants.push(grant);
        self.found.own.push((holder, at));
        let nesting = grant.mechanism.rule().nesting;
        let is_group = self.group_ids.contains(&holder.0);
        if is_group && !self.prepared.question.direct_only && nesting != Nesting::None {
            // Where states must be told apart, what is found is a first sieve only.
            let is_nested = nesting == Nesting::Transitive || !self.prepared.has_one_state;
            self.found.held.push((holder, is_nested, at));
        }
    }
}
