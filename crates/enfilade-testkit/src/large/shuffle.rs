//! A random order of many numbers, without a list of them.
//!
//! A Feistel network is a bijection of the numbers of so many bits, whatever its round function
//! (Luby and Rackoff, "How to Construct Pseudorandom Permutations from Pseudorandom Functions",
//! 1988). Where the numbers are not a power of two, one that falls outside goes round again (Black
//! and Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002).

use crate::draw::Draw;

const ROUNDS: usize = 4;

/// A bijection of `0..count`.
#[derive(Clone, Debug, Default)]
pub(super) struct Shuffle {
    count: u32,
    half: u32,
    keys: [u64; ROUNDS],
}

impl Shuffle {
    /// The order that follows from a seed.
    pub(super) fn new(count: u32, seed: u64) -> Shuffle {
        let bits = 32 - count.saturating_sub(1).leading_zeros();
        let mut draw = Draw::new(seed);
        Shuffle {
            count,
            half: bits.div_ceil(2).max(1),
            keys: [(); ROUNDS].map(|()| draw.bits()),
        }
    }

    /// The number at a position below `count`.
    pub(super) fn at(&self, position: u32) -> u32 {
        self.walk(position, |left, right, round| {
            (right, left ^ self.round(right, round))
        })
    }

    /// The position of a number below `count`.
    pub(super) fn position(&self, number: u32) -> u32 {
        self.walk(number, |left, right, round| {
            (right ^ self.round(left, ROUNDS - 1 - round), left)
        })
    }

    fn walk(&self, from: u32, step: impl Fn(u32, u32, usize) -> (u32, u32)) -> u32 {
        let mask = (1u32 << self.half) - 1;
        let mut number = from;
        loop {
            let (mut left, mut right) = (number >> self.half, number & mask);
            for round in 0..ROUNDS {
                (left, right) = step(left, right, round);
            }
            number = left << self.half | right;
            if number < self.count || self.count == 0 {
                return number;
            }
        }
    }

    fn round(&self, half: u32, round: usize) -> u32 {
        let bits = Draw::new(self.keys[round] ^ u64::from(half)).bits();
        (bits >> 32) as u32 & ((1 << self.half) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_comes_once_and_is_found_again() {
        for count in [1, 2, 3, 64, 100, 1000, 4097] {
            let shuffle = Shuffle::new(count, 9);
            let mut seen = vec![false; count as usize];
            for position in 0..count {
                let number = shuffle.at(position);
                assert!(!std::mem::replace(&mut seen[number as usize], true));
                assert_eq!(shuffle.position(number), position);
            }
        }
    }

    #[test]
    fn the_order_is_not_the_numbers_own() {
        let shuffle = Shuffle::new(1000, 9);
        let kept = (0..1000)
            .filter(|&n| shuffle.at(n).abs_diff(n) < 10)
            .count();
        assert!(kept < 60, "{kept}");
    }
}
