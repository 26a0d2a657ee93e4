//! Objects that a record mentions: members, owners, principals.
//!
//! A mention is a Microsoft Graph directory object with everything empty stripped off: an id, the
//! type in `@odata.type`, and perhaps a name that kept the casing which the object's own record
//! lost.

use super::emitter::{Emitter, odd};
use super::id::Id;
use crate::decode::json::{Members, Scalar, skip};
use enfilade_model::{EntityKind, ObjectRef};
use serde::de::MapAccess;
use std::borrow::Cow;

/// A mentioned object, as it is read.
#[derive(Debug, Default)]
pub(crate) struct Mention<'de> {
    id: Option<Cow<'de, str>>,
    kind: Option<EntityKind>,
    name: Option<Cow<'de, str>>,
    /// A type that is not known.
    strange: Option<Cow<'de, str>>,
    misfit: bool,
}

impl<'de> Members<'de> for Mention<'de> {
    #[inline]
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let slot = match key {
            "id" => &mut self.id,
            "displayName" => &mut self.name,
            "@odata.type" => &mut self.strange,
            _ => return skip(map),
        };
        match map.next_value()? {
            Scalar::Text(text) => *slot = Some(text),
            Scalar::Null => {}
            Scalar::Boolean(_) | Scalar::Other => self.misfit = true,
        }
        if key == "@odata.type"
            && let Some(kind) = self.strange.as_deref().and_then(kind_of_type)
        {
            self.kind = Some(kind);
            self.strange = None;
        }
        Ok(())
    }

    fn misfit(&mut self) {
        self.misfit = true;
    }
}

/// The kind that `#microsoft.graph.user` and its like stand for.
pub(crate) fn kind_of_type(odata_type: &str) -> Option<EntityKind> {
    let graphs_own = odata_type.strip_prefix("#microsoft.graph.");
    graphs_own
        .and_then(kind_of_name)
        .or_else(|| kind_of_name(odata_type.rsplit('.').next()?))
}

fn kind_of_name(name: &str) -> Option<EntityKind> {
    match name {
        "user" => Some(EntityKind::User),
        "group" => Some(EntityKind::Group),
        "servicePrincipal" => Some(EntityKind::ServicePrincipal),
        "device" => Some(EntityKind::Device),
        "orgContact" => Some(EntityKind::Contact),
        "application" => Some(EntityKind::Registration),
        "administrativeUnit" => Some(EntityKind::AdministrativeUnit),
        "directoryRole" => Some(EntityKind::DirectoryRole),
        _ => None,
    }
}

/// A mention whose id was read.
#[derive(Debug)]
pub(crate) struct Mentioned<'de> {
    pub(crate) id: Id<'de>,
    pub(crate) kind: Option<EntityKind>,
    pub(crate) name: Option<Cow<'de, str>>,
}

impl Mentioned<'_> {
    /// The mention as a record's end.
    pub(crate) fn reference(&self) -> ObjectRef<'_> {
        self.id.mention(self.kind).with_name(self.name.as_deref())
    }
}

impl<'de> Mention<'de> {
    /// A mention that says what kind of object it is of, and what that is called.
    pub(crate) fn of(kind: Option<EntityKind>, name: Option<Cow<'de, str>>) -> Mention<'de> {
        Mention {
            kind,
            name,
            ..Mention::default()
        }
    }

    /// The id, if one was mentioned.
    pub(crate) fn id(&self) -> Option<Id<'de>> {
        self.id.as_ref().and_then(Id::read)
    }

    /// The name that was mentioned.
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The kind that the mention states.
    pub(crate) fn kind(&self) -> Option<EntityKind> {
        self.kind
    }

    /// Whether the mention states a type of any kind.
    pub(crate) fn states_type(&self) -> bool {
        self.kind.is_some() || self.strange.is_some()
    }

    /// Takes the mention, leaving room for the next, and counts what is odd about it.
    #[inline]
    pub(crate) fn take(&mut self, out: &mut Emitter<'_>) -> Option<Mentioned<'de>> {
        let mention = std::mem::take(self);
        if mention.misfit {
            out.odd(odd::WRONG_TYPE, || "a mentioned object".to_owned());
        }
        if let Some(strange) = &mention.strange {
            out.odd(odd::UNKNOWN_TYPE, || strange.to_string());
        }
        let id = out.object_id(mention.id.as_ref(), "a mentioned object")?;
        Some(Mentioned {
            id,
            kind: mention.kind,
            name: mention.name,
        })
    }
}

impl Emitter<'_> {
    /// Reads the id of a directory object; counts it if there is none or it is no GUID.
    #[inline]
    pub(crate) fn object_id<'de>(
        &mut self,
        written: Option<&Cow<'de, str>>,
        of: &'static str,
    ) -> Option<Id<'de>> {
        let id = written.and_then(Id::read);
        match &id {
            None => self.odd(odd::NO_ID, || match written {
                Some(written) => format!("{of} with the id `{written}`"),
                None => of.to_owned(),
            }),
            Some(Id {
                text: Some(text), ..
            }) => {
                self.odd(odd::ODD_ID, || format!("{of} with the id `{text}`"));
            }
            Some(_) => {}
        }
        id
    }
}
