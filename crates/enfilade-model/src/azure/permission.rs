//! One permission: actions of either plane, and what is left out of them.

use super::pattern::{covers, overlap};
use serde::{Deserialize, Deserializer};

/// One of the two planes of Azure.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Plane {
    /// Managing a resource, through Azure Resource Manager.
    Control,
    /// Using what is in it.
    Data,
}

/// Actions, and what is left out of them.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AzurePermission {
    #[serde(deserialize_with = "patterns")]
    actions: Vec<String>,
    #[serde(deserialize_with = "patterns")]
    not_actions: Vec<String>,
    #[serde(deserialize_with = "patterns")]
    data_actions: Vec<String>,
    #[serde(deserialize_with = "patterns")]
    not_data_actions: Vec<String>,
    condition: Option<String>,
}

/// Reads a list of patterns; an absent list may be null.
fn patterns<'de, D: Deserializer<'de>>(list: D) -> Result<Vec<String>, D::Error> {
    let list: Option<Vec<String>> = Deserialize::deserialize(list)?;
    let list = list.into_iter().flatten();
    Ok(list.map(|pattern| pattern.to_lowercase()).collect())
}

/// The parts of a permission that are about one plane.
#[derive(Copy, Clone)]
pub(super) struct Part<'p> {
    pub(super) allowed: &'p [String],
    pub(super) left_out: &'p [String],
}

impl AzurePermission {
    /// A permission made of patterns in lower case.
    pub(super) fn of(
        [actions, not_actions, data_actions, not_data_actions]: [&[&str]; 4],
        condition: Option<&str>,
    ) -> AzurePermission {
        let own = |list: &[&str]| list.iter().map(|text| text.to_lowercase()).collect();
        AzurePermission {
            actions: own(actions),
            not_actions: own(not_actions),
            data_actions: own(data_actions),
            not_data_actions: own(not_data_actions),
            condition: condition.map(str::to_owned),
        }
    }

    pub(super) fn part(&self, plane: Plane) -> Part<'_> {
        match plane {
            Plane::Control => Part {
                allowed: &self.actions,
                left_out: &self.not_actions,
            },
            Plane::Data => Part {
                allowed: &self.data_actions,
                left_out: &self.not_data_actions,
            },
        }
    }

    pub(super) fn is_conditional(&self) -> bool {
        is_stated(self.condition.as_ref())
    }
}

/// Whether there is a condition.
pub(super) fn is_stated(condition: Option<&String>) -> bool {
    condition.is_some_and(|text| !text.is_empty())
}

impl Part<'_> {
    pub(super) fn holds(self, action: &str) -> bool {
        let any = |list: &[String]| list.iter().any(|pattern| covers(pattern, action));
        any(self.allowed) && !any(self.left_out)
    }

    /// Whether all that `pattern` matches, but for what `less` does, is certainly in this part.
    pub(super) fn covers(self, pattern: &str, less: &[String]) -> bool {
        let is_whole = |hole: &String| {
            let is_subtracted = |less: &String| covers(less, hole) || covers(less, pattern);
            !overlap(hole, pattern) || less.iter().any(is_subtracted)
        };
        self.allowed.iter().any(|own| covers(own, pattern)) && self.left_out.iter().all(is_whole)
    }

    /// Whether this part may hold something that `pattern` matches and `less` does not.
    pub(super) fn meets(self, pattern: &str, less: &[String]) -> bool {
        let is_subtracted = |own: &str| {
            let all = less.iter().chain(self.left_out);
            all.clone()
                .any(|less| covers(less, own) || covers(less, pattern))
        };
        let may = |own: &&String| overlap(own, pattern) && !is_subtracted(own);
        self.allowed.iter().any(|own| may(&own))
    }
}
