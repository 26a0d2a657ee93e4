//! What tables get wrong, leave out or only seem to say.

use super::support::{
    ANNA, BORIS, Lines, Outcome, encodings, folder_of, import, import_bytes, level, refusal,
};
use crate::{Format, NoProgress, Options, read_bytes};
use enfilade_model::{Attribute, EntityKind, Level, ObjectKey, Relation};

const GROUP: &str = "a0000000-0000-4000-8000-000000000010";
const USERS: &str = "userPrincipalName,displayName,objectId,userType,department,accountEnabled";

fn of(text: &str) -> Outcome {
    import_bytes(text.as_bytes()).unwrap()
}

#[test]
fn templates_for_bulk_changes_are_refused() {
    for text in [
        "version:v1.0\r\nMember object ID or user principal name [memberObjectIdOrUpn] Required\r\nExample,x\r\n",
        "version:v1.0,,\r\nName [displayName] Required,User name [userPrincipalName] Required,x\r\n",
        "Name [displayName] Required,User name [userPrincipalName] Required\r\nAnna,anna@x\r\n",
    ] {
        let error = refusal(text.as_bytes());
        assert!(error.contains("template for bulk changes"), "{error}");
    }
}

#[test]
fn a_table_reads_the_same_in_every_encoding_and_with_every_separator() {
    let row = format!("anna@x,\"Ä, \"\"B\"\"\",{ANNA},Member,,True");
    let text = format!("{USERS}\r\n{row}\r\n");
    let expected = of(&text).lines;
    assert_eq!(expected.len(), 1);
    for (encoding, bytes) in encodings(&text) {
        assert_eq!(import_bytes(&bytes).unwrap().lines, expected, "{encoding}");
    }
    let semicolons = format!(
        "sep=;\n{}\n{}",
        USERS.replace(',', ";"),
        row.replace(',', ";").replace("Ä;", "Ä,")
    );
    assert_eq!(of(&semicolons).lines, expected);
    let ansi = text.replace('Ä', "\u{1}").into_bytes();
    let ansi: Vec<u8> = ansi
        .into_iter()
        .map(|byte| if byte == 1 { 0xc4 } else { byte })
        .collect();
    assert_eq!(import_bytes(&ansi).unwrap().lines, expected);
}

#[test]
fn an_empty_cell_has_no_value_where_the_column_was_asked_for() {
    let text = format!("{USERS}\nanna@x,Anna,{ANNA},Member,,\n");
    let outcome = of(&text);
    assert!(
        !outcome.lines[0].contains("department") && !outcome.lines[0].contains("accountEnabled")
    );
    let ledger = &outcome.summary.completeness;
    assert!(ledger.has_attribute(EntityKind::User, Attribute::Department));
    assert!(!ledger.has_attribute(EntityKind::User, Attribute::JobTitle));
    // PowerShell writes empty cells for what was not asked for.
    let powershell = format!("Id,UserPrincipalName,Department\n{ANNA},anna@x,\n");
    let ledger = of(&powershell).summary.completeness;
    assert!(!ledger.has_attribute(EntityKind::User, Attribute::Department));
}

#[test]
fn the_group_of_a_table_of_members_comes_from_the_name_or_the_caller() {
    let text = format!(
        "id,userPrincipalName,displayName,objectType,userType\n{ANNA},anna@x,Anna,User,Member\n"
    );
    let edge = format!("member: user {ANNA} \"Anna\" -> group {GROUP}");
    let name = format!("exportGroupMembers_{GROUP}.csv");
    let named = import(
        folder_of(&[(&name, text.as_bytes())]).path(),
        &Options::default(),
    )
    .unwrap();
    assert_eq!(named.lines[0], edge);
    let mut lines = Lines::default();
    let options = Options {
        group: Some(ObjectKey::of(GROUP)),
        ..Options::default()
    };
    read_bytes(
        "members.csv",
        text.as_bytes(),
        &options,
        &NoProgress,
        &mut lines,
    )
    .unwrap();
    assert_eq!(lines.0[0], edge);
    let nameless = of(&text);
    assert_eq!(nameless.codes(), ["whose-list"]);
    assert!(
        nameless
            .lines
            .iter()
            .all(|line| !line.starts_with("member"))
    );
}

#[test]
fn a_table_of_users_in_a_folder_of_members_is_read_as_such_a_list_is_in_json() {
    let text = format!("{USERS}\nanna@x,Anna,{ANNA},Member,,True\n");
    let path = format!("groups/{GROUP}/members/users.csv");
    let outcome = import(
        folder_of(&[(&path, text.as_bytes())]).path(),
        &Options::default(),
    )
    .unwrap();
    let edge = format!("member: user {ANNA} \"Anna\" -> group {GROUP}");
    assert!(outcome.lines.contains(&edge), "{:#?}", outcome.lines);
}

