//! Widths, wrapping, and glyphs that are wider than one column.

use super::*;

fn table(names: &[&str], right: &[bool], rows: &[&[&str]], limit: Option<usize>) -> String {
    let own = |texts: &[&str]| {
        texts
            .iter()
            .map(|&text| text.to_owned())
            .collect::<Vec<_>>()
    };
    let names = own(names);
    let rows: Vec<_> = rows.iter().map(|row| own(row)).collect();
    let layout = Layout::choose(&names, right, &rows, limit);
    let mut out = String::new();
    layout.header(&names, false, &mut out);
    for row in &rows {
        layout.row(row, &mut out);
    }
    out
}

#[test]
fn numbers_stand_to_the_right() {
    let shown = table(
        &["app", "count"],
        &[false, true],
        &[&["Payroll", "5"], &["Finance Portal", "1234567"]],
        None,
    );
    assert_eq!(
        shown,
        "app               count\n\
         ──────────────  ───────\n\
         Payroll               5\n\
         Finance Portal  1234567\n"
    );
}

#[test]
fn wide_glyphs_count_double() {
    let shown = table(
        &["a", "b"],
        &[false, false],
        &[&["佐藤", "x"], &["e\u{301}", "y"]],
        None,
    );
    assert_eq!(shown, "a     b\n────  ─\n佐藤  x\ne\u{301}     y\n");
}

#[test]
fn fits_the_terminal_without_losing_a_letter() {
    let long = "Secure_access_finance_apps_for_contractors_in_the_northern_region";
    for limit in [30, 40, 80] {
        let shown = table(
            &["group", "name", "hops"],
            &[false, false, true],
            &[&[long, "A name of several words that is long", "12"]],
            Some(limit),
        );
        for line in shown.lines() {
            assert!(line.width() <= limit, "{limit}: {line}");
        }
        let column: String = shown
            .lines()
            .skip(2)
            .map(|line| line.split("  ").next().unwrap_or(""))
            .collect();
        assert!(column.contains(long), "{limit}: {shown}");
    }
}

#[test]
fn a_text_that_was_made_to_be_long_costs_its_length_and_widens_no_other_row() {
    // A gigabyte's worth of work if each line looked at all that is left.
    let long = "x".repeat(4 << 20);
    assert_eq!(wrap(&long, 10).len(), (4_usize << 20).div_ceil(10));
    let shown = table(
        &["name", "id"],
        &[false, false],
        &[&[&long, "1"], &["B", "2"]],
        None,
    );
    let last = shown.lines().last().unwrap_or_default();
    assert_eq!(last, format!("B{}2", " ".repeat(WIDEST + 1)));
    // Marks have no width, however many.
    let marks = format!("e{}", "\u{301}".repeat(5000));
    assert_eq!(wrap(&marks, 3), [marks.as_str()]);
    let spaced = format!("a {marks}");
    assert_eq!(wrap(&spaced, 3), [spaced.as_str()]);
}

#[test]
fn lines_break_at_words() {
    assert_eq!(wrap("one two three", 7), ["one two", "three"]);
    assert_eq!(wrap("one two three", 8), ["one two", "three"]);
    assert_eq!(wrap("snake_case_name", 8), ["snake_", "case_", "name"]);
    assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
    assert_eq!(wrap("佐藤佐", 3), ["佐", "藤", "佐"]);
    assert_eq!(wrap("佐", 1), ["佐"]);
    assert_eq!(wrap("", 5), [""]);
}
