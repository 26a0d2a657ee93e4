//! Unpacking within bounds.
//!
//! A small archive can unpack to more than any disk holds. Every unpacked byte is counted, for
//! the import and for the file on disk that it came from; past either bound the stream ends in an
//! error that names the bound.

use super::halt::Halt;
use crate::options::{Limit, Limits};
use std::cell::Cell;
use std::io::{self, Read};

/// What may still be unpacked.
#[derive(Debug)]
pub(crate) struct Budget<'a> {
    limits: &'a Limits,
    /// Unpacked so far by the whole import.
    all: &'a Cell<u64>,
    /// Unpacked so far from this file on disk.
    own: Cell<u64>,
    /// The size of that file.
    on_disk: u64,
}

impl<'a> Budget<'a> {
    /// The budget of a file of `on_disk` bytes in an import that has unpacked `all` so far.
    pub(crate) fn new(limits: &'a Limits, all: &'a Cell<u64>, on_disk: u64) -> Budget<'a> {
        Budget {
            limits,
            all,
            own: Cell::new(0),
            on_disk,
        }
    }

    /// Counts so many bytes.
    ///
    /// # Errors
    /// If they pass a limit.
    pub(crate) fn spend(&self, bytes: u64) -> Result<(), Halt> {
        let all = self.all.get().saturating_add(bytes);
        let own = self.own.get().saturating_add(bytes);
        self.all.set(all);
        self.own.set(own);
        let limits = self.limits;
        if all > limits.unpacked_bytes {
            let what = format!(
                "its archives unpack to more than {} bytes",
                limits.unpacked_bytes
            );
            return Err(Halt::Limit(Limit::UnpackedBytes, what));
        }
        if own > limits.unpacked_free && own / limits.unpacked_ratio.max(1) > self.on_disk {
            let what = format!(
                "it unpacks to more than {} times its size",
                limits.unpacked_ratio
            );
            return Err(Halt::Limit(Limit::UnpackedRatio, what));
        }
        Ok(())
    }
}

/// A stream of unpacked bytes that counts against a budget.
pub(crate) struct Bounded<'a, R> {
    inner: R,
    budget: &'a Budget<'a>,
}

impl<'a, R: Read> Bounded<'a, R> {
    /// Counts what `inner` yields against `budget`.
    pub(crate) fn new(inner: R, budget: &'a Budget<'a>) -> Bounded<'a, R> {
        Bounded { inner, budget }
    }
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.budget.spend(read as u64).map_err(Halt::wrap)?;
        Ok(read)
    }
}

/// A stream whose bytes are hashed as they pass.
pub(crate) struct Hashing<R> {
    inner: R,
    hasher: blake3::Hasher,
}

impl<R: Read> Hashing<R> {
    /// Hashes what `inner` yields.
    pub(crate) fn new(inner: R) -> Hashing<R> {
        Hashing {
            inner,
            hasher: blake3::Hasher::new(),
        }
    }

    /// Reads to the end; the hash of everything, in hexadecimal digits.
    pub(crate) fn finish(mut self) -> io::Result<Option<String>> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(Some(self.hasher.finalize().to_hex().to_string()))
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}
