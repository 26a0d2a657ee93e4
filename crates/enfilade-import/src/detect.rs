//! Recognising an export by its content.
//!
//! Names say little: an AzureHound export may be called `output.json`, and a saved error page may
//! be called `azurehound.json`. The first record decides; what is recognised as something else is
//! refused in words that say what it is.

mod answer;

use crate::decode::keys::Keys;
use crate::decode::scan::Extent;
use crate::decode::window::Window;
use crate::decode::{columnar, sqlite};
use crate::format::table::header::{Header, Table};
use crate::options::Format;

/// How the bytes of a source are wrapped.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Wrapping {
    /// They are the text.
    None,
    /// A gzip stream.
    Gzip,
    /// A zip archive.
    Zip,
    /// A SQLite database, which is no text and is read from any place.
    Database,
    /// A Parquet file, which is read from its end.
    Columnar,
}

impl Wrapping {
    /// The wrapping of a source that begins with `head`.
    pub(crate) fn of(head: &[u8]) -> Wrapping {
        match head {
            [0x1f, 0x8b, 8, ..] => Wrapping::Gzip,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Wrapping::Zip,
            head if head.starts_with(sqlite::MAGIC) => Wrapping::Database,
            head if head.starts_with(columnar::MAGIC) => Wrapping::Columnar,
            _ => Wrapping::None,
        }
    }
}

/// How many bytes are looked at before a text is taken for something else.
const FAR_ENOUGH: usize = 64 << 20;

/// What is said where that was not enough.
const FAR: &str = "no whole record stands in its first 64 MiB; if it is an export all the same, name its format with `--from`";

/// The format of the text in view, which lies at `path`; if it is none, what it seems to be.
pub(crate) fn format(window: &mut Window<'_>, path: &str) -> Result<Format, String> {
    let reason = match azurehound(window) {
        Ok(()) => return Ok(Format::AzureHound),
        Err(reason) => reason,
    };
    let answer = window.limited(FAR_ENOUGH, |window| answer::format(window, path));
    let exported = window.limited(FAR_ENOUGH, |window| answer::exported(window, path, answer));
    if let Some(format) = exported.or(answer) {
        return Ok(format);
    }
    // The first record of such a page may be so long that it could not be looked at as a whole.
    if reason == UNKNOWN_PAGE && window.limited(FAR_ENOUGH, |window| window.is_full()) {
        return Err(FAR.to_owned());
    }
    table(window)?.ok_or(reason)
}

/// What is said of a page of records that no reader takes.
const UNKNOWN_PAGE: &str =
    "it is a page of Microsoft Graph or Azure Resource Manager without records that Enfilade knows";

/// The format of the text in view, which the caller says is `named`. A text without records has none
/// as JSON, which is damage; what is no table has nothing that could be damaged.
pub(crate) fn named(named: Format, window: &mut Window<'_>) -> Result<Format, String> {
    if !matches!(named, Format::Table | Format::Plain) {
        return Ok(named);
    }
    match (named, table(window)?) {
        (Format::Plain, Some(Format::Table)) => Err(
            "it is a table, but none of the plain form, whose columns are `id` and `kind`, or `kind`, `from` and `to`".to_owned(),
        ),
        (_, Some(found)) => Ok(found),
        (_, None) => Err(
            "it is no table: its first line names no columns that Enfilade knows".to_owned(),
        ),
    }
}

/// The format of the table in view; none if it is no table. Only what does not begin as JSON or XML
/// does can be one.
fn table(window: &mut Window<'_>) -> Result<Option<Format>, String> {
    window.skip_space();
    match window.rest().first() {
        None | Some(b'{' | b'[' | b'<') => return Ok(None),
        Some(_) => {}
    }
    let header = Header::look(window)?.map(|(header, _)| header);
    Ok(header.map(|header| match header.table {
        Table::Plain => Format::Plain,
        _ => Format::Table,
    }))
}

/// Whether the text in view is an AzureHound export; if not, what it seems to be.
pub(crate) fn azurehound(window: &mut Window<'_>) -> Result<(), String> {
    window.limited(FAR_ENOUGH, |window| match window.skip_space() {
        None => Err("it is empty".to_owned()),
        Some(b'{') => object(window),
        Some(b'[') => {
            let mut at = 1;
            match window.peek(&mut at) {
                Some(b'{') => match first_record(window, at) {
                    Some(First::Record) => Ok(()),
                    _ => Err("it is a JSON list of something else".to_owned()),
                },
                _ => Err("it is a JSON list without records".to_owned()),
            }
        }
        Some(b'<') => Err(
            "it is a web page or XML, perhaps a sign-in or error page that was saved in place of the export".to_owned(),
        ),
        Some(_) => Err(other(window.ahead(0, 4096))),
    })
}

/// What the first object of a list is.
enum First {
    /// A record of AzureHound.
    Record,
    /// An object of an on-premises BloodHound collection.
    OnPremises,
    /// Something else.
    Other,
}

