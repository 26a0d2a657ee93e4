//! Drift: whom an export lists as a member of a dynamic group though its rule does not hold of them,
//! and whom it does not list though it does.
//!
//! All rules are evaluated at once, a block of people at a time, and each answer is compared with the
//! listed members as it comes; what is kept is the differences alone.

use super::Subjects;
use super::groups::{dynamic, held_up, listed, unsaid};
use enfilade_graph::{Graph, GraphView, SnapshotError};
use enfilade_model::{EntityId, EntityKind, Level, Relation};
use enfilade_rules::{Answers, Rule, SubjectKind, Truth, evaluate};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::sync::Arc;

/// How a list of members and a rule differ.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Drift {
    /// Listed, and the rule does not hold.
    ListedOnly,
    /// The rule holds, and not listed.
    RuleOnly,
    /// Whether the rule holds is not known.
    Unknown,
    /// The rule cannot be read.
    Unreadable,
}

impl Drift {
    /// In words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Drift::ListedOnly => "listed, not by the rule",
            Drift::RuleOnly => "by the rule, not listed",
            Drift::Unknown => "unknown",
            Drift::Unreadable => "the rule cannot be read",
        }
    }
}

/// A difference between a list of members and a rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Drifted {
    /// The group or administrative unit.
    pub group: EntityId,
    /// Of whom; `None` for several who are not told apart.
    pub member: Option<EntityId>,
    /// How many: 1, or those of whom it is not known, listed or not. Of a rule that cannot be read,
    /// how many are listed.
    pub count: u64,
    /// What differs.
    pub drift: Drift,
    /// Why that may be, if something is known.
    pub why: Option<Arc<str>>,
}

/// How many members are told apart; of each group the others are counted. An export without members would
/// else list everyone of whom any rule holds.
const MOST_APART: usize = 2_000_000;

/// How many members of a group are not told apart.
#[derive(Clone, Copy, Default)]
struct Counted {
    listed_only: u64,
    rule_only: u64,
    unknown: u64,
}

/// A group, its rule, and what the sources list.
struct Compared {
    group: EntityId,
    rule: Rule,
    /// The listed members, as numbers of subjects, ascending.
    listed: Vec<u32>,
    /// Listed members of a kind that the rule is not about.
    others: Vec<EntityId>,
    held_up: Option<Arc<str>>,
    unsaid: Option<Arc<str>>,
}

/// The differences of all dynamic groups and administrative units at `now` (microseconds since 1970),
/// sorted by group, difference and member.
///
/// Where no source holds members, nobody is said to be missing from a list.
///
/// # Errors
/// If a part of the snapshot that decides is damaged.
pub fn drift(graph: &Graph, now: i64) -> Result<Vec<Drifted>, SnapshotError> {
    let mut found = Vec::new();
    let mut readable = Vec::new();
    for one in dynamic(graph) {
        match one.rule {
            Ok(rule) => readable.push((one.group, rule)),
            Err(mistakes) => found.push(Drifted {
                group: one.group,
                member: None,
                count: listed(graph, one.group).len() as u64,
                drift: Drift::Unreadable,
                why: mistakes.first().map(|first| first.message.as_str().into()),
            }),
        }
    }
    for of in [SubjectKind::User, SubjectKind::Device] {
        let own: Vec<(EntityId, Rule)> = readable.extract_if(.., |one| one.1.of == of).collect();
        let subjects = Subjects::new(graph, of);
        let compared: Vec<Compared> = own
            .par_iter()
            .map(|(group, rule)| compared(graph, &subjects, (*group, rule), now))
            .collect::<Result<_, _>>()?;
        differences(&subjects, &compared, now, &mut found);
        if let Some(damage) = subjects.damage() {
            return Err(damage.clone());
        }
    }
    found.sort_by_key(|one| (one.group, one.drift, one.member.is_none(), one.member));
    Ok(found)
}

fn compared(
    graph: &Graph,
    subjects: &Subjects<'_>,
    (group, rule): (EntityId, &Rule),
    now: i64,
) -> Result<Compared, SnapshotError> {
    let mut own = Vec::new();
    let mut others = Vec::new();
    for member in listed(graph, group) {
        match subjects.number(member) {
            Some(number) => own.push(number),
            None => others.push(member),
        }
    }
    own.sort_unstable();
    own.dedup();
    let unsaid = unsaid(subjects, rule)?;
    Ok(Compared {
        group,
        rule: rule.clone(),
        listed: own,
        others,
        held_up: held_up(graph, group, rule, now).map(Arc::from),
        unsaid: Some(unsaid).filter(|why| !why.is_empty()).map(Arc::from),
    })
}

