//! The syntax tree of a query: what was written, with names unresolved.
//!
//! Heads and stages of the language that are not built yet have no variant here; the grammar
//! reserves their words, and a new one adds a variant and a file.

mod table;
mod tabular;

use super::span::{Span, Spanned};
use enfilade_model::Layer;

pub use table::Table;
pub use tabular::{Expansion, Join, JoinKey, JoinKind, MvExpand, Pattern, Render, Union};

/// A whole query: what is asked for, then the stages that reshape the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The names bound with `let`, in order.
    pub bindings: Vec<Spanned<Binding>>,
    /// What is asked for.
    pub head: Head,
    /// The stages after `|`, in order.
    pub stages: Vec<Spanned<Stage>>,
}

/// `let finance apps = apps where name has "finance";`: a name for a set.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The words of the name before its noun, or all of them.
    pub words: Vec<Spanned<String>>,
    /// The noun that the name ends in.
    pub noun: Option<Spanned<Noun>>,
    /// What the name stands for.
    pub set: Set,
}

impl Binding {
    /// The name as it is written, in lower case, its noun in the plural.
    #[must_use]
    pub fn name(&self) -> String {
        let words = self.words.iter().map(|word| word.value.to_lowercase());
        let noun = self
            .noun
            .as_ref()
            .map(|noun| noun.value.plural().to_owned());
        words.chain(noun).collect::<Vec<_>>().join(" ")
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Head {
    /// A set of entities.
    Set(Set),
    /// Pairs of a principal and a resource; with a quantifier, those who reach all or none.
    Reach(Box<Reach>),
    /// `does A reach B`: whether there is such a pair.
    YesNo(Box<Reach>),
    /// `why does A reach B`, `why cannot A reach B`: one pair, step by step.
    Why(Box<Reach>),
    /// `how many ways does A reach B`: the steps with which access begins.
    Ways(Box<Reach>),
    /// `shortest path from A to B`: paths, one by one.
    Paths(Box<Paths>),
    /// `disagreements`: a table as it is.
    Table(Table),
}

/// `3 paths from A to B within 4 hops`.
#[derive(Clone, Debug, PartialEq)]
pub struct Paths {
    /// How many.
    pub which: Spanned<Which>,
    /// From whom, to what, under which restrictions: `within` bounds the steps of a path. The verb is
    /// `reach`.
    pub reach: Reach,
}

/// How many paths.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Which {
    /// The shortest; of several the one by the lowest ids.
    Shortest,
    /// So many, the shortest first.
    Some(u64),
    /// All.
    All,
}

/// `which guests can reach finance apps by app assignment`.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    /// Who reaches.
    pub left: Set,
    /// Which states of access count, and whether those who lack it are asked for.
    pub verb: Spanned<Verb>,
    /// `all` or `no` before what is reached; none for each pair by itself.
    pub quantifier: Option<Spanned<Quantifier>>,
    /// What is reached.
    pub right: Set,
    /// Restrictions, in the order written.
    pub clauses: Vec<Spanned<Clause>>,
}

/// A verb: a layer, possibly negated.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Verb {
    /// Which states count.
    pub layer: Layer,
    /// Whether the complement is asked for (`do not reach`, `cannot reach`, `could not reach`).
    pub negated: bool,
}

impl Verb {
    /// The words after the subject: `reach`, `does not reach`, `cannot reach`.
    pub(crate) fn words(self, is_one: bool) -> &'static str {
        match (self.layer, self.negated, is_one) {
            (Layer::Reach, false, false) => "reach",
            (Layer::Reach, false, true) => "reaches",
            (Layer::Reach, true, false) => "do not reach",
            (Layer::Reach, true, true) => "does not reach",
            (Layer::CanReach, false, _) => "can reach",
            (Layer::CanReach, true, _) => "cannot reach",
            (Layer::CouldReach, false, _) => "could reach",
            (Layer::CouldReach, true, _) => "could not reach",
        }
    }

    /// The word before the subject of a question: `does`, `can`.
    pub(crate) fn auxiliary(self, is_one: bool) -> &'static str {
        match (self.layer, is_one) {
            (Layer::Reach, false) => "do",
            (Layer::Reach, true) => "does",
            (Layer::CanReach, _) => "can",
            (Layer::CouldReach, _) => "could",
        }
    }
}

