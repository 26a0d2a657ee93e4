//! A row as the fields that its record has in JSON.

use super::header::{Header, Table, is_known};
use crate::decode::raw;
use crate::format::fields::{Fields, is_type_name};
use serde::de::IgnoredAny;
use std::borrow::Cow;

/// The columns that are true or false.
const FLAGS: &[&str] = &[
    "accountEnabled",
    "securityEnabled",
    "mailEnabled",
    "isAssignableToRole",
    "isMemberManagementRestricted",
    "onPremisesSyncEnabled",
    "appRoleAssignmentRequired",
    "isCompliant",
    "isManaged",
    "isBuiltIn",
    "isEnabled",
];

/// The columns that are lists of texts.
const LISTS: &[&str] = &["groupTypes"];

/// What the cells of a column are.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
enum Column {
    Flag,
    List,
    /// Words of the admin centre that say more than their own column.
    Words,
    Text,
    /// Texts under a name that means nothing to any reader.
    Other,
}

/// The columns of a table, each looked at once.
#[derive(Debug)]
pub(super) struct Columns(Vec<Column>);

impl Columns {
    /// The columns of this header.
    pub(super) fn of(header: &Header) -> Columns {
        let of = |name: &String| match name.as_str() {
            flag if FLAGS.contains(&flag) => Column::Flag,
            list if LISTS.contains(&list) => Column::List,
            "objectType" | "groupType" | "membershipType" | "source" | "isUser" | "isGroup"
            | "applicationType" => Column::Words,
            known if is_known(known) => Column::Text,
            _ => Column::Other,
        };
        Columns(header.columns.iter().map(of).collect())
    }
}

/// A row: the JSON of its cells, one after the other.
pub(super) struct Row {
    text: String,
    /// By column where its JSON lies; nothing if it says nothing.
    places: Vec<Option<(usize, usize)>>,
    /// What words of the admin centre add.
    extra: Vec<(&'static str, &'static str)>,
    is_unified: bool,
    is_dynamic: bool,
    /// A column whose list PowerShell lost.
    pub(super) lost: Option<String>,
}

impl Row {
    /// The row of these cells.
    pub(super) fn of(header: &Header, columns: &Columns, cells: &[Cow<'_, str>]) -> Row {
        let bytes: usize = cells.iter().map(|cell| cell.len() + 4).sum();
        let mut row = Row {
            text: String::with_capacity(bytes),
            places: Vec::with_capacity(cells.len()),
            extra: Vec::new(),
            is_unified: false,
            is_dynamic: false,
            lost: None,
        };
        for ((name, column), cell) in header.columns.iter().zip(&columns.0).zip(cells) {
            let start = row.text.len();
            row.cell(header, name, *column, cell);
            let end = row.text.len();
            row.places.push((end > start).then_some((start, end)));
        }
        match (row.is_unified, row.is_dynamic) {
            (true, true) => row.add("groupTypes", "[\"Unified\",\"DynamicMembership\"]"),
            (true, false) => row.add("groupTypes", "[\"Unified\"]"),
            (false, true) => row.add("groupTypes", "[\"DynamicMembership\"]"),
            (false, false) => {}
        }
        row
    }

    /// Adds the JSON of a cell.
    fn cell(&mut self, header: &Header, name: &str, column: Column, cell: &str) {
        if is_type_name(name, cell) {
            self.lost.get_or_insert_with(|| name.to_owned());
            return;
        }
        if cell.is_empty() {
            // The admin centre writes an empty cell for what has no value. Of what no reader knows it is
            // the same whether it was asked for.
            let is_asked =
                !header.is_powershell && header.table != Table::Records && column != Column::Other;
            if is_asked {
                self.text.push_str("null");
            }
            return;
        }
        match column {
            Column::Flag => self.flag(cell),
            _ if is_json(cell) => self.text.push_str(cell),
            Column::List => self.list(cell),
            Column::Words => {
                self.special(name, cell);
                raw::push_text(&mut self.text, cell);
            }
            _ => raw::push_text(&mut self.text, cell),
        }
    }

    fn flag(&mut self, cell: &str) {
        match cell.to_ascii_lowercase().as_str() {
            // Excel writes them in the language of its user.
            "true" | "yes" | "wahr" | "vrai" | "verdadero" | "vero" | "waar" => {
                self.text.push_str("true");
            }
            "false" | "no" | "falsch" | "faux" | "falso" | "onwaar" => {
                self.text.push_str("false");
            }
            _ => raw::push_text(&mut self.text, cell),
        }
    }

    /// Adds a cell that lists words, in whatever brackets and between whatever signs.
    fn list(&mut self, cell: &str) {
        let signs = [',', ';', ' ', '{', '}', '[', ']', '"', '\''];
        let words = cell.split(signs).filter(|word| !word.is_empty());
        self.text.push('[');
        for (at, word) in words.enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            raw::push_text(&mut self.text, word);
        }
        self.text.push(']');
    }

