//! Rules evaluated: by hand on a few people, and against a plain evaluation of one person at a time.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use enfilade_rules::{
    Column, Comparison, Expression, Literal, Operand, Operator, Plan, Population, Property,
    Quantifier, Rule, Truth, Value, Way, evaluate,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const MANAGER: &str = "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb";
const GROUP: &str = "cccccccc-0000-1111-2222-bbbbbbbbbbbb";
/// 2026-11-01T00:00:00Z.
const NOW: i64 = 1_793_491_200_000_000;

/// People, each with what the export says of them; a property that is not named was not asked for.
#[derive(Clone, Debug, Default)]
struct People(Vec<BTreeMap<String, Value>>);

impl People {
    fn value(&self, subject: usize, property: &str) -> Value {
        self.0[subject]
            .get(property)
            .cloned()
            .unwrap_or(Value::Unknown)
    }
}

impl Population for People {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn column(&self, property: &Property) -> Column {
        (0..self.0.len())
            .map(|at| self.value(at, &property.name))
            .collect()
    }

    fn members_of(&self, group: &str) -> Option<Vec<u32>> {
        (group == GROUP).then(|| (0..self.0.len() as u32).filter(|at| at % 3 == 1).collect())
    }

    fn reports_to(&self, manager: &str) -> Option<Vec<u32>> {
        (manager == MANAGER).then(|| (0..self.0.len() as u32).filter(|at| at % 2 == 0).collect())
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn texts(texts: &[&str]) -> Value {
    Value::Texts(texts.iter().map(|&text| text.to_owned()).collect())
}

fn plan(service: &str, status: &str) -> Plan {
    Plan {
        service: Some(service.to_owned()),
        capability_status: Some(status.to_owned()),
        service_plan_id: None,
    }
}

/// What a rule says of each, as `+`, `-` and `?`.
fn answers(rule: &str, people: &People) -> String {
    let rule = Rule::parse(rule).unwrap();
    let mut shown = String::new();
    evaluate(&[&rule], people, NOW, &mut |answers| {
        shown.extend(answers.subjects.clone().map(|at| match answers.of(at) {
            Truth::Matches => '+',
            Truth::DoesNot => '-',
            Truth::Unknown => '?',
        }));
    });
    shown
}

/// What the conditions of a way say together.
fn of_way(way: &Way, people: &People) -> String {
    let parts: Vec<String> = way.conditions.iter().map(|one| one.to_string()).collect();
    let rule = match parts.as_slice() {
        [one] => one.clone(),
        several => format!("({})", several.join(") -and (")),
    };
    answers(&rule, people)
}

/// Ümit in sales; Bo without a department; Cy, of whom the export says nothing; Dee, a guest.
fn office() -> People {
    let person = |values: Vec<(&str, Value)>| {
        values
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    };
    People(vec![
        person(vec![
            ("displayName", text("Ümit Ä")),
            ("department", text("SALES")),
            ("jobTitle", text("SDE II")),
            ("accountEnabled", Value::Boolean(true)),
            ("employeeHireDate", Value::Time(NOW - 86_400_000_000 * 40)),
            (
                "proxyAddresses",
                texts(&["SMTP:umit@contoso.com", "smtp:u@contoso.org"]),
            ),
            (
                "assignedPlans",
                Value::Plans(vec![plan("SCO", "Enabled"), plan("exchange", "Deleted")]),
            ),
        ]),
        person(vec![
            ("displayName", text("bo")),
            ("department", Value::Null),
            ("jobTitle", text("")),
            ("accountEnabled", Value::Boolean(false)),
            ("employeeHireDate", Value::Time(NOW + 86_400_000_000)),
            ("proxyAddresses", texts(&[])),
            (
                "assignedPlans",
                Value::Plans(vec![plan("SCO", "Suspended")]),
            ),
        ]),
        person(vec![]),
        person(vec![
            ("displayName", text("Dee (ext)")),
            ("department", text("sales emea")),
            ("jobTitle", Value::Null),
            ("accountEnabled", Value::Null),
            ("employeeHireDate", Value::Null),
            ("proxyAddresses", texts(&["smtp:dee@partner.com"])),
            ("assignedPlans", Value::Null),
        ]),
    ])
}

#[test]
fn rules_hold_of_whom_they_should() {
    let people = office();
    let table = [
        // Texts compare without case; nothing is no text.
        (r#"user.department -eq "sales""#, "+-?-"),
        (r#"user.department -ne "Sales""#, "-+?+"),
        (r#"user.department -startsWith "sales""#, "+-?+"),
        (r#"user.department -notContains "EMEA""#, "++?-"),
        (r#"user.displayName -endsWith "ä""#, "+-?-"),
        ("user.department -eq null", "-+?-"),
        ("user.department -ne null", "+-?+"),
        // Empty is nothing.
        ("user.jobTitle -eq null", "-+?+"),
        (r#"user.department -in ["Sales", null]"#, "++?-"),
        (r#"user.department -notIn ["sales"]"#, "-+?+"),
        (r#"user.displayName -match "^ü""#, "+-?-"),
        (r#"user.displayName -match "\(EXT\)$""#, "--?+"),
        // Looking around is the service's alone.
        (r#"user.displayName -match "^(?!ext)""#, "????"),
        ("user.accountEnabled -eq true", "+-?-"),
        ("user.accountEnabled -ne true", "-+?+"),
        ("user.employeeHireDate -le system.now -minus p30d", "+-?-"),
        ("user.employeeHireDate -ge system.now", "-+?-"),
        // Three values: what is false anyway is not unknown.
        (r#"user.department -eq "x" -and user.city -eq "y""#, "--?-"),
        (
            r#"user.department -eq "sales" -and user.city -eq "y""#,
            "?-?-",
        ),
        (
            r#"user.department -eq "sales" -or user.city -eq "y""#,
            "+???",
        ),
        (r#"-not (user.city -eq "y")"#, "????"),
        // Collections.
        (r#"user.proxyAddresses -any (_ -endsWith ".org")"#, "+-?-"),
        (
            r#"user.proxyAddresses -all (_ -contains "contoso")"#,
            "++?-",
        ),
        (r#"user.proxyAddresses -startsWith "smtp:dee""#, "--?+"),
        (r#"user.proxyAddresses -notEndsWith ".org""#, "-+?+"),
        (
            r#"user.assignedPlans -any (assignedPlan.service -eq "sco" -and assignedPlan.capabilityStatus -eq "Enabled")"#,
            "+-?-",
        ),
        (
            "user.assignedPlans -all (assignedPlan.servicePlanId -eq null)",
            "++?+",
        ),
        (
            &format!(
                "user.memberOf -any (group.objectId -in ['{}'])",
                GROUP.to_uppercase()
            ),
            "-+--",
        ),
        (
            &format!("user.memberOf -any (group.objectId -in ['{GROUP}', '{MANAGER}'])"),
            "?+??",
        ),
        (&format!("Direct Reports for \"{MANAGER}\""), "+-+-"),
        (&format!("Direct Reports for \"{GROUP}\""), "????"),
    ];
    for (rule, expected) in table {
        assert_eq!(answers(rule, &people), expected, "{rule}");
    }
}

/// One person at a time, as the rules of logic say it.
fn plainly(expression: &Expression, people: &People, subject: usize) -> Option<bool> {
    match expression {
        Expression::And(parts) => {
            let parts = parts.iter().map(|part| plainly(part, people, subject));
            let parts: Vec<Option<bool>> = parts.collect();
            match parts.contains(&Some(false)) {
                true => Some(false),
                false => parts.into_iter().all(|part| part.is_some()).then_some(true),
            }
        }
        Expression::Or(parts) => {
            let parts = parts
                .iter()
                .map(|part| Expression::Not(Box::new(part.clone())));
            let none = Expression::And(parts.collect());
            plainly(&none, people, subject).map(|none| !none)
        }
        Expression::Not(inner) => plainly(inner, people, subject).map(|holds| !holds),
        Expression::Compare(comparison) => compared(comparison, people, subject),
        Expression::Elements {
            of,
            quantifier,
            condition,
        } => {
            let Expression::Compare(Comparison {
                operator: Operator::Equal,
                literal: Literal::Text(wanted),
                ..
            }) = &**condition
            else {
                panic!("the generator makes no others")
            };
            match people.value(subject, &of.name) {
                Value::Unknown => None,
                Value::Texts(texts) => {
                    let mut same = texts.iter().map(|text| text.eq_ignore_ascii_case(wanted));
                    Some(match quantifier {
                        Quantifier::Any => same.any(|same| same),
                        Quantifier::All => same.all(|same| same),
                    })
                }
                _ => Some(*quantifier == Quantifier::All),
            }
        }
        Expression::DirectReports(_) => Some(subject.is_multiple_of(2)),
    }
}

fn compared(comparison: &Comparison, people: &People, subject: usize) -> Option<bool> {
    let Operand::Property(property) = &comparison.operand else {
        panic!("the generator makes no others")
    };
    let own: Option<String> = match people.value(subject, &property.name) {
        Value::Unknown => return None,
        Value::Text(text) if !text.is_empty() => Some(text.to_lowercase()),
        _ => None,
    };
    let wanted = match &comparison.literal {
        Literal::Text(text) => Some(text.to_lowercase()),
        _ => None,
    };
    let both = own.as_deref().zip(wanted.as_deref());
    let holds = |test: fn(&str, &str) -> bool| both.is_some_and(|(own, wanted)| test(own, wanted));
    Some(match comparison.operator {
        Operator::Equal => own == wanted,
        Operator::NotEqual => own != wanted,
        Operator::StartsWith => holds(|own, wanted| own.starts_with(wanted)),
        Operator::NotContains => !holds(|own, wanted| own.contains(wanted)),
        _ => panic!("the generator makes no others"),
    })
}

fn rule() -> impl Strategy<Value = String> {
    let value = prop_oneof![Just("null"), Just("\"a\""), Just("\"AB\""), Just("\"b\"")];
    let operator = prop_oneof![Just("-eq"), Just("-ne")];
    let part = prop_oneof![Just("-startsWith"), Just("-notContains")];
    let property = prop_oneof![Just("user.city"), Just("user.state")];
    let leaf = prop_oneof![
        (property.clone(), operator, value).prop_map(|(p, o, v)| format!("{p} {o} {v}")),
        (property, part).prop_map(|(p, o)| format!("{p} {o} \"a\"")),
        prop_oneof![Just("-any"), Just("-all")]
            .prop_map(|q| format!("user.otherMails {q} (_ -eq \"a\")")),
        Just(format!("Direct Reports for \"{MANAGER}\"")),
    ];
    // The reports of a manager cannot be joined with anything.
    let joinable = leaf
        .clone()
        .prop_filter("no reports", |rule| !rule.starts_with("Direct"));
    let joined = joinable.prop_recursive(4, 24, 3, |inner| {
        let many = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            many.clone()
                .prop_map(|parts| format!("({})", parts.join(") -and ("))),
            many.prop_map(|parts| format!("({})", parts.join(") -or ("))),
            inner.prop_map(|inner| format!("-not ({inner})")),
        ]
    });
    prop_oneof![1 => leaf, 9 => joined]
}

fn person() -> impl Strategy<Value = BTreeMap<String, Value>> {
    let own = prop_oneof![
        Just(Value::Unknown),
        Just(Value::Null),
        Just(text("")),
        Just(text("a")),
        Just(text("A")),
        Just(text("ab")),
        Just(text("b")),
    ];
    let mails = prop_oneof![
        Just(Value::Unknown),
        Just(Value::Null),
        Just(texts(&["A"])),
        Just(texts(&["a", "b"])),
    ];
    (own.clone(), own, mails).prop_map(|(city, state, mails)| {
        BTreeMap::from([
            ("city".to_owned(), city),
            ("state".to_owned(), state),
            ("otherMails".to_owned(), mails),
        ])
    })
}

proptest! {
    #[test]
    fn all_at_once_is_as_one_by_one(
        rules in prop::collection::vec(rule(), 1..6),
        people in prop::collection::vec(person(), 0..150),
    ) {
        let people = People(people);
        let rules: Vec<Rule> = rules.iter().map(|rule| Rule::parse(rule).unwrap()).collect();
        let all: Vec<&Rule> = rules.iter().collect();
        let mut seen = 0;
        evaluate(&all, &people, NOW, &mut |answers| {
            let expression = &rules[answers.rule].expression;
            let mut matching = answers.matching();
            let mut unknown = 0;
            for subject in answers.subjects.clone() {
                let expected = plainly(expression, &people, subject);
                let found = match answers.of(subject) {
                    Truth::Matches => Some(true),
                    Truth::DoesNot => Some(false),
                    Truth::Unknown => None,
                };
                assert_eq!(found, expected, "{expression} of {:?}", people.0[subject]);
                unknown += usize::from(expected.is_none());
                if expected == Some(true) {
                    assert_eq!(matching.next(), Some(subject));
                }
                seen += 1;
            }
            assert_eq!(matching.next(), None);
            assert_eq!(answers.unknown(), unknown);
        });
        prop_assert_eq!(seen, rules.len() * people.0.len());
    }

    #[test]
    fn what_is_said_of_a_text_is_so_of_people(
        texts in prop::collection::vec(rule(), 2..3),
        people in prop::collection::vec(person(), 0..60),
    ) {
        let people = People(people);
        let rules: Vec<Rule> = texts.iter().map(|text| Rule::parse(text).unwrap()).collect();
        let own: Vec<String> = texts.iter().map(|text| answers(text, &people)).collect();
        for (rule, own) in rules.iter().zip(&own) {
            prop_assert_eq!(own, &answers(&rule.normal().to_string(), &people), "{}", rule);
            prop_assert!(!rule.never_holds() || !own.contains('+'), "{}", rule);
            prop_assert!(!rule.always_holds() || !own.contains('-'), "{}", rule);
            let ways = rule.ways(500);
            let of_ways: Vec<String> = ways.list.iter().map(|way| of_way(way, &people)).collect();
            for (at, sign) in own.chars().enumerate() {
                let holds = of_ways.iter().any(|way| way.chars().nth(at) == Some('+'));
                prop_assert!(!ways.is_whole || (sign == '+') == holds, "{}", rule);
            }
        }
        if rules[0].is_within(&rules[1]) {
            for (own, other) in own[0].chars().zip(own[1].chars()) {
                prop_assert!(own != '+' || other != '-', "{} / {}", &texts[0], &texts[1]);
            }
        }
    }

    #[test]
    fn what_is_printed_reads_as_the_same(text in rule()) {
        let rule = Rule::parse(&text).unwrap();
        prop_assert_eq!(Rule::parse(&rule.to_string()).unwrap(), rule);
    }

    #[test]
    fn no_text_brings_the_reader_down(text in "[-–$_a-zA-Z0-9\"'`.\\[\\]() ]{0,60}") {
        let _ = Rule::parse(&text);
    }
}

#[test]
fn blocks_join_without_a_seam() {
    let people = People(
        (0..70_000)
            .map(|at| {
                let city = if at % 7 == 0 {
                    text("Oslo")
                } else {
                    Value::Null
                };
                BTreeMap::from([("city".to_owned(), city)])
            })
            .collect(),
    );
    let rule = Rule::parse("user.city -eq \"oslo\"").unwrap();
    let mut found = Vec::new();
    evaluate(&[&rule], &people, NOW, &mut |answers| {
        found.extend(answers.matching())
    });
    let expected: Vec<usize> = (0..70_000).filter(|at| at % 7 == 0).collect();
    assert_eq!(found, expected);
}
