//! The aggregates of `summarize`.

use super::expression::Scope;
use super::functions::{AGGREGATES, AGGREGATES_ARE, AGGREGATES_LATER, not_built};
use super::stage::{kinds_of, own_name};
use super::{Problem, Resolver};
use crate::diagnostic::similar_words;
use crate::plan::column::{Column, Kinds, Type};
use crate::plan::expression::{Expr, Property, Scalar};
use crate::plan::logical::{Aggregate, Spread};
use crate::syntax::ast::{self, Assignment};
use crate::syntax::span::{Span, Spanned};

/// The most values that a list holds, as in KQL.
const MOST_VALUES: u64 = 1_048_576;

/// An aggregate and the column that it makes.
pub(super) type Made = (Aggregate, Column);

/// An aggregate as it was called.
struct Call<'a> {
    name: &'a str,
    arguments: &'a [Spanned<ast::Expr>],
    own: &'a [Column],
    span: Span,
}

impl Resolver<'_> {
    /// An aggregate, with its columns under the names that KQL gives them. `keys` are what the rows are
    /// grouped by.
    pub(super) fn aggregate(
        &self,
        assignment: &Assignment,
        own: &[Column],
        keys: &[Expr],
    ) -> Result<Vec<Made>, Problem> {
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
        let call = Call {
            name,
            arguments,
            own,
            span: assignment.value.span,
        };
        match (name, arguments.as_slice()) {
            ("count", []) => {
                let column = Column::new("count_", Type::Integer);
                Ok(vec![(Aggregate::Count, column)])
            }
            ("count", [first, ..]) => {
                let written = self.written(first.span);
                Err(
                    Problem::new("operands", call.span, "`count` takes no operand")
                        .label("counts rows")
                        .help(format!("`dcount({written})` counts different values")),
                )
            }
            ("arg_max" | "arg_min", [key, values @ ..]) if !values.is_empty() => {
                self.best(&call, key, values, keys)
            }
            ("percentile" | "percentiles", [value, percents @ ..]) if !percents.is_empty() => {
                self.percentiles(&call, value, percents)
            }
            ("make_set" | "make_list", [one, most]) => {
                let most = self.most_values(most, own)?;
                Ok(vec![self.simple(&call, name, one, None, most)?])
            }
            ("make_set_if" | "make_list_if", [one, condition, most]) => {
                let most = self.most_values(most, own)?;
                let plain = name.trim_end_matches("_if");
                Ok(vec![self.simple(
                    &call,
                    plain,
                    one,
                    Some(condition),
                    most,
                )?])
            }
            ("countif", [one]) => Ok(vec![self.simple(&call, name, one, None, MOST_VALUES)?]),
            ("countif", _) => Err(self.wrong_operands(&call, "one condition")),
            (_, [one, condition]) if let Some(plain) = unconditional(name) => {
                Ok(vec![self.simple(
                    &call,
                    plain,
                    one,
                    Some(condition),
                    MOST_VALUES,
                )?])
            }
            (_, _) if unconditional(name).is_some() => {
                Err(self.wrong_operands(&call, "a value and a condition"))
            }
            ("arg_max" | "arg_min", _) => {
                Err(self.wrong_operands(&call, "a value to compare, and what to take of its row"))
            }
            ("percentile" | "percentiles", _) => {
                Err(self.wrong_operands(&call, "a value and a percentage"))
            }
            (_, [one]) => Ok(vec![self.simple(&call, name, one, None, MOST_VALUES)?]),
            _ => Err(self.wrong_operands(&call, "one operand")),
        }
    }

    fn wrong_operands(&self, call: &Call<'_>, takes: &str) -> Problem {
        let name = call.name;
        let count = call.arguments.len();
        let message = format!("`{name}` takes {takes}, not {count}");
        let message = match takes {
            "one operand" => message,
            _ => format!("`{name}` takes {takes}"),
        };
        let label = match (count, takes) {
            (0, _) => "too few",
            (1, "one operand" | "one condition") => "too few",
            (2.., "one operand" | "one condition") => "too many",
            (1, _) => "too few",
            _ => "too many",
        };
        let problem = Problem::new("operands", call.span, message).label(label);
        let Some(first) = call.own.first() else {
            return problem;
        };
        let column = &first.name;
        problem.help(match name {
            "arg_max" | "arg_min" => format!(
                "for example `{name}(hops, {column})`, or `{name}(hops, *)` for the whole row"
            ),
            "percentile" | "percentiles" => format!("for example `{name}(hops, 95)`"),
            "countif" => format!("for example `{name}(isnotempty({column}))`"),
            _ if takes == "one operand" => format!("for example `{name}({column})`"),
            _ => format!("for example `{name}({column}, state == \"active\")`"),
        })
    }

    /// An aggregate of one value, perhaps only of the rows for which a condition holds: for the others
    /// the value is nothing, over which aggregates pass.
    fn simple(
        &self,
        call: &Call<'_>,
        plain: &str,
        value: &Spanned<ast::Expr>,
        condition: Option<&Spanned<ast::Expr>>,
        most: u64,
    ) -> Result<Made, Problem> {
        let scope = Scope::Columns(call.own);
        let operand = match plain {
            "countif" => self.condition(value, scope)?,
            _ => self.expr(value, scope)?,
        };
        let kinds = kinds_of(&operand, call.own);
        let ty = operand.ty();
        let operand = match condition {
            Some(condition) => {
                let condition = self.condition(condition, scope)?;
                let otherwise = Expr::Literal(Scalar::Null(ty));
                Expr::If(Box::new([condition, operand, otherwise]))
            }
            None => operand,
        };
        let (aggregate, ty) = self.of_operand(plain, operand, value.span, most)?;
        let column = Column {
            name: default_name(call.name, Some(value), call.own),
            ty,
            kinds: match ty {
                Type::Entity => kinds,
                _ => Kinds::default(),
            },
        };
        Ok((aggregate, column))
    }

    fn most_values(&self, most: &Spanned<ast::Expr>, own: &[Column]) -> Result<u64, Problem> {
        match self.expr(most, Scope::Columns(own))? {
            Expr::Literal(Scalar::Integer(most)) if most > 0 => {
                Ok(most.unsigned_abs().min(MOST_VALUES))
            }
            _ => Err(Problem::new(
                "operands",
                most.span,
                "the most values of a list are a number",
            )
            .help("for example `make_set(app, 100)`")),
        }
    }

    /// `arg_max(key, value, ...)`: the greatest key, and values of the row that has it.
    fn best(
        &self,
        call: &Call<'_>,
        key: &Spanned<ast::Expr>,
        values: &[Spanned<ast::Expr>],
        keys: &[Expr],
    ) -> Result<Vec<Made>, Problem> {
        let scope = Scope::Columns(call.own);
        let greatest = call.name == "arg_max";
        let key_name = own_name(key, call.own)
            .unwrap_or_else(|| call.name.trim_start_matches("arg_").to_owned() + "_");
        let mut key_expr = self.expr(key, scope)?;
        if key_expr.ty() == Type::List {
            return Err(Problem::new(
                "type",
                key.span,
                format!("`{}` compares single values", call.name),
            )
            .label("this is a list"));
        }
        let column = Column {
            name: key_name,
            ty: key_expr.ty(),
            kinds: kinds_of(&key_expr, call.own),
        };
        let shown = key_expr.clone();
        // Entities come in the order of their names.
        if key_expr.ty() == Type::Entity {
            key_expr = label(key_expr);
        }
        let of_row = |value: Expr| Aggregate::Best {
            greatest,
            key: key_expr.clone(),
            value,
        };
        let mut made = vec![(of_row(shown.clone()), column)];
        for value in values {
            if let ast::Expr::Name(parts) = &value.value
                && let [star] = parts.as_slice()
                && star.value == "*"
            {
                let is =
                    |expr: &Expr, at: usize| matches!(expr, Expr::Column(own, _) if *own == at);
                for (at, column) in call.own.iter().enumerate() {
                    if !is(&shown, at) && !keys.iter().any(|key| is(key, at)) {
                        made.push((of_row(Expr::Column(at, column.ty)), column.clone()));
                    }
                }
                continue;
            }
            let expr = self.expr(value, scope)?;
            let column = Column {
                name: own_name(value, call.own).unwrap_or_default(),
                ty: expr.ty(),
                kinds: kinds_of(&expr, call.own),
            };
            made.push((of_row(expr), column));
        }
        Ok(made)
    }

    /// <https://learn.microsoft.com/en-us/kusto/query/percentiles-aggregation-function>
    fn percentiles(
        &self,
        call: &Call<'_>,
        value: &Spanned<ast::Expr>,
        percents: &[Spanned<ast::Expr>],
    ) -> Result<Vec<Made>, Problem> {
        if let ("percentile", [_, second, ..]) = (call.name, percents) {
            return Err(
                Problem::new("operands", second.span, "`percentile` takes one percentage")
                    .help("`percentiles` takes several"),
            );
        }
        let scope = Scope::Columns(call.own);
        let operand = self.expr(value, scope)?;
        let ty = operand.ty();
        if !(ty.is_number() || matches!(ty, Type::Duration | Type::Time)) {
            let message = format!("`{}` takes numbers, times and spans of time", call.name);
            return Err(Problem::new("type", value.span, message).label(format!("this is {ty}")));
        }
        let stem = own_name(value, call.own)
            .unwrap_or_default()
            .replace('.', "_");
        percents
            .iter()
            .map(|percent| {
                let share = match self.expr(percent, scope)? {
                    Expr::Literal(Scalar::Integer(share)) => share as f64,
                    Expr::Literal(Scalar::Real(share)) => share,
                    _ => f64::NAN,
                };
                if !(0.0..=100.0).contains(&share) {
                    return Err(Problem::new(
                        "operands",
                        percent.span,
                        "a percentage is a number from 0 to 100",
                    )
                    .label("no such number")
                    .help("for example `percentile(hops, 95)`"));
                }
                let name = format!("percentile_{stem}_{}", share.to_string().replace('.', "_"));
                Ok((
                    Aggregate::Percentile(share, operand.clone()),
                    Column::new(name, ty),
                ))
            })
            .collect()
    }

    fn of_operand(
        &self,
        name: &str,
        operand: Expr,
        span: Span,
        most: u64,
    ) -> Result<(Aggregate, Type), Problem> {
        let ty = operand.ty();
        let refused = |takes: &str| {
            let message = format!("`{name}` takes {takes}");
            let problem = Problem::new("type", span, message).label(format!("this is {ty}"));
            match name {
                "avg" | "sum" | "stdev" | "variance" => {
                    problem.help("`dcount()` counts different values of any type")
                }
                _ => problem,
            }
        };
        let is_measure = ty.is_number() || ty == Type::Duration;
        Ok(match name {
            "countif" => (Aggregate::CountIf(operand), Type::Integer),
            "dcount" | "count_distinct" if ty != Type::List => {
                (Aggregate::DistinctCount(operand), Type::Integer)
            }
            // Entities come in the order of their names.
            "min" if ty == Type::Entity => (Aggregate::Min(label(operand)), Type::Text),
            "max" if ty == Type::Entity => (Aggregate::Max(label(operand)), Type::Text),
            "min" if ty != Type::List => (Aggregate::Min(operand), ty),
            "max" if ty != Type::List => (Aggregate::Max(operand), ty),
            "avg" if ty == Type::Duration => (Aggregate::Average(operand), ty),
            "avg" if is_measure => (Aggregate::Average(operand), Type::Real),
            "sum" if is_measure => (Aggregate::Sum(operand), ty),
            "stdev" | "variance" if ty.is_number() => {
                let spread = match name {
                    "stdev" => Spread::StandardDeviation,
                    _ => Spread::Variance,
                };
                (Aggregate::Spread(spread, operand), Type::Real)
            }
            "make_set" if ty != Type::List => (Aggregate::Set(operand, most), Type::List),
            "make_list" if ty != Type::List => (Aggregate::List(operand, most), Type::List),
            "any" | "take_any" if ty != Type::List => (Aggregate::Any(operand), ty),
            "avg" | "sum" => return Err(refused("numbers and spans of time")),
            "stdev" | "variance" => return Err(refused("numbers")),
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
    let there_are = AGGREGATES_ARE;
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

/// The aggregate without its condition: `sumif` is `sum` of some rows.
fn unconditional(name: &str) -> Option<&str> {
    match name {
        "countif" => None,
        name => name.strip_suffix("_if").or_else(|| name.strip_suffix("if")),
    }
}

/// The name of an aggregate's column as KQL gives it.
fn default_name(name: &str, operand: Option<&Spanned<ast::Expr>>, own: &[Column]) -> String {
    let operand = operand.and_then(|operand| own_name(operand, own));
    let operand = operand.unwrap_or_default().replace('.', "_");
    match name {
        "make_set" | "make_set_if" => format!("set_{operand}"),
        "make_list" | "make_list_if" => format!("list_{operand}"),
        "take_any" => operand,
        "countif" => "countif_".to_owned(),
        _ => format!("{name}_{operand}"),
    }
}

fn label(entity: Expr) -> Expr {
    Expr::Property(Box::new(entity), Property::Label)
}
