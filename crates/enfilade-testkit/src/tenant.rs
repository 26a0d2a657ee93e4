//! Random small tenants for property tests.
//!
//! A tenant is a handful of objects and some dozen relations between them, drawn so that what is
//! rare in life is common here: groups nested in cycles and in themselves, scopes that contain each
//! other, grants stated twice in different states, memberships that expired, ids that nothing
//! describes, relations between things that have no business with each other. An export is hostile
//! input, so none of this may break anything; and on all of it the fast engine must agree with the
//! slow one.
//!
//! ```
//! use enfilade_testkit::tenant::tenant;
//! use proptest::prelude::*;
//!
//! proptest!(|(tenant in tenant())| {
//!     let graph = tenant.graph()?;
//!     prop_assert!(enfilade_graph::GraphView::entity_count(&graph) > 0);
//! });
//! ```

use crate::records::{NOWHERE, OwnedEdge, OwnedEntity, OwnedRecord, OwnedRef, OwnedRole};
use crate::records::{OwnedValue, Records};
use crate::tiny::key_of_name;
use enfilade_graph::{BuildError, Graph};
use enfilade_model::azure::ALL_PRINCIPALS_ID;
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EntityKind, ImportSummary, ObjectKey, RefId, SourceFile,
    SourceId, UserClass,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// The instant at which a random tenant was collected; windows of validity lie around it.
pub const NOW: i64 = 1_793_491_200_000_000;

/// A random tenant.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// The facts, described objects first.
    pub records: Records,
}

impl Tenant {
    /// The tenant built into a graph in memory.
    ///
    /// # Errors
    /// If it is too large.
    pub fn graph(&self) -> Result<Graph, BuildError> {
        self.records.graph(&self.summary())
    }

    /// The summary that goes with the facts.
    #[must_use]
    pub fn summary(&self) -> ImportSummary {
        ImportSummary {
            sources: vec![SourceFile {
                id: SourceId(0),
                path: "random".to_owned(),
                format: "random".to_owned(),
                bytes: 0,
                blake3: None,
                collected_at: NOW,
                tenants: Vec::new(),
            }],
            ..ImportSummary::default()
        }
    }
}

/// An object before it has a name: what it is, and a few bits that say more.
type Object = (EntityKind, u8, u8, u8);

/// A relation before its ends are chosen: its kind, two positions, and what it carries.
type Relation = (EdgeKind, u16, u16, u8, u8, u8);

/// Tenants of up to some twenty objects and sixty relations.
pub fn tenant() -> impl Strategy<Value = Tenant> {
    tenant_of(24, 60)
}

/// Tenants of up to so many objects and relations beside the few that every tenant has.
pub fn tenant_of(objects: usize, relations: usize) -> impl Strategy<Value = Tenant> {
    (vec(object(), 0..=objects), vec(relation(), 0..=relations))
        .prop_map(|(objects, relations)| build(&objects, &relations))
}

fn object() -> impl Strategy<Value = Object> {
    let kind = prop_oneof![
        8 => Just(EntityKind::User),
        8 => Just(EntityKind::Group),
        4 => Just(EntityKind::App),
        1 => Just(EntityKind::ManagedIdentity),
        1 => Just(EntityKind::ServicePrincipal),
        1 => Just(EntityKind::DirectoryRole),
        1 => Just(EntityKind::AdministrativeUnit),
        1 => Just(EntityKind::Tenant),
        1 => Just(EntityKind::ManagementGroup),
        1 => Just(EntityKind::Subscription),
        1 => Just(EntityKind::ResourceGroup),
        1 => Just(EntityKind::Vault),
        2 => Just(EntityKind::AzureResource),
        1 => Just(EntityKind::Device),
        1 => Just(EntityKind::Licence),
        2 => Just(EntityKind::AccessPackage),
        2 => Just(EntityKind::Site),
        2 => Just(EntityKind::UserClass),
        1 => Just(EntityKind::Unknown),
    ];
    (kind, 0..8u8, 0..8u8, 0..8u8)
}

