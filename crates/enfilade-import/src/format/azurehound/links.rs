//! Lists of members and owners: one record for each group, app, service principal or device.
//!
//! This is most of an export. A member is handed on as soon as it is complete, from the id that
//! stands beside it, so that a group of a million members costs no memory and a cut record still
//! gives what it held.

mod alike;

pub(crate) use alike::Settings;

use super::kind::Kind;
use crate::decode::json::{Members, Object, Objects, Scalar, skip};
use crate::facts::id::Id;
use crate::facts::mention::{Mention, Mentioned};
use crate::facts::{Emitter, odd};
use enfilade_model::{EdgeKind, EntityKind, ListExtent, ObjectRef, RefId};
use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use std::borrow::Cow;

/// How the record of a group's members begins, as AzureHound writes it, up to its first member.
pub(crate) const MEMBERS: &str = r#"{"kind":"AZGroupMember","data":{"members":["#;

/// Reads the members that a record begins with, as long as they are set alike. Gives the record
/// without them; none if there were none.
pub(crate) fn read_alike(record: &str, out: &mut Emitter<'_>) -> Option<String> {
    let list = record.strip_prefix(MEMBERS)?;
    let rest = alike::read(list, out);
    (rest.len() < list.len()).then(|| [MEMBERS, rest].concat())
}

/// The shape of one kind of list.
struct Shape {
    edge: EdgeKind,
    /// The key of the id of what is joined or owned, in the record and in each of its items.
    target_key: &'static str,
    target: EntityKind,
    /// Whether the items' own target ids mean the same as the record's. In lists of app owners
    /// they do not: there an item has the object id and the record the client id.
    items_agree: bool,
}

fn shape(kind: Kind) -> Shape {
    let owners = |target_key, target| Shape {
        edge: EdgeKind::Owner,
        target_key,
        target,
        items_agree: true,
    };
    match kind {
        Kind::GroupOwner => owners("groupId", EntityKind::Group),
        Kind::AppOwner => Shape {
            items_agree: false,
            ..owners("appId", EntityKind::Registration)
        },
        Kind::ServicePrincipalOwner => owners("servicePrincipalId", EntityKind::ServicePrincipal),
        Kind::DeviceOwner => owners("deviceId", EntityKind::Device),
        _ => Shape {
            edge: EdgeKind::Member,
            ..owners("groupId", EntityKind::Group)
        },
    }
}

/// Reads the data of one record of members or owners.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    kind: Kind,
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let mut list = List {
        item: Item {
            shape: shape(kind),
            mention: Mention::default(),
            target: None,
            waiting: Vec::new(),
            last: None,
            out,
        },
        target: None,
    };
    Object(&mut list).deserialize(data)?;
    list.finish();
    Ok(())
}

/// A record: a list of items and the id that all have in common.
struct List<'e, 's, 'de> {
    item: Item<'e, 's, 'de>,
    target: Option<Cow<'de, str>>,
}

impl<'de> Members<'de> for List<'_, '_, 'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        if matches!(key, "members" | "owners") {
            return map.next_value_seed(Objects(&mut self.item));
        }
        if key != self.item.shape.target_key {
            return skip(map);
        }
        match map.next_value()? {
            Scalar::Text(text) => self.target = Some(text),
            Scalar::Null => {}
            _ => self.item.misfit(),
        }
        Ok(())
    }

    fn misfit(&mut self) {
        self.item.misfit();
    }
}

impl List<'_, '_, '_> {
    /// Hands on the items that waited for the record's own id.
    fn finish(self) {
        let Item {
            shape,
            waiting,
            out,
            ..
        } = self.item;
        let is_listed = self.target.is_some();
        if waiting.is_empty() && !is_listed {
            return;
        }
        let Some(id) = out.object_id(self.target.as_ref(), "a list of members or owners") else {
            return;
        };
        for mentioned in waiting {
            out.plain_edge(shape.edge, mentioned.reference(), target(&shape, &id));
        }
        // A record is all of a list. (Where a request failed, the collector says so in its log only, and
        // writes what it has.)
        out.list(shape.edge, target(&shape, &id), ListExtent::Whole);
    }
}

fn target<'a>(shape: &Shape, id: &'a Id<'_>) -> ObjectRef<'a> {
    let reference = id.mention(Some(shape.target));
    match shape.items_agree {
        true => reference,
        false => ObjectRef {
            id: RefId::Client(id.key),
            ..reference
        },
    }
}

/// An item: the object and, beside it, the id of what it joins or owns.
struct Item<'e, 's, 'de> {
    shape: Shape,
    mention: Mention<'de>,
    target: Option<Cow<'de, str>>,
    waiting: Vec<Mentioned<'de>>,
    /// The target of the item before, which is nearly always this one's too.
    last: Option<(Cow<'de, str>, Id<'de>)>,
    out: &'e mut Emitter<'s>,
}

impl<'de> Members<'de> for Item<'_, '_, 'de> {
    #[inline]
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        if matches!(key, "member" | "owner") {
            map.next_value_seed(Object(&mut self.mention))
        } else if key == self.shape.target_key && self.shape.items_agree {
            if let Scalar::Text(text) = map.next_value()? {
                self.target = Some(text);
            }
            Ok(())
        } else {
            skip(map)
        }
    }

    #[inline]
    fn complete(&mut self) {
        let Some(mentioned) = self.mention.take(self.out) else {
            self.target = None;
            return;
        };
        let Some(text) = self.target.take() else {
            self.waiting.push(mentioned);
            return;
        };
        let same = self.last.as_ref().is_some_and(|(last, _)| *last == text);
        if !same {
            let Some(id) = self.out.object_id(Some(&text), "a group, app or device") else {
                self.waiting.push(mentioned);
                return;
            };
            self.last = Some((text, id));
        }
        if let Some((_, id)) = &self.last {
            self.out.plain_edge(
                self.shape.edge,
                mentioned.reference(),
                target(&self.shape, id),
            );
        }
    }

    fn misfit(&mut self) {
        self.out.odd(odd::WRONG_TYPE, || {
            format!("a list of `{}` records", self.shape.edge)
        });
    }
}
