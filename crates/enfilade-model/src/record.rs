//! What an importer says, one fact at a time.
//!
//! Importers push; they never see a graph. A record borrows its text from the export, so a fact
//! costs no allocation on its way, and a format is tested by collecting records in a `Vec`.
//! Records come in any order: an edge may name objects that are described later or never.

use crate::{AccessState, Attribute, EdgeKind, EntityKind, ObjectKey, Provenance, SourceId, Value};

/// How a record names an object.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Hash)]
pub enum RefId {
    /// By its own id.
    Object(ObjectKey),
    /// By the client id (`appId`) that a registration and its service principal share; the
    /// reference's kind says which of the two is meant.
    Client(ObjectKey),
}

/// A mention of an object: its id, and what the mention happens to say about it.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct ObjectRef<'a> {
    /// The id.
    pub id: RefId,
    /// The id's text in lower case where it is no GUID (Azure resource ids).
    pub text: Option<&'a str>,
    /// The kind that the mention states (`@odata.type`, `principalType`); the object's own record
    /// wins over it.
    pub kind: Option<EntityKind>,
    /// A spelling of the object's name, which may be better cased than the object's own.
    pub name: Option<&'a str>,
}

impl<'a> ObjectRef<'a> {
    /// A mention by object id.
    #[must_use]
    pub fn object(key: ObjectKey, kind: Option<EntityKind>) -> ObjectRef<'a> {
        ObjectRef {
            id: RefId::Object(key),
            text: None,
            kind,
            name: None,
        }
    }

    /// A mention by client id; `kind` is [`EntityKind::Registration`] or [`EntityKind::App`].
    #[must_use]
    pub fn client(key: ObjectKey, kind: EntityKind) -> ObjectRef<'a> {
        ObjectRef {
            id: RefId::Client(key),
            text: None,
            kind: Some(kind),
            name: None,
        }
    }

    /// The same mention with the id's text, in lower case.
    #[must_use]
    pub fn with_text(self, lower_case: &'a str) -> ObjectRef<'a> {
        ObjectRef {
            text: Some(lower_case),
            ..self
        }
    }

    /// The same mention with a spelling of the name.
    #[must_use]
    pub fn with_name(self, name: Option<&'a str>) -> ObjectRef<'a> {
        ObjectRef { name, ..self }
    }
}

/// A described object.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct EntityRecord<'a> {
    /// The object's id and name. [`ObjectRef::kind`] is ignored here in favour of `kind`.
    pub object: ObjectRef<'a>,
    /// What the object is.
    pub kind: EntityKind,
    /// The known attributes that the record states. The name is in `object`.
    pub attributes: &'a [(Attribute, Value<'a>)],
    /// All that the record states beside these, as one JSON object; empty if nothing.
    pub rest: &'a str,
    /// Where the record stands.
    pub provenance: Provenance,
}

/// A role that an edge carries (an app role, an Azure role, a set of vault permissions).
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct RoleRecord<'a> {
    /// The role's id in lower case.
    pub id: &'a str,
    /// Its name where the edge states it; else the name comes from [`Record::RoleDefinition`].
    pub name: Option<&'a str>,
}

/// A relation between two objects.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct EdgeRecord<'a> {
    /// The relation.
    pub kind: EdgeKind,
    /// The holder.
    pub from: ObjectRef<'a>,
    /// What it holds.
    pub to: ObjectRef<'a>,
    /// Whether it is in force.
    pub state: AccessState,
    /// The role it carries.
    pub role: Option<RoleRecord<'a>>,
    /// Where it applies, for directory roles below the tenant.
    pub scope: Option<ObjectRef<'a>>,
    /// The assignment's own id.
    pub assignment: Option<&'a str>,
    /// When it begins, in microseconds since 1970.
    pub valid_from: Option<i64>,
    /// When it ends, in microseconds since 1970.
    pub valid_to: Option<i64>,
    /// A condition that restricts it, as written.
    pub condition: Option<&'a str>,
    /// Where the record stands.
    pub provenance: Provenance,
}

impl<'a> EdgeRecord<'a> {
    /// An active edge that says nothing beyond its ends.
    #[must_use]
    pub fn plain(
        kind: EdgeKind,
        from: ObjectRef<'a>,
        to: ObjectRef<'a>,
        provenance: Provenance,
    ) -> EdgeRecord<'a> {
        EdgeRecord {
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
            provenance,
        }
    }
}

/// Active edges of one kind that lead from many objects to one and say nothing beyond their ends,
/// as a list of members does.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct EdgeList<'a> {
    /// The relation.
    pub kind: EdgeKind,
    /// The holders.
    pub from: &'a [ObjectRef<'a>],
    /// What each of them holds.
    pub to: ObjectRef<'a>,
    /// Where the record stands.
    pub provenance: Provenance,
}

/// How much of a list came in.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
#[repr(u8)]
pub enum ListExtent {
    /// All of it, or its end: whoever is not in it, and not in an earlier part, is not listed.
    Whole,
    /// The same, but service principals are left out of it.
    ButServicePrincipals,
    /// A part that another one continues.
    Part,
}

impl ListExtent {
    /// Every extent, in the order of their numbers.
    pub const ALL: [ListExtent; 3] = [
        ListExtent::Whole,
        ListExtent::ButServicePrincipals,
        ListExtent::Part,
    ];
}

/// A list of all who hold something: the members of a group, the owners of an app.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct ListRecord<'a> {
    /// What those in it hold.
    pub kind: EdgeKind,
    /// Whose list it is.
    pub of: ObjectRef<'a>,
    /// How much of it came in.
    pub extent: ListExtent,
    /// The file.
    pub source: SourceId,
}

/// One fact of an export.
#[expect(
    clippy::large_enum_variant,
    reason = "borrowed and handed on, never stored"
)]
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum Record<'a> {
    /// An object and its attributes.
    Entity(EntityRecord<'a>),
    /// A relation.
    Edge(EdgeRecord<'a>),
    /// The name of an app role: the app that defines it, the role's id and its display name.
    RoleDefinition {
        /// The app (service principal) that exposes the role.
        app: ObjectRef<'a>,
        /// The role.
        role: RoleRecord<'a>,
    },
    /// What a role that edges carry allows: of an Azure role or a deny assignment the `properties`
    /// that Azure Resource Manager shows, as JSON.
    RolePermissions {
        /// The role's id in lower case.
        role: &'a str,
        /// The JSON.
        definition: &'a str,
    },
}

/// Where an importer puts what it reads.
pub trait RecordSink {
    /// Takes one fact. The borrowed text is valid for this call only.
    fn push(&mut self, record: Record<'_>);

    /// Takes edges that have one end in common: what is known of it is looked up once.
    fn push_edges(&mut self, edges: &EdgeList<'_>) {
        let EdgeList {
            kind,
            from,
            to,
            provenance,
        } = *edges;
        for from in from {
            self.push(Record::Edge(EdgeRecord::plain(kind, *from, to, provenance)));
        }
    }

    /// Takes note that a list came in, whose items are facts of their own.
    fn list(&mut self, list: ListRecord<'_>) {
        let _ = list;
    }

    /// Tells which objects the next facts mention, so that what is known of them can be fetched
    /// together. Changes nothing.
    fn announce(&mut self, objects: &[RefId]) {
        let _ = objects;
    }
}
