//! `enfilade import`: a snapshot, a summary, and what damage does.

use crate::export::{Folder, document, records};
use crate::{enfilade, text};
use std::fs;
use std::path::Path;

#[test]
fn the_summary_says_what_came_in_and_what_cannot() {
    let folder = Folder::new();
    let (snapshot, output) = folder.import();
    let summary = text(&output.stdout);
    assert!(summary.starts_with("Imported 1 file ("), "{summary}");
    for part in [
        "AZUser",
        "Entities",
        " 4  users",
        "Edges",
        "Not contained",
        "conditional access",
    ] {
        assert!(summary.contains(part), "{part}: {summary}");
    }
    assert!(snapshot.join("manifest.json").exists());

    let output = enfilade()
        .arg("query")
        .arg(&snapshot)
        .arg("which guests reach finance apps")
        .assert()
        .code(0)
        .get_output()
        .clone();
    assert!(text(&output.stdout).contains("Gina Guest"));
    assert!(
        !text(&output.stderr).contains("imported"),
        "a snapshot is not imported"
    );
}

#[test]
fn a_damaged_export_is_read_up_to_the_damage() {
    let folder = Folder::new();
    let whole = document(&records());
    fs::write(folder.export(), &whole[..whole.len() * 3 / 4]).unwrap();
    let snapshot = folder.path("tiny.enf");
    let import = |more: &[&str]| {
        let mut command = enfilade();
        command
            .arg("import")
            .arg(folder.export())
            .arg("-o")
            .arg(&snapshot)
            .args(more);
        command.output().unwrap()
    };

    let output = import(&["--fail-on-damage"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        text(&output.stderr).contains("damaged"),
        "{}",
        text(&output.stderr)
    );
    assert!(!snapshot.exists(), "nothing is written");

    let output = import(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let summary = text(&output.stdout);
    assert!(summary.contains("\nDamage\n"), "{summary}");
    assert!(!summary.contains("\nComplete\n"), "{summary}");
    assert!(summary.contains("azurehound.json"), "{summary}");
    let said = text(&output.stderr);
    assert!(
        said.contains("warning: ") && said.contains(" at byte "),
        "{said}"
    );
    assert!(summary.contains(" 4  users"), "{summary}");
}

#[test]
fn several_exports_become_one_snapshot() {
    let folder = Folder::new();
    let (first, second) = (folder.path("first.json"), folder.path("second.json"));
    let records = records();
    fs::write(&first, document(&records[..4])).unwrap();
    fs::write(&second, document(&records[4..])).unwrap();
    let output = enfilade()
        .arg("import")
        .args([&first, &second])
        .arg("-o")
        .arg(folder.path("tiny.enf"))
        .assert()
        .code(0)
        .get_output()
        .clone();
    let summary = text(&output.stdout);
    assert!(summary.starts_with("Imported 2 files ("), "{summary}");
    assert!(summary.contains(" 4  users"), "{summary}");
}

#[test]
fn a_folder_that_is_something_else_is_left_alone() {
    let folder = Folder::new();
    let other = folder.path("photos");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("cat.jpg"), "meow").unwrap();
    let output = enfilade()
        .arg("import")
        .arg(folder.export())
        .arg("-o")
        .arg(&other)
        .assert()
        .code(2)
        .get_output()
        .clone();
    assert!(text(&output.stderr).contains("photos"));
    assert_eq!(fs::read_dir(&other).unwrap().count(), 1);
}

#[test]
fn what_cannot_be_imported_is_bad_input() {
    let folder = Folder::new();
    let mut command = enfilade();
    command
        .args(["import", "no-such-file.json", "-o"])
        .arg(folder.path("x.enf"));
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("no-such-file.json"));
    let output = enfilade().args(["import", "a.json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "where to?");
    assert_eq!(folder.names(), ["azurehound.json"]);
}

#[test]
fn a_dry_run_says_what_it_would_read_and_writes_nothing() {
    let folder = Folder::new();
    let users = folder.path("users.json");
    fs::write(
        &users,
        r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[{"id":"a0000000-0000-4000-8000-000000000077","userPrincipalName":"x@contoso.example"}]}"#,
    )
    .unwrap();
    let run = |more: &[&str]| {
        let mut command = enfilade();
        command
            .args(["import", "--dry-run"])
            .arg(folder.export())
            .arg(&users);
        command.args(more).output().unwrap()
    };
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.starts_with("Would import 2 files ("), "{said}");
    for part in ["(azurehound, ", "(graph, ", "AZUser", " 5  users"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // Even where a place to write to is named.
    let snapshot = folder.path("tiny.enf");
    let output = run(&["-o", &snapshot.display().to_string()]);
    assert!(text(&output.stdout).starts_with("Would import"));
    assert!(!snapshot.exists());
}

/// A folder with one page of users, and files in it: their names and what they hold.
fn folder_with(files: &[(String, &str)]) -> Folder {
    let folder = Folder::new();
    let page = r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[{"id":"a0000000-0000-4000-8000-000000000077","userPrincipalName":"x@contoso.example"}]}"#;
    fs::create_dir(folder.path("graph")).unwrap();
    fs::write(folder.path("graph/users.json"), page).unwrap();
    for (name, text) in files {
        fs::write(folder.path("graph").join(name), text).unwrap();
    }
    folder
}

