//! What the word at the cursor may become: keywords, nouns, and names from the snapshot.

use super::dot_command;
use enfilade::escape::terminal::harmless;
use enfilade::{Catalog, Format};
use reedline::{Completer, CompletionResult, Span, Suggestion};

/// How many names are offered at most.
const NAMES: usize = 50;

/// The words of the language that can be typed outside a predicate.
const KEYWORDS: [&str; 52] = [
    "who",
    "which",
    "what",
    "reach",
    "reaches",
    "can reach",
    "do not reach",
    "cannot reach",
    "could reach",
    "could not reach",
    "why",
    "does",
    "can",
    "could",
    "cannot",
    "not",
    "how many ways",
    "shortest path from",
    "all paths from",
    "paths from",
    "from",
    "to",
    "within",
    "hops",
    "all",
    "no",
    "as",
    "by",
    "not by",
    "via",
    "directly",
    "with disabled",
    "with eligible",
    "with control",
    "where",
    "in",
    "directly in",
    "owned by",
    "or",
    "and",
    "except",
    "project",
    "extend",
    "summarize",
    "sort by",
    "top",
    "take",
    "distinct",
    "count",
    "order by",
    "limit",
    "has",
];

/// What a snapshot knows by name.
pub(super) trait Vocabulary {
    /// The nouns of the language, in the plural.
    fn nouns(&self) -> Vec<&'static str>;
    /// The names that begin with `prefix`, in any case.
    fn names(&self, prefix: &str, limit: usize) -> Vec<String>;
}

impl Vocabulary for Catalog {
    fn nouns(&self) -> Vec<&'static str> {
        Catalog::nouns(self).collect()
    }

    fn names(&self, prefix: &str, limit: usize) -> Vec<String> {
        self.complete(prefix, None, limit)
    }
}

/// A piece of the line, and what it may become.
#[derive(Debug, Eq, PartialEq)]
struct Proposal {
    start: usize,
    text: String,
}

/// Completes queries and dot commands.
pub(super) struct QueryCompleter<V = Catalog> {
    vocabulary: V,
}

impl<V: Vocabulary> QueryCompleter<V> {
    pub(super) fn new(vocabulary: V) -> QueryCompleter<V> {
        QueryCompleter { vocabulary }
    }

    fn proposals(&self, line: &str) -> Vec<Proposal> {
        if line.starts_with('.') {
            return dot_commands(line);
        }
        if let Some(start) = open_quote(line) {
            let quote = &line[start..=start];
            let names = self.vocabulary.names(&line[start + 1..], NAMES);
            let fitting = names.iter().filter(|name| can_be_typed(name, quote));
            return fitting
                .map(|name| Proposal {
                    start,
                    text: format!("{quote}{name}{quote}"),
                })
                .collect();
        }
        let start = line
            .rfind(|c: char| c.is_whitespace() || "|(),".contains(c))
            .map_or(0, |at| {
                at + line[at..].chars().next().map_or(1, char::len_utf8)
            });
        let word = &line[start..];
        let lower = word.to_lowercase();
        let words = KEYWORDS.into_iter().chain(self.vocabulary.nouns());
        let mut proposals: Vec<Proposal> = words
            .filter(|known| known.starts_with(&lower) && *known != lower)
            .map(|known| Proposal {
                start,
                text: known.to_owned(),
            })
            .collect();
        // One letter fits half the tenant.
        if word.chars().count() >= 2 {
            let names = self.vocabulary.names(word, NAMES);
            proposals.extend(names.iter().filter_map(|name| {
                let quote = ["\"", "'"].into_iter().find(|q| can_be_typed(name, q))?;
                Some(Proposal {
                    start,
                    text: format!("{quote}{name}{quote}"),
                })
            }));
        }
        proposals
    }
}

impl<V: Vocabulary> Completer for QueryCompleter<V> {
    fn complete(&mut self, line: &str, pos: usize) -> CompletionResult {
        let before = line.get(..pos).unwrap_or(line);
        let suggestions: Vec<Suggestion> = self
            .proposals(before)
            .into_iter()
            .map(|proposal| Suggestion {
                value: proposal.text,
                span: Span::new(proposal.start, before.len()),
                append_whitespace: true,
                ..Suggestion::default()
            })
            .collect();
        CompletionResult::fresh(suggestions)
    }
}

fn dot_commands(line: &str) -> Vec<Proposal> {
    if let Some((command, typed)) = line.split_once(' ') {
        let start = command.len() + 1;
        let formats = Format::ALL.iter().filter(|format| !format.is_binary());
        return formats
            .filter(|format| command == ".format" && format.name().starts_with(typed))
            .map(|format| Proposal {
                start,
                text: format.name().to_owned(),
            })
            .collect();
    }
    let names = dot_command::ALL.iter().map(|(name, ..)| *name);
    names
        .filter(|name| name.starts_with(line))
        .map(|name| Proposal {
            start: 0,
            text: name.to_owned(),
        })
        .collect()
}

/// Where a quote was opened that is still open.
fn open_quote(line: &str) -> Option<usize> {
    let mut open: Option<(usize, char)> = None;
    for (at, c) in line.char_indices() {
        match open {
            None if c == '"' || c == '\'' => open = Some((at, c)),
            Some((_, quote)) if c == quote => open = None,
            _ => {}
        }
    }
    open.map(|(at, _)| at)
}

/// Whether a name can stand between quotes, and shows itself as it is.
fn can_be_typed(name: &str, quote: &str) -> bool {
    !name.contains(quote) && !name.contains('\\') && harmless(name) == name
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Known;

    impl Vocabulary for Known {
        fn nouns(&self) -> Vec<&'static str> {
            vec!["guests", "groups", "apps"]
        }

        fn names(&self, prefix: &str, limit: usize) -> Vec<String> {
            let names = [
                "Finance Portal",
                "Finance \"B\"",
                "Fin\u{202e}ance",
                "Gateway",
            ];
            let fits = |name: &&str| name.to_lowercase().starts_with(&prefix.to_lowercase());
            let names = names.into_iter().filter(fits);
            names.take(limit).map(str::to_owned).collect()
        }
    }

    fn proposed(line: &str) -> Vec<String> {
        let proposals = QueryCompleter::new(Known).proposals(line);
        let whole = |proposal: &Proposal| format!("{}{}", &line[..proposal.start], proposal.text);
        proposals.iter().map(whole).collect()
    }

    #[test]
    fn words_and_names_are_completed() {
        assert_eq!(proposed("which gu"), ["which guests"]);
        assert_eq!(
            proposed("which guests rea"),
            ["which guests reach", "which guests reaches"]
        );
        assert_eq!(proposed("(ap"), ["(apps"]);
        assert_eq!(
            proposed("wh"),
            ["who", "which", "what", "why", "where"].map(String::from)
        );
        assert_eq!(proposed("shor"), ["shortest path from"]);
        assert_eq!(proposed("why do"), ["why do not reach", "why does"]);
        assert_eq!(
            proposed("guests reach fin"),
            [
                "guests reach \"Finance Portal\"",
                "guests reach 'Finance \"B\"'"
            ]
        );
        assert_eq!(proposed("app \"Finance P"), ["app \"Finance Portal\""]);
    }

    #[test]
    fn names_that_deceive_are_not_offered() {
        assert_eq!(proposed("app \"fin"), ["app \"Finance Portal\""]);
    }

    #[test]
    fn dot_commands_are_completed() {
        assert_eq!(proposed(".f"), [".format"]);
        assert_eq!(proposed(".format c"), [".format csv"]);
        assert!(proposed(".format p").is_empty());
    }
}
