//! Tables: what the Entra admin centre, the Azure portal and PowerShell's `Export-Csv` write.
//!
//! A row becomes the fields that the same record has in JSON ([`row`]), and is read by the same
//! readers. What a table is of is told by its columns ([`header`]), not by its name; only the group of
//! a list of members, and the app of a list of its users, is never in the table, and is taken from the
//! path or from the caller. Who has which role is also written for people, by name ([`assignment`]).

mod assignment;
pub(crate) mod header;
mod row;
mod spelling;

use assignment::Assigned;
use header::{Header, Table};

use super::damage::{TOO_LONG, TRUNCATED};
use super::fields::{Fields, LOST};
use super::graph::{Kind, Place};
use super::held::NOT_HELD;
use super::listing::{Form, Listing, Records};
use super::{plain, resource_manager};
use crate::decode::table;
use crate::decode::window::Window;
use crate::facts::Emitter;
use crate::summary::Oddity;
use enfilade_model::{EntityKind, ObjectKey, ObjectRef, RoleRecord};

const ODD_ROW: Oddity = Oddity::damage(
    "odd-row",
    "rows with more or fewer cells than the table has columns; left out",
);
const OTHER_GROUP: Oddity = Oddity::odd(
    "other-group",
    "tables of members whose path names another group than `--group` does; read as what the path says",
);

const UNKNOWN_ROLE: Oddity = Oddity::odd(
    "unknown-role",
    "rows whose role is neither an id nor the name of a built-in role; left out",
);
const WHOSE_APP: Oddity = Oddity::odd(
    "whose-app",
    "rows of tables of the users and groups of an app that do not say which; keep the app's object id in the file's name, as in `appRoleAssignedTo_<id>.csv`",
);

/// What reads a table besides its rows.
pub(crate) struct Reading<'r> {
    /// Where the table lies.
    pub(crate) path: &'r str,
    /// The group that the caller says a list of members is of.
    pub(crate) group: Option<ObjectKey>,
    /// Whether any table was of that group, or of members of another.
    pub(crate) took_group: &'r mut bool,
    pub(crate) plain: &'r mut plain::Plain,
}

/// Reads the table in view.
pub(crate) fn read(
    window: &mut Window<'_>,
    reading: Reading<'_>,
    records: &mut impl Records,
    out: &mut Emitter<'_>,
) {
    let Some(header) = Header::read(window) else {
        return;
    };
    let columns = row::Columns::of(&header);
    let mut listing = listing(&header, &reading, out);
    let is_of_group = listing.place.owner.is_some() && listing.place.owner == reading.group;
    *reading.took_group |= is_of_group || header.table == Table::Members;
    while let Some(end) = next(window, header.separator) {
        out.provenance.offset = window.offset();
        if window.is_full() && end == window.rest().len() {
            let start = table::text(window.ahead(0, 80)).into_owned();
            out.odd(TOO_LONG, || start);
            skip_line(window);
            continue;
        }
        let bytes = &window.rest()[..end];
        let text = table::text(bytes);
        // One more than there should be shows that there are too many.
        let cells = table::cells(&text, header.separator, header.columns.len() + 1);
        if text.trim_start().is_empty() {
            window.consume(end);
            continue;
        }
        if cells.len() != header.columns.len() {
            let is_last = !bytes.ends_with(b"\n");
            let oddity = if is_last { TRUNCATED } else { ODD_ROW };
            out.odd(oddity, || text.chars().take(80).collect());
        } else if header.table == Table::Plain {
            reading.plain.row(&header, &cells, out);
        } else if matches!(header.table, Table::RoleAssignments | Table::AppAssignments) {
            let row = assignment::Row::new(&header, &cells);
            assigned(&row, header.table, &mut listing, records, out);
        } else {
            let row = row::Row::of(&header, &columns, &cells);
            let fields = row.fields(&header);
            if let Some(lost) = &row.lost {
                out.odd(LOST, || format!("`{lost}`"));
            }
            listing.items += 1;
            records.record(&fields, &listing, out);
        }
        window.consume(end);
    }
    records.end(&listing, out);
}