fn relation() -> impl Strategy<Value = Relation> {
    let kind = prop_oneof![
        11 => Just(EdgeKind::Member),
        4 => Just(EdgeKind::AppAssignment),
        3 => Just(EdgeKind::DirectoryRole),
        4 => Just(EdgeKind::AzureRole),
        3 => Just(EdgeKind::Contains),
        2 => Just(EdgeKind::Owner),
        1 => Just(EdgeKind::VaultPolicy),
        1 => Just(EdgeKind::Denied),
        1 => Just(EdgeKind::DenyExempt),
        1 => Just(EdgeKind::RunsAs),
        1 => Just(EdgeKind::UnitMember),
        2 => Just(EdgeKind::Licence),
        1 => Just(EdgeKind::DelegatedGrant),
        1 => Just(EdgeKind::PackageAssignment),
        2 => Just(EdgeKind::SitePermission),
    ];
    (kind, any::<u16>(), any::<u16>(), 0..8u8, 0..8u8, 0..16u8)
}

fn build(objects: &[Object], relations: &[Relation]) -> Tenant {
    let mut all: Vec<(OwnedRef, Object)> = Vec::new();
    let mut count = [0u32; EntityKind::COUNT];
    // Every tenant has a Global Administrator role, so that the override is often in play.
    let ever = [(EntityKind::DirectoryRole, 0, 0, 0)];
    for &object in ever.iter().chain(objects) {
        let kind = object.0;
        let number = count[kind as usize];
        count[kind as usize] += 1;
        all.push((mention(kind, number), object));
    }
    let mut records = Records::default();
    for (object, bits) in &all {
        records.0.extend(describe(object, *bits));
    }
    for relation in relations {
        records.0.extend(connect(&all, *relation));
    }
    for (role, definition) in DEFINITIONS {
        records.0.push(OwnedRecord::RolePermissions {
            role: role.to_owned(),
            definition: definition.to_owned(),
        });
    }
    Tenant { records }
}

fn mention(kind: EntityKind, number: u32) -> OwnedRef {
    let name = format!("{kind} {number}");
    let named = OwnedRef {
        name: Some(name.clone()),
        ..OwnedRef::object(key_of_name(&name), Some(kind))
    };
    match kind {
        EntityKind::DirectoryRole => match BUILT_IN_ROLES.get(number as usize) {
            Some(template) => OwnedRef {
                id: RefId::Object(ObjectKey::of(template)),
                ..named
            },
            None => named,
        },
        EntityKind::UserClass => {
            let class = UserClass::ALL[number as usize % UserClass::ALL.len()];
            OwnedRef {
                id: RefId::Object(ObjectKey::of(class.id())),
                text: Some(class.id().to_owned()),
                ..named
            }
        }
        EntityKind::Unknown => OwnedRef {
            kind: None,
            ..named
        },
        kind if kind.is_azure_scope() => {
            let text = format!("/test/{}", name.replace(' ', "-"));
            OwnedRef {
                id: RefId::Object(ObjectKey::of_text(&text)),
                text: Some(text),
                ..named
            }
        }
        _ => named,
    }
}

