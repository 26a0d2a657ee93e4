//! Several exports of one tenant: who states what, what they disagree on, and that adding one to a graph
//! is the same as building all together.

use super::*;
use crate::describe::describe;
use crate::{Disagreement, Dispute};
use enfilade_model::{
    AccessState, EntityId, ListExtent, ObjectRef, RoleRecord, SourceFile, SourceId,
};

const TENANT: u128 = 1;

/// The summary of an import of so many files.
pub(super) fn summary(files: u32) -> ImportSummary {
    let file = |number: u32| SourceFile {
        id: SourceId(number),
        path: format!("{number}.json"),
        format: "graph".to_owned(),
        bytes: 0,
        blake3: None,
        collected_at: 0,
        tenants: Vec::new(),
    };
    ImportSummary {
        sources: (0..files).map(file).collect(),
        ..ImportSummary::default()
    }
}

pub(super) fn at(source: u32, offset: u64) -> Provenance {
    Provenance {
        source: SourceId(source),
        offset,
    }
}

pub(super) fn object(key: u128, kind: EntityKind) -> ObjectRef<'static> {
    ObjectRef::object(ObjectKey(key), Some(kind))
}

fn user(key: u128) -> ObjectRef<'static> {
    object(key, EntityKind::User)
}

pub(super) fn group(key: u128) -> ObjectRef<'static> {
    object(key, EntityKind::Group)
}

fn described<'a>(
    object: ObjectRef<'a>,
    attributes: &'a [(Attribute, Value<'a>)],
    source: u32,
) -> Record<'a> {
    Record::Entity(EntityRecord {
        object,
        kind: object.kind.unwrap(),
        attributes,
        rest: "",
        provenance: at(source, 0),
    })
}

fn edge<'a>(kind: EdgeKind, from: ObjectRef<'a>, to: ObjectRef<'a>, source: u32) -> EdgeRecord<'a> {
    EdgeRecord::plain(kind, from, to, at(source, 0))
}

fn member<'a>(from: ObjectRef<'a>, to: ObjectRef<'a>, source: u32) -> Record<'a> {
    Record::Edge(edge(EdgeKind::Member, from, to, source))
}

