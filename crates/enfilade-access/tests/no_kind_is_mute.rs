//! Each relation that can be imported makes a difference to some answer.
//!
//! A kind of edge that nothing reads would be imported, counted, and never missed. So for each kind
//! there is a tenant with one such edge; taken out, the answer must change. A new kind without a
//! tenant does not compile.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use enfilade_access::{AccessRow, Engine, EntitySet, Facts, Mechanisms, Question, reference};
use enfilade_graph::{Graph, GraphView};
use enfilade_model::{EdgeKind, Layer};
use enfilade_testkit::tiny;
use std::ops::ControlFlow;

/// A tenant, and the line of it without which there is no edge of the kind.
fn tenant(kind: EdgeKind) -> (&'static str, &'static str) {
    match kind {
        EdgeKind::Member => (
            "[groups]\nG = []\n[apps]\nLedger = { assigned = [\"G\"] }",
            "G = [\"Anna\"]",
        ),
        EdgeKind::Owner => (
            "[groups]\nG = []\n[apps]\nLedger = { assigned = [\"G\"] }\n[owners]\nG = []",
            "G = [\"Anna\"]",
        ),
        EdgeKind::AppAssignment => ("[apps]\nLedger = {}", "Ledger = { assigned = [\"Anna\"] }"),
        EdgeKind::DirectoryRole => (
            "[roles]\n\"Global Reader\" = []",
            "\"Global Reader\" = [\"Anna\"]",
        ),
        EdgeKind::AzureRole => (
            "[azure_roles]\nProd = []",
            "Prod = [{ to = \"Anna\", role = \"Reader\" }]",
        ),
        EdgeKind::VaultPolicy => (
            "[vault_policies]\nkv = []",
            "kv = [{ to = \"Anna\", role = \"secrets get\" }]",
        ),
        EdgeKind::Contains => (
            "[azure_roles]\nProd = [{ to = \"Anna\", role = \"Reader\" }]",
            "  resource group rg",
        ),
        EdgeKind::RunsAs => (
            "[azure_roles]\nProd = [{ to = \"Anna\", role = \"Virtual Machine Contributor\" }]\n[apps]\nLedger = { assigned = [\"Robot\"] }\n[runs_as]",
            "vm = \"Robot\"",
        ),
        EdgeKind::UnitMember => (
            "[roles]\n\"User Administrator\" = [{ to = \"Anna\", scope = \"Nordics\" }]\n[apps]\nLedger = { assigned = [\"Boris\"] }\n[members_of_units]\nNordics = []",
            "Nordics = [\"Boris\"]",
        ),
        EdgeKind::Denied => (
            "[azure_roles]\nProd = [{ to = \"Anna\", role = \"Reader\" }]\n[denies.Managed]\nat = \"Prod\"\nactions = [\"*\"]\nto = []",
            "to = [\"Anna\"]",
        ),
        EdgeKind::DenyExempt => (
            "[azure_roles]\nProd = [{ to = \"Anna\", role = \"Reader\" }]\n[denies.Managed]\nat = \"Prod\"\nactions = [\"*\"]\nto = [\"everyone\"]\nexcept = []",
            "except = [\"Anna\"]",
        ),
        EdgeKind::Licence => (
            "[licences]\n\"Office E3\" = []",
            "\"Office E3\" = [\"Anna\"]",
        ),
        EdgeKind::DelegatedGrant => (
            "[apps]\nLedger = {}\nPortal = {}\n[delegated]\nLedger = []",
            "Ledger = [{ to = \"Portal\", role = \"Ledger.Read\" }]",
        ),
        EdgeKind::PackageAssignment => (
            "[packages]\nOnboarding = []\n[given_packages]\nOnboarding = []",
            "Onboarding = [\"Anna\"]",
        ),
        EdgeKind::SitePermission => (
            "[site_permissions]\nIntranet = []",
            "Intranet = [{ to = \"Anna\", role = \"Read\" }]",
        ),
    }
}

/// What every tenant has; the tree of scopes is the last value.
const COMMON: &str = "why = \"One edge makes a difference.\"
users = [\"Anna\", \"Boris\"]
identities = [\"Robot\"]
units = [\"Nordics\"]
azure = \"\"\"
site Intranet
subscription Prod
  vault kv
  virtual machine vm
";

/// The tenant with its line or without.
fn graph(kind: EdgeKind, with: bool) -> Graph {
    let (rest, line) = tenant(kind);
    let is_scope = kind == EdgeKind::Contains;
    let empty = line.split(" = ").next().unwrap();
    // The line stands for one without holders, or at the end.
    let placeholders = ["[]", "{}"].map(|none| format!("{empty} = {none}"));
    let placeholder = placeholders.iter().find(|line| rest.contains(*line));
    let rest = match (with && !is_scope, placeholder) {
        (false, _) => rest.to_owned(),
        (true, None) => format!("{rest}\n{line}"),
        // The last one: a group is listed before its owners.
        (true, Some(none)) => {
            let at = rest.rfind(none.as_str()).unwrap();
            format!("{}{line}{}", &rest[..at], &rest[at + none.len()..])
        }
    };
    let scopes = if with && is_scope { line } else { "" };
    let text = format!("{COMMON}{scopes}\n\"\"\"\n{rest}");
    let graph = tiny::graph(&text).unwrap();
    if !is_scope {
        assert_eq!(graph.edge_count(kind), usize::from(with), "{kind}\n{text}");
    }
    graph
}

/// Who could reach what, by name.
fn rows(graph: &Graph) -> Vec<String> {
    let facts = Facts::new(graph);
    let engine = Engine::new(graph, &facts);
    let all = EntitySet::full(graph.entity_count());
    let mut question = Question::new(Layer::CouldReach, all.clone(), all, graph.collected_at());
    question.mechanisms = Mechanisms::all();
    let mut rows: Vec<AccessRow> = Vec::new();
    engine
        .rows(&question, &mut |block| {
            rows.extend_from_slice(block);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(rows, reference::rows(graph, &question));
    let name = |id| graph.name(id).to_owned();
    rows.iter()
        .map(|row| {
            let (who, what) = (name(row.principal), name(row.resource));
            format!(
                "{who} {what} {} {} {:?}",
                row.mechanism, row.state, row.limits
            )
        })
        .collect()
}

#[test]
fn an_edge_of_each_kind_changes_an_answer() {
    for &kind in EdgeKind::ALL {
        let (without, with) = (rows(&graph(kind, false)), rows(&graph(kind, true)));
        assert_ne!(without, with, "{kind} makes no difference");
    }
}
