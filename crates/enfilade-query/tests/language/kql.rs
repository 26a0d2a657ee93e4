//! The pipeline behaves as KQL does: the rules of its reference, on rows of our own.
//!
//! Sources: <https://learn.microsoft.com/en-us/kusto/query/datatypes-string-operators>,
//! <https://learn.microsoft.com/en-us/kusto/query/scalar-data-types/null-values>,
//! <https://learn.microsoft.com/en-us/kusto/query/sort-operator>,
//! <https://learn.microsoft.com/en-us/kusto/query/summarize-operator>, and the pages of the single
//! operators and functions beside them.

use crate::answers::csv;
use enfilade_query::{Engine, QueryOptions};
use enfilade_testkit::tiny;
use std::sync::Arc;

/// Departments, cities and countries to compare; Dora states none, and Emil an empty one.
const TENANT: &str = r#"
why = "Rows for the pipeline."
now = "2026-11-01T00:00:00Z"
users = ["Anna", "Boris", "Chen", "Dora", "Emil"]
disabled = ["Boris"]

[attributes.Anna]
department = "North America"
jobTitle = "Lead"
city = "Oslo"
createdDateTime = "2026-10-31T00:00:00Z"

[attributes.Boris]
department = "SALES"
jobTitle = "Clerk"
city = "Oslo"
createdDateTime = "2026-10-01T00:00:00Z"

[attributes.Chen]
department = "Sales-Nord"
jobTitle = "Lead"
city = "Bergen"
createdDateTime = "2025-01-01T00:00:00Z"

[attributes.Emil]
department = ""
city = "Bergen"
"#;

fn engine() -> Engine {
    Engine::new(Arc::new(tiny::graph(TENANT).unwrap()))
}

/// The rows of `users | ...` after the header, joined by a space.
fn rows(engine: &Engine, pipeline: &str) -> String {
    let query = format!("users | {pipeline}");
    let mut answer = engine
        .query(&query, &QueryOptions::default())
        .unwrap_or_else(|error| panic!("{}", error.render(&query, false)));
    let text = csv(&mut answer);
    text.lines().skip(1).collect::<Vec<_>>().join(" ")
}

/// Whose rows pass a condition, in the order of their names.
fn who(engine: &Engine, condition: &str) -> String {
    rows(
        engine,
        &format!("where {condition} | sort by name asc | project name"),
    )
}

