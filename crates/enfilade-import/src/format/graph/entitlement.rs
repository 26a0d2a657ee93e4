//! Entitlement management: access packages, what they give, who may ask for them, who has them.
//!
//! Version 1.0 and beta name the same things differently (`resourceRoleScopes`,
//! `accessPackageResourceRoleScopes`), and what one expands the other keeps as ids. A policy is kept
//! as an object, and becomes one requestable membership of the package for each user, group or
//! class of users that it names. What a package gives, the package holds in the same state. An
//! assignment is what the package was given by; the memberships and app assignments that it led to
//! come in with the groups and apps.
//!
//! Sources: <https://learn.microsoft.com/en-us/graph/api/resources/accesspackageassignmentpolicy>,
//! <https://learn.microsoft.com/en-us/graph/api/resources/accesspackageresourcerolescope>,
//! <https://learn.microsoft.com/en-us/graph/api/resources/accesspackageassignment>.

use crate::facts::id::{Id, lower};
use crate::facts::{Emitter, odd};
use crate::format::fields::Fields;
use crate::summary::Oddity;
use enfilade_model::{
    AccessState, DEFAULT_ACCESS_ROLE_ID, EdgeKind, EdgeRecord, EntityKind, EntityRecord, ObjectKey,
    ObjectRef, RoleRecord, UserClass,
};
use std::borrow::Cow;

/// Where Graph has entitlement management.
pub(super) const AT: &str = "/identityGovernance/entitlementManagement";

const NOT_DELIVERED: Oddity = Oddity::odd(
    "undelivered-assignment",
    "assignments of access packages that are not delivered or have expired; left out",
);
const OTHER_ROLE: Oddity = Oddity::odd(
    "other-package-role",
    "roles in access packages that Enfilade does not know, such as permissions of an API; left out",
);
const BY_RULE: Oddity = Oddity::odd(
    "targets-by-rule",
    "policies of access packages that name people by a rule or a relation (manager, sponsor); nobody may ask by them as far as Enfilade knows",
);
const OTHER_TARGETS: Oddity = Oddity::odd(
    "other-targets",
    "policies of access packages for all service principals, or for others whom Enfilade does not know; nobody may ask by them as far as Enfilade knows",
);
const NO_PACKAGE: Oddity = Oddity::odd(
    "no-package",
    "policies or assignments of access packages that do not say of which package; nobody asks for one or has one by them; ask `$expand=accessPackage`",
);
const WHOSE_PACKAGE: Oddity = Oddity::odd(
    "whose-package",
    "assignments of access packages that do not say which user they are of, or are of somebody who is no user yet (`targetId` is no user's id); left out; ask `$expand=target`",
);
const WHOSE_ROLES: Oddity = Oddity::odd(
    "whose-roles",
    "roles of access packages in lists that do not say of which package; keep the id in the path, as in `accessPackages/<id>/resourceRoleScopes.json`",
);

/// The lists in a package's record that are read by themselves.
pub(super) fn is_list(key: &str) -> bool {
    is_roles(key) || is_policies(key)
}

fn is_roles(key: &str) -> bool {
    matches!(
        key,
        "resourceRoleScopes" | "accessPackageResourceRoleScopes"
    )
}

fn is_policies(key: &str) -> bool {
    matches!(
        key,
        "assignmentPolicies" | "accessPackageAssignmentPolicies"
    )
}

/// What the lists in a package's record hold.
pub(super) struct Lists<'de> {
    /// What the package gives; none if it was not asked for.
    pub(super) roles: Option<Vec<&'de str>>,
    /// Whether that goes on elsewhere.
    pub(super) are_roles_cut: bool,
    /// Its policies; none if they were not asked for.
    pub(super) policies: Option<Vec<&'de str>>,
    /// Whether these go on elsewhere.
    pub(super) are_policies_cut: bool,
}

