//! Tests over whole exports; their files lie in `tests/imports/` at the top of the repository.

mod answer_golden;
mod answer_properties;
mod archives;
mod arm_traps;
mod azure_traps;
mod containers;
mod damage;
mod damaged_answers;
mod encodings;
mod databases;
mod exporter_trees;
mod entitlement_traps;
mod golden;
mod graph_traps;
mod hostile;
mod hostile_answers;
mod paths;
mod ledger_traps;
mod lists;
mod open_graphs;
mod properties;
mod support;
mod table_traps;
mod tenants;
mod traps;
