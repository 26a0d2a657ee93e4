//! Edges of BloodHound's kinds for Azure that state facts.
//!
//! Source: <https://bloodhound.specterops.io/resources/edges/overview>, and
//! <https://github.com/SpecterOps/BloodHound>, `packages/go/ein/azure.go`.

use super::end::End;
use super::index::Index;
use super::node::{kind_of, role_id};
use crate::facts::id::Id;
use crate::facts::{Emitter, arm, azure_role_names, directory_role_names, odd};
use crate::format::fields::Fields;
use crate::format::plain::relation_of_edge;
use enfilade_model::{
    AccessState, EdgeKind, EdgeRecord, EntityKind, ObjectRef, Provenance, RefId, Relation,
    RoleRecord,
};
use std::borrow::Cow;

/// What a kind of edge says.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Fact {
    Member,
    Owner,
    /// A registration and the service principal that it runs as.
    App,
    /// A resource and the managed identity that it carries.
    Identity,
    Contains,
    DirectoryRole(AccessState),
    /// An Azure role, by the id of its definition.
    AzureRole(&'static str),
    /// A permission of a vault's access policies.
    Vault(&'static str),
    /// An app role of Microsoft Graph: its id and name.
    Permission(&'static str, &'static str),
}

impl Fact {
    /// What a kind of edge says; none if it states no fact.
    pub(super) fn of(kind: &str) -> Option<Fact> {
        Some(match kind {
            "AZMemberOf" => Fact::Member,
            "AZOwns" => Fact::Owner,
            "AZRunsAs" => Fact::App,
            "AZManagedIdentity" => Fact::Identity,
            "AZContains" => Fact::Contains,
            "AZHasRole" => Fact::DirectoryRole(AccessState::Active),
            "AZRoleEligible" => Fact::DirectoryRole(AccessState::Eligible),
            "AZOwner" => Fact::AzureRole("8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
            "AZContributor" => Fact::AzureRole("b24988ac-6180-42a0-ab88-20f7382dd24c"),
            "AZUserAccessAdministrator" => Fact::AzureRole("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"),
            "AZVMContributor" => Fact::AzureRole("9980e02c-c2be-4d73-94e8-173b1dc7cf3c"),
            "AZVMAdminLogin" => Fact::AzureRole("1c0163c0-47e6-4577-8991-ea5c82e286e4"),
            "AZAvereContributor" => Fact::AzureRole("4f8fab4f-1852-4a58-a46a-8eaf358af14a"),
            "AZKeyVaultContributor" | "AZKeyVaultKVContributor" => {
                Fact::AzureRole("f25e0fa2-a7c8-4377-a976-54943a77a395")
            }
            "AZAutomationContributor" => Fact::AzureRole("f353d9bd-d4a6-484e-a77a-8050b599b867"),
            "AZWebsiteContributor" => Fact::AzureRole("de139f84-1756-47ae-9be6-808fbbe84772"),
            "AZLogicAppContributor" => Fact::AzureRole("87a39d53-fc1b-424a-814c-f7e04687dc9e"),
            "AZAKSContributor" => Fact::AzureRole("ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8"),
            "AZGetSecrets" => Fact::Vault("secrets: get"),
            "AZGetKeys" => Fact::Vault("keys: get"),
            "AZGetCertificates" => Fact::Vault("certificates: get"),
            "AZMGApplication_ReadWrite_All" => Fact::Permission(
                "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
                "Application.ReadWrite.All",
            ),
            "AZMGAppRoleAssignment_ReadWrite_All" => Fact::Permission(
                "06b708a9-e830-4db3-a914-8e69da51d44f",
                "AppRoleAssignment.ReadWrite.All",
            ),
            "AZMGDirectory_ReadWrite_All" => Fact::Permission(
                "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
                "Directory.ReadWrite.All",
            ),
            "AZMGGroup_ReadWrite_All" => Fact::Permission(
                "62a82d76-70ea-41e2-9197-370581804d09",
                "Group.ReadWrite.All",
            ),
            "AZMGGroupMember_ReadWrite_All" => Fact::Permission(
                "dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
                "GroupMember.ReadWrite.All",
            ),
            "AZMGRoleManagement_ReadWrite_Directory" => Fact::Permission(
                "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
                "RoleManagement.ReadWrite.Directory",
            ),
            "AZMGServicePrincipalEndpoint_ReadWrite_All" => Fact::Permission(
                "89c8469c-83ad-45f7-8ff2-6e3d4285709e",
                "ServicePrincipalEndpoint.ReadWrite.All",
            ),
            _ => return None,
        })
    }

    /// The kind of edge that it becomes.
    fn edge_kind(self) -> EdgeKind {
        match self {
            Fact::Member => EdgeKind::Member,
            Fact::Owner => EdgeKind::Owner,
            Fact::App | Fact::Identity => EdgeKind::RunsAs,
            Fact::Contains => EdgeKind::Contains,
            Fact::DirectoryRole(_) => EdgeKind::DirectoryRole,
            Fact::AzureRole(_) => EdgeKind::AzureRole,
            Fact::Vault(_) => EdgeKind::VaultPolicy,
            Fact::Permission(..) => EdgeKind::AppAssignment,
        }
    }

    /// What the ends are, where the fact itself says so.
    fn ends(self) -> (Option<EntityKind>, Option<EntityKind>) {
        match self {
            Fact::Member => (None, Some(EntityKind::Group)),
            Fact::App => (
                Some(EntityKind::Registration),
                Some(EntityKind::ServicePrincipal),
            ),
            Fact::Identity => (None, Some(EntityKind::ServicePrincipal)),
            Fact::DirectoryRole(_) => (None, Some(EntityKind::DirectoryRole)),
            Fact::Vault(_) => (None, Some(EntityKind::Vault)),
            Fact::Permission(..) => (
                Some(EntityKind::ServicePrincipal),
                Some(EntityKind::ServicePrincipal),
            ),
            Fact::Owner | Fact::Contains | Fact::AzureRole(_) => (None, None),
        }
    }
}

/// Whether BloodHound concludes such edges from others, or an analysis would.
pub(super) fn is_conclusion(kind: &str) -> bool {
    matches!(
        kind,
        "AZAddMembers"
            | "AZAddOwner"
            | "AZAddSecret"
            | "AZAppAdmin"
            | "AZAuthenticatesTo"
            | "AZCloudAppAdmin"
            | "AZExecuteCommand"
            | "AZGlobalAdmin"
            | "AZGrant"
            | "AZGrantSelf"
            | "AZMGAddMember"
            | "AZMGAddOwner"
            | "AZMGAddSecret"
            | "AZMGGrantAppRoles"
            | "AZMGGrantRole"
            | "AZNodeResourceGroup"
            | "AZPrivilegedAuthAdmin"
            | "AZPrivilegedRoleAdmin"
            | "AZResetPassword"
            | "AZRoleApprover"
            | "AZScopedTo"
            | "SyncedToADUser"
            | "SyncedToEntraUser"
    )
}

/// An edge that states a fact.
#[derive(Debug)]
pub(super) struct Edge<'de> {
    pub(super) fact: Fact,
    pub(super) start: End<'de>,
    pub(super) end: End<'de>,
    /// Where a directory role holds.
    pub(super) scope: Option<Cow<'de, str>>,
    pub(super) provenance: Provenance,
}

/// Where an edge says that it holds.
pub(super) fn scope<'de>(fields: &Fields<'de>) -> Option<Cow<'de, str>> {
    // Most edges have none.
    let json = fields.json("properties").filter(|json| json.len() > 2)?;
    Fields::of(json)?.text("scope")
}

