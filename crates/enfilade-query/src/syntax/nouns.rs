//! The words for each noun, synonyms included.

use super::ast::Noun;

/// What else a noun is called: for one and for several.
const SYNONYMS: &[(&str, &str, Noun)] = &[
    ("guest user", "guest users", Noun::Guests),
    ("application", "applications", Noun::Apps),
    ("enterprise app", "enterprise apps", Noun::Apps),
    (
        "enterprise application",
        "enterprise applications",
        Noun::Apps,
    ),
    ("app registration", "app registrations", Noun::Registrations),
    (
        "application registration",
        "application registrations",
        Noun::Registrations,
    ),
    ("directory role", "directory roles", Noun::Roles),
    ("administrative unit", "administrative units", Noun::Units),
    (
        "azure subscription",
        "azure subscriptions",
        Noun::Subscriptions,
    ),
    ("key vault", "key vaults", Noun::Vaults),
    ("sharepoint site", "sharepoint sites", Noun::Sites),
    ("license", "licenses", Noun::Licences),
    ("access package", "access packages", Noun::Packages),
];

/// Every word or pair of words for a noun, in lower case, with its noun.
pub(crate) fn words() -> impl Iterator<Item = (&'static str, Noun)> {
    let own = Noun::ALL
        .iter()
        .flat_map(|&noun| [(noun.plural(), noun), (noun.singular(), noun)]);
    let other = SYNONYMS
        .iter()
        .flat_map(|&(one, several, noun)| [(several, noun), (one, noun)]);
    own.chain(other)
}

/// The noun that a text names, in any case and with any white space inside.
pub(crate) fn noun(text: &str) -> Option<Noun> {
    let parts: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let text = parts.join(" ");
    words().find_map(|(word, noun)| (word == text).then_some(noun))
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::syntax::ast::{Head, SetKind};
    use crate::syntax::parse;

    #[test]
    fn every_word_reads_as_its_noun() {
        for (word, noun) in words() {
            let query = parse(word).unwrap_or_else(|_| panic!("{word}"));
            let Head::Set(set) = query.head else {
                panic!("{word}")
            };
            match set.kind {
                SetKind::Noun {
                    words, noun: read, ..
                } if words.is_empty() => assert_eq!(read.value, noun, "{word}"),
                kind => panic!("{word}: {kind:?}"),
            }
        }
    }
}
