//! What a set of Azure answers holds.
//!
//! An assignment is listed by scope, and a list does not say which scopes were asked for. Only
//! Resource Graph answers for every scope that the caller can read. So lists of assignments count as
//! a part, and what Resource Graph answers to its end as all. Asked for a subscription, it leaves out what is
//! given above it, unless asked for that (`authorizationScopeFilter`): so where there are management groups, its
//! answers must hold something from there.
//!
//! Sources: <https://learn.microsoft.com/en-us/azure/governance/resource-graph/concepts/work-with-data>,
//! <https://learn.microsoft.com/en-us/rest/api/azureresourcegraph/resourcegraph/resources/resources>.

use super::kind::Kind;
use crate::facts::arm;
use crate::format::fields::Fields;
use crate::format::listing::{Form, Listing};
use enfilade_model::{Completeness, EntityKind, Level, Relation};
use std::collections::{BTreeMap, BTreeSet};

/// What came in.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    seen: BTreeMap<Kind, Seen>,
    /// Resource Graph's answers that held management groups, subscriptions or resource groups.
    containers: Seen,
    /// Whether Resource Graph was asked for resources without what they run as, and for vaults without
    /// what they allow: its own table has a column for both.
    lacks_identity: bool,
    lacks_properties: bool,
    /// Whether it was asked for role assignments without their conditions: whole ones have `properties`, in
    /// which what is absent is none.
    lacks_conditions: bool,
    /// Whether an answer of Resource Graph holds what is given above the subscriptions, and whether anything
    /// else tells that there is something above them.
    answers_above: bool,
    knows_above: bool,
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
    /// Whether records were left out, be it in part, since they have no id.
    left_out: bool,
}

/// What a list holds.
#[derive(Debug, Default)]
pub(super) struct Listed {
    kinds: BTreeSet<Kind>,
    /// Whether a resource states an `identity`, be it null.
    has_identity: bool,
    /// Whether a vault states no properties.
    has_bare_vault: bool,
    /// Whether a role assignment does not say whether it has a condition.
    has_bare_assignment: bool,
    /// Whether a role is given at a management group or at the root.
    gives_above: bool,
    /// Whether management groups came in.
    has_groups: bool,
    /// Whether any record was left out, be it in part, since it has no id.
    pub(super) has_left_out: bool,
}

impl Listed {
    /// A record came in.
    pub(super) fn add(&mut self, kind: Kind, fields: &Fields<'_>) {
        self.kinds.insert(kind);
        if matches!(kind, Kind::Resource(_)) {
            self.has_identity |= fields.has("identity");
        }
        if kind == Kind::Resource(EntityKind::Vault) {
            self.has_bare_vault |= fields.object("properties").is_none();
        }
        if matches!(kind, Kind::RoleAssignment | Kind::RoleInstance) {
            self.has_bare_assignment |= !fields.has("properties") && !fields.has("condition");
        }
        self.has_groups |= match kind {
            Kind::ManagementGroup | Kind::Descendant => true,
            Kind::Subscription => has_ancestors(fields),
            _ => false,
        };
    }

    /// A role is given at this scope.
    pub(super) fn gives_at(&mut self, scope: &str) {
        let kind = arm::kind(&scope.to_lowercase());
        self.gives_above |= scope == "/" || kind == Some(EntityKind::ManagementGroup);
    }
}

impl Seen {
    /// A list is at its end.
    fn add(&mut self, listing: &Listing, has_left_out: bool) {
        self.lists += 1;
        self.cut |= listing.is_cut_short;
        self.left_out |= has_left_out;
        self.links += u64::from(listing.has_more);
        self.ends += u64::from(!listing.has_more && listing.is_resource_graph);
    }

    /// Adds what came in with other sources.
    fn absorb(&mut self, other: Seen) {
        self.lists += other.lists;
        self.ends += other.ends;
        self.links += other.links;
        self.cut |= other.cut;
        self.left_out |= other.left_out;
    }
}

impl Coverage {
    /// A list is at its end.
    pub(super) fn end(&mut self, listing: &Listing, listed: &Listed) {
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
        let of_list = |kind: Kind| match kind {
            // Resources of all kinds come in one list; resource groups do not.
            Kind::Resource(EntityKind::ResourceGroup) => kind,
            Kind::Resource(_) => RESOURCES,
            kind => kind,
        };
        let kinds = listed.kinds.iter().copied();
        let kinds: BTreeSet<Kind> = kinds.chain(asked).map(of_list).collect();
        for kind in &kinds {
            let seen = self.seen.entry(*kind).or_default();
            seen.add(listing, listed.has_left_out);
        }
        self.knows_above |= listed.has_groups;
        if !listing.is_resource_graph {
            self.knows_above |= listed.gives_above;
            return;
        }
        self.answers_above |= listed.gives_above;
        // Scopes of all kinds come in one list, whose pages may hold some of them each.
        if SCOPES.iter().any(|kind| kinds.contains(kind)) {
            self.containers.add(listing, listed.has_left_out);
        }
        let holds_resources = listed.kinds.iter().any(|kind| of_list(*kind) == RESOURCES);
        self.lacks_identity |= holds_resources && !listed.has_identity;
        self.lacks_properties |= listed.has_bare_vault;
        self.lacks_conditions |= listed.has_bare_assignment;
    }

    /// Adds what came in with other sources.
    pub(super) fn absorb(&mut self, other: Coverage) {
        self.answered += other.answered;
        self.expected += other.expected;
        self.containers.absorb(other.containers);
        self.lacks_identity |= other.lacks_identity;
        self.lacks_properties |= other.lacks_properties;
        self.lacks_conditions |= other.lacks_conditions;
        self.answers_above |= other.answers_above;
        self.knows_above |= other.knows_above;
        for (kind, seen) in other.seen {
            self.seen.entry(kind).or_default().absorb(seen);
        }
    }

