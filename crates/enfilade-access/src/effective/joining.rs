//! Finding out what joining leads to, for whoever is no guest and for guests.

use super::anyone::Anyone;
use super::engine::Engine;
use super::prepared::Prepared;
use super::reader::Reader;
use super::who::Who;
use crate::AccessError;
use crate::holdings::Holdings;
use enfilade_graph::GraphView;
use enfilade_model::AccessState;

impl<V: GraphView> Engine<'_, V> {
    /// Works out what joining leads to for members or guests, under a question that is otherwise
    /// prepared.
    pub(super) fn anyone(
        &self,
        prepared: &Prepared,
        is_guest: bool,
    ) -> Result<Anyone, AccessError> {
        self.check_cancelled()?;
        let (view, facts) = (self.view, self.facts);
        let joinable = facts.collaboration().joinable(is_guest);
        let who = Who::user(is_guest);
        if prepared.admission.limit < AccessState::Requestable || joinable.is_empty() {
            return Ok(Anyone::nothing(facts.universe()));
        }
        let mut holdings = Holdings::new(view, &prepared.question.via);
        if !prepared.question.direct_only {
            let nested = prepared.asks_nested();
            holdings.find_joined(view, joinable, prepared.admission, nested);
        }
        let mut reader = Reader::new(view, facts, prepared);
        reader.read_joined(joinable, who);
        reader.read_held(&holdings.direct, &holdings.nested, who);
        let mut hits = reader.hits;
        hits.sort_unstable();
        hits.dedup_by(|later, first| later.is_same_row(first));
        let mut disabled = Vec::new();
        hits.retain(|hit| {
            let counts = !prepared.leaves_out(facts, hit.resource);
            if !counts {
                disabled.push(hit.resource);
            }
            counts
        });
        disabled.dedup();
        let open = &prepared.open;
        Ok(Anyone::new(facts.universe(), hits, disabled, open))
    }
}
