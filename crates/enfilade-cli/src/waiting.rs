//! A line that says that a query is still being answered, on a terminal only.
//!
//! It appears when an answer takes its time, tells how to stop it, and is gone before the first row
//! is written.

use crate::terminal::Terminal;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long an answer may take before anything is said.
const PATIENCE: Duration = Duration::from_millis(400);
/// How often the line is written again.
const PACE: Duration = Duration::from_millis(200);

/// The line, from the question to the first row.
#[derive(Default)]
pub(crate) struct Waiting {
    done: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Waiting {
    /// Waits for an answer, if there is somebody to tell.
    pub(crate) fn start(terminal: &Terminal) -> Waiting {
        let mut waiting = Waiting::default();
        if terminal.err && terminal.out {
            let done = Arc::clone(&waiting.done);
            // Without a thread there is no line, and the answer comes all the same.
            let thread = std::thread::Builder::new().name("waiting".to_owned());
            waiting.thread = thread.spawn(move || tell(&done)).ok();
        }
        waiting
    }

    /// Says something meanwhile, on a line of its own.
    pub(crate) fn aside(&self, say: impl FnOnce()) {
        let (done, _) = &*self.done;
        // The line is written with this lock held, and so not in between.
        let _quiet = done.lock().unwrap_or_else(PoisonError::into_inner);
        if self.thread.is_some() {
            clear();
        }
        say();
    }

    /// The first row is there.
    pub(crate) fn stop(&mut self) {
        let Some(thread) = self.thread.take() else {
            return;
        };
        let (done, wake) = &*self.done;
        *done.lock().unwrap_or_else(PoisonError::into_inner) = true;
        wake.notify_all();
        let _ = thread.join();
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.stop();
    }
}

fn tell((done, wake): &(Mutex<bool>, Condvar)) {
    let started = Instant::now();
    let mut pause = PATIENCE;
    let mut said = false;
    let mut is_done = done.lock().unwrap_or_else(PoisonError::into_inner);
    while !*is_done {
        let waited = wake.wait_timeout(is_done, pause);
        let (guard, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        is_done = guard;
        if timeout.timed_out() && !*is_done {
            let seconds = started.elapsed().as_secs_f64();
            let _ = write!(io::stderr(), "\r{seconds:.1} s, Ctrl-C stops\u{1b}[K");
            said = true;
            pause = PACE;
        }
    }
    if said {
        clear();
    }
}

/// Takes the line away.
fn clear() {
    let _ = write!(io::stderr(), "\r\u{1b}[K");
}

/// A writer before whose first byte the line goes.
pub(crate) struct After<'w, W> {
    inner: W,
    waiting: &'w mut Waiting,
}

impl<'w, W: Write> After<'w, W> {
    /// Writes to `inner`, once `waiting` is over.
    pub(crate) fn new(inner: W, waiting: &'w mut Waiting) -> After<'w, W> {
        After { inner, waiting }
    }
}

impl<W: Write> Write for After<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.stop();
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
