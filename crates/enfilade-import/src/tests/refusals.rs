//! What is no export: whether its place should hold one, in what words it is refused, and what is
//! never taken for one.

use super::support::{ANNA, Outcome, folder_of, gzip, import, refusal, zip};
use crate::{Format, ImportError, NoProgress, Options, Progress, read, read_bytes};
use enfilade_model::{ImportSummary, Level, Relation};
use rayon::ThreadPoolBuilder;
use std::path::Path;
use std::sync::Mutex;

const ERROR: &[u8] = br#"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation.","innerError":{"date":"2026-11-20T08:00:00"}}}"#;
const SIGN_IN_PAGE: &[u8] = b"<!DOCTYPE html>\n<html><head><title>Sign in to your account</title>";

/// A page of Graph with one user.
fn users() -> String {
    format!(
        r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[{{"id":"{ANNA}","displayName":"Anna","userPrincipalName":"anna@contoso.example"}}]}}"#
    )
}

fn folder_with(name: &str, bytes: &[u8]) -> Outcome {
    let folder = folder_of(&[("users.json", users().as_bytes()), (name, bytes)]);
    import(folder.path(), &Options::default()).unwrap()
}

/// What an import of one text says.
fn only(name: &str, bytes: &[u8], format: Option<Format>) -> Result<ImportSummary, ImportError> {
    let options = Options {
        format,
        ..Options::default()
    };
    let mut lines = super::support::Lines::default();
    read_bytes(name, bytes, &options, &NoProgress, &mut lines)
}

fn refused(name: &str, bytes: &[u8], format: Option<Format>) -> String {
    only(name, bytes, format).unwrap_err().to_string()
}

