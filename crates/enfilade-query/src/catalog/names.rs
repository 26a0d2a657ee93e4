//! Entities by name, and the nearest names to one that nobody bears.

use super::Catalog;
use crate::plan::column::Kinds;
use crate::syntax::ast::Name;
use arrow::array::Array;
use enfilade_graph::{AttributeColumn, GraphView};
use enfilade_model::{Attribute, EntityId, ObjectKey, parse_guid};
use strsim::{damerau_levenshtein, jaro_winkler};

/// How many names a search for the nearest compares in full. Enough for any tenant's groups, and
/// an answer within a moment whatever the export holds.
const COMPARISONS: usize = 200_000;

/// Names longer than this are compared by nobody.
const LONGEST: usize = 128;

impl Catalog {
    /// The entities of these kinds that a name means, ascending.
    pub(crate) fn find(&self, name: &Name, kinds: Kinds) -> Vec<EntityId> {
        let mut found = match name {
            Name::Quoted(text) => self.find_quoted(text, kinds),
            Name::Upn(text) => self.with_text(text, Attribute::UserPrincipalName, kinds),
            Name::Guid(text) => self.find_guid(text, kinds),
            Name::Path(text) => self.find_id(text, kinds),
        };
        found.sort_unstable();
        found.dedup();
        found
    }

    fn find_quoted(&self, text: &str, kinds: Kinds) -> Vec<EntityId> {
        let named = kinds.iter().flat_map(|kind| self.graph.named(kind, text));
        let mut found: Vec<EntityId> = named.collect();
        if found.is_empty() && text.contains('@') {
            found = self.with_text(text, Attribute::UserPrincipalName, kinds);
        }
        if found.is_empty() && parse_guid(text).is_some() {
            found = self.find_guid(text, kinds);
        }
        if found.is_empty() && text.starts_with('/') {
            found = self.find_id(text, kinds);
        }
        found
    }

    fn find_id(&self, text: &str, kinds: Kinds) -> Vec<EntityId> {
        let trimmed = match text.trim_end_matches('/') {
            "" => text,
            trimmed => trimmed,
        };
        let found = self.graph.find(ObjectKey::of(trimmed)).into_iter();
        found
            .filter(|&id| kinds.contains(self.graph.kind_of(id)))
            .collect()
    }

    /// By object id, else by the client id that a registration and its app share.
    fn find_guid(&self, text: &str, kinds: Kinds) -> Vec<EntityId> {
        let found = self.find_id(text, kinds);
        if found.is_empty() {
            return self.with_text(text, Attribute::AppId, kinds);
        }
        found
    }

    fn with_text(&self, text: &str, attribute: Attribute, kinds: Kinds) -> Vec<EntityId> {
        let lower = text.to_lowercase();
        let same = |own: &str| {
            if own.is_ascii() {
                own.eq_ignore_ascii_case(&lower)
            } else {
                own.to_lowercase() == lower
            }
        };
        let mut found = Vec::new();
        for kind in kinds.iter() {
            let column = self.graph.entities(kind).attribute(attribute);
            if let Some(AttributeColumn::Text(column)) = column {
                let positions =
                    (0..column.len()).filter(|&at| column.is_valid(at) && same(column.value(at)));
                found.extend(positions.map(|at| self.graph.id_at(kind, at)));
            }
        }
        found
    }

    /// The names of entities of these kinds nearest to `text`, best first; at most three. Sign-in
    /// names if `text` looks like one.
    pub(crate) fn nearest(&self, text: &str, kinds: Kinds) -> Vec<String> {
        let is_upn = text.contains('@');
        let mut budget = COMPARISONS;
        let mut best: Vec<(usize, String)> = Vec::new();
        let wanted = text.to_lowercase();
        for kind in kinds.iter() {
            let table = self.graph.entities(kind);
            let upns = match table.attribute(Attribute::UserPrincipalName) {
                Some(AttributeColumn::Text(column)) if is_upn => Some(column),
                _ => None,
            };
            let names = upns.unwrap_or(&table.names);
            for name in names.iter().flatten() {
                if budget == 0 {
                    break;
                }
                if let Some(distance) = distance(&wanted, name, &mut budget) {
                    best.push((distance, name.to_owned()));
                }
            }
        }
        rank(best)
    }
}

/// The nearest of a few candidates, best first; at most three.
pub(crate) fn nearest_of<'a>(text: &str, of: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = text.to_lowercase();
    let mut budget = COMPARISONS;
    let near = of.into_iter().filter_map(|name| {
        distance(&wanted, name, &mut budget).map(|distance| (distance, name.to_owned()))
    });
    rank(near.collect())
}

fn rank(mut best: Vec<(usize, String)>) -> Vec<String> {
    best.sort_unstable();
    best.dedup();
    best.truncate(3);
    best.into_iter().map(|(_, name)| name).collect()
}

/// How far a name is from what was wanted (lower case); `None` if too far to be meant.
fn distance(wanted: &str, name: &str, budget: &mut usize) -> Option<usize> {
    // Bytes bound the distance of characters from above only, so leave some room.
    let allowed = (wanted.chars().count() / 3).max(1);
    if name.len() > LONGEST || wanted.len() > LONGEST || name.is_empty() || wanted.is_empty() {
        return None;
    }
    let lower = name.to_lowercase();
    let longer = lower.len().saturating_sub(wanted.len());
    if longer > allowed && wanted.chars().count() >= 3 && lower.contains(wanted) {
        // Close enough to mention, behind every slip of a key.
        return Some(allowed + longer);
    }
    if lower.len().abs_diff(wanted.len()) > allowed * 2 {
        return None;
    }
    *budget = budget.checked_sub(1)?;
    let distance = damerau_levenshtein(wanted, &lower);
    let begins_alike = jaro_winkler(wanted, &lower) > 0.9;
    (distance <= allowed || begins_alike).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_one_slip_away() {
        let names = ["Finance Portal", "Payroll", "Finance Archive", "HR"];
        assert_eq!(nearest_of("Finance Protal", names), ["Finance Portal"]);
        assert_eq!(nearest_of("payrol", names), ["Payroll"]);
        assert_eq!(nearest_of("zzz", names), Vec::<String>::new());
        assert_eq!(
            nearest_of("finance", names),
            ["Finance Portal", "Finance Archive"]
        );
    }
}
