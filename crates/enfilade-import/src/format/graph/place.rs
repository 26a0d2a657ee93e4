//! Whose list it is: what a path says about the lists that do not say it themselves.
//!
//! The answer to `GET /groups/<id>/members` names neither the group nor that it lists members; its
//! `@odata.context` is just `…#directoryObjects`. People keep the id in the name of the file or
//! folder: `groups/<id>/members.json`, `members_<id>.json`, `groups/members/<id>.json`. A context
//! that does say it (`…#servicePrincipals('<id>')/appRoleAssignments`) is written like such a path
//! and is read the same way. A name never decides what a record is, only whose it is. A folder's id
//! may be that of the tenant or of a run, too: below it only a file that is named after nothing but what
//! it lists (`<id>/members.json`) is of that id, and not `<id>/Finance members.json`.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/group-list-members>.

use enfilade_model::{ObjectKey, parse_guid};

/// What a list lists about its owner.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(crate) enum Relation {
    Members,
    Owners,
    /// What the object is a direct member of.
    MemberOf,
    /// Members or memberships through other groups: no direct ones.
    Transitive,
    AssignedTo,
    Assignments,
    ScopedRoleMembers,
    RegisteredOwners,
    /// What an access package gives.
    ResourceRoles,
    /// The licences of a user.
    Licences,
    /// Something that says nothing about access.
    Other,
}

impl Relation {
    /// Whether objects of a collection have such a list.
    fn is_of(self, of: Collection) -> bool {
        use Collection as C;
        match self {
            Relation::Members => {
                matches!(of, C::Groups | C::AdministrativeUnits | C::DirectoryRoles)
            }
            Relation::Owners => matches!(of, C::Groups | C::ServicePrincipals | C::Applications),
            _ => true,
        }
    }
}

/// What the owner of a list is.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(crate) enum Collection {
    Users,
    Groups,
    ServicePrincipals,
    Applications,
    AdministrativeUnits,
    DirectoryRoles,
    Devices,
}

/// Whose list it is.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Place {
    pub(crate) owner: Option<ObjectKey>,
    pub(crate) relation: Option<Relation>,
    pub(crate) collection: Option<Collection>,
}

impl Place {
    /// The list of a group's members.
    pub(crate) fn members_of(group: ObjectKey) -> Place {
        Place {
            owner: Some(group),
            relation: Some(Relation::Members),
            collection: Some(Collection::Groups),
        }
    }

    /// What the path of a list says. Of a file below a folder that is named after a relation, only one with a
    /// single object is one of the folder's items: `<tenant>/members/<group>.json` lists the group's.
    pub(crate) fn of_list(path: &str) -> Place {
        Place::read(path, true)
    }

    /// What a path, or the fragment of a context, says.
    pub(crate) fn of(path: &str) -> Place {
        Place::read(path, false)
    }

    fn read(path: &str, is_list: bool) -> Place {
        let path = path.to_lowercase();
        let parts: Vec<&str> = parts(&path).collect();
        let mut place = Place::default();
        let at = (0..parts.len())
            .rev()
            .find(|at| relation(parts[*at]).is_some() && holds_lists(&parts[*at + 1..]));
        let above = |at: usize| at.checked_sub(1).and_then(|at| parts.get(at)).copied();
        match at {
            Some(at) => {
                place.relation = relation(parts[at]);
                let own = guid(parts[at]);
                // `members/<group>.json`; but `<group>/members/<member>.json`.
                let below = parts.get(at + 1).copied().and_then(guid);
                let folder = at.checked_sub(2).and_then(|at| parts.get(at));
                let is_in_collection = folder.is_some_and(|folder| collection(folder).is_some());
                let is_of_below = is_list && below.is_some();
                let is_of_outer = is_in_collection || names_only_a_list(parts[at]) && !is_of_below;
                let outer = above(at).and_then(guid).filter(|_| is_of_outer);
                place.owner = own.or(outer).or(below);
                let owner_at = if own.is_none() && outer.is_some() {
                    at - 1
                } else {
                    at
                };
                // `Finance users/members_<group>.json`: users have no members.
                let has_such = |of: &Collection| place.relation.is_none_or(|list| list.is_of(*of));
                place.collection = collection(parts[at])
                    .or_else(|| collection(parts[owner_at]))
                    .or_else(|| above(owner_at).and_then(collection))
                    .filter(has_such);
            }
            None => {
                let Some(last) = parts.last() else {
                    return place;
                };
                place.owner = guid(last);
                place.collection =
                    collection(last).or_else(|| above(parts.len() - 1).and_then(collection));
            }
        }
        if place.owner.is_none() {
            place.relation = place
                .relation
                .filter(|relation| *relation == Relation::Transitive);
        }
        place
    }
}

