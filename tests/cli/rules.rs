//! `enfilade rules`: rules of dynamic membership on the command line.

use crate::{enfilade, text};

/// What the command writes to its streams, and its exit code.
fn rules(arguments: &[&str], stdin: &str) -> (String, String, i32) {
    let output = enfilade()
        .arg("rules")
        .args(arguments)
        .write_stdin(stdin)
        .output()
        .unwrap();
    let code = output.status.code().unwrap();
    (text(&output.stdout), text(&output.stderr), code)
}

#[test]
fn valid_rules_are_printed_and_mistakes_are_drawn() {
    let lenient = "USER.department eq 'Sales' and user.accountEnabled -eq TRUE";
    let (out, err, code) = rules(&["check", lenient], "");
    let canonical = "valid: (user.department -eq \"Sales\") -and (user.accountEnabled -eq true)\n";
    assert_eq!((out.as_str(), err.as_str(), code), (canonical, "", 0));

    let (out, err, code) = rules(&["check", lenient, "user.departmnt -eq \"Sales\""], "");
    assert_eq!((out.as_str(), code), (canonical, 2));
    assert!(
        err.contains("^^^^") && err.contains("user.department"),
        "{err}"
    );
}

#[test]
fn rules_are_read_from_a_file_one_a_line() {
    let (out, _, code) = rules(
        &["check", "--file", "-"],
        "\u{feff}user.city -eq \"Bern\"\r\n\r\ndevice.deviceModel -ne null\n",
    );
    let lines: Vec<&str> = out.lines().collect();
    let wanted = [
        "valid: user.city -eq \"Bern\"",
        "valid: device.deviceModel -ne null",
    ];
    assert_eq!((lines.as_slice(), code), (&wanted[..], 0));
    let (_, err, code) = rules(&["check", "--file", "-"], "\n");
    assert!(err.contains("no rule") && code == 2, "{err}");
}

#[test]
fn a_rule_is_explained_with_what_decides_it() {
    let rule = "user.mobile -ne null and not (user.city -eq \"Bern\")";
    let (out, _, code) = rules(&["explain", rule], "");
    assert_eq!(code, 0);
    assert_eq!(
        out,
        "users of whom\n  all of these hold\n    user.mobile -ne null\n    this does not hold\n      \
         user.city -eq \"Bern\"\n\ndecided by\n  user.city\n  user.mobile, which Microsoft Graph calls \
         `mobilePhone`\n"
    );
    assert_eq!(rules(&["explain", "user.mobile"], "").2, 2);
}

#[test]
fn a_rule_is_tried_on_a_tenant_and_compared_with_a_group() {
    let tenant = crate::root().join("tests/tenants/contoso");
    let tenant = tenant.to_str().unwrap();
    let rule = "user.mail -endsWith \"@woodgrove.example\" -and user.accountEnabled -eq true";
    let (matching, _, code) = rules(&["simulate", tenant, rule, "--format", "csv"], "");
    assert_eq!(code, 0);
    // Woodgrove's guests in the bundled export, asked for without a rule.
    let query = "guests where (mail endswith \"@woodgrove.example\" and enabled == true) | count";
    let counted = enfilade()
        .args(["query", tenant, query, "--format", "csv"])
        .output()
        .unwrap();
    let counted = text(&counted.stdout);
    let counted: usize = counted.lines().nth(1).unwrap().parse().unwrap();
    assert!(counted > 3);
    assert_eq!(matching.lines().count() - 1, counted);

    let arguments = ["simulate", tenant, rule, "--group", "Partner_woodgrove"];
    let (change, _, code) = rules(&arguments, "");
    assert_eq!(code, 0);
    assert!(
        change.contains("comes in") || change.contains("leaves"),
        "{change}"
    );
    assert_eq!(rules(&["simulate", tenant, "user.mail -eq"], "").2, 2);
    assert_eq!(
        rules(&["simulate", tenant, rule, "--group", "no such group"], "").2,
        2
    );
}

