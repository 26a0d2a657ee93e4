//! ROADrecon: a SQLite database of what Azure AD Graph or Microsoft Graph answered.
//!
//! Each row of a table of objects ([`schema`]) is read as the record that Graph would have answered
//! ([`row`]), by Graph's own readers; tables of two ids relate the objects ([`link`]). Only named
//! columns of plain tables are read. What came in makes the ledger ([`coverage`]).
//! `docs/formats.md` tells it from the user's side.
//!
//! Source: <https://github.com/dirkjanm/ROADtools>.

mod assignments;
mod azure;
mod columns;
mod coverage;
mod link;
mod objects;
mod recognised;
mod row;
mod schema;

pub(crate) use recognised::Recognised;

use super::damage::TOO_LONG;
use super::fields::Fields;
use super::graph::Graph;
use super::listing::{Form, Listing};
use super::resource_manager::{self, ResourceManager};
use crate::decode::sqlite::{End, FIRST, Named};
use crate::facts::Emitter;
use crate::summary::Oddity;
use assignments::ASSIGNMENTS;
use azure::AZURE;
use coverage::Coverage;
use enfilade_model::{Completeness, EntityKind, Relation};
use link::{LINKS, Link};
use objects::OBJECTS;
use row::{Records, Selected};
use rusqlite::Row;
use schema::{Rows, Schema, Table};
use std::borrow::Cow;
use std::ops::ControlFlow;

pub(crate) const DAMAGED: Oddity = Oddity::damage(
    "damaged-database",
    "databases that are cut, damaged or encrypted; the rows past the damage are missing",
);
const NO_TABLE: Oddity = Oddity::damage(
    "no-table",
    "tables that are no plain tables but views or programs; not read",
);
/// Tables that are counted only, a column that each of their rows fills, and what they would tell.
const UNREAD: [(&str, &str, Relation); 3] = [
    // Only Azure AD Graph's policies have a type: they are written in a form of its own.
    ("Policys", "policyType", Relation::ConditionalAccess),
    ("IGaccessPackages", "id", Relation::AccessPackages),
    (
        "PIMgovernanceRoleAssignments",
        "subjectId",
        Relation::EligibleMemberships,
    ),
];

/// How many rows are read before it is asked whether to go on.
const AT_ONCE: u64 = 1024;

/// What spans the databases of an import.
#[derive(Debug, Default)]
pub(crate) struct RoadRecon {
    coverage: Coverage,
}

impl RoadRecon {
    /// Reads a database; false if that was stopped.
    pub(crate) fn read(
        &mut self,
        from: &Recognised<'_>,
        graph: &mut Graph,
        azure: &mut ResourceManager,
        out: &mut Emitter<'_>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> bool {
        let mut reading = Reading {
            from,
            graph,
            azure,
            out,
            coverage: &mut self.coverage,
            is_cancelled,
        };
        reading.coverage.database(from.schema);
        if from.database.is_cut {
            let cut = || "pages are missing from its end".to_owned();
            reading.out.odd(DAMAGED, cut);
        }
        let is_done = tables().all(|table| reading.table(table))
            && LINKS.iter().all(|link| reading.link(link));
        reading.unread();
        is_done
    }

    /// What came in and what did not.
    pub(crate) fn ledger(&self) -> Completeness {
        self.coverage.ledger()
    }
}

/// A database being read.
struct Reading<'r, 's> {
    from: &'r Recognised<'r>,
    graph: &'r mut Graph,
    azure: &'r mut ResourceManager,
    out: &'r mut Emitter<'s>,
    coverage: &'r mut Coverage,
    is_cancelled: &'r dyn Fn() -> bool,
}

impl Reading<'_, '_> {
    /// Reads a table of objects; false if that was stopped.
    fn table(&mut self, table: &'static Table) -> bool {
        let Some(columns) = self.columns(table.name) else {
            return true;
        };
        let selected = match self.select(table, &columns) {
            Ok(selected) => selected,
            Err(error) => {
                self.damaged(table.name, &error);
                return true;
            }
        };
        let names: Vec<&str> = selected
            .iter()
            .filter_map(|one| one.column.name(self.from.schema))
            .collect();
        let is_there = |field: &&str| selected.iter().any(|one| one.column.field == *field);
        if !table.needs.iter().all(is_there) {
            return true;
        }
        let mut listing = Listing::new(table.name, Form::Table);
        if let Rows::Graph(kind) = table.rows {
            listing.kind = Some(kind);
        }
        let mut records = Records::new(selected);
        let is_done = self.visit(table.name, &names, |this, row| {
            let record = records.next(row, this.out);
            this.record(table.rows, &record, &listing);
        });
        self.azure.end(&listing);
        is_done
    }

