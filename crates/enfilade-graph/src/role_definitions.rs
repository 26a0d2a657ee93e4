//! What exports say of roles that no edge carries yet.
//!
//! The table of roles lists those that edges carry. An export may define many more, and another one that
//! is added later may assign them; then their names and permissions must be there.

use enfilade_model::EntityId;

/// What an export says of a role.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct RoleDefinition {
    /// The app that gives the role its name; none for what a role allows, which is the same everywhere.
    pub app: Option<EntityId>,
    /// The role's id, in lower case.
    pub id: String,
    /// Its name at the app, or the JSON of what it allows.
    pub text: String,
}
