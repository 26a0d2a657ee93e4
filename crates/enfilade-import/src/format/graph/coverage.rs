//! What a set of Graph answers holds, from what was really there.
//!
//! A collection is complete if the last page of it came in, or a plain list whose length is no page's
//! (a request without paging stops at 100, and a page holds 999 at most). Lists that each object has are complete if the list of
//! every object of the collection came in to its end. An attribute was collected if every record of
//! a kind in a source has the key, be it with null: then it was selected. Whether a request was
//! filtered is told nowhere in its answer.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/paging>.

use super::entitlement::{AT, Gap};
use super::kind::Kind;
use super::object;
use super::place::Relation as List;
use crate::facts::directory_role_names;
use crate::format::listing::{Form, Listing};
use enfilade_model::{Attribute, Completeness, EntityKind, Level, ObjectKey, Relation, parse_guid};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// How many records a request gives that asks for no number, and for the greatest one.
const PAGES: [u64; 2] = [100, 999];

/// What came in.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    collections: BTreeMap<Kind, Seen>,
    /// By collection and context, which all pages of a list share, its pages.
    pages: BTreeMap<(Kind, u64), Pages>,
    /// The objects that have lists, by kind.
    described: BTreeMap<Kind, FxHashSet<ObjectKey>>,
    /// The objects whose list came in whole, by what it lists and, where that is told, their kind.
    whole: BTreeMap<(List, Option<Kind>), FxHashSet<ObjectKey>>,
    /// What lists that came in list, be they whole or not.
    begun: BTreeSet<(List, Option<Kind>)>,
    assignments: u64,
    /// Roles of the directory that are not built in: those that somebody holds, and those that a
    /// definition tells the permissions of.
    custom_roles: FxHashSet<ObjectKey>,
    defined_roles: FxHashSet<ObjectKey>,
    /// Whether records of a kind state what their meaning hangs on, where that is no attribute.
    telling: BTreeMap<Kind, bool>,
    eligible_groups: FxHashSet<ObjectKey>,
    /// Whether lists of members came from v1.0, and whether any held a service principal.
    v1_members: bool,
    service_principal_members: bool,
    entitlement: Entitlement,
    /// By kind the attributes that every record of the present source states.
    every: BTreeMap<Kind, u64>,
    /// By kind the attributes that were collected.
    collected: BTreeMap<Kind, u64>,
}

/// What came in about access packages beside their collections.
#[derive(Clone, Debug, Default)]
struct Entitlement {
    has_roles: bool,
    has_policies: bool,
    /// How many records leave what untold.
    gaps: BTreeMap<Gap, u64>,
}

/// Pages that name a next one, and last pages.
#[derive(Copy, Clone, Debug, Default)]
struct Pages {
    links: u64,
    ends: u64,
}

/// How a collection came in.
#[derive(Copy, Clone, Debug, Default)]
struct Seen {
    /// How many records came in, and how many there are by the answer that counts most.
    items: u64,
    counted: u64,
    /// Lists that are surely or perhaps whole, and those that are as long as a page.
    lists: u64,
    like_pages: u64,
    stubs: u64,
    deltas: u64,
    tables: u64,
    /// Records that have no id, and those with a time that cannot be read.
    left_out: u64,
    bad_times: u64,
}

impl Seen {
    fn add(&mut self, other: Seen) {
        let Seen {
            items,
            counted,
            lists,
            like_pages,
            stubs,
            deltas,
            tables,
            left_out,
            bad_times,
        } = other;
        self.items += items;
        self.counted = self.counted.max(counted);
        self.lists += lists;
        self.like_pages += like_pages;
        self.stubs += stubs;
        self.deltas += deltas;
        self.tables += tables;
        self.left_out += left_out;
        self.bad_times += bad_times;
    }
}

