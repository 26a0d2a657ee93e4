//! Sets restricted by their relation to another: membership, ownership, containment, assignment, access.

mod assigned;
mod matching;
mod reaching;

use self::reaching::Reading;
use super::ends::{holders, reachable};
use super::set::ResolvedSet;
use super::{Problem, Resolver};
use crate::plan::column::Kinds;
use crate::plan::logical::{End, Expand, Set};
use crate::syntax::ast::{self, Relative};
use crate::syntax::span::Spanned;
use enfilade_model::{EdgeKind, EntityKind as K, Relation};

/// A set as written and as resolved.
type Side<'s> = (&'s ast::Set, &'s ResolvedSet);

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

/// What can be a member of an administrative unit.
const MEMBERS_OF_UNITS: &[K] = &[K::User, K::Group, K::Device, K::Unknown];

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

/// Whether some of a set can be members of an administrative unit.
fn check_in_unit((set, members): Side<'_>) -> Result<(), Problem> {
    if !has_none(members.kinds, MEMBERS_OF_UNITS) {
        return Ok(());
    }
    let message = format!("{} are never members of a unit", members.description);
    Err(Problem::new("no-member", set.span, message)
        .label("cannot be in a unit")
        .help("members of a unit are users, groups and devices"))
}

/// Groups pass their members on and units do not, so that one walk cannot serve both.
fn groups_and_units(set: &ast::Set) -> Problem {
    let message = "members of groups and members of units are asked for apart";
    Problem::new("no-members", set.span, message)
        .label("groups and units together")
        .help("join the two: `(users in group \"A\") or (users in unit \"B\")`")
}