#[test]
fn rows_that_do_not_fit_are_counted_and_cost_no_other() {
    let text = format!(
        "{USERS}\nanna@x,Anna,{ANNA},Member,,True\nshort,row\n\nboris@x,Boris,{BORIS},Guest,,False\nlong,cut"
    );
    let outcome = of(&text);
    assert_eq!(outcome.lines.len(), 2);
    assert_eq!(outcome.codes(), ["odd-row", "truncated"]);
    assert!(outcome.summary.damage().next().is_some());
}

#[test]
fn a_quote_without_an_end_is_a_cut_row() {
    let text =
        format!("{USERS}\nanna@x,Anna,{ANNA},Member,,True\nboris@x,\"Boris,{BORIS},Guest,,False\n");
    let outcome = of(&text);
    assert_eq!(outcome.lines.len(), 1);
    assert_eq!(outcome.codes().len(), 1);
}

#[test]
fn formulas_are_names_like_any_other() {
    let outcome = of(&format!("{USERS}\n=cmd,@SUM(A1),{ANNA},Member,,True\n"));
    assert!(outcome.lines[0].contains("\"@SUM(A1)\" userPrincipalName=\"=cmd\""));
}

#[test]
fn a_dynamic_group_of_the_admin_centre_is_dynamic() {
    let text = format!(
        "id,displayName,groupType,membershipType,source\n{GROUP},G,Microsoft 365,Dynamic,Windows Server AD\n"
    );
    let line = of(&text).lines.remove(0);
    assert!(
        line.contains("groupTypes=\"Unified,DynamicMembership\""),
        "{line}"
    );
    assert!(line.contains("onPremisesSyncEnabled=true"), "{line}");
}

#[test]
fn a_table_of_ids_is_of_the_group_that_the_caller_names_and_a_table_of_users_is_not() {
    let options = Options {
        group: Some(ObjectKey::of(GROUP)),
        ..Options::default()
    };
    let of = |text: &str| {
        let folder = folder_of(&[("table.csv", text.as_bytes())]);
        import(&folder.path().join("table.csv"), &options).unwrap()
    };
    // `Get-MgGroupMember -GroupId ... | Export-Csv`
    let ids = format!("\"Id\",\"DeletedDateTime\"\r\n\"{ANNA}\",\r\n\"{BORIS}\",\r\n");
    let outcome = of(&ids);
    assert_eq!(
        outcome.lines,
        [ANNA, BORIS].map(|id| format!("member: ? {id} -> group {GROUP}"))
    );
    assert!(outcome.codes().is_empty(), "{:?}", outcome.codes());
    let users = format!("Id,DisplayName,UserPrincipalName\r\n{ANNA},Anna,anna@x\r\n");
    let outcome = of(&users);
    assert!(outcome.lines[0].starts_with("user "), "{:?}", outcome.lines);
    assert_eq!(outcome.codes(), ["group-not-taken"]);
    assert_eq!(outcome.example("group-not-taken"), GROUP);
}

#[test]
fn the_group_of_a_path_stands_against_another_that_the_caller_names() {
    let text = format!("id,userPrincipalName,displayName,objectType\n{ANNA},a@x,Anna,User\n");
    let name = format!("exportGroupMembers_{GROUP}.csv");
    let options = Options {
        group: Some(ObjectKey::of("a0000000-0000-4000-8000-000000000099")),
        ..Options::default()
    };
    let outcome = import(folder_of(&[(&name, text.as_bytes())]).path(), &options).unwrap();
    let edge = format!("member: user {ANNA} \"Anna\" -> group {GROUP}");
    assert_eq!(outcome.lines[0], edge);
    assert_eq!(outcome.codes(), ["other-group"]);
}

#[test]
fn a_format_that_is_named_does_not_make_a_table_of_what_is_none() {
    let users = format!("{USERS}\nanna@x,Anna,{ANNA},Member,,True\n");
    let read = |format, text: &str| {
        let options = Options {
            format: Some(format),
            ..Options::default()
        };
        let mut lines = Lines::default();
        read_bytes("x.csv", text.as_bytes(), &options, &NoProgress, &mut lines)
            .map(|summary| (lines.0.len(), summary))
    };
    for (format, text) in [
        (Format::Table, "date,amount\n1,2\n"),
        (Format::Table, "{\"value\":[]}"),
        (Format::Plain, "date,amount\n1,2\n"),
        (Format::Plain, users.as_str()),
        (
            Format::Table,
            "version:v1.0\r\nName [displayName] Required,x\r\n",
        ),
    ] {
        let refused = read(format, text).unwrap_err().to_string();
        assert!(
            refused.contains("`x.csv` is no export"),
            "{text}: {refused}"
        );
    }
    assert_eq!(read(Format::Table, &users).unwrap().0, 1);
    // The plain form is a table too, and goes by its own name.
    let plain = format!("id,kind,name\n{ANNA},user,Anna\n");
    let (facts, summary) = read(Format::Table, &plain).unwrap();
    assert_eq!(facts, 1);
    assert_eq!(summary.sources[0].format, "plain");
}

