//! What a caller may set beside the query's text.

use crate::Remembered;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Settings of one query.
#[derive(Clone, Debug, Default)]
pub struct QueryOptions {
    /// Refuses to read unknown words before a noun as part of a name.
    pub strict_names: bool,
    /// The instant that `now()` and the validity of grants are judged at, in microseconds since
    /// 1970; by default when the data was collected.
    pub as_of: Option<i64>,
    /// The values of the parameters: `days` for `$days`. A value is read as what the query compares
    /// it with, or else as what it looks like.
    pub parameters: BTreeMap<String, String>,
    /// Nobody reads the rows as they come, such as when they go into a file: very many need no
    /// warning, for which they would be counted first.
    pub unwatched: bool,
    /// Stops the query soon after it becomes true.
    pub cancel: Option<Arc<AtomicBool>>,
    /// What the word `last` names, in a conversation.
    pub last: Option<Remembered>,
    /// Keeps the entities of this answer, for the next question.
    pub remember: Option<Remembered>,
}
