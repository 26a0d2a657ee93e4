//! Records of the directory: users, groups, apps, roles, devices.

use super::{
    Company, Holder, MICROSOFT, NIL, Publisher, days_ago, describe, directory_object, home, id,
    tenant,
};
use crate::azurehound::{Export, Fields};
use crate::contoso::Person;
use crate::contoso::directory::{App, Reach};
use crate::contoso::groups::Group;
use crate::contoso::people::PARTNERS;
use crate::draw::Draw;
use std::io::{self, Write};

pub(super) fn tenants<W: Write>(out: &mut Export<W>) -> io::Result<()> {
    let mut tenant = |key: &str, name: &str, domain: &str, home: bool| {
        out.record("AZTenant", |fields| {
            let guid = id("tenant", key);
            fields.plain("country", "GB").plain("countryCode", "GB");
            fields
                .text("defaultDomain", domain)
                .text("displayName", name);
            fields.texts("domains", &[domain]);
            fields.plain("id", format!("/TENANTS/{guid}"));
            fields.plain("tenantType", "AAD").plain("tenantId", guid);
            fields.flag("collected", home);
        })
    };
    tenant("contoso", super::TENANT_NAME, "contoso.example", true)?;
    let auditor = &PARTNERS[0];
    let domain = format!("{}.example", auditor.stem);
    tenant(auditor.stem, &auditor.name.to_uppercase(), &domain, false)
}

pub(super) fn users<W: Write>(company: &Company, out: &mut Export<W>) -> io::Result<()> {
    for (at, person) in company.people.iter().enumerate() {
        out.record("AZUser", |fields| user(fields, person, at))?;
    }
    Ok(())
}

fn user(fields: &mut Fields<'_>, person: &Person, at: usize) {
    let name = &person.name;
    fields
        .plain("id", person.id())
        .flag("accountEnabled", person.enabled);
    fields.text("createdDateTime", &days_ago(person.created, name));
    fields.text("displayName", &name.to_uppercase());
    fields
        .empty("employeeOrgData")
        .text("jobTitle", &person.title);
    if person.visit.partner().is_none() {
        let changed = person.created.min(30 + Draw::of(name).below(500));
        fields.text("lastPasswordChangeDateTime", &days_ago(changed, name));
    }
    fields
        .text("mail", &person.address())
        .object("mailboxSettings", |settings| {
            settings.empty("automaticRepliesSetting").empty("language");
            settings.empty("workingHours");
        });
    fields.empty("onPremisesExtensionAttributes");
    if person.synced {
        fields.plain("onPremisesSecurityIdentifier", sid(1_100 + at));
        fields.flag("onPremisesSyncEnabled", true);
    }
    fields
        .empty("passwordProfile")
        .object("signInActivity", |activity| {
            if let Some(days) = person.signed_in {
                activity.text("lastSignInDateTime", &days_ago(days, name));
            }
        });
    fields.text("userPrincipalName", &person.sign_in_name());
    let user_type = if person.is_guest() { "Guest" } else { "Member" };
    fields.plain("userType", user_type);
    home(fields);
}

fn sid(number: usize) -> String {
    format!("S-1-5-21-1004336348-1177238915-682003330-{number}")
}

pub(super) fn groups<W: Write>(company: &Company, out: &mut Export<W>) -> io::Result<()> {
    for (at, group) in company.groups.iter().enumerate() {
        out.record("AZGroup", |fields| group_fields(fields, group, at))?;
    }
    for group in &company.groups {
        out.record("AZGroupMember", |fields| {
            fields.objects("members", &group.members, |entry, member| {
                directory_object(entry, "member", company, *member);
                entry.plain("groupId", group.id());
            });
            fields.plain("groupId", group.id());
        })?;
    }
    for group in &company.groups {
        out.record("AZGroupOwner", |fields| {
            fields.objects("owners", &group.owners, |entry, owner| {
                entry.plain("groupId", group.id());
                directory_object(entry, "owner", company, *owner);
            });
            fields.plain("groupId", group.id());
        })?;
    }
    Ok(())
}

