//! Expressions: names to columns and attributes, operands to the types that operators want.

use super::{Problem, Resolver};
use crate::catalog::attributes::NoAttribute;
use crate::catalog::nearest_of;
use crate::plan::column::{Column, Kinds, Type};
use crate::plan::expression::{
    Arithmetic, Comparison, Expr, Property, Scalar, TextFunction, TextTest,
};
use crate::syntax::ast::{self, BinaryOperator, Literal};
use crate::syntax::span::{Span, Spanned};
use regex::RegexBuilder;

/// The most memory that a pattern of a query may take once compiled.
const PATTERN_BYTES: usize = 1 << 20;

/// What names mean.
#[derive(Copy, Clone, Debug)]
pub(super) enum Scope<'a> {
    /// Attributes of the entity in column 0.
    Entity(Kinds),
    /// Columns of rows.
    Columns(&'a [Column]),
}

impl Resolver<'_> {
    /// A condition on entities of these kinds, over column 0.
    pub(super) fn condition_on_entity(
        &self,
        expr: &Spanned<ast::Expr>,
        kinds: Kinds,
    ) -> Result<Expr, Problem> {
        self.condition(expr, Scope::Entity(kinds))
    }

    /// An expression that is true or false.
    pub(super) fn condition(
        &self,
        expr: &Spanned<ast::Expr>,
        scope: Scope<'_>,
    ) -> Result<Expr, Problem> {
        let condition = self.expr(expr, scope)?;
        if condition.ty() == Type::Boolean {
            return Ok(condition);
        }
        Err(Problem::new("a condition must be true or false", expr.span)
            .label(format!("this is {}", condition.ty())))
    }

    /// An expression. Recursion is bounded by the parser's limit on nesting.
    pub(super) fn expr(
        &self,
        expr: &Spanned<ast::Expr>,
        scope: Scope<'_>,
    ) -> Result<Expr, Problem> {
        match &expr.value {
            ast::Expr::Name(parts) => self.name(parts, scope, expr.span),
            ast::Expr::Literal(literal) => Ok(Expr::Literal(scalar(literal))),
            ast::Expr::Call {
                function,
                arguments,
            } => self.call(function, arguments, scope, expr.span),
            ast::Expr::Binary {
                operator,
                left,
                right,
            } => {
                let resolved = (self.expr(left, scope)?, self.expr(right, scope)?);
                self.binary(operator.value, resolved, (left.span, right.span))
            }
            ast::Expr::In {
                value,
                negated,
                ignore_case,
                list,
            } => {
                let one_of = self.one_of(value, list, *ignore_case, scope)?;
                Ok(negate_if(*negated, one_of))
            }
            ast::Expr::Between {
                value,
                negated,
                low,
                high,
            } => {
                let ends = [
                    (BinaryOperator::GreaterOrEqual, low),
                    (BinaryOperator::LessOrEqual, high),
                ];
                let both: Result<Vec<Expr>, Problem> = ends
                    .into_iter()
                    .map(|(operator, end)| {
                        let resolved = (self.expr(value, scope)?, self.expr(end, scope)?);
                        self.binary(operator, resolved, (value.span, end.span))
                    })
                    .collect();
                Ok(negate_if(*negated, Expr::And(both?)))
            }
            ast::Expr::Not(inner) => Ok(Expr::Not(Box::new(self.condition(inner, scope)?))),
            ast::Expr::And(list) => Ok(Expr::And(self.conditions(list, scope)?)),
            ast::Expr::Or(list) => Ok(Expr::Or(self.conditions(list, scope)?)),
        }
    }

    fn conditions(
        &self,
        list: &[Spanned<ast::Expr>],
        scope: Scope<'_>,
    ) -> Result<Vec<Expr>, Problem> {
        list.iter()
            .map(|expr| self.condition(expr, scope))
            .collect()
    }

    fn name(
        &self,
        parts: &[Spanned<String>],
        scope: Scope<'_>,
        span: Span,
    ) -> Result<Expr, Problem> {
        let texts: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
        let whole = texts.join(".");
        let columns = match scope {
            Scope::Entity(kinds) => {
                let entity = Expr::Column(0, Type::Entity);
                return self.property_of(entity, &whole, kinds, span);
            }
            Scope::Columns(columns) => columns,
        };
        if let Some(at) = find_column(columns, &whole) {
            return Ok(Expr::Column(at, columns[at].ty));
        }
        if let [first, rest @ ..] = parts
            && !rest.is_empty()
            && let Some(at) = find_column(columns, &first.value)
        {
            let rest_span = rest.first().map_or(span, |part| part.span.to(span));
            if columns[at].ty != Type::Entity {
                return Err(Problem::new(
                    format!(
                        "`{}` is {} and has no attributes",
                        first.value, columns[at].ty
                    ),
                    first.span,
                ));
            }
            let attribute = texts[1..].join(".");
            let entity = Expr::Column(at, Type::Entity);
            return self.property_of(entity, &attribute, columns[at].kinds, rest_span);
        }
        // A name that is no column is an attribute if there is one entity that it can be of.
        let entities: Vec<usize> = (0..columns.len())
            .filter(|&at| columns[at].ty == Type::Entity)
            .collect();
        let [only] = *entities.as_slice() else {
            return Err(no_column(&whole, columns, span));
        };
        match self.catalog.property(&whole, columns[only].kinds) {
            Err(NoAttribute::Unknown(near)) => {
                let problem = no_column(&whole, columns, span);
                Err(if problem.candidates.is_empty() {
                    problem.candidates(near)
                } else {
                    problem
                })
            }
            _ => {
                let entity = Expr::Column(only, Type::Entity);
                self.property_of(entity, &whole, columns[only].kinds, span)
            }
        }
    }

    fn property_of(
        &self,
        entity: Expr,
        name: &str,
        kinds: Kinds,
        span: Span,
    ) -> Result<Expr, Problem> {
        match self.catalog.property(name, kinds) {
            Ok(property) => Ok(Expr::Property(Box::new(entity), property)),
            Err(NoAttribute::NotCollected { attribute, .. }) => {
                Err(self.not_collected(attribute, kinds, span))
            }
            Err(NoAttribute::Unknown(near)) => {
                let of: Vec<&str> = kinds.iter().take(3).map(|kind| kind.plural()).collect();
                Err(Problem::new(
                    format!("{} have no attribute `{name}`", of.join(" or ")),
                    span,
                )
                .label("unknown attribute")
                .candidates(near)
                .help_if(is_answer_column(name), || {
                    format!(
                        "`{name}` is a column of the answer: write `| where {name} ...` behind it"
                    )
                }))
            }
        }
    }

    fn binary(
        &self,
        operator: BinaryOperator,
        (left, right): (Expr, Expr),
        (left_span, right_span): (Span, Span),
    ) -> Result<Expr, Problem> {
        use BinaryOperator as B;
        let compare = |comparison| {
            let both = left_span.to(right_span);
            compared(comparison, left.clone(), right.clone(), both)
        };
        let text = |test, negated| {
            let value = as_text(left.clone(), left_span)?;
            let pattern = as_text(right.clone(), right_span)?;
            let test = Expr::Text(test, Box::new(value), Box::new(pattern));
            Ok(negate_if(negated, test))
        };
        let calculate = |operator| {
            let both = left_span.to(right_span);
            calculated(operator, left.clone(), right.clone(), both)
        };
        match operator {
            B::Equal => compare(Comparison::Equal),
            B::NotEqual => compare(Comparison::NotEqual),
            B::Less => compare(Comparison::Less),
            B::LessOrEqual => compare(Comparison::LessOrEqual),
            B::Greater => compare(Comparison::Greater),
            B::GreaterOrEqual => compare(Comparison::GreaterOrEqual),
            B::EqualIgnoreCase => text(TextTest::Equal, false),
            B::NotEqualIgnoreCase => text(TextTest::Equal, true),
            B::Contains => text(TextTest::Contains, false),
            B::NotContains => text(TextTest::Contains, true),
            B::StartsWith => text(TextTest::StartsWith, false),
            B::NotStartsWith => text(TextTest::StartsWith, true),
            B::EndsWith => text(TextTest::EndsWith, false),
            B::NotEndsWith => text(TextTest::EndsWith, true),
            B::Has => text(TextTest::Has, false),
            B::NotHas => text(TextTest::Has, true),
            B::MatchesRegex => matches(left, &right, left_span, right_span),
            B::Add => calculate(Arithmetic::Add),
            B::Subtract => calculate(Arithmetic::Subtract),
            B::Multiply => calculate(Arithmetic::Multiply),
            B::Divide => calculate(Arithmetic::Divide),
            B::Modulo => calculate(Arithmetic::Modulo),
        }
    }

    fn one_of(
        &self,
        value: &Spanned<ast::Expr>,
        list: &[Spanned<ast::Expr>],
        ignore_case: bool,
        scope: Scope<'_>,
    ) -> Result<Expr, Problem> {
        let resolved = self.expr(value, scope)?;
        let texts: Option<Vec<&str>> = list
            .iter()
            .map(|item| match &item.value {
                ast::Expr::Literal(Literal::Text(text)) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        if let (Some(texts), Type::Text | Type::Entity) = (texts, resolved.ty()) {
            let resolved = as_text(resolved, value.span)?;
            let ignore_case = ignore_case || ignores_case(&resolved);
            let mut list: Vec<String> = texts
                .into_iter()
                .map(|text| {
                    if ignore_case {
                        text.to_lowercase()
                    } else {
                        text.to_owned()
                    }
                })
                .collect();
            list.sort_unstable();
            list.dedup();
            return Ok(Expr::OneOf {
                value: Box::new(resolved),
                list,
                ignore_case,
            });
        }
        let operator = if ignore_case {
            BinaryOperator::EqualIgnoreCase
        } else {
            BinaryOperator::Equal
        };
        let any: Result<Vec<Expr>, Problem> = list
            .iter()
            .map(|item| {
                let operands = (resolved.clone(), self.expr(item, scope)?);
                self.binary(operator, operands, (value.span, item.span))
            })
            .collect();
        Ok(Expr::Or(any?))
    }

    fn call(
        &self,
        function: &Spanned<String>,
        arguments: &[Spanned<ast::Expr>],
        scope: Scope<'_>,
        span: Span,
    ) -> Result<Expr, Problem> {
        let resolved: Result<Vec<Expr>, Problem> = match function.value.as_str() {
            // Their operands are no values, so their names must not be looked up as such.
            name if is_aggregate(name) => Ok(Vec::new()),
            _ => arguments
                .iter()
                .map(|argument| self.expr(argument, scope))
                .collect(),
        };
        let mut operands = resolved?;
        let spans: Vec<Span> = arguments.iter().map(|argument| argument.span).collect();
        let count = operands.len();
        let text = |at: usize, operands: &[Expr]| as_text(operands[at].clone(), spans[at]);
        let boxed = |expr: Expr| Box::new(expr);
        match (function.value.as_str(), count) {
            ("not", 1) => match operands[0].ty() {
                Type::Boolean => Ok(Expr::Not(boxed(operands.remove(0)))),
                other => Err(Problem::new("`not` takes a condition", spans[0])
                    .label(format!("this is {other}"))),
            },
            ("isempty", 1) => Ok(Expr::IsEmpty(boxed(operands.remove(0)))),
            ("isnotempty", 1) => Ok(Expr::Not(boxed(Expr::IsEmpty(boxed(operands.remove(0)))))),
            // As in KQL: a text that is not there is an empty one.
            ("isnull" | "isnotnull", 1) if operands[0].ty() == Type::Text => {
                let instead = function.value.replace("null", "empty");
                Err(Problem::new("a text is never null", spans[0])
                    .label("this is a text")
                    .help(format!("write `{instead}(...)`")))
            }
            ("isnull", 1) => Ok(Expr::IsNull(boxed(operands.remove(0)))),
            ("isnotnull", 1) => Ok(Expr::Not(boxed(Expr::IsNull(boxed(operands.remove(0)))))),
            ("now", 0) => Ok(Expr::Literal(Scalar::Time(self.now))),
            ("now" | "ago", 1) => {
                let back = function.value == "ago";
                match operands[0] {
                    Expr::Literal(Scalar::Duration(span)) => {
                        let offset = if back { span.saturating_neg() } else { span };
                        let time = self.now.saturating_add(offset);
                        Ok(Expr::Literal(Scalar::Time(time)))
                    }
                    _ => Err(Problem::new(
                        format!("`{}` takes a span of time", function.value),
                        spans[0],
                    )
                    .help("such as `90d` or `12h`")),
                }
            }
            ("tolower", 1) => Ok(Expr::Function(
                TextFunction::Lower,
                vec![text(0, &operands)?],
            )),
            ("toupper", 1) => Ok(Expr::Function(
                TextFunction::Upper,
                vec![text(0, &operands)?],
            )),
            ("strlen", 1) => Ok(Expr::Function(
                TextFunction::Length,
                vec![text(0, &operands)?],
            )),
            ("strcat", 1..) => {
                let texts = operands.into_iter().map(to_text).collect();
                Ok(Expr::Function(TextFunction::Concatenate, texts))
            }
            ("tostring", 1) => Ok(to_text(operands.remove(0))),
            ("iff" | "iif", 3) => {
                let (condition, rest) = (operands.remove(0), operands);
                let [yes, no] = <[Expr; 2]>::try_from(rest).unwrap_or([
                    Expr::Literal(Scalar::Boolean(true)),
                    Expr::Literal(Scalar::Boolean(false)),
                ]);
                if condition.ty() != Type::Boolean {
                    return Err(Problem::new("`iff` takes a condition first", spans[0])
                        .label(format!("this is {}", condition.ty())));
                }
                let (yes, no) = same_type(yes, no, spans[1].to(spans[2]))?;
                Ok(Expr::If(Box::new([condition, yes, no])))
            }
            (name, _) if is_aggregate(name) => {
                Err(Problem::new(format!("`{name}` sums up many rows"), span)
                    .label("not one value for each row")
                    .help(format!(
                        "use it after `summarize`: `| summarize {name}(...)`"
                    )))
            }
            (name, _) if FUNCTIONS.contains(&name) => Err(Problem::new(
                format!("`{name}` does not take {count} operands"),
                span,
            )),
            (name, _) => Err(
                Problem::new(format!("there is no function `{name}`"), function.span)
                    .label("unknown function")
                    .candidates(nearest_of(name, FUNCTIONS.iter().copied())),
            ),
        }
    }
}

const FUNCTIONS: &[&str] = &[
    "not",
    "isempty",
    "isnotempty",
    "isnull",
    "isnotnull",
    "now",
    "ago",
    "tolower",
    "toupper",
    "strlen",
    "strcat",
    "tostring",
    "iff",
    "iif",
];

/// The functions of many rows.
pub(super) const AGGREGATES: &[&str] = &[
    "count", "countif", "dcount", "min", "max", "avg", "sum", "make_set", "any", "take_any",
];

pub(super) fn is_aggregate(name: &str) -> bool {
    AGGREGATES.contains(&name)
}

/// The position of a column, in its own case or else in any.
pub(super) fn find_column(columns: &[Column], name: &str) -> Option<usize> {
    let exact = columns.iter().position(|column| column.name == name);
    exact.or_else(|| {
        columns
            .iter()
            .position(|column| column.name.eq_ignore_ascii_case(name))
    })
}

/// Whether an answer to a verb has a column of this name beside its two ends.
fn is_answer_column(name: &str) -> bool {
    ["role", "mechanism", "scope", "state", "via", "ways", "hops"]
        .iter()
        .any(|column| column.eq_ignore_ascii_case(name))
}

fn no_column(name: &str, columns: &[Column], span: Span) -> Problem {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    Problem::new(format!("there is no column `{name}`"), span)
        .label("unknown column")
        .help(format!("the columns are {}", names.join(", ")))
        .candidates(nearest_of(name, names))
}

fn scalar(literal: &Literal) -> Scalar {
    match literal {
        Literal::Text(text) => Scalar::Text(text.clone()),
        Literal::Integer(value) => Scalar::Integer(*value),
        Literal::Real(value) => Scalar::Real(*value),
        Literal::Boolean(value) => Scalar::Boolean(*value),
        Literal::Duration(value) => Scalar::Duration(*value),
        Literal::Time(value) => Scalar::Time(*value),
    }
}

fn negate_if(negated: bool, expr: Expr) -> Expr {
    if negated {
        Expr::Not(Box::new(expr))
    } else {
        expr
    }
}

fn label(entity: Expr) -> Expr {
    Expr::Property(Box::new(entity), Property::Label)
}

/// A text, or the name of an entity.
fn as_text(expr: Expr, span: Span) -> Result<Expr, Problem> {
    match expr.ty() {
        Type::Text => Ok(expr),
        Type::Entity => Ok(label(expr)),
        other => {
            Err(Problem::new("this operator compares texts", span)
                .label(format!("this is {other}")))
        }
    }
}

/// Anything as text.
fn to_text(expr: Expr) -> Expr {
    match expr.ty() {
        Type::Text => expr,
        _ => Expr::ToText(Box::new(expr)),
    }
}

fn ignores_case(expr: &Expr) -> bool {
    matches!(expr, Expr::Property(_, property) if property.ignores_case())
}

/// Brings two operands to one type.
fn same_type(left: Expr, right: Expr, span: Span) -> Result<(Expr, Expr), Problem> {
    match (left.ty(), right.ty()) {
        (a, b) if a == b => Ok((left, right)),
        (Type::Integer, Type::Real) => Ok((Expr::ToReal(Box::new(left)), right)),
        (Type::Real, Type::Integer) => Ok((left, Expr::ToReal(Box::new(right)))),
        (Type::Entity, Type::Text) => Ok((label(left), right)),
        (Type::Text, Type::Entity) => Ok((left, label(right))),
        (a, b) => {
            let problem = Problem::new(format!("{a} and {b} cannot be compared"), span);
            Err(match (a, b) {
                (Type::Time, Type::Text) | (Type::Text, Type::Time) => {
                    problem.help("write a time as `datetime(2025-01-31)`")
                }
                (Type::Boolean, Type::Text) | (Type::Text, Type::Boolean) => {
                    problem.help("write `true` or `false` without quotes")
                }
                _ => problem,
            })
        }
    }
}

fn compared(comparison: Comparison, left: Expr, right: Expr, span: Span) -> Result<Expr, Problem> {
    let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    let (left, right) = same_type(left, right, span)?;
    let ty = left.ty();
    if ty == Type::List || (ty == Type::Entity && !equality) {
        let problem = Problem::new(format!("{ty} has no order"), span);
        return Err(problem.help("compare its `.name` instead"));
    }
    if equality && ty == Type::Text && (ignores_case(&left) || ignores_case(&right)) {
        let test = Expr::Text(TextTest::Equal, Box::new(left), Box::new(right));
        return Ok(negate_if(comparison == Comparison::NotEqual, test));
    }
    Ok(Expr::Compare(comparison, Box::new(left), Box::new(right)))
}

fn matches(left: Expr, right: &Expr, left_span: Span, right_span: Span) -> Result<Expr, Problem> {
    let Expr::Literal(Scalar::Text(pattern)) = right else {
        return Err(Problem::new(
            "`matches regex` takes a quoted pattern",
            right_span,
        ));
    };
    let regex = RegexBuilder::new(pattern)
        .size_limit(PATTERN_BYTES)
        .dfa_size_limit(PATTERN_BYTES)
        .build()
        .map_err(|error| {
            let text = error.to_string();
            let last = text
                .lines()
                .last()
                .unwrap_or("")
                .trim_start_matches("error: ");
            Problem::new("the pattern is no regular expression", right_span).label(last)
        })?;
    Ok(Expr::Matches(Box::new(as_text(left, left_span)?), regex))
}

fn calculated(operator: Arithmetic, left: Expr, right: Expr, span: Span) -> Result<Expr, Problem> {
    use Type::{Duration, Integer, Real, Time};
    let (a, b) = (left.ty(), right.ty());
    let ty = match (operator, a, b) {
        (_, Integer, Integer) => Integer,
        (_, a, b) if a.is_number() && b.is_number() => Real,
        (Arithmetic::Add, Time, Duration) | (Arithmetic::Add, Duration, Time) => Time,
        (Arithmetic::Subtract, Time, Duration) => Time,
        (Arithmetic::Subtract, Time, Time) => Duration,
        (Arithmetic::Add | Arithmetic::Subtract, Duration, Duration) => Duration,
        (Arithmetic::Multiply, Duration, Integer) | (Arithmetic::Multiply, Integer, Duration) => {
            Duration
        }
        (Arithmetic::Divide, Duration, Integer) => Duration,
        (Arithmetic::Divide, Duration, Duration) => Real,
        _ => {
            return Err(Problem::new(
                format!("there is no such calculation with {a} and {b}"),
                span,
            ));
        }
    };
    Ok(Expr::Arithmetic(
        operator,
        Box::new(left),
        Box::new(right),
        ty,
    ))
}
