//! One tenant in two formats gives one graph, up to what a format cannot hold.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use enfilade_graph::{Builder, Graph, GraphView};
use enfilade_import::{NoProgress, Options};
use enfilade_model::{Attribute, EdgeKind, EntityKind, ImportSummary, Level, Relation, ValueType};
use enfilade_testkit::large::{Large, Size, azurehound};
use enfilade_testkit::{answers, contoso};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn import(path: &Path) -> (Graph, ImportSummary) {
    let mut builder = Builder::new();
    let options = Options::default();
    let paths = [path.to_owned()];
    let summary = enfilade_import::read(&paths, &options, &NoProgress, &mut builder).unwrap();
    assert_eq!(summary.damage().count(), 0, "{:#?}", summary.warnings);
    (builder.finish(&summary).unwrap().0, summary)
}

/// A tenant from AzureHound's form, and the same from the answers of the services.
fn both(export: &[u8]) -> [(Graph, ImportSummary); 2] {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("azurehound.json");
    fs::write(&file, export).unwrap();
    let own = import(&file);
    let answered = folder.path().join("answers");
    for (path, text) in answers::write(&own.0) {
        let path = answered.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let other = import(&answered);
    [own, other]
}

/// What AzureHound states of the kinds of object that have it nowhere else: the tenant, on every one.
fn is_only_in_azurehound(kind: EntityKind, attribute: Attribute) -> bool {
    attribute == Attribute::TenantId && !kind.is_azure_scope() && kind != EntityKind::Tenant
}

/// The objects, their names and attributes, one a line. Tenants that the collector merely saw are in
/// AzureHound's form only. What is known by its path alone has its name from there, in the casing of
/// the tool.
fn objects(graph: &Graph) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for &kind in EntityKind::ALL {
        for id in graph.ids(kind) {
            if kind == EntityKind::Tenant && graph.boolean(id, Attribute::Collected) == Some(false)
            {
                continue;
            }
            let name = match graph.is_stub(id) {
                true => graph.name(id).to_lowercase(),
                false => graph.name(id).to_owned(),
            };
            let mut line = format!("{kind} {} {name:?}", graph.id_text(id));
            for &attribute in Attribute::ALL {
                if attribute == Attribute::DisplayName || is_only_in_azurehound(kind, attribute) {
                    continue;
                }
                let value = match attribute.value_type() {
                    ValueType::Text => graph.text(id, attribute).map(str::to_owned),
                    ValueType::Boolean => graph.boolean(id, attribute).map(|flag| flag.to_string()),
                    ValueType::Time => graph.time(id, attribute).map(|time| time.to_string()),
                };
                if let Some(value) = value {
                    write!(line, " {attribute}={value:?}").unwrap();
                }
            }
            lines.insert(line);
        }
    }
    lines
}

/// The relations and what they carry, one a line.
fn relations(graph: &Graph) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for &kind in EdgeKind::ALL {
        for &from_kind in EntityKind::ALL {
            for from in graph.ids(from_kind) {
                for edge in graph.edges_from(kind, from).iter() {
                    let role = edge.role.map(|role| graph.role(role));
                    let role = role.map(|role| format!("{} {}", role.id, role.name));
                    let scope = edge.scope.map(|scope| graph.key(scope));
                    let columns = &graph.edges(kind).columns;
                    let id = edge.index.and_then(|index| columns.assignment(index));
                    let ends = (graph.key(from), graph.key(edge.end));
                    lines.insert(format!(
                        "{kind} {ends:?} {} {role:?} {scope:?} {id:?}",
                        edge.state
                    ));
                }
            }
        }
    }
    lines
}

/// The first few lines that one has and the other has not, both ways.
fn difference(one: &BTreeSet<String>, other: &BTreeSet<String>) -> String {
    let mut text = String::new();
    for (sign, has, lacks) in [('-', one, other), ('+', other, one)] {
        for line in has.difference(lacks).take(4) {
            writeln!(text, "{sign} {line}").unwrap();
        }
    }
    text
}

#[test]
fn the_bundled_tenant_is_the_same_in_both_forms() {
    let mut export = Vec::new();
    contoso::write(&mut export).unwrap();
    let [(own, _), (other, summary)] = both(&export);
    let different = difference(&objects(&own), &objects(&other));
    assert!(different.is_empty(), "{different}");
    let different = difference(&relations(&own), &relations(&other));
    assert!(different.is_empty(), "{different}");
    assert!(relations(&own).len() > 1000);
    // The ledger knows what was saved whole.
    for relation in [
        Relation::Users,
        Relation::Groups,
        Relation::GroupMembers,
        Relation::GroupOwners,
        Relation::Apps,
        Relation::AppOwners,
        Relation::AppAssignments,
        Relation::DirectoryRoles,
        Relation::EligibleDirectoryRoles,
        Relation::AzureResources,
        Relation::VaultPolicies,
    ] {
        let level = &summary.completeness.relations[&relation];
        assert_eq!(level, &Level::Complete, "{relation}");
    }
    for relation in [Relation::ConditionalAccess, Relation::AdministrativeUnits] {
        let level = &summary.completeness.relations[&relation];
        assert!(matches!(level, Level::Absent(_)), "{relation}: {level:?}");
    }
}

#[test]
fn a_generated_tenant_is_the_same_in_both_forms() {
    let mut export = Vec::new();
    azurehound::write(&Large::new(Size(500), 7), &mut export).unwrap();
    let [(own, _), (other, _)] = both(&export);
    let different = difference(&objects(&own), &objects(&other));
    assert!(different.is_empty(), "{different}");
    let different = difference(&relations(&own), &relations(&other));
    assert!(different.is_empty(), "{different}");
}
