//! What was worked out last is kept: questions that follow each other often need the same.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

/// What was worked out last, and for which key.
#[derive(Debug)]
pub(crate) struct Last<K, T>(Mutex<Option<(K, Arc<T>)>>);

impl<K, T> Default for Last<K, T> {
    fn default() -> Last<K, T> {
        Last(Mutex::new(None))
    }
}

impl<K: PartialEq, T> Last<K, T> {
    /// What belongs to a key, made if it is not what was made last.
    pub(crate) fn get(&self, key: K, make: impl FnOnce() -> T) -> Arc<T> {
        let Ok(made) = self.try_get(key, || Ok::<T, Infallible>(make()));
        made
    }

    /// The same, where making it can fail.
    ///
    /// # Errors
    /// That of `make`; what was kept before is kept.
    pub(crate) fn try_get<E>(
        &self,
        key: K,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        // A panic elsewhere cannot leave the slot half written.
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, made)) = &*last
            && *known == key
        {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new(make()?);
        *last = Some((key, Arc::clone(&made)));
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::Last;

    #[test]
    fn the_same_key_makes_nothing_twice() {
        let last = Last::default();
        let mut made = 0;
        for key in [1, 1, 2, 2, 1] {
            let value = last.get(key, || {
                made += 1;
                key * 10
            });
            assert_eq!(*value, key * 10);
        }
        assert_eq!(made, 3);
        assert_eq!(last.try_get(2, || Err("cannot")), Err("cannot"));
        assert_eq!(*last.get(1, || 0), 10);
    }
}
