//! What answers of Azure leave out or write in more than one way.

use super::support::{ANNA, Outcome, folder_of, import, import_bytes};
use crate::Options;
use enfilade_model::{Level, Relation};

const SUBSCRIPTION: &str = "/subscriptions/b0000000-0000-4000-8000-000000000001";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

fn of(text: &str) -> Outcome {
    import_bytes(text.as_bytes()).unwrap()
}

fn vault(properties: &str) -> String {
    format!(
        "[{{\"id\":\"{SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v\",\"type\":\"Microsoft.KeyVault/vaults\"{properties}}}]"
    )
}

#[test]
fn which_model_a_vault_follows_is_known_only_from_its_properties() {
    let line = |text: String| of(&text).lines.pop().unwrap();
    assert!(!line(vault("")).contains("enableRbacAuthorization"));
    assert!(!line(vault(",\"properties\":null")).contains("enableRbacAuthorization"));
    // Not specified means the older model, Microsoft says.
    let older = line(vault(",\"properties\":{\"vaultUri\":\"https://v\"}"));
    assert!(older.contains("enableRbacAuthorization=false"), "{older}");
    let newer = line(vault(",\"properties\":{\"enableRbacAuthorization\":true}"));
    assert!(newer.contains("enableRbacAuthorization=true"), "{newer}");
}

/// One assignment as each tool writes it.
fn assignment_of_each_tool() -> [String; 3] {
    let id = format!(
        "{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/d0000000-0000-4000-8000-000000000001"
    );
    let role = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{READER}");
    [
        format!(
            "{{\"value\":[{{\"id\":\"{id}\",\"properties\":{{\"principalId\":\"{ANNA}\",\"principalType\":\"User\",\"roleDefinitionId\":\"{role}\",\"scope\":\"{SUBSCRIPTION}\"}}}}]}}"
        ),
        format!(
            "[{{\"id\":\"{id}\",\"principalId\":\"{ANNA}\",\"principalType\":\"User\",\"roleDefinitionId\":\"{role}\",\"roleDefinitionName\":\"Reader\",\"scope\":\"{SUBSCRIPTION}\"}}]"
        ),
        format!(
            "{{\"RoleAssignmentId\":\"{id}\",\"Scope\":\"{SUBSCRIPTION}\",\"ObjectId\":\"{ANNA}\",\"ObjectType\":\"User\",\"RoleDefinitionId\":\"{READER}\",\"RoleDefinitionName\":\"Reader\",\"CanDelegate\":false}}"
        ),
    ]
}

#[test]
fn the_tools_say_the_same_and_each_says_it_once() {
    let texts = assignment_of_each_tool();
    let lines: Vec<Vec<String>> = texts.iter().map(|text| of(text).lines).collect();
    assert_eq!(lines[0].len(), 1);
    assert!(lines.iter().all(|own| *own == lines[0]), "{lines:#?}");
    let files: Vec<(&str, &[u8])> = ["rest.json", "cli.json", "powershell.json"]
        .into_iter()
        .zip(texts.iter().map(String::as_bytes))
        .collect();
    let together = import(folder_of(&files).path(), &Options::default()).unwrap();
    // Each file states it, and the graph will know that each does.
    assert_eq!(together.lines, vec![lines[0][0].clone(); 3]);
    let twice = format!("[{},{}]", texts[2], texts[2]);
    assert_eq!(of(&twice).lines, lines[0]);
}

