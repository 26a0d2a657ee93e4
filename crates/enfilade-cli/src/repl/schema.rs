//! What can be said of what: the nouns, and the adjectives and attributes of one.

use enfilade::Catalog;
use enfilade::diagnostic::similar_words;

/// The nouns with how many there are, and what else can be named.
pub(super) fn all(catalog: &Catalog) -> String {
    let mut text = String::from("Nouns\n");
    for noun in catalog.nouns() {
        text.push_str(&format!("  {noun}\n"));
    }
    text.push_str("Mechanisms, for `by`\n");
    for mechanism in catalog.mechanisms() {
        text.push_str(&format!("  {mechanism}\n"));
    }
    text.push_str(
        "Columns of `A reach B`\n  the two ends, role, mechanism, scope, state, via, ways, hops\n\
         `.schema NOUN` shows what can be said of one\n",
    );
    text
}

/// The adjectives of a noun, and the attributes that some source collected.
pub(super) fn of(catalog: &Catalog, text: &str) -> Result<String, String> {
    let Some(noun) = catalog.noun(text) else {
        return Err(match similar_words(text, catalog.nouns()).as_slice() {
            [] => format!("`{text}` is no noun; `.schema` lists them"),
            similar => format!(
                "`{text}` is no noun; did you mean {}?",
                similar.join(" or ")
            ),
        });
    };
    let list = |title: &str, words: Vec<&str>| match words.as_slice() {
        [] => String::new(),
        words => format!("{title}\n  {}\n", words.join("\n  ")),
    };
    let about = list("Words before it", catalog.adjectives(noun).collect())
        + &list("Attributes", catalog.attributes(noun));
    Ok(match about.is_empty() {
        true => format!("no export that can be read yet holds {}\n", noun.plural()),
        false => about,
    })
}
