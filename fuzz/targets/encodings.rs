//! Encodings: a text says the same in each of them.

use super::exports::LIMITS;
use enfilade_import::{NoProgress, Options, read_bytes};
use enfilade_model::{EdgeRecord, EntityRecord, Provenance, Record, RecordSink, SourceId};
use std::collections::BTreeMap;

/// Reads a text in UTF-8 and in UTF-16 in both byte orders, and holds the facts against each other;
/// bytes that are no text are read as they are.
pub fn encodings(bytes: &[u8]) {
    let as_it_is = read(bytes);
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    // A mark of its own, or NULs that make it look like UTF-16: then another text is meant.
    if text.contains(['\0', '\u{feff}']) {
        return;
    }
    let wide = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.into_iter()
            .chain(text.encode_utf16().flat_map(unit))
            .collect()
    };
    let others = [
        ("UTF-8 with mark", [&b"\xef\xbb\xbf"[..], bytes].concat()),
        ("UTF-16LE", wide([0xff, 0xfe], u16::to_le_bytes)),
        ("UTF-16BE", wide([0xfe, 0xff], u16::to_be_bytes)),
    ];
    for (encoding, bytes) in others {
        assert_eq!(read(&bytes), as_it_is, "{encoding}");
    }
}

/// What a text says: the facts in order, how many records of each kind there were, and which
/// oddities how often. None if it is no export.
type Said = Option<(Vec<String>, BTreeMap<String, u64>, Vec<(String, u64)>)>;

fn read(bytes: &[u8]) -> Said {
    let options = Options {
        limits: LIMITS,
        ..Options::default()
    };
    let mut facts = Facts(Vec::new());
    let summary = read_bytes("export", bytes, &options, &NoProgress, &mut facts).ok()?;
    let odd = summary.warnings.into_iter();
    let odd = odd.map(|warning| (warning.code, warning.count)).collect();
    Some((facts.0, summary.records, odd))
}

/// Facts as text, without their places, which count bytes.
struct Facts(Vec<String>);

impl RecordSink for Facts {
    fn push(&mut self, record: Record<'_>) {
        let provenance = Provenance {
            source: SourceId(0),
            offset: 0,
        };
        self.0.push(match record {
            Record::Entity(entity) => format!(
                "{:?}",
                EntityRecord {
                    provenance,
                    ..entity
                }
            ),
            Record::Edge(edge) => format!("{:?}", EdgeRecord { provenance, ..edge }),
            other => format!("{other:?}"),
        });
    }
}
