//! Steps and reasons as sentences, without a final stop.

use super::record::owned;
use enfilade_access::{Control, LeftOut, Reason, Step, StepKind};
use enfilade_graph::{EdgeIndex, Graph, GraphView};
use enfilade_model::{AccessState, Attribute, EdgeKind, EntityId, EntityKind, Mechanism};
use jiff::{Timestamp, Unit};

/// What an edge says beside its ends.
#[derive(Copy, Clone, Debug, Default)]
pub(super) struct Said<'g> {
    /// The edge itself; none where none records the step.
    pub(super) edge: Option<(EdgeKind, Option<EdgeIndex>)>,
    pub(super) role: Option<&'g str>,
    pub(super) scope: Option<EntityId>,
    pub(super) state: Option<AccessState>,
    /// Microseconds since 1970.
    pub(super) from: Option<i64>,
    pub(super) to: Option<i64>,
}

/// An entity in a sentence: people by name, other things with what they are.
pub(super) fn thing(graph: &Graph, id: EntityId) -> String {
    let name = graph.label(id);
    match graph.kind_of(id) {
        EntityKind::User => name.into_owned(),
        EntityKind::Unknown => format!("`{name}`"),
        kind => format!("the {} `{name}`", kind.name()),
    }
}

/// The words that sentences begin with, where they do not begin with a name.
const FIRST_WORDS: [&str; 5] = ["the ", "nothing ", "code ", "who ", "an access "];

/// A sentence with its first letter as it starts a line.
pub(super) fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) if FIRST_WORDS.iter().any(|word| sentence.starts_with(word)) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => sentence.to_owned(),
    }
}

/// What a step does.
pub(super) fn step(graph: &Graph, from: EntityId, step: Step, said: &Said<'_>) -> String {
    let (a, b) = (thing(graph, from), thing(graph, step.to));
    let waits = said.state > Some(AccessState::Active);
    let is_package = |id| graph.kind_of(id) == EntityKind::AccessPackage;
    match step.kind {
        StepKind::Member if is_package(step.to) => format!("{a} may ask for {b}"),
        StepKind::Member if is_package(from) => {
            format!("{a} makes whoever it is given to a member of {b}")
        }
        StepKind::Grant(mechanism) if is_package(from) => package_gives(&a, &b, mechanism, said),
        StepKind::SelfJoin if is_package(step.to) => {
            format!("{a} may ask for {b}, as all {} may", fellows(graph, from))
        }
        StepKind::Member if waits => format!("{a} is eligible to be a member of {b}"),
        StepKind::Member => format!("{a} is a member of {b}"),
        StepKind::Contains => format!("{a} contains {b}"),
        StepKind::Grant(mechanism) => grant(graph, &a, &b, mechanism, said),
        StepKind::SelfJoin => format!("{a} may join {b}, which is public"),
        StepKind::Control(Control::Own) => owns(graph, &a, owned(graph, from, step.to), step.to),
        StepKind::Control(by) => control(&a, &b, by),
    }
}

/// Those for whom a policy is made that names no one.
fn fellows(graph: &Graph, user: EntityId) -> &'static str {
    let user_type = graph.text(user, Attribute::UserType).unwrap_or_default();
    match user_type.eq_ignore_ascii_case("Guest") {
        true => "guests",
        false => "members of the organization",
    }
}

/// What an access package gives beside memberships.
fn package_gives(a: &str, b: &str, mechanism: Mechanism, said: &Said<'_>) -> String {
    let role = said
        .role
        .map_or(String::new(), |role| format!(" as `{role}`"));
    match mechanism {
        Mechanism::GroupResources => {
            format!(
                "{a} lets whoever it is given to into {b}, and so to its mailbox, site and team"
            )
        }
        Mechanism::AppAssignment => format!("{a} assigns whoever it is given to to {b}{role}"),
        _ => format!("{a} gives {b}{role}"),
    }
}

fn grant(graph: &Graph, a: &str, b: &str, mechanism: Mechanism, said: &Said<'_>) -> String {
    let is = match said.state {
        Some(AccessState::Eligible) => "is eligible for",
        Some(AccessState::Requestable) => "may ask for",
        _ => "holds",
    };
    let role = |otherwise: &str| {
        said.role
            .map_or(otherwise.to_owned(), |role| format!("`{role}`"))
    };
    match mechanism {
        Mechanism::AppAssignment => match said.role {
            Some(role) => format!("{a} is assigned to {b} as `{role}`"),
            None => format!("{a} is assigned to {b}"),
        },
        Mechanism::OpenApp => format!("{b} does not require assignment, so that {a} may sign in"),
        Mechanism::AdministratorOverride => format!("{a} lets its holder sign in to {b}"),
        Mechanism::DirectoryRole => {
            let tenant = |scope: &EntityId| graph.kind_of(*scope) != EntityKind::Tenant;
            match said.scope.filter(tenant) {
                Some(scope) => format!("{a} {is} {b} within {}", thing(graph, scope)),
                None => format!("{a} {is} {b}"),
            }
        }
        Mechanism::AzureRole => format!("{a} {is} {} at {b}", role("a role")),
        Mechanism::VaultPolicy => {
            format!("an access policy of {b} gives {a} {}", role("permissions"))
        }
        Mechanism::VaultSecrets => format!(
            "{a} {is} {} at {b}, which reads secrets",
            role("permissions")
        ),
        Mechanism::StorageData => format!("{a} {is} {} at {b}, which reads data", role("a role")),
        Mechanism::GroupResources => {
            let waits = said.state > Some(AccessState::Active);
            let owns = said.edge.is_some_and(|(kind, _)| kind == EdgeKind::Owner);
            let how = match (owns, waits) {
                (true, _) => "owns",
                (false, true) => "is eligible to be in",
                (false, false) => "is in",
            };
            format!("{a} {how} {b}, and so has its mailbox, site and team")
        }
        Mechanism::Licence => format!("{a} is given {b}"),
        Mechanism::AccessPackage => match said.state > Some(AccessState::Active) {
            true => format!("{a} may ask for {b}"),
            false => format!("{a} was given {b}"),
        },
        Mechanism::SitePermission => format!("{a} {is} {} at {b}", role("a permission")),
        Mechanism::DelegatedGrant => format!(
            "{a} may act at {b} for users, by {}",
            role("a delegated grant")
        ),
    }
}

