//! `enfilade import`: exports into a snapshot.

use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::progress::Bar;
use crate::summary;
use crate::terminal::Terminal;
use enfilade::{ExportFormat, ImportOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

/// Import exports into a snapshot
///
/// Reads AzureHound's JSON, as a file, a folder of files, gzip or zip, and recognises it by its
/// content. Several exports of one tenant become one snapshot. The snapshot folder keeps its old
/// contents until the new ones are whole. At the end stands a summary: what came in by kind, what
/// was odd, with an example each, and what an export of this format cannot contain.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Files, folders or archives to import
    #[arg(required = true, value_name = "EXPORT")]
    paths: Vec<PathBuf>,

    /// The snapshot folder to write
    #[arg(short, long, value_name = "SNAPSHOT")]
    output: PathBuf,

    /// Read the exports as this format, without looking: azurehound
    #[arg(long, value_name = "FORMAT")]
    from: Option<ExportFormat>,

    /// Refuse a damaged export, and write nothing
    #[arg(long)]
    fail_on_damage: bool,
}

const EXAMPLES: &str = "\
Examples:
  enfilade import azurehound.json -o contoso.enf
  enfilade import monday.zip more/ -o contoso.enf
  enfilade import --fail-on-damage azurehound.json.gz -o contoso.enf";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let started = Instant::now();
    let work = Work::start();
    let options = ImportOptions {
        format: args.from,
        fail_on_damage: args.fail_on_damage,
        ..ImportOptions::default()
    };
    let bar = Bar::new(terminal, &work);
    let contents = enfilade::import(&args.paths, &args.output, &options, &bar)?;
    drop(bar);
    let mut text = format!(
        "Imported {} into {} in {:.1} s.\n\n",
        summary::sources_in_short(&contents),
        args.output.display(),
        started.elapsed().as_secs_f64()
    );
    summary::describe(&contents, &mut text);
    let text = enfilade::escape::terminal::harmless_lines(&text);
    io::stdout().write_all(text.as_bytes())?;
    super::warn_of_damage(&contents, terminal);
    Ok(Exit::Answered)
}
