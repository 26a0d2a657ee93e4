//! `enfilade info`: what a snapshot holds and where it came from.

use crate::config::Config;
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::summary;
use crate::terminal::Terminal;
use enfilade::{Contents, Snapshot};
use std::io::{self, Write};
use std::path::PathBuf;

/// Show what a snapshot holds: counts, sources, oddities, completeness
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// A snapshot or an export
    #[arg(value_name = "SNAPSHOT|EXPORT")]
    path: PathBuf,

    /// Read every file of the snapshot and compare its checksum
    #[arg(long)]
    verify: bool,
}

const EXAMPLES: &str = "\
Examples:
  enfilade info contoso.enf
  enfilade info contoso.enf --verify";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let work = Work::start();
    let mut text = String::new();
    let contents = if Snapshot::is_snapshot(&args.path) {
        let snapshot = Snapshot::open(&args.path).map_err(enfilade::Error::from)?;
        if args.verify {
            snapshot.verify().map_err(enfilade::Error::from)?;
            text.push_str("Verified: every file is as it was written.\n\n");
        }
        Contents::of_snapshot(snapshot.manifest())
    } else {
        let opened = super::open(&args.path, &Config::read()?, terminal, &work)?;
        if args.verify {
            return Err(CommandError::Usage(format!(
                "`{}` is an export, and only a snapshot has checksums to verify",
                args.path.display()
            )));
        }
        opened.contents
    };
    summary::describe_sources(&contents, &mut text);
    summary::describe(&contents, &mut text);
    let text = enfilade::escape::terminal::harmless_lines(&text);
    io::stdout().write_all(text.as_bytes())?;
    Ok(Exit::Answered)
}
