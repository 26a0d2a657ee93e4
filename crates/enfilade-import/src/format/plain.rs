//! The plain form: two tables that anyone can write, for what no other format holds.
//!
//! `nodes.csv` describes objects (`id,kind,name` and any attributes), `edges.csv` relates them
//! (`kind,from,to`, and what the relation carries). Kinds, relations and attributes go by the names
//! that Enfilade shows. `docs/formats.md` lists the columns.

use super::table::header::Header;
use crate::decode::{raw, time};
use crate::facts::Emitter;
use crate::facts::id::{Id, lower};
use crate::facts::{azure_role_names, directory_role_names, odd};
use crate::summary::Oddity;
use enfilade_model::azure::ALL_PRINCIPALS_ID;
use enfilade_model::{
    AccessState, Attribute, Completeness, EdgeKind, EdgeRecord, EntityKind, EntityRecord, Level,
    ObjectKey, ObjectRef, Relation, RoleRecord, Value, ValueType, parse_guid,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

const UNKNOWN_WORD: Oddity = Oddity::odd(
    "unknown-word",
    "rows whose kind, relation or state is none that Enfilade knows; left out",
);

/// What the plain tables of an import hold.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    nodes: u64,
    edges: BTreeMap<EdgeKind, u64>,
    /// The relations that edges are of, and how many of these have a time that cannot be read.
    relations: BTreeMap<Relation, u64>,
    kinds: BTreeSet<EntityKind>,
    attributes: BTreeMap<EntityKind, BTreeSet<Attribute>>,
}

/// A row, by the names of its columns.
struct Row<'r> {
    header: &'r Header,
    cells: &'r [Cow<'r, str>],
}

impl<'r> Row<'r> {
    fn text(&self, name: &str) -> Option<&'r str> {
        let mut columns = self.header.columns.iter();
        let at = columns.position(|column| column.eq_ignore_ascii_case(name))?;
        Some(&*self.cells[at]).filter(|text| !text.is_empty())
    }

    fn id(&self, name: &str) -> Option<Id<'r>> {
        self.text(name)
            .and_then(|text| Id::read(&Cow::Borrowed(text)))
    }

    /// The instant in a column; counts one that cannot be read.
    fn time(&self, name: &str, out: &mut Emitter<'_>) -> Option<i64> {
        out.instant(name, self.text(name)?)
    }
}