    /// The columns of a table that are read, as far as this one has them.
    fn select(&self, table: &Table, columns: &[String]) -> rusqlite::Result<Vec<Selected>> {
        let schema = self.from.schema;
        let has = |name: &str| columns.iter().any(|own| own == name);
        let read: Vec<_> = table
            .columns
            .iter()
            .filter_map(|column| Some((column, column.name(schema).filter(|name| has(name))?)))
            .collect();
        let filled = match schema {
            // Azure AD Graph answers with everything it has.
            Schema::AadGraph => vec![1; read.len()],
            // Microsoft Graph answers with what is asked for, and the table has columns for more.
            Schema::MsGraph => {
                let names: Vec<&str> = read.iter().map(|(_, name)| *name).collect();
                self.from.database.filled(table.name, &names)?
            }
        };
        let selected = read
            .iter()
            .zip(filled)
            .map(|((column, _), filled)| Selected {
                column: **column,
                null_is_none: filled > 0,
            });
        Ok(selected.collect())
    }

    fn record(&mut self, rows: Rows, fields: &Fields<'_>, listing: &Listing) {
        if rows == Rows::Azure {
            let kind = resource_manager::Kind::of(fields).unwrap_or(resource_manager::Kind::Other);
            return self.azure.record(kind, fields, self.out);
        }
        // Azure AD Graph lists the scopes of an assignment, Microsoft Graph has one.
        match fields.objects("resourceScopes") {
            Some(scopes) => {
                for scope in scopes {
                    let mut one = fields.clone();
                    one.push(Cow::Borrowed("directoryScopeId"), scope);
                    self.graph.record(&one, listing, self.out);
                }
            }
            None => self.graph.record(fields, listing, self.out),
        }
    }

    /// Reads a table that relates objects; false if that was stopped.
    fn link(&mut self, link: &'static Link) -> bool {
        let Some(columns) = self.columns(link.name) else {
            return true;
        };
        let names = [link.owner.0, link.item.0];
        if !names
            .iter()
            .all(|name| columns.iter().any(|own| own == name))
        {
            return true;
        }
        self.visit(link.name, &names, |this, row| {
            let mut end = |at: usize| {
                let text = row.get_ref(FIRST + at).ok()?.as_str().ok()?;
                this.out
                    .object_id(Some(&Cow::Borrowed(text)), "an end of a relation")
            };
            let (Some(owner), Some(item)) = (end(0), end(1)) else {
                return;
            };
            if link.owner.1 != EntityKind::Group {
                this.coverage.owner(link, owner.key);
            }
            let item = item.mention(Some(link.item.1));
            let owner = (owner.key, link.owner.1);
            this.graph
                .relate_by_id(link.relation, owner, item, this.out);
        })
    }

    /// Counts what is there and not read yet.
    fn unread(&mut self) {
        for (table, column, relation) in UNREAD {
            let Some(columns) = self.columns(table) else {
                continue;
            };
            if columns.iter().any(|own| own == column) {
                match self.from.database.filled(table, &[column]) {
                    Ok(counts) => self.coverage.unread(relation, counts.iter().sum()),
                    Err(error) => self.damaged(table, &error),
                }
            }
        }
    }

    /// The columns of a plain table of this name.
    fn columns(&mut self, name: &'static str) -> Option<Vec<String>> {
        match self.from.database.named(name) {
            Ok(Named::Table(columns)) => Some(columns),
            Ok(Named::Nothing) => None,
            Ok(Named::Other(kind)) => {
                self.out.odd(NO_TABLE, || format!("`{name}` is a {kind}"));
                None
            }
            Err(error) => {
                self.damaged(name, &error);
                None
            }
        }
    }

    /// Visits the rows of a table; false if that was stopped.
    fn visit(
        &mut self,
        table: &'static str,
        columns: &[&str],
        mut visit: impl FnMut(&mut Self, &Row<'_>),
    ) -> bool {
        let database = self.from.database;
        let mut count = 0;
        let end = database.rows(table, columns, |position, row| {
            self.out.provenance.offset = position;
            visit(self, row);
            count += 1;
            match count % AT_ONCE == 0 && (self.is_cancelled)() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        self.coverage.rows(table, count);
        match end {
            Ok(End::Stopped) => return false,
            Ok(End::Whole { too_long }) => {
                for _ in 0..too_long {
                    self.out.odd(TOO_LONG, || format!("a row of `{table}`"));
                }
            }
            Err(error) => self.damaged(table, &error),
        }
        true
    }

    fn damaged(&mut self, table: &str, error: &rusqlite::Error) {
        self.out
            .odd(DAMAGED, || format!("table `{table}`: {error}"));
    }
}

/// Every table of objects and assignments that is read.
fn tables() -> impl Iterator<Item = &'static Table> {
    OBJECTS.iter().chain(ASSIGNMENTS).chain(AZURE)
}
