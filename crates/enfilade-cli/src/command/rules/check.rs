//! `enfilade rules check`: whether texts are rules.

use super::of_file;
use crate::exit::{CommandError, Exit};
use crate::terminal::Terminal;
use enfilade::escape::terminal::harmless_lines;
use enfilade::rules;
use std::io::{self, Write};
use std::path::PathBuf;

/// Say whether a rule is valid, and what is wrong with it
///
/// Each valid rule is printed in its canonical form, with what surprises of it; each mistake is drawn at its place.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Rules
    #[arg(value_name = "RULE", required_unless_present = "file")]
    rules: Vec<String>,

    /// Read rules from a file, one a line (`-` for stdin)
    #[arg(short, long, value_name = "FILE", conflicts_with = "rules")]
    file: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  enfilade rules check 'user.department eq \"Sales\" and user.country in [\"PL\", \"DE\"]'
  enfilade rules check --file rules.txt

Exit codes:
  0  all are valid
  2  one is not";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let texts = match &args.file {
        Some(file) => of_file(file)?,
        None => args.rules.clone(),
    };
    if texts.is_empty() {
        return Err(CommandError::Usage("there is no rule to check".to_owned()));
    }
    let mut exit = Exit::Answered;
    let mut out = io::stdout().lock();
    for text in &texts {
        match rules::parse(text) {
            Ok(rule) => {
                writeln!(out, "valid: {}", harmless_lines(&rule.to_string()))?;
                for caution in rule.cautions() {
                    writeln!(out, "  note: {}", harmless_lines(&caution))?;
                }
            }
            Err(diagnostics) => {
                exit = Exit::Usage;
                terminal.diagnostics(&diagnostics, text);
            }
        }
    }
    Ok(exit)
}
