//! From the resources back to whom their grants reach.
//!
//! The grants on the resources asked for are few where the question is selective, and so are the
//! groups that hold them. Each such group gets a bit; a search down the nested groups, for all
//! bits at once, says which groups pass which grants on; and then each range of principals reads
//! off its own part of those groups' member lists, which are sorted.

use super::Plan;
use crate::admission::Admission;
use crate::frontier::{self, Mask, Reached};
use crate::mechanism::{self, BY_EDGE, Grant, administrator_override};
use crate::{EntitySet, Facts};
use enfilade_graph::GraphView;
use enfilade_model::{EdgeKind, EntityId, EntityKind, Inheritance, Mechanism, Nesting};
use std::ops::Range;

/// How many groups may hold grants before going backward does not pay.
const MOST_HOLDERS: usize = 1024;
/// How many grants may be looked at.
const MOST_GRANTS: usize = 1 << 20;

/// Grants by whoever holds them, and the groups that pass them on.
#[derive(Debug)]
pub(crate) struct Backward {
    // INVARIANT: sorted by holder. What principals hold themselves.
    own: Vec<(EntityId, Grant)>,
    // The grants behind each bit: bit `b` has `offsets[b]..offsets[b + 1]`.
    offsets: Vec<u32>,
    grants: Vec<Grant>,
    // Groups that pass something on to their members, ascending, with `words` words of bits each.
    groups: Vec<EntityId>,
    masks: Vec<u64>,
    words: usize,
    group_ids: Range<u32>,
    /// How many memberships these groups have together: the work that is left.
    pub(crate) memberships: usize,
}

/// A grant held by a group, before it has a bit.
type Held = ((EntityId, bool), Grant);

impl Backward {
    /// Collects the grants on what `plan` asks for; `None` if they are too many.
    pub(super) fn new<V: GraphView>(view: &V, facts: &Facts, plan: &Plan) -> Option<Backward> {
        let group_ids = view.kind_range(EntityKind::Group);
        let mut collector = Collector {
            own: Vec::new(),
            held: Vec::new(),
            direct_only: plan.question.direct_only,
            sieve: !plan.has_one_state,
            group_ids: group_ids.clone(),
        };
        collector.collect(view, facts, plan)?;
        let Collector {
            mut own, mut held, ..
        } = collector;
        own.sort_by_key(|(holder, _)| *holder);
        // A stable sort: grants of one holder stay in the order in which they were found.
        held.sort_by_key(|(holder, _)| *holder);
        let mut offsets = vec![0];
        let mut holders: Vec<(EntityId, bool)> = Vec::new();
        for (at, (holder, _)) in held.iter().enumerate() {
            if holders.last() != Some(holder) {
                if at > 0 {
                    offsets.push(at as u32);
                }
                holders.push(*holder);
            }
        }
        if holders.len() > MOST_HOLDERS {
            return None;
        }
        offsets.push(held.len() as u32);
        let mut backward = Backward {
            own,
            offsets,
            grants: held.into_iter().map(|(_, grant)| grant).collect(),
            groups: Vec::new(),
            masks: Vec::new(),
            words: 1,
            group_ids,
            memberships: 0,
        };
        match holders.len() {
            0..=64 => backward.spread::<V, 1>(view, plan.admission, &holders),
            65..=256 => backward.spread::<V, 4>(view, plan.admission, &holders),
            _ => backward.spread::<V, 16>(view, plan.admission, &holders),
        }
        Some(backward)
    }

