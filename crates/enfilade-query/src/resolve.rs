//! From the syntax tree to a logical plan: every name found, every type checked.
//!
//! Resolution is the only stage that knows both the words of a question and the data. What leaves
//! it holds no names, so nothing unresolved can reach the engine.

mod aggregate;
mod clauses;
mod coverage;
mod defined;
mod ends;
mod expression;
mod functions;
pub(crate) mod given;
mod judged;
mod named;
mod operators;
mod problem;
mod reach;
mod related;
mod set;
mod stage;
mod tabular;
mod trace;
mod words;

use self::defined::Known;
use self::given::Given;
use crate::answer::{CoverageNote, NoteKind, Notes};
use crate::cancel::Cancel;
use crate::catalog::Catalog;
use crate::catalog::nouns::main_attributes;
use crate::definitions::Definitions;
use crate::execute::set::Asking;
use crate::pipeline::evaluate::Context;
use crate::plan::column::{Column, Kinds, Type};
use crate::plan::expression::{Expr, Property};
use crate::plan::logical::Plan;
use crate::remembered::Remembered;
use crate::syntax::ast::{Head, Query, Render, Stage};
use crate::syntax::span::{Span, Spanned};
use crate::tables;
use enfilade_model::Relation;
use jiff::{Timestamp, Unit};
use std::collections::BTreeSet;

pub(crate) use clauses::WITH;
pub(crate) use functions::{AGGREGATES, function_names};
pub(crate) use problem::Problem;

/// A question made ready for planning.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) plan: Plan,
    /// The question as understood.
    pub(crate) reading: String,
    pub(crate) coverage: Vec<CoverageNote>,
    /// How the answer is to be drawn, if the question says.
    pub(crate) render: Option<Render>,
}

/// What resolution looks at and adds to.
pub(crate) struct Resolver<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) context: &'a Context,
    /// The query as it was written.
    pub(crate) text: &'a str,
    pub(crate) strict_names: bool,
    /// What the word `last` names.
    pub(crate) last: Option<&'a Remembered>,
    pub(crate) given: &'a Given<'a>,
    /// Names for sets that hold in every query, the caller's own first.
    pub(crate) definitions: &'a [Definitions],
    /// Microseconds since 1970.
    pub(crate) now: i64,
    pub(crate) cancel: &'a Cancel,
    /// Whether the caller chose that instant.
    pub(crate) now_is_given: bool,
    pub(crate) notes: Notes,
    pub(crate) state: State,
}

/// What resolution learns on its way.
#[derive(Debug, Default)]
pub(crate) struct State {
    relations: BTreeSet<Relation>,
    /// Names for sets, bound or defined, as far as they were met.
    known: Vec<Known>,
    /// Definitions that are being resolved, each for the one before it.
    being_defined: Vec<String>,
    /// How the queries within this one were understood.
    readings: Vec<String>,
    /// Whether a clause asks for Microsoft's own apps.
    with_first_party: bool,
}

