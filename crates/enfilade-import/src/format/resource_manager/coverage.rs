//! What a set of Azure answers holds.
//!
//! An assignment is listed by scope, and a list does not say which scopes were asked for. Only
//! Resource Graph answers for every scope that the caller can read. So lists of assignments count as
//! a part, and what Resource Graph answers to its end as all.
//!
//! Source: <https://learn.microsoft.com/en-us/azure/governance/resource-graph/concepts/work-with-data>.

use super::kind::Kind;
use crate::format::listing::{Form, Listing};
use enfilade_model::{Completeness, EntityKind, Level, Relation};
use std::collections::BTreeMap;

/// What came in.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    seen: BTreeMap<Kind, Seen>,
    /// How many records Resource Graph's answers hold, and how many they say there are.
    answered: u64,
    expected: u64,
}

#[derive(Copy, Clone, Debug, Default)]
struct Seen {
    /// Lists that held such records, or nothing where such records were asked for.
    lists: u64,
    /// Last pages of Resource Graph, and pages that go on.
    ends: u64,
    links: u64,
    /// Whether an answer was cut short.
    cut: bool,
}

impl Coverage {
    /// A list is at its end; it held so many records of each kind, and perhaps some that were left out.
    pub(super) fn end(
        &mut self,
        listing: &Listing,
        listed: &BTreeMap<Kind, u64>,
        has_left_out: bool,
    ) {
        if listing.is_resource_graph {
            self.answered += listing.items;
            if !listing.has_more {
                self.expected += listing.total.unwrap_or(listing.items);
            }
        }
        // Nothing tells what an empty page is of but its name.
        let is_empty = listing.items == 0 && listing.form == Form::Page;
        let asked = is_empty
            .then(|| Kind::of_name(&listing.path, listing.is_resource_graph))
            .flatten();
        for kind in listed.keys().copied().chain(asked) {
            let kind = match kind {
                // Resources of all kinds come in one list; resource groups do not.
                Kind::Resource(EntityKind::ResourceGroup) => kind,
                Kind::Resource(_) => RESOURCES,
                kind => kind,
            };
            let seen = self.seen.entry(kind).or_default();
            seen.lists += 1;
            seen.cut |= listing.is_cut_short || has_left_out;
            seen.links += u64::from(listing.has_more);
            seen.ends += u64::from(!listing.has_more && listing.is_resource_graph);
        }
    }

    /// Adds what came in with other sources.
    pub(super) fn absorb(&mut self, other: Coverage) {
        self.answered += other.answered;
        self.expected += other.expected;
        for (kind, seen) in other.seen {
            let own = self.seen.entry(kind).or_default();
            own.lists += seen.lists;
            own.ends += seen.ends;
            own.links += seen.links;
            own.cut |= seen.cut;
        }
    }

    /// Whether Resource Graph answered to the end for records of a kind.
    fn is_whole(&self, seen: Seen) -> bool {
        seen.ends > 0 && !seen.cut && self.answered >= self.expected
    }

    fn seen(&self, kind: Kind) -> Seen {
        self.seen.get(&kind).copied().unwrap_or_default()
    }

    /// The ledger.
    pub(super) fn ledger(&self) -> Completeness {
        let mut ledger = Completeness::default();
        for (relation, kinds, what) in [
            (
                Relation::AzureRoles,
                [Kind::RoleAssignment, Kind::RoleInstance],
                "`az role assignment list --all` of every subscription and management group, or Resource Graph's authorizationresources",
            ),
            (
                Relation::EligibleAzureRoles,
                [Kind::RoleEligibility; 2],
                "roleEligibilityScheduleInstances of every scope",
            ),
            (
                Relation::AzureRoleDefinitions,
                [Kind::RoleDefinition; 2],
                "`az role definition list`",
            ),
            (
                Relation::DenyAssignments,
                [Kind::DenyAssignment; 2],
                "denyAssignments of every scope",
            ),
            (
                Relation::AzureResources,
                [RESOURCES; 2],
                "Resource Graph's resources and resourcecontainers",
            ),
        ] {
            ledger.relations.insert(relation, self.level(kinds, what));
        }
        let scopes = [
            Kind::ManagementGroup,
            Kind::Descendant,
            Kind::Subscription,
            Kind::Resource(EntityKind::ResourceGroup),
        ];
        let resources = self.seen(RESOURCES);
        if resources.lists == 0 && scopes.iter().any(|kind| self.seen(*kind).lists > 0) {
            let why = "scopes without what lies in them; collect Resource Graph's resources";
            let level = Level::Partial(why.to_owned());
            ledger.relations.insert(Relation::AzureResources, level);
        }
        let vaults = if self.is_whole(resources) {
            Level::Complete
        } else if resources.lists == 0 {
            Level::Absent("collect the vaults with their properties".to_owned())
        } else {
            Level::Partial("of the vaults that came in with their properties".to_owned())
        };
        ledger.relations.insert(Relation::VaultPolicies, vaults);
        ledger
    }

    fn level(&self, kinds: [Kind; 2], what: &str) -> Level {
        let both = kinds.map(|kind| self.seen(kind));
        if both.iter().all(|seen| seen.lists == 0) {
            Level::Absent(format!("collect {what}"))
        } else if both.iter().any(|seen| self.is_whole(*seen)) {
            Level::Complete
        } else if both.iter().any(|seen| seen.cut || seen.links > 0) {
            Level::Partial(format!("pages are missing; collect {what}"))
        } else {
            Level::Partial(format!(
                "for the scopes that were asked for, which a list does not tell; all are in {what}"
            ))
        }
    }
}

const RESOURCES: Kind = Kind::Resource(EntityKind::AzureResource);
