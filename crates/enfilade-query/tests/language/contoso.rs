//! The bundled tenant, opened once for all tests.

use enfilade_query::{Engine, QueryOptions};
use std::path::Path;
use std::sync::OnceLock;

/// The instant of every question: the first after the last sign-in of the export. Without it, the
/// time of the file on this machine would count.
pub(crate) const NOW: &str = "2026-11-01T00:00:00Z";

/// What answers from the bundled tenant.
pub(crate) fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tenants/contoso");
        let opened = enfilade::open(&folder, &enfilade::NoProgress);
        opened.unwrap_or_else(|error| panic!("{error}")).engine
    })
}

/// The options of every question.
pub(crate) fn options(strict_names: bool) -> QueryOptions {
    QueryOptions {
        strict_names,
        as_of: Some(NOW.parse::<jiff::Timestamp>().unwrap().as_microsecond()),
        ..QueryOptions::default()
    }
}

/// The options of a stored question: lines `// $name = value` at its start give parameters.
pub(crate) fn options_of(question: &str, strict_names: bool) -> QueryOptions {
    let given = question
        .lines()
        .filter_map(|line| line.strip_prefix("// $"));
    let given = given.filter_map(|line| line.split_once(" = "));
    QueryOptions {
        parameters: given
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        ..options(strict_names)
    }
}
