//! What may stand at a place of a query, learnt from the grammar itself.
//!
//! The grammar refuses one character, NUL. A text cut at the place and ended by a NUL fails exactly
//! there, and pest then knows which rules it had tried.

use super::grammar::{Grammar, Rule};
use super::rule_names::{Words, words};
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
