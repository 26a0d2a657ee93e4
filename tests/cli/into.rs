//! `enfilade import --into`: exports added to a snapshot, as if all had been imported together.

use crate::export::{Folder, document, records};
use crate::{enfilade, files, root, text};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

fn import(paths: &[PathBuf], option: &str, snapshot: &Path) -> Output {
    let mut command = enfilade();
    command.arg("import").args(paths).arg(option).arg(snapshot);
    command.output().unwrap()
}

fn succeeds(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// The files of the current generation, by their paths in it.
fn generation(snapshot: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let newest = fs::read_dir(snapshot)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .max()
        .unwrap();
    let all = files(&newest).into_iter();
    all.map(|file| {
        let bytes = fs::read(&file).unwrap();
        (file.strip_prefix(&newest).unwrap().to_owned(), bytes)
    })
    .collect()
}

#[test]
fn adding_exports_gives_the_files_that_importing_all_of_them_gives() {
    let samples = root().join("tests/imports");
    let sample = |name: &str| samples.join(name);
    let folder = Folder::new();
    for (number, (first, then)) in [
        (vec!["graph"], vec!["arm", "csv"]),
        (vec!["csv"], vec!["graph", "azurehound/small.json"]),
        (vec!["azurehound/small.json", "arm"], vec!["graph"]),
        (
            vec!["azurehound/kinds.json"],
            vec!["plain", "azurehound/small.json"],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let first: Vec<PathBuf> = first.into_iter().map(sample).collect();
        let then: Vec<PathBuf> = then.into_iter().map(sample).collect();
        let together = folder.path(&format!("together-{number}.enf"));
        succeeds(&import(&[&first[..], &then[..]].concat(), "-o", &together));
        let added = folder.path(&format!("added-{number}.enf"));
        succeeds(&import(&first, "-o", &added));
        let said = succeeds(&import(&then, "--into", &added));
        assert!(said.starts_with("Added to "), "{said}");
        for ((path, bytes), (other, expected)) in
            generation(&added).iter().zip(&generation(&together))
        {
            assert_eq!(path, other, "{first:?} and {then:?}");
            assert!(
                bytes == expected,
                "{} differs: {first:?} and {then:?}",
                path.display()
            );
        }
        assert_eq!(generation(&added).len(), generation(&together).len());
        let mut info = enfilade();
        let verified = info
            .arg("info")
            .arg(&added)
            .arg("--verify")
            .output()
            .unwrap();
        succeeds(&verified);
    }
}

#[test]
fn what_a_snapshot_holds_stays_with_its_sources() {
    let folder = Folder::new();
    let (first, second) = (folder.path("first.json"), folder.path("second.json"));
    let records = records();
    fs::write(&first, document(&records[..4])).unwrap();
    fs::write(&second, document(&[&records[..1], &records[4..]].concat())).unwrap();
    let snapshot = folder.path("tiny.enf");
    succeeds(&import(&[first], "-o", &snapshot));
    succeeds(&import(&[second], "--into", &snapshot));
    let info = enfilade().arg("info").arg(&snapshot).output().unwrap();
    let info = succeeds(&info);
    for part in [
        "first.json (azurehound",
        "second.json (azurehound",
        " 4  users",
    ] {
        assert!(info.contains(part), "{part}: {info}");
    }
}

#[test]
fn only_a_snapshot_can_be_added_to() {
    let folder = Folder::new();
    let output = import(&[folder.export()], "--into", &folder.path("none.enf"));
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("none.enf"));
    assert_eq!(folder.names(), ["azurehound.json"]);
    let both = enfilade()
        .args(["import", "x.json", "--into", "a.enf", "-o", "b.enf"])
        .output()
        .unwrap();
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn an_export_of_another_tenant_is_not_added_unless_that_is_allowed() {
    let folder = Folder::new();
    let (snapshot, _) = folder.import();
    let other = folder.path("organization.json");
    let fabrikam = "f0000000-0000-4000-8000-00000000000f";
    let organization = format!("{{\"id\":\"{fabrikam}\",\"verifiedDomains\":[]}}");
    fs::write(&other, organization).unwrap();
    let output = import(std::slice::from_ref(&other), "--into", &snapshot);
    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stderr);
    for part in [
        fabrikam,
        "azurehound.json",
        "organization.json",
        "--allow-several-tenants",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let mut command = enfilade();
    command.args(["import", "--allow-several-tenants", "--into"]);
    succeeds(&command.arg(&snapshot).arg(&other).output().unwrap());
}

#[test]
fn a_kill_leaves_the_snapshot_as_it_was_or_with_all_that_was_added() {
    let folder = Folder::new();
    let (snapshot, _) = folder.import();
    let large = root().join("tests/tenants/contoso/contoso.json");
    let users = || {
        let mut command = enfilade();
        let output = command.arg("info").arg(&snapshot).arg("--verify").output();
        let said = succeeds(&output.unwrap());
        let line = said.lines().find(|line| line.ends_with("  users")).unwrap();
        line.trim()
            .split(' ')
            .next()
            .unwrap()
            .parse::<u64>()
            .unwrap()
    };
    let before = users();
    let add = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_enfilade"));
        command.args(["import", "--allow-several-tenants", "--into"]);
        command.arg(&snapshot).arg(&large);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let mut after = None;
    for pause in 0..20 {
        let mut child = add().spawn().unwrap();
        sleep(Duration::from_micros(pause * 3000));
        // One that has ended already cannot be killed, and is as good.
        let _ = child.kill();
        child.wait().unwrap();
        let now = users();
        assert!(
            now == before || *after.get_or_insert(now) == now,
            "{now} users"
        );
    }
    assert!(add().status().unwrap().success());
    assert_eq!(users(), before + 305);
}

/// Two exports of one tenant that disagree: on what kind of account Gina is, and on who is in a group.
fn disagreeing(folder: &Folder) -> PathBuf {
    const GROUP: &str = "30000000-0000-0000-0000-000000000001";
    let user = |number: u32| format!("20000000-0000-0000-0000-{number:012}");
    let member = |number: u32| {
        format!(
            "{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{}\"}}",
            user(number)
        )
    };
    let users = folder.path("users.json");
    let gina = format!(
        "{{\"id\":\"{}\",\"userPrincipalName\":\"USER2@tiny.example\",\"userType\":\"Member\"}}",
        user(2)
    );
    let context = "\"@odata.context\":\"https://graph.microsoft.com/beta/$metadata#users\"";
    fs::write(&users, format!("{{{context},\"value\":[{gina}]}}")).unwrap();
    let lists = [("a", vec![1, 2]), ("b", vec![1])];
    let lists = lists.map(|(name, members)| {
        let path = folder.path(&format!("{name}/groups/{GROUP}/members.json"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let members: Vec<String> = members.into_iter().map(member).collect();
        let text = format!(
            "{{{},\"value\":[{}]}}",
            context.replace("users", "directoryObjects"),
            members.join(",")
        );
        fs::write(&path, text).unwrap();
        path
    });
    let snapshot = folder.path("two.enf");
    let paths = [&[folder.export(), users][..], &lists].concat();
    let said = succeeds(&import(&paths, "-o", &snapshot));
    assert!(
        said.contains("Disagreements\n  1  value\n  1  membership\n"),
        "{said}"
    );
    snapshot
}

#[test]
fn what_two_exports_disagree_on_is_a_table() {
    let folder = Folder::new();
    let snapshot = disagreeing(&folder);
    let info = |more: &[&str]| {
        let mut command = enfilade();
        command
            .arg("info")
            .arg(&snapshot)
            .args(more)
            .output()
            .unwrap()
    };
    let said = succeeds(&info(&[]));
    assert!(
        said.contains("The files disagree\n  userType of Gina Guest: `Guest` in "),
        "{said}"
    );
    let table = succeeds(&info(&["--disagreements", "--format", "csv"]));
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(
        lines[0],
        "about,object,object.id,held,held.id,what,says,source,other_says,other_source"
    );
    assert_eq!(lines.len(), 3, "{table}");
    assert!(
        lines[1]
            .starts_with("value,Gina Guest,20000000-0000-0000-0000-000000000002,,,userType,Guest,"),
        "{table}"
    );
    assert!(
        lines[1].contains("azurehound.json,Member,") && lines[1].contains("users.json"),
        "{table}"
    );
    assert!(lines[2].starts_with("membership,Gina Guest,"), "{table}");
    let asked = enfilade()
        .arg("query")
        .arg(&snapshot)
        .arg("disagreements | where about == \"membership\" | project object, held")
        .args(["--format", "csv"])
        .output()
        .unwrap();
    let found = succeeds(&asked);
    assert_eq!(found.lines().count(), 2, "{found}");
    assert!(found.contains("\nGina Guest,"), "{found}");
    assert!(
        lines[2].contains("/a/groups/") && lines[2].contains("/b/groups/"),
        "{table}"
    );
    // A table of rows alone has a format; the text for people has none.
    assert_eq!(info(&["--format", "csv"]).status.code(), Some(2));
}

#[test]
fn a_step_names_all_files_that_state_it_and_info_counts_what_each_states() {
    let folder = Folder::new();
    let id = |number: u32| format!("20000000-0000-0000-0000-{number:012}");
    let again = folder.path("assigned.json");
    let assignment = format!(
        "{{\"id\":\"a1-11\",\"appRoleId\":\"{}\",\"principalId\":\"{}\",\"principalType\":\"User\",\"resourceId\":\"{}\"}}",
        id(211),
        id(1),
        id(11)
    );
    fs::write(&again, format!("[{assignment}]")).unwrap();
    let snapshot = folder.path("two.enf");
    succeeds(&import(&[folder.export(), again], "-o", &snapshot));
    let mut command = enfilade();
    command
        .arg("query")
        .arg(&snapshot)
        .args(["--format", "csv"]);
    let why = "why can \"Mia Member\" reach \"Finance Portal\"";
    let said = succeeds(&command.arg(why).output().unwrap());
    assert!(
        said.contains("azurehound.json, byte ") && said.contains("; also "),
        "{said}"
    );
    assert!(said.contains("assigned.json"), "{said}");
    let mut command = enfilade();
    command
        .arg("query")
        .arg(&snapshot)
        .args(["--format", "csv"]);
    let users = "users where name == \"Mia Member\" | project name, sources";
    let said = succeeds(&command.arg(users).output().unwrap());
    assert!(said.trim_end().ends_with("azurehound.json"), "{said}");
    let info = succeeds(&enfilade().arg("info").arg(&snapshot).output().unwrap());
    for part in [": 7 objects, 5 edges\n", ": 0 objects, 1 edge\n"] {
        assert!(info.contains(part), "{part}: {info}");
    }
}