/// The lists in a package's record.
pub(super) fn lists<'de>(fields: &Fields<'de>) -> Lists<'de> {
    let list = |is: fn(&str) -> bool| {
        let name = fields.names().find(|name| is(name))?;
        let is_cut = fields.has(&format!("{name}@odata.nextLink"));
        fields.objects(name).map(|list| (list, is_cut))
    };
    let (roles, are_roles_cut) = list(is_roles).unzip();
    let (policies, are_policies_cut) = list(is_policies).unzip();
    Lists {
        roles,
        are_roles_cut: are_roles_cut == Some(true),
        policies,
        are_policies_cut: are_policies_cut == Some(true),
    }
}

/// A role in a resource that a package gives.
pub(super) fn role(package: Option<ObjectKey>, fields: &Fields<'_>, out: &mut Emitter<'_>) {
    let Some(package) = package else {
        return out.odd(WHOSE_ROLES, || {
            fields.text("id").unwrap_or_default().into_owned()
        });
    };
    let part = |name, beta| fields.object(name).or_else(|| fields.object(beta));
    let role = part("role", "accessPackageResourceRole").unwrap_or_default();
    let scope = part("scope", "accessPackageResourceScope").unwrap_or_default();
    let system = role
        .text("originSystem")
        .or_else(|| scope.text("originSystem"))
        .unwrap_or_default();
    let origin = scope.text("originId");
    let Some(resource) = origin.as_ref().and_then(Id::read) else {
        return out.odd(odd::NO_ID, || "the resource of a package's role".to_owned());
    };
    let id = role.text("originId").unwrap_or_default();
    let name = role.text("displayName");
    let is_owner = |text: &str| text.to_lowercase().contains("owner");
    let (kind, to, role) = match system.to_ascii_lowercase().as_str() {
        "aadgroup" if is_owner(&id) || name.as_deref().is_some_and(is_owner) => {
            (EdgeKind::Owner, EntityKind::Group, None)
        }
        "aadgroup" => (EdgeKind::Member, EntityKind::Group, None),
        "directoryrole" => (EdgeKind::DirectoryRole, EntityKind::DirectoryRole, None),
        "aadapplication" => {
            let id = match id.is_empty() {
                true => DEFAULT_ACCESS_ROLE_ID,
                false => &id,
            };
            let named = name.as_deref().filter(|_| id != DEFAULT_ACCESS_ROLE_ID);
            let role = Some((lower(id), named));
            (EdgeKind::AppAssignment, EntityKind::ServicePrincipal, role)
        }
        "sharepointonline" => {
            let level = name.as_deref().unwrap_or(&id);
            let role = Some((lower(level), Some(level)));
            (EdgeKind::SitePermission, EntityKind::Site, role)
        }
        _ => return out.odd(OTHER_ROLE, || format!("a role in `{system}`")),
    };
    let resource_name = match to {
        EntityKind::Site => origin.clone(),
        _ => scope.text("displayName").filter(|name| name != "Root"),
    };
    out.edge(EdgeRecord {
        state: AccessState::Requestable,
        role: role
            .as_ref()
            .map(|(id, name)| RoleRecord { id, name: *name }),
        ..EdgeRecord::plain(
            kind,
            ObjectRef::object(package, Some(EntityKind::AccessPackage)),
            resource
                .mention(Some(to))
                .with_name(resource_name.as_deref()),
            out.provenance,
        )
    });
}

/// What a record leaves untold, so that access packages came in in part.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(super) enum Gap {
    /// Of which package it is.
    Package,
    /// Who has the package.
    Holder,
    /// Whom a policy lets ask.
    Targets,
    /// Who is of a connected organisation, whose users may ask for the package.
    Organisations,
}

impl Gap {
    /// What so many records leave untold.
    pub(super) fn why(self, records: u64) -> String {
        match self {
            Gap::Package => format!(
                "policies or assignments do not say of which package they are ({records}); collect GET {AT}/assignmentPolicies and {AT}/assignments with $expand=accessPackage"
            ),
            Gap::Holder => format!(
                "assignments do not say which user they are of ({records}); collect GET {AT}/assignments?$expand=target,accessPackage"
            ),
            Gap::Targets => format!(
                "some policies let those ask of whom Enfilade has no class ({records}), such as all service principals; nobody counts by these"
            ),
            Gap::Organisations => format!(
                "users of connected organizations may ask by some policies ({records}); who is one stands in no export, so nobody counts by these"
            ),
        }
    }
}

