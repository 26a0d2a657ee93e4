//! Edges sorted into compressed rows.
//!
//! Numbers are small and known beforehand, so edges are sorted by counting: once by one end, then,
//! keeping that order, by the other.

use crate::{BuildError, Csr};

/// Rows that cover the nodes with an edge, from the first to the last.
pub(super) struct Rows {
    pub(super) first: u32,
    pub(super) offsets: Vec<u32>,
}

impl Rows {
    /// Counts the edges of each node.
    pub(super) fn count(nodes: impl Iterator<Item = u32> + Clone) -> Rows {
        let first = nodes.clone().min().unwrap_or(0);
        let Some(last) = nodes.clone().max() else {
            return Rows {
                first,
                offsets: Vec::new(),
            };
        };
        let mut offsets = vec![0_u32; (last - first) as usize + 2];
        for node in nodes {
            offsets[(node - first) as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        Rows { first, offsets }
    }

    /// Visits the edges in the given order and tells `place` where each one goes. Edges of one node
    /// keep their order.
    pub(super) fn place(
        &self,
        nodes: impl Iterator<Item = u32>,
        mut place: impl FnMut(usize, usize),
    ) {
        let mut next = self.offsets.clone();
        for (edge, node) in nodes.enumerate() {
            let slot = &mut next[(node - self.first) as usize];
            place(edge, *slot as usize);
            *slot += 1;
        }
    }

    /// The CSR of these rows.
    pub(super) fn into_csr(self, targets: Vec<u32>, nodes: u32) -> Result<Csr, BuildError> {
        Csr::new(self.first, self.offsets.into(), targets.into(), nodes)
            .map_err(|error| BuildError::Columns(error.to_string()))
    }
}
