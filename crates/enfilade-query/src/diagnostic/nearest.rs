//! The real word that a misspelt one was meant to be.

/// The nearest of some words, if one is near enough to be meant.
#[must_use]
pub fn nearest<'w>(written: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    nearest_several(written, words, 1).into_iter().next()
}

/// The nearest of some words, the best first; ties keep the order given.
#[must_use]
pub fn nearest_several<'w>(
    written: &str,
    words: impl IntoIterator<Item = &'w str>,
    most: usize,
) -> Vec<&'w str> {
    let written = written.to_lowercase();
    let length = written.chars().count();
    // A word longer than any real one is no slip of the finger, and the distance is quadratic.
    if length == 0 || length > 128 {
        return Vec::new();
    }
    // One slip in a short word, two in a longer one, three in a long one.
    let allowed = match length {
        1 | 2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let mut found: Vec<(usize, &str)> = words
        .into_iter()
        .filter_map(|word| {
            let distance = strsim::osa_distance(&written, &word.to_lowercase());
            (distance <= allowed).then_some((distance, word))
        })
        .collect();
    found.sort_by_key(|&(distance, _)| distance);
    found.truncate(most);
    found.into_iter().map(|(_, word)| word).collect()
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
}
