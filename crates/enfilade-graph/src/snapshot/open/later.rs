//! Columns that are left until someone asks for them.

use super::columns::{Mapped, attribute_columns};
use crate::entities::AttributeColumn;
use crate::snapshot::SnapshotError;
use crate::snapshot::blocks::Blocks;
use crate::snapshot::ipc::Unread;
use enfilade_model::Attribute;

/// The columns of a file that are read when someone asks for them, and the blocks that were not
/// checked before.
pub(super) struct LaterColumns {
    pub(super) mapped: Mapped,
    pub(super) unread: Unread,
    pub(super) unchecked: Vec<usize>,
}

impl LaterColumns {
    pub(super) fn attributes(&self) -> Vec<Attribute> {
        let named = |attribute: &Attribute| {
            let name = attribute.name();
            let mut places = self.unread.places();
            is_read_later(name) && places.any(|(own, _)| own == name)
        };
        Attribute::ALL.iter().copied().filter(named).collect()
    }

    pub(super) fn load(&self) -> Result<Vec<(Attribute, AttributeColumn)>, SnapshotError> {
        let mapped = &self.mapped;
        let blocks = Blocks::read(&mapped.entry.blocks, mapped.buffer.len());
        if let Some(blocks) = blocks {
            mapped.check(&blocks, &self.unchecked)?;
        }
        attribute_columns(&mapped.columns(self.unread.read(is_read_later))?)
    }
}

/// Whether a column is left until someone asks for it: an attribute that access does not rest on.
pub(super) fn is_read_later(column: &str) -> bool {
    use Attribute::{
        CompanyName, CreatedDateTime, CreationType, Department, Description, EmployeeId, JobTitle,
        Mail, OfficeLocation, TenantId, UserPrincipalName,
    };
    [
        UserPrincipalName,
        Mail,
        CreatedDateTime,
        CreationType,
        CompanyName,
        Department,
        JobTitle,
        EmployeeId,
        OfficeLocation,
        Description,
        TenantId,
    ]
    .iter()
    .any(|attribute| attribute.name() == column)
}
