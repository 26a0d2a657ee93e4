//! The built-in adjectives: words before a noun that test an attribute, not the name.
//!
//! Each is a row of one table: the words, the kinds that they describe, and the test. A test rests
//! on attributes; where no source collected them the adjective is an error, not an empty set.

use super::privileged::PRIVILEGED_ROLES;
use crate::plan::column::{Kinds, Type};
use crate::plan::expression::{Comparison, Expr, Property, Scalar, TextTest};
use enfilade_model::{Attribute as A, EntityKind as K, Relation};

/// The test behind an adjective.
#[derive(Copy, Clone, Debug)]
enum Test {
    /// A boolean attribute has this value.
    Is(A, bool),
    /// A boolean attribute is not true: false, or not stated.
    IsNot(A),
    /// A text attribute is this, in any case.
    Text(A, &'static str),
    /// A text attribute holds this, in any case.
    Holds(A, &'static str),
    /// A text attribute does not hold this.
    Lacks(A, &'static str),
    External,
    Privileged,
    FirstParty,
    Open,
    Ownerless,
    /// Both.
    Both(&'static [Test; 2]),
}

/// An adjective: its words in lower case, the kinds it describes, and its test.
pub(crate) struct Adjective {
    pub(crate) words: &'static str,
    kinds: &'static [K],
    test: Test,
}

const USERS: &[K] = &[K::User];
const GROUPS: &[K] = &[K::Group];
const APPS: &[K] = &[K::App, K::ServicePrincipal, K::ManagedIdentity];
const OWNED: &[K] = &[K::Group, K::App, K::ServicePrincipal, K::Registration];
const ACCOUNTS: &[K] = &[
    K::User,
    K::App,
    K::ServicePrincipal,
    K::ManagedIdentity,
    K::Device,
];

const SYNCED: &[K] = &[K::User, K::Group];

const TABLE: &[Adjective] = &[
    adjective("enabled", ACCOUNTS, Test::Is(A::AccountEnabled, true)),
    adjective("disabled", ACCOUNTS, Test::Is(A::AccountEnabled, false)),
    adjective("synced", SYNCED, Test::Is(A::OnPremisesSyncEnabled, true)),
    adjective("cloud-only", SYNCED, Test::IsNot(A::OnPremisesSyncEnabled)),
    adjective("external", USERS, Test::External),
    adjective("guest", USERS, Test::Text(A::UserType, "guest")),
    adjective("member", USERS, Test::Text(A::UserType, "member")),
    adjective(
        "pending",
        USERS,
        Test::Text(A::ExternalUserState, "pendingacceptance"),
    ),
    adjective(
        "dynamic",
        GROUPS,
        Test::Holds(A::GroupTypes, "dynamicmembership"),
    ),
    adjective(
        "assigned",
        GROUPS,
        Test::Lacks(A::GroupTypes, "dynamicmembership"),
    ),
    adjective(
        "microsoft 365",
        GROUPS,
        Test::Holds(A::GroupTypes, "unified"),
    ),
    adjective("m365", GROUPS, Test::Holds(A::GroupTypes, "unified")),
    adjective(
        "security",
        GROUPS,
        Test::Both(&[
            Test::Is(A::SecurityEnabled, true),
            Test::Lacks(A::GroupTypes, "unified"),
        ]),
    ),
    adjective("mail-enabled", GROUPS, Test::Is(A::MailEnabled, true)),
    adjective(
        "role-assignable",
        GROUPS,
        Test::Is(A::IsAssignableToRole, true),
    ),
    adjective("public", GROUPS, Test::Text(A::Visibility, "public")),
    adjective("private", GROUPS, Test::Text(A::Visibility, "private")),
    adjective("ownerless", OWNED, Test::Ownerless),
    adjective("first-party", APPS, Test::FirstParty),
    adjective("open", &[K::App], Test::Open),
    adjective("privileged", &[K::DirectoryRole], Test::Privileged),
    adjective("custom", &[K::DirectoryRole], Test::Is(A::IsBuiltIn, false)),
    adjective(
        "built-in",
        &[K::DirectoryRole],
        Test::Is(A::IsBuiltIn, true),
    ),
    adjective(
        "conditional access",
        &[K::Policy],
        Test::Text(A::PolicyType, "conditionalaccesspolicy"),
    ),
    adjective("compliant", &[K::Device], Test::Is(A::IsCompliant, true)),
    adjective("managed", &[K::Device], Test::Is(A::IsManaged, true)),
];

const fn adjective(words: &'static str, kinds: &'static [K], test: Test) -> Adjective {
    Adjective { words, kinds, test }
}

impl Adjective {
    /// The adjective that the first words spell for these kinds, and how many words it takes.
    pub(crate) fn find(words: &[&str], kinds: Kinds) -> Option<(&'static Adjective, usize)> {
        [2, 1].into_iter().find_map(|count| {
            let spelled = words.get(..count)?.join(" ").to_lowercase();
            let fits = |adjective: &&Adjective| {
                adjective.words == spelled
                    && !kinds.is_empty()
                    && kinds.iter().all(|kind| adjective.kinds.contains(&kind))
            };
            TABLE.iter().find(fits).map(|adjective| (adjective, count))
        })
    }

    /// The adjectives that describe every one of these kinds, for suggestions and completion.
    pub(crate) fn of(kinds: Kinds) -> impl Iterator<Item = &'static str> {
        TABLE
            .iter()
            .filter(move |adjective| kinds.iter().all(|kind| adjective.kinds.contains(&kind)))
            .map(|adjective| adjective.words)
    }

    /// The kinds that a word describes as an adjective, whatever noun it stands before.
    pub(crate) fn kinds_of(word: &str) -> Kinds {
        let same = TABLE
            .iter()
            .filter(|adjective| adjective.words.eq_ignore_ascii_case(word));
        same.flat_map(|adjective| adjective.kinds.iter().copied())
            .collect()
    }

    /// Whether it asks for Microsoft's own apps, which a bare `apps` leaves out.
    pub(crate) fn asks_for_first_party(&self) -> bool {
        matches!(self.test, Test::FirstParty)
    }

    /// The relation that the adjective rests on beside attributes.
    pub(crate) fn relation(&self, kinds: Kinds) -> Option<Relation> {
        match self.test {
            Test::Ownerless if kinds.contains(K::Group) => Some(Relation::GroupOwners),
            Test::Ownerless => Some(Relation::AppOwners),
            _ => None,
        }
    }

    /// The test over column 0. `collected` says which attributes some source collected.
    ///
    /// # Errors
    /// The attribute that no source collected and that the test cannot do without.
    pub(crate) fn predicate(&self, collected: &dyn Fn(A) -> bool) -> Result<Expr, A> {
        predicate(&self.test, collected)
    }
}

fn entity() -> Box<Expr> {
    Box::new(Expr::Column(0, Type::Entity))
}

fn attribute(attribute: A) -> Box<Expr> {
    Box::new(Expr::Property(entity(), Property::Attribute(attribute)))
}

fn text(value: &str) -> Box<Expr> {
    Box::new(Expr::Literal(Scalar::Text(value.to_owned())))
}

fn needed(attribute: A, collected: &dyn Fn(A) -> bool) -> Result<A, A> {
    if collected(attribute) {
        Ok(attribute)
    } else {
        Err(attribute)
    }
}

fn predicate(test: &Test, collected: &dyn Fn(A) -> bool) -> Result<Expr, A> {
    let flag = |property| Expr::Property(entity(), property);
    Ok(match test {
        Test::Is(own, value) => Expr::Compare(
            Comparison::Equal,
            attribute(needed(*own, collected)?),
            Box::new(Expr::Literal(Scalar::Boolean(*value))),
        ),
        Test::IsNot(own) => Expr::Compare(
            Comparison::NotEqual,
            attribute(needed(*own, collected)?),
            Box::new(Expr::Literal(Scalar::Boolean(true))),
        ),
        Test::Text(own, value) => Expr::Text(
            TextTest::Equal,
            attribute(needed(*own, collected)?),
            text(value),
        ),
        Test::Holds(own, value) => Expr::Text(
            TextTest::Contains,
            attribute(needed(*own, collected)?),
            text(value),
        ),
        Test::Lacks(own, value) => {
            let holds = predicate(&Test::Holds(*own, value), collected)?;
            Expr::Not(Box::new(holds))
        }
        Test::External => external(collected)?,
        Test::Privileged => Expr::OneOf {
            value: attribute(needed(A::TemplateId, collected)?),
            list: PRIVILEGED_ROLES.iter().map(|&id| id.to_owned()).collect(),
            ignore_case: true,
        },
        Test::FirstParty => {
            needed(A::AppOwnerOrganizationId, collected)?;
            flag(Property::FirstParty)
        }
        Test::Open => {
            needed(A::AppRoleAssignmentRequired, collected)?;
            flag(Property::Open)
        }
        Test::Ownerless => flag(Property::Ownerless),
        Test::Both(tests) => {
            let both: Result<Vec<Expr>, A> = tests
                .iter()
                .map(|test| predicate(test, collected))
                .collect();
            Expr::And(both?)
        }
    })
}

/// Whether userType is Guest.
pub(crate) fn guest(collected: &dyn Fn(A) -> bool) -> Result<Expr, A> {
    predicate(&Test::Text(A::UserType, "guest"), collected)
}

/// Whether a group is a Microsoft 365 group.
pub(crate) fn microsoft_365(collected: &dyn Fn(A) -> bool) -> Result<Expr, A> {
    predicate(&Test::Holds(A::GroupTypes, "unified"), collected)
}

/// Whether a group has a team.
pub(crate) fn team(collected: &dyn Fn(A) -> bool) -> Result<Expr, A> {
    predicate(
        &Test::Holds(A::ResourceProvisioningOptions, "team"),
        collected,
    )
}

/// Whether access leads to something, if it is a group: only Microsoft 365 groups are more than
/// their members. Where no source says which are, none is taken for one.
pub(crate) fn resource(collected: &dyn Fn(A) -> bool) -> Expr {
    let is_group = Expr::Text(
        TextTest::Equal,
        Box::new(Expr::Property(entity(), Property::Kind)),
        text(K::Group.name()),
    );
    let is_other = Expr::Not(Box::new(is_group));
    match microsoft_365(collected) {
        Ok(is_unified) => Expr::Or(vec![is_other, is_unified]),
        Err(_) => is_other,
    }
}

/// Whether a user is homed elsewhere: by the form of the sign-in name, by how the account came to
/// be, or by the state of an invitation. Any of these that was collected.
pub(crate) fn external(collected: &dyn Fn(A) -> bool) -> Result<Expr, A> {
    let state = A::ExternalUserState;
    let signs = [
        predicate(&Test::Holds(A::UserPrincipalName, "#ext#"), collected),
        predicate(&Test::Text(A::CreationType, "invitation"), collected),
        needed(state, collected).map(|state| Expr::Not(Box::new(Expr::IsEmpty(attribute(state))))),
    ];
    let signs: Vec<Expr> = signs.into_iter().filter_map(Result::ok).collect();
    if signs.is_empty() {
        return Err(A::UserPrincipalName);
    }
    Ok(Expr::Or(signs))
}
