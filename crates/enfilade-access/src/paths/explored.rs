//! The places between a principal and a resource as a graph, and how far each is from the resource.

use super::hops_of;
use super::place::{InGroup, Place};
use super::steps::Walker;
use crate::admission::Admission;
use crate::control::Node;
use crate::effective::Engine;
use crate::via::Passed;
use crate::{AccessError, Question, Step};
use enfilade_graph::GraphView;
use enfilade_model::{AccessState, EntityId};
use std::collections::{BTreeMap, VecDeque};

/// The distance of a place from which nothing leads to the resource.
pub(super) const FAR: u32 = u32::MAX;

/// How many steps are kept at most: control leads from a few roles to every user, and from there to
/// all that users are in.
const MOST_KEPT: u64 = 1 << 22;

/// A step from one place to another.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(super) struct Onward {
    pub(super) step: Step,
    pub(super) to: u32,
    pub(super) state: AccessState,
}

/// The places between a principal and a resource, walked out and measured.
pub(super) struct Explored {
    places: Vec<(Place, Passed)>,
    // Steps on from each place, in the order of the ids that they lead to.
    onward: Vec<Vec<Onward>>,
    // How many steps each place is from the resource.
    distance: Vec<u32>,
    /// Whether the work ended before everything was walked.
    pub(super) gave_up: bool,
    /// How many steps were looked at.
    pub(super) work: u64,
}

impl Explored {
    pub(super) fn new<V: GraphView>(
        engine: &Engine<'_, V>,
        question: &Question,
        principal: EntityId,
        resource: EntityId,
        admission: Admission,
        most: u64,
    ) -> Result<Explored, AccessError> {
        let walker = Walker::new(engine, question, principal, resource, admission);
        let mut explored = Explored {
            places: Vec::new(),
            onward: Vec::new(),
            distance: Vec::new(),
            gave_up: false,
            work: 0,
        };
        let mut numbers: BTreeMap<(Place, Passed), u32> = BTreeMap::new();
        let start = (Place::Start, 0);
        numbers.insert(start, 0);
        explored.places.push(start);
        let mut next = 0;
        while let Some(&(place, before)) = explored.places.get(next) {
            next += 1;
            let mut row = Vec::new();
            if explored.work <= most.min(MOST_KEPT) {
                if next % 256 == 0 {
                    engine.check_cancelled()?;
                }
                walker.steps(place, before, &mut |step, to, state| {
                    // Whoever takes itself over is where it began, and has only passed itself.
                    if to.0 == Place::Itself(principal) && !walker.may_return() {
                        return;
                    }
                    let number = *numbers.entry(to).or_insert_with(|| {
                        explored.places.push(to);
                        explored.places.len() as u32 - 1
                    });
                    row.push(Onward {
                        step,
                        to: number,
                        state,
                    });
                });
            } else {
                explored.gave_up = true;
            }
            // One step may be recorded in several states; the best comes first.
            row.sort_by_key(|on| (on.step.to, on.step.kind, on.to, on.state));
            row.dedup_by_key(|on| (on.step, on.to));
            explored.work += row.len() as u64 + 1;
            explored.onward.push(row);
        }
        explored.measure();
        Ok(explored)
    }

    /// How many steps each place is from the resource: a search backward from where it ends, in
    /// which going down a scope costs nothing.
    fn measure(&mut self) {
        let mut backward: Vec<Vec<(u32, u32)>> = vec![Vec::new(); self.places.len()];
        for (from, row) in self.onward.iter().enumerate() {
            for on in row {
                backward[on.to as usize].push((from as u32, hops_of(on.step.kind)));
            }
        }
        self.distance = vec![FAR; self.places.len()];
        let mut queue = VecDeque::new();
        for (number, (place, _)) in self.places.iter().enumerate() {
            if *place == Place::Goal {
                self.distance[number] = 0;
                queue.push_back((number as u32, 0));
            }
        }
        while let Some((number, far)) = queue.pop_front() {
            if far > self.distance[number as usize] {
                continue;
            }
            for &(from, cost) in &backward[number as usize] {
                if far + cost < self.distance[from as usize] {
                    self.distance[from as usize] = far + cost;
                    match cost {
                        0 => queue.push_front((from, far)),
                        _ => queue.push_back((from, far + cost)),
                    }
                }
            }
        }
    }

    /// How many steps the start is from the resource; [`FAR`] if nothing leads there.
    pub(super) fn distance(&self, number: u32) -> u32 {
        self.distance[number as usize]
    }

    pub(super) fn is_goal(&self, number: u32) -> bool {
        self.places[number as usize].0 == Place::Goal
    }

    /// How many places there are.
    pub(super) fn places(&self) -> usize {
        self.places.len()
    }

    /// The steps on from a place.
    pub(super) fn onward(&self, number: u32) -> &[Onward] {
        &self.onward[number as usize]
    }

    /// What no path may stand at twice: a direct member of a group is a member of it, and power
    /// over a scope is power over it, however it came about. A group that control leads to is
    /// another place only where a deny makes it one.
    pub(super) fn stand(&self, number: u32) -> (Place, Passed) {
        match self.places[number as usize] {
            (Place::Operating(scope, power), passed) => {
                (Place::Control(Node::Azure(scope, power)), passed)
            }
            (Place::Group(place), passed) => (
                Place::Group(InGroup {
                    direct: false,
                    ..place
                }),
                passed,
            ),
            other => other,
        }
    }

    /// The steps from the start that lead to the resource.
    pub(super) fn first_steps(&self) -> impl Iterator<Item = Step> {
        let leads = |on: &&Onward| self.distance[on.to as usize] != FAR;
        let start = self.onward.first().into_iter().flatten();
        start.filter(leads).map(|on| on.step)
    }
}
