//! The graph that everything above this crate reads.

use crate::entities::AttributeColumn;
use crate::{
    DeferredRows, Disagreement, EdgeTable, Edges, EntityTable, GraphView, List, Role,
    RoleDefinition, RoleIndex, SnapshotError, SourceSets,
};
use arrow::array::{Array, LargeStringArray};
use enfilade_model::{
    Attribute, Completeness, EdgeKind, EntityId, EntityKind, ObjectKey, SourceFile, SourceId,
};
use std::borrow::Cow;
use std::ops::Range;

/// What a [`Graph`] is made of.
#[derive(Clone, Debug)]
pub struct GraphParts {
    /// A table for each kind, in the order of [`EntityKind::ALL`].
    pub entities: Vec<EntityTable>,
    /// A table for each kind of edge, in the order of [`EdgeKind::ALL`].
    pub edges: Vec<EdgeTable>,
    /// The ids of the roles that edges carry.
    pub role_ids: LargeStringArray,
    /// The names of these roles.
    pub role_names: LargeStringArray,
    /// What these roles allow, as JSON; null where no source says, absent where none says of any.
    pub role_permissions: Option<LargeStringArray>,
    /// What the sources could hold.
    pub completeness: Completeness,
    /// When the data was collected, in microseconds since 1970: the `now` of every question.
    pub collected_at: i64,
    /// The files that were read.
    pub sources: Vec<SourceFile>,
    /// The sets of files that facts are stated in.
    pub source_sets: SourceSets,
    /// Which lists came in whole.
    pub lists: DeferredRows<List>,
    /// What the files disagree on.
    pub disagreements: DeferredRows<Disagreement>,
    /// What the files say of roles that no edge carries.
    pub role_definitions: DeferredRows<RoleDefinition>,
}

/// A read-only access graph over Arrow buffers, in memory or mapped.
#[derive(Clone, Debug)]
pub struct Graph {
    parts: GraphParts,
    // INVARIANT: one element more than there are kinds, ascending; kind k has ids [k]..[k + 1].
    starts: Vec<u32>,
}

impl Graph {
    /// Puts a graph together. The parts must come from a builder or from a checked snapshot: one
    /// table a kind, and edges between ids that exist.
    #[must_use]
    pub fn new(parts: GraphParts) -> Graph {
        let mut starts = vec![0];
        let mut next = 0;
        for table in &parts.entities {
            next += table.len() as u32;
            starts.push(next);
        }
        Graph { parts, starts }
    }

    /// The parts, for writing.
    #[must_use]
    pub fn parts(&self) -> &GraphParts {
        &self.parts
    }

    /// The table of a kind.
    #[must_use]
    pub fn entities(&self, kind: EntityKind) -> &EntityTable {
        &self.parts.entities[kind as usize]
    }

    /// All edges of a kind.
    #[must_use]
    pub fn edges(&self, kind: EdgeKind) -> &EdgeTable {
        &self.parts.edges[kind as usize]
    }

    /// The table that holds an entity, and its position there.
    ///
    /// # Panics
    /// If the id is not of this graph.
    fn locate(&self, id: EntityId) -> (&EntityTable, usize) {
        let kind = self.starts.partition_point(|&start| start <= id.0) - 1;
        (
            &self.parts.entities[kind],
            (id.0 - self.starts[kind]) as usize,
        )
    }

    /// The entity at a position of a kind's table.
    #[must_use]
    pub fn id_at(&self, kind: EntityKind, position: usize) -> EntityId {
        EntityId(self.starts[kind as usize] + position as u32)
    }

    /// The ids of all entities of a kind, ascending.
    pub fn ids(&self, kind: EntityKind) -> impl ExactSizeIterator<Item = EntityId> + use<> {
        self.kind_range(kind).map(EntityId)
    }

    /// What an entity is called; empty if nothing says so.
    #[must_use]
    pub fn name(&self, id: EntityId) -> &str {
        let (table, at) = self.locate(id);
        table.names.value(at)
    }

