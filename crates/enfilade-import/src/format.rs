//! The formats, each in a module of its own.

pub(crate) mod azurehound;
mod damage;
pub(crate) mod entra_exporter;
pub(crate) mod fields;
pub(crate) mod graph;
mod held;
pub(crate) mod json;
pub(crate) mod listing;
pub(crate) mod opengraph;
pub(crate) mod plain;
pub(crate) mod resource_manager;
pub(crate) mod roadrecon;
pub(crate) mod table;

use crate::decode::window::Window;
use crate::facts::{Emitter, hierarchy};
use crate::options::Format;
use crate::summary::Oddity;
use enfilade_model::{Attribute, Completeness, EntityKind, ObjectKey, Relation};
use entra_exporter::{EntraExporter, Folder};
use fields::Fields;
use graph::Graph;
use listing::{Form, Listing, Records};
use opengraph::OpenGraph;
use plain::Plain;
use resource_manager::ResourceManager;
use roadrecon::{Recognised, RoadRecon};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use table::Reading;
use table::header::Header;

const NOT_TAKEN: Oddity = Oddity::odd(
    "group-not-taken",
    "`--group` named a group, and no table was one of members; put the group's id into the name of a table of users that lists its members, as in `members_<id>.csv`",
);

/// What spans the sources of an import, for each format.
#[derive(Debug, Default)]
pub(crate) struct Formats {
    /// The formats that were read.
    read: BTreeSet<Format>,
    graph: Graph,
    azure: ResourceManager,
    plain: Plain,
    roadrecon: RoadRecon,
    opengraph: OpenGraph,
    entra_exporter: EntraExporter,
    /// Whether any table was of the group that the caller named, or of members of another.
    took_group: bool,
    /// The folder of EntraExporter that the present source lies in.
    folder: Option<Folder>,
}

impl Formats {
    /// Reads the text in view, which lies at `path`, as `format`; a table of members whose path does
    /// not say its group is of `group`.
    pub(crate) fn read(
        &mut self,
        format: Format,
        path: &str,
        group: Option<ObjectKey>,
        window: &mut Window<'_>,
        out: &mut Emitter<'_>,
    ) {
        self.read.insert(format);
        match format {
            Format::AzureHound => azurehound::read(window, out),
            Format::Graph | Format::ResourceManager | Format::OpenGraph => {
                json::read(window, path, self, out);
            }
            Format::EntraExporter => {
                self.folder = Folder::of(path).map(|place| place.folder);
                json::read(window, path, self, out);
                self.folder = None;
            }
            Format::Table | Format::Plain => {
                let mut plain = std::mem::take(&mut self.plain);
                let mut took_group = self.took_group;
                let reading = Reading {
                    path,
                    group,
                    took_group: &mut took_group,
                    plain: &mut plain,
                };
                table::read(window, reading, self, out);
                self.plain = plain;
                self.took_group = took_group;
            }
            // A database is no text: [`Formats::read_database`].
            Format::RoadRecon => {}
        }
        self.graph.end_source();
    }

    /// Whether files of a format are read by themselves, with what they say together added afterwards.
    /// AzureHound's are read in parts instead; of the others what one says depends on those before it.
    pub(crate) fn can_absorb(format: Format) -> bool {
        match format {
            Format::Graph
            | Format::ResourceManager
            | Format::EntraExporter
            | Format::Table
            | Format::Plain => true,
            Format::AzureHound | Format::OpenGraph | Format::RoadRecon => false,
        }
    }

    /// Adds what later files of [such formats](Formats::can_absorb) held, whose numbers begin with `first`
    /// in the whole import.
    pub(crate) fn absorb(&mut self, later: Formats, first: u32) {
        self.read.extend(later.read);
        self.took_group |= later.took_group;
        self.graph.absorb(later.graph, first);
        self.azure.absorb(later.azure);
        self.plain.absorb(later.plain);
        self.entra_exporter.absorb(later.entra_exporter);
    }

