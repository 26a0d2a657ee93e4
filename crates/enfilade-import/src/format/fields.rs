//! A record as its fields, whatever wrote it: name and JSON value, as they stand in the text.
//!
//! The tools that save Microsoft's answers disagree about form. REST and the Azure CLI write
//! `displayName`, PowerShell `DisplayName` and puts what it has no name for into
//! `AdditionalProperties`; a table has cells. Here all of them become one list of fields in the
//! spelling of REST, which the readers of the kinds take as if it were the JSON object.
//!
//! PowerShell writes null both for "has no value" and for "was not asked for", so its nulls say
//! nothing and are left out. Where no object is, its Graph cmdlets write one whose members are all null,
//! which is read as null. What it cut off below its depth (`System.Object[]`, `@{...}`) is no value
//! either; it is left out and noted.
//!
//! Source: <https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/1419>.

mod value;

use crate::decode::json::{Key, Scalar};
use crate::decode::scan::Extent;
use crate::decode::{raw, shallow, skip};
use crate::summary::Oddity;
use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// What PowerShell cut off.
pub(crate) const LOST: Oddity = Oddity::odd(
    "lost-detail",
    "records of which PowerShell wrote a list or an inner object as the name of its type; convert with `ConvertTo-Json -Depth 20`",
);

/// The fields of one record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields<'de> {
    list: Vec<(Cow<'de, str>, &'de str)>,
    /// A bit for each name that there may be, so that most that are not there need no search.
    marks: u64,
    /// A field whose content PowerShell cut off.
    pub(crate) lost: Option<Cow<'de, str>>,
    /// Whether the record is PowerShell's view of an object.
    pub(crate) is_powershell: bool,
}

impl<'de> Fields<'de> {
    /// Reads the object that `text` begins with, and says how long it is.
    ///
    /// # Errors
    /// If the text does not begin with a whole object.
    pub(crate) fn read(text: &'de [u8]) -> Result<(Fields<'de>, usize), serde_json::Error> {
        if let Some((mut fields, end)) = Fields::of_members(text) {
            fields.tidy();
            return Ok((fields, end));
        }
        let mut fields = Fields::default();
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        Collect(&mut fields).deserialize(&mut deserializer)?;
        let end = deserializer
            .into_iter::<serde::de::IgnoredAny>()
            .byte_offset();
        fields.tidy();
        Ok((fields, end))
    }

    /// The members of the object that `text` begins with, as they stand there, and how long it is.
    /// None if that takes a parser to tell.
    pub(crate) fn of_members(text: &'de [u8]) -> Option<(Fields<'de>, usize)> {
        let mut fields = Fields::with_room(24);
        let end = shallow::members(text, |name, json| {
            fields.push(Cow::Borrowed(name), json);
        })?;
        Some((fields, end))
    }

