//! When Enter asks, and when it goes on to the next line.

use enfilade::syntax::is_unfinished;
use reedline::{ValidationResult, Validator};

/// Goes on while a query waits for more. An empty line ends it all the same, so that nobody is caught.
pub(super) struct QueryValidator;

impl Validator for QueryValidator {
    fn validate(&self, line: &str) -> ValidationResult {
        match goes_on(line) {
            true => ValidationResult::Incomplete,
            false => ValidationResult::Complete,
        }
    }
}

/// Whether the text waits for another line.
pub(super) fn goes_on(text: &str) -> bool {
    let ends_empty = text
        .rsplit_once('\n')
        .is_some_and(|(_, last)| last.trim().is_empty());
    !text.trim_start().starts_with('.') && !ends_empty && is_unfinished(text)
}

#[cfg(test)]
mod tests {
    use super::goes_on;

    #[test]
    fn what_is_open_goes_on_until_an_empty_line() {
        assert!(goes_on("users |"));
        assert!(goes_on("users |\n  where (a == 1"));
        assert!(!goes_on("users |\n"));
        assert!(!goes_on("users |\n  "));
        assert!(!goes_on("users |\n count"));
        assert!(!goes_on(".format ("));
        assert!(!goes_on(""));
    }
}