/// A tenant with a group whose name and rule would break what shows them.
fn hostile() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let people = r##"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[
        {"id":"20000000-0000-4000-8000-000000000001","displayName":"=cmd|\u001b[31m\u202eGina","userPrincipalName":"gina@contoso.example","department":"Le\u001b[2Jgal","userType":"Guest"}]}"##;
    let groups = r##"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#groups(members())","value":[
        {"id":"30000000-0000-4000-8000-000000000001","displayName":"\u001b]0;Sales\u0007","groupTypes":["DynamicMembership"],
         "membershipRule":"user.department -eq \"Sales\u001b[31m\"","membershipRuleProcessingState":"On","securityEnabled":true,
         "members":[{"@odata.type":"#microsoft.graph.user","id":"20000000-0000-4000-8000-000000000001"}]}]}"##;
    std::fs::write(folder.path().join("users.json"), people).unwrap();
    std::fs::write(folder.path().join("groups.json"), groups).unwrap();
    folder
}

#[test]
fn drift_and_overlaps_are_listed_and_counted() {
    let folder = hostile();
    let tenant = folder.path().to_str().unwrap();
    let (drift, _, code) = rules(&["drift", tenant], "");
    assert_eq!(code, 0);
    assert!(drift.contains("listed, not by the rule"), "{drift}");
    let (summary, _, code) = rules(&["drift", tenant, "--summary", "--format", "csv"], "");
    assert_eq!((summary.lines().count(), code), (2, 0), "{summary}");
    let (overlaps, _, code) = rules(&["overlaps", tenant], "");
    assert_eq!(code, 0);
    assert!(overlaps.contains("holds of nobody"), "{overlaps}");
    assert_eq!(rules(&["drift", "no/such/export"], "").2, 3);
}

#[test]
fn what_someone_would_have_to_change_is_said_with_who_may_and_the_page() {
    let folder = hostile();
    let tenant = folder.path().to_str().unwrap();
    let ask = |principal: &str, group: &str| {
        rules(
            &["change", tenant, "--principal", principal, "--group", group],
            "",
        )
    };
    let (told, _, code) = ask(
        "gina@contoso.example",
        "30000000-0000-4000-8000-000000000001",
    );
    assert_eq!(code, 0);
    for part in [
        "does not hold",
        "must be",
        "User Administrator",
        "https://learn.microsoft.com/",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let (_, err, code) = ask("nobody@contoso.example", "Sales");
    assert!(code == 2 && err.contains("there is no group"), "{err}");
    assert_eq!(rules(&["change", tenant, "--principal", "x"], "").2, 2);
}

#[test]
fn names_and_rules_cannot_steer_the_terminal() {
    let folder = hostile();
    let tenant = folder.path().to_str().unwrap();
    let group = "30000000-0000-4000-8000-000000000001";
    let change = [
        "change",
        tenant,
        "--principal",
        "gina@contoso.example",
        "--group",
        group,
    ];
    for arguments in [
        &["drift", tenant][..],
        &["drift", tenant, "--summary"],
        &["overlaps", tenant],
        &change,
        &[
            "check",
            "user.city -eq \"\u{1b}[31m\u{202e}\" -and user.employeeId -eq \"null\"",
        ],
        &["check", "user.\u{1b}[31mcity -eq 1"],
    ] {
        let (out, err, _) = rules(arguments, "");
        for text in [out, err] {
            let steers = |sign: char| (sign.is_control() && sign != '\n') || sign == '\u{202e}';
            assert!(!text.contains(steers), "{arguments:?}: {text:?}");
        }
    }
}

#[test]
fn hostile_rules_end_at_once_and_say_why() {
    let deep = format!(
        "{}user.city -eq null{}",
        "(".repeat(10_000),
        ")".repeat(10_000)
    );
    let wide: Vec<String> = (0..60)
        .map(|at| format!("user.city -eq \"{at}\""))
        .collect();
    let pair =
        |at: usize| format!("(user.city -contains \"{at}\" -or user.state -contains \"{at}\")");
    let many: Vec<String> = (0..40).map(pair).collect();
    let bomb = "user.displayName -match \"(((a{90}){90}){90}){90}\"";
    for (rule, code, said) in [
        (deep.as_str(), 2, "characters"),
        (&wide.join(" -or "), 0, "valid"),
        (&many.join(" -and "), 0, "valid"),
        (bomb, 0, "too big"),
        ("user.city -match \"(a+)+$\"", 0, "valid"),
    ] {
        let (out, err, exit) = rules(&["check", "--file", "-"], rule);
        assert_eq!(exit, code, "{err}");
        assert!(
            out.contains(said) || err.contains(said),
            "{said}: {out}{err}"
        );
    }
}
