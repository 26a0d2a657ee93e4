//! The notation as it is read, before names are looked up.

use super::TinyError;
use enfilade_model::AccessState;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) why: String,
    #[serde(default = "default_now")]
    pub(super) now: String,
    #[serde(default = "default_tenant")]
    pub(super) tenant: String,
    #[serde(default)]
    pub(super) users: Vec<String>,
    #[serde(default)]
    pub(super) guests: Vec<String>,
    #[serde(default)]
    pub(super) identities: Vec<String>,
    #[serde(default)]
    pub(super) service_principals: Vec<String>,
    #[serde(default)]
    pub(super) registrations: Vec<String>,
    #[serde(default)]
    pub(super) devices: Vec<String>,
    #[serde(default)]
    pub(super) units: Vec<String>,
    #[serde(default)]
    pub(super) microsoft_365: Vec<String>,
    #[serde(default)]
    pub(super) public: Vec<String>,
    #[serde(default)]
    pub(super) disabled: Vec<String>,
    #[serde(default)]
    pub(super) enabled_unknown: Vec<String>,
    #[serde(default)]
    pub(super) azure: String,
    #[serde(default)]
    pub(super) stubs: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) gaps: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) groups: BTreeMap<String, Vec<GrantText>>,
    #[serde(default)]
    pub(super) apps: BTreeMap<String, App>,
    #[serde(default)]
    pub(super) roles: BTreeMap<String, Vec<GrantText>>,
    #[serde(default)]
    pub(super) azure_roles: BTreeMap<String, Vec<GrantText>>,
    #[serde(default)]
    pub(super) vault_policies: BTreeMap<String, Vec<GrantText>>,
    #[serde(default)]
    pub(super) licences: BTreeMap<String, Vec<GrantText>>,
    #[serde(default)]
    pub(super) packages: BTreeMap<String, Vec<GrantText>>,
    #[serde(default)]
    pub(super) given_packages: BTreeMap<String, Vec<GrantText>>,
    #[serde(default)]
    pub(super) site_permissions: BTreeMap<String, Vec<GrantText>>,
    #[serde(default)]
    pub(super) delegated: BTreeMap<String, Vec<GrantText>>,
    #[serde(default)]
    pub(super) owners: BTreeMap<String, Vec<GrantText>>,
    #[serde(default)]
    pub(super) members_of_units: BTreeMap<String, Vec<GrantText>>,
    #[serde(default)]
    pub(super) custom_roles: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) runs_as: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) tenant_is_root: bool,
    #[serde(default)]
    pub(super) azure_definitions: BTreeMap<String, Definition>,
    #[serde(default)]
    pub(super) denies: BTreeMap<String, Deny>,
    #[serde(default)]
    pub(super) attributes: BTreeMap<String, BTreeMap<String, toml::Value>>,
    #[serde(default)]
    pub(super) expect: Vec<Expect>,
}

fn default_now() -> String {
    "2026-11-01T00:00:00Z".to_owned()
}

fn default_tenant() -> String {
    "Contoso".to_owned()
}

/// An app: who is assigned, and how it lets users in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct App {
    #[serde(default)]
    pub(super) open: bool,
    #[serde(default)]
    pub(super) publisher: Publisher,
    #[serde(default)]
    pub(super) roles: Vec<String>,
    #[serde(default)]
    pub(super) assigned: Vec<GrantText>,
}

/// What an Azure role allows, or a deny assignment denies.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Definition {
    #[serde(default)]
    pub(super) actions: Vec<String>,
    #[serde(default)]
    pub(super) not_actions: Vec<String>,
    #[serde(default)]
    pub(super) data_actions: Vec<String>,
    #[serde(default)]
    pub(super) not_data_actions: Vec<String>,
    pub(super) condition: Option<String>,
}

/// A deny assignment.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deny {
    /// The name of the scope.
    pub(super) at: String,
    /// Whether it does not apply to child scopes.
    #[serde(default)]
    pub(super) here_only: bool,
    /// Whom it denies: names, or `everyone`.
    pub(super) to: Vec<GrantText>,
    #[serde(default)]
    pub(super) except: Vec<GrantText>,
    #[serde(default)]
    pub(super) actions: Vec<String>,
    #[serde(default)]
    pub(super) not_actions: Vec<String>,
    #[serde(default)]
    pub(super) data_actions: Vec<String>,
    #[serde(default)]
    pub(super) not_data_actions: Vec<String>,
    pub(super) condition: Option<String>,
}

