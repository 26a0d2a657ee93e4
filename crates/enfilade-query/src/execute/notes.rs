//! What is said beside rows of access: what they add up to, what was left out, why there are none.

use crate::answer::{NoteKind, Notes};
use crate::syntax::ast::Noun;
use enfilade_access::Totals;
use std::fmt::Write;

/// What is known before the first row, to be said once the last is there.
#[derive(Clone, Debug)]
pub(crate) struct AccessNotes {
    pub(crate) notes: Notes,
    /// What the principals are called, in the plural, and how many were asked about.
    pub(crate) left: (String, u64),
    /// The same of the resources.
    pub(crate) right: (String, u64),
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
}

impl AccessNotes {
    /// Says what the rows add up to.
    pub(crate) fn finish(&self, outcome: &Outcome) {
        match outcome {
            Outcome::Rows(totals) => {
                self.sum_up(totals);
                self.left_out(totals);
                if totals.rows == 0 {
                    self.empty("none of them reaches any of", "no access joins them");
                }
            }
            Outcome::Complement(0) => {
                self.empty(
                    "every one of them reaches all of",
                    "there is no pair without access",
                );
            }
            Outcome::Complement(_) => {}
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
        let say = |kind, count: u64, before: &str, noun: &str, after: &str| {
            if count > 0 {
                let what = in_number(count, noun);
                let count = thousands(count);
                self.notes
                    .push(kind, format!("{count} {before}{what} {after}"));
            }
        };
        let (left, right) = (&self.left.0, &self.right.0);
        let shown = "left out (`with disabled` shows them)";
        let (principals, resources) = (
            totals.disabled_principals_left_out,
            totals.disabled_resources_left_out,
        );
        say(NoteKind::LeftOut, principals, "disabled ", left, shown);
        say(NoteKind::LeftOut, resources, "disabled ", right, shown);
        say(
            NoteKind::LeftOut,
            totals.pending_principals_left_out,
            "",
            left,
            "with an invitation not accepted left out (`can reach` counts them)",
        );
        say(
            NoteKind::Assumption,
            totals.principals_of_unknown_state,
            "",
            left,
            "taken as enabled, since no source says",
        );
    }

    fn empty(&self, joined: &str, otherwise: &str) {
        let message = match (&self.left, &self.right) {
            ((left, 0), (right, 0)) => format!("there are no {left} and no {right} of this kind"),
            ((left, 0), _) => format!("there are no {left} of this kind"),
            (_, (right, 0)) => format!("there are no {right} of this kind"),
            ((left, n), (right, m)) => format!(
                "there {} {} {} and {} {}, but {joined} these: {otherwise}",
                if *n == 1 { "is" } else { "are" },
                thousands(*n),
                in_number(*n, left),
                thousands(*m),
                in_number(*m, right),
            ),
        };
        self.notes.push(NoteKind::Empty, message);
    }
}

/// A noun, given in the plural, as it follows a number.
pub(crate) fn in_number(count: u64, plural: &str) -> &str {
    let noun = Noun::ALL.iter().find(|noun| noun.plural() == plural);
    match noun {
        Some(noun) if count == 1 => noun.singular(),
        _ => plural,
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
    use super::thousands;

    #[test]
    fn thousands_are_cut_from_the_right() {
        let of = |numbers: &[u64]| numbers.iter().map(|&n| thousands(n)).collect::<Vec<_>>();
        assert_eq!(
            of(&[0, 999, 1000, 12_345, 1_234_567]),
            ["0", "999", "1,000", "12,345", "1,234,567"]
        );
    }
}
