//! Patterns of actions: `*` stands for any text, slashes and nothing included. All in lower case.
//!
//! Source: <https://learn.microsoft.com/en-us/azure/role-based-access-control/role-definitions>, the
//! part on the format of actions.

/// Whether a pattern matches an action; of two patterns, whether whatever the second matches is
/// matched by the first: a `*` is a character that only another `*` matches.
pub(super) fn covers(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // The last `*` met, and how far its text reached when it was last tried.
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                back = Some((p, t));
                p += 1;
            }
            Some(own) if *own == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match back {
                Some((star, tried)) => {
                    back = Some((star, tried + 1));
                    p = star + 1;
                    t = tried + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|rest| *rest == b'*')
}

/// Whether some action matches both patterns.
pub(super) fn overlap(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    // Of the row for the first characters of `a`: whether they can match the first `j` of `b`.
    let mut row = vec![false; b.len() + 1];
    row[0] = true;
    for j in 0..b.len() {
        row[j + 1] = row[j] && b[j] == b'*';
    }
    for &own in a {
        let before = row.clone();
        row[0] = before[0] && own == b'*';
        for j in 0..b.len() {
            row[j + 1] = match (own, b[j]) {
                (b'*', _) | (_, b'*') => before[j] || before[j + 1] || row[j],
                (own, other) => before[j] && own == other,
            };
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, text, matches) in [
            ("*", "a/b/c", true),
            ("*", "", true),
            ("*/read", "a/b/read", true),
            ("*/read", "a/b/write", false),
            ("a/*/read", "a/b/c/read", true),
            ("a/*/read", "a/read", false),
            ("a*b*c", "a1b2b3c", true),
            ("a*b*c", "a1b2b3", false),
            ("a/b", "a/b/c", false),
            ("a/b", "a/b", true),
        ] {
            assert_eq!(covers(pattern, text), matches, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_covers_another_if_it_matches_all_that_the_other_does() {
        for (outer, inner, within) in [
            ("*", "*/read", true),
            ("*/read", "*", false),
            ("a/*", "a/*/read", true),
            ("a/*/read", "a/*", false),
            ("*/read", "a/*/read", true),
            ("a/b", "a/*", false),
        ] {
            assert_eq!(covers(outer, inner), within, "{outer} {inner}");
        }
    }

    #[test]
    fn patterns_overlap_if_something_matches_both() {
        for (a, b, both) in [
            ("*", "*", true),
            ("", "", true),
            ("", "*", true),
            ("", "a", false),
            ("*/read", "*/write", false),
            ("a/*", "*/read", true),
            ("a/*", "b/*", false),
            ("a*c", "ab*", true),
            ("a/b", "a/*", true),
            ("*x*", "*y*", true),
        ] {
            assert_eq!(overlap(a, b), both, "{a} {b}");
            assert_eq!(overlap(b, a), both, "{b} {a}");
        }
    }
}
