//! Text of an export made safe for where it is written to.
//!
//! Names in an export are chosen by whoever could create a guest account or an app, so they are
//! hostile until shown otherwise: a name may hold terminal escape sequences, spreadsheet formulas
//! or characters that reverse the direction of the line. Each channel has its own dangers and its
//! own file here, and each writer in [`crate::output`] escapes for the channel it writes.

pub mod csv;
pub mod json;
pub mod terminal;
pub mod xml;

pub use enfilade_query::diagnostic::is_deceptive;
