//! What follows from the text of the rules.

use super::{Class, Decided, Overlap, Overlapping};
use enfilade_model::EntityId;
use rustc_hash::FxHashMap;

/// How many ways of a rule are looked at for a rule that contains it.
const MOST_WAYS: usize = 64;

/// How many rules are tried as one that contains another.
const MOST_TRIED: usize = 256;

/// Says which rules are equal, and which hold of nobody or of everybody whatever the tenant. The others
/// are left.
pub(super) fn decided_alone(classes: Vec<Class>, rows: &mut Vec<Overlapping>) -> Vec<Class> {
    let mut left = Vec::new();
    for class in classes {
        let first = class.first();
        for &group in class.groups.iter().skip(1) {
            rows.push(by_text(group, Overlap::Equal, Some(first)));
        }
        let overlap = if class.rule.never_holds() {
            Some(Overlap::Nobody)
        } else if class.rule.always_holds() {
            Some(Overlap::Everybody)
        } else {
            None
        };
        match overlap {
            Some(overlap) => {
                for &group in &class.groups {
                    rows.push(by_text(group, overlap, None));
                }
            }
            None => left.push(class),
        }
    }
    left
}

/// Says which of some rules are within another. Only those are tried that have a condition in common:
/// the first of one of their ways.
pub(super) fn within(classes: &[Class], of: &[usize], rows: &mut Vec<Overlapping>) {
    if of.is_empty() {
        return;
    }
    let mut with: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, class) in classes.iter().enumerate() {
        for way in class.rule.ways(MOST_WAYS).list {
            if let Some(first) = way.conditions.first() {
                let list = with.entry(first.to_string()).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
    }
    for &at in of {
        let Some(class) = classes.get(at) else {
            continue;
        };
        let ways = class.rule.ways(MOST_WAYS).list;
        let conditions = ways.first().map(|way| way.conditions.as_slice());
        let tried = conditions
            .unwrap_or_default()
            .iter()
            .filter_map(|condition| with.get(&condition.to_string()))
            .flatten()
            .filter(|&&other| other != at)
            .take(MOST_TRIED);
        let wider = tried
            .filter_map(|&other| classes.get(other))
            .find(|other| class.rule.is_within(&other.rule));
        if let Some(wider) = wider {
            rows.push(by_text(class.first(), Overlap::Within, Some(wider.first())));
        }
    }
}

fn by_text(group: EntityId, overlap: Overlap, other: Option<EntityId>) -> Overlapping {
    Overlapping {
        group,
        overlap,
        other,
        decided: Decided::ByText,
        members: None,
        members_of_other: None,
        shared: None,
    }
}
