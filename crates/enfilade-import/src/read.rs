//! The walk over the sources: files, folders, archives, each recognised and read in turn.

use crate::decode::encoding::Encoding;
use crate::decode::window::Window;
use crate::detect::{self, Wrapping};
use crate::error::ImportError;
use crate::format::azurehound::{self, Emitter};
use crate::options::{Format, Options, Progress};
use crate::source::folder;
use crate::source::map::{Mapped, OpenFile};
use crate::source::unpack::{Bounded, Budget, Hashing, PastLimit};
use crate::summary::Oddity;
use enfilade_model::{ImportSummary, Provenance, RecordSink, SourceFile, SourceId};
use flate2::read::MultiGzDecoder;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::thread;
use zip::ZipArchive;

const CUT_ARCHIVE: Oddity = Oddity::damage(
    "cut-archive",
    "archives that end too early or are damaged; what came after is missing",
);
const PASSED_OVER: Oddity = Oddity::odd(
    "passed-over",
    "files in folders and archives that are no export; left out",
);
const NAMED_TWICE: Oddity = Oddity::odd(
    "named-twice",
    "files that were named more than once; read once",
);

/// Reads exports and pushes their facts into `sink`.
///
/// Folders are searched, archives are unpacked; files in them that are no export are passed over
/// and counted. What is odd or damaged is in the summary's warnings.
///
/// # Errors
/// If a path cannot be read, a named file is no export, nothing was found in a folder or archive,
/// a limit was passed, or the import was cancelled.
pub fn read(
    paths: &[PathBuf],
    options: &Options,
    progress: &dyn Progress,
    sink: &mut dyn RecordSink,
) -> Result<ImportSummary, ImportError> {
    if paths.is_empty() {
        return Err(ImportError::NoInput);
    }
    let mut import = Import {
        options,
        progress,
        out: Emitter::new(sink),
        sources: Vec::new(),
        unpacked: Cell::new(0),
        passed_over: 0,
        example: None,
    };
    let plan = import.plan(paths)?;
    progress.total(
        plan.iter()
            .flat_map(|named| &named.files)
            .map(|file| file.bytes)
            .sum(),
    );
    for named in &plan {
        import.named(named)?;
    }
    azurehound::finish(&mut import.out);
    let Import { out, sources, .. } = import;
    Ok(ImportSummary {
        sources,
        records: out.records(),
        completeness: azurehound::ledger(&out),
        warnings: out.oddities.into_warnings(),
    })
}

/// A path that the user named, and the files behind it.
struct Named {
    path: PathBuf,
    is_folder: bool,
    /// How many files there are, counting those that were named before.
    found: usize,
    files: Vec<FileToRead>,
}

struct FileToRead {
    path: PathBuf,
    bytes: u64,
}

struct Import<'a> {
    options: &'a Options,
    progress: &'a dyn Progress,
    out: Emitter<'a>,
    sources: Vec<SourceFile>,
    unpacked: Cell<u64>,
    passed_over: u64,
    example: Option<String>,
}

/// What is being read, as it is passed down through archives.
struct Origin<'o> {
    /// How it is shown: `archive.zip!member`.
    name: String,
    /// When it was collected, in microseconds since 1970.
    modified: i64,
    /// Its size on disk.
    bytes: u64,
    /// How deep it lies in archives.
    depth: u32,
    /// Whether the user named it, so that it has to be an export.
    required: bool,
    budget: &'o Budget<'o>,
}