impl Plain {
    /// Reads a row of either table.
    pub(crate) fn row(&mut self, header: &Header, cells: &[Cow<'_, str>], out: &mut Emitter<'_>) {
        let row = Row { header, cells };
        let is_edge = header
            .columns
            .iter()
            .any(|column| column.eq_ignore_ascii_case("from"));
        match is_edge {
            true => self.edge(&row, out),
            false => self.node(&row, out),
        }
    }

    fn node(&mut self, row: &Row<'_>, out: &mut Emitter<'_>) {
        let Some(id) = row.id("id") else {
            return out.odd(odd::NO_ID, || "a row of nodes".to_owned());
        };
        let Some(kind) = kind_of(row.text("kind")) else {
            return unknown("kind", row.text("kind"), out);
        };
        let mut attributes = Vec::new();
        let mut rest = String::new();
        for (column, cell) in row.header.columns.iter().zip(row.cells) {
            if matches!(column.as_str(), "id" | "kind" | "name" | "displayName") {
                continue;
            }
            match attribute(column) {
                Some(attribute) => {
                    self.attributes.entry(kind).or_default().insert(attribute);
                    let is_told = attributes.iter().any(|(own, _)| *own == attribute);
                    match value(attribute, cell) {
                        // Of two columns for one attribute the first counts.
                        Some(_) if is_told => {}
                        Some(value) => attributes.push((attribute, value)),
                        None if cell.is_empty() => {}
                        None => out.odd(odd::WRONG_TYPE, || format!("`{column}`: {cell}")),
                    }
                }
                None if cell.is_empty() => {}
                None => {
                    let mut json = String::new();
                    raw::push_text(&mut json, cell);
                    raw::push_member(&mut rest, column, &json);
                }
            }
        }
        if !rest.is_empty() {
            rest = format!("{{{rest}}}");
        }
        self.nodes += 1;
        self.kinds.insert(kind);
        let name = row
            .text("name")
            .or_else(|| row.text("displayName"))
            .or_else(|| address(kind, row.text("id")));
        out.entity(EntityRecord {
            object: id.mention(Some(kind)).with_name(name),
            kind,
            attributes: &attributes,
            rest: &rest,
            provenance: out.provenance,
        });
    }

    fn edge(&mut self, row: &Row<'_>, out: &mut Emitter<'_>) {
        let name = row
            .text("kind")
            .unwrap_or_default()
            .replace([' ', '_'], "-");
        let same = |kind: &&EdgeKind| kind.name().eq_ignore_ascii_case(&name);
        let Some(kind) = EdgeKind::ALL.iter().find(same).copied() else {
            return unknown("relation", row.text("kind"), out);
        };
        // Of nobody else the id that is all zeros says anything.
        let from = match kind {
            EdgeKind::Denied | EdgeKind::DenyExempt => row.id("from").or_else(|| everyone(row)),
            _ => row.id("from"),
        };
        let (Some(from), Some(to)) = (from, row.id("to")) else {
            return out.odd(odd::NO_ID, || "a row of edges".to_owned());
        };
        let state = row.text("state").map_or(Some(AccessState::Active), |name| {
            let same = |state: &AccessState| state.name().eq_ignore_ascii_case(name);
            AccessState::ALL.into_iter().find(same)
        });
        let Some(state) = state else {
            return unknown("state", row.text("state"), out);
        };
        let bad_times = out.bad_times();
        let (valid_from, valid_to) = (row.time("validFrom", out), row.time("validTo", out));
        let scope = row.id("scope");
        let scope = scope
            .as_ref()
            .map(|id| id.mention(kind_of(row.text("scopeKind"))));
        let role = Role::of(kind, row);
        *self.edges.entry(kind).or_default() += 1;
        let to_kind = kind_of(row.text("toKind"));
        if let Some(relation) = relation_of_edge(kind, state, to_kind) {
            *self.relations.entry(relation).or_default() += out.bad_times() - bad_times;
        }
        out.edge(EdgeRecord {
            state,
            role: role.as_ref().map(Role::record),
            scope,
            assignment: row.text("assignment"),
            valid_from,
            valid_to,
            condition: row.text("condition"),
            ..EdgeRecord::plain(
                kind,
                end(&from, row, ("from", "fromKind")),
                match kind {
                    EdgeKind::DirectoryRole => directory_role(&to, row),
                    _ => end(&to, row, ("to", "toKind")),
                },
                out.provenance,
            )
        });
    }

    /// Adds what later tables held.
    pub(crate) fn absorb(&mut self, later: Plain) {
        let Plain {
            nodes,
            edges,
            relations,
            kinds,
            attributes,
        } = later;
        self.nodes += nodes;
        for (kind, count) in edges {
            *self.edges.entry(kind).or_default() += count;
        }
        for (relation, bad_times) in relations {
            *self.relations.entry(relation).or_default() += bad_times;
        }
        self.kinds.extend(kinds);
        for (kind, attributes) in attributes {
            self.attributes.entry(kind).or_default().extend(attributes);
        }
    }

    /// How many rows of each kind came in.
    pub(crate) fn counts(&self) -> BTreeMap<String, u64> {
        let edges = self.edges.iter();
        let nodes = (self.nodes > 0).then(|| ("plain nodes".to_owned(), self.nodes));
        edges
            .map(|(kind, count)| (format!("plain {kind} edges"), *count))
            .chain(nodes)
            .collect()
    }

    /// What came in; that it is all only its writer knows.
    pub(crate) fn ledger(&self) -> Completeness {
        let mut ledger = Completeness::default();
        let kinds = self.kinds.iter().filter_map(|kind| listed_by(*kind));
        let kinds = kinds.map(|relation| (relation, 0));
        let relations = self
            .relations
            .iter()
            .map(|(own, bad_times)| (*own, *bad_times));
        for (relation, bad_times) in kinds.chain(relations) {
            let why = match bad_times {
                0 => "what the plain tables hold; whether that is all, only their writer knows"
                    .to_owned(),
                _ => format!(
                    "times cannot be read ({bad_times}), so that what has ended may count; write them as 2026-01-10T10:00:00Z"
                ),
            };
            ledger.relations.insert(relation, Level::Partial(why));
        }
        // Objects without any attribute are told of too.
        let none = BTreeSet::new();
        for kind in &self.kinds {
            let attributes = self.attributes.get(kind).unwrap_or(&none);
            ledger
                .attributes
                .insert(*kind, attributes.iter().copied().collect());
        }
        ledger
    }
}

/// The role that a row names.
struct Role<'r> {
    id: Cow<'r, str>,
    name: Option<&'r str>,
}

impl<'r> Role<'r> {
    /// A role has an id, a name or both; of Azure's own the one tells the other.
    fn of(kind: EdgeKind, row: &Row<'r>) -> Option<Role<'r>> {
        let (id, name) = (row.text("role"), row.text("roleName"));
        let written = id.or(name)?;
        let is_azure = matches!(kind, EdgeKind::AzureRole);
        let last = written.rsplit('/').next().filter(|_| is_azure);
        let id = lower(last.unwrap_or(written));
        let built_in = azure_role_names::id_of(written).filter(|_| is_azure);
        let id = built_in.map_or(id, Cow::Borrowed);
        let known = azure_role_names::of(&id).filter(|_| is_azure);
        let spelled = Some(written).filter(|_| parse_guid(&id).is_none());
        let name = known.or(name).or(spelled);
        Some(Role { id, name })
    }

    fn record(&self) -> RoleRecord<'_> {
        RoleRecord {
            id: &self.id,
            name: self.name,
        }
    }
}

