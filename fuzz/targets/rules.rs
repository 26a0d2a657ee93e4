//! Membership rules: any text is read or refused at a place, what is read prints as itself, and no
//! rule's answer depends on the rules beside it.

use enfilade_rules::{Column, Mistake, Plan, Population, Property, Rule, Shape, SubjectKind};
use enfilade_rules::{Truth, Value, evaluate};

/// Reads, prints and evaluates the rules of a text, one a line.
pub fn rules(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let rules: Vec<Rule> = text.lines().take(8).filter_map(read).collect();
    for kind in [SubjectKind::User, SubjectKind::Device] {
        let of_kind: Vec<&Rule> = rules.iter().filter(|rule| rule.of == kind).collect();
        let together = answers(&of_kind);
        for (rule, answer) in of_kind.iter().zip(together) {
            let alone = answers(&[*rule]);
            assert_eq!(alone, [answer], "{rule}");
        }
    }
}

/// The rule of a line, if it is one.
fn read(text: &str) -> Option<Rule> {
    let rule = Rule::parse(text)
        .map_err(|mistakes| check(&mistakes, text))
        .ok()?;
    let printed = rule.to_string();
    match Rule::parse(&printed) {
        Ok(again) => assert_eq!(again, rule, "{printed:?}"),
        // In its canonical form, which has more parentheses, a rule may be too long or too deep.
        Err(mistakes) => {
            let is_limit = |mistake: &Mistake| {
                mistake.message.contains("at most") || mistake.message.contains("deep")
            };
            assert!(mistakes.iter().all(is_limit), "{printed:?}: {mistakes:?}");
        }
    }
    Some(rule)
}

/// Checks what every mistake in a text must be like.
fn check(mistakes: &[Mistake], text: &str) {
    assert!(!mistakes.is_empty(), "refused without a reason");
    for mistake in mistakes {
        let place = mistake.span.start..mistake.span.end;
        assert!(text.get(place).is_some(), "{:?} of {text:?}", mistake.span);
        assert!(!mistake.message.is_empty());
    }
}

/// What each rule says of each of the subjects.
fn answers(rules: &[&Rule]) -> Vec<Vec<Truth>> {
    const NOW: i64 = 1_793_491_200_000_000;
    let mut said = vec![Vec::new(); rules.len()];
    evaluate(rules, &Few, NOW, &mut |answers| {
        said[answers.rule].extend(answers.subjects.clone().map(|at| answers.of(at)));
    });
    said
}

/// Some subjects, each with another kind of value for everything.
struct Few;

impl Population for Few {
    fn count(&self) -> usize {
        5
    }

    fn column(&self, property: &Property) -> Column {
        let text = |text: &str| text.to_owned();
        let values = match property.shape {
            Shape::Text => [Value::Text(text("Sales")), Value::Text(text("ſtraße Ü"))],
            Shape::Boolean => [Value::Boolean(true), Value::Boolean(false)],
            Shape::Time => [Value::Time(0), Value::Time(1_793_000_000_000_000)],
            Shape::Texts => [
                Value::Texts(vec![text("smtp:a@x"), text("SMTP:b@y")]),
                Value::Texts(vec![text("sales")]),
            ],
            Shape::Plans | Shape::Groups => [
                Value::Plans(vec![Plan {
                    capability_status: Some(text("Enabled")),
                    service: Some(text("SCO")),
                    service_plan_id: None,
                }]),
                Value::Plans(vec![Plan::default(), Plan::default()]),
            ],
        };
        let nothing = [Value::Null, Value::Unknown, Value::Text(String::new())];
        values.into_iter().chain(nothing).collect()
    }

    fn members_of(&self, group: &str) -> Option<Vec<u32>> {
        (!group.starts_with('0')).then(|| vec![0, 3])
    }

    fn reports_to(&self, manager: &str) -> Option<Vec<u32>> {
        (!manager.starts_with('0')).then(|| vec![1, 4])
    }
}
