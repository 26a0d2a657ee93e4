//! A bar that shows how far an import is, or how much of an answer is written, on a terminal only.

use crate::interrupt::Work;
use crate::terminal::Terminal;
use enfilade::Progress;
use enfilade::escape::terminal::harmless;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, Write};

fn target(terminal: &Terminal) -> ProgressDrawTarget {
    if terminal.err {
        ProgressDrawTarget::stderr_with_hz(10)
    } else {
        ProgressDrawTarget::hidden()
    }
}

/// Shows how much of an answer is written. How much there will be, nobody knows before its end.
pub(crate) struct Written<W> {
    to: W,
    bar: ProgressBar,
}

impl<W: Write> Written<W> {
    /// Shows what is written to `to`; nothing if stderr is no terminal.
    pub(crate) fn new(to: W, terminal: &Terminal) -> Written<W> {
        let bar = ProgressBar::with_draw_target(None, target(terminal));
        if let Ok(style) = ProgressStyle::with_template("{spinner} {bytes} written {bytes_per_sec}")
        {
            bar.set_style(style);
        }
        Written { to, bar }
    }

    /// All is written: takes the bar away.
    pub(crate) fn into_inner(self) -> W {
        self.bar.finish_and_clear();
        self.to
    }
}

impl<W: Write> Write for Written<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.bar.inc(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Shows which of several steps is being taken.
pub(crate) struct Steps(ProgressBar);

impl Steps {
    /// So many steps; nothing is shown if stderr is no terminal.
    pub(crate) fn new(count: usize, terminal: &Terminal) -> Steps {
        let bar = ProgressBar::with_draw_target(Some(count as u64), target(terminal));
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
            bar.set_style(style.progress_chars("━━─"));
        }
        Steps(bar)
    }

    /// The next step begins.
    pub(crate) fn next(&mut self, what: &str) {
        self.0.inc(1);
        self.0.set_message(harmless(what).into_owned());
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Shows progress, and hands on Ctrl-C.
pub(crate) struct Bar<'w> {
    bar: ProgressBar,
    work: &'w Work,
}

impl<'w> Bar<'w> {
    /// A bar on stderr; invisible if that is no terminal.
    pub(crate) fn new(terminal: &Terminal, work: &'w Work) -> Bar<'w> {
        let bar = ProgressBar::with_draw_target(Some(0), target(terminal));
        let template = "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━━─"));
        }
        Bar { bar, work }
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Bar<'_> {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Progress for Bar<'_> {
    fn total(&self, bytes: u64) {
        self.bar.set_length(bytes);
    }

    fn source(&self, path: &str) {
        self.bar.set_message(harmless(path).into_owned());
    }

    fn advance(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn is_cancelled(&self) -> bool {
        self.work.is_cancelled()
    }
}