impl Import<'_> {
    /// Lists the files to read.
    fn plan(&mut self, paths: &[PathBuf]) -> Result<Vec<Named>, ImportError> {
        let io = |path: &Path, source| ImportError::Io {
            path: path.to_owned(),
            source,
        };
        let mut seen = BTreeSet::new();
        let mut plan = Vec::new();
        for path in paths {
            let is_folder = path.metadata().map_err(|e| io(path, e))?.is_dir();
            let found = if is_folder {
                folder::files(path, &self.options.limits)?
            } else {
                vec![path.clone()]
            };
            let (count, mut files) = (found.len(), Vec::new());
            for file in found {
                let whole = file.canonicalize().map_err(|e| io(&file, e))?;
                if !seen.insert(whole) {
                    let name = file.display().to_string();
                    self.out.oddities.count(NAMED_TWICE, None, || name);
                    continue;
                }
                let bytes = file.metadata().map_err(|e| io(&file, e))?.len();
                files.push(FileToRead { path: file, bytes });
            }
            plan.push(Named {
                path: path.clone(),
                is_folder,
                found: count,
                files,
            });
        }
        Ok(plan)
    }

    fn named(&mut self, named: &Named) -> Result<(), ImportError> {
        let (sources, passed_over) = (self.sources.len(), self.passed_over);
        self.example = None;
        for file in &named.files {
            self.file(file, !named.is_folder)?;
        }
        let nothing = self.passed_over > passed_over || named.found == 0;
        if self.sources.len() == sources && nothing {
            return Err(ImportError::NothingFound {
                path: named.path.display().to_string(),
                looked_at: self.passed_over - passed_over,
                example: self.example.take(),
            });
        }
        Ok(())
    }

    /// Reads a file on disk. Its hash is taken beside, on another thread.
    fn file(&mut self, file: &FileToRead, required: bool) -> Result<(), ImportError> {
        self.check_cancelled()?;
        let opened = OpenFile::open(&file.path).map_err(|source| ImportError::Io {
            path: file.path.clone(),
            source,
        })?;
        let bytes: &[u8] = &opened.bytes;
        let limits = self.options.limits;
        let unpacked = Cell::new(self.unpacked.get());
        let budget = Budget::new(&limits, &unpacked, bytes.len() as u64);
        let origin = Origin {
            name: file.path.display().to_string(),
            modified: opened.modified,
            bytes: bytes.len() as u64,
            depth: 0,
            required,
            budget: &budget,
        };
        self.progress.source(&origin.name);
        let first = self.sources.len();
        let mut told = 0;
        let (done, hash) = thread::scope(|scope| {
            let hashing = thread::Builder::new()
                .spawn_scoped(scope, || blake3::hash(bytes))
                .ok();
            let done = self.mapped(bytes, &origin, &mut told);
            let hash = hashing.and_then(|hashing| hashing.join().ok());
            (done, hash.unwrap_or_else(|| blake3::hash(bytes)))
        });
        done?;
        self.progress
            .advance((bytes.len() as u64).saturating_sub(told));
        self.unpacked.set(unpacked.get());
        for source in self.sources.iter_mut().skip(first) {
            source
                .blake3
                .get_or_insert_with(|| hash.to_hex().to_string());
        }
        Ok(())
    }

    fn check_cancelled(&self) -> Result<(), ImportError> {
        if self.progress.is_cancelled() {
            Err(ImportError::Cancelled)
        } else {
            Ok(())
        }
    }

    /// Reads bytes that are all at hand.
    fn mapped(
        &mut self,
        bytes: &[u8],
        origin: &Origin<'_>,
        told: &mut u64,
    ) -> Result<(), ImportError> {
        match Wrapping::of(bytes) {
            Wrapping::Zip => self.zip(bytes, origin, told),
            Wrapping::Gzip => {
                let place = Cell::new(0);
                let packed = Counting {
                    inner: bytes,
                    place: &place,
                };
                let stream = Bounded::new(MultiGzDecoder::new(packed), origin.budget);
                let inner = Origin {
                    name: origin.name.clone(),
                    depth: origin.depth + 1,
                    ..*origin
                };
                self.stream(Box::new(stream), &inner, &mut |_| place.get(), told)
            }
            Wrapping::None => {
                let (encoding, mark) = Encoding::of(bytes);
                let offset = mark as u64;
                let mut window = match encoding {
                    Encoding::Utf8 => Window::mapped(&bytes[mark..], offset),
                    _ => Window::stream(
                        encoding.decode(Box::new(&bytes[mark..])),
                        encoding,
                        offset,
                        self.options.limits.record_bytes,
                    ),
                };
                self.text(&mut window, origin, &mut |offset| offset, told)?;
                self.after(window.into_failure(), origin)
            }
        }
    }

    /// Reads bytes that come in one direction. `place` turns an offset in them into bytes on disk.
    fn stream(
        &mut self,
        mut stream: Box<dyn Read + '_>,
        origin: &Origin<'_>,
        place: &mut dyn FnMut(u64) -> u64,
        told: &mut u64,
    ) -> Result<(), ImportError> {
        if origin.depth > self.options.limits.archive_nesting {
            return Err(ImportError::Limit {
                path: origin.name.clone(),
                what: format!(
                    "archives lie more than {} deep in archives",
                    self.options.limits.archive_nesting
                ),
            });
        }
        let mut head = Vec::new();
        let begun = stream.by_ref().take(512).read_to_end(&mut head).map(drop);
        let wrapping = Wrapping::of(&head);
        let (encoding, mark) = Encoding::of(&head);
        let whole = match begun {
            Ok(()) => Box::new(Cursor::new(head).chain(stream)) as Box<dyn Read + '_>,
            Err(error) if head.is_empty() => return self.after(Some(error), origin),
            Err(error) => Box::new(Cursor::new(head).chain(Failing(Some(error)))),
        };
        match wrapping {
            Wrapping::None => {
                let mut whole = whole;
                io::copy(&mut whole.by_ref().take(mark as u64), &mut io::sink()).ok();
                let mut window = Window::stream(
                    encoding.decode(whole),
                    encoding,
                    mark as u64,
                    self.options.limits.record_bytes,
                );
                self.text(&mut window, origin, place, told)?;
                self.after(window.into_failure(), origin)
            }
            Wrapping::Gzip => {
                let unpacked = Bounded::new(MultiGzDecoder::new(whole), origin.budget);
                let inner = Origin {
                    name: origin.name.clone(),
                    depth: origin.depth + 1,
                    ..*origin
                };
                let at = *told;
                self.stream(Box::new(unpacked), &inner, &mut |_| at, told)
            }
            Wrapping::Zip => match Mapped::spool(whole) {
                Ok(bytes) => {
                    let inner = Origin {
                        name: origin.name.clone(),
                        ..*origin
                    };
                    let mut inner_told = u64::MAX;
                    self.zip(&bytes, &inner, &mut inner_told)
                }
                Err(error) => self.after(Some(error), origin),
            },
        }
    }

    /// Reads the members of a zip archive, sorted by name.
    fn zip(
        &mut self,
        bytes: &[u8],
        origin: &Origin<'_>,
        told: &mut u64,
    ) -> Result<(), ImportError> {
        let broken = |reason: String| ImportError::Archive {
            path: origin.name.clone(),
            reason,
        };
        let mut archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
        if archive.len() > self.options.limits.files {
            return Err(ImportError::Limit {
                path: origin.name.clone(),
                what: format!("it holds more than {} files", self.options.limits.files),
            });
        }
        let mut members = Vec::new();
        for index in 0..archive.len() {
            let member = archive
                .by_index_raw(index)
                .map_err(|error| broken(error.to_string()))?;
            if member.is_file() {
                let name = String::from_utf8_lossy(member.name_raw()).into_owned();
                members.push((name, index));
            }
        }
        members.sort();
        for (name, index) in members {
            self.check_cancelled()?;
            let name = format!("{}!{name}", origin.name);
            let member = match archive.by_index(index) {
                Ok(member) => member,
                Err(error) => {
                    self.out
                        .oddities
                        .count(CUT_ARCHIVE, None, || format!("{name}: {error}"));
                    continue;
                }
            };
            let packed = member.compressed_size();
            let unpacked = member.size().max(1);
            let inner = Origin {
                name,
                bytes: packed,
                depth: origin.depth + 1,
                required: false,
                ..*origin
            };
            self.progress.source(&inner.name);
            let (before, sources) = (*told, self.sources.len());
            let mut hasher = blake3::Hasher::new();
            let mut stream = Hashing::new(Bounded::new(member, origin.budget), &mut hasher);
            let scaled = |offset: u64| {
                let share = u128::from(offset.min(unpacked)) * u128::from(packed);
                before.saturating_add((share / u128::from(unpacked)) as u64)
            };
            self.stream(
                Box::new(&mut stream),
                &inner,
                &mut |offset| scaled(offset),
                told,
            )?;
            io::copy(&mut stream, &mut io::sink()).ok();
            let hash = hasher.finalize().to_hex().to_string();
            for source in self.sources.iter_mut().skip(sources) {
                source.blake3.get_or_insert_with(|| hash.clone());
            }
        }
        Ok(())
    }

    /// Reads a text, if it is an export.
    fn text(
        &mut self,
        window: &mut Window<'_>,
        origin: &Origin<'_>,
        place: &mut dyn FnMut(u64) -> u64,
        told: &mut u64,
    ) -> Result<(), ImportError> {
        if self.options.format.is_none()
            && let Err(reason) = detect::azurehound(window)
        {
            if origin.required {
                return Err(ImportError::NotAnExport {
                    path: origin.name.clone(),
                    reason,
                });
            }
            self.passed_over += 1;
            let example = format!("`{}`: {reason}", origin.name);
            self.out
                .oddities
                .count(PASSED_OVER, None, || example.clone());
            self.example.get_or_insert(example);
            return Ok(());
        }
        let id = SourceId(self.sources.len() as u32);
        self.sources.push(SourceFile {
            id,
            path: origin.name.clone(),
            format: Format::AzureHound.to_string(),
            bytes: origin.bytes,
            blake3: None,
            collected_at: origin.modified,
        });
        self.out.provenance = Provenance {
            source: id,
            offset: window.offset(),
        };
        let progress = self.progress;
        let mut asked = 0;
        azurehound::read(window, &mut self.out, &mut |offset| {
            if offset < asked {
                return Ok(());
            }
            asked = offset + STEP;
            let done = place(offset);
            if done > *told {
                progress.advance(done - *told);
                *told = done;
            }
            if progress.is_cancelled() {
                Err(ImportError::Cancelled)
            } else {
                Ok(())
            }
        })
    }

    /// Judges how a stream ended.
    fn after(
        &mut self,
        failure: Option<io::Error>,
        origin: &Origin<'_>,
    ) -> Result<(), ImportError> {
        let Some(failure) = failure else {
            return Ok(());
        };
        if let Some(PastLimit(what)) = PastLimit::of(&failure) {
            return Err(ImportError::Limit {
                path: origin.name.clone(),
                what: what.clone(),
            });
        }
        let place = self.out.provenance;
        let name = &origin.name;
        self.out
            .oddities
            .count(CUT_ARCHIVE, Some(place), || format!("{name}: {failure}"));
        Ok(())
    }
}

/// How many bytes are read between two looks at the watcher.
const STEP: u64 = 1 << 20;

/// Counts the bytes that were taken from a slice.
struct Counting<'c, R> {
    inner: R,
    place: &'c Cell<u64>,
}

impl<R: Read> Read for Counting<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.place.set(self.place.get() + read as u64);
        Ok(read)
    }
}

/// A stream that fails with an error that was met before.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
