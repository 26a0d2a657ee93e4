//! Where the lines come from: a person at a terminal, or a pipe.

use super::completer::QueryCompleter;
use super::prompt::SnapshotPrompt;
use crate::exit::CommandError;
use crate::terminal::Terminal;
use enfilade::Catalog;
use etcetera::BaseStrategy as _;
use reedline::{
    ColumnarMenu, Emacs, FileBackedHistory, KeyCode, KeyModifiers, MenuBuilder, Reedline,
    ReedlineEvent, ReedlineMenu, Signal, default_emacs_keybindings,
};
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::PathBuf;

/// How many lines the history keeps.
const HISTORY: usize = 10_000;

/// Where the lines come from.
pub(super) enum Input {
    /// A person.
    Terminal(Box<Reedline>, SnapshotPrompt),
    /// A pipe or a file.
    Stream,
}

impl Input {
    /// A prompt if there is a terminal to show it on.
    pub(super) fn new(name: &str, catalog: &Catalog, terminal: &Terminal) -> Input {
        if io::stdin().is_terminal() && terminal.err {
            let editor = editor(catalog, terminal);
            Input::Terminal(Box::new(editor), SnapshotPrompt::new(name))
        } else {
            Input::Stream
        }
    }

    /// Whether a person is typing.
    pub(super) fn is_terminal(&self) -> bool {
        matches!(self, Input::Terminal(..))
    }

    /// The next line; none at the end.
    pub(super) fn line(&mut self) -> Result<Option<String>, CommandError> {
        match self {
            Input::Terminal(editor, prompt) => loop {
                match editor.read_line(prompt) {
                    Ok(Signal::Success(line)) => return Ok(Some(line)),
                    Ok(Signal::CtrlD) => return Ok(None),
                    // Ctrl-C drops the line that was being typed.
                    Ok(_) => {}
                    Err(error) => return Err(io::Error::other(error.to_string()).into()),
                }
            },
            Input::Stream => {
                let mut bytes = Vec::new();
                if io::stdin().lock().read_until(b'\n', &mut bytes)? == 0 {
                    return Ok(None);
                }
                Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
            }
        }
    }
}

fn editor(catalog: &Catalog, terminal: &Terminal) -> Reedline {
    let mut keys = default_emacs_keybindings();
    keys.add_binding(
        KeyModifiers::NONE,
        KeyCode::Tab,
        ReedlineEvent::UntilFound(vec![
            ReedlineEvent::Menu("completion".to_owned()),
            ReedlineEvent::MenuNext,
        ]),
    );
    let menu = ColumnarMenu::default().with_name("completion");
    let editor = Reedline::create()
        .with_ansi_colors(terminal.colours_messages())
        .with_edit_mode(Box::new(Emacs::new(keys)))
        .with_completer(Box::new(QueryCompleter::new(catalog.clone())))
        .with_partial_completions(true)
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)));
    let Some(file) = history_file() else {
        return editor;
    };
    match FileBackedHistory::with_file(HISTORY, file) {
        Ok(history) => editor.with_history(Box::new(history)),
        Err(error) => {
            terminal.warn(&format!("the history is not kept: {error}"));
            editor
        }
    }
}

/// `ENFILADE_HISTORY`, else a file in the user's data folder; none if the variable is empty.
fn history_file() -> Option<PathBuf> {
    match std::env::var_os("ENFILADE_HISTORY") {
        Some(file) if file.is_empty() => None,
        Some(file) => Some(PathBuf::from(file)),
        None => {
            let folders = etcetera::choose_base_strategy().ok()?;
            Some(folders.data_dir().join("enfilade").join("history.txt"))
        }
    }
}
