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
