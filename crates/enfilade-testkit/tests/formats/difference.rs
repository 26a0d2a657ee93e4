//! What one graph has and another lacks, held against the ledger of the other.

use crate::facts::{Facts, Values, facts, names, values};
use enfilade_graph::Graph;
use enfilade_model::{Attribute, Completeness, EntityKind, Level, Relation};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Two graphs of one tenant, and what the second says of itself.
pub(crate) struct Difference {
    own: (Facts, Values),
    other: (Facts, Values),
    ledger: Completeness,
    /// How many facts there are.
    pub(crate) facts: usize,
}

impl Difference {
    pub(crate) fn of(own: &Graph, other: &Graph, ledger: &Completeness) -> Difference {
        let names = names(own);
        let facts_of_own = facts(own, &names);
        Difference {
            facts: facts_of_own.values().map(BTreeSet::len).sum(),
            own: (facts_of_own, values(own, &names)),
            other: (facts(other, &names), values(other, &names)),
            ledger: ledger.clone(),
        }
    }

    fn of_relation(&self, relation: Relation) -> [BTreeSet<String>; 2] {
        let of = |facts: &Facts| facts.get(&relation).cloned().unwrap_or_default();
        [of(&self.own.0), of(&self.other.0)]
    }

    fn of_attribute(&self, of: (EntityKind, Attribute)) -> [BTreeMap<String, String>; 2] {
        let values = |values: &Values| values.get(&of).cloned().unwrap_or_default();
        [values(&self.own.1), values(&self.other.1)]
    }

    /// Every attribute of a kind that either graph has a value of.
    fn attributes(&self) -> BTreeSet<(EntityKind, Attribute)> {
        self.own
            .1
            .keys()
            .chain(self.other.1.keys())
            .copied()
            .collect()
    }

    /// Each fact and value that is lost, one a line.
    pub(crate) fn lost(&self) -> Vec<String> {
        let mut lost = Vec::new();
        for &relation in Relation::ALL {
            let [own, other] = self.of_relation(relation);
            lost.extend(
                own.difference(&other)
                    .map(|fact| format!("{relation}: {fact}")),
            );
        }
        for (kind, attribute) in self.attributes() {
            // AzureHound says of each object whose it is; nobody else does.
            if attribute == Attribute::TenantId {
                continue;
            }
            let [own, other] = self.of_attribute((kind, attribute));
            let missing = own
                .iter()
                .filter(|(id, value)| other.get(*id) != Some(value));
            lost.extend(missing.map(|(id, value)| format!("{attribute} of {kind} {id}: {value}")));
        }
        lost
    }

    /// Each difference that the ledger is silent about, and each that it claims without there being
    /// one: what is complete is the same, what is absent is not there, what is partial is a part; and
    /// an attribute that was collected has the same values.
    pub(crate) fn unsaid(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for &relation in Relation::ALL {
            let [own, other] = self.of_relation(relation);
            let made_up = other.difference(&own);
            let made_up = made_up.filter(|fact| lacking(fact, &own).is_none());
            let made_up = made_up.take(3);
            wrong.extend(made_up.map(|fact| format!("{relation} makes up {fact}")));
            let level = self.ledger.relations.get(&relation);
            match level {
                Some(Level::Complete) => {
                    let missing = own.difference(&other).take(3);
                    wrong.extend(
                        missing.map(|fact| format!("{relation} is complete without {fact}")),
                    );
                }
                Some(Level::Partial(_)) => {}
                Some(Level::Absent(_)) | None => {
                    let there = other.iter().take(3);
                    wrong.extend(there.map(|fact| format!("{relation} is absent with {fact}")));
                }
            }
        }
        for (kind, attribute) in self.attributes() {
            let [own, other] = self.of_attribute((kind, attribute));
            let made_up = other
                .iter()
                .filter(|(id, value)| own.get(*id) != Some(value))
                .take(3);
            wrong.extend(
                made_up
                    .map(|(id, value)| format!("{attribute} of {kind} {id} is made up: {value}")),
            );
            let is_collected = self.ledger.has_attribute(kind, attribute);
            if is_collected {
                // Of an object that is missing altogether its relation speaks.
                let known = self.known(kind);
                let missing = own
                    .iter()
                    .filter(|(id, _)| known.contains(*id) && !other.contains_key(*id))
                    .take(3);
                wrong.extend(missing.map(|(id, value)| {
                    format!("{attribute} of {kind} {id} is collected without {value}")
                }));
            }
        }
        wrong
    }

