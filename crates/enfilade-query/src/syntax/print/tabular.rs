//! Stages that choose columns by name, take lists apart, or bring in another query, as text.

use super::set::count;
use super::stage::item;
use super::{expression, head, stage};
use crate::syntax::ast::{Expansion, Join, JoinKey, MvExpand, Pattern, Query, Union};
use crate::syntax::span::Spanned;

pub(super) fn patterns(patterns: &[Pattern]) -> String {
    let patterns: Vec<String> = patterns.iter().map(pattern).collect();
    patterns.join(", ")
}

fn pattern(pattern: &Pattern) -> String {
    let name = match pattern.exact {
        true => format!("[{}]", expression::quoted(&pattern.name.value)),
        false => pattern.name.value.clone(),
    };
    let order = match pattern.ascending {
        None => "",
        Some(true) => " asc",
        Some(false) => " desc",
    };
    format!("{name}{order}")
}

pub(super) fn mv_expand(own: &MvExpand) -> String {
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

pub(super) fn join(own: &Join) -> String {
    let kind = own.kind.as_ref();
    let kind = kind.map_or_else(String::new, |kind| format!("kind={} ", kind.value.text()));
    let keys: Vec<String> = own.on.iter().map(key).collect();
    format!(
        "join {kind}{} on {}",
        subquery(&own.right.value),
        keys.join(", ")
    )
}

fn key(key: &JoinKey) -> String {
    let left = expression::column(&key.left.value);
    match &key.right {
        None => left,
        Some(right) => format!(
            "$left.{left} == $right.{}",
            expression::column(&right.value)
        ),
    }
}

pub(super) fn union(own: &Union) -> String {
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
        text.push_str(&stage::stage(&one.value));
    }
    format!("({text})")
}
