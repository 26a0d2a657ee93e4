//! Microsoft Graph: what `GET` on its collections answers, however it was saved.
//!
//! Each record is what its list's `@odata.context` says, else what its own `@odata.type` says, else
//! what its fields show ([`kind`]). Objects are described ([`object`]); lists of members and owners
//! relate them to the object that the list belongs to ([`place`], [`relation`]); assignments grant
//! ([`assignment`], [`roles`]); access packages are asked for and given ([`entitlement`]); settings are
//! kept as they are ([`policy`]). What was really there makes the ledger ([`coverage`]).
//! `docs/formats.md` tells it from the user's side.

mod assignment;
mod coverage;
mod entitlement;
pub(crate) mod kind;
mod licence;
mod object;
pub(crate) mod place;
mod policy;
mod relation;
mod roles;
mod schedule;
mod stated;

pub(crate) use assignment::is_through_group;
pub(crate) use kind::Kind;
pub(crate) use place::{Place, Relation};

use super::fields::Fields;
use super::listing::{Form, Listing};
use crate::facts::{Emitter, odd};
use crate::summary::Oddity;
use assignment::Principal;
use coverage::Coverage;
use enfilade_model::{AccessState, Completeness, EntityKind, ListExtent, ObjectKey, ObjectRef};
use place::Collection;
use relation::Item;
use roles::Roles;
use std::collections::BTreeMap;

const REMOVED: Oddity = Oddity::odd(
    "removed",
    "records of a delta query that say that something is gone; left out",
);
const DELETED: Oddity = Oddity::odd(
    "deleted",
    "deleted objects, which can be restored for 30 days and have no access until then; left out",
);
const TRANSITIVE: Oddity = Oddity::odd(
    "transitive-list",
    "members of lists that also name members of nested groups; no direct memberships, so left out",
);
const WHOSE: Oddity = Oddity::odd(
    "whose-list",
    "objects in lists of members or owners that do not say whose; keep the id in the file's name, as in `groups/<id>/members.json`, or name the group of a table of members with `--group ID`",
);
const CUT_EXPANSION: Oddity = Oddity::odd(
    "cut-expansion",
    "expanded lists that end after 20 items or name a next page; the rest is missing unless the list came in by itself",
);
const NOT_USED: Oddity = Oddity::odd(
    "unused-kind",
    "records of a kind that adds no access; counted only",
);

/// What spans the records of an import.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    counts: BTreeMap<&'static str, u64>,
    coverage: Coverage,
    roles: Roles,
    /// What the records of the present list are, and how many.
    listed: BTreeMap<Kind, u64>,
    /// How many of them were left out, be it in part, since they have no id.
    left_out: u64,
    /// How many of its records are of deleted objects.
    deleted: u64,
    /// Whether it was narrowed to one kind of object.
    is_narrowed: bool,
    /// Whether the present record is one of a list that holds objects of several kinds.
    is_item: bool,
}

