//! A large tenant as AzureHound would export it.

use super::{Large, export};
use crate::azurehound::Export;
use std::io::{self, Write};

/// Writes the export, and says how many records it has.
///
/// Memory is that of some 16 million memberships and of the tables of scopes, whatever the tenant.
///
/// # Errors
/// If the writer fails.
pub fn write(large: &Large, out: impl Write) -> io::Result<u64> {
    let mut export = Export::begin(out)?;
    export::directory::write(large, &mut export)?;
    export::arm::write(large, &mut export)?;
    export.finish()
}
