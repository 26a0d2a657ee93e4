//! What every SARIF 2.1.0 log of this program has in common: levels, text, objects and addresses.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use crate::escape::terminal::harmless;
use crate::{Object, Severity};
use serde_json::{Value, json};

/// The address of the schema.
pub(crate) const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// JSON escapes what could break it; what could deceive its reader is made visible.
pub(crate) fn text(text: &str) -> String {
    text.lines().map(harmless).collect::<Vec<_>>().join("\n")
}

/// A path as a URI reference (RFC 3986): everything but what may stand there is percent-encoded.
pub(crate) fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    // A colon would be the end of a scheme, but it is encoded; an absolute path needs one.
    match out.starts_with('/') {
        true => format!("file://{out}"),
        false => out,
    }
}

/// The level of a failure.
pub(crate) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info | Severity::Low => "note",
        Severity::Medium => "warning",
        Severity::High | Severity::Critical => "error",
    }
}

/// The number by which code scanning sorts alerts, from 0 to 10.
pub(crate) fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "0.0",
        Severity::Low => "3.0",
        Severity::Medium => "5.5",
        Severity::High => "8.0",
        Severity::Critical => "9.5",
    }
}

/// The objects as logical locations.
pub(crate) fn logical<'o>(objects: impl IntoIterator<Item = &'o Object>) -> Value {
    let locations = objects.into_iter().map(|object| {
        json!({
            "name": text(&object.name),
            "fullyQualifiedName": object.id,
            "kind": object.kind,
        })
    });
    locations.collect()
}
