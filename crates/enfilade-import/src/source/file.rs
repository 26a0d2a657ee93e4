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
        let mut len = metadata.len();
        if !is_plain {
            if !is_pipe(metadata.file_type()) {
                let what = "it is neither a file nor a pipe";
                return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
            }
            file = spool_pipe(Watched::new(file, progress, 0), limits.unpacked_bytes)?;
            len = file.metadata()?.len();
        }
        Ok(OpenFile {
            file,
            len,
            modified,
            is_plain,
        })
    }

    /// All of a small file at once, since tools that write a file for each object leave a million of
    /// them. None, and nothing read, if the file is not small.
    pub(crate) fn small(&mut self) -> io::Result<Option<Vec<u8>>> {
        // Some files have no length and yet something to say.
        if !(1..SMALL).contains(&self.len) {
            return Ok(None);
        }
        let mut bytes = Vec::with_capacity(self.len as usize + 1);
        Read::by_ref(&mut self.file)
            .take(SMALL)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 == SMALL {
            self.file.rewind()?;
            return Ok(None);
        }
        Ok(Some(bytes))
    }
}

/// From how many bytes on a file is read bit by bit.
const SMALL: u64 = 64 << 10;

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
    use crate::NoProgress;
    use std::io::Cursor;

    #[test]
    fn a_head_leaves_the_source_at_its_start() {
        let mut source = Cursor::new(b"PK\x03\x04 and more than that".to_vec());
        assert_eq!(head(&mut source).unwrap(), b"PK\x03\x04 and more th");
        assert_eq!(source.position(), 0);
        assert_eq!(head(&mut Cursor::new(b"x")).unwrap(), b"x");
    }

    #[test]
    fn a_small_file_is_read_at_once_and_another_from_its_start() {
        for (len, is_small) in [(0, false), (1, true), (SMALL - 1, true), (SMALL, false)] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("file");
            std::fs::write(&path, vec![b'x'; len as usize]).unwrap();
            let mut opened = OpenFile::open(&path, &Limits::default(), &NoProgress).unwrap();
            let small = opened.small().unwrap();
            assert_eq!(
                small.map(|bytes| bytes.len() as u64),
                is_small.then_some(len)
            );
            if !is_small {
                let mut rest = Vec::new();
                assert_eq!(opened.file.read_to_end(&mut rest).unwrap() as u64, len);
            }
        }
        // One that grew since it was opened.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "x").unwrap();
        let mut opened = OpenFile::open(&path, &Limits::default(), &NoProgress).unwrap();
        std::fs::write(&path, vec![b'x'; 2 * SMALL as usize]).unwrap();
        assert_eq!(opened.small().unwrap(), None);
        let mut rest = Vec::new();
        assert_eq!(
            opened.file.read_to_end(&mut rest).unwrap() as u64,
            2 * SMALL
        );
    }

    #[test]
    fn what_was_spooled_reads_from_its_start() {
        let mut text = String::new();
        let mut file = spool(&b"spooled"[..]).unwrap();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "spooled");
    }
}
