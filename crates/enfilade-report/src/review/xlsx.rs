//! A review as a workbook: an overview, all rows in one sheet, and a sheet for each question that found something.
//!
//! The library writes every cell as a shared string, so that no name is ever a formula or a link
//! (ECMA-376, part 1, 18.3.1.4 and 18.4.9). Excel's own limits are kept: 32,767 characters of a cell, 1,048,576 rows of a sheet, 31
//! characters of a sheet's name (<https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3>).

use super::{Question, Review, Rows, flat};
use crate::Severity;
use crate::escape::terminal::harmless_lines;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};
use std::collections::HashSet;
use std::io::{self, Write};

/// The most characters of a cell, as UTF-16 counts them.
const MOST_CHARACTERS: usize = 32_767;
/// The most rows of a sheet below its heading and above the line that says that some are missing.
const MOST_ROWS: usize = 1_048_574;
/// The most characters of a sheet's name.
const MOST_OF_A_NAME: usize = 31;

pub(super) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let workbook = workbook(review).and_then(|mut workbook| workbook.save_to_buffer());
    out.write_all(&workbook.map_err(io::Error::other)?)
}

fn workbook(review: &Review) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(review));
    overview(workbook.add_worksheet(), review)?;
    let heading = &flat::COLUMNS;
    table(
        workbook.add_worksheet(),
        "Findings",
        heading,
        flat::lines(review),
    )?;
    let questions = workbook.add_worksheet();
    let lines = review.questions().map(question_line);
    table(questions, "Questions", &QUESTION_COLUMNS, lines)?;
    let gaps = review.gaps.iter().map(|gap| {
        let level = if gap.is_absent { "absent" } else { "partial" };
        [gap.relation.clone(), level.to_owned(), gap.why.clone()]
    });
    let heading = ["relation", "held", "what is missing"];
    table(
        workbook.add_worksheet(),
        "Not in this export",
        &heading,
        gaps,
    )?;
    if let Some(comparison) = &review.comparison {
        let gone = comparison.gone.iter().map(|gone| {
            [
                &gone.id,
                gone.severity.name(),
                &gone.question,
                &gone.title,
                &gone.finding,
            ]
            .map(str::to_owned)
        });
        let heading = ["finding", "severity", "question", "title", "row"];
        table(workbook.add_worksheet(), "No longer there", &heading, gone)?;
    }
    let mut names = HashSet::new();
    for question in review.questions() {
        if let Some(rows) = question.rows() {
            let name = sheet_name(&question.id, &mut names);
            let heading: Vec<&str> = rows.columns.iter().map(String::as_str).collect();
            table(workbook.add_worksheet(), &name, &heading, cells(rows))?;
        }
    }
    Ok(workbook)
}

/// A workbook says when it was made; the same review is to be the same bytes.
fn properties(review: &Review) -> DocProperties {
    let properties = DocProperties::new()
        .set_title(text(&review.title))
        .set_author("enfilade");
    match ExcelDateTime::parse_from_str(&review.made) {
        Ok(made) => properties.set_creation_datetime(&made),
        Err(_) => match ExcelDateTime::from_ymd(1980, 1, 1) {
            Ok(never) => properties.set_creation_datetime(&never),
            Err(_) => properties,
        },
    }
}

fn overview(sheet: &mut Worksheet, review: &Review) -> Result<(), XlsxError> {
    sheet.set_name("Overview")?;
    sheet.set_column_width(0, 28)?.set_column_width(1, 60)?;
    let bold = Format::new().set_bold();
    sheet.write_string_with_format(0, 0, text(&review.title), &bold.clone().set_font_size(16))?;
    let mut lines = vec![
        ("Tenant", review.tenant.clone().unwrap_or_default()),
        ("Collected", review.collected.clone()),
        ("Reviewed", review.made.clone()),
        ("Questions", review.questions().count().to_string()),
    ];
    for severity in Severity::ALL.into_iter().rev() {
        lines.push((severity.name(), review.found(severity).to_string()));
    }
    if let Some(comparison) = &review.comparison {
        lines.push(("Compared with", comparison.made.clone()));
        lines.push(("New", comparison.all_new().to_string()));
        lines.push(("No longer there", comparison.gone.len().to_string()));
        lines.push(("Unchanged", comparison.unchanged.to_string()));
    }
    for (row, (name, value)) in (2..).zip(lines) {
        sheet.write_string_with_format(row, 0, name, &bold)?;
        sheet.write_string(row, 1, text(&value))?;
    }
    Ok(())
}

const QUESTION_COLUMNS: [&str; 11] = [
    "question",
    "title",
    "severity",
    "outcome",
    "certainty",
    "what it finds",
    "why",
    "source",
    "next",
    "missing",
    "query",
];