impl Resolver<'_> {
    /// Resolves a whole query. All problems of the head are reported together; a stage is looked
    /// at only when all before it make sense.
    pub(crate) fn resolve(mut self, query: &Query) -> Result<Resolved, Vec<Problem>> {
        self.bind(&query.bindings)?;
        let (plan, reading) = self.plan_of(query, true)?;
        self.note_unused();
        let render = query
            .stages
            .iter()
            .rev()
            .find_map(|stage| match &stage.value {
                Stage::Render(render) => Some(render.value),
                _ => None,
            });
        Ok(Resolved {
            plan,
            reading: std::iter::once(reading)
                .chain(self.state.readings.clone())
                .collect::<Vec<String>>()
                .join(", "),
            render,
            coverage: coverage::notes(self.catalog.graph().completeness(), &self.state.relations),
        })
    }

    /// The plan of a query, whole or within another, and how its head was understood.
    ///
    /// Recursion is bounded by the parser's limit on nesting.
    fn plan_of(&mut self, query: &Query, is_whole: bool) -> Result<(Plan, String), Vec<Problem>> {
        let (mut plan, reading) = match &query.head {
            Head::Set(set) => {
                let resolved = self
                    .set(set, Kinds::all())
                    .map_err(|problem| vec![problem])?;
                let column = Column::entity(resolved.column_name("entity"), resolved.kinds);
                let reading = resolved.description.clone();
                let start = resolved.into_start(("entity", "entities"));
                let entities = Plan::Entities(start, vec![column]);
                let plan = self.with_main_attributes(
                    entities,
                    is_whole && query.stages.iter().all(is_only_shown),
                );
                (plan, reading)
            }
            Head::Reach(reach) if reach.quantifier.is_some() => self.those(reach)?,
            Head::Reach(reach) => self.reach(reach)?,
            Head::Why(reach) => self.why(reach)?,
            Head::Ways(reach) => self.ways(reach)?,
            Head::Paths(paths) => self.paths(paths)?,
            Head::YesNo(reach) => self.yes_no(reach)?,
            Head::Table(table) => {
                let own = tables::definition(*table);
                (Plan::Table(*table, (own.columns)()), own.reading.to_owned())
            }
        };
        for (at, stage) in query.stages.iter().enumerate() {
            if is_only_shown(stage) && at + 1 < query.stages.len() {
                let problem = Problem::new("render", stage.span, "`render` stands at the end")
                    .label("stages follow")
                    .help("it says how the answer is drawn, and changes no row");
                return Err(vec![problem]);
            }
            plan = self.stage(plan, stage)?;
        }
        Ok((plan, reading))
    }

    /// How a set that must be known now is asked for.
    fn asking(&self) -> Asking<'_> {
        Asking {
            now: self.now,
            cancel: self.cancel,
        }
    }

    /// Says that the answer rests on a relation.
    fn rests_on(&mut self, relation: Relation) {
        self.state.relations.insert(relation);
    }

    fn note(&self, kind: NoteKind, message: impl Into<String>) {
        self.notes.push(kind, message);
    }

    /// A piece of the query, as it was written.
    fn written(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The instant that the question is judged at, for an expression that asks for it.
    fn now(&self) -> i64 {
        if !self.now_is_given
            && let Ok(now) = Timestamp::from_microsecond(self.now)
            && let Ok(now) = now.round(Unit::Second)
        {
            let message = format!("`now()` is {now}, when the data was collected");
            self.note(NoteKind::Assumption, message);
        }
        self.now
    }

    /// A bare set shows what its entities are: the main attributes that some source collected.
    ///
    /// Only when nothing follows; stages read any attribute by its own name, and a column of the
    /// same name must not come and go with the export.
    fn with_main_attributes(&self, entities: Plan, is_last: bool) -> Plan {
        let Some(own) = entities.columns().first().cloned().filter(|_| is_last) else {
            return entities;
        };
        let mut exprs = vec![Expr::Column(0, Type::Entity)];
        let mut columns = vec![own.clone()];
        let mut add = |name: &str, property: Property| {
            columns.push(Column::new(name, property.ty()));
            exprs.push(Expr::Property(
                Box::new(Expr::Column(0, Type::Entity)),
                property,
            ));
        };
        if own.kinds.iter().count() > 1 {
            add("kind", Property::Kind);
        }
        let mut shown = Vec::new();
        for kind in own.kinds.iter() {
            for &attribute in main_attributes(kind) {
                if own.kinds.iter().count() <= 3
                    && !shown.contains(&attribute)
                    && self.catalog.collects(attribute, own.kinds)
                {
                    shown.push(attribute);
                    add(attribute.name(), Property::Attribute(attribute));
                }
            }
        }
        Plan::Project(Box::new(entities), exprs, columns)
    }
}

/// Whether a stage changes no row, and only how the rows are shown.
fn is_only_shown(stage: &Spanned<Stage>) -> bool {
    matches!(stage.value, Stage::Render(_))
}
