//! Records built into a graph.
//!
//! A [`Builder`] takes records in any order, since an export may describe an object long after the
//! edges that mention it. It gives each object a temporary number when it is first met and packs
//! edges and attributes into flat arrays; [`Builder::finish`] then decides the kinds, resolves the
//! client ids, numbers the objects by kind and key, and sorts the edges into rows. Nothing in the
//! result depends on the order in which the records came.

mod check;
mod column_log;
mod describe;
mod disagree;
mod edge_log;
mod edges;
mod further;
mod levels;
mod list_log;
mod merge;
mod objects;
mod origin_log;
mod replay;
mod report;
mod resolve;
mod roles;
mod rows;
mod spelling;
mod statements;
mod superseded;
mod tables;
mod texts;
mod top;

#[cfg(test)]
mod merging_tests;
#[cfg(test)]
mod replay_tests;
#[cfg(test)]
mod tests;

pub use replay::ReplayError;
pub use report::{BuildError, BuildReport, Share};

use crate::{DeferredRows, EdgeTable, Graph, GraphParts, GraphView};
use describe::Descriptions;
use edge_log::EdgeLog;
use enfilade_model::{
    Attribute, EdgeKind, EdgeList, EdgeRecord, EntityKind, EntityRecord, ImportSummary, ListRecord,
    ObjectKey, Provenance, Record, RecordSink, RefId, Value, Warning,
};
use list_log::ListLog;
use objects::{Handle, Objects};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use report::Oddity;
use resolve::{Client, Numbering, resolve};
use roles::{RoleTable, Roles};
use statements::Statements;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Collects records and builds them into a [`Graph`].
#[derive(Debug)]
pub struct Builder {
    objects: Objects,
    descriptions: Vec<Descriptions>,
    clients: Vec<Client>,
    edges: Vec<EdgeLog>,
    roles: Roles,
    lists: ListLog,
    /// What the files of an earlier snapshot disagree on, by the objects' numbers here.
    earlier: Vec<replay::Earlier>,
    // The first thing that went wrong: `push` cannot fail, `finish` can.
    failure: Option<BuildError>,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder::new()
    }
}

impl RecordSink for Builder {
    fn push(&mut self, record: Record<'_>) {
        if self.failure.is_some() {
            return;
        }
        let done = match &record {
            Record::Entity(entity) => self.push_entity(entity),
            Record::Edge(edge) => self.push_edge(edge),
            Record::RoleDefinition { app, role } => self
                .objects
                .meet(app)
                .and_then(|app| self.roles.define(app, role)),
            Record::RolePermissions { role, definition } => {
                self.roles.permit(role, definition);
                Ok(())
            }
        };
        self.failure = done.err();
    }

    fn push_edges(&mut self, edges: &EdgeList<'_>) {
        if self.failure.is_none() {
            self.failure = self.push_list(edges).err();
        }
    }

    fn list(&mut self, list: ListRecord<'_>) {
        if self.failure.is_some() {
            return;
        }
        match self.objects.meet(&list.of) {
            Ok(of) => self.lists.push(of, list.kind, list.source, list.extent),
            Err(error) => self.failure = Some(error),
        }
    }

    fn announce(&mut self, objects: &[RefId]) {
        self.objects.fetch(objects.iter().copied());
    }
}

impl Builder {
    /// Without any records.
    #[must_use]
    pub fn new() -> Builder {
        Builder {
            objects: Objects::default(),
            descriptions: EntityKind::ALL
                .iter()
                .map(|_| Descriptions::default())
                .collect(),
            clients: Vec::new(),
            edges: EdgeKind::ALL.iter().map(|_| EdgeLog::new()).collect(),
            roles: Roles::default(),
            lists: ListLog::default(),
            earlier: Vec::new(),
            failure: None,
        }
    }

    fn push_entity(&mut self, record: &EntityRecord<'_>) -> Result<(), BuildError> {
        let handle = self.objects.meet_described(record)?;
        let client_id = record
            .attributes
            .iter()
            .find_map(|(name, value)| match (name, value) {
                (Attribute::AppId, Value::Text(text)) => Some(*text),
                _ => None,
            });
        if let Some(id) = client_id
            && matches!(record.object.id, RefId::Object(_))
        {
            let id = ObjectKey::of(id);
            self.clients.push(Client { id, handle });
        }
        self.descriptions[record.kind as usize].push(handle, record)
    }

    fn push_edge(&mut self, record: &EdgeRecord<'_>) -> Result<(), BuildError> {
        let from = self.objects.meet(&record.from)?;
        let to = self.objects.meet(&record.to)?;
        let scope = record.scope.as_ref();
        let scope = scope.map(|scope| self.objects.meet(scope)).transpose()?;
        let role = record.role.as_ref();
        let role = role.map(|role| self.roles.number(role)).transpose()?;
        self.edges[record.kind as usize].push(record, from, to, scope, role)
    }