    /// Notes what a column says in words of the admin centre.
    fn special(&mut self, column: &str, cell: &str) {
        let word = cell.to_ascii_lowercase();
        match (column, word.as_str()) {
            ("objectType", "user") | ("isUser", "true" | "yes") => {
                self.add("@odata.type", "\"#microsoft.graph.user\"");
            }
            ("objectType", "group") | ("isGroup", "true" | "yes") => {
                self.add("@odata.type", "\"#microsoft.graph.group\"");
            }
            ("objectType", "serviceprincipal" | "service principal" | "enterprise application") => {
                self.add("@odata.type", "\"#microsoft.graph.servicePrincipal\"");
            }
            ("objectType", "device") => self.add("@odata.type", "\"#microsoft.graph.device\""),
            ("objectType", "contact" | "orgcontact") => {
                self.add("@odata.type", "\"#microsoft.graph.orgContact\"");
            }
            ("groupType", "security") => self.group_kind("true", "false"),
            ("groupType", "microsoft 365" | "microsoft365" | "office" | "unified") => {
                self.is_unified = true;
                self.add("mailEnabled", "true");
            }
            ("groupType", "distribution") => self.group_kind("false", "true"),
            (
                "groupType",
                "mail-enabled security" | "mail enabled security" | "mailenabledsecurity",
            ) => {
                self.group_kind("true", "true");
            }
            ("membershipType", "dynamic") => self.is_dynamic = true,
            ("applicationType", "managed identity") => {
                self.add("servicePrincipalType", "\"ManagedIdentity\"");
            }
            ("applicationType", "enterprise application" | "microsoft application") => {
                self.add("servicePrincipalType", "\"Application\"");
            }
            ("source", "windows server ad" | "on-premises") => {
                self.add("onPremisesSyncEnabled", "true");
            }
            _ => {}
        }
    }

    fn group_kind(&mut self, security: &'static str, mail: &'static str) {
        self.add("groupTypes", "[]");
        self.add("securityEnabled", security);
        self.add("mailEnabled", mail);
    }

    fn add(&mut self, name: &'static str, json: &'static str) {
        self.extra.push((name, json));
    }

    /// The fields of the row.
    pub(super) fn fields<'r>(&'r self, header: &'r Header) -> Fields<'r> {
        let mut fields = Fields::default();
        for (column, place) in header.columns.iter().zip(&self.places) {
            if let Some((start, end)) = place {
                fields.push(Cow::Borrowed(column.as_str()), &self.text[*start..*end]);
            }
        }
        // What is said last says more: a kind of group, then that it is dynamic.
        for (name, json) in self.extra.iter().rev() {
            if fields.json(name).is_none_or(|json| json == "null") {
                fields.drop(name);
                fields.push(Cow::Borrowed(name), json);
            }
        }
        fields
    }
}

/// Whether a cell holds a JSON object or list, as Resource Graph's tables do.
fn is_json(cell: &str) -> bool {
    matches!(cell.as_bytes().first(), Some(b'{' | b'['))
        && serde_json::from_str::<IgnoredAny>(cell).is_ok()
}
