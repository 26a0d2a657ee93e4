//! What AzureHound does not collect of the company, as answers of Microsoft Graph and Azure: policies,
//! licences, access packages, invitations, and a few memberships that somebody exported beside it.
//!
//! The answers are files beside this module in which names stand for ids: `{litware#0}`, `{app:Wiki}`
//! and `{GG-ADMINS}` as in the tables, `{days:30}` for an instant, and `{kind:name}` for anything that
//! is only here.

use super::tables::{holder, unknown};
use super::{Company, days_ago, export, id};
use serde_json::Value;
use std::io;

/// A file's name and its text.
pub(super) type File = (&'static str, String);

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("more/", $name)))),*]
    };
}

const TEMPLATES: &[(&str, &str)] = templates![
    "accessPackages.json",
    "appRoleAssignedTo.json",
    "assignmentPolicies.json",
    "assignments.json",
    "authorizationPolicy.json",
    "conditionalAccessPolicies.json",
    "crossTenantAccessPolicy-default.json",
    "crossTenantAccessPolicy-partners.json",
    "groupLifecyclePolicies.json",
    "groupSettings.json",
    "groups.json",
    "guests.json",
    "licensed-groups.json",
    "licensed-users.json",
    "members.json",
    "owners.json",
    "roleAssignments.json",
    "subscribedSkus.json",
];

/// The files, with ids for names.
pub(super) fn files(company: &Company) -> io::Result<Vec<File>> {
    let files = TEMPLATES.iter().map(|&(name, template)| {
        let mut json: Value = serde_json::from_str(template)?;
        fill(company, &mut json)?;
        Ok((name, format!("{json:#}\n")))
    });
    files.collect()
}

/// Puts ids for the names in every text.
fn fill(company: &Company, json: &mut Value) -> io::Result<()> {
    match json {
        Value::String(text) => *text = filled(company, text)?,
        Value::Array(items) => {
            for item in items {
                fill(company, item)?;
            }
        }
        Value::Object(fields) => {
            for value in fields.values_mut() {
                fill(company, value)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

fn filled(company: &Company, text: &str) -> io::Result<String> {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').ok_or_else(|| unknown(part))?;
        out.push_str(&named(company, name)?);
        out.push_str(rest);
    }
    Ok(out)
}

fn named(company: &Company, name: &str) -> io::Result<String> {
    match name.split_once(':') {
        Some(("days", days)) => {
            let days = days.parse().map_err(|_| unknown(name))?;
            Ok(days_ago(days, "more"))
        }
        Some((kind, own)) if !matches!(kind, "app" | "id") => Ok(id(kind, own).to_lowercase()),
        _ => {
            let described = export::describe(company, holder(company, name)?);
            Ok(described.id.to_lowercase())
        }
    }
}
