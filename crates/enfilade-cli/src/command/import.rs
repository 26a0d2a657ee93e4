//! `enfilade import`: exports into a snapshot.

mod limits;
mod passed_over;

use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::progress::Bar;
use crate::summary;
use crate::terminal::Terminal;
use enfilade::{ExportFormat, ImportOptions, ObjectKey};
use limits::LimitArgs;
use passed_over::Noting;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

/// Import exports into a snapshot
///
/// Reads what AzureHound, ROADrecon and EntraExporter write, answers of Microsoft Graph and Azure
/// Resource Manager saved as JSON, tables of the Entra admin centre and PowerShell, and BloodHound's
/// OpenGraph, as files, folders, gzip or zip in any mix, and recognises them by their content. Several
/// exports of one tenant become one snapshot. The snapshot folder keeps its old contents until the new
/// ones are whole. At the end stands a summary: what came in by kind, what was odd, with an example
/// each, and what an export of this format cannot contain.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Files, folders or archives to import
    #[arg(required = true, value_name = "EXPORT")]
    paths: Vec<PathBuf>,

    /// The snapshot folder to write
    #[arg(
        short,
        long,
        value_name = "SNAPSHOT",
        required_unless_present_any = ["dry_run", "into"]
    )]
    output: Option<PathBuf>,

    /// Add the exports to this snapshot, which keeps what it holds
    #[arg(long, value_name = "SNAPSHOT", conflicts_with = "output")]
    into: Option<PathBuf>,

    /// Read the exports as this format, and nothing that is seen to be of another: azurehound, graph,
    /// arm, csv, plain, roadrecon, opengraph or entraexporter
    #[arg(long, value_name = "FORMAT")]
    from: Option<ExportFormat>,

    /// The object id of the group that tables of members are of, if their names do not hold it
    #[arg(long, value_name = "ID", value_parser = object_id)]
    group: Option<ObjectKey>,

    /// Put exports of more than one tenant into one snapshot
    #[arg(long)]
    allow_several_tenants: bool,

    /// Say what would be imported and what passed over, file by file, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Refuse a damaged export, and write nothing
    #[arg(long)]
    fail_on_damage: bool,

    #[command(flatten)]
    limits: LimitArgs,
}

const EXAMPLES: &str = "\
Examples:
  enfilade import azurehound.json -o contoso.enf
  enfilade import monday.zip more/ -o contoso.enf
  enfilade import --into contoso.enf az-role-assignments.json
  enfilade import --fail-on-damage azurehound.json.gz -o contoso.enf
  enfilade import --dry-run graph/ az-role-assignments.json exportUsers.csv";

/// Reads the value of `--group`.
fn object_id(text: &str) -> Result<ObjectKey, String> {
    let id = enfilade::parse_guid(text).map(ObjectKey);
    id.ok_or_else(|| "an object id looks like a0000000-0000-4000-8000-000000000001".to_owned())
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let started = Instant::now();
    let work = Work::start();
    let options = ImportOptions {
        format: args.from,
        group: args.group,
        several_tenants: args.allow_several_tenants,
        fail_on_damage: args.fail_on_damage,
        limits: args.limits.limits(),
        into: args.into.clone(),
    };
    let bar = Bar::new(terminal, &work);
    let output = args.output.as_deref().or(args.into.as_deref());
    let output = output.filter(|_| !args.dry_run);
    let Some(output) = output else {
        return dry_run(args, &options, &bar, terminal);
    };
    let contents = enfilade::import(&args.paths, output, &options, &bar)?;
    drop(bar);
    let sources = summary::sources_in_short(&contents);
    let (path, seconds) = (output.display(), started.elapsed().as_secs_f64());
    let mut text = match args.into {
        Some(_) => format!("Added to {path} in {seconds:.1} s; it now holds {sources}.\n\n"),
        None => format!("Imported {sources} into {path} in {seconds:.1} s.\n\n"),
    };
    summary::describe(&contents, &mut text);
    show(&text)?;
    super::warn_of_damage(&contents, terminal);
    Ok(Exit::Answered)
}

/// Says what an import would read; of one that fails, what it passed over until then.
fn dry_run(
    args: &Args,
    options: &ImportOptions,
    bar: &Bar<'_>,
    terminal: &Terminal,
) -> Result<Exit, CommandError> {
    let noting = Noting::new(bar);
    let read = enfilade::dry_run(&args.paths, options, &noting);
    bar.clear();
    let mut text = String::new();
    let contents = match read {
        Ok(contents) => contents,
        Err(error) => {
            noting.describe(&mut text);
            show(&text)?;
            return Err(error.into());
        }
    };
    let sources = summary::sources_in_short(&contents);
    text = format!("Would import {sources}; nothing was written.\n\n");
    summary::describe_sources(&contents, &mut text);
    noting.describe(&mut text);
    summary::describe(&contents, &mut text);
    show(&text)?;
    super::warn_of_damage(&contents, terminal);
    Ok(Exit::Answered)
}

/// Writes a text to stdout.
fn show(text: &str) -> io::Result<()> {
    let text = enfilade::escape::terminal::harmless_lines(text);
    io::stdout().write_all(text.as_bytes())
}
