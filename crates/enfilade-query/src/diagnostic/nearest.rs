//! The real word that a misspelt one was meant to be.

/// How many words are compared in full. Enough for any tenant's groups, and an answer within a
/// moment whatever the export holds.
const COMPARISONS: usize = 200_000;

/// A word longer than this is no slip of the finger, and the distance is quadratic.
const LONGEST: usize = 128;

/// The nearest of some words, if one is near enough to be meant.
#[must_use]
pub fn nearest<'w>(written: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let written = Written::new(written)?;
    let near = words
        .into_iter()
        .filter_map(|word| Some((written.slips(&word.to_lowercase())?, word)));
    near.min_by_key(|&(slips, _)| slips).map(|(_, word)| word)
}

/// Up to three things whose word was meant, the best first: those that are a few slips away, and
/// where there are none, those whose word holds what was written. Each thing comes with its word;
/// ties keep the order given.
pub fn similar<'w, T>(written: &str, things: impl IntoIterator<Item = (&'w str, T)>) -> Vec<T> {
    let Some(written) = Written::new(written) else {
        return Vec::new();
    };
    let mut comparisons = COMPARISONS;
    let (mut near, mut holding) = (Vec::new(), Vec::new());
    for (word, thing) in things {
        let word = word.to_lowercase();
        if written.length >= 3 && word.contains(&written.text) {
            holding.push((word.chars().count(), thing));
        } else if written.is_comparable(&word) && comparisons > 0 {
            comparisons -= 1;
            near.extend(written.slips(&word).map(|slips| (slips, thing)));
        }
    }
    near.sort_by_key(|(slips, _)| *slips);
    holding.sort_by_key(|(length, _)| *length);
    let best = near.first().map_or(0, |(slips, _)| *slips);
    // What lacks a letter at its end is a slip away from the shortest that holds it.
    let cut_short = holding
        .first()
        .is_some_and(|(length, _)| length - written.length <= best.max(1));
    let found: Vec<T> = if near.is_empty() || cut_short {
        holding.into_iter().map(|(_, thing)| thing).collect()
    } else {
        near.into_iter()
            .filter(|(slips, _)| *slips <= best + 1)
            .map(|(_, thing)| thing)
            .collect()
    };
    found.into_iter().take(3).collect()
}

/// Up to three words that a misspelt one may mean, in backticks, the best first.
pub fn similar_words<'w>(written: &str, words: impl IntoIterator<Item = &'w str>) -> Vec<String> {
    let words = similar(written, words.into_iter().map(|word| (word, word)));
    words.iter().map(|word| format!("`{word}`")).collect()
}

/// What was written, in lower case.
struct Written {
    text: String,
    length: usize,
    // How many slips may lie between it and what was meant.
    allowed: usize,
}

impl Written {
    fn new(text: &str) -> Option<Written> {
        let length = text.chars().count();
        if length == 0 || length > LONGEST {
            return None;
        }
        Some(Written {
            text: text.to_lowercase(),
            length,
            // One slip in a short word, two in a longer one, three in a long one.
            allowed: match length {
                1 | 2 => 0,
                3..=4 => 1,
                5..=8 => 2,
                _ => 3,
            },
        })
    }

    /// Whether the lengths allow the words to be near.
    fn is_comparable(&self, word: &str) -> bool {
        // A character is at most four bytes.
        word.len() <= (self.length + self.allowed) * 4
            && word.chars().count().abs_diff(self.length) <= self.allowed
    }

    /// How many slips lie between what was written and a word in lower case, if few enough.
    fn slips(&self, word: &str) -> Option<usize> {
        if !self.is_comparable(word) {
            return None;
        }
        let slips = strsim::osa_distance(&self.text, word);
        (slips <= self.allowed).then_some(slips)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_forgiven_and_another_word_is_not() {
        let nouns = ["apps", "users", "groups"];
        assert_eq!(nearest("aps", nouns), Some("apps"));
        assert_eq!(nearest("Ussers", nouns), Some("users"));
        assert_eq!(nearest("grousp", nouns), Some("groups"));
        assert_eq!(nearest("finance", nouns), None);
        assert_eq!(nearest("", nouns), None);
        assert_eq!(nearest(&"a".repeat(1 << 16), nouns), None);
    }

    fn names(written: &str) -> Vec<&'static str> {
        let names = [
            "Finance Portal",
            "Payroll",
            "Payrolls",
            "Finance Archive",
            "HR",
            "Contoso Finance Data Hub",
        ];
        similar(written, names.map(|name| (name, name)))
    }

    #[test]
    fn a_name_a_slip_away_comes_before_one_that_only_holds_the_text() {
        assert_eq!(names("Finance Protal"), ["Finance Portal"]);
        assert_eq!(names("payrol"), ["Payroll", "Payrolls"]);
        assert_eq!(names("pyaroll"), ["Payroll", "Payrolls"]);
        assert_eq!(
            names("finance"),
            [
                "Finance Portal",
                "Finance Archive",
                "Contoso Finance Data Hub"
            ]
        );
        assert_eq!(names("zzz"), Vec::<&str>::new());
        assert_eq!(names(""), Vec::<&str>::new());
    }
}
