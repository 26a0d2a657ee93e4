//! Questions about pairs of access taken together: whether there is one (`does A reach B`), and who has
//! all or none (`A reach all B`, `A reach no B`).

use super::reach::Words;
use super::{Problem, Resolver};
use crate::plan::column::{Column, Kinds, Type};
use crate::plan::logical::{Access, Judgement, Plan, Quantifier};
use crate::syntax::ast::{self, Reach};
use enfilade_model::{Level, Relation};

impl Resolver<'_> {
    /// Resolves `A reach all B` and `A reach no B`: one row for each of `A` of which it holds.
    pub(super) fn those(&mut self, reach: &Reach) -> Result<(Plan, String), Vec<Problem>> {
        let (access, words) = self.access_of(reach)?;
        let quantifier = quantifier(reach).unwrap_or(Quantifier::All);
        let reading = format!(
            "{} that {} {} {}{}",
            words.left,
            words.verb,
            of_them(quantifier),
            words.right,
            words.clauses
        );
        let columns = vec![access.columns[0].clone()];
        let judgement = Judgement::Those(quantifier);
        Ok((Plan::Judge(Box::new(access), judgement, columns), reading))
    }

    /// Resolves `does A reach B`: one row that says yes or no.
    pub(super) fn yes_no(&mut self, reach: &Reach) -> Result<(Plan, String), Vec<Problem>> {
        let (access, words) = self.access_of(reach)?;
        let quantifier = quantifier(reach);
        let reading = reading(&words, quantifier);
        let several = access.left.called.several.replace(' ', "_");
        let columns = match quantifier {
            None => vec![
                Column::new("answer", Type::Text),
                Column::new("pairs", Type::Integer),
                Column::new("witness", Type::Text),
            ],
            Some(_) => vec![
                Column::new("answer", Type::Text),
                Column::new(several, Type::Integer),
                Column::entity(
                    "example",
                    access.columns.first().map_or(Kinds::all(), |own| own.kinds),
                ),
            ],
        };
        let judgement = Judgement::YesNo {
            quantifier,
            is_unheld: self.is_unheld(&access),
        };
        Ok((Plan::Judge(Box::new(access), judgement, columns), reading))
    }

    /// Whether access of the kind asked for could exist without any source having been able to say so.
    fn is_unheld(&self, access: &Access) -> bool {
        let ledger = self.catalog.graph().completeness();
        let takes_away = |relation: &Relation| *relation == Relation::DenyAssignments;
        let is_absent =
            |relation: &Relation| matches!(ledger.relations.get(relation), Some(Level::Absent(_)));
        let mut relations = self.state.relations.iter();
        !access.mechanisms.is_empty()
            && relations.any(|relation| is_absent(relation) && !takes_away(relation))
    }
}

fn quantifier(reach: &Reach) -> Option<Quantifier> {
    reach
        .quantifier
        .as_ref()
        .map(|quantifier| match quantifier.value {
            ast::Quantifier::All => Quantifier::All,
            ast::Quantifier::No => Quantifier::No,
        })
}

fn of_them(quantifier: Quantifier) -> &'static str {
    match quantifier {
        Quantifier::All => "every one of",
        Quantifier::No => "none of",
    }
}

fn reading(words: &Words, quantifier: Option<Quantifier>) -> String {
    let Words {
        left,
        verb,
        right,
        clauses,
        ..
    } = words;
    match quantifier {
        None => format!("whether {left} {verb} {right}{clauses}"),
        Some(quantifier) => {
            let of = of_them(quantifier);
            let left = match words.left_is_one {
                true => left.clone(),
                false => format!("there are {left} that"),
            };
            format!("whether {left} {verb} {of} {right}{clauses}")
        }
    }
}
