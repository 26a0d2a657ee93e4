//! Columns that several tables have.

use super::schema::{Column, Form, flag, text, time};

pub(super) const ID: Column = Column::once("objectId", "id", Form::Text);
pub(super) const SYNCED: Column =
    Column::once("dirSyncEnabled", "onPremisesSyncEnabled", Form::Flag);
pub(super) const NAME: Column = text("displayName");
pub(super) const DESCRIPTION: Column = text("description");
pub(super) const MAIL: Column = text("mail");
pub(super) const ENABLED: Column = flag("accountEnabled");
pub(super) const CREATED: Column = time("createdDateTime");
pub(super) const SECURITY_ID: Column = text("onPremisesSecurityIdentifier");
