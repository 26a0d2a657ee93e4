//! What is asked of the engine, and the rows that it answers with.

use crate::{EntitySet, Via};
use enfilade_graph::RoleIndex;
use enfilade_model::{AccessState, EntityId, Layer, Mechanism};
use thiserror::Error;

/// A set of mechanisms.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Mechanisms(u32);

impl Mechanisms {
    /// None.
    pub const NONE: Mechanisms = Mechanisms(0);

    /// All of them.
    #[must_use]
    pub fn all() -> Mechanisms {
        Mechanism::ALL
            .into_iter()
            .fold(Mechanisms::NONE, Mechanisms::with)
    }

    /// Those that count unless a question names others: all but the ones that merely show what
    /// grants of the others amount to.
    #[must_use]
    pub fn usual() -> Mechanisms {
        let all = Mechanism::ALL.into_iter();
        all.filter(|mechanism| !mechanism.rule().by_name_only)
            .collect()
    }

    /// The same set with a mechanism added.
    #[must_use]
    pub fn with(self, mechanism: Mechanism) -> Mechanisms {
        Mechanisms(self.0 | 1 << mechanism as u8)
    }

    /// The same set with a mechanism taken out.
    #[must_use]
    pub fn without(self, mechanism: Mechanism) -> Mechanisms {
        Mechanisms(self.0 & !(1 << mechanism as u8))
    }

    /// Whether a mechanism is in the set.
    #[must_use]
    pub fn contains(self, mechanism: Mechanism) -> bool {
        self.0 >> mechanism as u8 & 1 == 1
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The mechanisms, in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Mechanism> {
        Mechanism::ALL
            .into_iter()
            .filter(move |&mechanism| self.contains(mechanism))
    }
}

impl FromIterator<Mechanism> for Mechanisms {
    fn from_iter<I: IntoIterator<Item = Mechanism>>(mechanisms: I) -> Mechanisms {
        mechanisms
            .into_iter()
            .fold(Mechanisms::NONE, Mechanisms::with)
    }
}

/// A role that `as` names.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum RoleFilter {
    /// An app role or Azure role: what [`AccessRow::role`] holds.
    Role(RoleIndex),
    /// A directory role: what [`AccessRow::resource`] holds for [`Mechanism::DirectoryRole`].
    DirectoryRole(EntityId),
}

/// Who reaches what, under which restrictions.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which states of access count.
    pub layer: Layer,
    /// Who.
    pub principals: EntitySet,
    /// What.
    pub resources: EntitySet,
    /// The mechanisms that count.
    pub mechanisms: Mechanisms,
    /// The roles that count; `None` for all.
    pub roles: Option<Vec<RoleFilter>>,
    /// What some path must pass through between the principal and the resource, at most
    /// [`Question::MAX_VIA`] sets, and what it must not. With [`Layer::CouldReach`] nothing can be
    /// avoided.
    pub via: Via,
    /// Whether only what is given to the principal itself counts: nothing but containment may lie
    /// between the principal and the resource.
    pub direct_only: bool,
    /// Whether disabled principals and disabled resources count.
    pub with_disabled: bool,
    /// Whether open apps and the administrator override include Microsoft's own apps.
    pub with_first_party: bool,
    /// When: microseconds since 1970, against which the start and end of a grant are judged.
    pub now: i64,
}

impl Question {
    /// How many sets [`Question::via`] may require.
    pub const MAX_VIA: usize = 4;

    /// Who of `principals` reaches what of `resources`, by the usual mechanisms, at `now`.
    #[must_use]
    pub fn new(layer: Layer, principals: EntitySet, resources: EntitySet, now: i64) -> Question {
        Question {
            layer,
            principals,
            resources,
            mechanisms: Mechanisms::usual(),
            roles: None,
            via: Via::default(),
            direct_only: false,
            with_disabled: false,
            with_first_party: false,
            now,
        }
    }

    /// Whether the role of a row is one of those asked for.
    #[must_use]
    pub fn admits_role(
        &self,
        mechanism: Mechanism,
        resource: EntityId,
        role: Option<RoleIndex>,
    ) -> bool {
        let Some(filters) = &self.roles else {
            return true;
        };
        filters.iter().any(|filter| match *filter {
            RoleFilter::Role(wanted) => role == Some(wanted),
            RoleFilter::DirectoryRole(wanted) => {
                mechanism == Mechanism::DirectoryRole && resource == wanted
            }
        })
    }
}

/// One way in which a principal holds access. Rows order by principal, resource, mechanism, role
/// and scope, which together are distinct within an answer.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct AccessRow {
    /// Who.
    pub principal: EntityId,
    /// What: the app, the directory role, the Azure resource or container, the licence, the
    /// Microsoft 365 group.
    pub resource: EntityId,
    /// By which mechanism.
    pub mechanism: Mechanism,
    /// The app role or Azure role, the level in a group, the permissions of a delegated grant; for
    /// a directory role the resource says it.
    pub role: Option<RoleIndex>,
    /// Where the grant was made: the Azure scope; the unit or app of a directory role, none for the
    /// whole tenant; the user for whom an app may act, none for all.
    pub scope: Option<EntityId>,
    /// The worst step of the best path.
    pub state: AccessState,
    /// What of the grant does not hold, or not always.
    pub limits: Limits,
    /// Whether the principal or the resource is disabled. Never true unless asked for.
    pub disabled: bool,
}

