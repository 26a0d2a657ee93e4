//! A graph that is there already, taken into a builder, so that more exports can be added to it.
//!
//! The graph is said again as records: each object in its final form under the file that describes it
//! first, each edge under its origin, and again under every other file that states it. Since the files
//! of the graph come before those that are added, what was decided among them stays decided, and what
//! is added is weighed against it as if all had been read together.
//!
//! Not quite everything can be said again. Of several spellings of a name only the one that is shown is
//! there, and of several kinds that mentions give to an object that no record describes only the one
//! that was chosen. So a third spelling may lose that would have won in an import of all together.

use super::objects::Handle;
use super::origin_log::SOMEWHERE;
use super::resolve::Numbering;
use super::roles::Definitions;
use super::{BuildError, Builder};
use crate::entities::AttributeColumn;
use crate::{Disagreement, EdgeIndex, Graph, GraphView, SnapshotError};
use arrow::array::{Array, BooleanArray};
use enfilade_model::{
    Attribute, EdgeKind, EdgeRecord, EntityId, EntityKind, EntityRecord, ObjectRef, Provenance,
    RefId, RoleRecord, SourceId, Value,
};
use thiserror::Error;

/// Why a graph cannot be added to.
#[derive(Debug, Error)]
pub enum ReplayError {
    /// A part of its snapshot is damaged.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// Its records do not fit into the builder.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// What files disagreed on earlier, by the objects' temporary numbers.
#[derive(Debug)]
pub(super) struct Earlier {
    object: Handle,
    held: Option<Handle>,
    disagreement: Disagreement,
}

/// The disagreements of an earlier graph in the numbers of this one.
pub(super) fn of_earlier(earlier: Vec<Earlier>, numbering: &Numbering) -> Vec<Disagreement> {
    let renumbered = earlier.into_iter().map(|earlier| Disagreement {
        object: numbering.id(earlier.object),
        held: earlier.held.map(|held| numbering.id(held)),
        ..earlier.disagreement
    });
    renumbered.collect()
}

fn at(source: SourceId) -> Provenance {
    Provenance { source, offset: 0 }
}

/// A file that states an edge whose origin is another one.
fn somewhere_in(source: SourceId) -> Provenance {
    Provenance {
        source,
        offset: SOMEWHERE,
    }
}

impl Builder {
    /// Takes in all that a graph holds. To be called before anything else is pushed.
    ///
    /// # Errors
    /// If a part of the graph's snapshot is damaged.
    pub fn take_in(&mut self, graph: &Graph) -> Result<(), ReplayError> {
        let handles = self.take_in_objects(graph)?;
        let definitions = self.take_in_roles(graph, &handles)?;
        for &kind in EdgeKind::ALL {
            self.take_in_edges(graph, kind, &handles, &definitions)?;
        }
        for list in graph.parts().lists.get()? {
            let of = handle(&handles, list.of);
            self.lists.push(of, list.kind, list.source, list.extent);
        }
        let hidden = |row: &&Disagreement| !row.dispute.shows();
        for disagreement in graph.disagreements()?.iter().filter(hidden) {
            self.earlier.push(Earlier {
                object: handle(&handles, disagreement.object),
                held: disagreement.held.map(|held| handle(&handles, held)),
                disagreement: disagreement.clone(),
            });
        }
        Ok(())
    }

    fn take_in_objects(&mut self, graph: &Graph) -> Result<Vec<Handle>, ReplayError> {
        let mut handles = Vec::with_capacity(graph.entity_count() as usize);
        for &kind in EntityKind::ALL {
            let attributes = graph.entities(kind).attributes.all()?;
            for id in graph.ids(kind) {
                handles.push(self.take_in_object(graph, &attributes, kind, id)?);
            }
        }
        Ok(handles)
    }

