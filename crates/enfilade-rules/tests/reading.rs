//! Rules as tenants have them, read and printed in their canonical form, and mistakes.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use enfilade_rules::{Mistake, Rule, SubjectKind};

fn canonical(text: &str) -> String {
    match Rule::parse(text) {
        Ok(rule) => rule.to_string(),
        Err(mistakes) => panic!("{text}: {mistakes:?}"),
    }
}

/// A rule and its canonical form, in pairs. After the examples of
/// <https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-membership>.
const READ: &[(&str, &str)] = &[
    (
        r#"user.department -eq "Sales""#,
        r#"user.department -eq "Sales""#,
    ),
    // Without hyphens, in any case, with an en dash.
    (
        r#"USER.Department EQ "Sales""#,
        r#"user.department -eq "Sales""#,
    ),
    ("user.mail –ne null", "user.mail -ne null"),
    ("user.mail -ne $NULL", "user.mail -ne null"),
    (
        "(user.accountEnabled -eq true)",
        "user.accountEnabled -eq true",
    ),
    (
        r#"user.accountEnabled -eq "True""#,
        "user.accountEnabled -eq true",
    ),
    (
        r#"(user.department -eq "Sales") -and -not (user.jobTitle -startsWith "SDE")"#,
        r#"(user.department -eq "Sales") -and (-not (user.jobTitle -startsWith "SDE"))"#,
    ),
    // `-and` binds tighter than `-or`.
    (
        r#"user.city -eq "a" -or user.city -eq "b" -and user.country -eq "c""#,
        r#"(user.city -eq "a") -or ((user.city -eq "b") -and (user.country -eq "c"))"#,
    ),
    (
        r#"not user.city -eq "a" and user.state -eq "b""#,
        r#"(-not (user.city -eq "a")) -and (user.state -eq "b")"#,
    ),
    ("-not -not user.city -eq null", "user.city -eq null"),
    (
        r#"user.department -in ["50001","50002", 3]"#,
        r#"user.department -in ["50001", "50002", "3"]"#,
    ),
    (
        r#"user.department -notIn ['a''b', null]"#,
        r#"user.department -notIn ["a'b", null]"#,
    ),
    (
        "user.employeehiredate -ge system.now -plus p1d",
        "user.employeeHireDate -ge system.now -plus p1d",
    ),
    (
        "user.employeeHireDate -le system.now minus pt36h",
        "user.employeeHireDate -le system.now -minus p1dt43200s",
    ),
    (
        "user.employeehiredate -le 2020-06-10T18:13:20Z",
        "user.employeeHireDate -le 2020-06-10T18:13:20Z",
    ),
    (
        "user.employeehiredate -le \"2020-06-10\"",
        "user.employeeHireDate -le 2020-06-10T00:00:00Z",
    ),
    (
        r#"user.displayName -match "^Da.*""#,
        r#"user.displayName -match "^Da.*""#,
    ),
    (
        r#"user.displayName -match "^(?!ext).*""#,
        r#"user.displayName -match "^(?!ext).*""#,
    ),
    (
        r#"user.assignedPlans -any (assignedPlan.servicePlanId -eq "efb87545-963c-4e0d-99df-69c6916d9eb0" -and assignedplan.capabilityStatus -eq "Enabled")"#,
        r#"user.assignedPlans -any ((assignedPlan.servicePlanId -eq "efb87545-963c-4e0d-99df-69c6916d9eb0") -and (assignedPlan.capabilityStatus -eq "Enabled"))"#,
    ),
    (
        "user.assignedPlans -all (assignedPlan.servicePlanId -eq null)",
        "user.assignedPlans -all (assignedPlan.servicePlanId -eq null)",
    ),
    (
        r#"(user.proxyAddresses -any (_ -startsWith "contoso"))"#,
        r#"user.proxyAddresses -any (_ -startsWith "contoso")"#,
    ),
    // Without the parentheses around what `-any` asks.
    (
        r#"device.devicePhysicalIDs -any _ -startsWith "[ZTDId]""#,
        r#"device.devicePhysicalIds -any (_ -startsWith "[ZTDId]")"#,
    ),
    // `-any` binds the loosest: what speaks of an element is asked of the same one.
    (
        r#"device.devicePhysicalIds -any _ -eq "[OrderID]:1" -or _ -eq "[OrderID]:2" -and device.isRooted -eq false"#,
        r#"(device.devicePhysicalIds -any ((_ -eq "[OrderID]:1") -or (_ -eq "[OrderID]:2"))) -and (device.isRooted -eq false)"#,
    ),
    (
        r#"user.assignedPlans -any assignedPlan.service -eq "SCO" -and assignedPlan.capabilityStatus -eq "Enabled""#,
        r#"user.assignedPlans -any ((assignedPlan.service -eq "SCO") -and (assignedPlan.capabilityStatus -eq "Enabled"))"#,
    ),
    // As the documentation writes a text that has quotes.
    (
        r#"user.department -eq `"Sales`""#,
        r#"user.department -eq "`"Sales`"""#,
    ),
    (
        r#"(user.country –eq "US") –and (user.department –eq "Marketing" –or user.department –eq "Sales")"#,
        r#"(user.country -eq "US") -and ((user.department -eq "Marketing") -or (user.department -eq "Sales"))"#,
    ),
    (
        r#"(user.country -eq 'United States')"#,
        r#"user.country -eq "United States""#,
    ),
    (
        r#"(user.userType -eq "Guest") -and (user.mail -notEndsWith "@fabrikam.com") -and -not (user.displayName -match "^svc[-_]")"#,
        r#"(user.userType -eq "Guest") -and (user.mail -notEndsWith "@fabrikam.com") -and (-not (user.displayName -match "^svc[-_]"))"#,
    ),
    (
        r#"(device.deviceOwnership -eq "Company") and (device.managementType -eq "MDM") and (device.deviceOSVersion -startsWith "10.0.1")"#,
        r#"(device.deviceOwnership -eq "Company") -and (device.managementType -eq "MDM") -and (device.deviceOSVersion -startsWith "10.0.1")"#,
    ),
    (
        "user.memberOf -any (group.objectId -in ['aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb'])",
        r#"user.memberOf -any (group.objectId -in ["aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb"])"#,
    ),
    (
        r#"direct reports FOR "AAAAAAAA-0000-1111-2222-bbbbbbbbbbbb""#,
        r#"Direct Reports for "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb""#,
    ),
    (
        r#"user.department -eq "`"Sales`"""#,
        r#"user.department -eq "`"Sales`"""#,
    ),
    (
        r#"user.department -eq “Sales”"#,
        r#"user.department -eq "Sales""#,
    ),
    (
        r#"user.extensionAttribute15 -eq "Marketing""#,
        r#"user.extensionAttribute15 -eq "Marketing""#,
    ),
    (
        r#"user.extension_c272a57b722d4eb29bfe327874ae79cb_OfficeNumber -eq "123""#,
        r#"user.extension_c272a57b722d4eb29bfe327874ae79cb_officenumber -eq "123""#,
    ),
    (
        r#"user.employeeHireDate -ge "-000005-01-01""#,
        r#"user.employeeHireDate -ge "-000005-01-01T00:00:00Z""#,
    ),
    ("device.objectId -ne null", "device.objectId -ne null"),
    (
        r#"user.otherMails -notEndsWith "@contoso.com""#,
        r#"user.otherMails -notEndsWith "@contoso.com""#,
    ),
];

