//! Dynamic membership rules: who is in a group because of what they are.
//!
//! A dynamic group has a rule instead of a list: `(user.department -eq "Sales") -and -not
//! (user.jobTitle -startsWith "SDE")`. This crate reads such rules ([`Rule::parse`]), says precisely
//! what is wrong with one ([`Mistake`]), and evaluates many of them over many users or devices at
//! once ([`evaluate()`]).
//!
//! The answer is one of three ([`Truth`]): an export that never asked for an attribute leaves what
//! rests on it **unknown**, which is neither in nor out.
//!
//! What a rule says whatever the tenant, whether it can hold at all, says the same as another or is
//! contained in it, follows from its text ([`Rule::never_holds`], [`Rule::normal`],
//! [`Rule::is_within`]).
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-membership>, as read
//! in November 2026.

mod caution;
mod evaluate;
mod meaning;
mod mistake;
mod property;
mod syntax;

pub use evaluate::{Answers, Column, Plan, Population, Truth, Value, evaluate};
pub use meaning::{Way, Ways, contradict};
pub use mistake::{Mistake, Span};
pub use property::{Property, Shape, SubjectKind};
pub use syntax::{
    Comparison, Expression, Literal, Operand, Operator, Pattern, PlanPart, Quantifier, Rule,
};
