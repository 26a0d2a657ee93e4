//! All the facts of a tiny tenant, in the order in which an importer would say them.

use super::emit::Emit;
use super::names::NameTable;
use super::notation::File;
use super::{TinyError, azure, scopes};
use crate::records::{OwnedEdge, OwnedRecord, Records};
use enfilade_model::EdgeKind;

/// The facts of a file.
pub(super) fn records(file: &File, names: &NameTable) -> Result<Records, TinyError> {
    let mut out = Emit::new(file, names);
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
