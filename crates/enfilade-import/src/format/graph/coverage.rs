//! What a set of Graph answers holds, from what was really there.
//!
//! A collection is complete if the last page of it came in, or a plain list whose length is no page's
//! (a request without paging stops at 100, and a page holds 999 at most, or 500 with sign-ins). Lists that
//! each object has are complete if the list of every object of the collection came in to its end. What an
//! attribute takes to be collected is said in [`stated`](super::stated). Whether a request was filtered
//! is told nowhere in its answer.
//!
//! Sources: <https://learn.microsoft.com/en-us/graph/paging>,
//! <https://learn.microsoft.com/en-us/graph/api/user-list>.

mod levels;

use super::entitlement::Gap;
use super::kind::Kind;
use super::place::{Relation as List, is_below_object};
use super::stated::{Part, Stated};
use crate::facts::directory_role_names;
use crate::format::listing::{Form, Listing};
use enfilade_model::{ObjectKey, parse_guid};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// How many records a request gives that asks for no number, for sign-ins, and for the greatest number.
const PAGES: [u64; 3] = [100, 500, 999];

/// What came in.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    collections: BTreeMap<Kind, Seen>,
    /// By collection and context, which all pages of a list share, its pages.
    pages: BTreeMap<(Kind, u64), Pages>,
    /// The objects that have lists, by kind.
    described: BTreeMap<Kind, FxHashSet<ObjectKey>>,
    /// The objects whose list came in whole, by what it lists and, where that is told, their kind.
    whole: BTreeMap<(List, Option<Kind>), FxHashSet<ObjectKey>>,
    /// What lists that came in list, be they whole or not.
    begun: BTreeSet<(List, Option<Kind>)>,
    assignments: u64,
    /// Roles of the directory that are not built in: those that somebody holds, and those that a
    /// definition tells the permissions of.
    custom_roles: FxHashSet<ObjectKey>,
    defined_roles: FxHashSet<ObjectKey>,
    /// Whether records of a kind state what their meaning hangs on, where that is no attribute.
    telling: BTreeMap<Kind, bool>,
    eligible_groups: FxHashSet<ObjectKey>,
    /// What lists of groups came from v1.0, and which of them held a service principal.
    of_v1: BTreeSet<List>,
    with_services: BTreeSet<List>,
    /// How many groups Graph has no owners of.
    owned_elsewhere: u64,
    entitlement: Entitlement,
    /// By kind the attributes that records state.
    stated: BTreeMap<Kind, Stated>,
}

/// What came in about access packages beside their collections.
#[derive(Debug, Default)]
struct Entitlement {
    /// The packages that came with all that they give, and those that came with all their policies.
    with_roles: FxHashSet<ObjectKey>,
    with_policies: FxHashSet<ObjectKey>,
    /// How many records leave what untold.
    gaps: BTreeMap<Gap, u64>,
}

/// Pages that name a next one, and last pages.
#[derive(Copy, Clone, Debug, Default)]
struct Pages {
    links: u64,
    ends: u64,
}

/// How a collection came in.
#[derive(Copy, Clone, Debug, Default)]
struct Seen {
    /// How many records came in, and how many there are by the answer that counts most.
    items: u64,
    counted: u64,
    /// Lists that are surely or perhaps whole, and those that are as long as a page.
    lists: u64,
    like_pages: u64,
    stubs: u64,
    deltas: u64,
    tables: u64,
    /// Answers that hold what is of one object, or of whoever asked.
    narrowed: u64,
    /// Records that have no id, and those with a time that cannot be read.
    left_out: u64,
    bad_times: u64,
}

impl Seen {
    fn add(&mut self, other: Seen) {
        let Seen {
            items,
            counted,
            lists,
            like_pages,
            stubs,
            deltas,
            tables,
            narrowed,
            left_out,
            bad_times,
        } = other;
        self.items += items;
        self.counted = self.counted.max(counted);
        self.lists += lists;
        self.like_pages += like_pages;
        self.stubs += stubs;
        self.deltas += deltas;
        self.tables += tables;
        self.narrowed += narrowed;
        self.left_out += left_out;
        self.bad_times += bad_times;
    }
}

impl Coverage {
    /// An object of a collection was described, with these attributes.
    pub(super) fn described(&mut self, kind: Kind, key: ObjectKey, stated: u64) {
        let has_lists = matches!(
            kind,
            Kind::Group
                | Kind::ServicePrincipal
                | Kind::Application
                | Kind::Unit
                | Kind::AccessPackage
        );
        if has_lists {
            self.described.entry(kind).or_default().insert(key);
        }
        self.stated.entry(kind).or_default().record(stated);
    }

