//! Every explanation under `tests/queries/explain/`: the reading, the plans, and what was estimated and counted.

use crate::{contoso, golden};

#[test]
fn explanations_are_as_stored() {
    golden::check("tests/queries/explain", 10, &|query| {
        let explained = contoso::engine().explain(query, &contoso::options(false));
        vec![
            explained
                .unwrap_or_else(|error| panic!("{}", error.render(query, false)))
                .trim_end()
                .to_owned(),
        ]
    });
}
