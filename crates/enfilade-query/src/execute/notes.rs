//! What is said beside rows: what they add up to, what was left out, why there are none.

use crate::answer::{NoteKind, Notes};
use crate::plan::logical::{Called, Quantifier};
use enfilade_access::Totals;
use std::fmt::Write;

/// One end of a question, as notes speak of it.
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub(crate) called: Called,
    /// The set in English.
    pub(crate) description: String,
    /// How many entities it has.
    pub(crate) found: u64,
    /// How many of these satisfy the conditions that later stages put on them.
    pub(crate) kept: u64,
}

/// What is known before the first row, to be said once the last is there.
#[derive(Clone, Debug)]
pub(crate) struct AccessNotes {
    pub(crate) notes: Notes,
    pub(crate) left: End,
    pub(crate) right: End,
    /// Whether open apps were only one mechanism of several.
    pub(crate) open_is_one_of_several: bool,
}

/// How the rows turned out.
#[derive(Copy, Clone, Debug)]
pub(crate) enum Outcome {
    /// Rows of access.
    Rows(Totals),
    /// So many pairs without access.
    Complement(u64),
    /// So many principals that reach all or none.
    Those {
        quantifier: Quantifier,
        found: u64,
        totals: Totals,
    },
}

impl End {
    /// Why the end has nothing, if it has nothing.
    pub(crate) fn emptiness(&self) -> Option<String> {
        match (self.found, self.kept) {
            (0, _) => Some(format!("there are no {}", self.description)),
            (found, 0) => Some(format!(
                "`where` keeps none of {}",
                self.called.count(found)
            )),
            _ => None,
        }
    }
}

impl AccessNotes {
    /// Says what the rows add up to.
    pub(crate) fn finish(&self, outcome: &Outcome) {
        match outcome {
            Outcome::Rows(totals) => {
                self.sum_up(totals);
                self.left_out(totals);
                if totals.rows == 0 {
                    self.empty("no access connects them");
                }
            }
            Outcome::Complement(0) => {
                self.empty("access connects every pair of them");
            }
            Outcome::Complement(_) => {}
            Outcome::Those {
                quantifier,
                found,
                totals,
            } => self.those(*quantifier, *found, totals),
        }
    }

    /// Says of how many pairs there are other rows, which `only via` took away.
    pub(crate) fn divided(&self, pairs: u64) {
        if pairs > 0 {
            let (what, are) = match pairs {
                1 => ("1 of these pairs".to_owned(), "is"),
                _ => (format!("{} of these pairs", thousands(pairs)), "are"),
            };
            let message = format!(
                "{what} {are} reached in another way as well, with another role, mechanism or scope"
            );
            self.notes.push(NoteKind::Summary, message);
        }
    }

    fn those(&self, quantifier: Quantifier, found: u64, totals: &Totals) {
        self.left_out(totals);
        let (left, right) = (&self.left.called, &self.right.called);
        if self.right.kept == 0 && self.left.kept > 0 {
            let why = self.right.emptiness();
            let why = why.unwrap_or_else(|| format!("no {} count", right.several));
            let message = format!(
                "{why}, so that all are listed: {}",
                left.count(self.left.kept)
            );
            self.notes.push(NoteKind::Empty, message);
        } else if found == 0 {
            self.empty(match quantifier {
                Quantifier::All => "none of the former reaches all of the latter",
                Quantifier::No => "each of the former reaches some of the latter",
            });
        }
    }

    fn sum_up(&self, totals: &Totals) {
        let open = totals.pairs_only_open_app;
        if open == 0 || !self.open_is_one_of_several {
            return;
        }
        let pairs = counted(totals.pairs, "pair", "pairs");
        let part = match open == totals.pairs {
            true => "all".to_owned(),
            false => thousands(open),
        };
        self.notes.push(
            NoteKind::Summary,
            format!("{pairs}: {part} only through apps open to everyone (add `not by open app`)"),
        );
    }

    fn left_out(&self, totals: &Totals) {
        let (left, right) = (&self.left.called, &self.right.called);
        let say = |kind, text: String| self.notes.push(kind, text);
        if totals.disabled_principals_left_out > 0 {
            say(
                NoteKind::LeftOut,
                left_out_disabled(left, totals.disabled_principals_left_out),
            );
        }
        if totals.disabled_resources_left_out > 0 {
            say(
                NoteKind::LeftOut,
                left_out_disabled(right, totals.disabled_resources_left_out),
            );
        }
        if totals.pending_principals_left_out > 0 {
            let who = left.count(totals.pending_principals_left_out);
            say(
                NoteKind::LeftOut,
                format!(
                    "{who} whose invitation is not accepted left out (`can reach` counts them)"
                ),
            );
        }
        if totals.principals_of_unknown_state > 0 {
            let count = totals.principals_of_unknown_state;
            let (who, verb) = (
                left.count(count),
                if count == 1 { "counts" } else { "count" },
            );
            say(
                NoteKind::Assumption,
                format!("{who} {verb} as enabled, since no source says otherwise"),
            );
        }
    }

    fn empty(&self, otherwise: &str) {
        let reasons: Vec<String> = [&self.left, &self.right]
            .into_iter()
            .filter_map(End::emptiness)
            .collect();
        let message = match reasons.is_empty() {
            false => reasons.join(", and "),
            true => format!(
                "there {} {} and {}, and {otherwise}",
                if self.left.kept == 1 { "is" } else { "are" },
                self.left.called.count(self.left.kept),
                self.right.called.count(self.right.kept)
            ),
        };
        self.notes.push(NoteKind::Empty, message);
    }
}

/// That disabled entities were left out.
pub(crate) fn left_out_disabled(called: &Called, count: u64) -> String {
    let them = if count == 1 { "it" } else { "them" };
    let disabled = Called {
        one: format!("disabled {}", called.one),
        several: format!("disabled {}", called.several),
    };
    format!(
        "{} left out (`with disabled` counts {them})",
        disabled.count(count)
    )
}

impl Called {
    /// So many of them: `1 app`, `1,200 apps`.
    pub(crate) fn count(&self, count: u64) -> String {
        counted(count, &self.one, &self.several)
    }
}

/// A number of things.
pub(crate) fn counted(count: u64, one: &str, several: &str) -> String {
    let what = if count == 1 { one } else { several };
    format!("{} {what}", thousands(count))
}

/// A number with commas between its thousands.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        // Writing to a string cannot fail.
        let _ = text.write_char(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_cut_from_the_right() {
        let of = |numbers: &[u64]| numbers.iter().map(|&n| thousands(n)).collect::<Vec<_>>();
        assert_eq!(
            of(&[0, 999, 1000, 12_345, 1_234_567]),
            ["0", "999", "1,000", "12,345", "1,234,567"]
        );
    }

    #[test]
    fn numbers_and_nouns_agree() {
        let apps = Called {
            one: "app".to_owned(),
            several: "apps".to_owned(),
        };
        assert_eq!(
            left_out_disabled(&apps, 1),
            "1 disabled app left out (`with disabled` counts it)"
        );
        assert_eq!(
            left_out_disabled(&apps, 1200),
            "1,200 disabled apps left out (`with disabled` counts them)"
        );
    }
}
