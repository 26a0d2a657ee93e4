//! A large tenant as pages of Microsoft Graph, the way a collector saves them.
//!
//! Collections come in pages of 999 (`users/0001.json`, ...), all but the last with a link to the
//! next. What each group and app has (members, assignments) comes from batches of twenty requests,
//! each answer under the path that was asked for. Azure is another service and is not here.

use super::export::{created, describe};
use super::{Holder, Large, What, members};
use crate::large::roles::roles;
use serde_json::{Value, json};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How many records a page has.
const PAGE: usize = 999;
/// How many requests a batch has.
const BATCH: usize = 20;

/// Writes the pages into a folder, which is made if it is not there.
///
/// # Errors
/// If a file cannot be written.
pub fn write(large: &Large, folder: &Path) -> io::Result<()> {
    let mut users = Pages::new(folder, "users", "users")?;
    for number in 0..large.users {
        users.push(user(large, number))?;
    }
    users.finish()?;
    let mut groups = Pages::new(folder, "groups", "groups")?;
    for number in 0..large.groups {
        groups.push(group(large, number))?;
    }
    groups.finish()?;
    let mut apps = Pages::new(folder, "servicePrincipals", "servicePrincipals")?;
    for number in 0..large.apps {
        apps.push(app(large, number))?;
    }
    apps.finish()?;
    memberships(large, folder)?;
    assignments(large, folder)?;
    directory_roles(large, folder)
}

fn context(collection: &str) -> String {
    format!("https://graph.microsoft.com/beta/$metadata#{collection}")
}

/// The pages of a collection, each a file.
struct Pages {
    folder: PathBuf,
    collection: &'static str,
    number: u32,
    records: Vec<Value>,
}

impl Pages {
    fn new(folder: &Path, name: &str, collection: &'static str) -> io::Result<Pages> {
        let folder = folder.join(name);
        fs::create_dir_all(&folder)?;
        Ok(Pages {
            folder,
            collection,
            number: 1,
            records: Vec::new(),
        })
    }

    fn push(&mut self, record: Value) -> io::Result<()> {
        if self.records.len() == PAGE {
            self.write(true)?;
        }
        self.records.push(record);
        Ok(())
    }

    fn write(&mut self, has_next: bool) -> io::Result<()> {
        let mut page = json!({"@odata.context": context(self.collection)});
        if has_next {
            let next = format!(
                "https://graph.microsoft.com/beta/{}?$skiptoken={}",
                self.collection, self.number
            );
            page["@odata.nextLink"] = json!(next);
        }
        page["value"] = std::mem::take(&mut self.records).into();
        let file = self.folder.join(format!("{:04}.json", self.number));
        self.number += 1;
        fs::write(file, page.to_string())
    }

    fn finish(mut self) -> io::Result<()> {
        self.write(false)
    }
}

/// The answers to requests, twenty in a file.
struct Batches {
    folder: PathBuf,
    number: u32,
    answers: Vec<Value>,
}

impl Batches {
    fn new(folder: &Path, name: &str) -> io::Result<Batches> {
        let folder = folder.join(name);
        fs::create_dir_all(&folder)?;
        Ok(Batches {
            folder,
            number: 1,
            answers: Vec::new(),
        })
    }

    fn push(&mut self, request: String, collection: &str, records: Vec<Value>) -> io::Result<()> {
        self.answers.push(json!({
            "id": request,
            "status": 200,
            "headers": {"Content-Type": "application/json"},
            "body": {"@odata.context": context(collection), "value": records},
        }));
        match self.answers.len() {
            BATCH => self.write(),
            _ => Ok(()),
        }
    }

    fn write(&mut self) -> io::Result<()> {
        let answers = std::mem::take(&mut self.answers);
        let file = self.folder.join(format!("{:04}.json", self.number));
        self.number += 1;
        fs::write(file, json!({"responses": answers}).to_string())
    }

    fn finish(mut self) -> io::Result<()> {
        match self.answers.is_empty() {
            true => Ok(()),
            false => self.write(),
        }
    }
}

fn user(large: &Large, number: u32) -> Value {
    let user = large.user(number);
    json!({
        "id": large.id(What::User, number).to_string(),
        "displayName": user.name,
        "userPrincipalName": user.upn,
        "mail": user.mail,
        "userType": if user.guest { "Guest" } else { "Member" },
        "accountEnabled": user.enabled,
        "createdDateTime": created(large, What::User, number),
        "jobTitle": user.title,
        "department": null,
        "onPremisesSyncEnabled": null,
    })
}

