//! Key Vault access policies: one record each, and once more inside the vault's own record.

use super::emitter::{Emitter, odd};
use super::id::Id;
use super::scope::scope_id;
use crate::decode::json::{Members, Object, Objects, Scalar, Texts, skip};
use enfilade_model::{EdgeKind, EdgeRecord, EntityKind, RoleRecord};
use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use std::borrow::Cow;
use std::collections::BTreeMap;

#[derive(Default)]
struct Policy<'de> {
    object: Option<Cow<'de, str>>,
    application: Option<Cow<'de, str>>,
    vault: Option<Cow<'de, str>>,
    permissions: Permissions,
}

impl<'de> Members<'de> for Policy<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let slot = match key {
            "permissions" => return map.next_value_seed(Object(&mut self.permissions)),
            "objectId" | "ObjectId" => &mut self.object,
            "applicationId" | "ApplicationId" => &mut self.application,
            // Az PowerShell has a list for each area.
            "PermissionsToKeys" => return self.permissions.member("keys", map),
            "PermissionsToSecrets" => return self.permissions.member("secrets", map),
            "PermissionsToCertificates" => return self.permissions.member("certificates", map),
            "PermissionsToStorage" => return self.permissions.member("storage", map),
            "keyVaultId" => &mut self.vault,
            _ => return skip(map),
        };
        if let Scalar::Text(text) = map.next_value()? {
            *slot = Some(text);
        }
        Ok(())
    }
}

/// What a policy permits, by area (secrets, keys, certificates, storage).
#[derive(Default)]
struct Permissions(BTreeMap<String, Vec<String>>);

impl<'de> Members<'de> for Permissions {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let mut list = Vec::new();
        map.next_value_seed(Texts::new(|text| list.push(text.to_lowercase())))?;
        list.sort_unstable();
        list.dedup();
        if !list.is_empty() {
            self.0.insert(key.to_lowercase(), list);
        }
        Ok(())
    }
}

impl Permissions {
    /// All permissions in a few words, the same for any order: `keys: get; secrets: get, list`.
    fn summary(&self) -> String {
        let areas: Vec<String> = self
            .0
            .iter()
            .map(|(area, list)| format!("{area}: {}", list.join(", ")))
            .collect();
        areas.join("; ")
    }
}

/// Reads a policy that is a record of its own.
pub(crate) fn policy<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let mut policy = Policy::default();
    Object(&mut policy).deserialize(data)?;
    let written = policy.vault.take();
    if let Some(vault) = scope_id(written.as_ref(), "the vault of an access policy", out) {
        out.place(&vault, written.as_deref().unwrap_or_default());
        emit(&policy, &vault, out);
    }
    Ok(())
}

/// Reads the policies in the `properties` of a vault.
pub(super) fn policies_of(properties: &str, vault: &Id<'_>, out: &mut Emitter<'_>) {
    let mut reader = VaultProperties {
        one: Policy::default(),
        vault,
        out,
    };
    let mut deserializer = serde_json::Deserializer::from_str(properties);
    Object(&mut reader).deserialize(&mut deserializer).ok();
}

struct VaultProperties<'e, 's, 'de> {
    one: Policy<'de>,
    vault: &'e Id<'e>,
    out: &'e mut Emitter<'s>,
}

impl<'de> Members<'de> for VaultProperties<'_, '_, 'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        if key == "accessPolicies" {
            map.next_value_seed(Objects(&mut Entries(self)))
        } else {
            skip(map)
        }
    }
}

struct Entries<'a, 'e, 's, 'de>(&'a mut VaultProperties<'e, 's, 'de>);

impl<'de> Members<'de> for Entries<'_, '_, '_, 'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        self.0.one.member(key, map)
    }

    fn complete(&mut self) {
        let policy = std::mem::take(&mut self.0.one);
        emit(&policy, self.0.vault, self.0.out);
    }

    fn misfit(&mut self) {
        self.0
            .out
            .odd(odd::WRONG_TYPE, || "an access policy of a vault".to_owned());
    }
}

fn emit(policy: &Policy<'_>, vault: &Id<'_>, out: &mut Emitter<'_>) {
    let Some(principal) = out.object_id(policy.object.as_ref(), "an access policy") else {
        return;
    };
    // With an application the policy holds only for sign-ins through that application.
    let application = policy.application.as_ref().and_then(Id::read);
    let condition = application.map(|id| format!("only through application {}", id.key));
    let summary = policy.permissions.summary();
    let role = RoleRecord {
        id: &summary,
        name: Some(&summary),
    };
    out.edge(EdgeRecord {
        role: (!summary.is_empty()).then_some(role),
        condition: condition.as_deref(),
        ..EdgeRecord::plain(
            EdgeKind::VaultPolicy,
            principal.mention(None),
            vault.mention(Some(EntityKind::Vault)),
            out.provenance,
        )
    });
}
