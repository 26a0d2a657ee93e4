//! What an organisation decides about a review, in one TOML file: how grave a question is, its
//! thresholds, what is not asked, and what somebody answers for.
//!
//! ```toml
//! [questions."guests/stale"]
//! severity = "high"
//! parameters = { days = "30d" }
//!
//! [questions."groups/mail_enabled_security"]
//! ask = false
//! reason = "mail-enabled groups are reviewed by the messaging team"
//!
//! [[suppressions]]
//! question = "guests/hold_roles"
//! object = "Siti Lim"             # a name, an id, or the id of a finding
//! owner = "the board"
//! reason = "external auditor, contract until spring"
//! until = 2027-04-30
//! ```
//!
//! Whatever names nothing is an error: it would otherwise do nothing in silence.

use crate::library::{Allowance, Library};
use enfilade_query::diagnostic::similar_words;
use enfilade_report::{Severity, UnknownSeverity};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The settings of a review.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewSettings {
    #[serde(default)]
    questions: BTreeMap<String, OfQuestion>,
    #[serde(default)]
    suppressions: Vec<Suppressed>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfQuestion {
    severity: Option<String>,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
    #[serde(default = "yes")]
    ask: bool,
    reason: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suppressed {
    question: String,
    object: String,
    owner: String,
    reason: String,
    until: toml::value::Datetime,
}

fn yes() -> bool {
    true
}

/// Why a file is not the settings of a review.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// It is no TOML, or has a key that means nothing.
    #[error("{0}")]
    Form(#[from] toml::de::Error),
    /// It names a question that there is not.
    #[error("no question is called `{name}`{}", did_you_mean(similar))]
    UnknownQuestion {
        /// The name.
        name: String,
        /// What may have been meant, in backticks.
        similar: Vec<String>,
    },
    /// It sets a parameter that the question does not have.
    #[error("`{question}` has no parameter `{name}`; it has {}", listed(known))]
    UnknownParameter {
        /// The question.
        question: String,
        /// The name.
        name: String,
        /// Those that it has.
        known: Vec<String>,
    },
    /// A severity is none.
    #[error("`{question}`: {error}")]
    Severity {
        /// The question.
        question: String,
        /// What is wrong.
        error: UnknownSeverity,
    },
    /// A question is not asked, and nobody says why.
    #[error("`{question}` is not asked: say why with `reason = \"..\"`")]
    NoReason {
        /// The question.
        question: String,
    },
    /// A suppression says less than it must.
    #[error("the suppression of `{object}` in `{question}`: {what}")]
    Suppression {
        /// The question.
        question: String,
        /// What it suppresses.
        object: String,
        /// What is wrong.
        what: String,
    },
}

fn did_you_mean(similar: &[String]) -> String {
    match similar {
        [] => "; `enfilade queries` lists them".to_owned(),
        similar => format!("; did you mean {}?", similar.join(" or ")),
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [] => "none".to_owned(),
        names => names.join(", "),
    }
}

impl ReviewSettings {
    /// Reads a file's text.
    ///
    /// # Errors
    /// It is no TOML, or has a key that means nothing; the message has the line.
    pub fn parse(text: &str) -> Result<ReviewSettings, SettingsError> {
        Ok(toml::from_str(text)?)
    }

    /// Changes the saved queries as the settings say.
    ///
    /// # Errors
    /// The settings name a question, parameter or severity that there is not, or leave out who answers
    /// for what, or why.
    pub fn apply(&self, library: &mut Library) -> Result<(), SettingsError> {
        for (name, settings) in &self.questions {
            settings.apply(name, library)?;
        }
        for suppressed in &self.suppressions {
            suppressed.apply(library)?;
        }
        Ok(())
    }

    /// Why a question is not asked; none if it is.
    #[must_use]
    pub fn not_asked(&self, question: &str) -> Option<&str> {
        let settings = self.questions.get(question).filter(|own| !own.ask)?;
        Some(settings.reason.as_deref().unwrap_or_default())
    }
}

impl OfQuestion {
    fn apply(&self, question: &str, library: &mut Library) -> Result<(), SettingsError> {
        known(question, library)?;
        let Some(header) = library.header_mut(question) else {
            return Ok(());
        };
        if let Some(severity) = &self.severity {
            header.severity =
                severity
                    .parse::<Severity>()
                    .map_err(|error| SettingsError::Severity {
                        question: question.to_owned(),
                        error,
                    })?;
        }
        for (name, value) in &self.parameters {
            let mut own = header.parameters.iter_mut();
            match own.find(|parameter| parameter.name == *name) {
                Some(parameter) => parameter.default.clone_from(value),
                None => {
                    let known = header
                        .parameters
                        .iter()
                        .map(|own| format!("`{}`", own.name));
                    return Err(SettingsError::UnknownParameter {
                        question: question.to_owned(),
                        name: name.clone(),
                        known: known.collect(),
                    });
                }
            }
        }
        let is_said = self
            .reason
            .as_deref()
            .is_some_and(|why| !why.trim().is_empty());
        match self.ask || is_said {
            true => Ok(()),
            false => Err(SettingsError::NoReason {
                question: question.to_owned(),
            }),
        }
    }
}

impl Suppressed {
    fn apply(&self, library: &mut Library) -> Result<(), SettingsError> {
        known(&self.question, library)?;
        let wrong = |what: String| SettingsError::Suppression {
            question: self.question.clone(),
            object: self.object.clone(),
            what,
        };
        let required = [
            ("object", &self.object),
            ("owner", &self.owner),
            ("reason", &self.reason),
        ];
        if let Some((key, _)) = required.iter().find(|(_, text)| text.trim().is_empty()) {
            return Err(wrong(format!("`{key}` is empty")));
        }
        let until = self.until.to_string();
        let until: Date = until
            .parse()
            .map_err(|_| wrong(format!("`until = {until}` is no day such as 2026-12-31")))?;
        if let Some(header) = library.header_mut(&self.question) {
            header.allowances.push(Allowance {
                name: self.object.clone(),
                owner: self.owner.clone(),
                reason: self.reason.clone(),
                until,
                line: 0,
            });
        }
        Ok(())
    }
}

/// Refuses a question that there is not.
fn known(question: &str, library: &Library) -> Result<(), SettingsError> {
    if library.iter().any(|query| query.name == question) {
        return Ok(());
    }
    Err(SettingsError::UnknownQuestion {
        name: question.to_owned(),
        similar: similar_words(question, library.iter().map(|query| query.name.as_str())),
    })
}

#[cfg(test)]
mod tests {
    use super::ReviewSettings;
    use crate::library::Library;
    use enfilade_report::Severity;

    fn applied(text: &str) -> Result<(ReviewSettings, Library), String> {
        let settings = ReviewSettings::parse(text).map_err(|error| error.to_string())?;
        let mut library = Library::bundled().unwrap();
        let applied = settings.apply(&mut library);
        applied.map_err(|error| error.to_string())?;
        Ok((settings, library))
    }

    #[test]
    fn severities_thresholds_and_suppressions_reach_the_queries() {
        let (settings, library) = applied(
            r#"
            [questions."guests/stale"]
            severity = "critical"
            parameters = { days = "30d" }
            [questions."groups/self_join"]
            ask = false
            reason = "by design"
            [[suppressions]]
            question = "guests/stale"
            object = "Siti Lim"
            owner = "the board"
            reason = "auditor"
            until = 2027-04-30
            "#,
        )
        .unwrap();
        let stale = &library.find("guests/stale").unwrap().header;
        assert_eq!(stale.severity, Severity::Critical);
        assert_eq!(stale.parameters[0].default, "30d");
        assert_eq!(stale.allowances[0].reason, "auditor");
        assert_eq!(settings.not_asked("groups/self_join"), Some("by design"));
        assert_eq!(settings.not_asked("guests/stale"), None);
    }

    #[test]
    fn whatever_would_do_nothing_is_refused() {
        let said = |text: &str| applied(text).err().unwrap_or_default();
        assert!(said("[questions.\"guests/stal\"]").contains("did you mean `guests/stale`"));
        assert!(said("[questions.\"guests/stale\"]\nseverty = \"low\"").contains("severty"));
        assert!(
            said("[questions.\"guests/stale\"]\nseverity = \"grave\"")
                .contains("no severity `grave`")
        );
        let parameters = "[questions.\"guests/stale\"]\nparameters = { day = \"3d\" }";
        assert!(said(parameters).contains("no parameter `day`; it has `days`"));
        assert!(said("[questions.\"guests/stale\"]\nask = false").contains("say why"));
        let suppression = |line: &str| {
            said(&format!(
                "[[suppressions]]\nquestion = \"guests/stale\"\nobject = \"x\"\nreason = \"y\"\n{line}"
            ))
        };
        assert!(suppression("until = 2027-01-01").contains("owner"));
        assert!(suppression("owner = \"\"\nuntil = 2027-01-01").contains("`owner` is empty"));
        assert!(suppression("owner = \"z\"\nuntil = 07:00:00").contains("no day"));
    }
}
