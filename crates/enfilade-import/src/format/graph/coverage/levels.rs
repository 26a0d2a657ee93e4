//! What came in as levels of the ledger, with what to collect for the rest.

use super::{Coverage, List, PAGES, Pages};
use crate::format::graph::entitlement::AT;
use crate::format::graph::kind::Kind;
use crate::format::graph::object;
use enfilade_model::{Attribute, Completeness, EntityKind, Level, ObjectKey, Relation};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

impl Coverage {
    /// The ledger.
    pub(in crate::format::graph) fn ledger(&self) -> Completeness {
        let mut ledger = Completeness::default();
        for &relation in Relation::ALL {
            if let Some(level) = self.level(relation) {
                ledger.relations.insert(relation, level);
            }
        }
        for (kind, stated) in &self.stated {
            let collected = stated.collected();
            for entity in entity_kinds(*kind) {
                if stated.is_any() {
                    add(collected, entity, &mut ledger.attributes);
                }
            }
        }
        // Where others may list the same objects it matters that nothing is known of these.
        ledger.attributes.retain(|kind, attributes| {
            !attributes.is_empty() || Relation::listing(*kind).is_some()
        });
        ledger
    }

    fn level(&self, relation: Relation) -> Option<Level> {
        use Kind as K;
        Some(match relation {
            Relation::Users => self.collection(K::User, "/users"),
            Relation::Groups => self.collection(K::Group, "/groups"),
            Relation::Devices => self.collection(K::Device, "/devices"),
            Relation::Apps => self
                .collection(K::ServicePrincipal, "/servicePrincipals")
                .and(self.collection(K::Application, "/applications")),
            Relation::GroupMembers => self.group_members(),
            Relation::GroupOwners => self.group_owners(),
            Relation::AppOwners => self.lists(
                List::Owners,
                &[K::ServicePrincipal, K::Application],
                "owners of",
                "/servicePrincipals/{id}/owners and /applications/{id}/owners",
            ),
            Relation::AppAssignments => self.app_assignments(),
            Relation::DirectoryRoles => self.directory_roles(),
            Relation::EligibleDirectoryRoles => self.collection(
                K::RoleEligibility,
                "/roleManagement/directory/roleEligibilityScheduleInstances",
            ),
            Relation::EligibleMemberships => self.eligible_memberships(),
            Relation::AdministrativeUnits => self
                .collection(K::Unit, "/directory/administrativeUnits")
                .and(self.lists(
                    List::Members,
                    &[K::Unit],
                    "members of",
                    "/directory/administrativeUnits/{id}/members",
                )),
            Relation::ConditionalAccess => self.collection(
                K::ConditionalAccessPolicy,
                "/identity/conditionalAccess/policies",
            ),
            Relation::AccessPackages => self.access_packages(),
            Relation::TenantSettings => self.tenant_settings(),
            Relation::DelegatedGrants => {
                self.collection(K::DelegatedGrant, "/oauth2PermissionGrants")
            }
            Relation::Licences => self.licences(),
            Relation::SharePoint => Level::Absent(
                "no answer of Graph that can be read holds site permissions; the plain form does"
                    .to_owned(),
            ),
            // What Azure Resource Manager answers.
            _ => return None,
        })
    }

