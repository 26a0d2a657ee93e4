//! A snapshot or an export, opened so that it answers queries.

use crate::{Contents, Error, ImportOptions};
use enfilade_graph::{Graph, Snapshot};
use enfilade_import::Progress;
use enfilade_query::{Definitions, Engine};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Something that answers queries.
pub struct Opened {
    /// What answers.
    pub engine: Engine,
    /// What it holds.
    pub contents: Contents,
    /// What was opened.
    pub origin: Origin,
    definitions: Vec<Definitions>,
}

impl Opened {
    fn new(graph: Arc<Graph>, contents: Contents, origin: Origin) -> Opened {
        Opened {
            engine: Engine::new(graph),
            contents,
            origin,
            definitions: vec![Definitions::bundled()],
        }
    }

    /// The same with more definitions, which come before those that it has.
    #[must_use]
    pub fn with_definitions(mut self, definitions: Definitions) -> Opened {
        self.engine = self.engine.with_definitions(definitions.clone());
        self.definitions.insert(0, definitions);
        self
    }

    /// The definitions that the engine knows, those that win first.
    pub(crate) fn definitions(&self) -> &[Definitions] {
        &self.definitions
    }
}

/// What was opened.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Origin {
    /// A snapshot, which is mapped from its files.
    Snapshot,
    /// An export, which was imported into memory just now and will have to be again.
    Export,
}

/// Opens a snapshot, or imports an export into memory.
///
/// # Errors
///
/// The path does not exist, or is neither a snapshot nor an export, or one that cannot be read.
pub fn open(path: &Path, progress: &dyn Progress) -> Result<Opened, Error> {
    if let Err(source) = std::fs::metadata(path) {
        let path = path.to_owned();
        return Err(match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::NotFound { path },
            _ => Error::Unreadable { path, source },
        });
    }
    if Snapshot::is_snapshot(path) {
        let snapshot = Snapshot::open(path)?;
        let contents = Contents::of_snapshot(snapshot.manifest());
        let graph = Arc::clone(snapshot.graph());
        return Ok(Opened::new(graph, contents, Origin::Snapshot));
    }
    let imported = crate::read(&[path.to_owned()], &ImportOptions::default(), progress)?;
    let contents = Contents::of_import(&imported.summary, &imported.report);
    let graph = Arc::new(imported.graph);
    Ok(Opened::new(graph, contents, Origin::Export))
}
