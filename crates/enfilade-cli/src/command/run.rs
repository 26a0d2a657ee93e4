//! `enfilade run`: a saved query, answered.

use super::destination::Destination;
use crate::answer::{Request, answer};
use crate::config::{self, Config};
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::library_list;
use crate::params::param;
use crate::terminal::Terminal;
use enfilade::QueryOptions;
use std::path::PathBuf;

/// Run a saved query
///
/// Names are strict, as with `enfilade query --file`: a word that would only be found inside names is
/// refused.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The saved query, with or without its area; `enfilade queries` lists them
    name: String,

    /// A snapshot, or an export, which is then imported for this one answer
    #[arg(value_name = "SNAPSHOT|EXPORT")]
    path: PathBuf,

    /// A value for a parameter, in place of its default
    #[arg(short, long = "param", value_name = "NAME=VALUE", value_parser = param)]
    parameters: Vec<(String, String)>,

    /// Add a folder of saved queries of your own
    #[arg(long, value_name = "DIR")]
    library: Vec<PathBuf>,

    #[command(flatten)]
    destination: Destination,

    /// Judge start and end dates at this time, not at the time of collection
    #[arg(long, value_name = "DATE", value_parser = super::as_of)]
    as_of: Option<i64>,
}

const EXAMPLES: &str = "\
Examples:
  enfilade run roles/global_administrators contoso.enf
  enfilade run guests/stale contoso.enf --param days=30d -o stale.csv
  enfilade run mine contoso.enf --library ./queries";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let config = Config::read()?;
    let library = config::library(&config, &args.library)?;
    let query = library.find(&args.name)?;
    let options = QueryOptions {
        strict_names: true,
        as_of: args.as_of,
        parameters: library_list::parameters(query, &args.parameters)?,
        ..QueryOptions::default()
    };
    let format = args.destination.format(terminal)?;
    let work = Work::start();
    let opened = super::open(&args.path, &config, terminal, &work)?;
    let request = Request {
        text: &query.text,
        options,
        format,
        file: args.destination.file(),
        pages: false,
    };
    answer(&opened.engine, &request, terminal, &work)?;
    Ok(Exit::Answered)
}
