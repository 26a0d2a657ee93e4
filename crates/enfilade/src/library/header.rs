//! The header of a saved query: comments in a fixed small grammar.
//!
//! Each line is `// key: value`; a line that is indented further goes on with the value before it. The
//! header ends with the first line that is no comment. Everything is checked: a key that is misspelt, or
//! that stands where the header has ended, would otherwise be a check that never runs.

use super::{Allowance, CountOperator, Expectation};
use enfilade_query::diagnostic::nearest;
use enfilade_report::Severity;

/// The keys, as they are listed in an error.
const KEYS: &[&str] = &[
    "title",
    "description",
    "why",
    "source",
    "next",
    "severity",
    "tags",
    "param",
    "expect",
    "allow",
];

/// What the first lines of a saved query say.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Header {
    /// What it asks, in a few words.
    pub title: String,
    /// What it finds, in a sentence.
    pub description: String,
    /// Why that matters.
    pub why: String,
    /// The page that says so; may be empty.
    pub source: String,
    /// What to do about what it finds; may be empty.
    pub next: String,
    /// How grave it is if it finds something.
    pub severity: Severity,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// What it is expected to find; none if it is no check.
    pub expectation: Option<Expectation>,
    /// What it may find all the same.
    pub allowances: Vec<Allowance>,
    /// How many bytes of the file are the header.
    pub length: usize,
}

/// A parameter of a saved query.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parameter {
    /// Its name, without the dollar sign.
    pub name: String,
    /// Its value where none is given, as it is written in a query.
    pub default: String,
    /// What it means.
    pub about: String,
}

/// What is wrong with a header.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HeaderError {
    /// The line of the file, from 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

/// A key with its value, the lines joined.
struct Entry {
    key: String,
    value: String,
    line: usize,
}

impl Header {
    /// Reads the header of a file.
    ///
    /// # Errors
    /// The first line that breaks the grammar.
    pub fn parse(text: &str) -> Result<Header, HeaderError> {
        let (entries, length) = entries(text)?;
        none_after(text, length)?;
        let mut header = Header {
            length,
            ..Header::default()
        };
        let mut seen: Vec<&str> = Vec::new();
        for entry in &entries {
            let may_repeat = matches!(entry.key.as_str(), "param" | "allow");
            if !may_repeat && seen.contains(&entry.key.as_str()) {
                return Err(entry.wrong(format!("`{}` stands twice", entry.key)));
            }
            seen.push(&entry.key);
            header.take(entry)?;
        }
        for key in ["title", "description", "why", "severity"] {
            if !seen.contains(&key) {
                let message = format!("the header lacks `// {key}: ..`");
                return Err(HeaderError { line: 1, message });
            }
        }
        if let (None, Some(allowance)) = (&header.expectation, header.allowances.first()) {
            return Err(HeaderError {
                line: allowance.line,
                message: "`allow` without `expect`: nothing is forbidden".to_owned(),
            });
        }
        Ok(header)
    }

    fn take(&mut self, entry: &Entry) -> Result<(), HeaderError> {
        let value = entry.value.clone();
        match entry.key.as_str() {
            "title" => self.title = value,
            "description" => self.description = value,
            "why" => self.why = value,
            "source" => self.source = value,
            "next" => self.next = value,
            "severity" => {
                self.severity = value
                    .parse()
                    .map_err(|error| entry.wrong(format!("{error}")))?;
            }
            "tags" => {
                let tags = value.split(',').map(|tag| tag.trim().to_lowercase());
                self.tags = tags.filter(|tag| !tag.is_empty()).collect();
            }
            "param" => {
                let parameter = parameter(entry)?;
                if self.parameters.iter().any(|own| own.name == parameter.name) {
                    return Err(
                        entry.wrong(format!("the parameter `{}` stands twice", parameter.name))
                    );
                }
                self.parameters.push(parameter);
            }
            "expect" => self.expectation = Some(expectation(entry)?),
            "allow" => self.allowances.push(allowance(entry)?),
            key => {
                let message = match nearest(key, KEYS.iter().copied()) {
                    Some(meant) => format!("there is no key `{key}`; did you mean `{meant}`?"),
                    None => format!("there is no key `{key}`; the keys are {}", KEYS.join(", ")),
                };
                return Err(entry.wrong(message));
            }
        }
        Ok(())
    }
}

impl Entry {
    fn wrong(&self, message: impl Into<String>) -> HeaderError {
        HeaderError {
            line: self.line,
            message: message.into(),
        }
    }
}

