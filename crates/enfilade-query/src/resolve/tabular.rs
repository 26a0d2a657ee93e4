//! Stages that choose columns by name, take lists apart, or bring in another query.

use super::expression::{Operand, Scope, find_column};
use super::functions::{to_text, type_named};
use super::operators::ignores_case;
use super::stage::{every, own_name};
use super::{Problem, Resolver};
use crate::answer::NoteKind;
use crate::diagnostic::{in_words, similar_words};
use crate::plan::column::{Column, Type};
use crate::plan::expression::{Expr, Scalar};
use crate::plan::function::{Function, TextFunction};
use crate::plan::logical::{Join, JoinKind, Plan, Unnest};
use crate::syntax::ast::{self, Assignment, JoinKey, MvExpand, Pattern, Stage, Union};
use crate::syntax::span::{Span, Spanned};

/// What one column of a union is called and holds.
type Shape = (String, Type);

impl Resolver<'_> {
    /// The columns that patterns name, in the order of the patterns, each once.
    fn matching(&self, patterns: &[Pattern], own: &[Column]) -> Result<Vec<usize>, Problem> {
        let mut found: Vec<usize> = Vec::new();
        for pattern in patterns {
            let mut own_found: Vec<usize> = match pattern.exact {
                true => find_column(own, &pattern.name.value).into_iter().collect(),
                false => matched(&pattern.name.value, own),
            };
            if own_found.is_empty() {
                return Err(no_match(pattern, own));
            }
            if let Some(ascending) = pattern.ascending {
                own_found.sort_by(|&a, &b| own[a].name.cmp(&own[b].name));
                if !ascending {
                    own_found.reverse();
                }
            }
            for at in own_found {
                if !found.contains(&at) {
                    found.push(at);
                }
            }
        }
        Ok(found)
    }

    pub(super) fn project_away(&self, input: Plan, patterns: &[Pattern]) -> Result<Plan, Problem> {
        let gone = self.matching(patterns, input.columns())?;
        let kept: Vec<usize> = (0..input.columns().len())
            .filter(|at| !gone.contains(at))
            .collect();
        if kept.is_empty() {
            let span = whole(patterns);
            return Err(Problem::new("no-columns", span, "no column is left")
                .label("these are all of them"));
        }
        Ok(picked(input, &kept))
    }

    pub(super) fn project_keep(&self, input: Plan, patterns: &[Pattern]) -> Result<Plan, Problem> {
        let mut kept = self.matching(patterns, input.columns())?;
        kept.sort_unstable();
        Ok(picked(input, &kept))
    }

    pub(super) fn project_reorder(
        &self,
        input: Plan,
        patterns: &[Pattern],
    ) -> Result<Plan, Problem> {
        let mut order = self.matching(patterns, input.columns())?;
        let rest = (0..input.columns().len()).filter(|at| !order.contains(at));
        let rest: Vec<usize> = rest.collect();
        order.extend(rest);
        Ok(picked(input, &order))
    }

    pub(super) fn project_rename(&self, input: Plan, list: &[Assignment]) -> Result<Plan, Problem> {
        let mut columns = input.columns().to_vec();
        for assignment in list {
            let Some(name) = &assignment.name else {
                let written = self.written(assignment.value.span);
                return Err(
                    Problem::new("rename", assignment.value.span, "a new name is missing")
                        .label("which name does it get?")
                        .help(format!("write `new = {written}`")),
                );
            };
            let at = match self.expr(&assignment.value, Scope::Columns(input.columns()))? {
                Expr::Column(at, _) => at,
                _ => {
                    return Err(Problem::new(
                        "rename",
                        assignment.value.span,
                        "only columns are renamed",
                    )
                    .label("no column")
                    .help("`extend` adds a column of an expression"));
                }
            };
            columns[at].name = name.value.clone();
        }
        for assignment in list {
            let Some(name) = &assignment.name else {
                continue;
            };
            if columns
                .iter()
                .filter(|column| column.name == name.value)
                .count()
                > 1
            {
                let message = format!("two columns would be called `{}`", name.value);
                return Err(Problem::new("duplicate-column", name.span, message)
                    .help("give one of them another name"));
            }
        }
        let exprs = every(input.columns());
        Ok(Plan::Project(Box::new(input), exprs, columns))
    }

    /// <https://learn.microsoft.com/en-us/kusto/query/mv-expand-operator>: the lists become columns,
    /// those are taken apart, and the elements are read as the types asked for.
    pub(super) fn mv_expand(&self, input: Plan, stage: &MvExpand) -> Result<Plan, Problem> {
        let own = input.columns().to_vec();
        let (mut exprs, mut columns) = (every(&own), own.clone());
        let mut lists = Vec::new();
        let mut types = Vec::new();
        for expansion in &stage.expansions {
            let value = &expansion.list.value;
            let expr = self.expr(value, Scope::Columns(&own))?;
            if expr.ty() != Type::List {
                let written = self.written(value.span);
                return Err(Problem::new("type", value.span, "`mv-expand` takes lists")
                    .label(format!("this is {}", expr.ty()))
                    .help(format!(
                        "`split()` and `parse_json()` make a list of a text: `mv-expand x = parse_json({written})`"
                    )));
            }
            let name = match &expansion.list.name {
                Some(name) => name.value.clone(),
                None => own_name(value, &own).unwrap_or_else(|| unused(&columns, "Column1")),
            };
            let at = match columns.iter().position(|column| column.name == name) {
                Some(at) => {
                    exprs[at] = expr;
                    columns[at] = Column::new(name, Type::List);
                    at
                }
                None => {
                    exprs.push(expr);
                    columns.push(Column::new(name, Type::List));
                    columns.len() - 1
                }
            };
            if lists.contains(&at) {
                return Err(Problem::new(
                    "duplicate-column",
                    value.span,
                    "the list is named twice",
                ));
            }
            lists.push(at);
            types.push(match &expansion.ty {
                Some(ty) => type_named(&ty.value, ty.span)?,
                None => Type::Text,
            });
        }
        let input = Plan::Project(Box::new(input), exprs, columns.clone());
        for &at in &lists {
            columns[at].ty = Type::Text;
        }
        if let Some(index) = &stage.index {
            if columns.iter().any(|column| column.name == index.value) {
                let message = format!("two columns would be called `{}`", index.value);
                return Err(Problem::new("duplicate-column", index.span, message));
            }
            columns.push(Column::new(index.value.clone(), Type::Integer));
        }
        let unnested = Plan::Unnest(Box::new(Unnest {
            input,
            lists: lists.clone(),
            numbered: stage.index.is_some(),
            limit: stage
                .limit
                .as_ref()
                .map(|limit| self.given_count(limit))
                .transpose()?,
            columns: columns.clone(),
        }));
        if types.iter().all(|ty| *ty == Type::Text) {
            return Ok(unnested);
        }
        let mut exprs = every(&columns);
        for (at, ty) in lists.into_iter().zip(types) {
            if ty != Type::Text {
                exprs[at] =
                    Expr::Function(Function::Convert(ty), vec![Expr::Column(at, Type::Text)]);
                columns[at].ty = ty;
            }
        }
        Ok(Plan::Project(Box::new(unnested), exprs, columns))
    }

    /// A query within this one.
    fn subquery(&mut self, query: &Spanned<ast::Query>, how: &str) -> Result<Plan, Vec<Problem>> {
        let before = self.state.readings.len();
        let (plan, reading) = self.plan_of(&query.value, false)?;
        let render = query
            .value
            .stages
            .iter()
            .find(|stage| matches!(stage.value, Stage::Render(_)));
        match render {
            Some(stage) => {
                let message = "`render` stands at the end of the whole query";
                Err(vec![
                    Problem::new("render", stage.span, message).label("within another query"),
                ])
            }
            None => {
                self.state
                    .readings
                    .insert(before, format!("{how} {reading}"));
                Ok(plan)
            }
        }
    }

    /// <https://learn.microsoft.com/en-us/kusto/query/join-operator>
    pub(super) fn join(&mut self, left: Plan, join: &ast::Join) -> Result<Plan, Vec<Problem>> {
        let right = self.subquery(&join.right, "joined with")?;
        let kind = match join.kind.as_ref().map(|kind| kind.value) {
            Some(ast::JoinKind::InnerUnique) => JoinKind::InnerUnique,
            Some(ast::JoinKind::Inner) => JoinKind::Inner,
            Some(ast::JoinKind::LeftOuter) => JoinKind::LeftOuter,
            Some(ast::JoinKind::LeftAnti) => JoinKind::LeftAnti,
            Some(ast::JoinKind::LeftSemi) => JoinKind::LeftSemi,
            None => {
                self.note(
                    NoteKind::Reading,
                    "`join` without a kind takes only the first of the rows before it that share a key, as in KQL (`kind=inner` takes all)",
                );
                JoinKind::InnerUnique
            }
        };
        let mut keys = Vec::new();
        for key in &join.on {
            keys.push(
                self.join_key(key, left.columns(), right.columns())
                    .map_err(|problem| vec![problem])?,
            );
        }
        let mut columns = left.columns().to_vec();
        if kind.has_right() {
            for column in right.columns() {
                let name = unused(&columns, &column.name);
                columns.push(Column {
                    name,
                    ..column.clone()
                });
            }
        }
        Ok(Plan::Join(Box::new(Join {
            left,
            right,
            kind,
            keys,
            columns,
        })))
    }

    fn join_key(
        &self,
        key: &JoinKey,
        left: &[Column],
        right: &[Column],
    ) -> Result<(Expr, Expr), Problem> {
        let own = &key.left;
        let other = key.right.as_ref().unwrap_or(own);
        let of = |side: &str, columns: &[Column], written: &Spanned<Vec<Spanned<String>>>| {
            let found = self.name(&written.value, Scope::Columns(columns), written.span);
            found.map_err(|problem| match key.right {
                Some(_) => problem,
                None => problem.help(format!(
                    "it is looked for on both sides, and the {side} one lacks it; different names are written `$left.a == $right.b`"
                )),
            })
        };
        let (a, b) = (of("left", left, own)?, of("right", right, other)?);
        let operand = |expr: Expr, span: Span| Operand { expr, span };
        let (a, b) = self.same_type(operand(a, own.span), operand(b, other.span))?;
        if a.ty() == Type::List {
            return Err(Problem::new("type", own.span, "lists are no keys").label("this is a list"));
        }
        // Names are the same in any case.
        if a.ty() == Type::Text && (ignores_case(&a) || ignores_case(&b)) {
            let lower =
                |expr| Expr::Function(Function::Text(TextFunction::Lower), vec![to_text(expr)]);
            return Ok((lower(a), lower(b)));
        }
        Ok((a, b))
    }

    /// <https://learn.microsoft.com/en-us/kusto/query/union-operator>: columns agree by name and type; one
    /// that a query lacks is null in its rows.
    pub(super) fn union(&mut self, first: Plan, union: &Union) -> Result<Plan, Vec<Problem>> {
        let mut inputs = vec![first];
        for query in &union.queries {
            inputs.push(self.subquery(query, "together with")?);
        }
        let mut shapes: Vec<Shape> = Vec::new();
        for column in inputs.iter().flat_map(|input| input.columns()) {
            let shape = (column.name.clone(), column.ty);
            if !shapes.contains(&shape) {
                shapes.push(shape);
            }
        }
        if union.inner {
            let everywhere = |shape: &Shape| {
                let has = |input: &Plan| position(input, shape).is_some();
                inputs.iter().all(has)
            };
            shapes.retain(everywhere);
            if shapes.is_empty() {
                let span = union
                    .queries
                    .last()
                    .map_or(Span::default(), |query| query.span);
                let message = "the queries have no column in common";
                return Err(vec![Problem::new("no-columns", span, message)
                    .help("`project` gives their columns the same names; without `kind=inner` all columns are kept")]);
            }
        }
        let mut columns: Vec<Column> = Vec::new();
        for shape in &shapes {
            let (name, ty) = shape;
            let shared = shapes.iter().filter(|(other, _)| other == name).count() > 1;
            let name = match shared {
                true => format!("{name}_{}", ty.kql_name()),
                false => name.clone(),
            };
            let kinds = inputs
                .iter()
                .filter_map(|input| Some(input.columns()[position(input, shape)?].kinds));
            let kinds = kinds.reduce(|all, own| all.or(own)).unwrap_or_default();
            let name = unused(&columns, &name);
            columns.push(Column {
                name,
                ty: *ty,
                kinds,
            });
        }
        if let Some(source) = &union.source {
            if columns.iter().any(|column| column.name == source.value) {
                let message = format!("two columns would be called `{}`", source.value);
                return Err(vec![Problem::new("duplicate-column", source.span, message)]);
            }
            columns.insert(0, Column::new(source.value.clone(), Type::Text));
        }
        let inputs = inputs.into_iter().enumerate().map(|(number, input)| {
            let mut exprs: Vec<Expr> = shapes
                .iter()
                .map(|shape| match position(&input, shape) {
                    Some(at) => Expr::Column(at, shape.1),
                    None => Expr::Literal(Scalar::Null(shape.1)),
                })
                .collect();
            if union.source.is_some() {
                let source = format!("union_arg{number}");
                exprs.insert(0, Expr::Literal(Scalar::Text(source)));
            }
            Plan::Project(Box::new(input), exprs, columns.clone())
        });
        Ok(Plan::Union(inputs.collect(), columns))
    }
}

