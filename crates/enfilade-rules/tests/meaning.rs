//! What a rule says whatever the tenant.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use enfilade_rules::Rule;

fn rule(text: &str) -> Rule {
    Rule::parse(text).unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}"))
}

/// Rules that say the same in other words.
const SAME: &[(&str, &str)] = &[
    (
        r#"user.department -eq "Sales" -or user.department -eq "Legal""#,
        r#"user.department -in ["LEGAL", "sales"]"#,
    ),
    (
        r#"(user.city -eq "Oslo") and (user.accountEnabled -eq true)"#,
        r#"user.accountEnabled -eq true -and user.city -eq "oslo""#,
    ),
    (
        r#"-not (user.city -eq "Oslo" -or user.city -eq "Bern")"#,
        r#"user.city -ne "bern" -and user.city -ne "oslo""#,
    ),
    (
        r#"-not (user.proxyAddresses -any (_ -startsWith "a"))"#,
        r#"user.proxyAddresses -all (_ -notStartsWith "A")"#,
    ),
    (
        r#"user.mail -ne null -and (user.city -eq "a" -and user.state -eq "b")"#,
        r#"(user.state -eq "b" -and user.mail -ne null) -and user.city -eq "a""#,
    ),
    (
        r#"user.city -eq "a" -or user.city -eq null"#,
        r#"user.city -in [null, "A"]"#,
    ),
];

