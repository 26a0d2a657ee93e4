//! A writer that remembers that its reader went away.
//!
//! `enfilade query ... | head` closes the pipe in the middle of the answer, which is what was
//! wanted. Arrow and Parquet wrap such an error in errors of their own, so it is noticed here,
//! where it happens.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Passes everything on to `inner`, and notes a broken pipe.
pub(super) struct Pipe<W> {
    inner: W,
    broken: Arc<AtomicBool>,
}

impl<W: Write> Pipe<W> {
    pub(super) fn new(inner: W, broken: Arc<AtomicBool>) -> Pipe<W> {
        Pipe { inner, broken }
    }

    fn note<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() == io::ErrorKind::BrokenPipe
        {
            self.broken.store(true, Ordering::Relaxed);
        }
        result
    }
}

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.inner.write(bytes);
        self.note(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.inner.flush();
        self.note(result)
    }
}
