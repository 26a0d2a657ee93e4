//! `enfilade rules drift`: where members are not those that the rule says.

use crate::answer::{Request, answer};
use crate::command::destination::Destination;
use crate::config::Config;
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::terminal::Terminal;
use enfilade::QueryOptions;
use std::path::PathBuf;

/// List who is a member of a dynamic group though its rule does not hold, and who is none though it does
///
/// The same as the table `drift` of the query language. Why they differ is said where something is known: the
/// rule is paused, no source collected an attribute, memberOf is no longer processed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// A snapshot, or an export
    #[arg(value_name = "SNAPSHOT|EXPORT")]
    path: PathBuf,

    /// Count the members of each group, difference and reason
    #[arg(long)]
    summary: bool,

    #[command(flatten)]
    destination: Destination,

    /// Judge `system.now` at this time, not at the time of collection
    #[arg(long, value_name = "DATE", value_parser = crate::command::as_of)]
    as_of: Option<i64>,
}

const EXAMPLES: &str = "\
Examples:
  enfilade rules drift contoso.enf
  enfilade rules drift contoso.enf --summary
  enfilade rules drift contoso.enf -o drift.csv
  enfilade query contoso.enf 'drift | where drift == \"by the rule, not listed\"'";

/// The table, counted.
const SUMMARY: &str = "drift | summarize members = sum(members) by group, drift, why \
                       | sort by group asc, drift asc";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let text = if args.summary { SUMMARY } else { "drift" };
    let options = QueryOptions {
        as_of: args.as_of,
        ..QueryOptions::default()
    };
    let format = args.destination.format(terminal)?;
    let work = Work::start();
    let opened = crate::command::open(&args.path, &Config::read()?, terminal, &work)?;
    let request = Request {
        text,
        options,
        format,
        file: args.destination.file(),
        pages: false,
    };
    answer(&opened.engine, &request, terminal, &work)?;
    Ok(Exit::Answered)
}
