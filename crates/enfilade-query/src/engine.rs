//! The engine: a graph, and the questions put to it.

use crate::answer::Notes;
use crate::cancel::Cancel;
use crate::catalog::Catalog;
use crate::definitions::Definitions;
use crate::execute::many::{MANY_ROWS, lists_all};
use crate::execute::run::Runner;
use crate::optimize;
use crate::pipeline::evaluate::Context;
use crate::pipeline::output::Output;
use crate::plan::column::Column;
use crate::plan::explain::Tree;
use crate::plan::logical::{Layout, Plan};
use crate::plan::physical::{RowNode, plan_rows};
use crate::plan::sharing::share;
use crate::resolve::given::{Given, unused};
use crate::resolve::{Problem, Resolved, Resolver, State};
use crate::syntax::ast::Render;
use crate::syntax::{parameters, parse};
use crate::{Answer, QueryError, QueryOptions};
use enfilade_access::{Facts, Work};
use enfilade_graph::Graph;
use std::cell::RefCell;
use std::fmt::Write;
use std::sync::Arc;

/// Answers queries over one graph.
#[derive(Clone, Debug)]
pub struct Engine {
    catalog: Catalog,
    context: Context,
    definitions: Vec<Definitions>,
    optimizes: bool,
}

impl Engine {
    /// An engine over a graph. Reads the facts that all questions share; time linear in the users
    /// and apps.
    #[must_use]
    pub fn new(graph: Arc<Graph>) -> Engine {
        let facts = Arc::new(Facts::new(&graph));
        Engine {
            catalog: Catalog::new(Arc::clone(&graph)),
            context: Context { graph, facts },
            definitions: vec![Definitions::bundled()],
            optimizes: true,
        }
    }

    /// The same engine with more definitions, which come before those that it has.
    #[must_use]
    pub fn with_definitions(mut self, definitions: Definitions) -> Engine {
        self.definitions.insert(0, definitions);
        self
    }

    /// The same engine, which runs plans as resolution made them. For tests.
    #[must_use]
    pub fn without_optimizations(self) -> Engine {
        Engine {
            optimizes: false,
            ..self
        }
    }

    /// The names that a query may use.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The graph that is asked.
    #[must_use]
    pub fn graph(&self) -> &Arc<Graph> {
        &self.context.graph
    }

    /// Answers a query. Sets are computed now, rows as they are taken.
    ///
    /// # Errors
    /// If the query is not understood, or was cancelled.
    pub fn query(&self, text: &str, options: &QueryOptions) -> Result<Answer, QueryError> {
        unless_damaged(self.graph(), self.answer(text, options))
    }

    fn answer(&self, text: &str, options: &QueryOptions) -> Result<Answer, QueryError> {
        let notes = Notes::default();
        let resolved = self.resolve(text, options, &notes)?;
        let plan = self.optimized(resolved.plan);
        let columns = plan.columns().to_vec();
        let node = self.planned(&plan);
        let mut runner = self.runner(options, &notes);
        runner.many = (!options.unwatched && lists_all(&node)).then_some(MANY_ROWS);
        let mut rows = runner.run(&node)?;
        if let Some(remember) = &options.remember {
            rows = remember.tap(rows, &columns);
        }
        // Whoever asks for a table wants the columns of the steps, not the steps drawn.
        let layout = match resolved.render {
            Some(Render::Table) => Layout::Table,
            _ => plan.layout(),
        };
        let mut output = Output::new(&columns, layout, self.context.clone());
        let schema = Arc::clone(output.schema());
        // An operator may yield a batch of no rows; nobody wants to see it.
        let mut rows = rows.filter(|rows| !matches!(rows, Ok(rows) if rows.len == 0));
        let graph = Arc::clone(self.graph());
        let mut has_ended = false;
        let batches = std::iter::from_fn(move || {
            if has_ended {
                return None;
            }
            let batch = rows.next().map(|rows| Ok(output.batch(rows?)?));
            let batch = unless_damaged(&graph, batch.transpose()).transpose();
            has_ended = !matches!(batch, Some(Ok(_)));
            batch
        });
        Ok(Answer {
            schema,
            batches: Box::new(batches),
            notes,
            coverage: resolved.coverage,
            reading: resolved.reading,
            render: resolved.render,
        })
    }

    /// Says how a query is read and run: the reading, the plans, what was estimated and what was
    /// counted. Runs the query.
    ///
    /// # Errors
    /// If the query is not understood, or was cancelled.
    pub fn explain(&self, text: &str, options: &QueryOptions) -> Result<String, QueryError> {
        unless_damaged(self.graph(), self.explained(text, options))
    }

