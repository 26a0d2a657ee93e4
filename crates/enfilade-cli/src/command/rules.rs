//! `enfilade rules`: rules of dynamic membership, with and without a tenant.

mod change;
mod check;
mod drift;
mod explain;
mod overlaps;
mod simulate;

use super::query::read_query;
use crate::exit::{CommandError, Exit};
use crate::terminal::Terminal;
use clap::Subcommand;
use enfilade::QueryError;
use enfilade::rules::{self, Rule};
use std::path::Path;

/// Check, explain and try rules of dynamic membership, and compare them with a tenant
///
/// A rule decides who is a member of a dynamic group, such as `user.department -eq "Sales"`. It is read as
/// leniently as Microsoft's service reads it: without hyphens, in any case, with either quotes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Check(check::Args),
    Explain(explain::Args),
    Simulate(simulate::Args),
    Drift(drift::Args),
    Overlaps(overlaps::Args),
    Change(change::Args),
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    match &args.verb {
        Verb::Check(args) => check::run(args, terminal),
        Verb::Explain(args) => explain::run(args),
        Verb::Simulate(args) => simulate::run(args, terminal),
        Verb::Drift(args) => drift::run(args, terminal),
        Verb::Overlaps(args) => overlaps::run(args, terminal),
        Verb::Change(args) => change::run(args, terminal),
    }
}

/// A rule that must be one.
fn parse(text: &str) -> Result<Rule, CommandError> {
    rules::parse(text).map_err(|diagnostics| CommandError::Query {
        error: QueryError::Diagnostics(diagnostics).into(),
        text: text.to_owned(),
    })
}

/// The rules of a file, one a line; `-` is stdin. Empty lines are none.
fn of_file(file: &Path) -> Result<Vec<String>, CommandError> {
    let text = read_query(file)?;
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    Ok(lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect())
}
