//! Two reviews compared.

use super::{finding, review, written};
use crate::Severity;
use crate::review::{Baseline, BaselineError, Change, Outcome, ReviewFormat, Row, Rows, identity};

/// A review whose first question has found these, out of so many.
fn with(findings: impl Iterator<Item = usize>, count: u64) -> crate::review::Review {
    let mut made = review();
    let mut namer = identity::Namer::new("guests/a");
    let named = findings
        .map(finding)
        .map(|finding| (namer.name(&finding), finding));
    let rows = Rows::new(vec!["guest".to_owned()], named.collect(), count);
    made.sections[0].questions[0].outcome = Outcome::Found(rows);
    made
}

fn baseline(of: &crate::review::Review) -> Baseline {
    let mut json = Vec::new();
    of.write(ReviewFormat::Json, &mut json).unwrap();
    Baseline::read(&json).unwrap()
}

fn changes(review: &crate::review::Review) -> Vec<Option<Change>> {
    let Outcome::Found(rows) = &review.sections[0].questions[0].outcome else {
        return Vec::new();
    };
    rows.kept.iter().map(|row: &Row| row.change).collect()
}

#[test]
fn what_is_new_and_what_is_gone_is_told() {
    let earlier = baseline(&with(0..4, 4));
    let mut now = with(2..6, 4);
    earlier.compare(&mut now).unwrap();
    let (old, new) = (Some(Change::Unchanged), Some(Change::New));
    assert_eq!(changes(&now), [old, old, new, new]);
    let comparison = now.comparison.as_ref().unwrap();
    assert_eq!((comparison.all_new(), comparison.unchanged), (2, 2));
    assert_eq!(comparison.gone.len(), 2);
    assert_eq!(comparison.gone[0].severity, Severity::High);
    assert_eq!(comparison.new_from(Severity::High), 2);
    assert_eq!(comparison.new_from(Severity::Critical), 0);
    for format in ReviewFormat::ALL {
        now.write(format, &mut Vec::new()).unwrap();
    }
    let mut json = Vec::new();
    now.write(ReviewFormat::Json, &mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["comparison"]["new"]["high"], 2);
    assert_eq!(
        json["sections"][0]["questions"][0]["rows"][3]["change"],
        "new"
    );
}

#[test]
fn of_what_a_review_did_not_see_nothing_is_said() {
    // The earlier review kept two of three: the other may have been among the rest.
    let earlier = baseline(&with(0..2, 3));
    let mut now = with(1..3, 2);
    earlier.compare(&mut now).unwrap();
    assert_eq!(
        changes(&now),
        [Some(Change::Unchanged), Some(Change::Unknown)]
    );
    let comparison = now.comparison.unwrap();
    assert_eq!((comparison.unknown, comparison.gone.len()), (1, 1));

    // This one has no answer: what was found before may still be there.
    let earlier = baseline(&with(0..2, 2));
    let mut now = with(0..0, 0);
    now.sections[0].questions[0].outcome = Outcome::NothingSeen;
    earlier.compare(&mut now).unwrap();
    let comparison = now.comparison.unwrap();
    assert_eq!((comparison.unseen, comparison.gone.len()), (2, 0));
}

#[test]
fn what_cannot_be_compared_is_refused() {
    assert!(matches!(Baseline::read(b"{}"), Err(BaselineError::Form(_))));
    let json =
        written(ReviewFormat::Json).replacen("\"enfilade_review\": 1", "\"enfilade_review\": 9", 1);
    assert!(matches!(
        Baseline::read(json.as_bytes()),
        Err(BaselineError::Version { found: 9 })
    ));
    let earlier = baseline(&review());
    let mut other = review();
    other.tenant = Some("Fabrikam".to_owned());
    assert!(matches!(
        earlier.compare(&mut other),
        Err(BaselineError::Tenant { .. })
    ));
    let mut other = review();
    other.name = "internal".to_owned();
    assert!(matches!(
        earlier.compare(&mut other),
        Err(BaselineError::Review { .. })
    ));
}
