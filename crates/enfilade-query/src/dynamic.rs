//! Rules of dynamic membership over a graph: whom they hold of.
//!
//! The rules crate knows neither graphs nor exports; it asks a population for the values of
//! properties. Here the users or devices of a graph are that population, and Microsoft's names of
//! properties (`dirSyncEnabled`) become the attributes that exports state (`onPremisesSyncEnabled`).

mod attributes;
mod authority;
mod change;
mod drift;
mod groups;
mod kept;
mod overlaps;
mod source;

pub use attributes::{RuleAttribute, rule_attributes};
pub use authority::{Authority, By, Mastered, authorities};
pub use change::{AttributeChange, Change, ChangeError, WayIn};
pub use drift::{Drift, Drifted, drift};
pub use overlaps::{Decided, Overlap, Overlapping, Overlaps, overlaps};

use enfilade_access::EntitySet;
use enfilade_graph::{Graph, GraphView, SnapshotError};
use enfilade_model::{Attribute, EdgeKind, EntityId, EntityKind, ObjectKey, ValueType};
use enfilade_rules::{Column, Mistake, Population, Property, Rule, SubjectKind, Value, evaluate};
use source::{Source, source};
use std::sync::OnceLock;

/// What Microsoft Graph calls the values of a property, the outer key first.
#[must_use]
pub fn attribute_of(property: &Property) -> String {
    match source(property) {
        Source::Id => "id".to_owned(),
        Source::Attribute(attribute) => attribute.name().to_owned(),
        Source::Kept(path) => path.join("."),
        Source::Nowhere => property.name.clone(),
    }
}

/// The users or the devices of a graph, as the subjects of rules, in the order of their ids.
#[derive(Debug)]
pub struct Subjects<'g> {
    graph: &'g Graph,
    of: SubjectKind,
    damage: OnceLock<SnapshotError>,
}

/// The rule of a dynamic group; `None` for a group without one.
///
/// # Errors
/// What is wrong with the rule.
#[must_use]
pub fn rule_of(graph: &Graph, group: EntityId) -> Option<Result<Rule, Vec<Mistake>>> {
    let text = graph.text(group, Attribute::MembershipRule)?;
    (!text.trim().is_empty()).then(|| Rule::parse(text))
}

/// Those of some entities of whom one of the rules holds, at `now` (microseconds since 1970). Of
/// whom that is unknown is left out.
///
/// # Errors
/// If a part of the snapshot that decides is damaged.
pub(crate) fn matching(
    graph: &Graph,
    subjects: &EntitySet,
    rules: &[&Rule],
    now: i64,
) -> Result<EntitySet, SnapshotError> {
    let mut found = EntitySet::empty(subjects.universe());
    for of in [SubjectKind::User, SubjectKind::Device] {
        let rules: Vec<&Rule> = rules.iter().copied().filter(|rule| rule.of == of).collect();
        let population = Subjects::new(graph, of);
        if rules.is_empty() {
            continue;
        }
        evaluate(&rules, &population, now, &mut |answers| {
            for id in answers.matching().map(|subject| population.id(subject)) {
                if subjects.contains(id) {
                    found.insert(id);
                }
            }
        });
        if let Some(damage) = population.damage() {
            return Err(damage.clone());
        }
    }
    Ok(found)
}

/// The kind of entity that rules of this kind are about.
#[must_use]
pub fn entity_kind(of: SubjectKind) -> EntityKind {
    match of {
        SubjectKind::User => EntityKind::User,
        SubjectKind::Device => EntityKind::Device,
    }
}

