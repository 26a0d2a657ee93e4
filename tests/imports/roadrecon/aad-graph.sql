-- The tables of a ROADrecon database, shortened to the columns that tests need,
-- and rows of an invented tenant. As roadrecon 2.0.0 gathers it from Azure AD Graph and Azure.

CREATE TABLE "AZmanagementGroups" (
  id TEXT NOT NULL,
  name TEXT,
  type TEXT,
  display_name TEXT,
  tenant_id TEXT,
  details TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "AZroleDefinitions" (
  id TEXT NOT NULL,
  name TEXT,
  type TEXT,
  role_name TEXT,
  description TEXT,
  role_type TEXT,
  permissions TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "AZsubscriptions" (
  id TEXT NOT NULL,
  subscription_id TEXT,
  display_name TEXT,
  state TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "AdministrativeUnits" (
  "objectType" TEXT,
  "objectId" TEXT NOT NULL,
  "deletionTimestamp" DATETIME,
  "displayName" TEXT,
  description TEXT,
  "isMemberManagementRestricted" BOOLEAN,
  "membershipRule" TEXT,
  "membershipRuleProcessingState" TEXT,
  "membershipType" TEXT,
  visibility TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "AppRoleAssignments" (
  "objectType" TEXT,
  "objectId" TEXT NOT NULL,
  "deletionTimestamp" DATETIME,
  id TEXT,
  "principalDisplayName" TEXT,
  "principalId" TEXT,
  "principalType" TEXT,
  "resourceDisplayName" TEXT,
  "resourceId" TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "Applications" (
  "objectType" TEXT,
  "objectId" TEXT NOT NULL,
  "deletionTimestamp" DATETIME,
  "appId" TEXT,
  "appRoles" TEXT,
  "displayName" TEXT,
  "encryptedMsiApplicationSecret" TEXT,
  homepage TEXT,
  "identifierUris" TEXT,
  "keyCredentials" TEXT,
  "passwordCredentials" TEXT,
  "publisherDomain" TEXT,
  "requiredResourceAccess" TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "AuthorizationPolicys" (
  id TEXT NOT NULL,
  "allowInvitesFrom" TEXT,
  "blockMsolPowerShell" BOOLEAN,
  "defaultUserRolePermissions" TEXT,
  "displayName" TEXT,
  description TEXT,
  "guestUserRoleId" TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "Contacts" (
  "objectType" TEXT,
  "objectId" TEXT NOT NULL,
  "deletionTimestamp" DATETIME,
  city TEXT,
  "companyName" TEXT,
  country TEXT,
  department TEXT,
  "dirSyncEnabled" BOOLEAN,
  "displayName" TEXT,
  "jobTitle" TEXT,
  mail TEXT,
  "physicalDeliveryOfficeName" TEXT,
  state TEXT,
  "thumbnailPhoto" TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "Devices" (
  "objectType" TEXT,
  "objectId" TEXT NOT NULL,
  "deletionTimestamp" DATETIME,
  "accountEnabled" BOOLEAN,
  "approximateLastLogonTimestamp" DATETIME,
  "bitLockerKey" TEXT,
  "deviceId" TEXT,
  "deviceOSType" TEXT,
  "deviceOSVersion" TEXT,
  "deviceTrustType" TEXT,
  "dirSyncEnabled" BOOLEAN,
  "displayName" TEXT,
  "isCompliant" BOOLEAN,
  "isManaged" BOOLEAN,
  "keyCredentials" TEXT,
  "localCredentials" TEXT,
  "onPremisesSecurityIdentifier" TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "DirectoryRoles" (
  "objectType" TEXT,
  "objectId" TEXT NOT NULL,
  "deletionTimestamp" DATETIME,
  description TEXT,
  "displayName" TEXT,
  "roleTemplateId" TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "DirectorySettings" (
  id TEXT NOT NULL,
  "displayName" TEXT,
  "templateId" TEXT,
  "values" TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "Groups" (
  "objectType" TEXT,
  "objectId" TEXT NOT NULL,
  "deletionTimestamp" DATETIME,
  "createdDateTime" DATETIME,
  description TEXT,
  "dirSyncEnabled" BOOLEAN,
  "displayName" TEXT,
  "groupTypes" TEXT,
  "isAssignableToRole" BOOLEAN,
  mail TEXT,
  "mailEnabled" BOOLEAN,
  "membershipRule" TEXT,
  "membershipRuleProcessingState" TEXT,
  "onPremisesSecurityIdentifier" TEXT,
  "resourceProvisioningOptions" TEXT,
  "securityEnabled" BOOLEAN,
  visibility TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "IGaccessPackages" (
  id TEXT NOT NULL,
  "displayName" TEXT,
  description TEXT,
  "createdDateTime" DATETIME,
  PRIMARY KEY (id)
);
CREATE TABLE "OAuth2PermissionGrants" (
  "clientId" TEXT,
  "consentType" TEXT,
  "objectId" TEXT NOT NULL,
  "principalId" TEXT,
  "resourceId" TEXT,
  scope TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "Policys" (
  "objectType" TEXT,
  "objectId" TEXT NOT NULL,
  "deletionTimestamp" DATETIME,
  "displayName" TEXT,
  "keyCredentials" TEXT,
  "policyType" BIGINT,
  "policyDetail" TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "RoleDefinitions" (
  "objectType" TEXT,
  "objectId" TEXT NOT NULL,
  "deletionTimestamp" DATETIME,
  description TEXT,
  "displayName" TEXT,
  "isBuiltIn" BOOLEAN,
  "isEnabled" BOOLEAN,
  "resourceScopes" TEXT,
  "rolePermissions" TEXT,
  "templateId" TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "ServicePrincipals" (
  "objectType" TEXT,
  "objectId" TEXT NOT NULL,
  "deletionTimestamp" DATETIME,
  "accountEnabled" BOOLEAN,
  "alternativeNames" TEXT,
  "appDisplayName" TEXT,
  "appId" TEXT,
  "appOwnerTenantId" TEXT,
  "appRoleAssignmentRequired" BOOLEAN,
  "appRoles" TEXT,
  "displayName" TEXT,
  homepage TEXT,
  "keyCredentials" TEXT,
  "managedIdentityResourceId" TEXT,
  "passwordCredentials" TEXT,
  "preferredSingleSignOnMode" TEXT,
  "publisherName" TEXT,
  tags TEXT,
  "servicePrincipalType" TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "TenantDetails" (
  "objectType" TEXT,
  "objectId" TEXT NOT NULL,
  "deletionTimestamp" DATETIME,
  city TEXT,
  country TEXT,
  "countryLetterCode" TEXT,
  "dirSyncEnabled" BOOLEAN,
  "displayName" TEXT,
  state TEXT,
  "tenantType" TEXT,
  "createdDateTime" DATETIME,
  "verifiedDomains" TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "Users" (
  "objectType" TEXT,
  "objectId" TEXT NOT NULL,
  "deletionTimestamp" DATETIME,
  "accountEnabled" BOOLEAN,
  "assignedLicenses" TEXT,
  city TEXT,
  "companyName" TEXT,
  country TEXT,
  "createdDateTime" DATETIME,
  "creationType" TEXT,
  department TEXT,
  "dirSyncEnabled" BOOLEAN,
  "displayName" TEXT,
  "employeeId" TEXT,
  "employeeType" TEXT,
  "jobTitle" TEXT,
  "lastPasswordChangeDateTime" DATETIME,
  mail TEXT,
  "onPremisesSecurityIdentifier" TEXT,
  "passwordProfile" TEXT,
  "physicalDeliveryOfficeName" TEXT,
  "searchableDeviceKey" TEXT,
  state TEXT,
  "thumbnailPhoto" TEXT,
  "usageLocation" TEXT,
  "userPrincipalName" TEXT,
  "userState" TEXT,
  "userType" TEXT,
  "strongAuthenticationDetail" TEXT,
  PRIMARY KEY ("objectId")
);
CREATE TABLE "AZresources" (
  id TEXT NOT NULL,
  name TEXT,
  type TEXT,
  kind TEXT,
  location TEXT,
  subscription_id TEXT,
  tags TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "AZroleAssignments" (
  id TEXT NOT NULL,
  name TEXT,
  type TEXT,
  scope TEXT,
  role_definition_id TEXT,
  principal_id TEXT,
  principal_type TEXT,
  description TEXT,
  condition TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "AZroleEligibilityScheduleInstances" (
  id TEXT NOT NULL,
  name TEXT,
  type TEXT,
  role_definition_id TEXT,
  principal_id TEXT,
  principal_type TEXT,
  scope TEXT,
  start_date_time DATETIME,
  end_date_time DATETIME,
  member_type TEXT,
  condition TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "EligibleRoleAssignments" (
  id TEXT NOT NULL,
  "principalId" TEXT,
  "resourceScopes" TEXT,
  "roleDefinitionId" TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE "RoleAssignments" (
  id TEXT NOT NULL,
  "principalId" TEXT,
  "resourceScopes" TEXT,
  "roleDefinitionId" TEXT,
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
CREATE TABLE "PIMgovernanceRoleAssignments" (
  id TEXT NOT NULL,
  "resourceId" TEXT,
  "roleDefinitionId" TEXT,
  "subjectId" TEXT,
  "startDateTime" DATETIME,
  "endDateTime" DATETIME,
  "memberType" TEXT,
  condition TEXT,
  PRIMARY KEY (id)
);

INSERT INTO "TenantDetails" ("objectType", "objectId", "displayName", "countryLetterCode", "dirSyncEnabled", "tenantType", "verifiedDomains") VALUES
  ('Company', '11111111-aaaa-4bbb-8ccc-000000000001', 'Contoso', 'DE', 1, 'AAD', '[{"default": false, "initial": true, "name": "contoso.onmicrosoft.example"}, {"default": true, "initial": false, "name": "contoso.example"}]');
INSERT INTO "Users" ("objectType", "objectId", "accountEnabled", "displayName", "userPrincipalName", "mail", "userType", "createdDateTime", "department", "dirSyncEnabled", "onPremisesSecurityIdentifier", "assignedLicenses", "physicalDeliveryOfficeName", "passwordProfile", "searchableDeviceKey", "strongAuthenticationDetail", "thumbnailPhoto") VALUES
  ('User', 'a0000000-0000-4000-8000-000000000001', 1, 'Anna "Ann" Berg', 'anna.berg@contoso.example', 'anna.berg@contoso.example', 'Member', '2019-03-04 08:30:00.000000', 'Finance', 1, 'S-1-5-21-1-2-3-1104', '[{"disabledPlans": [], "skuId": "05e9a617-0261-4cee-bb44-138d3ef5d965"}]', 'Berlin', '{"password": "never-read"}', '[{"keyMaterial": "never-read"}]', '{"verificationDetail": {"phoneNumber": "never-read"}}', 'never-read');
INSERT INTO "Users" ("objectType", "objectId", "accountEnabled", "displayName", "userPrincipalName", "userType", "createdDateTime", "assignedLicenses") VALUES
  ('User', 'a0000000-0000-4000-8000-000000000002', 0, 'Boris', 'boris@contoso.example', 'Member', '2020-01-02 03:04:05.678901', '[]');
INSERT INTO "Users" ("objectType", "objectId", "accountEnabled", "displayName", "userPrincipalName", "userType", "userState", "creationType", "assignedLicenses") VALUES
  ('User', 'a0000000-0000-4000-8000-000000000003', 1, 'Gita', 'gita_fabrikam.example#EXT#@contoso.onmicrosoft.example', 'Guest', 'PendingAcceptance', 'Invitation', '[]');
INSERT INTO "Groups" ("objectType", "objectId", "displayName", "description", "groupTypes", "securityEnabled", "mailEnabled", "isAssignableToRole", "createdDateTime") VALUES
  ('Group', 'a0000000-0000-4000-8000-000000000010', 'Finance admins', NULL, '[]', 1, 0, 1, '2021-05-06 07:08:09.000000');
INSERT INTO "Groups" ("objectType", "objectId", "displayName", "groupTypes", "securityEnabled", "mailEnabled", "mail", "visibility", "resourceProvisioningOptions") VALUES
  ('Group', 'a0000000-0000-4000-8000-000000000011', 'Finance', '["Unified"]', 0, 1, 'finance@contoso.example', 'Private', '["Team"]');
INSERT INTO "Groups" ("objectType", "objectId", "displayName", "groupTypes", "securityEnabled", "mailEnabled", "membershipRule", "membershipRuleProcessingState") VALUES
  ('Group', 'a0000000-0000-4000-8000-000000000012', 'All guests', '["DynamicMembership"]', 1, 0, '(user.userType -eq "Guest")', 'On');
INSERT INTO "ServicePrincipals" ("objectType", "objectId", "appId", "displayName", "appDisplayName", "accountEnabled", "appOwnerTenantId", "appRoleAssignmentRequired", "servicePrincipalType", "appRoles", "passwordCredentials", "keyCredentials", "tags") VALUES
  ('ServicePrincipal', 'a0000000-0000-4000-8000-000000000020', 'd0000000-0000-4000-8000-000000000001', 'PAYROLL', 'Payroll', 1, '11111111-AAAA-4BBB-8CCC-000000000001', 1, 'Application', '[{"id": "e0000000-0000-4000-8000-000000000001", "displayName": "Read", "value": "Pay.Read", "allowedMemberTypes": ["User"], "isEnabled": true}]', '[{"value": "never-read"}]', '[{"value": "never-read"}]', '["WindowsAzureActiveDirectoryIntegratedApp"]');
INSERT INTO "ServicePrincipals" ("objectType", "objectId", "appId", "displayName", "accountEnabled", "servicePrincipalType", "managedIdentityResourceId") VALUES
  ('ServicePrincipal', 'a0000000-0000-4000-8000-000000000022', 'd0000000-0000-4000-8000-000000000002', 'build-agent', 1, 'ManagedIdentity', '/subscriptions/50000000-0000-4000-8000-000000000001/resourceGroups/build/providers/Microsoft.Compute/virtualMachines/agent');
INSERT INTO "Applications" ("objectType", "objectId", "appId", "displayName", "publisherDomain", "identifierUris", "requiredResourceAccess", "passwordCredentials", "encryptedMsiApplicationSecret") VALUES
  ('Application', 'a0000000-0000-4000-8000-000000000021', 'd0000000-0000-4000-8000-000000000001', 'Payroll', 'contoso.example', '["api://payroll"]', '[]', '[{"value": "never-read"}]', 'never-read');
INSERT INTO "Devices" ("objectType", "objectId", "deviceId", "displayName", "accountEnabled", "deviceOSType", "deviceOSVersion", "deviceTrustType", "isCompliant", "isManaged", "approximateLastLogonTimestamp", "bitLockerKey") VALUES
  ('Device', 'a0000000-0000-4000-8000-000000000030', 'a0000000-0000-4000-8000-000000000099', 'LT-0001', 1, 'Windows', '10.0.22631', 'AzureAd', 1, NULL, '2026-01-09 12:00:00.000000', '[{"keyMaterial": "never-read"}]');
INSERT INTO "Contacts" ("objectType", "objectId", "displayName", "mail") VALUES
  ('Contact', 'a0000000-0000-4000-8000-000000000031', 'Supplier', 'supplier@fabrikam.example');
INSERT INTO "AdministrativeUnits" ("objectType", "objectId", "displayName", "isMemberManagementRestricted") VALUES
  ('AdministrativeUnit', 'a0000000-0000-4000-8000-000000000040', 'Branch office', 1);
INSERT INTO "DirectoryRoles" ("objectType", "objectId", "displayName", "roleTemplateId") VALUES
  ('Role', 'b0000000-0000-4000-8000-000000000001', 'Global Administrator', '62e90394-69f5-4237-9190-012177145e10');
INSERT INTO "RoleDefinitions" ("objectType", "objectId", "displayName", "isBuiltIn", "isEnabled", "templateId", "rolePermissions") VALUES
  ('RoleDefinition', '62e90394-69f5-4237-9190-012177145e10', 'Global Administrator', 1, 1, '62e90394-69f5-4237-9190-012177145e10', '[{"resourceActions": {"allowedResourceActions": ["microsoft.directory/users/allProperties/allTasks"]}}]');
INSERT INTO "RoleDefinitions" ("objectType", "objectId", "displayName", "isBuiltIn", "isEnabled", "templateId", "rolePermissions") VALUES
  ('RoleDefinition', 'c0000000-0000-4000-8000-000000000001', 'Device helper', 0, 1, 'c0000000-0000-4000-8000-000000000001', '[]');
INSERT INTO "RoleAssignments" ("id", "principalId", "resourceScopes", "roleDefinitionId") VALUES
  ('assignment-1', 'a0000000-0000-4000-8000-000000000010', '["/"]', '62e90394-69f5-4237-9190-012177145e10');
INSERT INTO "RoleAssignments" ("id", "principalId", "resourceScopes", "roleDefinitionId") VALUES
  ('assignment-2', 'a0000000-0000-4000-8000-000000000002', '["/administrativeUnits/a0000000-0000-4000-8000-000000000040", "/a0000000-0000-4000-8000-000000000021"]', 'c0000000-0000-4000-8000-000000000001');
INSERT INTO "EligibleRoleAssignments" ("id", "principalId", "resourceScopes", "roleDefinitionId") VALUES
  ('eligible-1', 'a0000000-0000-4000-8000-000000000001', '["/"]', 'fe930be7-5e62-47db-91af-98c3a49a38b1');
INSERT INTO "AppRoleAssignments" ("objectType", "objectId", "id", "principalId", "principalType", "principalDisplayName", "resourceId", "resourceDisplayName") VALUES
  ('AppRoleAssignment', 'opaque-1', 'e0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000010', 'Group', 'Finance admins', 'a0000000-0000-4000-8000-000000000020', 'Payroll');
INSERT INTO "AppRoleAssignments" ("objectType", "objectId", "id", "principalId", "principalType", "principalDisplayName", "resourceId", "resourceDisplayName") VALUES
  ('AppRoleAssignment', 'opaque-2', '00000000-0000-0000-0000-000000000000', 'a0000000-0000-4000-8000-000000000003', 'User', 'Gita', 'a0000000-0000-4000-8000-000000000020', 'Payroll');
INSERT INTO "OAuth2PermissionGrants" ("objectId", "clientId", "consentType", "principalId", "resourceId", "scope") VALUES
  ('grant-1', 'a0000000-0000-4000-8000-000000000020', 'AllPrincipals', NULL, 'a0000000-0000-4000-8000-000000000022', ' User.Read Mail.Read');
INSERT INTO "Policys" ("objectType", "objectId", "displayName", "policyType", "policyDetail") VALUES
  ('Policy', 'a0000000-0000-4000-8000-000000000060', 'Require MFA', 18, '["{\"Version\":1}"]');
INSERT INTO "AuthorizationPolicys" ("id", "displayName", "allowInvitesFrom", "guestUserRoleId") VALUES
  ('authorizationPolicy', 'Authorization Policy', 'everyone', '10dae51f-b6af-4016-8d66-8c2a99b929b3');
INSERT INTO "lnk_group_member_user" ("Group", "User") VALUES
  ('a0000000-0000-4000-8000-000000000011', 'a0000000-0000-4000-8000-000000000001'),
  ('a0000000-0000-4000-8000-000000000011', 'a0000000-0000-4000-8000-000000000001'),
  ('a0000000-0000-4000-8000-000000000012', 'a0000000-0000-4000-8000-000000000003');
INSERT INTO "lnk_group_member_group" ("Group", "childGroup") VALUES
  ('a0000000-0000-4000-8000-000000000010', 'a0000000-0000-4000-8000-000000000011');
INSERT INTO "lnk_group_member_contact" ("Group", "Contact") VALUES
  ('a0000000-0000-4000-8000-000000000011', 'a0000000-0000-4000-8000-000000000031');
INSERT INTO "lnk_group_member_device" ("Group", "Device") VALUES
  ('a0000000-0000-4000-8000-000000000010', 'a0000000-0000-4000-8000-000000000030');
INSERT INTO "lnk_group_member_serviceprincipal" ("Group", "ServicePrincipal") VALUES
  ('a0000000-0000-4000-8000-000000000010', 'a0000000-0000-4000-8000-000000000022');
INSERT INTO "lnk_group_owner_user" ("Group", "User") VALUES
  ('a0000000-0000-4000-8000-000000000010', 'a0000000-0000-4000-8000-000000000002');
INSERT INTO "lnk_group_owner_serviceprincipal" ("Group", "ServicePrincipal") VALUES
  ('a0000000-0000-4000-8000-000000000011', 'a0000000-0000-4000-8000-000000000020');
INSERT INTO "lnk_application_owner_user" ("Application", "User") VALUES
  ('a0000000-0000-4000-8000-000000000021', 'a0000000-0000-4000-8000-000000000001');
INSERT INTO "lnk_serviceprincipal_owner_user" ("ServicePrincipal", "User") VALUES
  ('a0000000-0000-4000-8000-000000000020', 'a0000000-0000-4000-8000-000000000002');
INSERT INTO "lnk_serviceprincipal_owner_serviceprincipal" ("ServicePrincipal", "childServicePrincipal") VALUES
  ('a0000000-0000-4000-8000-000000000020', 'a0000000-0000-4000-8000-000000000022');
INSERT INTO "lnk_device_owner" ("Device", "User") VALUES
  ('a0000000-0000-4000-8000-000000000030', 'a0000000-0000-4000-8000-000000000001');
INSERT INTO "lnk_role_member_group" ("DirectoryRole", "Group") VALUES
  ('b0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000010');
INSERT INTO "lnk_role_member_user" ("DirectoryRole", "User") VALUES
  ('b0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001');
INSERT INTO "lnk_au_member_user" ("AdministrativeUnit", "User") VALUES
  ('a0000000-0000-4000-8000-000000000040', 'a0000000-0000-4000-8000-000000000003');
INSERT INTO "lnk_au_member_group" ("AdministrativeUnit", "Group") VALUES
  ('a0000000-0000-4000-8000-000000000040', 'a0000000-0000-4000-8000-000000000011');
INSERT INTO "lnk_au_member_device" ("AdministrativeUnit", "Device") VALUES
  ('a0000000-0000-4000-8000-000000000040', 'a0000000-0000-4000-8000-000000000030');
INSERT INTO "AZsubscriptions" ("id", "subscription_id", "display_name", "state") VALUES
  ('/subscriptions/50000000-0000-4000-8000-000000000001', '50000000-0000-4000-8000-000000000001', 'Production', 'Enabled');
INSERT INTO "AZresources" ("id", "name", "type", "location", "tags") VALUES
  ('/subscriptions/50000000-0000-4000-8000-000000000001/resourceGroups/build/providers/Microsoft.Compute/virtualMachines/agent', 'agent', 'microsoft.compute/virtualmachines', 'westeurope', '{"owner": "it"}');
INSERT INTO "AZroleDefinitions" ("id", "name", "type", "role_name", "role_type", "description", "permissions") VALUES
  ('/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7', 'acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Microsoft.Authorization/roleDefinitions', 'Reader', 'BuiltInRole', 'View all resources.', '[{"actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": []}]');
INSERT INTO "AZroleAssignments" ("id", "name", "type", "scope", "role_definition_id", "principal_id", "principal_type") VALUES
  ('/subscriptions/50000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/70000000-0000-4000-8000-000000000001', '70000000-0000-4000-8000-000000000001', 'Microsoft.Authorization/roleAssignments', '/subscriptions/50000000-0000-4000-8000-000000000001', '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7', 'a0000000-0000-4000-8000-000000000010', 'Group');
INSERT INTO "AZroleEligibilityScheduleInstances" ("id", "name", "type", "scope", "role_definition_id", "principal_id", "principal_type", "member_type", "start_date_time", "end_date_time") VALUES
  ('/subscriptions/50000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/70000000-0000-4000-8000-000000000002', '70000000-0000-4000-8000-000000000002', 'Microsoft.Authorization/roleEligibilityScheduleInstances', '/subscriptions/50000000-0000-4000-8000-000000000001', '/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'a0000000-0000-4000-8000-000000000002', 'User', 'Direct', '2026-01-01 00:00:00.000000', '2026-07-01 00:00:00.000000');
INSERT INTO "IGaccessPackages" ("id", "displayName") VALUES
  ('a0000000-0000-4000-8000-000000000070', 'Finance starter');
