//! `enfilade rules simulate`: of whom of a tenant a rule holds.

use crate::answer::{Request, answer};
use crate::command::destination::Destination;
use crate::config::Config;
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::terminal::Terminal;
use enfilade::QueryOptions;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// List of whom of a tenant a rule holds, as if a group had it
///
/// With --group, those who would come into the group and those who would leave it, had it the rule.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// A snapshot, or an export
    #[arg(value_name = "SNAPSHOT|EXPORT")]
    path: PathBuf,

    /// The rule
    rule: String,

    /// Compare with the direct members of this group
    #[arg(long, value_name = "NAME")]
    group: Option<String>,

    #[command(flatten)]
    destination: Destination,

    /// Judge `system.now` at this time, not at the time of collection
    #[arg(long, value_name = "DATE", value_parser = crate::command::as_of)]
    as_of: Option<i64>,
}

const EXAMPLES: &str = "\
Examples:
  enfilade rules simulate contoso.enf 'user.mail -endsWith \"@fabrikam.com\"'
  enfilade rules simulate contoso.enf 'user.userType -eq \"Guest\"' --group 'All guests' -o change.csv";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let rule = super::parse(&args.rule)?;
    let one = rule.of.name();
    let mut parameters = BTreeMap::from([("rule".to_owned(), args.rule.clone())]);
    let text = match &args.group {
        None => format!("{one}s matching $rule"),
        Some(group) => {
            parameters.insert("group".to_owned(), group.clone());
            format!(
                "let matches = {one}s matching $rule; let members = {one}s directly in group $group; \
                 matches except members | extend change = \"comes in\" \
                 | union (members except matches | extend change = \"leaves\") \
                 | project change, {one} | sort by change asc, {one} asc"
            )
        }
    };
    let format = args.destination.format(terminal)?;
    let work = Work::start();
    let opened = crate::command::open(&args.path, &Config::read()?, terminal, &work)?;
    let request = Request {
        text: &text,
        options: QueryOptions {
            as_of: args.as_of,
            parameters,
            ..QueryOptions::default()
        },
        format,
        file: args.destination.file(),
        pages: false,
    };
    answer(&opened.engine, &request, terminal, &work)?;
    Ok(Exit::Answered)
}
