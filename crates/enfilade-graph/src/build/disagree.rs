//! What two files state otherwise, found once the graph is there.
//!
//! Values that differ are noted while the columns are made. Here follow the lists: whoever is stated to
//! belong to something, and is missing in a file that has the whole list of it; and directory roles that
//! one file states for the whole tenant, another at a part of it. A snapshot of one file costs nothing.

use super::report::{BuildError, BuildReport};
use super::superseded::ScopeDispute;
use crate::{
    DeferredRows, Disagreement, Dispute, EdgeIndex, Graph, GraphParts, GraphView, List,
    SnapshotError,
};
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EntityId, EntityKind, ListExtent, SourceId,
};
use std::collections::BTreeSet;

const WHOLE_TENANT: &str = "the whole tenant";

/// The graph with what its files disagree on.
pub(super) fn settle(
    parts: GraphParts,
    lists: &[List],
    mut disagreements: Vec<Disagreement>,
    disputes: &[(EdgeKind, ScopeDispute)],
    report: &mut BuildReport,
) -> Result<Graph, BuildError> {
    let graph = Graph::new(parts.clone());
    let of_one = disputes
        .iter()
        .map(|(kind, dispute)| of_scope(&graph, Dispute::Assignment, *kind, dispute));
    disagreements.extend(of_one);
    let found = find(&graph, lists);
    disagreements.extend(found.map_err(|error| BuildError::Columns(error.to_string()))?);
    // A name is shown in its best spelling, wherever that comes from.
    for row in &mut disagreements {
        if row.what == Attribute::DisplayName.name() {
            graph.name(row.object).clone_into(&mut row.says);
        }
    }
    disagreements.sort();
    disagreements.dedup();
    for disagreement in &disagreements {
        *report
            .disagreements
            .entry(disagreement.dispute)
            .or_default() += 1;
    }
    Ok(Graph::new(GraphParts {
        disagreements: DeferredRows::of(disagreements),
        ..parts
    }))
}

/// The statement that an assignment holds at a part of the tenant, against one that it holds in all.
fn of_scope(
    graph: &Graph,
    dispute: Dispute,
    kind: EdgeKind,
    scopes: &ScopeDispute,
) -> Disagreement {
    Disagreement {
        dispute,
        object: scopes.holder,
        held: Some(scopes.held),
        what: kind.name().to_owned(),
        says: graph.label(scopes.scope).into_owned(),
        source: scopes.narrow,
        other_says: WHOLE_TENANT.to_owned(),
        other_source: scopes.wide,
    }
}

/// What the lists and the directory roles of a graph of several files show.
///
/// # Errors
/// None for a graph in memory.
fn find(graph: &Graph, lists: &[List]) -> Result<Vec<Disagreement>, SnapshotError> {
    let mut found = Vec::new();
    for own in lists.chunk_by(|a, b| (a.of, a.kind) == (b.of, b.kind)) {
        memberships(graph, own, &mut found)?;
    }
    directory_roles(graph, &mut found)?;
    Ok(found)
}

/// The files that have a whole list. If parts of it are scattered over files, none is known to.
fn whole(lists: &[List]) -> Vec<List> {
    let has = |source: SourceId, part: bool| {
        let own = |list: &&List| list.source == source;
        let mut own = lists.iter().filter(own);
        own.any(|list| (list.extent == ListExtent::Part) == part)
    };
    let is_scattered = lists.iter().any(|list| !has(list.source, false));
    let mut whole: Vec<List> = lists
        .iter()
        .filter(|list| list.extent != ListExtent::Part)
        .filter(|list| !is_scattered || has(list.source, true))
        .copied()
        .collect();
    whole.dedup_by_key(|list| list.source);
    whole
}

fn memberships(
    graph: &Graph,
    lists: &[List],
    found: &mut Vec<Disagreement>,
) -> Result<(), SnapshotError> {
    let whole = whole(lists);
    let Some(List { of, kind, .. }) = whole.first().copied() else {
        return Ok(());
    };
    let mut edges = Statements::of(graph, kind, of)?;
    edges.retain_plain();
    for (holder, sources) in edges.by_holder() {
        let Some(&source) = sources.first() else {
            continue;
        };
        for list in whole.iter().filter(|list| !sources.contains(&list.source)) {
            let may_lack = list.extent == ListExtent::ButServicePrincipals;
            if may_lack && !matches!(graph.kind_of(holder), EntityKind::User | EntityKind::Group) {
                continue;
            }
            found.push(Disagreement {
                dispute: Dispute::Membership,
                object: holder,
                held: Some(of),
                what: kind.name().to_owned(),
                says: "listed".to_owned(),
                source,
                other_says: "not in its whole list".to_owned(),
                other_source: list.source,
            });
        }
    }
    Ok(())
}

