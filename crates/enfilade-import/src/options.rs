//! How an import is to be done: the format, and the limits that hostile input meets.

use enfilade_model::ObjectKey;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A format that can be imported.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
#[non_exhaustive]
pub enum Format {
    /// What `azurehound list` writes.
    AzureHound,
    /// What Microsoft Graph answers, saved as JSON.
    Graph,
    /// What Azure Resource Manager and Resource Graph answer, saved as JSON.
    ResourceManager,
    /// Tables of the Entra admin centre, the Azure portal and PowerShell.
    Table,
    /// The plain tables `nodes.csv` and `edges.csv`, or the same in Parquet.
    Plain,
    /// The SQLite database that ROADrecon gathers.
    RoadRecon,
    /// Nodes and edges in BloodHound's OpenGraph form.
    OpenGraph,
    /// The tree of folders that EntraExporter writes.
    EntraExporter,
}

impl Format {
    /// Every format.
    pub const ALL: &[Format] = &[
        Format::AzureHound,
        Format::Graph,
        Format::ResourceManager,
        Format::Table,
        Format::Plain,
        Format::RoadRecon,
        Format::OpenGraph,
        Format::EntraExporter,
    ];

    /// The format's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::AzureHound => "azurehound",
            Format::Graph => "graph",
            Format::ResourceManager => "arm",
            Format::Table => "csv",
            Format::Plain => "plain",
            Format::RoadRecon => "roadrecon",
            Format::OpenGraph => "opengraph",
            Format::EntraExporter => "entraexporter",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Format, UnknownFormat> {
        Format::ALL
            .iter()
            .copied()
            .find(|format| format.name().eq_ignore_ascii_case(name))
            .ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// A name that is no format.
#[derive(Clone, Debug, Eq, PartialEq, Error)]
#[error("unknown format `{0}`: use {names}", names = names())]
pub struct UnknownFormat(pub String);

/// The formats, as a choice in words.
fn names() -> String {
    let names: Vec<String> = Format::ALL
        .iter()
        .map(|format| format!("`{format}`"))
        .collect();
    names.join(" or ")
}

/// How far an import follows its input.
///
/// The size of a plain file is not limited: no more of it is held than one record. What unpacks or
/// piles up is.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Limits {
    /// How deep archives may lie in archives.
    pub archive_nesting: u32,
    /// How many bytes may come out of all archives together, and out of a pipe.
    pub unpacked_bytes: u64,
    /// How many times its own size one archive may unpack to, once past [`Limits::unpacked_free`].
    pub unpacked_ratio: u64,
    /// How many bytes an archive may unpack to whatever its size.
    pub unpacked_free: u64,
    /// How long one record may be; of a longer one only what comes before is read.
    pub record_bytes: usize,
    /// How many files a folder or an archive may hold.
    pub files: usize,
    /// How deep folders may lie in folders.
    pub folder_depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            archive_nesting: 3,
            unpacked_bytes: 256 << 30,
            unpacked_ratio: 250,
            unpacked_free: 64 << 20,
            record_bytes: 2 << 30,
            files: 1_000_000,
            folder_depth: 32,
        }
    }
}

/// One of the [`Limits`], for an error to name.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::archive_nesting`].
    ArchiveNesting,
    /// [`Limits::unpacked_bytes`].
    UnpackedBytes,
    /// [`Limits::unpacked_ratio`].
    UnpackedRatio,
    /// [`Limits::files`].
    Files,
    /// [`Limits::folder_depth`].
    FolderDepth,
}

impl Limit {
    /// The option of `enfilade import` that sets it.
    #[must_use]
    pub fn option(self) -> &'static str {
        match self {
            Limit::ArchiveNesting => "--max-archive-nesting",
            Limit::UnpackedBytes => "--max-unpacked",
            Limit::UnpackedRatio => "--max-unpacked-ratio",
            Limit::Files => "--max-files",
            Limit::FolderDepth => "--max-folder-depth",
        }
    }
}

/// How an import is to be done.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// The format; if not given, it is recognised by the content of each file.
    pub format: Option<Format>,
    /// The group that tables of members are of, where they lie under a name that does not say it.
    pub group: Option<ObjectKey>,
    /// Whether the exports may be of more than one tenant.
    pub several_tenants: bool,
    /// The limits.
    pub limits: Limits,
}

/// Who watches an import. Every method may be called often, from any thread, and must return quickly. Files are
/// read beside each other, so a source may begin before the one before it is done.
pub trait Progress: Sync {
    /// How many bytes lie ahead, on disk. Called once, before the first source.
    fn total(&self, bytes: u64) {
        let _ = bytes;
    }
    /// A source begins.
    fn source(&self, path: &str) {
        let _ = path;
    }
    /// So many more bytes on disk are done.
    fn advance(&self, bytes: u64) {
        let _ = bytes;
    }
    /// A file was passed over, for this reason. Called in the order of the files.
    fn passed_over(&self, path: &str, reason: &str) {
        let _ = (path, reason);
    }
    /// Whether to stop; the import then ends with [`crate::ImportError::Cancelled`].
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Nobody watches.
#[derive(Copy, Clone, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {}
