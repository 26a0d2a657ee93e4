//! Where the readers of the kinds put what they find.
//!
//! One emitter serves a whole import. It stamps each fact with its place, counts what is odd, and
//! remembers the little that spans records: which Azure scopes were already placed below their
//! parents, which attributes occurred, and which tenant a source came from.

mod part;

use super::arm;
use super::hierarchy::Hierarchy;
use super::id::Id;
use crate::decode::time;
use crate::format::azurehound::Met;
use crate::summary::{Oddities, Oddity};
use enfilade_model::{
    Attribute, EdgeKind, EdgeList, EdgeRecord, EntityKind, EntityRecord, ListExtent, ListRecord,
    ObjectKey, ObjectRef, Provenance, Record, RecordSink, RoleRecord, SourceId,
};
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::hash::BuildHasher;
use xxhash_rust::xxh3::xxh3_128;

use part::Placed;
pub(crate) use part::{Conditions, Found, Once};

/// What can be odd about a record.
pub(crate) mod odd {
    use crate::summary::Oddity;

    pub(crate) const UNKNOWN_KIND: Oddity = Oddity::odd(
        "unknown-kind",
        "records of a kind that Enfilade does not know",
    );
    pub(crate) const NO_KIND: Oddity = Oddity::odd("no-kind", "records that do not say their kind");
    pub(crate) const NO_DATA: Oddity = Oddity::odd("no-data", "records without data");
    pub(crate) const NO_ID: Oddity = Oddity::odd(
        "no-id",
        "objects without an id, or mentions of none; left out",
    );
    pub(crate) const ODD_ID: Oddity = Oddity::odd(
        "odd-id",
        "ids that are neither a GUID nor an Azure resource id; kept as text",
    );
    pub(crate) const WRONG_TYPE: Oddity = Oddity::odd(
        "wrong-type",
        "values of an unexpected type; the value is left out",
    );
    pub(crate) const BAD_TIME: Oddity = Oddity::odd(
        "bad-time",
        "times that cannot be read; left out, so that an assignment counts as if it had no such start or end",
    );
    pub(crate) const UNKNOWN_TYPE: Oddity = Oddity::odd(
        "unknown-type",
        "mentions of an object of a type that Enfilade does not know; kept as unknown",
    );
    pub(crate) const UNCERTAIN_SCOPE: Oddity = Oddity::odd(
        "uncertain-scope",
        "directory role assignments whose scope cannot be told; kept at a scope of their own, not as tenant-wide",
    );
    pub(crate) const TOO_DEEP: Oddity =
        Oddity::odd("too-deep", "attributes nested too deep to keep; left out");
    pub(crate) const UNUSED: Oddity = Oddity::odd(
        "unused-kind",
        "records of a kind that adds no access; counted only",
    );
}

/// Takes facts from the readers of the kinds.
pub(crate) struct Emitter<'s> {
    sink: &'s mut dyn RecordSink,
    pub(crate) oddities: Oddities,
    /// Where the present record stands.
    pub(crate) provenance: Provenance,
    /// What AzureHound's records were so far: a text of them is read in parts, as facts are.
    pub(crate) azurehound: Met,
    /// How many objects or mentions were left out since they have no id.
    left_out: u64,
    /// How many times could not be read.
    bad_times: u64,
    /// The Azure scopes that were placed below their parent, by source in each spelling: which spelling
    /// is shown must not depend on which came first.
    placed: FxHashSet<(SourceId, Placed)>,
    /// By source the Azure role assignments that were handed on, each a hash of all that it says. A file
    /// that is made to have two of one hash hides its own.
    granted: FxHashSet<(SourceId, u128)>,
    /// Space for what is hashed.
    said: Vec<u8>,
    /// By kind of entity, one bit for each attribute that occurred.
    occurred: [u64; EntityKind::COUNT],
    pub(crate) hierarchy: Hierarchy,
    /// How many facts were handed on, and, if this reads a part of a text by itself, which of them
    /// count only if no part before said the same.
    pushed: usize,
    /// Whether a list was handed on.
    has_list: bool,
    conditions: Option<Conditions>,
    /// Space for the attributes that are kept as JSON.
    pub(crate) scratch: String,
}

const _: () = assert!(Attribute::COUNT <= 64, "an attribute is a bit of a u64");

