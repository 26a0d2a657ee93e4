//! Small builds whose whole result can be checked by eye.

use super::*;
use enfilade_model::{AccessState, EntityId, ObjectRef, RoleRecord, SourceFile, SourceId};

pub(super) fn key(n: u128) -> ObjectKey {
    ObjectKey(n)
}

pub(super) fn at(offset: u64) -> Provenance {
    Provenance {
        source: SourceId(0),
        offset,
    }
}

fn named(n: u128, name: &str) -> ObjectRef<'_> {
    ObjectRef::object(key(n), None).with_name(Some(name))
}

fn hinted(n: u128, kind: EntityKind) -> ObjectRef<'static> {
    ObjectRef::object(key(n), Some(kind))
}

fn entity<'a>(
    n: u128,
    kind: EntityKind,
    name: &'a str,
    attributes: &'a [(Attribute, Value<'a>)],
    offset: u64,
) -> Record<'a> {
    Record::Entity(EntityRecord {
        object: named(n, name),
        kind,
        attributes,
        rest: "",
        provenance: at(offset),
    })
}

fn member<'a>(from: ObjectRef<'a>, to: ObjectRef<'a>) -> Record<'a> {
    Record::Edge(EdgeRecord::plain(EdgeKind::Member, from, to, at(0)))
}