fn group_fields(fields: &mut Fields<'_>, group: &Group, at: usize) {
    let created = 400 + Draw::of(&group.name).below(2_000);
    fields.plain("id", group.id());
    fields.text("createdDateTime", &days_ago(created, &group.name));
    fields.text("description", &group.description);
    fields.text("displayName", &group.name.to_uppercase());
    if group.rule.is_some() {
        fields.texts("groupTypes", &["DynamicMembership"]);
    }
    if group.visibility.is_some() {
        fields.texts("groupTypes", &["Unified"]);
    }
    fields.flag("isAssignableToRole", group.role_assignable);
    let nickname = group.name.replace(' ', "");
    if group.visibility.is_some() {
        fields.text(
            "mail",
            &format!("{}@contoso.example", nickname.to_lowercase()),
        );
        fields.flag("mailEnabled", true);
    }
    fields.text("mailNickname", &nickname);
    if let Some(rule) = &group.rule {
        fields.text("membershipRule", rule);
        fields.plain("membershipRuleProcessingState", "On");
    }
    if group.synced {
        fields.plain("onPremisesSecurityIdentifier", sid(5_000 + at));
        fields.flag("onPremisesSyncEnabled", true);
    }
    fields.flag("securityEnabled", true);
    if let Some(visibility) = group.visibility {
        fields.text("visibility", visibility);
    }
    home(fields);
}

pub(super) fn apps<W: Write>(company: &Company, out: &mut Export<W>) -> io::Result<()> {
    for app in &company.apps {
        if app.publisher == Publisher::Own {
            registration(company, app, out)?;
        }
        out.record("AZServicePrincipal", |fields| {
            service_principal(fields, app)
        })?;
        out.record("AZServicePrincipalOwner", |fields| {
            fields.objects("owners", &app.owners, |entry, owner| {
                directory_object(entry, "owner", company, *owner);
                entry.plain("servicePrincipalId", app.id());
            });
            fields.plain("servicePrincipalId", app.id());
        })?;
        assignments(company, app, out)?;
    }
    Ok(())
}

fn registration<W: Write>(company: &Company, app: &App, out: &mut Export<W>) -> io::Result<()> {
    let object = id("registration", app.name);
    let client = app.client_id().to_uppercase();
    out.record("AZApp", |fields| {
        fields
            .plain("id", &object)
            .empty("api")
            .plain("appId", &client);
        app_roles(fields, app);
        fields.text("createdDateTime", &days_ago(900, app.name));
        fields.text("displayName", &app.name.to_uppercase());
        fields
            .empty("info")
            .empty("optionalClaims")
            .empty("parentalControlSettings");
        fields
            .empty("publicClient")
            .plain("signInAudience", "AzureADMyOrg");
        fields
            .empty("spa")
            .empty("verifiedPublisher")
            .object("web", |web| {
                web.empty("implicitGrantSettings");
            });
        home(fields);
    })?;
    out.record("AZAppOwner", |fields| {
        fields.objects("owners", &app.owners, |entry, owner| {
            entry.plain("appId", &object);
            directory_object(entry, "owner", company, *owner);
        });
        fields.plain("appId", &client);
    })?;
    if app.name == "Deployment Pipeline" {
        out.record("AZFederatedIdentityCredential", |fields| {
            fields.objects("fics", [()], |entry, ()| {
                entry.object("fic", |fic| {
                    fic.texts("audiences", &["api://AzureADTokenExchange"]);
                    fic.plain("id", id("credential", app.name));
                    fic.plain("issuer", "https://token.actions.githubusercontent.example");
                    fic.plain("name", "main");
                    fic.plain("subject", "repo:contoso/platform:ref:refs/heads/main");
                });
                entry.plain("appId", &client);
            });
            fields.plain("appId", &client);
            home(fields);
        })?;
    }
    Ok(())
}

fn app_roles(fields: &mut Fields<'_>, app: &App) {
    if app.roles.is_empty() {
        return;
    }
    fields.objects(
        "appRoles",
        app.roles.iter().enumerate(),
        |entry, (at, role)| {
            entry.texts("allowedMemberTypes", &["User", "Application"]);
            entry.text("displayName", role).plain("id", app.role_id(at));
            entry
                .flag("isEnabled", true)
                .text("value", &role.replace(' ', ""));
        },
    );
}

