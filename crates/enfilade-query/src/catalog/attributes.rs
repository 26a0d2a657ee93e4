//! Attributes by name, whether any source collected them, and which export would.

use super::{Catalog, kept};
use crate::diagnostic::similar_words;
use crate::plan::column::Kinds;
use crate::plan::expression::Property;
use enfilade_graph::SnapshotError;
use enfilade_model::{Attribute, EntityKind};

/// Why an attribute cannot be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum NoAttribute {
    /// Such things have the attribute, and no source collected it.
    NotCollected(Attribute),
    /// Such things have a property of this name, and no source holds it; what Graph is asked for.
    NotKept(&'static str),
    /// Only things of other kinds have it.
    OfOthers(Attribute, Kinds),
    /// Nothing is called so; what may have been meant.
    Unknown(Vec<String>),
    /// The part of the snapshot that might hold it is damaged.
    Unreadable(SnapshotError),
}

impl Catalog {
    /// The property of entities of these kinds that a name means.
    pub(crate) fn property(&self, name: &str, kinds: Kinds) -> Result<Property, NoAttribute> {
        match name.to_ascii_lowercase().as_str() {
            "id" => return Ok(Property::Id),
            "kind" => return Ok(Property::Kind),
            "name" | "displayname" => return Ok(Property::Label),
            "sources" => return Ok(Property::Sources),
            _ => {}
        }
        if let Some(attribute) = Attribute::from_name(name) {
            if self.collects(attribute, kinds) {
                return Ok(Property::Attribute(attribute));
            }
            let having = kinds_with(attribute);
            return Err(match having.and(kinds).is_empty() {
                true => NoAttribute::OfOthers(attribute, having),
                false => NoAttribute::NotCollected(attribute),
            });
        }
        if self.keeps(name, kinds).map_err(NoAttribute::Unreadable)? {
            return Ok(Property::Other(name.to_owned()));
        }
        if let Some(request) = kept::request_for(name, kinds) {
            return Err(NoAttribute::NotKept(request));
        }
        let known = self.known(kinds).into_iter();
        let known = known.chain([
            "id", "kind", "name", "upn", "enabled", "company", "created", "sources",
        ]);
        Err(NoAttribute::Unknown(similar_words(name, known)))
    }

