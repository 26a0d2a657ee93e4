//! `enfilade rules`: rules of dynamic membership, with and without a tenant.

mod change;
mod check;
mod drift;
mod explain;
mod overlaps;
mod simulate;

use super::destination::Destination;
use super::query::read_query;
use crate::answer::{Request, answer};
use crate::config::Config;
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::terminal::Terminal;
use clap::Subcommand;
use enfilade::rules::{self, Rule};
use enfilade::{QueryError, QueryOptions};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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

/// The tenant that is asked, and where the answer goes.
#[derive(Debug, clap::Args)]
struct Tenant {
    /// A snapshot, or an export
    #[arg(value_name = "SNAPSHOT|EXPORT")]
    path: PathBuf,

    #[command(flatten)]
    destination: Destination,

    /// Judge `system.now` at this time, not at the time of collection
    #[arg(long, value_name = "DATE", value_parser = crate::command::as_of)]
    as_of: Option<i64>,
}

impl Tenant {
    /// Writes the answer to a query.
    fn answer(
        &self,
        text: &str,
        parameters: BTreeMap<String, String>,
        terminal: &Terminal,
    ) -> Result<Exit, CommandError> {
        let format = self.destination.format(terminal)?;
        let work = Work::start();
        let opened = crate::command::open(&self.path, &Config::read()?, terminal, &work)?;
        let request = Request {
            text,
            options: QueryOptions {
                as_of: self.as_of,
                parameters,
                ..QueryOptions::default()
            },
            format,
            file: self.destination.file(),
            pages: false,
        };
        answer(&opened.engine, &request, terminal, &work)?;
        Ok(Exit::Answered)
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
