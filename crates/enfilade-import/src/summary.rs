//! Counting what is odd: for each kind of oddity how often, and the first example.
//!
//! An export of a large tenant can hold a million oddities of one kind. A warning is a code with
//! a count; only the first occurrence is put into words.

use enfilade_model::{Provenance, Warning};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A kind of oddity: a short stable code and a sentence that fits every occurrence.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) struct Oddity {
    pub(crate) code: &'static str,
    pub(crate) message: &'static str,
    /// Whether records may be missing because of it.
    pub(crate) damage: bool,
}

impl Oddity {
    /// Something that is merely odd.
    pub(crate) const fn odd(code: &'static str, message: &'static str) -> Oddity {
        Oddity {
            code,
            message,
            damage: false,
        }
    }

    /// Something that says records may be missing.
    pub(crate) const fn damage(code: &'static str, message: &'static str) -> Oddity {
        Oddity {
            code,
            message,
            damage: true,
        }
    }
}

/// The oddities of an import so far.
#[derive(Debug, Default)]
pub(crate) struct Oddities {
    seen: BTreeMap<&'static str, Warning>,
}

impl Oddities {
    /// Counts one occurrence; `example` is asked for the first one only.
    pub(crate) fn count(
        &mut self,
        oddity: Oddity,
        provenance: Option<Provenance>,
        example: impl FnOnce() -> String,
    ) {
        self.seen
            .entry(oddity.code)
            .or_insert_with(|| Warning {
                code: oddity.code.to_owned(),
                message: oddity.message.to_owned(),
                count: 0,
                example: shorten(&example()),
                provenance,
                damage: oddity.damage,
            })
            .count += 1;
    }

    /// How often something was odd.
    pub(crate) fn total(&self) -> u64 {
        self.seen.values().map(|warning| warning.count).sum()
    }

    /// What was odd, the worst first.
    pub(crate) fn first(&self) -> Option<&Warning> {
        self.seen.values().min_by_key(|warning| !warning.damage)
    }

    /// Whether nothing was odd.
    pub(crate) fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Gives the sources their numbers in the whole import, of which `first` is that of the first.
    pub(crate) fn renumber(&mut self, first: u32) {
        for warning in self.seen.values_mut() {
            if let Some(place) = &mut warning.provenance {
                place.source.0 += first;
            }
        }
    }

    /// Adds what was odd about a later part of a text.
    pub(crate) fn absorb(&mut self, later: Oddities) {
        for (code, warning) in later.seen {
            match self.seen.entry(code) {
                Entry::Occupied(known) => known.into_mut().count += warning.count,
                Entry::Vacant(new) => drop(new.insert(warning)),
            }
        }
    }

    /// The warnings: damage first, then by code.
    pub(crate) fn into_warnings(self) -> Vec<Warning> {
        let mut warnings: Vec<Warning> = self.seen.into_values().collect();
        warnings.sort_by_key(|warning| !warning.damage);
        warnings
    }
}

/// A file and what is said of it, as an example. A long path is cut in its midst, so that its name and
/// what is said are left.
pub(crate) fn file_example(path: &str, says: &str) -> String {
    const START: usize = 20;
    const END: usize = 40;
    let chars = path.chars().count();
    if chars <= START + END + 1 {
        return format!("`{path}`: {says}");
    }
    let start: String = path.chars().take(START).collect();
    let end: String = path.chars().skip(chars - END).collect();
    format!("`{start}…{end}`: {says}")
}

/// The first 200 characters of `text`, control characters replaced, so that a hostile example
/// stays one line.
fn shorten(text: &str) -> String {
    const MOST: usize = 200;
    let mut short: String = text
        .chars()
        .take(MOST)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    const ODD: Oddity = Oddity::odd("b-odd", "odd");
    const CUT: Oddity = Oddity::damage("z-cut", "cut");

    #[test]
    fn each_oddity_is_counted_and_keeps_its_first_example() {
        let mut oddities = Oddities::default();
        oddities.count(ODD, None, || "first\n".repeat(100));
        oddities.count(ODD, None, || "second".to_owned());
        oddities.count(CUT, None, || "end".to_owned());
        let warnings = oddities.into_warnings();
        assert_eq!(warnings[0].code, "z-cut");
        assert!(warnings[0].damage);
        assert_eq!(warnings[1].count, 2);
        assert!(warnings[1].example.starts_with("first\u{fffd}first"));
        assert_eq!(warnings[1].example.chars().count(), 201);
    }

    #[test]
    fn of_a_long_path_the_name_is_left() {
        assert_eq!(
            file_example("a.json", "it is empty"),
            "`a.json`: it is empty"
        );
        let path = format!("/exports/{}/é/users.json", "deep/".repeat(100));
        let example = file_example(&path, "it is empty");
        assert!(example.starts_with("`/exports/deep/"), "{example}");
        assert!(
            example.ends_with("/é/users.json`: it is empty"),
            "{example}"
        );
        assert!(example.chars().count() < 80, "{example}");
    }
}