#[test]
fn how_an_eligible_role_is_held_is_no_kind_of_object() {
    let text = format!(
        "Id,PrincipalId,RoleDefinitionId,DirectoryScopeId,MemberType,RoleEligibilityScheduleId\nx,{ANNA},{GROUP},/,Group,y\nz,{ANNA},{GROUP},/,Direct,w\n"
    );
    let outcome = of(&text);
    assert_eq!(outcome.lines.len(), 1, "{:#?}", outcome.lines);
    assert!(
        outcome.lines[0].starts_with("directory-role: ? "),
        "{:#?}",
        outcome.lines
    );
    assert_eq!(outcome.codes(), ["through-group"]);
}

#[test]
fn members_without_an_object_type_are_told_by_their_flags() {
    let name = format!("members_{GROUP}.csv");
    let text = format!(
        "id,displayName,isUser,isGroup,isGuest\n{ANNA},Anna,True,False,False\n{BORIS},Others,False,True,False\n"
    );
    let outcome = import(
        folder_of(&[(&name, text.as_bytes())]).path(),
        &Options::default(),
    )
    .unwrap();
    let edges: Vec<&str> = outcome
        .lines
        .iter()
        .filter(|line| line.starts_with("member"))
        .map(String::as_str)
        .collect();
    assert_eq!(
        edges,
        [
            format!("member: user {ANNA} \"Anna\" -> group {GROUP}"),
            format!("member: group {BORIS} \"Others\" -> group {GROUP}"),
        ]
    );
}

