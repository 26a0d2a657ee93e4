//! `enfilade format`: a query in its canonical form.

use super::query::read_query;
use crate::exit::{CommandError, Exit};
use enfilade::{QueryError, syntax};
use std::io::{self, Write};
use std::path::PathBuf;

/// Print a query in its canonical form
///
/// The query is read and written again: names in full, each stage on a line of its own. Comments before
/// the query stay; a comment inside it is refused, since it would be lost.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The query
    #[arg(required_unless_present = "file")]
    query: Option<String>,

    /// Read the query from a file (`-` for stdin)
    #[arg(short, long, value_name = "QUERY.enq", conflicts_with = "query")]
    file: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  enfilade format 'guests reach finance apps|count'
  enfilade format --file mine.enq > tidy.enq";

pub(super) fn run(args: &Args) -> Result<Exit, CommandError> {
    let text = match (&args.query, &args.file) {
        (Some(query), _) => query.clone(),
        (None, Some(file)) => read_query(file)?,
        (None, None) => String::new(),
    };
    let formatted = syntax::format(&text).map_err(|diagnostics| CommandError::Query {
        error: QueryError::Diagnostics(diagnostics).into(),
        text: text.clone(),
    })?;
    let mut out = io::stdout();
    out.write_all(formatted.as_bytes())?;
    if !formatted.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(Exit::Answered)
}