impl Resolver<'_> {
    pub(super) fn related(
        &mut self,
        set: &ast::Set,
        relation: &Spanned<Relative>,
        to: &ast::Set,
        place: Kinds,
    ) -> Result<ResolvedSet, Problem> {
        let (own_place, other_place) = places(relation.value);
        let own = self.set(set, own_place.and(place))?;
        // What stands after `matching` may be a rule, which is no set.
        let other = |this: &mut Self| this.set(to, other_place);
        match relation.value {
            Relative::In | Relative::DirectlyIn => {
                let other = other(self)?;
                let most = (relation.value == Relative::DirectlyIn).then_some(1);
                let words = if most.is_some() { "directly in" } else { "in" };
                self.check_membership((set, &own), words, (to, &other))?;
                if of_units(other.kinds) {
                    // Who is in a group that is in a unit is not in the unit:
                    // https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/administrative-units
                    self.rests_on(Relation::AdministrativeUnits);
                    let edges = &[EdgeKind::UnitMember];
                    return Ok(along(own, other, words, edges, false, Some(1)));
                }
                self.rests_on(Relation::GroupMembers);
                Ok(along(own, other, words, &[EdgeKind::Member], false, most))
            }
            Relative::Containing => {
                let other = other(self)?;
                self.check_containing((set, &own), (to, &other))?;
                if of_units(own.kinds) {
                    self.rests_on(Relation::AdministrativeUnits);
                    let edges = &[EdgeKind::UnitMember];
                    return Ok(along(own, other, "containing", edges, true, Some(1)));
                }
                self.rests_on(Relation::GroupMembers);
                let edges = &[EdgeKind::Member];
                Ok(along(own, other, "containing", edges, true, None))
            }
            Relative::OwnedBy => {
                let other = other(self)?;
                self.check_ownership((set, &own), (to, &other))?;
                self.rests_on_owners(own.kinds);
                let edges = &[EdgeKind::Owner];
                Ok(along(own, other, "owned by", edges, true, Some(1)))
            }
            Relative::Owning => {
                let other = other(self)?;
                self.check_owning((set, &own), (to, &other))?;
                self.rests_on_owners(other.kinds);
                let edges = &[EdgeKind::Owner];
                Ok(along(own, other, "owning", edges, false, Some(1)))
            }
            Relative::Under => {
                let other = other(self)?;
                self.check_under((set, &own), (to, &other))?;
                self.rests_on(Relation::AzureResources);
                let edges = &[EdgeKind::Contains];
                Ok(along(own, other, "under", edges, true, None))
            }
            Relative::AssignedTo => {
                let other = other(self)?;
                self.assigned((set, own), (to, other))
            }
            Relative::Matching => self.matched((set, own), to),
            Relative::Reaching => {
                let other = other(self)?;
                let reading = Reading {
                    left: (set, own),
                    verb: "reaching",
                    right: (to, other),
                };
                self.reaching(reading, End::Principals)
            }
            Relative::ReachedBy => {
                let other = other(self)?;
                let reading = Reading {
                    left: (to, other),
                    verb: "reached by",
                    right: (set, own),
                };
                self.reaching(reading, End::Resources)
            }
        }
    }

    fn check_membership(
        &self,
        (set, own): Side<'_>,
        words: &str,
        (to, other): Side<'_>,
    ) -> Result<(), Problem> {
        if other.kinds == kinds(&[K::Group, K::AdministrativeUnit]) {
            return Err(groups_and_units(to));
        }
        if of_units(other.kinds) {
            return check_in_unit((set, own));
        }
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
            let (left, right) = (self.written(set.span), self.written(to.span));
            return Err(problem.label("has no members").help(format!(
                "what lies within a scope is asked so: `{left} under {right}`"
            )));
        }
        if other.kinds.iter().any(can_be_reached) {
            let (left, right) = (self.written(set.span), self.written(to.span));
            return Err(problem.label("has no members").help(format!(
                "who has access is asked so: `{left} reach {right}`"
            )));
        }
        Err(problem
            .label("has no members")
            .help("write `in group \"...\"`, or `in` with a set of groups"))
    }

    fn check_ownership(&self, (set, own): Side<'_>, (to, other): Side<'_>) -> Result<(), Problem> {
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

    fn check_containing(&self, (set, own): Side<'_>, (to, other): Side<'_>) -> Result<(), Problem> {
        if own.kinds == kinds(&[K::Group, K::AdministrativeUnit]) {
            return Err(groups_and_units(set));
        }
        if of_units(own.kinds) {
            return check_in_unit((to, other));
        }
        if has_none(own.kinds, &[K::Group]) {
            let message = format!("`containing` asks for groups, not for {}", own.description);
            let problem =
                Problem::new("no-members", set.span, message).label("contains no members");
            return Err(match own.kinds.iter().all(K::is_azure_scope) {
                true => problem.help("what lies within a scope is asked with `under`"),
                false => problem.help("for example `groups containing guests`"),
            });
        }
        if has_none(other.kinds, MEMBERS) {
            let message = format!("{} are never members of a group", other.description);
            return Err(Problem::new("no-member", to.span, message)
                .label("cannot be in a group")
                .help("members are users, groups, service principals and devices"));
        }
        Ok(())
    }

    fn check_owning(&self, (set, own): Side<'_>, (to, other): Side<'_>) -> Result<(), Problem> {
        if has_none(own.kinds, OWNERS) {
            let message = format!("{} own nothing", own.description);
            return Err(Problem::new("no-owner", set.span, message)
                .label("cannot be an owner")
                .help("owners are users and service principals"));
        }
        if has_none(other.kinds, OWNED) {
            let message = format!("{} have no owners", other.description);
            let problem = Problem::new("not-owned", to.span, message).label("cannot be owned");
            if other.kinds.iter().all(K::is_azure_scope) {
                let (left, right) = (self.written(set.span), self.written(to.span));
                return Err(problem.help(format!(
                    "who holds the Azure role is asked so: `{left} reach {right} as Owner`"
                )));
            }
            return Err(problem.help("groups, apps, registrations and devices have owners"));
        }
        Ok(())
    }

    fn check_under(&self, (set, own): Side<'_>, (to, other): Side<'_>) -> Result<(), Problem> {
        for (set, side) in [(set, own), (to, other)] {
            let is_scope = |kind: K| kind.is_azure_scope() || kind == K::Unknown;
            if !side.kinds.is_empty() && !side.kinds.iter().any(is_scope) {
                let message = format!(
                    "`under` asks about Azure scopes, not about {}",
                    side.description
                );
                return Err(Problem::new("no-scope", set.span, message)
                    .label("no Azure scope")
                    .help("for example `vaults under subscription \"Production\"`"));
            }
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

/// Where a name without a noun may mean something, on either side of a relation.
fn places(relation: Relative) -> (Kinds, Kinds) {
    match relation {
        Relative::In | Relative::DirectlyIn => (kinds(MEMBERS), kinds(&[K::Group])),
        Relative::Containing => (kinds(&[K::Group]), kinds(MEMBERS)),
        Relative::OwnedBy => (kinds(OWNED), kinds(OWNERS)),
        Relative::Owning => (kinds(OWNERS), kinds(OWNED)),
        Relative::AssignedTo => (Kinds::all(), Kinds::all()),
        Relative::Reaching => (holders(), reachable()),
        Relative::ReachedBy => (reachable(), holders()),
        Relative::Matching => (kinds(&[K::User, K::Device]), kinds(&[K::Group])),
        Relative::Under => {
            let scopes: Kinds = K::ALL
                .iter()
                .copied()
                .filter(|kind| kind.is_azure_scope())
                .collect();
            (scopes, scopes)
        }
    }
}

/// Those of a set that edges lead to from another.
pub(super) fn along(
    own: ResolvedSet,
    other: ResolvedSet,
    words: &str,
    edges: &[EdgeKind],
    forward: bool,
    most: Option<u32>,
) -> ResolvedSet {
    let description = format!("{} {words} {}", own.nested(), other.nested());
    let expand = Set::Expand(Expand {
        from: Box::new(other.set),
        edges: edges.to_vec(),
        forward,
        most,
    });
    ResolvedSet {
        description,
        set: Set::Intersection(vec![own.set, expand]),
        is_compound: false,
        ..own
    }
}

/// Whether a set has administrative units, and nothing whose members are passed on.
fn of_units(kinds: Kinds) -> bool {
    kinds.contains(K::AdministrativeUnit) && !kinds.contains(K::Group)
}

fn kinds(of: &[K]) -> Kinds {
    of.iter().copied().collect()
}

/// Whether a set that may have entities at all has none of these kinds.
fn has_none(kinds: Kinds, of: &[K]) -> bool {
    !kinds.is_empty() && of.iter().all(|&kind| !kinds.contains(kind))
}