/// How many of what is reached somebody must reach.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Quantifier {
    /// `reach all`: every one.
    All,
    /// `reach no`: none.
    No,
}

/// A restriction on the access that counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// `as Owner, "Storage Blob Data Reader"`: the role, any of these.
    As(Vec<Spanned<Phrase>>),
    /// `by azure role`: the mechanism, any of these.
    By(Vec<Spanned<Phrase>>),
    /// `not by open app`: the mechanism, none of these.
    NotBy(Vec<Spanned<Phrase>>),
    /// `via group "X"`: some path passes through the set.
    Via(Set),
    /// `not via group "X"`: some path passes around the set.
    NotVia(Set),
    /// `only via group "X"`: every path passes through the set.
    OnlyVia(Set),
    /// `within 3 hops`: some path is no longer.
    Within(Spanned<Count>),
    /// `directly`: granted to the principal itself, not to a group.
    Directly,
    /// `with disabled`, `with first-party`, `with limits`: what is left out unless asked for. The words as written.
    With(Vec<Spanned<Phrase>>),
    /// `without disabled`: what is left out, said. The words as written.
    Without(Vec<Spanned<Phrase>>),
}

/// A name in a clause.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Phrase {
    /// Words, or a quoted text.
    Text(String),
    /// `$name`: a value that the caller gives.
    Parameter(String),
}

/// A number of rows or steps.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Count {
    /// The number itself.
    Number(u64),
    /// `$name`: a value that the caller gives.
    Parameter(String),
}

/// A set of entities.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// How the set is made.
    pub kind: SetKind,
    /// Where it stands.
    pub span: Span,
}

/// How a set is made.
#[derive(Clone, Debug, PartialEq)]
pub enum SetKind {
    /// `who`, or a bare `what`: all that can hold access.
    Who,
    /// The `what` of `what can A reach`: all that access leads to.
    Whatever,
    /// `guest users where ...`, `apps`, `finance apps`: a noun, words before it, a predicate.
    Noun {
        /// The words before the noun, in order.
        words: Vec<Spanned<String>>,
        /// The noun.
        noun: Spanned<Noun>,
        /// The predicate after `where`.
        predicate: Option<Box<Spanned<Expr>>>,
    },
    /// `group "Finance"`: a noun and a name.
    Named {
        /// The noun.
        noun: Spanned<Noun>,
        /// The name.
        name: Spanned<Name>,
    },
    /// `alice@contoso.com`, a GUID, an Azure resource id, a quoted name: whatever is called so.
    Name(Spanned<Name>),
    /// Words that no noun follows: a definition, or a mistake.
    Words(Vec<Spanned<String>>),
    /// A set restricted by its relation to another.
    Related {
        /// The set that is restricted.
        set: Box<Set>,
        /// How it is related.
        relation: Spanned<Relative>,
        /// To what.
        to: Box<Set>,
    },
    /// `A or B`, `A and B`, `A except B`: from left to right.
    Algebra {
        /// The operator, the same throughout.
        operator: SetOperator,
        /// Two operands or more.
        operands: Vec<Set>,
    },
}

/// A name of a particular entity.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Name {
    /// A quoted name.
    Quoted(String),
    /// A user principal name, without quotes.
    Upn(String),
    /// A GUID.
    Guid(String),
    /// An Azure resource id, or another path that starts with a slash.
    Path(String),
    /// `$name`: a value that the caller gives, read as a quoted name.
    Parameter(String),
}

/// How two sets of one algebraic expression combine.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum SetOperator {
    /// Union.
    Or,
    /// Intersection.
    And,
    /// Difference.
    Except,
}

