//! Asking the Parquet library about bytes that nobody vouches for.
//!
//! It gives an error for most damage, but asserts of some that it is not there, such as a bit width of more
//! than its values have. That must not bring an import down, so whatever makes the library panic is
//! damage like any other. The thread is silent meanwhile: who imports is told once, in the words of
//! a warning.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Does what is asked of the library; none if it panicked. What it panicked over must not be used again.
pub(super) fn guarded<T>(ask: impl FnOnce() -> T) -> Option<T> {
    silence_guarded_threads();
    IS_GUARDED.set(true);
    let answer = panic::catch_unwind(AssertUnwindSafe(ask));
    IS_GUARDED.set(false);
    answer.ok()
}

/// Makes panics silent on threads that are guarded; those of others are told as before.
fn silence_guarded_threads() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !IS_GUARDED.get() {
                told(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_answer() {
        assert_eq!(guarded(|| 1), Some(1));
        assert_eq!(guarded(|| Vec::<u32>::new()[0]), None);
        assert_eq!(guarded(|| 2), Some(2));
    }
}
