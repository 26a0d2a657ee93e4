//! From text to a rule: the grammar's tree, with its names looked up and its values checked.

mod value;

use super::grammar::{Grammar, Part};
use super::unread;
use super::{Comparison, Expression, Operand, Operator, PlanPart, Quantifier, Rule};
use crate::{Mistake, Property, Shape, Span, SubjectKind};
use pest::Parser as _;
use pest::iterators::Pair;

/// How deep parentheses may stand in each other.
const DEEPEST: usize = 64;

/// Reads a rule.
pub(super) fn read(text: &str) -> Result<Rule, Vec<Mistake>> {
    let whole = Span {
        start: 0,
        end: text.len(),
    };
    if text.trim().is_empty() {
        return Err(vec![Mistake::new(whole, "the rule is empty")]);
    }
    let characters = text.chars().count();
    if characters > Rule::MAX_CHARACTERS {
        let most = Rule::MAX_CHARACTERS;
        let message = format!("a rule has at most {most} characters, this has {characters}");
        return Err(vec![Mistake::new(whole, message)]);
    }
    if let Some(at) = unread::deeper_than(text, DEEPEST) {
        let span = Span {
            start: at,
            end: at + 1,
        };
        let message = format!("parentheses stand more than {DEEPEST} deep in each other");
        return Err(vec![Mistake::new(span, message)]);
    }
    let tree = Grammar::parse(Part::rule, text);
    let tree = tree.map_err(|error| vec![unread::mistake(text, &error)])?;
    let mut reader = Reader::default();
    let expression = tree
        .flat_map(Pair::into_inner)
        .find_map(|pair| match pair.as_rule() {
            Part::EOI => None,
            _ => Some(reader.expression(pair, None)),
        });
    match expression.flatten() {
        Some(expression) if reader.mistakes.is_empty() => Ok(Rule {
            of: reader.of.map_or(SubjectKind::User, |(of, _)| of),
            expression,
        }),
        _ => {
            reader.mistakes.sort_by_key(|mistake| mistake.span);
            Err(reader.mistakes)
        }
    }
}

fn span(pair: &Pair<'_, Part>) -> Span {
    let span = pair.as_span();
    Span {
        start: span.start(),
        end: span.end(),
    }
}

/// What was found out so far. A mistake makes its condition `None`, and the rest is still read.
#[derive(Default)]
struct Reader {
    of: Option<(SubjectKind, Span)>,
    mistakes: Vec<Mistake>,
}

impl Reader {
    fn fail<T>(&mut self, mistake: Mistake) -> Option<T> {
        self.mistakes.push(mistake);
        None
    }

    /// Reads a condition; within `-any` and `-all`, `element` is what the collection holds.
    fn expression(&mut self, pair: Pair<'_, Part>, element: Option<Shape>) -> Option<Expression> {
        match pair.as_rule() {
            Part::expression | Part::elements => self.joined(pair, element, Expression::Or),
            Part::conjunction | Part::all_elements => self.joined(pair, element, Expression::And),
            Part::group => self.expression(pair.into_inner().next()?, element),
            Part::negation | Part::one_element => self.negation(pair, element),
            Part::quantified => self.quantified(pair, element),
            Part::comparison | Part::element => {
                self.comparison(pair, element).map(Expression::Compare)
            }
            Part::direct_reports => self.direct_reports(pair),
            _ => None,
        }
    }

    fn joined(
        &mut self,
        pair: Pair<'_, Part>,
        element: Option<Shape>,
        join: fn(Vec<Expression>) -> Expression,
    ) -> Option<Expression> {
        let is_operator = |pair: &Pair<'_, Part>| matches!(pair.as_rule(), Part::or | Part::and);
        let parts = pair.into_inner().filter(|pair| !is_operator(pair));
        let parts: Vec<Option<Expression>> =
            parts.map(|part| self.expression(part, element)).collect();
        let mut parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
        match parts.len() {
            1 => parts.pop(),
            _ => Some(join(parts)),
        }
    }