#[test]
fn rules_are_read_as_the_service_reads_them() {
    for (text, expected) in READ {
        assert_eq!(canonical(text), *expected, "{text}");
        let rule = Rule::parse(text).unwrap();
        assert_eq!(Rule::parse(expected).unwrap(), rule, "{expected}");
    }
    let of = |text| Rule::parse(text).unwrap().of;
    assert_eq!(of("device.isRooted -eq true"), SubjectKind::Device);
    assert_eq!(of("user.city -eq null"), SubjectKind::User);
}

fn complaint(text: &str) -> String {
    let mistakes = Rule::parse(text).expect_err(text);
    let shown = |mistake: &Mistake| {
        let place = &text[mistake.span.start..mistake.span.end];
        let help = mistake.help.as_deref().unwrap_or("-");
        format!("`{place}`: {}; {help}", mistake.message)
    };
    mistakes.iter().map(shown).collect::<Vec<_>>().join("\n")
}

/// A text, and what is said of it.
const WRONG: &[(&str, &str)] = &[
    ("", "``: the rule is empty; -"),
    (
        r#"user.departement -eq "Sales""#,
        "`user.departement`: a user has no property `departement` in rules; did you mean `user.department`?",
    ),
    (
        r#"department -eq "Sales""#,
        "`department`: `department` is no property; did you mean `user.department`?",
    ),
    (
        "(deviceOSType -eq 'Windows')",
        "`deviceOSType`: `deviceOSType` is no property; did you mean `device.deviceOSType`?",
    ),
    (
        "device.organizationalUnit -eq \"a\"",
        "`device.organizationalUnit`: a device has no property `organizationalUnit` in rules; Intune sets it, and the directory does not know it: use `device.deviceCategory` or an extension attribute",
    ),
    (
        "user.manager -eq \"a\"",
        "`user.manager`: a user has no property `manager` in rules; who reports to someone is `Direct Reports for \"<id of the manager>\"`",
    ),
    (
        r#"user.department -equals "Sales""#,
        "`-equals`: `-equals` is no operator; did you mean `-eq`?",
    ),
    (
        r#"user.department -like "Sales*""#,
        "`-like`: `-like` is no operator; use `-startsWith`, `-contains` or `-match`",
    ),
    (
        "user.mail -not null",
        "`-not`: `-not` is no operator; `-not` stands before a condition; to differ is `-ne`",
    ),
    (
        "user.department -eq Sales",
        "`Sales`: `Sales` is a text without quotes; write \"Sales\"",
    ),
    (
        "user.department -eq",
        "``: a value is missing at the end; a text stands in double quotes; `null`, `true` and `false` stand without",
    ),
    (
        "user.department",
        "``: an operator is missing at the end; operators are `-eq`, `-ne`, `-startsWith`, `-contains`, `-match`, `-in` and their like",
    ),
    (
        r#"user.department -eq "Sales"#,
        "`\"Sales`: this quote is never closed; end the text with the same kind of quote; a backtick before a quote takes it as text",
    ),
    (
        r#"(user.department -eq "Sales""#,
        "`(`: this parenthesis is never closed; add a `)`",
    ),
    (
        r#"user.department -eq "Sales")"#,
        "`)`: this parenthesis was never opened; join conditions with `-and` or `-or`",
    ),
    (
        r#"user.city -eq "a" user.city -eq "b""#,
        "`user.city`: `user.city` is not expected here; join conditions with `-and` or `-or`",
    ),
    (
        r#"user.city -eq "a" -and"#,
        "``: a condition is missing at the end; a condition begins with a property, such as `user.department` or `device.deviceOSType`",
    ),
    (
        r#"user.city -eq "a" -and device.isRooted -eq true"#,
        "`device.isRooted`: a rule is about users or about devices, not both; it began with `user`; make a group for each",
    ),
    (
        "user.accountEnabled -startsWith \"t\" -or user.department -in \"a\"",
        "`-startsWith`: `user.accountEnabled` is true or false, which has no `-startsWith`; use `-eq` or `-ne`\n\
         `\"a\"`: `-in` and `-notIn` take a list; write [\"a\"]",
    ),
    (
        "user.city -startsWith null",
        "`null`: `null` is compared with `-eq` and `-ne` only; -",
    ),
    (
        "user.city -ge \"a\"",
        "`-ge`: `-ge` compares times only; the one property that is a time is `user.employeeHireDate`",
    ),
    (
        "user.city -any (_ -eq \"a\")",
        "`user.city`: `user.city` is no collection, so it has no `-any` and no `-all`; compare it with `-eq` or `-in`",
    ),
    (
        "_ -eq \"a\"",
        "`_`: `_` is an element of a collection of texts; write it within `-any` or `-all`: user.proxyAddresses -any (_ -startsWith \"x\")",
    ),
    (
        "user.memberOf -eq \"a\"",
        "`-eq`: `user.memberOf` is a collection of groups, which has no `-eq`; write user.memberOf -any (group.objectId -in ['<id>'])",
    ),
    (
        "Direct Reports for \"Anna\"",
        "`\"Anna\"`: `Anna` is no object id; name the manager by object id: Direct Reports for \"<id>\"",
    ),
    (
        "user.employeeHireDate -ge system.now -plus p1y",
        "`p1y`: `p1y` is no span of time; write p30d for 30 days, pt12h for 12 hours",
    ),
    (
        "user.displayName -match \"(\"",
        "`\"(\"`: `(` is no regular expression: unclosed group; -",
    ),
];

#[test]
fn mistakes_say_where_what_and_what_next() {
    for (text, expected) in WRONG {
        assert_eq!(complaint(text), *expected, "{text}");
    }
}

#[test]
fn hostile_rules_are_refused_at_once() {
    let deep = "(".repeat(2000) + "user.city -eq null" + &")".repeat(1000);
    assert!(complaint(&deep).contains("more than 64 deep"));
    let long = format!("user.city -eq \"{}\"", "x".repeat(4000));
    assert!(complaint(&long).contains("at most 3072 characters"));
    let negations = "-not ".repeat(500) + "user.city -eq null";
    assert_eq!(canonical(&negations), "user.city -eq null");
    let any = "user.otherMails -any ".repeat(100) + "(_ -eq \"a\")";
    assert!(complaint(&any).contains("within the elements of another"));
    let bomb = "user.displayName -match \"((a{99}){99}){99}\"";
    assert_eq!(canonical(bomb), bomb);
}
