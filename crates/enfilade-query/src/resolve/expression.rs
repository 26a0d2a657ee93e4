//! Expressions: names to columns and attributes, operands to the types that operators want.

use super::{Problem, Resolver};
use crate::catalog::attributes::NoAttribute;
use crate::diagnostic::{in_words, similar_words};
use crate::plan::column::{Column, Kinds, Type};
use crate::plan::expression::{Expr, Property, Scalar};
use crate::plan::function::{Function, ListFunction};
use crate::syntax::ast::{self, BinaryOperator, Literal};
use crate::syntax::span::{Span, Spanned};

/// What names mean.
#[derive(Copy, Clone, Debug)]
pub(super) enum Scope<'a> {
    /// Attributes of the entity in column 0.
    Entity(Kinds),
    /// Columns of rows.
    Columns(&'a [Column]),
}

/// An operand with the place where it stands.
#[derive(Clone, Debug)]
pub(super) struct Operand {
    pub(super) expr: Expr,
    pub(super) span: Span,
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
        let written = self.written(expr.span);
        let written = written
            .strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'))
            .unwrap_or(written);
        let help = match condition.ty() {
            Type::Text | Type::Entity => format!("for example `isnotempty({written})`"),
            ty if ty.is_number() => format!("for example `{written} > 0`"),
            _ => format!("for example `isnotnull({written})`"),
        };
        Err(
            Problem::new("type", expr.span, "a condition is true or false")
                .label(format!("this is {}", condition.ty()))
                .help(help),
        )
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
            ast::Expr::Parameter(name) => self.given_value(name, expr.span, None),
            ast::Expr::Call {
                function,
                arguments,
            } => self.call(function, arguments, scope, expr.span),
            ast::Expr::Binary {
                operator,
                left,
                right,
            } => {
                let (left, right) = match is_arithmetic(operator.value) {
                    true => (self.operand(left, scope)?, self.operand(right, scope)?),
                    false => self.operands(left, right, scope)?,
                };
                self.binary(operator.value, left, right)
            }
            ast::Expr::In {
                value,
                negated,
                ignore_case,
                list,
            } => {
                let one_of = self.one_of(value, list, *ignore_case, scope)?;
                bounded(negate_if(*negated, one_of), expr.span)
            }
            ast::Expr::Between {
                value,
                negated,
                low,
                high,
            } => {
                let between = self.between(value, low, high, scope)?;
                bounded(negate_if(*negated, between), expr.span)
            }
            ast::Expr::HasWords { value, all, words } => {
                let called = if *all { "`has_all`" } else { "`has_any`" };
                let value = self.as_text(self.operand(value, scope)?, called)?;
                let words: Result<Vec<Expr>, Problem> = words
                    .iter()
                    .map(|word| self.as_text(self.operand(word, scope)?, called))
                    .collect();
                Ok(Expr::Words {
                    value: Box::new(value),
                    words: words?,
                    all: *all,
                })
            }
            ast::Expr::Element { list, index } => {
                let list = self.operand(list, scope)?;
                if list.expr.ty() != Type::List {
                    let message = "only lists have elements";
                    return Err(Problem::new("type", list.span, message)
                        .label(format!("this is {}", list.expr.ty()))
                        .help("`split()` and `parse_json()` make lists of a text"));
                }
                let element = Function::List(ListFunction::Element(index.value));
                Ok(Expr::Function(element, vec![list.expr]))
            }
            ast::Expr::Not(inner) => Ok(Expr::Not(Box::new(self.condition(inner, scope)?))),
            ast::Expr::And(list) => Ok(Expr::And(self.conditions(list, scope)?)),
            ast::Expr::Or(list) => Ok(Expr::Or(self.conditions(list, scope)?)),
        }
    }

    pub(super) fn operand(
        &self,
        expr: &Spanned<ast::Expr>,
        scope: Scope<'_>,
    ) -> Result<Operand, Problem> {
        Ok(Operand {
            expr: self.expr(expr, scope)?,
            span: expr.span,
        })
    }

    /// Two operands that are compared. A parameter is read as what stands beside it.
    fn operands(
        &self,
        left: &Spanned<ast::Expr>,
        right: &Spanned<ast::Expr>,
        scope: Scope<'_>,
    ) -> Result<(Operand, Operand), Problem> {
        if matches!(left.value, ast::Expr::Parameter(_)) {
            let right = self.operand(right, scope)?;
            return Ok((self.operand_beside(left, &right, scope)?, right));
        }
        let left = self.operand(left, scope)?;
        let right = self.operand_beside(right, &left, scope)?;
        Ok((left, right))
    }

    fn operand_beside(
        &self,
        expr: &Spanned<ast::Expr>,
        other: &Operand,
        scope: Scope<'_>,
    ) -> Result<Operand, Problem> {
        let ast::Expr::Parameter(name) = &expr.value else {
            return self.operand(expr, scope);
        };
        Ok(Operand {
            expr: self.given_value(name, expr.span, Some(other.expr.ty()))?,
            span: expr.span,
        })
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

    /// Both ends count. A span of time for the upper end is counted from the lower end.
    fn between(
        &self,
        value: &Spanned<ast::Expr>,
        low: &Spanned<ast::Expr>,
        high: &Spanned<ast::Expr>,
        scope: Scope<'_>,
    ) -> Result<Expr, Problem> {
        let value = self.operand(value, scope)?;
        let low = self.operand_beside(low, &value, scope)?;
        let mut high = match &high.value {
            // Either a time or, counted from the lower end, a span of time.
            ast::Expr::Parameter(_) if value.expr.ty() == Type::Time => {
                self.operand(high, scope)?
            }
            _ => self.operand_beside(high, &value, scope)?,
        };
        if low.expr.ty() == Type::Time && high.expr.ty() == Type::Duration {
            high.expr = self.binary(BinaryOperator::Add, low.clone(), high.clone())?;
        }
        Ok(Expr::And(vec![
            self.binary(BinaryOperator::GreaterOrEqual, value.clone(), low)?,
            self.binary(BinaryOperator::LessOrEqual, value, high)?,
        ]))
    }

    fn one_of(
        &self,
        value: &Spanned<ast::Expr>,
        list: &[Spanned<ast::Expr>],
        ignore_case: bool,
        scope: Scope<'_>,
    ) -> Result<Expr, Problem> {
        let value = self.operand(value, scope)?;
        let texts: Option<Result<Vec<&str>, Problem>> = list
            .iter()
            .map(|item| match &item.value {
                ast::Expr::Literal(Literal::Text(text)) => Some(Ok(text.as_str())),
                ast::Expr::Parameter(name) => Some(self.given(name, item.span)),
                _ => None,
            })
            .collect();
        if let (Some(texts), Type::Text | Type::Entity) = (texts, value.expr.ty()) {
            return self.one_of_texts(value, &texts?, ignore_case);
        }
        let operator = match ignore_case {
            true => BinaryOperator::EqualIgnoreCase,
            false => BinaryOperator::Equal,
        };
        let any: Result<Vec<Expr>, Problem> = list
            .iter()
            .map(|item| {
                let item = self.operand_beside(item, &value, scope)?;
                self.binary(operator, value.clone(), item)
            })
            .collect();
        // Nothing is in an empty list.
        Ok(match any? {
            any if any.is_empty() => Expr::Literal(Scalar::Boolean(false)),
            any => Expr::Or(any),
        })
    }

    pub(super) fn name(
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
            && let [attribute, ..] = rest
            && let Some(at) = find_column(columns, &first.value)
        {
            if columns[at].ty != Type::Entity {
                let message = format!(
                    "`{}` is {} and has no attributes",
                    first.value, columns[at].ty
                );
                let others: Vec<&str> = entity_columns(columns)
                    .map(|own| own.name.as_str())
                    .collect();
                let problem = Problem::new("type", first.span, message).label("no entity");
                return Err(match others.is_empty() {
                    true => problem,
                    false => problem.help(format!("entities are {}", in_words(&others, "and"))),
                });
            }
            let attribute_span = rest
                .iter()
                .fold(attribute.span, |all, part| all.to(part.span));
            let entity = Expr::Column(at, Type::Entity);
            let name = texts[1..].join(".");
            return self.property_of(entity, &name, columns[at].kinds, attribute_span);
        }
        // A name that is no column is an attribute if there is one entity that it can be of.
        let mut entities = (0..columns.len()).filter(|&at| columns[at].ty == Type::Entity);
        if let (Some(only), None) = (entities.next(), entities.next()) {
            let entity = Expr::Column(only, Type::Entity);
            let found = self.property_of(entity, &whole, columns[only].kinds, span);
            return match found {
                Err(problem) if problem.is("unknown-attribute") && !problem.has_candidates() => {
                    Err(self.no_column(&whole, columns, span))
                }
                found => found,
            };
        }
        Err(self.no_column(&whole, columns, span))
    }

    fn property_of(
        &self,
        entity: Expr,
        name: &str,
        kinds: Kinds,
        span: Span,
    ) -> Result<Expr, Problem> {
        let no_attribute = match self.catalog.property(name, kinds) {
            Ok(property) => {
                if let Property::Attribute(attribute) = property {
                    self.rests_on_attribute(attribute, kinds);
                }
                return Ok(Expr::Property(Box::new(entity), property));
            }
            Err(no_attribute) => no_attribute,
        };
        let plurals = |kinds: Kinds, join| {
            let plurals: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
            match plurals.len() {
                0..=4 => in_words(&plurals, join),
                _ => "these things".to_owned(),
            }
        };
        let message = format!("{} have no attribute `{name}`", plurals(kinds, "and"));
        Err(match no_attribute {
            NoAttribute::NotCollected(attribute) => self.not_collected(attribute, kinds, span),
            NoAttribute::NotKept(request) => {
                let message = format!("no source holds `{name}` of {}", plurals(kinds, "or"));
                Problem::new("not-collected", span, message)
                    .label("not collected")
                    .help(format!("`{request}` of Microsoft Graph has it"))
            }
            NoAttribute::OfOthers(_, others) => Problem::new("unknown-attribute", span, message)
                .label(format!("an attribute of {}", plurals(others, "and"))),
            NoAttribute::Unreadable(error) => {
                let message = format!("`{name}` cannot be looked up: {error}");
                Problem::new("unreadable-attributes", span, message).label("no column of its own")
            }
            NoAttribute::Unknown(_) if is_answer_column(name) => {
                Problem::new("unknown-attribute", span, message)
                    .label("a column of the answer")
                    .help(format!("test it after the sentence: `| where {name} ...`"))
            }
            NoAttribute::Unknown(near) if near.is_empty() => {
                let collected = self.catalog.collected(kinds);
                Problem::new("unknown-attribute", span, message)
                    .label("unknown attribute")
                    .help(format!("the sources hold {}", in_words(&collected, "and")))
            }
            NoAttribute::Unknown(near) => {
                Problem::new("unknown-attribute", span, message).did_you_mean(near)
            }
        })
    }

    fn no_column(&self, name: &str, columns: &[Column], span: Span) -> Problem {
        let message = format!("there is no column `{name}`");
        let problem = Problem::new("unknown-column", span, message);
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let near = similar_words(name, names.iter().copied());
        let are = if names.len() == 1 {
            "the only column is"
        } else {
            "columns are"
        };
        let help = format!("{are} {}", in_words(&names, "and"));
        if !near.is_empty() {
            return problem.did_you_mean(near).help(help);
        }
        let of_entities: Vec<String> = entity_columns(columns)
            // Scopes and groups of all kinds have any attribute.
            .filter(|column| column.kinds != Kinds::all())
            .filter(|column| {
                let found = self.catalog.property(name, column.kinds);
                !matches!(
                    found,
                    Err(NoAttribute::OfOthers(..) | NoAttribute::Unknown(_))
                )
            })
            .map(|column| format!("`{}.{name}`", column.name))
            .collect();
        match of_entities.is_empty() {
            true => problem.label("unknown column").help(help),
            false => problem.did_you_mean(of_entities).help(help),
        }
    }
}

