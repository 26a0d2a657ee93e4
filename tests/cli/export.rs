//! A tenant of a few people, written as AzureHound writes it, for tests that need little.

use std::fs;
use std::path::PathBuf;
use std::process::Output;
use tempfile::TempDir;

const TENANT: &str = "10000000-0000-0000-0000-000000000000";

/// A folder of one test, with an export in it.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// A folder with `azurehound.json`: a member, three guests, two apps, and who may use them.
    pub(crate) fn new() -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        fs::write(folder.export(), document(&records())).unwrap();
        folder
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The export.
    pub(crate) fn export(&self) -> PathBuf {
        self.path("azurehound.json")
    }

    /// Imports the export into a snapshot: where that is, and what the command said.
    pub(crate) fn import(&self) -> (PathBuf, Output) {
        let snapshot = self.path("tiny.enf");
        let mut command = crate::enfilade();
        command
            .arg("import")
            .arg(self.export())
            .arg("-o")
            .arg(&snapshot);
        let output = command.assert().code(0).get_output().clone();
        (snapshot, output)
    }

    /// The names of everything in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// The file that `azurehound list -o` writes.
pub(crate) fn document(records: &[String]) -> String {
    format!(
        "{{\n\t\"data\": [\n\t\t{}\n\t],\n\t\"meta\": {{\"type\":\"azure\",\"version\":5,\"count\":{}}}\n}}\n",
        records.join(",\n\t\t"),
        records.len()
    )
}

/// The records of the export.
pub(crate) fn records() -> Vec<String> {
    let mut records = vec![
        format!(
            "{{\"kind\":\"AZTenant\",\"data\":{{\"id\":\"/tenants/{TENANT}\",\"tenantId\":\"{TENANT}\",\
             \"displayName\":\"Tiny\",\"collected\":true}}}}"
        ),
        user(1, "Mia Member", "Member"),
        user(2, "Gina Guest", "Guest"),
        // A name that is a formula, and one that would clear the screen.
        user(3, "=HYPERLINK(1)", "Guest"),
        user(4, "\\u001b[2JGus\\u202e", "Guest"),
        app(11, "Finance Portal"),
        app(12, "Canteen"),
    ];
    for principal in 1..=4 {
        records.push(assignment(principal, 11));
    }
    records.push(assignment(1, 12));
    records
}

fn id(number: u32) -> String {
    format!("20000000-0000-0000-0000-{number:012}")
}

fn user(number: u32, name: &str, kind: &str) -> String {
    format!(
        "{{\"kind\":\"AZUser\",\"data\":{{\"id\":\"{}\",\"displayName\":\"{name}\",\"accountEnabled\":true,\
         \"userType\":\"{kind}\",\"userPrincipalName\":\"user{number}@tiny.example\",\
         \"tenantId\":\"{TENANT}\",\"tenantName\":\"Tiny\"}}}}",
        id(number)
    )
}

fn app(number: u32, name: &str) -> String {
    format!(
        "{{\"kind\":\"AZServicePrincipal\",\"data\":{{\"id\":\"{}\",\"appId\":\"{}\",\"displayName\":\"{name}\",\
         \"accountEnabled\":true,\"appRoleAssignmentRequired\":true,\"servicePrincipalType\":\"Application\",\
         \"appOwnerOrganizationId\":\"{TENANT}\",\"appRoles\":[{{\"id\":\"{}\",\"displayName\":\"Reader\",\
         \"value\":\"reader\",\"isEnabled\":true,\"allowedMemberTypes\":[\"User\"]}}],\
         \"tenantId\":\"{TENANT}\",\"tenantName\":\"Tiny\"}}}}",
        id(number),
        id(number + 100),
        id(number + 200)
    )
}

fn assignment(principal: u32, app: u32) -> String {
    format!(
        "{{\"kind\":\"AZAppRoleAssignment\",\"data\":{{\"id\":\"a{principal}-{app}\",\"appRoleId\":\"{}\",\
         \"principalId\":\"{}\",\"principalType\":\"User\",\"resourceId\":\"{}\",\"appId\":\"{}\",\
         \"tenantId\":\"{TENANT}\"}}}}",
        id(app + 200),
        id(principal),
        id(app),
        id(app + 100)
    )
}
