//! One tenant in every form: each import gives the same graph up to what the form cannot hold, and
//! exactly that difference stands in the ledger.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod difference;
mod facts;

use difference::Difference;
use enfilade_graph::{Builder, Graph};
use enfilade_import::{NoProgress, Options};
use enfilade_model::{Attribute, EntityKind, ImportSummary, Level, Relation};
use enfilade_testkit::forms::Form;
use enfilade_testkit::large::{Large, Size, azurehound};
use enfilade_testkit::{beyond, contoso};
use std::fs;
use std::path::Path;

/// What lies at a path, read into a builder.
fn read(path: &Path, builder: &mut Builder) -> ImportSummary {
    let options = Options::default();
    let summary = enfilade_import::read(&[path.to_owned()], &options, &NoProgress, builder);
    let summary = summary.unwrap();
    assert_eq!(summary.damage().count(), 0, "{:#?}", summary.warnings);
    summary
}

/// The bundled tenant as AzureHound writes it, imported, with more facts or without.
fn company(with_more: bool) -> (Graph, ImportSummary) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("azurehound.json");
    contoso::write(fs::File::create(&file).unwrap()).unwrap();
    let mut builder = Builder::new();
    let summary = read(&file, &mut builder);
    if with_more {
        beyond::records().push_to(&mut builder);
    }
    (builder.finish(&summary).unwrap().0, summary)
}

/// A tenant in a form, imported.
fn through(form: Form, graph: &Graph) -> (Graph, ImportSummary) {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in form.write(graph).unwrap() {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let mut builder = Builder::new();
    let summary = read(folder.path(), &mut builder);
    (builder.finish(&summary).unwrap().0, summary)
}

#[test]
fn each_form_gives_the_same_graph_but_for_what_the_ledger_says() {
    let (own, _) = company(true);
    let differences = Form::ALL.map(|form| {
        let (other, summary) = through(form, &own);
        (form, Difference::of(&own, &other, &summary.completeness))
    });
    let wrong = differences.iter().flat_map(|(form, difference)| {
        let unsaid = difference.unsaid().into_iter();
        unsaid.map(|line| format!("{}: {line}", form.name()))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (form, difference) in differences {
        difference.compare_with_golden(form.name());
    }
}

#[test]
fn the_answers_of_the_services_lose_nothing() {
    let (own, _) = company(true);
    let mut large = Vec::new();
    azurehound::write(&Large::new(Size(500), 7), &mut large).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.json");
    fs::write(&file, large).unwrap();
    let mut builder = Builder::new();
    let summary = read(&file, &mut builder);
    let large = builder.finish(&summary).unwrap().0;
    for own in [own, large] {
        let (other, summary) = through(Form::Answers, &own);
        let difference = Difference::of(&own, &other, &summary.completeness);
        assert!(difference.facts > 1000);
        let lost = difference.lost();
        assert!(lost.is_empty(), "{lost:#?}");
    }
}

#[test]
fn azurehound_says_of_everything_beyond_it_that_it_cannot_hold_it() {
    let (_, summary) = company(false);
    let ledger = &summary.completeness;
    for relation in [
        Relation::EligibleMemberships,
        Relation::AdministrativeUnits,
        Relation::DelegatedGrants,
        Relation::EligibleAzureRoles,
        Relation::AzureRoleDefinitions,
        Relation::DenyAssignments,
        Relation::Licences,
        Relation::ConditionalAccess,
    ] {
        let level = &ledger.relations[&relation];
        assert_ne!(level, &Level::Complete, "{relation}");
    }
    for attribute in [
        Attribute::Department,
        Attribute::CompanyName,
        Attribute::City,
        Attribute::EmployeeId,
        Attribute::ExternalUserState,
    ] {
        let has = ledger.has_attribute(EntityKind::User, attribute);
        assert!(!has, "{attribute}");
    }
}
