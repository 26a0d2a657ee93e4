//! Headers, names and folders.

use super::*;
use std::path::Path;

const HEADER: &str = "\
// title: Guests in roles
// description: Guests that hold a directory role,
//   active or eligible.
// why: Their home protects them.
// severity: high
// tags: Guests, roles
// param: days = 90d -- how long is too long
// expect: count < 5
// allow: \"Gina Guest\" owner 'Head of IT' reason \"audit\" until 2026-12-31

guests // a remark of the query
";

#[test]
fn a_header_is_read() {
    let header = Header::parse(HEADER).unwrap();
    assert_eq!(header.title, "Guests in roles");
    assert_eq!(
        header.description,
        "Guests that hold a directory role, active or eligible."
    );
    assert_eq!((header.severity, header.tags.len()), (Severity::High, 2));
    assert_eq!(header.parameters[0].name, "days");
    assert_eq!(header.parameters[0].default, "90d");
    assert_eq!(header.parameters[0].about, "how long is too long");
    assert_eq!(
        header.expectation,
        Some(Expectation::Count(CountOperator::Less, 5))
    );
    assert_eq!(header.allowances[0].owner, "Head of IT");
    assert_eq!(header.allowances[0].reason, "audit");
    assert_eq!(header.allowances[0].until.to_string(), "2026-12-31");
    let query = SavedQuery::read("guests/roles", None, HEADER.to_owned()).unwrap();
    assert_eq!(query.body(), "guests // a remark of the query");
    assert_eq!((query.area(), query.question()), ("guests", "roles"));
    assert_eq!(
        Header::parse(&HEADER.replace('\n', "\r\n")).unwrap().title,
        header.title
    );
}

#[test]
fn what_breaks_the_grammar_is_named_with_its_line() {
    let cases = [
        (
            "// severity: high",
            "// severity: High",
            5,
            "no severity `High`",
        ),
        ("// tags:", "// tgas:", 6, "did you mean `tags`?"),
        (
            "// tags: Guests, roles",
            "// a remark",
            6,
            "`// key: value`, not `// a remark`",
        ),
        (
            "// tags: Guests, roles",
            "// title: again",
            6,
            "`title` stands twice",
        ),
        (
            "// tags: Guests, roles",
            "// tags:",
            6,
            "`tags` has no value",
        ),
        (
            "// why: Their home protects them.\n",
            "",
            1,
            "lacks `// why: ..`",
        ),
        (
            "days = 90d -- how",
            "days 90d -- how",
            7,
            "a parameter is written",
        ),
        ("count < 5", "count 5", 8, "`none` or `count < 5`"),
        ("count < 5", "nothing", 8, "`none` or `count < 5`"),
        ("count < 5", "count < -1", 8, "`none` or `count < 5`"),
        ("2026-12-31", "2026-13-31", 9, "`2026-13-31` is no date"),
        ("owner 'Head of IT' ", "", 9, "an allowance is written"),
        ("// expect: count < 5\n", "", 8, "`allow` without `expect`"),
        (
            "// expect: count < 5\n// allow",
            "\n// expect: count < 5\n// allow",
            9,
            "`expect` stands after the header",
        ),
        (
            "// expect: count < 5\n// allow",
            " // expect: count < 5\n// allow",
            8,
            "`expect` stands after the header",
        ),
        (
            "\nguests",
            "\n//epxect: none\nguests",
            11,
            "`epxect` stands after the header",
        ),
        (
            "\nguests",
            "\nguests\n  | take 1\n  // Allow: all",
            13,
            "`Allow` stands after the header",
        ),
    ];
    for (from, to, line, said) in cases {
        let broken = HEADER.replacen(from, to, 1);
        assert_ne!(broken, HEADER, "{from}");
        let error = Header::parse(&broken).unwrap_err();
        assert_eq!(error.line, line, "{to}: {}", error.message);
        assert!(error.message.contains(said), "{to}: {}", error.message);
    }
    let remarks = HEADER.replace(
        "\nguests",
        "\n// note: only those of today\n//\n// see: RFC\nguests",
    );
    assert_eq!(Header::parse(&remarks).unwrap().title, "Guests in roles");
    assert!(Header::parse("guests").is_err());
    assert!(Header::parse("").is_err());
}

