//! Rules that say the same, nearly the same or less than another, and rules that say nothing.
//!
//! What follows from the rules' text holds for good; what is found among the tenant's people holds today.
//! Rules of equal normal form are one, so each is evaluated once. Equal lists of people are found by a
//! fingerprint, nearly equal ones by sharing the smallest hash of a part of the people, and a list that
//! contains another must hold the one of its people who is in the fewest lists: nobody compares every
//! rule with every other.

mod crowd;
mod text;

use super::Subjects;
use super::groups::dynamic;
use crowd::Crowd;
use enfilade_graph::{Graph, SnapshotError};
use enfilade_model::EntityId;
use enfilade_rules::{Population, Rule, SubjectKind, evaluate};
use std::collections::BTreeMap;

/// What is remarkable in a rule, alone or beside another.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Overlap {
    /// It can hold of nobody, or does not.
    Nobody,
    /// It holds of everybody.
    Everybody,
    /// It says the same as the other.
    Equal,
    /// It holds of nearly the same people as the other.
    NearlyEqual,
    /// The other holds of all whom it holds of, and of more.
    Within,
}

impl Overlap {
    /// In words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Overlap::Nobody => "holds of nobody",
            Overlap::Everybody => "holds of everybody",
            Overlap::Equal => "equal",
            Overlap::NearlyEqual => "nearly equal",
            Overlap::Within => "within",
        }
    }
}

/// What a finding rests on.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Decided {
    /// On the text of the rules: it is so in any tenant.
    ByText,
    /// On the people of this tenant: it is so today.
    ByPeople,
}

impl Decided {
    /// In words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Decided::ByText => "the text of the rules",
            Decided::ByPeople => "the people of the tenant",
        }
    }
}

/// A rule that overlaps with another, or says nothing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Overlapping {
    /// The group or administrative unit.
    pub group: EntityId,
    /// What is remarkable.
    pub overlap: Overlap,
    /// The other, if it is about two.
    pub other: Option<EntityId>,
    /// What that rests on.
    pub decided: Decided,
    /// How many the rule holds of, if it is known of all.
    pub members: Option<u64>,
    /// The same of the other.
    pub members_of_other: Option<u64>,
    /// How many both hold of.
    pub shared: Option<u64>,
}

/// All that was found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Overlaps {
    /// By group and what is remarkable.
    pub rows: Vec<Overlapping>,
    /// How many rules could not be read.
    pub unreadable: u64,
    /// How many rules were compared by their text only, since of some people it is not known whether
    /// they hold.
    pub unknown: u64,
}

/// Rules of equal normal form.
struct Class {
    rule: Rule,
    groups: Vec<EntityId>,
}

impl Class {
    /// The group that stands for all.
    fn first(&self) -> EntityId {
        self.groups.first().copied().unwrap_or(EntityId(0))
    }
}

/// The rules of all dynamic groups and administrative units beside each other, at `now`
/// (microseconds since 1970). Of each rule one equal, one nearly equal and the smallest that contains
/// it are named.
///
/// # Errors
/// If a part of the snapshot that decides is damaged.
pub fn overlaps(graph: &Graph, now: i64) -> Result<Overlaps, SnapshotError> {
    let mut found = Overlaps::default();
    let mut classes: BTreeMap<(SubjectKind, String), Class> = BTreeMap::new();
    for one in dynamic(graph) {
        let Ok(rule) = one.rule else {
            found.unreadable += 1;
            continue;
        };
        let normal = rule.normal();
        let class = classes.entry((rule.of, normal.to_string()));
        let class = class.or_insert_with(|| Class {
            rule: normal,
            groups: Vec::new(),
        });
        class.groups.push(one.group);
    }
    for of in [SubjectKind::User, SubjectKind::Device] {
        let own = classes.extract_if((of, String::new()).., |key, _| key.0 == of);
        let mut own: Vec<Class> = own.map(|(_, class)| class).collect();
        own.sort_by_key(Class::first);
        compare(graph, of, own, now, &mut found)?;
    }
    found
        .rows
        .sort_by_key(|row| (row.group, row.overlap, row.other));
    Ok(found)
}

fn compare(
    graph: &Graph,
    of: SubjectKind,
    classes: Vec<Class>,
    now: i64,
    found: &mut Overlaps,
) -> Result<(), SnapshotError> {
    let classes = text::decided_alone(classes, &mut found.rows);
    if classes.is_empty() {
        return Ok(());
    }
    let subjects = Subjects::new(graph, of);
    let rules: Vec<&Rule> = classes.iter().map(|class| &class.rule).collect();
    let mut crowd = Crowd::new(rules.len(), subjects.count());
    evaluate(&rules, &subjects, now, &mut |answers| crowd.add(&answers));
    if let Some(damage) = subjects.damage() {
        return Err(damage.clone());
    }
    let mut undecided = Vec::new();
    for (at, class) in classes.iter().enumerate() {
        if crowd.known(at).is_none() {
            found.unknown += class.groups.len() as u64;
        }
        if crowd.known(at).is_none_or(|members| members == 0) {
            undecided.push(at);
        }
    }
    text::within(&classes, &undecided, &mut found.rows);
    crowd.compare(&classes, &mut found.rows);
    Ok(())
}
