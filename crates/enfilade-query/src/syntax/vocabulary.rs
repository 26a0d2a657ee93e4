//! The words of the language as lists, for what shows it: a prompt, an editor.
//!
//! The grammar is what decides; these lists are held to it by tests, so that an editor never colours
//! a word that the language does not know.

use super::ast::{BinaryOperator, Table};
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

/// The words that a query may begin with.
pub const OPENINGS: &[&str] = &[
    "who",
    "which",
    "what",
    "does",
    "do",
    "can",
    "could",
    "why",
    "how many ways",
    "shortest path from",
    "all paths from",
    "let",
    "disagreements",
    "drift",
    "overlapping rules",
    "rule attributes",
];

/// Words with a meaning after a bar that are neither stages nor operators.
pub const OF_STAGES: &[&str] = &[
    "by", "asc", "desc", "nulls", "first", "last", "true", "false", "on", "to", "typeof",
];

/// The tables that a query may start from.
pub fn tables() -> impl Iterator<Item = &'static str> {
    Table::WRITTEN.iter().map(|&(_, name)| name)
}

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
    let words = comparisons().filter(|sign| sign.contains(|c: char| c.is_ascii_alphabetic()));
    ["and", "or"].into_iter().chain(words)
}

/// The operators that compare what stands before them, each under its canonical sign.
pub fn comparisons() -> impl Iterator<Item = &'static str> {
    use BinaryOperator::{Add, Divide, Modulo, Multiply, Subtract};
    let of_lists = [
        "in", "!in", "in~", "!in~", "between", "!between", "has_any", "has_all",
    ];
    let written = BinaryOperator::WRITTEN.iter();
    let compare = written.filter(|(operator, sign)| {
        let is_sum = matches!(operator, Add | Subtract | Multiply | Divide | Modulo);
        !is_sum && operator.text() == *sign
    });
    of_lists.into_iter().chain(compare.map(|(_, sign)| *sign))
}

/// The functions that expressions may call.
pub fn functions() -> impl Iterator<Item = &'static str> {
    row_functions().chain(aggregates())
}

/// The functions of one row.
pub fn row_functions() -> impl Iterator<Item = &'static str> {
    crate::resolve::function_names().chain(["datetime"])
}

/// The functions of many rows.
pub fn aggregates() -> impl Iterator<Item = &'static str> {
    crate::resolve::AGGREGATES.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::ast::Head;
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
    fn a_query_begins_with_each_opening_and_no_other_word() {
        let heads = [
            "who",
            "kw_which",
            "kw_what",
            "auxiliary",
            "head_why",
            "kw_let",
        ];
        let mut words: BTreeSet<&str> = heads.iter().flat_map(|head| words_of(head)).collect();
        // `how many ways`, and `shortest` or `all` before `paths`.
        assert!(words_of("head_ways").contains("how"));
        assert!(words_of("head_paths").is_superset(&BTreeSet::from(["shortest", "all", "path"])));
        words.extend(["how", "shortest", "all"]);
        words.extend(tables().filter_map(|name| name.split(' ').next()));
        let first = |opening: &&'static str| opening.split(' ').next().unwrap_or(opening);
        assert_eq!(OPENINGS.iter().map(first).collect::<BTreeSet<_>>(), words);
        for name in tables() {
            assert!(OPENINGS.contains(&name), "{name}");
            let read = super::super::parse(&name.to_uppercase()).unwrap().head;
            assert!(
                matches!(read, Head::Table(own) if own.text() == name),
                "{name}"
            );
        }
        for (opening, rest) in [
            ("how many ways", "does a@b.c reach apps"),
            ("shortest path from", "a@b.c to apps"),
            ("all paths from", "a@b.c to apps within 3 hops"),
        ] {
            assert!(OPENINGS.contains(&opening));
            let query = format!("{opening} {rest}");
            assert!(super::super::parse(&query).is_ok(), "{query}");
        }
    }

    #[test]
    fn every_comparison_is_one() {
        for sign in comparisons() {
            let operand = match sign {
                sign if sign.ends_with("between") => "(1 .. 2)",
                sign if sign.contains("in") && sign.trim_matches(['!', '~']) == "in" => "(1)",
                "has_any" | "has_all" => "(\"a\")",
                _ => "\"a\"",
            };
            let query = format!("users | where name {sign} {operand}");
            assert!(super::super::parse(&query).is_ok(), "{query}");
        }
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