/// The entries, and how long the header is.
fn entries(text: &str) -> Result<(Vec<Entry>, usize), HeaderError> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut length = 0;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_start_matches('\u{feff}').trim_end();
        let Some(comment) = bare.strip_prefix("//") else {
            // An empty line may part the header from the query, but not the header itself.
            break;
        };
        length += line.len();
        let number = at + 1;
        let content = comment.strip_prefix(' ').unwrap_or(comment);
        if content.starts_with([' ', '\t'])
            && let Some(entry) = entries.last_mut()
        {
            entry.value.push(' ');
            entry.value.push_str(content.trim());
            continue;
        }
        let Some((key, value)) = content.split_once(':') else {
            return Err(HeaderError {
                line: number,
                message: format!("a line of the header is `// key: value`, not `{bare}`"),
            });
        };
        entries.push(Entry {
            key: key.trim().to_owned(),
            value: value.trim().to_owned(),
            line: number,
        });
    }
    if let Some(entry) = entries.iter().find(|entry| entry.value.is_empty()) {
        return Err(entry.wrong(format!("`{}` has no value", entry.key)));
    }
    Ok((entries, length))
}

/// Refuses what looks like a line of the header where the header has ended.
fn none_after(text: &str, length: usize) -> Result<(), HeaderError> {
    let (header, rest) = text.split_at_checked(length).unwrap_or((text, ""));
    let before = header.lines().count();
    for (at, line) in rest.lines().enumerate() {
        let comment = line.trim_start_matches('\u{feff}').trim_start();
        let Some((key, _)) = comment
            .strip_prefix("//")
            .and_then(|comment| comment.split_once(':'))
        else {
            continue;
        };
        let key = key.trim();
        if nearest(key, KEYS.iter().copied()).is_some() {
            let message = format!(
                "`{key}` stands after the header, which ends with the first line that does not \
                 begin with `//`; move it up, or write the remark without a colon"
            );
            let line = before + at + 1;
            return Err(HeaderError { line, message });
        }
    }
    Ok(())
}

/// `days = 90d -- how long is too long`.
fn parameter(entry: &Entry) -> Result<Parameter, HeaderError> {
    let form = || entry.wrong("a parameter is written `// param: days = 90d -- what it means`");
    let (assigned, about) = entry.value.split_once(" -- ").ok_or_else(form)?;
    let (name, default) = assigned.split_once('=').ok_or_else(form)?;
    let (name, default) = (name.trim().trim_start_matches('$'), default.trim());
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !is_name || default.is_empty() || about.trim().is_empty() {
        return Err(form());
    }
    Ok(Parameter {
        name: name.to_owned(),
        default: default.to_owned(),
        about: about.trim().to_owned(),
    })
}

/// `none`, `count < 5`.
fn expectation(entry: &Entry) -> Result<Expectation, HeaderError> {
    let form = || entry.wrong("what is expected is written `none` or `count < 5`");
    if entry.value == "none" {
        return Ok(Expectation::None);
    }
    let compared = entry
        .value
        .strip_prefix("count")
        .ok_or_else(form)?
        .trim_start();
    let mut written = CountOperator::WRITTEN.iter();
    let (operator, number) = written
        .find_map(|(operator, sign)| Some((*operator, compared.strip_prefix(sign)?)))
        .ok_or_else(form)?;
    let number = number.trim().parse().map_err(|_| form())?;
    Ok(Expectation::Count(operator, number))
}

/// `"Gina Guest" owner "Head of Finance" reason "audit" until 2026-12-31`; the reason may be left out.
fn allowance(entry: &Entry) -> Result<Allowance, HeaderError> {
    let form = || {
        entry.wrong("an allowance is written `// allow: \"name or id\" owner \"who answers for it\" reason \"why\" until 2026-12-31`")
    };
    let (name, rest) = quoted(&entry.value).ok_or_else(form)?;
    let (owner, rest) = rest
        .trim_start()
        .strip_prefix("owner")
        .and_then(|rest| quoted(rest.trim_start()))
        .ok_or_else(form)?;
    let (reason, rest) = match rest.trim_start().strip_prefix("reason") {
        Some(rest) => quoted(rest.trim_start()).ok_or_else(form)?,
        None => ("", rest),
    };
    let date = rest
        .trim_start()
        .strip_prefix("until")
        .ok_or_else(form)?
        .trim();
    let until = date
        .parse()
        .map_err(|_| entry.wrong(format!("`{date}` is no date such as 2026-12-31")))?;
    if name.trim().is_empty() || owner.trim().is_empty() {
        return Err(form());
    }
    Ok(Allowance {
        name: name.to_owned(),
        owner: owner.to_owned(),
        reason: reason.to_owned(),
        until,
        line: entry.line,
    })
}

/// A text in quotes of either kind, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text[1..].split_once(quote)
}
