//! A file opened for reading.

use super::halt::Halt;
use super::watched::Watched;
use crate::options::{Limit, Limits, Progress};
use std::fs::{File, FileType};
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
    /// Opens the file at `path`. What comes in one direction (a pipe) is copied first, as far as the
    /// limits allow. Devices are refused: what `/dev/zero` says has no end.
    pub(crate) fn open(
        path: &Path,
        limits: &Limits,
        progress: &dyn Progress,
    ) -> io::Result<OpenFile> {
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
            if !is_pipe(metadata.file_type()) {
                let what = "it is neither a file nor a pipe";
                return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
            }
            file = spool_pipe(Watched::new(file, progress, 0), limits.unpacked_bytes)?;
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

#[cfg(unix)]
fn is_pipe(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_fifo()
}

/// What is neither a file nor a folder there is a pipe or a device, and nothing tells which.
#[cfg(not(unix))]
fn is_pipe(kind: FileType) -> bool {
    !kind.is_dir()
}

/// Copies what comes out of a pipe, if it is no more than `most` bytes.
fn spool_pipe(from: impl Read, most: u64) -> io::Result<File> {
    let file = spool(from.take(most.saturating_add(1)))?;
    if file.metadata()?.len() > most {
        let what = format!("more than {most} bytes come out of the pipe");
        return Err(Halt::Limit(Limit::UnpackedBytes, what).wrap());
    }
    Ok(file)
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