/// The package that a policy or assignment is of, by id and name: beta states the id, version 1.0 where the
/// package was asked for.
fn package_of<'de>(fields: &Fields<'de>) -> Option<(Id<'de>, Option<Cow<'de, str>>)> {
    let expanded = fields.object("accessPackage").unwrap_or_default();
    let id = expanded
        .text("id")
        .or_else(|| fields.text("accessPackageId"))?;
    Some((Id::read(&id)?, expanded.text("displayName")))
}

fn describe(what: &str, fields: &Fields<'_>) -> String {
    format!("{what} `{}`", fields.text("id").unwrap_or_default())
}

/// Whom a policy lets ask for its package.
pub(super) fn policy(
    package: Option<ObjectKey>,
    fields: &Fields<'_>,
    out: &mut Emitter<'_>,
) -> Option<Gap> {
    let settings = fields.object("requestorSettings").unwrap_or_default();
    let is_off = |name| settings.json(name) == Some("false");
    // Only a policy that assigns by itself has these.
    let is_automatic = fields.object("automaticRequestSettings").is_some();
    if is_automatic || is_off("enableTargetsToSelfAddAccess") || is_off("acceptRequests") {
        return None;
    }
    let Some(package) = package_of(fields).map(|(id, _)| id.key).or(package) else {
        out.odd(NO_PACKAGE, || describe("policy", fields));
        return Some(Gap::Package);
    };
    let scope = fields
        .text("allowedTargetScope")
        .or_else(|| settings.text("scopeType"))
        .unwrap_or_default();
    let mut gap = None;
    match Targets::of(&scope) {
        Targets::Class(class) => return request_of_class(class, package, fields, out),
        Targets::Named => {}
        Targets::Unknown => {
            out.odd(OTHER_TARGETS, || format!("`{scope}`"));
            gap = Some(Gap::Targets);
        }
    }
    let targets = fields
        .objects("specificAllowedTargets")
        .or_else(|| settings.objects("allowedRequestors"));
    for target in targets.unwrap_or_default() {
        let Some(target) = Fields::of(target) else {
            continue;
        };
        gap = target_of(&target, package, fields, out).or(gap);
    }
    gap
}

/// Whom the scope of a policy means.
///
/// Sources: <https://learn.microsoft.com/en-us/graph/api/resources/accesspackageassignmentpolicy>,
/// <https://learn.microsoft.com/en-us/graph/api/resources/requestorsettings>.
enum Targets {
    Class(UserClass),
    /// Those whom the policy names, or nobody.
    Named,
    /// Somebody of whom Enfilade has no class, such as all service principals.
    Unknown,
}

impl Targets {
    fn of(scope: &str) -> Targets {
        match scope.to_ascii_lowercase().as_str() {
            "allmemberusers" | "allexistingdirectorymemberusers" => {
                Targets::Class(UserClass::Members)
            }
            "alldirectoryusers" | "allexistingdirectorysubjects" => {
                Targets::Class(UserClass::Everyone)
            }
            "allexternalusers" | "allexternalsubjects" => Targets::Class(UserClass::Outsiders),
            "allconfiguredconnectedorganizationusers"
            | "allconfiguredconnectedorganizationsubjects"
            | "allexistingconnectedorganizationsubjects" => {
                Targets::Class(UserClass::ConnectedOrganisations)
            }
            "" | "notspecified" | "nosubjects" => Targets::Named,
            scope if scope.starts_with("specific") => Targets::Named,
            _ => Targets::Unknown,
        }
    }
}

/// Hands on that a class of users may ask for a package.
fn request_of_class(
    class: UserClass,
    package: ObjectKey,
    policy: &Fields<'_>,
    out: &mut Emitter<'_>,
) -> Option<Gap> {
    let object = class_of(class);
    out.entity(EntityRecord {
        object,
        kind: EntityKind::UserClass,
        attributes: &[],
        rest: "",
        provenance: out.provenance,
    });
    request(object, package, policy, out);
    (class == UserClass::ConnectedOrganisations).then_some(Gap::Organisations)
}