    fn push_list(&mut self, edges: &EdgeList<'_>) -> Result<(), BuildError> {
        self.objects.fetch(edges.from.iter().map(|from| from.id));
        let to = self.objects.meet(&edges.to)?;
        let log = &mut self.edges[edges.kind as usize];
        for from in edges.from {
            let from = self.objects.meet(from)?;
            log.push_plain(edges.kind, from, to, edges.provenance)?;
        }
        Ok(())
    }

    /// Builds the graph of all records pushed so far.
    ///
    /// # Errors
    /// If there are more objects or edges than the graph can number.
    pub fn finish(self, summary: &ImportSummary) -> Result<(Graph, BuildReport), BuildError> {
        let Builder {
            objects,
            mut descriptions,
            clients,
            mut edges,
            roles,
            lists,
            earlier,
            failure,
        } = self;
        if let Some(failure) = failure {
            return Err(failure);
        }
        let stated = stated_kinds(&descriptions, objects.len());
        let mut numbering = resolve(&objects, &stated, &clients, top::only_tenant(summary));
        drop((stated, clients));
        regroup(&mut descriptions, &numbering.kinds)?;
        let mut warnings = std::mem::take(&mut numbering.warnings);
        let mut report = BuildReport::default();

        let has_several_sources = summary.sources.len() > 1;
        let nodes = numbering.by_kind.iter().map(|kind| kind.len() as u32).sum();
        let plain = take_plain(&mut edges);
        let (tables, plain) = rayon::join(
            || {
                entity_tables(
                    &objects,
                    descriptions,
                    &numbering,
                    &roles,
                    has_several_sources,
                )
            },
            || plain_edge_tables(plain, &numbering.ids, nodes),
        );
        let (tables, plain) = (tables?, plain?);
        let mut conflicts = Oddity::default();
        let mut disagreements = replay::of_earlier(earlier, &numbering);
        let mut statements = Statements::new(has_several_sources);
        let mut entities = Vec::with_capacity(tables.len());
        for (&kind, built) in EntityKind::ALL.iter().zip(tables) {
            count(&mut report.entities, kind, built.table.len() as u64);
            count(&mut report.stubs, kind, built.stubs);
            report.repeated += built.repeated;
            conflicts.absorb(built.conflicts);
            disagreements.extend(built.disagreements);
            statements.of_entities(built.table.len(), &built.sources);
            entities.push(built.table);
        }
        report.conflicts = conflicts.count();
        warnings.extend(conflicts.warning(
            "conflicting-values",
            "records of one object state different values; the first record's was kept",
        ));
        drop(objects);

        for log in &mut edges {
            edges::renumber(log, &numbering.ids);
        }
        let roles_given =
            std::mem::replace(&mut edges[EdgeKind::AzureRole as usize], EdgeLog::new());
        let contains = &mut edges[EdgeKind::Contains as usize];
        top::settle(contains, &entities);
        let tenants = top::tenants(summary);
        warnings.extend(top::reach_down(contains, &roles_given, tenants, &entities)?);
        edges[EdgeKind::AzureRole as usize] = roles_given;
        let lists = lists.finish(&numbering);
        let has_levels = levels::any_unified(&entities);
        let roles = close_roles(roles, &edges, &numbering, has_levels)?;
        let mut built = edge_tables(edges, &numbering.ids, &roles, nodes)?;
        for (kind, table) in plain {
            built[kind as usize] = table;
        }
        let mut tables: Vec<EdgeTable> = Vec::with_capacity(built.len());
        let mut disputes = Vec::new();
        for (&kind, built) in EdgeKind::ALL.iter().zip(built) {
            count(&mut report.duplicates, kind, built.duplicates);
            statements.of_edges(&built.table, &built.further);
            disputes.extend(built.disputes.into_iter().map(|dispute| (kind, dispute)));
            tables.push(built.table);
        }
        let source_sets = statements.finish(&mut entities, &mut tables, &mut report);

        let parts = GraphParts {
            entities,
            edges: tables,
            role_ids: roles.ids,
            role_names: roles.names,
            role_permissions: roles.permissions,
            completeness: summary.completeness.clone(),
            collected_at: summary.collected_at(),
            sources: summary.sources.clone(),
            source_sets,
            lists: DeferredRows::of(lists.clone()),
            disagreements: DeferredRows::of(Vec::new()),
            role_definitions: DeferredRows::of(roles.definitions),
        };
        let graph = match has_several_sources {
            true => disagree::settle(parts, &lists, disagreements, &disputes, &mut report)?,
            false => Graph::new(parts),
        };
        for &kind in EdgeKind::ALL {
            count(&mut report.edges, kind, graph.edge_count(kind) as u64);
        }
        warnings.extend(check::edges(&graph, summary));
        sort(&mut warnings);
        report.warnings = warnings;
        Ok((graph, report))
    }
}

fn count<K: Ord>(counts: &mut BTreeMap<K, u64>, kind: K, number: u64) {
    if number > 0 {
        counts.insert(kind, number);
    }
}