/// A relation that restricts a set.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Relative {
    /// Members, through nested groups too.
    In,
    /// Direct members.
    DirectlyIn,
    /// Groups with these as members, through nested groups too.
    Containing,
    /// What these own.
    OwnedBy,
    /// Owners of these.
    Owning,
    /// Those to whom these were given, or what was given to these.
    AssignedTo,
    /// Those who reach these.
    Reaching,
    /// What these reach.
    ReachedBy,
    /// What lies within these scopes.
    Under,
    /// Those of whom a rule of dynamic membership holds.
    Matching,
}

macro_rules! nouns {
    ($($(#[$doc:meta])* $variant:ident, $singular:literal, $plural:literal;)*) => {
        /// A noun of the language.
        #[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
        pub enum Noun { $($(#[$doc])* $variant,)* }

        impl Noun {
            /// Every noun.
            pub const ALL: &[Noun] = &[$(Noun::$variant),*];

            /// The noun for one; also the name of a column that holds it, with `_` for a space.
            #[must_use]
            pub fn singular(self) -> &'static str {
                match self { $(Noun::$variant => $singular,)* }
            }

            /// The noun for several.
            #[must_use]
            pub fn plural(self) -> &'static str {
                match self { $(Noun::$variant => $plural,)* }
            }
        }
    };
}

nouns! {
    /// Users.
    Users, "user", "users";
    /// Users of userType Guest.
    Guests, "guest", "guests";
    /// Users homed elsewhere, whatever their userType.
    Externals, "external", "externals";
    /// Users of userType Member who are not external.
    Employees, "employee", "employees";
    /// Groups.
    Groups, "group", "groups";
    /// Service principals of type Application.
    Apps, "app", "apps";
    /// App registrations.
    Registrations, "registration", "registrations";
    /// All service principals.
    ServicePrincipals, "service principal", "service principals";
    /// Managed identities.
    ManagedIdentities, "managed identity", "managed identities";
    /// Devices.
    Devices, "device", "devices";
    /// Directory roles.
    Roles, "role", "roles";
    /// Administrative units.
    Units, "unit", "units";
    /// Azure subscriptions.
    Subscriptions, "subscription", "subscriptions";
    /// Azure management groups.
    ManagementGroups, "management group", "management groups";
    /// Azure resource groups.
    ResourceGroups, "resource group", "resource groups";
    /// Azure resources, vaults included.
    AzureResources, "azure resource", "azure resources";
    /// Key vaults.
    Vaults, "vault", "vaults";
    /// SharePoint sites.
    Sites, "site", "sites";
    /// Teams.
    Teams, "team", "teams";
    /// Mailboxes.
    Mailboxes, "mailbox", "mailboxes";
    /// Licences.
    Licences, "licence", "licences";
    /// Access packages.
    Packages, "package", "packages";
    /// Conditional Access policies.
    Policies, "policy", "policies";
    /// Everything that access can lead to.
    Resources, "resource", "resources";
    /// Users, service principals and managed identities.
    Principals, "principal", "principals";
    /// Everything.
    Anything, "anything", "anything";
}

/// A stage of the pipeline, in KQL's words.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// `where predicate`.
    Where(Spanned<Expr>),
    /// `project name = expr, ...`.
    Project(Vec<Assignment>),
    /// `extend name = expr, ...`.
    Extend(Vec<Assignment>),
    /// `summarize name = aggregate(..), ... by column, ...`.
    Summarize {
        /// The aggregates; may be empty, as in KQL.
        aggregates: Vec<Assignment>,
        /// The columns to group by.
        by: Vec<Assignment>,
    },
    /// `sort by` or `order by`.
    Sort(Vec<SortKey>),
    /// `top n by key`.
    Top {
        /// How many rows.
        count: Spanned<Count>,
        /// The key.
        key: SortKey,
    },
    /// `take` or `limit`.
    Take(Spanned<Count>),
    /// `distinct` with its columns; none means all.
    Distinct(Vec<Assignment>),
    /// `count`.
    Count,
    /// `project-away a, b*`.
    ProjectAway(Vec<Pattern>),
    /// `project-keep a, b*`.
    ProjectKeep(Vec<Pattern>),
    /// `project-rename new = old, ...`.
    ProjectRename(Vec<Assignment>),
    /// `project-reorder a, b* asc`.
    ProjectReorder(Vec<Pattern>),
    /// `mv-expand`.
    MvExpand(MvExpand),
    /// `join`.
    Join(Box<Join>),
    /// `union`.
    Union(Union),
    /// `render`: how to draw the answer.
    Render(Spanned<Render>),
}

/// A column that a stage makes: an expression, with a name or named by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The name before `=`.
    pub name: Option<Spanned<String>>,
    /// The expression.
    pub value: Spanned<Expr>,
}

/// A key to sort by.
#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    /// What to sort by.
    pub value: Spanned<Expr>,
    /// Ascending if true; KQL sorts descending unless told.
    pub ascending: bool,
    /// Whether nulls come first; by default first when ascending, last when descending, as in KQL.
    pub nulls_first: bool,
}

