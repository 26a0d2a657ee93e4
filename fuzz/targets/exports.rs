//! Exports: each format as if `--from` named it, and archives of which nothing is known.

use super::sink::Checked;
use enfilade_import::{Format, Limits, NoProgress, Options, read_bytes};

/// What an AzureHound export may be.
pub fn azurehound(bytes: &[u8]) {
    export(Some(Format::AzureHound), bytes);
}

/// What Microsoft Graph may answer.
pub fn graph(bytes: &[u8]) {
    export(Some(Format::Graph), bytes);
}

/// What Azure Resource Manager may answer.
pub fn arm(bytes: &[u8]) {
    export(Some(Format::ResourceManager), bytes);
}

/// What a table may hold.
pub fn csv(bytes: &[u8]) {
    export(Some(Format::Table), bytes);
}

/// What the plain form may hold.
pub fn plain(bytes: &[u8]) {
    export(Some(Format::Plain), bytes);
}

/// What an OpenGraph payload may hold.
pub fn opengraph(bytes: &[u8]) {
    export(Some(Format::OpenGraph), bytes);
}

/// What a ROADrecon database may hold.
pub fn roadrecon(bytes: &[u8]) {
    export(Some(Format::RoadRecon), bytes);
}

/// A file of any kind, recognised by its content.
pub fn containers(bytes: &[u8]) {
    export(None, bytes);
}

/// Where a list lies says whose it is, so the same text is read under several names.
const NAMES: &[&str] = &[
    "export.json",
    "groups/a0000000-0000-4000-8000-000000000010/members.json",
    "owners_a0000000-0000-4000-8000-000000000020.json",
    "users/a0000000-0000-4000-8000-000000000001/memberOf.json",
    "directoryRoles/a0000000-0000-4000-8000-000000000030/members.json",
];

/// Far lower than those of the command, so that a fuzzer reaches them.
pub(super) const LIMITS: Limits = Limits {
    archive_nesting: 3,
    unpacked_bytes: 8 << 20,
    unpacked_ratio: 250,
    unpacked_free: 1 << 20,
    record_bytes: 64 << 10,
    files: 64,
    folder_depth: 8,
};

fn export(format: Option<Format>, bytes: &[u8]) {
    let options = Options {
        format,
        limits: LIMITS,
        ..Options::default()
    };
    let name = NAMES[bytes.len() % NAMES.len()];
    match read_bytes(name, bytes, &options, &NoProgress, &mut Checked) {
        Ok(summary) => {
            serde_json::to_string(&summary).expect("a summary goes into a manifest");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
