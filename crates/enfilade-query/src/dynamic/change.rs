//! Which attributes someone would have to change to enter a dynamic group, and who may change them.
//!
//! The rule is read as the ways in which it holds ([`enfilade_rules::Ways`]); of each way the
//! conditions that do not hold of the one who is asked about are what would have to change, and a way is
//! left out if another asks for less.

mod found;

use super::attributes::{Asked, asked_by};
use super::authority::{Authority, By, Mastered};
use super::groups::held_up;
use super::{Subjects, entity_kind, rule_of};
use crate::{Engine, QueryError};
use enfilade_graph::{Graph, GraphView};
use enfilade_model::{Attribute, EntityId, EntityKind};
use enfilade_rules::{
    Column, Expression, Population, Property, Rule, SubjectKind, Truth, Value, Way, evaluate,
};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// How many ways of a rule are looked at.
const MOST_WAYS: usize = 4096;

/// How many ways into the group are told.
const MOST_TOLD: usize = 12;

/// What someone would have to change to enter a group.
#[derive(Clone, Debug)]
pub struct Change {
    /// Who, as shown.
    pub principal: String,
    /// The group, as shown.
    pub group: String,
    /// What the rule says of them as they are.
    pub now: Truth,
    /// Why the service may not do what the rule says, if it may not.
    pub held_up: Option<String>,
    /// The ways in, those with the fewest changes first.
    pub ways: Vec<WayIn>,
    /// Whether there are no others but such as ask for more.
    pub is_whole: bool,
}

/// Changes that together are enough.
#[derive(Clone, Debug, Default)]
pub struct WayIn {
    /// One for each attribute.
    pub changes: Vec<AttributeChange>,
}

/// A change of an attribute.
#[derive(Clone, Debug)]
pub struct AttributeChange {
    /// The property, as rules write it.
    pub property: String,
    /// What Microsoft Graph calls it.
    pub attribute: String,
    /// What it is now; `None` if the sources do not say.
    pub now: Option<String>,
    /// What must hold of it, those that hold already too.
    pub wanted: Vec<String>,
    /// Who may change it.
    pub authorities: Vec<Authority>,
}

/// Why nothing can be said of a change.
#[derive(Debug, Error)]
pub enum ChangeError {
    /// Nothing has the name.
    #[error("there is no {kind} `{name}`{near}")]
    NotFound {
        /// What was looked for.
        kind: &'static str,
        /// The name.
        name: String,
        /// What has a name like it, as the end of the sentence.
        near: String,
    },
    /// Several have the name.
    #[error("{count} {kind}s are called `{name}`: give the object id")]
    Ambiguous {
        /// What was looked for.
        kind: &'static str,
        /// The name.
        name: String,
        /// How many.
        count: usize,
    },
    /// The group has no rule.
    #[error("`{0}` has no rule of dynamic membership")]
    NoRule(String),
    /// The rule cannot be read.
    #[error("the rule of `{group}` cannot be read: {mistake}")]
    Unreadable {
        /// The group.
        group: String,
        /// What is wrong with the rule.
        mistake: String,
    },
    /// The rule is about others.
    #[error("the rule of `{group}` is about {of}s, and `{principal}` is none")]
    OtherKind {
        /// The group.
        group: String,
        /// What it is about.
        of: &'static str,
        /// Who was asked about.
        principal: String,
    },
    /// The snapshot is damaged.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl Engine {
    /// Which attributes someone would have to change to enter a dynamic group, and who may change them,
    /// at `now` (microseconds since 1970; by default when the data was collected). Both are named by
    /// display name, sign-in name or object id.
    ///
    /// # Errors
    /// If either is not found, the group has no rule that can be read, or the snapshot is damaged.
    pub fn change_to_enter(
        &self,
        principal: &str,
        group: &str,
        now: Option<i64>,
    ) -> Result<Change, ChangeError> {
        let graph = self.graph();
        let now = now.unwrap_or_else(|| graph.collected_at());
        let group_id = found::group(self.catalog(), group)?;
        let principal_id = found::principal(self.catalog(), principal)?;
        let group = graph.label(group_id).into_owned();
        let principal = graph.label(principal_id).into_owned();
        let rule = match rule_of(graph, group_id) {
            None => return Err(ChangeError::NoRule(group)),
            Some(Ok(rule)) => rule,
            Some(Err(mistakes)) => {
                let mistake = mistakes.first().map(|first| first.message.clone());
                let mistake = mistake.unwrap_or_default();
                return Err(ChangeError::Unreadable { group, mistake });
            }
        };
        let subjects = Subjects::new(graph, rule.of);
        let Some(number) = subjects.number(principal_id) else {
            return Err(ChangeError::OtherKind {
                group,
                of: rule.of.name(),
                principal,
            });
        };
        let one = One { subjects, number };
        let change = Change {
            principal,
            group,
            now: one.truth(rule.of, &rule.expression, now),
            held_up: held_up(graph, group_id, &rule, now),
            ways: Vec::new(),
            is_whole: true,
        };
        let (ways, is_whole) = one.ways_in(&rule, mastered(graph, principal_id), now);
        match one.subjects.damage() {
            Some(damage) => Err(QueryError::from(damage.clone()).into()),
            None => Ok(Change {
                ways,
                is_whole,
                ..change
            }),
        }
    }
}

/// Where someone's attributes are mastered.
fn mastered(graph: &Graph, id: EntityId) -> Mastered {
    let attribute = Attribute::OnPremisesSyncEnabled;
    let is_collected = graph.entities(graph.kind_of(id)).attributes.has(attribute)
        || (graph.completeness()).has_attribute(graph.kind_of(id), attribute);
    match graph.boolean(id, attribute) {
        Some(true) => Mastered::OnPremises,
        _ if is_collected || graph.kind_of(id) == EntityKind::Device => Mastered::Cloud,
        _ => Mastered::Either,
    }
}

