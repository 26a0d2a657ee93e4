//! `enfilade rules change`: what someone would have to change to enter a group, and who may.

use crate::config::Config;
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::terminal::Terminal;
use enfilade::escape::terminal::harmless_lines;
use enfilade::rules::{AttributeChange, Change, ChangeError, Truth};
use enfilade::{Error, QueryError};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;

/// Say which attributes a person would have to change to enter a dynamic group, and who may change them
///
/// The smallest sets of changes come first. Each statement on who may change an attribute names the page of
/// Microsoft's documentation that it rests on.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// A snapshot, or an export
    #[arg(value_name = "SNAPSHOT|EXPORT")]
    path: PathBuf,

    /// The user or device, by sign-in name, display name or object id
    #[arg(long, value_name = "NAME")]
    principal: String,

    /// The dynamic group or administrative unit, by name or object id
    #[arg(long, value_name = "NAME")]
    group: String,

    /// Judge `system.now` at this time, not at the time of collection
    #[arg(long, value_name = "DATE", value_parser = crate::command::as_of)]
    as_of: Option<i64>,
}

const EXAMPLES: &str = "\
Examples:
  enfilade rules change contoso.enf --principal gina@contoso.com --group 'Dynamic Sales'

Exit codes:
  0  it is said
  2  one of the two is not found, or the group has no rule that can be read";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let work = Work::start();
    let opened = crate::command::open(&args.path, &Config::read()?, terminal, &work)?;
    let engine = &opened.engine;
    let change = engine
        .change_to_enter(&args.principal, &args.group, args.as_of)
        .map_err(failed)?;
    write!(io::stdout(), "{}", harmless_lines(&told(&change)))?;
    Ok(Exit::Answered)
}

fn failed(error: ChangeError) -> CommandError {
    match error {
        ChangeError::Query(error @ QueryError::Snapshot(_)) => Error::from(error).into(),
        error => CommandError::Usage(error.to_string()),
    }
}

fn told(change: &Change) -> String {
    let mut text = String::new();
    let holds = match change.now {
        Truth::Matches => "holds",
        Truth::DoesNot => "does not hold",
        Truth::Unknown => "is not known to hold",
    };
    let (principal, group) = (&change.principal, &change.group);
    // Writing to a string cannot fail.
    let _ = writeln!(text, "the rule of `{group}` {holds} of `{principal}`");
    if let Some(why) = &change.held_up {
        let _ = writeln!(text, "and it changes nothing for now: {why}");
    }
    if change.now == Truth::Matches {
        return text;
    }
    if change.ways.is_empty() {
        let _ = writeln!(text, "no change of attributes makes it hold");
    }
    for (at, way) in change.ways.iter().enumerate() {
        let _ = writeln!(text, "\nway {}", at + 1);
        for one in &way.changes {
            let _ = write!(text, "{}", told_of(one));
        }
    }
    if !change.is_whole {
        let _ = writeln!(text, "\nthere may be more ways");
    }
    text
}

fn told_of(one: &AttributeChange) -> String {
    let now = one.now.as_deref().unwrap_or("not in the export");
    let mut text = format!("  {} is {now}\n", one.attribute);
    for wanted in &one.wanted {
        let _ = writeln!(text, "    must be     {wanted}");
    }
    for authority in &one.authorities {
        let by = authority.by.text();
        let _ = writeln!(text, "    changed by  {by}: {}", authority.who);
        let _ = writeln!(text, "                {}", authority.source);
    }
    text
}