/// One of those whom a policy names.
fn target_of(
    target: &Fields<'_>,
    package: ObjectKey,
    policy: &Fields<'_>,
    out: &mut Emitter<'_>,
) -> Option<Gap> {
    let stated = target.odata_type().unwrap_or_default();
    let kind = stated.rsplit('.').next().unwrap_or_default();
    let (names, entity): (&[&str], _) = match kind {
        "singleUser" => (&["userId", "id"], EntityKind::User),
        "groupMembers" => (&["groupId", "id"], EntityKind::Group),
        "connectedOrganizationMembers" => {
            (&["connectedOrganizationId", "id"], EntityKind::UserClass)
        }
        "singleServicePrincipal" => (&["servicePrincipalId", "id"], EntityKind::ServicePrincipal),
        other => {
            out.odd(BY_RULE, || format!("`{other}`"));
            return None;
        }
    };
    let id = names.iter().find_map(|name| target.text(name));
    if let Some(id) = out.object_id(id.as_ref(), "whom a policy names") {
        let name = target
            .text("description")
            .filter(|_| entity != EntityKind::User);
        let from = id.mention(Some(entity)).with_name(name.as_deref());
        request(from, package, policy, out);
    }
    (entity == EntityKind::UserClass).then_some(Gap::Organisations)
}

/// Hands on that someone may ask for a package.
fn request(from: ObjectRef<'_>, package: ObjectKey, policy: &Fields<'_>, out: &mut Emitter<'_>) {
    out.edge(EdgeRecord {
        state: AccessState::Requestable,
        assignment: policy.text("id").as_deref(),
        ..EdgeRecord::plain(
            EdgeKind::Member,
            from,
            ObjectRef::object(package, Some(EntityKind::AccessPackage)),
            out.provenance,
        )
    });
}

fn class_of(class: UserClass) -> ObjectRef<'static> {
    ObjectRef::object(ObjectKey::of(class.id()), Some(EntityKind::UserClass))
        .with_text(class.id())
        .with_name(Some(class.name()))
}

/// Who was given a package. Whom a subject of entitlement management stands for says its `objectId`;
/// the `targetId` of beta is the subject's own id, which nothing else knows.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/accesspackagesubject?view=graph-rest-beta>.
pub(super) fn assignment(fields: &Fields<'_>, out: &mut Emitter<'_>) -> Option<Gap> {
    let state = fields
        .text("state")
        .or_else(|| fields.text("assignmentState"))
        .unwrap_or_default();
    let is_delivered = ["delivered", "partiallydelivered"]
        .iter()
        .any(|delivered| state.eq_ignore_ascii_case(delivered));
    if !is_delivered {
        out.odd(NOT_DELIVERED, || format!("an assignment that is `{state}`"));
        return None;
    }
    let subject = fields.object("target").unwrap_or_default();
    let Some(target) = subject.text("objectId").as_ref().and_then(Id::read) else {
        out.odd(WHOSE_PACKAGE, || describe("assignment", fields));
        return Some(Gap::Holder);
    };
    let Some((package, name)) = package_of(fields) else {
        out.odd(NO_PACKAGE, || describe("assignment", fields));
        return Some(Gap::Package);
    };
    let schedule = fields.object("schedule").unwrap_or_default();
    let expiration = schedule.object("expiration").unwrap_or_default();
    let mut instant = |name, of: &Fields<'_>| out.instant(name, &of.text(name)?);
    let valid_from = instant("startDateTime", &schedule);
    let valid_to = instant("endDateTime", &expiration);
    let kind = subject.text("subjectType").or_else(|| subject.text("type"));
    let kind = match kind.as_deref() {
        Some(kind) if kind.eq_ignore_ascii_case("servicePrincipal") => EntityKind::ServicePrincipal,
        _ => EntityKind::User,
    };
    out.edge(EdgeRecord {
        assignment: fields.text("id").as_deref(),
        valid_from,
        valid_to,
        ..EdgeRecord::plain(
            EdgeKind::PackageAssignment,
            target.mention(Some(kind)),
            package
                .mention(Some(EntityKind::AccessPackage))
                .with_name(name.as_deref()),
            out.provenance,
        )
    });
    None
}
