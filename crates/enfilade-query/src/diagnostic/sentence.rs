//! Several things in one sentence.

/// Words in backticks, joined as in a sentence: `` `a`, `b` or `c` ``.
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>, join: &str) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    in_words(&words, join)
}

/// Things joined as in a sentence: `a, b or c`.
pub(crate) fn in_words<T: AsRef<str>>(things: &[T], join: &str) -> String {
    let things: Vec<&str> = things.iter().map(AsRef::as_ref).collect();
    match things.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [others @ .., last] => format!("{} {join} {last}", others.join(", ")),
    }
}