/// An expression of a predicate or a stage.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A column, an attribute, or an attribute of an entity column (`guest.companyName`): the parts
    /// between the dots.
    Name(Vec<Spanned<String>>),
    /// A literal.
    Literal(Literal),
    /// `$name`: a value that the caller gives.
    Parameter(String),
    /// `f(a, b)`: the function's name in lower case.
    Call {
        /// The function.
        function: Spanned<String>,
        /// Its arguments.
        arguments: Vec<Spanned<Expr>>,
    },
    /// `a == b` and the other operators of two operands.
    Binary {
        /// The operator.
        operator: Spanned<BinaryOperator>,
        /// The left operand.
        left: Box<Spanned<Expr>>,
        /// The right operand.
        right: Box<Spanned<Expr>>,
    },
    /// `a in (b, c)`.
    In {
        /// The value looked for.
        value: Box<Spanned<Expr>>,
        /// Whether it must be absent (`!in`).
        negated: bool,
        /// Whether case is ignored (`in~`).
        ignore_case: bool,
        /// The list.
        list: Vec<Spanned<Expr>>,
    },
    /// `a between (b .. c)`, both ends included.
    Between {
        /// The value.
        value: Box<Spanned<Expr>>,
        /// Whether it must lie outside (`!between`).
        negated: bool,
        /// The lower end.
        low: Box<Spanned<Expr>>,
        /// The upper end.
        high: Box<Spanned<Expr>>,
    },
    /// `a has_any (b, c)`, `a has_all (b, c)`.
    HasWords {
        /// The text looked into.
        value: Box<Spanned<Expr>>,
        /// Whether it must have all of the words, not only one.
        all: bool,
        /// The words.
        words: Vec<Spanned<Expr>>,
    },
    /// `a[1]`: an element of a list, counted from its end where negative.
    Element {
        /// The list.
        list: Box<Spanned<Expr>>,
        /// Which.
        index: Spanned<i64>,
    },
    /// `not(a)`.
    Not(Box<Spanned<Expr>>),
    /// `a and b and c`.
    And(Vec<Spanned<Expr>>),
    /// `a or b or c`.
    Or(Vec<Spanned<Expr>>),
}

/// An operator of two operands.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum BinaryOperator {
    /// `==`
    Equal,
    /// `!=` or `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `=~`: equal without case.
    EqualIgnoreCase,
    /// `!~`: unequal without case.
    NotEqualIgnoreCase,
    /// `contains`: without case.
    Contains,
    /// `!contains`
    NotContains,
    /// `startswith`: without case.
    StartsWith,
    /// `!startswith`
    NotStartsWith,
    /// `endswith`: without case.
    EndsWith,
    /// `!endswith`
    NotEndsWith,
    /// `has`: a whole word, without case.
    Has,
    /// `!has`
    NotHas,
    /// `contains_cs`: with case.
    ContainsCased,
    /// `!contains_cs`
    NotContainsCased,
    /// `startswith_cs`: with case.
    StartsWithCased,
    /// `!startswith_cs`
    NotStartsWithCased,
    /// `endswith_cs`: with case.
    EndsWithCased,
    /// `!endswith_cs`
    NotEndsWithCased,
    /// `has_cs`: with case.
    HasCased,
    /// `!has_cs`
    NotHasCased,
    /// `hasprefix`: a word begins so, without case.
    HasPrefix,
    /// `!hasprefix`
    NotHasPrefix,
    /// `hasprefix_cs`: with case.
    HasPrefixCased,
    /// `!hasprefix_cs`
    NotHasPrefixCased,
    /// `hassuffix`: a word ends so, without case.
    HasSuffix,
    /// `!hassuffix`
    NotHasSuffix,
    /// `hassuffix_cs`: with case.
    HasSuffixCased,
    /// `!hassuffix_cs`
    NotHasSuffixCased,
    /// `matches regex`
    MatchesRegex,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
}

