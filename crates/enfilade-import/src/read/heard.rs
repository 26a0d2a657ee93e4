//! Telling whether an import says anything at all.

use enfilade_model::{EdgeList, ListRecord, Record, RecordSink, RefId};
use std::cell::Cell;

/// Hands on what it is told, and notes that it was told something.
pub(super) struct Heard<'a> {
    sink: &'a mut dyn RecordSink,
    heard: &'a Cell<bool>,
}

impl<'a> Heard<'a> {
    /// Hands on to `sink`, and sets `heard` with the first fact.
    pub(super) fn new(sink: &'a mut dyn RecordSink, heard: &'a Cell<bool>) -> Heard<'a> {
        Heard { sink, heard }
    }
}

impl RecordSink for Heard<'_> {
    fn push(&mut self, record: Record<'_>) {
        self.heard.set(true);
        self.sink.push(record);
    }

    fn push_edges(&mut self, edges: &EdgeList<'_>) {
        self.heard.set(true);
        self.sink.push_edges(edges);
    }

    fn list(&mut self, list: ListRecord<'_>) {
        self.heard.set(true);
        self.sink.list(list);
    }

    fn announce(&mut self, objects: &[RefId]) {
        self.sink.announce(objects);
    }
}
