//! What `.set` changes.

use crate::config::{Config, Keys};
use enfilade::diagnostic::similar_words;

/// How the conversation is held.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) keys: Keys,
    pub(super) pager: bool,
    pub(super) strict_names: bool,
    pub(super) timing: bool,
    /// The instant that questions are judged at, and how it was written.
    pub(super) as_of: Option<(i64, String)>,
}

/// Every setting: its name, its values, what it does.
pub(super) const ALL: &[(&str, &[&str], &str)] = &[
    ("keys", &["emacs", "vi"], "whose keys the prompt follows"),
    (
        "pager",
        &["on", "off"],
        "stop after each screen of a long answer",
    ),
    (
        "strict-names",
        &["on", "off"],
        "refuse words that are only found inside names",
    ),
    ("timing", &["on", "off"], "say how long each answer took"),
    (
        "as-of",
        &["collected", "DATE"],
        "when start and end dates are judged",
    ),
];

impl Settings {
    pub(super) fn new(config: &Config) -> Settings {
        Settings {
            keys: config.keys,
            pager: config.pager.unwrap_or(true),
            strict_names: config.strict_names,
            timing: false,
            as_of: None,
        }
    }

    /// Reads `name value`.
    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let Some((name, values, _)) = ALL.iter().find(|(own, ..)| *own == name) else {
            let names = ALL.iter().map(|(name, ..)| *name);
            return Err(match similar_words(name, names).as_slice() {
                [] => format!("no setting `{name}`; `.set` lists them"),
                similar => format!(
                    "no setting `{name}`; did you mean {}?",
                    similar.join(" or ")
                ),
            });
        };
        let wrong = || format!("`{name}` is {}, not `{value}`", values.join(" or "));
        match (*name, value) {
            ("keys", "emacs") => self.keys = Keys::Emacs,
            ("keys", "vi") => self.keys = Keys::Vi,
            ("as-of", "collected") => self.as_of = None,
            ("as-of", date) => {
                let instant = crate::command::as_of(date).map_err(|_| wrong())?;
                self.as_of = Some((instant, date.to_owned()));
            }
            (name, "on" | "off") if *values == ["on", "off"] => *self.switch(name) = value == "on",
            _ => return Err(wrong()),
        }
        Ok(())
    }

    fn switch(&mut self, name: &str) -> &mut bool {
        match name {
            "pager" => &mut self.pager,
            "strict-names" => &mut self.strict_names,
            _ => &mut self.timing,
        }
    }

    /// Every setting with its value.
    pub(super) fn list(&self) -> String {
        let on = |value: bool| if value { "on" } else { "off" };
        let mut text = String::new();
        for (name, _, does) in ALL {
            let value = match *name {
                "keys" if self.keys == Keys::Vi => "vi",
                "keys" => "emacs",
                "pager" => on(self.pager),
                "strict-names" => on(self.strict_names),
                "timing" => on(self.timing),
                _ => self.as_of.as_ref().map_or("collected", |(_, date)| date),
            };
            text.push_str(&format!("  {name:<13} {value:<12} {does}\n"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_read_and_shown() {
        let mut settings = Settings::new(&Config::default());
        for (name, values, _) in ALL {
            for value in values
                .iter()
                .map(|value| value.replace("DATE", "2026-03-01"))
            {
                settings.set(name, &value).unwrap();
                let list = settings.list();
                let line = list
                    .lines()
                    .find(|line| line.trim().starts_with(name))
                    .unwrap();
                assert_eq!(
                    line.split_whitespace().nth(1),
                    Some(value.as_str()),
                    "{line}"
                );
            }
            assert!(
                settings
                    .set(name, "nonsense")
                    .unwrap_err()
                    .contains("nonsense")
            );
        }
        let error = settings.set("kyes", "vi").unwrap_err();
        assert!(error.contains("did you mean `keys`?"), "{error}");
    }
}
