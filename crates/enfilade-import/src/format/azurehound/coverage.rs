//! What an AzureHound export can and cannot hold, and what of that it seems to be of.
//!
//! `azurehound list` writes all that the tool collects, `azurehound list users` only users; neither
//! says which. Every tenant has users, roles and service principals, so an export without these
//! was of a part, and what it has no record of it says nothing of. Of Azure it says something if
//! there is a subscription or management group.
//!
//! Source: AzureHound 3.1.0, which relations its `list` command collects and which attributes it
//! asks Microsoft Graph for.

use super::kind::Kind;
use crate::facts::Emitter;
use enfilade_model::{Attribute as A, Completeness, EntityKind, Level, Relation};

/// The ledger of an import, with the attributes that happened to occur. If nothing else was read there
/// are no objects but AzureHound's, and of each kind all has the attributes that the tool asks for.
pub(crate) fn ledger(out: &Emitter<'_>, is_alone: bool) -> Completeness {
    let mut ledger = Completeness::default();
    for &relation in Relation::ALL {
        let level = match level(relation) {
            Level::Complete | Level::Partial(_) if !is_listed(relation, out) => unlisted(relation),
            level => level,
        };
        ledger.relations.insert(relation, level);
    }
    for &kind in EntityKind::ALL {
        let is_described = match described_in(kind) {
            Some(relation) => is_listed(relation, out),
            None => kind == EntityKind::Tenant && out.azurehound.has(Kind::Tenant),
        };
        let mut attributes: Vec<A> = match is_described || is_alone {
            true => collected(kind).to_vec(),
            false => Vec::new(),
        };
        // Beside something else they may have come in with that, which says itself of what it has them.
        if is_alone {
            let all = A::ALL.iter().copied();
            attributes.extend(all.filter(|attribute| out.has_occurred(kind, *attribute)));
        }
        attributes.sort_unstable();
        attributes.dedup();
        if !attributes.is_empty() {
            ledger.attributes.insert(kind, attributes);
        }
    }
    ledger
}

/// The kinds of record that hold a relation.
fn kinds(relation: Relation) -> &'static [Kind] {
    match relation {
        Relation::Users => &[Kind::User],
        Relation::Groups => &[Kind::Group],
        Relation::GroupMembers => &[Kind::GroupMember],
        Relation::GroupOwners => &[Kind::GroupOwner],
        Relation::Apps => &[Kind::ServicePrincipal, Kind::App],
        Relation::AppOwners => &[Kind::ServicePrincipalOwner, Kind::AppOwner],
        Relation::AppAssignments => &[Kind::AppRoleAssignment],
        Relation::DirectoryRoles => &[Kind::RoleAssignment, Kind::Role],
        Relation::EligibleDirectoryRoles => &[Kind::RoleEligibility],
        Relation::Devices => &[Kind::Device],
        Relation::VaultPolicies => &[Kind::KeyVaultAccessPolicy],
        Relation::AzureResources => &[
            Kind::ResourceGroup,
            Kind::KeyVault,
            Kind::Vm,
            Kind::VmScaleSet,
            Kind::ManagedCluster,
            Kind::ContainerRegistry,
            Kind::WebApp,
            Kind::FunctionApp,
            Kind::LogicApp,
            Kind::AutomationAccount,
            Kind::StorageAccount,
        ],
        Relation::AzureRoles => {
            const FIRST: usize = Kind::VmScaleSetRoleAssignment as usize;
            Kind::ALL.get(FIRST..).unwrap_or_default()
        }
        _ => &[],
    }
}

/// The relation whose records describe entities of a kind.
fn described_in(kind: EntityKind) -> Option<Relation> {
    Some(match kind {
        EntityKind::User => Relation::Users,
        EntityKind::Group => Relation::Groups,
        EntityKind::Device => Relation::Devices,
        EntityKind::DirectoryRole => Relation::DirectoryRoles,
        EntityKind::Registration
        | EntityKind::App
        | EntityKind::ManagedIdentity
        | EntityKind::ServicePrincipal => Relation::Apps,
        kind if kind.is_azure_scope() => Relation::AzureResources,
        _ => return None,
    })
}

