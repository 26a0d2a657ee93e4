//! The words that a name is made of.
//!
//! `Secure_access_finance_apps` has the word `finance`, and so has `FinancePortal`: a word ends at
//! a sign, a space or a change of case. `SharePoint` also counts as one word, since that is how it
//! is said.

/// The words of a name, in lower case, cut at every sign and, if `at_case`, at changes of case.
fn split(name: &str, at_case: bool) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() && c != '&' && c != '\'' {
            words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        let after = chars.get(at + 1);
        let rises = before.is_some_and(|b| b.is_lowercase()) && c.is_uppercase();
        // `HRPortal`: the last capital of a run begins the next word.
        let acronym_ends = before.is_some_and(|b| b.is_uppercase())
            && c.is_uppercase()
            && after.is_some_and(|a| a.is_lowercase());
        if at_case && (rises || acronym_ends) {
            words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
        }
        word.extend(c.to_lowercase());
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// The words that a word of a query asks for: it may hold signs itself, or be quoted and hold
/// spaces.
pub(crate) fn wanted(text: &str) -> Vec<String> {
    split(text, false)
}

/// The words of a name, for suggestions.
pub(crate) fn of(name: &str) -> Vec<String> {
    split(name, true)
}

/// Whether a name has these words (lower case), in order and beside each other.
pub(crate) fn has_words(name: &str, wanted: &[String]) -> bool {
    let Some(first) = wanted.first() else {
        return true;
    };
    if !contains(name, first) {
        return false;
    }
    [true, false].into_iter().any(|at_case| {
        let words = split(name, at_case);
        words.windows(wanted.len()).any(|run| run == wanted)
    })
}

/// Whether a name holds a text (lower case), inside a word or not.
pub(crate) fn contains(name: &str, text: &str) -> bool {
    if name.is_ascii() {
        let (name, text) = (name.as_bytes(), text.as_bytes());
        text.is_empty()
            || name
                .windows(text.len())
                .any(|run| run.eq_ignore_ascii_case(text))
    } else {
        name.to_lowercase().contains(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(name: &str, word: &str) -> bool {
        has_words(name, &wanted(word))
    }

    #[test]
    fn words_end_at_signs_and_changes_of_case() {
        for name in [
            "Secure_access_finance_apps",
            "FinancePortal",
            "HR.Finance-Reports",
            "FINANCE",
            "myFinance",
            "HRFinance (prod)",
        ] {
            assert!(has(name, "finance"), "{name}");
            assert!(has(name, "Finance"), "{name}");
        }
        for name in ["Refinancing", "finances", "FINANCEPORTAL", ""] {
            assert!(!has(name, "finance"), "{name}");
        }
    }

    #[test]
    fn a_word_may_be_several_and_may_change_case_inside() {
        assert!(has("Contoso SharePoint Online", "sharepoint"));
        assert!(has("Contoso SharePoint Online", "SharePoint"));
        assert!(has("Contoso SharePoint Online", "share point"));
        assert!(has("Secure_access_finance_apps", "secure_access_finance"));
        assert!(!has("Secure_finance_access", "secure_access_finance"));
        assert!(has("All-Hands notes", "all hands"));
        assert!(has("R&D lab", "r&d"));
        assert!(has("Größe", "größe"));
    }
}
