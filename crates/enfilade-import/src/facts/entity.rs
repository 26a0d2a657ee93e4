//! Objects with attributes: one reader for all kinds, told by a table what each member is.
//!
//! Members that the engine knows become typed attributes; the others are kept as they were
//! written, in one JSON object. Go omits false, zero and empty values, so an absent flag of the
//! table is false, and an empty structure says nothing and is dropped.

use super::emitter::{Emitter, odd};
use super::id::{Id, lower};
use crate::decode::json::{Members, Object, Scalar, Texts, skip, verbatim};
use crate::decode::raw;
use enfilade_model::{Attribute, EntityKind, EntityRecord, ObjectRef, Value};
use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use std::borrow::Cow;

/// What a member of an object is.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Field {
    /// The object's id.
    Id,
    /// The object's name.
    Name,
    /// Another spelling of the name, or a name for want of a better one.
    Spelling,
    /// A text.
    Text(Attribute),
    /// An id or another text that is kept in lower case.
    Lower(Attribute),
    /// True or false.
    Flag(Attribute),
    /// An instant.
    Time(Attribute),
    /// A list of texts, joined by commas.
    List(Attribute),
    /// An object that the kind's own reader wants to look into, and that is kept as well.
    Part(Part),
    /// Kept without its secrets.
    Credentials,
    /// Says nothing that is not said elsewhere.
    Drop,
    /// Kept as it was written.
    Rest,
}

/// An object within an object.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Part {
    SignIn,
    AppRoles,
    Identity,
    Properties,
}

/// How to read one kind of object.
pub(crate) struct Shape {
    /// What its members are.
    pub(crate) field: fn(&str) -> Field,
    /// The flags that are false when absent.
    pub(crate) flags: &'static [Attribute],
}

/// Lists that say something by being empty: a group of which it is known that nobody labelled it is
/// another thing than one whose labels were not collected.
const EMPTY_SAYS: &[&str] = &["assignedLabels"];

/// The keys of secrets, which never reach a snapshot.
const SECRETS: &[&str] = &["secretText", "key"];

/// An object as it was read.
pub(crate) struct Described<'de> {
    pub(crate) id: Option<Cow<'de, str>>,
    pub(crate) name: Option<Cow<'de, str>>,
    pub(crate) spelling: Option<Cow<'de, str>>,
    attributes: Vec<(Attribute, Held<'de>)>,
    flags: &'static [Attribute],
    parts: Vec<(Part, &'de str)>,
    /// The inside of a JSON object.
    pub(crate) rest: String,
}

enum Held<'de> {
    Text(Cow<'de, str>),
    Flag(bool),
    Time(i64),
}

/// Reads an object.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    shape: &Shape,
    data: D,
    out: &mut Emitter<'_>,
) -> Result<Described<'de>, D::Error> {
    let mut rest = std::mem::take(&mut out.scratch);
    rest.clear();
    let described = Described {
        id: None,
        name: None,
        spelling: None,
        attributes: Vec::with_capacity(16),
        flags: shape.flags,
        parts: Vec::new(),
        rest,
    };
    let mut reader = Reader {
        shape,
        described,
        out,
    };
    Object(&mut reader).deserialize(data)?;
    Ok(reader.described)
}

struct Reader<'r, 's, 'de> {
    shape: &'r Shape,
    described: Described<'de>,
    out: &'r mut Emitter<'s>,
}

impl<'de> Members<'de> for Reader<'_, '_, 'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let this = &mut self.described;
        match (self.shape.field)(key) {
            Field::Drop => skip(map)?,
            Field::Rest => {
                let json = verbatim(map)?;
                if self.is_kept(key, json) {
                    raw::push_member(&mut self.described.rest, key, json);
                }
            }
            Field::Part(part) => {
                let json = verbatim(map)?;
                if self.is_kept(key, json) {
                    self.described.parts.push((part, json));
                    if part != Part::SignIn {
                        raw::push_member(&mut self.described.rest, key, json);
                    }
                }
            }
            Field::Credentials => {
                let json = verbatim(map)?;
                if self.is_kept(key, json) {
                    match raw::without(json, SECRETS) {
                        Some(safe) => raw::push_member(&mut self.described.rest, key, &safe),
                        None => self.out.odd(odd::WRONG_TYPE, || format!("`{key}`")),
                    }
                }
            }
            Field::List(attribute) => {
                let mut joined = String::new();
                map.next_value_seed(Texts::new(|text| {
                    if !joined.is_empty() {
                        joined.push(',');
                    }
                    joined.push_str(&text);
                }))?;
                if !joined.is_empty() {
                    this.hold(attribute, Held::Text(Cow::Owned(joined)));
                }
            }
            field => match (field, map.next_value()?) {
                (_, Scalar::Null) => {}
                (Field::Id, Scalar::Text(text)) => this.id = this.id.take().or(Some(text)),
                (Field::Name, Scalar::Text(text)) => this.name = this.name.take().or(Some(text)),
                (Field::Spelling, Scalar::Text(text)) => {
                    this.spelling = this.spelling.take().or(Some(text));
                }
                (Field::Text(attribute), Scalar::Text(text)) => {
                    if !text.is_empty() {
                        this.hold(attribute, Held::Text(text));
                    }
                }
                (Field::Lower(attribute), Scalar::Text(text)) => {
                    if let Some(id) = lower_text(text) {
                        this.hold(attribute, Held::Text(id));
                    }
                }
                (Field::Flag(attribute), Scalar::Boolean(flag)) => {
                    this.hold(attribute, Held::Flag(flag));
                }
                (Field::Time(attribute), Scalar::Text(text)) => {
                    if let Some(instant) = self.out.instant(key, &text) {
                        this.hold(attribute, Held::Time(instant));
                    }
                }
                _ => self.out.odd(odd::WRONG_TYPE, || format!("`{key}`")),
            },
        }
        Ok(())
    }

    fn misfit(&mut self) {
        self.out
            .odd(odd::WRONG_TYPE, || "data that is no object".to_owned());
    }
}

