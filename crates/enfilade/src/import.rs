//! From exports to a graph, and from there to a snapshot.

use crate::{Contents, Error};
use enfilade_graph::{BuildReport, Builder, Graph, Snapshot};
use enfilade_import::{Format, Limits, Options, Progress};
use enfilade_model::{ImportSummary, ObjectKey};
use std::path::{Path, PathBuf};

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The format of the exports; recognised by content if not given.
    pub format: Option<Format>,
    /// The object id of the group that tables of members are of, where their names do not say it.
    pub group: Option<ObjectKey>,
    /// Whether the exports may be of more than one tenant.
    pub several_tenants: bool,
    /// What a hostile export may cost.
    pub limits: Limits,
    /// Whether a damaged export is an error, so that nothing is written.
    pub fail_on_damage: bool,
    /// The snapshot that the exports are added to.
    pub into: Option<PathBuf>,
}

/// An export in memory.
#[derive(Debug)]
pub struct Imported {
    /// The graph.
    pub graph: Graph,
    /// What was read.
    pub summary: ImportSummary,
    /// What the records added up to.
    pub report: BuildReport,
}

/// Reads exports into a graph in memory, together with what the snapshot holds that they are added to.
///
/// # Errors
///
/// The exports or the snapshot cannot be read, or are damaged and the options refuse that.
pub fn read(
    paths: &[PathBuf],
    options: &ImportOptions,
    progress: &dyn Progress,
) -> Result<Imported, Error> {
    let mut builder = Builder::new();
    let reading = Options {
        format: options.format,
        group: options.group,
        several_tenants: options.several_tenants,
        limits: options.limits,
    };
    let mut earlier = ImportSummary::default();
    if let Some(into) = &options.into {
        let snapshot = Snapshot::open(into)?;
        builder.take_in(snapshot.graph())?;
        earlier = snapshot.manifest().summary.clone();
    }
    let summary = enfilade_import::read_more(&earlier, paths, &reading, progress, &mut builder)?;
    if options.fail_on_damage {
        let damage: Vec<_> = summary.damage().cloned().collect();
        if !damage.is_empty() {
            return Err(Error::Damaged {
                warnings: damage,
                sources: summary.sources,
            });
        }
    }
    let (graph, report) = builder.finish(&summary)?;
    Ok(Imported {
        graph,
        summary,
        report,
    })
}

/// Reads exports and says what they hold, and writes nothing.
///
/// # Errors
///
/// The exports cannot be read, or are damaged and the options refuse that.
pub fn dry_run(
    paths: &[PathBuf],
    options: &ImportOptions,
    progress: &dyn Progress,
) -> Result<Contents, Error> {
    let imported = read(paths, options, progress)?;
    Ok(Contents::of_import(&imported.summary, &imported.report))
}

/// Imports exports into the snapshot folder `out`, which keeps its old contents until the new
/// ones are whole. If the exports are added to that snapshot, nobody else can change it meanwhile.
///
/// # Errors
///
/// The exports cannot be read, are damaged and the options refuse that, or the folder cannot be
/// written. Nothing has changed on disk then.
pub fn import(
    paths: &[PathBuf],
    out: &Path,
    options: &ImportOptions,
    progress: &dyn Progress,
) -> Result<Contents, Error> {
    let writer = match options.into.as_deref() == Some(out) && Snapshot::is_snapshot(out) {
        true => Some(Snapshot::writer(out)?),
        false => None,
    };
    let imported = read(paths, options, progress)?;
    if progress.is_cancelled() {
        return Err(enfilade_import::ImportError::Cancelled.into());
    }
    let writer = match writer {
        Some(writer) => writer,
        None => Snapshot::writer(out)?,
    };
    writer.write(&imported.graph, &imported.summary, &imported.report)?;
    Ok(Contents::of_import(&imported.summary, &imported.report))
}
