//! The levels of Microsoft 365 groups, put among the roles that edges carry.
//!
//! No edge carries such a level: it follows from who holds the edge. They are roles all the same to
//! whoever reads an answer, so a tenant with a Microsoft 365 group has them in its table.

use super::report::BuildError;
use super::roles::Roles;
use crate::{AttributeColumn, EntityTable};
use enfilade_model::{
    Attribute, EntityKind, GroupLevel, RoleRecord, UNIFIED_GROUP, has_group_type,
};
use std::collections::BTreeSet;

/// Whether some group is a Microsoft 365 group.
pub(super) fn any_unified(entities: &[EntityTable]) -> bool {
    let groups = entities.get(EntityKind::Group as usize);
    match groups.and_then(|table| table.attribute(Attribute::GroupTypes)) {
        Some(AttributeColumn::Text(column)) => {
            let mut types = column.iter().flatten();
            types.any(|types| has_group_type(types, UNIFIED_GROUP))
        }
        _ => false,
    }
}

/// Adds the levels to the roles and to those that are in use.
pub(super) fn add(roles: &mut Roles, used: &mut BTreeSet<(u32, u32)>) -> Result<(), BuildError> {
    for level in GroupLevel::ALL {
        let number = roles.number(&RoleRecord {
            id: level.role_id(),
            name: Some(level.name()),
        })?;
        // They state their names, so that it does not matter what they are used at.
        used.insert((0, number));
    }
    Ok(())
}