    /// The name, or the id where there is no name.
    #[must_use]
    pub fn label(&self, id: EntityId) -> Cow<'_, str> {
        match self.name(id) {
            "" => self.id_text(id),
            name => Cow::Borrowed(name),
        }
    }

    /// The lasting key of an entity.
    #[must_use]
    pub fn key(&self, id: EntityId) -> ObjectKey {
        let (table, at) = self.locate(id);
        table.key(at)
    }

    /// The id of an entity as its export has it, in lower case.
    #[must_use]
    pub fn id_text(&self, id: EntityId) -> Cow<'_, str> {
        let (table, at) = self.locate(id);
        match &table.texts {
            Some(texts) if texts.is_valid(at) => Cow::Borrowed(texts.value(at)),
            _ => Cow::Owned(table.key(at).to_string()),
        }
    }

    /// Whether no record described the entity: it is only referred to.
    #[must_use]
    pub fn is_stub(&self, id: EntityId) -> bool {
        let (table, at) = self.locate(id);
        !table.described.value(at)
    }

    /// The type of an Azure resource: as a record states it, else as the id tells. Of what lies in a storage
    /// account, among others, no list tells more than the ids of the scopes at which roles are given.
    #[must_use]
    pub fn resource_type(&self, id: EntityId) -> Option<Cow<'_, str>> {
        match self.text(id, Attribute::ResourceType) {
            Some(stated) => Some(Cow::Borrowed(stated)),
            None => type_in_id(&self.id_text(id)).map(Cow::Owned),
        }
    }

    /// Whether an app defines roles of its own, which principals can be assigned to.
    #[must_use]
    pub fn defines_roles(&self, id: EntityId) -> bool {
        let (table, at) = self.locate(id);
        table
            .defines_roles
            .as_ref()
            .is_some_and(|column| column.value(at))
    }

    /// The entity with this key. Time logarithmic in the entities.
    #[must_use]
    pub fn find(&self, key: ObjectKey) -> Option<EntityId> {
        EntityKind::ALL.iter().find_map(|&kind| {
            self.entities(kind)
                .position(key)
                .map(|position| self.id_at(kind, position))
        })
    }

    /// The entities of a kind with this name, in any case.
    #[must_use]
    pub fn named(&self, kind: EntityKind, name: &str) -> Vec<EntityId> {
        let table = self.entities(kind);
        table
            .with_name(name)
            .into_iter()
            .map(|at| self.id_at(kind, at as usize))
            .collect()
    }

    /// A text attribute; `None` if it is null or of another type.
    #[must_use]
    pub fn text(&self, id: EntityId, attribute: Attribute) -> Option<&str> {
        let (table, at) = self.locate(id);
        if attribute == Attribute::DisplayName {
            return Some(table.names.value(at));
        }
        match table.attribute(attribute)? {
            AttributeColumn::Text(column) if column.is_valid(at) => Some(column.value(at)),
            _ => None,
        }
    }

    /// A reader of one text attribute: as [`Graph::text`], but the column is looked up once for all
    /// neighbours of a kind.
    pub fn text_reader<'g>(
        &'g self,
        attribute: Attribute,
    ) -> impl FnMut(EntityId) -> Option<&'g str> {
        let mut range = 0..0;
        let mut column = None;
        move |id| {
            if attribute == Attribute::DisplayName {
                return self.text(id, attribute);
            }
            if !range.contains(&id.0) {
                let kind = self.kind_of(id);
                range = self.kind_range(kind);
                column = match self.entities(kind).attribute(attribute) {
                    Some(AttributeColumn::Text(texts)) => Some(texts),
                    _ => None,
                };
            }
            let at = (id.0 - range.start) as usize;
            column.filter(|c| c.is_valid(at)).map(|c| c.value(at))
        }
    }

    /// A boolean attribute; `None` if it is null or of another type.
    #[must_use]
    pub fn boolean(&self, id: EntityId, attribute: Attribute) -> Option<bool> {
        let (table, at) = self.locate(id);
        match table.attribute(attribute)? {
            AttributeColumn::Boolean(column) if column.is_valid(at) => Some(column.value(at)),
            _ => None,
        }
    }

    /// A time, in microseconds since 1970; `None` if it is null or of another type.
    #[must_use]
    pub fn time(&self, id: EntityId, attribute: Attribute) -> Option<i64> {
        let (table, at) = self.locate(id);
        match table.attribute(attribute)? {
            AttributeColumn::Time(column) if column.is_valid(at) => Some(column.value(at)),
            _ => None,
        }
    }

    /// All attributes that have no column of their own, as a JSON object.
    ///
    /// # Errors
    /// If the part of the snapshot that holds them is damaged; it is read when first asked for.
    pub fn rest(&self, id: EntityId) -> Result<Option<&str>, SnapshotError> {
        let (table, at) = self.locate(id);
        table.rest.at(at)
    }

    /// What is wrong with a part of the snapshot that was looked at since it was opened, if anything: what
    /// was answered from it is not to be relied on.
    #[must_use]
    pub fn damage(&self) -> Option<&SnapshotError> {
        let mut tables = self.parts.entities.iter();
        tables.find_map(|table| table.attributes.damage())
    }

    /// How many roles the edges carry between them.
    #[must_use]
    pub fn role_count(&self) -> usize {
        self.parts.role_ids.len()
    }

    /// A role that edges carry.
    #[must_use]
    pub fn role(&self, role: RoleIndex) -> Role<'_> {
        let at = role.0 as usize;
        Role {
            id: self.parts.role_ids.value(at),
            name: self.parts.role_names.value(at),
        }
    }

    /// What a role that edges carry allows, as the JSON of an Azure role definition or deny
    /// assignment, where a source says so.
    #[must_use]
    pub fn role_permissions(&self, role: RoleIndex) -> Option<&str> {
        let (column, at) = (self.parts.role_permissions.as_ref()?, role.0 as usize);
        (at < column.len() && column.is_valid(at)).then(|| column.value(at))
    }

    /// The file with this number.
    #[must_use]
    pub fn source(&self, id: SourceId) -> Option<&SourceFile> {
        self.parts.sources.iter().find(|source| source.id == id)
    }

    /// The files whose records describe an entity; none for one that is only referred to, or if the
    /// snapshot does not say.
    ///
    /// # Errors
    /// If the part of the snapshot that holds them is damaged; it is read when first asked for.
    pub fn sources_of(&self, id: EntityId) -> Result<Vec<SourceId>, SnapshotError> {
        let (table, at) = self.locate(id);
        match &self.parts.sources[..] {
            [only] => Ok(table
                .described
                .value(at)
                .then_some(only.id)
                .into_iter()
                .collect()),
            _ => Ok(table
                .sources
                .of(at..at + 1)?
                .into_iter()
                .flatten()
                .collect()),
        }
    }

    /// What the files disagree on, sorted.
    ///
    /// # Errors
    /// If the part of the snapshot that holds it is damaged; it is read when first asked for.
    pub fn disagreements(&self) -> Result<&[Disagreement], SnapshotError> {
        self.parts.disagreements.get()
    }

    /// What the sources could hold.
    #[must_use]
    pub fn completeness(&self) -> &Completeness {
        &self.parts.completeness
    }

    /// When the data was collected, in microseconds since 1970.
    #[must_use]
    pub fn collected_at(&self) -> i64 {
        self.parts.collected_at
    }
}