    /// Finds the groups that pass on what the holders hold; bit `b` stands for `holders[b]`.
    fn spread<V: GraphView, const WORDS: usize>(
        &mut self,
        view: &V,
        admission: Admission,
        holders: &[(EntityId, bool)],
    ) {
        let bit = |at: usize| {
            let mut mask: Mask<WORDS> = [0; WORDS];
            mask[at / 64] = 1 << (at % 64);
            mask
        };
        let numbered = holders.iter().enumerate();
        let nested: Vec<(EntityId, Mask<WORDS>)> = numbered
            .clone()
            .filter(|(_, (_, is_nested))| *is_nested)
            .map(|(at, (group, _))| (*group, bit(at)))
            .collect();
        let group_ids = self.group_ids.clone();
        let reached: Reached<WORDS> =
            frontier::search(group_ids.clone(), &nested, |group, visit| {
                let members = view.edges_to(EdgeKind::Member, group);
                if crate::admission::is_plain(&members) {
                    // Members are sorted, and users come after groups.
                    let ends = members.ends();
                    let groups = ends.partition_point(|member| member.0 < group_ids.end);
                    ends[..groups].iter().copied().for_each(visit);
                } else {
                    admission.edges(members).for_each(|edge| visit(edge.end));
                }
            });
        let mut all: Vec<(EntityId, Mask<WORDS>)> =
            reached.groups.into_iter().zip(reached.masks).collect();
        let direct = numbered.filter(|(_, (_, is_nested))| !is_nested);
        all.extend(direct.map(|(at, (group, _))| (*group, bit(at))));
        all.sort_by_key(|(group, _)| *group);
        all.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first
                    .1
                    .iter_mut()
                    .zip(later.1)
                    .for_each(|(word, bits)| *word |= bits);
            }
            same
        });
        let degree = |group| view.edges_to(EdgeKind::Member, group).len();
        self.memberships = all.iter().map(|(group, _)| degree(*group)).sum();
        self.words = WORDS;
        self.groups = all.iter().map(|(group, _)| *group).collect();
        self.masks = all.into_iter().flat_map(|(_, mask)| mask).collect();
    }

    /// What a bit stands for.
    fn grants_of(&self, bit: usize) -> &[Grant] {
        &self.grants[self.offsets[bit] as usize..self.offsets[bit + 1] as usize]
    }

    /// Works out the bits of every principal in a range of ids.
    pub(crate) fn read<V: GraphView>(
        &self,
        view: &V,
        admission: Admission,
        principals: &EntitySet,
        range: Range<u32>,
    ) -> Bits<'_> {
        let mut bits = Bits {
            backward: self,
            start: range.start,
            masks: vec![0; range.len() * self.words],
            met: EntitySet::empty(range.end),
        };
        // A group's own bits are those of what it is nested in; its members' bits are found at
        // the groups that they are in, members that are groups having theirs already.
        let before = range.start..range.end.min(self.group_ids.start);
        let after = range.start.max(self.group_ids.end)..range.end;
        for (at, &group) in self.groups.iter().enumerate() {
            let mask = &self.masks[at * self.words..(at + 1) * self.words];
            if range.contains(&group.0) && principals.contains(group) {
                bits.add(group, mask);
            }
            let members = view.edges_to(EdgeKind::Member, group);
            let plain = crate::admission::is_plain(&members);
            for part in [&before, &after] {
                if part.is_empty() {
                    continue;
                }
                let ends = members.ends();
                let from = ends.partition_point(|member| member.0 < part.start);
                let ends = &ends[from..];
                let ends = &ends[..ends.partition_point(|member| member.0 < part.end)];
                if plain {
                    for &member in ends.iter().filter(|member| principals.contains(**member)) {
                        bits.add(member, mask);
                    }
                } else {
                    let counted = members.iter().skip(from).take(ends.len());
                    for edge in counted.filter(|edge| admission.admits(&members, edge)) {
                        if principals.contains(edge.end) {
                            bits.add(edge.end, mask);
                        }
                    }
                }
            }
        }
        let from = self
            .own
            .partition_point(|(holder, _)| holder.0 < range.start);
        for (holder, _) in self.own[from..]
            .iter()
            .take_while(|own| own.0.0 < range.end)
        {
            if principals.contains(*holder) {
                bits.met.insert(*holder);
            }
        }
        bits
    }
}