/// A literal value.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// A string, escapes resolved.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a point or an exponent.
    Real(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// `90d`, `12h`: microseconds.
    Duration(i64),
    /// `datetime(2025-01-01)`: microseconds since 1970.
    Time(i64),
}

impl BinaryOperator {
    /// Every operator with its sign or word, in lower case; the first of two is the canonical one.
    pub const WRITTEN: &[(BinaryOperator, &str)] = &[
        (BinaryOperator::Equal, "=="),
        (BinaryOperator::NotEqual, "!="),
        (BinaryOperator::NotEqual, "<>"),
        (BinaryOperator::Less, "<"),
        (BinaryOperator::LessOrEqual, "<="),
        (BinaryOperator::Greater, ">"),
        (BinaryOperator::GreaterOrEqual, ">="),
        (BinaryOperator::EqualIgnoreCase, "=~"),
        (BinaryOperator::NotEqualIgnoreCase, "!~"),
        (BinaryOperator::Contains, "contains"),
        (BinaryOperator::NotContains, "!contains"),
        (BinaryOperator::StartsWith, "startswith"),
        (BinaryOperator::NotStartsWith, "!startswith"),
        (BinaryOperator::EndsWith, "endswith"),
        (BinaryOperator::NotEndsWith, "!endswith"),
        (BinaryOperator::Has, "has"),
        (BinaryOperator::NotHas, "!has"),
        (BinaryOperator::ContainsCased, "contains_cs"),
        (BinaryOperator::NotContainsCased, "!contains_cs"),
        (BinaryOperator::StartsWithCased, "startswith_cs"),
        (BinaryOperator::NotStartsWithCased, "!startswith_cs"),
        (BinaryOperator::EndsWithCased, "endswith_cs"),
        (BinaryOperator::NotEndsWithCased, "!endswith_cs"),
        (BinaryOperator::HasCased, "has_cs"),
        (BinaryOperator::NotHasCased, "!has_cs"),
        (BinaryOperator::HasPrefix, "hasprefix"),
        (BinaryOperator::NotHasPrefix, "!hasprefix"),
        (BinaryOperator::HasPrefixCased, "hasprefix_cs"),
        (BinaryOperator::NotHasPrefixCased, "!hasprefix_cs"),
        (BinaryOperator::HasSuffix, "hassuffix"),
        (BinaryOperator::NotHasSuffix, "!hassuffix"),
        (BinaryOperator::HasSuffixCased, "hassuffix_cs"),
        (BinaryOperator::NotHasSuffixCased, "!hassuffix_cs"),
        (BinaryOperator::MatchesRegex, "matches regex"),
        (BinaryOperator::Add, "+"),
        (BinaryOperator::Subtract, "-"),
        (BinaryOperator::Multiply, "*"),
        (BinaryOperator::Divide, "/"),
        (BinaryOperator::Modulo, "%"),
    ];

    /// The operator written so, in lower case.
    #[must_use]
    pub fn from_text(text: &str) -> Option<BinaryOperator> {
        BinaryOperator::WRITTEN
            .iter()
            .find_map(|&(one, sign)| (sign == text).then_some(one))
    }

    /// How the operator is written.
    #[must_use]
    pub fn text(self) -> &'static str {
        let found = BinaryOperator::WRITTEN.iter().find(|(one, _)| *one == self);
        found.map_or("", |(_, sign)| sign)
    }
}
