//! A file opened for reading.

use super::watched::Watched;
use crate::options::Progress;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;
use tempfile::NamedTempFile;

/// A source file and what its folder says of it.
pub(crate) struct OpenFile {
    /// Its bytes.
    pub(crate) file: File,
    /// How many there are.
    pub(crate) len: u64,
    /// When it was last written, in microseconds since 1970.
    pub(crate) modified: i64,
    /// Whether these are the bytes of the file itself, not a copy of what came in.
    pub(crate) is_plain: bool,
}

impl OpenFile {
    /// Opens the file at `path`. What comes in one direction (a pipe) is copied first.
    pub(crate) fn open(path: &Path, progress: &dyn Progress) -> io::Result<OpenFile> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        let modified = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .and_then(|since| i64::try_from(since.as_micros()).ok())
            .unwrap_or(0);
        let is_plain = metadata.is_file();
        if !is_plain {
            file = spool(Watched::new(file, progress, 0))?;
        }
        let len = file.metadata()?.len();
        Ok(OpenFile {
            file,
            len,
            modified,
            is_plain,
        })
    }
}

/// Copies a stream into an anonymous temporary file, so that it can be read from any place.
pub(crate) fn spool(mut from: impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut from, &mut file)?;
    file.rewind()?;
    Ok(file)
}

/// Copies a stream into a temporary file that has a name, and is gone when it is dropped.
pub(crate) fn spool_named(mut from: impl Read) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new()?;
    io::copy(&mut from, &mut file)?;
    file.flush()?;
    Ok(file)
}

/// The first bytes of a source, which is left at its start.
pub(crate) fn head(source: &mut (impl Read + Seek)) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    source.by_ref().take(16).read_to_end(&mut head)?;
    source.rewind()?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn a_head_leaves_the_source_at_its_start() {
        let mut source = Cursor::new(b"PK\x03\x04 and more than that".to_vec());
        assert_eq!(head(&mut source).unwrap(), b"PK\x03\x04 and more th");
        assert_eq!(source.position(), 0);
        assert_eq!(head(&mut Cursor::new(b"x")).unwrap(), b"x");
    }

    #[test]
    fn what_was_spooled_reads_from_its_start() {
        let mut text = String::new();
        let mut file = spool(&b"spooled"[..]).unwrap();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "spooled");
    }
}
