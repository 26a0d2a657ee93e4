//! Which files state what, gathered while the tables are built.

use super::report::{BuildReport, Share};
use crate::origins::Origins;
use crate::sources::SetNumbers;
use crate::{EdgeTable, EntityTable, OriginColumn, SourceColumn, SourceSets};
use enfilade_model::SourceId;
use std::collections::BTreeMap;

/// The statements of several files; nothing if there is one.
#[derive(Debug)]
pub(super) struct Statements {
    has_several_sources: bool,
    numbers: SetNumbers,
    entities: Vec<Option<Origins>>,
    edges: Vec<Option<Origins>>,
    shares: BTreeMap<SourceId, Share>,
}

impl Statements {
    /// None so far.
    pub(super) fn new(has_several_sources: bool) -> Statements {
        Statements {
            has_several_sources,
            numbers: SetNumbers::default(),
            entities: Vec::new(),
            edges: Vec::new(),
            shares: BTreeMap::new(),
        }
    }

    /// Takes the next kind's entities: how many they are, and each with each file that describes it.
    pub(super) fn of_entities(&mut self, count: usize, sources: &[(u32, u32)]) {
        for (_, source) in sources {
            self.shares.entry(SourceId(*source)).or_default().objects += 1;
        }
        self.entities.push(self.numbers.encode(count, sources));
    }

    /// Takes the next kind's edges, and each with each file that states it beside that of its origin.
    pub(super) fn of_edges(&mut self, table: &EdgeTable, further: &[(u32, u32)]) {
        let count = table.forward.edge_count();
        self.edges.push(self.numbers.encode(count, further));
        if !self.has_several_sources {
            return;
        }
        let mut add = |source: SourceId, edges: usize| {
            self.shares.entry(source).or_default().edges += edges as u64;
        };
        // Places in memory are there.
        if let Ok(Some(origins)) = table.origins.get() {
            origins.visit(0..count, |edges, place| add(place.source, edges));
        }
        for (_, source) in further {
            add(SourceId(*source), 1);
        }
    }

    /// Gives the tables their columns, and says how much each file states.
    pub(super) fn finish(
        self,
        entities: &mut [EntityTable],
        edges: &mut [EdgeTable],
        report: &mut BuildReport,
    ) -> SourceSets {
        let sets = SourceSets::of(self.numbers.finish());
        let column = |numbers: Option<Origins>| match numbers {
            Some(numbers) => SourceColumn::new(sets.clone(), OriginColumn::of(numbers)),
            None => SourceColumn::absent(),
        };
        for (table, numbers) in entities.iter_mut().zip(self.entities) {
            table.sources = column(numbers);
        }
        for (table, numbers) in edges.iter_mut().zip(self.edges) {
            table.further = column(numbers);
        }
        report.shares = self.shares;
        sets
    }
}
