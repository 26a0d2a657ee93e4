//! Sets restricted by their relation to another: `in`, `directly in`, `owned by`.

use super::set::ResolvedSet;
use super::{Problem, Resolver};
use crate::plan::column::Kinds;
use crate::plan::logical::{Expand, Set};
use crate::syntax::ast::{self, Relative};
use crate::syntax::span::Spanned;
use enfilade_model::{EdgeKind, EntityKind as K, Relation};

/// What can be a member of a group.
const MEMBERS: &[K] = &[
    K::User,
    K::Group,
    K::App,
    K::ManagedIdentity,
    K::ServicePrincipal,
    K::Device,
    K::Contact,
    K::Unknown,
];

/// What can own something.
const OWNERS: &[K] = &[
    K::User,
    K::App,
    K::ManagedIdentity,
    K::ServicePrincipal,
    K::Unknown,
];

/// What can be owned.
const OWNED: &[K] = &[
    K::Group,
    K::App,
    K::ManagedIdentity,
    K::ServicePrincipal,
    K::Registration,
    K::Device,
    K::Unknown,
];

impl Resolver<'_> {
    pub(super) fn related(
        &mut self,
        set: &ast::Set,
        relation: &Spanned<Relative>,
        to: &ast::Set,
        place: Kinds,
    ) -> Result<ResolvedSet, Problem> {
        let (own_place, other_place) = match relation.value {
            Relative::In | Relative::DirectlyIn => (kinds(MEMBERS), kinds(&[K::Group])),
            Relative::OwnedBy => (kinds(OWNED), kinds(OWNERS)),
        };
        let own = self.set(set, own_place.and(place))?;
        let other = self.set(to, other_place)?;
        let (words, edge, forward, most) = match relation.value {
            Relative::In => ("in", EdgeKind::Member, false, None),
            Relative::DirectlyIn => ("directly in", EdgeKind::Member, false, Some(1)),
            Relative::OwnedBy => ("owned by", EdgeKind::Owner, true, Some(1)),
        };
        if edge == EdgeKind::Member {
            self.check_membership(set, &own, words, to, &other)?;
            self.rests_on(Relation::GroupMembers);
        } else {
            self.check_ownership(set, &own, to, &other)?;
            self.rests_on_owners(own.kinds);
        }
        let expand = Set::Expand(Expand {
            from: Box::new(other.set.clone()),
            edges: vec![edge],
            forward,
            most,
        });
        Ok(ResolvedSet {
            description: format!("{} {words} {}", own.nested(), other.nested()),
            set: Set::Intersection(vec![own.set, expand]),
            kinds: own.kinds,
            noun: own.noun,
            asks_for_first_party: own.asks_for_first_party,
            is_one: own.is_one,
            is_compound: false,
        })
    }

    fn check_membership(
        &self,
        set: &ast::Set,
        own: &ResolvedSet,
        words: &str,
        to: &ast::Set,
        other: &ResolvedSet,
    ) -> Result<(), Problem> {
        if !has_none(other.kinds, &[K::Group]) {
            if !has_none(own.kinds, MEMBERS) {
                return Ok(());
            }
            let message = format!("{} are never members of a group", own.description);
            return Err(Problem::new("no-member", set.span, message)
                .label("cannot be in a group")
                .help("members are users, groups, service principals and devices"));
        }
        let message = format!(
            "`{words}` asks for members of groups, not of {}",
            other.description
        );
        let problem = Problem::new("no-members", to.span, message);
        let can_be_reached =
            |kind: K| matches!(kind, K::App | K::DirectoryRole) || kind.is_azure_scope();
        if own.kinds.iter().all(K::is_azure_scope) && other.kinds.iter().any(K::is_azure_scope) {
            return Err(problem
                .label("has no members")
                .help("what lies below a scope is asked with `under`, which is not built yet"));
        }
        if other.kinds.iter().any(can_be_reached) {
            let (left, right) = (self.written(set.span), self.written(to.span));
            return Err(problem.label("has no members").help(format!(
                "who has access is asked so: `{left} reach {right}`"
            )));
        }
        if other.kinds.contains(K::AdministrativeUnit) {
            return Err(problem
                .label("not built yet")
                .help("members of administrative units are not read yet"));
        }
        Err(problem
            .label("has no members")
            .help("write `in group \"...\"`, or `in` with a set of groups"))
    }

    fn check_ownership(
        &self,
        set: &ast::Set,
        own: &ResolvedSet,
        to: &ast::Set,
        other: &ResolvedSet,
    ) -> Result<(), Problem> {
        if has_none(own.kinds, OWNED) {
            let message = format!("`owned by` does not apply to {}", own.description);
            let problem = Problem::new("not-owned", set.span, message).label("has no owners");
            if own.kinds.iter().all(K::is_azure_scope) {
                let (left, right) = (self.written(to.span), self.written(set.span));
                return Err(problem.help(format!(
                    "who holds the Azure role is asked so: `{left} reach {right} as Owner`"
                )));
            }
            return Err(problem.help("groups, apps, registrations and devices have owners"));
        }
        if has_none(other.kinds, OWNERS) {
            let message = format!("{} own nothing", other.description);
            return Err(Problem::new("no-owner", to.span, message)
                .label("cannot be an owner")
                .help("owners are users and service principals"));
        }
        Ok(())
    }

    fn rests_on_owners(&mut self, owned: Kinds) {
        if owned.contains(K::Group) {
            self.rests_on(Relation::GroupOwners);
        }
        if !has_none(
            owned,
            &[
                K::App,
                K::ManagedIdentity,
                K::ServicePrincipal,
                K::Registration,
            ],
        ) {
            self.rests_on(Relation::AppOwners);
        }
    }
}

fn kinds(of: &[K]) -> Kinds {
    of.iter().copied().collect()
}

/// Whether a set that may have entities at all has none of these kinds.
fn has_none(kinds: Kinds, of: &[K]) -> bool {
    !kinds.is_empty() && of.iter().all(|&kind| !kinds.contains(kind))
}
