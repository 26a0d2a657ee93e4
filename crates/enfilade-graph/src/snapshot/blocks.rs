//! Checksums of the blocks of a file, so that a part of it can be checked without the rest.

use std::ops::Range;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// How many bytes a block has; the last may have fewer.
const BLOCK: usize = 1 << 18;
/// How many hexadecimal digits a sum has.
const DIGITS: usize = 16;

/// The sums of the blocks of a file that is being written.
#[derive(Default)]
pub(super) struct BlockSums {
    current: Xxh3,
    filled: usize,
    digits: String,
}

impl BlockSums {
    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(bytes.len().min(BLOCK - self.filled));
            self.current.update(now);
            self.filled += now.len();
            if self.filled == BLOCK {
                self.end_block();
            }
            bytes = rest;
        }
    }

    /// The sums in hexadecimal digits; nothing for a file of one block.
    pub(super) fn finish(mut self) -> String {
        if self.digits.is_empty() {
            return String::new();
        }
        if self.filled > 0 {
            self.end_block();
        }
        self.digits
    }

    fn end_block(&mut self) {
        self.digits.push_str(&hex(self.current.digest()));
        self.current.reset();
        self.filled = 0;
    }
}

/// The blocks of a file, and their sums.
pub(super) struct Blocks<'s>(Vec<&'s [u8]>);

impl Blocks<'_> {
    /// Reads sums that were written for a file of so many bytes; none if there are none.
    pub(super) fn read(digits: &str, bytes: usize) -> Option<Blocks<'_>> {
        let sums: Vec<&[u8]> = digits.as_bytes().chunks(DIGITS).collect();
        (!sums.is_empty() && sums.len() == bytes.div_ceil(BLOCK)).then_some(Blocks(sums))
    }

    /// The blocks that lie within one of the ranges of bytes as a whole.
    pub(super) fn within(&self, bytes: usize, ranges: &[Range<usize>]) -> Vec<usize> {
        let is_within = |block: &usize| {
            let (start, end) = (block * BLOCK, bytes.min((block + 1) * BLOCK));
            ranges
                .iter()
                .any(|range| range.start <= start && end <= range.end)
        };
        (0..self.0.len()).filter(is_within).collect()
    }

    /// All but the blocks listed, which ascend.
    pub(super) fn but(&self, listed: &[usize]) -> Vec<usize> {
        let is_other = |block: &usize| listed.binary_search(block).is_err();
        (0..self.0.len()).filter(is_other).collect()
    }

    /// Whether blocks are as they were written.
    pub(super) fn are_whole(&self, file: &[u8], blocks: &[usize]) -> bool {
        blocks.iter().all(|&block| {
            let start = block * BLOCK;
            let bytes = file.get(start..file.len().min(start + BLOCK));
            let sum = bytes.map(|bytes| hex(xxh3_64(bytes)));
            sum.as_deref().map(str::as_bytes) == self.0.get(block).copied()
        })
    }
}

fn hex(sum: u64) -> String {
    format!("{sum:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_byte_is_found_in_its_block_alone() {
        let mut file: Vec<u8> = (0..3 * BLOCK + 5).map(|at| at as u8).collect();
        let mut sums = BlockSums::default();
        file.chunks(1_000).for_each(|part| sums.update(part));
        let digits = sums.finish();
        let blocks = Blocks::read(&digits, file.len()).unwrap();
        assert!(blocks.are_whole(&file, &[0, 1, 2, 3]));
        file[3 * BLOCK + 1] ^= 1;
        assert!(blocks.are_whole(&file, &[0, 1, 2]));
        assert!(!blocks.are_whole(&file, &[3]));
        // A range that begins within a block does not hold it.
        let part = BLOCK - 1..3 * BLOCK + 5;
        assert_eq!(blocks.within(file.len(), &[part]), [1, 2, 3]);
        assert_eq!(blocks.but(&[1, 2]), [0, 3]);
        assert!(Blocks::read(&digits, BLOCK).is_none());
        assert!(Blocks::read("", 5).is_none());
    }

    #[test]
    fn a_small_file_has_one_sum_and_no_more() {
        let mut sums = BlockSums::default();
        sums.update(b"small");
        assert_eq!(sums.finish(), "");
    }
}
