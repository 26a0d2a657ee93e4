//! Microsoft 365 groups and access packages read as hits: what membership and ownership of one give.

use super::reader::Reader;
use super::who::Who;
use crate::hit::Hit;
use crate::holdings::Held;
use crate::mechanism::{Grant, by_membership, group_resources};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EdgeKind, EntityId};

impl<V: GraphView> Reader<'_, V> {
    /// Adds the groups that a holder is in, itself or by activating what it may.
    pub(super) fn read_memberships(
        &mut self,
        holder: &Held,
        who: Who,
        follow: impl Fn(AccessState) -> bool,
    ) {
        let (prepared, view) = (self.prepared, self.view);
        if prepared.collaborating.is_empty() {
            return;
        }
        for edge in prepared
            .admission
            .edges(view.edges_from(EdgeKind::Member, holder.group))
        {
            if follow(edge.state) {
                self.read_membership(edge.end, who, holder, edge.state);
            }
        }
    }

    /// Adds groups to join, for one who joins them.
    pub(super) fn read_joined(&mut self, groups: &[EntityId], who: Who) {
        for &group in groups {
            let itself = Held {
                group,
                passed: 0,
                state: AccessState::Requestable,
            };
            self.read_membership(group, who, &itself, AccessState::Requestable);
        }
    }

    pub(super) fn read_membership(
        &mut self,
        group: EntityId,
        who: Who,
        holder: &Held,
        state: AccessState,
    ) {
        let (prepared, facts) = (self.prepared, self.facts);
        if prepared.collaborating.contains(group) {
            let grant = who.sees(facts, &by_membership::grant(facts, group, state));
            if prepared
                .question
                .admits_role(grant.mechanism, group, grant.role)
            {
                self.hit(Hit::granted(&grant, group, holder.state), holder.passed);
            }
        }
    }

    /// Adds the groups that a user owns.
    pub(super) fn read_owned(&mut self, holder: &Held) {
        let (prepared, view, facts) = (self.prepared, self.view, self.facts);
        if prepared.collaborating.is_empty() {
            return;
        }
        for edge in prepared
            .admission
            .edges(view.edges_from(EdgeKind::Owner, holder.group))
        {
            let is_asked = |grant: &Grant| {
                prepared.collaborating.contains(edge.end)
                    && prepared
                        .question
                        .admits_role(grant.mechanism, edge.end, grant.role)
            };
            let owner = group_resources::as_owner(facts, edge.end, edge.state);
            if let Some(grant) = owner.filter(is_asked) {
                self.hit(Hit::granted(&grant, edge.end, holder.state), holder.passed);
            }
        }
    }
}
