//! The access that a tiny tenant must give: questions, and their rows as lines of text.
//!
//! A row is `principal | resource | mechanism | role | scope | state | marks`; columns at the end
//! may be left out, `-` stands for none, and the state is active where it is not written. The marks
//! are those of `conditional`, `restricted` and `disabled` that the row has.

use super::{TinyError, notation};
use enfilade_model::{AccessState, Layer, Mechanism};

/// A question and the rows that answer it.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// Which states count.
    pub layer: Layer,
    /// The principals asked about (see [`super::Tiny::set`]).
    pub who: Vec<String>,
    /// The resources asked about.
    pub what: Vec<String>,
    /// The mechanisms that count; all if empty.
    pub by: Vec<Mechanism>,
    /// The mechanisms that do not.
    pub not_by: Vec<Mechanism>,
    /// The roles that count; all if empty.
    pub roles: Vec<String>,
    /// What a way must lead through.
    pub via: Vec<String>,
    /// What a way must not lead through.
    pub not_via: Vec<String>,
    /// Only grants to the principal itself.
    pub directly: bool,
    /// Disabled principals and resources count.
    pub with_disabled: bool,
    /// Microsoft's own apps count.
    pub with_first_party: bool,
    /// Why the rows are these.
    pub why: String,
    /// The rows, as written.
    pub rows: Vec<ExpectedRow>,
}

/// A row of access.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct ExpectedRow {
    /// The name of who has it.
    pub principal: String,
    /// The name of what it is to.
    pub resource: String,
    /// How it is given.
    pub mechanism: Mechanism,
    /// The name of the role.
    pub role: Option<String>,
    /// The name of the scope at which it was given.
    pub scope: Option<String>,
    /// Its state.
    pub state: AccessState,
    /// Whether it holds under a condition.
    pub conditional: bool,
    /// Whether a deny assignment restricts it.
    pub restricted: bool,
    /// Whether an end is disabled.
    pub disabled: bool,
}

pub(super) fn read(texts: &[notation::Expect]) -> Result<Vec<Expectation>, TinyError> {
    texts.iter().map(expectation).collect()
}

fn expectation(text: &notation::Expect) -> Result<Expectation, TinyError> {
    let with = text.with.to_vec();
    for name in &with {
        if !["disabled", "first-party"].contains(&name.as_str()) {
            return Err(wrong(name, "with", "`disabled` or `first-party`"));
        }
    }
    let mechanisms = |names: &notation::Names| -> Result<Vec<Mechanism>, TinyError> {
        let names = names.to_vec();
        names.iter().map(|name| mechanism(name)).collect()
    };
    let lines = text.rows.lines().map(str::trim);
    Ok(Expectation {
        layer: layer(text.verb.as_deref().unwrap_or("reach"))?,
        who: text.who.to_vec(),
        what: text.what.to_vec(),
        by: mechanisms(&text.by)?,
        not_by: mechanisms(&text.not_by)?,
        roles: text.roles.to_vec(),
        via: text.via.to_vec(),
        not_via: text.not_via.to_vec(),
        directly: text.directly,
        with_disabled: with.iter().any(|name| name == "disabled"),
        with_first_party: with.iter().any(|name| name == "first-party"),
        why: text.why.clone(),
        rows: lines
            .filter(|line| !line.is_empty())
            .map(row)
            .collect::<Result<_, _>>()?,
    })
}

fn row(line: &str) -> Result<ExpectedRow, TinyError> {
    let mut columns = line.split('|').map(str::trim);
    let mut next = || columns.next().filter(|column| !["", "-"].contains(column));
    let short = || wrong(line, "rows", "`principal | resource | mechanism | ...`");
    let principal = next().ok_or_else(short)?.to_owned();
    let resource = next().ok_or_else(short)?.to_owned();
    let mut row = ExpectedRow {
        principal,
        resource,
        mechanism: mechanism(next().ok_or_else(short)?)?,
        role: next().map(str::to_owned),
        scope: next().map(str::to_owned),
        state: notation::state(next(), "rows")?,
        conditional: false,
        restricted: false,
        disabled: false,
    };
    for mark in next().unwrap_or_default().split_whitespace() {
        match mark {
            "conditional" => row.conditional = true,
            "restricted" => row.restricted = true,
            "disabled" => row.disabled = true,
            _ => {
                let wanted = "`conditional`, `restricted` and `disabled`, or nothing";
                return Err(wrong(mark, "rows", wanted));
            }
        }
    }
    if columns.next().is_some() {
        return Err(wrong(line, "rows", "a row of at most seven columns"));
    }
    Ok(row)
}

fn mechanism(name: &str) -> Result<Mechanism, TinyError> {
    Mechanism::from_name(name).ok_or_else(|| wrong(name, "rows", "the name of a mechanism"))
}

fn layer(verb: &str) -> Result<Layer, TinyError> {
    let layers = [Layer::Reach, Layer::CanReach, Layer::CouldReach];
    let found = layers.into_iter().find(|layer| layer.verb() == verb);
    found.ok_or_else(|| wrong(verb, "verb", "`reach`, `can reach` or `could reach`"))
}

fn wrong(value: &str, place: &str, wanted: &'static str) -> TinyError {
    TinyError::Value {
        value: value.to_owned(),
        place: place.to_owned(),
        wanted,
    }
}
