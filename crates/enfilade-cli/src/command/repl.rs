//! `enfilade contoso.enf`: a conversation with a snapshot or an export.

use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::repl::Session;
use crate::terminal::Terminal;
use std::path::Path;

pub(super) fn run(path: &Path, terminal: &Terminal) -> Result<Exit, CommandError> {
    let work = Work::start();
    let opened = super::open(path, terminal, &work).map_err(|error| hint(path, error))?;
    drop(work);
    Session::new(opened, path, *terminal).run()
}

/// A path that does not exist may be a command with a letter wrong.
fn hint(path: &Path, error: CommandError) -> CommandError {
    let word = path.as_os_str().to_string_lossy();
    let bare = word.bytes().all(|byte| byte.is_ascii_lowercase());
    match error {
        CommandError::Library(enfilade::Error::NotFound { .. }) if bare => {
            CommandError::Usage(format!(
                "`{word}` is neither a command nor a snapshot or export; the commands are import, \
                 query, explain, info and completions"
            ))
        }
        error => error,
    }
}
