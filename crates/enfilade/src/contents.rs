//! What a graph holds and where it came from, whether it was just imported or opened.

use enfilade_graph::{BuildReport, Dispute, Manifest, Share};
use enfilade_model::{
    Completeness, EdgeKind, EntityKind, ImportSummary, SourceFile, SourceId, Warning,
};
use std::collections::BTreeMap;

/// What a graph holds and where it came from.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// The files it was made of.
    pub sources: Vec<SourceFile>,
    /// How many records came in, by the name that the export's format gives to their kind.
    pub records: BTreeMap<String, u64>,
    /// How many entities there are, by kind.
    pub entities: BTreeMap<EntityKind, u64>,
    /// How many of them no record describes, by kind.
    pub stubs: BTreeMap<EntityKind, u64>,
    /// How many edges there are, by kind.
    pub edges: BTreeMap<EdgeKind, u64>,
    /// How many edges were stated more than once, by kind.
    pub duplicates: BTreeMap<EdgeKind, u64>,
    /// How much each source states; empty if there is one only.
    pub shares: BTreeMap<SourceId, Share>,
    /// How much the sources disagree on.
    pub disagreements: BTreeMap<Dispute, u64>,
    /// What was odd about the sources.
    pub warnings: Vec<Warning>,
    /// What the sources could hold.
    pub completeness: Completeness,
    /// When the data was collected, in microseconds since 1970.
    pub collected_at: i64,
}

impl Contents {
    /// Of an import.
    #[must_use]
    pub fn of_import(summary: &ImportSummary, report: &BuildReport) -> Contents {
        let mut warnings = summary.warnings.clone();
        warnings.extend(report.warnings.iter().cloned());
        Contents {
            sources: summary.sources.clone(),
            records: summary.records.clone(),
            entities: report.entities.clone(),
            stubs: report.stubs.clone(),
            edges: report.edges.clone(),
            duplicates: report.duplicates.clone(),
            shares: report.shares.clone(),
            disagreements: report.disagreements.clone(),
            warnings,
            completeness: summary.completeness.clone(),
            collected_at: summary.collected_at(),
        }
    }

    /// Of a snapshot.
    #[must_use]
    pub fn of_snapshot(manifest: &Manifest) -> Contents {
        Contents::of_import(&manifest.summary, &manifest.report)
    }

    /// How many entities there are of all kinds.
    #[must_use]
    pub fn entity_count(&self) -> u64 {
        self.entities.values().sum()
    }

    /// How many edges there are of all kinds.
    #[must_use]
    pub fn edge_count(&self) -> u64 {
        self.edges.values().sum()
    }
}