#[test]
fn a_principal_has_the_name_that_its_assignment_tells_wherever_it_holds() {
    let [_, cli, powershell] = assignment_of_each_tool();
    let cli = cli.replace("\"principalType\":\"User\"", "<NAMES>");
    let powershell = powershell.replace("\"ObjectType\":\"User\"", "<NAMES>");
    let name = |fields: &str, scope: &str| -> String {
        let template = match fields.contains("principalName") {
            true => &cli,
            false => &powershell,
        };
        let text = template.replace("<NAMES>", fields);
        let text = text.replace(&format!("\"{SUBSCRIPTION}\""), &format!("\"{scope}\""));
        let line = of(&text).lines.pop().unwrap();
        let holder = line.split(" -> ").next().unwrap();
        let (_, name) = holder.split_once(ANNA).unwrap();
        name.trim().to_owned()
    };
    for scope in ["/", SUBSCRIPTION] {
        for (fields, told) in [
            // `az role assignment list`: of a user, a group, an app, and an identity that is gone.
            (
                "\"principalName\":\"anna.berg@contoso.example\",\"principalType\":\"User\"",
                "\"anna.berg@contoso.example\"",
            ),
            (
                "\"principalName\":\"Azure Admins\",\"principalType\":\"Group\"",
                "\"Azure Admins\"",
            ),
            (
                "\"principalName\":\"A0000000-0000-4000-8000-0000000000AA\",\"principalType\":\"ServicePrincipal\"",
                "",
            ),
            ("\"principalName\":\"\",\"principalType\":\"User\"", ""),
            // `Get-AzRoleAssignment`.
            (
                "\"DisplayName\":\"Anna Berg\",\"SignInName\":\"anna.berg@contoso.example\"",
                "\"Anna Berg\"",
            ),
            (
                "\"DisplayName\":\"\",\"SignInName\":\"anna.berg@contoso.example\"",
                "\"anna.berg@contoso.example\"",
            ),
            ("\"DisplayName\":null,\"SignInName\":null", ""),
        ] {
            assert_eq!(name(fields, scope), told, "{fields} at {scope}");
        }
    }
}

#[test]
fn the_root_of_one_of_two_tenants_is_nobodys() {
    let [first, second] = [1, 2].map(|number| {
        format!(
            "{{\"id\":\"/subscriptions/b0000000-0000-4000-8000-00000000000{number}\",\"displayName\":\"S\",\"tenantId\":\"{number}0000000-0000-4000-8000-000000000000\"}}"
        )
    });
    let mut at_root = assignment_of_each_tool()[0]
        .replace(SUBSCRIPTION, "/")
        .replace("//", "/");
    let options = Options {
        several_tenants: true,
        ..Options::default()
    };
    let root_of = |subscriptions: &str, at_root: &str| -> String {
        let files = [
            (
                "subscriptions.json",
                format!("{{\"value\":[{subscriptions}]}}"),
            ),
            ("assignments.json", at_root.to_owned()),
        ];
        let files = files
            .each_ref()
            .map(|(name, text)| (*name, text.as_bytes()));
        let outcome = import(folder_of(&files).path(), &options).unwrap();
        let roles = outcome
            .lines
            .into_iter()
            .filter(|line| line.starts_with("azure-role"));
        roles.collect::<Vec<_>>().join("\n")
    };
    let root = |subscriptions: &str| root_of(subscriptions, &at_root);
    assert!(root(&first).contains("-> tenant 10000000-"));
    // What a caller sees who has accounts in both: `az account list`.
    assert!(root(&format!("{first},{second}")).contains("-> ? / role="));
    // A row of Resource Graph says whose root it means.
    at_root = at_root.replace(
        "\"properties\"",
        "\"tenantId\":\"20000000-0000-4000-8000-000000000000\",\"properties\"",
    );
    for subscriptions in [&first, &format!("{first},{second}")] {
        let told = root_of(subscriptions, &at_root);
        assert!(told.contains("-> tenant 20000000-"), "{told}");
    }
    let outcome = of(&at_root);
    assert_eq!(
        outcome.summary.sources[0].tenants,
        ["20000000-0000-4000-8000-000000000000"]
    );
}

#[test]
fn an_assignment_without_scope_holds_where_its_id_stands() {
    let text = assignment_of_each_tool()[0].replace(&format!(",\"scope\":\"{SUBSCRIPTION}\""), "");
    let line = of(&text).lines.pop().unwrap();
    assert!(
        line.contains(&format!("-> subscription {SUBSCRIPTION} ")),
        "{line}"
    );
}

#[test]
fn what_powershell_cut_off_is_no_value() {
    let text = format!(
        "{{\"Data\":[{{\"id\":\"{SUBSCRIPTION}/resourceGroups/g\",\"type\":\"microsoft.resources/subscriptions/resourcegroups\",\"properties\":\"@{{provisioningState=Succeeded}}\",\"tags\":\"\"}}],\"SkipToken\":null}}"
    );
    let outcome = of(&text);
    assert_eq!(outcome.codes(), ["lost-detail"]);
    assert!(
        outcome.lines.iter().all(|line| !line.contains("@{")),
        "{:#?}",
        outcome.lines
    );
}