    fn with_room(members: usize) -> Fields<'de> {
        Fields {
            list: Vec::with_capacity(members),
            ..Fields::default()
        }
    }

    /// Reads an object.
    pub(crate) fn of(json: &'de str) -> Option<Fields<'de>> {
        Fields::read_text(json).ok()
    }

    /// Reads the object that a text is.
    ///
    /// # Errors
    /// If it is none.
    pub(crate) fn read_text(json: &'de str) -> Result<Fields<'de>, serde_json::Error> {
        match Fields::begin(json) {
            Some((fields, _)) => Ok(fields),
            None => Fields::read(json.as_bytes()).map(|(fields, _)| fields),
        }
    }

    /// Adds a field.
    pub(crate) fn push(&mut self, name: Cow<'de, str>, json: &'de str) {
        self.marks |= mark(&name);
        self.list.push((name, json));
    }

    /// Removes the field of this name.
    pub(crate) fn drop(&mut self, name: &str) {
        self.list.retain(|(own, _)| own != name);
    }

    /// The names of the fields.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(name, _)| &**name)
    }

    /// The fields, each with its JSON.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'de str)> {
        self.list.iter().map(|(name, json)| (&**name, *json))
    }

    /// Whether there is a field of this name.
    #[inline]
    pub(crate) fn has(&self, name: &str) -> bool {
        self.marks & mark(name) != 0 && self.list.iter().any(|(own, _)| is_same(own, name))
    }

    /// A field's JSON.
    #[inline]
    pub(crate) fn json(&self, name: &str) -> Option<&'de str> {
        if self.marks & mark(name) == 0 {
            return None;
        }
        let found = self.list.iter().find(|(own, _)| is_same(own, name));
        found.map(|(_, json)| *json)
    }

    /// The type that the record states: Graph's own, or what the older PowerShell modules call it.
    pub(crate) fn odata_type(&self) -> Option<Cow<'de, str>> {
        self.text("@odata.type").or_else(|| self.text("odataType"))
    }

    /// A field's text, if it is one and not empty.
    pub(crate) fn text(&self, name: &str) -> Option<Cow<'de, str>> {
        let json = self.json(name)?;
        if let Some(text) = shallow::plain_text(json) {
            return Some(Cow::Borrowed(text)).filter(|text| !text.is_empty());
        }
        match serde_json::from_str(json) {
            Ok(Scalar::Text(text)) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A field that is an object.
    pub(crate) fn object(&self, name: &str) -> Option<Fields<'de>> {
        Fields::of(self.json(name)?)
    }

    /// Reads the object that `text` begins with, and says how long it is.
    fn begin(text: &'de str) -> Option<(Fields<'de>, usize)> {
        let mut fields = Fields::with_room(shallow::likely(text));
        let end = shallow::members_of_text(text, |name, json| {
            fields.push(Cow::Borrowed(name), json);
        })?;
        fields.tidy();
        Some((fields, end))
    }

    /// Reads the object that a text is. `take` is given the fields so far, the name of the next and what
    /// begins with its value; it may take that for its own, and says how long it is then.
    ///
    /// # Errors
    /// If the text is no object.
    pub(crate) fn read_but(
        json: &'de str,
        mut take: impl FnMut(&Fields<'de>, &str, &'de str) -> Option<usize>,
    ) -> Result<Fields<'de>, serde_json::Error> {
        let mut fields = Fields::with_room(shallow::likely(json));
        let end = shallow::keys_of_text(json, |name, rest| {
            if let Some(len) = take(&fields, name, rest) {
                return Some(len);
            }
            let len = shallow::value_end(rest.as_bytes(), 0)?;
            fields.push(Cow::Borrowed(name), rest.get(..len)?);
            Some(len)
        });
        if end.is_none() {
            return Fields::read_text(json);
        }
        fields.tidy();
        Ok(fields)
    }

    /// The objects of a field that is a list, each read as it is met; none if it is no list.
    pub(crate) fn records(&self, name: &str) -> Option<Objects<'de>> {
        Objects::of(self.json(name)?)
    }

    /// The objects of a field that is a list; none if it is no list.
    pub(crate) fn objects(&self, name: &str) -> Option<Vec<&'de str>> {
        let json = self.json(name)?;
        if let Some(items) = skip::items(json) {
            return Some(items);
        }
        let list: Vec<&'de RawValue> = serde_json::from_str(json).ok()?;
        Some(list.into_iter().map(RawValue::get).collect())
    }

    /// Puts the fields of an inner object beside the record's own, which win.
    pub(crate) fn lift(&mut self, name: &str) {
        let Some(at) = self.list.iter().position(|(own, _)| own == name) else {
            return;
        };
        if let Some(inner) = Fields::of(self.list[at].1) {
            self.list.remove(at);
            self.marks |= inner.marks;
            self.list.extend(inner.list);
            self.lost = self.lost.take().or(inner.lost);
        }
    }

    /// Brings the fields into the spelling of REST.
    fn tidy(&mut self) {
        self.is_powershell = self.list.first().is_some_and(|(name, _)| is_capital(name));
        let mut lost = None;
        let is_powershell = self.is_powershell;
        self.list.retain_mut(|(name, json)| {
            if is_cut_off(name, json) || is_powershell && holds_cut_off(json) {
                lost.get_or_insert_with(|| name.clone());
                return false;
            }
            if is_powershell && is_capital(name) {
                if *json == "null" {
                    return false;
                }
                *name = small(name);
            }
            true
        });
        self.lost = lost;
        if self.is_powershell {
            let names = self.list.iter().map(|(name, _)| mark(name));
            self.marks = names.fold(0, |marks, mark| marks | mark);
            self.lift("additionalProperties");
            for (_, json) in &mut self.list {
                if raw::is_null_object(json) {
                    *json = "null";
                }
            }
        }
    }
}

/// The objects of the list that a text begins with, one after the other. The list is valid JSON; what
/// in it is no object is passed over.
#[derive(Debug)]
pub(crate) struct Objects<'de> {
    list: &'de str,
    at: usize,
}

impl<'de> Objects<'de> {
    /// None if the text begins with no list.
    pub(crate) fn of(list: &'de str) -> Option<Objects<'de>> {
        list.starts_with('[').then_some(Objects { list, at: 1 })
    }

    /// How long the list is, once all of its objects were met.
    pub(crate) fn len(&self) -> usize {
        self.at + 1
    }
}

impl<'de> Iterator for Objects<'de> {
    type Item = Result<Fields<'de>, serde_json::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.at = skip::past_space(self.list.as_bytes(), self.at);
            let rest = self.list.get(self.at..)?;
            if let Some((fields, end)) = Fields::begin(rest) {
                self.at += end;
                return Some(Ok(fields));
            }
            match rest.as_bytes().first()? {
                b',' => self.at += 1,
                b']' => return None,
                other => {
                    let Extent::End(end) = skip::extent(rest.as_bytes()) else {
                        return None;
                    };
                    self.at += end;
                    if *other == b'{' {
                        return Some(Fields::read_text(rest.get(..end)?));
                    }
                }
            }
        }
    }
}

