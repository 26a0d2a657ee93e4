//! Saved queries: questions with a title, a reason and parameters, bundled or of the user's own.
//!
//! A [`SavedQuery`] is a file `<area>/<question>.enq`: a header of comments and the query. The
//! bundled ones lie under `queries/` and are part of the program; a folder of one's own is added with
//! [`Library::add_folder`] and may replace a bundled query by its name.

mod bundled;
mod error;
mod expectation;
mod header;

pub use error::LibraryError;
pub use expectation::{Allowance, CountOperator, Expectation};
pub use header::{Header, HeaderError, Parameter};

use enfilade_query::diagnostic::similar_words;
use enfilade_report::Severity;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The ending of a saved query's file.
pub const EXTENSION: &str = "enq";

/// The longest file that is read, in bytes: the longest query, and a header as long.
const MOST_BYTES: u64 = 2 * enfilade_query::syntax::MOST_BYTES as u64;

/// A question with its header.
#[derive(Clone, Debug)]
pub struct SavedQuery {
    /// `area/question`.
    pub name: String,
    /// The file that holds it; none if it is bundled.
    pub file: Option<PathBuf>,
    /// What its first lines say.
    pub header: Header,
    /// The whole file. Its header is comments to the language, so that a place in the query is the
    /// same place in the file.
    pub text: String,
}

impl SavedQuery {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// The header breaks its grammar.
    pub fn read(name: &str, file: Option<&Path>, text: String) -> Result<SavedQuery, LibraryError> {
        let header = Header::parse(&text).map_err(|error| LibraryError::Header {
            file: file.map_or_else(
                || format!("{name}.{EXTENSION}"),
                |file| file.display().to_string(),
            ),
            error,
        })?;
        Ok(SavedQuery {
            name: name.to_owned(),
            file: file.map(Path::to_owned),
            header,
            text,
        })
    }

    /// The area: what of the name stands before the last slash.
    #[must_use]
    pub fn area(&self) -> &str {
        self.name.rsplit_once('/').map_or("", |(area, _)| area)
    }

    /// The name without its area.
    #[must_use]
    pub fn question(&self) -> &str {
        self.name
            .rsplit_once('/')
            .map_or(&self.name, |(_, question)| question)
    }

    /// The query without its header.
    #[must_use]
    pub fn body(&self) -> &str {
        self.text
            .get(self.header.length..)
            .unwrap_or_default()
            .trim()
    }

    /// The value of each parameter where none is given.
    #[must_use]
    pub fn defaults(&self) -> BTreeMap<String, String> {
        let parameters = self.header.parameters.iter();
        parameters
            .map(|own| (own.name.clone(), own.default.clone()))
            .collect()
    }

    /// Whether every word stands somewhere in the name, the header or the query, in any case.
    fn mentions(&self, words: &[String]) -> bool {
        let header = &self.header;
        let all = [&self.name, &header.title, &header.description, &header.why];
        let mut text = all.map(String::as_str).join("\n");
        text.push_str(&header.tags.join("\n"));
        text.push_str(self.body());
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    }
}

/// What to look for in a library.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Words that must all be mentioned.
    pub text: Vec<String>,
    /// The area, or one that it is part of.
    pub area: Option<String>,
    /// The least severity.
    pub severity: Option<Severity>,
}

/// Saved queries by name.
#[derive(Clone, Debug, Default)]
pub struct Library {
    queries: BTreeMap<String, SavedQuery>,
}

impl Library {
    /// The bundled queries.
    ///
    /// # Errors
    /// A bundled header breaks the grammar, which a test rules out.
    pub fn bundled() -> Result<Library, LibraryError> {
        let mut library = Library::default();
        for &(name, text) in bundled::QUERIES {
            library.add(SavedQuery::read(name, None, text.to_owned())?)?;
        }
        Ok(library)
    }

    /// Adds a query. It replaces a bundled one of the same name, and itself as its file was before.
    ///
    /// # Errors
    /// Another file holds a query of the same name, which would be lost.
    pub fn add(&mut self, query: SavedQuery) -> Result<(), LibraryError> {
        let before = self.queries.get(&query.name);
        if let (Some(first), Some(second)) = (before.and_then(|own| own.file.as_ref()), &query.file)
            && !is_same_file(first, second)
        {
            return Err(LibraryError::Twice {
                name: query.name,
                first: first.clone(),
                second: second.clone(),
            });
        }
        self.queries.insert(query.name.clone(), query);
        Ok(())
    }