#[test]
fn what_stands_where_an_export_should_is_damage() {
    let page = users();
    let cut = &page.as_bytes()[..page.len() - 40];
    let list = format!("[{}", &page[page.find("{\"id").unwrap()..page.len() - 40]);
    let packed = gzip(b"");
    for (name, bytes) in [
        ("groups.json", ERROR),
        ("groups", ERROR),
        ("groups.json", br#"{"error":"invalid_grant","error_description":"AADSTS700082: The refresh token has expired."}"#),
        ("groups.json", SIGN_IN_PAGE),
        ("groups.csv", SIGN_IN_PAGE),
        ("groups.json", b""),
        ("groups.json", b"\xef\xbb\xbf\r\n"),
        ("groups.csv", b""),
        ("groups.json.gz", &packed),
        ("groups.zip", b""),
        ("groups.json", b"{"),
        ("groups.json", b"["),
        ("groups.json", b"[{"),
        ("groups.json", br#"{"value":["#),
        ("groups.json", br#"{"value":[{"id":"a0000000-0000-4000-8000-000000000010","displayN"#),
        ("groups.json", br#"{"id":"a0000000-0000-4000-8000-000000000010","displayN"#),
        ("groups.json", br#"{"kind":"A"#),
        ("groups.json", list.as_bytes()),
        ("groups.json", b"ERROR: AADSTS50076: Due to a configuration change made by your administrator"),
        ("groups.json", &[0; 4096]),
        ("groups.parquet", b"PAR1 and no more"),
    ] {
        let shown = String::from_utf8_lossy(bytes);
        let outcome = folder_with(name, bytes);
        assert_eq!(outcome.codes(), ["lost-file"], "{name}: {shown}");
        assert!(outcome.summary.damage().next().is_some());
        let level = &outcome.summary.completeness.relations[&Relation::Users];
        assert!(matches!(level, Level::Partial(_)), "{level:?}");
        // In an archive it is the same.
        let folder = folder_of(&[("all.zip", &zip(&[("users.json", page.as_bytes()), (name, bytes)]))]);
        let packed = import(folder.path(), &Options::default()).unwrap();
        assert_eq!(packed.codes(), ["lost-file"], "{name}: {shown}");
    }
    // What was recognised before it was cut is damaged as ever.
    assert_eq!(folder_with("groups.json", cut).codes(), ["truncated"]);
}

#[test]
fn what_is_plainly_something_else_is_only_passed_over() {
    for (name, bytes) in [
        ("README.txt", &b"How this was collected"[..]),
        ("README.txt", b""),
        ("report.html", SIGN_IN_PAGE),
        ("logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        (
            "collect.log",
            b"[2026-11-20 08:00:00] INFO collecting {users",
        ),
        ("collect.log", b"2026-11-20 08:00:00 done"),
        (
            "package.json",
            br#"{"name":"collector","version":"1.0.0","scripts":{}}"#,
        ),
        ("numbers.json", b"[1,2,3]"),
        ("list.json", br#"[{"date":"2026-11-20","amount":3}]"#),
        (
            "messages.json",
            br#"{"value":[{"id":"AAMk","subject":"Lunch?"}]}"#,
        ),
        ("invoices.csv", b"date,amount,currency\n2026-11-20,3,EUR\n"),
        ("template.jinja", b"{% for user in users %}{{ user }}"),
        ("users.json", br#"{"data":[],"meta":{"type":"users"}}"#),
    ] {
        let folder = folder_of(&[("a/users.json", users().as_bytes()), (name, bytes)]);
        let outcome = import(folder.path(), &Options::default()).unwrap();
        assert_eq!(outcome.codes(), ["passed-over"], "{name}");
        let level = &outcome.summary.completeness.relations[&Relation::Users];
        assert_eq!(level, &Level::Complete, "{name}");
    }
    // What a Mac leaves in an archive.
    let left = zip(&[
        ("users.json", users().as_bytes()),
        ("__MACOSX/._users.json", b"\0\x05\x16\x07\0\x02\0\0Mac OS X"),
    ]);
    let folder = folder_of(&[("all.zip", &left)]);
    let outcome = import(folder.path(), &Options::default()).unwrap();
    assert_eq!(outcome.codes(), ["passed-over"]);
}

/// Notes what is passed over.
#[derive(Default)]
struct Notes(Mutex<Vec<(String, String)>>);

impl Progress for Notes {
    fn passed_over(&self, path: &str, reason: &str) {
        let name = path.rsplit('/').next().unwrap_or_default();
        let mut notes = self.0.lock().unwrap();
        notes.push((name.to_owned(), reason.to_owned()));
    }
}

/// What is passed over of a folder, by so many threads, and what the summary says.
fn passed_over(folder: &Path, threads: usize) -> (Vec<(String, String)>, ImportSummary) {
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    let notes = Notes::default();
    let summary = pool.install(|| {
        let mut lines = super::support::Lines::default();
        read(
            &[folder.to_owned()],
            &Options::default(),
            &notes,
            &mut lines,
        )
        .unwrap()
    });
    (notes.0.into_inner().unwrap(), summary)
}

#[test]
fn every_file_that_is_passed_over_is_told_in_its_turn_with_any_number_of_threads() {
    let mut names: Vec<String> = (0..300).map(|at| format!("{at:03}.json")).collect();
    names.push("x/y.txt".to_owned());
    let large = users().replace("Anna", &"A".repeat(2 << 20));
    let archive = zip(&[("in.json", ERROR), ("in.txt", b"nothing")]);
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, ERROR)).collect();
    files.push(("150-users.json", large.as_bytes()));
    files.push(("151-all.zip", &archive));
    let folder = folder_of(&files);
    let (one, summary) = passed_over(folder.path(), 1);
    assert_eq!(one.len(), 303);
    assert!(one.iter().any(|(name, _)| name == "151-all.zip!in.txt"));
    assert!(
        one[0].1.contains("`Authorization_RequestDenied`"),
        "{}",
        one[0].1
    );
    assert_eq!(summary.warnings[0].count, 302);
    let (three, again) = passed_over(folder.path(), 3);
    assert_eq!(one, three);
    assert_eq!(summary, again);
}

#[test]
fn the_example_of_a_file_in_a_deep_folder_says_why() {
    let name = format!("{}Gruppen/mitglieder.json", "ein langer Name/".repeat(12));
    let example = folder_with(&name, ERROR).example("lost-file").to_owned();
    assert!(
        example.contains("mitglieder.json`: it is an error"),
        "{example}"
    );
    assert!(example.ends_with("collect it again"), "{example}");
}

#[test]
fn an_import_of_which_nothing_comes_is_an_error() {
    let token = br#"{"access_token":"eyJ0eXAi","expires_in":3599,"token_type":"Bearer"}"#;
    let numbers = br#"[1,2,"three"]"#;
    let messages = br#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users('x')/messages","value":[{"id":"AAMk","subject":"Lunch?"}]}"#;
    let fruit = b"id,name,kind\n1,Apple,pome\n2,Pear,pome\n";
    for (name, bytes, format) in [
        ("token.json", &token[..], Some(Format::Graph)),
        ("token.json", token, Some(Format::AzureHound)),
        ("token.json", token, Some(Format::ResourceManager)),
        ("error.json", ERROR, Some(Format::Graph)),
        ("numbers.json", numbers, Some(Format::Graph)),
        ("messages.json", messages, None),
        ("fruit.csv", fruit, None),
        ("fruit.csv", fruit, Some(Format::Plain)),
    ] {
        let error = refused(name, bytes, format);
        assert!(
            error.contains("nothing that Enfilade reads"),
            "{name}: {error}"
        );
        assert!(
            error.starts_with(&format!("`{name}`, read as `")),
            "{error}"
        );
        assert_eq!(
            error.contains("leave out `--from`"),
            format.is_some(),
            "{error}"
        );
    }
    for (bytes, format, says) in [
        (&b""[..], Format::Graph, "it is empty"),
        (b"", Format::Table, "it is empty"),
        (b"\n", Format::Plain, "it is empty"),
        (SIGN_IN_PAGE, Format::Graph, "web page"),
        (SIGN_IN_PAGE, Format::AzureHound, "web page"),
    ] {
        let error = refused("x", bytes, Some(format));
        assert!(error.contains(says), "{format}: {error}");
    }
}

#[test]
fn an_empty_list_is_an_answer() {
    for (name, text, format) in [
        (
            "users.json",
            r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[]}"#,
            None,
        ),
        ("users.json", "[]", None),
        ("x.json", r#"{"value":[]}"#, None),
        ("x.json", r#"{"value":[]}"#, Some(Format::ResourceManager)),
        (
            "x.json",
            r#"{"data":[],"meta":{"type":"azure","version":5,"count":0}}"#,
            None,
        ),
        ("nodes.csv", "id,kind,name\n", None),
        ("users.csv", "id,userPrincipalName,displayName\n", None),
    ] {
        let summary = only(name, text.as_bytes(), format).unwrap();
        assert_eq!(summary.sources.len(), 1, "{text}");
        assert!(summary.warnings.is_empty(), "{:?}", summary.warnings);
    }
}

#[test]
fn what_is_added_to_an_import_has_to_say_something_itself() {
    let folder = folder_of(&[
        ("users.json", users().as_bytes()),
        ("x.csv", b"id,kind\n1,pome\n"),
    ]);
    let path = |name| [folder.path().join(name)];
    let mut lines = super::support::Lines::default();
    let options = Options::default();
    let earlier = read(&path("users.json"), &options, &NoProgress, &mut lines).unwrap();
    let more = crate::read_more(&earlier, &path("x.csv"), &options, &NoProgress, &mut lines);
    let error = more.unwrap_err().to_string();
    assert!(
        error.contains("x.csv`, read as `plain`, holds nothing"),
        "{error}"
    );
}

#[test]
fn a_format_that_is_named_and_another_that_is_seen_are_at_odds() {
    let azure = br#"{"value":[{"id":"/subscriptions/a0000000-0000-4000-8000-0000000000ff","subscriptionId":"a0000000-0000-4000-8000-0000000000ff","displayName":"Prod","state":"Enabled"}]}"#;
    let hound = super::support::anna();
    for (bytes, named, found) in [
        (users().as_bytes(), Format::ResourceManager, "graph"),
        (users().as_bytes(), Format::AzureHound, "graph"),
        (azure, Format::Graph, "arm"),
        (hound.as_bytes(), Format::Graph, "azurehound"),
    ] {
        let error = refused("x.json", bytes, Some(named));
        let says =
            format!("of the format `{found}`, and `--from` says `{named}`; leave out `--from`");
        assert!(error.contains(&says), "{error}");
    }
    assert!(only("x.json", users().as_bytes(), Some(Format::Graph)).is_ok());
    // A record that could be one of either is what the caller says.
    let object =
        format!(r#"[{{"objectId":"{ANNA}","displayName":"Anna","userPrincipalName":"a@x"}}]"#);
    assert!(only("x.json", object.as_bytes(), Some(Format::Graph)).is_ok());
}

#[test]
fn sign_in_logs_are_no_users() {
    let record = r#"{"id":"66ea54eb-6301-4ee5-be62-ff5a759b0100","createdDateTime":"2026-11-20T08:00:00Z","userDisplayName":"Anna","userPrincipalName":"anna@contoso.example","userId":"a0000000-0000-4000-8000-000000000001","appId":"de8bc8b5-d9f9-48b1-a8ad-b748da725064","appDisplayName":"Graph Explorer","ipAddress":"203.0.113.7","clientAppUsed":"Browser"}"#;
    let page = format!(
        r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#auditLogs/signIns","value":[{record}]}}"#
    );
    let audits = r##"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#auditLogs/directoryAudits","value":[{"id":"x","activityDisplayName":"Add user","initiatedBy":{}}]}"##;
    for (text, says) in [
        (&*page, "sign-in logs, which say who signed in, not who may"),
        (&format!("[{record}]"), "sign-in logs"),
        (record, "sign-in logs"),
        (
            "Id,CreatedDateTime,UserPrincipalName,UserId,AppDisplayName,IPAddress\nx,y,anna@x,z,Graph,203.0.113.7\n",
            "sign-in logs",
        ),
        (
            "Date (UTC),Request ID,User agent,Correlation ID,User ID,User,Username\nx,y,z,a,b,c,d\n",
            "sign-in logs",
        ),
        (audits, "audit logs, which say what was done"),
    ] {
        for format in [None, Some(Format::Graph)] {
            if format.is_some() && !text.starts_with(['{', '[']) {
                continue;
            }
            let error = refused("x", text.as_bytes(), format);
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}

#[test]
fn warnings_before_the_json_are_no_part_of_it() {
    for warnings in [
        "WARNING: This command is in preview and under development.\n",
        "WARNING: one\r\n\r\nWARNING: two\r\n",
    ] {
        let text = format!("{warnings}{}", users());
        for format in [None, Some(Format::Graph)] {
            let summary = only("users.json", text.as_bytes(), format).unwrap();
            assert!(summary.warnings.is_empty(), "{:?}", summary.warnings);
            assert_eq!(summary.records["users"], 1);
        }
    }
    assert!(refusal(b"WARNING: nothing came of it\n").contains("it is no JSON"));
}

#[test]
fn a_record_that_is_cut_ends_too_early() {
    for text in [
        r#"[{"id":"a0000000-0000-4000-8000-000000000001","userPrincip"#,
        r#"[{"id":"a0000000-0000-4000-8000-000000000001","userPrincipalName":"anna@con"#,
        r#"{"id":"a0000000-0000-4000-8000-000000000001","userPrincip"#,
        r#"{"value":[{"id":"a0000000-0000-4000-8000-000000000001","userPrincip"#,
    ] {
        let error = refusal(text.as_bytes());
        assert!(error.contains("it ends too early"), "{text}: {error}");
    }
    let error = refusal(br#"[{"id":"x" "y"}]"#);
    assert!(error.contains("it is damaged, or no JSON"), "{error}");
}

#[test]
fn an_on_premises_directory_is_named() {
    let columns = r#""DistinguishedName","Enabled","GivenName","Name","ObjectClass","ObjectGUID","SamAccountName","SID","Surname","UserPrincipalName""#;
    let row = r#""CN=Anna,DC=corp,DC=example","True","Anna","Anna","user","a0000000-0000-4000-8000-000000000001","anna","S-1-5-21-1","Berg","anna@corp.example""#;
    for text in [
        format!("#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n{columns}\r\n{row}\r\n"),
        format!("{columns}\n{row}\n"),
        "DN,objectClass,sAMAccountName\n\"CN=Anna\",user,anna\n".to_owned(),
        format!(
            r#"[{{"DistinguishedName":"CN=Anna","ObjectGUID":"{ANNA}","SamAccountName":"anna"}}]"#
        ),
        format!(
            r#"{{"DistinguishedName":"CN=Anna","ObjectGUID":"{ANNA}","SamAccountName":"anna"}}"#
        ),
    ] {
        let error = refusal(text.as_bytes());
        assert!(
            error.contains("on-premises Active Directory"),
            "{text}: {error}"
        );
        assert!(error.contains("Entra ID; collect"), "{error}");
    }
}

#[test]
fn a_line_without_end_is_no_header() {
    for text in [
        format!("id,userPrincipalName,{}", "x".repeat(10 << 20)),
        format!("userPrincipalName,id{}\nx", ",column".repeat(2 << 20)),
        "x".repeat(1 << 20),
    ] {
        let error = refusal(text.as_bytes());
        assert!(
            error.contains("its first line is longer than 64 KiB"),
            "{error}"
        );
        let error = refused("x.csv", text.as_bytes(), Some(Format::Table));
        assert!(error.contains("it is no table"), "{error}");
    }
}

#[test]
fn a_table_of_something_else_is_described_truly() {
    let error = refusal(b"id,price,currency\n1,2,EUR\n");
    assert!(
        error.contains("besides an id, no column tells what its rows are"),
        "{error}"
    );
    let error = refusal(b"date,price,currency\n1,2,EUR\n");
    assert!(error.contains("no column names an object's id"), "{error}");
}

#[test]
fn enterprise_applications_of_the_admin_centre_are_apps() {
    let row = |number: u32, name: &str, kind: &str| {
        format!(
            "a0000000-0000-4000-8000-{number:012},{name},de8bc8b5-d9f9-48b1-a8ad-{number:012},2022-05-04T08:14:29Z,{kind},True,Visible,False,False\r\n"
        )
    };
    let text = [
        "id,displayName,appId,createdDateTime,applicationType,accountEnabled,applicationVisibility,assignmentRequired,isAppProxy\r\n".to_owned(),
        row(1, "Payroll", "Enterprise Application"),
        row(2, "Azure Data Factory", "Microsoft Application"),
        row(3, "cluster-agentpool", "Managed Identity"),
        row(4, "automation", ""),
    ];
    let outcome = super::support::import_bytes(text.concat().as_bytes()).unwrap();
    assert!(outcome.codes().is_empty(), "{:?}", outcome.summary.warnings);
    assert_eq!(outcome.summary.records["servicePrincipals"], 4);
    let kinds = ["app", "app", "managed identity", "service principal"];
    assert_eq!(outcome.lines.len(), kinds.len());
    for (line, kind) in outcome.lines.iter().zip(kinds) {
        assert!(line.starts_with(&format!("{kind} a0000000")), "{line}");
        assert!(line.contains("accountEnabled=true"), "{line}");
        assert!(line.contains("appRoleAssignmentRequired=false"), "{line}");
    }
}

#[test]
fn whose_members_a_table_lists_can_be_said_in_two_ways() {
    let text = format!("id,userPrincipalName,displayName,objectType\n{ANNA},anna@x,Anna,User\n");
    let summary = only("members.csv", text.as_bytes(), None).unwrap();
    let whose = &summary.warnings[0].message;
    assert!(
        whose.contains("in the file's name") && whose.contains("`--group ID`"),
        "{whose}"
    );
}

#[test]
fn workbooks_and_lists_of_powershell_objects_are_refused_by_name() {
    let workbook = super::support::zip(&[
        ("[Content_Types].xml", b"<?xml version=\"1.0\"?><Types/>"),
        ("xl/workbook.xml", b"<workbook/>"),
    ]);
    let error = refusal(&workbook);
    assert!(
        error.contains("a workbook of Excel; save its sheet as CSV"),
        "{error}"
    );
    let error = refusal(
        b"<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"></Objs>",
    );
    assert!(error.contains("`Export-Clixml`"), "{error}");
}

#[test]
fn files_that_were_joined_keep_their_byte_order_marks() {
    let user = |number: u8| {
        format!(
            "\u{feff}{{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#users\",\"value\":[{{\"id\":\"a0000000-0000-4000-8000-00000000000{number}\"}}]}}\r\n"
        )
    };
    let joined = [user(1), user(2)].concat();
    let outcome = super::support::import_bytes(joined.as_bytes()).unwrap();
    assert!(outcome.codes().is_empty(), "{:?}", outcome.summary.warnings);
    assert_eq!(outcome.summary.records["users"], 2);
}
