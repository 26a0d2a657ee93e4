//! Graph's objects with their lists in them, and what the Azure CLI prints.
//!
//! `$expand` gives twenty items of a list and does not say that there are more. The CLI lays flat what
//! REST nests in `properties`.

use super::{records, responses};
use crate::answers::{self, File};
use enfilade_graph::Graph;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// How many items of a list `$expand` gives.
const EXPANDED: usize = 20;

/// The files of an export.
pub(super) fn write(graph: &Graph) -> Vec<File> {
    let mut files = answers::write(graph);
    let lists = take_lists(&mut files);
    for (path, text) in &mut files {
        match path.as_str() {
            "groups.json"
            | "servicePrincipals.json"
            | "applications.json"
            | "administrativeUnits.json" => *text = expand(text, &lists),
            _ if path.starts_with("azure-") => *text = flat(text),
            _ => {}
        }
    }
    files
}

/// The lists that objects have, by the object's id: name and items.
type Lists = BTreeMap<String, Vec<(String, Value)>>;

/// Takes the files out that hold the lists of single objects.
fn take_lists(files: &mut Vec<File>) -> Lists {
    let mut lists = Lists::new();
    let mut add = |path: &str, page: &Value| {
        let mut parts = path.trim_end_matches(".json").split('/').skip(1);
        if let (Some(id), Some(name)) = (parts.next(), parts.next()) {
            let own = lists.entry(id.to_owned()).or_default();
            own.push((name.to_owned(), page["value"].clone()));
        }
    };
    files.retain(|(path, text)| {
        let page: Value = serde_json::from_str(text).unwrap_or_default();
        for response in responses(&page) {
            add(
                response["id"].as_str().unwrap_or_default(),
                &response["body"],
            );
        }
        let is_list = path.contains('/');
        if is_list {
            add(path, &page);
        }
        !is_list && !path.starts_with("batch-")
    });
    lists
}

/// Puts its lists into each object of a page.
fn expand(text: &str, lists: &Lists) -> String {
    let mut page: Value = serde_json::from_str(text).unwrap_or_default();
    let records = match &mut page {
        Value::Array(records) => records,
        page => match page["value"].as_array_mut() {
            Some(records) => records,
            None => return text.to_owned(),
        },
    };
    for record in records {
        let id = record["id"].as_str().unwrap_or_default().to_owned();
        for (name, items) in lists.get(&id).into_iter().flatten() {
            let items = items.as_array().into_iter().flatten();
            record[name] = items.take(EXPANDED).cloned().collect();
        }
    }
    page.to_string()
}

/// Lays flat what lies in `properties`.
fn flat(text: &str) -> String {
    let page: Value = serde_json::from_str(text).unwrap_or_default();
    let flat = records(&page).iter().map(|record| {
        let mut record: Map<String, Value> = record.as_object().cloned().unwrap_or_default();
        if let Some(Value::Object(inner)) = record.remove("properties") {
            record.extend(inner);
        }
        Value::Object(record)
    });
    json!(flat.collect::<Vec<_>>()).to_string()
}
