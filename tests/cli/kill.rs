//! An import that is killed, at whatever moment, leaves the old snapshot or the new one.

use crate::export::Folder;
use crate::{enfilade, root, text};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// How many users a snapshot has, every file checked.
fn users(snapshot: &Path) -> u64 {
    let output = enfilade()
        .arg("info")
        .arg(snapshot)
        .arg("--verify")
        .output()
        .unwrap();
    let said = text(&output.stdout);
    assert!(output.status.success(), "{}{said}", text(&output.stderr));
    let line = said.lines().find(|line| line.ends_with("  users")).unwrap();
    let count = line.trim().split(' ').next().unwrap();
    count.parse().unwrap()
}

#[test]
fn a_kill_leaves_the_old_snapshot_or_the_new_one() {
    let folder = Folder::new();
    let snapshot = folder.path("kept.enf");
    let import = |export: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_enfilade"));
        command.arg("import").arg(export).arg("-o").arg(&snapshot);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let (small, large) = (
        folder.export(),
        root().join("tests/tenants/contoso/contoso.json"),
    );
    assert!(import(&small).status().unwrap().success());
    let before = users(&snapshot);
    let mut after = None;
    for pause in 0..40 {
        let mut child = import(&large).spawn().unwrap();
        sleep(Duration::from_micros(pause * 1500));
        // One that has ended already cannot be killed, and is as good.
        let _ = child.kill();
        child.wait().unwrap();
        let now = users(&snapshot);
        assert!(
            now == before || *after.get_or_insert(now) == now,
            "{now} users"
        );
    }
    // What the killed ones left behind is no obstacle.
    assert!(import(&large).status().unwrap().success());
    assert_eq!(users(&snapshot), 305);
    assert!(import(&small).status().unwrap().success());
    assert_eq!(users(&snapshot), before);
}