    /// The level of a collection that `GET` on `path` lists.
    fn collection(&self, kind: Kind, path: &str) -> Level {
        let seen = self.collections.get(&kind).copied().unwrap_or_default();
        let lists = seen.lists + seen.like_pages;
        let links: u64 = self.pages(kind).map(|pages| pages.links).sum();
        let ends = self.ends(kind);
        let whole = (ends + lists).saturating_sub(seen.deltas);
        if links + ends + lists + seen.stubs + seen.tables + seen.narrowed == 0 {
            Level::Absent(format!("collect GET {path}"))
        } else if seen.left_out > 0 {
            Level::Partial(format!(
                "records without an id ({}) were left out; collect GET {path}, with `id` in $select",
                seen.left_out
            ))
        } else if seen.bad_times > 0 {
            Level::Partial(format!(
                "times of {} records cannot be read, so that what has ended may count; collect GET {path} as JSON",
                seen.bad_times
            ))
        } else if self.is_cut(kind) {
            Level::Partial(format!(
                "the last page of GET {path} is missing; collect all pages"
            ))
        } else if seen.like_pages > 0 && ends == 0 {
            Level::Partial(format!(
                "a list is as long as a page ({}, {} or {}), and may lack the rest; collect all pages of GET {path}",
                PAGES[0], PAGES[1], PAGES[2]
            ))
        } else if seen.counted > seen.items {
            Level::Partial(format!(
                "an answer counts {} and {} came in; collect all pages of GET {path}",
                seen.counted, seen.items
            ))
        } else if seen.deltas > 0 && whole == 0 {
            Level::Partial(format!(
                "from a delta query of {path}, which may hold changes only; collect GET {path}"
            ))
        } else if whole == 0 && seen.narrowed > 0 {
            Level::Partial(format!(
                "of one object, or of whoever asked, only; collect GET {path}"
            ))
        } else if whole == 0 && seen.tables > 0 {
            Level::Partial(format!(
                "from a table, which holds what the list was filtered to; collect GET {path}"
            ))
        } else if whole == 0 {
            Level::Partial(format!("single objects only; collect GET {path}"))
        } else if let Some(lacking) = self.lacking(kind) {
            Level::Partial(format!(
                "came without `{lacking}`, on which access hangs; add it to $select of GET {path}"
            ))
        } else {
            Level::Complete
        }
    }

