//! What the word at the cursor may become: the engine knows queries, this file the rest.

use super::{dot_command, settings};
use enfilade::library::Library;
use enfilade::{Engine, Format};
use reedline::{Completer, CompletionResult, Span, Suggestion};
use std::sync::Arc;

/// How many names are offered at most.
const NAMES: usize = 50;

/// Completes queries and dot commands.
pub(super) struct QueryCompleter {
    engine: Engine,
    library: Arc<Library>,
}

impl QueryCompleter {
    pub(super) fn new(engine: Engine, library: Arc<Library>) -> QueryCompleter {
        QueryCompleter { engine, library }
    }

    /// Where the word at the end starts, and what it may become.
    fn proposals(&self, line: &str) -> (usize, Vec<String>) {
        let start = line.len() - line.trim_start().len();
        let Some(command) = line[start..].strip_prefix('.') else {
            return self.of_query(line, 0);
        };
        let Some((name, rest)) = command.split_once(char::is_whitespace) else {
            let names = dot_command::ALL.iter().map(|known| known.name.to_owned());
            return (start, beginning(names, &line[start..]));
        };
        let from = line.len() - rest.len();
        let word = rest
            .rfind(char::is_whitespace)
            .map_or(rest, |at| rest[at..].trim_start());
        let at = line.len() - word.len();
        match name {
            "explain" => self.of_query(rest, from),
            "format" => {
                let formats = Format::ALL.iter().filter(|format| !format.is_binary());
                (
                    at,
                    beginning(formats.map(|format| format.name().to_owned()), word),
                )
            }
            "schema" => {
                let nouns = self.engine.catalog().nouns().map(str::to_owned);
                (from, beginning(nouns, rest))
            }
            "run" if at == from => (at, self.saved(word)),
            "run" => (at, self.parameters(rest, word)),
            "timing" => (at, beginning(["on", "off"].map(str::to_owned), word)),
            "set" => (at, setting(rest, word)),
            _ => (line.len(), Vec::new()),
        }
    }

    fn of_query(&self, query: &str, from: usize) -> (usize, Vec<String>) {
        let found = self.engine.complete(query, NAMES);
        let texts = found.list.into_iter().map(|proposal| proposal.text);
        (from + found.start, texts.collect())
    }

    /// Saved queries whose name, with or without the area, begins so.
    fn saved(&self, word: &str) -> Vec<String> {
        let fits = self
            .library
            .iter()
            .filter(|query| query.name.starts_with(word) || query.question().starts_with(word));
        fits.map(|query| query.name.clone()).collect()
    }

    /// The parameters of the saved query that is named first.
    fn parameters(&self, rest: &str, word: &str) -> Vec<String> {
        let name = rest.split_whitespace().next().unwrap_or_default();
        let Ok(query) = self.library.find(name) else {
            return Vec::new();
        };
        let parameters = query.header.parameters.iter();
        beginning(
            parameters.map(|parameter| format!("{}=", parameter.name)),
            word,
        )
    }
}

/// A setting, or its value.
fn setting(rest: &str, word: &str) -> Vec<String> {
    let owned = |text: &&str| (*text).to_owned();
    match rest.split_once(char::is_whitespace) {
        None => beginning(settings::ALL.iter().map(|(name, ..)| owned(name)), word),
        Some((name, _)) => {
            let known = settings::ALL.iter().find(|(own, ..)| *own == name);
            let values = known.map_or(&[][..], |(_, values, _)| values);
            let values = values.iter().filter(|value| **value != "DATE");
            beginning(values.map(owned), word)
        }
    }
}

fn beginning(words: impl IntoIterator<Item = String>, prefix: &str) -> Vec<String> {
    let fits = |word: &String| word.starts_with(prefix) && word != prefix;
    words.into_iter().filter(fits).collect()
}

impl Completer for QueryCompleter {
    fn complete(&mut self, line: &str, pos: usize) -> CompletionResult {
        let before = line.get(..pos).unwrap_or(line);
        let (start, texts) = self.proposals(before);
        let suggestions: Vec<Suggestion> = texts
            .into_iter()
            .map(|text| Suggestion {
                append_whitespace: !text.ends_with('='),
                value: text,
                span: Span::new(start, before.len()),
                ..Suggestion::default()
            })
            .collect();
        CompletionResult::fresh(suggestions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn proposed(line: &str) -> Vec<String> {
        let tenant = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tenants/contoso");
        let engine = enfilade::open(&tenant, &enfilade::NoProgress)
            .unwrap()
            .engine;
        let library = Arc::new(Library::bundled().unwrap());
        let (start, texts) = QueryCompleter::new(engine, library).proposals(line);
        let whole = |text: &String| format!("{}{text}", &line[..start]);
        texts.iter().map(whole).collect()
    }

    #[test]
    fn queries_are_completed_by_the_engine() {
        assert_eq!(
            proposed("who reaches app \"Finance P"),
            ["who reaches app \"Finance Portal\""]
        );
        assert_eq!(
            proposed(".explain who reaches apps | summ"),
            [".explain who reaches apps | summarize"]
        );
    }

    #[test]
    fn dot_commands_and_what_follows_them_are_completed() {
        assert_eq!(proposed(".f"), [".format"]);
        assert_eq!(proposed(".format c"), [".format csv"]);
        assert!(proposed(".format p").is_empty());
        assert_eq!(
            proposed(".run roles/global"),
            [".run roles/global_administrators"]
        );
        assert_eq!(
            proposed(".run global"),
            [".run roles/global_administrators"]
        );
        assert_eq!(proposed(".set k"), [".set keys"]);
        assert_eq!(proposed(".set keys v"), [".set keys vi"]);
        assert_eq!(
            proposed(".schema management g"),
            [".schema management groups"]
        );
        assert_eq!(proposed(".timing o"), [".timing on", ".timing off"]);
        assert!(proposed(".nope x").is_empty());
    }
}
