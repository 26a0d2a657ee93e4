//! Definitions of a tenant's own, which come before the bundled ones.

use crate::answers::shown;
use crate::contoso;
use enfilade_query::{Definitions, Engine, QueryOptions};
use std::sync::Arc;

fn engine(definitions: &str) -> Engine {
    let graph = Arc::clone(contoso::engine().graph());
    let own = Definitions::parse(definitions);
    Engine::new(graph).with_definitions(own.unwrap_or_else(|_| panic!("{definitions}")))
}

fn rows(engine: &Engine, query: &str) -> String {
    shown(engine, query, &QueryOptions::default()).0
}

#[test]
fn a_tenant_defines_its_own_tier_zero() {
    let own = engine(
        "let crown roles = roles where name == \"Global Reader\";\nlet tier zero = crown roles;",
    );
    assert_eq!(
        rows(&own, "tier zero | project role"),
        "role\nGlobal Reader"
    );
    // What is not defined anew is as before.
    let bundled = rows(contoso::engine(), "control plane roles | project role");
    assert_eq!(rows(&own, "control plane roles | project role"), bundled);
}

#[test]
fn a_let_comes_before_a_definition() {
    let own = engine("let crown roles = roles where name == \"Global Reader\";");
    let query =
        "let crown roles = roles where name == \"Security Reader\"; crown roles | project role";
    assert_eq!(rows(&own, query), "role\nSecurity Reader");
}

#[test]
fn a_definition_that_does_not_hold_is_refused_where_it_is_used() {
    let own = engine("let jewels = app \"No Such App\"; let circles = circles;");
    let error = |query| {
        let error = own.query(query, &QueryOptions::default()).unwrap_err();
        error.render(query, false)
    };
    let said = error("guests reach jewels");
    assert!(
        said.contains(
            "the definition of `jewels` does not hold here: no app is called `No Such App`"
        ),
        "{said}"
    );
    let said = error("circles");
    assert!(said.contains("`circles` is defined by itself"), "{said}");
}

#[test]
fn definitions_are_nothing_but_bindings() {
    for text in [
        "guests",
        "let a = apps; guests",
        "let a = ;",
        "let a = apps",
    ] {
        assert!(Definitions::parse(text).is_err(), "{text}");
    }
    for text in [
        "",
        "// nothing",
        "let a = apps;",
        "// one\nlet a = apps; // two\n",
    ] {
        assert!(Definitions::parse(text).is_ok(), "{text}");
    }
}
