//! EntraExporter: a tree of folders with one object of Graph a file.
//!
//! What an object is, and whose member or owner, stands in the path and nowhere else:
//! `Groups/<group>/Members/<user>/<user>.json` ([`folder`]). Each object is read by Graph's or Azure's
//! own readers. What the tree holds depends on how the tool was called, which the folders betray
//! ([`coverage`]).
//! `docs/formats.md` tells it from the user's side.
//!
//! Source: <https://github.com/microsoft/EntraExporter>, 3.0.0, `src/Get-EEDefaultSchema.ps1`.

mod coverage;
mod folder;

pub(crate) use folder::Folder;

use super::fields::Fields;
use super::graph::Graph;
use super::listing::Listing;
use super::resource_manager::ResourceManager;
use crate::facts::Emitter;
use coverage::Coverage;
use enfilade_model::Completeness;
use std::collections::BTreeMap;

/// What spans the files of an import.
#[derive(Debug, Default)]
pub(crate) struct EntraExporter {
    coverage: Coverage,
    /// How many settings came in that add no access, by their folder.
    settings: BTreeMap<&'static str, u64>,
}

impl EntraExporter {
    /// Reads an object that lies in `folder`.
    pub(crate) fn record(
        &mut self,
        folder: Folder,
        fields: &Fields<'_>,
        listing: &Listing,
        (graph, azure): (&mut Graph, &mut ResourceManager),
        out: &mut Emitter<'_>,
    ) {
        let of = listing.place.collection;
        self.coverage.record(folder, of, fields);
        match folder {
            Folder::Objects(kind) => {
                let listing = Listing {
                    kind: Some(kind),
                    ..listing.clone()
                };
                graph.record(fields, &listing, out);
            }
            Folder::Items(_) => graph.record(fields, listing, out),
            Folder::Azure(kind) => azure.record(kind, fields, out),
            Folder::Settings(name) => *self.settings.entry(name).or_default() += 1,
        }
    }

    /// Adds what later files held.
    pub(crate) fn absorb(&mut self, later: EntraExporter) {
        self.coverage.absorb(later.coverage);
        for (name, count) in later.settings {
            *self.settings.entry(name).or_default() += count;
        }
    }

    /// How many settings of each kind came in.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (String, u64)> {
        self.settings
            .iter()
            .map(|(name, count)| (format!("settings in {name}"), *count))
    }

    /// What came in and what did not.
    pub(crate) fn ledger(&self) -> Completeness {
        self.coverage.ledger()
    }
}
