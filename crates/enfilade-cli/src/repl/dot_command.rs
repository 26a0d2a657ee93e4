//! Lines that begin with a dot: commands to the conversation.

use enfilade::Format;

/// A command to the conversation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum DotCommand {
    /// What can be typed.
    Help,
    /// The end.
    Quit,
    /// What the snapshot holds.
    Info,
    /// The format of answers: shown, or set.
    Format(Option<Format>),
    /// How a query is read and answered.
    Explain(String),
}

/// Every command: its name, its arguments, what it does.
pub(super) const ALL: [(&str, &str, &str); 5] = [
    (".help", "", "show this help"),
    (".info", "", "show what the snapshot holds"),
    (
        ".explain",
        " QUERY",
        "show how a query is read and answered",
    ),
    (
        ".format",
        " [FORMAT]",
        "show or set how answers are written: table, csv, json, ndjson",
    ),
    (".quit", "", "leave, as Ctrl-D does"),
];

impl DotCommand {
    /// Reads a line that begins with a dot.
    pub(super) fn parse(line: &str) -> Result<DotCommand, String> {
        let line = line.trim();
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let bare = |command| {
            if rest.is_empty() {
                Ok(command)
            } else {
                Err(format!("`{name}` takes nothing after it"))
            }
        };
        match name.to_ascii_lowercase().as_str() {
            ".help" | ".h" | ".?" => bare(DotCommand::Help),
            ".quit" | ".exit" | ".q" => bare(DotCommand::Quit),
            ".info" => bare(DotCommand::Info),
            ".format" if rest.is_empty() => Ok(DotCommand::Format(None)),
            ".format" => {
                let format: Format = rest.parse().map_err(|error| format!("{error}"))?;
                if format.is_binary() {
                    return Err(format!(
                        "`{format}` is no text to show here; use `enfilade query ... -o FILE`"
                    ));
                }
                Ok(DotCommand::Format(Some(format)))
            }
            ".explain" if rest.is_empty() => {
                Err("name the query to explain: `.explain which guests reach apps`".to_owned())
            }
            ".explain" => Ok(DotCommand::Explain(rest.to_owned())),
            _ => Err(format!("no command `{name}`; `.help` lists them")),
        }
    }
}

/// The text of `.help`.
pub(super) fn help() -> String {
    let mut text = String::from(
        "Type a query, such as\n  which guests reach finance apps\n  users in group \"Finance\" | \
         count\nor a command:\n",
    );
    for (name, arguments, does) in ALL {
        text.push_str(&format!("  {:<18} {does}\n", format!("{name}{arguments}")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read() {
        assert_eq!(DotCommand::parse(".help"), Ok(DotCommand::Help));
        assert_eq!(DotCommand::parse(" .QUIT "), Ok(DotCommand::Quit));
        assert_eq!(DotCommand::parse(".format"), Ok(DotCommand::Format(None)));
        assert_eq!(
            DotCommand::parse(".format  csv"),
            Ok(DotCommand::Format(Some(Format::Csv)))
        );
        assert_eq!(
            DotCommand::parse(".explain who reaches apps"),
            Ok(DotCommand::Explain("who reaches apps".to_owned()))
        );
        for wrong in [
            ".nope",
            ".format xml",
            ".format parquet",
            ".explain",
            ".quit now",
        ] {
            assert!(DotCommand::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn help_names_every_command() {
        for (name, ..) in ALL {
            assert!(help().contains(name));
        }
    }
}
