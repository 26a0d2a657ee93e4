//! Rows of a table as spreadsheets write them.

/// Adds a row; what would not stay one cell stands in quotes.
pub(super) fn row<T: AsRef<str>>(
    out: &mut String,
    separator: char,
    cells: impl IntoIterator<Item = T>,
) {
    let cells = cells.into_iter();
    let cells: Vec<String> = cells.map(|text| cell(text.as_ref(), separator)).collect();
    out.push_str(&cells.join(&separator.to_string()));
    out.push_str("\r\n");
}

fn cell(text: &str, separator: char) -> String {
    let needs = |c: char| c == separator || matches!(c, '"' | '\n' | '\r');
    match text.contains(needs) || text.trim() != text {
        true => quoted(text),
        false => text.to_owned(),
    }
}

/// A cell in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
