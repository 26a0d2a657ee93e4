//! The kinds of record that AzureHound writes.

macro_rules! kinds {
    ($($variant:ident, $name:literal;)*) => {
        /// A kind of record. 64 are written today; two are kept for older exports.
        #[derive(Copy, Clone, Debug, Eq, PartialEq)]
        pub(crate) enum Kind { $($variant,)* }

        impl Kind {
            /// Every kind.
            pub(crate) const ALL: &[Kind] = &[$(Kind::$variant),*];

            /// The kind's name in an export.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Kind::$variant => $name,)* }
            }

            /// The kind of this name.
            pub(crate) fn of(name: &str) -> Option<Kind> {
                match name { $($name => Some(Kind::$variant),)* _ => None }
            }
        }
    };
}

kinds! {
    Tenant, "AZTenant";
    User, "AZUser";
    Group, "AZGroup";
    GroupMember, "AZGroupMember";
    GroupOwner, "AZGroupOwner";
    App, "AZApp";
    AppOwner, "AZAppOwner";
    AppMember, "AZAppMember";
    FederatedIdentityCredential, "AZFederatedIdentityCredential";
    ServicePrincipal, "AZServicePrincipal";
    ServicePrincipalOwner, "AZServicePrincipalOwner";
    AppRoleAssignment, "AZAppRoleAssignment";
    Device, "AZDevice";
    DeviceOwner, "AZDeviceOwner";
    Role, "AZRole";
    RoleAssignment, "AZRoleAssignment";
    RoleEligibility, "AZRoleEligibilityScheduleInstance";
    RolePolicy, "AZRoleManagementPolicyAssignment";
    ManagementGroup, "AZManagementGroup";
    ManagementGroupDescendant, "AZManagementGroupDescendant";
    Subscription, "AZSubscription";
    ResourceGroup, "AZResourceGroup";
    KeyVault, "AZKeyVault";
    KeyVaultAccessPolicy, "AZKeyVaultAccessPolicy";
    Vm, "AZVM";
    VmScaleSet, "AZVMScaleSet";
    ManagedCluster, "AZManagedCluster";
    ContainerRegistry, "AZContainerRegistry";
    WebApp, "AZWebApp";
    FunctionApp, "AZFunctionApp";
    LogicApp, "AZLogicApp";
    AutomationAccount, "AZAutomationAccount";
    StorageAccount, "AZStorageAccount";
    StorageContainer, "AZStorageContainer";
    VmScaleSetRoleAssignment, "AZVMScaleSetRoleAssignment";
    ManagedClusterRoleAssignment, "AZManagedClusterRoleAssignment";
    ContainerRegistryRoleAssignment, "AZContainerRegistryRoleAssignment";
    WebAppRoleAssignment, "AZWebAppRoleAssignment";
    FunctionAppRoleAssignment, "AZFunctionAppRoleAssignment";
    LogicAppRoleAssignment, "AZLogicAppRoleAssignment";
    AutomationAccountRoleAssignment, "AZAutomationAccountRoleAssignment";
    StorageAccountRoleAssignment, "AZStorageAccountRoleAssignment";
    ManagementGroupRoleAssignment, "AZManagementGroupRoleAssignment";
    ManagementGroupOwner, "AZManagementGroupOwner";
    ManagementGroupContributor, "AZManagementGroupContributor";
    ManagementGroupUserAccessAdmin, "AZManagementGroupUserAccessAdmin";
    SubscriptionRoleAssignment, "AZSubscriptionRoleAssignment";
    SubscriptionOwner, "AZSubscriptionOwner";
    SubscriptionContributor, "AZSubscriptionContributor";
    SubscriptionUserAccessAdmin, "AZSubscriptionUserAccessAdmin";
    ResourceGroupRoleAssignment, "AZResourceGroupRoleAssignment";
    ResourceGroupOwner, "AZResourceGroupOwner";
    ResourceGroupContributor, "AZResourceGroupContributor";
    ResourceGroupUserAccessAdmin, "AZResourceGroupUserAccessAdmin";
    KeyVaultRoleAssignment, "AZKeyVaultRoleAssignment";
    KeyVaultOwner, "AZKeyVaultOwner";
    KeyVaultContributor, "AZKeyVaultContributor";
    KeyVaultUserAccessAdmin, "AZKeyVaultUserAccessAdmin";
    KeyVaultKvContributor, "AZKeyVaultKVContributor";
    VmRoleAssignment, "AZVMRoleAssignment";
    VmOwner, "AZVMOwner";
    VmContributor, "AZVMContributor";
    VmUserAccessAdmin, "AZVMUserAccessAdmin";
    VmVmContributor, "AZVMVMContributor";
    VmAvereContributor, "AZVMAvereContributor";
    VmAdminLogin, "AZVMAdminLogin";
}

impl Kind {
    /// Whether the data of records of this kind is a list of plain values, but for a few, and what
    /// it says is said once all of it was read.
    pub(crate) fn is_flat(self) -> bool {
        matches!(
            self,
            Kind::User | Kind::Group | Kind::Device | Kind::AppRoleAssignment
        )
    }

    /// Whether records of this kind list Azure role assignments.
    pub(crate) fn lists_azure_roles(self) -> bool {
        self as usize >= Kind::VmScaleSetRoleAssignment as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_four_kinds_are_written_and_two_are_older() {
        assert_eq!(Kind::ALL.len(), 66);
        for &kind in Kind::ALL {
            assert_eq!(Kind::of(kind.name()), Some(kind));
            let listing = kind.name().ends_with("RoleAssignment")
                && !matches!(kind, Kind::AppRoleAssignment | Kind::RoleAssignment);
            assert!(!listing || kind.lists_azure_roles(), "{}", kind.name());
        }
        assert!(!Kind::StorageContainer.lists_azure_roles());
    }
}
