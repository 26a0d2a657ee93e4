//! Operators of two operands: which types each takes, and the conversions that it inserts.

use super::expression::{Operand, negate_if};
use super::{Problem, Resolver};
use crate::plan::column::Type;
use crate::plan::expression::{Arithmetic, Comparison, Expr, Property, Scalar, TextTest};
use crate::syntax::ast::BinaryOperator;
use regex::{Regex, RegexBuilder};

/// What to do instead of looking into a list.
const TEST_BEFORE: &str = "test the values before `make_set` puts them together";

/// The most memory that a pattern of a query may take once compiled.
const PATTERN_BYTES: usize = 1 << 20;

impl Resolver<'_> {
    /// An operator applied to its operands.
    pub(super) fn binary(
        &self,
        operator: BinaryOperator,
        left: Operand,
        right: Operand,
    ) -> Result<Expr, Problem> {
        use BinaryOperator as B;
        match operator {
            B::Equal => self.compared(Comparison::Equal, left, right),
            B::NotEqual => self.compared(Comparison::NotEqual, left, right),
            B::Less => self.compared(Comparison::Less, left, right),
            B::LessOrEqual => self.compared(Comparison::LessOrEqual, left, right),
            B::Greater => self.compared(Comparison::Greater, left, right),
            B::GreaterOrEqual => self.compared(Comparison::GreaterOrEqual, left, right),
            B::EqualIgnoreCase => self.tested(TextTest::Equal, operator, left, right),
            B::Contains => self.tested(TextTest::Contains, operator, left, right),
            B::StartsWith => self.tested(TextTest::StartsWith, operator, left, right),
            B::EndsWith => self.tested(TextTest::EndsWith, operator, left, right),
            B::Has => self.tested(TextTest::Has, operator, left, right),
            B::NotEqualIgnoreCase => self.tested_not(TextTest::Equal, operator, left, right),
            B::NotContains => self.tested_not(TextTest::Contains, operator, left, right),
            B::NotStartsWith => self.tested_not(TextTest::StartsWith, operator, left, right),
            B::NotEndsWith => self.tested_not(TextTest::EndsWith, operator, left, right),
            B::NotHas => self.tested_not(TextTest::Has, operator, left, right),
            B::HasPrefix => self.tested(TextTest::HasPrefix, operator, left, right),
            B::NotHasPrefix => self.tested_not(TextTest::HasPrefix, operator, left, right),
            B::HasSuffix => self.tested(TextTest::HasSuffix, operator, left, right),
            B::NotHasSuffix => self.tested_not(TextTest::HasSuffix, operator, left, right),
            B::ContainsCased => self.tested(TextTest::ContainsCased, operator, left, right),
            B::NotContainsCased => self.tested_not(TextTest::ContainsCased, operator, left, right),
            B::StartsWithCased => self.tested(TextTest::StartsWithCased, operator, left, right),
            B::NotStartsWithCased => {
                self.tested_not(TextTest::StartsWithCased, operator, left, right)
            }
            B::EndsWithCased => self.tested(TextTest::EndsWithCased, operator, left, right),
            B::NotEndsWithCased => self.tested_not(TextTest::EndsWithCased, operator, left, right),
            B::HasCased => self.tested(TextTest::HasCased, operator, left, right),
            B::NotHasCased => self.tested_not(TextTest::HasCased, operator, left, right),
            B::HasPrefixCased => self.tested(TextTest::HasPrefixCased, operator, left, right),
            B::NotHasPrefixCased => {
                self.tested_not(TextTest::HasPrefixCased, operator, left, right)
            }
            B::HasSuffixCased => self.tested(TextTest::HasSuffixCased, operator, left, right),
            B::NotHasSuffixCased => {
                self.tested_not(TextTest::HasSuffixCased, operator, left, right)
            }
            B::MatchesRegex => self.matches(left, &right),
            B::Add => self.calculated(Arithmetic::Add, left, right),
            B::Subtract => self.calculated(Arithmetic::Subtract, left, right),
            B::Multiply => self.calculated(Arithmetic::Multiply, left, right),
            B::Divide => self.calculated(Arithmetic::Divide, left, right),
            B::Modulo => self.calculated(Arithmetic::Modulo, left, right),
        }
    }

    fn tested(
        &self,
        test: TextTest,
        operator: BinaryOperator,
        left: Operand,
        right: Operand,
    ) -> Result<Expr, Problem> {
        let what = format!("`{}`", operator.text());
        let value = self.as_text(left, &what)?;
        let pattern = self.as_text(right, &what)?;
        Ok(Expr::Text(test, Box::new(value), Box::new(pattern)))
    }

    fn tested_not(
        &self,
        test: TextTest,
        operator: BinaryOperator,
        left: Operand,
        right: Operand,
    ) -> Result<Expr, Problem> {
        let tested = self.tested(test, operator, left, right)?;
        Ok(Expr::Not(Box::new(tested)))
    }

    /// Whether a text is one of several.
    pub(super) fn one_of_texts(
        &self,
        value: Operand,
        texts: &[&str],
        ignore_case: bool,
    ) -> Result<Expr, Problem> {
        let value = self.as_text(value, "`in`")?;
        let ignore_case = ignore_case || ignores_case(&value);
        let mut list: Vec<String> = texts
            .iter()
            .map(|text| match ignore_case {
                true => text.to_lowercase(),
                false => (*text).to_owned(),
            })
            .collect();
        list.sort_unstable();
        list.dedup();
        Ok(Expr::OneOf {
            value: Box::new(value),
            list,
            ignore_case,
        })
    }

    /// A text, or the name of an entity; `what` wants one.
    pub(super) fn as_text(&self, operand: Operand, what: &str) -> Result<Expr, Problem> {
        match operand.expr.ty() {
            Type::Text => Ok(operand.expr),
            Type::Entity => Ok(label(operand.expr)),
            other => {
                let message = format!("{what} takes texts");
                let problem =
                    Problem::new("type", operand.span, message).label(format!("this is {other}"));
                let written = self.written(operand.span);
                Err(match (other, &operand.expr) {
                    (Type::Boolean, _) => {
                        problem.help(format!("compare it so: `{written} == true`"))
                    }
                    (Type::List, _) => problem.help(TEST_BEFORE),
                    (_, Expr::Literal(_)) => problem.help(format!("in quotes: `\"{written}\"`")),
                    _ => problem.help(format!("as a text: `tostring({written})`")),
                })
            }
        }
    }

    /// Brings two operands to one type.
    pub(super) fn same_type(&self, left: Operand, right: Operand) -> Result<(Expr, Expr), Problem> {
        self.brought_together(left, right, "cannot be compared")
    }

    /// The same, saying of operands that differ what they cannot be.
    pub(super) fn brought_together(
        &self,
        left: Operand,
        right: Operand,
        otherwise: &str,
    ) -> Result<(Expr, Expr), Problem> {
        match (left.expr.ty(), right.expr.ty()) {
            (a, b) if a == b => Ok((left.expr, right.expr)),
            (Type::Integer, Type::Real) => Ok((Expr::ToReal(Box::new(left.expr)), right.expr)),
            (Type::Real, Type::Integer) => Ok((left.expr, Expr::ToReal(Box::new(right.expr)))),
            (Type::Entity, Type::Text) => Ok((label(left.expr), right.expr)),
            (Type::Text, Type::Entity) => Ok((left.expr, label(right.expr))),
            (a, b) => {
                let message = format!("{a} and {b} {otherwise}");
                let (one, two) = (self.written(left.span), self.written(right.span));
                let problem = Problem::new("type", left.span.to(right.span), message)
                    .label(format!("`{one}` is {a}, `{two}` is {b}"));
                if a == Type::List || b == Type::List {
                    return Err(problem.help(TEST_BEFORE));
                }
                let help = self.comparable(&left, &right);
                Err(match help.or_else(|| self.comparable(&right, &left)) {
                    Some(help) => problem.help(help),
                    None => problem,
                })
            }
        }
    }

    /// How to write a constant so that it can be compared with an operand.
    fn comparable(&self, with: &Operand, constant: &Operand) -> Option<String> {
        let Expr::Literal(scalar) = &constant.expr else {
            return None;
        };
        let written = self.written(constant.span);
        Some(match (with.expr.ty(), scalar) {
            (Type::Time, Scalar::Text(text)) if text.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("write `datetime({text})`")
            }
            (Type::Time, _) => "a time is written `datetime(2025-01-31)` or `ago(90d)`".to_owned(),
            (Type::Boolean, Scalar::Text(text)) if ["true", "false"].contains(&text.as_str()) => {
                format!("write `{text}` without quotes")
            }
            (Type::Boolean, _) => "write `true` or `false`".to_owned(),
            (ty, Scalar::Text(text)) if ty.is_number() && text.parse::<f64>().is_ok() => {
                format!("write `{text}` without quotes")
            }
            (Type::Duration, _) => "a span of time is written `90d` or `12h`".to_owned(),
            (Type::Text | Type::Entity, _) => format!("in quotes: `\"{written}\"`"),
            _ => return None,
        })
    }

    fn compared(
        &self,
        comparison: Comparison,
        left: Operand,
        right: Operand,
    ) -> Result<Expr, Problem> {
        let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let (span, name) = (left.span.to(right.span), self.written(left.span));
        let (left, right) = self.same_type(left, right)?;
        let ty = left.ty();
        if matches!(ty, Type::List) || (!equality && matches!(ty, Type::Entity | Type::Boolean)) {
            let message = match ty {
                Type::List => "lists cannot be compared".to_owned(),
                Type::Boolean => "true and false have no order".to_owned(),
                _ => "entities have no order".to_owned(),
            };
            let help = match ty {
                Type::List => "`dcount()` counts what `make_set()` lists",
                Type::Boolean => "compare with `==` or `!=`",
                _ => "names have one: compare `.name`",
            };
            return Err(Problem::new("type", span, message)
                .label(format!("`{name}` is {ty}"))
                .help(help));
        }
        if equality && ty == Type::Text && (ignores_case(&left) || ignores_case(&right)) {
            let test = Expr::Text(TextTest::Equal, Box::new(left), Box::new(right));
            return Ok(negate_if(comparison == Comparison::NotEqual, test));
        }
        Ok(Expr::Compare(comparison, Box::new(left), Box::new(right)))
    }

    fn matches(&self, left: Operand, right: &Operand) -> Result<Expr, Problem> {
        let regex = self.pattern(right, "`matches regex`")?;
        let value = self.as_text(left, "`matches regex`")?;
        Ok(Expr::Matches(Box::new(value), regex))
    }

    /// A regular expression that `what` takes.
    pub(super) fn pattern(&self, right: &Operand, what: &str) -> Result<Regex, Problem> {
        let Expr::Literal(Scalar::Text(pattern)) = &right.expr else {
            let message = format!("{what} takes a quoted pattern");
            return Err(Problem::new("pattern", right.span, message)
                .label(format!("this is {}", right.expr.ty()))
                .help("for example `name matches regex \"^Secure_access_\"`"));
        };
        let regex = RegexBuilder::new(pattern)
            .size_limit(PATTERN_BYTES)
            .dfa_size_limit(PATTERN_BYTES)
            .build();
        regex.map_err(|error| {
            if let regex::Error::CompiledTooBig(_) = error {
                return Problem::new("pattern", right.span, "the pattern is too large")
                    .label("repeats too much")
                    .help("make the counts in `{...}` smaller");
            }
            let text = error.to_string();
            let last = text
                .lines()
                .last()
                .unwrap_or("")
                .trim_start_matches("error: ");
            let problem = Problem::new(
                "pattern",
                right.span,
                "the pattern is no regular expression",
            );
            problem.label(last).help(
                "a sign is meant as it is after a backslash, best in a verbatim string: `@\"\\(\"`",
            )
        })
    }

    fn calculated(
        &self,
        operator: Arithmetic,
        left: Operand,
        right: Operand,
    ) -> Result<Expr, Problem> {
        let (a, b) = (left.expr.ty(), right.expr.ty());
        let Some(ty) = result_type(operator, a, b) else {
            let (one, two) = (self.written(left.span), self.written(right.span));
            let verb = match operator {
                Arithmetic::Add => "added",
                Arithmetic::Subtract => "subtracted",
                Arithmetic::Multiply => "multiplied",
                Arithmetic::Divide | Arithmetic::Modulo => "divided",
            };
            let message = format!("{a} and {b} cannot be {verb}");
            let problem = Problem::new("type", left.span.to(right.span), message)
                .label(format!("`{one}` is {a}, `{two}` is {b}"));
            let is_text = |ty| matches!(ty, Type::Text | Type::Entity);
            return Err(match (is_text(a) || is_text(b), a, b) {
                (true, _, _) => problem.help(format!("to join texts: `strcat({one}, {two})`")),
                (_, Type::Time, Type::Time) => {
                    problem.help("a time minus a time is the span between them")
                }
                (_, Type::Time, _) | (_, _, Type::Time) => {
                    problem.help("a span of time can be added to a time: `ago(90d) + 12h`")
                }
                _ => problem,
            });
        };
        Ok(Expr::Arithmetic(
            operator,
            Box::new(left.expr),
            Box::new(right.expr),
            ty,
        ))
    }
}

/// The type of a calculation; `None` if there is none with such operands.
fn result_type(operator: Arithmetic, left: Type, right: Type) -> Option<Type> {
    use Arithmetic::{Add, Divide, Multiply, Subtract};
    use Type::{Duration, Integer, Real, Time};
    Some(match (operator, left, right) {
        (_, Integer, Integer) => Integer,
        (_, a, b) if a.is_number() && b.is_number() => Real,
        (Add, Time, Duration) | (Add, Duration, Time) | (Subtract, Time, Duration) => Time,
        (Subtract, Time, Time) => Duration,
        (Add | Subtract, Duration, Duration) => Duration,
        (Multiply, Duration, Integer | Real) | (Multiply, Integer | Real, Duration) => Duration,
        (Divide, Duration, Integer | Real) => Duration,
        (Divide, Duration, Duration) => Real,
        _ => return None,
    })
}

fn label(entity: Expr) -> Expr {
    Expr::Property(Box::new(entity), Property::Label)
}

pub(super) fn ignores_case(expr: &Expr) -> bool {
    matches!(expr, Expr::Property(_, property) if property.ignores_case())
}