impl Graph {
    /// How many records of each kind came in.
    pub(crate) fn counts(&self) -> &BTreeMap<&'static str, u64> {
        &self.counts
    }

    /// Says what could only be said once all was read.
    pub(crate) fn finish(&mut self, out: &mut Emitter<'_>) {
        self.roles.finish(out);
    }

    /// Adds what later sources held, whose numbers begin with `first` in the whole import.
    pub(crate) fn absorb(&mut self, later: Graph, first: u32) {
        let Graph {
            counts,
            coverage,
            roles,
            listed: _,
            left_out: _,
            deleted: _,
            is_narrowed: _,
            is_item: _,
        } = later;
        for (name, count) in counts {
            *self.counts.entry(name).or_default() += count;
        }
        self.coverage.absorb(coverage);
        self.roles.absorb(roles, first);
    }

    /// What came in and what did not.
    pub(crate) fn ledger(&self) -> Completeness {
        self.coverage.ledger()
    }

    /// A source is at its end.
    pub(crate) fn end_source(&mut self) {
        self.listed.clear();
        self.left_out = 0;
        self.deleted = 0;
        self.is_narrowed = false;
        self.coverage.end_source();
    }

    /// A list is at its end.
    pub(crate) fn end(&mut self, listing: &Listing, out: &mut Emitter<'_>) {
        let listed = std::mem::take(&mut self.listed);
        let left_out = std::mem::take(&mut self.left_out);
        let deleted = std::mem::take(&mut self.deleted);
        let is_narrowed = std::mem::take(&mut self.is_narrowed);
        // Nodes are no answer to a request; and what was deleted is listed as if it were all there is.
        let lists_deleted = deleted > 0 && listed.is_empty() || listing.is_named_after_deleted();
        if listing.form == Form::OpenGraph || lists_deleted {
            return;
        }
        // What lacks the others of a list of members is no list of all of them.
        let missing = left_out + u64::from(is_narrowed);
        self.coverage.end(listing, &listed, missing);
        let place = &listing.place;
        if let (Some(relation), Some(owner)) = (place.relation, place.owner)
            && coverage::is_list(listing)
        {
            let extent = match listing.has_more || missing > 0 {
                true => ListExtent::Part,
                false if listing.is_v1 => ListExtent::ButServicePrincipals,
                false => ListExtent::Whole,
            };
            let kind = place.collection.map(Kind::of_owner);
            relation::list(relation, owner, kind, extent, out);
        }
    }

    /// Reads a record of a list.
    pub(crate) fn record(&mut self, fields: &Fields<'_>, listing: &Listing, out: &mut Emitter<'_>) {
        if fields.has("@removed") {
            return out.odd(REMOVED, || {
                fields.text("id").unwrap_or_default().into_owned()
            });
        }
        if fields.text("deletedDateTime").is_some() {
            self.deleted += 1;
            return out.odd(DELETED, || {
                let name = fields.text("displayName").or_else(|| fields.text("id"));
                name.unwrap_or_default().into_owned()
            });
        }
        let by_object_id = with_id(fields);
        let fields = by_object_id.as_ref().unwrap_or(fields);
        let (left_out, bad_times) = (out.left_out(), out.bad_times());
        // What a list of something else says of a user may be true, but is no description of one.
        let is_told = |kind: &Kind| {
            !(listing.is_foreign && kind.is_directory_object() && fields.odata_type().is_none())
        };
        let kind = Kind::of(fields, listing.kind).filter(is_told);
        let kind = kind.or_else(|| kind_by_place(fields, &listing.place));
        self.is_item = is_polymorphic(fields, listing);
        if let Some(kind) = kind.filter(|kind| !(self.is_item && kind.is_directory_object())) {
            *self.listed.entry(kind).or_default() += 1;
        }
        let read = match kind {
            Some(kind) if !kind.is_directory_object() => self.other(kind, fields, listing, out),
            kind => self.directory_object(kind, fields, listing, out),
        };
        if let Err(error) = read {
            out.odd(odd::WRONG_TYPE, || error.to_string());
        }
        self.left_out += u64::from(out.left_out() > left_out);
        if let Some(kind) = kind.filter(|kind| kind.is_assignment())
            && out.bad_times() > bad_times
        {
            self.coverage.bad_time(kind);
        }
    }

    /// Reads that an object has another as a member or owner, where that is all that is said.
    pub(crate) fn relate_by_id(
        &mut self,
        relation: Relation,
        owner: (ObjectKey, EntityKind),
        item: ObjectRef<'_>,
        out: &mut Emitter<'_>,
    ) {
        let (owner, kind) = owner;
        relation::relate(relation, owner, Some(kind), item, &mut self.roles, out);
        self.count(match relation {
            Relation::Members => "members",
            _ => "owners",
        });
    }

    fn count(&mut self, name: &'static str) {
        *self.counts.entry(name).or_default() += 1;
    }

    /// Reads an object of the directory: as one of a list that another object has, or for itself.
    fn directory_object(
        &mut self,
        kind: Option<Kind>,
        fields: &Fields<'_>,
        listing: &Listing,
        out: &mut Emitter<'_>,
    ) -> Result<(), serde_json::Error> {
        let place = &listing.place;
        let is_own = object::key_of(fields) == place.owner;
        let relation = place.relation.or_else(|| {
            // `groups/<id>.json` that is a list of typed objects: the group's members.
            let lists = fields.odata_type().is_some() && listing.states_no_collection();
            let is_group = place.collection == Some(Collection::Groups);
            (lists && is_group && !is_own).then_some(Relation::Members)
        });
        if let (Some(relation), Some(owner)) = (relation, place.owner) {
            if relation == Relation::Transitive {
                self.count("transitive members");
                out.odd(TRANSITIVE, || listing.path.clone());
            } else if let Some(item) = Item::of(fields, kind, out) {
                self.is_narrowed |= relation == Relation::Members && is_narrowed(fields, listing);
                self.relate(&item, relation, owner, place.collection, out);
            }
            return self.describe_item(kind, fields, out);
        }
        if relation == Some(Relation::Transitive) {
            self.count("transitive members");
            out.odd(TRANSITIVE, || listing.path.clone());
            return Ok(());
        }
        let Some(kind) = kind else {
            return self.unknown(fields, listing, out);
        };
        let is_list = listing.form != Form::Loose && self.is_item;
        if listing.kind == Some(Kind::DirectoryObject) || is_list {
            out.odd(WHOSE, || listing.path.clone());
        }
        self.describe(kind, fields, listing, out)
    }

    /// Describes an object by what a list says of it. A directory role is known by its template, not by
    /// the id that it is listed under.
    fn describe_item(
        &mut self,
        kind: Option<Kind>,
        fields: &Fields<'_>,
        out: &mut Emitter<'_>,
    ) -> Result<(), serde_json::Error> {
        match kind {
            Some(Kind::DirectoryRole) => self.roles.describe(fields),
            Some(kind) if object::says_more(kind, fields) => {
                object::describe(kind, fields, out)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn relate(
        &mut self,
        item: &Item<'_, '_>,
        relation: Relation,
        owner: ObjectKey,
        collection: Option<Collection>,
        out: &mut Emitter<'_>,
    ) {
        if item.relate(relation, owner, collection, &mut self.roles, out) {
            if item.kind == Some(Kind::ServicePrincipal) {
                self.coverage.saw_service(relation);
            }
            self.count(match relation {
                Relation::Members => "members",
                Relation::MemberOf => "memberOf",
                _ => "owners",
            });
        } else {
            self.count("other relations");
            out.odd(NOT_USED, || format!("a {relation:?} relation"));
        }
    }

    /// Describes an object by its own record, and reads the lists in it.
    fn describe(
        &mut self,
        kind: Kind,
        fields: &Fields<'_>,
        listing: &Listing,
        out: &mut Emitter<'_>,
    ) -> Result<(), serde_json::Error> {
        self.count(kind.plural());
        let is_listed = listing.kind != Some(Kind::DirectoryObject) && !self.is_item;
        if kind == Kind::DirectoryRole {
            self.roles.describe(fields);
        } else {
            object::describe(kind, fields, out)?;
        }
        let Some(key) = object::key_of(fields) else {
            return Ok(());
        };
        if is_listed {
            self.coverage
                .described(kind, key, object::stated(kind, fields));
            if kind == Kind::Group && object::is_owned_elsewhere(fields) {
                self.coverage.owned_elsewhere();
            }
        }
        if matches!(kind, Kind::User | Kind::Group) {
            let holder = ObjectRef::object(key, object::entity_kind(kind));
            licence::of_holder(holder, fields, out);
        }
        // A key may come over and over; its first value counts, once.
        let mut lists: Vec<&str> = Vec::new();
        for name in fields
            .names()
            .filter(|name| relation::of_key(name).is_some())
        {
            if !lists.contains(&name) {
                lists.push(name);
                self.expanded(kind, key, name, fields, listing, out)?;
            }
        }
        Ok(())
    }

    /// Reads a list that an object's own record holds.
    fn expanded(
        &mut self,
        kind: Kind,
        owner: ObjectKey,
        name: &str,
        fields: &Fields<'_>,
        listing: &Listing,
        out: &mut Emitter<'_>,
    ) -> Result<(), serde_json::Error> {
        let Some(relation) = relation::of_key(name) else {
            return Ok(());
        };
        let Some(list) = fields.objects(name) else {
            return Ok(());
        };
        let has_next = fields.has(&format!("{name}@odata.nextLink"));
        self.coverage.begun(relation, Some(kind));
        if has_next || list.len() == relation::EXPANDED {
            out.odd(CUT_EXPANSION, || format!("{name} of {owner}"));
        } else if !name.ends_with("@delta") {
            self.coverage.whole(relation, Some(kind), owner);
            relation::list(relation, owner, Some(kind), ListExtent::Whole, out);
        }
        let collection = Collection::of_kind(kind);
        for json in list {
            let Some(item) = Fields::of(json) else {
                continue;
            };
            if item.has("@removed") {
                out.odd(REMOVED, || item.text("id").unwrap_or_default().into_owned());
                continue;
            }
            match relation {
                Relation::AssignedTo | Relation::Assignments => {
                    self.other(Kind::AppRoleAssignment, &item, listing, out)?;
                }
                Relation::ScopedRoleMembers => {
                    self.other(Kind::ScopedRoleMember, &item, listing, out)?;
                }
                _ => {
                    let own = Kind::of(&item, None);
                    if let Some(one) = Item::of(&item, own, out) {
                        self.relate(&one, relation, owner, collection, out);
                    }
                    self.describe_item(own, &item, out)?;
                }
            }
        }
        Ok(())
    }

    /// Reads a record that is no object of the directory.
    fn other(
        &mut self,
        kind: Kind,
        fields: &Fields<'_>,
        listing: &Listing,
        out: &mut Emitter<'_>,
    ) -> Result<(), serde_json::Error> {
        self.count(kind.plural());
        match kind {
            Kind::AppRoleAssignment => {
                self.coverage.assignment();
                assignment::app(fields, out)?;
            }
            Kind::RoleAssignment | Kind::RoleInstance | Kind::RoleEligibility => {
                self.role_held(kind, fields, out)?;
            }
            Kind::GroupInstance | Kind::GroupEligibility => {
                self.group_held(kind, fields, out)?;
            }
            Kind::Membership => {
                self.coverage.begun(Relation::Members, Some(Kind::Group));
                relation::membership(fields, out);
            }
            Kind::DelegatedGrant => assignment::delegated(fields, out),
            Kind::SubscribedSku => {
                let place = &listing.place;
                let user = place
                    .owner
                    .filter(|_| place.relation == Some(Relation::Licences));
                licence::product(user, fields, out);
            }
            Kind::ScopedRoleMember => assignment::in_unit(fields, &mut self.roles, out),
            Kind::RoleDefinition | Kind::Organization | Kind::ConnectedOrganization => {
                self.describe_other(kind, fields, out)?;
            }
            Kind::AccessPackage => self.package(fields, out)?,
            Kind::AccessPackageRole => {
                let package = listing.place.owner;
                if let Some(package) = package {
                    self.coverage.package_roles(package);
                }
                entitlement::role(package, fields, out);
            }
            Kind::AccessPackagePolicy => self.package_policy(None, fields, out),
            Kind::AccessPackageAssignment => {
                let gap = entitlement::assignment(fields, out);
                self.package_gap(gap);
            }
            // They hold for the tenant, but for those that a group has of its own.
            Kind::GroupSetting | Kind::DirectorySetting
                if place::is_below_object(&listing.path) =>
            {
                out.odd(NOT_USED, || {
                    format!("a group's own settings in `{}`", listing.path)
                });
            }
            Kind::AuthorizationPolicy
            | Kind::ConditionalAccessPolicy
            | Kind::NamedLocation
            | Kind::GroupSetting
            | Kind::DirectorySetting
            | Kind::CrossTenantPolicy
            | Kind::CrossTenantDefault
            | Kind::CrossTenantPartner
            | Kind::GroupLifecyclePolicy
            | Kind::AccessPackageCatalog => policy::describe(kind, fields, out),
            other => {
                out.odd(NOT_USED, || {
                    format!("{} in `{}`", other.plural(), listing.path)
                });
            }
        }
        Ok(())
    }

    /// Reads that somebody holds a role of the directory, or may activate it.
    fn role_held(
        &mut self,
        kind: Kind,
        fields: &Fields<'_>,
        out: &mut Emitter<'_>,
    ) -> Result<(), serde_json::Error> {
        self.coverage.tells(
            kind,
            fields.has("directoryScopeId") || fields.has("appScopeId"),
        );
        if let Some(role) = fields.text("roleDefinitionId") {
            self.coverage.role_held(&role);
        }
        let state = match kind {
            Kind::RoleEligibility => AccessState::Eligible,
            _ => AccessState::Active,
        };
        let principal = Principal::of(fields);
        assignment::directory(state, &principal, fields, out)?;
        self.describe_principal(&principal, out)
    }

    /// Reads that somebody is in a group through Privileged Identity Management, or may be.
    fn group_held(
        &mut self,
        kind: Kind,
        fields: &Fields<'_>,
        out: &mut Emitter<'_>,
    ) -> Result<(), serde_json::Error> {
        let state = match kind {
            Kind::GroupEligibility => AccessState::Eligible,
            _ => AccessState::Active,
        };
        if kind == Kind::GroupEligibility
            && let Some(group) = fields.text("groupId")
        {
            self.coverage.eligible_group(&group);
        }
        let principal = Principal::of(fields);
        assignment::group(state, &principal, fields, out);
        self.describe_principal(&principal, out)
    }

    /// Describes the principal of an assignment by what its record expands, as it does a list's object.
    fn describe_principal(
        &mut self,
        principal: &Principal<'_>,
        out: &mut Emitter<'_>,
    ) -> Result<(), serde_json::Error> {
        match object::key_of(&principal.fields) {
            Some(_) => self.describe_item(principal.kind, &principal.fields, out),
            None => Ok(()),
        }
    }

    fn describe_other(
        &mut self,
        kind: Kind,
        fields: &Fields<'_>,
        out: &mut Emitter<'_>,
    ) -> Result<(), serde_json::Error> {
        object::describe(kind, fields, out)?;
        if let Some(key) = object::key_of(fields) {
            self.coverage
                .described(kind, key, object::stated(kind, fields));
            if kind == Kind::RoleDefinition && fields.has("rolePermissions") {
                self.coverage.role_defined(key);
            }
        }
        Ok(())
    }

    /// Reads an access package, and the lists that were expanded in it.
    fn package(
        &mut self,
        fields: &Fields<'_>,
        out: &mut Emitter<'_>,
    ) -> Result<(), serde_json::Error> {
        self.describe_other(Kind::AccessPackage, fields, out)?;
        let package = object::key_of(fields);
        let lists = entitlement::lists(fields);
        if let Some(package) = package {
            if lists.roles.is_some() && !lists.are_roles_cut {
                self.coverage.package_roles(package);
            }
            if lists.policies.is_some() && !lists.are_policies_cut {
                self.coverage.package_policies(package);
            }
        }
        if let Some(roles) = lists.roles {
            for role in roles.into_iter().filter_map(Fields::of) {
                entitlement::role(package, &role, out);
            }
        }
        let policies = lists.policies.unwrap_or_default();
        for policy in policies.into_iter().filter_map(Fields::of) {
            self.count(Kind::AccessPackagePolicy.plural());
            self.package_policy(package, &policy, out);
        }
        Ok(())
    }

    /// Reads a policy of an access package: as an object, and as who may ask.
    fn package_policy(
        &mut self,
        package: Option<ObjectKey>,
        fields: &Fields<'_>,
        out: &mut Emitter<'_>,
    ) {
        let offers = [
            "specificAllowedTargets",
            "requestorSettings",
            "allowedTargetScope",
        ];
        let says = |name: &&str| fields.json(name).is_some_and(|json| json != "null");
        let is_told = offers.iter().any(says);
        self.coverage.tells(Kind::AccessPackagePolicy, is_told);
        policy::describe(Kind::AccessPackagePolicy, fields, out);
        let gap = entitlement::policy(package, fields, out);
        self.package_gap(gap);
    }

    fn package_gap(&mut self, gap: Option<entitlement::Gap>) {
        if let Some(gap) = gap {
            self.coverage.package_gap(gap);
        }
    }

    /// Counts a record of which nothing is known.
    fn unknown(
        &mut self,
        fields: &Fields<'_>,
        listing: &Listing,
        out: &mut Emitter<'_>,
    ) -> Result<(), serde_json::Error> {
        self.count("(unknown)");
        out.odd(odd::UNKNOWN_KIND, || {
            let names: Vec<&str> = fields.names().take(4).collect();
            format!("a record of {} in `{}`", names.join(", "), listing.path)
        });
        Ok(())
    }
}

/// Whether a record without a context states its type, as the service does only in lists that hold
/// objects of several kinds: members, owners, memberships. Such a list is none of a collection. An
/// application is in none of them.
fn is_polymorphic(fields: &Fields<'_>, listing: &Listing) -> bool {
    let is_item = |class: &str| !class.ends_with(".application");
    matches!(listing.form, Form::List | Form::Loose)
        && !listing.has_context
        && fields.odata_type().as_deref().is_some_and(is_item)
}

/// Whether a list of members was narrowed to members of one kind (`/members/microsoft.graph.user`): its
/// context says so, or none of its records states its type.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/group-list-members>.
fn is_narrowed(fields: &Fields<'_>, listing: &Listing) -> bool {
    match listing.kind {
        Some(kind) => kind != Kind::DirectoryObject,
        None => fields.odata_type().is_none() && Kind::of(fields, None).is_some(),
    }
}

/// The record under the name for its id that Graph has, where it has that of the older Azure AD Graph
/// and its PowerShell.
fn with_id<'de>(fields: &Fields<'de>) -> Option<Fields<'de>> {
    let json = fields.json("objectId").filter(|_| !fields.has("id"))?;
    let mut named = fields.clone();
    named.drop("objectId");
    named.push("id".into(), json);
    Some(named)
}

/// What a record without any sign of its kind is if its path names both its collection and its id.
fn kind_by_place(fields: &Fields<'_>, place: &Place) -> Option<Kind> {
    let collection = place.collection.filter(|_| place.relation.is_none())?;
    let is_own = place.owner.is_some() && object::key_of(fields) == place.owner;
    is_own.then(|| Kind::of_owner(collection))
}
