//! A set of small numbers that is emptied at once.
//!
//! Whoever looks at one principal after another needs the same set empty again and again. A number
//! is in the set if its stamp is that of the current run, so that emptying it is adding one.

/// A set of numbers below a bound.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    // INVARIANT: no stamp is above `run`, and `run` is not 0.
    stamps: Vec<u16>,
    run: u16,
}

impl Marks {
    /// The empty set of numbers below `end`.
    pub(crate) fn new(end: usize) -> Marks {
        Marks {
            stamps: vec![0; end],
            run: 1,
        }
    }

    /// Takes all numbers out.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.run = self.run.wrapping_add(1);
        if self.run == 0 {
            self.stamps.fill(0);
            self.run = 1;
        }
    }

    /// Adds a number; says whether it is new.
    #[inline]
    pub(crate) fn add(&mut self, number: usize) -> bool {
        let stamp = &mut self.stamps[number];
        let is_new = *stamp != self.run;
        *stamp = self.run;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_comes_round_forgets_as_well() {
        let mut marks = Marks::new(3);
        marks.run = u16::MAX;
        assert!(marks.add(1) && !marks.add(1));
        marks.clear();
        assert!(marks.add(1) && marks.add(2) && !marks.add(1));
        marks.clear();
        assert!(marks.add(2));
    }
}
