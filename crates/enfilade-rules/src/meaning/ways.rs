//! The disjunctive reading of a condition: the lists of conditions that are enough for it.

use super::contradiction::contradict;
use crate::Expression;

/// Conditions that are enough for a rule to hold: comparisons, questions about elements, and
/// `-not` of such.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Way {
    /// All of these hold.
    pub conditions: Vec<Expression>,
}

/// The ways in which a rule holds; impossible ones are left out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ways {
    /// In the order of the rule's normal form.
    pub list: Vec<Way>,
    /// Whether these are all.
    pub is_whole: bool,
}

/// The ways in which a condition in normal form holds, at most `most` of them.
pub(super) fn ways(expression: &Expression, most: usize) -> Ways {
    let mut ways = match expression {
        Expression::Or(parts) => {
            let mut all = Ways::none();
            for part in parts {
                let own = ways(part, most);
                all.is_whole &= own.is_whole;
                all.list.extend(own.list);
            }
            all
        }
        Expression::And(parts) => {
            let one = Way {
                conditions: Vec::new(),
            };
            let mut all = Ways {
                list: vec![one],
                is_whole: true,
            };
            for part in parts {
                all = all.and(&ways(part, most), most);
            }
            all
        }
        leaf => Ways {
            list: vec![Way {
                conditions: vec![leaf.clone()],
            }],
            is_whole: true,
        },
    };
    ways.list.retain(|way| !contradict(&way.conditions));
    ways.cut(most);
    ways
}

impl Ways {
    fn none() -> Ways {
        Ways {
            list: Vec::new(),
            is_whole: true,
        }
    }

    fn cut(&mut self, most: usize) {
        self.is_whole &= self.list.len() <= most;
        self.list.truncate(most);
    }

    /// Each way of these with each of others. Stops at twice as many as are wanted, since some will
    /// turn out impossible.
    fn and(&self, others: &Ways, most: usize) -> Ways {
        let mut both = Ways {
            list: Vec::new(),
            is_whole: self.is_whole && others.is_whole,
        };
        for own in &self.list {
            for other in &others.list {
                if both.list.len() == most * 2 {
                    both.is_whole = false;
                    return both;
                }
                let mut conditions = own.conditions.clone();
                for condition in &other.conditions {
                    if !conditions.contains(condition) {
                        conditions.push(condition.clone());
                    }
                }
                both.list.push(Way { conditions });
            }
        }
        both
    }
}