/// Whether a path leads below an object of a collection: `groups/<group>/settings.json`.
pub(crate) fn is_below_object(path: &str) -> bool {
    let path = path.to_lowercase();
    let parts: Vec<&str> = parts(&path).collect();
    parts.windows(3).any(|parts| match parts {
        [above, object, _] => collection(above).is_some() && guid(object).is_some(),
        _ => false,
    })
}

/// The folders of a path and the file.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '\\', '!']).filter(|part| !part.is_empty())
}

/// The name of a file, or of a member of an archive, in the path that leads to it.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\', '!']).next().unwrap_or(path)
}

/// Whether what lies below a folder named after a relation can be its list: a file, or the items'
/// own files, each in a folder of its name.
fn holds_lists(below: &[&str]) -> bool {
    match below {
        [] | [_] => true,
        [folder, file] => guid(folder).is_some() && guid(folder) == guid(file),
        _ => false,
    }
}

/// Whether the words of a part of a path say what it lists and nothing else.
fn names_only_a_list(part: &str) -> bool {
    const SMALL: &[&str] = &[
        "page", "part", "export", "exported", "list", "all", "get", "mg", "graph", "msgraph",
        "azure", "entra", "aad", "response", "result", "results", "output", "out", "data", "beta",
        "expand", "direct", "json", "jsonl", "ndjson", "csv", "tsv", "txt", "gz", "zip", "top",
    ];
    words(part).all(|word| {
        word.len() < 2
            || SMALL.contains(&word)
            || relation(word).is_some()
            || collection(word).is_some()
    })
}

/// The id that a part of a path holds.
fn guid(part: &str) -> Option<ObjectKey> {
    let bytes = part.as_bytes();
    (0..bytes.len().saturating_sub(35))
        .filter(|at| part.is_char_boundary(*at) && part.is_char_boundary(at + 36))
        .find_map(|at| parse_guid(&part[at..at + 36]))
        .filter(|guid| *guid != 0)
        .map(ObjectKey)
}

/// The words of a part of a path: `members_page2.json` has `members`, `page2` and `json`.
fn words(part: &str) -> impl Iterator<Item = &str> {
    part.split(|c: char| !c.is_ascii_alphanumeric())
        .map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()))
}

fn relation(part: &str) -> Option<Relation> {
    words(part).find_map(|word| match word {
        "members" | "member" | "groupmembers" | "groupmember" | "rolemembers"
        | "exportgroupmembers" => Some(Relation::Members),
        "owners" | "owner" | "groupowners" | "appowners" => Some(Relation::Owners),
        "memberof" => Some(Relation::MemberOf),
        "transitivemembers" | "transitivememberof" => Some(Relation::Transitive),
        "approleassignedto" => Some(Relation::AssignedTo),
        "approleassignments" => Some(Relation::Assignments),
        "scopedrolemembers" | "scopedmembers" => Some(Relation::ScopedRoleMembers),
        "registeredowners" => Some(Relation::RegisteredOwners),
        "licensedetails" => Some(Relation::Licences),
        "resourcerolescopes" | "accesspackageresourcerolescopes" => Some(Relation::ResourceRoles),
        "registeredusers" | "ownedobjects" | "owneddevices" | "registereddevices" | "approles"
        | "directreports" | "manager" | "transitivereports" | "createdobjects" => {
            Some(Relation::Other)
        }
        _ => None,
    })
}

