//! A made-up tenant: people with the attributes that rules ask for, and rules as tenants have them.
//!
//! Many rules share conditions (departments, cities, states of accounts); some ask for parts of texts of
//! which everyone has their own, for regular expressions, or for elements of collections.

use enfilade_rules::{Column, Plan, Population, Property, Rule, Value};

/// How many different ones there are.
const DEPARTMENTS: u64 = 240;
const CITIES: u64 = 320;
const TITLES: u64 = 900;
const DOMAINS: u64 = 400;

/// Numbers that are alike in each run (SplitMix64).
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// Made-up people, drawn anew for each property that is asked for.
pub(crate) struct People {
    pub(crate) count: usize,
}

impl Population for People {
    fn count(&self) -> usize {
        self.count
    }

    fn column(&self, property: &Property) -> Column {
        (0..self.count as u64)
            .map(|at| value(property, at))
            .collect()
    }

    fn members_of(&self, group: &str) -> Option<Vec<u32>> {
        let every = 50 + group.len() as u32;
        Some(
            (0..self.count as u32)
                .filter(|at| at % every == 0)
                .collect(),
        )
    }

    fn reports_to(&self, manager: &str) -> Option<Vec<u32>> {
        self.members_of(manager)
    }
}

fn value(property: &Property, at: u64) -> Value {
    let mut draw = Draw(at * 31 + property.name.len() as u64);
    let text = |text: String| Value::Text(text);
    match property.name.as_str() {
        "department" => text(format!("Department {}", draw.below(DEPARTMENTS))),
        "city" => text(format!("City {}", draw.below(CITIES))),
        "country" => text(format!("Country {}", draw.below(40))),
        "jobTitle" => text(format!("Title {} of {}", draw.below(TITLES), draw.below(4))),
        "mail" => text(format!("person.{at}@domain{}.example", draw.below(DOMAINS))),
        "displayName" => text(format!("Given{} Family{at}", draw.below(5000))),
        "userType" => text(
            if draw.below(5) == 0 {
                "Guest"
            } else {
                "Member"
            }
            .to_owned(),
        ),
        "accountEnabled" => Value::Boolean(draw.below(12) > 0),
        "proxyAddresses" => Value::Texts(vec![
            format!("SMTP:person.{at}@domain{}.example", draw.below(DOMAINS)),
            format!("smtp:p{at}@old{}.example", draw.below(20)),
        ]),
        "assignedPlans" => Value::Plans(
            (0..4)
                .map(|_| Plan {
                    service: Some(format!("service{}", draw.below(12))),
                    capability_status: Some(
                        if draw.below(4) > 0 {
                            "Enabled"
                        } else {
                            "Deleted"
                        }
                        .to_owned(),
                    ),
                    service_plan_id: None,
                })
                .collect(),
        ),
        name if name.starts_with("extensionAttribute") => match draw.below(3) {
            0 => Value::Null,
            _ => text(format!("code-{}", draw.below(2000))),
        },
        _ => Value::Null,
    }
}

/// The text of a rule.
pub(crate) fn rule(number: u64) -> String {
    let mut draw = Draw(number * 7919 + 1);
    let draw = &mut draw;
    let enabled = "(user.accountEnabled -eq true)";
    match draw.below(20) {
        0..=6 => format!(
            "(user.department -eq \"Department {}\") -and (user.city -eq \"City {}\") -and {enabled}",
            draw.below(DEPARTMENTS),
            draw.below(CITIES)
        ),
        7..=9 => {
            let cities: Vec<String> = (0..2 + draw.below(8))
                .map(|_| format!("\"City {}\"", draw.below(CITIES)))
                .collect();
            format!(
                "(user.city -in [{}]) -and (user.userType -eq \"Member\")",
                cities.join(", ")
            )
        }
        10..=11 => format!(
            "(user.extensionAttribute{} -startsWith \"code-{}\") -or (user.country -eq \"Country {}\" -and {enabled})",
            1 + draw.below(5),
            draw.below(200),
            draw.below(40)
        ),
        12..=13 => format!(
            "(user.userType -eq \"Guest\") -and (user.mail -endsWith \"@domain{}.example\")",
            draw.below(DOMAINS)
        ),
        14 => format!(
            "(user.displayName -match \"^given{}[0-9]* family[0-9]+$\") -and -not (user.department -eq \"Department {}\")",
            draw.below(150),
            draw.below(DEPARTMENTS)
        ),
        15 => format!(
            "user.proxyAddresses -any (_ -startsWith \"smtp:\" -and _ -endsWith \"@domain{}.example\")",
            draw.below(100)
        ),
        16 => format!(
            "user.assignedPlans -any (assignedPlan.service -eq \"service{}\" -and assignedPlan.capabilityStatus -eq \"Enabled\")",
            draw.below(12)
        ),
        17 => format!(
            "(user.jobTitle -contains \"{} of\") -and {enabled}",
            draw.below(100)
        ),
        18 => format!(
            "-not (user.department -in [\"Department {}\", \"Department {}\"]) -and (user.extensionAttribute{} -ne null)",
            draw.below(DEPARTMENTS),
            draw.below(DEPARTMENTS),
            1 + draw.below(5)
        ),
        _ => format!(
            "user.memberOf -any (group.objectId -in ['aaaaaaaa-0000-1111-2222-{:012}'])",
            draw.below(500)
        ),
    }
}

/// So many rules.
pub(crate) fn rules(count: u64) -> Vec<Rule> {
    (0..count)
        .filter_map(|number| Rule::parse(&rule(number)).ok())
        .collect()
}
