//! The text tables beside this module: lines of columns, and the ways in which they name things.

use super::{Company, Person};
use std::io;

/// The lines of a table, each split at `|` into trimmed columns; comments and blanks left out.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('|').map(str::trim).collect())
}

/// The column at a position; empty if the line is shorter.
pub(super) fn column(row: &[&'static str], at: usize) -> &'static str {
    row.get(at).copied().unwrap_or("")
}

/// A principal of the company.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(super) enum Holder {
    Person(usize),
    Group(usize),
    App(usize),
    /// The managed identity of an Azure resource, by the resource's position.
    Identity(usize),
}

pub(super) fn unknown(text: &str) -> io::Error {
    io::Error::other(format!("no table has `{text}`"))
}

/// The people whom `team:8`, `team#2` or `@account` names.
pub(super) fn people(company: &Company, text: &str) -> io::Result<Vec<usize>> {
    if let Some(account) = text.strip_prefix('@') {
        let found = company.people.iter().position(|p| p.local == account);
        return found.map(|at| vec![at]).ok_or_else(|| unknown(text));
    }
    let (pool, first, last) = if let Some((pool, count)) = text.split_once(':') {
        (pool, 0, count.parse().map_err(|_| unknown(text))?)
    } else if let Some((pool, at)) = text.split_once('#') {
        let at: usize = at.parse().map_err(|_| unknown(text))?;
        (pool, at, at + 1)
    } else {
        return Err(unknown(text));
    };
    let belongs = |person: &Person| {
        let partner = person.visit.partner().map(|partner| partner.stem);
        [person.department, person.team, partner].contains(&Some(pool))
    };
    let everyone = company.people.iter().enumerate();
    let pool: Vec<_> = everyone
        .filter(|(_, p)| belongs(p))
        .map(|(at, _)| at)
        .collect();
    match pool.get(first..last.min(pool.len())) {
        Some(chosen) if !chosen.is_empty() => Ok(chosen.to_vec()),
        _ => Err(unknown(text)),
    }
}

/// The principal that a table names: a person, `app:Name`, `id:resource`, or a group by its name.
pub(super) fn holder(company: &Company, text: &str) -> io::Result<Holder> {
    if let Some(name) = text.strip_prefix("app:") {
        let found = company.apps.iter().position(|app| app.name == name);
        return found.map(Holder::App).ok_or_else(|| unknown(text));
    }
    if let Some(name) = text.strip_prefix("id:") {
        let found = company.scopes.iter().position(|scope| scope.name == name);
        return found.map(Holder::Identity).ok_or_else(|| unknown(text));
    }
    if let Some(at) = company.groups.iter().position(|group| group.name == text) {
        return Ok(Holder::Group(at));
    }
    match people(company, text)?.as_slice() {
        [one] => Ok(Holder::Person(*one)),
        _ => Err(unknown(text)),
    }
}