#[test]
fn an_error_page_in_a_folder_is_damage() {
    let error =
        r#"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}"#;
    let folder = folder_with(&[
        ("groups.json".to_owned(), error),
        ("README.txt".to_owned(), "Collected on Friday"),
    ]);
    let snapshot = folder.path("tiny.enf");
    let import = |more: &[&str]| {
        let mut command = enfilade();
        command.arg("import").arg(folder.path("graph"));
        command.arg("-o").arg(&snapshot).args(more);
        command.output().unwrap()
    };
    let output = import(&["--fail-on-damage"]);
    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stderr);
    assert!(
        said.contains("groups.json`: it is an error that the service"),
        "{said}"
    );
    assert!(!snapshot.exists(), "nothing is written");

    let output = import(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let summary = text(&output.stdout);
    assert!(summary.contains("\nDamage\n"), "{summary}");
    assert!(!summary.contains("\nComplete\n"), "{summary}");
    assert!(text(&output.stderr).contains("warning: files in folders"));
    // And a gate does not decide by what may be missing.
    let gate = |path| {
        let mut command = enfilade();
        command.arg("query").arg(path);
        command.args(["users | where upn == \"nobody\"", "--fail-if-any"]);
        command.output().unwrap()
    };
    for path in [&snapshot, &folder.path("graph")] {
        let output = gate(path);
        assert_eq!(output.status.code(), Some(5), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("a source is damaged"));
    }
    let output = enfilade().arg("info").arg(&snapshot).output().unwrap();
    assert!(text(&output.stdout).contains("\nDamage\n"));
}

#[test]
fn a_dry_run_lists_what_is_passed_over() {
    let hostile = if cfg!(unix) {
        "a\n\u{1b}[31mred.json"
    } else {
        "a.json"
    };
    let notes = (0..1003).map(|number| (format!("note{number:04}.txt"), "nothing"));
    let files: Vec<(String, &str)> = [(hostile.to_owned(), "")]
        .into_iter()
        .chain(notes)
        .collect();
    let folder = folder_with(&files);
    let output = enfilade()
        .args(["import", "--dry-run"])
        .arg(folder.path("graph"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    let (_, list) = said.split_once("\nPassed over\n").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 1001, "{list}");
    assert!(
        lines[0].ends_with("red.json: it is empty") || !cfg!(unix),
        "{list}"
    );
    assert!(!list.contains('\u{1b}'));
    assert!(
        lines[999].ends_with("note0998.txt: it is no JSON"),
        "{list}"
    );
    assert_eq!(lines[1000], "  and 4 more");

    // A folder of nothing else is an error, and the list says why.
    fs::remove_file(folder.path("graph/users.json")).unwrap();
    let output = enfilade()
        .args(["import", "--dry-run"])
        .arg(folder.path("graph"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stdout).starts_with("Passed over\n"));
    assert!(text(&output.stderr).contains("`enfilade import --dry-run` lists them"));
}

#[test]
fn what_nothing_comes_of_is_bad_input() {
    let folder = Folder::new();
    let token = folder.path("token.json");
    fs::write(&token, r#"{"access_token":"eyJ0","token_type":"Bearer"}"#).unwrap();
    let snapshot = folder.path("tiny.enf");
    let mut command = enfilade();
    command.args(["import", "--from", "graph"]).arg(&token);
    let output = command.arg("-o").arg(&snapshot).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stderr);
    assert!(said.contains("holds nothing that Enfilade reads"), "{said}");
    assert!(said.contains("leave out `--from`"), "{said}");
    assert!(!snapshot.exists(), "nothing is written");
}

#[test]
fn the_group_of_a_table_of_members_can_be_named() {
    let folder = Folder::new();
    let table = folder.path("members.csv");
    fs::write(
        &table,
        "id,userPrincipalName,displayName,objectType\na0000000-0000-4000-8000-000000000077,x@contoso.example,X,User\n",
    )
    .unwrap();
    let import = |group: &str| {
        let mut command = enfilade();
        command
            .args(["import", "--dry-run", "--group", group])
            .arg(&table);
        command.output().unwrap()
    };
    let output = import("a0000000-0000-4000-8000-000000000010");
    assert!(
        text(&output.stdout).contains(" 1  member"),
        "{}",
        text(&output.stdout)
    );
    let output = import("Payroll");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("an object id looks like"));
}

