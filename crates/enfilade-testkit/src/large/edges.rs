//! A large tenant as edge lists in Parquet, which other tools load.
//!
//! `users` (id, upn, guest, enabled), `groups` (id, name), `apps` (id, name, required, enabled),
//! `member` (user, group), `nest` (child_group, parent_group) and `assign` (kind, id, app); every id
//! is a number from 0. Beside them, `samples.json` names the users, apps and pairs that benches ask
//! about.

use super::{Holder, Large, What};
use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use arrow::error::ArrowError;
use parquet::arrow::ArrowWriter;
use parquet::errors::ParquetError;
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use thiserror::Error;

/// How many users, groups or apps are in memory at a time.
const CHUNK: u32 = 100_000;

/// Why edge lists could not be written.
#[derive(Debug, Error)]
pub enum EdgesError {
    /// The operating system refused.
    #[error("cannot write the edge lists: {0}")]
    Io(#[from] io::Error),
    /// Parquet refused.
    #[error("cannot write the edge lists: {0}")]
    Parquet(#[from] ParquetError),
    /// Arrow refused.
    #[error("cannot write the edge lists: {0}")]
    Arrow(#[from] ArrowError),
}

/// A table's columns for a range of objects.
type Columns = Vec<(&'static str, ArrayRef)>;

/// Writes the edge lists into a folder, which is made if it is not there.
///
/// # Errors
/// If a file cannot be written.
pub fn write(large: &Large, folder: &Path) -> Result<(), EdgesError> {
    fs::create_dir_all(folder)?;
    let table = |name: &str, count: u32, columns: &dyn Fn(&Large, Range<u32>) -> Columns| {
        write_table(
            large,
            &folder.join(format!("{name}.parquet")),
            count,
            columns,
        )
    };
    table("users", large.users, &users)?;
    table("groups", large.groups, &groups)?;
    table("apps", large.apps, &apps)?;
    table("member", large.users, &members)?;
    table("nest", large.groups, &nested)?;
    table("assign", large.apps, &assigned)?;
    fs::write(folder.join("samples.json"), samples(large))?;
    Ok(())
}

fn write_table(
    large: &Large,
    path: &Path,
    count: u32,
    columns: &dyn Fn(&Large, Range<u32>) -> Columns,
) -> Result<(), EdgesError> {
    let batch = |range| RecordBatch::try_from_iter(columns(large, range));
    let mut writer = ArrowWriter::try_new(File::create(path)?, batch(0..0)?.schema(), None)?;
    for start in (0..count).step_by(CHUNK as usize) {
        writer.write(&batch(start..count.min(start + CHUNK))?)?;
        // A row group a chunk, so that no more than that is kept.
        writer.flush()?;
    }
    writer.close()?;
    Ok(())
}

fn numbers(numbers: impl IntoIterator<Item = u32>) -> ArrayRef {
    let numbers = numbers.into_iter().map(i64::from);
    Arc::new(Int64Array::from_iter_values(numbers))
}

fn texts(texts: impl IntoIterator<Item = impl AsRef<str>>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(texts))
}

fn flags(flags: impl IntoIterator<Item = bool>) -> ArrayRef {
    Arc::new(flags.into_iter().map(Some).collect::<BooleanArray>())
}

fn users(large: &Large, range: Range<u32>) -> Columns {
    let users: Vec<_> = range.clone().map(|user| large.user(user)).collect();
    vec![
        ("id", numbers(range)),
        ("upn", texts(users.iter().map(|user| &user.upn))),
        ("guest", flags(users.iter().map(|user| user.guest))),
        ("enabled", flags(users.iter().map(|user| user.enabled))),
    ]
}

fn groups(large: &Large, range: Range<u32>) -> Columns {
    let names = range.clone().map(|group| large.group_name(group));
    let names = texts(names);
    vec![("id", numbers(range)), ("name", names)]
}

fn apps(large: &Large, range: Range<u32>) -> Columns {
    let apps: Vec<_> = range.clone().map(|app| large.app(app)).collect();
    vec![
        ("id", numbers(range)),
        ("name", texts(apps.iter().map(|app| &app.name))),
        ("required", flags(apps.iter().map(|app| app.required))),
        ("enabled", flags(apps.iter().map(|app| app.enabled))),
    ]
}

fn members(large: &Large, range: Range<u32>) -> Columns {
    let (mut users, mut groups, mut own) = (Vec::new(), Vec::new(), Vec::new());
    for user in range {
        large.groups_of(user, &mut own);
        users.extend(own.iter().map(|_| user));
        groups.extend_from_slice(&own);
    }
    vec![("user", numbers(users)), ("group", numbers(groups))]
}

fn nested(large: &Large, range: Range<u32>) -> Columns {
    let pairs: Vec<(u32, u32)> = range
        .flat_map(|child| {
            large
                .parents(child)
                .into_iter()
                .map(move |parent| (child, parent))
        })
        .collect();
    vec![
        ("child_group", numbers(pairs.iter().map(|pair| pair.0))),
        ("parent_group", numbers(pairs.iter().map(|pair| pair.1))),
    ]
}

fn assigned(large: &Large, range: Range<u32>) -> Columns {
    let pairs: Vec<(Holder, u32)> = range
        .flat_map(|app| {
            large
                .assigned(app)
                .into_iter()
                .map(move |holder| (holder, app))
        })
        .collect();
    let kind = |holder: Holder| match holder {
        Holder::Group(_) => "group",
        Holder::User(_) => "user",
    };
    let id = |holder: Holder| match holder {
        Holder::Group(number) | Holder::User(number) => number,
    };
    vec![
        ("kind", texts(pairs.iter().map(|pair| kind(pair.0)))),
        ("id", numbers(pairs.iter().map(|pair| id(pair.0)))),
        ("app", numbers(pairs.iter().map(|pair| pair.1))),
    ]
}

/// A hundred users and a hundred apps to ask about one by one, as JSON.
fn samples(large: &Large) -> String {
    let draws = |count: u32, from: u32| -> Vec<u32> {
        let mut draw = large.draw(What::Order, from);
        (0..100)
            .map(|_| draw.below(u64::from(count)) as u32)
            .collect()
    };
    let (users, apps) = (draws(large.users, 0), draws(large.apps, 1));
    format!("{{\"users\": {users:?}, \"apps\": {apps:?}}}\n")
}
