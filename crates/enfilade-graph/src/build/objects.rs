//! Every object that the records describe or mention, under a temporary number.
//!
//! Records arrive in any order, so an object gets its number when it is first met, whether by its
//! own record or by an edge. The numbers depend on that order and never leave the builder.

use super::report::BuildError;
use super::spelling;
use super::texts::{Span, Texts};
use enfilade_model::{EntityKind, EntityRecord, ObjectKey, ObjectRef, RefId};
use rustc_hash::FxBuildHasher;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, Hasher, RandomState};

/// The temporary number of an object.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub(super) struct Handle(pub(super) u32);

/// What is known of an object beside its own records.
#[derive(Debug)]
pub(super) struct Object {
    key: Words,
    /// The first spelling of its name in a mention; further ones are in [`Objects::spellings`].
    mention: Span,
    // One bit for each kind that a mention states, and `CLIENT`.
    bits: u32,
}

const CLIENT: u32 = 1 << 31;
const HAS_TEXT: u32 = 1 << 30;

impl Object {
    /// The object's id; a client id if it [`Object::is_client`].
    pub(super) fn key(&self) -> ObjectKey {
        self.key.key()
    }

    /// Whether the object is known by its client id only.
    pub(super) fn is_client(&self) -> bool {
        self.bits & CLIENT != 0
    }

    /// The kind that the mentions state. If they disagree, the first in the order of the kinds,
    /// which lists the particular before the general (vault before Azure resource).
    pub(super) fn hint(&self) -> EntityKind {
        let stated = |kind: &&EntityKind| self.bits & bit(**kind) != 0;
        let known = |kind: &&EntityKind| **kind != EntityKind::Unknown;
        let mut kinds = EntityKind::ALL.iter().filter(known);
        kinds.find(stated).copied().unwrap_or(EntityKind::Unknown)
    }
}

fn bit(kind: EntityKind) -> u32 {
    1 << (kind as u32)
}

/// Hashes keys, which are GUIDs or cryptographic hashes already, with one multiplication. The seed
/// is new in each process: an export cannot be made so that its ids collide.
#[derive(Debug)]
struct KeyHash {
    seed: [u64; 2],
}

impl Default for KeyHash {
    fn default() -> KeyHash {
        let state = RandomState::new();
        KeyHash {
            seed: [state.hash_one(0), state.hash_one(1)],
        }
    }
}

impl BuildHasher for KeyHash {
    type Hasher = KeyHasher;
    fn build_hasher(&self) -> KeyHasher {
        KeyHasher {
            seed: self.seed,
            state: 0,
        }
    }
}

struct KeyHasher {
    seed: [u64; 2],
    state: u64,
}

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        let a = u128::from(self.state ^ value ^ self.seed[0]);
        let b = u128::from(self.seed[1] | 1);
        let product = a * b;
        self.state = (product as u64) ^ ((product >> 64) as u64);
    }

    fn write_u128(&mut self, value: u128) {
        let a = u128::from(value as u64 ^ self.seed[0]);
        let b = u128::from((value >> 64) as u64 ^ self.seed[1]);
        let product = a * b;
        self.state = (product as u64) ^ ((product >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        self.state
    }
}

/// A key as two words, which need less padding than a `u128`.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
struct Words([u64; 2]);

impl Words {
    fn of(key: ObjectKey) -> Words {
        Words([(key.0 >> 64) as u64, key.0 as u64])
    }

    fn key(self) -> ObjectKey {
        ObjectKey(u128::from(self.0[0]) << 64 | u128::from(self.0[1]))
    }
}

impl std::hash::Hash for Words {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u128(self.key().0);
    }
}

/// An object that was met, and a digest of the last mention that was looked into.
///
/// Most mentions of an object say what the one before said. Where the digests are the same, a
/// mention is done with when its entry in the table was found; that spares two misses of the cache
/// for each membership.
#[derive(Copy, Clone, Debug)]
struct Met {
    handle: Handle,
    digest: u32,
}

/// What a mention says, in short: exactly the kind that it states and whether it has the id's
/// text, and 26 bits of a hash of the name. Two spellings that share them cost the better one of
/// the two, and nothing else.
fn digest(mention: &ObjectRef<'_>) -> u32 {
    const NAME: u32 = u32::MAX << 6;
    let kind = mention.kind.map_or(0, |kind| kind as u32 + 1);
    let text = u32::from(mention.text.is_some()) << 5;
    let name = mention.name.filter(|name| !name.is_empty());
    let name = name.map_or(0, |name| FxBuildHasher.hash_one(name) as u32 & NAME);
    kind | text | name
}

const _: () = assert!(
    EntityKind::COUNT < 1 << 5,
    "a digest has five bits for the kind"
);

/// All objects met so far.
#[derive(Debug, Default)]
pub(super) struct Objects {
    by_key: HashMap<Words, Met, KeyHash>,
    // Registrations and service principals share a client id, so each has a table.
    by_client: [HashMap<Words, Met, KeyHash>; 2],
    list: Vec<Object>,
    names: Texts,
    // Spellings beyond the first, by the hash of the name without case; the best one of each.
    spellings: HashMap<(Handle, u64), Span>,
    hasher: RandomState,
    id_texts: Texts,
    id_text_of: HashMap<Handle, Span>,
}

impl Objects {
    /// How many objects there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The objects, in the order of their handles.
    pub(super) fn list(&self) -> &[Object] {
        &self.list
    }

    /// What is known of an object.
    pub(super) fn get(&self, handle: Handle) -> &Object {
        &self.list[handle.0 as usize]
    }

    /// The object with this id, if it was met.
    pub(super) fn find(&self, key: ObjectKey) -> Option<Handle> {
        self.by_key.get(&Words::of(key)).map(|met| met.handle)
    }

