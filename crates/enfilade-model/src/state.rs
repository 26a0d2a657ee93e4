//! How far a grant is from being in force, and which grants a verb counts.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The state of an edge, or of a whole path (its worst step).
///
/// Ordered from in force to merely within someone's control: the worse of two states is their
/// maximum.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum AccessState {
    /// In force now.
    Active,
    /// Waits for an invitation to be accepted.
    Pending,
    /// Must be activated first (Privileged Identity Management).
    Eligible,
    /// May be asked for (access packages, self-service groups).
    Requestable,
    /// Within reach of someone who uses control over another object.
    Controllable,
}

impl AccessState {
    /// Every state, from the best to the worst.
    pub const ALL: [AccessState; 5] = [
        AccessState::Active,
        AccessState::Pending,
        AccessState::Eligible,
        AccessState::Requestable,
        AccessState::Controllable,
    ];

    /// The state's name as shown in the `state` column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            AccessState::Active => "active",
            AccessState::Pending => "pending",
            AccessState::Eligible => "eligible",
            AccessState::Requestable => "requestable",
            AccessState::Controllable => "controllable",
        }
    }

    /// The state with this number, as the snapshot's columns store it.
    #[must_use]
    pub fn from_number(number: u8) -> Option<AccessState> {
        AccessState::ALL.get(usize::from(number)).copied()
    }
}

impl fmt::Display for AccessState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which states count: a monotone set of edge states, one for each verb.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
pub enum Layer {
    /// `reach`: active only.
    Reach,
    /// `can reach`: also pending, eligible and requestable.
    CanReach,
    /// `could reach`: everything.
    CouldReach,
}

impl Layer {
    /// Whether an edge in `state` counts on this layer.
    #[must_use]
    pub fn admits(self, state: AccessState) -> bool {
        match self {
            Layer::Reach => state == AccessState::Active,
            Layer::CanReach => state <= AccessState::Requestable,
            Layer::CouldReach => true,
        }
    }

    /// The verb of the layer.
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            Layer::Reach => "reach",
            Layer::CanReach => "can reach",
            Layer::CouldReach => "could reach",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_layer_admits_all_that_the_one_before_admits() {
        for state in AccessState::ALL {
            assert!(!Layer::Reach.admits(state) || Layer::CanReach.admits(state));
            assert!(!Layer::CanReach.admits(state) || Layer::CouldReach.admits(state));
        }
        assert!(!Layer::CanReach.admits(AccessState::Controllable));
        assert!(!Layer::Reach.admits(AccessState::Eligible));
    }
}
