//! What came in and what did not, in words: the end of an import, and `info`.

use enfilade::{Contents, Error, Graph, Level, Relation, SourceFile, Warning};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Appends counts, oddities and completeness.
pub(crate) fn describe(contents: &Contents, text: &mut String) {
    let records = contents.records.iter();
    counts(
        "Records",
        records.map(|(kind, &count)| (kind.clone(), count)),
        text,
    );
    let entities = contents.entities.iter().map(|(kind, &count)| {
        let stubs = contents.stubs.get(kind).copied().unwrap_or(0);
        let label = if stubs > 0 {
            format!("{} ({} known by id only)", kind.plural(), grouped(stubs))
        } else {
            kind.plural().to_owned()
        };
        (label, count)
    });
    counts("Entities", entities, text);
    let edges = contents.edges.iter().map(|(kind, &count)| {
        let twice = contents.duplicates.get(kind).copied().unwrap_or(0);
        let label = if twice > 0 {
            format!("{kind} ({} stated twice)", grouped(twice))
        } else {
            kind.to_string()
        };
        (label, count)
    });
    counts("Edges", edges, text);
    let disagreements = contents.disagreements.iter();
    counts(
        "Disagreements",
        disagreements.map(|(about, &count)| (about.name().to_owned(), count)),
        text,
    );
    for (title, damage) in [("Damage", true), ("Odd", false)] {
        let mut warnings = contents
            .warnings
            .iter()
            .filter(|warning| warning.damage == damage)
            .peekable();
        if warnings.peek().is_none() {
            continue;
        }
        let _ = writeln!(text, "{title}");
        for one in warnings {
            let _ = writeln!(text, "  {}", warning(one, &contents.sources));
        }
        text.push('\n');
    }
    completeness(contents, text);
}

/// Appends the first few of what the files disagree on.
pub(crate) fn describe_disagreements(graph: &Graph, text: &mut String) -> Result<(), Error> {
    const SHOWN: usize = 5;
    let rows = graph.disagreements()?;
    if rows.is_empty() {
        return Ok(());
    }
    let path = |id| graph.source(id).map_or("?", |file| &file.path);
    let _ = writeln!(text, "The files disagree");
    for row in rows.iter().take(SHOWN) {
        let held = row.held.map(|held| format!(" at {}", graph.label(held)));
        let _ = writeln!(
            text,
            "  {} of {}{}: `{}` in {}, `{}` in {}",
            row.what,
            graph.label(row.object),
            held.unwrap_or_default(),
            row.says,
            path(row.source),
            row.other_says,
            path(row.other_source)
        );
    }
    if let Some(more) = rows.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let more = grouped(more as u64);
        let _ = writeln!(text, "  and {more} more: `enfilade info --disagreements`");
    }
    text.push('\n');
    Ok(())
}

/// Appends the files, their sizes and when they were collected.
pub(crate) fn describe_sources(contents: &Contents, text: &mut String) {
    text.push_str("Sources\n");
    let tenants: BTreeSet<&String> = contents.sources.iter().flat_map(|s| &s.tenants).collect();
    for source in &contents.sources {
        let _ = write!(
            text,
            "  {} ({}, {}, collected {}",
            source.path,
            source.format,
            bytes(source.bytes),
            instant(source.collected_at)
        );
        if tenants.len() > 1 && !source.tenants.is_empty() {
            let _ = write!(text, ", tenant {}", source.tenants.join(" and "));
        }
        text.push(')');
        if let Some(share) = contents.shares.get(&source.id) {
            let (objects, edges) = (some(share.objects, "object"), some(share.edges, "edge"));
            let _ = write!(text, ": {objects}, {edges}");
        }
        text.push('\n');
    }
    text.push('\n');
}

/// How many files, how many bytes, how old.
pub(crate) fn sources_in_short(contents: &Contents) -> String {
    let files = some(contents.sources.len() as u64, "file");
    let total = contents.sources.iter().map(|source| source.bytes).sum();
    format!(
        "{files} ({}, collected {})",
        bytes(total),
        instant(contents.collected_at)
    )
}