/// Reads a row that assigns a role.
fn assigned(
    row: &assignment::Row<'_>,
    table: Table,
    listing: &mut Listing,
    records: &mut impl Records,
    out: &mut Emitter<'_>,
) {
    listing.kind = None;
    listing.azure = None;
    let text = match (table, listing.place.owner) {
        (Table::AppAssignments, Some(app)) => {
            if let Some(name) = row.app_role() {
                let id = &*name.to_lowercase();
                let name = Some(name);
                let app = ObjectRef::object(app, Some(EntityKind::App));
                out.role_definition(app, RoleRecord { id, name });
            }
            listing.kind = Some(Kind::AppRoleAssignment);
            row.to_app(app)
        }
        (Table::AppAssignments, None) => return out.odd(WHOSE_APP, || listing.path.clone()),
        _ => match row.of_role() {
            Assigned::Directory(kind, text) => {
                listing.kind = Some(kind);
                text
            }
            Assigned::Azure(kind, text) => {
                listing.azure = Some(kind);
                text
            }
            Assigned::NotHeld => return out.odd(NOT_HELD, || row.example()),
            Assigned::UnknownRole => return out.odd(UNKNOWN_ROLE, || row.example()),
        },
    };
    let Some(fields) = Fields::of(&text) else {
        return;
    };
    listing.items += 1;
    records.record(&fields, listing, out);
}

/// What is known of the table's rows together.
fn listing(header: &Header, reading: &Reading<'_>, out: &mut Emitter<'_>) -> Listing {
    let mut listing = Listing::new(reading.path, Form::Table);
    match header.table {
        Table::Users => listing.kind = Some(Kind::User),
        Table::Groups => listing.kind = Some(Kind::Group),
        Table::Apps => listing.kind = Some(Kind::ServicePrincipal),
        Table::Members => {
            listing.kind = Some(Kind::DirectoryObject);
            let own = listing.place.relation.and(listing.place.owner);
            match (own, reading.group) {
                (Some(own), Some(group)) if own != group => {
                    out.odd(OTHER_GROUP, || reading.path.to_owned());
                }
                (None, Some(group)) => listing.place = Place::members_of(group),
                _ => {}
            }
        }
        Table::Records => match kind_of(header) {
            // A cell that is empty in some rows tells what all of them are.
            Some(kind) if kind.is_assignment() => listing.kind = Some(kind),
            // `Get-MgGroupMember | Export-Csv` keeps little more than ids.
            None if is_of_objects(header) && listing.place.relation.is_none() => {
                if let Some(group) = reading.group {
                    listing.kind = Some(Kind::DirectoryObject);
                    listing.place = Place::members_of(group);
                }
            }
            _ => {}
        },
        Table::RoleAssignments | Table::AppAssignments | Table::Plain => {}
    }
    listing
}

/// What the columns of a table tell that its rows are.
fn kind_of(header: &Header) -> Option<Kind> {
    Kind::of(&fields_of(header), None)
}

/// Whether the rows of a table have ids, and nothing tells that these are Azure's.
fn is_of_objects(header: &Header) -> bool {
    let fields = fields_of(header);
    fields.has("id") && resource_manager::Kind::of(&fields).is_none()
}

/// A row that has every column.
fn fields_of(header: &Header) -> Fields<'_> {
    let mut fields = Fields::default();
    for name in &header.columns {
        fields.push(name.as_str().into(), "\"\"");
    }
    fields
}

/// Moves the view past the end of the line, however long it is.
fn skip_line(window: &mut Window<'_>) {
    loop {
        let rest = window.rest();
        let line = memchr::memchr(b'\n', rest);
        window.consume(line.map_or(rest.len(), |end| end + 1));
        if line.is_some() || !window.more() {
            return;
        }
    }
}

/// How long the row is that the view begins with, brought into view; none at the end.
fn next(window: &mut Window<'_>, separator: u8) -> Option<usize> {
    loop {
        let rest = window.rest();
        if let Some(end) = table::row_end(rest, separator) {
            return Some(end);
        }
        if !window.more() {
            let left = window.rest().len();
            return (left > 0).then_some(left);
        }
    }
}