    fn take_in_object(
        &mut self,
        graph: &Graph,
        columns: &[(Attribute, &AttributeColumn)],
        kind: EntityKind,
        id: EntityId,
    ) -> Result<Handle, ReplayError> {
        let table = graph.entities(kind);
        let position = (id.0 - graph.kind_range(kind).start) as usize;
        let is = |column: &Option<BooleanArray>| {
            column.as_ref().is_some_and(|column| column.value(position))
        };
        let key = graph.key(id);
        let name = Some(graph.name(id)).filter(|name| !name.is_empty());
        let text = table
            .texts
            .as_ref()
            .filter(|texts| texts.is_valid(position));
        let mention = ObjectRef {
            id: match is(&table.by_client_id) {
                true => RefId::Client(key),
                false => RefId::Object(key),
            },
            text: text.map(|texts| texts.value(position)),
            kind: Some(kind).filter(|kind| *kind != EntityKind::Unknown),
            name,
        };
        if graph.is_stub(id) {
            return Ok(self.objects.meet(&mention)?);
        }
        if is(&table.named_by_others) {
            self.objects.meet(&mention)?;
        }
        let attributes: Vec<(Attribute, Value<'_>)> = columns
            .iter()
            .filter_map(|(attribute, column)| Some((*attribute, value(column, position)?)))
            .collect();
        let sources = graph.sources_of(id)?;
        let first = sources.first().copied().unwrap_or(SourceId(0));
        self.push_entity(&EntityRecord {
            object: ObjectRef {
                name: name.filter(|_| !is(&table.named_by_others)),
                kind: None,
                ..mention
            },
            kind,
            attributes: &attributes,
            rest: graph.rest(id)?.unwrap_or_default(),
            provenance: at(first),
        })?;
        for &further in sources.iter().skip(1) {
            self.push_entity(&EntityRecord {
                object: ObjectRef {
                    name: None,
                    kind: None,
                    ..mention
                },
                kind,
                attributes: &[],
                rest: "",
                provenance: at(further),
            })?;
        }
        Ok(self.objects.meet(&ObjectRef {
            name: None,
            kind: mention.kind.filter(|_| is(&table.by_client_id)),
            ..mention
        })?)
    }

    /// Takes in what defines and permits roles, and gives what follows from it.
    fn take_in_roles(
        &mut self,
        graph: &Graph,
        handles: &[Handle],
    ) -> Result<Definitions, ReplayError> {
        for id in (0..graph.entity_count()).map(EntityId) {
            if graph.defines_roles(id) {
                self.roles.defines(handle(handles, id));
            }
        }
        for number in 0..graph.role_count() as u32 {
            let role = crate::RoleIndex(number);
            if let Some(definition) = graph.role_permissions(role) {
                self.roles.permit(graph.role(role).id, definition);
            }
        }
        for definition in graph.parts().role_definitions.get()? {
            match definition.app {
                Some(app) => self.roles.define(
                    handle(handles, app),
                    &RoleRecord {
                        id: &definition.id,
                        name: Some(&definition.text),
                    },
                )?,
                None => self.roles.permit(&definition.id, &definition.text),
            }
        }
        Ok(self.roles.definitions())
    }

    fn take_in_edges(
        &mut self,
        graph: &Graph,
        kind: EdgeKind,
        handles: &[Handle],
        definitions: &Definitions,
    ) -> Result<(), ReplayError> {
        let table = graph.edges(kind);
        let columns = &table.columns;
        for to in table.reverse.rows().map(EntityId) {
            let row = table.reverse.range(to);
            let mut places = table.origins.places(row.clone())?.into_iter();
            let mut further = table.further.of(row)?.into_iter();
            for edge in table.edges_to(to).iter() {
                let index = edge.index.unwrap_or(EdgeIndex(0));
                let (from, scope) = (edge.end, edge.scope);
                let role = edge.role.map(|role| graph.role(role));
                let role = role.map(|role| RoleRecord {
                    id: role.id,
                    // What follows from a definition may follow otherwise from another one.
                    name: Some(role.name)
                        .filter(|name| definitions.name(handle(handles, to), role.id) != *name),
                });
                let time = |column: &Option<arrow::buffer::ScalarBuffer<i64>>, none: i64| {
                    let time = column.as_ref()?.get(index.0 as usize).copied();
                    time.filter(|time| *time != none)
                };
                let mention = |id: EntityId| ObjectRef::object(graph.key(id), None);
                let mut record = EdgeRecord {
                    state: edge.state,
                    assignment: edge.index.and_then(|index| columns.assignment(index)),
                    condition: edge.index.and_then(|index| columns.condition(index)),
                    valid_from: time(&columns.valid_from, i64::MIN),
                    valid_to: time(&columns.valid_to, i64::MAX),
                    ..EdgeRecord::plain(kind, mention(from), mention(to), at(SourceId(0)))
                };
                let number = role.as_ref().map(|role| self.roles.number(role));
                let number = number.transpose()?;
                let origin = places.next().unwrap_or(at(SourceId(0)));
                let others = further
                    .next()
                    .unwrap_or_default()
                    .into_iter()
                    .map(somewhere_in);
                for place in std::iter::once(origin).chain(others) {
                    record.provenance = place;
                    self.edges[kind as usize].push(
                        &record,
                        handle(handles, from),
                        handle(handles, to),
                        scope.map(|scope| handle(handles, scope)),
                        number,
                    )?;
                }
            }
        }
        Ok(())
    }
}

fn handle(handles: &[Handle], id: EntityId) -> Handle {
    handles[id.index()]
}

/// The value at a position of a column.
fn value(column: &AttributeColumn, at: usize) -> Option<Value<'_>> {
    match column {
        AttributeColumn::Text(texts) => texts.is_valid(at).then(|| Value::Text(texts.value(at))),
        AttributeColumn::Boolean(flags) => {
            flags.is_valid(at).then(|| Value::Boolean(flags.value(at)))
        }
        AttributeColumn::Time(times) => times.is_valid(at).then(|| Value::Time(times.value(at))),
    }
}
