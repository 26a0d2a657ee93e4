-- The tables of a ROADrecon database, shortened to the columns that tests need,
-- and rows of an invented tenant. As roadlib 1.7.0 describes it for Microsoft Graph.

CREATE TABLE "AdministrativeUnits" (
  "deletedDateTime" DATETIME,
  id TEXT NOT NULL,
  description TEXT,
  "displayName" TEXT,
  "isMemberManagementRestricted" BOOLEAN,
  "membershipRule" TEXT,
  "membershipRuleProcessingState" TEXT,
  "membershipType" TEXT,
  visibility TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "AppRoleAssignments" (
  "deletedDateTime" DATETIME,
  id TEXT NOT NULL,
  "appRoleId" TEXT,
  "principalDisplayName" TEXT,
  "principalId" TEXT,
  "principalType" TEXT,
  "resourceDisplayName" TEXT,
  "resourceId" TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "Applications" (
  "deletedDateTime" DATETIME,
  id TEXT NOT NULL,
  "appId" TEXT,
  "appRoles" TEXT,
  "createdDateTime" DATETIME,
  description TEXT,
  "displayName" TEXT,
  "identifierUris" TEXT,
  "keyCredentials" TEXT,
  "passwordCredentials" TEXT,
  "publisherDomain" TEXT,
  "requiredResourceAccess" TEXT,
  "signInAudience" TEXT,
  tags TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "AuthorizationPolicys" (
  description TEXT,
  "displayName" TEXT,
  "deletedDateTime" DATETIME,
  id TEXT NOT NULL,
  "allowInvitesFrom" TEXT,
  "blockMsolPowerShell" BOOLEAN,
  "defaultUserRolePermissions" TEXT,
  "guestUserRoleId" TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "Contacts" (
  "createdDateTime" DATETIME,
  id TEXT NOT NULL,
  "companyName" TEXT,
  department TEXT,
  "displayName" TEXT,
  "jobTitle" TEXT,
  "officeLocation" TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "Devices" (
  "deletedDateTime" DATETIME,
  id TEXT NOT NULL,
  "accountEnabled" BOOLEAN,
  "alternativeNames" TEXT,
  "approximateLastSignInDateTime" DATETIME,
  "deviceId" TEXT,
  "displayName" TEXT,
  "isCompliant" BOOLEAN,
  "isManaged" BOOLEAN,
  "onPremisesSecurityIdentifier" TEXT,
  "onPremisesSyncEnabled" BOOLEAN,
  "operatingSystem" TEXT,
  "operatingSystemVersion" TEXT,
  "trustType" TEXT,
  kind TEXT,
  name TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "DirectoryRoles" (
  "deletedDateTime" DATETIME,
  id TEXT NOT NULL,
  description TEXT,
  "displayName" TEXT,
  "roleTemplateId" TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "Groups" (
  "deletedDateTime" DATETIME,
  id TEXT NOT NULL,
  "assignedLicenses" TEXT,
  "createdDateTime" DATETIME,
  description TEXT,
  "displayName" TEXT,
  "groupTypes" TEXT,
  "isAssignableToRole" BOOLEAN,
  mail TEXT,
  "mailEnabled" BOOLEAN,
  "membershipRule" TEXT,
  "membershipRuleProcessingState" TEXT,
  "onPremisesSecurityIdentifier" TEXT,
  "onPremisesSyncEnabled" BOOLEAN,
  "resourceProvisioningOptions" TEXT,
  "securityEnabled" BOOLEAN,
  visibility TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "OAuth2PermissionGrants" (
  id TEXT NOT NULL,
  "clientId" TEXT,
  "consentType" TEXT,
  "principalId" TEXT,
  "resourceId" TEXT,
  scope TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "RoleAssignments" (
  id TEXT NOT NULL,
  description TEXT,
  "displayName" TEXT,
  "resourceScopes" TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "RoleDefinitions" (
  id TEXT NOT NULL,
  description TEXT,
  "displayName" TEXT,
  "isBuiltIn" BOOLEAN,
  permissions TEXT,
  "rolePermissions" TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "ServicePrincipals" (
  "deletedDateTime" DATETIME,
  id TEXT NOT NULL,
  "accountEnabled" BOOLEAN,
  "alternativeNames" TEXT,
  "appDisplayName" TEXT,
  "appId" TEXT,
  "appOwnerOrganizationId" TEXT,
  "appRoleAssignmentRequired" BOOLEAN,
  "appRoles" TEXT,
  description TEXT,
  "displayName" TEXT,
  homepage TEXT,
  "keyCredentials" TEXT,
  "passwordCredentials" TEXT,
  "preferredSingleSignOnMode" TEXT,
  "publisherName" TEXT,
  "servicePrincipalType" TEXT,
  "signInAudience" TEXT,
  tags TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "UnifiedRoleDefinitions" (
  id TEXT NOT NULL,
  description TEXT,
  "displayName" TEXT,
  "isBuiltIn" BOOLEAN,
  "isEnabled" BOOLEAN,
  "resourceScopes" TEXT,
  "rolePermissions" TEXT,
  "templateId" TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "Users" (
  "deletedDateTime" DATETIME,
  id TEXT NOT NULL,
  "signInActivity" TEXT,
  "accountEnabled" BOOLEAN,
  "assignedLicenses" TEXT,
  city TEXT,
  "companyName" TEXT,
  country TEXT,
  "createdDateTime" DATETIME,
  "creationType" TEXT,
  department TEXT,
  "deviceKeys" TEXT,
  "displayName" TEXT,
  "employeeId" TEXT,
  "employeeType" TEXT,
  "externalUserState" TEXT,
  "jobTitle" TEXT,
  "lastPasswordChangeDateTime" DATETIME,
  "licenseAssignmentStates" TEXT,
  mail TEXT,
  "officeLocation" TEXT,
  "onPremisesSecurityIdentifier" TEXT,
  "onPremisesSyncEnabled" BOOLEAN,
  "passwordProfile" TEXT,
  state TEXT,
  "usageLocation" TEXT,
  "userPrincipalName" TEXT,
  "userType" TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "UnifiedRoleAssignmentScheduleInstances" (
  "directoryScopeId" TEXT,
  "principalId" TEXT,
  "roleDefinitionId" TEXT,
  id TEXT NOT NULL,
  "endDateTime" DATETIME,
  "memberType" TEXT,
  "startDateTime" DATETIME,
  PRIMARY KEY (id)
);
CREATE TABLE "UnifiedRoleEligibilityScheduleInstances" (
  "directoryScopeId" TEXT,
  "principalId" TEXT,
  "roleDefinitionId" TEXT,
  id TEXT NOT NULL,
  "endDateTime" DATETIME,
  "memberType" TEXT,
  "startDateTime" DATETIME,
  PRIMARY KEY (id)
);
CREATE TABLE "lnk_application_owner_serviceprincipal" (
  "Application" TEXT,
  "ServicePrincipal" TEXT
);
CREATE TABLE "lnk_application_owner_user" (
  "Application" TEXT,
  "User" TEXT
);
CREATE TABLE "lnk_au_member_device" (
  "AdministrativeUnit" TEXT,
  "Device" TEXT
);
CREATE TABLE "lnk_au_member_group" (
  "AdministrativeUnit" TEXT,
  "Group" TEXT
);
CREATE TABLE "lnk_au_member_user" (
  "AdministrativeUnit" TEXT,
  "User" TEXT
);
CREATE TABLE "lnk_device_owner" (
  "Device" TEXT,
  "User" TEXT
);
CREATE TABLE "lnk_group_member_contact" (
  "Group" TEXT,
  "Contact" TEXT
);
CREATE TABLE "lnk_group_member_device" (
  "Group" TEXT,
  "Device" TEXT
);
CREATE TABLE "lnk_group_member_group" (
  "Group" TEXT,
  "childGroup" TEXT
);
CREATE TABLE "lnk_group_member_serviceprincipal" (
  "Group" TEXT,
  "ServicePrincipal" TEXT
);
CREATE TABLE "lnk_group_member_user" (
  "Group" TEXT,
  "User" TEXT
);
CREATE TABLE "lnk_group_owner_serviceprincipal" (
  "Group" TEXT,
  "ServicePrincipal" TEXT
);
CREATE TABLE "lnk_group_owner_user" (
  "Group" TEXT,
  "User" TEXT
);
CREATE TABLE "lnk_role_member_group" (
  "DirectoryRole" TEXT,
  "Group" TEXT
);
CREATE TABLE "lnk_role_member_serviceprincipal" (
  "DirectoryRole" TEXT,
  "ServicePrincipal" TEXT
);
CREATE TABLE "lnk_role_member_user" (
  "DirectoryRole" TEXT,
  "User" TEXT
);
CREATE TABLE "lnk_serviceprincipal_owner_serviceprincipal" (
  "ServicePrincipal" TEXT,
  "childServicePrincipal" TEXT
);
CREATE TABLE "lnk_serviceprincipal_owner_user" (
  "ServicePrincipal" TEXT,
  "User" TEXT
);

INSERT INTO "Users" ("id", "accountEnabled", "displayName", "userPrincipalName", "mail", "jobTitle", "passwordProfile", "deviceKeys") VALUES
  ('a0000000-0000-4000-8000-000000000001', NULL, 'Anna Berg', 'anna.berg@contoso.example', 'anna.berg@contoso.example', 'Controller', '{"password": "never-read"}', '[{"keyMaterial": "never-read"}]');
INSERT INTO "Users" ("id", "displayName", "userPrincipalName") VALUES
  ('a0000000-0000-4000-8000-000000000002', 'Boris', 'boris@contoso.example');
INSERT INTO "Groups" ("id", "displayName", "groupTypes", "securityEnabled", "mailEnabled", "isAssignableToRole", "assignedLicenses") VALUES
  ('a0000000-0000-4000-8000-000000000010', 'Finance admins', '[]', 1, 0, 1, '[{"disabledPlans": [], "skuId": "05e9a617-0261-4cee-bb44-138d3ef5d965"}]');
INSERT INTO "Groups" ("id", "displayName", "groupTypes", "securityEnabled", "mailEnabled", "visibility", "assignedLicenses") VALUES
  ('a0000000-0000-4000-8000-000000000011', 'Finance', '["Unified"]', 0, 1, 'Public', '[]');
INSERT INTO "ServicePrincipals" ("id", "appId", "displayName", "appDisplayName", "accountEnabled", "appOwnerOrganizationId", "appRoleAssignmentRequired", "servicePrincipalType", "appRoles", "keyCredentials") VALUES
  ('a0000000-0000-4000-8000-000000000020', 'd0000000-0000-4000-8000-000000000001', 'Payroll', 'Payroll', 1, '11111111-aaaa-4bbb-8ccc-000000000001', 0, 'Application', '[]', '[{"key": "never-read"}]');
INSERT INTO "Applications" ("id", "appId", "displayName", "signInAudience", "createdDateTime") VALUES
  ('a0000000-0000-4000-8000-000000000021', 'd0000000-0000-4000-8000-000000000001', 'Payroll', 'AzureADMyOrg', '2022-02-03 04:05:06.000000');
INSERT INTO "Devices" ("id", "deviceId", "displayName", "accountEnabled", "operatingSystem", "trustType", "isCompliant", "isManaged") VALUES
  ('a0000000-0000-4000-8000-000000000030', 'a0000000-0000-4000-8000-000000000099', 'LT-0001', 1, 'Windows', 'Workplace', 0, 1);
INSERT INTO "DirectoryRoles" ("id", "displayName", "roleTemplateId") VALUES
  ('b0000000-0000-4000-8000-000000000001', 'Global Administrator', '62e90394-69f5-4237-9190-012177145e10');
INSERT INTO "RoleDefinitions" ("id", "displayName", "isBuiltIn") VALUES
  ('intune-role', 'Policy manager', 1);
INSERT INTO "RoleAssignments" ("id", "displayName", "resourceScopes") VALUES
  ('intune-assignment', 'Managers', '["/"]');
INSERT INTO "UnifiedRoleDefinitions" ("id", "displayName", "isBuiltIn", "isEnabled", "templateId", "rolePermissions") VALUES
  ('62e90394-69f5-4237-9190-012177145e10', 'Global Administrator', 1, 1, '62e90394-69f5-4237-9190-012177145e10', '[]');
INSERT INTO "UnifiedRoleAssignmentScheduleInstances" ("id", "principalId", "roleDefinitionId", "directoryScopeId", "memberType", "startDateTime") VALUES
  ('instance-1', 'a0000000-0000-4000-8000-000000000001', '62e90394-69f5-4237-9190-012177145e10', '/', 'Direct', '2026-01-01 00:00:00.000000');
INSERT INTO "UnifiedRoleEligibilityScheduleInstances" ("id", "principalId", "roleDefinitionId", "directoryScopeId", "memberType", "startDateTime", "endDateTime") VALUES
  ('instance-2', 'a0000000-0000-4000-8000-000000000002', 'fe930be7-5e62-47db-91af-98c3a49a38b1', '/administrativeUnits/a0000000-0000-4000-8000-000000000040', 'Direct', '2026-01-01 00:00:00.000000', '2026-07-01 00:00:00.000000');
INSERT INTO "UnifiedRoleEligibilityScheduleInstances" ("id", "principalId", "roleDefinitionId", "directoryScopeId", "memberType") VALUES
  ('instance-3', 'a0000000-0000-4000-8000-000000000002', 'fe930be7-5e62-47db-91af-98c3a49a38b1', '/', 'Group');
INSERT INTO "AppRoleAssignments" ("id", "appRoleId", "principalId", "principalType", "principalDisplayName", "resourceId", "resourceDisplayName") VALUES
  ('opaque-1', '00000000-0000-0000-0000-000000000000', 'a0000000-0000-4000-8000-000000000001', 'User', 'Anna Berg', 'a0000000-0000-4000-8000-000000000020', 'Payroll');
INSERT INTO "OAuth2PermissionGrants" ("id", "clientId", "consentType", "principalId", "resourceId", "scope") VALUES
  ('grant-1', 'a0000000-0000-4000-8000-000000000020', 'Principal', 'a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000022', 'User.Read');
INSERT INTO "lnk_group_member_user" ("Group", "User") VALUES
  ('a0000000-0000-4000-8000-000000000010', 'a0000000-0000-4000-8000-000000000001'),
  ('a0000000-0000-4000-8000-000000000011', 'a0000000-0000-4000-8000-000000000002');
INSERT INTO "lnk_group_owner_user" ("Group", "User") VALUES
  ('a0000000-0000-4000-8000-000000000010', 'a0000000-0000-4000-8000-000000000002');
INSERT INTO "lnk_role_member_user" ("DirectoryRole", "User") VALUES
  ('b0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001');
