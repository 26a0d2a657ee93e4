//! The words of the language as lists, for what shows it: a prompt, an editor.
//!
//! The grammar is what decides; these lists are held to it by tests, so that an editor never colours
//! a word that the language does not know.

use super::ast::BinaryOperator;
use super::nouns;
pub(crate) use super::reader::STAGES;

/// The reserved words of a head. `assigned`, `tier` and `unless` are reserved only before their
/// partners.
pub const RESERVED: &[&str] = &[
    "who",
    "which",
    "what",
    "why",
    "how",
    "reached",
    "reaching",
    "reaches",
    "reach",
    "cannot",
    "can't",
    "can",
    "couldn't",
    "could",
    "doesn't",
    "does",
    "don't",
    "do",
    "not",
    "no",
    "all",
    "any",
    "every",
    "let",
    "from",
    "to",
    "as",
    "by",
    "via",
    "only",
    "directly",
    "within",
    "without",
    "with",
    "or",
    "and",
    "except",
    "where",
    "in",
    "owned",
    "owning",
    "containing",
    "under",
    "assigned",
    "tier",
    "unless",
];

/// Words with a meaning after a bar that are neither stages nor operators.
pub const OF_STAGES: &[&str] = &[
    "by", "asc", "desc", "nulls", "first", "last", "true", "false",
];

/// The stages of the pipeline.
#[must_use]
pub fn stages() -> &'static [&'static str] {
    STAGES
}

/// Every word or words for a noun, synonyms included.
pub fn nouns() -> impl Iterator<Item = &'static str> {
    nouns::words().map(|(word, _)| word)
}

/// The operators that are words.
pub fn word_operators() -> impl Iterator<Item = &'static str> {
    let others = [
        "and", "or", "in", "!in", "in~", "!in~", "between", "!between",
    ];
    let written = BinaryOperator::WRITTEN.iter().map(|(_, sign)| *sign);
    let words = written.filter(|sign| sign.contains(|c: char| c.is_ascii_alphabetic()));
    others.into_iter().chain(words)
}

/// The functions that expressions may call.
pub fn functions() -> impl Iterator<Item = &'static str> {
    let of_rows = crate::resolve::AGGREGATES.iter().copied();
    crate::resolve::function_names()
        .chain(["datetime"])
        .chain(of_rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The words that stand in a rule of the grammar.
    fn words_of(rule: &str) -> BTreeSet<&'static str> {
        let grammar = include_str!("enfilade.pest");
        let body = grammar.split(&format!("\n{rule} ")).nth(1).unwrap();
        let body = body.split("}\n").next().unwrap();
        let words = body.split("^\"").skip(1);
        words.map(|rest| rest.split('"').next().unwrap()).collect()
    }

    #[test]
    fn the_list_is_what_the_grammar_reserves() {
        // What stands in a look-ahead is no word of its own.
        let mut listed: BTreeSet<&str> = RESERVED.iter().copied().collect();
        listed.extend(["zero", "blocked"]);
        assert_eq!(words_of("reserved"), listed);
    }

    #[test]
    fn every_stage_and_operator_is_one() {
        for stage in stages() {
            let problem = super::super::parse(&format!("apps | {stage} )"));
            let text = format!("{problem:?}");
            assert!(!text.contains("unknown-stage"), "{stage}: {text}");
        }
        assert!(word_operators().any(|word| word == "matches regex"));
        assert!(functions().any(|word| word == "dcount"));
    }
}
