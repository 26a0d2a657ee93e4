//! Nodes of BloodHound's kinds for Azure, in the words of Graph.
//!
//! Source: <https://github.com/SpecterOps/BloodHound>, `packages/go/graphschema/azure/azure.go` for the
//! kinds and properties, `packages/go/ein/azure.go` for what they are made of.

use crate::decode::raw;
use crate::facts::id::Id;
use crate::facts::{Emitter, app, azure, entity, odd};
use crate::format::fields::Fields;
use crate::format::graph::{self, Graph};
use crate::format::listing::Listing;
use enfilade_model::{Attribute, EntityKind, EntityRecord, ObjectRef};
use std::borrow::Cow;

/// A node of a kind that is known.
pub(super) struct Node<'de> {
    pub(super) kind: EntityKind,
    pub(super) id: Id<'de>,
    /// The id as the file writes it.
    pub(super) written: Cow<'de, str>,
    pub(super) properties: Fields<'de>,
}

impl<'de> Node<'de> {
    /// The node that a record is.
    pub(super) fn of(fields: &Fields<'de>, kinds: &[Cow<'_, str>]) -> Option<Node<'de>> {
        let mut known: Vec<EntityKind> = kinds.iter().filter_map(|kind| kind_of(kind)).collect();
        // Every node of Azure's may have the base kind as well.
        known.sort_by_key(|kind| *kind == EntityKind::Unknown);
        let kind = known.first().copied()?;
        let written = fields.text("id")?;
        let id = Id::read(&match kind {
            EntityKind::DirectoryRole => Cow::Owned(role_id(&written).to_owned()),
            _ => written.clone(),
        })?;
        Some(Node {
            kind,
            id,
            written,
            properties: fields.object("properties").unwrap_or_default(),
        })
    }

    /// What record of Graph the node is, if it is one.
    pub(super) fn graph_kind(&self) -> Option<graph::Kind> {
        Some(match self.kind {
            EntityKind::User => graph::Kind::User,
            EntityKind::Group => graph::Kind::Group,
            EntityKind::ServicePrincipal => graph::Kind::ServicePrincipal,
            EntityKind::Device => graph::Kind::Device,
            EntityKind::DirectoryRole => graph::Kind::RoleDefinition,
            // BloodHound keeps tenants that it merely saw as well.
            EntityKind::Tenant if self.properties.json("collected") != Some("false") => {
                graph::Kind::Organization
            }
            _ => return None,
        })
    }

    /// Hands on what the node says of its object, as one of a list of Graph's that says its kind.
    pub(super) fn describe(&self, listing: &Listing, graph: &mut Graph, out: &mut Emitter<'_>) {
        if listing.kind.is_none() {
            return match self.kind {
                EntityKind::Registration => self.application(out),
                kind if kind.is_azure_scope() => self.scope(out),
                kind => self.named(kind, out),
            };
        }
        let mut made = Vec::new();
        let fields = self.fields(&mut made);
        graph.record(&fields, listing, out);
    }

    /// The node as a record of Graph; what is not in the file as Graph would write it goes to `made`.
    fn fields<'j>(&'j self, made: &'j mut Vec<String>) -> Fields<'j> {
        let has_name = self.properties.has("displayname");
        let members = || {
            let all = self.properties.iter().map(|(name, json)| {
                let field = match field_of(name) {
                    // Upper case, with the tenant's name behind it.
                    "name" if has_name => "",
                    "name" => "displayName",
                    "accountEnabled" if self.kind == EntityKind::DirectoryRole => "isEnabled",
                    field => field,
                };
                (field, json)
            });
            all.filter(|(field, _)| !field.is_empty())
        };
        let mut id = String::new();
        raw::push_text(
            &mut id,
            self.id.text.as_deref().unwrap_or(&self.id.key.to_string()),
        );
        made.push(id);
        made.extend(members().filter_map(|(field, json)| rewritten(field, json)));
        let mut made = made.iter().map(String::as_str);
        let mut fields = Fields::default();
        fields.push(Cow::Borrowed("id"), made.next().unwrap_or("null"));
        for (field, json) in members() {
            let json = match is_rewritten(field, json) {
                true => made.next().unwrap_or("null"),
                false => json,
            };
            let field = match field {
                "enableRbacAuthorization" => "properties",
                field => field,
            };
            fields.push(Cow::Borrowed(field), json);
        }
        fields
    }

    /// A registration, which is known by its client id only.
    fn application(&self, out: &mut Emitter<'_>) {
        let mut made = Vec::new();
        let fields = self.fields(&mut made);
        let Ok(mut app) = entity::read(&app::REGISTRATION, &fields, out) else {
            return out.odd(odd::WRONG_TYPE, || format!("the app `{}`", self.written));
        };
        app.set_text(Attribute::AppId, Cow::Owned(self.id.key.to_string()));
        app.emit_as(
            ObjectRef::client(self.id.key, EntityKind::Registration),
            EntityKind::Registration,
            out,
        );
    }

    /// A scope of Azure.
    fn scope(&self, out: &mut Emitter<'_>) {
        let mut made = Vec::new();
        let fields = self.fields(&mut made);
        let read = match self.kind {
            EntityKind::Subscription => azure::subscription(&fields, out),
            kind => azure::listed_resource(kind, &fields, out),
        };
        if let Err(error) = read {
            out.odd(odd::WRONG_TYPE, || error.to_string());
        }
    }

    /// A tenant that was merely seen, or something that the file does not say the kind of.
    fn named(&self, kind: EntityKind, out: &mut Emitter<'_>) {
        let name = self.properties.text("displayname");
        let name = name.or_else(|| self.properties.text("name"));
        out.entity(EntityRecord {
            object: self
                .id
                .mention(Some(kind).filter(|kind| *kind != EntityKind::Unknown))
                .with_name(name.as_deref()),
            kind,
            attributes: &[],
            rest: "",
            provenance: out.provenance,
        });
    }
}

