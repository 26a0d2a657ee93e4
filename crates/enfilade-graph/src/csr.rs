//! Compressed sparse rows: the neighbours of every node in one flat array.
//!
//! Row `i` of a [`Csr`] is `targets[offsets[i]..offsets[i + 1]]`. Only the nodes from `first` on
//! that can have a row at all are stored, since most kinds of edge start at a few kinds of entity,
//! and a kind is a range of ids. Offsets are `u32`: at most 4,294,967,295 edges of one kind, half
//! the memory of `u64`, and the builder refuses more.

use arrow::buffer::ScalarBuffer;
use enfilade_model::EntityId;
use std::ops::Range;
use thiserror::Error;

/// Why arrays do not form a CSR.
#[derive(Clone, Debug, Eq, PartialEq, Error)]
pub enum CsrError {
    /// The rows reach past the last node.
    #[error("rows {first}..{end} reach past the last of {nodes} nodes")]
    TooManyRows {
        /// The first node with a row.
        first: u32,
        /// One past the last node with a row.
        end: u64,
        /// How many nodes there are.
        nodes: u32,
    },
    /// The offsets are not ascending from zero to the number of edges.
    #[error("offset {at} of the rows is out of order")]
    Offsets {
        /// The position of the offset.
        at: usize,
    },
    /// An edge leads to a node that does not exist.
    #[error("edge {at} leads to node {target}, but there are {nodes} nodes")]
    Target {
        /// The position of the edge.
        at: usize,
        /// Where it leads.
        target: u32,
        /// How many nodes there are.
        nodes: u32,
    },
}

/// The edges of one kind in one direction.
#[derive(Clone, Debug)]
pub struct Csr {
    first: u32,
    // INVARIANT: empty, or ascending from 0 to `targets.len()`.
    offsets: ScalarBuffer<u32>,
    // INVARIANT: every target is below the number of nodes given to `new`.
    targets: ScalarBuffer<u32>,
}

impl Csr {
    /// No edges.
    #[must_use]
    pub fn empty() -> Csr {
        Csr {
            first: 0,
            offsets: Vec::new().into(),
            targets: Vec::new().into(),
        }
    }

    /// Checks the arrays and takes them: `offsets` has one element more than there are rows, the
    /// first of which belongs to node `first`. Time linear in the edges.
    ///
    /// # Errors
    /// If the arrays do not form a CSR over `nodes` nodes.
    pub fn new(
        first: u32,
        offsets: ScalarBuffer<u32>,
        targets: ScalarBuffer<u32>,
        nodes: u32,
    ) -> Result<Csr, CsrError> {
        let rows = offsets.len().saturating_sub(1) as u64;
        let end = u64::from(first) + rows;
        if end > u64::from(nodes) {
            return Err(CsrError::TooManyRows { first, end, nodes });
        }
        if let Some(at) = offsets.windows(2).position(|pair| pair[0] > pair[1]) {
            return Err(CsrError::Offsets { at: at + 1 });
        }
        let (from, to) = match (offsets.first(), offsets.last()) {
            (Some(&from), Some(&to)) => (from, to),
            _ => (0, 0),
        };
        if from != 0 || to as usize != targets.len() {
            return Err(CsrError::Offsets {
                at: if from != 0 {
                    0
                } else {
                    offsets.len().max(1) - 1
                },
            });
        }
        match targets.iter().position(|&target| target >= nodes) {
            Some(at) => Err(CsrError::Target {
                at,
                target: targets[at],
                nodes,
            }),
            None => Ok(Csr {
                first,
                offsets,
                targets,
            }),
        }
    }

    /// The positions of a node's edges within the flat array; empty for a node without a row.
    #[must_use]
    #[inline]
    pub fn range(&self, node: EntityId) -> Range<usize> {
        let row = node.0.wrapping_sub(self.first) as usize;
        match self.offsets.get(row..).and_then(|rest| rest.get(..2)) {
            Some(pair) => pair[0] as usize..pair[1] as usize,
            None => 0..0,
        }
    }

    /// The neighbours of a node.
    #[must_use]
    #[inline]
    pub fn row(&self, node: EntityId) -> &[EntityId] {
        &self.targets()[self.range(node)]
    }

    /// The neighbours of all nodes, row after row.
    #[must_use]
    pub fn targets(&self) -> &[EntityId] {
        EntityId::wrap_slice(&self.targets)
    }

    /// The nodes that have a row, empty or not.
    #[must_use]
    pub fn rows(&self) -> Range<u32> {
        self.first..self.first + self.offsets.len().saturating_sub(1) as u32
    }

    /// How many edges there are.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.targets.len()
    }

    /// The raw offsets, for writing.
    #[must_use]
    pub fn raw_offsets(&self) -> &ScalarBuffer<u32> {
        &self.offsets
    }

    /// The raw targets, for writing.
    #[must_use]
    pub fn raw_targets(&self) -> &ScalarBuffer<u32> {
        &self.targets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csr(first: u32, offsets: &[u32], targets: &[u32], nodes: u32) -> Result<Csr, CsrError> {
        Csr::new(
            first,
            offsets.to_vec().into(),
            targets.to_vec().into(),
            nodes,
        )
    }

    #[test]
    fn rows_outside_the_stored_range_are_empty() {
        let csr = csr(2, &[0, 2, 2, 3], &[0, 1, 4], 6).unwrap();
        let rows: Vec<Vec<u32>> = (0..7)
            .map(|n| csr.row(EntityId(n)).iter().map(|t| t.0).collect())
            .collect();
        assert_eq!(
            rows,
            [vec![], vec![], vec![0, 1], vec![], vec![4], vec![], vec![]]
        );
        assert!(Csr::empty().row(EntityId(0)).is_empty());
    }

    #[test]
    fn arrays_that_are_no_csr_are_refused() {
        assert!(matches!(
            csr(0, &[0, 1], &[9], 3),
            Err(CsrError::Target { target: 9, .. })
        ));
        assert!(matches!(
            csr(3, &[0, 1], &[0], 3),
            Err(CsrError::TooManyRows { .. })
        ));
        assert_eq!(
            csr(0, &[0, 2, 1], &[0], 3).unwrap_err(),
            CsrError::Offsets { at: 2 }
        );
        assert_eq!(
            csr(0, &[0, 1], &[0, 1], 3).unwrap_err(),
            CsrError::Offsets { at: 1 }
        );
        assert_eq!(
            csr(0, &[1, 2], &[0, 1], 3).unwrap_err(),
            CsrError::Offsets { at: 0 }
        );
        assert!(csr(0, &[], &[0], 3).is_err());
        assert!(csr(0, &[], &[], 3).is_ok());
    }
}
