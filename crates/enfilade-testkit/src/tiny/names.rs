//! The names that a tiny tenant introduces, and what each is.

use super::notation::File;
use super::{Named, TinyError, key_of_name, scopes};
use crate::records::OwnedRole;
use enfilade_model::{EntityKind, ObjectKey};
use std::collections::BTreeMap;

pub(super) type NameTable = BTreeMap<String, Named>;

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

/// The id that a name has in every tenant, if it is one of those.
pub(super) fn built_in(name: &str) -> Option<ObjectKey> {
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

/// The role of a name.
pub(super) fn role_of(name: &str) -> OwnedRole {
    let key = built_in(name).unwrap_or_else(|| key_of_name(name));
    OwnedRole {
        id: key.to_string(),
        name: Some(name.to_owned()),
    }
}
