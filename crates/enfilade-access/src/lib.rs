//! Effective access: who reaches what, by which mechanism, in which state.
//!
//! A graph says who is a member of what and what was granted where. This crate says what follows:
//! an [`Engine`] answers a [`Question`] with [`AccessRow`]s, each of them one way in which a
//! principal holds access to a resource, and explains a row with a [`Witness`]. It also goes through
//! the [`Paths`] of a pair one by one, and says by which [`Obstacle`] a pair has none. The rules that
//! decide come from the table of [`enfilade_model::Mechanism`]; each step has its [`StepRule`].
//!
//! [`mod@reference`] answers the same questions slowly and plainly, and checks a path against the
//! graph's own edges. Tests hold the two equal.
//!
//! You want the `enfilade` crate unless you compute access yourself.

mod admission;
mod attribute;
mod azure;
pub mod closure;
pub mod condense;
mod control;
mod coverage;
mod effective;
mod facts;
pub mod frontier;
pub mod hierarchy;
mod hit;
mod holdings;
mod last;
mod marks;
mod mechanism;
mod membership;
mod obstacle;
mod paths;
mod question;
pub mod reference;
mod set;
mod skeleton;
mod step_rule;
mod via;
mod witness;
mod work;

pub use effective::{Blocks, Direction, Engine};
pub use facts::Facts;
pub use membership::{group_counts, groups_with_members_in};
pub use obstacle::{LeftOut, Obstacle, Reason};
pub use paths::{FirstStep, Path, PathLimits, Paths};
pub use question::{
    AccessError, AccessRow, Control, Limits, Mechanisms, Question, RoleFilter, Step, StepKind,
    Totals, Witness,
};
pub use set::EntitySet;
pub use step_rule::StepRule;
pub use via::Via;
pub use work::Work;
