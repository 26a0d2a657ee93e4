//! What stages make of rows that come and go.
//!
//! A stage keeps the direction while what it looks at in a row is settled: more access may shorten a
//! path, or raise a count past a limit, and which rows a limit leaves is anybody's guess.

use super::Monotony;
use enfilade_query::syntax::ast::{Assignment, Expr, Stage};
use enfilade_query::syntax::span::Spanned;

/// The columns of access that tell of the best path, which more access may change.
const OF_THE_PATH: [&str; 5] = ["hops", "ways", "via", "state", "limits"];

/// Which way the rows move after some stages.
pub(super) fn of(head: Monotony, stages: &[Spanned<Stage>]) -> Monotony {
    if head == Monotony::Fixed && !stages.iter().any(|stage| brings_rows(&stage.value)) {
        return Monotony::Fixed;
    }
    let mut columns = Columns::of_head();
    let keep = |stage: &Spanned<Stage>| columns.pass(&stage.value);
    match stages.iter().all(keep) {
        true => head,
        false => Monotony::Unknown,
    }
}

/// Whether a stage brings rows of another query.
fn brings_rows(stage: &Stage) -> bool {
    matches!(stage, Stage::Join(_) | Stage::Union(_))
}

/// What is known of the columns of rows that come and go.
struct Columns {
    /// The columns that more access may change.
    unsettled: Vec<String>,
    /// Whether there are more such, under names that are made up.
    has_unnamed: bool,
    /// The columns that are settled, as far as stages made them.
    settled: Vec<String>,
    /// Whether a row is told from every other by what it shows.
    are_distinct: bool,
    /// Whether a limit left only some of the rows.
    are_cut: bool,
}

impl Columns {
    fn of_head() -> Columns {
        Columns {
            unsettled: OF_THE_PATH.map(str::to_owned).to_vec(),
            has_unnamed: false,
            settled: Vec::new(),
            are_distinct: true,
            are_cut: false,
        }
    }

    /// Goes through a stage: whether it keeps the direction.
    fn pass(&mut self, stage: &Stage) -> bool {
        match stage {
            Stage::Where(condition) => !self.are_cut && self.settles(&condition.value),
            Stage::Project(made) => {
                self.only(made, &[]);
                self.are_distinct = false;
                true
            }
            Stage::Extend(made) | Stage::ProjectRename(made) => {
                self.more(made);
                true
            }
            Stage::Distinct(made) if made.is_empty() => self.are_distinct && !self.are_cut,
            Stage::Distinct(keys) => self.group(keys, &[]),
            // Without groups there is one row, whatever comes in.
            Stage::Summarize { by, aggregates } => !by.is_empty() && self.group(by, aggregates),
            Stage::Take(_) | Stage::Top { .. } => {
                self.are_cut = true;
                true
            }
            Stage::ProjectAway(_) | Stage::ProjectKeep(_) => {
                self.are_distinct = false;
                true
            }
            Stage::Sort(_) | Stage::ProjectReorder(_) | Stage::Render(_) => true,
            // What another query holds may move the other way, and an empty list drops its row.
            Stage::Count | Stage::Join(_) | Stage::Union(_) | Stage::MvExpand(_) => false,
        }
    }

    /// One row for each value of the keys: whether these are settled.
    fn group(&mut self, keys: &[Assignment], aggregates: &[Assignment]) -> bool {
        let is_settled = keys.iter().all(|key| self.settles(&key.value.value));
        self.only(keys, aggregates);
        self.are_distinct = true;
        is_settled && !self.are_cut
    }

    /// These columns and no others; aggregates are never settled.
    fn only(&mut self, made: &[Assignment], aggregates: &[Assignment]) {
        let mut own = Columns {
            unsettled: Vec::new(),
            has_unnamed: false,
            settled: Vec::new(),
            ..*self
        };
        for one in made {
            own.add(one, self.settles(&one.value.value));
        }
        for one in aggregates {
            own.add(one, false);
        }
        *self = own;
    }

    /// These columns beside those that there are.
    fn more(&mut self, made: &[Assignment]) {
        let settled: Vec<bool> = made
            .iter()
            .map(|one| self.settles(&one.value.value))
            .collect();
        for (one, is_settled) in made.iter().zip(settled) {
            self.add(one, is_settled);
        }
    }

    fn add(&mut self, made: &Assignment, is_settled: bool) {
        let Some(name) = name_of(made) else {
            self.has_unnamed |= !is_settled;
            return;
        };
        self.unsettled.retain(|own| *own != name);
        self.settled.retain(|own| *own != name);
        match is_settled {
            true => self.settled.push(name),
            false => self.unsettled.push(name),
        }
    }

    /// Whether more access leaves an expression as it is.
    fn settles(&self, expression: &Expr) -> bool {
        // A query nests no deeper than its parser allows, but a list of what is left costs nothing.
        let mut left = vec![expression];
        while let Some(expression) = left.pop() {
            match expression {
                Expr::Name(parts) => {
                    let first = parts.first().map(|part| part.value.to_lowercase());
                    if !first.is_some_and(|name| self.is_settled(&name)) {
                        return false;
                    }
                }
                other => left.extend(operands(other)),
            }
        }
        true
    }

    fn is_settled(&self, name: &String) -> bool {
        match self.has_unnamed {
            true => self.settled.contains(name),
            // An attribute is no column of access.
            false => !self.unsettled.contains(name),
        }
    }
}

/// The name of a column that is made, where it is plain.
fn name_of(made: &Assignment) -> Option<String> {
    match (&made.name, &made.value.value) {
        (Some(name), _) => Some(name.value.to_lowercase()),
        (None, Expr::Name(parts)) => match parts.as_slice() {
            [only] => Some(only.value.to_lowercase()),
            _ => None,
        },
        (None, _) => None,
    }
}

/// What an expression is made of.
fn operands(expression: &Expr) -> Vec<&Expr> {
    match expression {
        Expr::Name(_) | Expr::Literal(_) | Expr::Parameter(_) => Vec::new(),
        Expr::Call { arguments, .. } => arguments.iter().map(|own| &own.value).collect(),
        Expr::Binary { left, right, .. } => vec![&left.value, &right.value],
        Expr::In { value, list, .. } => and_list(&value.value, list),
        Expr::HasWords { value, words, .. } => and_list(&value.value, words),
        Expr::Element { list, .. } => vec![&list.value],
        Expr::Between {
            value, low, high, ..
        } => vec![&value.value, &low.value, &high.value],
        Expr::Not(inner) => vec![&inner.value],
        Expr::And(parts) | Expr::Or(parts) => parts.iter().map(|part| &part.value).collect(),
    }
}

fn and_list<'e>(value: &'e Expr, list: &'e [Spanned<Expr>]) -> Vec<&'e Expr> {
    let list = list.iter().map(|own| &own.value);
    std::iter::once(value).chain(list).collect()
}
