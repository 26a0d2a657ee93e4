//! The verbs of the command, one file each: its arguments, whose doc comments are its help, and
//! what it does.

mod check;
mod completions;
mod day;
mod destination;
mod explain;
mod format;
mod import;
mod info;
mod queries;
mod query;
mod repl;
mod report;
mod rules;
mod run;

pub(crate) use destination::by_name;
pub(crate) use query::as_of;

use crate::config::Config;
use crate::exit::{CommandError, Exit};
use crate::interrupt::{self, Work};
use crate::progress::Bar;
use crate::terminal::Terminal;
use clap::{CommandFactory as _, Parser, Subcommand};
use enfilade::{Contents, Opened, Origin};
use std::path::{Path, PathBuf};

/// Who really reaches what in Microsoft Entra ID and Azure, asked in sentences.
///
/// Enfilade reads exports (AzureHound, Microsoft Graph, Azure, CSV), builds an access graph, and answers queries. It
/// works offline and sends nothing anywhere.
#[derive(Debug, Parser)]
#[command(
    name = "enfilade",
    version,
    args_conflicts_with_subcommands = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = EXAMPLES
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    /// Ask this snapshot or export interactively
    #[arg(value_name = "SNAPSHOT|EXPORT")]
    path: Option<PathBuf>,

    /// Add a folder of saved queries of your own
    #[arg(long, value_name = "DIR")]
    library: Vec<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  Ask an export at once:
    enfilade query azurehound.json 'which guests reach finance apps'
  Import it, and ask the snapshot as often as you like:
    enfilade import azurehound.json -o contoso.enf
    enfilade query contoso.enf 'which guests reach finance apps'
  Ask interactively:
    enfilade contoso.enf
  Run a question that is asked of every tenant, or check them all:
    enfilade run guests/reach_azure contoso.enf
    enfilade check contoso.enf

Exit codes:
  0  answered
  1  answered, and --fail-if-any or --fail-if-none tripped, or a check failed
  2  wrong arguments or a wrong query
  3  an export or snapshot that is missing, damaged or something else
  4  a failure of the machine or of enfilade
  5  not decidable: the export cannot hold what would decide it";

#[derive(Debug, Subcommand)]
enum Command {
    Import(import::Args),
    Query(query::Args),
    Explain(explain::Args),
    Format(format::Args),
    Queries(queries::Args),
    Run(run::Args),
    Check(check::Args),
    Report(report::Args),
    Rules(rules::Args),
    Info(info::Args),
    Completions(completions::Args),
}

/// The names of the commands.
fn names() -> Vec<String> {
    let cli = Cli::command();
    let commands = cli.get_subcommands();
    commands.map(|own| own.get_name().to_owned()).collect()
}

/// Runs the command of the arguments.
pub(crate) fn main() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout and are no errors; a reader that left is none either.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Answered
            };
        }
    };
    interrupt::listen();
    let terminal = Terminal::detect();
    let result = match (cli.command, cli.path) {
        (Some(Command::Import(args)), _) => import::run(&args, &terminal),
        (Some(Command::Query(args)), _) => query::run(&args, &terminal),
        (Some(Command::Explain(args)), _) => explain::run(&args, &terminal),
        (Some(Command::Format(args)), _) => format::run(&args),
        (Some(Command::Queries(args)), _) => queries::run(&args),
        (Some(Command::Run(args)), _) => run::run(&args, &terminal),
        (Some(Command::Check(args)), _) => check::run(&args, &terminal),
        (Some(Command::Report(args)), _) => report::run(&args, &terminal),
        (Some(Command::Rules(args)), _) => rules::run(&args, &terminal),
        (Some(Command::Info(args)), _) => info::run(&args, &terminal),
        (Some(Command::Completions(args)), _) => completions::run(&args),
        (None, Some(path)) => repl::run(&path, &cli.library, &terminal),
        (None, None) => Err(CommandError::Usage(
            "name a command, or a snapshot or export to ask; see `enfilade --help`".to_owned(),
        )),
    };
    result.unwrap_or_else(|error| {
        terminal.error(&error);
        error.exit()
    })
}

/// Opens what a command is asked about, with the definitions of the configuration; an export is
/// imported on the way, and that is said.
pub(crate) fn open(
    path: &Path,
    config: &Config,
    terminal: &Terminal,
    work: &Work,
) -> Result<Opened, CommandError> {
    let definitions = config.definitions()?;
    let mut opened = enfilade::open(path, &Bar::new(terminal, work))?;
    // Those named last come first, so that a later file overrides an earlier one.
    for own in definitions {
        opened = opened.with_definitions(own);
    }
    if opened.origin == Origin::Export {
        let shown = path.display().to_string();
        let named = if is_plain(&shown) { &shown } else { "EXPORT" };
        terminal.note(&format!(
            "imported `{shown}` for this run; `enfilade import {named} -o NAME.enf` keeps it"
        ));
        warn_of_damage(&opened.contents, terminal);
    }
    Ok(opened)
}

/// Says what of an import is damaged.
fn warn_of_damage(contents: &Contents, terminal: &Terminal) {
    for damage in contents.warnings.iter().filter(|warning| warning.damage) {
        terminal.warn(&crate::summary::warning(damage, &contents.sources));
    }
}

/// Whether a path means itself in every shell: a command that is suggested will be pasted.
fn is_plain(path: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    !path.starts_with('-') && path.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn only_what_no_shell_reads_otherwise_is_plain() {
        for path in ["contoso.json", "../exports/2026-11/müller_1.zip", "/"] {
            assert!(is_plain(path), "{path}");
        }
        for path in [
            "a; rm -rf x",
            "$HOME",
            "-o",
            "a b",
            "`id`",
            "a'b",
            "C:\\a",
            "a&b",
            "*",
        ] {
            assert!(!is_plain(path), "{path}");
        }
    }
}