impl Coverage {
    /// An object of a collection was described, with these attributes.
    pub(super) fn described(&mut self, kind: Kind, key: ObjectKey, stated: u64) {
        let has_lists = matches!(
            kind,
            Kind::Group | Kind::ServicePrincipal | Kind::Application | Kind::Unit
        );
        if has_lists {
            self.described.entry(kind).or_default().insert(key);
        }
        // Graph leaves the sign-ins of those out who never signed in.
        const SOMETIMES: u64 = 1 << Attribute::LastSignInDateTime as u8;
        let every = self.every.entry(kind).or_insert(u64::MAX ^ SOMETIMES);
        *every = *every & (stated | SOMETIMES) | stated & SOMETIMES;
    }

    /// The list of an object came in whole.
    pub(super) fn whole(&mut self, list: List, kind: Option<Kind>, owner: ObjectKey) {
        self.whole.entry((list, kind)).or_default().insert(owner);
    }

    /// Something of such a list came in, be it a part or from the other side.
    pub(super) fn begun(&mut self, list: List, kind: Option<Kind>) {
        self.begun.insert(match list {
            List::MemberOf => (List::Members, Some(Kind::Group)),
            list => (list, kind),
        });
    }

    /// An app role assignment came in.
    pub(super) fn assignment(&mut self) {
        self.assignments += 1;
    }

    /// Somebody holds a directory role, or may activate it.
    pub(super) fn role_held(&mut self, role: &str) {
        if let Some(guid) = parse_guid(role)
            && directory_role_names::of(&role.to_lowercase()).is_none()
        {
            self.custom_roles.insert(ObjectKey(guid));
        }
    }

    /// The permissions of a directory role came in.
    pub(super) fn role_defined(&mut self, role: ObjectKey) {
        self.defined_roles.insert(role);
    }

    /// When an assignment begins or ends could not be read.
    pub(super) fn bad_time(&mut self, kind: Kind) {
        self.collections.entry(kind).or_default().bad_times += 1;
    }

    /// A record states what its meaning hangs on, or does not.
    pub(super) fn tells(&mut self, kind: Kind, is_told: bool) {
        *self.telling.entry(kind).or_default() |= is_told;
    }

    /// An eligible membership of a group came in.
    pub(super) fn eligible_group(&mut self, id: &str) {
        if let Some(guid) = parse_guid(id) {
            self.eligible_groups.insert(ObjectKey(guid));
        }
    }

    /// A list of members held a service principal.
    pub(super) fn saw_service_principal_member(&mut self) {
        self.service_principal_members = true;
    }

    /// What an access package gives came in.
    pub(super) fn package_roles(&mut self) {
        self.entitlement.has_roles = true;
    }

    /// The policies of an access package came in with it.
    pub(super) fn package_policies(&mut self) {
        self.entitlement.has_policies = true;
    }

    /// A record of access packages leaves something untold.
    pub(super) fn package_gap(&mut self, gap: Gap) {
        *self.entitlement.gaps.entry(gap).or_default() += 1;
    }

    /// A list is at its end; it held so many records of each kind, and so many that were left out.
    pub(super) fn end(&mut self, listing: &Listing, listed: &BTreeMap<Kind, u64>, left_out: u64) {
        let place = &listing.place;
        if let (Some(list), Some(owner)) = (place.relation, place.owner) {
            let kind = place.collection.map(Kind::of_owner);
            let is_group = kind.is_none() && list == List::Members;
            let kind = kind.or(is_group.then_some(Kind::Group));
            self.begun(list, kind);
            let is_all = listing.total.is_none_or(|total| total <= listing.items);
            let is_whole = is_list(listing) && !listing.has_more && is_all && left_out == 0;
            if is_whole && list != List::Transitive {
                self.v1_members |= list == List::Members && listing.is_v1;
                self.whole(list, kind, owner);
            }
            return;
        }
        match listing.kind {
            Some(Kind::DirectoryObject) => {}
            Some(kind) => self.end_collection(listing, kind, listing.items, left_out),
            // Nothing tells what an empty page or list is of but its name.
            None if listing.items == 0 && matches!(listing.form, Form::Page | Form::List) => {
                if let Some(kind) = Kind::of_name(&listing.path) {
                    self.end_collection(listing, kind, 0, 0);
                }
            }
            None => {
                for (kind, items) in listed {
                    self.end_collection(listing, *kind, *items, left_out);
                }
            }
        }
    }

