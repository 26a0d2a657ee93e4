//! What a text is that is neither JSON nor XML nor a table that is read.

use super::Refusal;
use crate::decode::table;
use crate::decode::window::Window;
use crate::format::fields::Fields;
use crate::format::table::header::Header;

/// How far a first line is followed.
const LONGEST_LINE: usize = 64 << 10;

pub(super) const SIGN_INS: &str = "it holds sign-in logs, which say who signed in, not who may; collect users, groups and what they are assigned to";
pub(super) const AUDITS: &str = "it holds audit logs, which say what was done, not who may do it; collect users, groups and what they are assigned to";
pub(super) const ACTIVE_DIRECTORY: &str = "it is an export of an on-premises Active Directory (`Get-ADUser` and its like), and Enfilade reads Entra ID; collect users and groups from there";
const CLIXML: &str = "it is what `Export-Clixml` of PowerShell writes; save it with `ConvertTo-Json -Depth 20` or `Export-Csv` instead";
const LONG_LINE: &str = "its first line is longer than 64 KiB, so it is neither JSON nor a table whose columns have names";

/// Fields that only a record of a sign-in has, beside the app that was signed in to.
const OF_SIGN_INS: &[&str] = &[
    "ipAddress",
    "clientAppUsed",
    "conditionalAccessStatus",
    "isInteractive",
    "correlationId",
];

/// Whether a record is one of a log, and of which.
pub(super) fn log(fields: &Fields<'_>) -> Option<&'static str> {
    log_of(|name| fields.has(name))
}

/// Whether the rows of a table are those of a log, and of which.
pub(super) fn log_table(header: &Header) -> Option<&'static str> {
    let columns = &header.columns;
    log_of(|name| columns.iter().any(|own| own.eq_ignore_ascii_case(name)))
}

fn log_of(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    let is_of_user = has("userPrincipalName") || has("userId");
    if has("appDisplayName") && is_of_user && OF_SIGN_INS.iter().any(|name| has(name)) {
        Some(SIGN_INS)
    } else if has("activityDisplayName") && (has("initiatedBy") || has("targetResources")) {
        Some(AUDITS)
    } else {
        None
    }
}

/// Whether the first line of the text in view does not end within sight.
pub(super) fn is_long_line(window: &mut Window<'_>) -> bool {
    let start = window.ahead(0, LONGEST_LINE);
    start.len() == LONGEST_LINE && memchr::memchr(b'\n', start).is_none()
}

/// What a text is that begins as XML does.
pub(super) fn markup(window: &mut Window<'_>) -> Refusal {
    match window.ahead(0, 512) {
        start if memchr::memmem::find(start, b"<Objs ").is_some() => Refusal::Other(CLIXML.into()),
        _ => Refusal::WebPage,
    }
}

/// Describes a text that does not begin as JSON does by how it begins.
pub(super) fn describe(window: &mut Window<'_>) -> Refusal {
    if window.ahead(257, 5) == b"ustar" {
        return Refusal::Other("it is a tar archive; unpack it and name the folder".into());
    }
    if window.ahead(0, 4096).contains(&0) {
        return Refusal::NoText;
    }
    if is_long_line(window) {
        return Refusal::Other(LONG_LINE.into());
    }
    let start = table::text(window.ahead(0, LONGEST_LINE));
    // Notes of PowerShell and Excel about the table.
    let is_note = |line: &&str| line.starts_with("#TYPE") || line.starts_with("sep=");
    let header = start.lines().find(|line| !is_note(line));
    header.and_then(other_table).unwrap_or(Refusal::NoJson)
}

/// What a table is that has this first line; none if it hardly is one.
fn other_table(line: &str) -> Option<Refusal> {
    let separator = table::separator(line.as_bytes())?;
    let cells = table::cells(line, separator, LONGEST_LINE);
    let names: Vec<String> = cells.iter().map(|cell| table::plain(cell)).collect();
    let has = |name: &str| names.iter().any(|own| own == name);
    let is_directory = has("distinguishedname") && (has("objectguid") || has("samaccountname"))
        || has("dn") && has("objectclass");
    let text = if is_directory {
        ACTIVE_DIRECTORY
    } else if has("requestid") && has("correlationid") {
        SIGN_INS
    } else if names.len() < 3 || line.contains('{') {
        return None;
    } else if has("id") || has("objectid") {
        "it is a CSV table of something else: besides an id, no column tells what its rows are"
    } else {
        "it is a CSV table of something else: no column names an object's id"
    };
    Some(Refusal::Other(text.into()))
}
