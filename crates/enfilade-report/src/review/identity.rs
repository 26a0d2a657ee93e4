//! What a finding is called from review to review.
//!
//! The id is made of the question and of what a row of access is: who, what, by which role, how and
//! where, as ids where there are any. So it survives a new name, a new sign-in date, another state, or another way to the
//! same access. A row that names no object, such as a count for each partner, goes by its cells that hold no number.
//! Of rows of one question that would be called alike all the same, the second and later ones get a
//! number, in the order of the rows, which a query sorts.

use crate::Finding;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write as _;

/// How many bytes of the digest an id shows: among a million findings of one review the chance that any
/// two agree by accident is one in 30 million.
const BYTES: usize = 8;
/// The columns whose objects may be others tomorrow while the finding is the same.
const APART: [&str; 2] = ["via", "example"];
/// The columns that tell two ways to hold access apart, beside the objects.
const OF_ACCESS: [&str; 3] = ["role", "role_name", "mechanism"];

/// Names the rows of a question, one after the other.
#[derive(Clone, Debug)]
pub struct Namer {
    question: String,
    seen: HashMap<String, u32>,
}

impl Namer {
    /// Names the rows of this question.
    #[must_use]
    pub fn new(question: &str) -> Namer {
        Namer {
            question: question.to_owned(),
            seen: HashMap::new(),
        }
    }

    /// The id of the next row.
    pub fn name(&mut self, finding: &Finding) -> String {
        let id = of(&self.question, finding);
        let times = self.seen.entry(id.clone()).or_default();
        *times += 1;
        match *times {
            1 => id,
            again => format!("{id}-{again}"),
        }
    }
}

/// The id of a row, as long as no other row is called alike.
fn of(question: &str, finding: &Finding) -> String {
    let mut digest = Sha256::new();
    // No text holds a NUL that another would continue: each part is preceded by its length.
    let mut part = |text: &str| {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text.as_bytes());
    };
    part(question);
    if finding.objects.is_empty() {
        for (column, text) in &finding.cells {
            if text.parse::<f64>().is_err() {
                part(column);
                part(text);
            }
        }
    }
    let objects = finding.objects.iter();
    for object in objects.filter(|object| !APART.contains(&object.column.as_str())) {
        part(&object.id);
    }
    for (column, text) in &finding.cells {
        let is_object = finding
            .objects
            .iter()
            .any(|object| object.column == *column);
        if !is_object && OF_ACCESS.contains(&column.as_str()) {
            part(column);
            part(text);
        }
    }
    let digest = digest.finalize();
    digest
        .iter()
        .take(BYTES)
        .fold(String::new(), |mut id, byte| {
            // Writing to a string cannot fail.
            let _ = write!(id, "{byte:02x}");
            id
        })
}

#[cfg(test)]
mod tests {
    use super::{Namer, of};
    use crate::{Finding, Object};

    fn row(name: &str, ids: &[&str], count: &str) -> Finding {
        let object = |id: &&str| Object {
            name: name.to_owned(),
            id: (*id).to_owned(),
            kind: "user".to_owned(),
            column: "guest".to_owned(),
        };
        Finding {
            cells: vec![
                ("guest".to_owned(), name.to_owned()),
                ("apps".to_owned(), count.to_owned()),
            ],
            objects: ids.iter().map(object).collect(),
        }
    }

    #[test]
    fn a_finding_is_its_question_and_its_objects() {
        let gina = of("guests/a", &row("Gina", &["1", "2"], "3"));
        assert_eq!(gina.len(), 16);
        assert_eq!(gina, of("guests/a", &row("Gina Green", &["1", "2"], "4")));
        assert_ne!(gina, of("guests/b", &row("Gina", &["1", "2"], "3")));
        assert_ne!(gina, of("guests/a", &row("Gina", &["2", "1"], "3")));
        assert_ne!(gina, of("guests/a", &row("Gina", &["12"], "3")));
    }

    #[test]
    fn a_role_is_part_of_it_and_the_way_is_not() {
        let with = |column: &str, text: &str| {
            let mut row = row("Gina", &["1"], "3");
            row.cells.push((column.to_owned(), text.to_owned()));
            row
        };
        let of = |finding: &Finding| of("guests/a", finding);
        assert_ne!(of(&with("role", "Reader")), of(&with("role", "Owner")));
        assert_eq!(of(&with("state", "active")), of(&with("state", "eligible")));
        let mut through = row("Gina", &["1", "2"], "3");
        through.objects[1].column = "via".to_owned();
        assert_eq!(of(&through), of(&row("Gina", &["1"], "3")));
    }

    #[test]
    fn a_row_without_objects_goes_by_its_words() {
        let partner = of("guests/c", &row("fabrikam.example", &[], "3"));
        assert_eq!(partner, of("guests/c", &row("fabrikam.example", &[], "44")));
        assert_ne!(partner, of("guests/c", &row("woodgrove.example", &[], "3")));
    }

    #[test]
    fn rows_that_would_be_called_alike_are_numbered() {
        let rows = [
            row("a", &["1"], "1"),
            row("b", &["1"], "2"),
            row("c", &["2"], "3"),
        ];
        let mut namer = Namer::new("q");
        let ids: Vec<String> = rows.iter().map(|row| namer.name(row)).collect();
        assert_eq!(ids[1], format!("{}-2", ids[0]));
        assert_ne!(ids[2], ids[0]);
    }
}