fn build(records: &[Record<'_>]) -> (Graph, BuildReport) {
    let mut builder = Builder::new();
    for record in records {
        builder.push(*record);
    }
    builder.finish(&ImportSummary::default()).unwrap()
}

fn id(graph: &Graph, n: u128) -> EntityId {
    graph.find(key(n)).unwrap()
}

fn warning(report: &BuildReport, code: &str) -> u64 {
    let find = report.warnings.iter().find(|w| w.code == code);
    find.map_or(0, |w| w.count)
}

#[test]
fn entities_are_numbered_by_kind_and_key() {
    let (graph, report) = build(&[
        entity(7, EntityKind::User, "Uma", &[], 0),
        entity(3, EntityKind::User, "Ben", &[], 1),
        entity(9, EntityKind::Group, "Team", &[], 2),
        member(hinted(7, EntityKind::User), hinted(9, EntityKind::Group)),
        member(hinted(5, EntityKind::User), hinted(9, EntityKind::Group)),
    ]);
    let found: Vec<_> = [9, 3, 5, 7].iter().map(|&n| id(&graph, n).0).collect();
    assert_eq!(found, [0, 1, 2, 3]);
    assert!(graph.is_stub(EntityId(2)) && !graph.is_stub(EntityId(3)));
    assert_eq!(graph.named(EntityKind::User, "UMA"), [EntityId(3)]);
    let members = graph.edges_to(EdgeKind::Member, EntityId(0));
    assert_eq!(members.ends(), [EntityId(2), EntityId(3)]);
    assert_eq!(report.stubs[&EntityKind::User], 1);
    assert_eq!(report.entities[&EntityKind::User], 3);
}

#[test]
fn an_own_record_decides_the_kind_and_mentions_decide_the_rest() {
    let group = hinted(2, EntityKind::Group);
    let (graph, report) = build(&[
        member(hinted(1, EntityKind::AzureResource), group),
        member(hinted(1, EntityKind::Vault), group),
        member(hinted(3, EntityKind::User), group),
        entity(3, EntityKind::App, "Robot", &[], 9),
        member(ObjectRef::object(key(4), None), group),
    ]);
    assert_eq!(graph.kind_of(id(&graph, 1)), EntityKind::Vault);
    assert_eq!(graph.kind_of(id(&graph, 3)), EntityKind::App);
    assert_eq!(graph.kind_of(id(&graph, 4)), EntityKind::Unknown);
    assert_eq!(warning(&report, "unknown-object"), 1);
}

#[test]
fn names_get_their_casing_back_from_mentions() {
    let app_name = [(Attribute::AppDisplayName, Value::Text("SAP Ledger"))];
    let group = hinted(9, EntityKind::Group);
    let (graph, _) = build(&[
        member(named(1, "ANNA ABT"), group),
        member(named(1, "Someone Else"), group),
        member(named(1, "Anna Abt"), group),
        entity(1, EntityKind::User, "ANNA ABT", &[], 0),
        entity(2, EntityKind::App, "SAP LEDGER", &app_name, 1),
        member(named(3, "stub in small letters"), group),
        member(named(3, "Stub in small letters"), group),
    ]);
    assert_eq!(graph.name(id(&graph, 1)), "Anna Abt");
    assert_eq!(graph.name(id(&graph, 2)), "SAP Ledger");
    assert_eq!(graph.name(id(&graph, 3)), "Stub in small letters");
    assert_eq!(graph.name(id(&graph, 9)), "");
}

#[test]
fn client_ids_lead_to_the_object_that_is_meant() {
    let app_id = [(
        Attribute::AppId,
        Value::Text("00000000-0000-0000-0000-0000000000AA"),
    )];
    let client = |n, kind| ObjectRef::client(key(n), kind);
    let own = |to| {
        Record::Edge(EdgeRecord::plain(
            EdgeKind::Owner,
            named(1, "Ann"),
            to,
            at(0),
        ))
    };
    let (graph, report) = build(&[
        own(client(0xAA, EntityKind::Registration)),
        own(client(0xAA, EntityKind::App)),
        own(client(0xBB, EntityKind::App)),
        entity(20, EntityKind::Registration, "Portal", &app_id, 0),
        entity(21, EntityKind::App, "Portal", &app_id, 1),
    ]);
    let owned = graph.edges_from(EdgeKind::Owner, id(&graph, 1)).ends();
    let keys: Vec<u128> = owned.iter().map(|&end| graph.key(end).0).collect();
    assert_eq!(keys, [21, 0xBB, 20]);
    assert_eq!(graph.kind_of(id(&graph, 0xBB)), EntityKind::App);
    assert!(graph.is_stub(id(&graph, 0xBB)));
    assert_eq!(warning(&report, "unresolved-client-id"), 1);
}

#[test]
fn the_earliest_record_wins_and_later_ones_fill_gaps() {
    let first = [(Attribute::Department, Value::Text("Sales"))];
    let second = [
        (Attribute::Department, Value::Text("Legal")),
        (Attribute::AccountEnabled, Value::Boolean(true)),
        (Attribute::CreatedDateTime, Value::Time(5)),
    ];
    let described = |attributes, rest, offset| {
        Record::Entity(EntityRecord {
            object: named(1, "Ann"),
            kind: EntityKind::User,
            attributes,
            rest,
            provenance: at(offset),
        })
    };
    let records = [
        described(&second[..], r#"{"a":2,"b":[1, 2]}"#, 50),
        described(&first[..], r#"{"a":1}"#, 10),
    ];
    let (graph, report) = build(&records);
    let ann = id(&graph, 1);
    assert_eq!(graph.text(ann, Attribute::Department), Some("Sales"));
    assert_eq!(graph.boolean(ann, Attribute::AccountEnabled), Some(true));
    assert_eq!(graph.time(ann, Attribute::CreatedDateTime), Some(5));
    assert_eq!(graph.rest(ann).unwrap(), Some(r#"{"a":1,"b":[1, 2]}"#));
    assert_eq!((report.repeated, report.conflicts), (1, 1));
    assert!(
        graph
            .entities(EntityKind::User)
            .attribute(Attribute::Mail)
            .is_none()
    );
}

#[test]
fn repeated_edges_are_dropped_and_loops_kept() {
    let (a, b) = (hinted(1, EntityKind::Group), hinted(2, EntityKind::Group));
    let (graph, report) = build(&[
        member(a, b),
        member(b, a),
        member(a, a),
        member(a, b),
        member(a, b),
    ]);
    assert_eq!(graph.edge_count(EdgeKind::Member), 3);
    assert_eq!(report.duplicates[&EdgeKind::Member], 2);
    let into: Vec<_> = graph
        .edges_to(EdgeKind::Member, EntityId(0))
        .ends()
        .to_vec();
    assert_eq!(into, [EntityId(0), EntityId(1)]);
}

#[test]
fn edges_keep_what_they_carry_in_both_directions() {
    let grant = |from, role: Option<&'static str>, assignment, state| {
        Record::Edge(EdgeRecord {
            role: role.map(|id| RoleRecord { id, name: None }),
            assignment,
            state,
            scope: Some(hinted(30, EntityKind::AdministrativeUnit)),
            ..EdgeRecord::plain(
                EdgeKind::AppAssignment,
                hinted(from, EntityKind::User),
                hinted(40, EntityKind::App),
                at(0),
            )
        })
    };
    let (graph, report) = build(&[
        grant(1, Some("r1"), Some("z"), AccessState::Active),
        grant(1, Some("r1"), Some("y"), AccessState::Active),
        grant(1, Some("r1"), None, AccessState::Eligible),
        grant(
            2,
            Some(enfilade_model::DEFAULT_ACCESS_ROLE_ID),
            None,
            AccessState::Active,
        ),
        Record::RoleDefinition {
            app: hinted(40, EntityKind::App),
            role: RoleRecord {
                id: "r1",
                name: Some("Approver"),
            },
        },
    ]);
    let edges = graph.edges_to(EdgeKind::AppAssignment, id(&graph, 40));
    let rows: Vec<_> = edges
        .iter()
        .map(|edge| {
            let role = graph.role(edge.role.unwrap()).name;
            let assignment = edges.columns().assignment(edge.index.unwrap());
            assert_eq!(edge.scope, Some(id(&graph, 30)));
            (graph.key(edge.end).0, role, edge.state, assignment)
        })
        .collect();
    assert_eq!(
        rows,
        [
            (1, "Approver", AccessState::Active, Some("y")),
            (1, "Approver", AccessState::Eligible, None),
            (2, "Default Access", AccessState::Active, None),
        ]
    );
    assert_eq!(report.duplicates[&EdgeKind::AppAssignment], 1);
    assert!(graph.defines_roles(id(&graph, 40)));
    assert!(!graph.defines_roles(id(&graph, 1)));
}

#[test]
fn what_a_role_allows_is_kept_whatever_the_order() {
    let grant = Record::Edge(EdgeRecord {
        role: Some(RoleRecord {
            id: "r1",
            name: Some("Approver"),
        }),
        ..EdgeRecord::plain(EdgeKind::AzureRole, named(1, "a"), named(2, "b"), at(0))
    });
    let permit = |role, definition| Record::RolePermissions { role, definition };
    let (first, second) = (permit("r1", "{}"), permit("r1", r#"{"permissions":[]}"#));
    let unused = permit("r2", "{}");
    let known = |records: &[Record<'_>]| {
        let (graph, _) = build(records);
        assert_eq!(graph.role_count(), 1);
        graph
            .role_permissions(crate::RoleIndex(0))
            .map(str::to_owned)
    };
    assert_eq!(known(&[grant, unused]), None);
    let lower = Some(r#"{"permissions":[]}"#.to_owned());
    assert_eq!(known(&[first, grant, second]), lower);
    assert_eq!(known(&[second, grant, first]), lower);
}

#[test]
fn memberships_against_the_rules_are_kept_and_counted() {
    let unified = [(Attribute::GroupTypes, Value::Text("Unified"))];
    let roles = [(Attribute::IsAssignableToRole, Value::Boolean(true))];
    let (graph, report) = build(&[
        entity(1, EntityKind::Group, "Team", &unified, 0),
        entity(2, EntityKind::Group, "Admins", &roles, 1),
        member(hinted(2, EntityKind::Group), hinted(1, EntityKind::Group)),
        member(hinted(1, EntityKind::Group), hinted(2, EntityKind::Group)),
        member(hinted(3, EntityKind::User), hinted(1, EntityKind::Group)),
    ]);
    assert_eq!(graph.edge_count(EdgeKind::Member), 3);
    assert_eq!(warning(&report, "member-not-a-user"), 1);
    assert_eq!(warning(&report, "nested-in-role-group"), 1);
}

#[test]
fn members_of_a_tenant_are_counted() {
    let (_, report) = build(&[
        entity(1, EntityKind::Tenant, "Contoso", &[], 0),
        member(hinted(3, EntityKind::User), hinted(1, EntityKind::Group)),
        member(hinted(4, EntityKind::User), hinted(1, EntityKind::Group)),
        member(hinted(4, EntityKind::User), hinted(2, EntityKind::Group)),
    ]);
    assert_eq!(warning(&report, "member-of-tenant"), 2);
    let mut builder = Builder::new();
    builder.push(member(
        hinted(3, EntityKind::User),
        hinted(1, EntityKind::Group),
    ));
    let summary = ImportSummary {
        sources: vec![SourceFile {
            id: SourceId(0),
            path: String::new(),
            format: String::new(),
            bytes: 0,
            blake3: None,
            collected_at: 0,
            tenants: vec![key(1).to_string()],
        }],
        ..ImportSummary::default()
    };
    let (_, report) = builder.finish(&summary).unwrap();
    assert_eq!(warning(&report, "member-of-tenant"), 1);
}

#[test]
fn each_edge_knows_the_first_record_that_states_it() {
    let group = |n| hinted(n, EntityKind::Group);
    let user = |n| hinted(n, EntityKind::User);
    let edge = |kind, from, to, offset| EdgeRecord::plain(kind, from, to, at(offset));
    let member = |from, to, offset| Record::Edge(edge(EdgeKind::Member, from, to, offset));
    let assigned = |from, role, offset| {
        let role = Some(RoleRecord {
            id: role,
            name: None,
        });
        let to = hinted(20, EntityKind::App);
        Record::Edge(EdgeRecord {
            role,
            ..edge(EdgeKind::AppAssignment, from, to, offset)
        })
    };
    let (graph, _) = build(&[
        member(user(1), group(10), 500),
        member(user(2), group(10), 500),
        member(user(1), group(11), 900),
        member(user(2), group(10), 100),
        assigned(user(1), "b", 40),
        assigned(user(1), "a", 70),
        assigned(user(1), "a", 60),
    ]);
    let stated = |kind, from, to| {
        let stated = graph.edges(kind).stated(id(&graph, from), id(&graph, to));
        let stated = stated.unwrap().into_iter();
        stated
            .map(|stated| (stated.edge, stated.place.offset))
            .collect::<Vec<_>>()
    };
    assert_eq!(stated(EdgeKind::Member, 1, 10), [(None, 500)]);
    assert_eq!(stated(EdgeKind::Member, 2, 10), [(None, 100)]);
    assert_eq!(stated(EdgeKind::Member, 1, 11), [(None, 900)]);
    assert_eq!(stated(EdgeKind::Member, 2, 11), []);
    let of_roles: Vec<(String, u64)> = stated(EdgeKind::AppAssignment, 1, 20)
        .into_iter()
        .map(|(edge, offset)| {
            let role = graph
                .edges(EdgeKind::AppAssignment)
                .columns
                .role(edge.unwrap());
            (graph.role(role.unwrap()).id.to_owned(), offset)
        })
        .collect();
    assert_eq!(of_roles, [("a".to_owned(), 60), ("b".to_owned(), 40)]);
}
