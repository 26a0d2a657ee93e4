//! One record: `{"kind":"AZUser","data":{...}}`.
//!
//! The kind comes first in practice, and then the data is read in one pass by the reader of that
//! kind. Data that comes before its kind is set aside as text until the kind is known.

use super::kind::Kind;
use super::links;
use crate::decode::json::{Members, Object, Scalar, skip, verbatim};
use crate::decode::stencil::plain_len;
use crate::facts::entity::{self, Field, Shape};
use crate::facts::id::Id;
use crate::facts::{
    Emitter, app, app_assignment, azure, azure_role, directory, directory_role, odd, vault,
};
use crate::format::fields::Fields;
use enfilade_model::EntityKind;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess};
use std::borrow::Cow;

/// Reads the record that `text` begins with; true if that is all of it.
///
/// # Errors
/// If the text is no JSON. What was read before the place of the error has been handed on.
pub(crate) fn read(text: &str, out: &mut Emitter<'_>) -> Result<bool, serde_json::Error> {
    if let Some(read) = read_flat(text, out) {
        return read.map(|()| true);
    }
    match links::read_alike(text, out) {
        Some(rest) => read_all(&rest, out),
        None => read_all(text, out),
    }
}

/// Reads a record that is a kind and data and nothing else, as AzureHound writes it, if the data
/// can be told by its fields. None, and nothing read, of any other.
fn read_flat(text: &str, out: &mut Emitter<'_>) -> Option<Result<(), serde_json::Error>> {
    let named = text.strip_prefix("{\"kind\":\"")?;
    let (name, rest) = named.split_at_checked(plain_len(named.as_bytes()))?;
    let data = rest.strip_prefix("\",\"data\":")?;
    let kind = Kind::of(name).filter(|kind| kind.is_flat())?;
    let (fields, end) = Fields::of_members(data.as_bytes())?;
    if data.get(end..) != Some("}") {
        return None;
    }
    let read = Data { kind, out }.deserialize(&fields);
    if read.is_ok() {
        out.azurehound.count(kind);
    }
    Some(read)
}

/// Reads a record without regard to how its members are set.
///
/// # Errors
/// As [`read`].
pub(super) fn read_all(text: &str, out: &mut Emitter<'_>) -> Result<bool, serde_json::Error> {
    let mut record = Envelope {
        kind: None,
        early: None,
        done: false,
        out,
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Object(&mut record).deserialize(&mut deserializer)?;
    record.finish()?;
    Ok(deserializer.end().is_ok())
}

/// What a record says its kind is.
enum Named<'de> {
    Known(Kind),
    Unknown(Cow<'de, str>),
}

struct Envelope<'e, 's, 'de> {
    kind: Option<Named<'de>>,
    /// Data that came before the kind.
    early: Option<&'de str>,
    done: bool,
    out: &'e mut Emitter<'s>,
}

impl<'de> Members<'de> for Envelope<'_, '_, 'de> {
    #[inline]
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "kind" if self.kind.is_none() => {
                match map.next_value()? {
                    Scalar::Text(name) => {
                        self.kind =
                            Some(Kind::of(&name).map_or(Named::Unknown(name), Named::Known));
                    }
                    _ => self.out.odd(odd::WRONG_TYPE, || "`kind`".to_owned()),
                }
                Ok(())
            }
            "data" if !self.done && self.early.is_none() => match &self.kind {
                Some(Named::Known(kind)) => {
                    self.done = true;
                    map.next_value_seed(Data {
                        kind: *kind,
                        out: self.out,
                    })
                }
                _ => {
                    self.early = Some(verbatim(map)?);
                    Ok(())
                }
            },
            _ => skip(map),
        }
    }

    fn misfit(&mut self) {
        self.out
            .odd(odd::WRONG_TYPE, || "a record that is no object".to_owned());
    }
}

impl Envelope<'_, '_, '_> {
    /// Reads data that came before its kind, and counts the record.
    fn finish(self) -> Result<(), serde_json::Error> {
        let Envelope {
            kind,
            early,
            done,
            out,
        } = self;
        match (kind, early) {
            (Some(Named::Known(kind)), Some(data)) => {
                out.azurehound.count(kind);
                let mut deserializer = serde_json::Deserializer::from_str(data);
                Data { kind, out }.deserialize(&mut deserializer)?;
            }
            (Some(Named::Known(kind)), None) => {
                out.azurehound.count(kind);
                if !done {
                    out.odd(odd::NO_DATA, || kind.name().to_owned());
                }
            }
            (Some(Named::Unknown(name)), data) => {
                out.azurehound.count_unknown(&name);
                out.odd(odd::UNKNOWN_KIND, || name.clone().into_owned());
                if let Some(data) = data {
                    unknown(data, out)?;
                }
            }
            (None, data) => {
                out.odd(odd::NO_KIND, || {
                    data.unwrap_or("a record without anything")
                        .chars()
                        .take(80)
                        .collect()
                });
            }
        }
        Ok(())
    }
}