    fn end_collection(&mut self, listing: &Listing, kind: Kind, items: u64, left_out: u64) {
        let seen = self.collections.entry(kind).or_default();
        let pages = self.pages.entry((kind, listing.context)).or_default();
        seen.left_out += left_out;
        seen.items += items;
        seen.counted = seen.counted.max(listing.total.unwrap_or(0));
        match listing.form {
            Form::Page if listing.has_more => pages.links += 1,
            Form::Page => {
                pages.ends += 1;
                seen.deltas += u64::from(listing.is_delta);
            }
            Form::Table => seen.tables += 1,
            _ if items == 1 && listing.form == Form::Loose => seen.stubs += 1,
            _ if listing.has_more => pages.links += 1,
            _ if PAGES.contains(&items) => seen.like_pages += 1,
            _ => seen.lists += 1,
        }
    }

    /// The pages of each list of a collection.
    fn pages(&self, kind: Kind) -> impl Iterator<Item = &Pages> {
        let lists = self.pages.range((kind, 0)..=(kind, u64::MAX));
        lists.map(|(_, pages)| pages)
    }

    /// Adds what came in with other sources.
    pub(super) fn absorb(&mut self, other: Coverage) {
        // Every field is named, so that none is forgotten.
        let Coverage {
            collections,
            pages,
            described,
            whole,
            begun,
            assignments,
            custom_roles,
            defined_roles,
            telling,
            eligible_groups,
            v1_members,
            service_principal_members,
            entitlement,
            every: _,
            collected,
        } = other;
        for (kind, seen) in collections {
            self.collections.entry(kind).or_default().add(seen);
        }
        for (list, pages) in pages {
            let own = self.pages.entry(list).or_default();
            own.links += pages.links;
            own.ends += pages.ends;
        }
        for (kind, keys) in described {
            self.described.entry(kind).or_default().extend(keys);
        }
        for (list, owners) in whole {
            self.whole.entry(list).or_default().extend(owners);
        }
        self.begun.extend(begun);
        self.assignments += assignments;
        self.custom_roles.extend(custom_roles);
        self.defined_roles.extend(defined_roles);
        for (kind, is_told) in telling {
            *self.telling.entry(kind).or_default() |= is_told;
        }
        self.eligible_groups.extend(eligible_groups);
        self.v1_members |= v1_members;
        self.service_principal_members |= service_principal_members;
        self.entitlement.has_roles |= entitlement.has_roles;
        self.entitlement.has_policies |= entitlement.has_policies;
        for (gap, records) in entitlement.gaps {
            *self.entitlement.gaps.entry(gap).or_default() += records;
        }
        for (kind, attributes) in collected {
            *self.collected.entry(kind).or_default() |= attributes;
        }
    }

    /// A source is at its end: what all of its records state was selected.
    pub(super) fn end_source(&mut self) {
        for (kind, every) in std::mem::take(&mut self.every) {
            *self.collected.entry(kind).or_default() |= every;
        }
    }

    /// The ledger.
    pub(super) fn ledger(&self) -> Completeness {
        let mut ledger = Completeness::default();
        for &relation in Relation::ALL {
            if let Some(level) = self.level(relation) {
                ledger.relations.insert(relation, level);
            }
        }
        for (kind, bits) in &self.collected {
            let attributes: Vec<Attribute> = Attribute::ALL
                .iter()
                .copied()
                .filter(|attribute| bits >> *attribute as u8 & 1 == 1)
                .collect();
            for entity in entity_kinds(*kind) {
                let own = ledger.attributes.entry(entity).or_default();
                own.extend(&attributes);
                own.sort_unstable();
                own.dedup();
            }
        }
        ledger
            .attributes
            .retain(|_, attributes| !attributes.is_empty());
        ledger
    }

