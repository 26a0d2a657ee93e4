//! Every tiny tenant parses, expects something, and says why it exists.

use enfilade_testkit::tiny::Tiny;
use std::path::Path;

#[test]
fn every_tiny_tenant_parses() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/access");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let tiny = Tiny::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!tiny.why.is_empty(), "{}", path.display());
        assert!(!tiny.expect.is_empty(), "{}", path.display());
        let graph = tiny.graph().unwrap();
        for expectation in &tiny.expect {
            for row in &expectation.rows {
                let principal = tiny.key(&row.principal).and_then(|key| graph.find(key));
                let name = principal.map(|id| graph.name(id));
                assert_eq!(name, Some(&*row.principal), "{}", path.display());
            }
        }
        read += 1;
    }
    assert!(read >= 4);
}