#[test]
fn rules_that_say_the_same_have_one_normal_form() {
    for (one, other) in SAME {
        assert_eq!(rule(one).normal(), rule(other).normal(), "{one} / {other}");
        let normal = rule(one).normal();
        assert_eq!(rule(&normal.to_string()), normal);
        assert_eq!(normal.normal(), normal);
    }
    // A regular expression is no text: `\S` is not `\s`.
    assert_ne!(
        rule(r#"user.city -match "\S""#).normal(),
        rule(r#"user.city -match "\s""#).normal()
    );
}

const NEVER: &[&str] = &[
    r#"user.department -eq "A" -and user.department -eq "B""#,
    r#"user.department -in []"#,
    r#"user.department -eq null -and user.department -ne null"#,
    r#"user.department -eq null -and user.department -startsWith "a""#,
    r#"user.department -in ["a", "b"] -and user.department -notIn ["B", "A"]"#,
    r#"user.department -eq "Sales" -and -not (user.department -contains "ale")"#,
    r#"user.mail -endsWith "@a.com" -and user.mail -endsWith "@b.com""#,
    r#"user.mail -startsWith "ext-" -and user.mail -notStartsWith "ext""#,
    r#"user.mail -startsWith "ext-" -and user.mail -notContains "xt""#,
    r#"user.displayName -match "^a" -and user.displayName -notMatch "^a""#,
    r#"user.displayName -eq "Bo" -and user.displayName -match "^a""#,
    "user.accountEnabled -eq true -and user.accountEnabled -eq false",
    "user.objectId -eq null",
    "user.employeeHireDate -ge 2026-02-01 -and user.employeeHireDate -le 2026-01-01",
    "user.employeeHireDate -ge system.now -and user.employeeHireDate -le system.now -minus p1d",
    r#"user.otherMails -any (_ -eq "a" -and _ -eq "b")"#,
    r#"user.otherMails -eq null -and user.otherMails -contains "a""#,
    r#"(user.city -eq "a" -or user.city -eq "b") -and (user.city -eq "c" -or user.city -eq "d")"#,
];

const SOMETIMES: &[&str] = &[
    r#"user.department -eq "A" -or user.department -eq "B""#,
    r#"user.department -ne "A" -and user.department -ne "B""#,
    r#"user.mail -startsWith "ext-" -and user.mail -startsWith "ext""#,
    r#"user.mail -startsWith "a" -and user.mail -notStartsWith "ab""#,
    // Several addresses, each its own.
    r#"user.otherMails -startsWith "a" -and user.otherMails -startsWith "b""#,
    r#"user.otherMails -any (_ -eq "a") -and user.otherMails -any (_ -eq "b")"#,
    r#"user.displayName -eq "a" -and user.displayName -match "^(?!ext)""#,
    "user.employeeHireDate -ge 2026-02-01 -and user.employeeHireDate -le system.now",
    r#"user.assignedPlans -all (assignedPlan.servicePlanId -eq null)"#,
    r#"user.assignedPlans -all (assignedPlan.servicePlanId -eq "a" -and assignedPlan.servicePlanId -eq "b")"#,
];

const ALWAYS: &[&str] = &[
    "user.objectId -ne null",
    "device.objectId -ne null",
    r#"user.department -eq "a" -or user.department -ne "A""#,
    r#"user.department -ne "a" -or user.department -ne "b""#,
    "user.department -notIn []",
    r#"user.mail -eq null -or user.mail -ne null"#,
    r#"user.mail -contains "a" -or -not (user.mail -startsWith "ba")"#,
];

#[test]
fn what_can_never_hold_and_what_always_does_is_told_from_the_text() {
    for text in NEVER {
        assert!(rule(text).never_holds(), "{text}");
        assert!(rule(&format!("-not ({text})")).always_holds(), "{text}");
    }
    for text in SOMETIMES {
        assert!(
            !rule(text).never_holds() && !rule(text).always_holds(),
            "{text}"
        );
    }
    for text in ALWAYS {
        assert!(
            rule(text).always_holds() && !rule(text).never_holds(),
            "{text}"
        );
    }
}

#[test]
fn a_rule_within_another_is_told_from_the_text() {
    let within = [
        (
            r#"user.department -eq "Sales" -and user.city -eq "Oslo""#,
            r#"user.department -eq "sales""#,
        ),
        (
            r#"user.city -eq "Oslo""#,
            r#"user.city -in ["Bern", "Oslo"]"#,
        ),
        (r#"user.city -eq "Oslo""#, r#"user.city -startsWith "os""#),
        (r#"user.city -eq "Oslo""#, "user.city -ne null"),
        (r#"user.city -eq "Oslo""#, r#"user.city -match "^os.o$""#),
        (
            r#"user.mail -endsWith "@a.b.com""#,
            r#"user.mail -endsWith ".com""#,
        ),
        (
            r#"user.city -eq "Oslo" -or user.state -eq "a""#,
            r#"user.state -eq "a" -or user.city -eq "Oslo" -or user.country -eq "x""#,
        ),
        ("user.city -in []", r#"user.city -eq "a""#),
    ];
    for (one, other) in within {
        assert!(rule(one).is_within(&rule(other)), "{one} / {other}");
        if one != "user.city -in []" {
            assert!(!rule(other).is_within(&rule(one)), "{other} / {one}");
        }
    }
    assert!(!rule("device.objectId -ne null").is_within(&rule("user.objectId -ne null")));
}

#[test]
fn a_rule_that_would_blow_up_is_cut_short_and_says_so() {
    let pair = |at: usize| {
        format!("(user.extensionAttribute{at} -eq \"a\" -or user.city -contains \"{at}x\")")
    };
    let text: Vec<String> = (1..=15).chain(1..=15).map(pair).collect();
    let many = rule(&text.join(" -and "));
    let ways = many.ways(100);
    assert!(!ways.is_whole && ways.list.len() <= 100);
    assert!(!many.never_holds() && !many.always_holds());
    let few = rule(r#"user.city -eq "a" -or (user.state -eq "b" -and user.mail -ne null)"#);
    let ways = few.ways(100);
    assert!(ways.is_whole);
    let shown: Vec<String> = (ways.list.iter())
        .map(|way| {
            way.conditions
                .iter()
                .map(|one| one.to_string())
                .collect::<Vec<_>>()
                .join(" & ")
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#"user.mail -ne null & user.state -eq "b""#,
            r#"user.city -eq "a""#
        ]
    );
}

#[test]
fn what_surprises_is_said_of_a_valid_rule() {
    let cautions = |text: &str| rule(text).cautions().join("\n");
    assert_eq!(cautions(r#"user.department -eq "Sales""#), "");
    assert!(cautions(r#"user.employeeId -ne "null""#).contains("without quotes"));
    assert!(cautions("user.city -in []").contains("hold of nobody"));
    assert!(cautions("device.objectId -ne null").contains("every device"));
    assert!(cautions(r#"user.displayName -match "^(?!ext)""#).contains("looks around"));
    let group = "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb";
    let own = format!("user.memberOf -any (group.objectId -in ['{group}'])");
    assert_eq!(cautions(&own).lines().count(), 1);
    assert!(cautions(&own).contains("3 November 2026"));
    assert!(cautions(&format!("{own} -and user.city -eq \"a\"")).contains("by itself"));
    let many = vec![format!("'{group}'"); 51].join(", ");
    let many = format!("user.memberOf -any (group.objectId -in [{many}])");
    assert!(cautions(&many).contains("at most 50 groups"));
}
