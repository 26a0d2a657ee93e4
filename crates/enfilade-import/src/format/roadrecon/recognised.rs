//! Telling a database of ROADrecon from others.

use super::schema::Schema;
use crate::decode::sqlite::{Database, Named};

/// A database that was recognised.
pub(crate) struct Recognised<'d> {
    pub(super) database: &'d Database,
    pub(super) schema: Schema,
}

impl Recognised<'_> {
    /// Whether a database is one of ROADrecon; if not, why.
    ///
    /// # Errors
    /// If it is damaged.
    pub(crate) fn of(database: &Database) -> rusqlite::Result<Result<Recognised<'_>, String>> {
        const OTHER: &str = "it is a SQLite database of something else than ROADrecon";
        let is_link = matches!(database.named("lnk_group_member_user")?, Named::Table(_));
        Ok(match database.named("Users")? {
            Named::Other(kind) => Err(format!("{OTHER}: its `Users` is no table but a {kind}")),
            Named::Table(columns) if is_link => {
                let has = |name: &str| columns.iter().any(|own| own == name);
                let schema = match (has("objectId"), has("id")) {
                    (true, _) => Some(Schema::AadGraph),
                    (false, true) => Some(Schema::MsGraph),
                    (false, false) => None,
                };
                schema
                    .map(|schema| Recognised { database, schema })
                    .ok_or_else(|| format!("{OTHER}: its `Users` have no id"))
            }
            _ => Err(OTHER.to_owned()),
        })
    }
}
