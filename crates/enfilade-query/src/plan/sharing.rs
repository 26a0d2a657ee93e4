//! Sets that several leaves of one plan start from, as the sides of a join often do, are computed once.

use super::physical::{RowNode, Shared, StartNode};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Gives leaves whose sets are written alike one place for the set.
pub(crate) fn share(rows: &mut RowNode) {
    let mut starts = Vec::new();
    collect(rows, &mut starts);
    if starts.len() < 2 {
        return;
    }
    let keys: Vec<String> = starts
        .iter()
        .map(|start| format!("{:?}", start.start.set))
        .collect();
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    for key in &keys {
        *counts.entry(key).or_default() += 1;
    }
    let mut places: FxHashMap<&str, Shared> = FxHashMap::default();
    for (start, key) in starts.into_iter().zip(&keys) {
        if counts.get(key.as_str()).is_some_and(|count| *count > 1) {
            start.shared = Some(Arc::clone(places.entry(key).or_default()));
        }
    }
}

/// The sets that the leaves start from. Recursion is bounded by the number of stages.
fn collect<'n>(node: &'n mut RowNode, starts: &mut Vec<&'n mut StartNode>) {
    match node {
        RowNode::Entities(start) => starts.push(start),
        RowNode::Access(access)
        | RowNode::CountAccess(access, _)
        | RowNode::Judge(access, _)
        | RowNode::Trace(access, ..) => {
            starts.push(&mut access.left);
            starts.push(&mut access.right);
        }
        RowNode::Filter(input, _)
        | RowNode::Project(input, _)
        | RowNode::Aggregate(input, ..)
        | RowNode::Sort(input, ..)
        | RowNode::Take(input, _)
        | RowNode::Unnest(input, _)
        | RowNode::Counted(input, _) => collect(input, starts),
        RowNode::Join(join) => {
            collect(&mut join.left, starts);
            collect(&mut join.right, starts);
        }
        RowNode::Table(..) => {}
        RowNode::Union(inputs) => inputs.iter_mut().for_each(|input| collect(input, starts)),
    }
}
