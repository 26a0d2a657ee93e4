//! Stages to operators of the plan.

use super::expression::{AGGREGATES, Scope, find_column, is_aggregate};
use super::{Problem, Resolver};
use crate::catalog::nearest_of;
use crate::plan::column::{Column, Kinds, Type};
use crate::plan::expression::Expr;
use crate::plan::logical::{Aggregate, Plan, SortKey};
use crate::syntax::ast::{self, Assignment, Stage};
use crate::syntax::span::{Span, Spanned};

impl Resolver<'_> {
    /// The plan with a stage after it.
    pub(super) fn stage(&self, input: Plan, stage: &Spanned<Stage>) -> Result<Plan, Problem> {
        let own = input.columns().to_vec();
        let scope = Scope::Columns(&own);
        let input = Box::new(input);
        Ok(match &stage.value {
            Stage::Where(condition) => {
                let condition = self.condition(condition, scope)?;
                Plan::Filter(input, condition)
            }
            Stage::Project(list) => {
                let (exprs, columns) = self.assignments(list, &own)?;
                Plan::Project(input, exprs, columns)
            }
            Stage::Extend(list) => {
                let mut exprs: Vec<Expr> = own
                    .iter()
                    .enumerate()
                    .map(|(at, column)| Expr::Column(at, column.ty))
                    .collect();
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
                    let (aggregate, column) = self.aggregate(assignment, &own)?;
                    columns.push(Column {
                        name: unused(&columns, column.name),
                        ..column
                    });
                    resolved.push(aggregate);
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
                limit: Some(count.value),
            },
            Stage::Take(count) => Plan::Take(input, count.value),
            Stage::Distinct(list) if list.is_empty() => Plan::Aggregate {
                input,
                keys: own
                    .iter()
                    .enumerate()
                    .map(|(at, column)| Expr::Column(at, column.ty))
                    .collect(),
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
            Stage::Count => Plan::Aggregate {
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
            let name = match &assignment.name {
                Some(name) => {
                    if columns.iter().any(|column| column.name == name.value) {
                        return Err(Problem::new(
                            format!("two columns would be called `{}`", name.value),
                            name.span,
                        )
                        .label("the second of them"));
                    }
                    name.value.clone()
                }
                None => {
                    let own_name = own_name(&assignment.value, own);
                    unused(&columns, own_name.unwrap_or_else(|| "Column1".to_owned()))
                }
            };
            columns.push(column(name, &expr, own));
            exprs.push(expr);
        }
        Ok((exprs, columns))
    }

    fn sort_key(&self, key: &ast::SortKey, scope: Scope<'_>) -> Result<SortKey, Problem> {
        let value = self.expr(&key.value, scope)?;
        if value.ty() == Type::List {
            return Err(Problem::new("a list has no order", key.value.span));
        }
        Ok(SortKey {
            value,
            ascending: key.ascending,
            nulls_first: key.nulls_first,
        })
    }

    fn aggregate(
        &self,
        assignment: &Assignment,
        own: &[Column],
    ) -> Result<(Aggregate, Column), Problem> {
        let span = assignment.value.span;
        let ast::Expr::Call {
            function,
            arguments,
        } = &assignment.value.value
        else {
            return Err(not_an_aggregate(span));
        };
        let name = function.value.as_str();
        if !is_aggregate(name) {
            return Err(not_an_aggregate(function.span)
                .candidates(nearest_of(name, AGGREGATES.iter().copied())));
        }
        let scope = Scope::Columns(own);
        let operand = match (name, arguments.as_slice()) {
            ("count", []) => None,
            ("countif", [one]) => Some(self.condition(one, scope)?),
            ("count", _) | (_, [] | [_, _, ..]) => {
                let wants = if name == "count" {
                    "no operand"
                } else {
                    "one operand"
                };
                return Err(Problem::new(format!("`{name}` takes {wants}"), span));
            }
            (_, [one]) => Some(self.expr(one, scope)?),
        };
        let operand_name = arguments
            .first()
            .and_then(|argument| own_name(argument, own))
            .unwrap_or_default()
            .replace('.', "_");
        let default = match name {
            "make_set" => format!("set_{operand_name}"),
            "take_any" => operand_name.clone(),
            _ => format!("{name}_{operand_name}"),
        };
        let chosen = match &assignment.name {
            Some(name) => name.value.clone(),
            None if default.is_empty() => "Column1".to_owned(),
            None => default,
        };
        let ty = operand.as_ref().map_or(Type::Integer, Expr::ty);
        let kinds = operand
            .as_ref()
            .map_or(Kinds::default(), |e| kinds_of(e, own));
        let number = |aggregate: fn(Expr) -> Aggregate, operand: Expr| {
            if ty.is_number() || ty == Type::Duration {
                Ok(aggregate(operand))
            } else {
                Err(Problem::new(format!("`{name}` takes numbers"), span)
                    .label(format!("this is {ty}")))
            }
        };
        let (aggregate, ty) = match (name, operand) {
            ("countif", Some(e)) => (Aggregate::CountIf(e), Type::Integer),
            ("dcount", Some(e)) => (Aggregate::DistinctCount(e), Type::Integer),
            ("min", Some(e)) => (Aggregate::Min(e), ty),
            ("max", Some(e)) => (Aggregate::Max(e), ty),
            ("avg", Some(e)) => {
                let result = if ty == Type::Duration { ty } else { Type::Real };
                (number(Aggregate::Average, e)?, result)
            }
            ("sum", Some(e)) => (number(Aggregate::Sum, e)?, ty),
            ("make_set", Some(e)) if ty != Type::List => (Aggregate::Set(e), Type::List),
            ("any" | "take_any", Some(e)) => (Aggregate::Any(e), ty),
            ("count", None) => (Aggregate::Count, Type::Integer),
            _ => return Err(not_an_aggregate(span)),
        };
        let kinds = if ty == Type::Entity {
            kinds
        } else {
            Kinds::default()
        };
        Ok((
            aggregate,
            Column {
                name: chosen,
                ty,
                kinds,
            },
        ))
    }
}

fn not_an_aggregate(span: Span) -> Problem {
    Problem::new("`summarize` wants a function of many rows", span)
        .label("not one")
        .help(format!("such as {}", AGGREGATES.join(", ")))
}

/// The name that an expression gives to its column: for a column or an attribute, what was written.
fn own_name(expr: &Spanned<ast::Expr>, own: &[Column]) -> Option<String> {
    let ast::Expr::Name(parts) = &expr.value else {
        return None;
    };
    let texts: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
    let written = texts.join(".");
    Some(match find_column(own, &written) {
        Some(at) => own[at].name.clone(),
        None => written,
    })
}

/// The name, with a number if it is taken.
fn unused(columns: &[Column], name: String) -> String {
    let taken = |name: &str| columns.iter().any(|column| column.name == name);
    if !taken(&name) {
        return name;
    }
    let stem = name.trim_end_matches('1');
    (1..)
        .map(|number| format!("{stem}{number}"))
        .find(|name| !taken(name))
        .unwrap_or(name)
}

fn column(name: String, expr: &Expr, own: &[Column]) -> Column {
    Column {
        name,
        ty: expr.ty(),
        kinds: kinds_of(expr, own),
    }
}

/// The kinds of the entities that an expression yields.
fn kinds_of(expr: &Expr, own: &[Column]) -> Kinds {
    match expr {
        Expr::Column(at, Type::Entity) => own.get(*at).map_or(Kinds::default(), |own| own.kinds),
        Expr::If(parts) if expr.ty() == Type::Entity => {
            kinds_of(&parts[1], own).or(kinds_of(&parts[2], own))
        }
        _ => Kinds::default(),
    }
}
