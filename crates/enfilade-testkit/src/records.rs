//! Facts that own their text.
//!
//! An importer's records borrow from the export and live for one call. Tests want to keep them: to
//! compare what an importer said with what it should have said, to shuffle them, or to build one
//! generated tenant several times. [`Records`] collects from an importer like any other sink and
//! gives the same facts to another sink as often as wanted.

use enfilade_graph::{BuildError, Builder, Graph};
use enfilade_model::{
    AccessState, Attribute, EdgeKind, EdgeRecord, EntityKind, EntityRecord, ImportSummary,
    ObjectKey, ObjectRef, Provenance, Record, RecordSink, RefId, RoleRecord, SourceId, Value,
};

/// A mention of an object (see [`ObjectRef`]).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnedRef {
    /// The id.
    pub id: RefId,
    /// The lower-case text of an id that is no GUID.
    pub text: Option<String>,
    /// The kind that the mention states.
    pub kind: Option<EntityKind>,
    /// A spelling of the name.
    pub name: Option<String>,
}

impl OwnedRef {
    /// A mention by object id.
    #[must_use]
    pub fn object(key: ObjectKey, kind: Option<EntityKind>) -> OwnedRef {
        OwnedRef {
            id: RefId::Object(key),
            text: None,
            kind,
            name: None,
        }
    }

    fn of(borrowed: ObjectRef<'_>) -> OwnedRef {
        OwnedRef {
            id: borrowed.id,
            text: borrowed.text.map(str::to_owned),
            kind: borrowed.kind,
            name: borrowed.name.map(str::to_owned),
        }
    }

    /// The mention as an importer would make it.
    #[must_use]
    pub fn borrow(&self) -> ObjectRef<'_> {
        ObjectRef {
            id: self.id,
            text: self.text.as_deref(),
            kind: self.kind,
            name: self.name.as_deref(),
        }
    }
}

/// A value of an attribute (see [`Value`]).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum OwnedValue {
    /// Unicode text.
    Text(String),
    /// True or false.
    Boolean(bool),
    /// Microseconds since 1970.
    Time(i64),
}

impl OwnedValue {
    /// The value as an importer would state it.
    #[must_use]
    pub fn borrow(&self) -> Value<'_> {
        match self {
            OwnedValue::Text(text) => Value::Text(text),
            OwnedValue::Boolean(boolean) => Value::Boolean(*boolean),
            OwnedValue::Time(time) => Value::Time(*time),
        }
    }
}

/// A described object (see [`EntityRecord`]).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnedEntity {
    /// The object's id and name.
    pub object: OwnedRef,
    /// What the object is.
    pub kind: EntityKind,
    /// The known attributes that are stated.
    pub attributes: Vec<(Attribute, OwnedValue)>,
    /// Everything else, as a JSON object; empty if nothing.
    pub rest: String,
    /// Where the record stands.
    pub provenance: Provenance,
}

impl OwnedEntity {
    /// The stated value of an attribute.
    #[must_use]
    pub fn attribute(&self, attribute: Attribute) -> Option<&OwnedValue> {
        let stated = |(own, _): &&(Attribute, OwnedValue)| *own == attribute;
        self.attributes.iter().find(stated).map(|(_, value)| value)
    }
}

/// A role that an edge carries: its id in lower case, and its name where stated.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnedRole {
    /// The role's id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
}

impl OwnedRole {
    fn of(borrowed: RoleRecord<'_>) -> OwnedRole {
        OwnedRole {
            id: borrowed.id.to_owned(),
            name: borrowed.name.map(str::to_owned),
        }
    }

    fn borrow(&self) -> RoleRecord<'_> {
        RoleRecord {
            id: &self.id,
            name: self.name.as_deref(),
        }
    }
}

/// A relation between two objects (see [`EdgeRecord`]).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnedEdge {
    /// The relation.
    pub kind: EdgeKind,
    /// The holder.
    pub from: OwnedRef,
    /// What it holds.
    pub to: OwnedRef,
    /// Whether it is in force.
    pub state: AccessState,
    /// The role it carries.
    pub role: Option<OwnedRole>,
    /// Where it applies.
    pub scope: Option<OwnedRef>,
    /// The assignment's own id.
    pub assignment: Option<String>,
    /// When it begins, in microseconds since 1970.
    pub valid_from: Option<i64>,
    /// When it ends, in microseconds since 1970.
    pub valid_to: Option<i64>,
    /// A condition that restricts it.
    pub condition: Option<String>,
    /// Where the record stands.
    pub provenance: Provenance,
}

impl OwnedEdge {
    /// An active edge that says nothing beyond its ends.
    #[must_use]
    pub fn plain(kind: EdgeKind, from: OwnedRef, to: OwnedRef) -> OwnedEdge {
        OwnedEdge {
            kind,
            from,
            to,
            state: AccessState::Active,
            role: None,
            scope: None,
            assignment: None,
            valid_from: None,
            valid_to: None,
            condition: None,
            provenance: NOWHERE,
        }
    }
}

