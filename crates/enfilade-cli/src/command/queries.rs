//! `enfilade queries`: the saved queries, listed, searched and shown.

use crate::config::{self, Config};
use crate::exit::{CommandError, Exit};
use crate::library_list;
use enfilade::Severity;
use enfilade::escape::terminal::harmless_lines;
use enfilade::library::{SavedQuery, Search};
use std::io::{self, Write};
use std::path::PathBuf;

/// List, search and show saved queries
///
/// Lists the bundled queries and those of your own folders, which `--library` and the configuration
/// name: those that mention all of the words.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    show: Option<Show>,

    /// Words that a query must mention, in its name, its header or its text
    #[arg(value_name = "WORD")]
    words: Vec<String>,

    /// Only this area, such as `guests`
    #[arg(long)]
    area: Option<String>,

    /// Only this severity and graver ones: info, low, medium, high or critical
    #[arg(long)]
    severity: Option<Severity>,

    /// Add a folder of saved queries of your own
    #[arg(long, value_name = "DIR")]
    library: Vec<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum Show {
    /// Show one saved query: what it asks, why, and how
    Show {
        /// Its name, with or without the area
        name: String,

        /// Add a folder of saved queries of your own
        #[arg(long, value_name = "DIR")]
        library: Vec<PathBuf>,
    },
}

const EXAMPLES: &str = "\
Examples:
  enfilade queries
  enfilade queries pim --severity high
  enfilade queries --area guests --library ./queries
  enfilade queries show roles/global_administrators";

pub(super) fn run(args: &Args) -> Result<Exit, CommandError> {
    let config = Config::read()?;
    let text = match &args.show {
        Some(Show::Show { name, library }) => {
            let library = config::library(&config, library)?;
            shown(library.find(name)?)
        }
        None => {
            let library = config::library(&config, &args.library)?;
            let search = Search {
                text: args.words.clone(),
                area: args.area.clone(),
                severity: args.severity,
            };
            library_list::list(library.search(&search))
        }
    };
    io::stdout().write_all(harmless_lines(&text).as_bytes())?;
    Ok(Exit::Answered)
}

/// Everything about one query.
fn shown(query: &SavedQuery) -> String {
    let header = &query.header;
    let mut text = format!(
        "{}\n{}\n\n{}\nWhy it matters: {}\nSeverity: {}\n",
        query.name, header.title, header.description, header.why, header.severity
    );
    for (name, said) in [("Source", &header.source), ("What to do", &header.next)] {
        if !said.is_empty() {
            text.push_str(&format!("{name}: {said}\n"));
        }
    }
    if !header.tags.is_empty() {
        text.push_str(&format!("Tags: {}\n", header.tags.join(", ")));
    }
    for parameter in &header.parameters {
        let (name, default, about) = (&parameter.name, &parameter.default, &parameter.about);
        text.push_str(&format!("Parameter: {name} = {default}, {about}\n"));
    }
    if let Some(expectation) = header.expectation {
        text.push_str(&format!("Expected: {expectation}\n"));
    }
    for allowance in &header.allowances {
        let (name, owner, until) = (&allowance.name, &allowance.owner, allowance.until);
        text.push_str(&format!(
            "Allowed: `{name}` until {until}; {owner} answers for it\n"
        ));
    }
    let place = query.file.as_ref().map(|file| file.display().to_string());
    text.push_str(&format!(
        "From: {}\n",
        place.as_deref().unwrap_or("the bundled library")
    ));
    text.push_str(&format!("\n{}\n", query.body()));
    text
}