#[test]
fn the_bundled_queries_are_those_of_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../queries");
    let mut own = Library::default();
    own.add_folder(&folder).unwrap();
    let bundled = Library::bundled().unwrap();
    let texts = |library: &Library| -> Vec<(String, String)> {
        let queries = library.iter();
        queries
            .map(|query| (query.name.clone(), query.text.clone()))
            .collect()
    };
    let names = |library: &Library| -> Vec<String> {
        library.iter().map(|query| query.name.clone()).collect()
    };
    assert_eq!(names(&bundled), names(&own), "change library/bundled.rs");
    assert_eq!(texts(&bundled), texts(&own));
}

#[test]
fn names_may_leave_out_the_area() {
    let mut library = Library::default();
    for name in ["guests/roles", "apps/roles", "apps/open"] {
        let query = SavedQuery::read(name, None, HEADER.to_owned()).unwrap();
        library.add(query).unwrap();
    }
    assert_eq!(library.find("open").unwrap().name, "apps/open");
    assert_eq!(library.find("apps/open.enq").unwrap().name, "apps/open");
    assert_eq!(library.find("apps/roles").unwrap().name, "apps/roles");
    let error = library.find("roles").unwrap_err().to_string();
    assert!(error.contains("apps/roles, guests/roles"), "{error}");
    let error = library.find("opne").unwrap_err().to_string();
    assert!(error.contains("did you mean `open`?"), "{error}");
}

#[test]
fn two_files_of_one_name_do_not_hide_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for area in ["ours", "theirs"] {
        std::fs::create_dir(path(area)).unwrap();
        std::fs::write(path(area).join("roles.enq"), HEADER).unwrap();
    }
    let mut library = Library::bundled().unwrap();
    let bundled = library.iter().count();
    library.add_folder(&path("ours")).unwrap();
    // The same file once more, however its path is written.
    library.add_folder(&path("theirs/../ours")).unwrap();
    assert_eq!(library.iter().count(), bundled + 1);
    let error = library.add_folder(&path("theirs")).unwrap_err().to_string();
    for named in ["theirs/../ours/roles.enq", "theirs/roles.enq", "`roles`"] {
        assert!(error.contains(named), "{error}");
    }
    // One of the tenant's own takes the place of a bundled one.
    let name = library.iter().next().unwrap().name.clone();
    let own = SavedQuery::read(&name, Some(Path::new("own.enq")), HEADER.to_owned()).unwrap();
    library.add(own).unwrap();
    assert_eq!(library.find(&name).unwrap().header.title, "Guests in roles");
}

#[test]
fn a_search_narrows() {
    let mut library = Library::default();
    for (name, severity) in [
        ("guests/roles", "high"),
        ("apps/open", "low"),
        ("apps/sub/x", "critical"),
    ] {
        let text = HEADER.replace("severity: high", &format!("severity: {severity}"));
        let query = SavedQuery::read(name, None, text).unwrap();
        library.add(query).unwrap();
    }
    let names = |search: &Search| -> Vec<String> {
        library
            .search(search)
            .map(|query| query.name.clone())
            .collect()
    };
    assert_eq!(names(&Search::default()).len(), 3);
    let area = Some("apps".to_owned());
    assert_eq!(
        names(&Search {
            area,
            ..Search::default()
        }),
        ["apps/open", "apps/sub/x"]
    );
    let severity = Some(Severity::High);
    assert_eq!(
        names(&Search {
            severity,
            ..Search::default()
        }),
        ["apps/sub/x", "guests/roles"]
    );
    let text = vec!["OPEN".to_owned(), "guests".to_owned()];
    assert_eq!(
        names(&Search {
            text,
            ..Search::default()
        }),
        ["apps/open"]
    );
}

#[test]
fn a_folder_without_queries_is_a_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let mut library = Library::default();
    assert!(matches!(
        library.add_folder(folder.path()),
        Err(LibraryError::Empty { .. })
    ));
    std::fs::create_dir(folder.path().join("own")).unwrap();
    std::fs::write(folder.path().join("own/mine.enq"), HEADER).unwrap();
    std::fs::write(folder.path().join("README.md"), "no query").unwrap();
    assert_eq!(library.add_folder(folder.path()).unwrap(), 1);
    assert_eq!(
        library.find("own/mine").unwrap().header.title,
        "Guests in roles"
    );
    std::fs::write(folder.path().join("own/bad.enq"), "users").unwrap();
    let error = library.add_folder(folder.path()).unwrap_err().to_string();
    assert!(
        error.contains("bad.enq:1: the header lacks `// title: ..`"),
        "{error}"
    );
}
