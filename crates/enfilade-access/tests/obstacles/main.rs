//! Why someone does not reach something: the reasons on tiny tenants, in words, and what must hold
//! for reasons on any tenant.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod truth;

use enfilade_access::{Engine, EntitySet, Facts, Mechanisms, Question};
use enfilade_graph::{Graph, GraphView};
use enfilade_model::{EntityId, Layer, Mechanism};
use enfilade_testkit::tenant::{NOW, tenant};
use enfilade_testkit::tiny::Tiny;
use proptest::prelude::*;
use std::path::Path;
use truth::Truth;

/// The reasons, each with its path; `!` stands before the step that fails.
fn reasons(text: &str, layer: Layer, who: &str, what: &str, by: Option<Mechanism>) -> Vec<String> {
    let tiny = Tiny::parse(text).unwrap();
    let graph = tiny.graph().unwrap();
    let find = |name: &str| graph.find(tiny.key(name).unwrap()).unwrap();
    let (who, what) = (find(who), find(what));
    let all = || EntitySet::full(graph.entity_count());
    let question = Question {
        mechanisms: by.map_or_else(Mechanisms::all, |one| Mechanisms::NONE.with(one)),
        ..Question::new(layer, all(), all(), tiny.now)
    };
    let facts = Facts::new(&graph);
    let found = Engine::new(&graph, &facts)
        .obstacles(&question, who, what)
        .unwrap();
    let shown = found.iter().map(|obstacle| {
        let mut line = obstacle.reason.name().to_owned();
        for (at, step) in obstacle.steps.iter().enumerate() {
            let mark = if obstacle.at == Some(at) { "!" } else { "" };
            line.push_str(&format!(
                " > {mark}{} {}",
                step.kind.name(),
                graph.name(step.to)
            ));
        }
        line
    });
    shown.collect()
}

fn of(file: &str, layer: Layer, who: &str, what: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/access");
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    reasons(&text, layer, who, what, None)
}

#[test]
fn an_app_assignment_stops_at_nested_groups() {
    let text = r#"
        why = "An app assignment counts direct members."
        users = ["Anna", "Boris"]
        [groups]
        Finance = ["Inner"]
        Inner = ["Deep"]
        Deep = ["Anna"]
        [apps]
        Ledger = { assigned = ["Finance"] }
    "#;
    let app = |who| reasons(text, Layer::Reach, who, "Ledger", None);
    let nested =
        "nested group > member Deep > member Inner > member Finance > !app assignment Ledger";
    assert_eq!(app("Anna"), [nested]);
    assert_eq!(app("Boris"), ["nothing connects them"]);
    let could = reasons(text, Layer::CouldReach, "Anna", "Ledger", None);
    assert_eq!(could, [nested]);
}

#[test]
fn what_must_be_activated_or_accepted_is_named_with_its_step() {
    assert_eq!(
        of("eligible_membership.toml", Layer::Reach, "Boris", "Ledger"),
        ["only eligible > member Inner > !member Finance > app assignment Ledger"]
    );
    // Chen is in Inner through Deep, and activates nothing in person.
    assert_eq!(
        of(
            "eligible_membership.toml",
            Layer::CanReach,
            "Chen",
            "Ledger"
        ),
        ["nested group > member Deep > member Inner > member Finance > !app assignment Ledger"]
    );
    assert_eq!(
        of("pending_guest.toml", Layer::Reach, "Invited", "Ledger"),
        ["invitation not accepted > member Partners > app assignment Ledger"]
    );
    assert_eq!(
        of(
            "pending_guest.toml",
            Layer::Reach,
            "Invited",
            "Global Reader"
        ),
        [
            "invitation not accepted > directory role Global Reader",
            "only eligible > !directory role Global Reader",
        ]
    );
}