/// Whether the export seems to be of a relation: it has a record of it, or was of everything around.
fn is_listed(relation: Relation, out: &Emitter<'_>) -> bool {
    let has = |kinds: &[Kind]| kinds.iter().any(|kind| out.azurehound.has(*kind));
    let is_around = match relation {
        Relation::VaultPolicies | Relation::AzureResources | Relation::AzureRoles => {
            has(&[Kind::Subscription, Kind::ManagementGroup])
        }
        Relation::AzureRoleDefinitions => true,
        _ => [Kind::User, Kind::Role, Kind::ServicePrincipal]
            .iter()
            .all(|kind| out.azurehound.has(*kind)),
    };
    is_around || has(kinds(relation))
}

/// The level of a relation that an export seems not to be of.
fn unlisted(relation: Relation) -> Level {
    let why = match relation {
        Relation::VaultPolicies | Relation::AzureResources | Relation::AzureRoles => {
            "no subscription or management group came in: there is none, the caller reads none, or Azure was not listed; `azurehound list` with Reader at the tenant's root management group has it"
        }
        _ => {
            "no record of it came in, and not all that `azurehound list` writes: there is none, or it was not listed"
        }
    };
    Level::Partial(why.to_owned())
}

fn level(relation: Relation) -> Level {
    let partial = |why: &str| Level::Partial(why.to_owned());
    let absent = |why: &str| Level::Absent(why.to_owned());
    match relation {
        Relation::Users
        | Relation::Apps
        | Relation::AppOwners
        | Relation::DirectoryRoles
        | Relation::VaultPolicies
        | Relation::Devices => Level::Complete,
        Relation::Groups => partial(
            "AzureHound lists security-enabled groups only: Microsoft 365 groups that are not, and distribution lists, are missing; a Graph export of /groups has them",
        ),
        Relation::GroupMembers => partial(
            "members of security-enabled groups only; a Graph export of /groups with members has the others",
        ),
        Relation::GroupOwners => partial(
            "owners of security-enabled groups only; a Graph export of /groups with owners has the others",
        ),
        Relation::AppAssignments => partial(
            "AzureHound skips apps that define no app roles: assignments to them are missing; a Graph export of servicePrincipals with appRoleAssignedTo has them",
        ),
        Relation::EligibleDirectoryRoles => partial(
            "without end dates; a Graph export of roleEligibilityScheduleInstances has them",
        ),
        Relation::AzureResources => partial(
            "the types of resource that AzureHound lists only; among web and function apps those on Linux are missing; an Azure Resource Graph export has all",
        ),
        Relation::AzureRoles => partial(
            "at management groups, subscriptions, resource groups, virtual machines and vaults a plain `azurehound list` writes only Owner, Contributor, User Access Administrator and a few roles for machines and vaults, without conditions; `az role assignment list --all` has every role",
        ),
        Relation::AzureRoleDefinitions => partial(
            "AzureHound does not collect what Azure roles allow: built-in roles are judged by Microsoft's pages, and of custom roles nothing is claimed; `az role definition list` has them",
        ),
        Relation::DelegatedGrants => {
            absent("AzureHound does not collect oauth2PermissionGrants; a Graph export has them")
        }
        Relation::EligibleMemberships => absent(
            "AzureHound does not collect PIM for Groups; a Graph export of privilegedAccess/group eligibility has it",
        ),
        Relation::AdministrativeUnits => absent(
            "AzureHound does not collect administrative units; a Graph export of directory/administrativeUnits has them",
        ),
        Relation::EligibleAzureRoles => absent(
            "AzureHound does not collect eligible Azure roles; an export of roleEligibilityScheduleInstances from Azure Resource Manager has them",
        ),
        Relation::DenyAssignments => absent(
            "AzureHound does not collect deny assignments; an export of denyAssignments from Azure Resource Manager has them",
        ),
        Relation::ConditionalAccess => absent(
            "AzureHound does not collect Conditional Access; a Graph export of identity/conditionalAccess/policies has it",
        ),
        Relation::AccessPackages => absent(
            "AzureHound does not collect entitlement management; a Graph export of identityGovernance/entitlementManagement has it",
        ),
        Relation::TenantSettings => absent(
            "AzureHound does not collect the tenant's settings; a Graph export of policies/authorizationPolicy, groupSettings and policies/crossTenantAccessPolicy has them",
        ),
        Relation::Licences => absent(
            "AzureHound does not collect licences; a Graph export of users and groups with assignedLicenses has them",
        ),
        Relation::SharePoint => absent(
            "AzureHound does not collect SharePoint permissions; the plain form can hold them",
        ),
    }
}

