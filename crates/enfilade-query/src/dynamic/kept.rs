//! Properties without a column, read off the attributes that are kept as JSON.

use enfilade_graph::{Graph, SnapshotError};
use enfilade_model::{EntityId, EntityKind};
use enfilade_rules::{Column, Plan, Property, Shape, Value};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Whether any entity of the kind has the keys.
pub(super) fn is_anywhere(
    graph: &Graph,
    kind: EntityKind,
    path: &[String],
) -> Result<bool, SnapshotError> {
    for id in graph.ids(kind) {
        if at(graph, id, path)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The values of a property.
pub(super) fn column(
    graph: &Graph,
    kind: EntityKind,
    path: &[String],
    property: &Property,
) -> Result<Column, SnapshotError> {
    let ids: Vec<EntityId> = graph.ids(kind).collect();
    let read = |id| -> Result<Option<Value>, SnapshotError> {
        let json = at(graph, id, path)?;
        Ok(json.map(|json| value(&json, property.shape)))
    };
    let found: Vec<Option<Value>> = ids
        .par_iter()
        .map(|&id| read(id))
        .collect::<Result<_, _>>()?;
    if found.iter().all(Option::is_none) {
        return Ok(Column::unknown(ids.len()));
    }
    let value = |(value, &id): (Option<Value>, &EntityId)| match graph.is_stub(id) {
        true => Value::Unknown,
        false => value.unwrap_or(Value::Null),
    };
    Ok(found.into_iter().zip(&ids).map(value).collect())
}

/// Who has a manager with this object id, by number; `None` if no source says who anyone's is.
pub(super) fn reports_to(graph: &Graph, manager: &str) -> Result<Option<Vec<u32>>, SnapshotError> {
    let path = ["manager".to_owned(), "id".to_owned()];
    let mut is_known = false;
    let mut numbers = Vec::new();
    for (id, number) in graph.ids(EntityKind::User).zip(0..) {
        let stated = at(graph, id, &path)?;
        is_known |= stated.is_some();
        let stated = stated.as_ref().and_then(serde_json::Value::as_str);
        if stated.is_some_and(|id| id.eq_ignore_ascii_case(manager)) {
            numbers.push(number);
        }
    }
    Ok(is_known.then_some(numbers))
}

/// What the keys lead to in the kept attributes of an entity.
fn at(
    graph: &Graph,
    id: EntityId,
    path: &[String],
) -> Result<Option<serde_json::Value>, SnapshotError> {
    let Some((key, inner)) = path.split_first() else {
        return Ok(None);
    };
    // Most entities have few of the keys; a search is cheaper than a reading.
    let Some(json) = graph.rest(id)?.filter(|json| json.contains(key.as_str())) else {
        return Ok(None);
    };
    let found = serde_json::Deserializer::from_str(json).deserialize_map(Find(key));
    let mut found = found.ok().flatten();
    for key in inner {
        found = found.and_then(|mut outer| outer.get_mut(key).map(serde_json::Value::take));
    }
    Ok(found.filter(|value| !value.is_null()))
}

/// Reads one member of an object and passes over the others.
struct Find<'k>(&'k str);

impl<'de> Visitor<'de> for Find<'_> {
    type Value = Option<serde_json::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if found.is_none() && key == self.0 {
                let value: Box<serde_json::value::RawValue> = map.next_value()?;
                found = Some(serde_json::from_str(value.get()).map_err(A::Error::custom)?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// A value of JSON as a property of this shape. What has another shape says nothing.
fn value(json: &serde_json::Value, shape: Shape) -> Value {
    use serde_json::Value as Json;
    match (shape, json) {
        (_, Json::Null) => Value::Null,
        (Shape::Text, Json::String(text)) => Value::Text(text.clone()),
        (Shape::Text, Json::Number(number)) => Value::Text(number.to_string()),
        // Graph has a list where rules know one number: `businessPhones`, `imAddresses`.
        (Shape::Text, Json::Array(list)) => match list.first() {
            Some(first) => value(first, Shape::Text),
            None => Value::Null,
        },
        (Shape::Boolean, Json::Bool(flag)) => Value::Boolean(*flag),
        (Shape::Time, Json::String(text)) => text
            .parse::<jiff::Timestamp>()
            .map_or(Value::Unknown, |time| Value::Time(time.as_microsecond())),
        (Shape::Texts, Json::Array(list)) => {
            let texts = list.iter().filter_map(|text| text.as_str());
            Value::Texts(texts.map(str::to_owned).collect())
        }
        (Shape::Plans, Json::Array(list)) => Value::Plans(list.iter().map(plan).collect()),
        _ => Value::Unknown,
    }
}

fn plan(json: &serde_json::Value) -> Plan {
    let text = |key| Some(json.get(key)?.as_str()?.to_owned());
    Plan {
        capability_status: text("capabilityStatus"),
        service: text("service"),
        service_plan_id: text("servicePlanId"),
    }
}