    fn explained(&self, text: &str, options: &QueryOptions) -> Result<String, QueryError> {
        let notes = Notes::default();
        let resolved = self.resolve(text, options, &notes)?;
        let graph = &self.context.graph;
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "reading\n  {}", resolved.reading);
        let mut tree = Tree::new(graph);
        tree.logical(&resolved.plan, 1);
        let _ = writeln!(out, "\nlogical plan\n{}", tree.into_text().trim_end());
        let (plan, passes) = match self.optimizes {
            true => optimize::explained(resolved.plan),
            false => (resolved.plan, Vec::new()),
        };
        if passes.is_empty() {
            let _ = writeln!(out, "\nno pass changed the plan");
        } else {
            let mut tree = Tree::new(graph);
            tree.logical(&plan, 1);
            let text = tree.into_text();
            let text = text.trim_end();
            let _ = writeln!(out, "\noptimized: {}\n{text}", passes.join("; "));
        }
        let node = self.planned(&plan);
        let before = self.context.facts.work();
        let mut count = 0;
        for rows in self.runner(options, &notes).run(&node)? {
            count += rows?.len;
        }
        let mut tree = Tree::new(graph);
        tree.physical(&node, 1);
        let _ = writeln!(out, "\nphysical plan\n{}", tree.into_text().trim_end());
        let _ = writeln!(out, "\nrows\n  {count}");
        let work = self.context.facts.work().since(before);
        if work != Work::default() {
            let _ = writeln!(out, "\nwork\n  {work}");
        }
        let notes = notes.list();
        if !notes.is_empty() {
            let _ = writeln!(out, "\nnotes");
            for note in notes {
                let _ = writeln!(out, "  {note}");
            }
        }
        if !resolved.coverage.is_empty() {
            let _ = writeln!(out, "\nnot fully held by the sources");
            for note in resolved.coverage {
                let _ = writeln!(out, "  {note}");
            }
        }
        Ok(out)
    }

    /// The columns of a query, if it is understood. Runs nothing.
    pub(crate) fn plan_columns(&self, text: &str) -> Result<Vec<Column>, QueryError> {
        let resolved = self.resolve(text, &QueryOptions::default(), &Notes::default())?;
        Ok(resolved.plan.columns().to_vec())
    }

    fn resolve(
        &self,
        text: &str,
        options: &QueryOptions,
        notes: &Notes,
    ) -> Result<Resolved, QueryError> {
        let query = parse(text).map_err(QueryError::Diagnostics)?;
        let now = self.now(options);
        let used = RefCell::default();
        let given = Given {
            values: &options.parameters,
            used: &used,
        };
        let resolved = Resolver {
            catalog: &self.catalog,
            context: &self.context,
            text,
            strict_names: options.strict_names,
            last: options.last.as_ref(),
            given: &given,
            definitions: &self.definitions,
            now,
            cancel: &Cancel(options.cancel.clone()),
            now_is_given: options.as_of.is_some(),
            notes: notes.clone(),
            state: State::default(),
        }
        .resolve(&query)
        .map_err(|problems| {
            QueryError::Diagnostics(problems.into_iter().map(Problem::into_diagnostic).collect())
        })?;
        let unused = unused(&given, &parameters(text));
        match unused.is_empty() {
            true => Ok(resolved),
            false => Err(QueryError::Diagnostics(unused)),
        }
    }

    fn optimized(&self, plan: Plan) -> Plan {
        if self.optimizes {
            optimize::optimize(plan)
        } else {
            plan
        }
    }

    fn planned(&self, plan: &Plan) -> RowNode {
        let mut node = plan_rows(plan, &self.context.graph);
        if self.optimizes {
            share(&mut node);
        }
        node
    }

    fn runner(&self, options: &QueryOptions, notes: &Notes) -> Runner {
        Runner {
            context: self.context.clone(),
            now: self.now(options),
            notes: notes.clone(),
            cancel: Cancel(options.cancel.clone()),
            many: None,
        }
    }

    /// When the question is judged, in microseconds since 1970.
    fn now(&self, options: &QueryOptions) -> i64 {
        options
            .as_of
            .unwrap_or_else(|| self.context.graph.collected_at())
    }
}

/// What was found, unless it was looked for in a damaged part of the snapshot: that reads as if it were
/// not there.
fn unless_damaged<T>(graph: &Graph, found: Result<T, QueryError>) -> Result<T, QueryError> {
    match graph.damage() {
        Some(damage) => Err(damage.clone().into()),
        None => found,
    }
}
