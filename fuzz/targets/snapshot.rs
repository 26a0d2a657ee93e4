//! Snapshots that someone else made: files that are changed, and whose checksums fit all the same.
//!
//! A checksum tells damage, not malice, so it must not be all that stands before a panic. The bytes
//! are a script of changes to a small valid snapshot. Its first byte picks a file (the manifest is
//! one of them), the second how it is changed; what follows are the changes. The manifest is then
//! brought in line, and the snapshot opened, checked and asked.

use enfilade_graph::{Builder, Graph, GraphView, Snapshot};
use enfilade_import::{NoProgress, Options, read_bytes};
use enfilade_model::{Attribute, EdgeKind, EntityId, EntityKind, ValueType};
use enfilade_query::{Engine, QueryOptions};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// Changes a snapshot as `bytes` say, opens it, checks it and asks it.
pub fn snapshot(bytes: &[u8]) {
    let [which, how, script @ ..] = bytes else {
        return;
    };
    static VALID: Mutex<Option<Valid>> = Mutex::new(None);
    let mut valid = VALID.lock().unwrap_or_else(|failed| failed.into_inner());
    let valid = valid.get_or_insert_with(Valid::new);
    let at = usize::from(*which) % (valid.files.len() + 1);
    match valid.files.get(at) {
        Some((file, whole)) => {
            let changed = change(whole, *how, script);
            let manifest = valid.manifest_with(file, &changed);
            fs::write(valid.path(file), changed).expect("the folder can be written");
            valid.write_manifest(&manifest.to_string());
            open(valid.folder.path());
            fs::write(valid.path(file), whole).expect("the folder can be written");
        }
        None => {
            let text = change(valid.manifest.to_string().as_bytes(), *how, script);
            if let Ok(text) = String::from_utf8(text) {
                valid.write_manifest(&text);
                open(valid.folder.path());
            }
        }
    }
}

/// Changes bytes: `how` cuts them off or not, and each three bytes of the script are a place and
/// what is written there.
fn change(whole: &[u8], how: u8, script: &[u8]) -> Vec<u8> {
    let mut changed = whole.to_vec();
    for edit in script.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([edit[0], edit[1]]));
        if let Some(byte) = changed.get_mut(place) {
            *byte = edit[2];
        }
    }
    if how & 1 == 1 {
        changed.truncate(changed.len() * usize::from(how) / 256);
    }
    changed
}

/// A snapshot as it was written, and what it is made of.
struct Valid {
    folder: TempDir,
    generation: PathBuf,
    /// The files of the generation, by their paths in it.
    files: Vec<(String, Vec<u8>)>,
    /// What the manifest says inside of its checksum.
    manifest: Value,
}

impl Valid {
    fn new() -> Valid {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let mut builder = Builder::new();
        let export = include_bytes!("../../tests/imports/azurehound/kinds.json");
        let options = Options::default();
        let summary = read_bytes("kinds.json", export, &options, &NoProgress, &mut builder)
            .expect("the sample reads");
        let (graph, report) = builder.finish(&summary).expect("it fits");
        let manifest =
            Snapshot::write(folder.path(), &graph, &summary, &report).expect("it can be written");
        let generation = folder
            .path()
            .join(format!("generation-{:06}", manifest.generation));
        let files = manifest
            .files
            .iter()
            .map(|entry| {
                let bytes = fs::read(generation.join(&entry.path)).expect("it was just written");
                (entry.path.clone(), bytes)
            })
            .collect();
        Valid {
            folder,
            generation,
            files,
            manifest: serde_json::to_value(&manifest).expect("it was just written"),
        }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.generation.join(file)
    }

    /// The manifest of the snapshot with another content of a file.
    fn manifest_with(&self, file: &str, bytes: &[u8]) -> Value {
        let mut manifest = self.manifest.clone();
        let entries = manifest["files"].as_array_mut().expect("it lists files");
        let entry = entries.iter_mut().find(|entry| entry["path"] == file);
        let entry = entry.expect("it lists the file");
        entry["bytes"] = json!(bytes.len());
        entry["xxh3"] = json!(format!("{:016x}", xxhash_rust::xxh3::xxh3_64(bytes)));
        entry["blake3"] = json!(blake3::hash(bytes).to_hex().as_str());
        manifest
    }

    fn write_manifest(&self, inner: &str) {
        let checksum = blake3::hash(inner.as_bytes()).to_hex();
        let text = format!(
            r#"{{"format":"enfilade snapshot","version":1,"checksum":"{checksum}","snapshot":{inner}}}"#
        );
        let path = self.folder.path().join("manifest.json");
        fs::write(path, text).expect("the folder can be written");
    }
}

/// Questions that go through everything that a graph holds.
const QUESTIONS: &[&str] = &[
    "who reaches all apps",
    "who can reach subscriptions",
    "who controls users",
    "users | count",
    "groups where name has \"sg\" | sort by name | take 3",
    "why does any user reach any app",
];

fn open(path: &Path) {
    let Ok(snapshot) = Snapshot::open(path) else {
        return;
    };
    let is_right = snapshot.verify().is_ok();
    let graph = snapshot.graph();
    look(graph);
    let engine = Engine::new(Arc::clone(graph));
    for question in QUESTIONS {
        match engine.query(question, &QueryOptions::default()) {
            Ok(answer) => answer.batches.for_each(drop),
            Err(error) => assert!(!is_right || !error.to_string().is_empty()),
        }
    }
}

/// Reads every value of a graph.
fn look(graph: &Graph) {
    for &kind in EntityKind::ALL {
        for id in graph.ids(kind) {
            let _ = (graph.label(id), graph.id_text(id), graph.is_stub(id));
            let _ = (graph.find(graph.key(id)), graph.rest(id).is_ok());
            for &attribute in Attribute::ALL {
                match attribute.value_type() {
                    ValueType::Text => drop(graph.text(id, attribute)),
                    ValueType::Boolean => drop(graph.boolean(id, attribute)),
                    ValueType::Time => drop(graph.time(id, attribute)),
                }
            }
        }
    }
    for &kind in EdgeKind::ALL {
        for from in (0..graph.entity_count()).map(EntityId) {
            for edge in graph.edges_from(kind, from).iter() {
                let role = edge.role.map(|role| graph.role(role).name.len());
                let _ = (role, edge.scope.map(|scope| graph.key(scope)));
                let _ = graph.edges(kind).stated(from, edge.end);
            }
            graph.edges_to(kind, from).iter().for_each(drop);
        }
    }
}