fn service_principal(fields: &mut Fields<'_>, app: &App) {
    fields
        .plain("id", app.id())
        .flag("accountEnabled", app.enabled);
    fields.text("appDisplayName", app.name);
    fields.plain("appId", app.client_id().to_uppercase());
    fields.plain(
        "appOwnerOrganizationId",
        match app.publisher {
            Publisher::Own => tenant(),
            Publisher::Gallery => id("tenant", app.name),
            Publisher::Microsoft(_) => MICROSOFT.to_owned(),
        },
    );
    fields.flag("appRoleAssignmentRequired", app.required);
    app_roles(fields, app);
    fields.text("createdDateTime", &days_ago(890, app.name));
    fields
        .text("displayName", &app.name.to_uppercase())
        .empty("info");
    if app.publisher == Publisher::Gallery {
        fields.plain("preferredSingleSignOnMode", "saml");
    }
    fields.empty("samlSingleSignOnSettings");
    fields.texts("servicePrincipalNames", &[app.client_id()]);
    fields.plain("servicePrincipalType", "Application");
    if app.publisher != Publisher::Own || app.required {
        fields.texts("tags", &["WindowsAzureActiveDirectoryIntegratedApp"]);
    }
    fields.empty("verifiedPublisher");
    home(fields);
}

fn assignments<W: Write>(company: &Company, app: &App, out: &mut Export<W>) -> io::Result<()> {
    // AzureHound asks no app without app roles for its assignments.
    let assigned = if app.roles.is_empty() {
        &[][..]
    } else {
        &app.assigned
    };
    for (holder, role) in assigned {
        let described = describe(company, *holder);
        let role = role.map_or_else(|| NIL.to_owned(), |role| app.role_id(role));
        out.record("AZAppRoleAssignment", |fields| {
            fields
                .plain("appId", app.client_id())
                .plain("appRoleId", &role);
            let name = format!("{}/{}/{role}", app.name, described.name);
            fields.text("createdDateTime", &days_ago(200, &name));
            fields.plain("id", opaque(&name));
            fields.text("principalDisplayName", &described.name);
            fields.plain("principalId", &described.id);
            fields.plain("principalType", described.principal_type);
            fields.text("resourceDisplayName", app.name);
            fields
                .plain("resourceId", app.id())
                .plain("tenantId", tenant());
        })?;
    }
    Ok(())
}

/// An id that means nothing, of the shape that Graph gives to assignments.
fn opaque(name: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut draw = Draw::of(&format!("contoso/assignment/{name}"));
    let letter = |_| char::from(ALPHABET[draw.index(ALPHABET.len())]);
    (0..43).map(letter).collect()
}

/// The service principals behind the managed identities of Azure resources.
pub(super) fn identities<W: Write>(company: &Company, out: &mut Export<W>) -> io::Result<()> {
    for scope in company.scopes.iter().filter(|scope| scope.has_identity) {
        out.record("AZServicePrincipal", |fields| {
            let client = id("identity client", scope.name);
            fields
                .plain("id", scope.identity_id())
                .flag("accountEnabled", true);
            fields.texts("alternativeNames", &["isExplicit=False", &scope.id]);
            fields
                .text("appDisplayName", scope.name)
                .plain("appId", &client);
            fields
                .text("displayName", &scope.name.to_uppercase())
                .empty("info");
            fields.empty("samlSingleSignOnSettings");
            fields.texts("servicePrincipalNames", &[client.to_lowercase()]);
            fields.plain("servicePrincipalType", "ManagedIdentity");
            fields.empty("verifiedPublisher");
            home(fields);
        })?;
    }
    Ok(())
}

