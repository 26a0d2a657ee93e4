//! What holds for any export.

use super::support::{
    Outcome, encodings, file_form, folder_of, gzip, import, import_bytes, import_in_chunks,
    one_of_each_kind, zip,
};
use crate::{ImportError, Options};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// One of few ids, so that records speak of the same objects, in either casing.
fn id() -> impl Strategy<Value = String> {
    (1..12_u32, any::<bool>()).prop_map(|(number, upper)| {
        let id = format!("a0000000-0000-4000-8000-00000000{number:04x}");
        if upper { id.to_uppercase() } else { id }
    })
}

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z \"\\\\/{}\\[\\]:,\u{0}\n\u{1b}éß日\u{2028}🎉]{0,12}"
}

fn resource() -> impl Strategy<Value = String> {
    let path = select(vec![
        "/subscriptions/c0000000-0000-4000-8000-000000000001",
        "/subscriptions/c0000000-0000-4000-8000-000000000001/resourcegroups/rg-payroll",
        "/subscriptions/c0000000-0000-4000-8000-000000000001/resourcegroups/rg-payroll/providers/microsoft.keyvault/vaults/kv-payroll",
        "/providers/microsoft.management/managementgroups/mg-corp",
        "/",
    ]);
    (path, any::<bool>()).prop_map(|(path, upper)| {
        if upper {
            path.to_uppercase()
        } else {
            path.to_owned()
        }
    })
}

fn listed(
    kind: &'static str,
    list: &'static str,
    item: &'static str,
) -> impl Strategy<Value = Value> {
    let object = (
        id(),
        name(),
        select(vec!["user", "group", "device", "strange"]),
    );
    (id(), vec(object, 0..5)).prop_map(move |(group, objects)| {
        let items: Vec<Value> = objects
            .into_iter()
            .map(|(id, name, class)| {
                let class = format!("#microsoft.graph.{class}");
                json!({ item: {"@odata.type": class, "displayName": name, "id": id}, "groupId": group })
            })
            .collect();
        let items = if items.is_empty() { Value::Null } else { items.into() };
        json!({"kind": kind, "data": { list: items, "groupId": group }})
    })
}

fn azure_roles() -> impl Strategy<Value = Value> {
    (resource(), vec((id(), resource(), 0..3_u32), 0..4)).prop_map(|(at, grants)| {
        let grants: Vec<Value> = grants
            .into_iter()
            .map(|(principal, scope, number)| {
                json!({"owner": {
                    "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{number}"),
                    "properties": {
                        "principalId": principal,
                        "roleDefinitionId": format!("{scope}/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
                        "scope": scope,
                    },
                }, "subscriptionId": at})
            })
            .collect();
        json!({"kind": "AZSubscriptionOwner", "data": {"owners": grants, "subscriptionId": at}})
    })
}

fn record() -> impl Strategy<Value = String> {
    let user = (id(), name(), any::<bool>()).prop_map(|(id, name, enabled)| {
        json!({"kind": "AZUser", "data": {
            "id": id, "displayName": name, "accountEnabled": enabled, "mailboxSettings": {"a": {}}
        }})
    });
    let unknown = (id(), name()).prop_map(
        |(id, name)| json!({"kind": "AZMystery", "data": {"id": id, "displayName": name}}),
    );
    let made = prop_oneof![
        user,
        unknown,
        listed("AZGroupMember", "members", "member"),
        listed("AZGroupOwner", "owners", "owner"),
        azure_roles(),
    ]
    .prop_map(|value| {
        // AzureHound writes the kind first, which `Value` does not.
        format!("{{\"kind\":{},\"data\":{}}}", value["kind"], value["data"])
    });
    prop_oneof![1 => select(one_of_each_kind()), 3 => made]
}

