//! Unpacking within bounds.
//!
//! A small archive can unpack to more than any disk holds. Every unpacked byte is counted, for
//! the import and for the file on disk that it came from; past either bound the stream ends in an
//! error that names the bound.

use crate::options::Limits;
use std::cell::Cell;
use std::error::Error;
use std::fmt;
use std::io::{self, Read};

/// Below this an archive may unpack to any multiple of its size.
const FREE: u64 = 64 << 20;

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

    fn spend(&self, bytes: u64) -> Result<(), PastLimit> {
        let all = self.all.get().saturating_add(bytes);
        let own = self.own.get().saturating_add(bytes);
        self.all.set(all);
        self.own.set(own);
        if all > self.limits.unpacked_bytes {
            return Err(PastLimit(format!(
                "its archives unpack to more than {} bytes",
                self.limits.unpacked_bytes
            )));
        }
        if own > FREE && own / self.limits.unpacked_ratio.max(1) > self.on_disk {
            return Err(PastLimit(format!(
                "it unpacks to more than {} times its size",
                self.limits.unpacked_ratio
            )));
        }
        Ok(())
    }
}

/// The error inside an [`io::Error`] when a bound is passed.
#[derive(Debug)]
pub(crate) struct PastLimit(pub(crate) String);

impl fmt::Display for PastLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for PastLimit {}

impl PastLimit {
    /// The bound that `error` speaks of, if it does.
    pub(crate) fn of(error: &io::Error) -> Option<&PastLimit> {
        error.get_ref()?.downcast_ref()
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
        self.budget.spend(read as u64).map_err(io::Error::other)?;
        Ok(read)
    }
}

/// A stream whose bytes are hashed as they pass.
pub(crate) struct Hashing<'h, R> {
    inner: R,
    hasher: &'h mut blake3::Hasher,
}

impl<'h, R: Read> Hashing<'h, R> {
    /// Hashes what `inner` yields into `hasher`.
    pub(crate) fn new(inner: R, hasher: &'h mut blake3::Hasher) -> Hashing<'h, R> {
        Hashing { inner, hasher }
    }
}

impl<R: Read> Read for Hashing<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}
