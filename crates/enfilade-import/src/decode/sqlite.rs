//! SQLite databases that nobody vouches for, read and never written.
//!
//! A database is a program of sorts: its schema can hold views and triggers that stand in for
//! tables, and its pages can be made to mislead. So it is opened read-only and as one that never
//! changes, what its schema says is not trusted, only plain tables are read, and only columns that
//! the reader names. It is read with plain reads, not mapped: a file that is cut meanwhile is an
//! error like any other.
//!
//! Source: <https://www.sqlite.org/security.html>.

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Row};
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

/// What every SQLite database begins with.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";

/// How long a value may be at most, whatever is allowed: SQLite's own bound.
const LONGEST: i32 = 1_000_000_000;

/// An open database.
pub(crate) struct Database {
    connection: Connection,
    /// Whether SQLite was built with the function that tells where a row stands.
    has_positions: bool,
    /// Whether pages are missing from the end of the file.
    pub(crate) is_cut: bool,
}

/// What a name stands for in a database.
pub(crate) enum Named {
    /// A plain table with these columns.
    Table(Vec<String>),
    /// A view, or a table that only exists while a program runs.
    Other(String),
    /// Nothing.
    Nothing,
}

/// How the rows of a table ended.
pub(crate) enum End {
    /// All came in, but for so many that are longer than allowed.
    Whole {
        /// How many rows were left out.
        too_long: u64,
    },
    /// The visitor wanted no more.
    Stopped,
}

impl Database {
    /// Opens the file at `path`. No value of more than `longest` bytes is read.
    ///
    /// # Errors
    /// If the file is no database, in spite of how it begins.
    pub(crate) fn open(path: &Path, longest: usize) -> rusqlite::Result<Database> {
        let mut database = Database::open_as(path, longest, DbConfig::SQLITE_DBCONFIG_DEFENSIVE)
            // What lacks pages is only read on if it might be repaired.
            .or_else(|error| match error.sqlite_error_code() {
                Some(ErrorCode::DatabaseCorrupt) => {
                    Database::open_as(path, longest, DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA)
                }
                _ => Err(error),
            })?;
        let stated = stated_size(path).unwrap_or(0);
        database.is_cut = path.metadata().is_ok_and(|file| file.len() < stated);
        Ok(database)
    }

    /// Opens the file at `path` for reading, with one more setting.
    fn open_as(path: &Path, longest: usize, setting: DbConfig) -> rusqlite::Result<Database> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(immutable(path), flags)?;
        for (setting, value) in [
            (setting, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        ] {
            connection.set_db_config(setting, value)?;
        }
        let longest = i32::try_from(longest).unwrap_or(LONGEST).min(LONGEST);
        for (limit, most) in [
            (Limit::SQLITE_LIMIT_LENGTH, longest),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, longest.min(1 << 20)),
            (Limit::SQLITE_LIMIT_ATTACHED, 0),
            (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        ] {
            connection.set_limit(limit, most)?;
        }
        connection.execute_batch("PRAGMA cell_size_check = ON; PRAGMA query_only = ON")?;
        // Reads the schema, and so fails here if there is none to be read.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        let has_positions = connection
            .prepare("SELECT sqlite_offset(name) FROM sqlite_schema")
            .is_ok();
        Ok(Database {
            connection,
            has_positions,
            is_cut: false,
        })
    }

