//! The settings of stages (`kind=`), and what they are set to.

use crate::syntax::ast::{JoinKind, Render};
use crate::syntax::pieces;

/// What may be set at the end of a text, or what may be named there.
pub(super) fn at(stem: &str) -> Vec<&'static str> {
    let pieces = pieces(stem);
    let bar = pieces.iter().rposition(|piece| piece.text == "|");
    let stage = bar.map_or(&[][..], |bar| pieces.get(bar + 1..).unwrap_or_default());
    let word = |at: usize| {
        let piece = at.checked_sub(1).and_then(|at| stage.get(at));
        piece.map_or_else(String::new, |piece| piece.text.to_lowercase())
    };
    let is_set = word(stage.len()) == "=";
    let set = if is_set {
        word(stage.len() - 1)
    } else {
        String::new()
    };
    match (word(1).as_str(), set.as_str()) {
        ("render", _) => Render::WRITTEN.iter().map(|(_, name)| *name).collect(),
        ("join", "") => vec!["kind="],
        ("join", "kind") => JoinKind::WRITTEN.iter().map(|(_, name)| *name).collect(),
        ("union", "") => vec!["kind=", "withsource="],
        ("union", "kind") => vec!["inner", "outer"],
        ("mv-expand", "") => vec!["with_itemindex="],
        _ => Vec::new(),
    }
}