impl<'s> Emitter<'s> {
    /// An emitter that pushes into `sink`.
    pub(crate) fn new(sink: &'s mut dyn RecordSink) -> Emitter<'s> {
        Emitter {
            sink,
            oddities: Oddities::default(),
            provenance: Provenance {
                source: SourceId(0),
                offset: 0,
            },
            azurehound: Met::default(),
            left_out: 0,
            bad_times: 0,
            placed: FxHashSet::default(),
            granted: FxHashSet::default(),
            said: Vec::new(),
            occurred: [0; EntityKind::COUNT],
            hierarchy: Hierarchy::default(),
            pushed: 0,
            has_list: false,
            conditions: None,
            scratch: String::new(),
        }
    }

    /// Whether an attribute occurred for entities of a kind.
    pub(crate) fn has_occurred(&self, kind: EntityKind, attribute: Attribute) -> bool {
        self.occurred[kind as usize] >> attribute as u8 & 1 == 1
    }

    /// Counts something odd about the present record.
    pub(crate) fn odd(&mut self, oddity: Oddity, example: impl FnOnce() -> String) {
        self.left_out += u64::from(oddity == odd::NO_ID);
        self.bad_times += u64::from(oddity == odd::BAD_TIME);
        self.oddities.count(oddity, Some(self.provenance), example);
    }

    /// Reads when something is, as the field `name` writes it; counts what is no time.
    pub(crate) fn instant(&mut self, name: &str, text: &str) -> Option<i64> {
        let instant = time::micros(text);
        if instant.is_none() && !text.is_empty() && !time::is_never(text) {
            self.odd(odd::BAD_TIME, || format!("{name} `{text}`"));
        }
        instant
    }

    /// How many objects or mentions were left out so far since they have no id.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// How many times could not be read so far.
    pub(crate) fn bad_times(&self) -> u64 {
        self.bad_times
    }

    #[inline]
    fn push(&mut self, record: Record<'_>) {
        self.pushed += 1;
        self.sink.push(record);
    }

    /// Says that an object exists and what is known of it.
    pub(crate) fn entity(&mut self, record: EntityRecord<'_>) {
        for (attribute, _) in record.attributes {
            self.occurred[record.kind as usize] |= 1 << *attribute as u8;
        }
        self.push(Record::Entity(record));
    }

    /// Says that two objects are related.
    #[inline]
    pub(crate) fn edge(&mut self, edge: EdgeRecord<'_>) {
        self.push(Record::Edge(edge));
    }

    /// Says that many objects are related to one.
    #[inline]
    pub(crate) fn edges(&mut self, edges: &EdgeList<'_>) {
        self.pushed += 1;
        self.sink.push_edges(edges);
    }

    /// An active edge from here that says nothing beyond its ends.
    pub(crate) fn plain_edge(&mut self, kind: EdgeKind, from: ObjectRef<'_>, to: ObjectRef<'_>) {
        self.edge(EdgeRecord::plain(kind, from, to, self.provenance));
    }

    /// Says that a list came in, and how much of it.
    pub(crate) fn list(&mut self, kind: EdgeKind, of: ObjectRef<'_>, extent: ListExtent) {
        self.push_list(ListRecord {
            kind,
            of,
            extent,
            source: self.provenance.source,
        });
    }

    fn push_list(&mut self, list: ListRecord<'_>) {
        self.has_list = true;
        self.sink.list(list);
    }

    /// Whether any fact or list was handed on.
    pub(crate) fn has_said_something(&self) -> bool {
        self.pushed > 0 || self.has_list
    }

    /// Says what an app role is called.
    pub(crate) fn role_definition(&mut self, app: ObjectRef<'_>, role: RoleRecord<'_>) {
        self.push(Record::RoleDefinition { app, role });
    }

    /// Says what an Azure role allows or a deny assignment denies.
    pub(crate) fn role_permissions(&mut self, role: &str, definition: &str) {
        self.push(Record::RolePermissions { role, definition });
    }

    /// Whether this assignment of an Azure role to `principal` at `scope` was not handed on yet from this
    /// source: to the same end, too, since an assignment may be activated again. One without an id of its own always counts as new. The grant must be the next fact.
    pub(crate) fn is_new_grant(
        &mut self,
        grant: &EdgeRecord<'_>,
        principal: ObjectKey,
        scope: ObjectKey,
    ) -> bool {
        let Some(id) = grant.assignment.filter(|id| !id.is_empty()) else {
            return true;
        };
        let role = grant.role.map_or("", |role| role.id);
        let condition = grant.condition.unwrap_or_default();
        let said = &mut self.said;
        said.clear();
        said.extend(principal.0.to_be_bytes());
        said.extend(scope.0.to_be_bytes());
        for instant in [grant.valid_from, grant.valid_to] {
            said.push(instant.is_some().into());
            said.extend(instant.unwrap_or_default().to_be_bytes());
        }
        for part in [id, role, condition] {
            said.extend((part.len() as u64).to_be_bytes());
            said.extend(part.as_bytes());
        }
        let (source, hash) = (self.provenance.source, xxh3_128(said));
        let is_new = self.granted.insert((source, hash));
        if is_new {
            self.next_counts_once(Once::Granted(source, hash));
        }
        is_new
    }

    /// Places an Azure scope below the scope that contains it, that one below its own, and so on.
    /// `written` is the id as the export spells it.
    pub(crate) fn place(&mut self, id: &Id<'_>, written: &str) {
        let Some(mut path) = id.text.as_deref() else {
            return;
        };
        let mut key = id.key;
        loop {
            let spelling = written.get(..path.len()).unwrap_or(path);
            let source = self.provenance.source;
            let placed = (key, FxBuildHasher.hash_one(spelling));
            if !self.placed.insert((source, placed)) {
                return;
            }
            let Some(parent) = arm::parent(path) else {
                return;
            };
            let parent_key = ObjectKey::of_text(parent);
            let above = spelling.get(..parent.len()).unwrap_or(parent);
            self.next_counts_once(Once::Placed(source, placed));
            self.plain_edge(
                EdgeKind::Contains,
                arm::mention(parent_key, parent, above),
                arm::mention(key, path, spelling),
            );
            (path, key) = (parent, parent_key);
        }
    }
}
