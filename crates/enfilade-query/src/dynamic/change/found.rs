//! Who and what a question about a change names.

use super::{ChangeError, subject_kinds};
use crate::Catalog;
use crate::plan::column::Kinds;
use crate::syntax::ast::Name;
use enfilade_model::{EntityId, EntityKind};

/// The group or administrative unit of this name.
pub(super) fn group(catalog: &Catalog, name: &str) -> Result<EntityId, ChangeError> {
    let kinds = [EntityKind::Group, EntityKind::AdministrativeUnit];
    one(catalog, name, "group", kinds.into_iter().collect())
}

/// The user or device of this name.
pub(super) fn principal(catalog: &Catalog, name: &str) -> Result<EntityId, ChangeError> {
    let kinds = subject_kinds().into_iter().collect();
    one(catalog, name, "user or device", kinds)
}

fn one(
    catalog: &Catalog,
    name: &str,
    kind: &'static str,
    kinds: Kinds,
) -> Result<EntityId, ChangeError> {
    let found = catalog.find(&Name::Quoted(name.to_owned()), kinds);
    match found.as_slice() {
        [id] => Ok(*id),
        [] => Err(ChangeError::NotFound {
            kind,
            name: name.to_owned(),
            near: match catalog.nearest(name, kinds).first() {
                Some(near) => format!(": did you mean the {near}?"),
                None => String::new(),
            },
        }),
        several => Err(ChangeError::Ambiguous {
            kind,
            name: name.to_owned(),
            count: several.len(),
        }),
    }
}