    /// What no source states of the records of a kind, though the access that they tell of hangs on it.
    fn lacking(&self, kind: Kind) -> Option<&'static str> {
        let attributes: &[Attribute] = match kind {
            Kind::ServicePrincipal => &[
                Attribute::ServicePrincipalType,
                Attribute::AppRoleAssignmentRequired,
            ],
            Kind::Group => &[Attribute::GroupTypes],
            Kind::Application => &[Attribute::AppId],
            Kind::Unit => &[Attribute::IsMemberManagementRestricted],
            Kind::AccessPackagePolicy => return self.untold(kind, "specificAllowedTargets"),
            Kind::RoleAssignment | Kind::RoleInstance | Kind::RoleEligibility => {
                return self.untold(kind, "directoryScopeId");
            }
            _ => return None,
        };
        let collected = self.stated.get(&kind)?.collected();
        let mut missing = attributes
            .iter()
            .filter(|one| collected >> **one as u8 & 1 == 0);
        missing.next().map(|attribute| attribute.name())
    }

    /// The field on which the meaning of records of a kind hangs, if none of those that were asked states it.
    fn untold(&self, kind: Kind, field: &'static str) -> Option<&'static str> {
        (self.telling.get(&kind) == Some(&false)).then_some(field)
    }

    /// The level of a list that every object of some kinds has.
    fn lists(&self, list: List, kinds: &[Kind], what: &str, path: &str) -> Level {
        let none = FxHashSet::default();
        let whole = |kind| self.whole.get(&(list, kind)).unwrap_or(&none);
        let (mut objects, mut missing, mut has_any) = (0, 0, false);
        let mut levels = Vec::new();
        for kind in kinds {
            let described = self.described.get(kind).unwrap_or(&none);
            let (own, untold) = (whole(Some(*kind)), whole(None));
            let is_here = |key: &&ObjectKey| own.contains(key) || untold.contains(key);
            let here = described.iter().filter(is_here).count();
            objects += described.len();
            missing += described.len() - here;
            has_any |= here > 0 || !own.is_empty();
            // A single owner without its collection is one of something.
            has_any |= [Some(*kind), None]
                .iter()
                .any(|kind| self.begun.contains(&(list, *kind)));
            levels.push(self.collection(*kind, path));
        }
        has_any |= objects == 0 && !whole(None).is_empty();
        let plural = kinds.first().map_or("objects", |kind| kind.plural());
        if !has_any {
            Level::Absent(format!("collect GET {path}"))
        } else if objects == 0 || levels.iter().any(|level| *level != Level::Complete) {
            Level::Partial(format!(
                "the {what} some objects; the list of all {plural} is not complete"
            ))
        } else if missing > 0 {
            Level::Partial(format!(
                "the {what} {missing} of {objects} objects are missing or cut; collect GET {path}"
            ))
        } else {
            Level::Complete
        }
    }

    fn group_members(&self) -> Level {
        let path = "/groups/{id}/members";
        let level = self.lists(List::Members, &[Kind::Group], "members of", path);
        self.with_services(level, List::Members, "members")
    }

    /// Who owns groups that Exchange or Active Directory manages only these know.
    ///
    /// Source: <https://learn.microsoft.com/en-us/graph/api/group-list-owners>.
    fn group_owners(&self) -> Level {
        let path = "/groups/{id}/owners";
        let level = self.lists(List::Owners, &[Kind::Group], "owners of", path);
        match self.with_services(level, List::Owners, "owners") {
            Level::Complete if self.owned_elsewhere > 0 => Level::Partial(format!(
                "Graph has no owners of groups that are synced or of Exchange ({}); ask these for them",
                self.owned_elsewhere
            )),
            level => level,
        }
    }

    /// A level of lists of groups, from which the older version leaves service principals out.
    fn with_services(&self, level: Level, list: List, name: &str) -> Level {
        match level {
            Level::Complete
                if self.of_v1.contains(&list) && !self.with_services.contains(&list) =>
            {
                Level::Partial(format!(
                    "v1.0 leaves service principals out of {name}; collect /groups/{{id}}/{name} from beta, or groups with $expand={name}"
                ))
            }
            level => level,
        }
    }

    fn licences(&self) -> Level {
        let of = |kind| {
            let stated = self.stated.get(&kind);
            stated.is_some_and(|stated| stated.collected() & object::LICENCES != 0)
        };
        match (of(Kind::User), of(Kind::Group)) {
            (true, true) => self
                .collection(Kind::User, "/users")
                .and(self.collection(Kind::Group, "/groups")),
            (false, false) => Level::Absent(
                "collect users and groups with assignedLicenses, and GET /subscribedSkus for the names".to_owned(),
            ),
            (_, has_groups) => Level::Partial(format!(
                "of {} only; collect the others with assignedLicenses",
                if has_groups { "groups" } else { "users" }
            )),
        }
    }

    fn app_assignments(&self) -> Level {
        let path = "/servicePrincipals/{id}/appRoleAssignedTo";
        match self.lists(
            List::AssignedTo,
            &[Kind::ServicePrincipal],
            "assignments of",
            path,
        ) {
            Level::Absent(_) if self.assignments > 0 => Level::Partial(format!(
                "assignments in lists that do not say which app or principal was asked for; collect GET {path} of each"
            )),
            level => level,
        }
    }

    fn directory_roles(&self) -> Level {
        let path = "/roleManagement/directory/roleAssignments";
        let both =
            [Kind::RoleAssignment, Kind::RoleInstance].map(|kind| self.collection(kind, path));
        let [assignments, instances] = both;
        let is_known = |role: &&ObjectKey| !self.defined_roles.contains(*role);
        let unknown = self.custom_roles.iter().filter(is_known).count();
        match assignments.or(instances) {
            Level::Complete if unknown > 0 => Level::Partial(format!(
                "custom roles that somebody holds ({unknown}) came without their permissions; collect GET /roleManagement/directory/roleDefinitions"
            )),
            Level::Absent(_)
                if self
                    .whole
                    .contains_key(&(List::Members, Some(Kind::DirectoryRole))) =>
            {
                Level::Partial(format!(
                    "members of directoryRoles only, which leave out custom roles; collect GET {path}"
                ))
            }
            level => level,
        }
    }

    fn eligible_memberships(&self) -> Level {
        let path = "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances";
        match self.eligible_groups.len() {
            0 => Level::Absent(format!("collect GET {path} for each group")),
            groups => Level::Partial(format!(
                "eligibility is asked for group by group; that of {groups} {} came in, and an answer does not say for which others it was asked",
                if groups == 1 { "group" } else { "groups" }
            )),
        }
    }

    /// What packages give, who may ask for them and who has them: all three are needed.
    fn access_packages(&self) -> Level {
        let known = &self.entitlement;
        let all = self.described.get(&Kind::AccessPackage);
        let lacking = |known: &FxHashSet<ObjectKey>| {
            let all = all.into_iter().flatten();
            all.filter(|package| !known.contains(package)).count()
        };
        let packages = self.collection(
            Kind::AccessPackage,
            &format!("{AT}/accessPackages?$expand=resourceRoleScopes($expand=role,scope)"),
        );
        let has_policies = !known.with_policies.is_empty() && lacking(&known.with_policies) == 0;
        let policies = match has_policies {
            true => Level::Complete,
            false => self.collection(
                Kind::AccessPackagePolicy,
                &format!("{AT}/assignmentPolicies?$expand=accessPackage"),
            ),
        };
        let assignments = self.collection(
            Kind::AccessPackageAssignment,
            &format!("{AT}/assignments?$expand=target,accessPackage"),
        );
        let level = packages.and(policies.and(assignments));
        if level != Level::Complete {
            return level;
        }
        let packages = all.map_or(0, FxHashSet::len);
        match lacking(&known.with_roles) {
            0 => {}
            missing => {
                return Level::Partial(format!(
                    "what {missing} of {packages} packages give is missing or cut; collect GET {AT}/accessPackages?$expand=resourceRoleScopes($expand=role,scope)"
                ));
            }
        }
        match known.gaps.first_key_value() {
            None => Level::Complete,
            Some((gap, records)) => Level::Partial(gap.why(*records)),
        }
    }

    /// Settings, each of which an object or a collection of its own holds.
    fn tenant_settings(&self) -> Level {
        let settings: [(&[Kind], &str); 5] = [
            (
                &[Kind::AuthorizationPolicy],
                "/policies/authorizationPolicy",
            ),
            (
                &[Kind::GroupSetting, Kind::DirectorySetting],
                "/groupSettings",
            ),
            (
                &[Kind::CrossTenantDefault],
                "/policies/crossTenantAccessPolicy/default",
            ),
            (
                &[Kind::CrossTenantPartner],
                "/policies/crossTenantAccessPolicy/partners",
            ),
            (&[Kind::GroupLifecyclePolicy], "/groupLifecyclePolicies"),
        ];
        let came = |kind: &Kind| {
            let seen = self.collections.get(kind).copied().unwrap_or_default();
            let answers = seen.lists + seen.like_pages + seen.stubs + seen.tables;
            !self.is_cut(*kind) && answers + self.ends(*kind) > 0
        };
        let missing: Vec<&str> = settings
            .iter()
            .filter(|(kinds, _)| !kinds.iter().any(came))
            .map(|(_, path)| *path)
            .collect();
        match missing.len() {
            0 => Level::Complete,
            all if all == settings.len() => {
                Level::Absent(format!("collect GET {}", missing.join(", ")))
            }
            _ => Level::Partial(format!(
                "some settings only; collect GET {} as well",
                missing.join(", ")
            )),
        }
    }

    /// The pages of each list of a collection.
    fn pages(&self, kind: Kind) -> impl Iterator<Item = &Pages> {
        let lists = self.pages.range((kind, 0)..=(kind, u64::MAX));
        lists.map(|(_, pages)| pages)
    }

    /// How many last pages of a collection came in.
    fn ends(&self, kind: Kind) -> u64 {
        self.pages(kind).map(|pages| pages.ends).sum()
    }

    /// Whether a list of a collection goes on, and its last page did not come in.
    fn is_cut(&self, kind: Kind) -> bool {
        self.pages(kind)
            .any(|pages| pages.links > 0 && pages.ends == 0)
    }
}

/// Adds attributes to those of a kind.
fn add(bits: u64, kind: EntityKind, attributes: &mut BTreeMap<EntityKind, Vec<Attribute>>) {
    let known = attributes.entry(kind).or_default();
    let is_set = |attribute: &Attribute| bits >> *attribute as u8 & 1 == 1;
    known.extend(Attribute::ALL.iter().copied().filter(is_set));
    known.sort_unstable();
    known.dedup();
}

/// The kinds of entity that records of a kind become.
fn entity_kinds(kind: Kind) -> Vec<EntityKind> {
    match kind {
        Kind::ServicePrincipal => vec![
            EntityKind::App,
            EntityKind::ManagedIdentity,
            EntityKind::ServicePrincipal,
        ],
        other => object::entity_kind(other).into_iter().collect(),
    }
}