fn sort(warnings: &mut [Warning]) {
    warnings.sort_by(|a, b| a.code.cmp(&b.code));
}

/// The kind that each object's earliest record states; unknown for objects without one.
fn stated_kinds(descriptions: &[Descriptions], objects: usize) -> Vec<EntityKind> {
    let mut stated = vec![EntityKind::Unknown; objects];
    let mut disputed: HashMap<Handle, (Provenance, EntityKind)> = HashMap::new();
    let known = || {
        let kinds = EntityKind::ALL.iter().zip(descriptions);
        kinds.filter(|(kind, _)| **kind != EntityKind::Unknown)
    };
    for (&kind, list) in known() {
        for (handle, provenance) in list.stated() {
            let own = &mut stated[handle.0 as usize];
            if *own == EntityKind::Unknown {
                *own = kind;
            } else if *own != kind {
                disputed.insert(handle, (provenance, kind));
            }
        }
    }
    if disputed.is_empty() {
        return stated;
    }
    for (&kind, list) in known() {
        for (handle, provenance) in list.stated() {
            if let Some(earliest) = disputed.get_mut(&handle) {
                *earliest = (*earliest).min((provenance, kind));
            }
        }
    }
    for (handle, (_, kind)) in disputed {
        stated[handle.0 as usize] = kind;
    }
    stated
}

/// Moves each record to the kind that its object turned out to have.
fn regroup(descriptions: &mut [Descriptions], kinds: &[EntityKind]) -> Result<(), BuildError> {
    let kind_of = |handle: Handle| kinds[handle.0 as usize];
    for (at, &kind) in EntityKind::ALL.iter().enumerate() {
        let elsewhere = descriptions[at].stated().map(|(handle, _)| kind_of(handle));
        let elsewhere: BTreeSet<EntityKind> = elsewhere.filter(|other| *other != kind).collect();
        for other in elsewhere {
            let mut list = std::mem::take(&mut descriptions[at]);
            let belongs = |handle| kind_of(handle) == other;
            descriptions[other as usize].take_from(&mut list, belongs)?;
            descriptions[at] = list;
        }
    }
    Ok(())
}

fn entity_tables(
    objects: &Objects,
    descriptions: Vec<Descriptions>,
    numbering: &Numbering,
    roles: &Roles,
    has_several_sources: bool,
) -> Result<Vec<tables::Built>, BuildError> {
    let mut aliases: BTreeMap<Handle, Vec<Handle>> = BTreeMap::new();
    for (&alias, &target) in &numbering.targets {
        aliases.entry(target).or_default().push(alias);
    }
    let context = tables::Context {
        objects,
        numbering,
        mentioned: objects.mentioned_names(),
        aliases,
        definers: roles.definers().iter().map(|h| numbering.id(*h)).collect(),
        has_several_sources,
    };
    let kinds: Vec<_> = numbering.by_kind.iter().zip(descriptions).collect();
    kinds
        .into_par_iter()
        .map(|(handles, descriptions)| tables::build(handles, descriptions, &context))
        .collect()
}

fn close_roles(
    mut roles: Roles,
    edges: &[EdgeLog],
    numbering: &Numbering,
    has_levels: bool,
) -> Result<RoleTable, BuildError> {
    let mut used = BTreeSet::new();
    if has_levels {
        levels::add(&mut roles, &mut used)?;
    }
    for log in edges.iter().filter(|log| !log.role.is_absent()) {
        for (edge, &to) in log.to.iter().enumerate() {
            let role = log.role.get(edge as u32);
            if role != roles::NO_ROLE {
                used.insert((to, role));
            }
        }
    }
    Ok(roles.finish(numbering, used))
}

/// Takes the logs whose tables can be built beside those of the objects: memberships above all, which
/// carry nothing, and wait for nothing but the numbers of their ends.
fn take_plain(edges: &mut [EdgeLog]) -> Vec<(EdgeKind, EdgeLog)> {
    let logs = EdgeKind::ALL.iter().zip(edges);
    // What contains what is settled once the objects are known.
    let plain = logs.filter(|(kind, log)| **kind != EdgeKind::Contains && log.is_plain());
    plain
        .map(|(&kind, log)| (kind, std::mem::replace(log, EdgeLog::new())))
        .collect()
}

fn plain_edge_tables(
    logs: Vec<(EdgeKind, EdgeLog)>,
    ids: &[u32],
    nodes: u32,
) -> Result<Vec<(EdgeKind, edges::Built)>, BuildError> {
    let logs = logs.into_par_iter();
    logs.map(|(kind, mut log)| {
        edges::renumber(&mut log, ids);
        Ok((kind, edges::plain(log, nodes)?))
    })
    .collect()
}

fn edge_tables(
    edges: Vec<EdgeLog>,
    ids: &[u32],
    roles: &RoleTable,
    nodes: u32,
) -> Result<Vec<edges::Built>, BuildError> {
    edges
        .into_par_iter()
        .map(|log| edges::build(log, ids, roles, nodes))
        .collect()
}
