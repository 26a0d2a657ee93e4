//! A result file that is there whole or not at all.
//!
//! It is written beside its place and renamed into it at the end: a reader never sees half of it,
//! and after Ctrl-C the file that was there before is still there.

use crate::exit::CommandError;
use crate::interrupt::Unfinished;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Writes a document to a file, or to stdout if none is named.
pub(crate) fn document(
    path: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), CommandError> {
    let Some(path) = path else {
        return Ok(write(&mut io::stdout().lock())?);
    };
    let mut file = OutputFile::create(path)?;
    write(&mut file).map_err(|source| CommandError::Output {
        path: path.to_owned(),
        source,
    })?;
    file.finish()
}

/// A result file being written.
pub(crate) enum OutputFile {
    /// Beside its place, to be renamed.
    Beside {
        /// The file.
        file: NamedTempFile,
        /// Its place.
        place: PathBuf,
        /// Removes the file if the process is made to end.
        unfinished: Unfinished,
    },
    /// A device or a pipe, which nothing can be renamed over.
    Device(File),
}

impl OutputFile {
    /// Starts to write.
    pub(crate) fn create(path: &Path) -> Result<OutputFile, CommandError> {
        let failed = |source| CommandError::Output {
            path: path.to_owned(),
            source,
        };
        match std::fs::metadata(path) {
            Ok(existing) if existing.is_dir() => {
                return Err(CommandError::Usage(format!(
                    "`{}` is a folder; name a file for the answer",
                    path.display()
                )));
            }
            Ok(existing) if !existing.is_file() => {
                let file = File::options().write(true).open(path).map_err(failed)?;
                return Ok(OutputFile::Device(file));
            }
            _ => {}
        }
        // The place itself if it is a link to a file elsewhere.
        let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = match place.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if !folder.is_dir() {
            return Err(CommandError::Usage(format!(
                "there is no folder `{}` to write `{}` to; make it first",
                folder.display(),
                path.display()
            )));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".enfilade-").suffix(".partial");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // As any other new file; the system takes the user's mask off.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder).map_err(failed)?;
        let unfinished = Unfinished::new(file.path());
        Ok(OutputFile::Beside {
            file,
            place,
            unfinished,
        })
    }

    /// The whole file is written: puts it into its place.
    pub(crate) fn finish(self) -> Result<(), CommandError> {
        match self {
            OutputFile::Beside {
                file,
                place,
                unfinished,
            } => {
                let result = file.persist(&place);
                drop(unfinished);
                match result {
                    Ok(_) => Ok(()),
                    Err(error) => Err(CommandError::Output {
                        path: place,
                        source: error.error,
                    }),
                }
            }
            OutputFile::Device(_) => Ok(()),
        }
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            OutputFile::Beside { file, .. } => file.write(bytes),
            OutputFile::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            OutputFile::Beside { file, .. } => file.flush(),
            OutputFile::Device(file) => file.flush(),
        }
    }
}
