//! Every bundled query on the bundled tenant, and the commands that list, show and run them.
//!
//! The rows lie in `tests/queries/library/`; `UPDATE_GOLDENS=1` writes them again. Read them.

use crate::{enfilade, files, root, text};
use std::fs;
use std::path::PathBuf;
use std::process::Output;
use tempfile::TempDir;

/// What the bundled tenant rightly has none of: its registrations are all its own; no managed identity
/// has a role above the resources; no group comes near 1,500 assignments.
const EMPTY: &[&str] = &[
    "apps/multi_tenant",
    "azure/identities_with_roles",
    "apps/many_assignments",
];

fn of_kind(folder: &str, kind: &str) -> Vec<PathBuf> {
    let mut found = files(&root().join(folder));
    found.retain(|path| path.extension().is_some_and(|own| own == kind));
    found
}

fn run(arguments: &[&str]) -> Output {
    enfilade().args(arguments).output().unwrap()
}

#[test]
fn saved_queries_answer_as_stored() {
    let root = root();
    let queries = of_kind("queries", "enq");
    assert!(queries.len() >= 40);
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    // Imported once: there are many questions.
    let folder = TempDir::new().unwrap();
    let snapshot = folder.path().join("contoso.enf");
    let mut import = enfilade();
    import.arg("import");
    for export in ["contoso", "contoso-more"] {
        import.arg(root.join("tests/tenants").join(export));
    }
    import.arg("-o").arg(&snapshot).assert().code(0);
    let snapshot = snapshot.to_str().unwrap();
    for query in &queries {
        let name = query
            .strip_prefix(root.join("queries"))
            .unwrap()
            .with_extension("");
        let name = name.to_str().unwrap().replace('\\', "/");
        let output = run(&[
            "run",
            &name,
            snapshot,
            "--as-of",
            "2026-11-01",
            "--format",
            "csv",
        ]);
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
        let stored = root
            .join("tests/queries/library")
            .join(&name)
            .with_extension("csv");
        let rows = text(&output.stdout).replace('\r', "");
        if update {
            fs::create_dir_all(stored.parent().unwrap()).unwrap();
            fs::write(&stored, &rows).unwrap();
        }
        let expected = fs::read_to_string(&stored).unwrap_or_default();
        assert_eq!(expected, rows, "{name}");
        let finds_something = rows.lines().count() > 1;
        assert_ne!(finds_something, EMPTY.contains(&name.as_str()), "{name}");
    }
    let stored = of_kind("tests/queries/library", "csv").len();
    assert_eq!(stored, queries.len(), "rows of a query that is gone");
}

