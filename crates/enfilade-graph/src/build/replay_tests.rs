//! Adding exports to a graph that is there is the same as building all of them together.

use super::merging_tests::{at, everything, group, list, object, summary};
use super::*;
use enfilade_model::{AccessState, ListExtent, ObjectRef, RoleRecord};
use proptest::prelude::*;

/// A fact that owns its texts.
#[derive(Clone, Debug)]
enum Fact {
    Object {
        key: u128,
        kind: EntityKind,
        name: Option<String>,
        user_type: Option<&'static str>,
        enabled: Option<bool>,
        app_id: bool,
        rest: &'static str,
    },
    Edge {
        kind: EdgeKind,
        from: (u128, EntityKind),
        to: (u128, EntityKind, bool),
        state: AccessState,
        role: Option<(&'static str, Option<&'static str>)>,
        scope: Option<u128>,
        assignment: Option<&'static str>,
        valid_to: Option<i64>,
        condition: Option<&'static str>,
        named: bool,
    },
    List(u128, ListExtent),
    Definition(u128, &'static str, &'static str),
    Permissions(&'static str, &'static str),
}

/// One of few objects: its kind follows from its key.
fn some_object() -> impl Strategy<Value = (u128, EntityKind)> {
    prop_oneof![
        (10..13_u128).prop_map(|key| (key, EntityKind::Group)),
        (20..24_u128).prop_map(|key| (key, EntityKind::User)),
        (40..43_u128).prop_map(|key| (key, EntityKind::App)),
        (44..46_u128).prop_map(|key| (key, EntityKind::Registration)),
        (60..62_u128).prop_map(|key| (key, EntityKind::Subscription)),
    ]
}

/// The client id of an app or a registration.
fn client_id(key: u128) -> String {
    ObjectKey(1000 + key % 3).to_string()
}

fn fact() -> impl Strategy<Value = Fact> {
    let text = prop::sample::select(vec![None, Some("Member"), Some("Guest"), Some("GUEST")]);
    let rest = prop::sample::select(vec!["", "{\"a\":1}", "{\"a\":2,\"b\":3}"]);
    let described = (
        some_object(),
        0..3_u8,
        text,
        any::<Option<bool>>(),
        any::<bool>(),
        rest,
    )
        .prop_map(
            |((key, kind), name, user_type, enabled, app_id, rest)| Fact::Object {
                key,
                kind,
                // One name an object, well spelt or in capitals.
                name: match name {
                    0 => None,
                    1 => Some(format!("NAME {key}")),
                    _ => Some(format!("Name {key}")),
                },
                user_type,
                enabled,
                app_id,
                rest,
            },
        );
    let kind = prop::sample::select(vec![
        EdgeKind::Member,
        EdgeKind::Owner,
        EdgeKind::AppAssignment,
        EdgeKind::DirectoryRole,
        EdgeKind::AzureRole,
    ]);
    let role = prop::sample::select(vec![
        None,
        Some(("r1", None)),
        Some(("r1", Some("Reader"))),
        Some(("r2", None)),
    ]);
    let state = prop::sample::select(vec![AccessState::Active, AccessState::Eligible]);
    let detail = (
        prop::sample::select(vec![None, Some("a1"), Some("a2")]),
        prop::sample::select(vec![None, None, Some(7)]),
        prop::sample::select(vec![None, None, Some("c")]),
        prop::sample::select(vec![None, None, Some(50_u128)]),
        any::<bool>(),
        any::<bool>(),
    );
    let edge = (kind, some_object(), some_object(), state, role, detail).prop_map(
        |(kind, from, (to, to_kind), state, role, detail)| {
            let (assignment, valid_to, condition, scope, named, by_client) = detail;
            let is_app = matches!(to_kind, EntityKind::App | EntityKind::Registration);
            let is_plain = kind == EdgeKind::Member;
            Fact::Edge {
                kind,
                from,
                to: (to, to_kind, is_app && by_client),
                state,
                role: role.filter(|_| !is_plain),
                scope: scope.filter(|_| kind == EdgeKind::DirectoryRole),
                assignment: assignment.filter(|_| !is_plain),
                valid_to: valid_to.filter(|_| !is_plain),
                condition: condition.filter(|_| !is_plain),
                named,
            }
        },
    );
    let extent = prop::sample::select(ListExtent::ALL.to_vec());
    prop_oneof![
        3 => described,
        6 => edge,
        1 => (10..13_u128, extent).prop_map(|(of, extent)| Fact::List(of, extent)),
        1 => (40..43_u128, prop::sample::select(vec!["r1", "r2"])).prop_map(|(app, role)| {
            Fact::Definition(app, role, if role == "r1" { "Reads" } else { "Writes" })
        }),
        1 => prop::sample::select(vec!["r1", "r2"]).prop_map(|role| {
            Fact::Permissions(role, if role == "r1" { "{\"roleName\":\"One\"}" } else { "{\"roleName\":\"Two\"}" })
        }),
    ]
}