fn group(large: &Large, number: u32) -> Value {
    json!({
        "id": large.id(What::Group, number).to_string(),
        "displayName": large.group_name(number),
        "createdDateTime": created(large, What::Group, number),
        "groupTypes": [],
        "securityEnabled": true,
        "mailEnabled": false,
        "membershipRule": null,
        "isAssignableToRole": null,
    })
}

fn app(large: &Large, number: u32) -> Value {
    let app = large.app(number);
    json!({
        "id": large.id(What::App, number).to_string(),
        "appId": large.other_id(What::App, 1 << 29 | number).to_string(),
        "displayName": app.name,
        "accountEnabled": app.enabled,
        "appRoleAssignmentRequired": app.required,
        "servicePrincipalType": "Application",
        "createdDateTime": created(large, What::App, number),
        "appRoles": [{"id": app_role(large, number), "displayName": "User", "value": "User", "isEnabled": true, "allowedMemberTypes": ["User"]}],
    })
}

/// The id of an app's only role.
fn app_role(large: &Large, app: u32) -> String {
    large.other_id(What::App, 1 << 28 | app).to_string()
}

fn memberships(large: &Large, folder: &Path) -> io::Result<()> {
    let mut nested: Vec<(u32, u32)> = (0..large.groups)
        .flat_map(|child| {
            large
                .parents(child)
                .into_iter()
                .map(move |parent| (parent, child))
        })
        .collect();
    nested.sort_unstable();
    let mut batches = Batches::new(folder, "members")?;
    members::by_group(
        large,
        |at| at,
        |at| at,
        |group, users| {
            let from = nested.partition_point(|(parent, _)| *parent < group);
            let children = nested[from..]
                .iter()
                .take_while(|(parent, _)| *parent == group);
            let users = users.iter().map(|&user| Holder::User(user));
            let members = users.chain(children.map(|(_, child)| Holder::Group(*child)));
            let members = members.map(|member| {
                let described = describe(large, member);
                json!({
                    "@odata.type": described.odata_type,
                    "id": described.id.to_lowercase(),
                    "displayName": described.name,
                })
            });
            let request = format!("/groups/{}/members", large.id(What::Group, group));
            batches.push(request, "directoryObjects", members.collect())
        },
    )?;
    batches.finish()
}

fn assignments(large: &Large, folder: &Path) -> io::Result<()> {
    let mut batches = Batches::new(folder, "appRoleAssignedTo")?;
    for app in 0..large.apps {
        let assigned = (0..).zip(large.assigned(app)).map(|(number, holder)| {
            let described = describe(large, holder);
            json!({
                "id": large.other_id(What::Assignment, app << 4 | number).to_string(),
                "appRoleId": app_role(large, app),
                "principalId": described.id.to_lowercase(),
                "principalType": described.principal_type,
                "principalDisplayName": described.name,
                "resourceId": large.id(What::App, app).to_string(),
            })
        });
        let request = format!(
            "/servicePrincipals/{}/appRoleAssignedTo",
            large.id(What::App, app)
        );
        batches.push(request, "appRoleAssignments", assigned.collect())?;
    }
    batches.finish()
}

fn directory_roles(large: &Large, folder: &Path) -> io::Result<()> {
    let mut definitions = Pages::new(
        folder,
        "roleDefinitions",
        "roleManagement/directory/roleDefinitions",
    )?;
    let mut active = Pages::new(
        folder,
        "roleAssignments",
        "roleManagement/directory/roleAssignments",
    )?;
    let instances = "roleManagement/directory/roleEligibilityScheduleInstances";
    let mut eligible = Pages::new(folder, "roleEligibilityScheduleInstances", instances)?;
    for role in roles(large) {
        let template = role.template;
        definitions.push(json!({
            "id": template,
            "templateId": template,
            "displayName": role.name,
            "isBuiltIn": true,
            "isEnabled": true,
        }))?;
        let assignment = |user: u32| {
            json!({
                "id": format!("{template}-{user}"),
                "roleDefinitionId": template,
                "principalId": large.id(What::User, user).to_string(),
                "directoryScopeId": "/",
            })
        };
        role.active
            .iter()
            .try_for_each(|&user| active.push(assignment(user)))?;
        role.eligible
            .iter()
            .try_for_each(|&user| eligible.push(assignment(user)))?;
    }
    definitions.finish()?;
    active.finish()?;
    eligible.finish()
}