#[test]
fn only_a_whole_answer_of_resource_graph_is_complete() {
    let row = format!(
        "{{\"id\":\"{SUBSCRIPTION}/resourceGroups/g/providers/a.b/c/d\",\"type\":\"a.b/c\",\"identity\":null}},{{\"id\":\"{SUBSCRIPTION}/resourceGroups/g\"}}"
    );
    let level =
        |text: &str| of(text).summary.completeness.relations[&Relation::AzureResources].clone();
    assert_eq!(
        level(&format!(
            "{{\"total_records\":2,\"data\":[{row}],\"skip_token\":null}}"
        )),
        Level::Complete
    );
    for cut in [
        format!("{{\"total_records\":9,\"data\":[{row}],\"skip_token\":\"x\"}}"),
        format!("{{\"totalRecords\":9,\"data\":[{row}],\"resultTruncated\":\"true\"}}"),
        format!("{{\"value\":[{row}]}}"),
        format!("[{row}]"),
    ] {
        assert!(matches!(level(&cut), Level::Partial(_)), "{cut}");
    }
}

#[test]
fn other_records_of_authorization_grant_nothing() {
    for kind in [
        "locks",
        "policyAssignments",
        "roleEligibilityScheduleRequests",
        "roleManagementPolicies",
    ] {
        let outcome = of(&format!(
            "[{{\"id\":\"{SUBSCRIPTION}/providers/Microsoft.Authorization/{kind}/x\",\"type\":\"Microsoft.Authorization/{kind}\",\"properties\":{{\"principalId\":\"{ANNA}\",\"roleDefinitionId\":\"{READER}\"}}}}]"
        ));
        assert_eq!(outcome.lines, [""; 0], "{kind}");
        assert_eq!(outcome.codes(), ["unused-kind"], "{kind}");
    }
}

#[test]
fn resource_graph_answers_in_rows_too() {
    let id = format!(
        "{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/d0000000-0000-4000-8000-000000000001"
    );
    let properties = format!(
        "{{\"principalId\":\"{ANNA}\",\"principalType\":\"User\",\"roleDefinitionId\":\"{READER}\",\"scope\":\"{SUBSCRIPTION}\"}}"
    );
    let text = format!(
        "{{\"totalRecords\":1,\"count\":1,\"data\":{{\"columns\":[{{\"name\":\"id\",\"type\":\"string\"}},{{\"name\":\"type\",\"type\":\"string\"}},{{\"name\":\"properties\",\"type\":\"object\"}}],\"rows\":[[\"{id}\",\"microsoft.authorization/roleassignments\",{properties}]]}},\"facets\":[],\"resultTruncated\":\"false\"}}"
    );
    let outcome = of(&text);
    assert_eq!(outcome.lines, of(&assignment_of_each_tool()[0]).lines);
    let level = &outcome.summary.completeness.relations[&Relation::AzureRoles];
    assert_eq!(level, &Level::Complete);
}

#[test]
fn a_resource_that_goes_by_resource_id_is_a_resource() {
    let text = format!(
        "{{\"ResourceId\":\"{SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/V\",\"ResourceType\":\"Microsoft.KeyVault/vaults\",\"Name\":\"V\"}}"
    );
    let outcome = of(&text);
    assert_eq!(outcome.codes(), [""; 0]);
    let described = format!(
        "vault {}/resourcegroups/g/providers/microsoft.keyvault/vaults/v \"V\" type=\"Microsoft.KeyVault/vaults\"",
        SUBSCRIPTION
    );
    assert!(outcome.lines.contains(&described), "{:#?}", outcome.lines);
}

