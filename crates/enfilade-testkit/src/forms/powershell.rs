//! What the cmdlets of Microsoft Graph and Az give to `ConvertTo-Json -Depth 20`.
//!
//! Properties begin with a capital, a list of one is the object itself, an empty list is nothing, and
//! members of a list of members are ids with everything else in `AdditionalProperties`. Cmdlets page by
//! themselves. Each list of one object is a file with the object's id in its path.

use super::{records, responses};
use crate::answers::{self, File};
use enfilade_graph::Graph;
use serde_json::{Map, Value, json};

/// The files of an export.
pub(super) fn write(graph: &Graph) -> Vec<File> {
    let mut users = Vec::new();
    let mut files = Vec::new();
    for (path, text) in answers::write(graph) {
        let is_lines = path.ends_with(".ndjson");
        let page: Value = match is_lines {
            true => text
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok())
                .collect::<Vec<Value>>()
                .into(),
            false => serde_json::from_str(&text).unwrap_or_default(),
        };
        if path.starts_with("users-") {
            users.extend(records(&page).iter().map(spelt));
        } else if path.starts_with("batch-") {
            for response in responses(&page) {
                let name = response["id"].as_str().unwrap_or_default();
                push(
                    &mut files,
                    format!("{name}.json"),
                    converted(name, &response["body"]),
                );
            }
        } else {
            let path = path.replace(".ndjson", ".json");
            let list = converted(path.trim_end_matches(".json"), &page);
            push(&mut files, path, list);
        }
    }
    push(&mut files, "users.json".to_owned(), users);
    files
}

/// Adds what `ConvertTo-Json` makes of a list.
fn push(files: &mut Vec<File>, path: String, list: Vec<Value>) {
    match list.as_slice() {
        // Nothing comes out of the pipe.
        [] => {}
        [one] => files.push((path, one.to_string())),
        _ => files.push((path, json!(list).to_string())),
    }
}

fn converted(path: &str, page: &Value) -> Vec<Value> {
    let is_mentions = path.ends_with("/members") || path.ends_with("/owners");
    let convert = match path {
        _ if is_mentions => mention,
        "azure-roleDefinitions" | "azure-denyAssignments" => permissions,
        _ if path.starts_with("azure-") => az,
        // `Search-AzGraph` keeps the spelling of its answers.
        "resources" | "descendants" => Value::clone,
        _ => spelt,
    };
    records(page).iter().map(convert).collect()
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A value with its properties in PowerShell's spelling.
fn spelt(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| !name.starts_with('@'))
            .map(|(name, value)| (capital(name), spelt(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(spelt).collect(),
        other => other.clone(),
    }
}

/// A member or owner: an id, and what its type does not have.
fn mention(value: &Value) -> Value {
    let mut rest = value.as_object().cloned().unwrap_or_default();
    let id = rest.remove("id");
    json!({"Id": id, "DeletedDateTime": null, "AdditionalProperties": rest})
}

/// An object of Azure as Az writes it: flat, and an assignment under names of its own.
fn az(value: &Value) -> Value {
    let mut fields = value.as_object().cloned().unwrap_or_default();
    let kind = fields
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if let Some(Value::Object(inner)) = fields.remove("properties") {
        fields.extend(inner);
    }
    if kind == "Microsoft.Authorization/roleAssignments" {
        for (from, to) in [
            ("id", "roleAssignmentId"),
            ("principalId", "objectId"),
            ("principalType", "objectType"),
        ] {
            if let Some(value) = fields.remove(from) {
                fields.insert(to.to_owned(), value);
            }
        }
        fields.remove("type");
    }
    spelt(&Value::Object(fields))
}

/// What a role allows or a deny assignment denies: one permission, laid flat, its parts under names of
/// their own.
fn permissions(value: &Value) -> Value {
    let properties = &value["properties"];
    let mut fields = Map::new();
    let id = value["id"].as_str().unwrap_or_default();
    let name = &properties["roleName"];
    if name.is_string() {
        fields.insert("Name".to_owned(), name.clone());
        fields.insert("Id".to_owned(), json!(id.rsplit('/').next()));
        fields.insert("AssignableScopes".to_owned(), json!(["/"]));
    } else {
        fields.insert("Id".to_owned(), json!(id));
        fields.insert(
            "DenyAssignmentName".to_owned(),
            properties["denyAssignmentName"].clone(),
        );
        fields.insert("Scope".to_owned(), properties["scope"].clone());
        for list in ["principals", "excludePrincipals"] {
            let principals = properties[list].as_array().into_iter().flatten();
            let renamed = principals.map(|principal| {
                json!({"ObjectId": principal["id"], "ObjectType": principal["type"], "DisplayName": null})
            });
            fields.insert(capital(list), renamed.collect());
        }
    }
    for list in ["actions", "notActions", "dataActions", "notDataActions"] {
        fields.insert(capital(list), properties["permissions"][0][list].clone());
    }
    Value::Object(fields)
}
