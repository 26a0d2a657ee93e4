//! `enfilade report`: a whole review of the bundled tenant.

use crate::{enfilade, root, text};
use std::fs;
use std::path::Path;

/// The review of the bundled export as JSON.
fn review(arguments: &[&str]) -> serde_json::Value {
    review_of(&root().join("tests/tenants/contoso"), arguments)
}

/// The review of a snapshot or an export as JSON.
fn review_of(tenant: &Path, arguments: &[&str]) -> serde_json::Value {
    let output = enfilade()
        .arg("report")
        .arg(tenant)
        .args([
            "external-access",
            "--format",
            "json",
            "--as-of",
            "2026-11-01",
        ])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_str(&text(&output.stdout)).unwrap()
}

/// A question of a review by its id.
fn question<'r>(review: &'r serde_json::Value, id: &str) -> &'r serde_json::Value {
    let sections = review["sections"].as_array().unwrap().iter();
    let mut questions = sections.flat_map(|section| section["questions"].as_array().unwrap());
    questions.find(|question| question["id"] == id).unwrap()
}

#[test]
fn the_review_finds_what_its_questions_find_alone() {
    let review = review(&[]);
    assert_eq!(review["tenant"], "CONTOSO LTD");
    for id in [
        "guests/hold_roles",
        "owners/guest_owned_groups",
        "apps/open_to_everyone",
        "groups/look_assigned",
    ] {
        let alone = enfilade()
            .args(["run", id])
            .arg(root().join("tests/tenants/contoso"))
            .args(["--format", "ndjson", "--as-of", "2026-11-01"])
            .output()
            .unwrap();
        let rows = text(&alone.stdout).lines().count();
        let question = question(&review, id);
        assert!(
            rows > 0 && question["count"] == rows,
            "{id}: {rows}, {}",
            question["count"]
        );
        assert_eq!(question["rows"].as_array().unwrap().len(), rows);
        assert_eq!(question["outcome"], "found");
    }
    let gaps = review["gaps"].as_array().unwrap();
    assert!(
        gaps.iter()
            .any(|gap| gap["relation"] == "conditional access" && gap["level"] == "absent")
    );
}

#[test]
fn every_question_finds_something_in_the_bundled_exports() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = folder.path().join("contoso.enf");
    let mut import = enfilade();
    import.arg("import");
    for export in ["contoso", "contoso-more"] {
        import.arg(root().join("tests/tenants").join(export));
    }
    import.arg("-o").arg(&snapshot).assert().code(0);
    // So small a tenant has nobody near the limit that counts.
    let settings = file(
        &folder,
        "review.toml",
        "[questions.\"apps/many_assignments\"]\nparameters = { most = \"2\" }\n",
    );
    let review = review_of(&snapshot, &["--settings", &settings]);
    let sections = review["sections"].as_array().unwrap().iter();
    let questions = sections.flat_map(|section| section["questions"].as_array().unwrap());
    let mut asked = 0;
    for question in questions {
        let count = question["count"].as_u64();
        assert!(
            count > Some(0),
            "{}: {}",
            question["id"],
            question["outcome"]
        );
        asked += 1;
    }
    assert!(asked > 70, "only {asked} questions");
}

#[test]
fn an_allowance_of_ones_own_suppresses_until_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("roles");
    fs::create_dir(&place).unwrap();
    let bundled = fs::read_to_string(root().join("queries/roles/tier_zero_guests.enq")).unwrap();
    let allow = "// expect: none\n// allow: \"Siti Lim\" owner \"the board\" until 2026-06-30";
    let own = match bundled.contains("// expect: none") {
        true => bundled.replace("// expect: none", allow),
        false => bundled.replacen("// tags:", &format!("{allow}\n// tags:"), 1),
    };
    fs::write(place.join("tier_zero_guests.enq"), own).unwrap();
    let count = |today: &str| {
        let library = folder.path().to_str().unwrap();
        let review = review(&["--library", library, "--today", today]);
        let question = question(&review, "roles/tier_zero_guests").clone();
        (
            question["outcome"].clone(),
            question["count"].as_u64().unwrap(),
        )
    };
    let (outcome, after) = count("2026-07-01");
    assert_eq!((outcome.as_str(), after > 0), (Some("found"), true));
    assert_eq!(count("2026-06-01").1, after - 1);
}

