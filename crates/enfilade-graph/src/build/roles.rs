//! The dictionary of the roles that edges carry.
//!
//! Many thousand edges carry a few hundred roles, so an edge holds a number. An edge may name its
//! role by id alone; the name then comes from the app that defines the role, which differs from app
//! to app for one id (`00000000-…` is everywhere "Default Access").

use super::objects::Handle;
use super::report::BuildError;
use super::resolve::Numbering;
use super::spelling;
use crate::RoleDefinition;
use arrow::array::LargeStringArray;
use enfilade_model::{DEFAULT_ACCESS_ROLE_ID, DEFAULT_ACCESS_ROLE_NAME, EntityId, RoleRecord};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

/// A role as an edge states it.
#[derive(Debug)]
struct Stated {
    id: String,
    name: Option<String>,
}

/// The roles met so far, under temporary numbers.
#[derive(Debug, Default)]
pub(super) struct Roles {
    numbers: HashMap<String, u32>,
    list: Vec<Stated>,
    definitions: HashMap<(Handle, u32), String>,
    definers: BTreeSet<Handle>,
    // By the role's id. Of several, the first in order: records come in any order.
    permissions: HashMap<String, String>,
    buffer: String,
}

/// Stands for "no role" in a column.
pub(super) const NO_ROLE: u32 = u32::MAX;

impl Roles {
    /// The temporary number of a role.
    pub(super) fn number(&mut self, role: &RoleRecord<'_>) -> Result<u32, BuildError> {
        self.buffer.clear();
        // The length keeps apart what would otherwise run together.
        let name = role.name.map_or("", |_| " ");
        let written = write!(self.buffer, "{} {}{name}", role.id.len(), role.id);
        written.map_err(|_| BuildError::TextTooLong)?;
        self.buffer.push_str(role.name.unwrap_or_default());
        if let Some(&number) = self.numbers.get(&self.buffer) {
            return Ok(number);
        }
        let number = self.list.len() as u32;
        self.numbers.insert(self.buffer.clone(), number);
        self.list.push(Stated {
            id: role.id.to_owned(),
            name: role.name.map(str::to_owned),
        });
        Ok(number)
    }

    /// The objects that define roles.
    pub(super) fn definers(&self) -> &BTreeSet<Handle> {
        &self.definers
    }

    /// Keeps the name that an app gives to a role.
    pub(super) fn define(&mut self, app: Handle, role: &RoleRecord<'_>) -> Result<(), BuildError> {
        self.definers.insert(app);
        let Some(name) = role.name.filter(|name| !name.is_empty()) else {
            return Ok(());
        };
        let number = self.number(&RoleRecord {
            id: role.id,
            name: None,
        })?;
        let known = self
            .definitions
            .entry((app, number))
            .or_insert_with(|| name.to_owned());
        if spelling::compare(name, known).is_lt() {
            *known = name.to_owned();
        }
        Ok(())
    }

    /// Notes that an object defines roles.
    pub(super) fn defines(&mut self, app: Handle) {
        self.definers.insert(app);
    }

    /// Keeps what a role allows.
    pub(super) fn permit(&mut self, role: &str, definition: &str) {
        let known = self.permissions.get_mut(role);
        match known {
            Some(known) if definition < known.as_str() => definition.clone_into(known),
            Some(_) => {}
            None => {
                let kept = definition.to_owned();
                self.permissions.insert(role.to_owned(), kept);
            }
        }
    }

