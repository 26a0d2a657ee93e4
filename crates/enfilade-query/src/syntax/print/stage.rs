//! Stages as text.

use super::expression::{column_part, expression};
use super::set::count;
use super::tabular::{join, mv_expand, patterns, union};
use crate::syntax::ast::{Assignment, SortKey, Stage};

pub(super) fn stage(stage: &Stage) -> String {
    match stage {
        Stage::Where(condition) => format!("where {}", expression(&condition.value)),
        Stage::Project(items) => format!("project {}", columns(items)),
        Stage::Extend(items) => format!("extend {}", columns(items)),
        Stage::Summarize { aggregates, by } => {
            let made = match aggregates.is_empty() {
                true => String::new(),
                false => format!(" {}", columns(aggregates)),
            };
            let by = match by.is_empty() {
                true => String::new(),
                false => format!(" by {}", columns(by)),
            };
            format!("summarize{made}{by}")
        }
        Stage::Sort(keys) => {
            let keys: Vec<String> = keys.iter().map(key).collect();
            format!("sort by {}", keys.join(", "))
        }
        Stage::Top {
            count: most,
            key: by,
        } => format!("top {} by {}", count(&most.value), key(by)),
        Stage::Take(most) => format!("take {}", count(&most.value)),
        Stage::Distinct(items) if items.is_empty() => "distinct *".to_owned(),
        Stage::Distinct(items) => format!("distinct {}", columns(items)),
        Stage::Count => "count".to_owned(),
        Stage::ProjectAway(names) => format!("project-away {}", patterns(names)),
        Stage::ProjectKeep(names) => format!("project-keep {}", patterns(names)),
        Stage::ProjectReorder(names) => format!("project-reorder {}", patterns(names)),
        Stage::ProjectRename(items) => format!("project-rename {}", columns(items)),
        Stage::MvExpand(own) => mv_expand(own),
        Stage::Join(own) => join(own),
        Stage::Union(own) => union(own),
        Stage::Render(render) => format!("render {}", render.value.text()),
    }
}

fn columns(items: &[Assignment]) -> String {
    let items: Vec<String> = items.iter().map(item).collect();
    items.join(", ")
}

pub(super) fn item(item: &Assignment) -> String {
    let value = expression(&item.value.value);
    match &item.name {
        Some(name) => format!("{} = {value}", column_part(&name.value)),
        None => value,
    }
}

fn key(key: &SortKey) -> String {
    let order = if key.ascending { "asc" } else { "desc" };
    let nulls = match (key.nulls_first == key.ascending, key.nulls_first) {
        (true, _) => "",
        (false, true) => " nulls first",
        (false, false) => " nulls last",
    };
    format!("{} {order}{nulls}", expression(&key.value.value))
}
