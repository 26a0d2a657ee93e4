//! Typed expressions over the columns of rows.
//!
//! Every name is a position, every operand has the type its operator wants: resolution has
//! inserted the conversions, so evaluation cannot meet a wrong type.

use super::column::Type;
use super::function::Function;
use enfilade_model::Attribute;
use regex::Regex;
use std::fmt;

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    Text(String),
    Boolean(bool),
    Integer(i64),
    Real(f64),
    /// Microseconds since 1970.
    Time(i64),
    /// Microseconds.
    Duration(i64),
    /// Nothing, of a type.
    Null(Type),
}

impl Scalar {
    fn ty(&self) -> Type {
        match self {
            Scalar::Text(_) => Type::Text,
            Scalar::Boolean(_) => Type::Boolean,
            Scalar::Integer(_) => Type::Integer,
            Scalar::Real(_) => Type::Real,
            Scalar::Time(_) => Type::Time,
            Scalar::Duration(_) => Type::Duration,
            Scalar::Null(ty) => *ty,
        }
    }
}

/// What can be read off an entity.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Property {
    /// What it is called; its id where it has no name.
    Label,
    /// Its id as text.
    Id,
    /// The name of its kind.
    Kind,
    /// The files that describe it.
    Sources,
    /// A known attribute.
    Attribute(Attribute),
    /// A key of the attributes kept as JSON, as text.
    Other(String),
    /// Whether it is one of Microsoft's own apps.
    FirstParty,
    /// Whether it is an app that every user of the tenant may sign in to.
    Open,
    /// Whether nobody owns it.
    Ownerless,
    /// Whether its name has the words, in order and beside each other; lower case.
    NameWords(Vec<String>),
}

impl Property {
    /// The type of the property.
    pub(crate) fn ty(&self) -> Type {
        match self {
            Property::Label
            | Property::Id
            | Property::Kind
            | Property::Sources
            | Property::Other(_) => Type::Text,
            Property::Attribute(attribute) => attribute.value_type().into(),
            Property::FirstParty
            | Property::Open
            | Property::Ownerless
            | Property::NameWords(_) => Type::Boolean,
        }
    }

    /// Whether two of its values that differ in case only are the same.
    pub(crate) fn ignores_case(&self) -> bool {
        matches!(
            self,
            Property::Label
                | Property::Id
                | Property::Kind
                | Property::Attribute(
                    Attribute::DisplayName
                        | Attribute::UserPrincipalName
                        | Attribute::Mail
                        | Attribute::AppId
                        | Attribute::TenantId
                )
        )
    }
}

/// An order or equality of two values of one type.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A test of one text against another, without case unless it says otherwise.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum TextTest {
    Equal,
    Contains,
    StartsWith,
    EndsWith,
    /// As a whole word.
    Has,
    /// At the start of a word.
    HasPrefix,
    /// At the end of a word.
    HasSuffix,
    ContainsCased,
    StartsWithCased,
    EndsWithCased,
    HasCased,
    HasPrefixCased,
    HasSuffixCased,
}

impl TextTest {
    /// The test without case that looks for the same, and whether this one minds case.
    pub(crate) fn uncased(self) -> (TextTest, bool) {
        match self {
            TextTest::ContainsCased => (TextTest::Contains, true),
            TextTest::StartsWithCased => (TextTest::StartsWith, true),
            TextTest::EndsWithCased => (TextTest::EndsWith, true),
            TextTest::HasCased => (TextTest::Has, true),
            TextTest::HasPrefixCased => (TextTest::HasPrefix, true),
            TextTest::HasSuffixCased => (TextTest::HasSuffix, true),
            test => (test, false),
        }
    }
}

/// Arithmetic on two values.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// A typed expression.
#[derive(Clone, Debug)]
pub(crate) enum Expr {
    /// The column at a position.
    Column(usize, Type),
    Literal(Scalar),
    /// A property of an entity.
    Property(Box<Expr>, Property),
    /// Two operands of one type.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// A text and what it is tested against.
    Text(TextTest, Box<Expr>, Box<Expr>),
    /// A text, and words of which it has any, or all.
    Words {
        value: Box<Expr>,
        words: Vec<Expr>,
        all: bool,
    },
    /// A text and a pattern that may match anywhere in it.
    Matches(Box<Expr>, Regex),
    /// Whether a text is one of a list, sorted; lower case if case is ignored.
    OneOf {
        value: Box<Expr>,
        list: Vec<String>,
        ignore_case: bool,
    },
    /// The type is that of the result.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>, Type),
    /// A whole number as a number.
    ToReal(Box<Expr>),
    /// Anything but a list as text.
    ToText(Box<Expr>),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    /// Null, or the empty text.
    IsEmpty(Box<Expr>),
    IsNull(Box<Expr>),
    Function(Function, Vec<Expr>),
    /// The second operand where the first holds, else the third.
    If(Box<[Expr; 3]>),
}

