//! Expressions of predicates and stages.

use super::binding::parameter;
use super::place::Place;
use super::{Node, Reader};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{BinaryOperator, Expr, Literal};
use crate::syntax::grammar::Rule;
use crate::syntax::parse::MOST_NESTING;
use crate::syntax::span::{Span, Spanned};

type Read = Option<Spanned<Expr>>;

impl<'t> Reader<'t> {
    pub(super) fn expression(&mut self, node: Node<'t>) -> Read {
        let span = self.span(&node);
        match node.as_rule() {
            Rule::expression => self.joined(node, Expr::Or),
            Rule::conjunction => self.joined(node, Expr::And),
            Rule::comparison | Rule::tested => self.comparison(node),
            Rule::sum | Rule::product => self.chain(node),
            Rule::group => self.group(node),
            Rule::opposite => self.opposite(node),
            Rule::call => self.call(node),
            Rule::indexed => self.indexed(node),
            Rule::column => {
                let parts = self.column(node)?;
                Some(Spanned::new(Expr::Name(parts), span))
            }
            Rule::parameter => Some(Spanned::new(Expr::Parameter(parameter(&node)), span)),
            Rule::missing => {
                self.missing(
                    &node,
                    "an expression",
                    "for example `company == \"Fabrikam\"`",
                );
                None
            }
            _ => self.literal(node),
        }
    }

    /// `a or b or c`, `a and b and c`; alone, what stands there.
    fn joined(&mut self, node: Node<'t>, join: fn(Vec<Spanned<Expr>>) -> Expr) -> Read {
        let span = self.span(&node);
        let mut parts = Vec::new();
        let mut sound = true;
        for part in node.into_inner() {
            if matches!(part.as_rule(), Rule::kw_or | Rule::kw_and) {
                continue;
            }
            match self.expression(part) {
                Some(part) => parts.push(part),
                None => sound = false,
            }
        }
        if !sound {
            return None;
        }
        if parts.len() == 1 {
            return parts.pop();
        }
        Some(Spanned::new(join(parts), span))
    }

    pub(super) fn comparison(&mut self, node: Node<'t>) -> Read {
        let span = self.span(&node);
        let mut parts = node.into_inner();
        let left = self.expression(parts.next()?);
        let Some(tail) = parts.next() else {
            return left;
        };
        let rule = tail.as_rule();
        let mut parts = tail.into_inner();
        let expr = match rule {
            Rule::in_tail => {
                let operator = parts.next()?;
                let list: Vec<Read> = parts.map(|item| self.expression(item)).collect();
                let list = list.into_iter().collect::<Option<Vec<_>>>()?;
                let value = Box::new(left?);
                match operator.as_str().to_lowercase().as_str() {
                    has @ ("has_any" | "has_all") => Expr::HasWords {
                        value,
                        all: has == "has_all",
                        words: list,
                    },
                    written => Expr::In {
                        value,
                        negated: written.starts_with('!'),
                        ignore_case: written.ends_with('~'),
                        list,
                    },
                }
            }
            Rule::between_tail => {
                let operator = parts.next()?;
                let low = self.expression(parts.next()?);
                let high = self.expression(parts.next()?);
                Expr::Between {
                    value: Box::new(left?),
                    negated: operator.as_str().starts_with('!'),
                    low: Box::new(low?),
                    high: Box::new(high?),
                }
            }
            Rule::binary_tail => {
                // What follows an operator that is not built need not be a value.
                let operator = self.operator(parts.next()?)?;
                let right = parts.next()?;
                let right = if right.as_rule() == Rule::missing {
                    self.missing(&right, "a value", "for example `company == \"Fabrikam\"`");
                    None
                } else {
                    self.expression(right)
                };
                Expr::Binary {
                    operator,
                    left: Box::new(left?),
                    right: Box::new(right?),
                }
            }
            _ => {
                let mut sign = span;
                if let Some(left) = &left
                    && let Some(token) = self.token_at(left.span.end)
                {
                    sign = token.span;
                }
                let diagnostic = Diagnostic::error("single-equals", sign, "`=` does not compare")
                    .label("write `==`")
                    .help("`==` compares as written, `=~` without regard to case");
                self.report(diagnostic);
                return None;
            }
        };
        Some(Spanned::new(expr, span))
    }

    fn operator(&mut self, node: Node<'t>) -> Option<Spanned<BinaryOperator>> {
        let span = self.span(&node);
        let later = node
            .into_inner()
            .any(|inner| inner.as_rule() == Rule::later_operator);
        if later {
            let written = self.slice(span).to_lowercase();
            let message = format!("`{written}` takes a list in parentheses");
            self.report(Diagnostic::error("in-list", span, message).help(format!(
                "for example `name {written} (\"finance\", \"payroll\")`"
            )));
            return None;
        }
        let text = self.words_in(span).join(" ").to_lowercase();
        // The sign of a negation is a token of its own.
        let text = text.replace("! ", "!");
        let operator = BinaryOperator::from_text(&text)?;
        Some(Spanned::new(operator, span))
    }

