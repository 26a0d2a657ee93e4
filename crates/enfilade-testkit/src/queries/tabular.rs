//! Stages that rearrange columns, take lists apart and bring in another query.

use super::{Choices, Column, Kind, LEFT, any_column, column, set_of, shown};

/// A stage, which changes the columns.
pub(super) fn stage(choices: &mut Choices<'_>, columns: &mut Vec<Column>) -> String {
    match choices.below(6) {
        0 => join(choices, columns),
        1 => union(choices, columns),
        2 => mv_expand(choices, columns),
        3 => away(choices, columns),
        4 => rename(choices, columns),
        _ => reorder(choices, columns),
    }
}

fn entity(columns: &[Column]) -> Option<Column> {
    columns.iter().find(|own| own.kind == Kind::Entity).cloned()
}

/// Joins by the first entity: most of what a query speaks of can be in another set too.
fn join(choices: &mut Choices<'_>, columns: &mut Vec<Column>) -> String {
    let Some(key) = entity(columns) else {
        return "take 6".to_owned();
    };
    let kind = choices.one(&["inner", "leftouter", "leftanti", "leftsemi", "innerunique"]);
    let (noun, name) = choices.pick(LEFT).unwrap_or(("users", "user"));
    let set = set_of(choices, noun, 1);
    let query = format!("{set} | project other = ['{name}'], n = strlen(name)");
    if !matches!(kind, "leftanti" | "leftsemi") {
        for (own, kind) in [("other", Kind::Entity), ("n", Kind::Number)] {
            let name = unused(columns, own);
            columns.push(column(&name, kind));
        }
    }
    format!(
        "join kind={kind} ({query}) on $left.{} == $right.other",
        shown(&key)
    )
}

fn union(choices: &mut Choices<'_>, columns: &[Column]) -> String {
    let Some(key) = entity(columns) else {
        return "take 5".to_owned();
    };
    let (noun, name) = choices.pick(LEFT).unwrap_or(("users", "user"));
    let set = set_of(choices, noun, 1);
    format!("union ({set} | project {} = ['{name}'])", shown(&key))
}

fn mv_expand(choices: &mut Choices<'_>, columns: &mut Vec<Column>) -> String {
    let limit = choices.one(&["", " limit 2"]);
    if let Some(list) = columns.iter_mut().find(|own| own.kind == Kind::Other) {
        list.kind = Kind::Text;
        return format!("mv-expand {}{limit}", shown(list));
    }
    let own = any_column(choices, columns);
    if own.kind == Kind::Other {
        return "distinct *".to_owned();
    }
    // The names of a random tenant are two words.
    let text = format!("split(tostring({}), \" \")", shown(&own));
    match columns.iter_mut().find(|own| own.name == "m") {
        Some(old) => old.kind = Kind::Text,
        None => columns.push(column("m", Kind::Text)),
    }
    format!("mv-expand m = {text}{limit}")
}

fn away(choices: &mut Choices<'_>, columns: &mut Vec<Column>) -> String {
    if columns.len() < 2 {
        return "take 4".to_owned();
    }
    let gone = any_column(choices, columns);
    columns.retain(|own| own.name != gone.name);
    format!("project-away {}", shown(&gone))
}

fn rename(choices: &mut Choices<'_>, columns: &mut [Column]) -> String {
    let old = any_column(choices, columns);
    let new = unused(columns, "r");
    let text = format!("project-rename {new} = {}", shown(&old));
    for own in columns.iter_mut().filter(|own| own.name == old.name) {
        own.name.clone_from(&new);
    }
    text
}

fn reorder(choices: &mut Choices<'_>, columns: &mut [Column]) -> String {
    let first = any_column(choices, columns);
    columns.sort_by_key(|own| own.name != first.name);
    format!("project-reorder {}", shown(&first))
}

/// The name, with the number that the language gives it where a column bears it.
fn unused(columns: &[Column], name: &str) -> String {
    let taken = |name: &str| columns.iter().any(|own| own.name == name);
    let numbered = (1..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or_default()
}