#[test]
fn text_operators() {
    let engine = engine();
    for (condition, expected) in [
        // `has` looks for whole terms, `contains` for any part; neither minds case.
        (r#"department has "america""#, "Anna"),
        (r#"department has "amer""#, ""),
        (r#"department contains "amer""#, "Anna"),
        (r#"department has "sales""#, "Boris Chen"),
        (r#"department has "nord""#, "Chen"),
        (r#"department !has "sales""#, "Anna Dora Emil"),
        (r#"department !contains "nor""#, "Boris Dora Emil"),
        (r#"department startswith "SALES""#, "Boris Chen"),
        (r#"department !startswith "sales""#, "Anna Dora Emil"),
        (r#"department endswith "nord""#, "Chen"),
        // `==` minds case on an attribute, `=~` does not.
        (r#"department == "sales""#, ""),
        (r#"department =~ "sales""#, "Boris"),
        (r#"department !~ "sales""#, "Anna Chen Dora Emil"),
        // Names, ids and sign-in names are found in any case.
        (r#"name == "ANNA""#, "Anna"),
        (r#"name in ("anna", "CHEN")"#, "Anna Chen"),
        (r#"jobTitle in ("Lead", "clerk")"#, "Anna Chen"),
        (r#"jobTitle in~ ("lead", "CLERK")"#, "Anna Boris Chen"),
        (r#"department !endswith "nord""#, "Anna Boris Dora Emil"),
        (r#"department matches regex "^[A-Z]+$""#, "Boris"),
        (r#"department matches regex "(?i)sales""#, "Boris Chen"),
        (r#"name matches regex @"^\w{4}$""#, "Anna Chen Dora Emil"),
        (r#"name == "\x41nna" or name == 'Chen'"#, "Anna Chen"),
    ] {
        assert_eq!(who(&engine, condition), expected, "{condition}");
    }
}

#[test]
fn a_text_that_is_not_there_is_empty_and_other_values_are_null() {
    let engine = engine();
    for (condition, expected) in [
        (r#"jobTitle != "Lead""#, "Boris Dora Emil"),
        (r#"not(jobTitle == "Lead")"#, "Boris Dora Emil"),
        (r#"jobTitle == """#, "Dora Emil"),
        (r#"jobTitle !in ("Lead")"#, "Boris Dora Emil"),
        ("isempty(department)", "Dora Emil"),
        ("isnotempty(department)", "Anna Boris Chen"),
        ("isnull(createdDateTime)", "Dora Emil"),
        ("isnotnull(createdDateTime)", "Anna Boris Chen"),
        // Three values: what is compared with null is neither so nor not so.
        ("createdDateTime > datetime(2026-01-01)", "Anna Boris"),
        ("not(createdDateTime > datetime(2026-01-01))", "Chen"),
        (
            r#"createdDateTime < now() or name == "Dora""#,
            "Anna Boris Chen Dora",
        ),
    ] {
        assert_eq!(who(&engine, condition), expected, "{condition}");
    }
}

#[test]
fn times() {
    let engine = engine();
    for (condition, expected) in [
        ("createdDateTime > ago(7d)", "Anna"),
        ("createdDateTime < ago(365d)", "Chen"),
        ("createdDateTime == datetime(2026-10-01)", "Boris"),
        // Both ends of `between` count.
        (
            "createdDateTime between (datetime(2026-10-01) .. datetime(2026-10-31))",
            "Anna Boris",
        ),
        (
            "createdDateTime !between (datetime(2026-10-01) .. datetime(2026-10-31))",
            "Chen",
        ),
        ("now() - createdDateTime <= 1d", "Anna"),
        ("createdDateTime + 31d > now()", "Anna"),
    ] {
        assert_eq!(who(&engine, condition), expected, "{condition}");
    }
}

#[test]
fn summarize() {
    let engine = engine();
    for (pipeline, expected) in [
        ("count", "5"),
        ("summarize count()", "5"),
        (
            "summarize count() by city | sort by city asc nulls last",
            "Bergen,2 Oslo,2 ,1",
        ),
        (
            "summarize n = countif(enabled) by city | sort by city asc nulls last",
            "Bergen,2 Oslo,1 ,1",
        ),
        // Aggregates pass over nothing, and `dcount` does not count it.
        (
            "summarize dcount(jobTitle), min(jobTitle), max(jobTitle)",
            "2,Clerk,Lead",
        ),
        (
            "where city == \"Oslo\" | summarize make_set(jobTitle)",
            "\"[Lead, Clerk]\"",
        ),
        // Without rows there is one row without groups, and none with.
        ("where name == \"x\" | summarize count()", "0"),
        ("where name == \"x\" | summarize count() by city", ""),
        ("where name == \"x\" | summarize max(createdDateTime)", ""),
        (
            "extend n = strlen(name) | summarize sum(n), avg(n)",
            "21,4.2",
        ),
        (
            "summarize by city | where isnotempty(city) | sort by city asc | project city",
            "Bergen Oslo",
        ),
        (
            "distinct city | where isnotempty(city) | sort by city asc",
            "Bergen Oslo",
        ),
    ] {
        assert_eq!(rows(&engine, pipeline), expected, "{pipeline}");
    }
}

#[test]
fn order() {
    let engine = engine();
    for (pipeline, expected) in [
        // Descending unless said otherwise; nothing comes last then, and first if ascending.
        (
            "sort by createdDateTime | project name | take 3",
            "Anna Boris Chen",
        ),
        (
            "sort by jobTitle asc, name asc | project name",
            "Dora Emil Boris Anna Chen",
        ),
        (
            "sort by jobTitle asc nulls last, name asc | project name",
            "Boris Anna Chen Dora Emil",
        ),
        (
            "sort by jobTitle desc nulls first, name desc | project name",
            "Emil Dora Chen Anna Boris",
        ),
        ("top 2 by createdDateTime | project name", "Anna Boris"),
        ("top 2 by name asc | project name", "Anna Boris"),
        ("order by name desc | limit 1 | project name", "Emil"),
    ] {
        assert_eq!(rows(&engine, pipeline), expected, "{pipeline}");
    }
}

#[test]
fn expressions() {
    let engine = engine();
    for (pipeline, expected) in [
        ("where name == \"Anna\" | extend x = 7 / 2 | project x", "3"),
        (
            "where name == \"Anna\" | extend x = 7.0 / 2 | project x",
            "3.5",
        ),
        ("where name == \"Anna\" | extend x = 7 % 4 | project x", "3"),
        (
            "where name == \"Anna\" | extend x = 2 + 3 * 4 | project x",
            "14",
        ),
        (
            "where name == \"Anna\" | extend x = -(2 - 5) | project x",
            "3",
        ),
        (
            "where name == \"Anna\" | project x = strcat(name, \"-\", city), y = toupper(name)",
            "Anna-Oslo,ANNA",
        ),
        (
            "where name == \"Anna\" | project x = iff(enabled, \"on\", \"off\")",
            "on",
        ),
        (
            "where name == \"Boris\" | project x = tolower(department), y = strlen(city)",
            "sales,4",
        ),
        (
            "where name == \"Anna\" | extend a = 1 | extend a = a + 1 | project a",
            "2",
        ),
    ] {
        assert_eq!(rows(&engine, pipeline), expected, "{pipeline}");
    }
}