fn differences(subjects: &Subjects<'_>, compared: &[Compared], now: i64, found: &mut Vec<Drifted>) {
    let rules: Vec<&Rule> = compared.iter().map(|one| &one.rule).collect();
    let mut counted = vec![Counted::default(); compared.len()];
    if !rules.is_empty() {
        evaluate(&rules, subjects, now, &mut |answers| {
            let one = compared.get(answers.rule);
            if let Some((one, counted)) = one.zip(counted.get_mut(answers.rule)) {
                one.compare(subjects, &answers, found, counted);
            }
        });
    }
    let others: Arc<str> = "so many others that they are counted only".into();
    for (one, counted) in compared.iter().zip(counted) {
        let about: Arc<str> = format!("the rule is about {}s", one.rule.of.name()).into();
        for &member in &one.others {
            found.push(one.difference(Some(member), Drift::ListedOnly, Some(Arc::clone(&about))));
        }
        for (drift, count, why) in [
            (Drift::ListedOnly, counted.listed_only, Some(&others)),
            (Drift::RuleOnly, counted.rule_only, Some(&others)),
            (Drift::Unknown, counted.unknown, one.unsaid.as_ref()),
        ] {
            if count > 0 {
                found.push(Drifted {
                    count,
                    ..one.difference(None, drift, why.cloned())
                });
            }
        }
    }
}

impl Compared {
    fn difference(&self, member: Option<EntityId>, drift: Drift, why: Option<Arc<str>>) -> Drifted {
        Drifted {
            group: self.group,
            member,
            count: 1,
            drift,
            why,
        }
    }

    /// Adds the differences within a block of subjects.
    fn compare(
        &self,
        subjects: &Subjects<'_>,
        answers: &Answers<'_>,
        found: &mut Vec<Drifted>,
        counted: &mut Counted,
    ) {
        let below = |end: usize| self.listed.partition_point(|&one| (one as usize) < end);
        let (from, until) = (below(answers.subjects.start), below(answers.subjects.end));
        let here = self.listed.get(from..until).unwrap_or_default();
        counted.unknown += answers.unknown() as u64;
        for &number in here {
            let member = subjects.id(number as usize);
            let is_apart = found.len() < MOST_APART;
            match answers.of(number as usize) {
                Truth::Matches => {}
                Truth::DoesNot if is_apart => {
                    let why = self.held_up.clone();
                    found.push(self.difference(Some(member), Drift::ListedOnly, why));
                }
                Truth::DoesNot => counted.listed_only += 1,
                // What nobody has is said once for all.
                Truth::Unknown if is_apart && self.unsaid.is_none() => {
                    counted.unknown -= 1;
                    found.push(self.difference(Some(member), Drift::Unknown, None));
                }
                Truth::Unknown => {}
            }
        }
        if !lists_members(subjects, self.group) {
            return;
        }
        let mut here = here.iter().map(|&number| number as usize).peekable();
        for number in answers.matching() {
            while here.next_if(|&listed| listed < number).is_some() {}
            if here.peek() == Some(&number) {
                continue;
            }
            if found.len() < MOST_APART {
                let member = Some(subjects.id(number));
                found.push(self.difference(member, Drift::RuleOnly, self.held_up.clone()));
            } else {
                counted.rule_only += 1;
            }
        }
    }
}

/// Whether any source holds members of groups such as this.
fn lists_members(subjects: &Subjects<'_>, group: EntityId) -> bool {
    let graph = subjects.graph;
    let level = graph
        .completeness()
        .relations
        .get(&members_of(graph, group));
    !matches!(level, Some(Level::Absent(_)))
}

/// The relation that holds the members of a group or unit.
fn members_of(graph: &Graph, group: EntityId) -> Relation {
    match graph.kind_of(group) {
        EntityKind::AdministrativeUnit => Relation::AdministrativeUnits,
        _ => Relation::GroupMembers,
    }
}
