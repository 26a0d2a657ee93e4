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

/// Reads exports into a graph in memory.
///
/// # Errors
///
/// The exports cannot be read, or are damaged and the options refuse that.
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
    let summary = enfilade_import::read(paths, &reading, progress, &mut builder)?;
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
/// ones are whole.
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
    let imported = read(paths, options, progress)?;
    if progress.is_cancelled() {
        return Err(enfilade_import::ImportError::Cancelled.into());
    }
    Snapshot::write(out, &imported.graph, &imported.summary, &imported.report)?;
    Ok(Contents::of_import(&imported.summary, &imported.report))
}
