//! The attributes that the engine knows by name, each with one type.
//!
//! Names are Microsoft Graph's. Whatever else an export holds is kept as JSON beside these and can
//! still be read, but is not indexed or typed.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The type of a known attribute.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
pub enum ValueType {
    /// Unicode text.
    Text,
    /// True or false.
    Boolean,
    /// An instant: microseconds since 1970-01-01T00:00:00Z.
    Time,
}

/// A value of a known attribute, borrowed from the record that states it.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Value<'a> {
    /// Unicode text.
    Text(&'a str),
    /// True or false.
    Boolean(bool),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Time(i64),
}

impl Value<'_> {
    /// The type of the value.
    #[must_use]
    pub fn value_type(&self) -> ValueType {
        match self {
            Value::Text(_) => ValueType::Text,
            Value::Boolean(_) => ValueType::Boolean,
            Value::Time(_) => ValueType::Time,
        }
    }
}

macro_rules! attributes {
    ($($(#[$doc:meta])* $variant:ident, $name:literal, $type:ident;)*) => {
        /// An attribute that has a typed column of its own.
        #[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Attribute { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl Attribute {
            /// Every attribute.
            pub const ALL: &[Attribute] = &[$(Attribute::$variant),*];

            /// The attribute's name in Microsoft Graph.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Attribute::$variant => $name,)* }
            }

            /// The type of its values.
            #[must_use]
            pub fn value_type(self) -> ValueType {
                match self { $(Attribute::$variant => ValueType::$type,)* }
            }
        }
    };
}

attributes! {
    /// What the object is called. Every entity has this column; it is kept apart from the others.
    DisplayName, "displayName", Text;
    /// The sign-in name of a user.
    UserPrincipalName, "userPrincipalName", Text;
    /// The primary mail address.
    Mail, "mail", Text;
    /// `Member` or `Guest`.
    UserType, "userType", Text;
    /// Whether the account, service principal or device is enabled.
    AccountEnabled, "accountEnabled", Boolean;
    /// When the object was created.
    CreatedDateTime, "createdDateTime", Time;
    /// How the account came to be: `Invitation`, `LocalAccount`, `EmailVerified`, ...
    CreationType, "creationType", Text;
    /// Whether an invitation was accepted: `PendingAcceptance` or `Accepted`.
    ExternalUserState, "externalUserState", Text;
    /// The company that a user states.
    CompanyName, "companyName", Text;
    /// The department.
    Department, "department", Text;
    /// The job title.
    JobTitle, "jobTitle", Text;
    /// The employee number.
    EmployeeId, "employeeId", Text;
    /// The kind of employment.
    EmployeeType, "employeeType", Text;
    /// The office.
    OfficeLocation, "officeLocation", Text;
    /// The country.
    Country, "country", Text;
    /// The city.
    City, "city", Text;
    /// The country in which licences are used.
    UsageLocation, "usageLocation", Text;
    /// When the password was last changed.
    LastPasswordChangeDateTime, "lastPasswordChangeDateTime", Time;
    /// When the account last signed in interactively (from `signInActivity`).
    LastSignInDateTime, "lastSignInDateTime", Time;
    /// Whether the object is synced from on-premises.
    OnPremisesSyncEnabled, "onPremisesSyncEnabled", Boolean;
    /// The on-premises security identifier.
    OnPremisesSecurityIdentifier, "onPremisesSecurityIdentifier", Text;
    /// Free text about the object.
    Description, "description", Text;
    /// `Public`, `Private` or `HiddenMembership`.
    Visibility, "visibility", Text;
    /// A group's types, joined by a comma: `Unified`, `DynamicMembership`.
    GroupTypes, "groupTypes", Text;
    /// What was made with a Microsoft 365 group, joined by a comma: `Team`.
    ResourceProvisioningOptions, "resourceProvisioningOptions", Text;
    /// Whether a group can be used for access.
    SecurityEnabled, "securityEnabled", Boolean;
    /// Whether a group receives mail.
    MailEnabled, "mailEnabled", Boolean;
    /// Whether directory roles may be assigned to the group.
    IsAssignableToRole, "isAssignableToRole", Boolean;
    /// Whether an administrative unit keeps all administrators out but its own.
    IsMemberManagementRestricted, "isMemberManagementRestricted", Boolean;
    /// The rule of a dynamic group.
    MembershipRule, "membershipRule", Text;
    /// Whether the rule of a dynamic group is processed: `On` or `Paused`.
    MembershipRuleProcessingState, "membershipRuleProcessingState", Text;
    /// An application's client id, lower case.
    AppId, "appId", Text;
    /// The better-cased name that a service principal copies from its application.
    AppDisplayName, "appDisplayName", Text;
    /// The tenant that registered the application, lower case.
    AppOwnerOrganizationId, "appOwnerOrganizationId", Text;
    /// Whether only assigned principals may sign in.
    AppRoleAssignmentRequired, "appRoleAssignmentRequired", Boolean;
    /// The type of a service principal: `Application`, `ManagedIdentity`, `Legacy`, ...
    ServicePrincipalType, "servicePrincipalType", Text;
    /// How users sign in: `saml`, `oidc`, `password`, `notSupported`.
    PreferredSingleSignOnMode, "preferredSingleSignOnMode", Text;
    /// Which accounts an application accepts.
    SignInAudience, "signInAudience", Text;
    /// The template of a built-in directory role, lower case.
    TemplateId, "templateId", Text;
    /// Whether a role is built in.
    IsBuiltIn, "isBuiltIn", Boolean;
    /// Whether a role may be used.
    IsEnabled, "isEnabled", Boolean;
    /// A device's operating system.
    OperatingSystem, "operatingSystem", Text;
    /// Whether a device meets its policies.
    IsCompliant, "isCompliant", Boolean;
    /// Whether a device is managed.
    IsManaged, "isManaged", Boolean;
    /// How a device is joined.
    TrustType, "trustType", Text;
    /// An Azure resource's type, such as `Microsoft.KeyVault/vaults`.
    ResourceType, "type", Text;
    /// An Azure resource's region.
    Location, "location", Text;
    /// Whether a vault's data plane is governed by Azure roles instead of access policies.
    EnableRbacAuthorization, "enableRbacAuthorization", Boolean;
    /// The tenant that an object belongs to, lower case.
    TenantId, "tenantId", Text;
    /// A tenant's default domain.
    DefaultDomain, "defaultDomain", Text;
    /// Whether the export was collected from this tenant.
    Collected, "collected", Boolean;
    /// What sort of policy or setting an object is, as Microsoft Graph calls it.
    PolicyType, "policyType", Text;
}

impl Attribute {
    /// How many attributes there are.
    pub const COUNT: usize = Attribute::ALL.len();

    /// The attribute of this name or short alias, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Attribute> {
        let alias = match name.to_ascii_lowercase().as_str() {
            "name" => Some(Attribute::DisplayName),
            "upn" => Some(Attribute::UserPrincipalName),
            "enabled" => Some(Attribute::AccountEnabled),
            "company" => Some(Attribute::CompanyName),
            "created" => Some(Attribute::CreatedDateTime),
            _ => None,
        };
        alias.or_else(|| {
            Attribute::ALL
                .iter()
                .copied()
                .find(|attribute| attribute.name().eq_ignore_ascii_case(name))
        })
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
