//! The walk over the sources: files, archives, streams, each recognised and read in turn.

mod columnar;
mod database;
mod part;

pub(super) use part::Part;

use super::{FileToRead, Named, are_several, one_tenant};
use crate::decode::encoding::Encoding;
use crate::decode::window::{Sizes, Window};
use crate::detect::{self, Refusal, Wrapping};
use crate::error::ImportError;
use crate::facts::Emitter;
use crate::format::Formats;
use crate::options::{Format, Limit, Options, Progress};
use crate::source::file::{self, OpenFile};
use crate::source::halt::Halt;
use crate::source::unpack::{Bounded, Budget, Hashing};
use crate::source::watched::Watched;
use crate::summary::{Oddities, Oddity, file_example};
use enfilade_model::{ImportSummary, ObjectKey, Provenance, RecordSink, SourceFile, SourceId};
use flate2::read::MultiGzDecoder;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::Path;
use zip::ZipArchive;
use zip::read::{ZipFile, read_zipfile_from_stream};
use zip::result::ZipError;

const CUT_ARCHIVE: Oddity = Oddity::damage(
    "cut-archive",
    "archives that end too early or are damaged; what came after is missing",
);
const PASSED_OVER: Oddity = Oddity::odd(
    "passed-over",
    "files in folders and archives that are no export; left out; `enfilade import --dry-run` lists them",
);
const LOST_FILE: Oddity = Oddity::damage(
    "lost-file",
    "files in folders and archives that are empty, cut or an error where an export should be; what they should have held is missing; `enfilade import --dry-run` lists them",
);

/// What tells a workbook of Excel, which is a zip archive, from others.
const WORKBOOK: &str = "xl/workbook.xml";

/// How much more than a small file holds is asked for at once.
const ROOM: usize = 4 << 10;

/// An import under way.
pub(super) struct Walk<'a> {
    options: &'a Options,
    progress: &'a dyn Progress,
    out: Emitter<'a>,
    formats: Formats,
    sources: Vec<SourceFile>,
    unpacked: Cell<u64>,
    passed_over: u64,
    /// The files that the user named and that are empty lists of something.
    empty_lists: Vec<String>,
    example: Option<String>,
    /// What a part of an import passed over: the whole says so when the part's turn comes.
    unsaid: Vec<PassedOver>,
    /// Whether a source was read to its end with nothing odd about it, so that it is an answer even if
    /// that is empty.
    is_answered: bool,
    /// How often something was odd before the present source.
    odd_before: u64,
    /// Whether this reads a part of an import by itself, and cannot read everything.
    is_part: bool,
    /// How many bytes were looked at of the present file, if it is none that it can read.
    left: Option<u64>,
}

/// A file that was passed over, and why.
struct PassedOver {
    path: String,
    reason: String,
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

impl<'a> Walk<'a> {
    /// Nothing read yet but what an earlier import read.
    pub(super) fn new(
        earlier: &ImportSummary,
        options: &'a Options,
        progress: &'a dyn Progress,
        sink: &'a mut dyn RecordSink,
    ) -> Walk<'a> {
        let mut out = Emitter::new(sink);
        for source in &earlier.sources {
            for tenant in &source.tenants {
                let tenant = ObjectKey::of(tenant);
                out.hierarchy.state_tenant(source.id, tenant);
            }
        }
        Walk {
            options,
            progress,
            out,
            formats: Formats::default(),
            sources: earlier.sources.clone(),
            unpacked: Cell::new(0),
            passed_over: 0,
            empty_lists: Vec::new(),
            example: None,
            unsaid: Vec::new(),
            is_answered: false,
            odd_before: 0,
            is_part: false,
            left: None,
        }
    }

