//! What an import read, and what was odd about it.

use crate::{Completeness, Provenance, SourceId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A file that was read.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its number, by which [`Provenance`] names it.
    pub id: SourceId,
    /// Its path as given; for a member of an archive, `archive.zip!member`.
    pub path: String,
    /// The format it was read as ("azurehound").
    pub format: String,
    /// How many bytes it has on disk.
    pub bytes: u64,
    /// Its BLAKE3 hash in hexadecimal digits; absent if the hash was not taken.
    pub blake3: Option<String>,
    /// When it was collected, in microseconds since 1970: stated in the file, else the file's time.
    pub collected_at: i64,
    /// The ids of the tenants it was collected from, in lower case: one, unless exports were joined;
    /// none if it does not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenants: Vec<String>,
}

/// Something odd in the sources, with how often and one example.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// A short stable name ("unknown-kind", "truncated").
    pub code: String,
    /// What is odd, as a sentence that fits every occurrence.
    pub message: String,
    /// How often it occurred.
    pub count: u64,
    /// The first occurrence, in a few words.
    pub example: String,
    /// Where the first occurrence stands.
    pub provenance: Option<Provenance>,
    /// Whether the file is damaged there, so that records may be missing.
    pub damage: bool,
}

impl Warning {
    /// The file and the byte of the first occurrence, where that is known.
    #[must_use]
    pub fn place(&self, sources: &[SourceFile]) -> Option<String> {
        let place = self.provenance?;
        let source = sources.iter().find(|source| source.id == place.source)?;
        Some(format!("{} at byte {}", source.path, place.offset))
    }
}

/// What an import read.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct ImportSummary {
    /// The files, in the order of their numbers.
    pub sources: Vec<SourceFile>,
    /// How many records came in, by the name that the format gives to their kind.
    pub records: BTreeMap<String, u64>,
    /// What was odd.
    pub warnings: Vec<Warning>,
    /// What the sources could hold.
    pub completeness: Completeness,
}

impl ImportSummary {
    /// When the data was collected: the latest of the sources, in microseconds since 1970.
    #[must_use]
    pub fn collected_at(&self) -> i64 {
        self.sources
            .iter()
            .map(|source| source.collected_at)
            .max()
            .unwrap_or(0)
    }

    /// Adds what a later import read, whose sources are all sources.
    pub fn add(&mut self, later: ImportSummary) {
        self.sources = later.sources;
        for (kind, count) in later.records {
            *self.records.entry(kind).or_default() += count;
        }
        self.completeness.merge(later.completeness);
        for warning in later.warnings {
            let mut known = self.warnings.iter_mut();
            match known.find(|known| known.code == warning.code) {
                Some(known) => known.count += warning.count,
                None => self.warnings.push(warning),
            }
        }
        self.warnings
            .sort_by(|a, b| (!a.damage, &a.code).cmp(&(!b.damage, &b.code)));
    }

    /// The warnings that say records may be missing.
    pub fn damage(&self) -> impl Iterator<Item = &Warning> {
        self.warnings.iter().filter(|warning| warning.damage)
    }
}