impl<'g> Subjects<'g> {
    /// The subjects of rules about these.
    #[must_use]
    pub fn new(graph: &'g Graph, of: SubjectKind) -> Subjects<'g> {
        Subjects {
            graph,
            of,
            damage: OnceLock::new(),
        }
    }

    /// What was met of a damaged snapshot: what lies there counts as unknown, so answers do not hold.
    #[must_use]
    pub fn damage(&self) -> Option<&SnapshotError> {
        self.damage.get()
    }

    /// What was read, unless the part that holds it is damaged, which is kept for [`Subjects::damage`].
    fn unless_damaged<T>(&self, read: Result<T, SnapshotError>) -> Option<T> {
        // The first of several says enough.
        read.map_err(|error| self.damage.set(error)).ok()
    }

    /// The entity with this number among the subjects.
    #[must_use]
    pub fn id(&self, subject: usize) -> EntityId {
        self.graph.id_at(entity_kind(self.of), subject)
    }

    /// The number of an entity among the subjects, if it is one.
    #[must_use]
    pub fn number(&self, id: EntityId) -> Option<u32> {
        let range = self.graph.kind_range(entity_kind(self.of));
        range.contains(&id.0).then(|| id.0 - range.start)
    }

    /// Whether some source collected a property. Of an attribute without a column that is so if
    /// anyone has a value, since exports leave empty ones out.
    ///
    /// # Errors
    /// If the part of the snapshot that might hold it is damaged.
    pub fn collects(&self, property: &Property) -> Result<bool, SnapshotError> {
        Ok(match source(property) {
            Source::Id => true,
            Source::Attribute(attribute) => self.collects_attribute(attribute),
            Source::Kept(path) => kept::is_anywhere(self.graph, entity_kind(self.of), &path)?,
            Source::Nowhere => false,
        })
    }

    fn collects_attribute(&self, attribute: Attribute) -> bool {
        let kind = entity_kind(self.of);
        let ledger = self.graph.completeness();
        ledger.has_attribute(kind, attribute) || self.graph.entities(kind).attributes.has(attribute)
    }

    fn ids(&self) -> impl ExactSizeIterator<Item = EntityId> + use<> {
        self.graph.ids(entity_kind(self.of))
    }

    fn attribute(&self, attribute: Attribute) -> Column {
        if !self.collects_attribute(attribute) {
            return Column::unknown(self.count());
        }
        let graph = self.graph;
        let value = |id| match attribute.value_type() {
            ValueType::Text => {
                let text = match attribute {
                    Attribute::DisplayName => Some(graph.name(id)),
                    _ => graph.text(id, attribute),
                };
                text.map_or(Value::Null, |text| Value::Text(text.to_owned()))
            }
            ValueType::Boolean => graph
                .boolean(id, attribute)
                .map_or(Value::Null, Value::Boolean),
            ValueType::Time => graph.time(id, attribute).map_or(Value::Null, Value::Time),
        };
        self.ids()
            .map(|id| match graph.is_stub(id) {
                true => Value::Unknown,
                false => value(id),
            })
            .collect()
    }
}

impl Population for Subjects<'_> {
    fn count(&self) -> usize {
        self.ids().len()
    }

    fn column(&self, property: &Property) -> Column {
        match source(property) {
            Source::Id => {
                let texts = self.ids().map(|id| self.graph.id_text(id));
                texts.map(|text| Value::Text(text.into_owned())).collect()
            }
            Source::Attribute(attribute) => self.attribute(attribute),
            Source::Kept(path) => {
                let kind = entity_kind(self.of);
                let column = kept::column(self.graph, kind, &path, property);
                self.unless_damaged(column)
                    .unwrap_or_else(|| Column::unknown(self.count()))
            }
            Source::Nowhere => Column::unknown(self.count()),
        }
    }

    fn members_of(&self, group: &str) -> Option<Vec<u32>> {
        let group = self.graph.find(ObjectKey::of(group))?;
        if self.graph.is_stub(group) {
            return None;
        }
        let members = self.graph.edges_to(EdgeKind::Member, group);
        let mut numbers: Vec<u32> = members
            .ends()
            .iter()
            .filter_map(|&id| self.number(id))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        Some(numbers)
    }

    fn reports_to(&self, manager: &str) -> Option<Vec<u32>> {
        let reports = kept::reports_to(self.graph, manager);
        self.unless_damaged(reports).flatten()
    }
}