pub(super) fn roles<W: Write>(company: &Company, out: &mut Export<W>) -> io::Result<()> {
    for role in &company.roles {
        let upper = role.template.to_uppercase();
        out.record("AZRole", |fields| {
            fields
                .plain("id", &upper)
                .text("description", role.description);
            fields.text("displayName", &role.name.to_uppercase());
            fields.flag("isBuiltIn", true).flag("isEnabled", true);
            fields.texts("resourceScopes", &["/"]);
            fields
                .plain("templateId", role.template)
                .plain("version", "1");
            home(fields);
        })?;
    }
    for role in &company.roles {
        let upper = role.template.to_uppercase();
        out.record("AZRoleAssignment", |fields| {
            fields.objects("roleAssignments", &role.active, |entry, (holder, reach)| {
                assignment(entry, company, *holder, reach, &upper);
            });
            fields
                .plain("roleDefinitionId", &upper)
                .plain("tenantId", tenant());
        })?;
    }
    for role in &company.roles {
        let upper = role.template.to_uppercase();
        for holder in &role.eligible {
            let described = describe(company, *holder);
            out.record("AZRoleEligibilityScheduleInstance", |fields| {
                let name = format!("eligible/{}/{}", role.name, described.name);
                fields.plain("id", opaque(&name).to_uppercase());
                fields.plain("roleDefinitionId", &upper);
                fields.plain("principalId", &described.id);
                fields.plain("directoryScopeId", "/");
                fields.text("startDateTime", &days_ago(150, &name));
                fields.plain("tenantId", tenant());
            })?;
        }
        let policy = format!(
            "DirectoryRole_{}_{}",
            tenant().to_lowercase(),
            role.template
        );
        out.record("AZRoleManagementPolicyAssignment", |fields| {
            fields
                .plain("id", policy.to_uppercase())
                .plain("policyId", &policy);
            fields.plain("scopeId", "/").plain("scopeType", "Directory");
            fields.plain("roleDefinitionId", &upper);
            let strict = !role.eligible.is_empty();
            fields.flag("endUserAssignmentRequiresMFA", strict);
            fields.flag("endUserAssignmentRequiresJustification", true);
            fields.plain("tenantId", tenant());
        })?;
    }
    Ok(())
}

/// An active assignment. AzureHound writes the scope of a unit as `/` and keeps its id only in the
/// expanded object; the scope of an app it writes by the client id.
fn assignment(
    entry: &mut Fields<'_>,
    company: &Company,
    holder: Holder,
    reach: &Reach,
    role: &str,
) {
    let described = describe(company, holder);
    let (scope, object, client) = match reach {
        Reach::Tenant => ("/".to_owned(), String::new(), String::new()),
        Reach::Unit(name) => ("/".to_owned(), id("unit", name), String::new()),
        Reach::App(at) => {
            let app = &company.apps[*at];
            let client = app.client_id().to_uppercase();
            (format!("/{client}"), id("registration", app.name), client)
        }
    };
    entry.plain(
        "id",
        opaque(&format!("active/{role}/{}/{scope}", described.name)),
    );
    entry
        .plain("roleDefinitionId", role)
        .plain("principalId", &described.id);
    entry.text("directoryScopeId", &scope);
    entry.object("roleDefinition", |definition| {
        definition.required_text("id", "");
    });
    entry.object("directoryScope", |fields| {
        fields
            .required_text("id", &object)
            .empty("api")
            .text("appId", &client);
        if let Reach::Unit(name) = reach {
            fields.text("displayName", name);
        }
        fields
            .empty("info")
            .empty("optionalClaims")
            .empty("parentalControlSettings");
        fields
            .empty("publicClient")
            .empty("spa")
            .empty("verifiedPublisher");
        fields.object("web", |web| {
            web.empty("implicitGrantSettings");
        });
    });
    entry.object("appScope", |scope| {
        scope.required_text("id", "");
    });
}

pub(super) fn devices<W: Write>(company: &Company, out: &mut Export<W>) -> io::Result<()> {
    let systems = [
        ("Windows", "10.0.26100.4061", "AzureAd"),
        ("Windows", "10.0.22631.5335", "ServerAd"),
        ("MacMDM", "15.5", "Workplace"),
        ("IPhone", "18.5", "Workplace"),
    ];
    let employees = company
        .people
        .iter()
        .filter(|person| person.office.is_some());
    for (at, person) in employees.step_by(6).enumerate() {
        let mut draw = Draw::of(&format!("contoso/device/{}", person.local));
        let (system, version, trust) = systems[draw.index(systems.len())];
        let name = format!("LT-{:04}", 100 + at);
        let managed = draw.chance(0.8);
        out.record("AZDevice", |fields| {
            fields
                .plain("id", id("device", &name))
                .flag("accountEnabled", person.enabled);
            fields
                .plain("deviceId", id("device id", &name))
                .number("deviceVersion", 2);
            fields
                .plain("displayName", &name)
                .empty("onPremisesExtensionAttributes");
            fields.flag("isCompliant", managed && draw.chance(0.85));
            fields
                .flag("isManaged", managed)
                .plain("operatingSystem", system);
            fields
                .plain("operatingSystemVersion", version)
                .plain("trustType", trust);
            home(fields);
        })?;
    }
    Ok(())
}
