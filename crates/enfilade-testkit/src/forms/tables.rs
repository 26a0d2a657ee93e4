//! Tables: what the Entra admin centre and the Azure portal save, and PowerShell's `Export-Csv`.
//!
//! Users, groups and members are the admin centre's, with semicolons as a European spreadsheet writes
//! them; apps, their assignments and directory roles are PowerShell's; Azure is Resource Graph's, with
//! JSON in its cells. Owners, units, licences and grants nobody saves as a table.

use super::csv::{quoted, row};
use super::{records, responses};
use crate::answers::{self, File};
use enfilade_graph::{Graph, GraphView};
use enfilade_model::{AccessState, Attribute as A, EdgeKind, EntityId, EntityKind};
use serde_json::Value;

const USER: &[A] = &[
    A::UserPrincipalName,
    A::Mail,
    A::UserType,
    A::AccountEnabled,
    A::CreatedDateTime,
    A::CompanyName,
    A::Department,
    A::JobTitle,
    A::City,
    A::UsageLocation,
];

const APP: &[&str] = &[
    "id",
    "appId",
    "displayName",
    "servicePrincipalType",
    "accountEnabled",
    "appRoleAssignmentRequired",
    "appOwnerOrganizationId",
];

/// The files of an export.
pub(super) fn write(graph: &Graph) -> Vec<File> {
    let mut files = vec![
        ("exportUsers_2026-11-1.csv".to_owned(), users(graph)),
        ("exportGroups_2026-11-1.csv".to_owned(), groups(graph)),
    ];
    for group in graph
        .ids(EntityKind::Group)
        .filter(|id| !graph.is_stub(*id))
    {
        let path = format!("exportGroupMembers_{}.csv", graph.key(group));
        files.push((path, members(graph, group)));
    }
    for (path, text) in answers::write(graph) {
        let page: Value = serde_json::from_str(&text).unwrap_or_default();
        match path.as_str() {
            "servicePrincipals.json" => {
                let table = exported(records(&page), APP);
                files.push(("get-mgserviceprincipal.csv".to_owned(), table));
            }
            "roleAssignments.json" => {
                let columns = &["id", "directoryScopeId", "principalId", "roleDefinitionId"];
                let table = exported(records(&page), columns);
                files.push(("get-mgroleassignment.csv".to_owned(), table));
            }
            "resources.json" | "descendants.json" => {
                let columns = &[
                    "id",
                    "name",
                    "displayName",
                    "type",
                    "location",
                    "tenantId",
                    "identity",
                    "properties",
                ];
                let table = portal(records(&page), columns);
                files.push((path.replace(".json", ".csv"), table));
            }
            "azure-roleAssignments.json" => {
                let table = portal(records(&page), &["id", "type", "properties"]);
                files.push((path.replace(".json", ".csv"), table));
            }
            _ if path.starts_with("batch-") => {
                let assigned: Vec<Value> = responses(&page)
                    .filter(|answer| {
                        answer["id"]
                            .as_str()
                            .is_some_and(|id| id.ends_with("appRoleAssignedTo"))
                    })
                    .flat_map(|answer| records(&answer["body"]).to_vec())
                    .collect();
                let columns = &[
                    "id",
                    "appRoleId",
                    "principalId",
                    "principalType",
                    "resourceId",
                ];
                files.push((path.replace(".json", ".csv"), exported(&assigned, columns)));
            }
            _ => {}
        }
    }
    files
}

/// An attribute as the admin centre writes it.
fn shown(graph: &Graph, id: EntityId, attribute: A) -> String {
    text_of(&answers::value(graph, id, attribute))
}

fn users(graph: &Graph) -> String {
    let mut out = String::new();
    let names = USER.iter().map(|attribute| attribute.name());
    row(
        &mut out,
        ';',
        ["objectId", "displayName"].into_iter().chain(names),
    );
    for id in graph.ids(EntityKind::User).filter(|id| !graph.is_stub(*id)) {
        let own = [graph.key(id).to_string(), graph.name(id).to_owned()];
        let values = USER.iter().map(|attribute| shown(graph, id, *attribute));
        row(&mut out, ';', own.into_iter().chain(values));
    }
    out
}

fn groups(graph: &Graph) -> String {
    let mut out = String::new();
    row(
        &mut out,
        ';',
        ["id", "displayName", "groupType", "membershipType", "mail"],
    );
    for id in graph
        .ids(EntityKind::Group)
        .filter(|id| !graph.is_stub(*id))
    {
        let types = graph.text(id, A::GroupTypes).unwrap_or_default();
        let is_mailed = graph.boolean(id, A::MailEnabled) == Some(true);
        let is_secure = graph.boolean(id, A::SecurityEnabled) != Some(false);
        let kind = match (types.contains("Unified"), is_secure, is_mailed) {
            (true, ..) => "Microsoft 365",
            (_, true, true) => "Mail-enabled security",
            (_, true, false) => "Security",
            _ => "Distribution",
        };
        let membership = if types.contains("Dynamic") {
            "Dynamic"
        } else {
            "Assigned"
        };
        let (key, mail) = (graph.key(id).to_string(), shown(graph, id, A::Mail));
        row(
            &mut out,
            ';',
            [&key, graph.name(id), kind, membership, &mail],
        );
    }
    out
}

fn members(graph: &Graph, group: EntityId) -> String {
    let mut out = String::new();
    row(&mut out, ';', ["id", "displayName", "objectType"]);
    for edge in graph.edges_to(EdgeKind::Member, group).iter() {
        let kind = match graph.kind_of(edge.end) {
            EntityKind::User => "User",
            EntityKind::Group => "Group",
            EntityKind::Device => "Device",
            EntityKind::Contact => "Contact",
            EntityKind::Unknown => continue,
            _ => "ServicePrincipal",
        };
        if edge.state == AccessState::Active {
            let key = graph.key(edge.end).to_string();
            row(&mut out, ';', [&key, graph.name(edge.end), kind]);
        }
    }
    out
}

/// A value as it stands in a cell.
fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => other.to_string(),
    }
}

/// What `Export-Csv` writes: every cell in quotes, properties with a capital.
fn exported(records: &[Value], columns: &[&str]) -> String {
    let line = |cells: Vec<String>| format!("{}\r\n", cells.join(","));
    let capital = |name: &&str| {
        let (first, rest) = name.split_at(1);
        quoted(&format!("{}{rest}", first.to_uppercase()))
    };
    let mut out = "#TYPE Microsoft.Graph.PowerShell.Models\r\n".to_owned();
    out.push_str(&line(columns.iter().map(capital).collect()));
    for record in records {
        out.push_str(&line(
            columns
                .iter()
                .map(|name| quoted(&text_of(&record[*name])))
                .collect(),
        ));
    }
    out
}

/// What the portal's Resource Graph Explorer saves: JSON in the cells of what is no text.
fn portal(records: &[Value], columns: &[&str]) -> String {
    let mut out = String::new();
    row(&mut out, ',', columns);
    for record in records {
        row(
            &mut out,
            ',',
            columns.iter().map(|name| text_of(&record[*name])),
        );
    }
    out
}
