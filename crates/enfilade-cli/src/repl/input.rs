//! Where the lines come from: a person at a terminal, or a pipe.

use super::completer::QueryCompleter;
use super::highlighter::QueryHighlighter;
use super::prompt::SnapshotPrompt;
use super::validator::{QueryValidator, goes_on};
use crate::config::Keys;
use crate::exit::CommandError;
use crate::interrupt::has_hung_up;
use crate::terminal::Terminal;
use enfilade::Engine;
use enfilade::library::Library;
use etcetera::BaseStrategy as _;
use reedline::{
    Color, ColumnarMenu, DefaultHinter, EditMode, Emacs, FileBackedHistory, KeyCode, KeyModifiers,
    Keybindings, MenuBuilder, Reedline, ReedlineEvent, ReedlineMenu, Signal, Vi,
    default_emacs_keybindings, default_vi_insert_keybindings, default_vi_normal_keybindings,
    default_vi_visual_keybindings,
};
use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    pub(super) fn new(
        name: &str,
        engine: &Engine,
        library: &Arc<Library>,
        keys: Keys,
        terminal: &Terminal,
    ) -> Input {
        if io::stdin().is_terminal() && terminal.err {
            let completer = QueryCompleter::new(engine.clone(), Arc::clone(library));
            let editor = editor(completer, keys, terminal);
            Input::Terminal(Box::new(editor), SnapshotPrompt::new(name))
        } else {
            Input::Stream
        }
    }

    /// Whether a person is typing.
    pub(super) fn is_terminal(&self) -> bool {
        matches!(self, Input::Terminal(..))
    }

    /// The next query or command, which may be several lines; none at the end.
    pub(super) fn line(&mut self) -> Result<Option<String>, CommandError> {
        match self {
            Input::Terminal(editor, prompt) => loop {
                if has_hung_up() {
                    return Ok(None);
                }
                match editor.read_line(prompt) {
                    Ok(Signal::Success(line)) => {
                        // A conversation that is killed leaves what was asked before.
                        let _ = editor.sync_history();
                        return Ok(Some(line));
                    }
                    Ok(Signal::CtrlD) => return Ok(None),
                    // Ctrl-C drops the line that was being typed.
                    Ok(_) => {}
                    Err(error) => return Err(io::Error::other(error.to_string()).into()),
                }
            },
            Input::Stream => {
                let Some(mut text) = line_of_stdin()? else {
                    return Ok(None);
                };
                while goes_on(text.trim_end_matches(['\r', '\n'])) {
                    match line_of_stdin()? {
                        Some(more) if more.trim().is_empty() => break,
                        Some(more) => text.push_str(&more),
                        None => break,
                    }
                }
                Ok(Some(text))
            }
        }
    }
}

fn line_of_stdin() -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if io::stdin().lock().read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

fn editor(completer: QueryCompleter, keys: Keys, terminal: &Terminal) -> Reedline {
    let menu = ColumnarMenu::default()
        .with_name("completion")
        .with_marker("> ");
    let hinter = DefaultHinter::default()
        .with_style(Color::DarkGray.normal())
        .with_min_chars(2);
    let editor = Reedline::create()
        .with_ansi_colors(terminal.colours_messages())
        .with_edit_mode(edit_mode(keys))
        .with_completer(Box::new(completer))
        .with_highlighter(Box::new(QueryHighlighter))
        .with_validator(Box::new(QueryValidator))
        .with_hinter(Box::new(hinter))
        .with_partial_completions(true)
        .with_quick_completions(true)
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)));
    let Some(file) = history_file() else {
        return editor;
    };
    let history = make_private(&file).and_then(|()| {
        let history = FileBackedHistory::with_file(HISTORY, file);
        history.map_err(|error| io::Error::other(error.to_string()))
    });
    match history {
        Ok(history) => editor.with_history(Box::new(history)),
        Err(error) => {
            terminal.warn(&format!("the history is not kept: {error}"));
            editor
        }
    }
}

fn edit_mode(keys: Keys) -> Box<dyn EditMode> {
    let with_tab = |mut keys: Keybindings| {
        let complete = ReedlineEvent::UntilFound(vec![
            ReedlineEvent::Menu("completion".to_owned()),
            ReedlineEvent::MenuNext,
        ]);
        keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, complete);
        keys.add_binding(
            KeyModifiers::SHIFT,
            KeyCode::BackTab,
            ReedlineEvent::MenuPrevious,
        );
        keys
    };
    match keys {
        Keys::Emacs => Box::new(Emacs::new(with_tab(default_emacs_keybindings()))),
        Keys::Vi => {
            let insert = with_tab(default_vi_insert_keybindings());
            Box::new(Vi::new(
                insert,
                default_vi_normal_keybindings(),
                default_vi_visual_keybindings(),
            ))
        }
    }
}

/// Makes the file, for its owner alone: what was asked of a tenant says much about it.
fn make_private(file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        options.mode(0o600);
        let opened = options.open(file)?;
        let metadata = opened.metadata()?;
        // A device such as /dev/null is not ours to change.
        if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            opened.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
        Ok(())
    }
    #[cfg(not(unix))]
    options.open(file).map(drop)
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
