//! `assigned to`: what was given to someone directly, read in either direction.
//!
//! `groups assigned to apps` are the groups that were given apps, and `apps assigned to groups` the apps that groups
//! were given: portals say both. The first reading counts where it can; a note says where it was turned.

use super::along;
use crate::answer::NoteKind;
use crate::plan::column::Kinds;
use crate::resolve::ends::holders;
use crate::resolve::set::ResolvedSet;
use crate::resolve::{Problem, Resolver};
use crate::syntax::ast;
use enfilade_model::{EdgeKind, EntityKind, Relation};

/// The edges by which something is given.
const GIVEN: &[EdgeKind] = &[
    EdgeKind::AppAssignment,
    EdgeKind::DirectoryRole,
    EdgeKind::AzureRole,
    EdgeKind::PackageAssignment,
    EdgeKind::SitePermission,
    EdgeKind::Licence,
];

impl Resolver<'_> {
    pub(super) fn assigned(
        &mut self,
        (set, own): (&ast::Set, ResolvedSet),
        (to, other): (&ast::Set, ResolvedSet),
    ) -> Result<ResolvedSet, Problem> {
        let can = |set: &ResolvedSet, kinds: Kinds| {
            set.kinds.is_empty() || !set.kinds.and(kinds).is_empty()
        };
        let as_written = can(&own, holders()) && can(&other, given());
        let turned = can(&own, given()) && can(&other, holders());
        if !as_written && !turned {
            let message = format!(
                "{} are never assigned to {}",
                own.description, other.description
            );
            return Err(Problem::new("not-assigned", set.span.to(to.span), message)
                .label("assigned neither way")
                .help("apps, directory roles, Azure scopes, sites, access packages and licences are assigned to users, groups and service principals"));
        }
        let targets = if as_written { other.kinds } else { own.kinds };
        self.rests_on_assignments(targets);
        let edges: Vec<EdgeKind> = GIVEN
            .iter()
            .copied()
            .filter(|&edge| !targets_of(edge).and(targets).is_empty())
            .collect();
        if as_written {
            if turned {
                let message = format!(
                    "`assigned to` read as {} that were given {}",
                    own.description, other.description
                );
                self.note(NoteKind::Reading, message);
            }
            return Ok(along(own, other, "assigned to", &edges, false, Some(1)));
        }
        let message = format!(
            "`assigned to` read as {} that were given to {}",
            own.description, other.description
        );
        self.note(NoteKind::Reading, message);
        Ok(along(own, other, "given to", &edges, true, Some(1)))
    }

    fn rests_on_assignments(&mut self, targets: Kinds) {
        for (edge, relation) in [
            (EdgeKind::AppAssignment, Relation::AppAssignments),
            (EdgeKind::DirectoryRole, Relation::DirectoryRoles),
            (EdgeKind::AzureRole, Relation::AzureRoles),
            (EdgeKind::PackageAssignment, Relation::AccessPackages),
            (EdgeKind::SitePermission, Relation::SharePoint),
            (EdgeKind::Licence, Relation::Licences),
        ] {
            if !targets_of(edge).and(targets).is_empty() {
                self.rests_on(relation);
            }
        }
    }
}

/// The kinds that an edge of assignment leads to.
fn targets_of(edge: EdgeKind) -> Kinds {
    let is_target = |kind: &EntityKind| match edge {
        EdgeKind::AppAssignment => matches!(
            kind,
            EntityKind::App | EntityKind::ServicePrincipal | EntityKind::ManagedIdentity
        ),
        EdgeKind::DirectoryRole => *kind == EntityKind::DirectoryRole,
        EdgeKind::PackageAssignment => *kind == EntityKind::AccessPackage,
        EdgeKind::SitePermission => *kind == EntityKind::Site,
        EdgeKind::Licence => *kind == EntityKind::Licence,
        _ => kind.is_azure_scope(),
    };
    EntityKind::ALL.iter().copied().filter(is_target).collect()
}

/// The kinds that can be given to someone.
fn given() -> Kinds {
    let all = GIVEN.iter().copied().map(targets_of);
    all.fold(Kinds::default(), Kinds::or)
}
