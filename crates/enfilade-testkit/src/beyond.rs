//! What AzureHound's format has no place for: a corner of a company, to be put beside [`crate::contoso`].
//!
//! Departments and cities, an administrative unit with members and an administrator, licences of
//! users and groups, delegated grants, a permission of Graph, memberships and Azure roles that must be
//! activated first and that end, a condition, a custom Azure role, a deny assignment with an exception.
//! One of each is enough: a form of export either holds it or not.

use crate::records::{
    NOWHERE, OwnedEdge, OwnedEntity, OwnedRecord, OwnedRef, OwnedRole, OwnedValue, Records,
};
use crate::tiny::key_of_name;
use enfilade_model::{AccessState, Attribute as A, EdgeKind, EntityKind, ObjectKey};

/// 2026-11-01T00:00:00Z.
const START: i64 = 1_793_491_200_000_000;
/// 2027-11-01T00:00:00Z.
const END: i64 = 1_825_027_200_000_000;

/// The Azure role Reader.
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const CUSTOM: &str = "5d1f9b1c-0c0e-4e44-9a53-2a3a1f1d0b01";
const DENY: &str = "5d1f9b1c-0c0e-4e44-9a53-2a3a1f1d0b02";
/// The client id of Microsoft Graph, and its permission `Group.ReadWrite.All`.
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
const GROUPS_ALL: &str = "62a82d76-70ea-41e2-9197-370581804d09";
const USER_ADMINISTRATOR: &str = "fe930be7-5e62-47db-91af-98c3a49a38b1";

/// The facts.
#[must_use]
pub fn records() -> Records {
    let mut records = Records::default();
    directory(&mut records);
    apps(&mut records);
    azure(&mut records);
    records
}

fn object(kind: EntityKind, name: &str) -> OwnedRef {
    OwnedRef::object(key_of_name(&format!("beyond/{name}")), Some(kind))
}

/// An Azure scope by its id in lower case.
fn scope(kind: EntityKind, id: &str) -> OwnedRef {
    OwnedRef {
        text: Some(id.to_owned()),
        ..OwnedRef::object(ObjectKey::of_text(id), Some(kind))
    }
}

fn text(text: &str) -> OwnedValue {
    OwnedValue::Text(text.to_owned())
}

fn describe(records: &mut Records, object: &OwnedRef, name: &str, own: &[(A, OwnedValue)]) {
    let Some(kind) = object.kind else { return };
    records.0.push(OwnedRecord::Entity(OwnedEntity {
        object: OwnedRef {
            name: Some(name.to_owned()),
            ..object.clone()
        },
        kind,
        attributes: own.to_vec(),
        rest: String::new(),
        provenance: NOWHERE,
    }));
}

fn relate(records: &mut Records, edge: OwnedEdge) {
    records.0.push(OwnedRecord::Edge(edge));
}

