//! `enfilade explain`: how a query is read and answered.

use crate::answer;
use crate::config::Config;
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::params::{by_name, param};
use crate::terminal::Terminal;
use enfilade::QueryOptions;
use std::io::{self, Write};
use std::path::PathBuf;

/// Explain how a query is read and answered
///
/// Shows the reading in words, the logical and the physical plan, the sizes of the sets, and how much
/// was looked at.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// A snapshot or an export
    #[arg(value_name = "SNAPSHOT|EXPORT")]
    path: PathBuf,

    /// The query
    query: String,

    /// A value for a parameter of the query: `--param days=90d` for `$days`
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = param)]
    params: Vec<(String, String)>,

    /// Refuse words that are only found inside names
    #[arg(long)]
    strict_names: bool,
}

const EXAMPLES: &str = "\
Examples:
  enfilade explain contoso.enf 'which guests reach finance apps'";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let work = Work::start();
    let opened = super::open(&args.path, &Config::read()?, terminal, &work)?;
    let options = QueryOptions {
        strict_names: args.strict_names,
        parameters: by_name(&args.params),
        ..QueryOptions::default()
    };
    let explained = answer::explain(&opened.engine, &args.query, options, &work)?;
    io::stdout().write_all(explained.as_bytes())?;
    Ok(Exit::Answered)
}