#[test]
fn the_page_is_written_whole_and_is_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let page = |name: &str| {
        let path = folder.path().join(name);
        enfilade()
            .arg("report")
            .arg(root().join("tests/tenants/contoso"))
            .args([
                "external-access",
                "--today",
                "2026-11-26",
                "--as-of",
                "2026-11-01",
                "-o",
            ])
            .arg(&path)
            .assert()
            .code(0);
        fs::read_to_string(path).unwrap()
    };
    let first = page("a.html");
    assert!(first.starts_with("<!doctype html>") && first.ends_with("</html>\n"));
    assert_eq!(first, page("b.html"));
}

#[test]
fn what_is_no_review_and_no_format_is_refused() {
    let tenant = root().join("tests/tenants/contoso");
    let refused = |arguments: &[&str]| {
        let output = enfilade()
            .arg("report")
            .arg(&tenant)
            .args(arguments)
            .output()
            .unwrap();
        (output.status.code(), text(&output.stderr))
    };
    let (code, said) = refused(&["internal-access"]);
    assert!(
        code == Some(2) && said.contains("there is external-access"),
        "{said}"
    );
    let (code, said) = refused(&["external-access", "-o", "report.docx"]);
    assert!(
        code == Some(2) && said.contains("docx") && said.contains("html"),
        "{said}"
    );
}

/// Writes a file into a folder.
fn file(folder: &tempfile::TempDir, name: &str, content: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn settings_change_severities_and_suppress_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let settings = file(
        &folder,
        "review.toml",
        r#"
        [questions."guests/never_signed_in"]
        severity = "critical"
        [questions."groups/self_join"]
        ask = false
        reason = "by design"
        [[suppressions]]
        question = "roles/tier_zero_guests"
        object = "Siti Lim"
        owner = "the board"
        reason = "auditor"
        until = 2026-06-30
        "#,
    );
    let reviewed = |today: &str| review(&["--settings", &settings, "--today", today]);
    let june = reviewed("2026-06-01");
    assert_eq!(
        question(&june, "guests/never_signed_in")["severity"],
        "critical"
    );
    let left_out = question(&june, "groups/self_join");
    assert_eq!(left_out["outcome"], "not in this export");
    assert!(left_out["why_not"].as_str().unwrap().contains("by design"));
    assert_eq!(june["suppressions"][0]["reason"], "auditor");
    let july = reviewed("2026-07-01");
    let count = |review| question(review, "roles/tier_zero_guests")["count"].as_u64();
    assert_eq!(count(&july), count(&june).map(|count| count + 1));
    assert_eq!(july["suppressions"][0]["has_ended"], true);

    // A finding is suppressed by its own id as well.
    let finding = &question(&july, "roles/tier_zero_guests")["rows"][0];
    let id = finding["id"].as_str().unwrap();
    let settings = fs::read_to_string(&settings).unwrap();
    let by_id = file(&folder, "id.toml", &settings.replace("Siti Lim", id));
    let june = review(&["--settings", &by_id, "--today", "2026-06-01"]);
    assert_eq!(question(&june, "roles/tier_zero_guests")["allowed"], 1);
}

#[test]
fn settings_that_would_do_nothing_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let settings = file(
        &folder,
        "review.toml",
        "[questions.\"guests/stal\"]\nseverity = \"low\"",
    );
    let output = enfilade()
        .arg("report")
        .arg(root().join("tests/tenants/contoso"))
        .args(["external-access", "--settings", &settings])
        .output()
        .unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said.contains("review.toml") && said.contains("guests/stale"),
        "{said}"
    );
}

#[test]
fn new_findings_of_a_severity_fail() {
    let folder = tempfile::tempdir().unwrap();
    let mut earlier = review(&["--today", "2026-11-01"]);
    let whole = file(&folder, "whole.json", &earlier.to_string());
    let rows = earlier
        .pointer_mut("/sections/1/questions/0/rows")
        .and_then(serde_json::Value::as_array_mut)
        .unwrap();
    rows.pop().unwrap();
    let rows = rows.len();
    earlier["sections"][1]["questions"][0]["count"] = rows.into();
    let less = file(&folder, "less.json", &earlier.to_string());
    let compared = |baseline: &str, more: &[&str]| {
        let output = enfilade()
            .arg("report")
            .arg(root().join("tests/tenants/contoso"))
            .args(["external-access", "--as-of", "2026-11-01"])
            .args(["--baseline", baseline])
            .args(more)
            .output()
            .unwrap();
        (output.status.code().unwrap(), text(&output.stderr))
    };
    assert_eq!(compared(&whole, &["--fail-on", "info"]).0, 0);
    let (code, said) = compared(&less, &["--fail-on", "critical"]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("1 new") && said.contains("2026-11-01"),
        "{said}"
    );
    assert_eq!(compared(&less, &[]).0, 0);
    let export = root().join("tests/tenants/contoso/contoso.json");
    let (code, said) = compared(export.to_str().unwrap(), &[]);
    assert!(code == 2 && said.contains("--format json"), "{said}");
}