/// The attributes that AzureHound collects for every object of a kind, so that an absent value
/// means none. Last sign-ins are not among them: where the caller may not read them, AzureHound
/// silently leaves them out for everybody.
fn collected(kind: EntityKind) -> &'static [A] {
    match kind {
        EntityKind::Tenant => &[A::DefaultDomain, A::Country, A::TenantId, A::Collected],
        EntityKind::User => &[
            A::UserPrincipalName,
            A::Mail,
            A::UserType,
            A::AccountEnabled,
            A::CreatedDateTime,
            A::JobTitle,
            A::LastPasswordChangeDateTime,
            A::OnPremisesSyncEnabled,
            A::OnPremisesSecurityIdentifier,
            A::TenantId,
        ],
        EntityKind::Group => &[
            A::Mail,
            A::CreatedDateTime,
            A::OnPremisesSyncEnabled,
            A::OnPremisesSecurityIdentifier,
            A::Description,
            A::Visibility,
            A::GroupTypes,
            A::SecurityEnabled,
            A::MailEnabled,
            A::IsAssignableToRole,
            A::MembershipRule,
            A::MembershipRuleProcessingState,
            A::TenantId,
        ],
        EntityKind::Registration => &[
            A::CreatedDateTime,
            A::Description,
            A::AppId,
            A::SignInAudience,
            A::TenantId,
        ],
        EntityKind::App | EntityKind::ManagedIdentity | EntityKind::ServicePrincipal => &[
            A::AccountEnabled,
            A::Description,
            A::AppId,
            A::AppDisplayName,
            A::AppOwnerOrganizationId,
            A::AppRoleAssignmentRequired,
            A::ServicePrincipalType,
            A::PreferredSingleSignOnMode,
            A::SignInAudience,
            A::TenantId,
        ],
        EntityKind::Device => &[
            A::AccountEnabled,
            A::OnPremisesSyncEnabled,
            A::OperatingSystem,
            A::IsCompliant,
            A::IsManaged,
            A::TrustType,
            A::TenantId,
        ],
        EntityKind::DirectoryRole => &[
            A::Description,
            A::TemplateId,
            A::IsBuiltIn,
            A::IsEnabled,
            A::TenantId,
        ],
        EntityKind::ManagementGroup => &[A::ResourceType, A::TenantId],
        EntityKind::Subscription => &[A::TenantId],
        EntityKind::ResourceGroup | EntityKind::AzureResource => {
            &[A::ResourceType, A::Location, A::TenantId]
        }
        EntityKind::Vault => &[
            A::ResourceType,
            A::Location,
            A::EnableRbacAuthorization,
            A::TenantId,
        ],
        EntityKind::AdministrativeUnit
        | EntityKind::AccessPackage
        | EntityKind::Site
        | EntityKind::Policy
        | EntityKind::UserClass
        | EntityKind::Licence
        | EntityKind::Unknown
        | EntityKind::Contact => &[],
    }
}
