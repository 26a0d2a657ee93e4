//! Tests over whole exports; their files lie in `tests/imports/` at the top of the repository.

mod answer_golden;
mod answer_properties;
mod archives;
mod arm_traps;
mod azure_traps;
mod columnar;
mod containers;
mod damage;
mod damaged_answers;
mod databases;
mod encodings;
mod entitlement_traps;
mod exporter_trees;
mod golden;
mod graph_traps;
mod hostile;
mod hostile_answers;
mod ledger_traps;
mod lists;
mod open_graphs;
mod paths;
mod properties;
mod support;
mod table_traps;
mod tenants;
mod traps;
