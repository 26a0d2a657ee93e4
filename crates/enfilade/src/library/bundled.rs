//! The saved queries that are part of the program. A test holds the list to `queries/`.

macro_rules! queries {
    ($($name:literal,)*) => {
        /// Each by its name, with the text of its file.
        pub(super) const QUERIES: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../../../queries/", $name, ".enq"))),)*
        ];
    };
}

queries! {
    "apps/administrators_of_apps",
    "apps/assigned_directly",
    "apps/disabled_with_people",
    "apps/multi_tenant",
    "apps/open_to_everyone",
    "apps/permissions",
    "apps/reached_by_most",
    "apps/registrations_owned_by_users",
    "azure/assigned_directly",
    "azure/at_management_groups",
    "azure/can_give_access",
    "azure/identities_with_roles",
    "azure/inherited_vault_access",
    "azure/owners_of_subscriptions",
    "azure/synced_users_as_owner",
    "azure/vault_access",
    "groups/dynamic_rules",
    "groups/give_several_apps",
    "groups/open_apps_and_azure",
    "groups/self_join",
    "groups/synced_give_apps",
    "groups/synced_give_azure",
    "guests/disabled_in_groups",
    "guests/externals_as_members",
    "guests/hold_roles",
    "guests/in_role_assignable_groups",
    "guests/in_synced_groups",
    "guests/most_apps",
    "guests/never_signed_in",
    "guests/only_open_apps",
    "guests/own_apps",
    "guests/own_registrations",
    "guests/reach_azure",
    "guests/reach_business_apps",
    "guests/reach_vaults",
    "hygiene/disabled_with_assignments",
    "hygiene/never_signed_in",
    "hygiene/users_in_synced_groups",
    "owners/disabled_owners",
    "owners/guest_owned_groups",
    "owners/of_role_assignable_groups",
    "owners/owned_apps_with_permissions",
    "owners/owned_apps_with_roles",
    "owners/ownerless_apps",
    "owners/ownerless_groups",
    "roles/disabled_holders",
    "roles/eligible_global_administrators",
    "roles/eligible_privileged",
    "roles/global_administrators",
    "roles/privileged_holders",
    "roles/role_assignable_groups",
    "roles/service_principals",
    "roles/several_roles",
    "roles/synced_administrators",
    "roles/through_groups",
}
