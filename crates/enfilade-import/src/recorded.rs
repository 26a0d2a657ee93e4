//! Facts kept for a while, so that they can be found on one thread and handed on by another.
//!
//! A record borrows its texts from the export, for the length of one call. Here the texts of many
//! facts are copied into one string, and a fact is a few numbers; a log that is emptied keeps its
//! memory for the next facts.

use enfilade_model::{
    AccessState, Attribute, EdgeKind, EdgeList, EdgeRecord, EntityKind, EntityRecord, ListExtent,
    ListRecord, ObjectKey, ObjectRef, Provenance, Record, RecordSink, RefId, RoleRecord, SourceId,
    Value,
};
use std::ops::Range;

/// Facts in the order in which they were found.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    texts: String,
    facts: Vec<Fact>,
    values: Vec<(Attribute, Kept)>,
    carried: Vec<Carried>,
    /// The near ends of lists of edges.
    listed: Vec<Mention>,
    lists: Vec<(Mention, EdgeKind, ListExtent, SourceId)>,
    /// Whether there were more texts than places can be told apart.
    overflows: bool,
}

/// A text of a log: where it begins and ends.
#[derive(Copy, Clone, Debug)]
struct Text(u32, u32);

/// No text, which is not the empty one.
const NONE: Text = Text(u32::MAX, u32::MAX);

#[derive(Copy, Clone, Debug)]
struct Mention {
    key: [u64; 2],
    is_client: bool,
    kind: Option<EntityKind>,
    text: Text,
    name: Text,
}

impl Mention {
    fn id(&self) -> RefId {
        let [high, low] = self.key.map(u128::from);
        let key = ObjectKey(high << 64 | low);
        match self.is_client {
            true => RefId::Client(key),
            false => RefId::Object(key),
        }
    }
}

#[derive(Copy, Clone, Debug)]
enum Kept {
    Text(Text),
    Boolean(bool),
    Time(i64),
}

/// What few edges carry.
#[derive(Copy, Clone, Debug)]
struct Carried {
    role: Option<(Text, Text)>,
    scope: Option<Mention>,
    assignment: Text,
    valid_from: Option<i64>,
    valid_to: Option<i64>,
    condition: Text,
}

#[derive(Debug)]
enum Fact {
    Entity {
        object: Mention,
        kind: EntityKind,
        values: Range<u32>,
        rest: Text,
        provenance: Provenance,
    },
    Edge {
        kind: EdgeKind,
        state: AccessState,
        from: Mention,
        to: Mention,
        carried: Option<u32>,
        provenance: Provenance,
    },
    Edges {
        kind: EdgeKind,
        from: Range<u32>,
        to: Mention,
        provenance: Provenance,
    },
    RoleDefinition {
        app: Mention,
        role: (Text, Text),
    },
    RolePermissions {
        role: Text,
        definition: Text,
    },
}

