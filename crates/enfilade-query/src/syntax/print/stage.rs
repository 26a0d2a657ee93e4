//! Stages as text, and the queries within them.

use super::expression::{column, column_part, expression, quoted};
use super::head;
use super::set::count;
use crate::syntax::ast::{
    Assignment, Expansion, Join, JoinKey, MvExpand, Pattern, Query, SortKey, Stage, Union,
};
use crate::syntax::span::Spanned;

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

fn item(item: &Assignment) -> String {
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

fn patterns(patterns: &[Pattern]) -> String {
    let patterns: Vec<String> = patterns.iter().map(pattern).collect();
    patterns.join(", ")
}

fn pattern(pattern: &Pattern) -> String {
    let name = match pattern.exact {
        true => format!("[{}]", quoted(&pattern.name.value)),
        false => pattern.name.value.clone(),
    };
    let order = match pattern.ascending {
        None => "",
        Some(true) => " asc",
        Some(false) => " desc",
    };
    format!("{name}{order}")
}

fn mv_expand(own: &MvExpand) -> String {
    let index = own.index.as_ref();
    let index = index.map_or_else(String::new, |name| {
        format!("with_itemindex={} ", name.value)
    });
    let lists: Vec<String> = own.expansions.iter().map(expansion).collect();
    let limit = own.limit.as_ref();
    let limit = limit.map_or_else(String::new, |most| format!(" limit {}", count(&most.value)));
    format!("mv-expand {index}{}{limit}", lists.join(", "))
}

fn expansion(expansion: &Expansion) -> String {
    let ty = expansion.ty.as_ref();
    let ty = ty.map_or_else(String::new, |ty| format!(" to typeof({})", ty.value));
    format!("{}{ty}", item(&expansion.list))
}

fn join(own: &Join) -> String {
    let kind = own.kind.as_ref();
    let kind = kind.map_or_else(String::new, |kind| format!("kind={} ", kind.value.text()));
    let keys: Vec<String> = own.on.iter().map(join_key).collect();
    format!(
        "join {kind}{} on {}",
        subquery(&own.right.value),
        keys.join(", ")
    )
}

fn join_key(key: &JoinKey) -> String {
    let left = column(&key.left.value);
    match &key.right {
        None => left,
        Some(right) => format!("$left.{left} == $right.{}", column(&right.value)),
    }
}

fn union(own: &Union) -> String {
    let kind = if own.inner { "kind=inner " } else { "" };
    let source = own.source.as_ref();
    let source = source.map_or_else(String::new, |name| format!("withsource={} ", name.value));
    let queries = own
        .queries
        .iter()
        .map(|query: &Spanned<Query>| subquery(&query.value));
    format!(
        "union {kind}{source}{}",
        queries.collect::<Vec<_>>().join(", ")
    )
}

/// A query within a query, on one line.
fn subquery(query: &Query) -> String {
    let mut text = head(&query.head);
    for one in &query.stages {
        text.push_str(" | ");
        text.push_str(&stage(&one.value));
    }
    format!("({text})")
}