/// A lower-case text; none for what stands for "not set".
fn lower_text(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    if text.is_empty() || text == enfilade_model::DEFAULT_ACCESS_ROLE_ID {
        return None;
    }
    Some(match text {
        Cow::Borrowed(text) => lower(text),
        Cow::Owned(text) => Cow::Owned(text.to_lowercase()),
    })
}

impl Reader<'_, '_, '_> {
    /// Whether a member is kept as JSON: if it says something and is not nested without end.
    fn is_kept(&mut self, key: &str, json: &str) -> bool {
        if raw::is_hollow(json) {
            return json == "[]" && EMPTY_SAYS.contains(&key);
        }
        let is_nested = matches!(json.as_bytes().first(), Some(b'{' | b'['));
        let is_kept = !is_nested || !raw::is_deeper(json, raw::DEEPEST);
        if !is_kept {
            self.out.odd(odd::TOO_DEEP, || format!("`{key}`"));
        }
        is_kept
    }
}

impl<'de> Described<'de> {
    /// The first value of an attribute counts: keys are compared exactly.
    fn hold(&mut self, attribute: Attribute, value: Held<'de>) {
        if !self.attributes.iter().any(|(own, _)| *own == attribute) {
            self.attributes.push((attribute, value));
        }
    }

    /// Adds a text that the kind's own reader found.
    pub(crate) fn set_text(&mut self, attribute: Attribute, text: Cow<'de, str>) {
        self.hold(attribute, Held::Text(text));
    }

    /// Adds a flag that the kind's own reader found.
    pub(crate) fn set_flag(&mut self, attribute: Attribute, flag: bool) {
        self.hold(attribute, Held::Flag(flag));
    }

    /// Adds an instant that the kind's own reader found.
    pub(crate) fn set_time(&mut self, attribute: Attribute, instant: i64) {
        self.hold(attribute, Held::Time(instant));
    }

    /// The text of an attribute.
    pub(crate) fn text(&self, attribute: Attribute) -> Option<&str> {
        self.attributes.iter().find_map(|(own, held)| match held {
            Held::Text(text) if *own == attribute => Some(&**text),
            _ => None,
        })
    }

    /// A flag; false if it is absent.
    pub(crate) fn flag(&self, attribute: Attribute) -> bool {
        self.attributes
            .iter()
            .any(|(own, held)| *own == attribute && matches!(held, Held::Flag(true)))
    }

    /// The JSON of a part, if it says anything.
    pub(crate) fn part(&self, part: Part) -> Option<&'de str> {
        self.parts
            .iter()
            .find(|(own, _)| *own == part)
            .map(|(_, json)| *json)
    }

    /// Hands the object on as an entity of `kind`, and gives the scratch space back.
    pub(crate) fn emit(&mut self, kind: EntityKind, id: &Id<'_>, out: &mut Emitter<'_>) {
        self.emit_as(id.mention(Some(kind)), kind, out);
    }

    /// The same of an object that may be known by another id than its own.
    pub(crate) fn emit_as(
        &mut self,
        object: ObjectRef<'_>,
        kind: EntityKind,
        out: &mut Emitter<'_>,
    ) {
        for &flag in self.flags {
            self.hold(flag, Held::Flag(false));
        }
        let attributes: Vec<(Attribute, Value<'_>)> = self
            .attributes
            .iter()
            .map(|(attribute, held)| {
                let value = match held {
                    Held::Text(text) => Value::Text(text),
                    Held::Flag(flag) => Value::Boolean(*flag),
                    Held::Time(instant) => Value::Time(*instant),
                };
                (*attribute, value)
            })
            .collect();
        if !self.rest.is_empty() {
            self.rest.insert(0, '{');
            self.rest.push('}');
        }
        let name = match (self.name.as_deref(), self.spelling.as_deref()) {
            (Some(name), Some(other)) if !name.is_empty() => {
                Some(super::id::better_cased(name, other))
            }
            (name, other) => name.filter(|name| !name.is_empty()).or(other),
        };
        out.entity(EntityRecord {
            object: object.with_name(name),
            kind,
            attributes: &attributes,
            rest: &self.rest,
            provenance: out.provenance,
        });
        out.scratch = std::mem::take(&mut self.rest);
    }
}