/// What `az role assignment list --all --include-inherited` and `az resource list` write.
fn azure(folder: &Folder) -> std::path::PathBuf {
    const SUBSCRIPTION: &str = "/subscriptions/b0000000-0000-4000-8000-000000000001";
    let given = |number: u32, name: &str, kind: &str, role: &str, scope: &str| {
        let place = scope.trim_end_matches('/');
        format!(
            "{{\"id\":\"{place}/providers/Microsoft.Authorization/roleAssignments/d0000000-0000-4000-8000-00000000000{number}\",\
             \"principalId\":\"a0000000-0000-4000-8000-00000000000{number}\",\"principalName\":\"{name}\",\
             \"principalType\":\"{kind}\",\"roleDefinitionName\":\"{role}\",\
             \"roleDefinitionId\":\"/providers/Microsoft.Authorization/roleDefinitions/d1000000-0000-4000-8000-00000000000{number}\",\
             \"scope\":\"{scope}\",\"type\":\"Microsoft.Authorization/roleAssignments\"}}"
        )
    };
    let export = folder.path("azure");
    fs::create_dir(&export).unwrap();
    let assignments = [
        given(
            1,
            "anna@tiny.example",
            "User",
            "User Access Administrator",
            "/",
        ),
        given(2, "", "Unknown", "Reader", SUBSCRIPTION),
    ];
    let assignments = format!("[{}]", assignments.join(","));
    fs::write(export.join("assignments.json"), assignments).unwrap();
    let machine = format!(
        "[{{\"id\":\"{SUBSCRIPTION}/resourceGroups/Pay/providers/Microsoft.Compute/virtualMachines/ledger\",\
         \"name\":\"ledger\",\"type\":\"Microsoft.Compute/virtualMachines\",\"location\":\"westeurope\"}}]"
    );
    fs::write(export.join("resources.json"), machine).unwrap();
    export
}

#[test]
fn a_role_at_the_root_reaches_all_though_no_file_names_the_tenant() {
    let folder = Folder::new();
    let export = azure(&folder);
    let ask = |question: &str| {
        let mut query = enfilade();
        query.arg("query").arg(&export).arg(question);
        let output = query.args(["--format", "csv"]).output().unwrap();
        text(&output.stdout)
    };
    let found = ask("who reaches \"ledger\"");
    assert_eq!(found.lines().count(), 2, "{found}");
    assert!(
        found.contains("\nanna@tiny.example,a0000000-0000-4000-8000-000000000001,ledger,"),
        "{found}"
    );
    let why = ask("why does user \"anna@tiny.example\" reach \"ledger\"");
    assert!(
        why.contains("holds `User Access Administrator` at the tenant `/`"),
        "{why}"
    );
}

#[test]
fn the_summary_says_what_questions_about_users_leave_out() {
    let folder = Folder::new();
    let export = azure(&folder);
    let summary = |more: &[&std::path::Path]| {
        let mut import = enfilade();
        import.args(["import", "--dry-run"]).arg(&export).args(more);
        let output = import.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let said = summary(&[]);
    for part in [
        "  no source says whether the holder of a role",
        "collect users, groups and service principals (a0000000-0000-4000-8000-000000000002)\n",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // A file that comes later says that it is a user.
    let users = folder.path("users.json");
    let user = "{\"id\":\"a0000000-0000-4000-8000-000000000002\",\"userPrincipalName\":\"b@tiny.example\"}";
    fs::write(&users, format!("{{\"value\":[{user}]}}")).unwrap();
    let said = summary(&[&users]);
    assert!(!said.contains("whether the holder"), "{said}");
}

#[test]
fn an_attribute_that_one_user_states_is_said_to_be_unknown_of_the_others() {
    let folder = Folder::new();
    let graph = "https://graph.microsoft.com/v1.0/$metadata#users";
    let user = |number: u8, more: &str| {
        format!(
            "{{\"id\":\"a0000000-0000-4000-8000-00000000000{number}\",\"displayName\":\"User {number}\"{more}}}"
        )
    };
    let all = [user(1, ""), user(2, "")].join(",");
    let all = format!("{{\"@odata.context\":\"{graph}\",\"value\":[{all}]}}");
    let me = user(1, ",\"userType\":\"Member\"").replacen(
        '{',
        &format!("{{\"@odata.context\":\"{graph}/$entity\","),
        1,
    );
    let file = |name: &str, text: &str| {
        let path = folder.path(name);
        fs::write(&path, text).unwrap();
        path
    };
    let (users, me) = (file("users.json", &all), file("me.json", &me));
    let snapshot = folder.path("users.enf");
    let import = |paths: &[&Path], option: &str| {
        let mut command = enfilade();
        command.arg("import").args(paths).arg(option).arg(&snapshot);
        command.assert().code(0);
    };
    let guests = || {
        let mut command = enfilade();
        let output = command.arg("query").arg(&snapshot).arg("guests").output();
        text(&output.unwrap().stderr)
    };
    import(&[&users], "-o");
    assert!(guests().contains("no source holds `userType` of users"));
    let note = "`userType` came in for some users only";
    import(&[&me], "--into");
    assert!(guests().contains(note), "{}", guests());
    fs::remove_dir_all(&snapshot).unwrap();
    import(&[&users, &me], "-o");
    let info = enfilade().arg("info").arg(&snapshot).output().unwrap();
    let info = text(&info.stdout);
    assert!(
        info.contains("  users: some came without userType\n"),
        "{info}"
    );
    assert!(guests().contains(note), "{}", guests());
}