/// Who registered an app.
#[derive(Copy, Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Publisher {
    #[default]
    Own,
    Microsoft,
    Other,
}

/// A holder: a name alone, or a name with what its grant carries.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum GrantText {
    /// An active grant without a role.
    Name(String),
    /// A grant that says more.
    Full(Grant),
}

/// A holder, with what its grant carries.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    /// The name of the holder.
    pub to: String,
    /// The name of the role.
    pub role: Option<String>,
    /// The state's name; active if absent.
    pub state: Option<String>,
    /// The name of the unit or app where a directory role applies, or of the user that an app may
    /// act for.
    pub scope: Option<String>,
    /// When the grant begins.
    pub from: Option<String>,
    /// When the grant ends.
    pub until: Option<String>,
    /// A condition, as written.
    pub condition: Option<String>,
}

impl GrantText {
    pub(super) fn full(&self) -> Grant {
        match self {
            GrantText::Full(grant) => grant.clone(),
            GrantText::Name(name) => Grant {
                to: name.clone(),
                role: None,
                state: None,
                scope: None,
                from: None,
                until: None,
                condition: None,
            },
        }
    }
}

/// One or several names.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Names {
    One(String),
    Several(Vec<String>),
}

impl Default for Names {
    fn default() -> Names {
        Names::Several(Vec::new())
    }
}

impl Names {
    pub(super) fn to_vec(&self) -> Vec<String> {
        match self {
            Names::One(name) => vec![name.clone()],
            Names::Several(names) => names.clone(),
        }
    }
}

/// A question and its rows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expect {
    #[serde(default)]
    pub(super) verb: Option<String>,
    pub(super) who: Names,
    pub(super) what: Names,
    #[serde(default)]
    pub(super) by: Names,
    #[serde(default)]
    pub(super) not_by: Names,
    #[serde(default)]
    pub(super) roles: Names,
    #[serde(default)]
    pub(super) via: Names,
    #[serde(default)]
    pub(super) not_via: Names,
    #[serde(default)]
    pub(super) with: Names,
    #[serde(default)]
    pub(super) directly: bool,
    #[serde(default)]
    pub(super) why: String,
    #[serde(default)]
    pub(super) rows: String,
}

/// Reads an instant of the form `2026-11-01T00:00:00Z` or `2026-11-01`.
pub(super) fn time(text: &str, place: &str) -> Result<i64, TinyError> {
    let instant = if text.contains('T') {
        text.parse::<jiff::Timestamp>()
    } else {
        format!("{text}T00:00:00Z").parse()
    };
    let instant = instant.map_err(|_| TinyError::Value {
        value: text.to_owned(),
        place: place.to_owned(),
        wanted: "an instant such as `2026-11-01T00:00:00Z`",
    })?;
    Ok(instant.as_microsecond())
}

/// Reads the name of a state.
pub(super) fn state(name: Option<&str>, place: &str) -> Result<AccessState, TinyError> {
    let Some(name) = name else {
        return Ok(AccessState::Active);
    };
    let found = AccessState::ALL.into_iter().find(|s| s.name() == name);
    found.ok_or_else(|| TinyError::Value {
        value: name.to_owned(),
        place: place.to_owned(),
        wanted: "a state such as `active` or `eligible`",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_counted_from_1970() {
        assert_eq!(time("1970-01-01", "here").unwrap(), 0);
        assert_eq!(
            time("2026-11-01T00:00:00Z", "here").unwrap(),
            1_793_491_200 * 1_000_000
        );
        assert_eq!(
            time("2024-02-29T12:30:15Z", "here").unwrap(),
            1_709_209_815 * 1_000_000
        );
        for wrong in ["", "2026", "2026-13-01", "2026-11-01T00:00:00", "x-y-z"] {
            assert!(time(wrong, "here").is_err(), "{wrong}");
        }
    }
}