    /// The attributes that entities of these kinds have, those that some source collected first.
    fn known(&self, kinds: Kinds) -> Vec<&'static str> {
        let has = |attribute: &&Attribute| !kinds_with(**attribute).and(kinds).is_empty();
        let mut known: Vec<&Attribute> = Attribute::ALL.iter().filter(has).collect();
        known.sort_by_key(|attribute| !self.collects(**attribute, kinds));
        known
            .into_iter()
            .map(|attribute| attribute.name())
            .collect()
    }

    /// The attributes that some source collected for entities of these kinds.
    pub(crate) fn collected(&self, kinds: Kinds) -> Vec<&'static str> {
        let all = Attribute::ALL.iter().copied();
        all.filter(|&attribute| self.collects(attribute, kinds))
            .map(Attribute::name)
            .collect()
    }

    /// Whether some source collected an attribute for one of the kinds.
    pub(crate) fn collects(&self, attribute: Attribute, kinds: Kinds) -> bool {
        let ledger = self.graph.completeness();
        kinds.iter().any(|kind| {
            ledger.has_attribute(kind, attribute)
                || self.graph.entities(kind).attributes.has(attribute)
        })
    }

    /// The kinds of which some entities came in with an attribute, and of others nobody knows it.
    pub(crate) fn collected_partly(&self, attribute: Attribute, kinds: Kinds) -> Kinds {
        let ledger = self.graph.completeness();
        kinds
            .iter()
            .filter(|kind| ledger.has_partly(*kind, attribute))
            .collect()
    }

    /// Whether some entity of the kinds has a key of this name among the attributes kept as JSON.
    /// Reads all of them, once for each unknown name.
    fn keeps(&self, key: &str, kinds: Kinds) -> Result<bool, SnapshotError> {
        let quoted = format!("\"{key}\":");
        let Ok(pattern) = regex::RegexBuilder::new(&regex::escape(&quoted))
            .case_insensitive(true)
            .build()
        else {
            return Ok(false);
        };
        for id in kinds.iter().flat_map(|kind| self.graph.ids(kind)) {
            if self
                .graph
                .rest(id)?
                .is_some_and(|json| pattern.is_match(json))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The export that would hold an attribute of these kinds.
pub(crate) fn exported_by(attribute: Attribute, kinds: Kinds) -> String {
    let selected = match attribute {
        Attribute::LastSignInDateTime => "signInActivity",
        attribute => attribute.name(),
    };
    let mut kinds = kinds.and(kinds_with(attribute)).iter();
    let collection = match kinds.next() {
        Some(EntityKind::User) => "/users",
        Some(EntityKind::Group) => "/groups",
        Some(EntityKind::Registration) => "/applications",
        Some(EntityKind::Device) => "/devices",
        Some(EntityKind::DirectoryRole) => "/roleManagement/directory/roleDefinitions",
        Some(EntityKind::AdministrativeUnit) => "/directory/administrativeUnits",
        Some(EntityKind::Contact) => "/contacts",
        Some(EntityKind::Licence) => "/subscribedSkus",
        Some(EntityKind::AccessPackage) => {
            "/identityGovernance/entitlementManagement/accessPackages"
        }
        Some(EntityKind::App | EntityKind::ManagedIdentity | EntityKind::ServicePrincipal) => {
            "/servicePrincipals"
        }
        Some(EntityKind::Policy) => {
            return "a Microsoft Graph export of policies and settings".to_owned();
        }
        Some(kind) if kind.is_azure_scope() => {
            return format!("an Azure Resource Graph export with `{selected}`");
        }
        _ => return format!("an export with `{selected}`"),
    };
    format!("a Microsoft Graph export of {collection} that selects `{selected}`")
}

/// The kinds of entity that have an attribute, as Microsoft Graph and Azure Resource Manager
/// document them.
pub(crate) fn kinds_with(attribute: Attribute) -> Kinds {
    use Attribute as A;
    use EntityKind as K;
    let kinds: &[EntityKind] = match attribute {
        A::DisplayName | A::TenantId => EntityKind::ALL,
        A::UserPrincipalName
        | A::UserType
        | A::CreationType
        | A::ExternalUserState
        | A::CompanyName
        | A::Department
        | A::JobTitle
        | A::EmployeeId
        | A::EmployeeType
        | A::OfficeLocation
        | A::Country
        | A::City
        | A::UsageLocation
        | A::LastPasswordChangeDateTime
        | A::LastSignInDateTime => &[K::User],
        A::Mail => &[K::User, K::Group, K::Contact],
        A::AccountEnabled => &[
            K::User,
            K::App,
            K::ManagedIdentity,
            K::ServicePrincipal,
            K::Device,
        ],
        A::CreatedDateTime => &[
            K::User,
            K::Group,
            K::App,
            K::ManagedIdentity,
            K::ServicePrincipal,
            K::Registration,
            K::AccessPackage,
            K::Policy,
            K::UserClass,
        ],
        A::OnPremisesSyncEnabled => &[K::User, K::Group, K::Device, K::Contact],
        A::OnPremisesSecurityIdentifier => &[K::User, K::Group],
        A::Description => &[
            K::Group,
            K::DirectoryRole,
            K::AdministrativeUnit,
            K::App,
            K::ManagedIdentity,
            K::ServicePrincipal,
            K::Registration,
            K::AccessPackage,
            K::Policy,
            K::UserClass,
        ],
        A::Visibility => &[K::Group, K::AdministrativeUnit],
        A::IsMemberManagementRestricted => &[K::AdministrativeUnit],
        A::GroupTypes
        | A::ResourceProvisioningOptions
        | A::SecurityEnabled
        | A::MailEnabled
        | A::IsAssignableToRole => &[K::Group],
        A::MembershipRule | A::MembershipRuleProcessingState => &[K::Group, K::AdministrativeUnit],
        A::AppId | A::SignInAudience => &[
            K::App,
            K::ManagedIdentity,
            K::ServicePrincipal,
            K::Registration,
        ],
        A::AppDisplayName
        | A::AppOwnerOrganizationId
        | A::AppRoleAssignmentRequired
        | A::ServicePrincipalType
        | A::PreferredSingleSignOnMode => &[K::App, K::ManagedIdentity, K::ServicePrincipal],
        A::TemplateId | A::IsBuiltIn | A::IsEnabled => &[K::DirectoryRole],
        A::OperatingSystem | A::IsCompliant | A::IsManaged | A::TrustType => &[K::Device],
        A::ResourceType => &[K::Vault, K::AzureResource, K::Site],
        A::Location => &[K::ResourceGroup, K::Vault, K::AzureResource],
        A::EnableRbacAuthorization => &[K::Vault],
        A::DefaultDomain | A::Collected => &[K::Tenant],
        A::PolicyType => &[K::Policy],
    };
    kinds.iter().copied().collect()
}
