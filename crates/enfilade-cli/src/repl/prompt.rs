//! What stands before the line that is being typed.

use reedline::{
    Prompt, PromptEditMode, PromptHistorySearch, PromptHistorySearchStatus, PromptViMode,
};
use std::borrow::Cow;

/// The snapshot's name and an angle.
pub(super) struct SnapshotPrompt {
    name: String,
}

impl SnapshotPrompt {
    pub(super) fn new(name: &str) -> SnapshotPrompt {
        SnapshotPrompt {
            name: enfilade::escape::terminal::harmless(name).into_owned(),
        }
    }
}

impl Prompt for SnapshotPrompt {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.name)
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, mode: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed(match mode {
            PromptEditMode::Vi(PromptViMode::Normal) => ": ",
            _ => "> ",
        })
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed("  ")
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        let outcome = match search.status {
            PromptHistorySearchStatus::Passing => "",
            PromptHistorySearchStatus::Failing => "not found, ",
        };
        Cow::Owned(format!(" ({outcome}searching `{}`) ", search.term))
    }
}