/// What of a grant does not hold, or not always. The fewer the better: of two grants that make one
/// row in the same state, the row shows the one with fewer.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Limits(u8);

impl Limits {
    /// None: the grant holds as it stands.
    pub const NONE: Limits = Limits(0);
    /// The grant holds under a condition, which is not evaluated.
    pub const CONDITIONAL: Limits = Limits(1);
    /// A deny assignment takes away some of what the grant allows, or may.
    pub const RESTRICTED: Limits = Limits(2);

    /// These limits if something is so, else none.
    #[must_use]
    #[inline]
    pub fn only_if(self, is_so: bool) -> Limits {
        if is_so { self } else { Limits::NONE }
    }

    /// Both limits.
    #[must_use]
    #[inline]
    pub fn and(self, other: Limits) -> Limits {
        Limits(self.0 | other.0)
    }

    /// Whether a limit is among these.
    #[must_use]
    #[inline]
    pub fn contains(self, other: Limits) -> bool {
        self.0 & other.0 == other.0
    }

    /// The limits in words; none if there are none.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match (
            self.contains(Limits::CONDITIONAL),
            self.contains(Limits::RESTRICTED),
        ) {
            (false, false) => None,
            (true, false) => Some("conditional"),
            (false, true) => Some("restricted"),
            (true, true) => Some("conditional, restricted"),
        }
    }
}

/// What was counted on the way to an answer.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub struct Totals {
    /// Rows.
    pub rows: u64,
    /// Distinct pairs of a principal and a resource.
    pub pairs: u64,
    /// Pairs that exist by [`Mechanism::OpenApp`] and by nothing else.
    pub pairs_only_open_app: u64,
    /// Distinct principals with a row.
    pub principals: u64,
    /// Of these, principals of which no source says whether they are enabled. They count as enabled.
    pub principals_of_unknown_state: u64,
    /// Disabled principals that were left out and would have a row.
    pub disabled_principals_left_out: u64,
    /// Disabled resources that were left out and that an enabled principal would reach.
    pub disabled_resources_left_out: u64,
    /// Guests who have not accepted their invitation, left out by `reach`, who would have a row.
    pub pending_principals_left_out: u64,
    /// Whether the receiver of the rows stopped before the end; the other numbers then cover what
    /// was sent.
    pub stopped: bool,
}

/// A step of a path: how it is made, and where it leads.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct Step {
    /// What kind of step it is.
    pub kind: StepKind,
    /// Where it leads.
    pub to: EntityId,
}

/// The kinds of step on a path from a principal to a resource.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum StepKind {
    /// Into a group, as a member.
    Member,
    /// To what the mechanism grants.
    Grant(Mechanism),
    /// Down to a scope within.
    Contains,
    /// To what is taken control of.
    Control(Control),
    /// Into a group that is open to join.
    SelfJoin,
}

/// The ways to take control.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum Control {
    /// As its owner: of a group to be its member, of an app to act as it.
    Own,
    /// By adding itself to a group.
    AddMember,
    /// By changing the rule of a dynamic group.
    EditRule,
    /// By resetting the password of a user.
    ResetPassword,
    /// By adding a credential to an app, or by assigning users to it.
    ManageApp,
    /// By assigning a directory role to itself.
    AssignRole,
    /// By taking User Access Administrator at the root of Azure.
    Elevate,
    /// By running code in a resource, as the resource's identity.
    RunCode,
}

/// A shortest path that explains a row, and how many others begin differently.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Witness {
    /// The first group or role after the principal; none where the grant is the principal's own.
    pub via: Option<EntityId>,
    /// The steps, containment not counted.
    pub hops: u32,
    /// How many distinct first steps lead to the row, at most [`Witness::MAX_WAYS`].
    pub ways: u32,
    /// The path.
    pub steps: Vec<Step>,
}

impl Witness {
    /// Where counting [`Witness::ways`] stops.
    pub const MAX_WAYS: u32 = 100;
}

/// Why a question has no answer.
#[derive(Clone, Debug, Eq, PartialEq, Error)]
pub enum AccessError {
    /// The caller asked to stop.
    #[error("the question was cancelled")]
    Cancelled,
    /// The custom directory roles, whose actions decide what they control, cannot be read.
    #[error("custom directory roles cannot be read, so what they control is unknown: {0}")]
    RolesUnreadable(String),
    /// Scopes contain each other more deeply than Azure allows.
    #[error(
        "the azure scopes contain each other so deeply that more than {most} inherited grants would have to be looked at; ask for fewer resources"
    )]
    TooDeep {
        /// How many pairs of a scope and a resource within it are looked at.
        most: usize,
    },
    /// Taking control is to avoid something.
    #[error("what could be brought about is not yet told apart by what it avoids")]
    CannotAvoid,
    /// Too many sets to pass through.
    #[error("{given} `via` clauses are too many; use at most {most}")]
    TooManyVia {
        /// How many were given.
        given: usize,
        /// How many there may be.
        most: usize,
    },
}