/// Built-in directory roles in the order in which tenants have them; Global Administrator always.
const BUILT_IN_ROLES: [&str; 7] = [
    "62e90394-69f5-4237-9190-012177145e10",
    // Helpdesk Administrator, User Administrator, Directory Readers.
    "729827e3-9c14-49f7-bb1b-9608f156bbb8",
    "fe930be7-5e62-47db-91af-98c3a49a38b1",
    "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
    // Application Administrator, Groups Administrator, Privileged Authentication Administrator.
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
    "fdd7a751-b60b-444a-984c-02652fe8fa1c",
    "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
];
/// Owner, Virtual Machine Contributor, Reader, Key Vault Secrets User, Storage Blob Data Reader, a
/// custom role that its definition describes, and one that nobody does.
const AZURE_ROLES: [&str; 7] = [
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "4633458b-17de-408a-b874-0445c86b69e6",
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "custom",
    "unheard-of",
];
/// Levels of permission on a site.
const LEVELS: [&str; 2] = ["read", "full control"];
/// What policies of vaults permit.
const POLICIES: [&str; 3] = ["secrets: get, list", "keys: get", "secrets: set"];
/// Deny assignments: of all but reading, of all there is at one scope, of one data action, and one
/// that nobody describes.
const DENIES: [&str; 4] = ["deny-writing", "deny-here", "deny-secrets", "deny-unknown"];
const DEFINITIONS: [(&str, &str); 4] = [
    (
        "custom",
        r#"{"permissions":[{"actions":["Microsoft.KeyVault/vaults/*"],"notActions":["*/delete"]},{"dataActions":["Microsoft.Storage/storageAccounts/*"]}]}"#,
    ),
    (
        "deny-writing",
        r#"{"permissions":[{"actions":["*"],"notActions":["*/read"]}]}"#,
    ),
    (
        "deny-here",
        r#"{"permissions":[{"actions":["*"],"dataActions":["*"]}],"doNotApplyToChildScopes":true}"#,
    ),
    (
        "deny-secrets",
        r#"{"permissions":[{"dataActions":["Microsoft.KeyVault/*","Microsoft.Storage/*"]}]}"#,
    ),
];
/// Group.ReadWrite.All, Application.ReadWrite.All, and a role of no meaning.
const APP_ROLES: [&str; 3] = [
    "62a82d76-70ea-41e2-9197-370581804d09",
    "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
    "00000000-0000-4000-8000-000000000002",
];
const MICROSOFT_GRAPH: &str = "00000003-0000-0000-c000-000000000000";
const MICROSOFT: &str = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/// The record of an object; none for some, which so become stubs.
fn describe(object: &OwnedRef, (kind, a, b, c): Object) -> Option<OwnedRecord> {
    let is_stub = (a, b) == (7, 7) || kind == EntityKind::Unknown;
    if is_stub {
        return None;
    }
    let text = |text: &str| OwnedValue::Text(text.to_owned());
    let mut attributes = Vec::new();
    let mut rest = "";
    match kind {
        EntityKind::User => {
            let user_type = if a % 4 == 0 { "Guest" } else { "Member" };
            attributes.push((Attribute::UserType, text(user_type)));
            match c {
                0 => attributes.push((Attribute::ExternalUserState, text("PendingAcceptance"))),
                1 => attributes.push((Attribute::ExternalUserState, text("Accepted"))),
                _ => {}
            }
        }
        EntityKind::Group => {
            match a {
                1 => attributes.push((Attribute::GroupTypes, text("Unified,DynamicMembership"))),
                2..=4 => attributes.push((Attribute::GroupTypes, text("Unified"))),
                _ => {}
            }
            if b % 2 == 0 {
                attributes.push((Attribute::Visibility, text("Public")));
            }
            if b == 3 {
                attributes.push((Attribute::MailEnabled, OwnedValue::Boolean(true)));
            }
            attributes.push((
                Attribute::OnPremisesSyncEnabled,
                OwnedValue::Boolean(b == 1),
            ));
            attributes.push((Attribute::IsAssignableToRole, OwnedValue::Boolean(c < 2)));
        }
        EntityKind::AdministrativeUnit => {
            let restricted = OwnedValue::Boolean(a < 3);
            attributes.push((Attribute::IsMemberManagementRestricted, restricted));
        }
        EntityKind::AzureResource => {
            let types = [
                "Microsoft.Compute/virtualMachines",
                "Microsoft.Web/sites",
                "Microsoft.Storage/storageAccounts",
                "Microsoft.Storage/storageAccounts/blobServices/containers",
            ];
            let resource_type = types[usize::from(a % 4)];
            attributes.push((Attribute::ResourceType, text(resource_type)));
        }
        EntityKind::Vault => {
            let by_roles = OwnedValue::Boolean(a < 4);
            attributes.push((Attribute::EnableRbacAuthorization, by_roles));
        }
        EntityKind::App => {
            if c == 0 {
                attributes.push((Attribute::AppId, text(MICROSOFT_GRAPH)));
            }
            attributes.push((Attribute::ServicePrincipalType, text("Application")));
            if a != 7 {
                let required = OwnedValue::Boolean(a < 4);
                attributes.push((Attribute::AppRoleAssignmentRequired, required));
            }
            match c {
                0 | 1 => attributes.push((Attribute::AppOwnerOrganizationId, text(MICROSOFT))),
                2 => {}
                _ => {
                    let own = text("11111111-1111-4111-8111-111111111111");
                    attributes.push((Attribute::AppOwnerOrganizationId, own));
                }
            }
        }
        EntityKind::DirectoryRole => {
            let template = match object.id {
                RefId::Object(key) | RefId::Client(key) => key.to_string(),
            };
            attributes.push((Attribute::TemplateId, OwnedValue::Text(template)));
            if a == 3 || a == 5 {
                attributes.push((Attribute::IsBuiltIn, OwnedValue::Boolean(false)));
                rest = match b % 3 {
                    0 => {
                        r#"{"rolePermissions":[{"allowedResourceActions":["microsoft.directory/groups/members/update"]}]}"#
                    }
                    1 => {
                        r#"{"rolePermissions":[{"allowedResourceActions":["microsoft.directory/groups.unified/members/update"]}]}"#
                    }
                    _ => {
                        r#"{"rolePermissions":[{"allowedResourceActions":["microsoft.directory/groups.security/owners/update","microsoft.directory/servicePrincipals/appRoleAssignedTo/update"]}]}"#
                    }
                };
            }
        }
        _ => {}
    }
    if kind.is_principal() || kind == EntityKind::Device {
        match b {
            0 => attributes.push((Attribute::AccountEnabled, OwnedValue::Boolean(false))),
            1 => {}
            _ => attributes.push((Attribute::AccountEnabled, OwnedValue::Boolean(true))),
        }
    }
    Some(OwnedRecord::Entity(OwnedEntity {
        object: object.clone(),
        kind,
        attributes,
        rest: rest.to_owned(),
        provenance: NOWHERE,
    }))
}

