//! The ends of an edge: a node's id, or properties that one node has.
//!
//! Source: bloodhound-docs, `edges.mdx`, "Endpoint Matching".

use crate::decode::shallow;
use crate::format::fields::Fields;
use std::borrow::Cow;

/// An end of an edge.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum End<'de> {
    /// The node with this id.
    Id {
        id: Cow<'de, str>,
        /// The kind that the end says it has.
        kind: Option<Cow<'de, str>>,
    },
    /// The one node that has all these properties, each a name and its JSON, and the kind.
    Match {
        properties: Vec<(String, String)>,
        kind: Option<Cow<'de, str>>,
    },
}

impl<'de> End<'de> {
    /// The end of this name; none if it names nothing.
    pub(super) fn of(edge: &Fields<'de>, name: &str) -> Option<End<'de>> {
        let json = edge.json(name)?;
        // Most ends are an id and nothing else.
        if let Some(id) = shallow::only_text(json, "value").filter(|id| !id.is_empty()) {
            return Some(End::Id {
                id: Cow::Borrowed(id),
                kind: None,
            });
        }
        End::described(&Fields::of(json)?)
    }

    /// The end that an object describes.
    fn described(end: &Fields<'de>) -> Option<End<'de>> {
        let kind = end.text("kind");
        let match_by = end.text("match_by");
        match match_by.as_deref() {
            None | Some("id") => Some(End::Id {
                id: end.text("value")?,
                kind,
            }),
            Some("name") => Some(End::Match {
                properties: vec![("name".to_owned(), end.json("value")?.to_owned())],
                kind,
            }),
            Some("property") => {
                let matchers = end.objects("property_matchers")?;
                let properties: Option<Vec<_>> = matchers.into_iter().map(property).collect();
                Some(End::Match {
                    properties: properties.filter(|list| !list.is_empty())?,
                    kind,
                })
            }
            Some(_) => None,
        }
    }

    /// The end in a few words.
    pub(super) fn describe(&self) -> String {
        match self {
            End::Id { id, .. } => format!("`{id}`"),
            End::Match { properties, .. } => {
                let properties: Vec<String> = properties
                    .iter()
                    .map(|(name, value)| format!("{name} {value}"))
                    .collect();
                format!("the one with {}", properties.join(" and "))
            }
        }
    }

    /// The end, kept beyond its record.
    pub(super) fn into_owned(self) -> End<'static> {
        let owned = |text: Cow<'de, str>| Cow::Owned(text.into_owned());
        match self {
            End::Id { id, kind } => End::Id {
                id: owned(id),
                kind: kind.map(owned),
            },
            End::Match { properties, kind } => End::Match {
                properties,
                kind: kind.map(owned),
            },
        }
    }

    /// Whether the node has to be found by what it has.
    pub(super) fn is_matched(&self) -> bool {
        matches!(self, End::Match { .. })
    }
}

/// A property that a node must have.
fn property(json: &str) -> Option<(String, String)> {
    let matcher = Fields::of(json)?;
    let is_equal = matcher
        .text("operator")
        .is_none_or(|operator| operator == "equals");
    let key = matcher.text("key").filter(|_| is_equal)?;
    Some((key.into_owned(), matcher.json("value")?.to_owned()))
}

/// The texts of a list.
pub(super) fn texts<'de>(fields: &Fields<'de>, name: &str) -> Vec<Cow<'de, str>> {
    let text = |json: &'de str| match json
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(plain) if !plain.contains('\\') => Some(Cow::Borrowed(plain)),
        _ => serde_json::from_str(json).ok().map(Cow::Owned),
    };
    let list = fields.objects(name).unwrap_or_default();
    list.into_iter().filter_map(text).collect()
}
