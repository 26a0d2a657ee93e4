//! What a conversation needs beside answers: completion, and the last result as a set.

use crate::contoso::{engine, options};
use enfilade_query::syntax::ast::{JoinKind, Noun};
use enfilade_query::syntax::{MOST_BYTES, vocabulary};
use enfilade_query::{Engine, Proposed, QueryError, QueryOptions, Remembered};
use enfilade_testkit::tiny;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The proposals at the end of a text, as the text would become with each.
fn proposed(text: &str) -> Vec<String> {
    let found = engine().complete(text, 50);
    let whole = |own: &str| format!("{}{own}", &text[..found.start]);
    found.list.iter().map(|one| whole(&one.text)).collect()
}

fn kinds(text: &str) -> Vec<Proposed> {
    let mut kinds: Vec<Proposed> = engine()
        .complete(text, 50)
        .list
        .iter()
        .map(|one| one.what)
        .collect();
    kinds.dedup();
    kinds
}

#[test]
fn the_position_decides_what_is_proposed() {
    assert_eq!(
        proposed("which gue"),
        ["which guests", "which guest", "which \"Guest Inviter\""]
    );
    assert_eq!(proposed("which guests rea"), ["which guests reach"]);
    assert_eq!(
        proposed("which guests reach apps | su"),
        ["which guests reach apps | summarize"]
    );
    assert!(
        proposed("which guests reach apps | ")
            .contains(&"which guests reach apps | where".to_owned())
    );
    assert_eq!(kinds("which guests reach apps | "), [Proposed::Stage]);
    assert_eq!(
        proposed("which guests reach apps by app"),
        ["which guests reach apps by app assignment"]
    );
    assert!(proposed("dis").contains(&"disabled".to_owned()));
    assert_eq!(proposed("disabled gue"), ["disabled guests"]);
}

#[test]
fn attributes_are_those_of_the_noun_at_hand() {
    let users = proposed("guests where user");
    assert_eq!(
        users,
        ["guests where userPrincipalName", "guests where userType"]
    );
    assert_eq!(
        proposed("groups where isAss"),
        ["groups where isAssignableToRole"]
    );
    assert!(proposed("groups where userT").is_empty());
    // Within parentheses, and of the nearest noun.
    assert_eq!(
        proposed("guests in groups where (isAss"),
        ["guests in groups where (isAssignableToRole"]
    );
    assert_eq!(
        proposed("which guests reach apps | where guest.mai"),
        ["which guests reach apps | where guest.mail"]
    );
    // One entity: its attributes stand for themselves.
    assert_eq!(
        proposed("groups | where isAss"),
        ["groups | where isAssignableToRole"]
    );
}

#[test]
fn columns_are_those_of_the_rows_so_far() {
    let start = "which guests reach apps | summarize n = count() by app";
    assert!(proposed(&format!("{start} | where ")).contains(&format!("{start} | where n")));
    assert!(proposed(&format!("{start} | sort by a")).contains(&format!("{start} | sort by app")));
    assert!(
        !proposed(&format!("{start} | sort by g")).contains(&format!("{start} | sort by guest"))
    );
    assert!(
        proposed("which guests reach apps | summarize dco")
            .contains(&"which guests reach apps | summarize dcount".to_owned())
    );
}

#[test]
fn names_stand_in_quotes_and_are_of_the_noun_before_them() {
    assert_eq!(
        proposed("who reaches app \"Finance P"),
        ["who reaches app \"Finance Portal\""]
    );
    assert_eq!(
        proposed("who reaches app 'Finance P"),
        ["who reaches app 'Finance Portal'"]
    );
    assert!(proposed("users in group \"Finance P").is_empty());
    assert!(
        proposed("users in Secure_access_finance_t")
            .contains(&"users in \"Secure_access_finance_treasury\"".to_owned())
    );
}

#[test]
fn every_word_of_the_language_is_proposed_where_it_may_stand() {
    let stages = vocabulary::stages().iter().copied();
    let clauses = [
        "as", "by", "not by", "via", "not via", "only via", "directly", "within", "with", "without",
    ];
    let places: [(&str, Vec<&str>); 12] = [
        ("", vocabulary::OPENINGS.to_vec()),
        ("", Noun::ALL.iter().map(|noun| noun.plural()).collect()),
        (
            "which guests reach ",
            Noun::ALL.iter().map(|noun| noun.plural()).collect(),
        ),
        ("users | ", stages.collect()),
        ("users reach apps ", clauses.to_vec()),
        (
            "users reach apps with ",
            vec!["disabled", "first-party", "limits"],
        ),
        ("users where name ", vocabulary::comparisons().collect()),
        ("users | where ", vocabulary::row_functions().collect()),
        ("users | summarize ", vocabulary::functions().collect()),
        ("users | render ", vec!["table", "tree", "path"]),
        ("users | join ", vec!["kind="]),
        (
            "users | join kind=",
            JoinKind::WRITTEN.iter().map(|(_, name)| *name).collect(),
        ),
    ];
    for (text, words) in places {
        assert!(!words.is_empty(), "{text}");
        for word in words {
            // A letter is typed, or a word would be one of too many names.
            let letter = word.chars().next().filter(|c| c.is_alphabetic());
            let typed: String = letter.into_iter().collect();
            let found = engine().complete(&format!("{text}{typed}"), 50);
            let is_there = found
                .list
                .iter()
                .any(|one| one.text.eq_ignore_ascii_case(word) || one.text == format!("{word} by"));
            assert!(is_there, "{text}{typed}: no `{word}` in {found:?}");
        }
    }
}