    /// Reads a row of a table of the plain form.
    pub(crate) fn plain_row(
        &mut self,
        header: &Header,
        cells: &[Cow<'_, str>],
        out: &mut Emitter<'_>,
    ) {
        self.read.insert(Format::Plain);
        self.plain.row(header, cells, out);
    }

    /// Reads a database; false if that was stopped.
    pub(crate) fn read_database(
        &mut self,
        database: &Recognised<'_>,
        out: &mut Emitter<'_>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> bool {
        self.read.insert(Format::RoadRecon);
        let (graph, azure) = (&mut self.graph, &mut self.azure);
        let is_done = self
            .roadrecon
            .read(database, graph, azure, out, is_cancelled);
        self.graph.end_source();
        is_done
    }

    /// Says what can only be said once all was read, of which the caller named a group or not.
    pub(crate) fn finish(&mut self, group: Option<ObjectKey>, out: &mut Emitter<'_>) {
        if let Some(group) = group.filter(|_| !self.took_group) {
            out.oddities.count(NOT_TAKEN, None, || group.to_string());
        }
        self.graph.finish(out);
        self.opengraph.finish(out);
        hierarchy::finish(out);
    }

    /// How many records of each kind came in.
    pub(crate) fn records(&self, out: &Emitter<'_>) -> BTreeMap<String, u64> {
        let mut records = out.azurehound.records();
        let counts = self.graph.counts().iter().chain(self.azure.counts());
        records.extend(counts.map(|(name, count)| ((*name).to_owned(), *count)));
        records.extend(self.plain.counts());
        records.extend(self.opengraph.counts());
        records.extend(self.entra_exporter.counts());
        records
    }

    /// What the formats that were read could hold.
    pub(crate) fn ledger(&self, out: &Emitter<'_>) -> Completeness {
        let mut ledger = Completeness::default();
        // Of two reasons why something is there in part, the first stands: the one that knows more.
        if self.read.contains(&Format::RoadRecon) {
            ledger.merge(self.roadrecon.ledger());
        }
        if self.read.contains(&Format::EntraExporter) {
            ledger.merge(self.entra_exporter.ledger());
        }
        if self.read.contains(&Format::OpenGraph) {
            ledger.merge(self.opengraph.ledger());
        }
        // What no source speaks of is not there either, and these know where it is to be had.
        if self.read.iter().any(|format| *format != Format::AzureHound) {
            ledger.merge(self.graph.ledger());
            ledger.merge(self.azure.ledger(out));
        }
        if self.read.contains(&Format::Plain) {
            ledger.merge(self.plain.ledger());
        }
        if self.read.contains(&Format::AzureHound) {
            ledger.merge(azurehound::ledger(out, self.read.len() == 1));
        }
        for &kind in EntityKind::ALL {
            // What no relation lists came in with what it belongs to.
            if Relation::listing(kind).is_some() {
                let all = Attribute::ALL.iter().copied();
                let occurred = all.filter(|attribute| out.has_occurred(kind, *attribute));
                ledger.add_partly(kind, occurred);
            }
        }
        ledger
    }
}

/// The records of Microsoft's services, told apart by what they are.
impl Records for Formats {
    fn record(&mut self, fields: &Fields<'_>, listing: &Listing, out: &mut Emitter<'_>) {
        if let Some(folder) = self.folder {
            let readers = (&mut self.graph, &mut self.azure);
            return self
                .entra_exporter
                .record(folder, fields, listing, readers, out);
        }
        if listing.form == Form::OpenGraph {
            return self.opengraph.record(fields, listing, &mut self.graph, out);
        }
        // What a context of Graph names is none of Azure's.
        let azure = match listing.kind {
            Some(_) => None,
            None => listing.azure.or_else(|| resource_manager::Kind::of(fields)),
        };
        match azure {
            Some(kind) => self.azure.record(kind, fields, out),
            None => self.graph.record(fields, listing, out),
        }
    }

    fn end(&mut self, listing: &Listing, out: &mut Emitter<'_>) {
        if let Some(name) = &listing.source_kind {
            self.opengraph.source_kind(name);
        }
        self.graph.end(listing, out);
        self.azure.end(listing);
    }
}
