//! Expressions and stages mean what they mean in KQL.
//!
//! Each table restates the examples of a page of the reference, in our words and with our data; the page
//! stands above it. Where we differ on purpose, the table says so.

mod aggregates;
mod functions;
mod stages;

use crate::answers::csv;
use enfilade_query::{Engine, QueryOptions};
use enfilade_testkit::tiny;
use std::sync::Arc;

/// Four users: of Dora nobody states anything, of Ben no job, of Cleo no date, and a department that is
/// empty, which a graph does not tell from none.
const TENANT: &str = r#"
why = "Users with and without attributes."
now = "2026-11-01T00:00:00Z"
users = ["Anna", "Ben", "Cleo", "Dora"]
enabled_unknown = ["Dora"]
disabled = ["Ben"]

[apps]
Ledger = { open = true }

[attributes.Anna]
jobTitle = "Accountant"
department = "Finance"
createdDateTime = "2020-01-01T00:00:00Z"

[attributes.Ben]
department = "Finance"
createdDateTime = "2021-06-01T12:00:00Z"

[attributes.Cleo]
jobTitle = "Buyer"
department = ""
"#;

fn engine() -> Engine {
    Engine::new(Arc::new(tiny::graph(TENANT).unwrap()))
}

/// The rows of an answer without their header.
fn rows(engine: &Engine, query: &str) -> (String, Vec<String>) {
    let mut answer = match engine.query(query, &QueryOptions::default()) {
        Ok(answer) => answer,
        Err(error) => panic!("{}", error.render(query, false)),
    };
    let text = csv(&mut answer);
    let mut lines = text.split('\n').map(str::to_owned);
    (lines.next().unwrap_or_default(), lines.collect())
}

