//! Which lists are known to be whole, so that who is missing in them is not listed.

use super::support::{ANNA, Outcome, folder_of, import, import_bytes, import_records, record};
use crate::Options;

const GROUP: &str = "a0000000-0000-4000-8000-000000000010";

fn of_files(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    let outcome = import(folder_of(&files).path(), &Options::default());
    outcome.unwrap().lists
}

/// A page of members.
fn page(version: &str, more: &str) -> String {
    format!(
        "{{\"@odata.context\":\"https://graph.microsoft.com/{version}/$metadata#directoryObjects\"{more},\"value\":[{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{ANNA}\"}}]}}"
    )
}

#[test]
fn a_list_of_graph_is_whole_at_its_end() {
    let more = ",\"@odata.nextLink\":\"https://graph.microsoft.com/x\"";
    for (path, text, expected) in [
        (
            "groups/<G>/members.json",
            page("beta", ""),
            "member of group <G>: Whole in 0",
        ),
        (
            "groups/<G>/members.json",
            page("v1.0", ""),
            "member of group <G>: ButServicePrincipals in 0",
        ),
        (
            "members_<G>.json",
            page("beta", more),
            "member of ? <G>: Part in 0",
        ),
        (
            "groups/<G>/owners.json",
            page("v1.0", ""),
            "owner of group <G>: ButServicePrincipals in 0",
        ),
        (
            "groups/<G>/owners.json",
            page("beta", ""),
            "owner of group <G>: Whole in 0",
        ),
        (
            "servicePrincipals/<G>/owners.json",
            page("v1.0", ""),
            "owner of service principal <G>: Whole in 0",
        ),
        (
            "administrativeUnits/<G>/members.json",
            page("beta", ""),
            "unit-member of administrative unit <G>: Whole in 0",
        ),
    ] {
        let path = path.replace("<G>", GROUP);
        let lists = of_files(&[(&path, &text)]);
        assert_eq!(lists, [expected.replace("<G>", GROUP)], "{path}");
    }
}

#[test]
fn an_expanded_list_is_whole_unless_it_may_be_cut() {
    let group = |count: usize| {
        let members: Vec<String> = (0..count)
            .map(|number| format!("{{\"id\":\"b0000000-0000-4000-8000-{number:012}\"}}"))
            .collect();
        let text = format!(
            "{{\"id\":\"{GROUP}\",\"groupTypes\":[],\"members\":[{}]}}",
            members.join(",")
        );
        import_bytes(text.as_bytes()).unwrap().lists
    };
    let whole = [format!("member of group {GROUP}: Whole in 0")];
    assert_eq!(group(0), whole);
    assert_eq!(group(3), whole);
    assert_eq!(group(20), [""; 0]);
}

#[test]
fn what_lists_only_some_is_no_list() {
    let one = format!("{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{ANNA}\"}}");
    let table = format!("id,displayName,objectType\n{ANNA},Anna,User\n");
    for (path, text) in [
        (format!("groups/{GROUP}/members/{ANNA}.json"), one),
        (format!("exportGroupMembers_{GROUP}.csv"), table),
        (
            format!("groups/{GROUP}/transitiveMembers.json"),
            page("beta", ""),
        ),
        (format!("users/{ANNA}/memberOf.json"), page("beta", "")),
    ] {
        assert_eq!(of_files(&[(&path, &text)]), [""; 0], "{path}");
    }
}

#[test]
fn a_record_of_azurehound_is_a_whole_list() {
    let of = |data: &str| -> Outcome { import_records(&[record("AZGroupMember", data)]) };
    let whole = [format!("member of group {GROUP}: Whole in 0")];
    let member = format!(
        "{{\"member\":{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{ANNA}\"}},\"groupId\":\"{GROUP}\"}}"
    );
    assert_eq!(
        of(&format!(
            "{{\"members\":[{member}],\"groupId\":\"{GROUP}\"}}"
        ))
        .lists,
        whole
    );
    assert_eq!(
        of(&format!("{{\"members\":null,\"groupId\":\"{GROUP}\"}}")).lists,
        whole
    );
    // A damaged record gives its members, and no list.
    let cut = of(&format!(
        "{{\"members\":[{member},{{\"member\":{{\"id\":}}}}],\"groupId\":\"{GROUP}\"}}"
    ));
    assert_eq!(cut.lines.len(), 1);
    assert_eq!(cut.lists, [""; 0]);
}
