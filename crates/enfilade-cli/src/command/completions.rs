//! `enfilade completions`: scripts that teach a shell the command's arguments.

use crate::exit::{CommandError, Exit};
use clap::CommandFactory as _;
use clap_complete::Shell;
use std::io::{self, Write as _};

/// Print a script that completes enfilade's arguments in a shell
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  enfilade completions bash > ~/.local/share/bash-completion/completions/enfilade
  enfilade completions zsh > ~/.zfunc/_enfilade
  enfilade completions fish > ~/.config/fish/completions/enfilade.fish";

pub(super) fn run(args: &Args) -> Result<Exit, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut super::Cli::command(),
        "enfilade",
        &mut script,
    );
    io::stdout().write_all(&script)?;
    Ok(Exit::Answered)
}
