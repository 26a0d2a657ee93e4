//! `enfilade contoso.enf`: a conversation with a snapshot or an export.

use crate::config::{self, Config};
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::repl::Session;
use crate::terminal::Terminal;
use std::path::{Path, PathBuf};

pub(super) fn run(
    path: &Path,
    folders: &[PathBuf],
    terminal: &Terminal,
) -> Result<Exit, CommandError> {
    let config = Config::read()?;
    let library = config::library(&config, folders)?;
    let own_folder = folders.first().or(config.library.first()).cloned();
    let work = Work::start();
    let opened = super::open(path, &config, terminal, &work).map_err(|error| hint(path, error))?;
    drop(work);
    Session::new(opened, path, library, own_folder, config, *terminal).run()
}

/// A path that does not exist may be a command with a letter wrong.
fn hint(path: &Path, error: CommandError) -> CommandError {
    let word = path.as_os_str().to_string_lossy();
    let bare = word.bytes().all(|byte| byte.is_ascii_lowercase());
    match error {
        CommandError::Library(enfilade::Error::NotFound { .. }) if bare => {
            CommandError::Usage(format!(
                "`{word}` is neither a command nor a snapshot or export; the commands are {}",
                super::names().join(", ")
            ))
        }
        error => error,
    }
}
