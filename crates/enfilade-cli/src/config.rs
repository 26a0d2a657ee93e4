//! What the user wants always: one TOML file.
//!
//! It lies at `enfilade/config.toml` in the user's configuration folder (`~/.config` on Linux), or
//! where `ENFILADE_CONFIG` says; empty, that variable means none. A key that is misspelt is an error, and
//! so is a file that the variable names and that is not there: they would otherwise do nothing in silence.

use crate::exit::CommandError;
use enfilade::library::Library;
use enfilade::{Definitions, QueryError};
use etcetera::BaseStrategy as _;
use serde::Deserialize;
use std::io;
use std::path::{Path, PathBuf};

/// The user's settings.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Config {
    /// Folders of saved queries; a path that is not absolute starts at the file's folder.
    #[serde(default)]
    pub(crate) library: Vec<PathBuf>,
    /// Files of definitions, which come before the bundled ones: what `tier zero` is here.
    #[serde(default)]
    pub(crate) definitions: Vec<PathBuf>,
    /// The keys of the prompt.
    #[serde(default)]
    pub(crate) keys: Keys,
    /// Whether long answers stop after each screen.
    pub(crate) pager: Option<bool>,
    /// Whether words that are only found inside names are refused at the prompt.
    #[serde(default)]
    pub(crate) strict_names: bool,
}

/// Whose keys the prompt follows.
#[derive(Copy, Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Keys {
    /// Those of Emacs, as in most shells.
    #[default]
    Emacs,
    /// Those of vi.
    Vi,
}

impl Config {
    /// Reads the user's file, if there is one.
    pub(crate) fn read() -> Result<Config, CommandError> {
        let Some(Place { file, is_named }) = Place::find() else {
            return Ok(Config::default());
        };
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_named => {
                return Ok(Config::default());
            }
            Err(error) => {
                let shown = file.display();
                let named = if is_named {
                    ", which `ENFILADE_CONFIG` names"
                } else {
                    ""
                };
                let message = format!("cannot read the configuration `{shown}`{named}: {error}");
                return Err(CommandError::Usage(message));
            }
        };
        let config = Config::parse(&text, file.parent().unwrap_or(Path::new("")));
        config.map_err(|message| {
            let file = file.display();
            CommandError::Usage(format!("`{file}` is no configuration: {message}"))
        })
    }

    fn parse(text: &str, folder: &Path) -> Result<Config, String> {
        let mut config: Config = toml::from_str(text).map_err(|error| error.to_string())?;
        for path in config.library.iter_mut().chain(&mut config.definitions) {
            // Joining leaves an absolute path as it is.
            *path = folder.join(&*path);
        }
        Ok(config)
    }
}

impl Config {
    /// The definitions of all files, in the order of the files.
    pub(crate) fn definitions(&self) -> Result<Vec<Definitions>, CommandError> {
        let read = |file: &PathBuf| {
            let shown = file.display();
            let text = std::fs::read_to_string(file).map_err(|error| {
                CommandError::Usage(format!("cannot read the definitions `{shown}`: {error}"))
            })?;
            Definitions::parse(&text).map_err(|mistakes| {
                let why = QueryError::Diagnostics(mistakes).render(&text, false);
                CommandError::Usage(format!("`{shown}` is no file of definitions\n{why}"))
            })
        };
        self.definitions.iter().map(read).collect()
    }
}

/// The saved queries: the bundled ones, those of the configuration, and of the folders named.
pub(crate) fn library(config: &Config, folders: &[PathBuf]) -> Result<Library, CommandError> {
    let mut library = Library::bundled()?;
    for folder in config.library.iter().chain(folders) {
        library.add_folder(folder)?;
    }
    Ok(library)
}

/// Where the user's file is to be found.
struct Place {
    file: PathBuf,
    /// Whether the user named it, so that it must be there.
    is_named: bool,
}

impl Place {
    fn find() -> Option<Place> {
        match std::env::var_os("ENFILADE_CONFIG") {
            Some(file) if file.is_empty() => None,
            Some(file) => Some(Place {
                file: PathBuf::from(file),
                is_named: true,
            }),
            None => {
                let folders = etcetera::choose_base_strategy().ok()?;
                Some(Place {
                    file: folders.config_dir().join("enfilade").join("config.toml"),
                    is_named: false,
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_strictly() {
        let parse = |text: &str| Config::parse(text, Path::new("/home/me/.config/enfilade"));
        assert_eq!(parse(""), Ok(Config::default()));
        let config =
            parse("library = [\"queries\", \"/srv/queries\"]\ndefinitions = [\"ours.enq\"]\nkeys = \"vi\"\npager = false")
                .unwrap();
        assert_eq!(config.keys, Keys::Vi);
        assert_eq!(config.pager, Some(false));
        let folders = ["/home/me/.config/enfilade/queries", "/srv/queries"];
        assert_eq!(config.library, folders.map(PathBuf::from));
        let ours = PathBuf::from("/home/me/.config/enfilade/ours.enq");
        assert_eq!(config.definitions, [ours]);
        for wrong in [
            "libary = []",
            "keys = \"nano\"",
            "pager = 1",
            "library = \"x\"",
            "=",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
