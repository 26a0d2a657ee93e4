//! The files that an import passes over, for whoever asks which.

use crate::progress::Bar;
use crate::summary::grouped;
use enfilade::Progress;
use enfilade::escape::terminal::harmless;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

/// How many are listed.
const SHOWN: usize = 1000;

/// Shows progress, and notes what is passed over.
pub(super) struct Noting<'b, 'w> {
    bar: &'b Bar<'w>,
    list: Mutex<List>,
}

#[derive(Default)]
struct List {
    lines: Vec<String>,
    more: u64,
}

impl<'b, 'w> Noting<'b, 'w> {
    /// Shows progress by `bar`.
    pub(super) fn new(bar: &'b Bar<'w>) -> Noting<'b, 'w> {
        Noting {
            bar,
            list: Mutex::default(),
        }
    }

    /// Appends what was passed over, a line a file.
    pub(super) fn describe(self, text: &mut String) {
        let list = self.list.into_inner();
        let List { lines, more } = list.unwrap_or_else(PoisonError::into_inner);
        if lines.is_empty() {
            return;
        }
        let _ = writeln!(text, "Passed over");
        for line in lines {
            let _ = writeln!(text, "  {line}");
        }
        if more > 0 {
            let _ = writeln!(text, "  and {} more", grouped(more));
        }
        text.push('\n');
    }
}

impl Progress for Noting<'_, '_> {
    fn total(&self, bytes: u64) {
        self.bar.total(bytes);
    }

    fn source(&self, path: &str) {
        self.bar.source(path);
    }

    fn advance(&self, bytes: u64) {
        self.bar.advance(bytes);
    }

    fn passed_over(&self, path: &str, reason: &str) {
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        if list.lines.len() == SHOWN {
            list.more += 1;
            return;
        }
        // A name with line breaks in it stays one line.
        let line = format!("{}: {}", harmless(path), harmless(reason));
        list.lines.push(line);
    }

    fn is_cancelled(&self) -> bool {
        self.bar.is_cancelled()
    }
}
