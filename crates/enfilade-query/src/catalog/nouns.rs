//! What each noun means: kinds of entity, and a test that narrows them.

use crate::plan::column::Kinds;
use crate::syntax::ast::Noun;
use enfilade_model::{Attribute, EntityKind, Relation};

/// What narrows the kinds of a noun.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Narrowing {
    None,
    /// userType is Guest.
    Guest,
    /// Homed elsewhere.
    External,
    /// Neither a guest nor homed elsewhere.
    Employee,
    /// Not one of Microsoft's own apps.
    NotFirstParty,
    /// A Microsoft 365 group: it has a mailbox and a site.
    Microsoft365,
    /// A Microsoft 365 group that has a team.
    Team,
    /// Of groups, those that are Microsoft 365 groups: what others give is not theirs.
    Resource,
}

/// What a noun means.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) struct Meaning {
    pub(crate) kinds: Kinds,
    pub(crate) narrowing: Narrowing,
}

/// What a noun means.
pub(crate) fn meaning(noun: Noun) -> Meaning {
    use EntityKind as K;
    let kinds: &[EntityKind] = match noun {
        Noun::Users | Noun::Guests | Noun::Externals | Noun::Employees => &[K::User],
        Noun::Groups => &[K::Group],
        Noun::Apps => &[K::App],
        Noun::Registrations => &[K::Registration],
        Noun::ServicePrincipals => &[K::App, K::ManagedIdentity, K::ServicePrincipal],
        Noun::ManagedIdentities => &[K::ManagedIdentity],
        Noun::Devices => &[K::Device],
        Noun::Roles => &[K::DirectoryRole],
        Noun::Units => &[K::AdministrativeUnit],
        Noun::Subscriptions => &[K::Subscription],
        Noun::ManagementGroups => &[K::ManagementGroup],
        Noun::ResourceGroups => &[K::ResourceGroup],
        Noun::AzureResources => &[K::Vault, K::AzureResource],
        Noun::Vaults => &[K::Vault],
        Noun::Resources => &[
            K::DirectoryRole,
            K::ManagementGroup,
            K::Subscription,
            K::ResourceGroup,
            K::Vault,
            K::AzureResource,
            K::App,
            K::Licence,
            K::Group,
            K::AccessPackage,
            K::Site,
        ],
        Noun::Principals => &[K::User, K::App, K::ManagedIdentity, K::ServicePrincipal],
        Noun::Anything => EntityKind::ALL,
        // What a Microsoft 365 group has is the group: see the mechanism `group resources`.
        Noun::Teams | Noun::Mailboxes => &[K::Group],
        Noun::Sites => &[K::Group, K::Site],
        Noun::Licences => &[K::Licence],
        Noun::Packages => &[K::AccessPackage],
        Noun::Policies => &[K::Policy],
    };
    let narrowing = match noun {
        Noun::Guests => Narrowing::Guest,
        Noun::Externals => Narrowing::External,
        Noun::Employees => Narrowing::Employee,
        Noun::Apps => Narrowing::NotFirstParty,
        Noun::Mailboxes => Narrowing::Microsoft365,
        Noun::Sites => Narrowing::Resource,
        Noun::Teams => Narrowing::Team,
        Noun::Resources => Narrowing::Resource,
        _ => Narrowing::None,
    };
    Meaning {
        kinds: kinds.iter().copied().collect(),
        narrowing,
    }
}

/// The column that holds entities of a noun.
pub(crate) fn column_name(noun: Noun) -> String {
    noun.singular().replace(' ', "_")
}

/// The relations that a list of all entities of a kind rests on.
pub(crate) fn relation_of(kind: EntityKind) -> Option<Relation> {
    match kind {
        EntityKind::DirectoryRole => Some(Relation::DirectoryRoles),
        EntityKind::Licence => Some(Relation::Licences),
        EntityKind::AccessPackage | EntityKind::UserClass => Some(Relation::AccessPackages),
        EntityKind::Site => Some(Relation::SharePoint),
        EntityKind::Policy => Some(Relation::TenantSettings),
        kind => Relation::listing(kind),
    }
}

/// The attributes that say most about entities of a kind, shown beside a bare set.
pub(crate) fn main_attributes(kind: EntityKind) -> &'static [Attribute] {
    use Attribute as A;
    match kind {
        EntityKind::User => &[
            A::UserPrincipalName,
            A::UserType,
            A::AccountEnabled,
            A::CompanyName,
        ],
        EntityKind::Group => &[
            A::GroupTypes,
            A::SecurityEnabled,
            A::IsAssignableToRole,
            A::Description,
        ],
        EntityKind::App | EntityKind::ServicePrincipal | EntityKind::ManagedIdentity => {
            &[A::AppId, A::AccountEnabled, A::AppRoleAssignmentRequired]
        }
        EntityKind::Registration => &[A::AppId, A::SignInAudience],
        EntityKind::Device => &[A::OperatingSystem, A::TrustType, A::AccountEnabled],
        EntityKind::DirectoryRole => &[A::IsBuiltIn, A::Description],
        EntityKind::AdministrativeUnit => &[A::Description],
        EntityKind::AzureResource => &[A::ResourceType, A::Location],
        EntityKind::Vault => &[A::Location, A::EnableRbacAuthorization],
        EntityKind::Tenant => &[A::DefaultDomain],
        EntityKind::Policy => &[A::PolicyType, A::Description],
        EntityKind::AccessPackage => &[A::Description],
        _ => &[],
    }
}