    /// The objects of a kind that the second graph describes.
    fn known(&self, kind: EntityKind) -> BTreeSet<String> {
        let of_kind = self.other.1.iter().filter(|((own, _), _)| *own == kind);
        of_kind
            .flat_map(|(_, values)| values.keys().cloned())
            .collect()
    }

    /// Compares with `tests/formats/<form>.txt` what is the same and what is not, in numbers.
    pub(crate) fn compare_with_golden(&self, form: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/formats");
        let path = folder.join(format!("{form}.txt"));
        let text = self.text();
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            expected == text,
            "{} differs; set UPDATE_GOLDENS=1 to accept:\n{text}",
            path.display()
        );
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for &relation in Relation::ALL {
            let [own, other] = self.of_relation(relation);
            let level = match self.ledger.relations.get(&relation) {
                Some(Level::Complete) => "complete".to_owned(),
                Some(Level::Partial(why)) => format!("partial: {why}"),
                Some(Level::Absent(why)) => format!("absent: {why}"),
                None => "not spoken of".to_owned(),
            };
            let (found, all) = (own.intersection(&other).count(), own.len());
            let mut less: BTreeMap<String, usize> = BTreeMap::new();
            for lacks in other
                .difference(&own)
                .filter_map(|fact| lacking(fact, &own))
            {
                *less.entry(lacks).or_default() += 1;
            }
            let less: String = less
                .iter()
                .map(|(lacks, count)| format!(", {count} without {lacks}"))
                .collect();
            writeln!(text, "{relation}: {found} of {all}{less}; {level}").unwrap();
        }
        for (kind, attribute) in self.attributes() {
            let [own, other] = self.of_attribute((kind, attribute));
            let is_collected = self.ledger.has_attribute(kind, attribute);
            if own != other || !is_collected {
                let known = if is_collected {
                    "collected"
                } else {
                    "not collected"
                };
                let found = own
                    .iter()
                    .filter(|(id, value)| other.get(*id) == Some(value))
                    .count();
                writeln!(
                    text,
                    "{kind} {attribute}: {found} of {}; {known}",
                    own.len()
                )
                .unwrap();
            }
        }
        text
    }
}

/// What an assignment carries beside its ends, in the order of its line.
const CARRIED: [&str; 4] = ["id", "start", "end", "condition"];

/// What a fact does not carry that it carries among `all`; none if it is not there at all.
fn lacking(fact: &str, all: &BTreeSet<String>) -> Option<String> {
    let lacks = all.iter().filter_map(|whole| lacks(fact, whole));
    match lacks.min_by_key(Vec::len) {
        Some(fewest) => Some(fewest.join(" and ")),
        None => lies_higher(fact, all).then(|| "its management group".to_owned()),
    }
}

/// Whether a fact places a scope of Azure where all lie in the end, below the tenant, and among `all` it
/// lies below a management group.
fn lies_higher(fact: &str, all: &BTreeSet<String>) -> bool {
    let ends = |fact: &str| {
        let (holder, rest) = fact.strip_prefix("contains ")?.split_once(" -> ")?;
        Some((holder.to_owned(), rest.split(' ').next()?.to_owned()))
    };
    let Some((holder, held)) = ends(fact).filter(|(holder, _)| !holder.starts_with('/')) else {
        return false;
    };
    let is_group = |own: &String| own.starts_with("/providers/microsoft.management/");
    all.iter()
        .filter_map(|own| ends(own))
        .any(|(own, other)| own != holder && is_group(&own) && other == held)
}

/// What one fact lacks to be another; none if the two differ in more.
fn lacks(fact: &str, whole: &str) -> Option<Vec<&'static str>> {
    let (edge, some) = fact.split_once(" id=")?;
    let (own, all) = whole.split_once(" id=")?;
    if edge != own {
        return None;
    }
    let mut lacking = Vec::new();
    for ((name, some), all) in CARRIED
        .iter()
        .zip(some.splitn(4, ' '))
        .zip(all.splitn(4, ' '))
    {
        match some == all {
            true => {}
            false if some.ends_with("None") => lacking.push(*name),
            false => return None,
        }
    }
    Some(lacking)
}
