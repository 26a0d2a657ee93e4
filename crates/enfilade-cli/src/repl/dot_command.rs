//! Lines that begin with a dot: commands to the conversation.

use enfilade::diagnostic::similar_words;
use enfilade::{Format, UnknownOutput};
use std::path::PathBuf;

/// A command to the conversation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum DotCommand {
    /// What can be typed.
    Help,
    /// The end.
    Quit,
    /// What the snapshot holds.
    Info,
    /// Another snapshot or export.
    Open(PathBuf),
    /// The nouns, or what is known of one.
    Schema(Option<String>),
    /// The saved queries, or those that mention all of the words.
    Queries(Vec<String>),
    /// A saved query is run, with values for parameters.
    Run(String, Vec<(String, String)>),
    /// The last query is saved under a name and a title.
    Save(String, String),
    /// The format of answers: shown, or set.
    Format(Option<Format>),
    /// Where answers go: a file, or back to the screen.
    Output(Option<PathBuf>),
    /// Whether to say how long answers take; without a word, the other than now.
    Timing(Option<bool>),
    /// How a query is read and answered.
    Explain(String),
    /// A setting is shown or set.
    Set(Option<(String, String)>),
}

/// What is known of a command.
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) arguments: &'static str,
    pub(super) does: &'static str,
}

/// Every command.
pub(super) const ALL: &[Known] = &[
    known(".help", "", "show this help"),
    known(".open", " PATH", "ask another snapshot or export"),
    known(".info", "", "show what the snapshot holds"),
    known(
        ".schema",
        " [NOUN]",
        "show the nouns, or what can be said of one",
    ),
    known(
        ".queries",
        " [WORDS]",
        "list saved queries, or those that mention words",
    ),
    known(".run", " NAME [P=VALUE]", "run a saved query"),
    known(".save", " NAME [TITLE]", "save the last query as area/name"),
    known(
        ".explain",
        " QUERY",
        "show how a query is read and answered",
    ),
    known(
        ".format",
        " [FORMAT]",
        "show or set how answers are written: table, csv, json, ndjson",
    ),
    known(
        ".output",
        " [FILE]",
        "write answers to a file, each in place of the last; or show them again",
    ),
    known(".timing", " [on|off]", "say how long answers take"),
    known(
        ".set",
        " [NAME VALUE]",
        "show or change settings: keys, pager, strict-names, as-of",
    ),
    known(".quit", "", "leave, as Ctrl-D does"),
];

const fn known(name: &'static str, arguments: &'static str, does: &'static str) -> Known {
    Known {
        name,
        arguments,
        does,
    }
}

impl DotCommand {
    /// Reads a line that begins with a dot.
    pub(super) fn parse(line: &str) -> Result<DotCommand, String> {
        let line = line.trim();
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let some = || (!rest.is_empty()).then(|| rest.to_owned());
        let bare = |command| match rest.is_empty() {
            true => Ok(command),
            false => Err(format!("`{name}` takes nothing after it")),
        };
        match name.to_ascii_lowercase().as_str() {
            ".help" | ".h" | ".?" => bare(DotCommand::Help),
            ".quit" | ".exit" | ".q" => bare(DotCommand::Quit),
            ".info" => bare(DotCommand::Info),
            ".open" => some()
                .map(|path| DotCommand::Open(PathBuf::from(path)))
                .ok_or_else(|| "name a snapshot or export: `.open contoso.enf`".to_owned()),
            ".schema" => Ok(DotCommand::Schema(some())),
            ".queries" => {
                let words = rest.split_whitespace().map(str::to_owned);
                Ok(DotCommand::Queries(words.collect()))
            }
            ".run" => run(rest),
            ".save" => {
                let (name, title) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                match name.is_empty() {
                    true => Err("name the query: `.save guests/mine What it finds`".to_owned()),
                    false => Ok(DotCommand::Save(name.to_owned(), title.trim().to_owned())),
                }
            }
            ".format" => format(rest),
            ".output" if rest == "stdout" => Ok(DotCommand::Output(None)),
            ".output" => Ok(DotCommand::Output(some().map(PathBuf::from))),
            ".timing" => match rest {
                "" => Ok(DotCommand::Timing(None)),
                "on" | "off" => Ok(DotCommand::Timing(Some(rest == "on"))),
                _ => Err(format!("`.timing` takes on or off, not `{rest}`")),
            },
            ".set" if rest.is_empty() => Ok(DotCommand::Set(None)),
            ".set" => rest
                .split_once(char::is_whitespace)
                .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
                .map(|pair| DotCommand::Set(Some(pair)))
                .ok_or_else(|| format!("name a value too: `.set {rest} VALUE`; `.set` shows them")),
            ".explain" => some().map(DotCommand::Explain).ok_or_else(|| {
                "name the query to explain: `.explain which guests reach apps`".to_owned()
            }),
            _ => Err(unknown(name)),
        }
    }
}