impl GraphView for Graph {
    fn entity_count(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    #[inline]
    fn kind_range(&self, kind: EntityKind) -> Range<u32> {
        self.starts[kind as usize]..self.starts[kind as usize + 1]
    }

    #[inline]
    fn edges_from(&self, kind: EdgeKind, from: EntityId) -> Edges<'_> {
        self.edges(kind).edges_from(from)
    }

    #[inline]
    fn edges_to(&self, kind: EdgeKind, to: EntityId) -> Edges<'_> {
        self.edges(kind).edges_to(to)
    }

    fn ends_of(&self, kind: EdgeKind) -> Range<u32> {
        self.edges(kind).reverse.rows()
    }

    fn edge_count(&self, kind: EdgeKind) -> usize {
        self.edges(kind).forward.edge_count()
    }

    fn kind_of(&self, id: EntityId) -> EntityKind {
        let at = self.starts.partition_point(|&start| start <= id.0);
        EntityKind::ALL
            .get(at.wrapping_sub(1))
            .copied()
            .unwrap_or(EntityKind::Unknown)
    }
}

/// The type of the resource whose id this is: the provider, and every second part after it.
fn type_in_id(id: &str) -> Option<String> {
    let (_, own) = id.rsplit_once("/providers/")?;
    let mut parts = own.split('/');
    let provider = parts.next()?;
    let types: Vec<&str> = parts.step_by(2).collect();
    (!types.is_empty()).then(|| format!("{provider}/{}", types.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_the_type_of_its_resource() {
        let group = "/subscriptions/s/resourcegroups/g";
        for (id, expected) in [
            (
                "/providers/microsoft.storage/storageaccounts/a",
                Some("microsoft.storage/storageaccounts"),
            ),
            (
                "/providers/microsoft.storage/storageaccounts/a/blobservices/default/containers/pay",
                Some("microsoft.storage/storageaccounts/blobservices/containers"),
            ),
            ("/providers/a.b/t/n/providers/c.d/u/m", Some("c.d/u")),
            ("/providers/a.b", None),
            ("", None),
        ] {
            assert_eq!(
                type_in_id(&format!("{group}{id}")).as_deref(),
                expected,
                "{id}"
            );
        }
        assert_eq!(type_in_id("00000000-0000-4000-8000-000000000001"), None);
    }
}
