-- The tables of a ROADrecon database, shortened to the columns that tests need,
-- and rows of an invented tenant. As the branch of ROADtools for Microsoft Graph gathers it.

CREATE TABLE "Users" (
  id TEXT NOT NULL, "displayName" TEXT, "userPrincipalName" TEXT, "userType" TEXT,
  "isMfaRegistered" BOOLEAN, "methodsRegistered" TEXT, PRIMARY KEY (id)
);
CREATE TABLE "Groups" (
  id TEXT NOT NULL, "displayName" TEXT, "groupTypes" TEXT, "securityEnabled" BOOLEAN, PRIMARY KEY (id)
);
CREATE TABLE "TenantDetails" (
  id TEXT NOT NULL, "displayName" TEXT, "verifiedDomains" TEXT, PRIMARY KEY (id)
);
CREATE TABLE "RoleDefinitions" (
  id TEXT NOT NULL, "displayName" TEXT, "isBuiltIn" BOOLEAN, "templateId" TEXT, PRIMARY KEY (id)
);
CREATE TABLE "RoleAssignments" (
  id TEXT NOT NULL, "principalId" TEXT, "directoryScopeId" TEXT, "roleDefinitionId" TEXT, PRIMARY KEY (id)
);
CREATE TABLE "EligibleRoleAssignments" (
  id TEXT NOT NULL, "principalId" TEXT, "resourceScopes" TEXT, "roleDefinitionId" TEXT,
  "directoryScopeId" TEXT, "appScopeId" TEXT, "memberType" TEXT, "scheduleInfo" TEXT, PRIMARY KEY (id)
);
CREATE TABLE "AppRoleAssignmentsto" (
  id TEXT NOT NULL, "appRoleId" TEXT, "principalId" TEXT, "principalType" TEXT, "resourceId" TEXT, PRIMARY KEY (id)
);
CREATE TABLE "Policys" (
  id TEXT NOT NULL, "displayName" TEXT, state TEXT, conditions TEXT, "grantControls" TEXT,
  "sessionControls" TEXT, PRIMARY KEY (id)
);
CREATE TABLE lnk_group_member_user ("Group" TEXT, "User" TEXT);

INSERT INTO "Users" ("id", "displayName", "userPrincipalName") VALUES
  ('a0000000-0000-4000-8000-000000000001', 'Anna Berg', 'anna.berg@contoso.example');
INSERT INTO "Groups" ("id", "displayName", "groupTypes", "securityEnabled") VALUES
  ('a0000000-0000-4000-8000-000000000010', 'Finance admins', '[]', 1);
INSERT INTO "TenantDetails" ("id", "displayName", "verifiedDomains") VALUES
  ('11111111-aaaa-4bbb-8ccc-000000000001', 'Contoso', '[{"isDefault": true, "name": "contoso.example"}]');
INSERT INTO "RoleDefinitions" ("id", "displayName", "isBuiltIn", "templateId") VALUES
  ('62e90394-69f5-4237-9190-012177145e10', 'Global Administrator', 1, '62e90394-69f5-4237-9190-012177145e10');
INSERT INTO "RoleAssignments" VALUES
  ('assignment-1', 'a0000000-0000-4000-8000-000000000001', '"/"', '62e90394-69f5-4237-9190-012177145e10');
INSERT INTO "EligibleRoleAssignments" ("id", "principalId", "roleDefinitionId", "directoryScopeId", "memberType", "scheduleInfo") VALUES
  ('eligible-1', 'a0000000-0000-4000-8000-000000000001', 'fe930be7-5e62-47db-91af-98c3a49a38b1', '/', 'Direct', '{"startDateTime": "2026-01-01T00:00:00Z", "expiration": {"type": "afterDateTime", "endDateTime": "2026-07-01T00:00:00Z"}}');
INSERT INTO "AppRoleAssignmentsto" ("id", "appRoleId", "principalId", "principalType", "resourceId") VALUES
  ('opaque-1', '00000000-0000-0000-0000-000000000000', 'a0000000-0000-4000-8000-000000000001', 'User', 'a0000000-0000-4000-8000-000000000020');
INSERT INTO "Policys" ("id", "displayName", "state", "conditions", "grantControls") VALUES
  ('a0000000-0000-4000-8000-000000000060', 'Require MFA', 'enabled', '{"users": {"includeUsers": ["All"]}}', '{"operator": "OR", "builtInControls": ["mfa"]}');
INSERT INTO "lnk_group_member_user" ("Group", "User") VALUES
  ('a0000000-0000-4000-8000-000000000010', 'a0000000-0000-4000-8000-000000000001');
