//! Saved queries in a conversation: listed, run, and made of the last query.

use crate::exit::CommandError;
use enfilade::library::{EXTENSION, Parameter, SavedQuery, Search};
use std::fs;
use std::path::Path;

/// Looks for all of the words.
pub(super) fn search(words: &[String]) -> Search {
    Search {
        text: words.to_vec(),
        ..Search::default()
    }
}

/// A query that was answered, as it can be saved.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    /// The query, without a header.
    pub(super) query: String,
    /// Its parameters, with the values that it was answered with.
    pub(super) parameters: Vec<Parameter>,
    /// How it was read.
    pub(super) reading: String,
}

/// The file `area/name` of a folder that would hold the query.
pub(super) fn compose(
    folder: &Path,
    name: &str,
    title: &str,
    answered: &Answered,
) -> Result<SavedQuery, CommandError> {
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
    let file = folder.join(name).with_extension(EXTENSION);
    let text = header(name, title, answered) + answered.query.trim() + "\n";
    Ok(SavedQuery::read(name, Some(&file), text)?)
}

/// The first lines of the file.
fn header(name: &str, title: &str, answered: &Answered) -> String {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = match title {
        "" => name
            .rsplit('/')
            .next()
            .unwrap_or(name)
            .replace(['_', '-'], " "),
        title => one_line(title),
    };
    let mut text = format!(
        "// title: {title}\n// description: {}\n// why: Saved from a conversation; say here why it \
         matters.\n// severity: info\n",
        one_line(&answered.reading)
    );
    for parameter in &answered.parameters {
        let (name, value, about) = (&parameter.name, &parameter.default, &parameter.about);
        text.push_str(&format!("// param: {name} = {value} -- {about}\n"));
    }
    if answered.query.trim_start().starts_with("//") {
        // A remark of the query is no line of the header.
        text.push('\n');
    }
    text
}

/// Writes the file. One that is there already is left alone.
pub(super) fn write(query: &SavedQuery) -> Result<(), CommandError> {
    let Some(file) = &query.file else {
        return Ok(());
    };
    let failed = |source| CommandError::Output {
        path: file.clone(),
        source,
    };
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut opened = fs::File::create_new(file).map_err(failed)?;
    std::io::Write::write_all(&mut opened, query.text.as_bytes()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(query: &str) -> Answered {
        Answered {
            query: query.to_owned(),
            parameters: vec![Parameter {
                name: "days".to_owned(),
                default: "30d".to_owned(),
                about: "how long is too long".to_owned(),
            }],
            reading: "guests\nin groups".to_owned(),
        }
    }

    #[test]
    fn what_is_saved_reads_back_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let save = |name: &str| {
            let query = compose(folder.path(), name, "My title", &answered("guests"))?;
            write(&query).map(|()| query.file.unwrap())
        };
        let file = save("own/mine.enq").unwrap();
        let query = SavedQuery::read("own/mine", None, fs::read_to_string(&file).unwrap()).unwrap();
        assert_eq!(
            (query.body(), query.header.title.as_str()),
            ("guests", "My title")
        );
        assert_eq!(query.header.parameters, answered("").parameters);
        assert!(save("own/mine").is_err(), "it is there already");
        for wrong in ["../up", "/etc/x", "a//b", "", "a b"] {
            assert!(save(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_remark_of_the_query_stays_one() {
        let query = compose(
            Path::new("own"),
            "mine",
            "",
            &answered("// only ours\nguests"),
        );
        assert_eq!(query.unwrap().body(), "// only ours\nguests");
    }
}
