//! A rule as it is understood.

mod grammar;
mod print;
mod reader;
mod unread;

use crate::{Mistake, Property, Shape, SubjectKind};
use regex::Regex;
use std::collections::BTreeSet;

/// A rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rule {
    /// What it is about.
    pub of: SubjectKind,
    /// What it asks.
    pub expression: Expression,
}

/// A condition that holds or not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Expression {
    /// One of several holds. At least two.
    Or(Vec<Expression>),
    /// All of several hold. At least two.
    And(Vec<Expression>),
    /// It does not hold.
    Not(Box<Expression>),
    /// A value compares.
    Compare(Comparison),
    /// A condition on the elements of a collection.
    Elements {
        /// The collection.
        of: Property,
        /// How many elements.
        quantifier: Quantifier,
        /// What holds of them.
        condition: Box<Expression>,
    },
    /// It reports to the manager with this object id.
    DirectReports(String),
}

impl Expression {
    /// The property whose values decide, for an expression without others within it.
    #[must_use]
    pub fn property(&self) -> Option<&Property> {
        match self {
            Expression::Compare(Comparison {
                operand: Operand::Property(of),
                ..
            }) => Some(of),
            Expression::Elements { of, .. } if of.shape != Shape::Groups => Some(of),
            _ => None,
        }
    }
}

/// How many elements of a collection.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Quantifier {
    /// At least one.
    Any,
    /// All of them; so it holds of an empty collection.
    All,
}

/// What is compared.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Operand {
    /// A property of the user or device.
    Property(Property),
    /// An element of a collection of texts, `_`.
    Element,
    /// A part of an element of `assignedPlans`.
    Plan(PlanPart),
    /// The object id of a group that the subject is a member of.
    Group,
}

/// A part of an assigned service plan.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum PlanPart {
    /// Whether it works ("Enabled", "Suspended", ...).
    CapabilityStatus,
    /// The service that it belongs to.
    Service,
    /// The id of the plan.
    ServicePlanId,
}

impl PlanPart {
    pub(crate) const ALL: [PlanPart; 3] = [
        PlanPart::CapabilityStatus,
        PlanPart::Service,
        PlanPart::ServicePlanId,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            PlanPart::CapabilityStatus => "capabilityStatus",
            PlanPart::Service => "service",
            PlanPart::ServicePlanId => "servicePlanId",
        }
    }
}

/// A comparison.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Comparison {
    /// What is compared.
    pub operand: Operand,
    /// How.
    pub operator: Operator,
    /// With what.
    pub literal: Literal,
}

/// How two values compare. Texts compare without case.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Operator {
    /// They are the same.
    Equal,
    /// They differ.
    NotEqual,
    /// It begins so.
    StartsWith,
    /// It does not begin so.
    NotStartsWith,
    /// It ends so.
    EndsWith,
    /// It does not end so.
    NotEndsWith,
    /// It has this within.
    Contains,
    /// It does not have this within.
    NotContains,
    /// A regular expression matches somewhere.
    Match,
    /// A regular expression matches nowhere.
    NotMatch,
    /// It is one of a list.
    In,
    /// It is none of a list.
    NotIn,
    /// It is no later.
    AtMost,
    /// It is no earlier.
    AtLeast,
}

impl Operator {
    /// Every operator, as documented.
    pub const ALL: [(Operator, &'static str); 14] = [
        (Operator::Equal, "-eq"),
        (Operator::NotEqual, "-ne"),
        (Operator::StartsWith, "-startsWith"),
        (Operator::NotStartsWith, "-notStartsWith"),
        (Operator::EndsWith, "-endsWith"),
        (Operator::NotEndsWith, "-notEndsWith"),
        (Operator::Contains, "-contains"),
        (Operator::NotContains, "-notContains"),
        (Operator::Match, "-match"),
        (Operator::NotMatch, "-notMatch"),
        (Operator::In, "-in"),
        (Operator::NotIn, "-notIn"),
        (Operator::AtMost, "-le"),
        (Operator::AtLeast, "-ge"),
    ];

    /// As it is written.
    #[must_use]
    pub fn text(self) -> &'static str {
        Operator::ALL[self as usize].1
    }

    /// The operator without its `not`, and whether there was one.
    pub(crate) fn positive(self) -> (Operator, bool) {
        match self {
            Operator::NotEqual => (Operator::Equal, true),
            Operator::NotStartsWith => (Operator::StartsWith, true),
            Operator::NotEndsWith => (Operator::EndsWith, true),
            Operator::NotContains => (Operator::Contains, true),
            Operator::NotMatch => (Operator::Match, true),
            Operator::NotIn => (Operator::In, true),
            other => (other, false),
        }
    }
}

/// What a value is compared with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Literal {
    /// No value.
    Null,
    /// True or false.
    Boolean(bool),
    /// A text; a number too, since all properties that take one are texts.
    Text(String),
    /// A list; `None` is no value.
    List(Vec<Option<String>>),
    /// A regular expression.
    Pattern(Pattern),
    /// An instant, in microseconds since 1970.
    Time(i64),
    /// The instant of evaluation and a span of time after it (before it, if negative), in
    /// microseconds.
    Now(i64),
}

/// A regular expression.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As it is written.
    pub text: String,
    /// `None` for one that looks around or back, which the service takes and this program does not
    /// evaluate: its time could not be bounded.
    pub regex: Option<Regex>,
}

impl Eq for Pattern {}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.text == other.text
    }
}

impl Rule {
    /// The most characters that a rule may have.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-membership#rule-syntax-for-a-single-expression>.
    pub const MAX_CHARACTERS: usize = 3072;

    /// Reads a rule.
    ///
    /// # Errors
    /// All mistakes that can be told apart, in the order of their places.
    pub fn parse(text: &str) -> Result<Rule, Vec<Mistake>> {
        reader::read(text)
    }

    /// The properties that it asks for, sorted; but for memberships and managers, which are no
    /// values of anyone.
    #[must_use]
    pub fn properties(&self) -> BTreeSet<&Property> {
        let conditions = self.conditions().into_iter();
        conditions.filter_map(Expression::property).collect()
    }

    /// The conditions that it joins, as they stand: comparisons, questions about elements, direct
    /// reports.
    #[must_use]
    pub fn conditions(&self) -> Vec<&Expression> {
        let mut found = Vec::new();
        let mut open = vec![&self.expression];
        while let Some(expression) = open.pop() {
            match expression {
                Expression::And(parts) | Expression::Or(parts) => open.extend(parts.iter().rev()),
                Expression::Not(inner) => open.push(inner),
                leaf => found.push(leaf),
            }
        }
        found
    }
}
