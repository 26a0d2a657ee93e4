//! BloodHound's OpenGraph, in `tests/imports/opengraph/` and in short texts.

use super::golden::compare;
use super::support::{Outcome, describe, folder_of, import, import_bytes, sample_of, zip};
use crate::{Format, Options};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs;

fn sample() -> Value {
    let text = fs::read_to_string(sample_of("opengraph", "contoso.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn payload(nodes: &[Value], edges: &[Value]) -> String {
    json!({"graph": {"nodes": nodes, "edges": edges}}).to_string()
}

fn import_value(value: &Value) -> Outcome {
    import_bytes(value.to_string().as_bytes()).unwrap()
}

#[test]
fn a_payload_gives_the_facts_that_the_golden_text_says() {
    let text = describe("contoso.json", &sample_of("opengraph", "contoso.json"));
    compare(&sample_of("opengraph", "opengraph.expected.txt"), &text);
}

#[test]
fn a_tenant_that_was_merely_seen_is_not_the_one_that_the_file_is_of() {
    let own = "11111111-aaaa-4bbb-8ccc-000000000001";
    let tenant = |id: &str, collected: bool| {
        let properties = json!({"displayname": id, "collected": collected});
        json!({"id": id.to_uppercase(), "kinds": ["AZTenant"], "properties": properties})
    };
    let seen = tenant("22222222-aaaa-4bbb-8ccc-000000000002", false);
    let text = payload(&[seen, tenant(own, true)], &[]);
    let outcome = import_bytes(text.as_bytes()).unwrap();
    assert_eq!(outcome.summary.sources[0].tenants, [own]);
}

#[test]
fn a_payload_is_recognised_by_its_graph_wherever_that_stands() {
    let sample = sample();
    let (graph, metadata) = (&sample["graph"], &sample["metadata"]);
    let lines = import_value(&sample).sorted();
    for text in [
        format!(r#"{{"graph":{graph},"metadata":{metadata}}}"#),
        format!(r#"{{"metadata":null,"graph":{graph}}}"#),
        format!(
            r#"{{"graph":{{"edges":{},"nodes":{}}}}}"#,
            graph["edges"], graph["nodes"]
        ),
    ] {
        let outcome = import_bytes(text.as_bytes()).unwrap();
        assert_eq!(outcome.summary.sources[0].format, "opengraph");
        assert_eq!(outcome.sorted(), lines);
    }
    let empty = import_bytes(payload(&[], &[]).as_bytes()).unwrap();
    assert!(empty.lines.is_empty() && empty.codes().is_empty());
}

#[test]
fn nodes_and_edges_may_lie_in_different_files_of_one_archive() {
    let sample = sample();
    let graph = &sample["graph"];
    let nodes = json!({"graph": {"nodes": graph["nodes"], "edges": []}}).to_string();
    let edges = json!({"graph": {"nodes": [], "edges": graph["edges"]}}).to_string();
    for names in [["a.json", "b.json"], ["b.json", "a.json"]] {
        let archive = zip(&[(names[0], nodes.as_bytes()), (names[1], edges.as_bytes())]);
        let outcome = import_bytes(&archive).unwrap();
        // Each file says for itself where a resource lies.
        let mut lines = outcome.sorted();
        lines.dedup();
        assert_eq!(lines, import_value(&sample).sorted());
    }
}

#[test]
fn an_end_that_several_nodes_match_is_left_out() {
    let group =
        |id: &str| json!({"id": id, "kinds": ["AZGroup"], "properties": {"name": "ADMINS"}});
    let member = json!({"kind": "AZMemberOf", "start": {"value": "a0000000-0000-4000-8000-000000000001"},
        "end": {"match_by": "name", "value": "Admins"}});
    let one = group("a0000000-0000-4000-8000-000000000010");
    let other = group("a0000000-0000-4000-8000-000000000011");
    for (nodes, edges, codes) in [
        (vec![one.clone()], 1, vec![]),
        (vec![one.clone(), one.clone()], 1, vec![]),
        (vec![one, other], 0, vec!["unmatched-end"]),
        (vec![], 0, vec!["unmatched-end"]),
    ] {
        let text = payload(&nodes, std::slice::from_ref(&member));
        let outcome = import_bytes(text.as_bytes()).unwrap();
        let is_edge = |line: &&String| line.contains("member");
        assert_eq!(outcome.lines.iter().filter(is_edge).count(), edges);
        assert_eq!(outcome.codes(), codes);
    }
}

#[test]
fn what_is_neither_node_nor_edge_is_counted() {
    let text = r#"{"graph":{"nodes":[{"kinds":["AZUser"]},{"id":"","kinds":["AZUser"]}],
        "edges":[{"kind":"AZMemberOf","start":{"value":"x"}},{"kind":"AZMemberOf","start":{},"end":{}},
        {"kind":"AZMemberOf","start":{"match_by":"regex","value":"x"},"end":{"value":"y"}}]}}"#;
    let outcome = import_bytes(text.as_bytes()).unwrap();
    assert!(outcome.lines.is_empty(), "{:?}", outcome.lines);
    assert_eq!(outcome.codes(), ["no-edge", "unknown-kind"]);
}

#[test]
fn a_graph_in_a_graph_and_a_cut_payload_come_to_their_end() {
    let deep = format!("{}{}", "{\"graph\":".repeat(5000), "}".repeat(5000));
    let _ = import_bytes(deep.as_bytes());
    let options = Options {
        format: Some(Format::OpenGraph),
        ..Options::default()
    };
    let folder = folder_of(&[("x.json", deep.as_bytes())]);
    let _ = import(folder.path(), &options);
    let text = sample().to_string();
    let whole = import_bytes(text.as_bytes()).unwrap().lines.len();
    for cut in (600..text.len()).step_by(97) {
        let Ok(outcome) = import_bytes(&text.as_bytes()[..cut]) else {
            continue;
        };
        assert!(outcome.summary.damage().next().is_some(), "cut at {cut}");
        assert!(outcome.lines.len() <= whole);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_order_of_nodes_and_edges_changes_nothing(
        nodes in Just(sample()["graph"]["nodes"].as_array().unwrap().clone()).prop_shuffle(),
        edges in Just(sample()["graph"]["edges"].as_array().unwrap().clone()).prop_shuffle(),
        edges_first: bool,
    ) {
        let (nodes, edges) = (Value::from(nodes), Value::from(edges));
        let lists = match edges_first {
            true => format!(r#""edges":{edges},"nodes":{nodes}"#),
            false => format!(r#""nodes":{nodes},"edges":{edges}"#),
        };
        let text = format!(r#"{{"metadata":{},"graph":{{{lists}}}}}"#, sample()["metadata"]);
        let shuffled = import_bytes(text.as_bytes()).unwrap();
        let straight = import_value(&sample());
        prop_assert_eq!(&shuffled.summary.completeness, &straight.summary.completeness);
        prop_assert_eq!(&shuffled.summary.records, &straight.summary.records);
        prop_assert_eq!(shuffled.sorted(), straight.sorted());
    }
}
