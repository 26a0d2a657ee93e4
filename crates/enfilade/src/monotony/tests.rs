//! Questions, what is missing, and which way they move.

use super::Monotony::{Fixed, Growing, Shrinking, Unknown};
use super::*;
use enfilade_model::Relation::{
    self, AppAssignments, AzureResources, AzureRoles, DenyAssignments, DirectoryRoles,
    GroupMembers, GroupOwners, Users,
};

fn of(query: &str, gaps: &Gaps) -> Monotony {
    Monotony::of(query, &[Definitions::bundled()], gaps).monotony
}

/// Holds questions to their direction where memberships, owners, assignments and roles are missing.
fn hold(cases: &[(&str, Monotony)]) {
    let missing = [
        GroupMembers,
        GroupOwners,
        AppAssignments,
        AzureRoles,
        DirectoryRoles,
    ];
    let gaps = Gaps::in_tenant(&missing, false);
    for (query, expected) in cases {
        assert!(parse(query).is_ok(), "{query}");
        assert_eq!(of(query, &gaps), *expected, "{query}");
        assert_eq!(of(query, &Gaps::default()), Fixed, "{query}");
    }
}

#[test]
fn questions_have_a_direction() {
    hold(&[
        ("which guests reach finance apps", Growing),
        ("guests in group \"A\"", Growing),
        ("guests", Fixed),
        ("which guests do not reach finance apps", Shrinking),
        (
            "which guests in group \"A\" do not reach finance apps",
            Unknown,
        ),
        ("users except guests", Fixed),
        ("users except (users in group \"A\")", Shrinking),
        ("ownerless groups", Shrinking),
        ("groups except ownerless groups", Growing),
        ("users in ownerless groups", Unknown),
        ("guests reach all finance apps", Growing),
        ("guests reach all apps owned by guests", Unknown),
        ("guests reach no finance apps", Shrinking),
        ("guests reach no apps owned by guests", Shrinking),
        ("guests in group \"A\" reach no finance apps", Unknown),
        ("guests reach apps only via group \"A\"", Unknown),
        ("guests reach apps not via group \"A\"", Growing),
        ("guests reach apps not via groups owned by guests", Unknown),
        ("guests reach apps via groups owned by guests", Growing),
        ("guests reach apps via ownerless groups", Unknown),
        ("do guests reach finance apps", Unknown),
        ("guests could reach apps", Unknown),
    ]);
}

#[test]
fn names_move_with_what_they_stand_for() {
    hold(&[
        (
            "let my guests = guests in group \"A\"; my guests reach apps",
            Growing,
        ),
        (
            "let my guests = guests in group \"A\"; my guests do not reach apps",
            Unknown,
        ),
        (
            "let my guests = guests except (guests in group \"A\"); my guests reach apps",
            Unknown,
        ),
        (
            "let my guests = guests in group \"A\"; guests do not reach apps",
            Shrinking,
        ),
        ("tier zero users", Growing),
        ("users except tier zero users", Shrinking),
        ("tier zero users do not reach apps", Unknown),
        // What the question binds hides what is defined.
        (
            "let tier zero users = users where name == \"a\"; users except tier zero users",
            Fixed,
        ),
    ]);
    let own = Definitions::parse("let crown apps = crown apps or (apps owned by guests);").unwrap();
    let gaps = Gaps::in_tenant(&[GroupOwners], false);
    let endless = Monotony::of("guests reach crown apps", &[own], &gaps);
    assert_eq!(endless.monotony, Unknown);
}

#[test]
fn stages_keep_the_direction_or_lose_it() {
    let cases = [
        ("| count", Growing),
        ("| count | count", Unknown),
        ("| summarize n = count() by app", Growing),
        ("| summarize n = count() by app | where n > 5", Unknown),
        ("| summarize count() by app | where count_ > 5", Unknown),
        (
            "| summarize n = count() by app | where app.name has \"x\"",
            Growing,
        ),
        ("| summarize n = count() by hops", Unknown),
        ("| summarize n = count()", Unknown),
        ("| where mechanism == \"azure role\"", Growing),
        ("| where hops > 2", Unknown),
        ("| where limits == \"\"", Unknown),
        ("| extend h = hops | where h > 2", Unknown),
        ("| extend hops = 1 | where hops > 2", Growing),
        ("| project guest, hops | sort by hops", Growing),
        ("| project guest | where companyName == \"x\"", Growing),
        ("| project guest, hops | distinct guest", Growing),
        ("| project guest, hops | distinct", Unknown),
        ("| take 5", Growing),
        ("| take 5 | count", Growing),
        ("| take 5 | where mechanism == \"azure role\"", Unknown),
        (
            "| top 5 by guest | where mechanism == \"azure role\"",
            Unknown,
        ),
        ("| where mechanism == \"azure role\" | take 5", Growing),
        ("| take 5 | summarize n = count() by app", Unknown),
        ("| union (guests reach vaults)", Unknown),
        (
            "| join kind=leftanti (guests reach vaults) on guest",
            Unknown,
        ),
        (
            "| project-rename h = hops | where h has_any (\"a\")",
            Unknown,
        ),
    ];
    for (stages, expected) in cases {
        hold(&[(&format!("which guests reach apps {stages}"), expected)]);
    }
    hold(&[
        (
            "guests | take 5 | where name has \"x\" | summarize n = count()",
            Fixed,
        ),
        ("guests | union (guests in group \"A\")", Unknown),
        (
            "which guests do not reach apps | count | render table",
            Shrinking,
        ),
    ]);
    assert_eq!(of("not a query at all |", &Gaps::default()), Unknown);
}

#[test]
fn a_count_is_judged_by_what_it_counts() {
    let counts = |query: &str| Monotony::of(query, &[], &Gaps::default()).counts;
    assert!(counts("guests | count"));
    assert!(counts("guests | count | render table"));
    assert!(!counts("guests"));
    assert!(!counts("guests | count | where Count > 3"));
}

#[test]
fn what_is_missing_has_its_own_direction() {
    let cases: [(&str, &[Relation], bool, Monotony); 10] = [
        // A deny assignment takes access away.
        ("guests reach vaults", &[DenyAssignments], false, Shrinking),
        (
            "guests do not reach vaults",
            &[DenyAssignments],
            false,
            Growing,
        ),
        (
            "guests reach vaults",
            &[DenyAssignments, AzureRoles],
            false,
            Unknown,
        ),
        // It names groups, so that one more member may be one more who is denied.
        ("guests reach vaults", &[GroupMembers], false, Growing),
        ("guests reach vaults", &[GroupMembers], true, Unknown),
        ("guests reach vaults", &[AzureRoles], true, Growing),
        // Whoever is not listed may lack access as well.
        ("guests do not reach apps", &[Users], false, Growing),
        ("guests reach no apps", &[Users], false, Growing),
        (
            "management groups except management groups under management groups",
            &[AzureResources],
            false,
            Unknown,
        ),
        // A role protects its holder.
        ("guests could reach apps", &[AppAssignments], false, Growing),
    ];
    for (query, missing, has_denies, expected) in cases {
        let gaps = Gaps::in_tenant(missing, has_denies);
        assert_eq!(of(query, &gaps), expected, "{query} {missing:?}");
    }
}
