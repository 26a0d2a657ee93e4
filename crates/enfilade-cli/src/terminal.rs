//! What the command may assume of its terminal, and how it speaks to people.
//!
//! Colour, width and progress are decided here and nowhere else. What is said goes to stderr, so
//! that stdout holds the result alone; text of an export is made harmless on the way.

use crate::exit::CommandError;
use enfilade::diagnostic::Diagnostic;
use enfilade::escape::terminal::harmless_lines;
use enfilade::{CoverageNote, Error, Note, QueryError};
use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

/// What the command may assume of its terminal.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Terminal {
    /// Whether results go to a terminal.
    pub(crate) out: bool,
    /// Whether messages go to a terminal.
    pub(crate) err: bool,
    /// How wide results may be; any width if they do not go to a terminal.
    pub(crate) width: Option<usize>,
    colour: bool,
}

impl Terminal {
    /// Looks at the streams and the environment.
    pub(crate) fn detect() -> Terminal {
        let out = io::stdout().is_terminal();
        let err = io::stderr().is_terminal();
        // https://no-color.org: any value that is not empty.
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let stated = std::env::var("COLUMNS").ok();
        let stated = stated.and_then(|columns| columns.trim().parse().ok());
        let stated = stated.filter(|&columns: &usize| columns > 0);
        let actual = || terminal_size::terminal_size_of(io::stdout());
        Terminal {
            out,
            err,
            width: stated.or_else(|| actual().map(|(width, _)| usize::from(width.0))),
            colour: !unwanted && !dumb,
        }
    }

    /// Whether results may be coloured.
    pub(crate) fn colours_results(&self) -> bool {
        self.out && self.colour
    }

    /// Whether messages may be coloured.
    pub(crate) fn colours_messages(&self) -> bool {
        self.err && self.colour
    }

    /// Says something in passing.
    pub(crate) fn note(&self, text: &str) {
        self.say("note", "36", text);
    }

    /// Says what the user should look at.
    pub(crate) fn warn(&self, text: &str) {
        self.say("warning", "33", text);
    }

    /// Says what stopped the command.
    pub(crate) fn error(&self, error: &CommandError) {
        match error {
            CommandError::Query {
                error: Error::Query(QueryError::Diagnostics(diagnostics)),
                text,
            } => self.diagnostics(diagnostics, text),
            CommandError::Stream(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            error => self.say("error", "31", &error.to_string()),
        }
    }

    /// Draws what is wrong with a text at its places.
    pub(crate) fn diagnostics(&self, diagnostics: &[Diagnostic], text: &str) {
        for diagnostic in diagnostics {
            let rendered = diagnostic.render(text, self.colours_messages());
            let _ = writeln!(io::stderr().lock(), "{}", rendered.trim_end());
        }
    }

    /// Says what an answer's rows do not show.
    pub(crate) fn remarks(&self, notes: &[Note], coverage: &[CoverageNote]) {
        for note in notes {
            self.note(&note.message);
        }
        for gap in coverage {
            self.say("coverage", "33", &gap.to_string());
        }
    }

    fn say(&self, label: &str, colour: &str, text: &str) {
        let text = harmless_lines(text);
        let width = terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| width.0);
        let text = match width {
            Some(width) => Cow::Owned(wrapped(&text, usize::from(width), label.len() + 2)),
            None => text,
        };
        let mut err = io::stderr().lock();
        // A message that cannot be shown must not stop the work.
        let _ = if self.colours_messages() {
            writeln!(err, "\u{1b}[1;{colour}m{label}\u{1b}[0m: {text}")
        } else {
            writeln!(err, "{label}: {text}")
        };
    }
}

/// The text broken at spaces into lines of this width, the first of which begins after `taken`
/// characters; the others are indented.
fn wrapped(text: &str, width: usize, taken: usize) -> String {
    const INDENT: &str = "  ";
    let mut out = String::with_capacity(text.len() + 16);
    let mut column = taken;
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
            column = 0;
        }
        for (at, word) in line.split(' ').enumerate() {
            let length = word.chars().count();
            if at > 0 && column + 1 + length > width {
                out.push('\n');
                out.push_str(INDENT);
                column = INDENT.len();
            } else if at > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrapped("one two three", 12, 6), "one\n  two three");
        assert_eq!(wrapped("one two", 80, 6), "one two");
        assert_eq!(wrapped("  a\n  b", 80, 6), "  a\n  b");
        assert_eq!(wrapped("averylongword x", 5, 0), "averylongword\n  x");
        for width in 0..20 {
            let text = wrapped("one two three four", width, 3);
            let words: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(words, ["one", "two", "three", "four"]);
        }
    }
}
