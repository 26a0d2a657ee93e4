//! Recognising an export by its content.
//!
//! Names say little: an AzureHound export may be called `output.json`, and a saved error page may
//! be called `azurehound.json`. The first record decides; what is recognised as something else is
//! refused in words that say what it is.

mod answer;
mod refusal;
mod something_else;

pub(crate) use refusal::Refusal;

use crate::decode::keys::Keys;
use crate::decode::scan::Extent;
use crate::decode::window::Window;
use crate::decode::{columnar, sqlite};
use crate::format::table::header::{Header, Table};
use crate::options::Format;
use answer::Answer;
use something_else::ACTIVE_DIRECTORY;

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

/// The format of the text in view, which lies at `path`; if it is none, why.
pub(crate) fn format(window: &mut Window<'_>, path: &str) -> Result<Format, Refusal> {
    skip_warnings(window);
    let refusal = match azurehound(window) {
        Ok(()) => return Ok(Format::AzureHound),
        Err(refusal) => refusal,
    };
    let answer = match window.limited(FAR_ENOUGH, |window| answer::look(window, path)) {
        Some(Answer::Log(what)) => return Err(Refusal::Other(what.into())),
        Some(Answer::Of(format)) => Some(format),
        // Graph has more of them.
        Some(Answer::OfEither) => Some(Format::Graph),
        None => None,
    };
    let exported = window.limited(FAR_ENOUGH, |window| answer::exported(window, path, answer));
    if let Some(format) = exported.or(answer) {
        return Ok(format);
    }
    table(window)?.ok_or(refusal)
}

/// The format of the text in view, which lies at `path` and which the caller says is `named`. How JSON
/// that shows nothing else is to be understood the caller knows best: a text without records has none,
/// which is damage. What is no table has nothing that could be damaged.
pub(crate) fn named(named: Format, window: &mut Window<'_>, path: &str) -> Result<Format, Refusal> {
    match named {
        Format::RoadRecon => Err(Refusal::Other("it is no SQLite database".into())),
        Format::Table | Format::Plain => named_table(named, window),
        _ => named_json(named, window, path),
    }
}

fn named_table(named: Format, window: &mut Window<'_>) -> Result<Format, Refusal> {
    let text = match (named, table(window)?) {
        (Format::Plain, Some(Format::Table)) => {
            "it is a table, but none of the plain form, whose columns are `id` and `kind`, or `kind`, `from` and `to`"
        }
        (_, Some(found)) => return Ok(found),
        (_, None) if window.rest().is_empty() => return Err(Refusal::Empty),
        (_, None) => "it is no table: its first line names no columns that Enfilade knows",
    };
    Err(Refusal::Other(text.into()))
}

fn named_json(named: Format, window: &mut Window<'_>, path: &str) -> Result<Format, Refusal> {
    skip_warnings(window);
    match window.skip_space() {
        None => return Err(Refusal::Empty),
        Some(b'<') => return Err(something_else::markup(window)),
        Some(_) => {}
    }
    // One tree may be read as what is in it, or as a tree.
    if named == Format::EntraExporter {
        return Ok(named);
    }
    let found = match azurehound(window) {
        Ok(()) => Some(Answer::Of(Format::AzureHound)),
        Err(_) => window.limited(FAR_ENOUGH, |window| answer::look(window, path)),
    };
    match found {
        Some(Answer::Log(what)) => Err(Refusal::Other(what.into())),
        Some(Answer::Of(found)) if found != named => Err(Refusal::Other(
            format!("it is an export of the format `{found}`, and `--from` says `{named}`; leave out `--from`, and each file is recognised by its content").into(),
        )),
        _ => Ok(named),
    }
}

/// Moves the view past what `az` and PowerShell say before the JSON where their messages go to the same
/// file: lines that begin with `WARNING:`.
fn skip_warnings(window: &mut Window<'_>) {
    const FAR: usize = 64 << 10;
    window.skip_space();
    let start = window.ahead(0, FAR);
    let mut at = 0;
    for line in start.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii();
        if !text.is_empty() && !text.starts_with(b"WARNING:") {
            break;
        }
        at += line.len();
    }
    if matches!(
        start.get(at..).unwrap_or_default().trim_ascii_start(),
        [b'{' | b'[', ..]
    ) {
        window.consume(at);
    }
}

/// The format of the table in view; none if it is no table. Only what does not begin as JSON or XML
/// does can be one.
fn table(window: &mut Window<'_>) -> Result<Option<Format>, Refusal> {
    window.skip_space();
    let is_other = matches!(window.rest().first(), None | Some(b'{' | b'[' | b'<'));
    if is_other || something_else::is_long_line(window) {
        return Ok(None);
    }
    let header = Header::look(window).map_err(|what| Refusal::Other(what.into()))?;
    let Some((header, _)) = header else {
        return Ok(None);
    };
    if let Some(what) = something_else::log_table(&header) {
        return Err(Refusal::Other(what.into()));
    }
    Ok(Some(match header.table {
        Table::Plain => Format::Plain,
        _ => Format::Table,
    }))
}

/// Whether the text in view is an AzureHound export; if not, what it seems to be.
pub(crate) fn azurehound(window: &mut Window<'_>) -> Result<(), Refusal> {
    window.limited(FAR_ENOUGH, |window| match window.skip_space() {
        None => Err(Refusal::Empty),
        Some(b'{') => object(window),
        Some(b'[') => list(window),
        Some(b'<') => Err(something_else::markup(window)),
        Some(_) => Err(something_else::describe(window)),
    })
}