/// The conditions of a way on each property that must change.
type Open<'w> = BTreeMap<String, Vec<&'w Expression>>;

/// One of the subjects, as a population of its own.
struct One<'g> {
    subjects: Subjects<'g>,
    number: u32,
}

impl One<'_> {
    fn truth(&self, of: SubjectKind, expression: &Expression, now: i64) -> Truth {
        let rule = Rule {
            of,
            expression: expression.clone(),
        };
        let mut truth = Truth::Unknown;
        evaluate(&[&rule], self, now, &mut |answers| truth = answers.of(0));
        truth
    }

    /// The ways into a group, and whether there are no more.
    fn ways_in(&self, rule: &Rule, mastered: Mastered, now: i64) -> (Vec<WayIn>, bool) {
        let ways = rule.ways(MOST_WAYS);
        let mut known = BTreeMap::new();
        let mut open: Vec<Open<'_>> = (ways.list.iter())
            .map(|way| self.open(rule.of, way, &mut known, now))
            .collect();
        open.sort_by_key(BTreeMap::len);
        let mut told: Vec<Open<'_>> = Vec::new();
        for way in open {
            let asks_more = |less: &Open<'_>| {
                // A way that differs only in what holds already comes to the same.
                *less == way
                    || less.len() < way.len() && less.keys().all(|own| way.contains_key(own))
            };
            if told.iter().any(asks_more) {
                continue;
            }
            if told.len() == MOST_TOLD {
                return (self.changes(told, mastered), false);
            }
            told.push(way);
        }
        (self.changes(told, mastered), ways.is_whole)
    }

    /// The conditions of a way on what must change, those that hold already too.
    fn open<'w>(
        &self,
        of: SubjectKind,
        way: &'w Way,
        known: &mut BTreeMap<String, Truth>,
        now: i64,
    ) -> Open<'w> {
        let mut wrong = BTreeSet::new();
        let mut open = Open::new();
        for condition in &way.conditions {
            let truth = known.entry(condition.to_string());
            let truth = *truth.or_insert_with(|| self.truth(of, condition, now));
            let (property, _) = asked_by(condition);
            if truth != Truth::Matches {
                wrong.insert(property.clone());
            }
            open.entry(property).or_default().push(condition);
        }
        open.retain(|property, _| wrong.contains(property));
        open
    }

    fn changes(&self, ways: Vec<Open<'_>>, mastered: Mastered) -> Vec<WayIn> {
        let way_in = |way: Open<'_>| WayIn {
            changes: way
                .into_iter()
                .map(|(property, conditions)| {
                    self.attribute_change(property, &conditions, mastered)
                })
                .collect(),
        };
        ways.into_iter().map(way_in).collect()
    }

    fn attribute_change(
        &self,
        property: String,
        conditions: &[&Expression],
        mastered: Mastered,
    ) -> AttributeChange {
        let asked = conditions.first().map(|first| asked_by(first).1);
        let now = conditions
            .first()
            .and_then(|first| self.shown(first, &asked));
        let authorities = asked.as_ref().map(|asked| asked.authorities_of(mastered));
        // Whoever is here already is not invited.
        let authorities = authorities.unwrap_or_default().into_iter();
        AttributeChange {
            attribute: asked.map(|asked| asked.attribute()).unwrap_or_default(),
            property,
            now,
            wanted: conditions.iter().map(|one| one.to_string()).collect(),
            authorities: authorities.filter(|one| one.by != By::Inviter).collect(),
        }
    }

    /// What the subject has for the property that a condition looks at.
    fn shown(&self, condition: &Expression, asked: &Option<Asked>) -> Option<String> {
        match asked {
            Some(Asked::Memberships) => return Some("otherwise".to_owned()),
            Some(Asked::Manager) => return Some("someone else, or nobody".to_owned()),
            _ => {}
        }
        let condition = match condition {
            Expression::Not(inner) => inner,
            other => other,
        };
        let column = self.column(condition.property()?);
        Some(match column.value(0) {
            Value::Unknown => return None,
            Value::Null => "nothing".to_owned(),
            Value::Text(text) => format!("\"{text}\""),
            Value::Boolean(value) => value.to_string(),
            Value::Time(time) => jiff::Timestamp::from_microsecond(*time).ok()?.to_string(),
            Value::Texts(texts) => format!("[{}]", texts.join(", ")),
            Value::Plans(plans) => format!("{} service plans", plans.len()),
        })
    }
}

impl Population for One<'_> {
    fn count(&self) -> usize {
        1
    }

    fn column(&self, property: &Property) -> Column {
        let column = self.subjects.column(property);
        std::iter::once(column.value(self.number as usize).clone()).collect()
    }

    fn members_of(&self, group: &str) -> Option<Vec<u32>> {
        self.only(self.subjects.members_of(group)?)
    }

    fn reports_to(&self, manager: &str) -> Option<Vec<u32>> {
        self.only(self.subjects.reports_to(manager)?)
    }
}

impl One<'_> {
    /// The subject itself, as the first, if it is among these.
    fn only(&self, numbers: Vec<u32>) -> Option<Vec<u32>> {
        let is_there = numbers.binary_search(&self.number).is_ok();
        Some(is_there.then_some(0).into_iter().collect())
    }
}

/// The kinds that rules are about.
fn subject_kinds() -> [EntityKind; 2] {
    [SubjectKind::User, SubjectKind::Device].map(entity_kind)
}
