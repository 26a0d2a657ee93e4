//! Exports of one tenant make one snapshot; those of two are most often a slip.
//!
//! A tenant's objects are known by ids that no other tenant has, so two tenants could share a snapshot.
//! But answers would speak of both as if they were one, and a file that was meant for another snapshot
//! would go unnoticed. So the caller has to ask for it. Which tenant a file is of, most formats say
//! somewhere; a file that does not say goes with any.

use crate::error::ImportError;
use enfilade_model::SourceFile;
use std::collections::BTreeMap;

/// How many files of a tenant an error names.
const NAMED: usize = 3;

/// Refuses sources that were collected from more than one tenant.
///
/// # Errors
/// If they were: which tenants, and which files of each.
pub fn one_tenant(sources: &[SourceFile]) -> Result<(), ImportError> {
    let files = files_by_tenant(sources);
    if files.len() < 2 {
        return Ok(());
    }
    let tenants = files.iter().map(|(tenant, files)| of(tenant, files));
    Err(ImportError::SeveralTenants {
        count: files.len(),
        tenants: tenants.collect::<Vec<_>>().join("; "),
    })
}

/// Whether sources were collected from more than one tenant.
pub(super) fn are_several(sources: &[SourceFile]) -> bool {
    files_by_tenant(sources).len() > 1
}

fn files_by_tenant(sources: &[SourceFile]) -> BTreeMap<&str, Vec<&str>> {
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for source in sources {
        for tenant in &source.tenants {
            files.entry(tenant).or_default().push(&source.path);
        }
    }
    files
}

/// A tenant and some of its files in words.
fn of(tenant: &str, files: &[&str]) -> String {
    let named: Vec<String> = files
        .iter()
        .take(NAMED)
        .map(|file| format!("`{file}`"))
        .collect();
    let more = match files.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{tenant} in {}{more}", named.join(", "))
}