#[test]
fn what_az_powershell_calls_otherwise_is_read() {
    let group = format!(
        "[{{\"ResourceGroupName\":\"G\",\"Location\":\"x\",\"Tags\":null,\"ResourceId\":\"{SUBSCRIPTION}/resourceGroups/G\"}}]"
    );
    let outcome = of(&group);
    assert_eq!(outcome.codes(), [""; 0]);
    let described = format!("resource group {SUBSCRIPTION}/resourcegroups/g \"G\" location=\"x\"");
    assert!(outcome.lines.contains(&described), "{:#?}", outcome.lines);
    let vault = format!(
        "{{\"VaultName\":\"V\",\"ResourceGroupName\":\"G\",\"EnableRbacAuthorization\":false,\"AccessPolicies\":[{{\"ObjectId\":\"{ANNA}\",\"ApplicationId\":null,\"PermissionsToKeys\":[\"Get\"],\"PermissionsToSecrets\":[\"Get\",\"List\"],\"PermissionsToCertificates\":[]}}],\"ResourceId\":\"{SUBSCRIPTION}/resourceGroups/G/providers/Microsoft.KeyVault/vaults/V\"}}"
    );
    let outcome = of(&vault);
    let policy = "role=keys: get; secrets: get, list";
    let is_policy = |line: &String| line.starts_with("vault-policy") && line.contains(policy);
    assert!(outcome.lines.iter().any(is_policy), "{:#?}", outcome.lines);
    let is_named = |line: &String| {
        line.contains("vaults/v \"V\"") && line.contains("enableRbacAuthorization=false")
    };
    assert!(outcome.lines.iter().any(is_named), "{:#?}", outcome.lines);
}

const GROUPS: &str = "/providers/Microsoft.Management/managementGroups";

/// The containments of a text, without names.
fn containments(text: &str) -> Vec<String> {
    let outcome = of(text);
    assert_eq!(outcome.codes(), [""; 0], "{text}");
    let lines = outcome.sorted().into_iter();
    let lines = lines.filter(|line| line.starts_with("contains"));
    lines.map(|line| line.replace(" \"Prod\"", "")).collect()
}

#[test]
fn the_children_of_children_lie_below_them() {
    let nested = format!(
        "[{{\"children\":[{{\"id\":\"{SUBSCRIPTION}\"}}],\"id\":\"{GROUPS}/prod\",\"displayName\":\"Prod\"}},{{\"id\":\"{GROUPS}/test\",\"children\":null}}]"
    );
    let rest = format!("{{\"id\":\"{GROUPS}/top\",\"properties\":{{\"children\":{nested}}}}}");
    let cli = format!("{{\"id\":\"{GROUPS}/top\",\"children\":{nested}}}");
    let powershell = format!("{{\"Id\":\"{GROUPS}/top\",\"Children\":{nested}}}")
        .replace("\"id\"", "\"Id\"")
        .replace("\"children\"", "\"Children\"")
        .replace("\"displayName\"", "\"DisplayName\"");
    let groups = GROUPS.to_lowercase();
    let prod = format!("management group {groups}/prod");
    let expected = [
        format!("contains: {prod} -> subscription {SUBSCRIPTION}"),
        format!("contains: management group {groups}/top -> {prod}"),
        format!("contains: management group {groups}/top -> management group {groups}/test"),
    ];
    for text in [rest, cli, powershell] {
        assert_eq!(containments(&text), expected, "{text}");
    }
}

#[test]
fn az_powershell_names_the_parent_of_a_group_beside_it() {
    let text = format!("{{\"Id\":\"{GROUPS}/prod\",\"ParentId\":\"{GROUPS}/top\"}}");
    let groups = GROUPS.to_lowercase();
    let expected =
        format!("contains: management group {groups}/top -> management group {groups}/prod");
    assert_eq!(containments(&text), [expected]);
}

#[test]
fn children_without_end_and_children_cut_off_are_counted() {
    let deep = format!("{{\"id\":\"{GROUPS}/a\",\"children\":[").repeat(60) + &"]}".repeat(60);
    assert_eq!(of(&deep).codes(), ["too-deep"]);
    let cut = format!(
        "{{\"Id\":\"{GROUPS}/top\",\"Children\":[{{\"Id\":\"{GROUPS}/prod\",\"Children\":\"Microsoft.Azure.Commands.Resources.Models.ManagementGroups.PSManagementGroupChildInfo\"}}]}}"
    );
    assert_eq!(of(&cut).codes(), ["lost-detail"]);
}