pub(super) fn list(of: ObjectRef<'static>, extent: ListExtent, source: u32) -> ListRecord<'static> {
    ListRecord {
        kind: EdgeKind::Member,
        of,
        extent,
        source: SourceId(source),
    }
}

fn build(files: u32, records: &[Record<'_>], lists: &[ListRecord<'_>]) -> Graph {
    let mut builder = Builder::new();
    for record in records {
        builder.push(*record);
    }
    for list in lists {
        builder.list(*list);
    }
    builder.finish(&summary(files)).unwrap().0
}

fn id(graph: &Graph, key: u128) -> EntityId {
    graph.find(ObjectKey(key)).unwrap()
}

/// The disagreements, each a line.
fn disagreements(graph: &Graph) -> Vec<String> {
    disagreements_after(graph, 0)
}

/// The disagreements, each a line. Of a value it is forgotten which of the first files it is from.
fn disagreements_after(graph: &Graph, forgotten: u32) -> Vec<String> {
    let line = |row: &Disagreement| {
        let key = |id: EntityId| graph.key(id).0;
        let source = match row.dispute {
            Dispute::Value => row.source.0.max(forgotten.saturating_sub(1)),
            _ => row.source.0,
        };
        format!(
            "{} {} {:?} {}: {:?} in {}, {:?} in {}",
            row.dispute,
            key(row.object),
            row.held.map(key),
            row.what,
            row.says,
            source,
            row.other_says,
            row.other_source.0
        )
    };
    graph.disagreements().unwrap().iter().map(line).collect()
}

/// The files that describe an object.
fn sources(graph: &Graph, key: u128) -> Vec<u32> {
    let sources = graph.sources_of(id(graph, key)).unwrap();
    sources.into_iter().map(|source| source.0).collect()
}

/// The files that state each edge between two objects, the first one first.
fn stated(graph: &Graph, kind: EdgeKind, from: u128, to: u128) -> Vec<Vec<u32>> {
    let edges = graph.edges(kind);
    let stated = edges.stated(id(graph, from), id(graph, to)).unwrap();
    stated
        .into_iter()
        .map(|stated| {
            let further = stated.further.iter().map(|source| source.0);
            std::iter::once(stated.place.source.0)
                .chain(further)
                .collect()
        })
        .collect()
}

#[test]
fn every_fact_knows_the_files_that_state_it() {
    let role = |source| {
        Record::Edge(EdgeRecord {
            state: AccessState::Eligible,
            ..edge(
                EdgeKind::DirectoryRole,
                user(20),
                object(30, EntityKind::DirectoryRole),
                source,
            )
        })
    };
    let graph = build(
        3,
        &[
            described(user(20), &[], 2),
            described(user(20), &[], 0),
            described(user(21), &[], 1),
            member(user(20), group(10), 2),
            member(user(20), group(10), 1),
            member(user(20), group(10), 2),
            member(user(21), group(10), 1),
            role(2),
            role(0),
        ],
        &[],
    );
    assert_eq!(sources(&graph, 20), [0, 2]);
    assert_eq!(sources(&graph, 21), [1]);
    assert_eq!(sources(&graph, 10), [0; 0]);
    assert_eq!(stated(&graph, EdgeKind::Member, 20, 10), [[1, 2]]);
    assert_eq!(stated(&graph, EdgeKind::Member, 21, 10), [[1]]);
    assert_eq!(stated(&graph, EdgeKind::DirectoryRole, 20, 30), [[0, 2]]);
    // One file alone costs nothing.
    let alone = build(
        1,
        &[described(user(20), &[], 0), member(user(20), group(10), 0)],
        &[],
    );
    assert_eq!(sources(&alone, 20), [0]);
    assert_eq!(sources(&alone, 10), [0; 0]);
    assert!(
        alone
            .entities(EntityKind::User)
            .sources
            .numbers()
            .unwrap()
            .is_none()
    );
    assert!(
        alone
            .edges(EdgeKind::Member)
            .further
            .numbers()
            .unwrap()
            .is_none()
    );
}

#[test]
fn values_that_differ_are_disagreements_of_their_files() {
    let member = [(Attribute::UserType, Value::Text("Member"))];
    let small = [(Attribute::UserType, Value::Text("MEMBER"))];
    let guest = [
        (Attribute::UserType, Value::Text("Guest")),
        (Attribute::AccountEnabled, Value::Boolean(false)),
    ];
    let enabled = [(Attribute::AccountEnabled, Value::Boolean(true))];
    let records = [
        described(user(20), &guest, 1),
        described(user(20), &member, 0),
        described(user(20), &small, 2),
        described(user(20), &enabled, 2),
    ];
    let graph = build(3, &records, &[]);
    assert_eq!(
        graph.text(id(&graph, 20), Attribute::UserType),
        Some("Member")
    );
    assert_eq!(
        disagreements(&graph),
        [
            "value 20 None accountEnabled: \"false\" in 1, \"true\" in 2",
            "value 20 None userType: \"Member\" in 0, \"Guest\" in 1",
        ]
    );
    // What one file says in two ways is odd, and no disagreement.
    let records = [
        described(user(20), &guest, 0),
        described(user(20), &member, 0),
    ];
    assert_eq!(disagreements(&build(2, &records, &[])), [""; 0]);
}

#[test]
fn who_is_missing_in_a_whole_list_is_a_disagreement() {
    let app = object(40, EntityKind::App);
    let records = [
        member(user(20), group(10), 0),
        member(user(20), group(10), 1),
        member(user(21), group(10), 1),
        member(app, group(10), 1),
    ];
    let missing = |key: u32| {
        format!("membership {key} Some(10) member: \"listed\" in 1, \"not in its whole list\" in 0")
    };
    let of = |lists: &[ListRecord<'_>]| disagreements(&build(2, &records, lists));
    let (whole, part) = (ListExtent::Whole, ListExtent::Part);
    assert_eq!(of(&[]), [""; 0]);
    assert_eq!(of(&[list(group(10), whole, 0)]), [missing(40), missing(21)]);
    assert_eq!(of(&[list(group(10), whole, 1)]), [""; 0]);
    assert_eq!(of(&[list(group(11), whole, 0)]), [""; 0]);
    assert_eq!(
        of(&[list(group(10), ListExtent::ButServicePrincipals, 0)]),
        [missing(21)]
    );
    // A list of several pages is whole where all of them are in one file.
    assert_eq!(
        of(&[list(group(10), part, 0), list(group(10), whole, 0)]).len(),
        2
    );
    assert_eq!(of(&[list(group(10), part, 0)]), [""; 0]);
    assert_eq!(
        of(&[list(group(10), part, 1), list(group(10), whole, 0)]),
        [""; 0]
    );
}

#[test]
fn one_assignment_stands_as_its_more_particular_statement() {
    let unit = object(50, EntityKind::AdministrativeUnit);
    let role = object(30, EntityKind::DirectoryRole);
    let assigned = |id, scope, source| {
        Record::Edge(EdgeRecord {
            assignment: id,
            scope,
            ..edge(EdgeKind::DirectoryRole, user(20), role, source)
        })
    };
    let scopes = |graph: &Graph| -> Vec<Option<u128>> {
        let edges = graph.edges_from(EdgeKind::DirectoryRole, id(graph, 20));
        let scope = |scope: EntityId| graph.key(scope).0;
        edges.iter().map(|edge| edge.scope.map(scope)).collect()
    };
    let differ = "scope 20 Some(30) directory-role: \"00000000-0000-0000-0000-000000000032\" in 1, \"the whole tenant\" in 0";
    // One and the same assignment.
    let one = build(
        2,
        &[
            assigned(Some("A1"), None, 0),
            assigned(Some("a1"), Some(unit), 1),
        ],
        &[],
    );
    assert_eq!(scopes(&one), [Some(50)]);
    assert_eq!(
        disagreements(&one),
        [differ.replacen("scope", "assignment", 1)]
    );
    // Two of them.
    let two = build(
        2,
        &[
            assigned(Some("a1"), None, 0),
            assigned(Some("a2"), Some(unit), 1),
        ],
        &[],
    );
    assert_eq!(scopes(&two), [Some(50), None]);
    assert_eq!(disagreements(&two), [""; 0]);
    // One or two, who knows.
    let unknown = build(
        2,
        &[assigned(None, None, 0), assigned(Some("a2"), Some(unit), 1)],
        &[],
    );
    assert_eq!(scopes(&unknown), [Some(50), None]);
    assert_eq!(disagreements(&unknown), [differ]);
    // One file that says both means both.
    let both = build(
        2,
        &[assigned(None, None, 0), assigned(None, Some(unit), 0)],
        &[],
    );
    assert_eq!(disagreements(&both), [""; 0]);
}

#[test]
fn an_assignment_keeps_the_end_and_the_condition_that_one_file_leaves_out() {
    let role = object(30, EntityKind::DirectoryRole);
    let assigned = |valid_to, condition, source| {
        Record::Edge(EdgeRecord {
            assignment: Some("a1"),
            state: AccessState::Eligible,
            valid_to,
            condition,
            ..edge(EdgeKind::DirectoryRole, user(20), role, source)
        })
    };
    let graph = build(
        2,
        &[assigned(None, None, 0), assigned(Some(9), Some("c"), 1)],
        &[],
    );
    let edges = graph.edges_from(EdgeKind::DirectoryRole, id(&graph, 20));
    assert_eq!(edges.len(), 1);
    assert!(edges.get(0).unwrap().conditional);
    assert_eq!(stated(&graph, EdgeKind::DirectoryRole, 20, 30), [[1, 0]]);
    assert_eq!(disagreements(&graph), [""; 0]);
    // Within one file each statement stands.
    let graph = build(
        2,
        &[assigned(None, None, 0), assigned(Some(9), Some("c"), 0)],
        &[],
    );
    let edges = graph.edges_from(EdgeKind::DirectoryRole, id(&graph, 20));
    assert_eq!(edges.len(), 2);
}

#[test]
fn an_assignment_keeps_its_end_where_all_files_have_its_condition() {
    let role = object(30, EntityKind::DirectoryRole);
    let assigned = |valid_to, condition, source| {
        Record::Edge(EdgeRecord {
            assignment: Some("a1"),
            valid_to,
            condition,
            ..edge(EdgeKind::DirectoryRole, user(20), role, source)
        })
    };
    let edges_of = |second: Record<'_>, third: Record<'_>| {
        let graph = build(3, &[assigned(None, None, 0), second, third], &[]);
        stated(&graph, EdgeKind::DirectoryRole, 20, 30)
    };
    let whole = assigned(Some(9), Some("c"), 2);
    // As `az role assignment list` has it, and as the instance of its schedule has it.
    assert_eq!(edges_of(assigned(None, Some("c"), 1), whole), [[2, 0, 1]]);
    assert_eq!(edges_of(assigned(Some(9), None, 1), whole), [[2, 0, 1]]);
    // Where two say otherwise, both stand.
    assert_eq!(edges_of(assigned(None, Some("d"), 1), whole).len(), 2);
    assert_eq!(edges_of(assigned(Some(8), None, 1), whole).len(), 2);
}

#[test]
fn an_app_is_the_same_by_its_client_id_and_by_its_own() {
    let client = ObjectKey(0xc11e);
    let text = client.to_string();
    let app_id = [(Attribute::AppId, Value::Text(text.as_str()))];
    let by_client = ObjectRef::object(client, Some(EntityKind::App));
    let enabled = [(Attribute::AccountEnabled, Value::Boolean(true))];
    let mut records = vec![
        described(object(40, EntityKind::ManagedIdentity), &app_id, 0),
        Record::Edge(edge(EdgeKind::AppAssignment, user(20), by_client, 1)),
    ];
    let graph = build(2, &records, &[]);
    assert!(graph.find(client).is_none());
    let assigned = graph.edges_from(EdgeKind::AppAssignment, id(&graph, 20));
    assert_eq!(assigned.ends(), [id(&graph, 40)]);
    // Described under either, too.
    records.push(described(by_client, &enabled, 1));
    let graph = build(2, &records, &[]);
    assert_eq!(
        graph.boolean(id(&graph, 40), Attribute::AccountEnabled),
        Some(true)
    );
    assert_eq!(sources(&graph, 40), [0, 1]);
    // A user of that id is someone else.
    let graph = build(
        2,
        &[
            described(object(40, EntityKind::App), &app_id, 0),
            member(
                ObjectRef::object(client, Some(EntityKind::User)),
                group(10),
                1,
            ),
        ],
        &[],
    );
    assert!(graph.find(client).is_some());
}

#[test]
fn a_subscription_lies_below_its_management_group_and_not_below_the_tenant() {
    let (tenant, above) = (
        object(TENANT, EntityKind::Tenant),
        object(60, EntityKind::ManagementGroup),
    );
    let (one, other) = (
        object(61, EntityKind::Subscription),
        object(62, EntityKind::Subscription),
    );
    let contains = |from, to, source| Record::Edge(edge(EdgeKind::Contains, from, to, source));
    let graph = build(
        2,
        &[
            contains(tenant, one, 0),
            contains(tenant, other, 0),
            contains(tenant, above, 1),
            contains(above, one, 1),
        ],
        &[],
    );
    let inside = |key| -> Vec<u128> {
        let edges = graph.edges_from(EdgeKind::Contains, id(&graph, key));
        edges.ends().iter().map(|&end| graph.key(end).0).collect()
    };
    assert_eq!(inside(TENANT), [60, 62]);
    assert_eq!(inside(60), [61]);
    assert_eq!(stated(&graph, EdgeKind::Contains, 60, 61), [[1]]);
}

#[test]
fn a_snapshot_keeps_what_merging_needs() {
    let role = RoleRecord {
        id: "r1",
        name: Some("Reads"),
    };
    let app = object(40, EntityKind::App);
    let (one, other) = (
        [(Attribute::UserType, Value::Text("Member"))],
        [(Attribute::UserType, Value::Text("Guest"))],
    );
    let facts = [
        described(user(20), &one, 0),
        described(user(20), &other, 1),
        member(user(20), group(10), 0),
        member(user(20), group(10), 1),
        member(user(21), group(10), 1),
        described(app, &[], 1),
        member(app.with_name(Some("An app")), group(10), 0),
        Record::RoleDefinition { app, role },
        Record::RolePermissions {
            role: "r9",
            definition: "{}",
        },
        Record::Edge(edge(
            EdgeKind::AppAssignment,
            user(20),
            ObjectRef::client(ObjectKey(77), EntityKind::App),
            1,
        )),
    ];
    let mut builder = Builder::new();
    for fact in &facts {
        builder.push(*fact);
    }
    builder.list(list(group(10), ListExtent::Whole, 0));
    let summary = summary(2);
    let (graph, report) = builder.finish(&summary).unwrap();
    assert_eq!(report.disagreements.values().sum::<u64>(), 2);
    let shares = [SourceId(0), SourceId(1)].map(|source| report.shares[&source]);
    assert_eq!(shares.map(|share| share.objects), [1, 2]);
    assert_eq!(shares.map(|share| share.edges), [2, 3]);
    let folder = tempfile::tempdir().unwrap();
    crate::Snapshot::write(folder.path(), &graph, &summary, &report).unwrap();
    let opened = crate::Snapshot::open(folder.path()).unwrap();
    opened.verify().unwrap();
    assert_eq!(opened.manifest().report, report);
    let opened = opened.graph();
    assert_eq!(everything(opened, 0), everything(&graph, 0));
    let (own, other) = (graph.parts(), opened.parts());
    assert_eq!(own.lists.get().unwrap(), other.lists.get().unwrap());
    assert_eq!(own.lists.get().unwrap().len(), 1);
    let definitions = own.role_definitions.get().unwrap();
    assert_eq!(definitions, other.role_definitions.get().unwrap());
    assert_eq!(definitions.len(), 2);
    let apps = |graph: &Graph| {
        let table = graph.entities(EntityKind::App);
        (table.named_by_others.clone(), table.by_client_id.clone())
    };
    assert_eq!(apps(opened), apps(&graph));
    assert!(apps(opened).0.is_some() && apps(opened).1.is_some());
}

/// All that a graph says, who says it, and what they disagree on.
pub(super) fn everything(graph: &Graph, forgotten: u32) -> String {
    let mut text = describe(graph);
    for id in (0..graph.entity_count()).map(EntityId) {
        text += &format!(
            "\n{} described in {:?}",
            id.0,
            graph.sources_of(id).unwrap()
        );
    }
    for &kind in EdgeKind::ALL {
        for from in (0..graph.entity_count()).map(EntityId) {
            for &to in graph.edges_from(kind, from).ends() {
                for stated in graph.edges(kind).stated(from, to).unwrap() {
                    let (first, further) = (stated.place.source, stated.further);
                    text += &format!("\n{kind} {} {} in {first:?} {further:?}", from.0, to.0);
                }
            }
        }
    }
    text + "\n" + &disagreements_after(graph, forgotten).join("\n")
}
