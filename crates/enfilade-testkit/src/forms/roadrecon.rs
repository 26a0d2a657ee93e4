//! ROADrecon: a SQLite database of what Azure AD Graph and Azure answered.
//!
//! The answers are those of Microsoft Graph, under Azure AD Graph's names of their fields. A table takes
//! the fields that it has columns for; the tables are those of `tests/imports/roadrecon`.

use super::{Written, exported, records};
use crate::answers;
use enfilade_graph::Graph;
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The tables of Azure AD Graph's schema, and behind them rows that are left out here.
const TABLES: &str = include_str!("../../../../tests/imports/roadrecon/aad-graph.sql");

/// The files of an export.
///
/// # Errors
/// If no temporary file can be written.
pub(super) fn write(graph: &Graph) -> Result<Vec<Written>, Error> {
    let file = tempfile::NamedTempFile::new()?;
    let database = Connection::open(file.path())?;
    let tables = TABLES.split("\nINSERT ").next().unwrap_or_default();
    database.execute_batch(&format!("PRAGMA journal_mode = OFF; {tables}; BEGIN"))?;
    let mut tables = Tables {
        database: &database,
        columns: BTreeMap::new(),
    };
    for (asked, page) in exported(answers::write(graph)) {
        for record in records(&page) {
            if let Some((table, row)) = row(&asked, record) {
                tables.insert(&table, &row)?;
            }
        }
    }
    database.execute_batch("COMMIT")?;
    drop(database);
    Ok(vec![(
        "roadrecon.db".to_owned(),
        std::fs::read(file.path())?,
    )])
}

/// Why a database could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite refused something.
    #[error("SQLite refused a row or a table")]
    Database(#[from] rusqlite::Error),
    /// The file.
    #[error("no temporary file can be written")]
    File(#[from] std::io::Error),
}

struct Tables<'d> {
    database: &'d Connection,
    /// The columns of the tables that were met, and whether each is an instant.
    columns: BTreeMap<String, BTreeMap<String, bool>>,
}

impl Tables<'_> {
    /// Adds a row to a table; what the table has no column for is left out.
    fn insert(&mut self, table: &str, row: &Map<String, Value>) -> rusqlite::Result<()> {
        if !self.columns.contains_key(table) {
            let columns = self.columns_of(table)?;
            self.columns.insert(table.to_owned(), columns);
        }
        let columns = self.columns.get(table).into_iter().flatten();
        let known = columns.filter_map(|(name, is_time)| Some((name, *is_time, row.get(name)?)));
        let (mut names, mut cells) = (Vec::new(), Vec::new());
        for (name, is_time, value) in known {
            names.push(format!("\"{name}\""));
            cells.push(cell(value, is_time));
        }
        let places = vec!["?"; names.len()].join(", ");
        let names = names.join(", ");
        let insert = format!("INSERT OR IGNORE INTO \"{table}\" ({names}) VALUES ({places})");
        self.database
            .prepare(&insert)?
            .execute(params_from_iter(cells))?;
        Ok(())
    }

    fn columns_of(&self, table: &str) -> rusqlite::Result<BTreeMap<String, bool>> {
        let mut columns = self
            .database
            .prepare("SELECT name, type FROM pragma_table_info(?1)")?;
        let columns = columns.query_map([table], |row| {
            let ty: String = row.get(1)?;
            Ok((row.get(0)?, ty == "DATETIME"))
        })?;
        columns.collect()
    }
}

fn cell(value: &Value, is_time: bool) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(flag) => Cell::Integer(i64::from(*flag)),
        Value::String(text) if is_time => Cell::Text(instant(text)),
        Value::String(text) => Cell::Text(text.clone()),
        other => Cell::Text(other.to_string()),
    }
}

/// An instant as SQLAlchemy stores it: in UTC, which it does not say.
fn instant(text: &str) -> String {
    let text = text.trim_end_matches('Z').replacen('T', " ", 1);
    match text.split_once('.') {
        Some((second, rest)) => format!("{second}.{rest:0<6}"),
        None => format!("{text}.000000"),
    }
}

