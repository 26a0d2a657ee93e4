//! Stages to operators of the plan.

use super::expression::{Scope, find_column};
use super::{Problem, Resolver};
use crate::plan::column::{Column, Kinds, Type};
use crate::plan::expression::Expr;
use crate::plan::logical::{Aggregate, Plan, SortKey};
use crate::syntax::ast::{self, Assignment, Stage};
use crate::syntax::span::Spanned;

impl Resolver<'_> {
    /// The plan with a stage after it.
    pub(super) fn stage(
        &mut self,
        input: Plan,
        stage: &Spanned<Stage>,
    ) -> Result<Plan, Vec<Problem>> {
        match &stage.value {
            Stage::Join(join) => self.join(input, join),
            Stage::Union(union) => self.union(input, union),
            stage => self
                .own_stage(input, stage)
                .map_err(|problem| vec![problem]),
        }
    }

    /// The plan with a stage that reads no other query.
    fn own_stage(&self, input: Plan, stage: &Stage) -> Result<Plan, Problem> {
        match stage {
            Stage::ProjectAway(patterns) => return self.project_away(input, patterns),
            Stage::ProjectKeep(patterns) => return self.project_keep(input, patterns),
            Stage::ProjectReorder(patterns) => return self.project_reorder(input, patterns),
            Stage::ProjectRename(list) => return self.project_rename(input, list),
            Stage::MvExpand(stage) => return self.mv_expand(input, stage),
            Stage::Render(_) => return Ok(input),
            _ => {}
        }
        let own = input.columns().to_vec();
        let scope = Scope::Columns(&own);
        let input = Box::new(input);
        Ok(match stage {
            Stage::Where(condition) => {
                let condition = self.condition(condition, scope)?;
                Plan::Filter(input, condition)
            }
            Stage::Project(list) => {
                let (exprs, columns) = self.assignments(list, &own)?;
                Plan::Project(input, exprs, columns)
            }
            Stage::Extend(list) => {
                let mut exprs = every(&own);
                let mut columns = own.clone();
                let (added, names) = self.assignments(list, &own)?;
                for (expr, column) in added.into_iter().zip(names) {
                    match columns.iter().position(|own| own.name == column.name) {
                        Some(at) => {
                            exprs[at] = expr;
                            columns[at] = column;
                        }
                        None => {
                            exprs.push(expr);
                            columns.push(column);
                        }
                    }
                }
                Plan::Project(input, exprs, columns)
            }
            Stage::Summarize { aggregates, by } => {
                let (keys, mut columns) = self.assignments(by, &own)?;
                let mut resolved = Vec::new();
                for assignment in aggregates {
                    for (number, (aggregate, column)) in self
                        .aggregate(assignment, &own, &keys)?
                        .into_iter()
                        .enumerate()
                    {
                        // The name that is written is that of the first column.
                        let name = match number {
                            0 => chosen(&columns, assignment, column.name)?,
                            _ => numbered(&columns, &column.name),
                        };
                        columns.push(Column { name, ..column });
                        resolved.push(aggregate);
                    }
                }
                Plan::Aggregate {
                    input,
                    keys,
                    aggregates: resolved,
                    columns,
                }
            }
            Stage::Sort(keys) => {
                let keys: Result<Vec<SortKey>, Problem> =
                    keys.iter().map(|key| self.sort_key(key, scope)).collect();
                Plan::Sort {
                    input,
                    keys: keys?,
                    limit: None,
                }
            }
            Stage::Top { count, key } => Plan::Sort {
                input,
                keys: vec![self.sort_key(key, scope)?],
                limit: Some(self.given_count(count)?),
            },
            Stage::Take(count) => Plan::Take(input, self.given_count(count)?),
            Stage::Distinct(list) if list.is_empty() => Plan::Aggregate {
                input,
                keys: every(&own),
                aggregates: Vec::new(),
                columns: own.clone(),
            },
            Stage::Distinct(list) => {
                let (keys, columns) = self.assignments(list, &own)?;
                Plan::Aggregate {
                    input,
                    keys,
                    aggregates: Vec::new(),
                    columns,
                }
            }
            _ => Plan::Aggregate {
                input,
                keys: Vec::new(),
                aggregates: vec![Aggregate::Count],
                columns: vec![Column::new("Count", Type::Integer)],
            },
        })
    }

    fn assignments(
        &self,
        list: &[Assignment],
        own: &[Column],
    ) -> Result<(Vec<Expr>, Vec<Column>), Problem> {
        let (mut exprs, mut columns): (Vec<Expr>, Vec<Column>) = (Vec::new(), Vec::new());
        for assignment in list {
            let expr = self.expr(&assignment.value, Scope::Columns(own))?;
            let own_name = own_name(&assignment.value, own);
            let name = chosen(&columns, assignment, own_name.unwrap_or_default())?;
            columns.push(column(name, &expr, own));
            exprs.push(expr);
        }
        Ok((exprs, columns))
    }

    fn sort_key(&self, key: &ast::SortKey, scope: Scope<'_>) -> Result<SortKey, Problem> {
        let value = self.expr(&key.value, scope)?;
        if value.ty() == Type::List {
            let message = "lists have no order";
            return Err(Problem::new("type", key.value.span, message)
                .label("this is a list")
                .help("sort by a number of things: `dcount()` counts what `make_set()` lists"));
        }
        Ok(SortKey {
            value,
            ascending: key.ascending,
            nulls_first: key.nulls_first,
        })
    }
}

