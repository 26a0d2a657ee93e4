//! What is printed reads as the same tree again, and printing it changes nothing.

use crate::golden;
use enfilade_query::diagnostic::render_all;
use enfilade_query::syntax::{format, parse, print};
use enfilade_testkit::queries::queries;
use proptest::prelude::*;
use regex::Regex;
use std::fs;
use std::sync::OnceLock;

/// A tree without the places where its parts stood.
fn bare(tree: &impl std::fmt::Debug) -> String {
    static SPAN: OnceLock<Regex> = OnceLock::new();
    let span = SPAN.get_or_init(|| Regex::new(r"Span \{ start: \d+, end: \d+ \}").unwrap());
    span.replace_all(&format!("{tree:?}"), "").into_owned()
}

/// Prints what a text reads as, and holds it against what the print reads as.
fn check(text: &str) {
    let Ok(tree) = parse(text) else {
        return;
    };
    let printed = print(&tree);
    match parse(&printed) {
        Err(problems) => panic!(
            "{text}\n{printed}\n{}",
            render_all(&problems, &printed, false)
        ),
        Ok(again) => {
            assert_eq!(bare(&tree), bare(&again), "{text}\n{printed}");
            assert_eq!(printed, print(&again), "{text}");
        }
    }
}

#[test]
fn generated_queries_are_printed_as_they_read() {
    proptest!(ProptestConfig::with_cases(800), |(query in queries())| check(&query));
}

#[test]
fn stored_queries_are_printed_as_they_read() {
    let mut read = 0;
    for folder in ["tests/queries/ok", "tests/queries/err/resolve"] {
        for path in golden::files(&golden::root().join(folder), "txt") {
            let stored = fs::read_to_string(path).unwrap();
            check(stored.split("\n----\n").next().unwrap());
            read += 1;
        }
    }
    for path in golden::files(&golden::root().join("queries"), "enq") {
        check(&fs::read_to_string(path).unwrap());
    }
    assert!(read > 300, "only {read}");
    let sentences = golden::root().join("tests/queries/sentences.jsonl");
    for line in fs::read_to_string(sentences).unwrap().lines() {
        let sentence: serde_json::Value = serde_json::from_str(line).unwrap();
        check(sentence["query"].as_str().unwrap());
    }
}

#[test]
fn the_canonical_form_is_as_one_would_write_it() {
    for (written, canonical) in [
        (
            "WHICH Guests REACH Finance   APPS",
            "guests reach Finance apps",
        ),
        ("what reaches apps", "who reaches apps"),
        ("which apps can guests reach?", "guests can reach apps"),
        (
            "what do guests reach directly",
            "what does guests reach directly",
        ),
        (
            "DOES any guest reach every app",
            "does guests reach all apps",
        ),
        ("Disagreements?", "disagreements"),
        ("\"all hands\" apps", "\"all hands\" apps"),
        ("\"service\" principals", "\"service\" principals"),
        (
            "(users in groups) owned by guests",
            "(users in groups) owned by guests",
        ),
        (
            "users in (group 'A' or group \"B\")",
            "users in (group \"A\" or group \"B\")",
        ),
        (
            "guests where (company == 'A')",
            "guests where company == \"A\"",
        ),
        (
            "// why\nlet  crown apps=apps where name has 'x' ; crown apps|count",
            "// why\nlet crown apps = apps where name has \"x\";\ncrown apps\n| count",
        ),
        (
            "users reach subscriptions as Owner, \"Reader\" not by azure role | order by hops",
            "users reach subscriptions as Owner or Reader not by azure role\n| sort by hops desc",
        ),
        (
            "users | where a - (b - 1) > 24h and (c or d) | limit 3",
            "users\n| where a - (b - 1) > 1d and (c or d)\n| take 3",
        ),
    ] {
        assert_eq!(format(written).as_deref(), Ok(canonical), "{written}");
    }
}

#[test]
fn a_comment_is_not_lost() {
    let lost = format("guests // whoever\n| count").unwrap_err();
    assert_eq!(lost[0].message, "a comment inside the query would be lost");
    assert!(format("guests | count // all of them").is_err());
    assert!(format("guests where name == \"a // b\"").is_ok());
}

#[test]
fn what_is_printed_steers_no_terminal() {
    for (written, printed) in [
        ("app \"a\u{1b}[31mb\"", "app \"a\\u001b[31mb\""),
        ("app \"a\u{202e}b\u{9b}\"", "app \"a\\u202eb\\u009b\""),
        ("\u{feff}// note\nguests", "// note\nguests"),
    ] {
        assert_eq!(format(written).unwrap(), printed);
        assert_eq!(format(printed).unwrap(), printed);
        check(written);
    }
    for hidden in [
        "// a\u{1b}[2Jb\nguests",
        "app /a\u{1b}[31m",
        "users under /a\u{202e}",
    ] {
        assert!(format(hidden).is_err(), "{hidden:?}");
    }
}