    /// The list of an object came in whole.
    pub(super) fn whole(&mut self, list: List, kind: Option<Kind>, owner: ObjectKey) {
        self.whole.entry((list, kind)).or_default().insert(owner);
    }

    /// Something of such a list came in, be it a part or from the other side.
    pub(super) fn begun(&mut self, list: List, kind: Option<Kind>) {
        self.begun.insert(match list {
            List::MemberOf => (List::Members, Some(Kind::Group)),
            list => (list, kind),
        });
    }

    /// An app role assignment came in.
    pub(super) fn assignment(&mut self) {
        self.assignments += 1;
    }

    /// Somebody holds a directory role, or may activate it.
    pub(super) fn role_held(&mut self, role: &str) {
        if let Some(guid) = parse_guid(role)
            && directory_role_names::of(&role.to_lowercase()).is_none()
        {
            self.custom_roles.insert(ObjectKey(guid));
        }
    }

    /// The permissions of a directory role came in.
    pub(super) fn role_defined(&mut self, role: ObjectKey) {
        self.defined_roles.insert(role);
    }

    /// When an assignment begins or ends could not be read.
    pub(super) fn bad_time(&mut self, kind: Kind) {
        self.collections.entry(kind).or_default().bad_times += 1;
    }

    /// A record states what its meaning hangs on, or does not.
    pub(super) fn tells(&mut self, kind: Kind, is_told: bool) {
        *self.telling.entry(kind).or_default() |= is_told;
    }

    /// An eligible membership of a group came in.
    pub(super) fn eligible_group(&mut self, id: &str) {
        if let Some(guid) = parse_guid(id) {
            self.eligible_groups.insert(ObjectKey(guid));
        }
    }

    /// A list of a group held a service principal.
    pub(super) fn saw_service(&mut self, list: List) {
        self.with_services.insert(list);
    }

    /// A group came in that Graph has no owners of.
    pub(super) fn owned_elsewhere(&mut self) {
        self.owned_elsewhere += 1;
    }

    /// What an access package gives came in.
    pub(super) fn package_roles(&mut self, package: ObjectKey) {
        self.entitlement.with_roles.insert(package);
    }

    /// The policies of an access package came in with it.
    pub(super) fn package_policies(&mut self, package: ObjectKey) {
        self.entitlement.with_policies.insert(package);
    }

    /// A record of access packages leaves something untold.
    pub(super) fn package_gap(&mut self, gap: Gap) {
        *self.entitlement.gaps.entry(gap).or_default() += 1;
    }

    /// A list is at its end; it held so many records of each kind, and so many that were left out.
    pub(super) fn end(&mut self, listing: &Listing, listed: &BTreeMap<Kind, u64>, left_out: u64) {
        let place = &listing.place;
        if let (Some(list), Some(owner)) = (place.relation, place.owner) {
            let kind = place.collection.map(Kind::of_owner);
            let is_group = kind.is_none() && list == List::Members;
            let kind = kind.or(is_group.then_some(Kind::Group));
            self.begun(list, kind);
            let is_all = listing.total.is_none_or(|total| total <= listing.items);
            let is_whole = is_list(listing) && !listing.has_more && is_all && left_out == 0;
            if is_whole && list != List::Transitive {
                if listing.is_v1 && kind.is_none_or(|kind| kind == Kind::Group) {
                    self.of_v1.insert(list);
                }
                self.whole(list, kind, owner);
            }
            return;
        }
        match listing.kind {
            Some(Kind::DirectoryObject) => {}
            Some(kind) => self.end_collection(listing, kind, listing.items, left_out),
            // Nothing tells what an empty page or list is of but its name.
            None if listing.items == 0 && matches!(listing.form, Form::Page | Form::List) => {
                if let Some(kind) = Kind::of_name(&listing.path) {
                    self.end_collection(listing, kind, 0, 0);
                }
            }
            None => {
                for (kind, items) in listed {
                    self.end_collection(listing, *kind, *items, left_out);
                }
            }
        }
    }