/// One of 64 bits, which tells most names apart.
#[inline]
fn mark(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let end = |byte: Option<&u8>| byte.map_or(0, |byte| usize::from(*byte));
    1 << ((bytes.len() + 5 * end(bytes.first()) + 11 * end(bytes.last())) % 64)
}

/// Whether two names are one. Most that are as long as each other differ in their first or last letter.
#[inline]
fn is_same(own: &str, name: &str) -> bool {
    let (own, name) = (own.as_bytes(), name.as_bytes());
    own.len() == name.len()
        && own.first() == name.first()
        && own.last() == name.last()
        && own == name
}

fn is_capital(name: &str) -> bool {
    name.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
}

/// What REST calls the property that PowerShell calls `name`.
fn small(name: &str) -> Cow<'static, str> {
    // Those that most records have need no room of their own.
    Cow::Borrowed(match name {
        "Id" => "id",
        "DisplayName" => "displayName",
        "UserPrincipalName" => "userPrincipalName",
        "Mail" => "mail",
        "AccountEnabled" => "accountEnabled",
        "UserType" => "userType",
        "JobTitle" => "jobTitle",
        "Department" => "department",
        "CreatedDateTime" => "createdDateTime",
        "ExternalUserState" => "externalUserState",
        "OnPremisesSyncEnabled" => "onPremisesSyncEnabled",
        "BusinessPhones" => "businessPhones",
        "AssignedLicenses" => "assignedLicenses",
        "SignInActivity" => "signInActivity",
        "AdditionalProperties" => "additionalProperties",
        "GroupTypes" => "groupTypes",
        "SecurityEnabled" => "securityEnabled",
        "MailEnabled" => "mailEnabled",
        "AppRoleId" => "appRoleId",
        "PrincipalId" => "principalId",
        "PrincipalType" => "principalType",
        "PrincipalDisplayName" => "principalDisplayName",
        "ResourceId" => "resourceId",
        "ResourceDisplayName" => "resourceDisplayName",
        "RoleDefinitionId" => "roleDefinitionId",
        "RoleDefinitionName" => "roleDefinitionName",
        "RoleAssignmentId" => "roleAssignmentId",
        "RoleAssignmentName" => "roleAssignmentName",
        "Scope" => "scope",
        "ObjectId" => "objectId",
        "ObjectType" => "objectType",
        "SignInName" => "signInName",
        "CanDelegate" => "canDelegate",
        _ => return Cow::Owned(lowered(name)),
    })
}

fn lowered(name: &str) -> String {
    let mut small = name.to_owned();
    // `B2BCollaborationInbound` is `b2bCollaborationInbound`.
    let capitals = if name.starts_with("B2B") { 3 } else { 1 };
    small[..capitals].make_ascii_lowercase();
    small
}

/// Whether a value is what PowerShell writes for what lies too deep.
fn is_cut_off(name: &str, json: &str) -> bool {
    json.strip_prefix('"')
        .is_some_and(|text| is_type_name(name, text))
}

/// Whether the text of the field `name` begins as what PowerShell writes in place of a value: the name
/// of its type, or its members in one line. Texts that people write may look the same.
pub(crate) fn is_type_name(name: &str, text: &str) -> bool {
    const MARKS: &[&str] = &[
        "System.Object[]",
        "System.String[]",
        "System.Collections.",
        "System.Management.",
        "Microsoft.Graph.PowerShell.",
        "Microsoft.Azure.Commands.",
        "Microsoft.Azure.Management.",
        "Microsoft.Azure.PowerShell.",
        "@{",
    ];
    // Nearly every value is told by its first character to be none.
    if !matches!(text.as_bytes(), [b'S' | b'M' | b'@', ..]) {
        return false;
    }
    let is_written = ["Name", "name", "escription"]
        .iter()
        .any(|end| name.ends_with(end));
    !is_written && MARKS.iter().any(|mark| text.starts_with(mark))
}

/// Whether a list holds what PowerShell writes for the objects in it that lie too deep.
fn holds_cut_off(json: &str) -> bool {
    json.starts_with('[') && json.contains("\"Microsoft.Graph.PowerShell.")
}

/// Collects an object's members.
struct Collect<'f, 'de>(&'f mut Fields<'de>);

impl<'de> DeserializeSeed<'de> for Collect<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collect<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Key(name)) = map.next_key()? {
            if self.0.list.len() == shallow::MOST {
                return Err(A::Error::custom(format!(
                    "more than {} members in one object",
                    shallow::MOST
                )));
            }
            let json: &'de RawValue = map.next_value()?;
            self.0.push(name, json.get());
        }
        Ok(())
    }
}