impl Edge<'_> {
    /// The edge, kept beyond its record.
    pub(super) fn into_owned(self) -> Edge<'static> {
        Edge {
            fact: self.fact,
            start: self.start.into_owned(),
            end: self.end.into_owned(),
            scope: self.scope.map(|scope| Cow::Owned(scope.into_owned())),
            provenance: self.provenance,
        }
    }

    /// Whether an end is matched by a property.
    pub(super) fn is_matched(&self) -> bool {
        self.start.is_matched() || self.end.is_matched()
    }

    /// Finds the nodes that the ends mean; false if one means none, or several.
    pub(super) fn resolve(&mut self, index: &Index) -> bool {
        match (index.find(&self.start), index.find(&self.end)) {
            (Some(start), Some(end)) => {
                (self.start, self.end) = (start, end);
                true
            }
            _ => false,
        }
    }

    /// The edge in a few words.
    pub(super) fn describe(&self) -> String {
        let (kind, start) = (self.fact.edge_kind(), self.start.describe());
        format!("{kind} from {start} to {}", self.end.describe())
    }

    /// Hands on the fact; the relation of the ledger that it belongs to.
    pub(super) fn emit(&self, index: &Index, out: &mut Emitter<'_>) -> Option<Relation> {
        let ends = self.fact.ends();
        let from = Place::of(&self.start, ends.0, index, out)?;
        let to = Place::of(&self.end, ends.1, index, out)?;
        let edge = EdgeRecord::plain(
            self.fact.edge_kind(),
            from.mention(),
            to.mention(),
            self.provenance,
        );
        match self.fact {
            Fact::Contains => {
                if !from.is_scope() || !to.is_scope() {
                    return None;
                }
                if from.kind == Some(EntityKind::ManagementGroup) {
                    out.hierarchy.has_parent(to.id.key);
                }
                out.edge(edge);
            }
            Fact::DirectoryRole(state) => self.directory_role(state, edge, out),
            Fact::AzureRole(id) => {
                if let Some(text) = &to.id.text {
                    out.place(&to.id, text);
                }
                let name = azure_role_names::of(id);
                let role = Some(RoleRecord { id, name });
                out.edge(EdgeRecord { role, ..edge });
            }
            Fact::Vault(id) => {
                let role = Some(RoleRecord { id, name: Some(id) });
                out.edge(EdgeRecord { role, ..edge });
            }
            Fact::Permission(id, name) => {
                let name = Some(name);
                let role = Some(RoleRecord { id, name });
                out.edge(EdgeRecord { role, ..edge });
            }
            Fact::Member | Fact::Owner | Fact::App | Fact::Identity => out.edge(edge),
        }
        let state = match self.fact {
            Fact::DirectoryRole(state) => state,
            _ => AccessState::Active,
        };
        relation_of_edge(self.fact.edge_kind(), state, to.kind)
    }

    /// The scope is the tenant's id, `administrativeUnits/<id>`, or the client id of an app, as
    /// AzureHound writes it.
    fn directory_role(&self, state: AccessState, edge: EdgeRecord<'_>, out: &mut Emitter<'_>) {
        let End::Id { id: role, .. } = &self.end else {
            return;
        };
        let tenant = role.split_once('@').map(|(_, tenant)| tenant);
        let scope = self
            .scope
            .as_deref()
            .map(|text| text.trim_start_matches('/'));
        let scope = scope.filter(|scope| {
            let is_tenant = tenant.is_some_and(|tenant| tenant.eq_ignore_ascii_case(scope));
            !scope.is_empty() && !is_tenant
        });
        let read = |text: &str| Id::read(&Cow::Owned(text.to_owned()));
        let unit = scope.and_then(|scope| {
            let (kind, id) = scope.split_once('/')?;
            kind.eq_ignore_ascii_case("administrativeUnits")
                .then(|| read(id))?
        });
        let app = scope.filter(|_| unit.is_none()).and_then(read);
        let scope = match (&unit, &app) {
            (Some(unit), _) => Some(unit.mention(Some(EntityKind::AdministrativeUnit))),
            (None, Some(app)) => Some(ObjectRef {
                id: RefId::Client(app.key),
                ..app.mention(Some(EntityKind::Registration))
            }),
            (None, None) => None,
        };
        let role = Id::read(&Cow::Borrowed(role_id(role)));
        let name = role.and_then(|id| directory_role_names::of(&id.key.to_string()));
        out.edge(EdgeRecord {
            state,
            scope,
            to: edge.to.with_name(name),
            ..edge
        });
    }
}

