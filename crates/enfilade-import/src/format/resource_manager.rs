//! Azure: what Azure Resource Manager and Resource Graph answer, from REST, the Azure CLI and Az
//! PowerShell.
//!
//! The three tools disagree about form: REST nests in `properties`, the CLI lays flat, PowerShell
//! renames. A record is told by its type or its resource id ([`kind`]); then roles are granted
//! ([`assignment`]), defined and denied ([`definition`]), and scopes placed ([`scope`]).
//! `docs/formats.md` tells it from the user's side.

mod assignment;
mod attributes;
mod coverage;
mod definition;
pub(crate) mod kind;
mod scope;

pub(crate) use kind::Kind;

use super::fields::Fields;
use super::listing::Listing;
use crate::facts::{Emitter, odd};
use attributes::Attributes;
use coverage::{Coverage, Listed};
use enfilade_model::Completeness;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What spans the records of an import.
#[derive(Debug, Default)]
pub(crate) struct ResourceManager {
    counts: BTreeMap<&'static str, u64>,
    coverage: Coverage,
    attributes: Attributes,
    /// What the records of the present list are.
    listed: Listed,
}

impl ResourceManager {
    /// How many records of each kind came in.
    pub(crate) fn counts(&self) -> &BTreeMap<&'static str, u64> {
        &self.counts
    }

    /// Adds what later sources held.
    pub(crate) fn absorb(&mut self, later: ResourceManager) {
        let ResourceManager {
            counts,
            coverage,
            attributes,
            listed: _,
        } = later;
        for (name, count) in counts {
            *self.counts.entry(name).or_default() += count;
        }
        self.coverage.absorb(coverage);
        self.attributes.absorb(attributes);
    }

    /// What came in and what did not.
    pub(crate) fn ledger(&self, out: &Emitter<'_>) -> Completeness {
        let mut ledger = self.coverage.ledger(out.hierarchy.has_closed_grants());
        self.attributes.add_to(&mut ledger);
        ledger
    }

    /// A list is at its end.
    pub(crate) fn end(&mut self, listing: &Listing) {
        let listed = std::mem::take(&mut self.listed);
        self.coverage.end(listing, &listed);
    }

    /// Reads a record.
    pub(crate) fn record(&mut self, kind: Kind, fields: &Fields<'_>, out: &mut Emitter<'_>) {
        *self.counts.entry(kind.plural()).or_default() += 1;
        self.listed.add(kind, fields);
        self.attributes.described(kind, fields);
        let left_out = out.left_out();
        let read = match kind {
            Kind::RoleAssignment | Kind::RoleInstance => {
                let fields = flat(fields);
                if let Some(scope) = assignment::scope(&fields) {
                    self.listed.gives_at(&scope);
                }
                assignment::read(&fields, false, out);
                Ok(())
            }
            Kind::RoleEligibility => {
                assignment::read(&flat(fields), true, out);
                Ok(())
            }
            Kind::RoleDefinition => {
                definition::role(&flat(fields), out);
                Ok(())
            }
            Kind::DenyAssignment => {
                definition::deny(&flat(fields), out);
                Ok(())
            }
            Kind::Other => {
                out.odd(odd::UNUSED, || {
                    fields.text("id").unwrap_or_default().into_owned()
                });
                Ok(())
            }
            Kind::Resource(_) if !fields.has("id") => {
                let named = by_resource_id(fields);
                scope::read(Kind::of(&named).unwrap_or(kind), &named, out)
            }
            scope => scope::read(scope, fields, out),
        };
        if let Err(error) = read {
            out.odd(odd::WRONG_TYPE, || error.to_string());
        }
        self.listed.has_left_out |= out.left_out() > left_out;
    }
}

/// The record under the id and the type that REST has, where PowerShell calls them otherwise.
fn by_resource_id<'de>(fields: &Fields<'de>) -> Fields<'de> {
    let mut named = Fields::default();
    for name in fields.names() {
        let own = match name {
            "resourceId" => "id",
            "resourceType" => "type",
            "resourceGroupName" | "vaultName" if !fields.has("name") => "name",
            other => other,
        };
        if let Some(json) = fields.json(name) {
            named.push(own.to_owned().into(), json);
        }
    }
    named
}

/// The record with what REST has in `properties` beside the id, as the other tools write it.
fn flat<'f, 'de>(fields: &'f Fields<'de>) -> Cow<'f, Fields<'de>> {
    if !fields.has("properties") {
        return Cow::Borrowed(fields);
    }
    let mut flat = fields.clone();
    flat.lift("properties");
    Cow::Owned(flat)
}