    /// Adds every `*.enq` below a folder, named by its path from there.
    ///
    /// # Errors
    /// The folder cannot be read, holds no saved query, one whose header breaks the grammar, or one whose
    /// name another file has taken.
    pub fn add_folder(&mut self, folder: &Path) -> Result<usize, LibraryError> {
        let mut files = Vec::new();
        collect(folder, &mut files)?;
        if files.is_empty() {
            return Err(LibraryError::Empty {
                folder: folder.to_owned(),
            });
        }
        for file in &files {
            self.add(read_file(folder, file)?)?;
        }
        Ok(files.len())
    }

    /// Adds one file, named by its name.
    ///
    /// # Errors
    /// The file cannot be read, its header breaks the grammar, or another file has taken its name.
    pub fn add_file(&mut self, file: &Path) -> Result<(), LibraryError> {
        self.add(read_file(file.parent().unwrap_or(Path::new("")), file)?)
    }

    /// The header of the query of exactly this name, to be changed.
    pub(crate) fn header_mut(&mut self, name: &str) -> Option<&mut Header> {
        self.queries.get_mut(name).map(|query| &mut query.header)
    }

    /// Every query, by area and name.
    pub fn iter(&self) -> impl Iterator<Item = &SavedQuery> {
        self.queries.values()
    }

    /// The queries that fit.
    pub fn search(&self, search: &Search) -> impl Iterator<Item = &SavedQuery> {
        let words: Vec<String> = search.text.iter().map(|word| word.to_lowercase()).collect();
        let (area, severity) = (search.area.clone(), search.severity);
        self.iter().filter(move |query| {
            let in_area = area.as_deref().is_none_or(|area| {
                let own = query.area();
                own == area
                    || own
                        .strip_prefix(area)
                        .is_some_and(|rest| rest.starts_with('/'))
            });
            in_area
                && severity.is_none_or(|least| query.header.severity >= least)
                && query.mentions(&words)
        })
    }

    /// The query of this name; the area may be left out where only one has the rest.
    ///
    /// # Errors
    /// There is none, or there are several.
    pub fn find(&self, name: &str) -> Result<&SavedQuery, LibraryError> {
        let name = name.strip_suffix(".enq").unwrap_or(name);
        if let Some(query) = self.queries.get(name) {
            return Ok(query);
        }
        let of_name: Vec<&SavedQuery> = self
            .iter()
            .filter(|query| query.question() == name)
            .collect();
        match of_name.as_slice() {
            [only] => Ok(only),
            [] => {
                let names = self
                    .iter()
                    .flat_map(|query| [query.name.as_str(), query.question()]);
                Err(LibraryError::Unknown {
                    name: name.to_owned(),
                    similar: similar_words(name, names),
                })
            }
            several => Err(LibraryError::Ambiguous {
                name: name.to_owned(),
                names: several.iter().map(|query| query.name.clone()).collect(),
            }),
        }
    }
}

/// Whether two paths lead to one file, however they are written.
fn is_same_file(one: &Path, other: &Path) -> bool {
    one == other
        || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// The saved queries below a folder, sorted. Links are not followed, so that a circle ends.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), LibraryError> {
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        let failed = |source| LibraryError::Unreadable {
            path: folder.clone(),
            source,
        };
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(failed)?);
            if kind.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|own| own == EXTENSION) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(())
}

fn read_file(folder: &Path, file: &Path) -> Result<SavedQuery, LibraryError> {
    let failed = |source| LibraryError::Unreadable {
        path: file.to_owned(),
        source,
    };
    if fs::metadata(file).map_err(failed)?.len() > MOST_BYTES {
        return Err(LibraryError::TooLong {
            path: file.to_owned(),
        });
    }
    let text = fs::read_to_string(file).map_err(failed)?;
    let relative = file.strip_prefix(folder).unwrap_or(file).with_extension("");
    let parts = relative.components();
    let parts: Vec<String> = parts
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    SavedQuery::read(&parts.join("/"), Some(file), text)
}

#[cfg(test)]
mod tests;
