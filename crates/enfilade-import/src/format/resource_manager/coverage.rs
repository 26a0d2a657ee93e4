//! What a set of Azure answers holds.
//!
//! An assignment is listed by scope, and a list does not say which scopes were asked for. Only
//! Resource Graph answers for every scope that the caller can read. So lists of assignments count as
//! a part, and what Resource Graph answers to its end as all.
//!
//! Source: <https://learn.microsoft.com/en-us/azure/governance/resource-graph/concepts/work-with-data>.

use super::kind::Kind;
use crate::format::json::Listing;
use enfilade_model::{Completeness, EntityKind, Level, Relation};
use std::collections::BTreeMap;

/// What came in.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    seen: BTreeMap<Kind, Seen>,
}

#[derive(Copy, Clone, Debug, Default)]
struct Seen {
    records: u64,
    /// Answers of Resource Graph that came in to their end, and that did not.
    whole: bool,
    cut: bool,
}

impl Coverage {
    /// A list is at its end; it held so many records of each kind.
    pub(super) fn end(&mut self, listing: &Listing, listed: &BTreeMap<Kind, u64>) {
        for (kind, count) in listed {
            let kind = match kind {
                // Resources of all kinds come in one list; resource groups do not.
                Kind::Resource(EntityKind::ResourceGroup) => *kind,
                Kind::Resource(_) => RESOURCES,
                kind => *kind,
            };
            let seen = self.seen.entry(kind).or_default();
            seen.records += count;
            seen.cut |= listing.has_more;
            seen.whole |= !listing.has_more && listing.is_resource_graph;
        }
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
        let vaults = match self.seen(RESOURCES) {
            Seen {
                whole: true,
                cut: false,
                ..
            } => Level::Complete,
            Seen { records: 0, .. } => {
                Level::Absent("collect the vaults with their properties".to_owned())
            }
            _ => Level::Partial("of the vaults that came in with their properties".to_owned()),
        };
        ledger.relations.insert(Relation::VaultPolicies, vaults);
        ledger
    }

    fn level(&self, kinds: [Kind; 2], what: &str) -> Level {
        let both = kinds.map(|kind| self.seen(kind));
        if both.iter().all(|seen| seen.records == 0) {
            Level::Absent(format!("collect {what}"))
        } else if both.iter().any(|seen| seen.whole && !seen.cut) {
            Level::Complete
        } else if both.iter().any(|seen| seen.cut) {
            Level::Partial(format!("the last page is missing; collect {what}"))
        } else {
            Level::Partial(format!(
                "for the scopes that were asked for, which a list does not tell; all are in {what}"
            ))
        }
    }
}

const RESOURCES: Kind = Kind::Resource(EntityKind::AzureResource);
