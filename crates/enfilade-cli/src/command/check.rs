//! `enfilade check`: saved queries as a gate.

use crate::config::{self, Config};
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::library_list;
use crate::output_file::document;
use crate::terminal::Terminal;
use enfilade::library::Library;
use enfilade::{CheckFormat, CheckOptions, Checked, QueryOptions, Verdict, verdicts};
use std::path::PathBuf;

/// Check what saved queries expect
///
/// Runs the queries that expect something (`// expect: none`, `// expect: count < 5`), and exits with
/// 1 if one of them finds what it should not. What the export cannot hold leaves a check open.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// A snapshot, or an export, which is then imported for this one run
    #[arg(value_name = "SNAPSHOT|EXPORT")]
    path: PathBuf,

    /// Saved queries, or folders of them [default: the bundled ones and those of the configuration]
    #[arg(value_name = "QUERY.enq|DIR")]
    queries: Vec<PathBuf>,

    /// text, junit or sarif [default: by the output file's name, else text]
    #[arg(long, value_name = "FORMAT")]
    format: Option<CheckFormat>,

    /// Write the verdicts to a file, which appears only when it is whole
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Judge start and end dates at this time, not at the time of collection
    #[arg(long, value_name = "DATE", value_parser = super::as_of)]
    as_of: Option<i64>,

    /// Judge whether allowances still hold on this day, not today: 2026-03-01
    #[arg(long, value_name = "DATE", value_parser = super::day::read)]
    today: Option<jiff::civil::Date>,

    /// Decide even where the export lacks what would decide
    #[arg(long)]
    accept_incomplete: bool,
}

const EXAMPLES: &str = "\
Examples:
  enfilade check contoso.enf
  enfilade check contoso.enf queries/ -o checks.xml
  enfilade check contoso.enf queries/roles --accept-incomplete

Exit codes:
  0  all checks passed
  1  a check failed
  2  a query or a header is wrong
  5  no check failed, and one is open: the export cannot hold what would decide it";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let config = Config::read()?;
    let format = args.format()?;
    let library = library(args, &config)?;
    let work = Work::start();
    let opened = super::open(&args.path, &config, terminal, &work)?;
    let today = args.today.unwrap_or_else(super::day::today);
    let mut checks = Vec::new();
    for query in library.iter() {
        let options = QueryOptions {
            as_of: args.as_of,
            parameters: library_list::parameters(query, &[])?,
            cancel: Some(work.flag()),
            ..QueryOptions::default()
        };
        let options = CheckOptions {
            query: options,
            today,
            accept_incomplete: args.accept_incomplete,
        };
        checks.extend(enfilade::check(&opened, query, &options)?);
    }
    if checks.is_empty() {
        return Err(CommandError::Usage(
            "none of these saved queries expects anything: add a line such as `// expect: none`"
                .to_owned(),
        ));
    }
    document(args.output.as_deref(), |out| {
        verdicts::write(&checks, format, out)
    })?;
    Ok(exit(&checks))
}

impl Args {
    /// The format that was named, or that the file's name stands for. An ending that stands for none is
    /// refused, since whoever opens the file would expect what it says.
    fn format(&self) -> Result<CheckFormat, CommandError> {
        let Some(file) = self.output.as_deref().filter(|_| self.format.is_none()) else {
            return Ok(self.format.unwrap_or_default());
        };
        match (CheckFormat::from_extension(file), file.extension()) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(CheckFormat::default()),
            (None, Some(extension)) => Err(CommandError::Usage(format!(
                "verdicts are not written as `.{}` files: use .txt, .xml (JUnit) or .sarif, or say \
                 which format with `--format`",
                extension.to_string_lossy()
            ))),
        }
    }
}

/// The queries that were named, or all.
fn library(args: &Args, config: &Config) -> Result<Library, CommandError> {
    if args.queries.is_empty() {
        return config::library(config, &[]);
    }
    let mut library = Library::default();
    for path in &args.queries {
        if path.is_dir() {
            library.add_folder(path)?;
        } else {
            library.add_file(path)?;
        }
    }
    Ok(library)
}

/// The gravest of the verdicts.
fn exit(checks: &[Checked]) -> Exit {
    let any = |is: fn(&Verdict) -> bool| checks.iter().any(|check| is(&check.verdict));
    if any(|verdict| matches!(verdict, Verdict::Broken(_))) {
        Exit::Usage
    } else if any(|verdict| *verdict == Verdict::Failed) {
        Exit::Tripped
    } else if any(|verdict| *verdict == Verdict::Undecided) {
        Exit::Undecided
    } else {
        Exit::Answered
    }
}