fn is_arithmetic(operator: BinaryOperator) -> bool {
    use BinaryOperator::{Add, Divide, Modulo, Multiply, Subtract};
    matches!(operator, Add | Subtract | Multiply | Divide | Modulo)
}

/// Whether an answer to a verb has a column of this name beside its two ends.
fn is_answer_column(name: &str) -> bool {
    ["role", "mechanism", "scope", "state", "via", "ways", "hops"]
        .iter()
        .any(|column| column.eq_ignore_ascii_case(name))
}

fn entity_columns(columns: &[Column]) -> impl Iterator<Item = &Column> {
    columns.iter().filter(|column| column.ty == Type::Entity)
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

/// The most parts of one expression.
const MOST_PARTS: usize = 20_000;

/// The expression, unless it has too many parts. `in` and `between` look at their value several times, which
/// one within the other would soon take for ever.
fn bounded(expr: Expr, span: Span) -> Result<Expr, Problem> {
    let mut open = vec![&expr];
    let mut parts = 0;
    while let Some(part) = open.pop() {
        parts += 1;
        open.extend(part.operands());
        if parts > MOST_PARTS {
            let message = "the expression is too large once it is written out";
            return Err(Problem::new("too-large", span, message)
                .label("this looks at its value several times")
                .help("compute the value first: `| extend v = ...`, then test `v`"));
        }
    }
    Ok(expr)
}

pub(super) fn scalar(literal: &Literal) -> Scalar {
    match literal {
        Literal::Text(text) => Scalar::Text(text.clone()),
        Literal::Integer(value) => Scalar::Integer(*value),
        Literal::Real(value) => Scalar::Real(*value),
        Literal::Boolean(value) => Scalar::Boolean(*value),
        Literal::Duration(value) => Scalar::Duration(*value),
        Literal::Time(value) => Scalar::Time(*value),
    }
}

pub(super) fn negate_if(negated: bool, expr: Expr) -> Expr {
    match negated {
        true => Expr::Not(Box::new(expr)),
        false => expr,
    }
}