/// Who stands to one entity by one relation, and which files say so.
struct Statements {
    edges: Vec<Statement>,
}

struct Statement {
    holder: EntityId,
    /// Whether it is in force and has no end.
    is_plain: bool,
    state: AccessState,
    scope: Option<EntityId>,
    assignment: Option<String>,
    sources: BTreeSet<SourceId>,
}

impl Statements {
    fn of(graph: &Graph, kind: EdgeKind, held: EntityId) -> Result<Statements, SnapshotError> {
        let table = graph.edges(kind);
        let row = table.reverse.range(held);
        let places = table.origins.places(row.clone())?;
        let further = table.further.of(row)?;
        let edges = table.edges_to(held);
        let columns = edges.columns();
        let has_ends = |edge: EdgeIndex| {
            let at = edge.0 as usize;
            let from = columns.valid_from.as_ref().and_then(|c| c.get(at));
            let to = columns.valid_to.as_ref().and_then(|c| c.get(at));
            from.is_some_and(|&from| from != i64::MIN) || to.is_some_and(|&to| to != i64::MAX)
        };
        let all = edges.iter().zip(places.into_iter().zip(further));
        let edges = all.map(|(edge, (place, further))| Statement {
            holder: edge.end,
            is_plain: edge.state == AccessState::Active && !edge.index.is_some_and(has_ends),
            state: edge.state,
            scope: edge.scope,
            assignment: edge
                .index
                .and_then(|index| columns.assignment(index))
                .map(str::to_lowercase),
            sources: std::iter::once(place.source).chain(further).collect(),
        });
        Ok(Statements {
            edges: edges.collect(),
        })
    }

    fn retain_plain(&mut self) {
        self.edges.retain(|edge| edge.is_plain);
    }

    /// All files that state something of each holder.
    fn by_holder(&self) -> impl Iterator<Item = (EntityId, BTreeSet<SourceId>)> + '_ {
        let groups = self.edges.chunk_by(|a, b| a.holder == b.holder);
        groups.filter_map(|group| {
            let sources = group.iter().flat_map(|edge| edge.sources.iter().copied());
            Some((group.first()?.holder, sources.collect()))
        })
    }
}

/// Roles that one file states for the whole tenant and another at a part of it, where nothing shows that
/// they are two assignments.
fn directory_roles(graph: &Graph, found: &mut Vec<Disagreement>) -> Result<(), SnapshotError> {
    let is_wide = |edge: &&Statement| match edge.scope {
        None => true,
        Some(scope) => graph.kind_of(scope) == EntityKind::Tenant,
    };
    for role in graph.ids(EntityKind::DirectoryRole) {
        let edges = Statements::of(graph, EdgeKind::DirectoryRole, role)?.edges;
        for group in edges.chunk_by(|a, b| a.holder == b.holder) {
            for wide in group.iter().filter(is_wide) {
                for narrow in group.iter().filter(|edge| !is_wide(edge)) {
                    let are_two = match (&wide.assignment, &narrow.assignment) {
                        (Some(one), Some(other)) => one != other,
                        _ => false,
                    };
                    let (Some(&source), Some(&other)) =
                        (narrow.sources.first(), wide.sources.first())
                    else {
                        continue;
                    };
                    if are_two
                        || wide.state != narrow.state
                        || !wide.sources.is_disjoint(&narrow.sources)
                    {
                        continue;
                    }
                    let scopes = ScopeDispute {
                        holder: wide.holder,
                        held: role,
                        scope: narrow.scope.unwrap_or(role),
                        narrow: source,
                        wide: other,
                    };
                    let kind = EdgeKind::DirectoryRole;
                    found.push(of_scope(graph, Dispute::Scope, kind, &scopes));
                }
            }
        }
    }
    Ok(())
}