/// The name that an expression gives to its column: for a column or an attribute, what was written, and
/// for a bin of one the same.
pub(super) fn own_name(expr: &Spanned<ast::Expr>, own: &[Column]) -> Option<String> {
    let parts = match &expr.value {
        ast::Expr::Name(parts) => parts,
        ast::Expr::Call {
            function,
            arguments,
        } if matches!(function.value.as_str(), "bin" | "floor") => {
            match arguments.first().map(|argument| &argument.value) {
                Some(ast::Expr::Name(parts)) => parts,
                _ => return None,
            }
        }
        _ => return None,
    };
    let texts: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
    let written = texts.join(".");
    Some(match find_column(own, &written) {
        Some(at) => own[at].name.clone(),
        None => written,
    })
}

/// The name of a column: the one written, which must be new, or else the expression's own, with a
/// number if that is taken. What has no name is a `Column1`.
fn chosen(columns: &[Column], assignment: &Assignment, own: String) -> Result<String, Problem> {
    let taken = |name: &str| columns.iter().any(|column| column.name == name);
    let Some(written) = &assignment.name else {
        return Ok(numbered(columns, &own));
    };
    if taken(&written.value) {
        let message = format!("two columns would be called `{}`", written.value);
        return Err(Problem::new("duplicate-column", written.span, message)
            .label("the second of them")
            .help("give one of them another name"));
    }
    Ok(written.value.clone())
}

/// A name, with a number if a column bears it.
fn numbered(columns: &[Column], own: &str) -> String {
    let taken = |name: &str| columns.iter().any(|column| column.name == name);
    let (stem, first) = match own {
        "" => ("Column", 1),
        own => (own, 0),
    };
    let mut numbered = (first..).map(|number| match number {
        0 => stem.to_owned(),
        number => format!("{stem}{number}"),
    });
    numbered.find(|name| !taken(name)).unwrap_or_default()
}

/// Every column as it is.
pub(super) fn every(columns: &[Column]) -> Vec<Expr> {
    let columns = columns.iter().enumerate();
    columns
        .map(|(at, column)| Expr::Column(at, column.ty))
        .collect()
}

fn column(name: String, expr: &Expr, own: &[Column]) -> Column {
    Column {
        name,
        ty: expr.ty(),
        kinds: kinds_of(expr, own),
    }
}

/// The kinds of the entities that an expression yields.
pub(super) fn kinds_of(expr: &Expr, own: &[Column]) -> Kinds {
    match expr {
        Expr::Column(at, Type::Entity) => own.get(*at).map_or(Kinds::default(), |own| own.kinds),
        Expr::If(parts) if expr.ty() == Type::Entity => {
            kinds_of(&parts[1], own).or(kinds_of(&parts[2], own))
        }
        Expr::Function(_, parts) if expr.ty() == Type::Entity => {
            let kinds = parts.iter().map(|part| kinds_of(part, own));
            kinds.fold(Kinds::default(), Kinds::or)
        }
        _ => Kinds::default(),
    }
}