#[test]
fn any_text_can_be_completed() {
    for text in [
        "",
        " ",
        "|",
        "(((",
        "é",
        "\0",
        "users | where \"",
        "a.b.c",
        "| . ",
        "@",
    ] {
        let found = engine().complete(text, 5);
        assert!(text.is_char_boundary(found.start), "{text:?}");
    }
    let start = Instant::now();
    for depth in [10, 30, 60] {
        let _ = engine().complete(&format!("guests reach {}", "(".repeat(depth)), 5);
        let _ = engine().complete(&format!("guests where {}", "(a or ".repeat(depth)), 5);
    }
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "nesting costs more and more"
    );
    assert!(
        engine()
            .complete(&"(".repeat(MOST_BYTES + 1), 5)
            .list
            .is_empty()
    );
}

#[test]
fn names_among_many_are_found_while_typing() {
    let groups: Vec<String> = (0..100_000)
        .map(|at| format!("'Team {at:06}' = []"))
        .collect();
    let tenant = format!(
        "why = 'Many names.'\nusers = ['a']\n[groups]\n{}",
        groups.join("\n")
    );
    let engine = Engine::new(Arc::new(tiny::graph(&tenant).unwrap()));
    // The best of a few: another test may have the processor.
    let took = (0..5).map(|_| {
        let start = Instant::now();
        assert_eq!(
            engine.complete("users in group \"team 0999", 50).list.len(),
            50
        );
        start.elapsed()
    });
    let best = took.min().unwrap();
    assert!(best < Duration::from_millis(20), "{best:?}");
}

/// The rows of a query that may say `last`; they are kept in `remember`.
fn rows(query: &str, last: Option<&Remembered>, remember: &Remembered) -> usize {
    let options = QueryOptions {
        last: last.cloned(),
        remember: Some(remember.clone()),
        ..options(false)
    };
    let answer = engine()
        .query(query, &options)
        .unwrap_or_else(|error| panic!("{}", error.render(query, false)));
    answer.batches.map(|batch| batch.unwrap().num_rows()).sum()
}

#[test]
fn last_is_the_set_of_the_last_result() {
    let (first, second, third) = (
        Remembered::default(),
        Remembered::default(),
        Remembered::default(),
    );
    let pairs = rows(
        "which guests reach app \"Finance Portal\" by app assignment",
        None,
        &first,
    );
    assert!(pairs > 1);
    let guests = first.count().unwrap();
    assert_eq!(rows("last", Some(&first), &second), guests);
    let all = rows("guests", None, &Remembered::default());
    assert_eq!(
        rows("guests except last", Some(&first), &third),
        all - guests
    );
    assert!(
        rows(
            "which last reach roles | project guest",
            Some(&first),
            &third
        ) < guests
    );
    // A count is no set.
    assert_eq!(rows("guests | count", None, &third), 1);
    let fresh = Remembered::default();
    rows("guests | count", None, &fresh);
    assert_eq!(fresh.count(), None);
    let error = engine().query(
        "users in last",
        &QueryOptions {
            last: Some(fresh),
            ..options(false)
        },
    );
    let text = error.unwrap_err().to_string();
    assert!(text.contains("there is none with entities"), "{text}");
}

#[test]
fn a_query_stops_soon_after_it_is_asked_to() {
    let users: Vec<String> = (0..9_000).map(|at| format!("'user {at}'")).collect();
    let apps: Vec<String> = (0..200)
        .map(|at| format!("'app {at}' = {{ open = true }}"))
        .collect();
    let tenant = format!(
        "why = 'Many rows.'\nusers = [{}]\n[apps]\n{}",
        users.join(","),
        apps.join("\n")
    );
    let engine = Engine::new(Arc::new(tiny::graph(&tenant).unwrap()));
    let cancel = Arc::new(AtomicBool::new(false));
    let options = QueryOptions {
        cancel: Some(Arc::clone(&cancel)),
        ..QueryOptions::default()
    };
    let query =
        "which users reach apps | summarize make_set(app), max(hops) by user | sort by user asc";
    let asked = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        cancel.store(true, Ordering::SeqCst);
        Instant::now()
    });
    let answer = engine.query(query, &options);
    let ended = answer.and_then(|answer| answer.batches.collect::<Result<Vec<_>, _>>());
    let stopped = Instant::now();
    let asked = asked.join().unwrap();
    assert!(
        matches!(ended, Err(QueryError::Cancelled)),
        "it was done before"
    );
    // What a person feels is a tenth of a second; a build without optimisations on a busy machine
    // is given more.
    let took = stopped.duration_since(asked);
    assert!(took < Duration::from_secs(1), "{took:?}");
}
