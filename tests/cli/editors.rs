//! `editors/enfilade.tmLanguage.json` colours saved queries by the language's own word lists.
//!
//! `UPDATE_GOLDENS=1 cargo test -p enfilade-cli --test cli editors` writes it again.

use crate::root;
use enfilade::syntax::vocabulary::{
    OF_STAGES, RESERVED, functions, nouns, stages, tables, word_operators,
};
use std::fs;

/// The words as one pattern: the longest first, any white space inside, in any case.
fn any<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let mut words: Vec<String> = words
        .into_iter()
        .map(|word| word.replace(' ', "\\\\s+"))
        .collect();
    words.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    words.dedup();
    format!("(?i)(?<![\\\\w-])(?:{})(?![\\\\w-])", words.join("|"))
}

fn pattern(name: &str, pattern: &str) -> String {
    format!("    {{ \"name\": \"{name}\", \"match\": \"{pattern}\" }}")
}

fn grammar() -> String {
    let patterns = [
        pattern(
            "keyword.other.header.enfilade",
            "^// (title|description|why|severity|tags|param|expect|allow):",
        ),
        pattern(
            "comment.line.double-slash.enfilade",
            "(?:^|(?<=\\\\s))//.*$",
        ),
        pattern(
            "string.quoted.verbatim.enfilade",
            "@(?:\\\"[^\\\"]*\\\"|'[^']*')",
        ),
        pattern(
            "string.quoted.enfilade",
            "\\\"(?:\\\\\\\\.|[^\\\"\\\\\\\\])*\\\"|'(?:\\\\\\\\.|[^'\\\\\\\\])*'",
        ),
        pattern("variable.parameter.enfilade", "\\\\$\\\\w+"),
        pattern(
            "constant.other.id.enfilade",
            "\\\\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\\\\b",
        ),
        pattern(
            "keyword.control.stage.enfilade",
            &format!("(?i)(?<=\\\\|)\\\\s*(?:{})\\\\b", stages().join("|")),
        ),
        pattern(
            "support.function.enfilade",
            &format!("{}(?=\\\\s*\\\\()", any(functions())),
        ),
        pattern(
            "entity.name.type.noun.enfilade",
            &any(nouns().chain(tables())),
        ),
        pattern("keyword.operator.word.enfilade", &any(word_operators())),
        pattern(
            "keyword.other.enfilade",
            &any(RESERVED.iter().chain(OF_STAGES).copied()),
        ),
        pattern(
            "constant.numeric.enfilade",
            "\\\\b\\\\d+(?:\\\\.\\\\d+)?[a-z]*\\\\b",
        ),
        pattern("keyword.operator.enfilade", "[|=!<>+*/%~-]+"),
    ];
    format!(
        "{{\n  \"$schema\": \"https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json\",\n  \
         \"name\": \"Enfilade\",\n  \"scopeName\": \"source.enfilade\",\n  \"fileTypes\": [\"enq\"],\n  \
         \"patterns\": [\n{}\n  ]\n}}\n",
        patterns.join(",\n")
    )
}

#[test]
fn the_grammar_for_editors_is_up_to_date() {
    let path = root().join("editors/enfilade.tmLanguage.json");
    let grammar = grammar();
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &grammar).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, grammar, "see the top of this file");
}