    /// What the definitions of Azure roles call them.
    fn titles(&self) -> HashMap<&str, String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Titled {
            role_name: String,
        }
        let titled = self.permissions.iter().filter_map(|(id, definition)| {
            let titled: Titled = serde_json::from_str(definition).ok()?;
            Some((id.as_str(), titled.role_name))
        });
        titled.collect()
    }

    /// What names follow from the definitions so far.
    pub(super) fn definitions(&self) -> Definitions {
        let titles = self.titles();
        Definitions {
            titles: titles
                .into_iter()
                .map(|(id, title)| (id.to_owned(), title))
                .collect(),
            names: self
                .definitions
                .iter()
                .map(|(&(app, number), name)| {
                    ((app, self.list[number as usize].id.clone()), name.clone())
                })
                .collect(),
        }
    }

    /// Closes the dictionary: `used` are the roles of all edges, each with the edge's target.
    pub(super) fn finish(self, numbering: &Numbering, used: BTreeSet<(u32, u32)>) -> RoleTable {
        let mut definitions: HashMap<(u32, u32), &str> = HashMap::new();
        for (&(app, role), name) in &self.definitions {
            let known = definitions
                .entry((numbering.id(app).0, role))
                .or_insert(name);
            if spelling::compare(name, known).is_lt() {
                *known = name;
            }
        }
        let titles = self.titles();
        let name = |target: u32, number: u32| -> (&str, &str) {
            let role = &self.list[number as usize];
            let defined = || definitions.get(&(target, number)).copied();
            let fallback = if role.id == DEFAULT_ACCESS_ROLE_ID {
                DEFAULT_ACCESS_ROLE_NAME
            } else {
                titles.get(role.id.as_str()).map_or(&role.id, |title| title)
            };
            let stated = role.name.as_deref().filter(|name| !name.is_empty());
            (&role.id, stated.or_else(defined).unwrap_or(fallback))
        };
        let dictionary: BTreeSet<(&str, &str)> = used
            .iter()
            .map(|&(target, number)| name(target, number))
            .collect();
        let index: HashMap<(&str, &str), u32> = dictionary.iter().copied().zip(0..).collect();
        let of = used
            .iter()
            .map(|&(target, number)| ((target, number), index[&name(target, number)]))
            .collect();
        let permissions: Vec<Option<&String>> = dictionary
            .iter()
            .map(|(id, _)| self.permissions.get(*id))
            .collect();
        let is_known = permissions.iter().any(Option::is_some);
        let used: BTreeSet<&str> = dictionary.iter().map(|(id, _)| *id).collect();
        let unused = self.permissions.iter();
        let unused = unused.filter(|(id, _)| !used.contains(id.as_str()));
        let names = definitions
            .iter()
            .map(|(&(app, number), name)| RoleDefinition {
                app: Some(EntityId(app)),
                id: self.list[number as usize].id.clone(),
                text: (*name).to_owned(),
            });
        let allowed = unused.map(|(id, definition)| RoleDefinition {
            app: None,
            id: id.clone(),
            text: definition.clone(),
        });
        let mut defined: Vec<RoleDefinition> = names.chain(allowed).collect();
        defined.sort();
        RoleTable {
            definitions: defined,
            permissions: is_known.then(|| LargeStringArray::from_iter(permissions)),
            ids: LargeStringArray::from_iter_values(dictionary.iter().map(|role| role.0)),
            names: LargeStringArray::from_iter_values(dictionary.iter().map(|role| role.1)),
            of,
        }
    }
}

/// The names that follow from definitions.
#[derive(Debug)]
pub(super) struct Definitions {
    titles: HashMap<String, String>,
    names: HashMap<(Handle, String), String>,
}

impl Definitions {
    /// What a role is called at an object, where no edge names it.
    pub(super) fn name<'d>(&'d self, target: Handle, id: &'d str) -> &'d str {
        if let Some(name) = self.names.get(&(target, id.to_owned())) {
            return name;
        }
        match id {
            DEFAULT_ACCESS_ROLE_ID => DEFAULT_ACCESS_ROLE_NAME,
            id => self.titles.get(id).map_or(id, String::as_str),
        }
    }
}

/// The closed dictionary.
#[derive(Debug)]
pub(super) struct RoleTable {
    pub(super) ids: LargeStringArray,
    pub(super) names: LargeStringArray,
    pub(super) permissions: Option<LargeStringArray>,
    /// What roles are called at the apps that define them, and what those allow that no edge carries.
    pub(super) definitions: Vec<RoleDefinition>,
    of: HashMap<(u32, u32), u32>,
}

impl RoleTable {
    /// The final number of the role that an edge to `target` carries.
    pub(super) fn index(&self, target: u32, number: u32) -> u32 {
        self.of.get(&(target, number)).copied().unwrap_or(NO_ROLE)
    }
}
