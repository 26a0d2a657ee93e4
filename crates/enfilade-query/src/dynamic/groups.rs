//! The groups and administrative units that have a rule, and what stands in its way.

use super::{Subjects, rule_of};
use enfilade_graph::{Graph, GraphView, SnapshotError};
use enfilade_model::{AccessState, Attribute, EdgeKind, EntityId, EntityKind};
use enfilade_rules::{Comparison, Expression, Literal, Mistake, Population, Rule};

/// A group or an administrative unit with a rule.
#[derive(Debug)]
pub(crate) struct Dynamic {
    pub(crate) group: EntityId,
    pub(crate) rule: Result<Rule, Vec<Mistake>>,
}

/// All groups and units with a rule, by kind and then in the order of their ids.
pub(crate) fn dynamic(graph: &Graph) -> Vec<Dynamic> {
    [EntityKind::Group, EntityKind::AdministrativeUnit]
        .into_iter()
        .flat_map(|kind| graph.ids(kind))
        .filter_map(|group| {
            let rule = rule_of(graph, group)?;
            Some(Dynamic { group, rule })
        })
        .collect()
}

/// Who is listed as a member, in the order of the edges.
pub(crate) fn listed(graph: &Graph, group: EntityId) -> Vec<EntityId> {
    let kind = match graph.kind_of(group) {
        EntityKind::AdministrativeUnit => EdgeKind::UnitMember,
        _ => EdgeKind::Member,
    };
    let members = graph.edges_to(kind, group);
    let members = members
        .iter()
        .filter(|edge| edge.state <= AccessState::Pending);
    members.map(|edge| edge.end).collect()
}

/// Why the service may not have done what the rule says, if it may not.
pub(crate) fn held_up(graph: &Graph, group: EntityId, rule: &Rule, now: i64) -> Option<String> {
    let state = graph.text(group, Attribute::MembershipRuleProcessingState);
    if let Some(state) = state.filter(|state| !state.eq_ignore_ascii_case("On")) {
        return Some(format!("the rule is not processed (`{state}`)"));
    }
    let has_ended = rule.asks_for_memberships() && now >= Rule::MEMBER_OF_ENDED;
    has_ended.then(|| "memberOf is not processed since 3 November 2026".to_owned())
}

/// Why it may be unknown of whom a rule holds: what no source says. Empty if only single people lack
/// what others have.
///
/// # Errors
/// If a part of the snapshot that decides is damaged.
pub(crate) fn unsaid(subjects: &Subjects<'_>, rule: &Rule) -> Result<String, SnapshotError> {
    let mut reasons = Vec::new();
    let mut missing = Vec::new();
    for property in rule.properties() {
        if !subjects.collects(property)? {
            missing.push(property.to_string());
        }
    }
    if !missing.is_empty() {
        reasons.push(format!("no source collected {}", missing.join(", ")));
    }
    for condition in rule.conditions() {
        let reason = match condition {
            Expression::DirectReports(manager) if subjects.reports_to(manager).is_none() => {
                "no source says whose manager anyone is"
            }
            Expression::Elements { .. } if condition.property().is_none() => {
                "of some group that the rule names the members are not known"
            }
            Expression::Compare(Comparison {
                literal: Literal::Pattern(pattern),
                ..
            }) if pattern.regex.is_none() => "a regular expression looks around or is too big",
            _ => continue,
        };
        if !reasons.iter().any(|own| own == reason) {
            reasons.push(reason.to_owned());
        }
    }
    Ok(reasons.join("; "))
}
