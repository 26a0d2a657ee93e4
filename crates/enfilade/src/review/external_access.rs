//! The review of access that people from outside have, and of the groups that give it.
//!
//! The questions are those of "Securing external access with groups":
//! <https://learn.microsoft.com/en-us/entra/architecture/4-secure-access-groups>.

use super::{ReviewPlan, SectionPlan};

pub(super) const PLAN: ReviewPlan = ReviewPlan {
    name: "external-access",
    title: "External access, and the groups that give it",
    sections: &[
        SectionPlan {
            title: "What the tenant allows",
            about: "Who may invite guests and create groups, whom other organisations may send, and what is asked of guests at sign-in.",
            questions: &[
                "settings/everyone_invites",
                "settings/no_mfa_for_guests",
                "settings/direct_connect",
                "settings/guests_see_as_members",
                "settings/everyone_creates_security_groups",
                "settings/everyone_creates_microsoft_365_groups",
                "settings/every_organisation_collaborates",
                "settings/conditional_access_for_guests",
                "settings/conditional_access_exempts_groups",
                "settings/groups_never_expire",
                "settings/guests_in_microsoft_365_groups",
                "settings/who_invites_guests",
                "settings/who_creates_groups",
                "settings/partners",
            ],
        },
        SectionPlan {
            title: "What people from outside reach",
            about: "Guests and other externals with what they reach now, and through what.",
            questions: &[
                "guests/hold_roles",
                "roles/tier_zero_guests",
                "guests/control_tier_zero",
                "guests/reach_azure",
                "guests/reach_vaults",
                "guests/reach_business_apps",
                "guests/reach_by_assignment",
                "guests/only_open_apps",
                "guests/request_packages",
                "guests/with_licences",
                "guests/most_apps",
            ],
        },
        SectionPlan {
            title: "Who these people are",
            about: "Where they come from, and accounts that nobody needs any more.",
            questions: &[
                "guests/externals_as_members",
                "guests/stale",
                "guests/pending",
                "guests/never_signed_in",
                "guests/disabled_in_groups",
                "guests/assigned_to_nothing",
                "guests/organisations",
                "guests/footprint",
            ],
        },
        SectionPlan {
            title: "Ways in that nobody has to open",
            about: "Apps that are open to everyone, and groups that people may join by themselves.",
            questions: &[
                "apps/by_joining_a_group",
                "apps/open_to_everyone",
                "groups/self_join",
                "guests/in_microsoft_365_groups",
                "groups/guests_without_label",
            ],
        },
        SectionPlan {
            title: "What the groups are for",
            about: "One group, one purpose, a name that says which, and members of the kind that it may have.",
            questions: &[
                "groups/several_purposes",
                "groups/open_apps_and_azure",
                "apps/many_assignments",
                "groups/suggested_names",
                "groups/named_otherwise",
                "groups/look_assigned",
                "groups/nested_in_licensed",
                "groups/nested_where_not_allowed",
                "groups/mail_enabled_security",
                "groups/give_several_apps",
                "groups/kinds",
                "groups/how_members_get_in",
            ],
        },
        SectionPlan {
            title: "Groups with a rule",
            about: "A rule decides who is in. Whoever may change what it looks at decides too.",
            questions: &[
                "groups/entered_by_attribute",
                "groups/drift",
                "groups/dynamic_rules",
                "groups/overlapping_rules",
            ],
        },
        SectionPlan {
            title: "Who decides about the groups",
            about: "Owners add members. A group without one is reviewed by nobody, and a guest who owns one lets others in.",
            questions: &[
                "owners/of_role_assignable_groups",
                "owners/owned_apps_with_permissions",
                "owners/owned_apps_with_roles",
                "owners/guest_owned_groups",
                "guests/own_apps",
                "guests/own_registrations",
                "owners/ownerless_groups",
                "owners/disabled_owners",
            ],
        },
        SectionPlan {
            title: "Licences through groups",
            about: "A licence goes to the first level of a group only, and to whoever is left in it.",
            questions: &["hygiene/licensed_twice", "hygiene/licensed_and_disabled"],
        },
        SectionPlan {
            title: "Roles through groups",
            about: "Whoever manages a group that holds a role decides who has the role.",
            questions: &[
                "guests/in_role_assignable_groups",
                "roles/tier_zero",
                "roles/eligible_privileged",
                "roles/who_changes_role_assignable_groups",
                "roles/through_groups",
                "roles/role_assignable_groups",
            ],
        },
        SectionPlan {
            title: "The way in from on-premises",
            about: "What is synced is decided on-premises: a breach there reaches what these lead to.",
            questions: &[
                "roles/tier_zero_from_on_premises",
                "roles/synced_administrators",
                "azure/synced_users_as_owner",
                "groups/synced_give_azure",
                "groups/synced_give_apps",
                "guests/in_synced_groups",
            ],
        },
    ],
};