#[test]
fn queries_are_listed_searched_and_shown() {
    let list = text(&run(&["queries"]).stdout);
    let count = of_kind("queries", "enq").len();
    assert!(list.ends_with(&format!("{count} queries\n")), "{list}");
    assert!(list.starts_with("apps\n"), "{list}");
    let list = text(
        &run(&[
            "queries",
            "TIER",
            "zero",
            "--area",
            "owners",
            "--severity",
            "critical",
        ])
        .stdout,
    );
    assert!(
        list.contains(
            "  of_role_assignable_groups  critical  Role-assignable groups that people own\n"
        ),
        "{list}"
    );
    assert!(!list.contains("ownerless"), "{list}");
    let none = text(&run(&["queries", "unicorn"]).stdout);
    assert!(none.contains("no saved query fits"), "{none}");

    let shown = text(&run(&["queries", "show", "guests/stale"]).stdout);
    for part in [
        "guests/stale\nGuests that have not signed in for long\n",
        "\nWhy it matters: An account that nobody uses",
        "\nSeverity: medium\n",
        "\nParameter: days = 90d, how long is too long\n",
        "\nFrom: the bundled library\n",
        "\nenabled guests where lastSignInDateTime < ago($days)\n",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let output = run(&["queries", "show", "stael"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("did you mean `stale`?"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn a_saved_query_takes_parameters() {
    let tenant = root().join("tests/tenants/contoso");
    let tenant = tenant.to_str().unwrap();
    let rows = |more: &[&str]| {
        let start = [
            "run",
            "guests/stale",
            tenant,
            "--format",
            "csv",
            "--as-of",
            "2026-11-01",
        ];
        let output = run(&[&start, more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout).lines().count()
    };
    assert_eq!(rows(&[]), 1, "the header alone");
    assert_eq!(rows(&["--param", "days=30d"]), 13);
    let output = run(&["run", "guests/stale", tenant, "--param", "dyas=10d"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("`guests/stale` has no parameter `dyas`; did you mean `days`?"),
        "{said}"
    );
    let output = run(&["run", "guests/stale", tenant, "--param", "days"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_folder_of_ones_own_is_added_by_argument_and_by_configuration() {
    let folder = TempDir::new().unwrap();
    let own = folder.path().join("mine");
    fs::create_dir(&own).unwrap();
    let header = "// title: Mine\n// description: A.\n// why: B.\n// severity: low\n";
    fs::write(own.join("everyone.enq"), format!("{header}users | count\n")).unwrap();
    let tenant = root().join("tests/tenants/contoso");
    let ask = |configure: bool| {
        let mut command = enfilade();
        command
            .arg("run")
            .arg("everyone")
            .arg(&tenant)
            .args(["--format", "csv"]);
        match configure {
            true => {
                let config = folder.path().join("config.toml");
                fs::write(&config, "library = [\"mine\"]\n").unwrap();
                command.env("ENFILADE_CONFIG", config)
            }
            false => command.arg("--library").arg(&own),
        };
        text(&command.output().unwrap().stdout)
    };
    assert_eq!(ask(false), "Count\r\n305\r\n");
    assert_eq!(ask(true), "Count\r\n305\r\n");

    fs::write(folder.path().join("config.toml"), "libary = []\n").unwrap();
    let mut command = enfilade();
    command
        .arg("queries")
        .env("ENFILADE_CONFIG", folder.path().join("config.toml"));
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("libary"),
        "{}",
        text(&output.stderr)
    );

    // A file that is named must be there; the usual place may be empty.
    let nowhere = folder.path().join("nowhere");
    let queries = |name: &str| {
        let mut command = enfilade();
        command.arg("queries").env_remove("ENFILADE_CONFIG");
        command.env(name, &nowhere).output().unwrap()
    };
    let output = queries("ENFILADE_CONFIG");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("nowhere`, which `ENFILADE_CONFIG` names"),
        "{said}"
    );
    #[cfg(target_os = "linux")]
    assert_eq!(queries("XDG_CONFIG_HOME").status.code(), Some(0));

    fs::write(own.join("bad.enq"), "// titel: x\nusers\n").unwrap();
    let output = run(&["queries", "--library", own.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("bad.enq:1: there is no key `titel`; did you mean `title`?"),
        "{said}"
    );
}

#[test]
fn a_tenant_says_what_its_tier_zero_is() {
    let folder = TempDir::new().unwrap();
    let tenant = root().join("tests/tenants/contoso");
    let config = folder.path().join("config.toml");
    let ours = folder.path().join("ours.enq");
    fs::write(&config, "definitions = [\"ours.enq\"]\n").unwrap();
    let ask = || {
        let mut command = enfilade();
        command
            .args(["query", "--format", "csv"])
            .arg(&tenant)
            .arg("tier zero | project name");
        command.env("ENFILADE_CONFIG", &config).output().unwrap()
    };
    fs::write(&ours, "let tier zero = role \"Exchange Administrator\";\n").unwrap();
    assert_eq!(text(&ask().stdout), "name\r\nExchange Administrator\r\n");

    fs::write(&ours, "let tier zero = nothing in particular\n").unwrap();
    let output = ask();
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("ours.enq` is no file of definitions"),
        "{said}"
    );
    assert!(said.contains('^'), "{said}");
}