/// The table that a record belongs to, and its fields there.
fn row(asked: &str, record: &Value) -> Option<(String, Map<String, Value>)> {
    let parts: Vec<&str> = asked.split('/').collect();
    let object = |table: &str| Some((table.to_owned(), object(record)));
    match *parts.as_slice() {
        ["users-1" | "users-2"] => object("Users"),
        ["groups"] => object("Groups"),
        ["devices"] => object("Devices"),
        ["servicePrincipals"] => object("ServicePrincipals"),
        ["applications"] => object("Applications"),
        ["administrativeUnits"] => object("AdministrativeUnits"),
        ["roleDefinitions"] => object("RoleDefinitions"),
        ["oauth2PermissionGrants"] => object("OAuth2PermissionGrants"),
        ["organization"] => {
            let mut row = self::object(record);
            let domains = record["verifiedDomains"].to_string();
            let domains = domains.replace("\"isDefault\"", "\"default\"");
            row.insert("verifiedDomains".to_owned(), json!(domains));
            Some(("TenantDetails".to_owned(), row))
        }
        ["roleAssignments"] => Some(("RoleAssignments".to_owned(), role(record))),
        ["roleEligibilityScheduleInstances"] => {
            Some(("EligibleRoleAssignments".to_owned(), role(record)))
        }
        ["servicePrincipals", _, "appRoleAssignedTo"] => {
            let mut row = self::object(record);
            row.insert("id".to_owned(), record["appRoleId"].clone());
            Some(("AppRoleAssignments".to_owned(), row))
        }
        [
            owner,
            id,
            list @ ("members" | "owners" | "registeredOwners"),
        ] => link(owner, id, list, record),
        ["azure-roleAssignments"] => Some(("AZroleAssignments".to_owned(), azure(record))),
        ["azure-roleDefinitions"] => Some(("AZroleDefinitions".to_owned(), azure(record))),
        ["azure-roleEligibilityScheduleInstances"] => {
            let table = "AZroleEligibilityScheduleInstances";
            Some((table.to_owned(), azure(record)))
        }
        ["resources"] => Some((azure_table(record)?.to_owned(), azure(record))),
        _ => None,
    }
}

/// An object of the directory under Azure AD Graph's names.
fn object(record: &Value) -> Map<String, Value> {
    let fields = record.as_object().into_iter().flatten();
    let renamed = fields.map(|(name, value)| {
        let name = match name.as_str() {
            "id" => "objectId",
            "onPremisesSyncEnabled" => "dirSyncEnabled",
            "externalUserState" => "userState",
            "officeLocation" => "physicalDeliveryOfficeName",
            "appOwnerOrganizationId" => "appOwnerTenantId",
            "operatingSystem" => "deviceOSType",
            "operatingSystemVersion" => "deviceOSVersion",
            "trustType" => "deviceTrustType",
            other => other,
        };
        (name.to_owned(), value.clone())
    });
    renamed.collect()
}

/// An assignment of a directory role, which lists the scopes where it holds.
fn role(record: &Value) -> Map<String, Value> {
    let mut row: Map<String, Value> = record.as_object().cloned().unwrap_or_default();
    row.insert(
        "resourceScopes".to_owned(),
        json!([record["directoryScopeId"]]),
    );
    row
}

/// A member or an owner, in the table for what both are.
fn link(owner: &str, id: &str, list: &str, record: &Value) -> Option<(String, Map<String, Value>)> {
    let (owner, owner_column) = match owner {
        "groups" => ("group", "Group"),
        "applications" => ("application", "Application"),
        "servicePrincipals" => ("serviceprincipal", "ServicePrincipal"),
        "administrativeUnits" => ("au", "AdministrativeUnit"),
        "devices" => ("device", "Device"),
        _ => return None,
    };
    let ty = record["@odata.type"].as_str().unwrap_or_default();
    let (item, mut item_column) = match ty.rsplit('.').next()? {
        "user" => ("user", "User"),
        "group" => ("group", "Group"),
        "servicePrincipal" => ("serviceprincipal", "ServicePrincipal"),
        "device" => ("device", "Device"),
        "orgContact" => ("contact", "Contact"),
        _ => return None,
    };
    let child = format!("child{item_column}");
    if item_column == owner_column {
        item_column = &child;
    }
    let table = match list {
        "members" => format!("lnk_{owner}_member_{item}"),
        "owners" => format!("lnk_{owner}_owner_{item}"),
        _ => "lnk_device_owner".to_owned(),
    };
    let mut row = Map::new();
    row.insert(owner_column.to_owned(), json!(id));
    row.insert(item_column.to_owned(), record["id"].clone());
    Some((table, row))
}

/// The table of a scope of Azure, or a resource; ROADrecon lists no groups of resources.
fn azure_table(record: &Value) -> Option<&'static str> {
    let ty = record["type"].as_str()?.to_lowercase();
    Some(match ty.as_str() {
        "microsoft.management/managementgroups" => "AZmanagementGroups",
        "microsoft.resources/subscriptions" => "AZsubscriptions",
        "microsoft.resources/subscriptions/resourcegroups"
        | "microsoft.resources/resourcegroups" => return None,
        _ => "AZresources",
    })
}

/// A record of Azure: what its properties say beside its id, in snake case.
fn azure(record: &Value) -> Map<String, Value> {
    let mut row = Map::new();
    for (name, value) in record["properties"].as_object().into_iter().flatten() {
        let name = match name.as_str() {
            "type" => "role_type".to_owned(),
            other => snake(other),
        };
        row.insert(name, value.clone());
    }
    for (name, value) in record.as_object().into_iter().flatten() {
        row.insert(snake(name), value.clone());
    }
    if !row.contains_key("display_name") {
        row.insert("display_name".to_owned(), record["name"].clone());
    }
    row
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