fn unknown(name: &str) -> String {
    let names = ALL.iter().map(|known| known.name);
    match similar_words(name, names).as_slice() {
        [] => format!("no command `{name}`; `.help` lists them"),
        similar => format!(
            "no command `{name}`; did you mean {}?",
            similar.join(" or ")
        ),
    }
}

fn run(rest: &str) -> Result<DotCommand, String> {
    let mut words = words(rest).into_iter();
    let name = words
        .next()
        .ok_or("name a saved query: `.run guests/hold_roles`; `.queries` lists them")?;
    let parameters = words.map(|word| {
        let (name, value) = word
            .split_once('=')
            .ok_or_else(|| format!("a parameter is written NAME=VALUE, not `{word}`"))?;
        Ok((name.to_owned(), value.to_owned()))
    });
    let parameters: Result<Vec<_>, String> = parameters.collect();
    Ok(DotCommand::Run(name.to_owned(), parameters?))
}

/// The words of a line. As in a shell, white space within quotes parts none, and the quotes go.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote) = (None::<String>, None);
    for c in line.chars() {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

fn format(rest: &str) -> Result<DotCommand, String> {
    if rest.is_empty() {
        return Ok(DotCommand::Format(None));
    }
    let format: Format = rest
        .parse()
        .map_err(|error: UnknownOutput| error.to_string())?;
    match format.is_binary() {
        true => Err(format!(
            "`{format}` is no text to show here; use `.output FILE.{format}`"
        )),
        false => Ok(DotCommand::Format(Some(format))),
    }
}

/// The text of `.help`.
pub(super) fn help() -> String {
    let mut text = String::from(
        "Type a query, such as\n  which guests reach finance apps\n  users in group \"Finance\" | \
         count\nIt goes on in the next line while it ends in a bar, a comma or an operator, or a \
         parenthesis is open.\n`last` names what the last answer found: last reach vaults\n\
         Tab completes. Or type a command:\n",
    );
    for known in ALL {
        let usage = format!("{}{}", known.name, known.arguments);
        text.push_str(&format!("  {usage:<22} {}\n", known.does));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read() {
        let reads = |line: &str, command: DotCommand| {
            assert_eq!(DotCommand::parse(line), Ok(command), "{line}");
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        reads(".help", DotCommand::Help);
        reads(" .QUIT ", DotCommand::Quit);
        reads(".format", DotCommand::Format(None));
        reads(".format  csv", DotCommand::Format(Some(Format::Csv)));
        reads(
            ".explain who reaches apps",
            DotCommand::Explain("who reaches apps".to_owned()),
        );
        reads(
            ".open my exports/a.json",
            DotCommand::Open("my exports/a.json".into()),
        );
        reads(".schema", DotCommand::Schema(None));
        reads(
            ".queries a b",
            DotCommand::Queries(vec!["a".to_owned(), "b".to_owned()]),
        );
        reads(
            ".run x/y days=30d",
            DotCommand::Run("x/y".to_owned(), vec![pair("days", "30d")]),
        );
        reads(
            ".run x who=\"Gina Guest\"  n=1",
            DotCommand::Run(
                "x".to_owned(),
                vec![pair("who", "Gina Guest"), pair("n", "1")],
            ),
        );
        reads(
            ".save x/y A title",
            DotCommand::Save("x/y".to_owned(), "A title".to_owned()),
        );
        reads(".output a.csv", DotCommand::Output(Some("a.csv".into())));
        reads(".output stdout", DotCommand::Output(None));
        reads(".timing on", DotCommand::Timing(Some(true)));
        reads(".set keys vi", DotCommand::Set(Some(pair("keys", "vi"))));
        let wrong = [
            ".nope",
            ".format xml",
            ".format parquet",
            ".explain",
            ".quit now",
            ".open",
            ".run",
            ".run a b",
            ".save",
            ".timing maybe",
            ".set keys",
        ];
        for wrong in wrong {
            assert!(DotCommand::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_typo_is_named() {
        assert_eq!(
            DotCommand::parse(".fromat csv"),
            Err("no command `.fromat`; did you mean `.format`?".to_owned())
        );
        assert!(
            DotCommand::parse(".xyzzy")
                .unwrap_err()
                .contains("`.help` lists them")
        );
    }

    #[test]
    fn help_names_every_command() {
        for known in ALL {
            assert!(help().contains(known.name));
        }
    }
}
