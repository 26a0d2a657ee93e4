//! The aggregates of `summarize`.

use super::expression::Scope;
use super::functions::{AGGREGATES, AGGREGATES_LATER, not_built};
use super::stage::{kinds_of, own_name};
use super::{Problem, Resolver};
use crate::diagnostic::{in_words, similar_words};
use crate::plan::column::{Column, Kinds, Type};
use crate::plan::expression::{Expr, Property};
use crate::plan::logical::Aggregate;
use crate::syntax::ast::{self, Assignment};
use crate::syntax::span::{Span, Spanned};

impl Resolver<'_> {
    /// An aggregate, and its column under the name that KQL gives it.
    pub(super) fn aggregate(
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
            return Err(self.no_aggregate(&assignment.value));
        };
        let name = function.value.as_str();
        if !AGGREGATES.contains(&name) {
            return Err(unknown(function));
        }
        let scope = Scope::Columns(own);
        let operand = match (name, arguments.as_slice()) {
            ("count", []) => {
                let column = Column::new("count_", Type::Integer);
                return Ok((Aggregate::Count, column));
            }
            ("count", [first, ..]) => {
                let written = self.written(first.span);
                return Err(Problem::new("operands", span, "`count` takes no operand")
                    .label("counts rows")
                    .help(format!("`dcount({written})` counts different values")));
            }
            ("countif", [one]) => self.condition(one, scope)?,
            (_, [one]) => self.expr(one, scope)?,
            (_, operands) => {
                let message = format!("`{name}` takes one operand, not {}", operands.len());
                let label = if operands.is_empty() {
                    "too few"
                } else {
                    "too many"
                };
                let problem = Problem::new("operands", span, message).label(label);
                return Err(match own.first() {
                    Some(first) => problem.help(format!("for example `{name}({})`", first.name)),
                    None => problem,
                });
            }
        };
        let kinds = kinds_of(&operand, own);
        let operand_span = arguments.first().map_or(span, |argument| argument.span);
        let (aggregate, ty) = self.of_operand(name, operand, operand_span)?;
        Ok((
            aggregate,
            Column {
                name: default_name(name, arguments.first(), own),
                ty,
                kinds: match ty {
                    Type::Entity => kinds,
                    _ => Kinds::default(),
                },
            },
        ))
    }

    fn of_operand(
        &self,
        name: &str,
        operand: Expr,
        span: Span,
    ) -> Result<(Aggregate, Type), Problem> {
        let ty = operand.ty();
        let refused = |takes: &str| {
            let message = format!("`{name}` takes {takes}");
            let problem = Problem::new("type", span, message).label(format!("this is {ty}"));
            match name {
                "avg" | "sum" => problem.help("`dcount()` counts different values of any type"),
                _ => problem,
            }
        };
        let is_measure = ty.is_number() || ty == Type::Duration;
        Ok(match name {
            "countif" => (Aggregate::CountIf(operand), Type::Integer),
            "dcount" if ty != Type::List => (Aggregate::DistinctCount(operand), Type::Integer),
            // Entities come in the order of their names.
            "min" if ty == Type::Entity => (Aggregate::Min(label(operand)), Type::Text),
            "max" if ty == Type::Entity => (Aggregate::Max(label(operand)), Type::Text),
            "min" if ty != Type::List => (Aggregate::Min(operand), ty),
            "max" if ty != Type::List => (Aggregate::Max(operand), ty),
            "avg" if ty == Type::Duration => (Aggregate::Average(operand), ty),
            "avg" if is_measure => (Aggregate::Average(operand), Type::Real),
            "sum" if is_measure => (Aggregate::Sum(operand), ty),
            "make_set" if ty != Type::List => (Aggregate::Set(operand), Type::List),
            "any" | "take_any" if ty != Type::List => (Aggregate::Any(operand), ty),
            "avg" | "sum" => return Err(refused("numbers and spans of time")),
            _ => return Err(refused("single values")),
        })
    }

    /// Something in the place of an aggregate that is no call.
    fn no_aggregate(&self, value: &Spanned<ast::Expr>) -> Problem {
        let written = self.written(value.span);
        let problem = Problem::new(
            "aggregate",
            value.span,
            format!("`{written}` is no aggregate"),
        );
        match &value.value {
            ast::Expr::Name(_) => problem.label("has many values in a group").help(format!(
                "`make_set({written})` lists them, `dcount({written})` counts them, `any({written})` takes one; to group by it, write it after `by`"
            )),
            _ => problem
                .label("more than one aggregate, or less")
                .help("name the aggregate and compute afterwards: `| summarize n = count() by ... | extend m = n + 1`"),
        }
    }
}

fn unknown(function: &Spanned<String>) -> Problem {
    let (name, span) = (function.value.as_str(), function.span);
    let there_are = format!("aggregates are {}", in_words(AGGREGATES, "and"));
    if AGGREGATES_LATER.contains(&name) {
        return not_built(name, span).help(there_are);
    }
    let near = similar_words(name, AGGREGATES.iter().copied());
    let problem = Problem::new("aggregate", span, format!("`{name}` is no aggregate"));
    match near.is_empty() {
        false => problem.did_you_mean(near),
        true => problem.label("does not sum up rows").help(there_are),
    }
}

/// The name of an aggregate's column as KQL gives it.
fn default_name(name: &str, operand: Option<&Spanned<ast::Expr>>, own: &[Column]) -> String {
    let operand = operand.and_then(|operand| own_name(operand, own));
    let operand = operand.unwrap_or_default().replace('.', "_");
    match name {
        "make_set" => format!("set_{operand}"),
        "take_any" => operand,
        "countif" => "countif_".to_owned(),
        _ => format!("{name}_{operand}"),
    }
}

fn label(entity: Expr) -> Expr {
    Expr::Property(Box::new(entity), Property::Label)
}