/// Which grants reach the principals of a range.
pub(crate) struct Bits<'b> {
    backward: &'b Backward,
    start: u32,
    masks: Vec<u64>,
    /// The principals of the range that a grant reaches.
    pub(crate) met: EntitySet,
}

impl Bits<'_> {
    #[inline]
    fn add(&mut self, principal: EntityId, mask: &[u64]) {
        self.met.insert(principal);
        let at = (principal.0 - self.start) as usize * mask.len();
        for (word, bits) in self.masks[at..at + mask.len()].iter_mut().zip(mask) {
            *word |= bits;
        }
    }

    /// Visits the grants that reach a principal.
    pub(crate) fn for_each_grant(&self, principal: EntityId, mut visit: impl FnMut(&Grant)) {
        let own = &self.backward.own;
        let from = own.partition_point(|(holder, _)| *holder < principal);
        let held = own[from..]
            .iter()
            .take_while(|(holder, _)| *holder == principal);
        held.for_each(|(_, grant)| visit(grant));
        let words = self.backward.words;
        let at = (principal.0 - self.start) as usize * words;
        for (number, &word) in self.masks[at..at + words].iter().enumerate() {
            let mut rest = word;
            while rest != 0 {
                let bit = number * 64 + rest.trailing_zeros() as usize;
                rest &= rest - 1;
                self.backward.grants_of(bit).iter().for_each(&mut visit);
            }
        }
    }
}

/// Sorts grants by who holds them.
struct Collector {
    own: Vec<(EntityId, Grant)>,
    held: Vec<Held>,
    direct_only: bool,
    // Whether states must be told apart, so that what is found is a first sieve only.
    sieve: bool,
    group_ids: Range<u32>,
}

impl Collector {
    fn collect<V: GraphView>(&mut self, view: &V, facts: &Facts, plan: &Plan) -> Option<()> {
        let question = &plan.question;
        for mechanism in BY_EDGE {
            let rule = mechanism.rule();
            let Some(kind) = rule
                .edge
                .filter(|_| question.mechanisms.contains(mechanism))
            else {
                continue;
            };
            match rule.inheritance {
                Inheritance::None => {
                    for target in question.resources.iter() {
                        self.add_all(view, plan, mechanism, kind, target)?;
                    }
                }
                Inheritance::Contained => {
                    for &target in plan.coverage.scopes() {
                        self.add_all(view, plan, mechanism, kind, target)?;
                    }
                }
            }
        }
        if !plan.overridden.is_empty() {
            let kind = EdgeKind::DirectoryRole;
            for &role in facts.global_administrators() {
                for edge in plan.admission.edges(view.edges_to(kind, role)) {
                    if administrator_override::is_tenant_wide(view, &edge) {
                        let grant = Grant {
                            mechanism: Mechanism::AdministratorOverride,
                            target: role,
                            role: None,
                            scope: None,
                            state: edge.state,
                        };
                        self.add(edge.end, grant);
                    }
                }
            }
        }
        Some(())
    }

    fn add_all<V: GraphView>(
        &mut self,
        view: &V,
        plan: &Plan,
        mechanism: Mechanism,
        kind: EdgeKind,
        target: EntityId,
    ) -> Option<()> {
        let edges = view.edges_to(kind, target);
        for edge in plan.admission.edges(edges) {
            let grant = mechanism::grant(view, mechanism, target, &edge);
            if plan.question.admits_role(mechanism, target, grant.role) {
                self.add(edge.end, grant);
            }
        }
        (self.own.len() + self.held.len() <= MOST_GRANTS).then_some(())
    }

    fn add(&mut self, holder: EntityId, grant: Grant) {
        self.own.push((holder, grant));
        let nesting = grant.mechanism.rule().nesting;
        if self.group_ids.contains(&holder.0) && !self.direct_only && nesting != Nesting::None {
            let is_nested = nesting == Nesting::Transitive || self.sieve;
            self.held.push(((holder, is_nested), grant));
        }
    }
}