/// A group of many members, as AzureHound writes it: the members come first. Now and then one is
/// odd.
fn large_group() -> impl Strategy<Value = String> {
    let ending = select(vec![
        "\"groupId\":\"A0000000-0000-4000-8000-000000000001\"",
        "\"groupId\":\"A0000000-0000-4000-8000-000000000001\"",
        "\"groupId\":\"A0000000-0000-4000-8000-000000000001\"",
        "\"groupId\":null",
        "\"groupId\":\"A0000000-0000-4000-8000-000000000001\",\"kind\": \"AZUser\"",
        "\"x\":[{},{\"member\":{\"id\":1}},{\"member\":{}}]",
        "\"x\":\"},{\\\"member\\\":{\"",
    ]);
    vec((id(), name(), prop_oneof![20 => Just("\"groupId\":\"A0000000-0000-4000-8000-000000000001\""), 1 => ending]), 1..40).prop_map(|members| {
        let members: Vec<String> = members
            .into_iter()
            .map(|(id, name, rest)| {
                let member = json!({"@odata.type": "#microsoft.graph.user", "displayName": name, "id": id});
                format!("{{\"member\":{member},{rest}}}")
            })
            .collect();
        let members = members.join(",");
        format!("{{\"kind\":\"AZGroupMember\",\"data\":{{\"members\":[{members}],\"groupId\":\"A0000000-0000-4000-8000-000000000001\"}}}}")
    })
}

/// The form of a text.
#[derive(Copy, Clone, Debug, PartialEq)]
enum Form {
    File,
    Windows,
    MetaFirst,
    Lines,
    OneLine,
    List,
}

const FORMS: [Form; 6] = [
    Form::File,
    Form::Windows,
    Form::MetaFirst,
    Form::Lines,
    Form::OneLine,
    Form::List,
];

impl Form {
    fn text(self, records: &[String]) -> String {
        let meta = format!(
            "{{\"type\":\"azure\",\"version\":5,\"count\":{}}}",
            records.len()
        );
        match self {
            Form::File => file_form(records),
            Form::Windows => file_form(records).replace('\n', "\r\n"),
            Form::MetaFirst => {
                format!("{{\"meta\":{meta},\n\"data\":[\n{}]}}", records.join(",\n"))
            }
            Form::Lines => records.join("\n") + "\n",
            Form::OneLine => format!("{{\"data\":[{}],\"meta\":{meta}}}", records.join(",")),
            Form::List => format!("[{}]", records.join(",")),
        }
    }
}

/// The facts, each once, in no order.
fn facts(outcome: &Outcome) -> BTreeSet<&str> {
    outcome.lines.iter().map(String::as_str).collect()
}

/// The facts but for those at the top of Azure, which are said at the end, from all that was read.
fn lasting(outcome: &Outcome) -> BTreeSet<&str> {
    let at_the_top = |fact: &&str| {
        fact.starts_with("contains: tenant")
            || fact.starts_with("azure-role: ")
                && (fact.contains("-> tenant ") || fact.contains("-> ? / "))
    };
    facts(outcome)
        .into_iter()
        .filter(|fact| !at_the_top(fact))
        .collect()
}

fn facts_of(records: &[String]) -> Outcome {
    // A record that says nothing, not even what was listed, so that there is one.
    let all = [
        &["{\"kind\":\"AZFederatedIdentityCredential\",\"data\":null}".to_owned()],
        records,
    ]
    .concat();
    import_bytes(Form::Lines.text(&all).as_bytes()).unwrap()
}

/// A size of batches that no view has room for.
const IN_ORDER: usize = usize::MAX;

