//! A bar that shows how far an import is, on a terminal only.

use crate::interrupt::Work;
use crate::terminal::Terminal;
use enfilade::Progress;
use enfilade::escape::terminal::harmless;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows progress, and hands on Ctrl-C.
pub(crate) struct Bar<'w> {
    bar: ProgressBar,
    work: &'w Work,
}

impl<'w> Bar<'w> {
    /// A bar on stderr; invisible if that is no terminal.
    pub(crate) fn new(terminal: &Terminal, work: &'w Work) -> Bar<'w> {
        let target = if terminal.err {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let template = "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━━─"));
        }
        Bar { bar, work }
    }
}

impl Drop for Bar<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
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
