//! The top of Azure's hierarchy, which each export knows a part of.

use super::edge_log::EdgeLog;
use crate::EntityTable;
use enfilade_model::{EntityKind, ImportSummary, ObjectKey};
use std::collections::{BTreeSet, HashSet};

/// The tenant that all sources that name one name.
pub(super) fn only_tenant(summary: &ImportSummary) -> Option<ObjectKey> {
    let sources = summary.sources.iter();
    let named: BTreeSet<&String> = sources.flat_map(|source| &source.tenants).collect();
    let mut named = named.into_iter();
    let first = named.next()?;
    named.next().is_none().then(|| ObjectKey::of(first))
}

/// Leaves out that a scope lies directly below the tenant where a management group contains it: one
/// export may know the scope only, another one its management group.
pub(super) fn settle(contains: &mut EdgeLog, entities: &[EntityTable]) {
    let end_of = |kind: EntityKind| -> u32 {
        let until = entities.iter().take(kind as usize + 1);
        until.map(|table| table.len() as u32).sum()
    };
    let tenants = 0..end_of(EntityKind::Tenant);
    let ends = || contains.from.iter().zip(&contains.to);
    let at_the_top = ends().filter(|(from, _)| tenants.contains(from));
    let at_the_top: HashSet<u32> = at_the_top.map(|(_, to)| *to).collect();
    let elsewhere: HashSet<u32> = ends()
        .filter(|(from, to)| !tenants.contains(from) && at_the_top.contains(to))
        .map(|(_, to)| *to)
        .collect();
    if !elsewhere.is_empty() {
        contains.retain(|from, to| !(tenants.contains(&from) && elsewhere.contains(&to)));
    }
}
