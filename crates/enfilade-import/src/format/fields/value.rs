//! A field's value, which was found to be valid JSON before, on its way to a reader.
//!
//! Plain texts, null, true and false are most of what there is, and are told by their text; all
//! else is read by the parser.

use crate::decode::json::VERBATIM;
use crate::decode::shallow::plain_text;
use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

/// A value as it stands in the text.
pub(super) struct Value<'de>(pub(super) &'de str);

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = serde_json::Error;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            "null" => visitor.visit_unit(),
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            json => match plain_text(json) {
                Some(text) => visitor.visit_borrowed_str(text),
                None => serde_json::Deserializer::from_str(json).deserialize_any(visitor),
            },
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            "null" => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match name {
            VERBATIM => visitor.visit_borrowed_str(self.0),
            name => {
                let mut parser = serde_json::Deserializer::from_str(self.0);
                parser.deserialize_newtype_struct(name, visitor)
            }
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct enum identifier
    }
}
