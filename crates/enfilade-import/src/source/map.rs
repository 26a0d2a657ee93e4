//! A file mapped into memory.
//!
//! The only unsafe code of the crate. The contract of a mapping is that nobody shortens the file
//! meanwhile; an export is written once, and a reader that needs protection from its own user's
//! other programs would have to copy first.

use memmap2::Mmap;
use std::fs::File;
use std::io::{self, Seek};
use std::ops::Deref;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// The bytes of a file, mapped; an empty file has no mapping.
#[derive(Debug)]
pub(crate) struct Mapped {
    map: Option<Mmap>,
}

impl Mapped {
    /// Maps a file.
    #[expect(
        unsafe_code,
        reason = "mapping a file is unsafe by nature; see the module"
    )]
    pub(crate) fn new(file: &File) -> io::Result<Mapped> {
        if file.metadata()?.len() == 0 {
            return Ok(Mapped { map: None });
        }
        // SAFETY: the mapping is read-only and private to this value; that the file is not
        // shortened meanwhile is the documented condition of importing it.
        let map = unsafe { Mmap::map(file) }?;
        #[cfg(unix)]
        let _ = map.advise(memmap2::Advice::Sequential);
        Ok(Mapped { map: Some(map) })
    }

    /// Copies a stream into an anonymous temporary file and maps that: for what must be read at
    /// any place but comes in one direction (pipes, archives in archives).
    pub(crate) fn spool(mut from: impl io::Read) -> io::Result<Mapped> {
        let mut file = tempfile::tempfile()?;
        io::copy(&mut from, &mut file)?;
        file.rewind()?;
        Mapped::new(&file)
    }
}

impl Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.map.as_deref().unwrap_or(&[])
    }
}

/// An opened source file.
#[derive(Debug)]
pub(crate) struct OpenFile {
    /// Its bytes.
    pub(crate) bytes: Mapped,
    /// When it was last written, in microseconds since 1970.
    pub(crate) modified: i64,
}

impl OpenFile {
    /// Opens and maps the file at `path`; what is no regular file (a pipe) is copied first.
    pub(crate) fn open(path: &Path) -> io::Result<OpenFile> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        let modified = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .and_then(|since| i64::try_from(since.as_micros()).ok())
            .unwrap_or(0);
        let bytes = if metadata.is_file() {
            Mapped::new(&file)?
        } else {
            Mapped::spool(&file)?
        };
        Ok(OpenFile { bytes, modified })
    }
}