/// A test of kinds.
type IsOf = fn(EntityKind) -> bool;

/// A relation between two objects of kinds that fit, or now and then of kinds that do not.
fn connect(
    all: &[(OwnedRef, Object)],
    (kind, from, to, state, role, odd): Relation,
) -> Option<OwnedRecord> {
    let can_hold = |kind: EntityKind| kind.is_principal() || kind.is_carrier();
    let is_scope = EntityKind::is_azure_scope;
    let is_site = |kind: EntityKind| kind == EntityKind::Site;
    let (holders, held): (IsOf, IsOf) = match kind {
        EdgeKind::Member => (|_| true, EntityKind::is_carrier),
        EdgeKind::AppAssignment => (can_hold, |kind| kind == EntityKind::App),
        EdgeKind::DirectoryRole => (can_hold, |kind| kind == EntityKind::DirectoryRole),
        EdgeKind::AzureRole => (can_hold, EntityKind::is_azure_scope),
        EdgeKind::VaultPolicy => (can_hold, |kind| kind == EntityKind::Vault),
        EdgeKind::Denied | EdgeKind::DenyExempt => (can_hold, EntityKind::is_azure_scope),
        EdgeKind::Contains if odd == 7 => (|kind| kind == EntityKind::Tenant, is_scope),
        EdgeKind::Contains if odd == 6 => (is_site, is_site),
        EdgeKind::Contains => (is_scope, is_scope),
        EdgeKind::UnitMember => (
            |kind| matches!(kind, EntityKind::User | EntityKind::Group),
            |kind| kind == EntityKind::AdministrativeUnit,
        ),
        EdgeKind::Licence => (can_hold, |kind| kind == EntityKind::Licence),
        EdgeKind::DelegatedGrant => (can_hold, |kind| kind == EntityKind::App),
        EdgeKind::PackageAssignment => (can_hold, |kind| kind == EntityKind::AccessPackage),
        EdgeKind::SitePermission => (can_hold, is_site),
        EdgeKind::Owner if odd < 6 => (EntityKind::is_principal, |kind| kind == EntityKind::Group),
        EdgeKind::Owner | EdgeKind::RunsAs => (|_| true, |_| true),
    };
    let fits = |test: IsOf, at: u16| {
        let fitting: Vec<_> = all
            .iter()
            .filter(|(_, object)| odd == 15 || test(object.0) || object.0 == EntityKind::Unknown)
            .collect();
        let at = usize::from(at) % fitting.len().max(1);
        fitting.get(at).map(|(object, _)| object.clone())
    };
    // Memberships mostly nest groups or hold users; anything may be a member of a group.
    let holders = match kind {
        EdgeKind::Member if odd < 6 => EntityKind::is_carrier,
        EdgeKind::Member if odd < 12 => EntityKind::is_principal,
        EdgeKind::Member if odd < 14 => |kind| kind == EntityKind::UserClass,
        _ => holders,
    };
    // A class of users is let into packages.
    let held = match kind {
        EdgeKind::Member if (12..14).contains(&odd) => |kind| kind == EntityKind::AccessPackage,
        _ => held,
    };
    let mut edge = OwnedEdge::plain(kind, fits(holders, from)?, fits(held, to)?);
    let is_package = |end: &OwnedRef| end.kind == Some(EntityKind::AccessPackage);
    let is_asked = kind == EdgeKind::Member && (is_package(&edge.from) || is_package(&edge.to));
    let carries_state = !matches!(
        kind,
        EdgeKind::Contains | EdgeKind::RunsAs | EdgeKind::Owner | EdgeKind::UnitMember
    );
    if carries_state {
        edge.state = match state {
            0 | 1 => AccessState::Eligible,
            2..=6 if is_asked => AccessState::Requestable,
            2 if odd == 14 => AccessState::Requestable,
            _ => AccessState::Active,
        };
        match odd {
            9 => edge.valid_from = Some(NOW + i64::from(role % 3) - 1),
            10 => edge.valid_to = Some(NOW + i64::from(role % 3) - 1),
            _ => {}
        }
    }
    let ids: &[&str] = match kind {
        EdgeKind::AppAssignment | EdgeKind::DelegatedGrant => &APP_ROLES,
        EdgeKind::AzureRole => &AZURE_ROLES,
        EdgeKind::VaultPolicy => &POLICIES,
        EdgeKind::Denied | EdgeKind::DenyExempt => &DENIES,
        EdgeKind::SitePermission => &LEVELS,
        _ => &[],
    };
    match kind {
        EdgeKind::AppAssignment
        | EdgeKind::AzureRole
        | EdgeKind::VaultPolicy
        | EdgeKind::Denied
        | EdgeKind::DenyExempt
        | EdgeKind::DelegatedGrant
        | EdgeKind::SitePermission
            if role > 0 =>
        {
            if kind == EdgeKind::DelegatedGrant && role < 4 {
                edge.scope = fits(|kind| kind == EntityKind::User, from.wrapping_add(to));
            }
            let id = ids[usize::from(role) % ids.len()];
            edge.role = Some(OwnedRole {
                id: id.to_owned(),
                name: Some(match kind {
                    EdgeKind::VaultPolicy => id.to_owned(),
                    EdgeKind::DenyExempt => format!("{} {id}", EdgeKind::Denied),
                    _ => format!("{kind} {id}"),
                }),
            });
            if matches!(kind, EdgeKind::AzureRole | EdgeKind::VaultPolicy) && odd % 8 == 0 {
                edge.condition = Some("only readers".to_owned());
            }
            if kind == EdgeKind::Denied && odd % 4 == 0 {
                edge.from = OwnedRef::object(ObjectKey::of(ALL_PRINCIPALS_ID), None);
            }
        }
        EdgeKind::DirectoryRole if role == 0 => {
            let units = |kind| {
                matches!(
                    kind,
                    EntityKind::AdministrativeUnit | EntityKind::App | EntityKind::Group
                )
            };
            edge.scope = fits(units, to.wrapping_add(from));
        }
        _ => {}
    }
    Some(OwnedRecord::Edge(edge))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    // A generator that never draws what it promises would make every property vacuous.
    #[test]
    fn what_is_rare_in_life_is_common_here() {
        let mut runner = TestRunner::deterministic();
        let tenants = 200;
        let (mut loops, mut stubs, mut disabled, mut unknown) = (0, 0, 0, 0);
        let (mut eligible, mut expired, mut scoped, mut nested) = (0, 0, 0, 0);
        let (mut public, mut licensed, mut delegated, mut owned) = (0, 0, 0, 0);
        let (mut asked, mut offered, mut given, mut shared) = (0, 0, 0, 0);
        for _ in 0..tenants {
            let tenant = tenant().new_tree(&mut runner).unwrap().current();
            let records = &tenant.records;
            let described = |id| records.entities().any(|entity| entity.object.id == id);
            let enabled = |state: Option<bool>| {
                records.entities().any(|entity| {
                    let stated = entity.attribute(Attribute::AccountEnabled);
                    entity.kind == EntityKind::User
                        && stated == state.map(OwnedValue::Boolean).as_ref()
                })
            };
            disabled += u32::from(enabled(Some(false)));
            unknown += u32::from(enabled(None));
            let any = |test: &dyn Fn(&OwnedEdge) -> bool| u32::from(records.edges().any(test));
            loops += any(&|e| e.kind == EdgeKind::Member && e.from.id == e.to.id);
            nested += any(&|e| e.kind == EdgeKind::Member && e.from.kind == e.to.kind);
            stubs += any(&|e| !described(e.from.id));
            eligible += any(&|e| e.state == AccessState::Eligible);
            expired += any(&|e| e.valid_to.is_some_and(|to| to <= NOW));
            scoped += any(&|e| e.scope.is_some());
            licensed +=
                any(&|e| e.kind == EdgeKind::Licence && e.from.kind == Some(EntityKind::Group));
            delegated += any(&|e| e.kind == EdgeKind::DelegatedGrant);
            owned += any(&|e| {
                e.kind == EdgeKind::Owner
                    && e.from.kind == Some(EntityKind::User)
                    && e.to.kind == Some(EntityKind::Group)
            });
            let is = |end: &OwnedRef, kind| end.kind == Some(kind);
            let asks = |e: &OwnedEdge| {
                e.kind == EdgeKind::Member
                    && is(&e.to, EntityKind::AccessPackage)
                    && e.state == AccessState::Requestable
            };
            asked += any(&|e| asks(e) && is(&e.from, EntityKind::User));
            offered += any(&|e| asks(e) && is(&e.from, EntityKind::UserClass));
            given += any(&|e| e.kind == EdgeKind::PackageAssignment);
            shared += any(&|e| e.kind == EdgeKind::SitePermission);
            public += u32::from(records.entities().any(|entity| {
                let is = |attribute, wanted: &str| {
                    entity.attribute(attribute) == Some(&OwnedValue::Text(wanted.to_owned()))
                };
                is(Attribute::Visibility, "Public") && is(Attribute::GroupTypes, "Unified")
            }));
        }
        for seen in [
            loops, stubs, disabled, unknown, eligible, expired, scoped, nested, public, licensed,
            delegated, owned, asked, offered, given, shared,
        ] {
            assert!(seen >= tenants / 20, "{seen} of {tenants}");
        }
    }
}
