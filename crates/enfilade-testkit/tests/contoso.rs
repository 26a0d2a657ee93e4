//! The bundled sample is what the generator writes, and holds what the tour shows.

use enfilade_testkit::contoso;
use std::collections::BTreeSet;
use std::path::Path;

fn generated() -> std::io::Result<Vec<u8>> {
    let mut file = Vec::new();
    contoso::write(&mut file)?;
    Ok(file)
}

#[test]
fn the_committed_export_is_the_generated_one() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tenants/contoso/contoso.json");
    let committed = std::fs::read(&path).unwrap();
    assert!(
        committed == generated().unwrap(),
        "run `cargo run -p enfilade-testkit -- contoso` and commit what changed"
    );
    assert!(committed.len() < 1_000_000, "{} bytes", committed.len());
}

#[test]
fn it_is_an_export_with_the_size_and_the_people_it_promises() {
    let export: serde_json::Value = serde_json::from_slice(&generated().unwrap()).unwrap();
    let records = export["data"].as_array().unwrap();
    assert_eq!(export["meta"]["count"], records.len());
    let of = |kind: &'static str| {
        let records = records.iter().filter(move |record| record["kind"] == kind);
        records.map(|record| &record["data"])
    };
    let mut ids = BTreeSet::new();
    for kind in [
        "AZUser",
        "AZGroup",
        "AZServicePrincipal",
        "AZApp",
        "AZDevice",
    ] {
        for data in of(kind) {
            assert!(ids.insert(data["id"].as_str().unwrap()), "{data}");
        }
    }
    let upns: BTreeSet<_> = of("AZUser")
        .map(|user| user["userPrincipalName"].as_str())
        .collect();
    assert_eq!(upns.len(), of("AZUser").count());
    let is = |key: &'static str, value| move |data: &&serde_json::Value| data[key] == value;
    let guests = || of("AZUser").filter(is("userType", "Guest"));
    assert!((290..=320).contains(&of("AZUser").count()));
    assert!((55..=65).contains(&guests().count()));
    assert!((110..=125).contains(&of("AZGroup").count()));
    // Absent is disabled.
    assert!(guests().any(|guest| guest["accountEnabled"].is_null()));
    assert!(guests().any(|guest| guest["signInActivity"]["lastSignInDateTime"].is_null()));
    let finance = of("AZServicePrincipal").filter(|app| {
        let name = app["displayName"].as_str().unwrap();
        name.contains("FINANCE")
    });
    assert_eq!(finance.count(), 7);
    // Every grant is held by someone whom the export describes.
    for assignment in of("AZAppRoleAssignment") {
        assert!(ids.contains(assignment["principalId"].as_str().unwrap()));
        assert!(ids.contains(assignment["resourceId"].as_str().unwrap()));
    }
}

#[test]
fn the_second_export_is_the_generated_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tenants/contoso-more");
    let files = contoso::more().unwrap();
    for (name, text) in &files {
        let committed = std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(
            committed == *text,
            "{name}: run `cargo run -p enfilade-testkit -- contoso-more` and commit what changed"
        );
    }
    let there = std::fs::read_dir(&folder).unwrap();
    let there = there.filter(|file| {
        file.as_ref()
            .unwrap()
            .path()
            .extension()
            .is_some_and(|end| end == "json")
    });
    assert_eq!(there.count(), files.len());
}
