//! Directory roles in their older form, which needs two records to be understood.
//!
//! `directoryRoles` lists only roles that were ever used, each under an id of its own; what it is
//! stands in `roleTemplateId`. Its members, and the administrators of administrative units, are
//! listed under that id, in other files and in any order. So they wait until all is read. A member
//! waits as a few words, and a tenant has thousands of administrators at most.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/directoryrole>.

use crate::facts::id::Id;
use crate::facts::{Emitter, directory_role_names};
use crate::format::fields::Fields;
use enfilade_model::{EdgeKind, EdgeRecord, EntityKind, ObjectKey, ObjectRef, Provenance, RefId};
use rustc_hash::FxHashMap;

/// The directory roles and their holders so far.
#[derive(Debug, Default)]
pub(super) struct Roles {
    /// By the id of a directory role the template that it was made from.
    templates: FxHashMap<ObjectKey, ObjectKey>,
    holders: Vec<Holder>,
}

#[derive(Debug)]
struct Holder {
    role: ObjectKey,
    principal: ObjectKey,
    kind: Option<EntityKind>,
    name: Option<String>,
    unit: Option<ObjectKey>,
    provenance: Provenance,
}

impl Roles {
    /// Notes what a directory role is.
    pub(super) fn describe(&mut self, fields: &Fields<'_>) {
        let key = |name| {
            fields
                .text(name)
                .and_then(|text| Id::read(&text))
                .map(|id| id.key)
        };
        if let (Some(id), Some(template)) = (key("id"), key("roleTemplateId")) {
            self.templates.insert(id, template);
        }
    }

    /// Notes that `principal` holds a directory role, in the tenant or in an administrative unit.
    pub(super) fn member(
        &mut self,
        role: ObjectKey,
        principal: &ObjectRef<'_>,
        unit: Option<ObjectKey>,
        provenance: Provenance,
    ) {
        let RefId::Object(key) = principal.id else {
            return;
        };
        self.holders.push(Holder {
            role,
            principal: key,
            kind: principal.kind,
            name: principal.name.map(str::to_owned),
            unit,
            provenance,
        });
    }

    /// Adds what later sources said, whose numbers begin with `first` in the whole import.
    pub(super) fn absorb(&mut self, later: Roles, first: u32) {
        self.templates.extend(later.templates);
        self.holders
            .extend(later.holders.into_iter().map(|mut holder| {
                holder.provenance.source.0 += first;
                holder
            }));
    }

    /// Hands on who holds what.
    pub(super) fn finish(&mut self, out: &mut Emitter<'_>) {
        for holder in std::mem::take(&mut self.holders) {
            // A request by template (`directoryRoles/roleTemplateId=…`) has the template in its path.
            let role = self
                .templates
                .get(&holder.role)
                .copied()
                .unwrap_or(holder.role);
            let from =
                ObjectRef::object(holder.principal, holder.kind).with_name(holder.name.as_deref());
            let unit = holder
                .unit
                .map(|unit| ObjectRef::object(unit, Some(EntityKind::AdministrativeUnit)));
            out.edge(EdgeRecord {
                scope: unit,
                ..EdgeRecord::plain(
                    EdgeKind::DirectoryRole,
                    from,
                    ObjectRef::object(role, Some(EntityKind::DirectoryRole))
                        .with_name(directory_role_names::of(&role.to_string())),
                    holder.provenance,
                )
            });
        }
    }
}