    fn level(&self, relation: Relation) -> Option<Level> {
        use Kind as K;
        Some(match relation {
            Relation::Users => self.collection(K::User, "/users"),
            Relation::Groups => self.collection(K::Group, "/groups"),
            Relation::Devices => self.collection(K::Device, "/devices"),
            Relation::Apps => worse(
                self.collection(K::ServicePrincipal, "/servicePrincipals"),
                self.collection(K::Application, "/applications"),
            ),
            Relation::GroupMembers => self.group_members(),
            Relation::GroupOwners => self.lists(
                List::Owners,
                &[K::Group],
                "owners of",
                "/groups/{id}/owners",
            ),
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
            Relation::AdministrativeUnits => worse(
                self.collection(K::Unit, "/directory/administrativeUnits"),
                self.lists(
                    List::Members,
                    &[K::Unit],
                    "members of",
                    "/directory/administrativeUnits/{id}/members",
                ),
            ),
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
        let ends: u64 = self.pages(kind).map(|pages| pages.ends).sum();
        // A list that goes on, and whose last page did not come in.
        let mut cut = self
            .pages(kind)
            .filter(|pages| pages.links > 0 && pages.ends == 0);
        if links + ends + lists + seen.stubs + seen.tables == 0 {
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
        } else if cut.next().is_some() {
            Level::Partial(format!(
                "the last page of GET {path} is missing; collect all pages"
            ))
        } else if seen.like_pages > 0 && ends == 0 {
            Level::Partial(format!(
                "a list is as long as a page ({} or {}), and may lack the rest; collect all pages of GET {path}",
                PAGES[0], PAGES[1]
            ))
        } else if seen.counted > seen.items {
            Level::Partial(format!(
                "an answer counts {} and {} came in; collect all pages of GET {path}",
                seen.counted, seen.items
            ))
        } else if seen.deltas > 0 {
            Level::Partial(format!(
                "from a delta query of {path}, which may hold changes only; collect GET {path}"
            ))
        } else if ends + lists == 0 && seen.tables > 0 {
            Level::Partial(format!(
                "from a table, which holds what the list was filtered to; collect GET {path}"
            ))
        } else if ends + lists == 0 {
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
        let stated = self.collected.get(&kind)?;
        let mut missing = attributes
            .iter()
            .filter(|one| stated >> **one as u8 & 1 == 0);
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
        let may_lack = self.v1_members && !self.service_principal_members;
        if level == Level::Complete && may_lack {
            return Level::Partial(format!(
                "v1.0 leaves service principals out of members; collect {path} from beta, or groups with $expand=members"
            ));
        }
        level
    }

    fn licences(&self) -> Level {
        let of = |kind| {
            self.collected
                .get(&kind)
                .is_some_and(|bits| bits & object::LICENCES != 0)
        };
        match (of(Kind::User), of(Kind::Group)) {
            (true, true) => worse(
                self.collection(Kind::User, "/users"),
                self.collection(Kind::Group, "/groups"),
            ),
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
        let packages = self.collection(
            Kind::AccessPackage,
            &format!("{AT}/accessPackages?$expand=resourceRoleScopes($expand=role,scope)"),
        );
        let policies = match known.has_policies {
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
        let level = worse(packages, worse(policies, assignments));
        if level != Level::Complete {
            return level;
        }
        if !known.has_roles {
            return Level::Partial(format!(
                "what the packages give is missing; collect GET {AT}/accessPackages?$expand=resourceRoleScopes($expand=role,scope)"
            ));
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
        let came = |kinds: &[Kind]| kinds.iter().any(|kind| self.collections.contains_key(kind));
        let missing: Vec<&str> = settings
            .iter()
            .filter(|(kinds, _)| !came(kinds))
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
}

/// Whether a list that an object has can be all of it: a table holds what was shown, and an object by
/// itself is one of the items.
pub(super) fn is_list(listing: &Listing) -> bool {
    match listing.form {
        Form::Table => false,
        Form::Loose => listing.items > 1,
        _ => true,
    }
}

/// The less complete of two levels that are both needed.
fn worse(one: Level, other: Level) -> Level {
    match (&one, &other) {
        (Level::Complete, _) => match other {
            Level::Absent(why) => Level::Partial(why),
            other => other,
        },
        (_, Level::Complete) => match one {
            Level::Absent(why) => Level::Partial(why),
            one => one,
        },
        (Level::Absent(_), Level::Partial(_)) => other,
        _ => one,
    }
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