/// One fact (see [`Record`]).
#[expect(
    clippy::large_enum_variant,
    reason = "most facts are edges, so boxing them would save nothing"
)]
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum OwnedRecord {
    /// An object and its attributes.
    Entity(OwnedEntity),
    /// A relation.
    Edge(OwnedEdge),
    /// The name of an app role.
    RoleDefinition {
        /// The app that exposes the role.
        app: OwnedRef,
        /// The role.
        role: OwnedRole,
    },
    /// What a role that edges carry allows.
    RolePermissions {
        /// The role's id.
        role: String,
        /// The definition as JSON.
        definition: String,
    },
}

/// The place of a fact that no file states: the start of the first source.
pub const NOWHERE: Provenance = Provenance {
    source: SourceId(0),
    offset: 0,
};

impl OwnedRecord {
    /// A copy of a borrowed fact.
    #[must_use]
    pub fn of(record: Record<'_>) -> OwnedRecord {
        match record {
            Record::Entity(entity) => OwnedRecord::Entity(OwnedEntity {
                object: OwnedRef::of(entity.object),
                kind: entity.kind,
                attributes: entity
                    .attributes
                    .iter()
                    .map(|&(attribute, value)| (attribute, own(value)))
                    .collect(),
                rest: entity.rest.to_owned(),
                provenance: entity.provenance,
            }),
            Record::Edge(edge) => OwnedRecord::Edge(OwnedEdge {
                kind: edge.kind,
                from: OwnedRef::of(edge.from),
                to: OwnedRef::of(edge.to),
                state: edge.state,
                role: edge.role.map(OwnedRole::of),
                scope: edge.scope.map(OwnedRef::of),
                assignment: edge.assignment.map(str::to_owned),
                valid_from: edge.valid_from,
                valid_to: edge.valid_to,
                condition: edge.condition.map(str::to_owned),
                provenance: edge.provenance,
            }),
            Record::RoleDefinition { app, role } => OwnedRecord::RoleDefinition {
                app: OwnedRef::of(app),
                role: OwnedRole::of(role),
            },
            Record::RolePermissions { role, definition } => OwnedRecord::RolePermissions {
                role: role.to_owned(),
                definition: definition.to_owned(),
            },
        }
    }

    /// Says the fact to a sink.
    pub fn push_to(&self, sink: &mut dyn RecordSink) {
        match self {
            OwnedRecord::Entity(entity) => {
                let attributes: Vec<_> = entity
                    .attributes
                    .iter()
                    .map(|(attribute, value)| (*attribute, value.borrow()))
                    .collect();
                sink.push(Record::Entity(EntityRecord {
                    object: entity.object.borrow(),
                    kind: entity.kind,
                    attributes: &attributes,
                    rest: &entity.rest,
                    provenance: entity.provenance,
                }));
            }
            OwnedRecord::Edge(edge) => sink.push(Record::Edge(EdgeRecord {
                kind: edge.kind,
                from: edge.from.borrow(),
                to: edge.to.borrow(),
                state: edge.state,
                role: edge.role.as_ref().map(OwnedRole::borrow),
                scope: edge.scope.as_ref().map(OwnedRef::borrow),
                assignment: edge.assignment.as_deref(),
                valid_from: edge.valid_from,
                valid_to: edge.valid_to,
                condition: edge.condition.as_deref(),
                provenance: edge.provenance,
            })),
            OwnedRecord::RoleDefinition { app, role } => sink.push(Record::RoleDefinition {
                app: app.borrow(),
                role: role.borrow(),
            }),
            OwnedRecord::RolePermissions { role, definition } => {
                sink.push(Record::RolePermissions { role, definition });
            }
        }
    }
}

fn own(value: Value<'_>) -> OwnedValue {
    match value {
        Value::Text(text) => OwnedValue::Text(text.to_owned()),
        Value::Boolean(boolean) => OwnedValue::Boolean(boolean),
        Value::Time(time) => OwnedValue::Time(time),
    }
}

/// Facts in the order in which they were said.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Records(pub Vec<OwnedRecord>);

impl Records {
    /// Says every fact to a sink.
    pub fn push_to(&self, sink: &mut dyn RecordSink) {
        for record in &self.0 {
            record.push_to(sink);
        }
    }

    /// The facts built into a graph in memory.
    ///
    /// # Errors
    /// If they are too many.
    pub fn graph(&self, summary: &ImportSummary) -> Result<Graph, BuildError> {
        let mut builder = Builder::new();
        self.push_to(&mut builder);
        builder.finish(summary).map(|(graph, _)| graph)
    }

    /// The described objects.
    pub fn entities(&self) -> impl Iterator<Item = &OwnedEntity> {
        self.0.iter().filter_map(|record| match record {
            OwnedRecord::Entity(entity) => Some(entity),
            _ => None,
        })
    }

    /// The relations.
    pub fn edges(&self) -> impl Iterator<Item = &OwnedEdge> {
        self.0.iter().filter_map(|record| match record {
            OwnedRecord::Edge(edge) => Some(edge),
            _ => None,
        })
    }
}

impl RecordSink for Records {
    fn push(&mut self, record: Record<'_>) {
        self.0.push(OwnedRecord::of(record));
    }
}