    fn negation(&mut self, pair: Pair<'_, Part>, element: Option<Shape>) -> Option<Expression> {
        let mut is_negative = false;
        let mut inner = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Part::not => is_negative = !is_negative,
                _ => inner = self.expression(part, element),
            }
        }
        let inner = inner?;
        Some(if is_negative {
            Expression::Not(Box::new(inner))
        } else {
            inner
        })
    }

    fn quantified(&mut self, pair: Pair<'_, Part>, element: Option<Shape>) -> Option<Expression> {
        let mut parts = pair.into_inner();
        let (collection, quantifier, condition) = (parts.next()?, parts.next()?, parts.next()?);
        let place = span(&collection);
        let quantifier = match quantifier.as_rule() {
            Part::any => Quantifier::Any,
            _ => Quantifier::All,
        };
        if element.is_some() {
            let message = "a collection within the elements of another cannot be asked for";
            return self.fail(Mistake::new(place, message));
        }
        let of = match self.operand(&collection, None)? {
            Operand::Property(of) => of,
            Operand::Element | Operand::Plan(_) | Operand::Group => return None,
        };
        if !matches!(of.shape, Shape::Texts | Shape::Plans | Shape::Groups) {
            let message = format!("`{of}` is no collection, so it has no `-any` and no `-all`");
            return self.fail(Mistake::new(place, message).help("compare it with `-eq` or `-in`"));
        }
        let condition = self.expression(condition, Some(of.shape))?;
        Some(Expression::Elements {
            of,
            quantifier,
            condition: Box::new(condition),
        })
    }

    fn direct_reports(&mut self, pair: Pair<'_, Part>) -> Option<Expression> {
        let manager = pair.into_inner().next()?;
        self.is_about(SubjectKind::User, span(&manager))?;
        let id = value::text_of(&manager);
        if value::is_guid(&id) {
            return Some(Expression::DirectReports(id.to_ascii_lowercase()));
        }
        let message = format!("`{id}` is no object id");
        let help = "name the manager by object id: Direct Reports for \"<id>\"";
        self.fail(Mistake::new(span(&manager), message).help(help))
    }

    fn comparison(&mut self, pair: Pair<'_, Part>, element: Option<Shape>) -> Option<Comparison> {
        let mut parts = pair.into_inner();
        let (left, operator, right) = (parts.next()?, parts.next()?, parts.next()?);
        let operand = self.operand(&left, element);
        let place = span(&operator);
        let operator = operator_of(operator.into_inner().next()?.as_rule())?;
        let operand = operand?;
        let read = check_operator(&operand, operator, place)
            .and_then(|()| value::literal(&operand, operator, right));
        match read {
            Ok(literal) => Some(Comparison {
                operand,
                operator,
                literal,
            }),
            Err(mistake) => self.fail(mistake),
        }
    }

    /// What a name stands for.
    fn operand(&mut self, pair: &Pair<'_, Part>, element: Option<Shape>) -> Option<Operand> {
        let (name, place) = (pair.as_str(), span(pair));
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        let is = |known: &str| first.eq_ignore_ascii_case(known);
        if name == "_" {
            return match element {
                Some(Shape::Texts) => Some(Operand::Element),
                _ => self.fail(
                    Mistake::new(place, "`_` is an element of a collection of texts")
                        .help("write it within `-any` or `-all`: user.proxyAddresses -any (_ -startsWith \"x\")"),
                ),
            };
        }
        if is("assignedPlan") && element == Some(Shape::Plans) {
            let part = PlanPart::ALL
                .into_iter()
                .find(|part| part.name().eq_ignore_ascii_case(rest));
            return match part {
                Some(part) => Some(Operand::Plan(part)),
                None => self.fail(
                    Mistake::new(place, format!("an assigned plan has no `{rest}`"))
                        .help("it has capabilityStatus, service and servicePlanId"),
                ),
            };
        }
        if is("group") && element == Some(Shape::Groups) && rest.eq_ignore_ascii_case("objectId") {
            return Some(Operand::Group);
        }
        let of = [SubjectKind::User, SubjectKind::Device]
            .into_iter()
            .find(|of| is(of.name()));
        let Some(of) = of else {
            return self.fail(unknown_subject(name, place));
        };
        self.is_about(of, place)?;
        match Property::named(of, rest) {
            Some(property) => Some(Operand::Property(property)),
            None => self.fail(unknown_property(of, rest, place)),
        }
    }

    /// Holds a rule to users or to devices.
    fn is_about(&mut self, of: SubjectKind, place: Span) -> Option<()> {
        match self.of {
            Some((before, _)) if before != of => {
                let message = "a rule is about users or about devices, not both";
                self.fail(Mistake::new(place, message).help(format!(
                    "it began with `{}`; make a group for each",
                    before.name()
                )))
            }
            _ => {
                self.of = Some((of, place));
                Some(())
            }
        }
    }
}