/// An answer of Resource Graph to its end.
fn answer(rows: &[String]) -> String {
    let (count, rows) = (rows.len(), rows.join(","));
    format!("{{\"total_records\":{count},\"data\":[{rows}],\"skip_token\":null}}")
}

fn resource(more: &str) -> String {
    format!(
        "{{\"id\":\"{SUBSCRIPTION}/resourceGroups/g/providers/a.b/c/d\",\"type\":\"a.b/c\"{more}}}"
    )
}

/// A subscription in the group `prod`.
fn container() -> String {
    format!(
        "{{\"id\":\"{SUBSCRIPTION}\",\"type\":\"microsoft.resources/subscriptions\",\"properties\":{{\"managementGroupAncestorsChain\":[{{\"name\":\"prod\"}},{{\"name\":\"top\"}}]}}}}"
    )
}

/// A role at a management group.
fn at_group(group: &str) -> String {
    assignment_of_each_tool()[0]
        .trim_start_matches("{\"value\":[")
        .trim_end_matches("]}")
        .replace(SUBSCRIPTION, &format!("{GROUPS}/{group}"))
}

/// Why the resources and the roles of these answers are there in part; nothing if they are whole.
fn gaps(texts: &[String]) -> [String; 2] {
    let names = ["a.json", "b.json", "c.json"];
    let files: Vec<(&str, &[u8])> = names
        .into_iter()
        .zip(texts.iter().map(String::as_bytes))
        .collect();
    let outcome = import(folder_of(&files).path(), &Options::default()).unwrap();
    [Relation::AzureResources, Relation::AzureRoles].map(|relation| {
        match outcome.summary.completeness.relations[&relation].clone() {
            Level::Complete => String::new(),
            Level::Partial(why) => why,
            Level::Absent(why) => panic!("{relation:?}: {why}"),
        }
    })
}

#[test]
fn resources_and_roles_are_whole_only_with_the_scopes_above_them() {
    let resources = answer(&[resource(",\"identity\":null")]);
    let roles = answer(&[at_group("prod")]);
    let containers = answer(&[container()]);
    let whole = [resources.clone(), roles.clone(), containers.clone()];
    assert_eq!(gaps(&whole), ["", ""]);
    let [of_resources, of_roles] = gaps(&whole[..2]);
    assert!(
        of_resources.starts_with("the scopes above them are missing"),
        "{of_resources}"
    );
    assert!(
        of_roles.starts_with("nothing tells what lies below"),
        "{of_roles}"
    );
    let nowhere = [
        resources.clone(),
        answer(&[at_group("x")]),
        containers.clone(),
    ];
    assert_eq!(gaps(&nowhere), [of_roles.clone(), of_roles]);
    // Its second page is missing.
    let cut = containers.replace("null}", "\"abc\"}");
    for reason in gaps(&[resources.clone(), roles, cut]) {
        assert!(
            reason.starts_with("pages of resourcecontainers are missing"),
            "{reason}"
        );
    }
    let at_subscription = assignment_of_each_tool()[0]
        .trim_start_matches("{\"value\":[")
        .trim_end_matches("]}")
        .to_owned();
    let [of_resources, of_roles] = gaps(&[resources, answer(&[at_subscription])]);
    assert!(
        of_resources.starts_with("the scopes above them are missing"),
        "{of_resources}"
    );
    assert_eq!(of_roles, "");
}

#[test]
fn the_children_of_a_group_are_the_scopes_above_too() {
    let resources = answer(&[resource(",\"identity\":null")]);
    let roles = answer(&[at_group("prod")]);
    let tree = |children: &str| {
        format!(
            "{{\"id\":\"{GROUPS}/top\",\"children\":[{{\"id\":\"{GROUPS}/prod\",\"children\":{children}}}]}}"
        )
    };
    let below = tree(&format!("[{{\"id\":\"{SUBSCRIPTION}\"}}]"));
    assert_eq!(gaps(&[resources.clone(), roles.clone(), below]), ["", ""]);
    let descendant = format!(
        "{{\"value\":[{{\"id\":\"{SUBSCRIPTION}\",\"type\":\"Microsoft.Management/managementGroups/subscriptions\",\"properties\":{{\"parent\":{{\"id\":\"{GROUPS}/prod\"}}}}}}]}}"
    );
    assert_eq!(
        gaps(&[resources.clone(), roles.clone(), descendant]),
        ["", ""]
    );
    // Asked for without `--recurse`.
    let [_, reason] = gaps(&[resources, roles, tree("null")]);
    assert!(
        reason.starts_with("nothing tells what lies below"),
        "{reason}"
    );
}

