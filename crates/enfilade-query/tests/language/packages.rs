//! Every answer under `tests/queries/packages/`, about the tenant of `tests/access/access_packages.toml`:
//! the rows as CSV, then what is said beside them.

use crate::answers::shown;
use crate::golden;
use enfilade_query::{Engine, QueryOptions};
use enfilade_testkit::tiny::Tiny;
use std::sync::Arc;

#[test]
fn answers_about_access_packages_are_as_they_were_read() {
    let tenant = include_str!("../../../../tests/access/access_packages.toml");
    let engine = Engine::new(Arc::new(Tiny::parse(tenant).unwrap().graph().unwrap()));
    golden::check("tests/queries/packages", 5, &|query| {
        let (rows, said) = shown(&engine, query, &QueryOptions::default());
        vec![rows, said]
    });
}
