//! Why a text is no export: what it is instead, and what to do.
//!
//! A folder of exports may hold anything beside them, and what is plainly something else is nobody's
//! loss. But a file that stands where an export should, and is empty, cut or what a service said
//! instead, is a list that is missing. Its content tells most of them; where that could be anything,
//! the name does: an empty `users.json` was to be an export, an empty `notes.txt` was not.

use crate::format::graph::place::file_name;
use std::borrow::Cow;
use std::fmt;

/// Why a text is no export.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
    /// There is nothing in it.
    Empty,
    /// It is a list with nothing in it, of which its name tells no more.
    Nothing,
    /// It is JSON that ends before its first record does.
    Cut,
    /// It begins as JSON does, and is none before its first record is complete.
    Broken,
    /// It does not even begin as JSON does.
    NoJson,
    /// It is no text.
    NoText,
    /// It is a web page, or XML.
    WebPage,
    /// It is the error that a service answered with, which is called so.
    Answered(String),
    /// It is damaged in another way, in words.
    Damaged(String),
    /// It is something else, in words.
    Other(Cow<'static, str>),
}

impl Refusal {
    /// Whether an export may be missing where the text lies.
    pub(crate) fn is_damage(&self, path: &str) -> bool {
        let name = Name::of(path);
        match self {
            Refusal::Cut | Refusal::Answered(_) | Refusal::Damaged(_) => !name.is_hidden,
            // Of one object a line there may be none.
            Refusal::Empty => name.ends_in(&[JSON, TABLES, PACKED]),
            Refusal::WebPage | Refusal::NoText => name.ends_in(&[JSON, LINES, TABLES]),
            Refusal::Broken | Refusal::NoJson => name.ends_in(&[JSON, LINES]),
            Refusal::Nothing | Refusal::Other(_) => false,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Refusal::Empty => "it is empty",
            Refusal::Nothing => "it is an empty list, and its name does not say of what",
            Refusal::Cut => {
                "it ends too early, before its first record is complete; collect it again"
            }
            Refusal::Broken => {
                "it is damaged, or no JSON, before its first record is complete; collect it again"
            }
            Refusal::NoJson => "it is no JSON",
            Refusal::NoText => "it is no text",
            Refusal::WebPage => {
                "it is a web page or XML, perhaps a sign-in or error page that was saved in place of the export"
            }
            Refusal::Answered(code) => {
                return write!(
                    f,
                    "it is an error that the service answered with (`{code}`); collect it again"
                );
            }
            Refusal::Damaged(text) => text,
            Refusal::Other(text) => text,
        };
        f.write_str(text)
    }
}

/// The ends of the names of exports, by what is in them.
const JSON: &[&str] = &["json"];
const LINES: &[&str] = &["jsonl", "ndjson"];
const TABLES: &[&str] = &["csv", "tsv"];
const PACKED: &[&str] = &["gz", "zip", "parquet", "db"];

/// The name of a file, or of a member of an archive.
struct Name<'p> {
    /// What it ends in, but for `.gz`.
    end: Option<&'p str>,
    /// Whether its owner is not shown it: what systems leave behind, as `__MACOSX/._users.json`.
    is_hidden: bool,
}

impl Name<'_> {
    fn of(path: &str) -> Name<'_> {
        let name = file_name(path);
        let ends = || name.rsplit('.').take(name.matches('.').count());
        let inner = ends().find(|end| !end.eq_ignore_ascii_case("gz"));
        Name {
            end: inner.or_else(|| ends().next()),
            is_hidden: name.starts_with('.'),
        }
    }

    /// Whether it ends in one of these.
    fn ends_in(&self, ends: &[&[&str]]) -> bool {
        let mut ends = ends.iter().copied().flatten();
        let is_one = |own: &str| ends.any(|end| own.eq_ignore_ascii_case(end));
        !self.is_hidden && self.end.is_some_and(is_one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_anything_is_damage_where_its_name_is_an_exports() {
        for (refusal, path, expected) in [
            (Refusal::Empty, "out/users.json", true),
            (Refusal::Empty, "out/users.JSON.gz", true),
            (Refusal::Empty, "out.zip!users.csv", true),
            (Refusal::Empty, "export.zip", true),
            (Refusal::Empty, "x.gz", true),
            (Refusal::Empty, "users.ndjson", false),
            (Refusal::WebPage, "users.ndjson", true),
            (Refusal::Empty, "notes.txt", false),
            (Refusal::Empty, "json", false),
            (Refusal::Empty, "out.json/notes", false),
            (Refusal::Empty, ".json", false),
            (Refusal::WebPage, "users.json", true),
            (Refusal::WebPage, "report.html", false),
            (Refusal::NoText, "users.csv", true),
            (Refusal::NoText, "out.zip!__MACOSX/._users.json", false),
            (Refusal::NoText, "logo.png", false),
            (Refusal::NoJson, "users.json", true),
            (Refusal::NoJson, "README", false),
            (Refusal::Cut, "users", true),
            (Refusal::Answered("Forbidden".to_owned()), "x.txt", true),
            (Refusal::Other("it is a cat".into()), "users.json", false),
        ] {
            assert_eq!(refusal.is_damage(path), expected, "{refusal:?} in {path}");
        }
    }
}
