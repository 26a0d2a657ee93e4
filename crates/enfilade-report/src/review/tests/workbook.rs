//! The workbook, read back by another library.

use super::{NAME, review};
use crate::escape::terminal::harmless;
use crate::review::ReviewFormat;
use calamine::{Data, Reader as _, Xlsx};
use std::io::{Cursor, Read as _};

fn workbook() -> Vec<u8> {
    let mut file = Vec::new();
    review().write(ReviewFormat::Xlsx, &mut file).unwrap();
    file
}

#[test]
fn every_row_is_in_one_sheet_and_in_that_of_its_question() {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(workbook())).unwrap();
    assert_eq!(
        book.sheet_names(),
        [
            "Overview",
            "Findings",
            "Questions",
            "Not in this export",
            "guests a"
        ]
    );
    let findings = book.worksheet_range("Findings").unwrap();
    assert_eq!(findings.height(), 31);
    let question = book.worksheet_range("guests a").unwrap();
    // The heading, thirty rows, and what is said of the ten that were not kept.
    assert_eq!(question.height(), 32);
    let first = question.get((1, 0)).unwrap();
    assert_eq!(first, &Data::String(format!("{}0", harmless(NAME))));
}

#[test]
fn no_cell_is_a_formula_and_headings_stay_in_view() {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(workbook())).unwrap();
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        let text: String = formulas
            .used_cells()
            .map(|(_, _, text)| text.as_str())
            .collect();
        assert_eq!(text, "", "{name}");
    }
    let mut parts = zip::ZipArchive::new(Cursor::new(workbook())).unwrap();
    for number in 2..=5 {
        let mut sheet = String::new();
        let name = format!("xl/worksheets/sheet{number}.xml");
        parts
            .by_name(&name)
            .unwrap()
            .read_to_string(&mut sheet)
            .unwrap();
        assert!(
            sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter"),
            "{name}"
        );
        assert!(!sheet.contains("<hyperlink"), "{name}");
    }
}
