//! `enfilade rules explain`: what a rule asks.

use crate::exit::{CommandError, Exit};
use enfilade::escape::terminal::harmless_lines;
use enfilade::rules;
use std::io::{self, Write};

/// Say what a rule asks, and which attributes decide it
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The rule
    rule: String,
}

const EXAMPLES: &str = "\
Examples:
  enfilade rules explain '(user.userType -eq \"Guest\") and (user.mail -endsWith \"@fabrikam.com\")'";

pub(super) fn run(args: &Args) -> Result<Exit, CommandError> {
    let rule = super::parse(&args.rule)?;
    writeln!(io::stdout(), "{}", harmless_lines(&rules::explain(&rule)))?;
    Ok(Exit::Answered)
}