    fn end_collection(&mut self, listing: &Listing, kind: Kind, items: u64, left_out: u64) {
        let seen = self.collections.entry(kind).or_default();
        let pages = self.pages.entry((kind, listing.context)).or_default();
        seen.left_out += left_out;
        seen.items += items;
        seen.counted = seen.counted.max(listing.total.unwrap_or(0));
        let part = match listing.form {
            _ if is_of_one(listing, kind) => {
                seen.narrowed += 1;
                Part::Other
            }
            Form::Table => {
                seen.tables += 1;
                Part::Other
            }
            Form::Page if !listing.has_context && !listing.has_more && PAGES.contains(&items) => {
                seen.like_pages += 1;
                Part::Other
            }
            Form::Page => {
                pages.links += u64::from(listing.has_more);
                pages.ends += u64::from(!listing.has_more);
                seen.deltas += u64::from(!listing.has_more && listing.is_delta);
                Part::Page {
                    context: listing.context,
                    is_last: !listing.has_more && !listing.is_delta,
                }
            }
            Form::Loose if items == 1 => {
                seen.stubs += 1;
                Part::Single
            }
            _ if listing.has_more => {
                pages.links += 1;
                Part::Other
            }
            _ if PAGES.contains(&items) => {
                seen.like_pages += 1;
                Part::Other
            }
            _ => {
                seen.lists += 1;
                Part::Whole
            }
        };
        self.stated.entry(kind).or_default().list(part, items);
    }

    /// Adds what came in with other sources.
    pub(super) fn absorb(&mut self, other: Coverage) {
        // Every field is named, so that none is forgotten.
        let Coverage {
            collections,
            pages,
            described,
            whole,
            begun,
            assignments,
            custom_roles,
            defined_roles,
            telling,
            eligible_groups,
            of_v1,
            with_services,
            owned_elsewhere,
            entitlement,
            stated,
        } = other;
        for (kind, seen) in collections {
            self.collections.entry(kind).or_default().add(seen);
        }
        for (list, pages) in pages {
            let own = self.pages.entry(list).or_default();
            own.links += pages.links;
            own.ends += pages.ends;
        }
        for (kind, keys) in described {
            self.described.entry(kind).or_default().extend(keys);
        }
        for (list, owners) in whole {
            self.whole.entry(list).or_default().extend(owners);
        }
        self.begun.extend(begun);
        self.assignments += assignments;
        self.custom_roles.extend(custom_roles);
        self.defined_roles.extend(defined_roles);
        for (kind, is_told) in telling {
            *self.telling.entry(kind).or_default() |= is_told;
        }
        self.eligible_groups.extend(eligible_groups);
        self.of_v1.extend(of_v1);
        self.with_services.extend(with_services);
        self.owned_elsewhere += owned_elsewhere;
        self.entitlement.with_roles.extend(entitlement.with_roles);
        self.entitlement
            .with_policies
            .extend(entitlement.with_policies);
        for (gap, records) in entitlement.gaps {
            *self.entitlement.gaps.entry(gap).or_default() += records;
        }
        for (kind, other) in stated {
            self.stated.entry(kind).or_default().absorb(other);
        }
    }

    /// A source is at its end.
    pub(super) fn end_source(&mut self) {
        for stated in self.stated.values_mut() {
            stated.end_source();
        }
    }
}

/// Whether a list that an object has can be all of it: a table holds what was shown, and an object by
/// itself is one of the items.
pub(super) fn is_list(listing: &Listing) -> bool {
    match listing.form {
        Form::Table => false,
        Form::Loose => listing.items > 1,
        _ => true,
    }
}

/// Whether an answer holds what is of one object, or of whoever asked, though the collection has more: one of a
/// function (`filterByCurrentUser`), one that must be filtered by a principal (`transitiveRoleAssignments`),
/// or a list that an object has.
///
/// Sources: <https://learn.microsoft.com/en-us/graph/api/unifiedroleassignmentscheduleinstance-filterbycurrentuser>,
/// <https://learn.microsoft.com/en-us/graph/api/rbacapplication-list-transitiveroleassignments>,
/// <https://learn.microsoft.com/en-us/graph/api/serviceprincipal-list-oauth2permissiongrants>,
/// <https://learn.microsoft.com/en-us/graph/api/group-list-settings>.
fn is_of_one(listing: &Listing, kind: Kind) -> bool {
    let has_own = matches!(
        kind,
        Kind::DelegatedGrant | Kind::GroupSetting | Kind::DirectorySetting
    );
    listing.is_narrowed || has_own && is_below_object(&listing.path)
}
