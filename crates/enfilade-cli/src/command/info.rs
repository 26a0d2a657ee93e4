//! `enfilade info`: what a snapshot holds and where it came from.

use super::destination::Destination;
use crate::answer::write;
use crate::config::Config;
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::summary;
use crate::terminal::Terminal;
use enfilade::{Contents, Error, QueryOptions, Snapshot};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

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

    /// List what its files disagree on, and nothing else
    #[arg(long, conflicts_with = "verify")]
    disagreements: bool,

    #[command(flatten)]
    destination: Destination,
}

const EXAMPLES: &str = "\
Examples:
  enfilade info contoso.enf
  enfilade info contoso.enf --verify
  enfilade info contoso.enf --disagreements -o disagreements.csv";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let work = Work::start();
    if args.disagreements {
        let format = args.destination.format(terminal)?;
        let opened = super::open(&args.path, &Config::read()?, terminal, &work)?;
        let asked = opened
            .engine
            .query("disagreements", &QueryOptions::default());
        let mut answer = asked.map_err(Error::from)?;
        write(&mut answer, format, args.destination.file(), terminal)?;
        return Ok(Exit::Answered);
    }
    if args.destination.is_named() {
        return Err(CommandError::Usage(
            "`--format` and `-o` are for `--disagreements`; the rest is text for people".to_owned(),
        ));
    }
    let mut text = String::new();
    let (contents, graph) = if Snapshot::is_snapshot(&args.path) {
        let snapshot = Snapshot::open(&args.path).map_err(enfilade::Error::from)?;
        if args.verify {
            snapshot.verify().map_err(enfilade::Error::from)?;
            text.push_str("Verified: every file is as it was written.\n\n");
        }
        let graph = Arc::clone(snapshot.graph());
        (Contents::of_snapshot(snapshot.manifest()), graph)
    } else {
        let opened = super::open(&args.path, &Config::read()?, terminal, &work)?;
        if args.verify {
            return Err(CommandError::Usage(format!(
                "`{}` is an export, and only a snapshot has checksums to verify",
                args.path.display()
            )));
        }
        let graph = Arc::clone(opened.engine.graph());
        (opened.contents, graph)
    };
    summary::describe_sources(&contents, &mut text);
    summary::describe_disagreements(&graph, &mut text)?;
    summary::describe(&contents, &mut text);
    let text = enfilade::escape::terminal::harmless_lines(&text);
    io::stdout().write_all(text.as_bytes())?;
    Ok(Exit::Answered)
}