    /// How the import is to be done.
    pub(super) fn options(&self) -> &'a Options {
        self.options
    }

    /// Who watches it.
    pub(super) fn progress(&self) -> &'a dyn Progress {
        self.progress
    }

    /// What was odd so far.
    pub(super) fn oddities(&mut self) -> &mut Oddities {
        &mut self.out.oddities
    }

    /// What was read, added to what an earlier import read, or an error if nothing came of it and that is
    /// not because lists are empty.
    pub(super) fn finish(mut self, earlier: &ImportSummary) -> Result<ImportSummary, ImportError> {
        for (source, tenants) in self.out.hierarchy.tenants() {
            if let Some(file) = self.sources.get_mut(source.0 as usize) {
                file.tenants = tenants.iter().map(ObjectKey::to_string).collect();
            }
        }
        if !self.options.several_tenants {
            one_tenant(&self.sources)?;
        }
        // There was nothing but empty lists of something.
        if self.sources.len() == earlier.sources.len()
            && let Some(path) = self.empty_lists.first()
        {
            return Err(ImportError::NotAnExport {
                path: path.clone(),
                reason: Refusal::Nothing.to_string(),
            });
        }
        let odd = self.out.oddities.first().cloned();
        self.formats.finish(self.options.group, &mut self.out);
        let is_in_vain = !self.is_answered && !self.out.has_said_something();
        let mut summary = earlier.clone();
        summary.add(ImportSummary {
            sources: self.sources,
            records: self.formats.records(&self.out),
            completeness: self.formats.ledger(&self.out),
            warnings: self.out.oddities.into_warnings(),
        });
        if summary.damage().next().is_some() {
            summary.completeness.damage();
        }
        if are_several(&summary.sources) {
            summary.completeness.mix();
        }
        let mut sources = summary.sources.iter().skip(earlier.sources.len());
        let Some(first) = sources.next().filter(|_| is_in_vain) else {
            return Ok(summary);
        };
        Err(ImportError::NothingRead {
            path: first.path.clone(),
            others: sources.count(),
            format: first.format.clone(),
            is_named: self.options.format.is_some(),
            why: odd.map(|odd| match odd.example.is_empty() {
                true => odd.message,
                false => format!("{} ({})", odd.message, odd.example),
            }),
            summary: Box::new(summary),
        })
    }

    /// Reads the files behind a path that the user named.
    pub(super) fn named(&mut self, named: &Named) -> Result<(), ImportError> {
        let before = self.found();
        for file in &named.files {
            self.file(file, !named.is_folder, 0)?;
        }
        self.end_named(named, before)
    }

    /// The files behind a path that the user named are read; this many were found before.
    pub(super) fn end_named(
        &mut self,
        named: &Named,
        before: (usize, u64),
    ) -> Result<(), ImportError> {
        // Files that were all read under another name are no reason to complain.
        if named.found > 0 && named.files.is_empty() {
            return Ok(());
        }
        self.check_found(before, &named.path.display().to_string())
    }

    /// Reads an export in memory.
    pub(super) fn bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), ImportError> {
        let before = self.found();
        self.source(
            Watched::new(Cursor::new(bytes), self.progress, bytes.len() as u64),
            None,
            name.to_owned(),
            bytes.len() as u64,
            0,
            true,
        )?;
        self.check_found(before, name)
    }

    /// How many sources were read, be they empty, and how many passed over.
    pub(super) fn found(&mut self) -> (usize, u64) {
        self.example = None;
        (
            self.sources.len() + self.empty_lists.len(),
            self.passed_over,
        )
    }

    /// An error if no source was read since `before`.
    fn check_found(
        &mut self,
        (sources, passed_over): (usize, u64),
        path: &str,
    ) -> Result<(), ImportError> {
        if self.sources.len() + self.empty_lists.len() > sources {
            return Ok(());
        }
        Err(ImportError::NothingFound {
            path: path.to_owned(),
            looked_at: self.passed_over - passed_over,
            example: self.example.take(),
        })
    }

    /// Reads a file on disk, `known` bytes of which were looked at before.
    pub(super) fn file(
        &mut self,
        file: &FileToRead,
        required: bool,
        known: u64,
    ) -> Result<(), ImportError> {
        let name = file.path.display().to_string();
        let mut opened = OpenFile::open(&file.path, &self.options.limits, self.progress)
            .map_err(|error| failure(error, &name))?;
        let (len, modified) = (opened.len, opened.modified);
        let path = opened.is_plain.then_some(&*file.path);
        match opened.small().map_err(|error| failure(error, &name))? {
            Some(bytes) => {
                let bytes = Watched::new(Cursor::new(bytes), self.progress, len).known(known);
                self.source(bytes, path, name, len, modified, required)
            }
            None => {
                let bytes = Watched::new(opened.file, self.progress, len).known(known);
                self.source(bytes, path, name, len, modified, required)
            }
        }
    }

    /// Reads the `len` bytes of one file, which lie at `path` if they lie anywhere.
    fn source(
        &mut self,
        mut watched: Watched<'_, impl Read + Seek>,
        path: Option<&Path>,
        name: String,
        len: u64,
        modified: i64,
        required: bool,
    ) -> Result<(), ImportError> {
        // Of a part that is known once it is clear that it can be read.
        if !self.is_part {
            self.progress.source(&name);
        }
        let limits = self.options.limits;
        let unpacked = Cell::new(self.unpacked.get());
        let budget = Budget::new(&limits, &unpacked, len);
        let origin = Origin {
            name,
            modified,
            bytes: len,
            depth: 0,
            required,
            budget: &budget,
        };
        let head = file::head(&mut watched).map_err(|error| failure(error, &origin.name))?;
        if self.is_part && Wrapping::of(&head) != Wrapping::None {
            self.left = Some(len - watched.left());
            return Ok(());
        }
        match (Wrapping::of(&head), path) {
            (Wrapping::Zip, _) => self.zip(
                &mut BufReader::with_capacity(64 << 10, &mut watched),
                &origin,
            )?,
            (Wrapping::Database, Some(path)) if self.may_be_database() => {
                self.database_at(path, &mut watched, &origin)?;
            }
            (Wrapping::Columnar, Some(path)) if self.may_be_columnar() => {
                let file = File::open(path).map_err(|error| failure(error, &origin.name))?;
                self.columnar_at(file, &mut watched, &origin)?;
            }
            _ => self.hashed(&mut watched, &origin)?,
        }
        if self.left.is_some() {
            self.left = Some(len - watched.left());
            return Ok(());
        }
        watched.finish();
        self.unpacked.set(unpacked.get());
        Ok(())
    }

    /// Reads bytes that come in one direction, and notes their hash with each source in them that
    /// has none of its own.
    fn hashed(&mut self, bytes: impl Read, origin: &Origin<'_>) -> Result<(), ImportError> {
        let first = self.sources.len();
        let mut stream = Hashing::new(bytes);
        self.stream(Box::new(&mut stream), origin)?;
        if self.sources[first..]
            .iter()
            .all(|source| source.blake3.is_some())
        {
            return Ok(());
        }
        // What does not come to its end has no hash.
        let hash = stream.finish().or_else(|error| match Halt::unwrap(error) {
            Ok(halt) => Err(halt.into_error(&origin.name)),
            Err(_) => Ok(None),
        })?;
        for source in &mut self.sources[first..] {
            source.blake3 = source.blake3.take().or_else(|| hash.clone());
        }
        Ok(())
    }

    /// Reads what is in a stream.
    fn stream(
        &mut self,
        mut stream: Box<dyn Read + '_>,
        origin: &Origin<'_>,
    ) -> Result<(), ImportError> {
        let most = self.options.limits.archive_nesting;
        if origin.depth > most {
            let what = format!("archives lie more than {most} deep in archives");
            return Err(Halt::Limit(Limit::ArchiveNesting, what).into_error(&origin.name));
        }
        let mut head = Vec::new();
        let begun = stream.by_ref().take(512).read_to_end(&mut head).map(drop);
        let wrapping = Wrapping::of(&head);
        let (encoding, mark) = Encoding::of(&head);
        let whole: Box<dyn Read + '_> = match begun {
            Ok(()) => Box::new(Cursor::new(head).chain(stream)),
            Err(error) if head.is_empty() => return self.after(error, origin),
            Err(error) => Box::new(Cursor::new(head).chain(Failing(Some(error)))),
        };
        match wrapping {
            Wrapping::Gzip => {
                let inner = Origin {
                    name: origin.name.clone(),
                    depth: origin.depth + 1,
                    ..*origin
                };
                let unpacked = Bounded::new(MultiGzDecoder::new(whole), origin.budget);
                self.stream(Box::new(unpacked), &inner)
            }
            Wrapping::Database if self.may_be_database() => match file::spool_named(whole) {
                Ok(spooled) => self.database(spooled.path(), origin),
                Err(error) => self.after(error, origin),
            },
            Wrapping::Columnar if self.may_be_columnar() => match file::spool(whole) {
                Ok(spooled) => self.columnar(spooled, origin),
                Err(error) => self.after(error, origin),
            },
            Wrapping::Zip => match file::spool(whole) {
                Ok(spooled) => self.zip(&mut BufReader::with_capacity(64 << 10, spooled), origin),
                Err(error) => self.after(error, origin),
            },
            Wrapping::None | Wrapping::Database | Wrapping::Columnar => {
                self.text(whole, encoding, mark, origin)
            }
        }
    }

    /// Reads the members of a zip archive, sorted by name.
    fn zip(
        &mut self,
        mut bytes: &mut (impl Read + Seek),
        origin: &Origin<'_>,
    ) -> Result<(), ImportError> {
        let mut archive = match ZipArchive::new(&mut bytes) {
            Ok(archive) => archive,
            Err(error) => return self.headless_zip(bytes, origin, error),
        };
        let most = self.options.limits.files;
        if archive.len() > most {
            let what = format!("it holds more than {most} files");
            return Err(Halt::Limit(Limit::Files, what).into_error(&origin.name));
        }
        let mut members = Vec::new();
        for index in 0..archive.len() {
            match archive.by_index_raw(index) {
                // Links and folders are none.
                Ok(member) if !member.is_file() => {}
                Ok(member) => members.push((member_name(&member), index)),
                Err(error) => self.bad_member(error, &origin.name)?,
            }
        }
        members.sort();
        if members.iter().any(|(name, _)| name == WORKBOOK) {
            let reason = "it is a workbook of Excel; save its sheet as CSV".to_owned();
            return self.leave_out(PASSED_OVER, reason, origin);
        }
        for (name, index) in members {
            match archive.by_index(index) {
                Ok(member) => self.member(member, name, origin)?,
                Err(error) => self.bad_member(error, &format!("{}!{name}", origin.name))?,
            }
        }
        Ok(())
    }

    /// Reads what is left of a zip archive whose table of contents, which comes last, is missing
    /// or damaged.
    fn headless_zip(
        &mut self,
        bytes: &mut (impl Read + Seek),
        origin: &Origin<'_>,
        error: ZipError,
    ) -> Result<(), ImportError> {
        let reason = error.to_string();
        self.bad_member(error, &origin.name)?;
        bytes
            .rewind()
            .map_err(|error| failure(error, &origin.name))?;
        let mut found = 0;
        while let Ok(Some(member)) = read_zipfile_from_stream(&mut *bytes) {
            found += 1;
            if found > self.options.limits.files {
                break;
            }
            let name = member_name(&member);
            self.member(member, name, origin)?;
        }
        if found == 0 && origin.required {
            return Err(ImportError::Archive {
                path: origin.name.clone(),
                reason,
            });
        }
        Ok(())
    }

    fn member<R: Read>(
        &mut self,
        member: ZipFile<'_, R>,
        name: String,
        origin: &Origin<'_>,
    ) -> Result<(), ImportError> {
        let inner = Origin {
            name: format!("{}!{name}", origin.name),
            bytes: member.compressed_size(),
            depth: origin.depth + 1,
            required: false,
            ..*origin
        };
        self.progress.source(&inner.name);
        self.hashed(Bounded::new(member, origin.budget), &inner)
    }

    /// Counts a part of an archive that cannot be opened.
    fn bad_member(&mut self, error: ZipError, name: &str) -> Result<(), ImportError> {
        let reason = match error {
            ZipError::Io(error) => match Halt::unwrap(error) {
                Ok(halt) => return Err(halt.into_error(name)),
                Err(error) => error.to_string(),
            },
            error => error.to_string(),
        };
        let oddities = &mut self.out.oddities;
        oddities.count(CUT_ARCHIVE, None, || file_example(name, &reason));
        Ok(())
    }

    /// Reads a text, if it is an export; its first `mark` bytes say its encoding.
    fn text(
        &mut self,
        mut bytes: Box<dyn Read + '_>,
        encoding: Encoding,
        mark: usize,
        origin: &Origin<'_>,
    ) -> Result<(), ImportError> {
        let skipped = io::copy(&mut bytes.by_ref().take(mark as u64), &mut io::sink());
        if let Err(error) = skipped {
            return self.after(error, origin);
        }
        let mut sizes = Sizes::for_records(self.options.limits.record_bytes);
        if origin.depth == 0 {
            sizes.chunk = sizes
                .chunk
                .min((origin.bytes as usize).saturating_add(ROOM));
        }
        let mut window = Window::new(bytes, encoding, mark as u64, sizes);
        let known = match self.options.format {
            Some(named) => detect::named(named, &mut window, &origin.name),
            None => detect::format(&mut window, &origin.name),
        };
        let format = match known {
            Ok(format) => format,
            Err(refusal) => {
                if let Some(error) = window.into_failure() {
                    self.after(error, origin)?;
                }
                return self.pass_over(&refusal, origin);
            }
        };
        if self.is_part && !Formats::can_absorb(format) {
            self.left = Some(0);
            return Ok(());
        }
        self.begin(format, window.offset(), origin);
        let group = self.options.group;
        self.formats
            .read(format, &origin.name, group, &mut window, &mut self.out);
        if let Some(error) = window.into_failure() {
            self.after(error, origin)?;
        }
        self.end();
        Ok(())
    }

    /// Begins a source whose first record stands at byte `offset`.
    fn begin(&mut self, format: Format, offset: u64, origin: &Origin<'_>) {
        if self.is_part {
            self.progress.source(&origin.name);
        }
        let source = SourceId(self.sources.len() as u32);
        self.sources.push(SourceFile {
            id: source,
            path: origin.name.clone(),
            format: format.to_string(),
            bytes: origin.bytes,
            blake3: None,
            collected_at: origin.modified,
            tenants: Vec::new(),
        });
        self.out.provenance = Provenance { source, offset };
        self.odd_before = self.out.oddities.total();
    }

    /// Ends the present source.
    fn end(&mut self) {
        self.is_answered |= self.out.oddities.total() == self.odd_before;
    }

    /// Leaves out a source that is no export.
    fn pass_over(&mut self, refusal: &Refusal, origin: &Origin<'_>) -> Result<(), ImportError> {
        let oddity = match refusal.is_damage(&origin.name) {
            true => LOST_FILE,
            false => PASSED_OVER,
        };
        if origin.required && *refusal == Refusal::Nothing {
            self.empty_lists.push(origin.name.clone());
            let origin = Origin {
                name: origin.name.clone(),
                required: false,
                ..*origin
            };
            return self.leave_out(oddity, refusal.to_string(), &origin);
        }
        self.leave_out(oddity, refusal.to_string(), origin)
    }

    /// Leaves out a source for a reason, which is an error if the user named the source.
    fn leave_out(
        &mut self,
        oddity: Oddity,
        reason: String,
        origin: &Origin<'_>,
    ) -> Result<(), ImportError> {
        let path = origin.name.clone();
        if origin.required {
            return Err(ImportError::NotAnExport { path, reason });
        }
        self.passed_over += 1;
        let example = file_example(&path, &reason);
        self.out.oddities.count(oddity, None, || example.clone());
        self.example.get_or_insert(example);
        self.say(PassedOver { path, reason });
        Ok(())
    }

    /// Tells whoever watches the import that a file was passed over, in its turn.
    fn say(&mut self, passed_over: PassedOver) {
        match self.is_part {
            true => self.unsaid.push(passed_over),
            false => self
                .progress
                .passed_over(&passed_over.path, &passed_over.reason),
        }
    }

    /// Judges a stream that did not come to its end.
    fn after(&mut self, error: io::Error, origin: &Origin<'_>) -> Result<(), ImportError> {
        let error = match Halt::unwrap(error) {
            Ok(halt) => return Err(halt.into_error(&origin.name)),
            Err(error) => error,
        };
        let place = Some(self.out.provenance);
        let example = file_example(&origin.name, &error.to_string());
        let oddities = &mut self.out.oddities;
        oddities.count(CUT_ARCHIVE, place, || example.clone());
        self.example.get_or_insert(example);
        Ok(())
    }
}

/// The error of a source that cannot be opened or read.
fn failure(error: io::Error, path: &str) -> ImportError {
    Halt::unwrap(error)
        .unwrap_or_else(Halt::Disk)
        .into_error(path)
}

/// A member's name as it is shown; never used as a path.
fn member_name<R: Read>(member: &ZipFile<'_, R>) -> String {
    String::from_utf8_lossy(member.name_raw()).into_owned()
}

/// A stream that fails with an error that was met before.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
