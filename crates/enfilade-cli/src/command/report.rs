//! `enfilade report`: a whole review in one document.

use crate::config::{self, Config};
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::output_file::document;
use crate::progress::Steps;
use crate::terminal::Terminal;
use enfilade::library::Library;
use enfilade::{
    Baseline, BaselineError, CheckOptions, QueryOptions, Review, ReviewFormat, ReviewOptions,
    ReviewPlan, ReviewSettings, Severity, review,
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

    /// html, markdown, json, csv, xlsx, sarif or parquet [default: by the output file's name, else markdown]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ReviewFormat>,

    /// Write the document to a file, which appears only when it is whole
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// A file of severities, thresholds and suppressions (TOML)
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,

    /// An earlier review as JSON: say what is new, what is gone and what is as it was
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// End with exit code 1 if a finding of at least this severity is new: info, low, medium, high or critical
    #[arg(long, value_name = "SEVERITY", requires = "baseline")]
    fail_on: Option<Severity>,

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
  enfilade report contoso.enf external-access --format json --today 2026-03-01 > march.json
  enfilade report contoso.enf external-access -o april.html --baseline march.json --fail-on high
  enfilade report contoso.enf external-access -o review.xlsx --settings review.toml";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let format = format(args)?;
    if args.output.is_none() && !format.is_text() && terminal.out {
        return Err(CommandError::Usage(format!(
            "{format} is no text for a terminal: name a file with `-o`, or pipe it on"
        )));
    }
    let config = Config::read()?;
    let mut library = config::library(&config, &args.library)?;
    let settings = settings(args.settings.as_deref(), &mut library)?;
    let baseline = args.baseline.as_deref().map(baseline).transpose()?;
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
        settings,
    };
    let mut steps = Steps::new(args.review.len(), terminal);
    let mut made = review(&opened, &args.review, &library, &options, &mut |query| {
        steps.next(&query.header.title);
    })?;
    drop(steps);
    if let Some((path, baseline)) = &baseline {
        baseline
            .compare(&mut made)
            .map_err(|error| unusable(path, &error))?;
    }
    document(args.output.as_deref(), |out| made.write(format, out))?;
    let found = Severity::ALL.into_iter().rev();
    let found = found.map(|severity| format!("{} {severity}", made.found(severity)));
    terminal.note(&format!(
        "{} questions; found something: {}",
        made.questions().count(),
        found.collect::<Vec<String>>().join(", ")
    ));
    Ok(compared(&made, args.fail_on, terminal))
}

/// Says what has changed, and whether that fails.
fn compared(made: &Review, fail_on: Option<Severity>, terminal: &Terminal) -> Exit {
    let Some(comparison) = &made.comparison else {
        return Exit::Answered;
    };
    terminal.note(&format!(
        "since the review of {}: {} new, {} no longer there, {} unchanged; of {} this cannot be said",
        comparison.made,
        comparison.all_new(),
        comparison.gone.len(),
        comparison.unchanged,
        comparison.unknown + comparison.unseen
    ));
    let grave = fail_on.map_or(0, |least| comparison.new_from(least));
    match (fail_on, grave) {
        (Some(least), 1..) => {
            terminal.note(&format!("{grave} new of severity {least} or more"));
            Exit::Tripped
        }
        _ => Exit::Answered,
    }
}

/// Reads the settings, and changes the saved queries as they say.
fn settings(path: Option<&Path>, library: &mut Library) -> Result<ReviewSettings, CommandError> {
    let Some(path) = path else {
        return Ok(ReviewSettings::default());
    };
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        CommandError::Usage(format!("cannot read the settings `{shown}`: {error}"))
    })?;
    let read = ReviewSettings::parse(&text).and_then(|settings| {
        settings.apply(library)?;
        Ok(settings)
    });
    read.map_err(|error| CommandError::Usage(format!("`{shown}`: {error}")))
}

/// Reads an earlier review; before the work of this one, so that a wrong file is told at once.
fn baseline(path: &Path) -> Result<(&Path, Baseline), CommandError> {
    let text = std::fs::read(path).map_err(|error| {
        let shown = path.display();
        CommandError::Usage(format!("cannot read the earlier review `{shown}`: {error}"))
    })?;
    let baseline = Baseline::read(&text).map_err(|error| unusable(path, &error))?;
    Ok((path, baseline))
}

fn unusable(path: &Path, error: &BaselineError) -> CommandError {
    CommandError::Usage(format!(
        "`{}` cannot be compared with: {error}",
        path.display()
    ))
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
