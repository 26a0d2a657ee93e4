//! Grants that hold for less than they say, and how an answer says so.

use crate::answers::csv;
use enfilade_query::{Engine, QueryOptions};
use enfilade_testkit::tiny;
use std::sync::Arc;

const TENANT: &str = r#"
why = "One role holds under a condition, another is restricted by a deny assignment."
users = ["Anna", "Boris", "Clara"]
azure = """
subscription Prod
  storage account store
"""
[azure_roles]
Prod = [
  { to = "Anna", role = "Storage Blob Data Reader", condition = "some blobs" },
  { to = "Boris", role = "Owner" },
  { to = "Clara", role = "Storage Blob Data Reader" },
]
[denies.Stack]
at = "store"
to = ["everyone"]
except = ["Clara"]
actions = ["*"]
not_actions = ["*/read"]
"#;

fn asked(query: &str) -> (String, Vec<String>) {
    let engine = Engine::new(Arc::new(tiny::graph(TENANT).unwrap()));
    let mut answer = engine.query(query, &QueryOptions::default()).unwrap();
    let rows = csv(&mut answer);
    let notes = answer.notes.list().into_iter().map(|note| note.message);
    let notes = notes.filter(|note| note.contains("limits"));
    (rows, notes.collect())
}

#[test]
fn limits_are_shown_where_asked_for_and_else_spoken_of() {
    let (rows, notes) = asked("users reach azure resources with limits | project user, limits");
    assert_eq!(
        rows,
        "user,limits\nAnna,conditional\nBoris,restricted\nClara,"
    );
    assert_eq!(notes, [""; 0]);
    let (rows, notes) = asked("users reach azure resources | count");
    assert_eq!(rows, "Count\n3");
    assert_eq!(
        notes,
        [
            "conditions on grants are not evaluated, and deny assignments take a row away only where they take all of it (`with limits` marks the rows)"
        ]
    );
    let (_, notes) = asked("users reach directory roles");
    assert_eq!(notes, [""; 0]);
    let (rows, _) = asked(
        "users reach azure resources with limits | where limits == \"restricted\" | project user",
    );
    assert_eq!(rows, "user\nBoris");
}
