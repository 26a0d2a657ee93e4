//! Contoso: the bundled sample, an export of an invented company.
//!
//! About three hundred people in seven offices, guests from six partners, groups that follow a
//! naming convention and groups that do not, apps of which several belong to finance, directory
//! roles, and four Azure subscriptions. It is written so that questions have interesting answers:
//! a partner's group nested in an assigned group (which does not reach the app) and in a group with
//! an Azure role (which does), an open finance app, a disabled guest, a cycle of groups.
//!
//! Who and what is in the tables beside this module (`contoso/*.txt`, `contoso/people.rs`); the
//! details of each thing are drawn from its name, so that a change to one leaves the others alone.
//! The result is committed as `tests/tenants/contoso/contoso.json`; a test generates it again and
//! compares every byte. What AzureHound does not collect is in `tests/tenants/contoso-more`, as answers of Graph.

mod azure;
mod directory;
mod export;
mod groups;
mod more;
mod people;
mod tables;

use crate::azurehound::Export;
use crate::tiny::key_of_name;
use people::Partner;
use std::io::{self, Write};

/// Writes the export, and says how many records it has.
///
/// # Errors
/// If the writer fails, or a table names something that does not exist.
pub fn write(out: impl Write) -> io::Result<u64> {
    let company = Company::new()?;
    let mut export = Export::begin(out)?;
    export::write(&company, &mut export)?;
    export.finish()
}

/// The files of a second export, of what AzureHound does not collect: each with its name.
///
/// # Errors
/// A file names something that no table has.
pub fn more() -> io::Result<Vec<(&'static str, String)>> {
    more::files(&Company::new()?)
}

/// Everything there is.
struct Company {
    people: Vec<Person>,
    groups: Vec<groups::Group>,
    apps: Vec<directory::App>,
    roles: Vec<directory::Role>,
    scopes: Vec<azure::Scope>,
}

impl Company {
    fn new() -> io::Result<Company> {
        let mut company = Company {
            people: people::people(),
            groups: Vec::new(),
            apps: directory::apps()?,
            roles: Vec::new(),
            scopes: azure::scopes()?,
        };
        company.groups = groups::groups(&company)?;
        directory::assign(&mut company)?;
        company.roles = directory::roles(&company)?;
        azure::assign(&mut company)?;
        Ok(company)
    }
}

/// How a person came into the directory.
#[derive(Copy, Clone, Default)]
enum Visit {
    /// Employed here.
    #[default]
    Employee,
    /// Invited from a partner.
    Guest(&'static Partner),
    /// Invited from a partner, then made a member.
    Member(&'static Partner),
    /// An account of this directory that is a guest nevertheless.
    InternalGuest,
}

impl Visit {
    fn partner(self) -> Option<&'static Partner> {
        match self {
            Visit::Guest(partner) | Visit::Member(partner) => Some(partner),
            Visit::Employee | Visit::InternalGuest => None,
        }
    }
}

/// A person, or an account that belongs to no one in particular.
#[derive(Default)]
struct Person {
    local: String,
    name: String,
    title: String,
    department: Option<&'static str>,
    team: Option<&'static str>,
    office: Option<usize>,
    enabled: bool,
    // Days before the export was collected; none for never.
    signed_in: Option<u64>,
    created: u64,
    synced: bool,
    visit: Visit,
}

impl Person {
    fn address(&self) -> String {
        match self.visit.partner() {
            Some(partner) => format!("{}@{}.example", self.local, partner.stem),
            None => format!("{}@contoso.example", self.local),
        }
    }

    fn sign_in_name(&self) -> String {
        match self.visit.partner() {
            Some(_) => {
                let address = self.address().replace('@', "_");
                format!("{address}#EXT#@contoso.onmicrosoft.example")
            }
            None => self.address(),
        }
    }

    fn is_guest(&self) -> bool {
        matches!(self.visit, Visit::Guest(_) | Visit::InternalGuest)
    }

    fn id(&self) -> String {
        id("user", &self.address())
    }
}

/// The id of a thing, as AzureHound writes it: a GUID in upper case.
fn id(kind: &str, name: &str) -> String {
    key_of_name(&format!("contoso/{kind}/{name}"))
        .to_string()
        .to_uppercase()
}

/// An instant some days before the export was collected, at a time of day that follows from `name`.
fn days_ago(days: u64, name: &str) -> String {
    let mut draw = crate::draw::Draw::of(&format!("contoso/time/{name}/{days}"));
    // 2026-11-02T18:00:00Z, when the export was collected.
    let collected = 1_793_642_400;
    let seconds = collected - days as i64 * 86_400 - draw.below(10 * 3_600) as i64;
    jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |time| time.to_string())
}
