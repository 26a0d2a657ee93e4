//! Tables as heads: what the exports disagree on.

use crate::answers::{csv, shown};
use crate::contoso;
use enfilade_query::syntax::vocabulary;
use enfilade_query::{Engine, QueryOptions};
use std::fs;
use tempfile::TempDir;

const GINA: &str = "20000000-0000-0000-0000-000000000002";

/// Two files that disagree on a guest.
fn disagreeing() -> (TempDir, Engine) {
    let folder = TempDir::new().unwrap();
    for (name, kind, department) in [("a", "Guest", "Sales"), ("b", "Member", "Finance")] {
        let text = format!(
            r##"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[
            {{"id":"{GINA}","displayName":"Gina","userType":"{kind}","department":"{department}"}}]}}"##
        );
        fs::write(folder.path().join(format!("{name}.json")), text).unwrap();
    }
    let opened = enfilade::open(folder.path(), &enfilade::NoProgress).unwrap();
    (folder, opened.engine)
}

fn answered(engine: &Engine, query: &str) -> String {
    let mut answer = engine.query(query, &QueryOptions::default()).unwrap();
    csv(&mut answer)
}

#[test]
fn what_the_exports_disagree_on_is_a_table_that_stages_work_on() {
    let (_folder, engine) = disagreeing();
    let table = answered(&engine, "disagreements | project-away *source");
    assert_eq!(
        table,
        "about,object,held,what,says,other_says\n\
         value,Gina,,department,Sales,Finance\n\
         value,Gina,,userType,Guest,Member"
    );
    for (query, rows) in [
        (
            "disagreements | where what == \"userType\" | take 20 | project object, says, other_says",
            "object,says,other_says\nGina,Guest,Member",
        ),
        (
            "disagreements | where object.userType == \"Guest\" | summarize n = count() by about",
            "about,n\nvalue,2",
        ),
        (
            "users | join kind=inner (disagreements | project object, what) on $left.user == $right.object | project user, what | sort by what desc",
            "user,what\nGina,userType\nGina,department",
        ),
        (
            "disagreements | where source endswith \"a.json\" | count",
            "Count\n2",
        ),
    ] {
        assert_eq!(answered(&engine, query), rows, "{query}");
    }
}

#[test]
fn a_table_says_what_it_is_and_why_it_is_empty() {
    let (rows, remarks) = shown(contoso::engine(), "disagreements", &contoso::options(false));
    assert_eq!(rows.lines().count(), 1, "{rows}");
    assert!(
        remarks.contains("reading: what the exports disagree on"),
        "{remarks}"
    );
    assert!(
        remarks.contains("no two files of the snapshot disagree"),
        "{remarks}"
    );
    let explained = contoso::engine()
        .explain("disagreements | take 2", &QueryOptions::default())
        .unwrap();
    assert!(explained.contains("table disagreements"), "{explained}");
}

#[test]
fn tables_and_their_columns_are_completed() {
    let list = |text: &str| -> Vec<String> {
        let found = contoso::engine().complete(text, 50).list;
        found.into_iter().map(|one| one.text).collect()
    };
    assert!(list("disa").contains(&"disagreements".to_owned()));
    assert!(list("disagreements | where ab").contains(&"about".to_owned()));
    for name in vocabulary::tables() {
        let answer = contoso::engine().query(name, &QueryOptions::default());
        let answer = answer.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!answer.reading.is_empty(), "{name}");
    }
}
