//! The lists that came in, as they come.

use super::objects::Handle;
use super::resolve::Numbering;
use crate::List;
use enfilade_model::{EdgeKind, ListExtent, SourceId};

/// Lists whose owners have temporary numbers.
#[derive(Debug, Default)]
pub(super) struct ListLog {
    lists: Vec<(Handle, EdgeKind, SourceId, ListExtent)>,
}

impl ListLog {
    /// Keeps a list.
    pub(super) fn push(
        &mut self,
        of: Handle,
        kind: EdgeKind,
        source: SourceId,
        extent: ListExtent,
    ) {
        let list = (of, kind, source, extent);
        if self.lists.last() != Some(&list) {
            self.lists.push(list);
        }
    }

    /// The lists, sorted.
    pub(super) fn finish(self, numbering: &Numbering) -> Vec<List> {
        let lists = self.lists.into_iter();
        let mut lists: Vec<List> = lists
            .map(|(of, kind, source, extent)| List {
                of: numbering.id(of),
                kind,
                source,
                extent,
            })
            .collect();
        lists.sort_unstable();
        lists.dedup();
        lists
    }
}
