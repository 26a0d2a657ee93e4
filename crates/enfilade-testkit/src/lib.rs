//! Tenants for tests and benches: tiny ones written by hand, random ones, and large ones.
//!
//! * [`tiny`] reads a tenant of a few names from TOML together with the access that it must give;
//!   the files in `tests/access` are such tenants, one for each rule.
//! * [`records`] holds facts that own their text: to collect what an importer says, or to keep a
//!   generated tenant until it is built.
//! * [`tenant`] draws random tenants for property tests, and [`queries`] random queries.
//! * [`large`] writes tenants of thousands to millions of users for benches.
//! * [`contoso`] writes the bundled sample, an AzureHound export of an invented company.
//! * [`beyond`] adds to it what AzureHound's format cannot hold.
//! * [`answers`] writes any graph as what Microsoft Graph and Azure Resource Manager answer, and
//!   [`forms`] in every other form in which exports are saved.
//! * [`azurehound`] and [`draw`] are what these are made with: a writer of exports, and random
//!   numbers that never change.
//!
//! Nothing here is part of the product: other crates depend on it for their tests only.

pub mod answers;
pub mod azurehound;
pub mod beyond;
pub mod contoso;
pub mod draw;
pub mod forms;
pub mod large;
pub mod queries;
pub mod records;
pub mod tenant;
pub mod tiny;
