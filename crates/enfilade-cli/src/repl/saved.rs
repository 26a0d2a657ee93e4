//! Saved queries in a conversation: listed, run, and made of the last query.

use crate::exit::CommandError;
use enfilade::library::{EXTENSION, SavedQuery, Search};
use std::fs;
use std::path::{Path, PathBuf};

/// Looks for all of the words.
pub(super) fn search(words: &[String]) -> Search {
    Search {
        text: words.to_vec(),
        ..Search::default()
    }
}

/// Saves a query as `area/name` in a folder. A file that is there already is left alone.
pub(super) fn save(
    folder: &Path,
    name: &str,
    title: &str,
    reading: &str,
    query: &str,
) -> Result<PathBuf, CommandError> {
    let name = name.strip_suffix(".enq").unwrap_or(name);
    let is_plain = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    if !name.split('/').all(is_plain) {
        let message =
            format!("`{name}` is no name: write area/name, of letters, digits, `_` and `-`");
        return Err(CommandError::Usage(message));
    }
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = match title {
        "" => name
            .rsplit('/')
            .next()
            .unwrap_or(name)
            .replace(['_', '-'], " "),
        title => one_line(title),
    };
    let text = format!(
        "// title: {title}\n// description: {}\n// why: Saved from a conversation; say here why it \
         matters.\n// severity: info\n{}\n",
        one_line(reading),
        query.trim()
    );
    let file = folder.join(name).with_extension(EXTENSION);
    // It must read back.
    SavedQuery::read(name, Some(&file), text.clone())?;
    let failed = |source| CommandError::Output {
        path: file.clone(),
        source,
    };
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut opened = fs::File::create_new(&file).map_err(failed)?;
    std::io::Write::write_all(&mut opened, text.as_bytes()).map_err(failed)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_reads_back_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let save = |name: &str| {
            save(
                folder.path(),
                name,
                "My title",
                "guests\nin groups",
                "guests in groups",
            )
        };
        let file = save("own/mine.enq").unwrap();
        let query = SavedQuery::read("own/mine", None, fs::read_to_string(&file).unwrap()).unwrap();
        assert_eq!(
            (query.body(), query.header.title.as_str()),
            ("guests in groups", "My title")
        );
        assert!(save("own/mine").is_err(), "it is there already");
        for wrong in ["../up", "/etc/x", "a//b", "", "a b"] {
            assert!(save(wrong).is_err(), "{wrong}");
        }
    }
}
