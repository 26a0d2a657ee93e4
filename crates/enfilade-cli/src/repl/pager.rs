//! Long answers, a screen at a time.
//!
//! It stands between the writer of an answer and the terminal, and asks after each screen: so the
//! rows that nobody looks at are never computed.

use reedline::{
    EditMode, Emacs, KeyCode, KeyModifiers, Keybindings, Prompt, PromptEditMode,
    PromptHistorySearch, Reedline, ReedlineEvent, Signal,
};
use std::borrow::Cow;
use std::io::{self, Write};

/// What to do after a screen.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
enum Choice {
    Screen,
    Line,
    All,
    Quit,
}

const KEYS: &[(KeyCode, KeyModifiers, &str)] = &[
    (KeyCode::Char(' '), KeyModifiers::NONE, "screen"),
    (KeyCode::Char('f'), KeyModifiers::CONTROL, "screen"),
    (KeyCode::PageDown, KeyModifiers::NONE, "screen"),
    (KeyCode::Enter, KeyModifiers::NONE, "line"),
    (KeyCode::Down, KeyModifiers::NONE, "line"),
    (KeyCode::Char('j'), KeyModifiers::NONE, "line"),
    (KeyCode::Char('a'), KeyModifiers::NONE, "all"),
    (KeyCode::Char('G'), KeyModifiers::SHIFT, "all"),
    (KeyCode::Char('q'), KeyModifiers::NONE, "quit"),
    (KeyCode::Char('d'), KeyModifiers::CONTROL, "quit"),
    (KeyCode::Esc, KeyModifiers::NONE, "quit"),
];

/// Shows what is written through it, a screen at a time.
pub(crate) struct Pager<W> {
    inner: W,
    ask: fn() -> io::Result<Choice>,
    /// How many lines a screen has, and how wide they are.
    height: usize,
    width: usize,
    /// How many lines may still be shown before the next question; none for all.
    left: Option<usize>,
    /// How many characters of the line at the end are shown.
    column: usize,
    has_quit: bool,
}

impl Pager<io::Stdout> {
    /// A pager on this terminal; none if its size is unknown.
    pub(crate) fn new() -> Option<Pager<io::Stdout>> {
        let (width, height) = terminal_size::terminal_size_of(io::stdout())?;
        let (width, height) = (usize::from(width.0), usize::from(height.0));
        (height > 3).then(|| Pager::with(io::stdout(), width, height, ask))
    }
}

impl<W: Write> Pager<W> {
    fn with(inner: W, width: usize, height: usize, ask: fn() -> io::Result<Choice>) -> Pager<W> {
        // The line of the question takes a line of the screen.
        let height = height.saturating_sub(1).max(1);
        Pager {
            inner,
            ask,
            height,
            width: width.max(1),
            left: Some(height),
            column: 0,
            has_quit: false,
        }
    }

    /// Whether the reader has seen enough.
    pub(crate) fn has_quit(&self) -> bool {
        self.has_quit
    }

    /// A line more is full. Asks when the screen is.
    fn line(&mut self) -> io::Result<()> {
        self.column = 0;
        let Some(left) = &mut self.left else {
            return Ok(());
        };
        *left = left.saturating_sub(1);
        if *left > 0 {
            return Ok(());
        }
        self.inner.flush()?;
        self.left = match (self.ask)()? {
            Choice::Screen => Some(self.height),
            Choice::Line => Some(1),
            Choice::All => None,
            Choice::Quit => {
                self.has_quit = true;
                return Err(io::ErrorKind::BrokenPipe.into());
            }
        };
        Ok(())
    }
}

impl<W: Write> Write for Pager<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.has_quit {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        for part in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.inner.write_all(part)?;
            // Wide glyphs make it an estimate, and a table fits its width anyhow.
            let starts = |byte: &&u8| **byte & 0xc0 != 0x80;
            self.column += part.iter().filter(starts).count();
            while self.column > self.width + 1 {
                let rest = self.column - self.width;
                self.line()?;
                self.column = rest;
            }
            if part.ends_with(b"\n") {
                self.line()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Asks the person at the terminal.
fn ask() -> io::Result<Choice> {
    let mut keys = Keybindings::new();
    for &(key, modifiers, choice) in KEYS {
        let event = ReedlineEvent::ExecuteHostCommand(choice.to_owned());
        keys.add_binding(modifiers, key, event);
    }
    keys.add_binding(
        KeyModifiers::CONTROL,
        KeyCode::Char('c'),
        ReedlineEvent::CtrlC,
    );
    let keys: Box<dyn EditMode> = Box::new(Emacs::new(keys));
    let mut editor = Reedline::create().with_edit_mode(keys);
    let choice = match editor.read_line(&More) {
        Ok(Signal::HostCommand(choice)) => choice,
        Ok(Signal::CtrlC | Signal::CtrlD) => "quit".to_owned(),
        Ok(_) => "line".to_owned(),
        Err(error) => return Err(io::Error::other(error.to_string())),
    };
    let mut err = io::stderr();
    write!(err, "\r\u{1b}[2K")?;
    err.flush()?;
    Ok(match choice.as_str() {
        "screen" => Choice::Screen,
        "all" => Choice::All,
        "quit" => Choice::Quit,
        _ => Choice::Line,
    })
}

/// The question.
struct More;

impl Prompt for More {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Borrowed("-- more: Space, Enter, a for all, q to stop --")
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, _: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed(" ")
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_history_search_indicator(&self, _: PromptHistorySearch) -> Cow<'_, str> {
        Cow::Borrowed("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(
        text: &str,
        width: usize,
        height: usize,
        ask: fn() -> io::Result<Choice>,
    ) -> (String, bool) {
        let mut pager = Pager::with(Vec::new(), width, height, ask);
        let ended = text
            .as_bytes()
            .chunks(3)
            .try_for_each(|part| pager.write_all(part));
        assert_eq!(ended.is_err(), pager.has_quit());
        (String::from_utf8(pager.inner).unwrap(), pager.has_quit)
    }

    #[test]
    fn a_short_answer_asks_nothing() {
        let never = || -> io::Result<Choice> { Err(io::Error::other("asked")) };
        assert_eq!(
            written("a\nb\nc\n", 80, 5, never),
            ("a\nb\nc\n".to_owned(), false)
        );
    }

    #[test]
    fn the_reader_decides_after_each_screen() {
        let ten = "x\n".repeat(10);
        assert_eq!(written(&ten, 80, 5, || Ok(Choice::Screen)).0, ten);
        assert_eq!(written(&ten, 80, 5, || Ok(Choice::All)).0, ten);
        assert_eq!(
            written(&ten, 80, 5, || Ok(Choice::Quit)),
            ("x\n".repeat(4), true)
        );
    }

    #[test]
    fn a_long_line_takes_several_lines_of_the_screen() {
        let long = format!("{}\n", "é".repeat(25));
        let (shown, quit) = written(&format!("{long}{long}"), 10, 4, || Ok(Choice::Quit));
        assert!(quit);
        assert_eq!(shown, long);
    }
}