/// Looks at the object that starts at byte `at` of the view. None if it ends too early to tell.
fn first_record(window: &mut Window<'_>, at: usize) -> Option<First> {
    let mut keys = Keys::at(at + 1);
    while let Some((key, value)) = keys.next(window) {
        match key.as_slice() {
            b"kind" => {
                let text = window.ahead(value, 3);
                return (text.len() == 3).then_some(if text == b"\"AZ" {
                    First::Record
                } else {
                    First::Other
                });
            }
            b"ObjectIdentifier" | b"Properties" | b"Aces" | b"IsDeleted" => {
                return Some(First::OnPremises);
            }
            _ => {}
        }
        if !keys.skip(window, value) {
            return None;
        }
    }
    Some(First::Other)
}

/// What a text that begins with an object is.
fn object(window: &mut Window<'_>) -> Result<(), String> {
    const ON_PREMISES: &str = "it is an on-premises BloodHound collection (SharpHound), which holds Active Directory; export Entra ID with `azurehound list -o file.json`";
    let mut keys = Keys::after_brace();
    let mut has_data = false;
    while let Some((key, value)) = keys.next(window) {
        let byte = window.rest().get(value).copied();
        match (key.as_slice(), byte) {
            (b"kind", Some(b'"')) => {
                return match first_record(window, 0) {
                    Some(First::Record) => Ok(()),
                    _ => Err("its first record is of no kind that AzureHound writes".to_owned()),
                };
            }
            (b"data", Some(b'[')) => {
                has_data = true;
                let mut at = value + 1;
                if window.peek(&mut at) == Some(b'{') {
                    match first_record(window, at) {
                        Some(First::Record) => return Ok(()),
                        Some(First::OnPremises) => return Err(ON_PREMISES.to_owned()),
                        Some(First::Other) => {}
                        None => return Err(unfinished(window)),
                    }
                }
            }
            (b"data", Some(b'n')) => has_data = true,
            (b"meta", Some(b'{')) => {
                if let Some(collector) = meta_type(window, value) {
                    return match collector.as_str() {
                        "azure" => Ok(()),
                        _ => Err(format!("{ON_PREMISES} (its type is `{collector}`)")),
                    };
                }
            }
            (b"error", _) => return Err(error_page(window, value)),
            (b"graph", _) => {
                return Err(
                    "it is no BloodHound OpenGraph file: its `graph` has neither `nodes` nor `edges`"
                        .to_owned(),
                );
            }
            (b"value" | b"@odata.context", _) => {
                return Err(UNKNOWN_PAGE.to_owned());
            }
            _ => {}
        }
        if !keys.skip(window, value) {
            return Err(unfinished(window));
        }
    }
    if window.rest().get(keys.position()) != Some(&b'}') {
        return Err(unfinished(window));
    }
    Err(if has_data {
        "its `data` holds no records of AzureHound".to_owned()
    } else {
        "it is a JSON object without records".to_owned()
    })
}

/// What a text is whose first value does not end.
fn unfinished(window: &Window<'_>) -> String {
    match window.is_full() {
        true => FAR.to_owned(),
        false => "it ends, or is damaged, before its first record is complete".to_owned(),
    }
}

/// The `type` in the object at byte `at`.
fn meta_type(window: &mut Window<'_>, at: usize) -> Option<String> {
    let Extent::End(end) = window.value_end(at) else {
        return None;
    };
    let meta: serde_json::Value = serde_json::from_slice(window.rest().get(at..end)?).ok()?;
    Some(meta.get("type")?.as_str()?.to_owned())
}

/// Describes the error that a service answered with.
fn error_page(window: &mut Window<'_>, at: usize) -> String {
    let error = match window.value_end(at) {
        Extent::End(end) => window.rest().get(at..end),
        _ => None,
    };
    let error: serde_json::Value = error
        .and_then(|json| serde_json::from_slice(json).ok())
        .unwrap_or_default();
    let said = error.get("code").or(error.get("message")).unwrap_or(&error);
    let said: String = said
        .as_str()
        .unwrap_or("no reason given")
        .chars()
        .take(80)
        .collect();
    format!("it is an error that the service answered with (`{said}`); collect it again")
}

/// Describes a text by its first few thousand bytes, which do not begin as JSON does.
fn other(bytes: &[u8]) -> String {
    if bytes.get(257..262) == Some(b"ustar") {
        return "it is a tar archive; unpack it and name the folder".to_owned();
    }
    if bytes.contains(&0) {
        return "it is no text".to_owned();
    }
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let separators = line
        .iter()
        .filter(|byte| matches!(byte, b',' | b';' | b'\t'))
        .count();
    if separators >= 2 && !line.contains(&b'{') {
        return "it is a CSV table of something else: no column names an object's id".to_owned();
    }
    "it is no JSON".to_owned()
}
