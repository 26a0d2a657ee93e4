//! `enfilade report`: a whole review in one document.

use crate::config::{self, Config};
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::output_file::document;
use crate::progress::Steps;
use crate::terminal::Terminal;
use enfilade::{
    CheckOptions, QueryOptions, ReviewFormat, ReviewOptions, ReviewPlan, Severity, review,
};
use std::path::{Path, PathBuf};

/// Ask all questions of a review, and write one document of the answers
///
/// The page is one file that loads nothing; its tables sort and filter. A question that the export cannot
/// answer stays in it and says what to collect. Questions are saved queries: one of your own with the same
/// name takes the place of a bundled one, and its `// allow:` lines suppress what has an owner and an end.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// A snapshot, or an export, which is then imported for this one report
    #[arg(value_name = "SNAPSHOT|EXPORT")]
    path: PathBuf,

    /// The review: external-access
    #[arg(value_parser = plan)]
    review: ReviewPlan,

    /// html, markdown, json or csv [default: by the output file's name, else markdown]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ReviewFormat>,

    /// Write the document to a file, which appears only when it is whole
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Add a folder of saved queries of your own
    #[arg(long, value_name = "DIR")]
    library: Vec<PathBuf>,

    /// Judge start and end dates at this time, not at the time of collection
    #[arg(long, value_name = "DATE", value_parser = super::as_of)]
    as_of: Option<i64>,

    /// The day of the review, which is shown and on which allowances must hold, if not today: 2026-03-01
    #[arg(long, value_name = "DATE", value_parser = super::day::read)]
    today: Option<jiff::civil::Date>,

    /// Keep at most so many rows of a question
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    max_rows: usize,
}

const EXAMPLES: &str = "\
Examples:
  enfilade report contoso.enf external-access -o report.html
  enfilade report contoso.enf external-access --format json --today 2026-03-01 > review.json";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let format = format(args)?;
    let config = Config::read()?;
    let library = config::library(&config, &args.library)?;
    let work = Work::start();
    let opened = super::open(&args.path, &config, terminal, &work)?;
    let today = args.today.unwrap_or_else(super::day::today);
    let options = ReviewOptions {
        check: CheckOptions {
            query: QueryOptions {
                as_of: args.as_of,
                cancel: Some(work.flag()),
                ..QueryOptions::default()
            },
            today,
            accept_incomplete: false,
        },
        made: today.to_string(),
        most_rows: args.max_rows,
    };
    let mut steps = Steps::new(args.review.len(), terminal);
    let made = review(&opened, &args.review, &library, &options, &mut |query| {
        steps.next(&query.header.title);
    })?;
    drop(steps);
    document(args.output.as_deref(), |out| made.write(format, out))?;
    let found = Severity::ALL.into_iter().rev();
    let found = found.map(|severity| format!("{} {severity}", made.found(severity)));
    terminal.note(&format!(
        "{} questions; found something: {}",
        made.questions().count(),
        found.collect::<Vec<String>>().join(", ")
    ));
    Ok(Exit::Answered)
}

/// The format that was named, or that the file's name stands for.
fn format(args: &Args) -> Result<ReviewFormat, CommandError> {
    let by_name = |path: &Path| {
        let ending = path.extension().map(|ending| ending.to_string_lossy());
        let parsed = ending
            .as_deref()
            .unwrap_or("markdown")
            .parse::<ReviewFormat>();
        parsed
            .map_err(|error| CommandError::Usage(format!("{error}; or say which with `--format`")))
    };
    match (args.format, &args.output) {
        (Some(format), _) => Ok(format),
        (None, Some(path)) => by_name(path),
        (None, None) => Ok(ReviewFormat::Markdown),
    }
}

fn plan(name: &str) -> Result<ReviewPlan, String> {
    ReviewPlan::named(name).ok_or_else(|| {
        let all: Vec<&str> = ReviewPlan::ALL.iter().map(|plan| plan.name).collect();
        format!("there is no review `{name}`; there is {}", all.join(", "))
    })
}
