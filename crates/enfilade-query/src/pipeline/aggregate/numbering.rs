//! Distinct values numbered in the order in which they come.
//!
//! A value is copied when it is new, and only then; what else is kept of it is a number.

use rustc_hash::FxHashMap;

/// The values so far.
#[derive(Debug, Default)]
pub(crate) struct Numbering(FxHashMap<Box<[u8]>, u32>);

impl Numbering {
    /// The number of a value, and whether it is new.
    pub(crate) fn number(&mut self, value: &[u8]) -> (u32, bool) {
        if let Some(&number) = self.0.get(value) {
            return (number, false);
        }
        let number = self.0.len() as u32;
        self.0.insert(value.into(), number);
        (number, true)
    }

    /// The number of a value that was numbered.
    pub(crate) fn get(&self, value: &[u8]) -> Option<u32> {
        self.0.get(value).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::Numbering;

    #[test]
    fn a_value_keeps_its_number() {
        let mut numbering = Numbering::default();
        let numbers: Vec<(u32, bool)> = [&b"a"[..], b"", b"a", b"b", b""]
            .into_iter()
            .map(|value| numbering.number(value))
            .collect();
        let expected = [(0, true), (1, true), (0, false), (2, true), (1, false)];
        assert_eq!(numbers, expected);
    }
}