    /// Whether Resource Graph answered to the end for records of a kind.
    fn is_whole(&self, seen: Seen) -> bool {
        seen.ends > 0 && !seen.cut && !seen.left_out && self.answered >= self.expected
    }

    fn seen(&self, kind: Kind) -> Seen {
        self.seen.get(&kind).copied().unwrap_or_default()
    }

    /// The ledger, where roles are given at management groups of which nothing tells what lies below or
    /// not.
    pub(super) fn ledger(&self, has_closed_grants: bool) -> Completeness {
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
        let has_scopes = SCOPES.iter().any(|kind| self.seen(*kind).lists > 0);
        if self.seen(RESOURCES).lists == 0 && has_scopes {
            let why = "scopes without what lies in them; collect Resource Graph's resources";
            let level = Level::Partial(why.to_owned());
            ledger.relations.insert(Relation::AzureResources, level);
        }
        self.leave_gaps(has_scopes, has_closed_grants, &mut ledger);
        ledger
            .relations
            .insert(Relation::VaultPolicies, self.policies());
        ledger
    }

    /// Takes back that something is complete of which an answer to its end does not tell all.
    fn leave_gaps(&self, has_scopes: bool, has_closed_grants: bool, ledger: &mut Completeness) {
        // What hands roles down is missing, or what they are handed down to.
        let is_cut = self.containers.lists > 0 && !self.is_whole(self.containers);
        let pages = is_cut.then_some(match self.containers.left_out {
            true => NO_IDS,
            false => NO_PAGES,
        });
        let scopes = (!has_scopes).then_some(NO_SCOPES);
        let place = has_closed_grants.then_some(NO_PLACE);
        let identity = self.lacks_identity.then_some(NO_IDENTITY);
        let conditions = self.lacks_conditions.then_some(NO_CONDITIONS);
        let above = (self.knows_above && !self.answers_above).then_some(NOTHING_ABOVE);
        for (relation, gap) in [
            (
                Relation::AzureRoles,
                pages.or(place).or(above).or(conditions),
            ),
            (
                Relation::AzureResources,
                pages.or(scopes).or(place).or(identity),
            ),
        ] {
            if let Some(why) = gap
                && ledger.relations.get(&relation) == Some(&Level::Complete)
            {
                ledger
                    .relations
                    .insert(relation, Level::Partial(why.to_owned()));
            }
        }
    }

    fn policies(&self) -> Level {
        let resources = self.seen(RESOURCES);
        if self.is_whole(resources) && self.lacks_properties {
            Level::Partial(NO_PROPERTIES.to_owned())
        } else if self.is_whole(resources) {
            Level::Complete
        } else if resources.lists == 0 {
            Level::Absent("collect the vaults with their properties".to_owned())
        } else {
            Level::Partial("of the vaults that came in with their properties".to_owned())
        }
    }

    fn level(&self, kinds: [Kind; 2], what: &str) -> Level {
        let both = kinds.map(|kind| self.seen(kind));
        if both.iter().all(|seen| seen.lists == 0) {
            Level::Absent(format!("collect {what}"))
        } else if both.iter().any(|seen| self.is_whole(*seen)) {
            Level::Complete
        } else if both.iter().any(|seen| seen.cut || seen.links > 0) {
            Level::Partial(format!("pages are missing; collect {what}"))
        } else if both.iter().any(|seen| seen.left_out) {
            Level::Partial(format!(
                "records without the ids that they need were left out; collect {what}"
            ))
        } else {
            Level::Partial(format!(
                "for the scopes that were asked for, which a list does not tell; all are in {what}"
            ))
        }
    }
}

/// Whether Resource Graph says of a subscription which management groups are above it.
fn has_ancestors(subscription: &Fields<'_>) -> bool {
    let properties = subscription.object("properties").unwrap_or_default();
    let chain = properties.objects("managementGroupAncestorsChain");
    chain.is_some_and(|chain| !chain.is_empty())
}

/// What Resource Graph has in resourcecontainers, and others in lists of their own.
const SCOPES: [Kind; 4] = [
    Kind::ManagementGroup,
    Kind::Descendant,
    Kind::Subscription,
    Kind::Resource(EntityKind::ResourceGroup),
];

const NO_PAGES: &str = "pages of resourcecontainers are missing, so that not all is known that lies below a scope; collect Resource Graph's resourcecontainers to the last page";
const NO_IDS: &str = "records of resourcecontainers without an id were left out; collect Resource Graph's resourcecontainers with the ids";
const NO_PLACE: &str = "nothing tells what lies below some management groups at which roles are given; collect Resource Graph's resourcecontainers";
const NO_SCOPES: &str =
    "the scopes above them are missing; collect Resource Graph's resourcecontainers";
const NOTHING_ABOVE: &str = "nothing that is given at management groups or at `/` is in Resource Graph's answers, which hold what was asked for: ask with `--management-groups`, or by REST with `authorizationScopeFilter` AtScopeAboveAndBelow";
const NO_IDENTITY: &str =
    "resources without `identity`; collect Resource Graph's resources without `project`";
const NO_CONDITIONS: &str = "role assignments without `condition`; collect Resource Graph's authorizationresources without `project`, or with `condition = properties.condition`";
const NO_PROPERTIES: &str =
    "vaults without their properties; collect Resource Graph's resources without `project`";
const RESOURCES: Kind = Kind::Resource(EntityKind::AzureResource);
