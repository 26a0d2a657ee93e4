//! Many rules over many users or devices at once.
//!
//! Rules of one tenant ask the same things again and again: ten thousand rules hold perhaps two thousand
//! different comparisons. So each distinct comparison is answered once, for a block of subjects at a
//! time, as two bitsets (for whom it holds, of whom it is unknown), and a rule is a few operations on
//! bitsets. Within a block a comparison is answered once for each distinct value of its property
//! ([`Column`]): departments are few, whatever the number of users.
//!
//! Logic is Kleene's, with three values: `unknown -or true` is true, `unknown -and true` is unknown.

mod bits;
mod column;
mod elements;
mod predicate;
mod wanted;

pub use column::{Column, Plan, Value};
pub(crate) use elements::compare_text;

use crate::{Expression, Property, Rule};
use bits::Bits;
use column::Local;
use predicate::Predicates;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Whether a rule holds of someone.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Truth {
    /// It holds.
    Matches,
    /// It does not.
    DoesNot,
    /// It rests on something that the export does not hold.
    Unknown,
}

impl Truth {
    /// What is known.
    fn of(holds: bool) -> Truth {
        match holds {
            true => Truth::Matches,
            false => Truth::DoesNot,
        }
    }
}

/// The users or devices that rules are evaluated over, numbered from 0.
pub trait Population: Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// The values of a property, one for each. Asked for once.
    fn column(&self, property: &Property) -> Column;

    /// Who is a direct member of the group with this object id, ascending; `None` if nobody knows.
    fn members_of(&self, group: &str) -> Option<Vec<u32>>;

    /// Who reports to the manager with this object id, ascending; `None` if nobody knows.
    fn reports_to(&self, manager: &str) -> Option<Vec<u32>>;
}

/// What a rule says of some subjects.
#[derive(Debug)]
pub struct Answers<'a> {
    /// The position of the rule.
    pub rule: usize,
    /// The subjects.
    pub subjects: Range<usize>,
    answer: &'a Answer,
}

impl Answers<'_> {
    /// What the rule says of one of the subjects.
    #[must_use]
    pub fn of(&self, subject: usize) -> Truth {
        let at = subject - self.subjects.start;
        match (self.answer.holds.get(at), self.answer.unknown.get(at)) {
            (true, _) => Truth::Matches,
            (_, true) => Truth::Unknown,
            _ => Truth::DoesNot,
        }
    }

    /// The subjects of whom the rule holds, ascending.
    pub fn matching(&self) -> impl Iterator<Item = usize> + '_ {
        let start = self.subjects.start;
        self.answer.holds.iter().map(move |at| at + start)
    }

    /// How many subjects it is unknown of.
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.answer.unknown.count()
    }
}

/// For whom something holds, and of whom that is unknown; never both.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) holds: Bits,
    pub(crate) unknown: Bits,
}

/// How many subjects a block has: bitsets of 8 KiB, which many comparisons share a cache with.
const BLOCK: usize = 1 << 16;

/// How many rules are answered before their answers are handed on.
const AT_ONCE: usize = 512;

/// Evaluates rules, all about the kind of subject that the population has, at `now` (microseconds
/// since 1970). Answers come block by block, within a block rule by rule.
///
/// Memory is two bits a subject of a block for each distinct comparison, and the columns. Time is linear
/// in the distinct values of each block for each distinct comparison, and in rules times subjects
/// divided by 64.
pub fn evaluate<P: Population>(
    rules: &[&Rule],
    population: &P,
    now: i64,
    emit: &mut dyn FnMut(Answers<'_>),
) {
    let predicates = Predicates::of(rules);
    let properties = predicates.properties();
    let columns: FxHashMap<&Property, Column> = properties
        .par_iter()
        .map(|&property| (property, population.column(property)))
        .collect();
    let lists = predicates.lists(population);
    let count = population.count();
    for start in (0..count).step_by(BLOCK) {
        let subjects = start..count.min(start + BLOCK);
        let local: FxHashMap<&Property, Local<'_>> = columns
            .par_iter()
            .map(|(property, column)| (*property, column.local(subjects.clone())))
            .collect();
        let answers = predicates.answer(&subjects, &local, &lists, now);
        for (chunk, some) in rules.chunks(AT_ONCE).enumerate() {
            let of_rules: Vec<Answer> = some
                .par_iter()
                .map(|rule| combine(&rule.expression, &predicates, &answers))
                .collect();
            for (at, answer) in of_rules.iter().enumerate() {
                emit(Answers {
                    rule: chunk * AT_ONCE + at,
                    subjects: subjects.clone(),
                    answer,
                });
            }
        }
    }
}

/// What an expression says, from what its comparisons say.
fn combine(expression: &Expression, predicates: &Predicates<'_>, answers: &[Answer]) -> Answer {
    match expression {
        Expression::And(parts) => folded(parts, predicates, answers, Answer::and),
        Expression::Or(parts) => folded(parts, predicates, answers, Answer::or),
        Expression::Not(inner) => combine(inner, predicates, answers).not(),
        Expression::Compare(_) | Expression::Elements { .. } | Expression::DirectReports(_) => {
            answers[predicates.number(expression)].clone()
        }
    }
}

fn folded(
    parts: &[Expression],
    predicates: &Predicates<'_>,
    answers: &[Answer],
    join: fn(&mut Answer, &Answer),
) -> Answer {
    let mut parts = parts.iter().map(|part| combine(part, predicates, answers));
    let mut sum = parts.next().unwrap_or_else(|| Answer::nobody(0));
    parts.for_each(|part| join(&mut sum, &part));
    sum
}

impl Answer {
    /// It holds of none.
    pub(crate) fn nobody(count: usize) -> Answer {
        Answer {
            holds: Bits::new(count),
            unknown: Bits::new(count),
        }
    }

    /// It is unknown of all.
    pub(crate) fn unknown(count: usize) -> Answer {
        let mut answer = Answer::nobody(count);
        answer.unknown.negate();
        answer
    }

    pub(crate) fn not(mut self) -> Answer {
        self.holds.negate();
        self.holds.remove(&self.unknown);
        self
    }

    fn and(&mut self, other: &Answer) {
        // Possible where both are; certain where both are.
        self.unknown.add(&self.holds);
        let mut possible = other.unknown.clone();
        possible.add(&other.holds);
        self.unknown.retain(&possible);
        self.holds.retain(&other.holds);
        self.unknown.remove(&self.holds);
    }

    fn or(&mut self, other: &Answer) {
        self.unknown.add(&other.unknown);
        self.holds.add(&other.holds);
        self.unknown.remove(&self.holds);
    }
}
