//! `reaching` and `reached by`: sets of those who reach something, or of what someone reaches.
//!
//! They ask what the verb `reach` asks: access in force now, without disabled accounts and apps.

use crate::plan::logical::{End, Reaching, Set};
use crate::resolve::ends::leading_to;
use crate::resolve::reach::{check_left, check_right};
use crate::resolve::set::ResolvedSet;
use crate::resolve::{Problem, Resolver};
use crate::syntax::ast;
use enfilade_access::Mechanisms;
use enfilade_model::Layer;

/// Who reaches what, and the words between the two.
pub(super) struct Reading<'s> {
    pub(super) left: (&'s ast::Set, ResolvedSet),
    pub(super) verb: &'static str,
    pub(super) right: (&'s ast::Set, ResolvedSet),
}

impl Resolver<'_> {
    /// One end of `left reach right`, as a set.
    pub(super) fn reaching(
        &mut self,
        reading: Reading<'_>,
        end: End,
    ) -> Result<ResolvedSet, Problem> {
        let Reading {
            left: (left_written, left),
            verb,
            right: (right_written, right),
        } = reading;
        check_left(&left, left_written.span)?;
        check_right(&right, right_written.span, Layer::Reach)?;
        let mechanisms = leading_to(Mechanisms::all(), right.kinds, Layer::Reach);
        self.rests_on_mechanisms(mechanisms, Layer::Reach, &left);
        let with_first_party = right.asks_for_first_party || self.state.with_first_party;
        let (own, other) = match end {
            End::Principals => (&left, &right),
            End::Resources => (&right, &left),
        };
        let set = ResolvedSet {
            description: format!("{} {verb} {}", own.nested(), other.nested()),
            is_compound: false,
            ..own.clone()
        };
        Ok(ResolvedSet {
            set: Set::Reaching(Box::new(Reaching {
                principals: left.set,
                resources: right.set,
                mechanisms,
                with_first_party,
                end,
            })),
            ..set
        })
    }
}
