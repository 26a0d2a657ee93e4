//! Clauses and quantifiers against what the plain questions say, on random tenants.

use crate::answers::csv;
use enfilade_query::{Engine, QueryError, QueryOptions};
use enfilade_testkit::tenant::tenant_of;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const SETS: &[&str] = &[
    "groups",
    "groups containing groups",
    "groups containing guests",
    "groups owned by users",
    "subscriptions",
    "resource groups",
    "(groups or roles)",
];
const RIGHT: &[&str] = &["apps", "roles", "subscriptions", "vaults", "resources"];
const LEFT: &[&str] = &["users", "guests", "groups", "principals"];
const VERBS: &[&str] = &["reach", "can reach"];

/// The rows of an answer without their header; none where the tenant cannot be asked so.
fn rows(engine: &Engine, query: &str) -> Option<Vec<String>> {
    match engine.query(query, &QueryOptions::default()) {
        Ok(mut answer) => Some(
            csv(&mut answer)
                .lines()
                .skip(1)
                .map(str::to_owned)
                .collect(),
        ),
        Err(QueryError::Diagnostics(_)) => None,
        Err(error) => panic!("{query}: {error}"),
    }
}

fn question() -> impl Strategy<Value = (&'static str, &'static str, &'static str)> {
    (select(LEFT), select(VERBS), select(RIGHT))
}

/// What tells rows apart, and their hops where these are wanted.
const KEY: &str = "project a = principal.id, b = resource.id, role, mechanism, c = scope.id";

/// The plain question, its columns called alike whatever its nouns are.
fn asked(left: &str, verb: &str, right: &str, clauses: &str, stage: &str) -> String {
    format!(
        "({left} or (devices except devices)) {verb} ({right} or (units except units)) {clauses} | {stage}"
    )
}

#[test]
fn only_via_is_what_is_left_without_the_ways_around() {
    let telling = AtomicUsize::new(0);
    proptest!(ProptestConfig::with_cases(600), |(tenant in tenant_of(32, 100), (left, verb, right) in question(), set in select(SETS))| {
        let engine = Engine::new(Arc::new(tenant.graph()?));
        let of = |clauses: &str| {
            let rows = rows(&engine, &asked(left, verb, right, clauses, KEY));
            rows.map(|rows| rows.into_iter().collect::<BTreeSet<_>>())
        };
        let all = [of(""), of(&format!("via {set}")), of(&format!("not via {set}")), of(&format!("only via {set}"))];
        if let [Some(all), Some(via), Some(not_via), Some(only)] = all {
            prop_assert_eq!(&only, &all.difference(&not_via).cloned().collect::<BTreeSet<_>>());
            prop_assert!(only.is_subset(&via));
            prop_assert_eq!(&all, &via.union(&not_via).cloned().collect::<BTreeSet<_>>());
            let count = rows(&engine, &asked(left, verb, right, &format!("only via {set}"), "count"));
            prop_assert_eq!(count, Some(vec![only.len().to_string()]));
            telling.fetch_add(usize::from(!only.is_empty() && !not_via.is_empty()), Ordering::Relaxed);
        }
    });
    let telling = telling.into_inner();
    assert!(
        telling > 8,
        "only {telling} questions had rows of both kinds"
    );
}

#[test]
fn within_looks_at_the_hops_of_the_row() {
    proptest!(ProptestConfig::with_cases(150), |(tenant in tenant_of(32, 100), (left, verb, right) in question(), most in 1..4u32)| {
        let engine = Engine::new(Arc::new(tenant.graph()?));
        let within = rows(&engine, &asked(left, verb, right, &format!("within {most} hops"), KEY));
        let filtered = format!("where hops <= {most} | {KEY}");
        prop_assert_eq!(within, rows(&engine, &asked(left, verb, right, "", &filtered)));
    });
}

#[test]
fn all_and_no_are_counts_of_the_pairs() {
    let telling = AtomicUsize::new(0);
    proptest!(ProptestConfig::with_cases(200), |(tenant in tenant_of(32, 100), (left, verb, right) in question(), set in select(SETS), via in any::<bool>())| {
        let engine = Engine::new(Arc::new(tenant.graph()?));
        // Disabled accounts and apps count in pairs, and not in what is to be reached, unless asked for.
        let via = if via { format!("only via {set}") } else { String::new() };
        let clauses = format!("with disabled {via}");
        let ids = |verb: &str, right: &str| {
            let stage = "project principal.id";
            rows(&engine, &asked(left, verb, right, &clauses, stage))
        };
        let not = if verb == "reach" { "do not reach" } else { "cannot reach" };
        let found = [
            ids(verb, right),
            ids(not, right),
            ids(&format!("{verb} all"), right),
            ids(&format!("{verb} no"), right),
            ids(&format!("{verb} no"), "(apps except apps)"),
        ];
        let [Some(reached), Some(lacking), Some(all), Some(no), Some(everyone)] = found else {
            return Ok(());
        };
        let set = |ids: &[String]| ids.iter().cloned().collect::<BTreeSet<_>>();
        let (reached, lacks, everyone) = (set(&reached), set(&lacking), set(&everyone));
        prop_assert_eq!(all.len(), set(&all).len());
        prop_assert_eq!(set(&all), everyone.difference(&lacks).cloned().collect::<BTreeSet<_>>());
        // Whoever lacks as many as anyone can lacks all; what no source describes is not counted.
        let mut missing: BTreeMap<&String, usize> = BTreeMap::new();
        lacking.iter().for_each(|id| *missing.entry(id).or_default() += 1);
        let most = missing.values().max().copied().unwrap_or(0);
        for id in &everyone {
            let has_none = no.contains(id);
            prop_assert!(has_none || reached.contains(id), "{}", id);
            prop_assert!(!has_none || missing.get(id).copied().unwrap_or(0) == most, "{}", id);
        }
        telling.fetch_add(usize::from(!all.is_empty() && !no.is_empty()), Ordering::Relaxed);
        check_yes_or_no(&engine, &asked(left, verb, right, &clauses, ""), verb)?;
    });
    let telling = telling.into_inner();
    assert!(
        telling > 3,
        "only {telling} questions had those of both kinds"
    );
}

/// Yes or no says whether there is a pair, and how many there are.
fn check_yes_or_no(engine: &Engine, question: &str, verb: &str) -> Result<(), TestCaseError> {
    let question = question.trim_end_matches("| ");
    let pairs = rows(
        engine,
        &format!("{question} | distinct principal, resource | count"),
    );
    let (auxiliary, bare) = match verb {
        "reach" => ("do", question.to_owned()),
        _ => ("can", question.replacen("can reach", "reach", 1)),
    };
    let said = rows(
        engine,
        &format!("{auxiliary} {bare} | project answer, pairs"),
    );
    let said = said.unwrap_or_default();
    let (answer, counted) = said
        .first()
        .and_then(|row| row.split_once(','))
        .unwrap_or_default();
    prop_assert_eq!(Some(vec![counted.to_owned()]), pairs);
    prop_assert_eq!(answer == "yes", counted != "0", "{} {}", question, answer);
    Ok(())
}
