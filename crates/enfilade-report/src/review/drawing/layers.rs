//! A directed graph laid out in columns, after K. Sugiyama, S. Tagawa and M. Toda, "Methods for Visual Understanding of
//! Hierarchical System Structures", IEEE Transactions on Systems, Man, and Cybernetics 11 (1981).
//!
//! A node stands in the column after the last of those that lead to it, what leads nowhere in the last
//! one. A step over several columns gets a gap in each between, so that no line runs behind a box. Within a column what is
//! connected to the same stands together: each goes by the mean place of its neighbours, a few times to
//! and fro. A step that would close a circle is drawn, and has no say in where things stand.

/// How often the columns are sorted, to and fro.
const SWEEPS: usize = 4;

/// What stands at a place of a column.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Slot {
    /// A node.
    Node(usize),
    /// A gap that a step runs through.
    Gap,
}

/// A column, and a row of it.
pub(super) type Place = (usize, usize);

/// The layout.
#[derive(Debug, Default)]
pub(super) struct Layers {
    /// The columns from left to right, each from top to bottom.
    pub(super) columns: Vec<Vec<Slot>>,
    /// Each step as the places it leads through.
    pub(super) lines: Vec<Vec<Place>>,
}

impl Layers {
    /// Lays out nodes, which are numbers below `nodes`, by the steps between them.
    pub(super) fn new(nodes: usize, steps: &[(usize, usize)]) -> Layers {
        let column = columns(nodes, steps);
        // Slots are numbered: the nodes first, then the gaps.
        let mut slots: Vec<(Slot, usize)> = column
            .iter()
            .enumerate()
            .map(|(node, &column)| (Slot::Node(node), column))
            .collect();
        let mut lines: Vec<Vec<usize>> = Vec::new();
        for &(from, to) in steps {
            let mut line = vec![from];
            for between in column[from] + 1..column[to] {
                slots.push((Slot::Gap, between));
                line.push(slots.len() - 1);
            }
            line.push(to);
            lines.push(line);
        }
        let order = ordered(&slots, &lines);
        let mut places = vec![(0, 0); slots.len()];
        for (column, slots) in order.iter().enumerate() {
            for (row, &slot) in slots.iter().enumerate() {
                places[slot] = (column, row);
            }
        }
        let of_slots = |own: &Vec<usize>| own.iter().map(|&slot| slots[slot].0).collect();
        let of_places = |line: &Vec<usize>| line.iter().map(|&slot| places[slot]).collect();
        Layers {
            columns: order.iter().map(of_slots).collect(),
            lines: lines.iter().map(of_places).collect(),
        }
    }
}

/// The column of each node.
fn columns(nodes: usize, steps: &[(usize, usize)]) -> Vec<usize> {
    let mut forward: Vec<(usize, usize)> = Vec::new();
    for &(from, to) in steps {
        if !leads(&forward, to, from) {
            forward.push((from, to));
        }
    }
    let mut column = vec![0; nodes];
    // Without circles the longest way has fewer steps than there are nodes.
    for _ in 0..nodes {
        for &(from, to) in &forward {
            column[to] = column[to].max(column[from] + 1);
        }
    }
    let last = column.iter().copied().max().unwrap_or(0);
    for (node, column) in column.iter_mut().enumerate() {
        if forward.iter().all(|&(from, _)| from != node) {
            *column = last;
        }
    }
    column
}

/// Whether steps lead from one node to another.
fn leads(steps: &[(usize, usize)], from: usize, to: usize) -> bool {
    let mut seen = vec![from];
    let mut next = 0;
    while let Some(&node) = seen.get(next) {
        if node == to {
            return true;
        }
        next += 1;
        for &(_, after) in steps.iter().filter(|&&(before, _)| before == node) {
            if !seen.contains(&after) {
                seen.push(after);
            }
        }
    }
    false
}

/// The slots of each column, from top to bottom.
fn ordered(slots: &[(Slot, usize)], lines: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let width = slots.iter().map(|&(_, column)| column + 1).max();
    let mut order: Vec<Vec<usize>> = vec![Vec::new(); width.unwrap_or(0)];
    for (slot, &(_, column)) in slots.iter().enumerate() {
        order[column].push(slot);
    }
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); slots.len()];
    for pair in lines.iter().flat_map(|line| line.windows(2)) {
        neighbours[pair[0]].push(pair[1]);
        neighbours[pair[1]].push(pair[0]);
    }
    for sweep in 0..SWEEPS {
        let to_the_right = sweep % 2 == 0;
        let columns: Vec<usize> = match to_the_right {
            true => (1..order.len()).collect(),
            false => (0..order.len().saturating_sub(1)).rev().collect(),
        };
        for column in columns {
            let beside = if to_the_right { column - 1 } else { column + 1 };
            let mean = |slot: usize| mean(&neighbours[slot], &order[beside]);
            let mut keyed: Vec<(f64, usize)> = order[column]
                .iter()
                .enumerate()
                .map(|(row, &slot)| {
                    (
                        mean(slot).unwrap_or(relative(row, order[column].len())),
                        slot,
                    )
                })
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            order[column] = keyed.into_iter().map(|(_, slot)| slot).collect();
        }
    }
    order
}

/// The mean of the places, from 0 at the top to 1 at the bottom, that neighbours have in a column.
fn mean(neighbours: &[usize], column: &[usize]) -> Option<f64> {
    let rows = neighbours
        .iter()
        .filter_map(|slot| column.iter().position(|own| own == slot));
    let places: Vec<f64> = rows.map(|row| relative(row, column.len())).collect();
    let count = u32::try_from(places.len())
        .ok()
        .filter(|&count| count > 0)?;
    Some(places.iter().sum::<f64>() / f64::from(count))
}

/// A row's place in its column, from 0 at the top to 1 at the bottom.
fn relative(row: usize, rows: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    (number(row) + 0.5) / number(rows.max(1))
}

#[cfg(test)]
mod tests {
    use super::{Layers, Slot};

    fn column_of(layers: &Layers, node: usize) -> usize {
        let has = |column: &Vec<Slot>| column.contains(&Slot::Node(node));
        layers.columns.iter().position(has).unwrap()
    }

    #[test]
    fn what_leads_nowhere_stands_last_and_long_steps_have_gaps() {
        // 0 -> 1 -> 2 -> 3, and 0 -> 3 at once; 4 -> 3.
        let layers = Layers::new(5, &[(0, 1), (1, 2), (2, 3), (0, 3), (4, 3)]);
        assert_eq!(
            [0, 1, 2, 3].map(|node| column_of(&layers, node)),
            [0, 1, 2, 3]
        );
        let gaps = layers
            .columns
            .iter()
            .flatten()
            .filter(|slot| **slot == Slot::Gap);
        assert_eq!(gaps.count(), 4);
        let lengths: Vec<usize> = layers.lines.iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 2, 2, 4, 4]);
        for line in &layers.lines {
            assert!(line.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0));
        }
    }

    #[test]
    fn neighbours_stand_together() {
        // Two pairs that would cross in the order of their names.
        let layers = Layers::new(4, &[(0, 3), (1, 2)]);
        let crossing = layers.lines.iter().filter(|line| line[0].1 != line[1].1);
        assert_eq!(crossing.count(), 0);
    }

    #[test]
    fn a_circle_ends() {
        let layers = Layers::new(3, &[(0, 1), (1, 2), (2, 0), (1, 0)]);
        assert_eq!([0, 1, 2].map(|node| column_of(&layers, node)), [0, 1, 2]);
        assert_eq!(layers.lines.len(), 4);
    }
}
