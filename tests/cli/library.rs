//! Every saved query under `queries/` on the bundled tenant, as a file with strict names.
//!
//! The rows lie in `tests/queries/library/`; `UPDATE_GOLDENS=1` writes them again. Read them.

use crate::{enfilade, files, root, text};
use std::fs;
use std::path::PathBuf;

#[test]
fn saved_queries_answer_as_stored() {
    let root = root();
    let of_kind = |folder: &str, kind: &str| -> Vec<PathBuf> {
        let mut found = files(&root.join(folder));
        found.retain(|path| path.extension().is_some_and(|own| own == kind));
        found
    };
    let queries = of_kind("queries", "enq");
    assert!(queries.len() >= 12);
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let stored = of_kind("tests/queries/library", "csv").len();
    assert!(stored <= queries.len(), "rows of a query that is gone");
    for query in queries {
        let written = fs::read_to_string(&query).unwrap();
        let mut lines = written.lines();
        assert!(lines.next().is_some_and(|line| line.starts_with("// ")));
        assert!(
            lines
                .next()
                .is_some_and(|line| line.starts_with("// Why it matters: ")),
            "{}",
            query.display()
        );
        let output = enfilade()
            .arg("query")
            .arg(root.join("tests/tenants/contoso"))
            .args(["--as-of", "2026-11-01", "--format", "csv", "--file"])
            .arg(&query)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        let name = query.strip_prefix(root.join("queries")).unwrap();
        let stored = root
            .join("tests/queries/library")
            .join(name)
            .with_extension("csv");
        let rows = text(&output.stdout).replace('\r', "");
        if update {
            fs::create_dir_all(stored.parent().unwrap()).unwrap();
            fs::write(&stored, &rows).unwrap();
        }
        let expected = fs::read_to_string(&stored).unwrap_or_default();
        assert_eq!(expected, rows, "{}", query.display());
        assert!(
            rows.lines().count() > 1,
            "{} finds nothing",
            query.display()
        );
    }
}
