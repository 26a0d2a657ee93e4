//! Which files a snapshot has, and which columns each file.

use arrow::array::ArrayRef;
use enfilade_model::{EdgeKind, EntityKind};
use std::path::{Component, Path, PathBuf};

/// The columns of a file, with their names.
pub(super) type Named = Vec<(&'static str, ArrayRef)>;

/// The newest format version, the one that is written.
pub(super) const VERSION: u32 = 1;
/// Says that a manifest is one of ours.
pub(super) const FORMAT: &str = "enfilade snapshot";
/// The file that names the current generation.
pub(super) const MANIFEST: &str = "manifest.json";
/// The next manifest, before it becomes current.
pub(super) const NEXT_MANIFEST: &str = "manifest.json.next";
/// Held by the process that writes.
pub(super) const LOCK: &str = ".lock";
/// The roles that edges carry.
pub(super) const ROLES: &str = "roles.arrow";
/// The sets of files that facts are stated in.
pub(super) const SOURCE_SETS: &str = "source-sets.arrow";
/// Which lists came in whole.
pub(super) const LISTS: &str = "lists.arrow";
/// What files disagree on.
pub(super) const DISAGREEMENTS: &str = "disagreements.arrow";
/// What files say of roles that no edge carries.
pub(super) const ROLE_DEFINITIONS: &str = "role-definitions.arrow";
/// What the folder of a generation begins with.
const GENERATION: &str = "generation-";

/// The folder of a generation.
pub(super) fn generation_folder(number: u64) -> String {
    format!("{GENERATION}{number:06}")
}

/// The number of a generation's folder.
pub(super) fn generation_number(folder: &str) -> Option<u64> {
    let digits = folder.strip_prefix(GENERATION)?;
    let all_digits = digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    all_digits.then(|| digits.parse().ok()).flatten()
}

fn stem(name: &str) -> String {
    name.replace(' ', "-")
}

/// One of the files that hold the edges of a kind.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum EdgeFile {
    /// Where the row of each holder begins.
    ForwardOffsets,
    /// What each edge leads to, and what it carries.
    Forward,
    /// Where the row of each held entity begins.
    ReverseOffsets,
    /// Where each edge comes from, and its number among the forward ones.
    Reverse,
    /// Which records stated the edges, as runs.
    Origins,
    /// Where the runs of each block begin.
    OriginBlocks,
    /// Which further files state the edges, as runs.
    Sources,
    /// Where the runs of each block begin.
    SourceBlocks,
}

impl EdgeFile {
    pub(super) const ALL: [EdgeFile; 8] = [
        EdgeFile::ForwardOffsets,
        EdgeFile::Forward,
        EdgeFile::ReverseOffsets,
        EdgeFile::Reverse,
        EdgeFile::Origins,
        EdgeFile::OriginBlocks,
        EdgeFile::Sources,
        EdgeFile::SourceBlocks,
    ];
}

/// The path of a file of edges within its generation.
pub(super) fn edges(kind: EdgeKind, file: EdgeFile) -> String {
    let part = match file {
        EdgeFile::ForwardOffsets => "forward-offsets",
        EdgeFile::Forward => "forward",
        EdgeFile::ReverseOffsets => "reverse-offsets",
        EdgeFile::Reverse => "reverse",
        EdgeFile::Origins => "origins",
        EdgeFile::OriginBlocks => "origin-blocks",
        EdgeFile::Sources => "sources",
        EdgeFile::SourceBlocks => "source-blocks",
    };
    format!("edges/{}.{part}.arrow", stem(kind.name()))
}

/// The path of the columns of a kind of entities within its generation.
pub(super) fn entities(kind: EntityKind) -> String {
    format!("entities/{}.arrow", stem(kind.name()))
}

/// The path of the JSON of a kind of entities within its generation.
pub(super) fn rest(kind: EntityKind) -> String {
    format!("entities/{}.rest.arrow", stem(kind.name()))
}

/// Whether the path of a file within its generation leads to one there, and nowhere else.
pub(super) fn is_within(file: &str) -> bool {
    let is_name = |part: &str| {
        let mut components = Path::new(part).components();
        matches!(components.next(), Some(Component::Normal(_))) && components.next().is_none()
    };
    file.split('/').all(is_name)
}

/// The path of the sets of files that describe entities of a kind, within their generation.
pub(super) fn entity_sources(kind: EntityKind) -> String {
    format!("entities/{}.sources.arrow", stem(kind.name()))
}

/// The path of where the runs of each block of those begin.
pub(super) fn entity_source_blocks(kind: EntityKind) -> String {
    format!("entities/{}.source-blocks.arrow", stem(kind.name()))
}

/// A file of a generation on disk.
pub(super) fn absolute(folder: &Path, file: &str) -> PathBuf {
    file.split('/')
        .fold(folder.to_owned(), |path, part| path.join(part))
}

/// The columns of the tables, but for the attributes of entities.
pub(super) mod column {
    pub(in super::super) const KEY: &str = "key";
    pub(in super::super) const ID_TEXT: &str = "id_text";
    pub(in super::super) const NAME: &str = "name";
    pub(in super::super) const DESCRIBED: &str = "described";
    pub(in super::super) const BY_NAME: &str = "by_name";
    pub(in super::super) const DEFINES_ROLES: &str = "defines_roles";
    pub(in super::super) const NAMED_BY_OTHERS: &str = "named_by_others";
    pub(in super::super) const BY_CLIENT_ID: &str = "by_client_id";
    pub(in super::super) const REST: &str = "rest";
    pub(in super::super) const OFFSET: &str = "offset";
    pub(in super::super) const TO: &str = "to";
    pub(in super::super) const FROM: &str = "from";
    pub(in super::super) const EDGE: &str = "edge";
    pub(in super::super) const RUN: &str = "run";
    pub(in super::super) const BYTE: &str = "byte";
    pub(in super::super) const STATE: &str = "state";
    pub(in super::super) const ROLE: &str = "role";
    pub(in super::super) const SCOPE: &str = "scope";
    pub(in super::super) const ASSIGNMENT: &str = "assignment";
    pub(in super::super) const VALID_FROM: &str = "valid_from";
    pub(in super::super) const VALID_TO: &str = "valid_to";
    pub(in super::super) const CONDITION: &str = "condition";
    pub(in super::super) const ID: &str = "id";
    pub(in super::super) const PERMISSIONS: &str = "permissions";
    pub(in super::super) const SET: &str = "set";
    pub(in super::super) const SOURCE: &str = "source";
    pub(in super::super) const OF: &str = "of";
    pub(in super::super) const RELATION: &str = "relation";
    pub(in super::super) const EXTENT: &str = "extent";
    pub(in super::super) const ABOUT: &str = "about";
    pub(in super::super) const OBJECT: &str = "object";
    pub(in super::super) const HELD: &str = "held";
    pub(in super::super) const WHAT: &str = "what";
    pub(in super::super) const SAYS: &str = "says";
    pub(in super::super) const OTHER_SAYS: &str = "other_says";
    pub(in super::super) const OTHER_SOURCE: &str = "other_source";
    pub(in super::super) const APP: &str = "app";
    pub(in super::super) const TEXT: &str = "text";
}
