//! A conversation with one snapshot: queries, and dot commands about the conversation itself.
//!
//! On a terminal there is a prompt with history and completion. Without one, lines are read from
//! stdin as they come and nothing but answers is written to stdout, so that a list of queries can
//! be piped in.

mod completer;
mod dot_command;
mod highlighter;
mod input;
mod pager;
mod prompt;
mod saved;
mod schema;
mod session;
mod settings;
mod validator;

pub(crate) use pager::Pager;
pub(crate) use session::Session;