fn owns(graph: &Graph, a: &str, owned: EntityId, app: EntityId) -> String {
    let (thing_owned, b) = (thing(graph, owned), thing(graph, app));
    match graph.kind_of(owned) {
        EntityKind::Group => {
            format!("{a} owns {thing_owned}; an owner can add members, the owner included")
        }
        EntityKind::Registration => {
            format!("{a} owns {thing_owned}; an owner can add a credential and act as {b}")
        }
        _ => format!("{a} owns {thing_owned}; an owner can add a credential and act as it"),
    }
}

fn control(a: &str, b: &str, by: Control) -> String {
    match by {
        Control::Own => format!("{a} owns {b}"),
        Control::AddMember => format!("{a} lets its holder add itself to {b}"),
        Control::EditRule => {
            format!("{a} lets its holder change the membership rule of {b}, and so join it")
        }
        Control::ResetPassword => {
            format!("{a} lets its holder reset the password of {b} and sign in as it")
        }
        Control::ManageApp => {
            format!("{a} lets its holder act as {b}, by a new credential, and assign itself to it")
        }
        Control::AssignRole => format!("{a} lets its holder give itself {b}"),
        Control::Elevate => {
            format!("{a} lets its holder take User Access Administrator at {b}")
        }
        Control::RunCode => format!("code that runs in {a} acts as {b}"),
    }
}

/// A step that does not carry, and why.
pub(super) fn failing_step(
    graph: &Graph,
    from: EntityId,
    taken: Step,
    said: &Said<'_>,
    reason: Reason,
    resource: EntityId,
) -> String {
    let sentence = step(graph, from, taken, said);
    let b = thing(graph, resource);
    match reason {
        Reason::Nested(mechanism) => {
            format!("{sentence}; {mechanism} does not pass through nested groups")
        }
        Reason::Inactive(AccessState::Requestable) => {
            format!("{sentence}, and does not have it yet (`can reach` counts it)")
        }
        Reason::Inactive(_) => {
            format!("{sentence}, and has not activated that (`can reach` counts it)")
        }
        Reason::Ended => format!("{sentence}, but that ended{}", at(said.to)),
        Reason::NotBegun => format!("{sentence}, but that begins{}", at(said.from)),
        Reason::Denied => format!("{sentence}, and a deny assignment takes that away"),
        Reason::ScopeWithin => {
            format!("{sentence}, which lies within {b}; a role does not flow up")
        }
        Reason::ScopeBeside => {
            format!("{sentence}, which lies beside {b}; a role flows down only")
        }
        Reason::RoleAtScope => {
            format!("{sentence} only when it is held for the whole tenant")
        }
        Reason::Control => {
            format!("{sentence}; that is control, not yet access (`could reach` counts it)")
        }
        reason => format!("{sentence}; {}", reason.name()),
    }
}

fn at(time: Option<i64>) -> String {
    let time = time.and_then(|time| Timestamp::from_microsecond(time).ok());
    let time = time.and_then(|time| time.round(Unit::Second).ok());
    time.map_or_else(
        || " at another time".to_owned(),
        |time| format!(" at {time}"),
    )
}

/// A reason that is about one of the ends, or about the question.
pub(super) fn of_ends(graph: &Graph, reason: Reason, who: EntityId, what: EntityId) -> String {
    let (a, b) = (thing(graph, who), thing(graph, what));
    match reason {
        Reason::PrincipalDisabled => format!("{a} is disabled (`with disabled` counts it)"),
        Reason::ResourceDisabled => format!("{b} is disabled (`with disabled` counts it)"),
        Reason::Pending => {
            format!("{a} has not accepted the invitation (`can reach` counts it)")
        }
        Reason::FirstParty(mechanism) => format!(
            "{b} is one of Microsoft's own, which {mechanism} counts only `with first-party`"
        ),
        Reason::LeftOut(LeftOut::Mechanism(mechanism)) => {
            format!("{a} reaches {b} by {mechanism}, which the question leaves out")
        }
        Reason::LeftOut(LeftOut::Role) => {
            format!("{a} reaches {b} in a role that was not asked for")
        }
        Reason::LeftOut(LeftOut::Directly) => format!("{a} reaches {b}, but not directly"),
        Reason::LeftOut(LeftOut::Via) => {
            format!("{a} reaches {b}, but not via what was asked for")
        }
        Reason::NoUser => format!("{b} is open to users, and {a} is none"),
        Reason::Unseen => {
            format!("who is assigned to {b} is unknown, since the export cannot hold it")
        }
        Reason::Nothing => format!("nothing leads from {a} to {b}"),
        reason => reason.name().to_owned(),
    }
}