fn push(builder: &mut Builder, fact: &Fact, provenance: Provenance) {
    match fact {
        Fact::Object {
            key,
            kind,
            name,
            user_type,
            enabled,
            app_id,
            rest,
        } => {
            let client = client_id(*key);
            let is_app = matches!(kind, EntityKind::App | EntityKind::Registration);
            let mut attributes = Vec::new();
            attributes.extend(user_type.map(|text| (Attribute::UserType, Value::Text(text))));
            attributes
                .extend(enabled.map(|flag| (Attribute::AccountEnabled, Value::Boolean(flag))));
            if is_app && *app_id {
                attributes.push((Attribute::AppId, Value::Text(&client)));
            }
            builder.push(Record::Entity(EntityRecord {
                object: object(*key, *kind).with_name(name.as_deref()),
                kind: *kind,
                attributes: &attributes,
                rest,
                provenance,
            }));
        }
        Fact::Edge {
            kind,
            from,
            to,
            state,
            role,
            scope,
            assignment,
            valid_to,
            condition,
            named,
        } => {
            let name = format!("Name {}", to.0);
            let name = named.then_some(name.as_str());
            let held = match to.2 {
                true => ObjectRef::client(ObjectKey::of(&client_id(to.0)), to.1),
                false => object(to.0, to.1).with_name(name),
            };
            builder.push(Record::Edge(EdgeRecord {
                state: *state,
                role: role.map(|(id, name)| RoleRecord { id, name }),
                scope: scope.map(|scope| object(scope, EntityKind::AdministrativeUnit)),
                assignment: *assignment,
                valid_to: *valid_to,
                condition: *condition,
                ..EdgeRecord::plain(*kind, object(from.0, from.1), held, provenance)
            }));
        }
        Fact::List(of, extent) => builder.list(list(group(*of), *extent, provenance.source.0)),
        Fact::Definition(app, role, name) => builder.push(Record::RoleDefinition {
            app: object(*app, EntityKind::App),
            role: RoleRecord {
                id: role,
                name: Some(name),
            },
        }),
        Fact::Permissions(role, definition) => {
            builder.push(Record::RolePermissions { role, definition });
        }
    }
}

proptest! {
    #[test]
    fn adding_files_to_a_graph_gives_what_all_of_them_together_give(
        files in prop::collection::vec(prop::collection::vec(fact(), 0..8), 2..5),
        split in 1..4_usize,
    ) {
        let split = split.min(files.len() - 1);
        let all = summary(files.len() as u32);
        let first = summary(split as u32);
        let say = |builder: &mut Builder, from: usize, to: usize| {
            for (number, file) in files.iter().enumerate().take(to).skip(from) {
                for (fact, offset) in file.iter().zip(0..) {
                    push(builder, fact, at(number as u32, offset));
                }
            }
        };
        let mut together = Builder::new();
        say(&mut together, 0, files.len());
        let (together, _) = together.finish(&all).unwrap();

        let mut before = Builder::new();
        say(&mut before, 0, split);
        let (before, _) = before.finish(&first).unwrap();
        let mut added = Builder::new();
        added.take_in(&before).unwrap();
        say(&mut added, split, files.len());
        let (added, _) = added.finish(&all).unwrap();
        let forgotten = split as u32;
        prop_assert_eq!(everything(&added, forgotten), everything(&together, forgotten));
    }
}