/// One oddity, how often, and its first example.
pub(crate) fn warning(warning: &Warning, sources: &[SourceFile]) -> String {
    let mut text = warning.message.clone();
    if warning.count > 1 {
        let _ = write!(text, ", {} times", grouped(warning.count));
    }
    let place = warning.place(sources);
    let first = if warning.count > 1 { "first: " } else { "" };
    match (warning.example.is_empty(), place) {
        (true, None) => {}
        (true, Some(place)) => {
            let _ = write!(text, " ({first}{place})");
        }
        (false, None) => {
            let _ = write!(text, " ({first}{})", warning.example);
        }
        (false, Some(place)) => {
            let _ = write!(text, " ({first}{}, {place})", warning.example);
        }
    }
    text
}

/// The ledger: what these exports could not hold.
fn completeness(contents: &Contents, text: &mut String) {
    let relations = &contents.completeness.relations;
    let named =
        |wanted: fn(&Level) -> bool| relations.iter().filter(move |(_, level)| wanted(level));
    let complete: Vec<&str> = named(|level| matches!(level, Level::Complete))
        .map(|(relation, _)| relation.name())
        .collect();
    if !complete.is_empty() {
        let _ = writeln!(text, "Complete\n  {}\n", complete.join(", "));
    }
    let reasons = |wanted| named(wanted).filter_map(reason);
    let in_part = reasons(|level| matches!(level, Level::Partial(_)));
    let partly = contents.completeness.partly.iter().map(|(kind, some)| {
        let names: Vec<&str> = some.iter().map(|attribute| attribute.name()).collect();
        format!("{}: some came without {}", kind.plural(), names.join(", "))
    });
    section("In part", in_part.chain(partly), text);
    let absent = reasons(|level| matches!(level, Level::Absent(_)));
    section("Not contained", absent, text);
}

/// Why a relation is not complete.
fn reason((relation, level): (&Relation, &Level)) -> Option<String> {
    match level {
        Level::Partial(why) | Level::Absent(why) => Some(format!("{relation}: {why}")),
        Level::Complete => None,
    }
}

fn section(title: &str, lines: impl Iterator<Item = String>, text: &mut String) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    let _ = writeln!(text, "{title}");
    for line in lines {
        let _ = writeln!(text, "  {line}");
    }
    text.push('\n');
}

fn counts(title: &str, counts: impl Iterator<Item = (String, u64)>, text: &mut String) {
    let counts: Vec<(String, u64)> = counts.filter(|(_, count)| *count > 0).collect();
    if counts.is_empty() {
        return;
    }
    let total: u64 = counts.iter().map(|(_, count)| count).sum();
    let width = grouped(total).len();
    let _ = writeln!(text, "{title}");
    for (label, count) in &counts {
        let _ = writeln!(text, "  {:>width$}  {label}", grouped(*count));
    }
    if counts.len() > 1 {
        let _ = writeln!(text, "  {:>width$}  in all", grouped(total));
    }
    text.push('\n');
}

/// So many of something.
fn some(count: u64, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {what}{ending}", grouped(count))
}

/// So many rows.
pub(crate) fn rows(count: u64) -> String {
    some(count, "row")
}

/// A count with its thousands parted.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn bytes(count: u64) -> String {
    indicatif::DecimalBytes(count).to_string()
}

/// An instant to the second, in UTC.
fn instant(micros: i64) -> String {
    jiff::Timestamp::from_second(micros.div_euclid(1_000_000))
        .map_or_else(|_| micros.to_string(), |instant| instant.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!([rows(1), rows(1000)], ["1 row", "1,000 rows"]);
    }

    #[test]
    fn instants_are_utc() {
        assert_eq!(instant(1_700_000_000_000_000), "2023-11-14T22:13:20Z");
    }
}