/// What a fact says.
#[expect(
    clippy::large_enum_variant,
    reason = "made to be handed on, never stored"
)]
#[derive(Debug)]
pub(crate) enum Said<'a> {
    /// One thing.
    One(Record<'a>),
    /// Edges with one end in common.
    Edges(EdgeList<'a>),
}

impl RecordSink for Recorded {
    fn push(&mut self, record: Record<'_>) {
        let fact = match record {
            Record::Entity(record) => self.entity(&record),
            Record::Edge(record) => self.edge(&record),
            Record::RoleDefinition { app, role } => Fact::RoleDefinition {
                app: self.mention(&app),
                role: self.role(role),
            },
            Record::RolePermissions { role, definition } => Fact::RolePermissions {
                role: self.text(role),
                definition: self.text(definition),
            },
        };
        self.facts.push(fact);
    }

    fn push_edges(&mut self, edges: &EdgeList<'_>) {
        let start = self.listed.len() as u32;
        for from in edges.from {
            let from = self.mention(from);
            self.listed.push(from);
        }
        let to = self.mention(&edges.to);
        self.facts.push(Fact::Edges {
            kind: edges.kind,
            from: start..self.listed.len() as u32,
            to,
            provenance: edges.provenance,
        });
    }

    fn list(&mut self, list: ListRecord<'_>) {
        let of = self.mention(&list.of);
        self.lists.push((of, list.kind, list.extent, list.source));
    }
}

impl Recorded {
    /// Forgets all facts.
    pub(crate) fn clear(&mut self) {
        self.texts.clear();
        self.facts.clear();
        self.values.clear();
        self.carried.clear();
        self.listed.clear();
        self.lists.clear();
        self.overflows = false;
    }

    /// Gives the sources their numbers in the whole import, of which `first` is that of the first.
    pub(crate) fn renumber(&mut self, first: u32) {
        if first == 0 {
            return;
        }
        for fact in &mut self.facts {
            match fact {
                Fact::Entity { provenance, .. }
                | Fact::Edge { provenance, .. }
                | Fact::Edges { provenance, .. } => provenance.source.0 += first,
                Fact::RoleDefinition { .. } | Fact::RolePermissions { .. } => {}
            }
        }
        for (_, _, _, source) in &mut self.lists {
            source.0 += first;
        }
    }

    /// How many bytes of text there are.
    pub(crate) fn text_len(&self) -> usize {
        self.texts.len()
    }

    /// How many bytes of memory the facts take.
    pub(crate) fn bytes(&self) -> usize {
        self.texts.len()
            + size_of_val(&self.facts[..])
            + size_of_val(&self.values[..])
            + size_of_val(&self.carried[..])
            + size_of_val(&self.listed[..])
            + size_of_val(&self.lists[..])
    }

    /// Whether all that was pushed is there.
    pub(crate) fn is_whole(&self) -> bool {
        !self.overflows
    }

    fn text(&mut self, text: &str) -> Text {
        let start = self.texts.len();
        self.texts.push_str(text);
        match (u32::try_from(start), u32::try_from(self.texts.len())) {
            (Ok(start), Ok(end)) if end < u32::MAX => Text(start, end),
            _ => {
                self.texts.truncate(start);
                self.overflows = true;
                NONE
            }
        }
    }

    fn optional(&mut self, text: Option<&str>) -> Text {
        text.map_or(NONE, |text| self.text(text))
    }

    fn mention(&mut self, object: &ObjectRef<'_>) -> Mention {
        let ObjectRef {
            id,
            text,
            kind,
            name,
        } = *object;
        let (key, is_client) = match id {
            RefId::Object(key) => (key, false),
            RefId::Client(key) => (key, true),
        };
        Mention {
            key: [(key.0 >> 64) as u64, key.0 as u64],
            is_client,
            kind,
            text: self.optional(text),
            name: self.optional(name),
        }
    }

    fn role(&mut self, role: RoleRecord<'_>) -> (Text, Text) {
        (self.text(role.id), self.optional(role.name))
    }

    fn entity(&mut self, record: &EntityRecord<'_>) -> Fact {
        let EntityRecord {
            object,
            kind,
            attributes,
            rest,
            provenance,
        } = record;
        let start = self.values.len() as u32;
        for (attribute, value) in *attributes {
            let kept = match value {
                Value::Text(text) => Kept::Text(self.text(text)),
                Value::Boolean(flag) => Kept::Boolean(*flag),
                Value::Time(instant) => Kept::Time(*instant),
            };
            self.values.push((*attribute, kept));
        }
        Fact::Entity {
            object: self.mention(object),
            kind: *kind,
            values: start..self.values.len() as u32,
            rest: self.text(rest),
            provenance: *provenance,
        }
    }

    fn edge(&mut self, record: &EdgeRecord<'_>) -> Fact {
        let EdgeRecord {
            kind,
            from,
            to,
            state,
            role,
            scope,
            assignment,
            valid_from,
            valid_to,
            condition,
            provenance,
        } = record;
        let is_plain = role.is_none()
            && scope.is_none()
            && assignment.is_none()
            && valid_from.is_none()
            && valid_to.is_none()
            && condition.is_none();
        let carried = (!is_plain).then(|| {
            let carried = Carried {
                role: role.map(|role| self.role(role)),
                scope: scope.as_ref().map(|scope| self.mention(scope)),
                assignment: self.optional(*assignment),
                valid_from: *valid_from,
                valid_to: *valid_to,
                condition: self.optional(*condition),
            };
            self.carried.push(carried);
            self.carried.len() as u32 - 1
        });
        Fact::Edge {
            kind: *kind,
            state: *state,
            from: self.mention(from),
            to: self.mention(to),
            carried,
            provenance: *provenance,
        }
    }

    /// The lists that came in.
    pub(crate) fn lists(&self) -> impl Iterator<Item = ListRecord<'_>> {
        self.lists
            .iter()
            .map(|(of, kind, extent, source)| ListRecord {
                kind: *kind,
                of: self.object(of),
                extent: *extent,
                source: *source,
            })
    }

    /// How many facts there are.
    pub(crate) fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether nothing was said.
    pub(crate) fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.lists.is_empty()
    }

    /// Lists the objects at the near end of some facts: those of which many are different.
    pub(crate) fn objects(&self, facts: Range<usize>, objects: &mut Vec<RefId>) {
        objects.clear();
        let facts = self.facts.get(facts).unwrap_or_default().iter();
        objects.extend(facts.filter_map(|fact| match fact {
            Fact::Entity { object, .. } => Some(object.id()),
            Fact::Edge { from, .. } => Some(from.id()),
            Fact::RoleDefinition { app, .. } => Some(app.id()),
            // Whoever takes a list looks its objects up together.
            Fact::Edges { .. } | Fact::RolePermissions { .. } => None,
        }));
    }

    /// Hands some facts on in their order, each with its number.
    pub(crate) fn visit(&self, facts: Range<usize>, mut take: impl FnMut(usize, Said<'_>)) {
        let mut values = Vec::new();
        let mut ends = Vec::new();
        let chosen = self.facts.get(facts.clone()).unwrap_or_default();
        for (number, fact) in facts.zip(chosen) {
            match fact {
                Fact::Entity {
                    object,
                    kind,
                    values: range,
                    rest,
                    provenance,
                } => {
                    values.clear();
                    let range = range.start as usize..range.end as usize;
                    let kept = self.values.get(range).unwrap_or_default().iter();
                    values.extend(kept.map(|(attribute, kept)| (*attribute, self.value(*kept))));
                    let record = EntityRecord {
                        object: self.object(object),
                        kind: *kind,
                        attributes: &values,
                        rest: self.get(*rest).unwrap_or_default(),
                        provenance: *provenance,
                    };
                    take(number, Said::One(Record::Entity(record)));
                }
                Fact::Edge {
                    kind,
                    state,
                    from,
                    to,
                    carried,
                    provenance,
                } => {
                    let (from, to) = (self.object(from), self.object(to));
                    let plain = EdgeRecord {
                        state: *state,
                        ..EdgeRecord::plain(*kind, from, to, *provenance)
                    };
                    let carried = carried.and_then(|at| self.carried.get(at as usize));
                    let record = carried.map_or(plain, |carried| self.with(carried, plain));
                    take(number, Said::One(Record::Edge(record)));
                }
                Fact::Edges {
                    kind,
                    from,
                    to,
                    provenance,
                } => {
                    ends.clear();
                    let from = from.start as usize..from.end as usize;
                    let from = self.listed.get(from).unwrap_or_default();
                    ends.extend(from.iter().map(|from| self.object(from)));
                    let edges = EdgeList {
                        kind: *kind,
                        from: &ends,
                        to: self.object(to),
                        provenance: *provenance,
                    };
                    take(number, Said::Edges(edges));
                }
                Fact::RoleDefinition { app, role } => {
                    let (app, role) = (self.object(app), self.role_of(*role));
                    take(number, Said::One(Record::RoleDefinition { app, role }));
                }
                Fact::RolePermissions { role, definition } => {
                    let role = self.get(*role).unwrap_or_default();
                    let definition = self.get(*definition).unwrap_or_default();
                    take(
                        number,
                        Said::One(Record::RolePermissions { role, definition }),
                    );
                }
            }
        }
    }

    fn get(&self, text: Text) -> Option<&str> {
        self.texts.get(text.0 as usize..text.1 as usize)
    }

    fn value(&self, kept: Kept) -> Value<'_> {
        match kept {
            Kept::Text(text) => Value::Text(self.get(text).unwrap_or_default()),
            Kept::Boolean(flag) => Value::Boolean(flag),
            Kept::Time(instant) => Value::Time(instant),
        }
    }

    fn object(&self, mention: &Mention) -> ObjectRef<'_> {
        ObjectRef {
            id: mention.id(),
            text: self.get(mention.text),
            kind: mention.kind,
            name: self.get(mention.name),
        }
    }

    fn role_of(&self, (id, name): (Text, Text)) -> RoleRecord<'_> {
        RoleRecord {
            id: self.get(id).unwrap_or_default(),
            name: self.get(name),
        }
    }

    fn with<'a>(&'a self, carried: &Carried, plain: EdgeRecord<'a>) -> EdgeRecord<'a> {
        EdgeRecord {
            role: carried.role.map(|role| self.role_of(role)),
            scope: carried.scope.as_ref().map(|scope| self.object(scope)),
            assignment: self.get(carried.assignment),
            valid_from: carried.valid_from,
            valid_to: carried.valid_to,
            condition: self.get(carried.condition),
            ..plain
        }
    }
}