fn collection(part: &str) -> Option<Collection> {
    words(part).find_map(|word| match word {
        "users" | "user" => Some(Collection::Users),
        "groups" | "group" | "groupmembers" | "groupowners" => Some(Collection::Groups),
        "serviceprincipals" | "serviceprincipal" => Some(Collection::ServicePrincipals),
        "applications" | "application" => Some(Collection::Applications),
        "administrativeunits" | "administrativeunit" => Some(Collection::AdministrativeUnits),
        "directoryroles" | "directoryrole" => Some(Collection::DirectoryRoles),
        "devices" | "device" => Some(Collection::Devices),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const G: &str = "a0000000-0000-4000-8000-000000000010";
    const M: &str = "a0000000-0000-4000-8000-000000000001";

    fn of(path: &str) -> (Option<String>, Option<Relation>, Option<Collection>) {
        let place = Place::of(&path.replace("<G>", G).replace("<M>", M));
        let owner = place.owner.map(|owner| match owner.to_string() {
            id if id == G => "G".to_owned(),
            id if id == M => "M".to_owned(),
            id => id,
        });
        (owner, place.relation, place.collection)
    }

    #[test]
    fn a_list_below_a_folder_of_lists_is_that_of_its_own_name() {
        let owner = |path: &str| {
            let place = Place::of_list(&path.replace("<G>", G).replace("<M>", M));
            place.owner.map(|owner| owner.to_string())
        };
        let g = || Some(G.to_owned());
        for path in [
            "<M>/members/<G>.json",
            "<M>/group-members/Top <G>.csv",
            "groups/members/<G>.json",
            // In a folder of groups a file below is one of its items, be it in a list.
            "groups/<G>/members/<M>.json",
        ] {
            assert_eq!(owner(path), g(), "{path}");
        }
        // An object is one of the items of the folder.
        assert_eq!(of("<G>/members/<M>.json").0.as_deref(), Some("G"));
    }

    #[test]
    fn a_path_says_whose_list_it_is() {
        let g = || Some("G".to_owned());
        let members = Some(Relation::Members);
        let groups = Some(Collection::Groups);
        for (path, expected) in [
            ("out/groups/<G>/members.json", (g(), members, groups)),
            (
                "out.zip!Groups/<G>/Members/<M>/<M>.json",
                (g(), members, groups),
            ),
            ("groups/<G>/members/<M>.json", (g(), members, groups)),
            ("groups/members/<G>.json", (g(), members, groups)),
            (r"C:\export\members_<G>.json", (g(), members, None)),
            ("<G>-members.json", (g(), members, None)),
            ("group-<G>-members-page2.json", (g(), members, groups)),
            ("groups('<G>')/members", (g(), members, groups)),
            ("/groups/<G>/members?$top=999", (g(), members, groups)),
            ("groups/<G>.json", (g(), None, groups)),
            (
                "servicePrincipals('<G>')/appRoleAssignments/$entity",
                (
                    g(),
                    Some(Relation::Assignments),
                    Some(Collection::ServicePrincipals),
                ),
            ),
            (
                "groups/<G>/transitiveMembers.json",
                (g(), Some(Relation::Transitive), groups),
            ),
            (
                "transitiveMembers.json",
                (None, Some(Relation::Transitive), None),
            ),
            // The folder of a tenant is nobody's list.
            ("<G>/groups/members.json", (None, None, groups)),
            ("<G>/Finance members.csv", (None, None, None)),
            ("<G>/appRoleAssignedTo Payroll.csv", (None, None, None)),
            ("groups/<G>/Finance members.csv", (g(), members, groups)),
            ("<G>/members (2).csv", (g(), members, None)),
            ("<G>/GroupMembers_2026-11-27.csv", (g(), members, groups)),
            (
                "owners/<G>/users.json",
                (None, None, Some(Collection::Users)),
            ),
            ("<G>/users.json", (None, None, Some(Collection::Users))),
            ("exports/members.json", (None, None, None)),
            ("Finance users/members_<G>.json", (g(), members, None)),
            (
                "device owners/owners_<G>.json",
                (g(), Some(Relation::Owners), None),
            ),
        ] {
            assert_eq!(of(path), expected, "{path}");
        }
    }
}