/// The fields as the object that they are: what reads an object reads them too.
impl<'de> Deserializer<'de> for &Fields<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_map(Walk {
            fields: self.list.iter(),
            value: None,
        })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

struct Walk<'f, 'de> {
    fields: std::slice::Iter<'f, (Cow<'de, str>, &'de str)>,
    value: Option<&'de str>,
}

impl<'de> MapAccess<'de> for Walk<'_, 'de> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        let Some((name, json)) = self.fields.next() else {
            return Ok(None);
        };
        self.value = Some(json);
        match name {
            Cow::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            Cow::Owned(name) => seed.deserialize(StrDeserializer::new(name)),
        }
        .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Self::Error> {
        let json = self.value.take();
        let json = json.ok_or_else(|| serde_json::Error::custom("a value without a name"))?;
        seed.deserialize(value::Value(json))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::json::{Members, Object, verbatim};

    #[test]
    fn fields_are_read_with_their_length_and_read_on_as_an_object() {
        let text = br#"{"id":"a","n":{"x":[1, 2]}, "t":"a\"b"} , more"#;
        let (fields, end) = Fields::read(text).unwrap();
        assert_eq!(end, 39);
        assert_eq!(fields.text("t").as_deref(), Some("a\"b"));
        assert_eq!(fields.json("n"), Some(r#"{"x":[1, 2]}"#));
        #[derive(Default)]
        struct Copy(String);
        impl<'de> Members<'de> for Copy {
            fn member<A: MapAccess<'de>>(
                &mut self,
                key: &str,
                map: &mut A,
            ) -> Result<(), A::Error> {
                self.0.push_str(key);
                self.0.push_str(verbatim(map)?);
                Ok(())
            }
        }
        let mut copy = Copy::default();
        Object(&mut copy).deserialize(&fields).unwrap();
        assert_eq!(copy.0, r#"id"a"n{"x":[1, 2]}t"a\"b""#);
    }

    #[test]
    fn the_names_of_powershell_are_those_of_rest_in_capitals() {
        for name in [
            "Id",
            "ObjectId",
            "AdditionalProperties",
            "CanDelegate",
            "Mail",
            "Unusual",
        ] {
            assert_eq!(small(name), lowered(name), "{name}");
        }
        assert_eq!(small("B2BDirectConnectInbound"), "b2bDirectConnectInbound");
    }

    #[test]
    fn powershell_is_read_as_rest_and_its_nulls_say_nothing() {
        let text = r##"{"Id":"a","DisplayName":null,"AccountEnabled":false,"GroupTypes":"System.Object[]",
            "AssignedLicenses":["Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedLicense"],
            "AdditionalProperties":{"@odata.type":"#microsoft.graph.user","displayName":"Anna","mail":null}}"##;
        let fields = Fields::of(text).unwrap();
        assert!(fields.is_powershell);
        assert_eq!(fields.text("displayName").as_deref(), Some("Anna"));
        assert_eq!(fields.json("accountEnabled"), Some("false"));
        assert_eq!(fields.json("mail"), Some("null"));
        assert!(!fields.has("groupTypes") && !fields.has("GroupTypes"));
        assert!(!fields.has("assignedLicenses"));
        assert_eq!(fields.lost.as_deref(), Some("GroupTypes"));
        let rest = Fields::of(r#"{"id":"a","displayName":null}"#).unwrap();
        assert_eq!(rest.json("displayName"), Some("null"));
    }

    #[test]
    fn where_no_object_is_powershell_writes_one_of_nulls() {
        let text = r#"{"Id":"a","GrantControls":{"Operator":null,"AuthenticationStrength":{"Id":null}},
            "Expiration":{"Type":"notSpecified","Duration":null},"AdditionalProperties":{}}"#;
        let fields = Fields::of(text).unwrap();
        assert_eq!(fields.json("grantControls"), Some("null"));
        assert!(fields.object("expiration").is_some());
        assert!(!fields.has("additionalProperties"));
        // The service itself means an object by an object.
        let rest = Fields::of(r#"{"id":"a","automaticRequestSettings":{"x":null}}"#).unwrap();
        assert!(rest.object("automaticRequestSettings").is_some());
    }

    #[test]
    fn what_is_no_whole_object_is_an_error() {
        for (text, is_cut) in [
            ("{\"a\":1", true),
            ("{\"a\":}", false),
            ("[]", false),
            ("7", false),
        ] {
            let error = Fields::read(text.as_bytes()).unwrap_err();
            assert_eq!(error.is_eof(), is_cut, "{text}");
        }
        assert!(Fields::read(b"{\"a\":\"\xff\"}").is_err());
    }
}
