//! Members of administrative units, who are not those of the groups in them.

use crate::answers::csv;
use enfilade_query::{Engine, QueryOptions};
use enfilade_testkit::tiny;
use std::sync::Arc;

const TENANT: &str = r#"
why = "A group in a unit does not bring its members along."
users = ["Anna", "Boris", "Cleo"]
units = ["Nordics", "Alps"]

[groups]
Sales = ["Boris"]

[members_of_units]
Nordics = ["Anna", "Sales"]
Alps = ["Cleo"]
"#;

/// The names of those who are found.
fn ask(query: &str) -> Result<String, String> {
    let engine = Engine::new(Arc::new(tiny::graph(TENANT).unwrap()));
    let answer = engine.query(query, &QueryOptions::default());
    let mut answer = answer.map_err(|error| error.render(query, false))?;
    let text = csv(&mut answer);
    let rows = text.lines().skip(1);
    let mut names: Vec<&str> = rows.map(|row| row.split(',').next().unwrap()).collect();
    names.sort_unstable();
    Ok(names.join(" "))
}

#[test]
fn a_unit_has_the_members_that_are_in_it_themselves() {
    for (query, expected) in [
        ("users in unit \"Nordics\"", "Anna"),
        ("groups in units", "Sales"),
        ("users directly in units", "Anna Cleo"),
        ("units containing users", "Alps Nordics"),
        ("units containing group \"Sales\"", "Nordics"),
        ("users in groups in unit \"Nordics\"", "Boris"),
    ] {
        assert_eq!(ask(query).as_deref(), Ok(expected), "{query}");
    }
}

#[test]
fn what_cannot_be_in_a_unit_is_refused() {
    let said = ask("apps in unit \"Nordics\"").unwrap_err();
    assert!(said.contains("never members of a unit"), "{said}");
    let said = ask("users in (groups or units)").unwrap_err();
    assert!(said.contains("asked for apart"), "{said}");
}
