//! Paths one by one, the shortest first.
//!
//! For each number of steps in turn, a search goes from the principal along places that are near
//! enough to the resource. The same steps may make several things of a principal at once (an Owner
//! of a scope has what was asked for there, and power over what runs there), so the search stands at
//! all of these places together, and each sequence of steps is met once. Steps are taken in the
//! order of the ids that they lead to, which makes the order of paths that of their ids.

use super::explored::{Explored, FAR};
use super::place::Place;
use super::{Path, PathLimits, Paths, hops_of};
use crate::effective::Engine;
use crate::via::Passed;
use crate::{AccessError, Step};
use enfilade_graph::GraphView;
use enfilade_model::AccessState;

/// A place, and the worst step on the best way there that makes these steps.
type Standing = (u32, AccessState);

/// Where the path under way stands, and where it goes on to.
struct Turn {
    /// What it stands at, so that no later turn stands there again.
    stands: Vec<(Place, Passed)>,
    /// The steps on, each with the places that it leads to, in the order of their ids.
    onward: Vec<(Step, Vec<Standing>)>,
    next: usize,
    /// How many steps are left.
    left: u32,
}

pub(super) fn list<V: GraphView>(
    engine: &Engine<'_, V>,
    explored: &Explored,
    limits: PathLimits,
    floor: AccessState,
    found: &mut Paths,
) -> Result<(), AccessError> {
    let nearest = explored.distance(0);
    found.work = explored.work;
    if nearest == FAR {
        return Ok(());
    }
    // No path stands at a place twice.
    let longest = limits.hops.min(explored.places() as u32);
    let mut search = Search {
        explored,
        limits,
        floor,
        misses: false,
    };
    for hops in nearest..=longest {
        engine.check_cancelled()?;
        search.misses = false;
        search.of_length(hops, found);
        // Where no longer way was left untried there is none.
        if found.gave_up || found.has_more || !search.misses {
            break;
        }
    }
    Ok(())
}

struct Search<'x> {
    explored: &'x Explored,
    limits: PathLimits,
    floor: AccessState,
    // Whether some way was too long.
    misses: bool,
}

impl Search<'_> {
    /// Finds the paths of so many steps.
    fn of_length(&mut self, hops: u32, found: &mut Paths) {
        let mut steps: Vec<Step> = Vec::new();
        let mut turns = vec![self.turn(&[(0, AccessState::Active)], hops, found)];
        while let Some(turn) = turns.last_mut() {
            if found.work > self.limits.work {
                found.gave_up = true;
                return;
            }
            let Some((step, to)) = turn.onward.get(turn.next) else {
                turns.pop();
                steps.pop();
                continue;
            };
            turn.next += 1;
            let (left, step) = (turn.left - hops_of(step.kind), *step);
            steps.push(step);
            if left == 0 {
                let there = to.iter().filter(|(place, _)| self.explored.is_goal(*place));
                if let Some(state) = there.map(|(_, state)| *state).min() {
                    self.take(&steps, hops, state, found);
                    if found.has_more {
                        return;
                    }
                }
            }
            let is_new = |place: u32| {
                let stand = self.explored.stand(place);
                !turns.iter().any(|turn| turn.stands.contains(&stand))
            };
            let mut on: Vec<Standing> = turns
                .last()
                .map_or_else(Vec::new, |turn| turn.onward[turn.next - 1].1.clone());
            on.retain(|&(place, _)| !self.explored.is_goal(place) && is_new(place));
            turns.push(self.turn(&on, left, found));
        }
    }

    /// What leads on from some places to the resource in so many steps at most.
    fn turn(&mut self, at: &[Standing], left: u32, found: &mut Paths) -> Turn {
        let explored = self.explored;
        let mut all: Vec<(Step, Standing)> = Vec::new();
        for &(place, state) in at {
            for on in explored.onward(place) {
                found.work += 1;
                let (cost, far) = (hops_of(on.step.kind), explored.distance(on.to));
                if far == FAR {
                    continue;
                }
                match left.checked_sub(cost).is_some_and(|left| far <= left) {
                    true => all.push((on.step, (on.to, on.state.max(state)))),
                    false => self.misses = true,
                }
            }
        }
        all.sort_by_key(|(step, standing)| (step.to, step.kind, *standing));
        let mut onward: Vec<(Step, Vec<Standing>)> = Vec::new();
        for (step, standing) in all {
            match onward.last_mut() {
                // The same place in a worse state is no news.
                Some((last, to)) if *last == step => {
                    if to.last().is_none_or(|(place, _)| *place != standing.0) {
                        to.push(standing);
                    }
                }
                _ => onward.push((step, vec![standing])),
            }
        }
        Turn {
            stands: at.iter().map(|&(place, _)| explored.stand(place)).collect(),
            onward,
            next: 0,
            left,
        }
    }

    fn take(&mut self, steps: &[Step], hops: u32, state: AccessState, found: &mut Paths) {
        if found.paths.len() == self.limits.paths {
            found.has_more = true;
            return;
        }
        found.paths.push(Path {
            steps: steps.to_vec(),
            hops,
            state: state.max(self.floor),
        });
    }
}
