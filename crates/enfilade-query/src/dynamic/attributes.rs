//! What the rule of each dynamic group rests on, and who may change that: groups that people may enter
//! without anyone's consent.

use super::attribute_of;
use super::authority::{Authority, By, Mastered, authorities, of_manager, of_memberships};
use super::groups::dynamic;
use enfilade_graph::Graph;
use enfilade_model::EntityId;
use enfilade_rules::{Expression, Property, Rule, SubjectKind, Way, contradict};
use std::collections::BTreeMap;

/// An attribute that a rule rests on, and one who may change it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RuleAttribute {
    /// The group or administrative unit.
    pub group: EntityId,
    /// The property, as rules write it.
    pub property: String,
    /// What Microsoft Graph calls it.
    pub attribute: String,
    /// Whether some way into the group asks for nothing but this.
    pub is_enough: bool,
    /// Who may change it.
    pub authority: Authority,
}

/// How many ways of a rule are looked at to see whether one attribute is enough.
const MOST_WAYS: usize = 256;

/// What the rules of all dynamic groups rest on, by group and property; rules that cannot be read are
/// left out.
///
/// Whoever invites guests is named for what an invitation sets, and only if the rule can hold of a
/// guest.
#[must_use]
pub fn rule_attributes(graph: &Graph) -> Vec<RuleAttribute> {
    let mut found = Vec::new();
    for one in dynamic(graph) {
        let Ok(rule) = one.rule else { continue };
        let ways = rule.ways(MOST_WAYS).list;
        let guests = ways.iter().any(takes_guests);
        for (property, asked) in asked(&rule) {
            let is_enough = ways.iter().any(|way| asks_only(way, &property));
            let authorities = asked.authorities().into_iter();
            for authority in authorities.filter(|one| guests || one.by != By::Inviter) {
                found.push(RuleAttribute {
                    group: one.group,
                    property: property.clone(),
                    attribute: asked.attribute(),
                    is_enough,
                    authority,
                });
            }
        }
    }
    found
}

/// What a condition looks at.
pub(super) enum Asked {
    Property(Property),
    Memberships,
    Manager,
}

impl Asked {
    fn authorities(&self) -> Vec<Authority> {
        self.authorities_of(Mastered::Either)
    }

    pub(super) fn authorities_of(&self, mastered: Mastered) -> Vec<Authority> {
        match self {
            Asked::Property(property) => authorities(property, mastered),
            Asked::Memberships => of_memberships(),
            Asked::Manager => of_manager(mastered),
        }
    }

    pub(super) fn attribute(&self) -> String {
        match self {
            Asked::Property(property) => attribute_of(property),
            Asked::Memberships => "memberOf".to_owned(),
            Asked::Manager => "manager".to_owned(),
        }
    }
}

/// What a condition looks at, and its name in rules.
pub(super) fn asked_by(condition: &Expression) -> (String, Asked) {
    match condition {
        Expression::Not(inner) => asked_by(inner),
        Expression::DirectReports(_) => ("user.manager".to_owned(), Asked::Manager),
        Expression::Elements { of, .. } if condition.property().is_none() => {
            (of.to_string(), Asked::Memberships)
        }
        condition => match condition.property() {
            Some(property) => (property.to_string(), Asked::Property(property.clone())),
            None => (condition.to_string(), Asked::Manager),
        },
    }
}

fn asked(rule: &Rule) -> BTreeMap<String, Asked> {
    rule.conditions().into_iter().map(asked_by).collect()
}

/// Whether a way asks for nothing but one property.
fn asks_only(way: &Way, property: &str) -> bool {
    way.conditions.iter().all(|one| asked_by(one).0 == property)
}

/// Whether a guest may meet a way.
fn takes_guests(way: &Way) -> bool {
    let Ok(guest) = Rule::parse("user.userType -eq \"guest\"") else {
        return true;
    };
    let mut with = way.conditions.clone();
    let is_of_users = way.conditions.iter().all(|one| match asked_by(one).1 {
        Asked::Property(property) => property.of == SubjectKind::User,
        Asked::Memberships | Asked::Manager => true,
    });
    with.push(guest.expression);
    is_of_users && !contradict(&with)
}
