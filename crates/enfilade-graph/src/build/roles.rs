//! The dictionary of the roles that edges carry.
//!
//! Many thousand edges carry a few hundred roles, so an edge holds a number. An edge may name its
//! role by id alone; the name then comes from the app that defines the role, which differs from app
//! to app for one id (`00000000-…` is everywhere "Default Access").

use super::objects::Handle;
use super::report::BuildError;
use super::resolve::Numbering;
use super::spelling;
use arrow::array::LargeStringArray;
use enfilade_model::{DEFAULT_ACCESS_ROLE_ID, DEFAULT_ACCESS_ROLE_NAME, RoleRecord};
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
        let name = |target: u32, number: u32| -> (&str, &str) {
            let role = &self.list[number as usize];
            let defined = || definitions.get(&(target, number)).copied();
            let fallback = if role.id == DEFAULT_ACCESS_ROLE_ID {
                DEFAULT_ACCESS_ROLE_NAME
            } else {
                &role.id
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
        RoleTable {
            permissions: is_known.then(|| LargeStringArray::from_iter(permissions)),
            ids: LargeStringArray::from_iter_values(dictionary.iter().map(|role| role.0)),
            names: LargeStringArray::from_iter_values(dictionary.iter().map(|role| role.1)),
            of,
        }
    }
}

/// The closed dictionary.
#[derive(Debug)]
pub(super) struct RoleTable {
    pub(super) ids: LargeStringArray,
    pub(super) names: LargeStringArray,
    pub(super) permissions: Option<LargeStringArray>,
    of: HashMap<(u32, u32), u32>,
}

impl RoleTable {
    /// The final number of the role that an edge to `target` carries.
    pub(super) fn index(&self, target: u32, number: u32) -> u32 {
        self.of.get(&(target, number)).copied().unwrap_or(NO_ROLE)
    }
}