/// An end that was found.
struct Place<'e> {
    id: Id<'e>,
    kind: Option<EntityKind>,
}

impl<'e> Place<'e> {
    fn of(
        end: &'e End<'_>,
        known: Option<EntityKind>,
        index: &Index,
        out: &mut Emitter<'_>,
    ) -> Option<Place<'e>> {
        let End::Id { id: written, kind } = end else {
            return None;
        };
        let stated = kind.as_deref().and_then(kind_of);
        let kind = known.or(stated.filter(|kind| *kind != EntityKind::Unknown));
        let text = match kind {
            Some(EntityKind::DirectoryRole) => role_id(written),
            _ => written,
        };
        let Some(id) = Id::read(&Cow::Borrowed(text)) else {
            out.odd(odd::NO_ID, || format!("an end of an edge, `{written}`"));
            return None;
        };
        let kind = kind
            .or_else(|| id.text.as_deref().and_then(arm::kind))
            .or_else(|| index.is_app(id.key).then_some(EntityKind::Registration));
        Some(Place { id, kind })
    }

    fn is_scope(&self) -> bool {
        self.kind.is_some_and(EntityKind::is_azure_scope)
    }

    fn mention(&self) -> ObjectRef<'_> {
        match self.kind {
            Some(EntityKind::Registration) => {
                ObjectRef::client(self.id.key, EntityKind::Registration)
            }
            kind => self.id.mention(kind),
        }
    }
}
