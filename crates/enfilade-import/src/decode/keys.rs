//! The members of an object in view, without reading their values.

use super::scan::Extent;
use super::window::Window;

/// The members of an object in view, one after the other.
pub(crate) struct Keys {
    at: usize,
}

impl Keys {
    /// The members of the object that the view begins with.
    pub(crate) fn after_brace() -> Keys {
        Keys { at: 1 }
    }

    /// The members from byte `at` of the view on.
    pub(crate) fn at(at: usize) -> Keys {
        Keys { at }
    }

    /// The next key, and where its value begins.
    pub(crate) fn next(&mut self, window: &mut Window<'_>) -> Option<(Vec<u8>, usize)> {
        while window.peek(&mut self.at) == Some(b',') {
            self.at += 1;
        }
        if window.rest().get(self.at) != Some(&b'"') {
            return None;
        }
        let Extent::End(end) = window.value_end(self.at) else {
            return None;
        };
        let key = window.rest().get(self.at + 1..end - 1)?.to_vec();
        let mut at = end;
        if window.peek(&mut at) != Some(b':') {
            return None;
        }
        at += 1;
        window.peek(&mut at)?;
        Some((key, at))
    }

    /// Whether there is no further member, since the object ends.
    pub(crate) fn is_at_end(&self, window: &Window<'_>) -> bool {
        window.rest().get(self.at) == Some(&b'}')
    }

    /// Moves past the value; false if it does not end.
    pub(crate) fn skip(&mut self, window: &mut Window<'_>, value: usize) -> bool {
        let Extent::End(end) = window.value_end(value) else {
            return false;
        };
        self.at = end;
        true
    }
}
