//! `enfilade info`: what a snapshot holds, and whether it still does.

use crate::export::Folder;
use crate::{enfilade, files, text};
use std::fs;

#[test]
fn counts_sources_and_completeness() {
    let folder = Folder::new();
    let (snapshot, import) = folder.import();
    let import = text(&import.stdout);
    let output = enfilade()
        .arg("info")
        .arg(&snapshot)
        .assert()
        .code(0)
        .get_output()
        .clone();
    let info = text(&output.stdout);
    assert!(info.starts_with("Sources\n"), "{info}");
    assert!(info.contains("azurehound.json (azurehound, "), "{info}");
    // After its first lines the import said the same.
    let counts = &import[import.find("Records").unwrap()..];
    assert!(info.ends_with(counts), "{info}\n---\n{counts}");
}

#[test]
fn verify_finds_what_was_changed() {
    let folder = Folder::new();
    let (snapshot, _) = folder.import();
    let verify = || {
        let mut command = enfilade();
        command.arg("info").arg(&snapshot).arg("--verify");
        command.output().unwrap()
    };
    let output = verify();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("Verified"));

    // One bit of the largest file of the generation.
    let files = files(&snapshot);
    let arrow = files
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "arrow"));
    let largest = arrow
        .max_by_key(|path| path.metadata().unwrap().len())
        .unwrap();
    let mut bytes = fs::read(largest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(largest, bytes).unwrap();
    let output = verify();
    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stderr);
    assert!(said.contains("damaged"), "{said}");
    assert!(
        said.contains(largest.file_name().unwrap().to_str().unwrap()),
        "{said}"
    );
}

#[test]
fn an_export_has_nothing_to_verify() {
    let folder = Folder::new();
    enfilade().arg("info").arg(folder.export()).assert().code(0);
    let output = enfilade()
        .arg("info")
        .arg(folder.export())
        .arg("--verify")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}