#[test]
fn an_answer_that_was_projected_lacks_what_decides() {
    let roles = answer(&[at_group("prod")]);
    let of_rows = |rows: &[String]| gaps(&[answer(rows), roles.clone(), answer(&[container()])]);
    let [reason, _] = of_rows(&[resource("")]);
    assert!(
        reason.starts_with("resources without `identity`"),
        "{reason}"
    );
    let policies = |properties: &str| {
        let vault = vault(properties);
        let rows = vault.trim_matches(['[', ']']).to_owned();
        let outcome = of(&answer(&[rows]));
        outcome.summary.completeness.relations[&Relation::VaultPolicies].clone()
    };
    assert_eq!(
        policies(",\"properties\":{\"accessPolicies\":[]}"),
        Level::Complete
    );
    let Level::Partial(reason) = policies("") else {
        panic!("whole without properties");
    };
    assert!(
        reason.starts_with("vaults without their properties"),
        "{reason}"
    );
}

#[test]
fn classic_administrators_of_each_tool_are_left_out_and_nothing_lacks_for_it() {
    let [_, cli, powershell] = assignment_of_each_tool();
    let none = of(&powershell).summary.completeness;
    let classic = |roles: &str| {
        format!(
            "{{\"RoleAssignmentId\":null,\"Scope\":\"{SUBSCRIPTION}\",\"SignInName\":\"a@b.example\",\"RoleDefinitionName\":\"{roles}\",\"RoleDefinitionId\":null,\"ObjectId\":null,\"ObjectType\":\"User\",\"CanDelegate\":false}}"
        )
    };
    let joined = classic("ServiceAdministrator;AccountAdministrator");
    for text in [
        format!("[{powershell},{joined},{}]", classic("CoAdministrator")),
        format!(
            "\"RoleAssignmentId\",\"Scope\",\"RoleDefinitionName\",\"RoleDefinitionId\",\"ObjectId\",\"ObjectType\"\n\"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/d0000000-0000-4000-8000-000000000001\",\"{SUBSCRIPTION}\",\"Reader\",\"{READER}\",\"{ANNA}\",\"User\"\n\"\",\"{SUBSCRIPTION}\",\"CoAdministrator\",\"\",\"\",\"User\"\n"
        ),
    ] {
        let outcome = of(&text);
        assert_eq!(outcome.codes(), ["classic-administrator"], "{text}");
        assert_eq!(outcome.lines, of(&powershell).lines);
        assert_eq!(outcome.summary.completeness, none);
    }
    // A role that people made may be called so.
    let own = cli.replace("\"Reader\"", "\"CoAdministrator\"");
    assert_eq!(of(&own).lines.len(), 1);
}

#[test]
fn an_assignment_without_a_role_says_what_the_ledger_lacks() {
    let [_, _, powershell] = assignment_of_each_tool();
    let text = powershell.replace(&format!("\"{READER}\""), "null");
    let text = text.replace("\"Reader\"", "\"Our own role\"");
    let levels = of(&text).summary.completeness.relations;
    let Level::Partial(reason) = &levels[&Relation::AzureRoles] else {
        panic!("{levels:?}");
    };
    assert!(reason.starts_with("records without the ids"), "{reason}");
}

