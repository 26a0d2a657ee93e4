//! What is right with a rule and yet surprises: what Microsoft's service does with it that its text
//! does not say.

use crate::syntax::Operand;
use crate::{Comparison, Expression, Literal, Rule, Shape};

/// The most groups that a rule about memberships may name.
const MOST_GROUPS: usize = 50;

impl Rule {
    /// The end of the last day on which rules about memberships were processed, 3 November 2026, in
    /// microseconds since 1970.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-rule-member-of>.
    pub const MEMBER_OF_ENDED: i64 = 1_793_750_400_000_000;

    /// Whether it asks for memberships of groups, which the service no longer processes
    /// ([`Rule::MEMBER_OF_ENDED`]).
    #[must_use]
    pub fn asks_for_memberships(&self) -> bool {
        let is = |condition: &&Expression| matches!(condition, Expression::Elements { of, .. } if of.shape == Shape::Groups);
        self.conditions().iter().any(is)
    }

    /// What the service does with the rule that its text does not say.
    #[must_use]
    pub fn cautions(&self) -> Vec<String> {
        let mut cautions = Vec::new();
        if self.asks_for_memberships() {
            cautions.push(
                "the service stopped processing memberOf on 3 November 2026: whoever was a member then still is"
                    .to_owned(),
            );
            if self.conditions().len() > 1 || matches!(self.expression, Expression::Not(_)) {
                cautions.push(
                    "the service takes memberOf by itself only, joined with nothing and not negated"
                        .to_owned(),
                );
            }
            let groups: usize = self.conditions().into_iter().map(groups_of).sum();
            if groups > MOST_GROUPS {
                cautions.push(format!(
                    "the service takes at most {MOST_GROUPS} groups, and the rule names {groups}"
                ));
            }
        }
        for condition in self.conditions() {
            if let Expression::Compare(Comparison {
                operand,
                literal: Literal::Text(text),
                ..
            }) = condition
                && text.eq_ignore_ascii_case("null")
            {
                cautions.push(format!(
                    "`{operand}` is compared with the text \"{text}\"; without quotes it were no value"
                ));
            }
            if let Expression::Compare(Comparison {
                literal: Literal::Pattern(pattern),
                ..
            }) = condition
                && pattern.regex.is_none()
            {
                cautions.push(format!(
                    "whom `{}` matches is not known here: it looks around or back, or is too big",
                    pattern.text
                ));
            }
        }
        if self.never_holds() {
            cautions.push("the rule can hold of nobody".to_owned());
        } else if self.always_holds() {
            cautions.push(format!("the rule holds of every {}", self.of.name()));
        }
        cautions
    }
}

/// How many groups a condition names.
fn groups_of(condition: &Expression) -> usize {
    let Expression::Elements { condition, .. } = condition else {
        return 0;
    };
    match &**condition {
        Expression::Compare(Comparison {
            operand: Operand::Group,
            literal: Literal::List(ids),
            ..
        }) => ids.len(),
        _ => 1,
    }
}
