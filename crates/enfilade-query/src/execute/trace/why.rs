//! `why does A reach B`: a shortest witness of one pair, step by step.

use super::Tracer;
use super::pairs::Pairs;
use super::step_rows::{StepRow, rows, step_row};
use crate::QueryError;
use crate::answer::NoteKind;
use crate::execute::notes::counted;
use crate::pipeline::rows::Rows;
use enfilade_access::{AccessRow, StepKind, Witness};
use enfilade_model::AccessState;

impl Tracer {
    /// Explains the first pair that has access; if there is none, why the first pair has none.
    pub(super) fn why(&self) -> Result<Rows, QueryError> {
        if self.is_of_none() {
            return Ok(self.nothing());
        }
        let Some(pair) = Pairs::new(self)?.next(self)? else {
            let message = "there is no such access: this is what is missing";
            self.notes.notes.push(NoteKind::Summary, message);
            return self.why_not();
        };
        self.tell(&pair)
    }

    /// Explains the best row of a pair.
    pub(super) fn tell(&self, pair: &[AccessRow]) -> Result<Rows, QueryError> {
        let witnesses = self.engine().witnesses(&self.question, pair)?;
        let best = pair
            .iter()
            .zip(&witnesses)
            .min_by_key(|(row, witness)| (row.state, witness.hops));
        let Some((row, witness)) = best else {
            return Ok(self.nothing());
        };
        self.note_others(row, pair.len() as u64 - 1)?;
        let mut told = self.steps(row, witness)?;
        for (at, row) in told.iter_mut().enumerate() {
            row.way = 1;
            row.step = at as i64 + 1;
        }
        Ok(rows(&told))
    }

    /// Says which pair of many is told of, and what else gives it access.
    fn note_others(&self, row: &AccessRow, rows: u64) -> Result<(), QueryError> {
        let graph = &self.context.graph;
        let (a, b) = (graph.label(row.principal), graph.label(row.resource));
        let note = |message: String| self.notes.notes.push(NoteKind::Summary, message);
        if self.is_of_many() {
            let pairs = self.engine().count(&self.question)?.pairs;
            let others = match pairs.saturating_sub(1) {
                0 => "no other pair has access".to_owned(),
                1 => "1 other pair has access".to_owned(),
                others => format!(
                    "{} have access",
                    counted(others, "other pair", "other pairs")
                ),
            };
            note(format!("this is `{a}` and `{b}`; {others}"));
        }
        if rows > 0 {
            let more = counted(rows, "more row", "more rows");
            note(format!(
                "{more} of access between them (`how many ways` lists the first steps)"
            ));
        }
        Ok(())
    }

    /// The steps of a witness.
    pub(super) fn steps(
        &self,
        row: &AccessRow,
        witness: &Witness,
    ) -> Result<Vec<StepRow>, QueryError> {
        let graph = &self.context.graph;
        let mut told = Vec::new();
        if row.state >= AccessState::Pending && self.context.facts.pending().contains(row.principal)
        {
            told.push(self.invitation(row.principal));
        }
        let mut at = row.principal;
        for step in &witness.steps {
            let is_own = step.kind == StepKind::Grant(row.mechanism);
            let wanted = row.role.filter(|_| is_own);
            told.push(step_row(graph, self.question.now, at, *step, wanted)?);
            at = step.to;
        }
        Ok(told)
    }
}