/// The directory role that an edge leads to, which has a name if it is a built-in one.
fn directory_role<'a>(id: &'a Id<'_>, row: &Row<'a>) -> ObjectRef<'a> {
    let name = directory_role_names::of(&id.key.to_string());
    let own = end(id, row, ("to", "toKind"));
    own.with_name(own.name.or(name))
}

fn end<'a>(id: &'a Id<'_>, row: &Row<'a>, (id_column, kind): (&str, &str)) -> ObjectRef<'a> {
    let kind = kind_of(row.text(kind));
    let name = kind.and_then(|kind| address(kind, row.text(id_column)));
    id.mention(kind).with_name(name)
}

/// The attribute that a column holds. By `type` a table of Azure is told, so here it has a longer name.
fn attribute(column: &str) -> Option<Attribute> {
    match column {
        "resourceType" => Some(Attribute::ResourceType),
        other => Attribute::from_name(other),
    }
}

/// All principals, if a row is from them.
fn everyone<'r>(row: &Row<'r>) -> Option<Id<'r>> {
    let is_everyone = row.text("from") == Some(ALL_PRINCIPALS_ID);
    is_everyone.then(|| Id {
        key: ObjectKey::of(ALL_PRINCIPALS_ID),
        text: None,
    })
}

/// The address of a site, which is its name where nobody gives it another.
fn address(kind: EntityKind, id: Option<&str>) -> Option<&str> {
    id.filter(|_| kind == EntityKind::Site)
}

fn kind_of(name: Option<&str>) -> Option<EntityKind> {
    let name = name?.to_lowercase().replace(['-', '_'], " ");
    EntityKind::from_name(&name)
}

fn unknown(what: &str, word: Option<&str>, out: &mut Emitter<'_>) {
    out.odd(UNKNOWN_WORD, || {
        format!("{what} `{}`", word.unwrap_or_default())
    });
}

/// A cell as a value of an attribute.
fn value(attribute: Attribute, cell: &str) -> Option<Value<'_>> {
    match attribute.value_type() {
        ValueType::Text => Some(Value::Text(cell)).filter(|_| !cell.is_empty()),
        ValueType::Time => time::micros(cell).map(Value::Time),
        ValueType::Boolean => match cell.to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Some(Value::Boolean(true)),
            "false" | "no" | "0" => Some(Value::Boolean(false)),
            _ => None,
        },
    }
}

/// The relation of the ledger that entities of a kind belong to.
pub(super) fn listed_by(kind: EntityKind) -> Option<Relation> {
    match kind {
        EntityKind::AccessPackage => Some(Relation::AccessPackages),
        EntityKind::Site => Some(Relation::SharePoint),
        EntityKind::Policy => Some(Relation::TenantSettings),
        kind => Relation::listing(kind),
    }
}

/// The relation of the ledger that edges of a kind belong to.
pub(crate) fn relation_of_edge(
    kind: EdgeKind,
    state: AccessState,
    to: Option<EntityKind>,
) -> Option<Relation> {
    let is_active = state == AccessState::Active;
    let is_group = matches!(to, Some(EntityKind::Group) | None);
    Some(match kind {
        EdgeKind::Member if is_active => Relation::GroupMembers,
        EdgeKind::Member => Relation::EligibleMemberships,
        EdgeKind::Owner if !is_group => Relation::AppOwners,
        EdgeKind::Owner if is_active => Relation::GroupOwners,
        EdgeKind::Owner => Relation::EligibleMemberships,
        EdgeKind::AppAssignment => Relation::AppAssignments,
        EdgeKind::DirectoryRole if is_active => Relation::DirectoryRoles,
        EdgeKind::DirectoryRole => Relation::EligibleDirectoryRoles,
        EdgeKind::AzureRole if is_active => Relation::AzureRoles,
        EdgeKind::AzureRole => Relation::EligibleAzureRoles,
        EdgeKind::VaultPolicy => Relation::VaultPolicies,
        EdgeKind::Contains => Relation::AzureResources,
        EdgeKind::UnitMember => Relation::AdministrativeUnits,
        EdgeKind::Denied | EdgeKind::DenyExempt => Relation::DenyAssignments,
        EdgeKind::Licence => Relation::Licences,
        EdgeKind::DelegatedGrant => Relation::DelegatedGrants,
        EdgeKind::PackageAssignment => Relation::AccessPackages,
        EdgeKind::SitePermission => Relation::SharePoint,
        // What an app or a resource runs as is part of its own record.
        EdgeKind::RunsAs => return None,
    })
}
