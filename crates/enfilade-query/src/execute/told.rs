//! A witness in words: one sentence that tells how somebody reaches something.

use enfilade_access::{AccessRow, Control, StepKind, Witness};
use enfilade_graph::Graph;
use enfilade_model::{AccessState, EntityId};
use std::fmt::Write;

/// How the principal of a row reaches its resource.
pub(super) fn told(graph: &Graph, row: &AccessRow, witness: &Witness) -> String {
    let name = |id: EntityId| format!("`{}`", graph.label(id));
    let mut text = name(row.principal);
    for (at, step) in witness.steps.iter().enumerate() {
        let how = match step.kind {
            StepKind::Member => "is a member of",
            StepKind::SelfJoin => "can join",
            StepKind::Grant(_) => "is given",
            StepKind::Contains => "contains",
            StepKind::Control(control) => by_control(control),
        };
        let join = if at == 0 { " " } else { ", which " };
        // Writing to a string cannot fail.
        let _ = write!(text, "{join}{how} {}", name(step.to));
        if let StepKind::Grant(mechanism) = step.kind {
            let _ = write!(text, " by {}", mechanism.name());
        }
    }
    if row.state != AccessState::Active {
        let _ = write!(text, " ({})", row.state.name());
    }
    text
}

/// What taking control is called between two names.
fn by_control(control: Control) -> &'static str {
    match control {
        Control::Own => "owns",
        Control::AddMember => "can add itself to",
        Control::EditRule => "can change the membership rule of",
        Control::ResetPassword => "can reset the password of",
        Control::ManageApp => "can add a credential to, or assign users to,",
        Control::AssignRole => "can assign to itself",
        Control::Elevate => "can make itself an administrator of",
        Control::RunCode => "can run code as",
    }
}