#[test]
fn the_ways_of_access_are_told_step_by_step() {
    let review = review(&[]);
    let row = &question(&review, "guests/hold_roles")["rows"][0];
    let evidence = row["evidence"].as_array().unwrap();
    assert_eq!(evidence[0]["from"], row["objects"][0]);
    assert_eq!(evidence[evidence.len() - 1]["to"], row["objects"][1]);
    for step in evidence {
        assert!(
            step["source"]
                .as_str()
                .unwrap()
                .starts_with("https://learn.microsoft.com/")
        );
        assert!(
            step["record"]
                .as_str()
                .unwrap()
                .contains("contoso.json, byte ")
        );
    }
}

/// The review of the tenant whose names are attacks, in a form.
fn hostile(form: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("review.{form}"));
    enfilade()
        .arg("report")
        .arg(root().join("tests/tenants/hostile"))
        .args([
            "external-access",
            "--today",
            "2026-11-26",
            "--as-of",
            "2026-11-01",
            "-o",
        ])
        .arg(&path)
        .assert()
        .code(0);
    fs::read(path).unwrap()
}

/// Whether text could move a cursor, or turn or hide what stands beside it.
fn deceives(text: &str) -> bool {
    let bad = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{200b}');
    text.contains(bad)
}

#[test]
fn hostile_names_stay_names_in_the_page() {
    let page = String::from_utf8(hostile("html")).unwrap();
    assert!(!deceives(&page.replace("\t", " ")));
    // One script of ours; the others are data.
    let scripts = page.matches("<script").count();
    let data = page.matches("<script type=\"application/json\"").count();
    assert_eq!(scripts, data + 1);
    assert_eq!(page.matches("</script>").count(), scripts);
    assert!(!page.contains("<img") && !page.contains("<script>alert"));
    // Outside of quoted values no tag has an attribute that runs.
    let markup: String = page.split('"').step_by(2).collect();
    for tag in markup.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        assert!(
            !tag.contains("onerror") && !tag.contains("onmouseover"),
            "{tag}"
        );
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("Global Administrator"));
}

#[test]
fn hostile_names_stay_names_in_tables_and_text() {
    let markdown = String::from_utf8(hostile("md")).unwrap();
    assert!(!deceives(&markdown));
    assert!(!markdown.contains("\n# heading") && !markdown.replace("\\<", "").contains('<'));
    assert!(!markdown.contains("](javascript"));

    let csv = String::from_utf8(hostile("csv")).unwrap();
    assert!(!deceives(&csv));
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let mut rows = 0;
    for record in reader.records() {
        for cell in &record.unwrap() {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\u{ff1d}']),
                "{cell}"
            );
        }
        rows += 1;
    }
    assert!(rows > 50, "{rows}");
}

#[test]
fn hostile_names_stay_names_for_programs() {
    let json: serde_json::Value = serde_json::from_slice(&hostile("json")).unwrap();
    let found = question(&json, "guests/hold_roles")["rows"]
        .as_array()
        .unwrap();
    let names: Vec<&str> = found
        .iter()
        .map(|row| row["cells"]["guest"].as_str().unwrap())
        .collect();
    // Programs get the name as it is.
    assert!(
        names.contains(&"</script><script>alert(1)</script>"),
        "{names:?}"
    );

    let sarif = String::from_utf8(hostile("sarif")).unwrap();
    assert!(!deceives(&sarif));
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    for result in sarif["runs"][0]["results"].as_array().unwrap() {
        let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let uri = location["uri"].as_str().unwrap();
        assert!(uri.starts_with("queries/") && !uri.contains(".."), "{uri}");
    }

    let workbook = hostile("xlsx");
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        assert!(
            !deceives(&text.replace('\t', " ").replace('\r', "")),
            "{}",
            part.name().unwrap()
        );
        assert!(
            !text.contains("<f>") && !text.contains("<hyperlink"),
            "{}",
            part.name().unwrap()
        );
    }
    assert!(hostile("parquet").starts_with(b"PAR1"));
}