    /// What `name` stands for.
    ///
    /// # Errors
    /// If the database is damaged.
    pub(crate) fn named(&self, name: &str) -> rusqlite::Result<Named> {
        let kind: Option<(String, bool)> = self
            .connection
            .query_row(
                "SELECT type, wr FROM pragma_table_list(?1) WHERE schema = 'main'",
                [name],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        match kind {
            None => return Ok(Named::Nothing),
            Some((kind, false)) if kind == "table" => {}
            Some((kind, _)) => return Ok(Named::Other(kind)),
        }
        // A generated column is an expression; the others are what was stored.
        let mut columns = self
            .connection
            .prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0")?;
        let columns = columns.query_map([name], |row| row.get(0))?;
        Ok(Named::Table(columns.collect::<rusqlite::Result<_>>()?))
    }

    /// How many rows of a table have a value in each of these columns.
    ///
    /// # Errors
    /// If the database is damaged.
    pub(crate) fn filled(&self, table: &str, columns: &[&str]) -> rusqlite::Result<Vec<u64>> {
        let mut counts = vec![0; columns.len()];
        self.rows(table, columns, |_, row| {
            for (at, count) in counts.iter_mut().enumerate() {
                let value = row.get_ref(FIRST + at).unwrap_or(ValueRef::Null);
                *count += u64::from(value != ValueRef::Null);
            }
            ControlFlow::Continue(())
        })?;
        Ok(counts)
    }

    /// Visits the rows of a plain table in the order in which they stand: the byte of the file at
    /// which each begins, and its values of these columns, numbered from [`FIRST`] on.
    ///
    /// # Errors
    /// If the database is damaged; the rows before the damage were visited.
    pub(crate) fn rows(
        &self,
        table: &str,
        columns: &[&str],
        mut visit: impl FnMut(u64, &Row<'_>) -> ControlFlow<()>,
    ) -> rusqlite::Result<End> {
        let Some(first) = columns.first().map(|column| quoted(column)) else {
            return Ok(End::Whole { too_long: 0 });
        };
        let names: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
        let (table, names) = (quoted(table), names.join(", "));
        let position = match self.has_positions {
            true => format!("sqlite_offset({first})"),
            false => "0".to_owned(),
        };
        let mut select = self.connection.prepare(&format!(
            "SELECT rowid, {position}, {names} FROM {table} NOT INDEXED WHERE rowid >= ?1 ORDER BY rowid"
        ))?;
        let (mut from, mut too_long) = (i64::MIN, 0);
        loop {
            let mut rows = select.query([from])?;
            loop {
                match rows.next() {
                    Ok(None) => return Ok(End::Whole { too_long }),
                    Ok(Some(row)) => {
                        let id: i64 = row.get(0)?;
                        // Pages that lead in a circle have no end.
                        if id < from {
                            return Err(out_of_order());
                        }
                        from = id.saturating_add(1);
                        let position = row.get::<_, Option<i64>>(1)?.unwrap_or(0);
                        if visit(position.unsigned_abs(), row).is_break() {
                            return Ok(End::Stopped);
                        }
                    }
                    Err(error) if error.sqlite_error_code() == Some(ErrorCode::TooBig) => {
                        too_long += 1;
                        break;
                    }
                    Err(error) => return Err(error),
                }
            }
            drop(rows);
            // Past the row that is too long.
            let next = format!("SELECT min(rowid) FROM {table} WHERE rowid >= ?1");
            let next: Option<i64> = self.connection.query_row(&next, [from], |row| row.get(0))?;
            match next {
                Some(next) if next < i64::MAX => from = next + 1,
                _ => return Ok(End::Whole { too_long }),
            }
        }
    }
}

/// How large a database says it is, in its first hundred bytes.
///
/// Source: <https://www.sqlite.org/fileformat2.html#the_database_header>.
fn stated_size(path: &Path) -> Option<u64> {
    let mut header = [0; 100];
    File::open(path).ok()?.read_exact(&mut header).ok()?;
    let page = u16::from_be_bytes([header[16], header[17]]);
    let pages = u32::from_be_bytes([header[28], header[29], header[30], header[31]]);
    // Of 65,536 only the first byte fits.
    let page = if page == 1 { 1 << 16 } else { u64::from(page) };
    Some(page * u64::from(pages))
}

/// The number of the first column that a visitor asked for.
pub(crate) const FIRST: usize = 2;

/// Rows that come again.
fn out_of_order() -> rusqlite::Error {
    let corrupt = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    rusqlite::Error::SqliteFailure(corrupt, Some("its rows are out of order".to_owned()))
}

/// A name as SQL writes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The file at `path` as a file that nobody changes, which needs no lock and leaves no trace.
///
/// Source: <https://www.sqlite.org/uri.html>.
fn immutable(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    let bytes = path.as_os_str().as_encoded_bytes();
    // What stands between two slashes and the next is a host, and there is none.
    match bytes {
        [b'/', ..] => uri.push_str("//"),
        [_, b':', ..] if cfg!(windows) => uri.push_str("///"),
        _ => {}
    }
    for &byte in bytes {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b'.' | b'-' | b'_' | b':' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02x}")),
        }
    }
    uri.push_str("?immutable=1");
    uri
}
