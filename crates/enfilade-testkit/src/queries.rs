//! Random queries over the random tenants of [`crate::tenant`].
//!
//! They are put together from parts that fit: a verb between a set of principals and a set of
//! resources, or a set alone, then stages over the columns that are there. Names are those that a
//! random tenant gives its objects ("group 3"); whether one exists is left to chance, so some
//! queries are refused, which a property has to allow.

use proptest::collection::vec;
use proptest::prelude::*;

/// A query as text.
pub fn query() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => access(),
        2 => (set(), stages("user", None)).prop_map(|(set, stages)| format!("{set}{stages}")),
    ]
}

/// A set of users.
fn set() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        3 => Just("users".to_owned()),
        1 => Just("guests".to_owned()),
        1 => Just("employees".to_owned()),
        1 => Just("disabled users".to_owned()),
        1 => Just("users where userType == \"Guest\"".to_owned()),
        1 => Just("users where (enabled or name endswith \"1\")".to_owned()),
        2 => (0..4u8).prop_map(|n| format!("users in group \"group {n}\"")),
        1 => (0..4u8).prop_map(|n| format!("users directly in group \"group {n}\"")),
        1 => Just("users in groups".to_owned()),
        1 => (0..3u8).prop_map(|n| format!("user \"user {n}\"")),
    ];
    let join = prop_oneof![Just("or"), Just("and"), Just("except")];
    (one.clone(), prop::option::weighted(0.3, (join, one))).prop_map(|(one, other)| match other {
        Some((join, other)) => format!("({one} {join} {other})"),
        None => one,
    })
}

fn access() -> impl Strategy<Value = String> {
    let right = prop_oneof![
        3 => Just(("app", "apps".to_owned())),
        1 => (0..3u8).prop_map(|n| ("app", format!("app \"app {n}\""))),
        1 => Just(("role", "roles".to_owned())),
        1 => Just(("azure_resource", "azure resources".to_owned())),
        1 => Just(("subscription", "subscriptions".to_owned())),
    ];
    let verb = prop_oneof![
        3 => Just("reach"),
        2 => Just("can reach"),
        1 => Just("do not reach"),
        1 => Just("cannot reach"),
    ];
    let clauses = vec(
        prop_oneof![
            Just(" not by open app"),
            Just(" with disabled"),
            Just(" via groups"),
            Just(" via group \"group 1\""),
            Just(" directly"),
        ],
        0..2,
    );
    (set(), verb, right, clauses).prop_flat_map(|(left, verb, (column, right), clauses)| {
        let head = format!("{left} {verb} {right}{}", clauses.concat());
        let positive = matches!(verb, "reach" | "can reach");
        stages("user", Some((column, positive))).prop_map(move |stages| format!("{head}{stages}"))
    })
}

/// Stages over the columns of a head: the left end, and for a verb the right end and, if the verb
/// is positive, how it is reached.
fn stages(
    left: &'static str,
    right: Option<(&'static str, bool)>,
) -> impl Strategy<Value = String> {
    let mut first = vec![
        String::new(),
        " | count".to_owned(),
        format!(" | where {left}.enabled"),
        format!(" | where {left}.name startswith \"user\" | sort by {left} asc"),
        format!(" | extend guest = {left}.userType == \"Guest\" | where guest"),
        format!(" | summarize n = count() by {left}.userType"),
        format!(" | distinct {left} | sort by {left} desc | take 3"),
        format!(" | top 2 by {left}.name | project who = {left}.name"),
    ];
    if let Some((right, positive)) = right {
        first.extend([
            format!(" | summarize dcount({left}) by {right} | sort by {right} asc"),
            format!(" | project {right}, {left} | sort by {right} asc, {left} asc | take 4"),
            format!(" | where {left}.name != \"user 1\" and {right}.name has \"1\" | count"),
        ]);
        if positive {
            first.extend([
                " | where hops > 1 | summarize max(ways), min(hops) by mechanism".to_owned(),
                " | where state == \"active\" | distinct mechanism | sort by mechanism asc"
                    .to_owned(),
                format!(" | sort by hops asc, {left} asc, {right} asc | take 5"),
                " | extend far = hops * 2 | where far >= 4 | count".to_owned(),
            ]);
        }
    }
    prop::sample::select(first)
}