/// What a text that begins with a list is.
fn list(window: &mut Window<'_>) -> Result<(), Refusal> {
    let mut at = 1;
    match window.peek(&mut at) {
        Some(b'{') => match first_record(window, at) {
            Some(First::Record) => Ok(()),
            Some(First::ActiveDirectory) => Err(Refusal::Other(ACTIVE_DIRECTORY.into())),
            Some(_) => Err(Refusal::Other("it is a JSON list of something else".into())),
            None => Err(unfinished(window)),
        },
        None => Err(unfinished(window)),
        Some(b']') => Err(Refusal::Nothing),
        Some(_) => Err(Refusal::Other("it is a JSON list without records".into())),
    }
}

/// What the first object of a list is.
enum First {
    /// A record of AzureHound.
    Record,
    /// An object of an on-premises BloodHound collection.
    OnPremises,
    /// An object of an on-premises directory.
    ActiveDirectory,
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
            b"SamAccountName" | b"ObjectGUID" => return Some(First::ActiveDirectory),
            _ => {}
        }
        if !keys.skip(window, value) {
            return None;
        }
    }
    keys.is_at_end(window).then_some(First::Other)
}

/// What a text that begins with an object is.
fn object(window: &mut Window<'_>) -> Result<(), Refusal> {
    const ON_PREMISES: &str = "it is an on-premises BloodHound collection (SharpHound), which holds Active Directory; export Entra ID with `azurehound list -o file.json`";
    let mut keys = Keys::after_brace();
    let (mut has_data, mut is_page) = (false, false);
    let other = |what: &'static str| Err(Refusal::Other(what.into()));
    while let Some((key, value)) = keys.next(window) {
        let byte = window.rest().get(value).copied();
        match (key.as_slice(), byte) {
            (b"kind", Some(b'"')) => {
                return match first_record(window, 0) {
                    Some(First::Record) => Ok(()),
                    None => Err(unfinished(window)),
                    Some(_) => other("its first record is of no kind that AzureHound writes"),
                };
            }
            (b"data", Some(b'[')) => {
                has_data = true;
                let mut at = value + 1;
                if window.peek(&mut at) == Some(b'{') {
                    match first_record(window, at) {
                        Some(First::Record) => return Ok(()),
                        Some(First::OnPremises) => return other(ON_PREMISES),
                        Some(First::ActiveDirectory | First::Other) => {}
                        None => return Err(unfinished(window)),
                    }
                }
            }
            (b"data", Some(b'n')) => has_data = true,
            (b"meta", Some(b'{')) => {
                if let Some(collector) = meta_type(window, value) {
                    return match collector.as_str() {
                        "azure" => Ok(()),
                        _ => Err(Refusal::Other(
                            format!("{ON_PREMISES} (its type is `{collector}`)").into(),
                        )),
                    };
                }
            }
            (b"error", _) => return Err(error_page(window, value)),
            (b"graph", _) => {
                return other(
                    "it is no BloodHound OpenGraph file: its `graph` has neither `nodes` nor `edges`",
                );
            }
            (b"SamAccountName" | b"ObjectGUID", _) => return other(ACTIVE_DIRECTORY),
            (b"value", Some(b'[')) => return Err(page(window, value)),
            (b"value" | b"@odata.context", _) => is_page = true,
            _ => {}
        }
        if !keys.skip(window, value) {
            return Err(unfinished(window));
        }
    }
    if !keys.is_at_end(window) {
        return Err(unfinished(window));
    }
    if is_page {
        other(UNKNOWN_PAGE)
    } else if has_data {
        other("its `data` holds no records of AzureHound")
    } else {
        other("it is a JSON object without records")
    }
}

/// What is said of a page of records that no reader takes.
const UNKNOWN_PAGE: &str =
    "it is a page of Microsoft Graph or Azure Resource Manager without records that Enfilade knows";

/// What a page is whose list begins at byte `at`.
fn page(window: &mut Window<'_>, at: usize) -> Refusal {
    let mut at = at + 1;
    let is_whole = match window.peek(&mut at) {
        Some(b'{') => matches!(window.value_end(at), Extent::End(_)),
        first => first.is_some(),
    };
    match is_whole {
        true => Refusal::Other(UNKNOWN_PAGE.into()),
        false => unfinished(window),
    }
}

/// What a text is whose first value does not end.
fn unfinished(window: &mut Window<'_>) -> Refusal {
    match window.value_end(0) {
        Extent::Open if window.is_full() => Refusal::Other(FAR.into()),
        Extent::Open => Refusal::Cut,
        Extent::End(_) | Extent::Broken(_) => Refusal::Broken,
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
fn error_page(window: &mut Window<'_>, at: usize) -> Refusal {
    let error = match window.value_end(at) {
        Extent::End(end) => window.rest().get(at..end),
        _ => None,
    };
    let error: serde_json::Value = error
        .and_then(|json| serde_json::from_slice(json).ok())
        .unwrap_or_default();
    let said = error.get("code").or(error.get("message")).unwrap_or(&error);
    let said = said.as_str().unwrap_or("no reason given");
    Refusal::Answered(said.chars().take(80).collect())
}