fn operator_of(part: Part) -> Option<Operator> {
    Some(match part {
        Part::equal => Operator::Equal,
        Part::not_equal => Operator::NotEqual,
        Part::starts_with => Operator::StartsWith,
        Part::not_starts_with => Operator::NotStartsWith,
        Part::ends_with => Operator::EndsWith,
        Part::not_ends_with => Operator::NotEndsWith,
        Part::contains => Operator::Contains,
        Part::not_contains => Operator::NotContains,
        Part::r#match => Operator::Match,
        Part::not_match => Operator::NotMatch,
        Part::r#in => Operator::In,
        Part::not_in => Operator::NotIn,
        Part::at_most => Operator::AtMost,
        Part::at_least => Operator::AtLeast,
        _ => return None,
    })
}

/// Whether values of this kind compare so.
fn check_operator(operand: &Operand, operator: Operator, place: Span) -> Result<(), Mistake> {
    let Operand::Property(property) = operand else {
        return match operator {
            Operator::AtMost | Operator::AtLeast => Err(only_times(operator, place)),
            _ => Ok(()),
        };
    };
    let (text, equality) = (
        operator.text(),
        matches!(operator, Operator::Equal | Operator::NotEqual),
    );
    let order = matches!(operator, Operator::AtMost | Operator::AtLeast);
    let refused = |what: &str, help: &str| {
        let message = format!("`{property}` is {what}, which has no `{text}`");
        Err(Mistake::new(place, message).help(help))
    };
    match property.shape {
        Shape::Plans => refused(
            "a collection of objects",
            "ask for its elements with `-any`",
        ),
        Shape::Groups => refused(
            "a collection of groups",
            "write user.memberOf -any (group.objectId -in ['<id>'])",
        ),
        Shape::Boolean if !equality => refused("true or false", "use `-eq` or `-ne`"),
        Shape::Time if !(equality || order) => refused("a time", "use `-ge` or `-le`"),
        Shape::Text | Shape::Texts if order => Err(only_times(operator, place)),
        _ => Ok(()),
    }
}

fn only_times(operator: Operator, place: Span) -> Mistake {
    let message = format!("`{}` compares times only", operator.text());
    Mistake::new(place, message).help("the one property that is a time is `user.employeeHireDate`")
}

fn unknown_subject(name: &str, place: Span) -> Mistake {
    let mistake = Mistake::new(place, format!("`{name}` is no property"));
    let named = |of| Property::named(of, name);
    match named(SubjectKind::User).or_else(|| named(SubjectKind::Device)) {
        Some(property) => mistake.help(format!("did you mean `{property}`?")),
        None => mistake.help("a property is written `user.<name>` or `device.<name>`"),
    }
}

fn unknown_property(of: SubjectKind, name: &str, place: Span) -> Mistake {
    let subject = of.name();
    let mistake = Mistake::new(
        place,
        format!("a {subject} has no property `{name}` in rules"),
    );
    match (of, name.to_ascii_lowercase().as_str()) {
        (SubjectKind::User, "manager") => {
            return mistake
                .help("who reports to someone is `Direct Reports for \"<id of the manager>\"`");
        }
        (SubjectKind::Device, "organizationalunit") => {
            return mistake.help("Intune sets it, and the directory does not know it: use `device.deviceCategory` or an extension attribute");
        }
        _ => {}
    }
    let likeness =
        |known: &str| strsim::jaro_winkler(&name.to_ascii_lowercase(), &known.to_ascii_lowercase());
    let near = Property::known(of)
        .into_iter()
        .map(|(known, _)| (likeness(known), known))
        .filter(|(likeness, _)| *likeness > 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match near {
        Some((_, near)) => mistake.help(format!("did you mean `{subject}.{near}`?")),
        None => mistake.help(
            "extensions are extensionAttribute1 to 15, or extension_<app id without hyphens>_<name>",
        ),
    }
}
