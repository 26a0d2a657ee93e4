//! A tiny tenant turned into the facts that an importer would say.

use super::notation::{App, File, Grant, GrantText, Publisher, state, time};
use super::{Named, TinyError, azure, key_of_name, scopes};
use crate::records::{NOWHERE, OwnedEdge, OwnedEntity, OwnedRecord, OwnedRef, OwnedRole};
use crate::records::{OwnedValue, Records};
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EntityKind, ObjectKey, RefId, UserClass, ValueType,
};
use std::collections::BTreeMap;

type NameTable = BTreeMap<String, Named>;

/// The ids of built-in roles and of permissions of Microsoft Graph, which are the same in every
/// tenant.
const BUILT_IN: &[(&str, &str)] = &[
    (
        "Global Administrator",
        "62e90394-69f5-4237-9190-012177145e10",
    ),
    (
        "Application Administrator",
        "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
    ),
    ("User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1"),
    (
        "Groups Administrator",
        "fdd7a751-b60b-444a-984c-02652fe8fa1c",
    ),
    (
        "Helpdesk Administrator",
        "729827e3-9c14-49f7-bb1b-9608f156bbb8",
    ),
    (
        "Privileged Authentication Administrator",
        "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
    ),
    (
        "Privileged Role Administrator",
        "e8611ab8-c189-46e8-94e1-60213ab1f814",
    ),
    ("Directory Readers", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"),
    ("Global Reader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451"),
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"),
    ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7"),
    (
        "User Access Administrator",
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    ),
    (
        "Virtual Machine Contributor",
        "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    ),
    (
        "Virtual Machine User Login",
        "fb879df8-f326-4884-b1cf-06f3ad86be52",
    ),
    (
        "Key Vault Contributor",
        "f25e0fa2-a7c8-4377-a976-54943a77a395",
    ),
    (
        "Key Vault Secrets User",
        "4633458b-17de-408a-b874-0445c86b69e6",
    ),
    ("Key Vault Reader", "21090545-7ca7-4776-b22c-e363652d74d2"),
    (
        "Key Vault Data Access Administrator",
        "8b54135c-b56d-4d72-a534-26097cfdc8d8",
    ),
    (
        "Storage Blob Data Reader",
        "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    ),
    (
        "Group.ReadWrite.All",
        "62a82d76-70ea-41e2-9197-370581804d09",
    ),
    (
        "Application.ReadWrite.All",
        "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
    ),
    (
        "RoleManagement.ReadWrite.Directory",
        "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
    ),
    (
        "Password Administrator",
        "966707d0-3269-4727-9be2-8c3a10f19b9d",
    ),
    (
        "Authentication Administrator",
        "c4e39bd9-1100-46d3-8c65-fb160da0071f",
    ),
    ("Directory Writers", "9360feb5-f418-4baa-8175-e2a00bac4301"),
    (
        "Intune Administrator",
        "3a2c62db-5318-420d-8d74-23affee5d9d5",
    ),
    (
        "GroupMember.ReadWrite.All",
        "dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
    ),
    (
        "AppRoleAssignment.ReadWrite.All",
        "06b708a9-e830-4db3-a914-8e69da51d44f",
    ),
    (
        "User-PasswordProfile.ReadWrite.All",
        "cc117bb9-00cf-4eb8-b580-ea2a878fe8f7",
    ),
    (
        "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
        "41202f2c-f7ab-45be-b001-85c9728b9d69",
    ),
];

/// Microsoft's own tenant, which registers its first-party apps.
const MICROSOFT: &str = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/// The role of an assignment that names none.
const DEFAULT_ACCESS: &str = "00000000-0000-0000-0000-000000000000";

fn built_in(name: &str) -> Option<ObjectKey> {
    let found = BUILT_IN.iter().find(|(own, _)| *own == name);
    found.map(|(_, id)| ObjectKey::of(id))
}

/// Everything that a file introduces.
pub(super) fn names(file: &File) -> Result<NameTable, TinyError> {
    let mut table = NameTable::new();
    let mut add = |name: &String, named: Named| match table.insert(name.clone(), named) {
        Some(_) => Err(TinyError::DuplicateName(name.clone())),
        None => Ok(()),
    };
    let named = |name: &str, kind| Named {
        kind,
        key: key_of_name(name),
        text: None,
        guest: false,
        stub: false,
    };
    add(&file.tenant, named(&file.tenant, EntityKind::Tenant))?;
    let lists = [
        (&file.users, EntityKind::User),
        (&file.identities, EntityKind::ManagedIdentity),
        (&file.service_principals, EntityKind::ServicePrincipal),
        (&file.registrations, EntityKind::Registration),
        (&file.devices, EntityKind::Device),
        (&file.units, EntityKind::AdministrativeUnit),
    ];
    for (list, kind) in lists {
        for name in list {
            add(name, named(name, kind))?;
        }
    }
    for name in &file.guests {
        let named = named(name, EntityKind::User);
        add(
            name,
            Named {
                guest: true,
                ..named
            },
        )?;
    }
    for name in file.groups.keys() {
        add(name, named(name, EntityKind::Group))?;
    }
    for name in file.apps.keys() {
        add(name, named(name, EntityKind::App))?;
    }
    for name in file.packages.keys() {
        add(name, named(name, EntityKind::AccessPackage))?;
    }
    for name in file.licences.keys() {
        add(name, named(name, EntityKind::Licence))?;
    }
    for name in file.roles.keys() {
        let key = built_in(name).unwrap_or_else(|| key_of_name(name));
        let named = named(name, EntityKind::DirectoryRole);
        add(name, Named { key, ..named })?;
    }
    for (name, kind) in &file.stubs {
        let kind = EntityKind::from_name(kind).ok_or_else(|| TinyError::Value {
            value: kind.clone(),
            place: "stubs".to_owned(),
            wanted: "a kind such as `user` or `unknown`",
        })?;
        let named = named(name, kind);
        add(
            name,
            Named {
                stub: true,
                ..named
            },
        )?;
    }
    for scope in scopes::read(&file.azure)? {
        let named = Named {
            key: ObjectKey::of_text(&scope.id),
            text: Some(scope.id),
            ..named(&scope.name, scope.kind)
        };
        add(&scope.name, named)?;
    }
    Ok(table)
}

/// The facts of a file.
pub(super) fn records(file: &File, names: &NameTable) -> Result<Records, TinyError> {
    let mut out = Emit {
        file,
        names,
        records: Records::default(),
    };
    out.entities()?;
    out.holders(&file.groups, EdgeKind::Member, "groups")?;
    out.holders(&file.roles, EdgeKind::DirectoryRole, "roles")?;
    out.holders(&file.azure_roles, EdgeKind::AzureRole, "azure_roles")?;
    out.holders(
        &file.vault_policies,
        EdgeKind::VaultPolicy,
        "vault_policies",
    )?;
    out.holders(&file.licences, EdgeKind::Licence, "licences")?;
    out.holders(&file.packages, EdgeKind::Member, "packages")?;
    let given = EdgeKind::PackageAssignment;
    out.holders(&file.given_packages, given, "given_packages")?;
    let permission = EdgeKind::SitePermission;
    out.holders(&file.site_permissions, permission, "site_permissions")?;
    out.holders(&file.delegated, EdgeKind::DelegatedGrant, "delegated")?;
    out.holders(&file.owners, EdgeKind::Owner, "owners")?;
    out.holders(
        &file.members_of_units,
        EdgeKind::UnitMember,
        "members_of_units",
    )?;
    for (name, app) in &file.apps {
        out.app(name, app)?;
    }
    for (name, identity) in &file.runs_as {
        let from = out.mention(name, "runs_as")?;
        let to = out.mention(identity, "runs_as")?;
        let edge = OwnedEdge::plain(EdgeKind::RunsAs, from, to);
        out.records.0.push(OwnedRecord::Edge(edge));
    }
    azure::definitions(&mut out)?;
    azure::denies(&mut out)?;
    let tree = scopes::read(&file.azure)?;
    for scope in &tree {
        if file.tenant_is_root && scope.parent.is_none() {
            let from = out.mention(&file.tenant, "azure")?;
            let to = out.mention(&scope.name, "azure")?;
            let edge = OwnedEdge::plain(EdgeKind::Contains, from, to);
            out.records.0.push(OwnedRecord::Edge(edge));
        }
        if let Some(above) = scope.parent.and_then(|position| tree.get(position)) {
            let from = out.mention(&above.name, "azure")?;
            let to = out.mention(&scope.name, "azure")?;
            let edge = OwnedEdge::plain(EdgeKind::Contains, from, to);
            out.records.0.push(OwnedRecord::Edge(edge));
        }
    }
    Ok(out.records)
}

pub(super) struct Emit<'a> {
    pub(super) file: &'a File,
    names: &'a NameTable,
    pub(super) records: Records,
}

impl Emit<'_> {
    fn named(&self, name: &str, place: &str) -> Result<&Named, TinyError> {
        self.names.get(name).ok_or_else(|| TinyError::UnknownName {
            name: name.to_owned(),
            place: place.to_owned(),
        })
    }

    fn mention(&self, name: &str, place: &str) -> Result<OwnedRef, TinyError> {
        let named = self.named(name, place)?;
        let kind = (named.kind != EntityKind::Unknown).then_some(named.kind);
        Ok(OwnedRef {
            id: RefId::Object(named.key),
            text: named.text.clone(),
            kind,
            name: named.stub.then(|| name.to_owned()),
        })
    }

    fn entities(&mut self) -> Result<(), TinyError> {
        let known = self
            .file
            .attributes
            .keys()
            .chain(self.file.custom_roles.keys());
        let listed = [
            &self.file.disabled,
            &self.file.enabled_unknown,
            &self.file.microsoft_365,
            &self.file.public,
        ];
        for name in known.chain(listed.into_iter().flatten()) {
            self.named(name, "attributes")?;
        }
        let scopes = scopes::read(&self.file.azure)?;
        for (name, named) in self.names {
            if named.stub {
                continue;
            }
            let mut attributes = self.implied(name, named);
            if let Some(scope) = scopes.iter().find(|scope| scope.name == *name) {
                let text = scope.resource_type.to_owned();
                if !text.is_empty() {
                    attributes.push((Attribute::ResourceType, OwnedValue::Text(text)));
                }
            }
            for (key, value) in self.file.attributes.get(name).into_iter().flatten() {
                let (attribute, value) = stated(key, value)?;
                attributes.retain(|(own, _)| *own != attribute);
                attributes.push((attribute, value));
            }
            let object = OwnedRef {
                name: Some(name.clone()),
                ..self.mention(name, "entities")?
            };
            let actions = self.file.custom_roles.get(name);
            self.records.0.push(OwnedRecord::Entity(OwnedEntity {
                object,
                kind: named.kind,
                attributes,
                rest: actions.map_or_else(String::new, |actions| role_permissions(actions)),
                provenance: NOWHERE,
            }));
        }
        Ok(())
    }

    // What follows from the kind of a thing and from the lists it stands in.
    fn implied(&self, name: &String, named: &Named) -> Vec<(Attribute, OwnedValue)> {
        let text = |text: &str| OwnedValue::Text(text.to_owned());
        let own = key_of_name(&self.file.tenant).to_string();
        let mut attributes = Vec::new();
        let mut add = |attribute, value| attributes.push((attribute, value));
        match named.kind {
            EntityKind::Tenant => add(Attribute::Collected, OwnedValue::Boolean(true)),
            EntityKind::Group => {
                add(Attribute::SecurityEnabled, OwnedValue::Boolean(true));
                if self.file.microsoft_365.contains(name) {
                    add(Attribute::GroupTypes, text("Unified"));
                }
                let visibility = match self.file.public.contains(name) {
                    true => "Public",
                    false => "Private",
                };
                add(Attribute::Visibility, text(visibility));
            }
            EntityKind::DirectoryRole => {
                add(Attribute::TemplateId, text(&named.key.to_string()));
                let built_in = built_in(name).is_some();
                add(Attribute::IsBuiltIn, OwnedValue::Boolean(built_in));
                add(Attribute::IsEnabled, OwnedValue::Boolean(true));
            }
            EntityKind::User => {
                let user_type = if named.guest { "Guest" } else { "Member" };
                add(Attribute::UserType, text(user_type));
                let local = name.to_lowercase().replace(' ', ".");
                let upn = match named.guest {
                    true => format!("{local}_partner.example#EXT#@contoso.example"),
                    false => format!("{local}@contoso.example"),
                };
                add(Attribute::UserPrincipalName, OwnedValue::Text(upn));
            }
            EntityKind::ManagedIdentity => {
                add(Attribute::ServicePrincipalType, text("ManagedIdentity"));
            }
            EntityKind::ServicePrincipal => add(Attribute::ServicePrincipalType, text("Legacy")),
            EntityKind::App => {
                add(Attribute::ServicePrincipalType, text("Application"));
                if let Some(app) = self.file.apps.get(name) {
                    let required = OwnedValue::Boolean(!app.open);
                    add(Attribute::AppRoleAssignmentRequired, required);
                    let owner = match app.publisher {
                        Publisher::Own => own,
                        Publisher::Microsoft => MICROSOFT.to_owned(),
                        Publisher::Other => key_of_name("another tenant").to_string(),
                    };
                    let owner = OwnedValue::Text(owner);
                    add(Attribute::AppOwnerOrganizationId, owner);
                }
            }
            _ => {}
        }
        let has_account = named.kind.is_principal() || named.kind == EntityKind::Device;
        if has_account && !self.file.enabled_unknown.contains(name) {
            let enabled = !self.file.disabled.contains(name);
            add(Attribute::AccountEnabled, OwnedValue::Boolean(enabled));
        }
        attributes
    }

    fn app(&mut self, name: &str, app: &App) -> Result<(), TinyError> {
        let mention = self.mention(name, "apps")?;
        for role in &app.roles {
            self.records.0.push(OwnedRecord::RoleDefinition {
                app: mention.clone(),
                role: role_of(role),
            });
        }
        for grant in &app.assigned {
            let grant = grant.full();
            let mut edge = self.edge(EdgeKind::AppAssignment, &grant, name, "apps")?;
            if edge.role.is_none() {
                edge.role = Some(OwnedRole {
                    id: DEFAULT_ACCESS.to_owned(),
                    name: None,
                });
            }
            self.records.0.push(OwnedRecord::Edge(edge));
        }
        Ok(())
    }

    fn holders(
        &mut self,
        held: &BTreeMap<String, Vec<GrantText>>,
        kind: EdgeKind,
        place: &str,
    ) -> Result<(), TinyError> {
        for (name, grants) in held {
            for grant in grants {
                let edge = self.edge(kind, &grant.full(), name, place)?;
                self.records.0.push(OwnedRecord::Edge(edge));
            }
        }
        Ok(())
    }

    pub(super) fn edge(
        &self,
        kind: EdgeKind,
        grant: &Grant,
        held: &str,
        place: &str,
    ) -> Result<OwnedEdge, TinyError> {
        let from = match grant.to.as_str() {
            "everyone" if place == "denies" => azure::everyone(),
            name if place == "packages" => match class_of(name) {
                Some(class) => class,
                None => self.mention(name, place)?,
            },
            name => self.mention(name, place)?,
        };
        let to = self.mention(held, place)?;
        // Whatever a package gives, and being let into one, has to be asked for.
        let is_package = |end: &OwnedRef| end.kind == Some(EntityKind::AccessPackage);
        let is_asked = place == "packages" || is_package(&from);
        let state = match &grant.state {
            None if is_asked => AccessState::Requestable,
            stated => state(stated.as_deref(), place)?,
        };
        let instant = |text: &Option<String>| {
            let text = text.as_deref();
            text.map(|text| time(text, place)).transpose()
        };
        let scope = grant.scope.as_deref();
        Ok(OwnedEdge {
            state,
            role: grant.role.as_deref().map(role_of),
            scope: scope.map(|name| self.mention(name, place)).transpose()?,
            valid_from: instant(&grant.from)?,
            valid_to: instant(&grant.until)?,
            condition: grant.condition.clone(),
            ..OwnedEdge::plain(kind, from, to)
        })
    }
}

/// The users whom a policy of a package means without naming them.
fn class_of(name: &str) -> Option<OwnedRef> {
    let class = match name {
        "all members" => UserClass::Members,
        "all users" => UserClass::Everyone,
        "connected organisations" => UserClass::ConnectedOrganisations,
        "outsiders" => UserClass::Outsiders,
        _ => return None,
    };
    Some(OwnedRef {
        name: Some(class.name().to_owned()),
        text: Some(class.id().to_owned()),
        ..OwnedRef::object(ObjectKey::of(class.id()), Some(EntityKind::UserClass))
    })
}

/// What a custom role allows, as an export writes it.
fn role_permissions(actions: &[String]) -> String {
    let quoted: Vec<String> = actions
        .iter()
        .map(|action| format!("\"{action}\""))
        .collect();
    let actions = quoted.join(",");
    format!("{{\"rolePermissions\":[{{\"allowedResourceActions\":[{actions}]}}]}}")
}

pub(super) fn role_of(name: &str) -> OwnedRole {
    let key = built_in(name).unwrap_or_else(|| key_of_name(name));
    OwnedRole {
        id: key.to_string(),
        name: Some(name.to_owned()),
    }
}

fn stated(name: &str, value: &toml::Value) -> Result<(Attribute, OwnedValue), TinyError> {
    let wrong = |wanted| TinyError::Value {
        value: name.to_owned(),
        place: "attributes".to_owned(),
        wanted,
    };
    let attribute =
        Attribute::from_name(name).ok_or_else(|| wrong("the name of a known attribute"))?;
    let value = match (attribute.value_type(), value) {
        (ValueType::Text, toml::Value::String(text)) => OwnedValue::Text(text.clone()),
        (ValueType::Boolean, toml::Value::Boolean(boolean)) => OwnedValue::Boolean(*boolean),
        (ValueType::Time, toml::Value::String(text)) => OwnedValue::Time(time(text, name)?),
        _ => return Err(wrong("given a value of its type")),
    };
    Ok((attribute, value))
}