    /// Looks objects up that are about to be met. One lookup waits for memory twice; here the
    /// processor waits for many at once, and what they touched is near when they are met.
    pub(super) fn fetch(&self, objects: impl Iterator<Item = RefId>) {
        let mut met = 0_u32;
        for object in objects {
            if let RefId::Object(key) = object
                && let Some(known) = self.by_key.get(&Words::of(key))
            {
                met = met.wrapping_add(known.handle.0);
            }
        }
        std::hint::black_box(met);
    }

    /// The number of a described object. What its record says of kind and name is no mention.
    pub(super) fn meet_described(
        &mut self,
        record: &EntityRecord<'_>,
    ) -> Result<Handle, BuildError> {
        let by_client = matches!(record.object.id, RefId::Client(_));
        self.meet(&ObjectRef {
            kind: by_client.then_some(record.kind),
            name: None,
            ..record.object
        })
    }

    /// The number of a mentioned object; keeps what the mention says.
    pub(super) fn meet(&mut self, mention: &ObjectRef<'_>) -> Result<Handle, BuildError> {
        let (key, table, bits) = match mention.id {
            RefId::Object(key) => (key, &mut self.by_key, 0),
            RefId::Client(key) => {
                let registration = mention.kind == Some(EntityKind::Registration);
                (key, &mut self.by_client[usize::from(registration)], CLIENT)
            }
        };
        let (key, digest) = (Words::of(key), digest(mention));
        let handle = match table.entry(key) {
            Entry::Occupied(entry) => {
                let met = entry.into_mut();
                if met.digest == digest {
                    return Ok(met.handle);
                }
                met.digest = digest;
                met.handle
            }
            Entry::Vacant(entry) => {
                // The last number stands for "none" in the columns of a snapshot.
                let handle = u32::try_from(self.list.len())
                    .ok()
                    .filter(|&next| next < u32::MAX)
                    .map(Handle)
                    .ok_or(BuildError::TooManyEntities)?;
                self.list.push(Object {
                    key,
                    mention: Span::default(),
                    bits,
                });
                entry.insert(Met { handle, digest });
                handle
            }
        };
        let object = &mut self.list[handle.0 as usize];
        if let Some(kind) = mention.kind {
            object.bits |= bit(kind);
        }
        if let Some(text) = mention.text
            && object.bits & HAS_TEXT == 0
        {
            object.bits |= HAS_TEXT;
            let span = self.id_texts.push(text).ok_or(BuildError::TextTooLong)?;
            self.id_text_of.insert(handle, span);
        }
        if let Some(name) = mention.name.filter(|name| !name.is_empty()) {
            self.spell(handle, name)?;
        }
        Ok(handle)
    }

    fn spell(&mut self, handle: Handle, name: &str) -> Result<(), BuildError> {
        let first = self.list[handle.0 as usize].mention;
        if first.is_empty() {
            let span = self.names.push(name).ok_or(BuildError::TextTooLong)?;
            self.list[handle.0 as usize].mention = span;
            return Ok(());
        }
        if self.names.get(first) == name {
            return Ok(());
        }
        let hash = self.hasher.hash_one(spelling::fold(name).as_ref());
        let entry = self.spellings.entry((handle, hash));
        if let Entry::Occupied(known) = &entry
            && spelling::compare(self.names.get(*known.get()), name).is_le()
        {
            return Ok(());
        }
        let span = self.names.push(name).ok_or(BuildError::TextTooLong)?;
        entry.insert_entry(span);
        Ok(())
    }

    /// The text of an id that is no GUID.
    pub(super) fn id_text(&self, handle: Handle) -> Option<&str> {
        if self.get(handle).bits & HAS_TEXT == 0 {
            return None;
        }
        let span = self.id_text_of.get(&handle)?;
        Some(self.id_texts.get(*span))
    }

    /// A better spelling of an object's own name among its mentions.
    pub(super) fn better_spelling(&self, handle: Handle, own: &str) -> Option<&str> {
        let first = self.get(handle).mention;
        if first.is_empty() {
            return None;
        }
        let first = Some(self.names.get(first));
        let further = || {
            let hash = self.hasher.hash_one(spelling::fold(own).as_ref());
            let span = self.spellings.get(&(handle, hash))?;
            Some(self.names.get(*span))
        };
        let further = if self.spellings.is_empty() {
            None
        } else {
            further()
        };
        [first, further]
            .into_iter()
            .flatten()
            .filter(|name| spelling::is_better(own, name))
            .min_by(|a, b| spelling::compare(a, b))
    }

    /// The best name that mentions give to each object without a name of its own.
    pub(super) fn mentioned_names(&self) -> MentionedNames<'_> {
        let mut best: HashMap<Handle, &str> = HashMap::new();
        for (&(handle, _), &span) in &self.spellings {
            let name = self.names.get(span);
            let known = best.entry(handle).or_insert(name);
            if spelling::compare(name, known).is_lt() {
                *known = name;
            }
        }
        MentionedNames {
            objects: self,
            best,
        }
    }
}

/// See [`Objects::mentioned_names`].
pub(super) struct MentionedNames<'a> {
    objects: &'a Objects,
    best: HashMap<Handle, &'a str>,
}

impl<'a> MentionedNames<'a> {
    /// The best name that mentions give to an object.
    pub(super) fn get(&self, handle: Handle) -> Option<&'a str> {
        let first = self.objects.get(handle).mention;
        if first.is_empty() {
            return None;
        }
        let first = self.objects.names.get(first);
        match self.best.get(&handle) {
            Some(further) if spelling::compare(further, first).is_lt() => Some(further),
            _ => Some(first),
        }
    }
}
