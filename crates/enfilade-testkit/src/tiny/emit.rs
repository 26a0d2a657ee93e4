//! Things of a tiny tenant, each turned into what an importer would say of it.

use super::names::{NameTable, built_in, role_of};
use super::notation::{App, File, Grant, GrantText, Publisher, state, time};
use super::{Named, TinyError, key_of_name, scopes};
use crate::records::{NOWHERE, OwnedEdge, OwnedEntity, OwnedRecord, OwnedRef, OwnedRole};
use crate::records::{OwnedValue, Records};
use enfilade_model::azure::ALL_PRINCIPALS_ID;
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EntityKind, ObjectKey, RefId, UserClass, ValueType,
};
use std::collections::BTreeMap;

/// Microsoft's own tenant, which registers its first-party apps.
const MICROSOFT: &str = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/// The role of an assignment that names none.
const DEFAULT_ACCESS: &str = "00000000-0000-0000-0000-000000000000";

/// What is said so far.
pub(super) struct Emit<'a> {
    pub(super) file: &'a File,
    names: &'a NameTable,
    pub(super) records: Records,
}

impl<'a> Emit<'a> {
    /// Nothing yet, of a file whose names these are.
    pub(super) fn new(file: &'a File, names: &'a NameTable) -> Emit<'a> {
        Emit {
            file,
            names,
            records: Records::default(),
        }
    }

    fn named(&self, name: &str, place: &str) -> Result<&Named, TinyError> {
        self.names.get(name).ok_or_else(|| TinyError::UnknownName {
            name: name.to_owned(),
            place: place.to_owned(),
        })
    }

    pub(super) fn mention(&self, name: &str, place: &str) -> Result<OwnedRef, TinyError> {
        let named = self.named(name, place)?;
        let kind = (named.kind != EntityKind::Unknown).then_some(named.kind);
        Ok(OwnedRef {
            id: RefId::Object(named.key),
            text: named.text.clone(),
            kind,
            name: named.stub.then(|| name.to_owned()),
        })
    }

    pub(super) fn entities(&mut self) -> Result<(), TinyError> {
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

    pub(super) fn app(&mut self, name: &str, app: &App) -> Result<(), TinyError> {
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

    pub(super) fn holders(
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
            "everyone" if place == "denies" => everyone(),
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

/// The principal that stands for everyone in a deny assignment.
fn everyone() -> OwnedRef {
    OwnedRef::object(ObjectKey::of(ALL_PRINCIPALS_ID), None)
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
