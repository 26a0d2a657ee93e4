//! Reading JSON without a document: values are taken from the stream as a format asks for them.
//!
//! Everything here is lenient about types and strict about syntax. A text where a number was due
//! is odd, and is skipped and reported; the rest of the record still counts. So an error from
//! these readers always means that the text itself is damaged.

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The key of a member; borrowed unless it holds escapes.
#[derive(Debug)]
pub(crate) struct Key<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// A scalar as it stands in the text.
#[derive(Debug, PartialEq)]
pub(crate) enum Scalar<'de> {
    /// Null.
    Null,
    /// A text; borrowed unless it holds escapes.
    Text(Cow<'de, str>),
    /// True or false.
    Boolean(bool),
    /// A number, a list or an object; its content was skipped.
    Other,
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;
        impl<'de> Visitor<'de> for ScalarVisitor {
            type Value = Scalar<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }
            #[inline]
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Scalar<'de>, E> {
                Ok(Scalar::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Scalar<'de>, E> {
                Ok(Scalar::Text(Cow::Owned(text.to_owned())))
            }
            fn visit_bool<E>(self, value: bool) -> Result<Scalar<'de>, E> {
                Ok(Scalar::Boolean(value))
            }
            fn visit_unit<E>(self) -> Result<Scalar<'de>, E> {
                Ok(Scalar::Null)
            }
            fn visit_i64<E>(self, _: i64) -> Result<Scalar<'de>, E> {
                Ok(Scalar::Other)
            }
            fn visit_u64<E>(self, _: u64) -> Result<Scalar<'de>, E> {
                Ok(Scalar::Other)
            }
            fn visit_f64<E>(self, _: f64) -> Result<Scalar<'de>, E> {
                Ok(Scalar::Other)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Scalar<'de>, A::Error> {
                drain_list(seq).map(|()| Scalar::Other)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Scalar<'de>, A::Error> {
                drain_object(map).map(|()| Scalar::Other)
            }
        }
        deserializer.deserialize_any(ScalarVisitor)
    }
}

fn drain_list<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<(), A::Error> {
    while seq.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

fn drain_object<'de, A: MapAccess<'de>>(mut map: A) -> Result<(), A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

/// Skips the value of the member that was just named.
pub(crate) fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

/// Takes the value of the member that was just named as it was written.
pub(crate) fn verbatim<'de, A: MapAccess<'de>>(map: &mut A) -> Result<&'de str, A::Error> {
    map.next_value::<Verbatim<'de>>().map(|json| json.0)
}

/// A value as it was written, which a reader that has the text at hand gives under this name.
struct Verbatim<'de>(&'de str);

/// What a [`Verbatim`] is asked for by.
pub(crate) const VERBATIM: &str = "$enfilade::Verbatim";

impl<'de> Deserialize<'de> for Verbatim<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct VerbatimVisitor;
        impl<'de> Visitor<'de> for VerbatimVisitor {
            type Value = Verbatim<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }
            fn visit_borrowed_str<E>(self, json: &'de str) -> Result<Verbatim<'de>, E> {
                Ok(Verbatim(json))
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<Verbatim<'de>, D::Error> {
                let json: &'de serde_json::value::RawValue =
                    Deserialize::deserialize(deserializer)?;
                Ok(Verbatim(json.get()))
            }
        }
        deserializer.deserialize_newtype_struct(VERBATIM, VerbatimVisitor)
    }
}

/// A reader of one shape of object, told of its members as they come.
pub(crate) trait Members<'de> {
    /// A member: takes its value from `map`, or skips it.
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error>;

    /// The object is complete.
    fn complete(&mut self) {}

    /// There was a value of another type instead of an object.
    fn misfit(&mut self) {}
}

/// Reads one object (or null) into a [`Members`].
pub(crate) struct Object<'v, V>(pub(crate) &'v mut V);

impl<'de, V: Members<'de>> DeserializeSeed<'de> for Object<'_, V> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! misfits {
    ($($method:ident: $type:ty),*) => {$(
        fn $method<E>(self, _: $type) -> Result<(), E> {
            self.0.misfit();
            Ok(())
        }
    )*};
}

impl<'de, V: Members<'de>> Visitor<'de> for Object<'_, V> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Key(key)) = map.next_key()? {
            self.0.member(&key, &mut map)?;
        }
        self.0.complete();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        self.0.misfit();
        drain_list(seq)
    }

    misfits!(visit_str: &str, visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);
}

/// Reads a list of objects (or null, which is the empty list) into a [`Members`], which is told
/// when each is complete.
pub(crate) struct Objects<'v, V>(pub(crate) &'v mut V);

impl<'de, V: Members<'de>> DeserializeSeed<'de> for Objects<'_, V> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, V: Members<'de>> Visitor<'de> for Objects<'_, V> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Object(&mut *self.0))?.is_some() {}
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.0.misfit();
        drain_object(map)
    }

    misfits!(visit_str: &str, visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);
}

/// Reads a list of texts, passing over null and whatever else is no text. PowerShell writes a list that
/// lies too deep as its words in one text, and an empty one as an empty text.
///
/// Source: <https://github.com/PowerShell/PowerShell/issues/9266>.
pub(crate) struct Texts<'de, F>(F, PhantomData<&'de str>);

impl<'de, F: FnMut(Cow<'de, str>)> Texts<'de, F> {
    /// Hands each text to `take`.
    pub(crate) fn new(take: F) -> Texts<'de, F> {
        Texts(take, PhantomData)
    }
}

impl<'de, F: FnMut(Cow<'de, str>)> DeserializeSeed<'de> for Texts<'de, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(Cow<'de, str>)> Visitor<'de> for Texts<'de, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(item) = seq.next_element::<Scalar<'de>>()? {
            if let Scalar::Text(text) = item {
                self.0(text);
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        drain_object(map)
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(mut self, text: &str) -> Result<(), E> {
        for word in text.split_whitespace() {
            self.0(Cow::Owned(word.to_owned()));
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}
