//! Databases among the sources: read where they lie, or from a copy of what an archive held.

use super::{Origin, Walk, failure};
use crate::decode::sqlite::Database;
use crate::detect::Refusal;
use crate::error::ImportError;
use crate::format::roadrecon::{self, Recognised};
use crate::options::Format;
use crate::source::halt::Halt;
use crate::source::unpack::Hashing;
use crate::summary::Oddity;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};

const JOURNAL: Oddity = Oddity::damage(
    "open-database",
    "databases that a program had open: what it wrote last lies beside them and is missing; end the program, or copy with `sqlite3 roadrecon.db '.backup copy.db'`",
);

impl Walk<'_> {
    /// Whether a database may be read as one: not if it was named as something else.
    pub(super) fn may_be_database(&self) -> bool {
        matches!(self.options.format, None | Some(Format::RoadRecon))
    }

    /// Reads the database at `path`, whose bytes are these.
    pub(super) fn database_at(
        &mut self,
        path: &Path,
        bytes: impl Read,
        origin: &Origin<'_>,
    ) -> Result<(), ImportError> {
        let first = self.sources.len();
        self.database(path, origin)?;
        if let Some(source) = self.sources.get_mut(first) {
            let hash = Hashing::new(bytes).finish();
            source.blake3 = hash.map_err(|error| failure(error, &origin.name))?;
            for end in ["-wal", "-journal"] {
                let beside = beside(path, end);
                if beside.metadata().is_ok_and(|journal| journal.len() > 0) {
                    let place = Some(self.out.provenance);
                    let oddities = &mut self.out.oddities;
                    oddities.count(JOURNAL, place, || beside.display().to_string());
                }
            }
        }
        Ok(())
    }

    /// Reads the database at `path`.
    pub(super) fn database(&mut self, path: &Path, origin: &Origin<'_>) -> Result<(), ImportError> {
        let longest = self.options.limits.record_bytes;
        let opened = Database::open(path, longest);
        let recognised = match &opened {
            Ok(database) => Recognised::of(database),
            Err(error) => return self.no_database(error, origin),
        };
        let recognised = match recognised {
            Ok(Ok(recognised)) => recognised,
            Ok(Err(reason)) => return self.pass_over(&Refusal::Other(reason.into()), origin),
            Err(error) => return self.no_database(&error, origin),
        };
        self.begin(Format::RoadRecon, 0, origin);
        let progress = self.progress;
        let is_cancelled = || progress.is_cancelled();
        let is_done = self
            .formats
            .read_database(&recognised, &mut self.out, &is_cancelled);
        match is_done {
            true => {
                self.end();
                Ok(())
            }
            false => Err(Halt::Cancelled.into_error(&origin.name)),
        }
    }

    /// Counts a database that cannot be read at all.
    fn no_database(
        &mut self,
        error: &rusqlite::Error,
        origin: &Origin<'_>,
    ) -> Result<(), ImportError> {
        let reason = format!(
            "it begins as a SQLite database does, but cannot be read ({error}); copy it again, with nothing using it"
        );
        self.leave_out(roadrecon::DAMAGED, reason, origin)
    }
}

/// The file that lies beside a database under a longer name.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    PathBuf::from(name)
}
