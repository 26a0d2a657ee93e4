//! The vocabulary of an access graph: what the importers say and everything else understands.
//!
//! Nothing here reads a file or walks a graph. The crate holds the nouns that all others share:
//! [`EntityKind`] and [`EdgeKind`], the known [`Attribute`]s, the table of access [`Mechanism`]s
//! with the Microsoft page behind each rule, the [`Record`]s that an importer pushes into a
//! [`RecordSink`], where a fact came from ([`Provenance`]) and what an export could not hold
//! ([`Completeness`]).
//!
//! You want the `enfilade` crate unless you write an importer or a new kind of store.

mod attribute;
pub mod azure;
mod completeness;
pub mod control;
mod edge;
mod entity;
mod group_level;
mod key;
mod mechanism;
mod provenance;
mod record;
mod state;
mod summary;
mod user_class;

pub use attribute::{Attribute, Value, ValueType};
pub use completeness::{Completeness, Level, Relation};
pub use edge::EdgeKind;
pub use entity::{EntityId, EntityKind};
pub use group_level::{DYNAMIC_GROUP, GroupLevel, UNIFIED_GROUP, has_group_type};
pub use key::{ObjectKey, parse_guid};
pub use mechanism::{Holders, Inheritance, Mechanism, MechanismRule, Nesting};
pub use provenance::{Provenance, SourceId};
pub use record::{
    EdgeList, EdgeRecord, EntityRecord, ListExtent, ListRecord, ObjectRef, Record, RecordSink,
    RefId, RoleRecord,
};
pub use state::{AccessState, Layer};
pub use summary::{ImportSummary, SourceFile, Warning};
pub use user_class::UserClass;

/// The app role id that stands for "assigned, without a particular role".
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/approleassignment>.
pub const DEFAULT_ACCESS_ROLE_ID: &str = "00000000-0000-0000-0000-000000000000";

/// How the all-zero app role is shown.
pub const DEFAULT_ACCESS_ROLE_NAME: &str = "Default Access";

/// The template id of the Global Administrator directory role.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference>.
pub const GLOBAL_ADMINISTRATOR_TEMPLATE: &str = "62e90394-69f5-4237-9190-012177145e10";

/// The tenant that owns most of Microsoft's first-party applications.
///
/// Source: <https://learn.microsoft.com/en-us/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in>.
pub const MICROSOFT_SERVICES_TENANT: &str = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/// The second tenant under which Microsoft registers applications of its own.
///
/// Source: <https://learn.microsoft.com/en-us/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in>.
pub const MICROSOFT_CORPORATE_TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
