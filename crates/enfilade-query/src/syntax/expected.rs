//! What may stand at a place of a query, learnt from the grammar itself.
//!
//! The grammar refuses one character, NUL. A text cut at the place and ended by a NUL fails exactly
//! there, and pest then knows which rules it had tried.

use super::grammar::{Grammar, Rule};
use super::rule_names::{Words, words};
use super::vocabulary::OPENINGS;
use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

/// The rules that could have gone on at the end of `before`.
pub(super) fn rules(before: &str) -> Vec<Rule> {
    let mut text = before.replace('\0', " ");
    let end = text.len();
    text.push('\0');
    let Err(error) = Grammar::parse(Rule::query, &text) else {
        return Vec::new();
    };
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    match error.variant {
        ErrorVariant::ParsingError { positives, .. } if at == end => needed(positives),
        _ => Vec::new(),
    }
}

/// Where something is needed, the grammar also lets nothing stand, and then tries what follows the
/// nothing. Only what is needed is of use to anybody.
fn needed(rules: Vec<Rule>) -> Vec<Rule> {
    let needs = |rule: &Rule| {
        matches!(
            rule,
            Rule::set
                | Rule::operand
                | Rule::parenthesised
                | Rule::named
                | Rule::described
                | Rule::phrase
                | Rule::phrases
                | Rule::conjunction
                | Rule::expression
                | Rule::test
                | Rule::tested
                | Rule::subquery
                | Rule::patterns
                | Rule::pattern
                | Rule::expansions
                | Rule::join_keys
                | Rule::comparison
                | Rule::product
                | Rule::item
                | Rule::items
                | Rule::sort_key
                | Rule::sort_keys
                | Rule::integer
                | Rule::sort_stage
                | Rule::query
        )
    };
    if !rules.iter().any(needs) {
        return rules;
    }
    let stages = rules.contains(&Rule::sort_stage);
    let before_a_set =
        |rule: &Rule| matches!(rule, Rule::quantifier | Rule::kw_all | Rule::kw_every);
    let keep = |rule: &Rule| {
        needs(rule)
            || before_a_set(rule)
            || stages
            || matches!(rule, Rule::name | Rule::group | Rule::parameter)
            || matches!(rule, Rule::option | Rule::setting)
            || matches!(rule, Rule::expand_option | Rule::expand_setting)
    };
    // `sort` and `summarize` take `by` before or instead of a column.
    let by = rules.contains(&Rule::kw_by)
        && !rules.contains(&Rule::verb)
        && !rules.contains(&Rule::kw_via);
    rules
        .into_iter()
        .filter(|rule| keep(rule) || by && *rule == Rule::kw_by)
        .collect()
}

/// Something that may stand at a place, for completion.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Expected {
    /// A set of entities.
    Set,
    /// A noun, after the words that narrow it.
    Noun,
    /// A stage of the pipeline.
    Stage,
    /// A column, an attribute, a call.
    Value,
    /// An operator between values.
    Operator,
    /// The words of a role or a mechanism.
    Phrase,
    /// A setting of a stage, or what it is set to.
    Setting,
    /// This word.
    Word(&'static str),
}

/// What may follow `before`, each once.
pub(crate) fn expected_at(before: &str) -> Vec<Expected> {
    let mut found = Vec::new();
    // Where nothing was read yet, pest names the whole query and none of its parts.
    if before.trim().is_empty() || before.trim_end().ends_with(';') {
        found.push(Expected::Set);
        found.extend(OPENINGS.iter().copied().map(Expected::Word));
        return found;
    }
    for rule in rules(before) {
        let one = match (rule, words(rule)) {
            (
                Rule::set | Rule::operand | Rule::parenthesised | Rule::named | Rule::described,
                _,
            ) => Expected::Set,
            // One for all: the grammar does not try one after another.
            (Rule::sort_stage, _) => Expected::Stage,
            (Rule::noun | Rule::plural_noun | Rule::singular_noun, _) => Expected::Noun,
            (Rule::phrases | Rule::phrase | Rule::phrase_words, _) => Expected::Phrase,
            (Rule::operator | Rule::word_operator | Rule::binary_tail, _) => Expected::Operator,
            (Rule::option | Rule::expand_option | Rule::expand_setting | Rule::setting, _) => {
                Expected::Setting
            }
            (
                Rule::items
                | Rule::item
                | Rule::sort_keys
                | Rule::sort_key
                | Rule::column
                | Rule::expression
                | Rule::conjunction
                | Rule::test
                | Rule::comparison
                | Rule::tested
                | Rule::sum
                | Rule::product
                | Rule::atom
                | Rule::where_predicate
                | Rule::lone_operand
                | Rule::call,
                _,
            ) => Expected::Value,
            (_, Words::Keyword(word)) if word.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                Expected::Word(word)
            }
            _ => continue,
        };
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// What may follow `before`, in the user's words, each once, things before words.
pub(super) fn in_words(before: &str) -> Vec<String> {
    let mut things = Vec::new();
    let mut keywords = Vec::new();
    for rule in rules(before) {
        let (list, shown) = match words(rule) {
            Words::Keyword(word) => (&mut keywords, format!("`{word}`")),
            Words::Thing(thing) => (&mut things, thing.to_owned()),
            Words::Silent => continue,
        };
        if !list.contains(&shown) {
            list.push(shown);
        }
    }
    things.append(&mut keywords);
    things
}