fn directory(records: &mut Records) {
    let nora = object(EntityKind::User, "Nora");
    let own = [
        (A::UserPrincipalName, text("nora.nord@contoso.example")),
        (A::Mail, text("nora.nord@contoso.example")),
        (A::UserType, text("Member")),
        (A::AccountEnabled, OwnedValue::Boolean(true)),
        (A::CreatedDateTime, OwnedValue::Time(START)),
        (A::CompanyName, text("Contoso Nordic; \"Drift\", A/S")),
        (A::Department, text("Økonomi")),
        (A::JobTitle, text("=Controller")),
        (A::EmployeeId, text("0042")),
        (A::EmployeeType, text("Employee")),
        (A::OfficeLocation, text("Bergen 3")),
        (A::Country, text("Norway")),
        (A::City, text("Bergen")),
        (A::UsageLocation, text("NO")),
    ];
    describe(records, &nora, "Nora Nord", &own);
    let gus = object(EntityKind::User, "Gus");
    let own = [
        (
            A::UserPrincipalName,
            text("gus_partner.example#EXT#@contoso.example"),
        ),
        (A::UserType, text("Guest")),
        (A::AccountEnabled, OwnedValue::Boolean(false)),
        (A::CreationType, text("Invitation")),
        (A::ExternalUserState, text("PendingAcceptance")),
    ];
    describe(records, &gus, "Gus Gast", &own);
    let crew = object(EntityKind::Group, "Crew");
    let own = [
        (A::GroupTypes, text("Unified")),
        (A::ResourceProvisioningOptions, text("Team")),
        (A::Visibility, text("Public")),
        (A::SecurityEnabled, OwnedValue::Boolean(false)),
        (A::MailEnabled, OwnedValue::Boolean(true)),
    ];
    describe(records, &crew, "Nordic Crew", &own);
    let unit = object(EntityKind::AdministrativeUnit, "Nordics");
    let own = [
        (A::IsMemberManagementRestricted, OwnedValue::Boolean(true)),
        (A::Description, text("Who works in the north")),
    ];
    describe(records, &unit, "Nordics", &own);
    let licence = object(EntityKind::Licence, "E5");
    describe(records, &licence, "SPE_E5", &[]);

    let plain = OwnedEdge::plain;
    relate(records, plain(EdgeKind::Member, nora.clone(), crew.clone()));
    relate(records, plain(EdgeKind::Owner, nora.clone(), crew.clone()));
    let eligible = OwnedEdge {
        state: AccessState::Eligible,
        assignment: Some("crew_member_1".to_owned()),
        valid_from: Some(START),
        valid_to: Some(END),
        ..plain(EdgeKind::Member, gus.clone(), crew.clone())
    };
    relate(records, eligible);
    relate(
        records,
        plain(EdgeKind::UnitMember, nora.clone(), unit.clone()),
    );
    relate(
        records,
        plain(EdgeKind::UnitMember, crew.clone(), unit.clone()),
    );
    relate(
        records,
        plain(EdgeKind::Licence, nora.clone(), licence.clone()),
    );
    relate(records, plain(EdgeKind::Licence, crew, licence));
    let role = OwnedRef::object(
        ObjectKey::of(USER_ADMINISTRATOR),
        Some(EntityKind::DirectoryRole),
    );
    let own = [
        (A::TemplateId, text(USER_ADMINISTRATOR)),
        (A::IsBuiltIn, OwnedValue::Boolean(true)),
        (A::IsEnabled, OwnedValue::Boolean(true)),
    ];
    describe(records, &role, "User Administrator", &own);
    let scoped = OwnedEdge {
        scope: Some(unit),
        assignment: Some("role_assignment_1".to_owned()),
        ..plain(EdgeKind::DirectoryRole, nora, role)
    };
    relate(records, scoped);
}

fn apps(records: &mut Records) {
    let (portal, mail) = (
        object(EntityKind::App, "Portal"),
        object(EntityKind::App, "Mail"),
    );
    for (app, name) in [(&portal, "Nordic Portal"), (&mail, "Nordic Mail")] {
        let own = [
            (
                A::AppId,
                text(&key_of_name(&format!("beyond/client/{name}")).to_string()),
            ),
            (A::ServicePrincipalType, text("Application")),
            (A::AccountEnabled, OwnedValue::Boolean(true)),
            (A::AppRoleAssignmentRequired, OwnedValue::Boolean(false)),
        ];
        describe(records, app, name, &own);
    }
    let graph = object(EntityKind::App, "Graph");
    let own = [
        (A::AppId, text(GRAPH)),
        (A::ServicePrincipalType, text("Application")),
        (A::AccountEnabled, OwnedValue::Boolean(true)),
        (A::AppRoleAssignmentRequired, OwnedValue::Boolean(false)),
    ];
    describe(records, &graph, "Microsoft Graph", &own);
    let permission = OwnedEdge {
        role: Some(OwnedRole {
            id: GROUPS_ALL.to_owned(),
            name: Some("Group.ReadWrite.All".to_owned()),
        }),
        assignment: Some("permission_1".to_owned()),
        ..OwnedEdge::plain(EdgeKind::AppAssignment, mail.clone(), graph)
    };
    relate(records, permission);
    let grant = |id: &str, permissions: &str, user: Option<OwnedRef>| OwnedEdge {
        role: Some(OwnedRole {
            id: permissions.to_lowercase(),
            name: Some(permissions.to_owned()),
        }),
        scope: user,
        assignment: Some(id.to_owned()),
        ..OwnedEdge::plain(EdgeKind::DelegatedGrant, portal.clone(), mail.clone())
    };
    relate(records, grant("grant_1", "Calendars.Read Mail.Read", None));
    let nora = object(EntityKind::User, "Nora");
    relate(records, grant("grant_2", "Mail.Send", Some(nora)));
}

