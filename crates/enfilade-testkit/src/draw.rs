//! Random numbers that are the same on every machine and in every version of this crate.
//!
//! Generated tenants are compared byte for byte and measured against each other over months, so
//! their numbers must not change with a library. This is SplitMix64 (Steele, Lea and Flood, "Fast
//! Splittable Pseudorandom Number Generators", OOPSLA 2014), and the few distributions on top use
//! only additions, multiplications and square roots, which IEEE 754 defines to the last bit.

/// A source of random numbers.
#[derive(Clone, Debug)]
pub struct Draw {
    state: u64,
}

impl Draw {
    /// The numbers that follow from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Draw {
        Draw { state: seed }
    }

    /// The numbers that follow from a name: adding one thing to a tenant leaves the draws of all
    /// others as they were.
    #[must_use]
    pub fn of(name: &str) -> Draw {
        let key = enfilade_model::ObjectKey::of_text(name).0;
        Draw::new((key >> 64) as u64)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = self.state;
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 if the limit is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(limit)) >> 64) as u64
    }

    /// An index below `limit`; 0 if the limit is 0.
    pub fn index(&mut self, limit: usize) -> usize {
        self.below(limit as u64) as usize
    }

    /// A number from 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// True this often.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// An element, if there is one.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.index(from.len());
        from.get(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_paper() {
        // The reference implementation's first numbers from seed 1234567.
        let mut draw = Draw::new(1_234_567);
        let first = [draw.bits(), draw.bits(), draw.bits()];
        let reference = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!(first, reference);
    }

    #[test]
    fn draws_stay_below_their_limit() {
        let mut draw = Draw::of("limits");
        let mut seen = [false; 5];
        for _ in 0..200 {
            seen[draw.index(5)] = true;
            assert!((0.0..1.0).contains(&draw.unit()));
        }
        assert_eq!(seen, [true; 5]);
        assert_eq!(draw.below(0), 0);
    }
}
