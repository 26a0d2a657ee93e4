//! Definitions: names for sets that hold in every query, such as `tier zero`.
//!
//! A definition is a `let` in a file of its own. A `let` of the query comes before it, and definitions of
//! the caller come before the bundled ones, so that a tenant can say what its own tier zero is.

use crate::diagnostic::Diagnostic;
use crate::syntax::ast::Binding;
use crate::syntax::parse_definitions;
use crate::syntax::span::Spanned;

/// The definitions that come with the language.
const BUNDLED: &str = include_str!("../definitions/tier_zero.enq");

/// Definitions of one file.
#[derive(Clone, Debug)]
pub struct Definitions {
    text: String,
    bindings: Vec<Spanned<Binding>>,
}

impl Definitions {
    /// Reads definitions: `let` after `let`. A later one may use those before it.
    ///
    /// # Errors
    /// Every mistake that could be found, the first in the text first.
    pub fn parse(text: &str) -> Result<Definitions, Vec<Diagnostic>> {
        Ok(Definitions {
            bindings: parse_definitions(text)?,
            text: text.to_owned(),
        })
    }

    /// The definitions that come with the language.
    #[must_use]
    pub fn bundled() -> Definitions {
        // A test reads the bundled text; nothing else can go wrong with it.
        Definitions::parse(BUNDLED).unwrap_or_else(|_| Definitions {
            text: String::new(),
            bindings: Vec::new(),
        })
    }

    /// The names that are defined, as they are written.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.bindings.iter().map(|one| one.value.name())
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The definitions, as they are written.
    #[must_use]
    pub fn bindings(&self) -> &[Spanned<Binding>] {
        &self.bindings
    }
}

#[cfg(test)]
mod tests {
    use super::{BUNDLED, Definitions};

    #[test]
    fn the_bundled_definitions_read() {
        let names: Vec<String> = Definitions::parse(BUNDLED).unwrap().names().collect();
        assert!(names.contains(&"tier zero".to_owned()), "{names:?}");
    }
}