/// The column of a plan that has this name and type.
fn position(input: &Plan, (name, ty): &Shape) -> Option<usize> {
    let is = |column: &Column| column.name == *name && column.ty == *ty;
    input.columns().iter().position(is)
}

/// The columns at some positions.
fn picked(input: Plan, positions: &[usize]) -> Plan {
    let columns: Vec<Column> = positions
        .iter()
        .map(|&at| input.columns()[at].clone())
        .collect();
    let exprs = positions.iter().zip(&columns);
    let exprs = exprs
        .map(|(&at, column)| Expr::Column(at, column.ty))
        .collect();
    Plan::Project(Box::new(input), exprs, columns)
}

/// The columns that a pattern matches, or the one that it names, in any case if none in its own.
fn matched(pattern: &str, own: &[Column]) -> Vec<usize> {
    if !pattern.contains('*') {
        return find_column(own, pattern).into_iter().collect();
    }
    let lower = pattern.to_lowercase();
    let parts: Vec<&str> = lower.split('*').collect();
    let matches = |name: &str| {
        let name = name.to_lowercase();
        let ([first, .., last], Some(middle)) = (parts.as_slice(), parts.get(1..parts.len() - 1))
        else {
            return false;
        };
        let Some(rest) = name.strip_prefix(first) else {
            return false;
        };
        let mut rest = rest;
        for part in middle {
            match rest.find(part) {
                Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
                None => return false,
            }
        }
        rest.ends_with(last)
    };
    let found = own
        .iter()
        .enumerate()
        .filter(|(_, column)| matches(&column.name));
    found.map(|(at, _)| at).collect()
}

fn no_match(pattern: &Pattern, own: &[Column]) -> Problem {
    let names: Vec<&str> = own.iter().map(|column| column.name.as_str()).collect();
    let written = &pattern.name.value;
    let message = match written.contains('*') && !pattern.exact {
        true => format!("no column is called like `{written}`"),
        false => format!("there is no column `{written}`"),
    };
    let problem = Problem::new("unknown-column", pattern.name.span, message);
    let near = similar_words(written, names.iter().copied());
    let help = format!("columns are {}", in_words(&names, "and"));
    match near.is_empty() {
        true => problem.label("unknown column").help(help),
        false => problem.did_you_mean(near).help(help),
    }
}

fn whole(patterns: &[Pattern]) -> Span {
    let spans = patterns.iter().map(|pattern| pattern.name.span);
    spans.reduce(Span::to).unwrap_or_default()
}

/// The name, with a number if a column bears it.
fn unused(columns: &[Column], name: &str) -> String {
    let taken = |name: &str| columns.iter().any(|column| column.name == name);
    let numbered = (1..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or_default()
}