fn azure(records: &mut Records) {
    const SUBSCRIPTION: &str = "/subscriptions/5d1f9b1c-0c0e-4e44-9a53-2a3a1f1d0b00";
    let subscription = scope(EntityKind::Subscription, SUBSCRIPTION);
    let group = scope(
        EntityKind::ResourceGroup,
        &format!("{SUBSCRIPTION}/resourcegroups/rg-nord"),
    );
    let kind = |text_of: &str| (A::ResourceType, text(text_of));
    let at = (A::Location, text("norwayeast"));
    describe(
        records,
        &subscription,
        "nordic",
        &[kind("Microsoft.Resources/subscriptions")],
    );
    let own = [kind("Microsoft.Resources/resourceGroups"), at];
    describe(records, &group, "rg-nord", &own);
    relate(
        records,
        OwnedEdge::plain(EdgeKind::Contains, subscription.clone(), group.clone()),
    );

    let role = |id: &str, name: &str| {
        Some(OwnedRole {
            id: id.to_owned(),
            name: Some(name.to_owned()),
        })
    };
    let nora = object(EntityKind::User, "Nora");
    let assignment = |kind: &str, number: u32| {
        Some(format!(
            "{SUBSCRIPTION}/providers/Microsoft.Authorization/{kind}/{number}"
        ))
    };
    let conditional = OwnedEdge {
        role: role(READER, "Reader"),
        assignment: assignment("roleAssignments", 1),
        condition: Some("@Resource[x] StringEquals 'nord'".to_owned()),
        ..OwnedEdge::plain(EdgeKind::AzureRole, nora.clone(), subscription.clone())
    };
    relate(records, conditional);
    let eligible = OwnedEdge {
        state: AccessState::Eligible,
        role: role(CUSTOM, "Nordic Operator"),
        assignment: assignment("roleEligibilityScheduleInstances", 2),
        valid_from: Some(START),
        valid_to: Some(END),
        ..OwnedEdge::plain(EdgeKind::AzureRole, nora.clone(), subscription)
    };
    relate(records, eligible);
    let deny = |kind, from: OwnedRef| OwnedEdge {
        role: role(DENY, "Nordic lock"),
        assignment: Some(DENY.to_owned()),
        ..OwnedEdge::plain(kind, from, group.clone())
    };
    let everyone = ObjectKey::of(enfilade_model::azure::ALL_PRINCIPALS_ID);
    relate(
        records,
        deny(EdgeKind::Denied, OwnedRef::object(everyone, None)),
    );
    relate(records, deny(EdgeKind::DenyExempt, nora));
    for (role, definition) in [
        (
            CUSTOM,
            r#"{"roleName":"Nordic Operator","permissions":[{"actions":["*/read"],"notActions":[],"dataActions":[],"notDataActions":[]}]}"#,
        ),
        (
            DENY,
            r#"{"denyAssignmentName":"Nordic lock","permissions":[{"actions":["*/delete"],"notActions":[],"dataActions":[],"notDataActions":[]}]}"#,
        ),
    ] {
        records.0.push(OwnedRecord::RolePermissions {
            role: role.to_owned(),
            definition: definition.to_owned(),
        });
    }
}