/// Reads the data of a record of a known kind.
struct Data<'e, 's> {
    kind: Kind,
    out: &'e mut Emitter<'s>,
}

impl<'de> DeserializeSeed<'de> for Data<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, data: D) -> Result<(), D::Error> {
        let Data { kind, out } = self;
        match kind {
            Kind::GroupMember
            | Kind::GroupOwner
            | Kind::AppOwner
            | Kind::ServicePrincipalOwner
            | Kind::DeviceOwner => links::read(kind, data, out),
            Kind::User => directory::user(data, out),
            Kind::Group => directory::group(data, out),
            Kind::Device => directory::device(data, out),
            Kind::Tenant => directory::tenant(data, out),
            Kind::Role => directory::role(data, out),
            Kind::App => app::registration(data, out),
            Kind::ServicePrincipal => app::service_principal(data, out),
            Kind::FederatedIdentityCredential => app::federated_credentials(data, out),
            Kind::AppRoleAssignment => app_assignment::read(data, out),
            Kind::RoleAssignment => directory_role::active(data, out),
            Kind::RoleEligibility => directory_role::eligible(data, out),
            Kind::RolePolicy => directory_role::policy(data, out),
            Kind::ManagementGroup => azure::management_group(data, out),
            Kind::ManagementGroupDescendant => azure::descendant(data, true, out),
            Kind::Subscription => azure::subscription(data, out),
            Kind::ResourceGroup => azure::resource(EntityKind::ResourceGroup, data, out),
            Kind::KeyVault => azure::resource(EntityKind::Vault, data, out),
            Kind::KeyVaultAccessPolicy => vault::policy(data, out),
            Kind::AppMember => {
                out.odd(odd::UNUSED, || kind.name().to_owned());
                IgnoredAny::deserialize(data).map(drop)
            }
            kind if kind.lists_azure_roles() => azure_role::read(data, out),
            _ => azure::resource(EntityKind::AzureResource, data, out),
        }
    }
}

const UNKNOWN: Shape = Shape {
    field: |key| match key {
        "id" => Field::Id,
        "displayName" => Field::Name,
        "passwordCredentials" | "keyCredentials" => Field::Credentials,
        "passwordProfile" => Field::Drop,
        _ => Field::Rest,
    },
    flags: &[],
};

/// Keeps the data of a record of an unknown kind, if it has an id: as an object that nothing is
/// known of, with all its data but secrets.
fn unknown(data: &str, out: &mut Emitter<'_>) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(data);
    let mut object = entity::read(&UNKNOWN, &mut deserializer, out)?;
    if let Some(id) = object.id.as_ref().and_then(Id::read) {
        object.emit(EntityKind::Unknown, &id, out);
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use enfilade_model::{Record, RecordSink};
    use proptest::prelude::*;

    /// Facts as lines.
    #[derive(Default)]
    pub(in super::super) struct Facts(pub(in super::super) Vec<String>);

    impl RecordSink for Facts {
        fn push(&mut self, record: Record<'_>) {
            self.0.push(format!("{record:?}"));
        }
    }

    type Reader = fn(&str, &mut Emitter<'_>) -> Result<bool, serde_json::Error>;

    /// What a reader makes of a record: its facts, how it went, what was odd and what was counted.
    pub(in super::super) fn outcome(
        read: Reader,
        text: &str,
    ) -> (Vec<String>, Option<bool>, String) {
        let mut facts = Facts::default();
        let mut out = Emitter::new(&mut facts);
        let whole = read(text, &mut out).ok();
        let records = out.azurehound.records();
        let rest = format!("{:?} {records:?}", out.oddities.into_warnings());
        (facts.0, whole, rest)
    }

    /// The records of the bundled sample.
    fn records() -> Vec<String> {
        let mut export = Vec::new();
        enfilade_testkit::contoso::write(&mut export).unwrap();
        let export = String::from_utf8(export).unwrap();
        let lines = export.lines().map(|line| line.trim_matches(['\t', ',']));
        let records = lines.filter(|line| line.starts_with("{\"kind\""));
        records.map(str::to_owned).collect()
    }

    #[test]
    fn a_record_says_the_same_however_it_is_read() {
        let records = records();
        assert!(records.len() > 100);
        for record in records {
            assert_eq!(
                outcome(read, &record),
                outcome(read_all, &record),
                "{record}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_changed_record_says_the_same_however_it_is_read(
            record in prop::sample::select(records()),
            at in 0..1000_usize,
            put in prop::sample::select(&["", "\"", "\\", "\\n", "{", "}", "[", ",", ":", " ", "null", "1", "é"][..]),
            kept in 0..3_usize,
        ) {
            let mut changed = record;
            let at = changed.len() * at / 1000;
            let at = (0..=at).rev().find(|at| changed.is_char_boundary(*at)).unwrap();
            let rest = changed.split_off(at);
            changed.push_str(put);
            changed.extend(rest.chars().skip(kept));
            prop_assert_eq!(outcome(read, &changed), outcome(read_all, &changed));
        }
    }
}