#[test]
fn a_grant_out_of_its_time_is_named_with_its_step() {
    let of = |who, what| of("validity_window.toml", Layer::Reach, who, what);
    assert_eq!(
        of("Late", "Ledger"),
        ["ended > !member Project > app assignment Ledger"]
    );
    assert_eq!(of("Early", "Prod"), ["not begun > !azure role Prod"]);
    assert_eq!(of("Ending", "Prod"), ["ended > !azure role Prod"]);
}

#[test]
fn a_grant_may_end_where_no_other_has_a_start() {
    let text = r#"
        why = "An end is an end, whether or not any start is recorded."
        now = "2026-03-01"
        users = ["Anna"]
        [groups]
        Finance = ["Anna"]
        [apps]
        Ledger = { assigned = [{ to = "Finance", until = "2026-02-01" }] }
    "#;
    assert_eq!(
        reasons(text, Layer::Reach, "Anna", "Ledger", None),
        ["ended > member Finance > !app assignment Ledger"]
    );
}

#[test]
fn a_member_of_a_group_misses_nothing_by_being_in_it_twice() {
    let text = r#"
        why = "Who is in a group directly has what it gives, and being in it through another as well takes nothing away."
        users = ["Off"]
        [attributes.Off]
        accountEnabled = false
        [groups]
        Finance = ["Off", "Inner"]
        Inner = ["Off"]
        [apps]
        Ledger = { assigned = ["Finance"] }
    "#;
    assert_eq!(
        reasons(text, Layer::Reach, "Off", "Ledger", None),
        ["account disabled > member Finance > app assignment Ledger"]
    );
}

#[test]
fn an_azure_role_holds_below_its_scope_only() {
    let of = |who, what| of("azure_scope_inheritance.toml", Layer::Reach, who, what);
    assert_eq!(
        of("Boris", "Prod"),
        ["scope within > !azure role rg-finance"]
    );
    assert_eq!(of("Anna", "Test"), ["scope beside > !azure role Nordics"]);
    assert_eq!(of("Boris", "Test"), ["nothing connects them"]);
}

#[test]
fn a_deny_assignment_is_named_with_the_grant_it_takes_away() {
    let of = |who, what| of("deny_assignments.toml", Layer::Reach, who, what);
    assert_eq!(of("Wim", "kv"), ["denied > !azure role Prod"]);
    assert!(of("Exempt", "kv").is_empty());
}

#[test]
fn a_grant_that_would_not_help_anywhere_is_no_near_miss() {
    let text = r#"
        why = "Licences are for users, a vault follows one model, and Microsoft's apps count when asked for."
        users = ["Anna"]
        identities = ["Robot"]
        azure = """
        subscription Prod
          resource group rg
            vault kv
            vault other
        """
        [groups]
        Inner = ["Robot"]
        [licences]
        Office = ["Inner"]
        [azure_roles]
        kv = [{ to = "Anna", role = "Key Vault Secrets User" }]
        other = [{ to = "Anna", role = "Key Vault Secrets User" }]
        [attributes.Portal]
        appRoleAssignmentRequired = false
        appOwnerOrganizationId = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
        [apps]
        Portal = {}
    "#;
    let of = |who, what, by| reasons(text, Layer::Reach, who, what, by);
    assert_eq!(of("Robot", "Office", None), ["nothing connects them"]);
    // Policies govern both vaults: no role reads secrets there, at this scope or beside it.
    assert_eq!(
        of("Anna", "kv", Some(Mechanism::VaultSecrets)),
        ["left out by a clause > azure role kv"]
    );
    assert_eq!(of("Robot", "Portal", None), ["nothing connects them"]);
}

#[test]
fn a_role_within_a_unit_is_none_for_the_tenant() {
    assert_eq!(
        of(
            "eligible_admin_override.toml",
            Layer::Reach,
            "Local",
            "Ledger"
        ),
        [
            "role at a scope only > directory role Global Administrator \
             > !administrator override Ledger"
        ]
    );
    assert_eq!(
        of(
            "eligible_admin_override.toml",
            Layer::Reach,
            "Deputy",
            "Ledger"
        ),
        ["only eligible > !directory role Global Administrator > administrator override Ledger"]
    );
}