impl Expr {
    /// The type of its values.
    pub(crate) fn ty(&self) -> Type {
        match self {
            Expr::Column(_, ty) | Expr::Arithmetic(_, _, _, ty) => *ty,
            Expr::Literal(scalar) => scalar.ty(),
            Expr::Property(_, property) => property.ty(),
            Expr::ToReal(_) => Type::Real,
            Expr::ToText(_) => Type::Text,
            Expr::Function(function, _) => function.ty(),
            Expr::If(parts) => parts[1].ty(),
            Expr::Compare(..)
            | Expr::Text(..)
            | Expr::Words { .. }
            | Expr::Matches(..)
            | Expr::OneOf { .. }
            | Expr::Not(_)
            | Expr::And(_)
            | Expr::Or(_)
            | Expr::IsEmpty(_)
            | Expr::IsNull(_) => Type::Boolean,
        }
    }

    /// The operands.
    pub(crate) fn operands(&self) -> Vec<&Expr> {
        match self {
            Expr::Column(..) | Expr::Literal(_) => Vec::new(),
            Expr::Property(a, _)
            | Expr::Matches(a, _)
            | Expr::OneOf { value: a, .. }
            | Expr::ToReal(a)
            | Expr::ToText(a)
            | Expr::Not(a)
            | Expr::IsEmpty(a)
            | Expr::IsNull(a) => vec![a],
            Expr::Compare(_, a, b) | Expr::Text(_, a, b) | Expr::Arithmetic(_, a, b, _) => {
                vec![a, b]
            }
            Expr::And(list) | Expr::Or(list) | Expr::Function(_, list) => list.iter().collect(),
            Expr::Words { value, words, .. } => {
                std::iter::once(&**value).chain(words.iter()).collect()
            }
            Expr::If(parts) => parts.iter().collect(),
        }
    }

    /// The operands, to rewrite.
    pub(crate) fn operands_mut(&mut self) -> Vec<&mut Expr> {
        match self {
            Expr::Column(..) | Expr::Literal(_) => Vec::new(),
            Expr::Property(a, _)
            | Expr::Matches(a, _)
            | Expr::OneOf { value: a, .. }
            | Expr::ToReal(a)
            | Expr::ToText(a)
            | Expr::Not(a)
            | Expr::IsEmpty(a)
            | Expr::IsNull(a) => vec![a],
            Expr::Compare(_, a, b) | Expr::Text(_, a, b) | Expr::Arithmetic(_, a, b, _) => {
                vec![a, b]
            }
            Expr::And(list) | Expr::Or(list) | Expr::Function(_, list) => list.iter_mut().collect(),
            Expr::Words { value, words, .. } => std::iter::once(&mut **value)
                .chain(words.iter_mut())
                .collect(),
            Expr::If(parts) => parts.iter_mut().collect(),
        }
    }

    /// Calls `f` with the position of every column that the expression reads.
    ///
    /// Recursion is bounded by the parser's limit on nesting.
    pub(crate) fn columns(&self, f: &mut dyn FnMut(usize)) {
        if let Expr::Column(at, _) = self {
            f(*at);
        }
        for operand in self.operands() {
            operand.columns(f);
        }
    }

    /// Replaces every column by what `f` makes of its position.
    pub(crate) fn replace_columns(&mut self, f: &dyn Fn(usize) -> Expr) {
        if let Expr::Column(at, _) = self {
            *self = f(*at);
            return;
        }
        for operand in self.operands_mut() {
            operand.replace_columns(f);
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Text(text) => write!(f, "{text:?}"),
            Scalar::Boolean(value) => write!(f, "{value}"),
            Scalar::Integer(value) => write!(f, "{value}"),
            Scalar::Real(value) => write!(f, "{value}"),
            Scalar::Time(micros) => match jiff::Timestamp::from_microsecond(*micros) {
                Ok(time) => write!(f, "datetime({time})"),
                Err(_) => write!(f, "datetime({micros} us)"),
            },
            Scalar::Null(_) => f.write_str("null"),
            Scalar::Duration(micros) => write!(f, "{}s", *micros as f64 / 1e6),
        }
    }
}