/// The kind of entity that BloodHound's kind is; none if it is not Azure's.
pub(super) fn kind_of(kind: &str) -> Option<EntityKind> {
    Some(match kind {
        "AZTenant" => EntityKind::Tenant,
        "AZUser" => EntityKind::User,
        "AZGroup" | "AZGroup365" => EntityKind::Group,
        "AZServicePrincipal" => EntityKind::ServicePrincipal,
        "AZApp" => EntityKind::Registration,
        "AZDevice" => EntityKind::Device,
        "AZRole" => EntityKind::DirectoryRole,
        "AZManagementGroup" => EntityKind::ManagementGroup,
        "AZSubscription" => EntityKind::Subscription,
        "AZResourceGroup" => EntityKind::ResourceGroup,
        "AZKeyVault" => EntityKind::Vault,
        "AZVM"
        | "AZVMScaleSet"
        | "AZManagedCluster"
        | "AZContainerRegistry"
        | "AZWebApp"
        | "AZFunctionApp"
        | "AZLogicApp"
        | "AZAutomationAccount" => EntityKind::AzureResource,
        "AZBase" => EntityKind::Unknown,
        _ => return None,
    })
}

/// The id of a role, before the tenant's.
pub(super) fn role_id(id: &str) -> &str {
    id.split('@').next().unwrap_or_default()
}

/// Graph's name of a property; itself if Graph has none; empty if it says nothing of the object.
fn field_of(property: &str) -> &str {
    match property {
        "displayname" => "displayName",
        "userprincipalname" => "userPrincipalName",
        "email" => "mail",
        "usertype" => "userType",
        "enabled" => "accountEnabled",
        "whencreated" => "createdDateTime",
        "pwdlastset" => "lastPasswordChangeDateTime",
        "title" => "jobTitle",
        "onpremid" => "onPremisesSecurityIdentifier",
        "onpremsyncenabled" => "onPremisesSyncEnabled",
        "securityenabled" => "securityEnabled",
        "isassignabletorole" => "isAssignableToRole",
        "membershiprule" => "membershipRule",
        "appid" => "appId",
        "appdisplayname" => "appDisplayName",
        "appownerorganizationid" => "appOwnerOrganizationId",
        "serviceprincipaltype" => "servicePrincipalType",
        "signinaudience" => "signInAudience",
        "publisherdomain" => "publisherDomain",
        "operatingsystem" => "operatingSystem",
        "operatingsystemversion" => "operatingSystemVersion",
        "deviceid" => "deviceId",
        "trusttype" | "trustype" => "trustType",
        "isbuiltin" => "isBuiltIn",
        "templateid" => "templateId",
        "tenantid" => "tenantId",
        "enablerbacauthorization" => "enableRbacAuthorization",
        // BloodHound's notes about the node.
        "id" | "objectid" | "collected" | "lastseen" | "lastcollected" | "reconcile"
        | "system_tags" | "user_tags" => "",
        other => other,
    }
}

/// Whether a value is none that Graph would write for the field.
fn is_rewritten(field: &str, json: &str) -> bool {
    let is_number = || !json.starts_with('"') && json.parse::<f64>().is_ok();
    field == "enableRbacAuthorization" || field.ends_with("DateTime") && is_number()
}

/// The value that Graph would write, where it is another. BloodHound may keep seconds since 1970.
fn rewritten(field: &str, json: &str) -> Option<String> {
    if !is_rewritten(field, json) {
        return None;
    }
    if field == "enableRbacAuthorization" {
        return Some(format!("{{\"{field}\":{json}}}"));
    }
    Some(match json.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds < 1e11 => {
            format!("\"/Date({:.0})/\"", seconds * 1000.0)
        }
        _ => "null".to_owned(),
    })
}