#[test]
fn control_is_the_last_reason() {
    assert_eq!(
        of("control_owners.toml", Layer::CanReach, "Anna", "Ledger"),
        ["only by control > !owner Finance > app assignment Ledger"]
    );
}

#[test]
fn disabled_ends_and_left_out_mechanisms_are_named() {
    let text = r#"
        why = "Disabled accounts reach nothing, and nobody reaches a disabled app."
        users = ["Anna", "Off"]
        identities = ["Robot"]
        [attributes.Off]
        accountEnabled = false
        [attributes.Closed]
        accountEnabled = false
        [attributes.Portal]
        appRoleAssignmentRequired = false
        [groups]
        Finance = ["Anna", "Off"]
        [apps]
        Ledger = { assigned = ["Finance"] }
        Closed = { assigned = ["Finance"] }
        Portal = {}
    "#;
    let of = |who, what| reasons(text, Layer::Reach, who, what, None);
    assert_eq!(
        of("Off", "Ledger"),
        ["account disabled > member Finance > app assignment Ledger"]
    );
    assert_eq!(
        of("Anna", "Closed"),
        ["app disabled > member Finance > app assignment Closed"]
    );
    assert_eq!(
        of("Off", "Closed"),
        [
            "account disabled > member Finance > app assignment Closed",
            "app disabled > member Finance > app assignment Closed",
        ]
    );
    assert_eq!(of("Robot", "Portal"), ["no user"]);
    let by = |mechanism| reasons(text, Layer::Reach, "Anna", "Portal", Some(mechanism));
    assert_eq!(
        by(Mechanism::AppAssignment),
        ["left out by a clause > open app Portal"]
    );
    assert!(by(Mechanism::OpenApp).is_empty());
}

/// Whether there is an edge for each membership and containment of a path.
fn is_recorded(graph: &Graph, mut at: EntityId, steps: &[enfilade_access::Step]) -> bool {
    steps.iter().all(|step| {
        let kinds = step.kind.edges();
        let is_there = kinds.is_empty()
            || kinds
                .iter()
                .any(|&kind| graph.edges_from(kind, at).ends().contains(&step.to));
        at = step.to;
        is_there
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn there_are_reasons_exactly_where_there_is_no_access(
        tenant in tenant(),
        layer in prop_oneof![Just(Layer::Reach), Just(Layer::CanReach), Just(Layer::CouldReach)],
        with_disabled in any::<bool>(),
    ) {
        let graph = tenant.graph()?;
        let facts = Facts::new(&graph);
        let engine = Engine::new(&graph, &facts);
        let universe = graph.entity_count();
        let all = || EntitySet::full(universe);
        let question = Question { with_disabled, ..Question::new(layer, all(), all(), NOW) };
        let ids: Vec<EntityId> = (0..universe).map(EntityId).collect();
        for (&who, &what) in ids.iter().rev().zip(&ids) {
            let only = |id| EntitySet::from_ids(universe, [id]);
            let pair = Question { principals: only(who), resources: only(what), ..question.clone() };
            let reaches = engine.count(&pair).unwrap().rows > 0;
            let found = engine.obstacles(&question, who, what).unwrap();
            prop_assert_eq!(reaches, found.is_empty(), "{:?} {:?}", who, what);
            let truth = Truth { graph: &graph, question: &pair, who, what };
            for obstacle in &found {
                prop_assert!(truth.holds(obstacle), "{:?} {:?} {:?}", who, what, obstacle);
                prop_assert!(obstacle.at.is_none_or(|at| at < obstacle.steps.len()), "{:?}", obstacle);
                prop_assert!(is_recorded(&graph, who, &obstacle.steps), "{:?}", obstacle);
            }
            prop_assert_eq!(&found, &engine.obstacles(&question, who, what).unwrap());
        }
    }
}