#[test]
fn the_types_of_a_group_read_however_a_cell_lists_them() {
    for cell in [
        "\"Unified,DynamicMembership\"",
        "Unified;DynamicMembership",
        "Unified DynamicMembership",
        "\"{Unified, DynamicMembership}\"",
        "\"[Unified, DynamicMembership]\"",
        "\"['Unified','DynamicMembership']\"",
        "\"[\"\"Unified\"\",\"\"DynamicMembership\"\"]\"",
    ] {
        let outcome = of(&format!(
            "id,displayName,groupTypes,membershipType\n{GROUP},G,{cell},Dynamic\n"
        ));
        assert!(
            outcome.lines[0].contains("groupTypes=\"Unified,DynamicMembership\""),
            "{cell}: {}",
            outcome.lines[0]
        );
        assert_eq!(outcome.codes(), [""; 0], "{cell}");
    }
    // An empty cell beside a kind that says it.
    let outcome = of(&format!(
        "id,displayName,groupTypes,groupType\n{GROUP},G,,Microsoft 365\n"
    ));
    assert!(
        outcome.lines[0].contains("groupTypes=\"Unified\""),
        "{}",
        outcome.lines[0]
    );
    // No cell breaks out of its text.
    let outcome = of(&format!(
        "id,displayName,groupTypes\n{GROUP},G,\"a\"\"b\\\"\n"
    ));
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn names_that_look_like_types_are_names() {
    let text = format!(
        "Id,DisplayName,AppDisplayName,ServicePrincipalType,AppId,Tags\n{ANNA},Microsoft.Azure.SyncFabric,Microsoft.Azure.SyncFabric,Application,{BORIS},System.String[]\n"
    );
    let outcome = of(&text);
    assert!(
        outcome.lines[0].contains("appDisplayName=\"Microsoft.Azure.SyncFabric\""),
        "{:#?}",
        outcome.lines
    );
    assert_eq!(outcome.codes(), ["lost-detail"]);
    assert_eq!(outcome.summary.warnings[0].count, 1);
    assert_eq!(outcome.example("lost-detail"), "`tags`");
}

const APP: &str = "a0000000-0000-4000-8000-000000000020";
const ADMIN: &str = "62e90394-69f5-4237-9190-012177145e10";

#[test]
fn a_table_of_role_assignments_says_who_has_which_role_and_where() {
    let unit = "a0000000-0000-4000-8000-000000000040";
    let text = format!(
        "Principal object ID,Principal display name,Principal type,Role,Scope,State\n\
         {ANNA},Anna,User,Global Administrator,Directory,Active\n\
         {BORIS},Boris,User,global administrator,/administrativeUnits/{unit},Eligible\n\
         {ANNA},Anna,User,Keeper of Cats,Directory,Active\n\
         {ANNA},Anna,User,Global Administrator,Berlin office,Active\n\
         {ANNA},Anna,User,Reader,/subscriptions/b0000000-0000-4000-8000-000000000001,Active\n"
    );
    let outcome = of(&text);
    assert_eq!(outcome.codes(), ["uncertain-scope", "unknown-role"]);
    assert_eq!(outcome.example("unknown-role"), "role `Keeper of Cats`");
    let role = format!("directory role {ADMIN} \"Global Administrator\"");
    for line in [
        format!("directory-role: user {ANNA} \"Anna\" -> {role}"),
        format!(
            "directory-role: user {BORIS} \"Boris\" -> {role} state=eligible scope=administrative unit {unit}"
        ),
        format!(
            "azure-role: user {ANNA} \"Anna\" -> subscription /subscriptions/b0000000-0000-4000-8000-000000000001 role=acdd72a7-3385-48ef-bd42-f606fba81ae7 \"Reader\""
        ),
    ] {
        assert!(
            outcome.lines.contains(&line),
            "{line}\n{:#?}",
            outcome.lines
        );
    }
}

#[test]
fn the_app_of_a_table_of_its_users_and_groups_comes_from_the_name() {
    let text = format!(
        "Display Name,Object Type,Role assigned,Object Id\nAnna,User,Default Access,{ANNA}\nSales,Group,Payroll Reader,{GROUP}\n"
    );
    let name = format!("appRoleAssignedTo_{APP}.csv");
    let named = import(
        folder_of(&[(&name, text.as_bytes())]).path(),
        &Options::default(),
    )
    .unwrap();
    assert_eq!(
        named.lines,
        [
            format!(
                "app-assignment: user {ANNA} \"Anna\" -> app {APP} role=00000000-0000-0000-0000-000000000000 \"Default Access\""
            ),
            format!("app role payroll reader \"Payroll Reader\" of app {APP}"),
            format!(
                "app-assignment: group {GROUP} \"Sales\" -> app {APP} role=payroll reader \"-\""
            ),
        ]
    );
    let nameless = of(&text);
    assert_eq!(nameless.codes(), ["whose-app"]);
    assert!(nameless.lines.is_empty());
}

#[test]
fn a_role_of_the_plain_form_goes_by_its_id_or_its_name() {
    const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    const ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
    let rows = [
        (
            "azure-role",
            "/subscriptions/b0000000-0000-4000-8000-000000000001",
            "Owner",
            "",
        ),
        (
            "azure-role",
            "/subscriptions/b0000000-0000-4000-8000-000000000001",
            "",
            "owner",
        ),
        (
            "azure-role",
            "/subscriptions/b0000000-0000-4000-8000-000000000001",
            OWNER,
            "",
        ),
        (
            "azure-role",
            "/subscriptions/b0000000-0000-4000-8000-000000000001",
            "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
            "",
        ),
        ("directory-role", ADMINISTRATOR, "", ""),
        (
            "site-permission",
            "https://contoso.sharepoint.com/sites/hr",
            "",
            "Full Control",
        ),
    ];
    let rows: Vec<String> = rows
        .iter()
        .map(|(kind, to, role, name)| format!("{kind},{ANNA},{to},user,{role},{name}\n"))
        .collect();
    let text = format!("kind,from,to,fromKind,role,roleName\n{}", rows.concat());
    let outcome = import_bytes(text.as_bytes()).unwrap();
    assert!(outcome.codes().is_empty(), "{:?}", outcome.summary.warnings);
    let owners = outcome.lines.iter().filter(|line| {
        line.contains("azure-role") && line.contains(OWNER) && line.contains("Owner")
    });
    assert_eq!(owners.count(), 4, "{:#?}", outcome.lines);
    let has = |text: &str| outcome.lines.iter().any(|line| line.contains(text));
    assert!(has("Global Administrator"), "{:#?}", outcome.lines);
    assert!(
        has("full control") && has("Full Control"),
        "{:#?}",
        outcome.lines
    );
}

#[test]
fn an_end_that_the_plain_form_cannot_tell_leaves_its_relation_in_part() {
    for (end, is_read) in [("2020-01-01", true), ("1/2/2020", false)] {
        let text = format!(
            "kind,from,to,fromKind,toKind,validTo\nmember,{ANNA},{BORIS},user,group,{end}\n"
        );
        let outcome = import_bytes(text.as_bytes()).unwrap();
        let Level::Partial(why) = level(&outcome, Relation::GroupMembers) else {
            panic!("{end}");
        };
        assert_eq!(!why.contains("times cannot be read (1)"), is_read, "{why}");
        assert_eq!(outcome.codes().is_empty(), is_read);
    }
}