    /// `-(a + b)`: times minus one, which every number and span of time can be.
    fn opposite(&mut self, node: Node<'t>) -> Read {
        let span = self.span(&node);
        let inner = self.expression(node.into_inner().next()?)?;
        let sign = Span {
            start: span.start,
            end: span.start + 1,
        };
        let expr = Expr::Binary {
            operator: Spanned::new(BinaryOperator::Multiply, sign),
            left: Box::new(Spanned::new(Expr::Literal(Literal::Integer(-1)), sign)),
            right: Box::new(inner),
        };
        Some(Spanned::new(expr, span))
    }

    /// `a + b - c`, from left to right.
    fn chain(&mut self, node: Node<'t>) -> Read {
        let mut parts = node.into_inner();
        let mut left = self.expression(parts.next()?);
        let mut links = 0;
        while let (Some(sign), Some(right)) = (parts.next(), parts.next()) {
            links += 1;
            let span = self.span(&sign);
            if links > MOST_NESTING {
                let message = format!("more than {MOST_NESTING} terms follow one another");
                self.report(
                    Diagnostic::error("too-deep", span, message)
                        .help("compute in several `extend` stages"),
                );
                return None;
            }
            let right = self.expression(right);
            let operator = BinaryOperator::from_text(sign.as_str())?;
            left = match (left, right) {
                (Some(left), Some(right)) => {
                    let whole = left.span.to(right.span);
                    let operator = Spanned::new(operator, span);
                    let expr = Expr::Binary {
                        operator,
                        left: Box::new(left),
                        right: Box::new(right),
                    };
                    Some(Spanned::new(expr, whole))
                }
                _ => None,
            };
        }
        left
    }

    /// An expression in parentheses; its span takes them in.
    pub(super) fn group(&mut self, node: Node<'t>) -> Read {
        let span = self.span(&node);
        let mut inner = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::expression => inner = self.expression(part),
                rule => self.parenthesis_mistake(rule, &part, span, Place::Expression),
            }
        }
        inner.map(|inner| Spanned::new(inner.value, span))
    }

    fn call(&mut self, node: Node<'t>) -> Read {
        let span = self.span(&node);
        let mut function = None;
        let mut arguments = Vec::new();
        let mut subscripts = Vec::new();
        let mut sound = true;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::function => {
                    function = Some(Spanned::new(part.as_str().to_lowercase(), self.span(&part)))
                }
                Rule::expression => match self.expression(part) {
                    Some(argument) => arguments.push(argument),
                    None => sound = false,
                },
                Rule::everything => {
                    let span = self.span(&part);
                    let star = Spanned::new("*".to_owned(), span);
                    arguments.push(Spanned::new(Expr::Name(vec![star]), span));
                }
                Rule::subscript => subscripts.push(part),
                rule => {
                    let before = self.diagnostics.len();
                    self.parenthesis_mistake(rule, &part, span, Place::Expression);
                    sound &= self.diagnostics.len() == before;
                }
            }
        }
        let function = function?;
        if !sound {
            return None;
        }
        if function.value == "not" {
            if arguments.len() == 1 {
                let inner = Box::new(arguments.pop()?);
                return Some(Spanned::new(Expr::Not(inner), span));
            }
            let diagnostic =
                Diagnostic::error("arguments", function.span, "`not` takes one predicate")
                    .help("for example `not(company == \"Fabrikam\")`");
            self.report(diagnostic);
            return None;
        }
        let call = Expr::Call {
            function,
            arguments,
        };
        self.elements(Spanned::new(call, span), subscripts)
    }

    /// `column[0]`.
    fn indexed(&mut self, node: Node<'t>) -> Read {
        let mut parts = node.into_inner();
        let column = self.expression(parts.next()?)?;
        self.elements(column, parts)
    }

    /// A list with subscripts after it.
    fn elements(
        &mut self,
        mut list: Spanned<Expr>,
        subscripts: impl IntoIterator<Item = Node<'t>>,
    ) -> Read {
        for subscript in subscripts {
            let span = self.span(&subscript);
            let number = self.literal(subscript.into_inner().next()?)?;
            let Expr::Literal(Literal::Integer(index)) = number.value else {
                let message = "an element has a whole number";
                self.report(
                    Diagnostic::error("subscript", number.span, message)
                        .help("the first is `[0]`, the last `[-1]`"),
                );
                return None;
            };
            let whole = list.span.to(span);
            let element = Expr::Element {
                list: Box::new(list),
                index: Spanned::new(index, number.span),
            };
            list = Spanned::new(element, whole);
        }
        Some(list)
    }

    pub(super) fn column(&mut self, node: Node<'t>) -> Option<Vec<Spanned<String>>> {
        let mut parts = Vec::new();
        for part in node.into_inner() {
            parts.push(self.column_part(part)?);
        }
        Some(parts)
    }

    /// An identifier, or any text as `['text']`.
    pub(super) fn column_part(&mut self, node: Node<'t>) -> Option<Spanned<String>> {
        let span = self.span(&node);
        let text = match node.as_rule() {
            Rule::bracket => self.string(node.into_inner().next()?)?,
            _ => node.as_str().to_owned(),
        };
        Some(Spanned::new(text, span))
    }
}
