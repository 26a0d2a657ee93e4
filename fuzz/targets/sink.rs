//! A sink that looks at each fact.
//!
//! What importers promise (JSON is JSON, a time is one that can be shown, ids are in lower case) no
//! type holds, and what relies on it does so far away; so it is checked where it is handed over.

use enfilade_model::{Attribute, EdgeRecord, EntityRecord, ObjectRef, Record, RecordSink};
use enfilade_model::{RoleRecord, Value};

/// A sink that panics at a fact which breaks a promise.
pub(super) struct Checked;

impl RecordSink for Checked {
    fn push(&mut self, record: Record<'_>) {
        match &record {
            Record::Entity(entity) => check_entity(entity),
            Record::Edge(edge) => check_edge(edge),
            Record::RoleDefinition { app, role } => {
                check_mention(app);
                check_role(role);
            }
            Record::RolePermissions { role, definition } => {
                check_lower(role);
                check_object(definition);
            }
        }
    }
}

fn check_entity(entity: &EntityRecord<'_>) {
    check_mention(&entity.object);
    let mut seen = Vec::new();
    for (attribute, value) in entity.attributes {
        assert_eq!(attribute.value_type(), value.value_type(), "{attribute}");
        assert_ne!(*attribute, Attribute::DisplayName, "the name stands apart");
        assert!(!seen.contains(attribute), "{attribute} twice");
        seen.push(*attribute);
        if let Value::Time(micros) = value {
            check_time(*micros);
        }
    }
    if !entity.rest.is_empty() {
        check_object(entity.rest);
    }
}

fn check_edge(edge: &EdgeRecord<'_>) {
    check_mention(&edge.from);
    check_mention(&edge.to);
    edge.scope.iter().for_each(check_mention);
    edge.role.iter().for_each(check_role);
    edge.valid_from.into_iter().for_each(check_time);
    edge.valid_to.into_iter().for_each(check_time);
}

fn check_mention(object: &ObjectRef<'_>) {
    if let Some(text) = object.text {
        assert!(!text.is_empty(), "an id of no characters");
        check_lower(text);
    }
}

fn check_role(role: &RoleRecord<'_>) {
    check_lower(role.id);
}

fn check_lower(text: &str) {
    assert_eq!(text, text.to_lowercase(), "an id that is not in lower case");
}

fn check_time(micros: i64) {
    let time = jiff::Timestamp::from_microsecond(micros);
    assert!(time.is_ok(), "{micros} is no time that can be shown");
}

fn check_object(json: &str) {
    let value: Result<serde_json::Map<String, serde_json::Value>, _> = serde_json::from_str(json);
    assert!(value.is_ok(), "{json:?} is no JSON object: {value:?}");
}
