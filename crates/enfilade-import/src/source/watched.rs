//! Bytes on their way in, told to whoever watches the import.

use super::halt::Halt;
use crate::options::Progress;
use std::io::{self, Read, Seek, SeekFrom};

/// A source on disk. Tells how many bytes are done, stops when the watcher says so, and marks the
/// errors of the disk, so that they are not taken for a damaged archive.
pub(crate) struct Watched<'p, R> {
    inner: R,
    progress: &'p dyn Progress,
    /// How many bytes were announced and not yet told to be done.
    left: u64,
    /// How many were told to be done when the source was looked at before.
    known: u64,
}

impl<'p, R> Watched<'p, R> {
    /// Watches `inner`, of which `announced` bytes were promised to the watcher.
    pub(crate) fn new(inner: R, progress: &'p dyn Progress, announced: u64) -> Watched<'p, R> {
        Watched {
            inner,
            progress,
            left: announced,
            known: 0,
        }
    }

    /// The same, of which the first `known` bytes were told to be done before.
    pub(crate) fn known(mut self, known: u64) -> Watched<'p, R> {
        self.left = self.left.saturating_sub(known);
        self.known = known;
        self
    }

    /// How many of the announced bytes are left.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    fn done(&mut self, bytes: u64) {
        // An archive is not read from front to back: parts are met twice or never.
        let known = bytes.min(self.known);
        self.known -= known;
        let step = (bytes - known).min(self.left);
        self.left -= step;
        if step > 0 {
            self.progress.advance(step);
        }
    }

    /// Tells that the source is done with, whatever was not read of it.
    pub(crate) fn finish(&mut self) {
        self.known = 0;
        self.done(self.left);
    }
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.progress.is_cancelled() {
            return Err(Halt::Cancelled.wrap());
        }
        let read = loop {
            match self.inner.read(buffer) {
                Ok(read) => break read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Halt::Disk(error).wrap()),
            }
        };
        self.done(read as u64);
        Ok(read)
    }
}

impl<R: Seek> Seek for Watched<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}
