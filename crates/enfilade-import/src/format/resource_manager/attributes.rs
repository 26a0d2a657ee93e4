//! Which attributes of scopes were collected: those that every record of a kind states, with a value or
//! with null.

use super::kind::Kind;
use crate::format::fields::Fields;
use enfilade_model::{Attribute, Completeness, EntityKind};
use std::collections::BTreeMap;

/// By kind the attributes that all records so far state, one bit for each.
#[derive(Debug, Default)]
pub(super) struct Attributes(BTreeMap<EntityKind, u64>);

impl Attributes {
    /// A record came in; one that describes no scope changes nothing.
    pub(super) fn described(&mut self, kind: Kind, fields: &Fields<'_>) {
        let kind = match kind {
            Kind::ManagementGroup => EntityKind::ManagementGroup,
            Kind::Subscription => EntityKind::Subscription,
            Kind::Resource(kind) => kind,
            _ => return,
        };
        let properties = fields.object("properties");
        let inside = |name| properties.as_ref().is_some_and(|inner| inner.has(name));
        let stated = [
            (Attribute::ResourceType, fields.has("type")),
            (Attribute::Location, fields.has("location")),
            (
                Attribute::TenantId,
                fields.has("tenantId") || inside("tenantId"),
            ),
            // A vault that does not say follows its policies: Microsoft's default.
            (
                Attribute::EnableRbacAuthorization,
                kind == EntityKind::Vault && properties.is_some(),
            ),
        ];
        let stated = stated.into_iter().filter(|(_, is_stated)| *is_stated);
        let bits = stated.fold(0, |bits, (attribute, _)| bits | 1 << attribute as u8);
        *self.0.entry(kind).or_insert(u64::MAX) &= bits;
    }

    /// Adds the records of later sources.
    pub(super) fn absorb(&mut self, later: Attributes) {
        for (kind, bits) in later.0 {
            *self.0.entry(kind).or_insert(u64::MAX) &= bits;
        }
    }

    /// Adds what was collected to a ledger.
    pub(super) fn add_to(&self, ledger: &mut Completeness) {
        for (kind, bits) in &self.0 {
            let is_stated = |attribute: &Attribute| bits >> *attribute as u8 & 1 == 1;
            let attributes: Vec<Attribute> =
                Attribute::ALL.iter().copied().filter(is_stated).collect();
            if !attributes.is_empty() {
                ledger.attributes.insert(*kind, attributes);
            }
        }
    }
}
