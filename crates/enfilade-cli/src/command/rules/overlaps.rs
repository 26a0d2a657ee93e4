//! `enfilade rules overlaps`: rules that say the same as another, less, or nothing.

use crate::answer::{Request, answer};
use crate::command::destination::Destination;
use crate::config::Config;
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::terminal::Terminal;
use enfilade::QueryOptions;
use std::path::PathBuf;

/// List rules that say the same as another, less than another, or nothing
///
/// The same as the table `overlapping rules` of the query language. Each row says whether it follows from the
/// text of the rules, and so holds in any tenant, or from the people of this one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// A snapshot, or an export
    #[arg(value_name = "SNAPSHOT|EXPORT")]
    path: PathBuf,

    #[command(flatten)]
    destination: Destination,

    /// Judge `system.now` at this time, not at the time of collection
    #[arg(long, value_name = "DATE", value_parser = crate::command::as_of)]
    as_of: Option<i64>,
}

const EXAMPLES: &str = "\
Examples:
  enfilade rules overlaps contoso.enf
  enfilade query contoso.enf 'overlapping rules | where overlap == \"equal\"'";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let options = QueryOptions {
        as_of: args.as_of,
        ..QueryOptions::default()
    };
    let format = args.destination.format(terminal)?;
    let work = Work::start();
    let opened = crate::command::open(&args.path, &Config::read()?, terminal, &work)?;
    let request = Request {
        text: "overlapping rules",
        options,
        format,
        file: args.destination.file(),
        pages: false,
    };
    answer(&opened.engine, &request, terminal, &work)?;
    Ok(Exit::Answered)
}