#[test]
fn an_assignment_that_names_a_built_in_role_has_its_id() {
    // Get-AzRoleAssignment | Select-Object DisplayName, SignInName, ... | Export-Csv
    let table = |role: &str| {
        format!(
            "\"DisplayName\",\"SignInName\",\"ObjectId\",\"ObjectType\",\"RoleDefinitionName\",\"Scope\"\r\n\"Anna\",\"anna@contoso.example\",\"{ANNA}\",\"User\",\"{role}\",\"{SUBSCRIPTION}\"\r\n"
        )
    };
    // az role assignment list --query "[].{principalId:principalId,...}"
    let cli = |role: &str| {
        format!(
            "[{{\"principalId\":\"{ANNA}\",\"roleDefinitionName\":\"{role}\",\"scope\":\"{SUBSCRIPTION}\"}}]"
        )
    };
    let held = format!("-> subscription {SUBSCRIPTION} role={READER} \"Reader\"");
    for role in ["Reader", "reader"] {
        for text in [table(role), cli(role)] {
            let outcome = of(&text);
            assert_eq!(outcome.codes(), [""; 0], "{text}");
            assert_eq!(outcome.lines.len(), 1, "{text}");
            assert!(outcome.lines[0].ends_with(&held), "{}", outcome.lines[0]);
        }
    }
    // What people made has an id that only its definition tells.
    for text in [table("Our own role"), cli("Our own role")] {
        assert_eq!(of(&text).lines, [""; 0], "{text}");
    }
}

/// A role at the subscription, with these columns beside what a query asks for.
fn projected(more: &str) -> String {
    format!(
        "{{\"id\":\"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/d0000000-0000-4000-8000-000000000001\",\"principalId\":\"{ANNA}\",\"principalType\":\"User\",\"roleDefinitionId\":\"/providers/Microsoft.Authorization/RoleDefinitions/{READER}\",\"roleName\":\"Reader\",\"scope\":\"{SUBSCRIPTION}\"{more}}}"
    )
}

#[test]
fn role_assignments_that_were_projected_may_lack_their_conditions() {
    let level = |row: String| {
        let outcome = of(&answer(&[row]));
        assert_eq!(outcome.lines.len(), 1);
        outcome.summary.completeness.relations[&Relation::AzureRoles].clone()
    };
    let Level::Partial(reason) = level(projected("")) else {
        panic!("whole without conditions");
    };
    assert!(
        reason.starts_with("role assignments without `condition`"),
        "{reason}"
    );
    for condition in ["null", "\"\"", "\"@Resource[a] StringEquals 'b'\""] {
        let row = projected(&format!(",\"condition\":{condition}"));
        assert_eq!(level(row), Level::Complete, "{condition}");
    }
    // Where all properties are, one that is absent is none.
    let whole = at_group("prod").replace(&format!("{GROUPS}/prod"), SUBSCRIPTION);
    assert_eq!(level(whole), Level::Complete);
}

#[test]
fn roles_are_whole_only_with_what_is_given_above_the_subscriptions() {
    let roles = |rows: &[String]| {
        let [_, reason] = gaps(&[
            answer(rows),
            answer(&[container()]),
            answer(&[resource("")]),
        ]);
        reason
    };
    let row = |scope: &str| at_group("prod").replace(&format!("{GROUPS}/prod"), scope);
    let below = row(SUBSCRIPTION);
    let reason = roles(std::slice::from_ref(&below));
    assert!(
        reason.starts_with("nothing that is given at management groups"),
        "{reason}"
    );
    let at_root = row("/").replace("//providers", "/providers");
    for above in [at_group("prod"), at_root.clone()] {
        assert_eq!(roles(&[below.clone(), above.clone()]), "");
        // What its id tells.
        let bare = above.replace(&format!("\"scope\":\"{GROUPS}/prod\""), "\"x\":1");
        assert_eq!(roles(&[below.clone(), bare]), "");
    }
    // A list shows what the answer lacks.
    let subscription = format!("{{\"id\":\"{SUBSCRIPTION}\",\"subscriptionId\":\"x\"}}");
    let resources = answer(&[resource(""), subscription]);
    let list = |row: &str| format!("{{\"value\":[{row}]}}");
    let lone = answer(std::slice::from_ref(&below));
    let with = |listed: &str| {
        let [_, reason] = gaps(&[resources.clone(), lone.clone(), list(listed)]);
        reason
    };
    assert_eq!(with(&below), "");
    assert_eq!(with(&at_root), reason);
}
