//! Tables that a query may start from.

/// A table that stands in the snapshot, or follows from it, as it is.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Table {
    /// What the exports of a snapshot disagree on.
    Disagreements,
    /// Where the members of dynamic groups are not those that their rules say.
    Drift,
    /// Rules of dynamic groups that say the same as another, less, or nothing.
    OverlappingRules,
    /// What the rules of dynamic groups rest on, and who may change that.
    RuleAttributes,
}

impl Table {
    /// Every table and its name, in lower case.
    pub const WRITTEN: &[(Table, &str)] = &[
        (Table::Disagreements, "disagreements"),
        (Table::Drift, "drift"),
        (Table::OverlappingRules, "overlapping rules"),
        (Table::RuleAttributes, "rule attributes"),
    ];

    /// The name.
    #[must_use]
    pub fn text(self) -> &'static str {
        let found = Table::WRITTEN.iter().find(|(table, _)| *table == self);
        found.map_or("", |(_, name)| name)
    }

    /// The table that words name, however many spaces are between them.
    #[must_use]
    pub fn named(text: &str) -> Option<Table> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let name = words.join(" ").to_lowercase();
        let found = Table::WRITTEN.iter().find(|(_, known)| *known == name);
        found.map(|&(table, _)| table)
    }
}
