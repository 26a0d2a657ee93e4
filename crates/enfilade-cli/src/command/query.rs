//! `enfilade query`: one question, one answer.

use super::destination::Destination;
use crate::answer::{Request, answer};
use crate::config::Config;
use crate::exit::{CommandError, Exit};
use crate::gate::{self, Gate};
use crate::interrupt::Work;
use crate::params::{by_name, param};
use crate::summary;
use crate::terminal::Terminal;
use enfilade::QueryOptions;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Answer a query
///
/// The answer goes to stdout or a file; notes about it, and what the export could not contain, go
/// to stderr, into the envelope of JSON and the metadata of Arrow and Parquet.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// A snapshot, or an export, which is then imported for this one answer
    #[arg(value_name = "SNAPSHOT|EXPORT")]
    path: PathBuf,

    /// The query
    #[arg(required_unless_present = "file")]
    query: Option<String>,

    /// Read the query from a file (`-` for stdin), with --strict-names
    #[arg(short, long, value_name = "QUERY.enq", conflicts_with = "query")]
    file: Option<PathBuf>,

    #[command(flatten)]
    destination: Destination,

    /// Judge start and end dates at this time, not at the time of collection: 2026-03-01 or
    /// 2026-03-01T12:00:00Z
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    as_of: Option<i64>,

    /// A value for a parameter of the query: `--param days=90d` for `$days`
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = param)]
    params: Vec<(String, String)>,

    /// Refuse words that are only found inside names, so that no answer rests on a guess
    #[arg(long)]
    strict_names: bool,

    /// Exit with 1 if there are rows, or if a final `| count` counts some
    #[arg(long, conflicts_with = "fail_if_none")]
    fail_if_any: bool,

    /// Exit with 1 if there are no rows, or if a final `| count` counts none
    #[arg(long)]
    fail_if_none: bool,

    /// Decide --fail-if-any and --fail-if-none even where the export lacks what would decide them
    #[arg(long)]
    accept_incomplete: bool,

    /// Say how long opening and answering took
    #[arg(long)]
    timing: bool,
}

const EXAMPLES: &str = "\
Examples:
  enfilade query contoso.enf 'which guests reach finance apps'
  enfilade query contoso.enf 'which guests reach finance apps' -o guests.csv
  enfilade query contoso.enf 'who can reach vaults by azure role' --format json
  enfilade query contoso.enf 'users in group \"Finance\" | count'
  enfilade query contoso.enf --file guests.enq --fail-if-any";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let started = Instant::now();
    let text = match (&args.query, &args.file) {
        (Some(query), _) => query.clone(),
        (None, Some(file)) => read_query(file)?,
        (None, None) => String::new(),
    };
    let format = args.destination.format(terminal)?;
    // From here on Ctrl-C asks first; while the query is still being typed it just ends.
    let work = Work::start();
    let opened = super::open(&args.path, &Config::read()?, terminal, &work)?;
    let open = started.elapsed();
    let request = Request {
        text: &text,
        options: QueryOptions {
            strict_names: args.strict_names || args.file.is_some(),
            as_of: args.as_of,
            parameters: by_name(&args.params),
            ..QueryOptions::default()
        },
        format,
        file: args.destination.file(),
        pages: false,
    };
    let outcome = answer(&opened.engine, &request, terminal, &work)?;
    if args.timing {
        terminal.note(&format!(
            "opened in {:.1} ms, {} answered in {:.1} ms",
            open.as_secs_f64() * 1e3,
            summary::rows(outcome.found.rows),
            (started.elapsed() - open).as_secs_f64() * 1e3
        ));
    }
    let gate = if args.fail_if_any {
        Gate::FailIfAny
    } else if args.fail_if_none {
        Gate::FailIfNone
    } else {
        return Ok(Exit::Answered);
    };
    let mut found = outcome.found;
    if args.accept_incomplete {
        found.coverage.clear();
    }
    let (_, verdict) = enfilade::judge(&opened, &text, &found, gate.expectation());
    let exit = gate::exit(&verdict);
    if exit == Exit::Undecided {
        terminal.warn(
            "not decidable: the answer rests on what the export cannot contain (see the coverage \
             above); `--accept-incomplete` decides by what it does contain",
        );
    }
    Ok(exit)
}

/// The text of a query file; `-` is stdin.
pub(super) fn read_query(file: &Path) -> Result<String, CommandError> {
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(|error| {
        CommandError::Usage(format!(
            "cannot read the query file `{}`: {error}",
            file.display()
        ))
    })
}

/// An instant: a date is its first moment in UTC.
pub(crate) fn as_of(text: &str) -> Result<i64, String> {
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Ok(instant.as_microsecond());
    }
    let date = text.parse::<jiff::civil::DateTime>().ok();
    date.and_then(|date| jiff::tz::TimeZone::UTC.to_timestamp(date).ok())
        .map(|instant| instant.as_microsecond())
        .ok_or_else(|| "write a date such as 2026-03-01 or 2026-03-01T12:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use super::as_of;

    #[test]
    fn dates_are_instants_in_utc() {
        assert_eq!(as_of("1970-01-02"), Ok(86_400_000_000));
        assert_eq!(as_of("1970-01-01T00:00:01Z"), Ok(1_000_000));
        assert_eq!(as_of("1970-01-01T01:00:00+01:00"), Ok(0));
        assert_eq!(as_of("1970-01-01T00:01"), Ok(60_000_000));
        for wrong in ["", "yesterday", "2026-13-01", "1", "99999-01-01"] {
            assert!(as_of(wrong).is_err(), "{wrong}");
        }
    }
}