/// Bytes that mean something in JSON, or nothing anywhere.
fn nasty() -> impl Strategy<Value = u8> {
    prop_oneof![select(b"\"\\{}[],:\n\0 \xff".to_vec()), any::<u8>()]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        failure_persistence: None,
        max_global_rejects: 100_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_container_changes_nothing(
        records in vec(record(), 1..20),
        form in select(FORMS.to_vec()),
        encoding in 0..6_usize,
        wrapping in 0..5_u8,
    ) {
        let (_, bytes) = encodings(&form.text(&records)).swap_remove(encoding);
        let bytes = match wrapping {
            0 => gzip(&bytes),
            1 => zip(&[("x.json", &bytes)]),
            2 => zip(&[("x.gz", &gzip(&bytes)), ("readme", b"nothing")]),
            3 => gzip(&zip(&[("x", &bytes)])),
            _ => bytes,
        };
        let (plain, wrapped) = (facts_of(&records), import_bytes(&bytes).unwrap());
        prop_assert_eq!(facts(&plain), facts(&wrapped));
        prop_assert_eq!(wrapped.summary.records.values().sum::<u64>(), records.len() as u64);
        prop_assert_eq!(wrapped.summary.damage().count(), 0);
    }

    #[test]
    fn order_and_division_into_files_change_nothing(
        (records, shuffled) in vec(record(), 1..20)
            .prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle())),
        forms in vec(select(FORMS.to_vec()), 1..4),
    ) {
        let size = shuffled.len().div_ceil(forms.len());
        let texts: Vec<(String, String)> = shuffled
            .chunks(size)
            .zip(&forms)
            .enumerate()
            .map(|(n, (part, form))| (format!("{n}.json"), form.text(part)))
            .collect();
        let files: Vec<(&str, &[u8])> = texts.iter().map(|(n, t)| (&n[..], t.as_bytes())).collect();
        let folder = folder_of(&files);
        let (plain, divided) = (facts_of(&records), import(folder.path(), &Options::default()).unwrap());
        prop_assert_eq!(facts(&plain), facts(&divided));
        prop_assert_eq!(divided.summary.records.values().sum::<u64>(), records.len() as u64);
        prop_assert_eq!(divided.summary.sources.len(), files.len());
        prop_assert_eq!(plain.summary.completeness, divided.summary.completeness);
    }

    #[test]
    fn a_cut_costs_what_comes_after_it_and_is_named(
        records in vec(record(), 1..8),
        form in select(FORMS.to_vec()),
        wide in any::<bool>(),
        cut in any::<Index>(),
    ) {
        let text = form.text(&records);
        let bytes: Vec<u8> = if wide {
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else {
            text.clone().into_bytes()
        };
        // Where each record ends, in bytes of the source.
        let width = |text: &str| if wide { 2 * text.encode_utf16().count() } else { text.len() };
        let mut at = 0;
        let ends: Vec<usize> = records
            .iter()
            .map(|record| {
                at += text[at..].find(record.as_str()).unwrap() + record.len();
                width(&text[..at])
            })
            .collect();
        // A cut in the first few bytes leaves nothing to recognise the encoding by.
        let cut = 8 + cut.index(bytes.len() - 8);
        let whole = ends.iter().filter(|end| **end <= cut).count();
        let partial = (whole + 1).min(records.len());
        // Half of a character of UTF-16 begins nothing.
        let half = usize::from(wide);
        let begun = records.get(whole).is_some_and(|next| {
            ends[whole] - width(next) + half < cut
        });

        let outcome = match import_bytes(&bytes[..cut]) {
            Ok(outcome) => outcome,
            Err(ImportError::NotAnExport { .. }) => {
                prop_assert_eq!(whole, 0);
                return Ok(());
            }
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        };
        prop_assert_eq!(outcome.summary.records.values().sum::<u64>(), whole as u64);
        let found = lasting(&outcome);
        let (before, with_part) = (facts_of(&records[..whole]), facts_of(&records[..partial]));
        let lost: Vec<_> = lasting(&before).difference(&found).copied().collect();
        let made_up: Vec<_> = found.difference(&lasting(&with_part)).copied().collect();
        prop_assert!(lost.is_empty() && made_up.is_empty(), "lost {lost:?}, made up {made_up:?}");

        // Lines that end after a record may all be there.
        let is_whole = cut >= width(text.trim_end()) || form == Form::Lines && !begun;
        if !is_whole {
            let example = outcome.example("truncated");
            let named = example.strip_prefix("byte ").and_then(|rest| rest.split(':').next());
            let named: usize = named.unwrap().parse().unwrap();
            // Of a character that was cut in two, UTF-16 shows nothing.
            prop_assert!(named <= cut && cut - named <= if wide { 3 } else { 0 }, "cut at {cut}: {example}");
        } else {
            prop_assert_eq!(outcome.summary.damage().count(), 0, "{:?}", outcome.codes());
        }
    }

    #[test]
    fn a_damaged_line_costs_its_record(
        records in vec(record(), 2..8),
        victim in any::<Index>(),
        place in any::<Index>(),
        byte in nasty(),
        form in select(vec![Form::Lines, Form::File, Form::Windows]),
    ) {
        let victim = victim.index(records.len());
        let mut damaged = records[victim].clone().into_bytes();
        let place = place.index(damaged.len());
        damaged[place] = byte;
        prop_assume!(serde_json::from_slice::<serde::de::IgnoredAny>(&damaged).is_err());
        // The first record says that the text is an export.
        let mark = "{\"kind\":\"AZTenant\",\"data\":{\"tenantId\":\"11111111-aaaa-4bbb-8ccc-000000000001\"}}";
        let all: Vec<String> = std::iter::once(mark.to_owned()).chain(records.clone()).collect();
        let text = form.text(&all);
        let place = text.match_indices(records[victim].as_str()).next().unwrap().0;
        let bytes = [
            &text.as_bytes()[..place],
            &damaged,
            &text.as_bytes()[place + records[victim].len()..],
        ]
        .concat();
        let outcome = import_bytes(&bytes).unwrap();

        // An equal record elsewhere would hide a loss, so the first of them is the victim.
        let first = all.iter().position(|record| *record == records[victim]).unwrap();
        let others: Vec<String> = all.iter().enumerate().filter(|(n, _)| *n != first).map(|(_, r)| r.clone()).collect();
        // What the damaged line gives is what it gives on its own.
        let alone = import_bytes(&[mark.as_bytes(), b"\n", &damaged, b"\n"].concat()).unwrap();
        let others = facts_of(&others);
        let expected: BTreeSet<&str> = lasting(&others).union(&lasting(&alone)).copied().collect();
        prop_assert_eq!(lasting(&outcome), expected);
        let total = |outcome: &Outcome| outcome.summary.records.values().sum::<u64>();
        prop_assert_eq!(total(&outcome), records.len() as u64 - 1 + total(&alone));
        prop_assert!(outcome.summary.damage().count() > 0);
    }

    #[test]
    fn how_the_bytes_arrive_changes_nothing(
        records in vec(record(), 1..8),
        form in select(FORMS.to_vec()),
        encoding in 0..6_usize,
        chunk in 1..300_usize,
        edits in vec((any::<Index>(), nasty()), 0..4),
        cut in prop::option::of(any::<Index>()),
    ) {
        let (_, bytes) = encodings(&form.text(&records)).swap_remove(encoding);
        let mut bytes = bytes;
        for (place, byte) in edits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let whole = import_in_chunks(&bytes, 1 << 20, IN_ORDER);
        prop_assert_eq!(import_in_chunks(&bytes, chunk, IN_ORDER), whole);
    }

    #[test]
    fn batches_on_other_threads_change_nothing(
        records in vec(prop_oneof![9 => record(), 1 => large_group()], 1..60),
        form in select(FORMS.to_vec()),
        batch in 1..4000_usize,
        edits in vec((any::<Index>(), nasty()), 0..4),
        cut in prop::option::of(any::<Index>()),
    ) {
        let mut bytes = form.text(&records).into_bytes();
        for (place, byte) in edits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let in_order = import_in_chunks(&bytes, 1 << 20, IN_ORDER);
        prop_assert_eq!(import_in_chunks(&bytes, 1 << 10, batch), in_order);
    }

    #[test]
    fn no_bytes_bring_it_down(bytes in vec(nasty(), 0..400), start in select(vec![
        "", "{\"data\":[", "[", "{\"kind\":\"AZUser\",\"data\":", "{\"meta\":{\"type\":\"azure\"}", "PK\u{3}\u{4}", "\u{feff}",
    ])) {
        let bytes = [start.as_bytes(), &bytes].concat();
        let _ = import_bytes(&bytes);
        let _ = import_bytes(&gzip(&bytes));
    }
}
