//! Ctrl-C: the first asks the work to stop, the second stops it; in a conversation, which is worth
//! more than one answer, only the third does.
//!
//! Work that is under way looks at a flag and winds up, so that nothing half written stays behind.
//! If it does not look soon enough, or nothing is under way, the process ends; files that were
//! being written are removed first.

use crate::exit::Exit;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

#[derive(Default)]
struct State {
    /// Set by Ctrl-C while work is under way.
    cancel: Arc<AtomicBool>,
    busy: AtomicBool,
    /// How often Ctrl-C was pressed since the work began, and how often it only asks.
    pressed: AtomicU8,
    asks: AtomicU8,
    /// Whether a person talks to the program at a terminal.
    converses: AtomicBool,
    /// Files to remove if the process ends now.
    unfinished: Mutex<Vec<PathBuf>>,
}

fn state() -> &'static State {
    static STATE: OnceLock<State> = OnceLock::new();
    STATE.get_or_init(State::default)
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    let files = &state().unfinished;
    files.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts to listen. Without a handler, Ctrl-C would still end the process, only less tidily.
pub(crate) fn listen() {
    let _ = ctrlc::set_handler(|| {
        let state = state();
        state.cancel.store(true, Ordering::SeqCst);
        let before = state.pressed.fetch_add(1, Ordering::SeqCst);
        let asks = state.asks.load(Ordering::SeqCst).max(1);
        if before >= asks || !state.busy.load(Ordering::SeqCst) || has_hung_up() {
            end_now();
        }
    });
}

/// Whether the person who talked to the program is gone with the terminal: then nobody is left to
/// press a key, and waiting for one would never end.
pub(crate) fn has_hung_up() -> bool {
    state().converses.load(Ordering::SeqCst) && !io::stdin().is_terminal()
}

/// From here on a person talks to the program: Ctrl-C asks twice before it ends everything.
pub(crate) fn be_patient() {
    let is_terminal = io::stdin().is_terminal();
    state().converses.store(is_terminal, Ordering::SeqCst);
    state().asks.store(2, Ordering::SeqCst);
}

#[expect(clippy::exit, reason = "a signal handler has nobody to return to")]
fn end_now() {
    for path in unfinished().iter() {
        let _ = std::fs::remove_file(path);
    }
    std::process::exit(i32::from(Exit::Interrupted as u8));
}

/// Work that can be interrupted, from its start to its end.
pub(crate) struct Work(());

impl Work {
    /// The work starts.
    pub(crate) fn start() -> Work {
        state().cancel.store(false, Ordering::SeqCst);
        state().pressed.store(0, Ordering::SeqCst);
        state().busy.store(true, Ordering::SeqCst);
        Work(())
    }

    /// The flag that asks the work to stop.
    pub(crate) fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&state().cancel)
    }

    /// Whether the work was asked to stop.
    pub(crate) fn is_cancelled(&self) -> bool {
        state().cancel.load(Ordering::Relaxed)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        state().busy.store(false, Ordering::SeqCst);
        state().cancel.store(false, Ordering::SeqCst);
    }
}

/// A file that is removed if the process ends while it is unfinished.
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    /// The file is being written.
    pub(crate) fn new(path: &Path) -> Unfinished {
        unfinished().push(path.to_owned());
        Unfinished(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().retain(|path| *path != self.0);
    }
}