fn question_line(question: &Question) -> [String; QUESTION_COLUMNS.len()] {
    [
        question.id.clone(),
        question.title.clone(),
        question.severity.name().to_owned(),
        question.in_short(),
        question.certainty().to_owned(),
        question.description.clone(),
        question.why.clone(),
        question.source.clone(),
        question.next.clone(),
        question.missing.join("\n"),
        question.query.clone(),
    ]
}

/// The rows of a question, and what to say of those that were not kept.
fn cells(rows: &Rows) -> impl Iterator<Item = Vec<String>> {
    let kept = rows.kept.iter().map(|row| {
        let columns = rows.columns.iter();
        columns
            .map(|column| row.finding.cell(column).to_owned())
            .collect()
    });
    let beyond = rows.beyond();
    let more = (beyond > 0).then(|| vec![format!("{beyond} more rows were not kept")]);
    kept.chain(more)
}

/// A sheet with a heading that stays in view, and a filter for each column.
fn table<L: AsRef<[String]>>(
    sheet: &mut Worksheet,
    name: &str,
    heading: &[&str],
    lines: impl Iterator<Item = L>,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    let bold = Format::new()
        .set_bold()
        .set_border_bottom(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00EE_F1F6));
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (column, title) in (0..).zip(heading) {
        sheet.write_string_with_format(0, column, text(title), &bold)?;
        sheet.set_column_width(column, 26)?;
    }
    let mut lines = lines;
    let mut last = 0;
    for (row, line) in (1..).zip(lines.by_ref().take(MOST_ROWS)) {
        for (column, cell) in (0..).zip(line.as_ref()) {
            if !cell.is_empty() {
                sheet.write_string_with_format(row, column, text(cell), &plain)?;
            }
        }
        last = row;
    }
    let beyond = lines.count();
    if beyond > 0 {
        last += 1;
        let said = format!("{beyond} more rows do not fit in a sheet; the other formats have them");
        sheet.write_string(last, 0, said)?;
    }
    let width = u16::try_from(heading.len()).unwrap_or(u16::MAX);
    if let Some(right) = width.checked_sub(1) {
        sheet.autofilter(0, 0, last, right)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Text that a cell can hold: nothing in it deceives, and what is too long ends with a sign.
fn text(text: &str) -> String {
    let text = harmless_lines(text);
    let mut length = 0;
    let end = text.char_indices().find(|(_, c)| {
        length += c.len_utf16();
        length >= MOST_CHARACTERS
    });
    match end {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into_owned(),
    }
}

/// A name that no other sheet has and that Excel takes: `guests/hold_roles` becomes `guests hold_roles`.
fn sheet_name(id: &str, taken: &mut HashSet<String>) -> String {
    let plain = |c: char| match c {
        '/' => ' ',
        '[' | ']' | ':' | '*' | '?' | '\\' | '\'' => '_',
        c if c.is_control() => '_',
        c => c,
    };
    let name: String = harmless_lines(id).chars().map(plain).collect();
    let mut number = 1;
    loop {
        let end = if number == 1 {
            String::new()
        } else {
            format!(" {number}")
        };
        let mut length = end.len();
        let fits = name.chars().take_while(|c| {
            length += c.len_utf16();
            length <= MOST_OF_A_NAME
        });
        let mut short: String = fits.collect();
        short.push_str(&end);
        if short.trim().is_empty() {
            short = format!("question{end}");
        }
        // Excel compares the names of sheets without case.
        if taken.insert(short.to_lowercase()) {
            return short;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_CHARACTERS, sheet_name, text};
    use std::collections::HashSet;

    #[test]
    fn names_of_sheets_fit_and_differ() {
        let mut taken = HashSet::new();
        let long = "owners/owned_apps_with_permissions_and_more";
        assert_eq!(
            sheet_name("guests/hold_roles", &mut taken),
            "guests hold_roles"
        );
        assert_eq!(
            sheet_name("Guests/Hold_roles", &mut taken),
            "Guests Hold_roles 2"
        );
        let first = sheet_name(long, &mut taken);
        let second = sheet_name(long, &mut taken);
        assert_eq!((first.len(), second.len()), (31, 31));
        assert_ne!(first, second);
        assert_eq!(sheet_name("[a]*?:", &mut taken), "_a____");
        assert_eq!(sheet_name("", &mut taken), "question");
    }

    #[test]
    fn a_cell_holds_no_more_than_excel_takes() {
        let long = text(&"é".repeat(MOST_CHARACTERS + 5));
        assert_eq!(long.chars().count(), MOST_CHARACTERS);
        assert!(long.ends_with('…'));
        assert_eq!(text("=cmd()\u{1b}"), "=cmd()␛");
    }
}