/// Checks lines `expression => value`, each over the user Dora, who has no attributes: `jobTitle`,
/// `createdDateTime` and `accountEnabled` are nulls of their types. Null is written `null`.
fn check_expressions(table: &str) {
    let engine = engine();
    let mut checked = 0;
    let mut wrong = Vec::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (expression, expected) = line.rsplit_once(" => ").unwrap();
        let query = format!("user \"Dora\" | project v = {expression}");
        let value = match rows(&engine, &query).1.as_slice() {
            [value] if value.is_empty() => "null".to_owned(),
            [value] => value.clone(),
            several => format!("{several:?}"),
        };
        if value != expected {
            wrong.push(format!("{expression} is {value}, not {expected}"));
        }
        checked += 1;
    }
    assert!(checked > 0 && wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Checks queries with the lines of CSV that they answer.
fn check_queries(table: &[(&str, &[&str])]) {
    let engine = engine();
    for (query, expected) in table {
        let (header, mut lines) = rows(&engine, query);
        lines.insert(0, header);
        assert_eq!(lines, *expected, "{query}");
    }
}

/// <https://learn.microsoft.com/en-us/kusto/query/datatypes-string-operators>
#[test]
fn operators_of_texts() {
    check_expressions(
        r#"
        "aBc" == "aBc" => true
        "aBc" == "abc" => false
        "abc" != "ABC" => true
        "abc" <> "ABC" => true
        "abc" =~ "ABC" => true
        "aBc" !~ "xyz" => true
        "aBc" !~ "ABC" => false
        "FabriKam" contains "BRik" => true
        "Fabrikam" !contains "xyz" => true
        "Fabrikam" !contains "BRIK" => false
        "Fabrikam" startswith "fab" => true
        "Fabrikam" !startswith "kam" => true
        "Fabrikam" endswith "Kam" => true
        "Fabrikam" !endswith "brik" => true
        "North America" has "america" => true
        "North America" has "amer" => false
        "North America" !has "amer" => true
        "North America" has "north america" => true
        "KustoExplorerQueryRun" has "Explorer" => false
        "KustoExplorerQueryRun" contains "Explorer" => true
        "Kusto: ad67d136-c1db-4f9f-88ef" has "c1db" => true
        "Secure_access_finance" has "finance" => true
        "refinance" has "finance" => false
        "x1.1.1" has "1.1" => true
        "Größe" has "größe" => true
        "Fabrikam" matches regex "b.*k" => true
        "Fabrikam" matches regex "B.*k" => false
        "Fabrikam" matches regex "(?i)^F.*M$" => true
        "abc" in ("123", "345", "abc") => true
        "bca" !in ("123", "345", "abc") => true
        "abc" in ("ABC") => false
        "abc" in~ ("123", "345", "ABC") => true
        "bca" !in~ ("123", "345", "ABC") => true
        "abc" < "abd" => true
        "B" < "a" => true
        "abc" contains "" => true
        "" has "a" => false
        "#,
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/scalar-data-types/null-values>: comparisons of
/// null. A text is never null there; an attribute that nobody states counts as the empty text here.
#[test]
fn null_in_comparisons() {
    check_expressions(
        r#"
        createdDateTime == datetime(2020-01-01) => false
        createdDateTime != datetime(2020-01-01) => true
        createdDateTime > datetime(2020-01-01) => null
        createdDateTime == createdDateTime => null
        createdDateTime != createdDateTime => null
        createdDateTime > datetime(2020-01-01) or isnull(createdDateTime) => true
        isnull(createdDateTime) => true
        isnotnull(createdDateTime) => false
        isempty(createdDateTime) => true
        accountEnabled == true => false
        accountEnabled != true => true
        (1 / 0) > 3 => null
        (1 / 0) == 3 => false
        (1 / 0) in (1, 2) => false
        (1 / 0) !in (1, 2) => true
        createdDateTime between (datetime(2020-01-01) .. 3d) => null
        createdDateTime !between (datetime(2020-01-01) .. 3d) => null
        createdDateTime + 1d => null
        (1 / 0) + 10 => null
        (1 / 0) * 10 => null
        jobTitle == "" => true
        jobTitle != "x" => true
        jobTitle contains "" => true
        jobTitle has "x" => false
        jobTitle !has "x" => true
        jobTitle in ("", "x") => true
        jobTitle matches regex "^$" => true
        isempty(jobTitle) => true
        isnotempty(jobTitle) => false
        isempty("") => true
        isempty(" ") => false
        strlen(jobTitle) => 0
        strcat("<", jobTitle, ">") => <>
        tostring(createdDateTime) == "" => true
        "#,
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/logical-operators>
#[test]
fn logic_with_three_values() {
    check_expressions(
        r#"
        true and true => true
        true and false => false
        false or true => true
        false or false => false
        true or false and false => true
        (true or false) and false => false
        not(true) => false
        not(false) => true
        accountEnabled and true => null
        accountEnabled and false => false
        accountEnabled or true => true
        accountEnabled or false => null
        not(accountEnabled) => null
        iff(accountEnabled and true, "yes", "no") => no
        iff(accountEnabled, 1, 0) => 0
        iff(not(accountEnabled), 1, 0) => 0
        iff(true, "a", "b") => a
        iif(false, 1, 2.5) => 2.5
        "#,
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/numerical-operators>. Division by zero yields null
/// for whole numbers and infinity for real ones.
#[test]
fn numbers() {
    check_expressions(
        "
        3.14 + 3.14 => 6.28
        0.5 - 0.25 => 0.25
        2 * 2 => 4
        4 / 2 => 2
        4 % 2 => 0
        1 < 10 => true
        0.23 > 0.22 => true
        1 == 1 => true
        1 != 0 => true
        4 <= 5 => true
        5 >= 4 => true
        1.0 / 2 => 0.5
        1 / 2.0 => 0.5
        1 / 2 => 0
        -7 / 2 => -3
        14 % 12 => 2
        -14 % 12 => 10
        14 % -12 => 2
        -14 % -12 => 10
        -5.5 % 2 => 0.5
        1 / 0 => null
        1 % 0 => null
        1.0 / 0 => inf
        2 + 3 * 4 => 14
        (2 + 3) * 4 => 20
        10 - 3 - 2 => 5
        -(2 - 5) => 3
        -strlen(name) => -4
        9223372036854775807 + 1 => -9223372036854775808
        1 == 1.0 => true
        2 in (1, 2.0) => true
        1 in () => false
        5 between (1 .. 5) => true
        5 between (6 .. 9) => false
        5 !between (6 .. 9) => true
        50 between (50 .. 55) => true
        2.5 between (1 .. 3) => true
        1e3 => 1000.0
        ",
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/datetime-timespan-arithmetic>,
/// <https://learn.microsoft.com/en-us/kusto/query/scalar-data-types/timespan> and
/// <https://learn.microsoft.com/en-us/kusto/query/scalar-data-types/datetime>. Times are kept to the
/// microsecond, not to its tenth.
#[test]
fn times_and_spans() {
    check_expressions(
        r#"
        (datetime(1997-06-25) - datetime(1910-06-11)) / 1d => 31791.0
        1d + 2d == 3d => true
        3d - 1d == 48h => true
        datetime(1910-06-11) + 1d => 1910-06-12T00:00:00Z
        1d + datetime(1910-06-11) => 1910-06-12T00:00:00Z
        datetime(1910-06-11) - 1d => 1910-06-10T00:00:00Z
        1d / 5h => 4.8
        1h / 1s => 3600.0
        1d / 1s => 86400.0
        1.5 * 1h == 90m => true
        1h * 1.5 == 90m => true
        5 * 1s == 5s => true
        1h / 2 == 30m => true
        1h / 2.5 == 24m => true
        1.5h == 90m => true
        0.1s == 100ms => true
        1ms == 1000 * 1microsecond => true
        2days == 48hours => true
        10min > 1sec => true
        10sec < 1h => true
        -1d < 1d => true
        -(1d) < 1d => true
        now() => 2026-11-01T00:00:00Z
        now(-2d) => 2026-10-30T00:00:00Z
        ago(1d) == now() - 1d => true
        ago(1d) == now(-1d) => true
        now() > ago(1d) => true
        now() < datetime(2100-01-01) => true
        datetime(2015-12-31) => 2015-12-31T00:00:00Z
        datetime(2015-12-31 23:59:59) => 2015-12-31T23:59:59Z
        datetime(2014-05-25T08:20:03.123456Z) == datetime(2014-05-25T08:20:03.123456) => true
        datetime(2014-05-25T08:20) => 2014-05-25T08:20:00Z
        datetime(2014-11-08 15:55:55Z) => 2014-11-08T15:55:55Z
        datetime(2014-11-08T15:55:55+02:00) => 2014-11-08T13:55:55Z
        datetime("2014-11-08") => 2014-11-08T00:00:00Z
        datetime(2007-07-30) between (datetime(2007-07-27) .. datetime(2007-07-30)) => true
        datetime(2007-07-30) between (datetime(2007-07-27) .. 3d) => true
        datetime(2007-07-31) between (datetime(2007-07-27) .. 3d) => false
        "#,
    );
}

/// What `now()` is depends on the data, so an answer that rests on it says it, unless the caller chose it.
#[test]
fn the_instant_of_the_question_is_said() {
    let engine = engine();
    let query = "users where createdDateTime < now()";
    let notes = |as_of| {
        let options = QueryOptions {
            as_of,
            ..QueryOptions::default()
        };
        let answer = engine.query(query, &options).unwrap();
        let notes = answer.notes.list();
        notes.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let said = "`now()` is 2026-11-01T00:00:00Z, when the data was collected";
    assert_eq!(notes(None), [said]);
    assert_eq!(
        notes(Some(0)),
        ["there are no users where `createdDateTime < now()`"]
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/scalar-data-types/string>
#[test]
fn literals_of_texts() {
    check_expressions(
        r#"
        'a "quoted" word' => "a ""quoted"" word"
        "it's" => it's
        "a \"quoted\" word" => "a ""quoted"" word"
        'it\'s' => it's
        @'C:\Folder\filename.txt' => C:\Folder\filename.txt
        @"C:\Folder\" => C:\Folder\
        @"say ""hi""" => "say ""hi"""
        'C:\\Folder' => C:\Folder
        "tab\tbed" == "tab	bed" => true
        strlen("two\nlines") => 9
        "\u00e9" == "é" => true
        "\x41nna" => Anna
        '\\n.*(>|\'|=|\")[a-z]{86}==' => "\n.*(>|'|=|"")[a-z]{86}=="
        "#,
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/strcat-function> and the pages beside it.
#[test]
fn functions() {
    check_expressions(
        r#"
        strcat("hello", " ", "world") => hello world
        strcat("a", 1, true, 2.5) => a1true2.5
        strcat(user, "!") => Dora!
        tostring(123) => 123
        tostring(true) => true
        tostring(user) => Dora
        tolower("HeLLo") => hello
        toupper("Größe") => GRÖSSE
        strlen("hello") => 5
        strlen("⒦⒰⒮⒯⒪") => 5
        strlen("") => 0
        tolower(NAME) == "dora" => true
        ['name'] == "dora" => true
        "#,
    );
}

/// A text that is a name, an id or a sign-in name is the same in any case; any other is not.
#[test]
fn names_have_no_case() {
    check_expressions(
        r#"
        name == "DORA" => true
        user == "dora" => true
        user != "DORA" => false
        user in ("anna", "dora") => true
        name !in ("DORA") => false
        user.kind == "USER" => true
        tostring(user) == "DORA" => false
        user == user => true
        "#,
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/where-operator>: null does not hold.
#[test]
fn the_stage_where() {
    check_queries(&[
        (
            "users | where createdDateTime > datetime(2020-06-01)",
            &["user", "Ben"],
        ),
        (
            "users | where not(createdDateTime > datetime(2020-06-01))",
            &["user", "Anna"],
        ),
        (
            "users | where createdDateTime != datetime(2020-01-01) | sort by user asc",
            &["user", "Ben", "Cleo", "Dora"],
        ),
        ("users | where accountEnabled == false", &["user", "Ben"]),
        (
            "users | where accountEnabled != true | sort by user asc",
            &["user", "Ben", "Dora"],
        ),
        (
            "users | where isempty(jobTitle) | sort by user asc",
            &["user", "Ben", "Dora"],
        ),
        (
            "users | where department == \"\" | sort by user asc",
            &["user", "Cleo", "Dora"],
        ),
    ]);
}

/// <https://learn.microsoft.com/en-us/kusto/query/summarize-operator>: the defaults of aggregates, and
/// that they ignore null. We differ in two points: an absent text is ignored like any other null, where
/// KQL has none; and the average of nothing is null, where one page says NaN and the other null.
#[test]
fn aggregates() {
    check_queries(&[
        (
            "users | where name == \"nobody\" | summarize count(), countif(enabled), dcount(user), sum(strlen(name)), avg(strlen(name)), min(name), max(createdDateTime), make_set(name), any(name)",
            &[
                "count_,countif_,dcount_user,sum_,avg_,min_name,max_createdDateTime,set_name,any_name",
                "0,0,0,0,,,,[],",
            ],
        ),
        (
            "users | where name == \"nobody\" | summarize count() by name",
            &["name,count_"],
        ),
        (
            "users | extend y = iff(name == \"Anna\", 1 / 0, 5) | summarize sum(y), avg(y), count(), min(y), max(y), dcount(y)",
            &["sum_y,avg_y,count_,min_y,max_y,dcount_y", "15,5.0,4,5,5,1"],
        ),
        (
            "users | extend y = iff(name == \"Anna\", 1 / 0, 5) * 1.0 | summarize make_set(y), make_set(y)",
            &["set_y,set_y1", "[5.0],[5.0]"],
        ),
        (
            "users | summarize countif(accountEnabled), countif(not(accountEnabled))",
            &["countif_,countif_1", "2,1"],
        ),
        (
            "users | summarize dcount(jobTitle), make_set(jobTitle), take_any(createdDateTime)",
            &[
                "dcount_jobTitle,set_jobTitle,createdDateTime",
                "2,\"[Accountant, Buyer]\",2020-01-01T00:00:00Z",
            ],
        ),
        (
            "users | summarize min(createdDateTime), max(createdDateTime), min(accountEnabled), max(user)",
            &[
                "min_createdDateTime,max_createdDateTime,min_accountEnabled,max_user",
                "2020-01-01T00:00:00Z,2021-06-01T12:00:00Z,false,Dora",
            ],
        ),
        (
            "users | summarize avg(createdDateTime - datetime(2020-01-01)), sum(1d)",
            &["avg_,sum_", "PT22356000S,PT345600S"],
        ),
        (
            "users | summarize n = count() by isnull(createdDateTime)",
            &["Column1,n", "false,2", "true,2"],
        ),
        ("users | summarize by department | count", &["Count", "2"]),
    ]);
}

/// <https://learn.microsoft.com/en-us/kusto/query/sort-operator>
#[test]
fn order() {
    // Dora has no number, and of Cleo it is not a number.
    let value = "users | extend v = iff(name == \"Dora\", 1 / 0, iff(name == \"Ben\", -5, 5)) * 1.0 \
                 | extend v = iff(name == \"Cleo\", 0.0 / 0.0, iff(name == \"Anna\", 1.0 / 0.0, v))";
    for (order, expected) in [
        ("v asc", ["Dora", "Cleo", "Ben", "Anna"]),
        ("v", ["Anna", "Ben", "Cleo", "Dora"]),
        ("v desc", ["Anna", "Ben", "Cleo", "Dora"]),
        ("v asc nulls first", ["Dora", "Cleo", "Ben", "Anna"]),
        ("v desc nulls first", ["Dora", "Cleo", "Anna", "Ben"]),
        ("v asc nulls last", ["Ben", "Anna", "Cleo", "Dora"]),
    ] {
        for (stages, most) in [
            (format!("sort by {order}"), 4),
            (format!("order by {order}"), 4),
            (format!("top 2 by {order}"), 2),
            (format!("sort by {order} | take 2"), 2),
            (format!("top 9 by {order} | limit 2"), 2),
        ] {
            let query = format!("{value} | {stages} | project user");
            let (_, lines) = rows(&engine(), &query);
            assert_eq!(lines, expected[..most], "{query}");
        }
    }
    check_queries(&[
        (
            "users | sort by department asc, user | project user",
            &["user", "Dora", "Cleo", "Ben", "Anna"],
        ),
        (
            "users | sort by strlen(name) asc, name asc | project name",
            &["name", "Ben", "Anna", "Cleo", "Dora"],
        ),
        (
            "users | sort by accountEnabled asc, user asc | project user",
            &["user", "Dora", "Ben", "Anna", "Cleo"],
        ),
        ("users | top 0 by name", &["user"]),
        ("users | take 0", &["user"]),
    ]);
}

/// <https://learn.microsoft.com/en-us/kusto/query/project-operator>,
/// <https://learn.microsoft.com/en-us/kusto/query/extend-operator> and
/// <https://learn.microsoft.com/en-us/kusto/query/distinct-operator>. What is extended under the name of
/// a column takes its place, at its place.
#[test]
fn columns() {
    check_queries(&[
        (
            "user \"Anna\" | project who = user, name, name, user.jobTitle, 1, strlen(name)",
            &[
                "who,name,name1,user.jobTitle,Column1,Column2",
                "Anna,Anna,Anna,Accountant,1,4",
            ],
        ),
        (
            "user \"Anna\" | extend n = 1, user = toupper(name) | extend n = n + 1, m = n",
            &["user,n,m", "ANNA,2,1"],
        ),
        (
            "user \"Anna\" | project ['a column'] = 1 | extend b = ['a column'] + 1",
            &["a column,b", "1,2"],
        ),
        (
            "users | distinct department",
            &["department", "Finance", ""],
        ),
        (
            "users | project department, userType | distinct * | count",
            &["Count", "2"],
        ),
        (
            "users | distinct enabled = isnotnull(accountEnabled), userType",
            &["enabled,userType", "true,Member", "false,Member"],
        ),
        ("users | count", &["Count", "4"]),
        (
            "users | count | extend Count = Count * 2 | project count",
            &["Count", "8"],
        ),
    ]);
}

/// The grammar reads everything once, however deep it is nested, and what looks at its value several times does
/// so in bounds.
#[test]
fn deep_nests_are_read_at_once() {
    let nest = |open: &str, inner: &str, close: &str, depth| {
        format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
    };
    let engine = engine();
    let ask = |condition: &str| {
        let query = format!("users | where {condition} | count");
        let answer = engine.query(&query, &QueryOptions::default());
        answer
            .map(|mut answer| csv(&mut answer))
            .map_err(|error| error.render(&query, false))
    };
    let deep = nest("(", "name == \"Anna\"", ")", 60);
    assert_eq!(ask(&deep), Ok("Count\n1".to_owned()));
    let calls = nest("tolower(", "name", ")", 60);
    assert_eq!(
        ask(&format!("{calls} == \"anna\"")),
        Ok("Count\n1".to_owned())
    );
    let cases = nest("coalesce(", "name", ", name)", 60);
    assert_eq!(
        ask(&format!("{cases} == \"Anna\"")),
        Ok("Count\n1".to_owned())
    );
    let tests = nest("(", "enabled == true", ") in (true, false)", 60);
    assert!(ask(&tests).is_err_and(|error| error.contains("too large")));
    let queries = nest("union (users | ", "take 1", ")", 30);
    assert_eq!(
        ask(&format!("true | {queries}")),
        Ok("Count\n121".to_owned())
    );
}
