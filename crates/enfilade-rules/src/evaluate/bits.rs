//! A set of subjects of a block.

/// One bit a subject.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Bits {
    count: usize,
    // INVARIANT: bits from `count` on are zero.
    words: Vec<u64>,
}

impl Bits {
    pub(super) fn new(count: usize) -> Bits {
        Bits {
            count,
            words: vec![0; count.div_ceil(64)],
        }
    }

    pub(super) fn set(&mut self, at: usize) {
        self.words[at / 64] |= 1 << (at % 64);
    }

    pub(super) fn get(&self, at: usize) -> bool {
        let word = self.words.get(at / 64).copied().unwrap_or(0);
        word >> (at % 64) & 1 == 1
    }

    pub(super) fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    pub(super) fn negate(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        if let (Some(last), used @ 1..) = (self.words.last_mut(), self.count % 64) {
            *last &= (1 << used) - 1;
        }
    }

    pub(super) fn add(&mut self, other: &Bits) {
        self.zip(other, |own, other| own | other);
    }

    pub(super) fn retain(&mut self, other: &Bits) {
        self.zip(other, |own, other| own & other);
    }

    pub(super) fn remove(&mut self, other: &Bits) {
        self.zip(other, |own, other| own & !other);
    }

    fn zip(&mut self, other: &Bits, join: impl Fn(u64, u64) -> u64) {
        let words = self.words.iter_mut().zip(&other.words);
        words.for_each(|(own, &other)| *own = join(*own, other));
    }

    /// The members, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(at, &word)| {
            let next = |word: &u64| Some(word & (word - 1)).filter(|&rest| rest != 0);
            std::iter::successors(Some(word).filter(|&word| word != 0), next)
                .map(move |word| at * 64 + word.trailing_zeros() as usize)
        })
    }
}
