//! `enfilade contoso.enf` without a terminal: lines in, answers out.

use crate::export::Folder;
use crate::{enfilade, text};
use std::process::Output;

fn talk(lines: &str) -> Output {
    let folder = Folder::new();
    let mut command = enfilade();
    command.arg(folder.export()).write_stdin(lines);
    command.output().unwrap()
}

#[test]
fn queries_are_answered_one_by_one() {
    let output = talk(
        "which guests reach finance apps\n\n// a remark\n.format csv\nusers | count\n.quit\nusers\n",
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let answers = text(&output.stdout);
    assert!(
        answers.starts_with("guest "),
        "no prompt, no greeting: {answers}"
    );
    assert!(
        answers.ends_with("Count\r\n4\r\n"),
        "nothing after `.quit`: {answers}"
    );
}

#[test]
fn a_mistake_does_not_end_the_conversation() {
    let output = talk("which gests reach apps\n.nonsense\nusers | count\n");
    assert_eq!(output.status.code(), Some(2), "but it is remembered");
    let said = text(&output.stderr);
    assert!(said.contains("^^^^^"), "{said}");
    assert!(said.contains("`.nonsense`"), "{said}");
    assert!(text(&output.stdout).contains('4'));
}

#[test]
fn dot_commands() {
    let answers = text(&talk(".help\n.format\n.info\n.explain users\n").stdout);
    for part in [
        ".explain QUERY",
        ".run NAME",
        "\ntable\n",
        "\nSources\n",
        "\nEntities\n",
    ] {
        assert!(answers.contains(part), "{part}: {answers}");
    }
}

#[test]
fn a_query_may_take_several_lines() {
    let output = talk(".format csv\nusers |\n  count\nguests where (\n\nusers | count\n");
    assert_eq!(text(&output.stdout), "Count\r\n4\r\nCount\r\n4\r\n");
    // The empty line ended what was never closed.
    assert!(
        text(&output.stderr).contains("error"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn last_names_what_was_found() {
    let lines = ".format csv\nguests where name == \"Gina Guest\"\nusers except last | count\nlast | count\n";
    let answers = text(&talk(lines).stdout);
    // A count has no entities: `last` still names the guest after it.
    assert!(
        answers.ends_with("Count\r\n3\r\nCount\r\n1\r\n"),
        "{answers}"
    );
    let said = text(&talk("last\n").stderr);
    assert!(said.contains("there is none with entities"), "{said}");
}

#[test]
fn saved_queries_are_listed_run_and_saved() {
    let folder = Folder::new();
    let own = folder.path("own");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("first.enq"), SAVED).unwrap();
    let mut command = enfilade();
    command.arg(folder.export()).arg("--library").arg(&own);
    let lines = ".queries first\n.format csv\n.run first\nguests | count\n.save guests/number How many\n.run number\n";
    let output = command.write_stdin(lines).output().unwrap();
    let (answers, said) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert!(answers.contains("My own question"), "{answers}");
    assert!(
        answers.ends_with("Count\r\n4\r\nCount\r\n3\r\nCount\r\n3\r\n"),
        "{answers}"
    );
    assert!(own.join("guests/number.enq").exists());
    let said = text(&talk(".run nothing/like/it\n").stderr);
    assert!(
        said.contains("no saved query is called `nothing/like/it`"),
        "{said}"
    );
}

#[test]
fn what_is_saved_runs_again_or_is_refused() {
    let folder = Folder::new();
    let own = folder.path("own");
    std::fs::create_dir(&own).unwrap();
    let with_parameter = SAVED.replace(
        "users | count",
        "// param: who = Gina Guest -- whom to count\nusers where name == $who | count",
    );
    std::fs::write(own.join("first.enq"), with_parameter).unwrap();
    let converse = |lines: &str| {
        let mut command = enfilade();
        command.arg(folder.export()).arg("--library").arg(&own);
        command.write_stdin(lines.to_owned()).output().unwrap()
    };
    let output = converse(
        ".format csv\n.run first who=nobody\n.save again\n.run again\n.run again who=\"Gina Guest\"\n",
    );
    let said = text(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(
        text(&output.stdout),
        "Count\r\n0\r\nCount\r\n0\r\nCount\r\n1\r\n"
    );
    // Words inside names, and `last`, are of the conversation alone.
    for (lines, why) in [
        ("who reaches finance apps\n.save loose\n", "`finance`"),
        ("guests\nlast | count\n.save last\n", "`last`"),
    ] {
        let output = converse(lines);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("not saved") && said.contains(why), "{said}");
    }
    assert!(!own.join("loose.enq").exists() && !own.join("last.enq").exists());
}

const SAVED: &str = "\
// title: My own question
// description: Counts.
// why: A test.
// severity: info
users | count
";

#[test]
fn another_tenant_can_be_opened_and_answers_can_go_to_a_file() {
    let folder = Folder::new();
    let (snapshot, _) = folder.import();
    let file = folder.path("out.csv");
    let lines = format!(
        "guests\n.open {}\nlast\n.output {}\nusers | count\n.output\n.schema groups\n.schema gruops\n\
         .output x.xlsx\n.timing\nusers | count\n",
        snapshot.display(),
        file.display()
    );
    let output = talk(&lines);
    let said = text(&output.stderr);
    assert!(
        said.contains("there is none with entities"),
        "another graph: {said}"
    );
    assert!(said.contains("did you mean `groups`?"), "{said}");
    assert!(said.contains("no format is known for `.xlsx`"), "{said}");
    assert!(said.contains(" ms"), "{said}");
    assert_eq!(std::fs::read_to_string(file).unwrap(), "Count\r\n4\r\n");
    assert!(
        text(&output.stdout).contains("role-assignable"),
        "{}",
        text(&output.stdout)
    );
}
