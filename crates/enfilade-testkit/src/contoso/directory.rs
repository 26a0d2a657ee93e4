//! The apps, who is assigned to them, and the directory roles.

use super::tables::{Holder, column, holder, people, rows, unknown};
use super::{Company, id};
use std::io;

/// Who registered an app.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Publisher {
    Own,
    Gallery,
    Microsoft(&'static str),
}

/// A service principal of type Application, with its registration where it is Contoso's own.
pub(super) struct App {
    pub(super) name: &'static str,
    pub(super) publisher: Publisher,
    pub(super) required: bool,
    pub(super) enabled: bool,
    pub(super) roles: Vec<&'static str>,
    pub(super) assigned: Vec<(Holder, Option<usize>)>,
    pub(super) owners: Vec<Holder>,
    // As the table writes them, until groups exist.
    assignments: &'static str,
    owned_by: &'static str,
}

impl App {
    pub(super) fn id(&self) -> String {
        id("service principal", self.name)
    }

    /// The client id, in lower case.
    pub(super) fn client_id(&self) -> String {
        match self.publisher {
            Publisher::Microsoft(client) => client.to_owned(),
            _ => id("client", self.name).to_lowercase(),
        }
    }

    /// The id of an app role, in lower case.
    pub(super) fn role_id(&self, role: usize) -> String {
        let name = self.roles.get(role).copied().unwrap_or("");
        id("app role", &format!("{}/{name}", self.name)).to_lowercase()
    }
}

pub(super) fn apps() -> io::Result<Vec<App>> {
    let mut apps = Vec::new();
    for row in rows(include_str!("apps.txt")) {
        let publisher = match column(&row, 1) {
            "own" => Publisher::Own,
            "gallery" => Publisher::Gallery,
            text => match text.strip_prefix("microsoft:") {
                Some(client) => Publisher::Microsoft(client),
                None => return Err(unknown(text)),
            },
        };
        let (required, enabled) = match column(&row, 2) {
            "required" => (true, true),
            "open" => (false, true),
            "disabled" => (true, false),
            text => return Err(unknown(text)),
        };
        let roles = column(&row, 3).split(',').map(str::trim);
        apps.push(App {
            name: column(&row, 0),
            publisher,
            required,
            enabled,
            roles: roles.filter(|role| !role.is_empty()).collect(),
            assigned: Vec::new(),
            owners: Vec::new(),
            assignments: column(&row, 4),
            owned_by: column(&row, 5),
        });
    }
    Ok(apps)
}

/// Resolves who is assigned to each app and who owns it.
pub(super) fn assign(company: &mut Company) -> io::Result<()> {
    for at in 0..company.apps.len() {
        let app = &company.apps[at];
        let mut assigned = Vec::new();
        for text in parts(app.assignments) {
            let (who, role) = match text.split_once('=') {
                Some((who, role)) => (who, Some(role)),
                None => (text, None),
            };
            let position = |role| app.roles.iter().position(|own| *own == role);
            let role = match role {
                Some(role) => Some(position(role).ok_or_else(|| unknown(role))?),
                None => None,
            };
            assigned.push((holder(company, who)?, role));
        }
        let mut owners = Vec::new();
        for text in app.owned_by.split_whitespace() {
            owners.extend(people(company, text)?.into_iter().map(Holder::Person));
        }
        let app = &mut company.apps[at];
        (app.assigned, app.owners) = (assigned, owners);
    }
    Ok(())
}

/// Where a directory role applies.
#[derive(Clone, Debug)]
pub(super) enum Reach {
    Tenant,
    Unit(&'static str),
    App(usize),
}

pub(super) struct Role {
    pub(super) name: &'static str,
    pub(super) template: &'static str,
    pub(super) description: &'static str,
    pub(super) active: Vec<(Holder, Reach)>,
    pub(super) eligible: Vec<Holder>,
}

pub(super) fn roles(company: &Company) -> io::Result<Vec<Role>> {
    let mut roles = Vec::new();
    for row in rows(include_str!("roles.txt")) {
        let mut role = Role {
            name: column(&row, 0),
            template: column(&row, 1),
            description: column(&row, 2),
            active: Vec::new(),
            eligible: Vec::new(),
        };
        for text in parts(column(&row, 3)) {
            let (who, reach) = if let Some((who, unit)) = text.split_once(" in ") {
                (who, Reach::Unit(unit))
            } else if let Some((who, app)) = text.split_once(" for ") {
                let found = company.apps.iter().position(|own| own.name == app);
                (who, Reach::App(found.ok_or_else(|| unknown(app))?))
            } else {
                (text, Reach::Tenant)
            };
            role.active.push((holder(company, who)?, reach));
        }
        for text in parts(column(&row, 4)) {
            role.eligible.push(holder(company, text)?);
        }
        roles.push(role);
    }
    Ok(roles)
}

fn parts(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}
