//! Saved queries as a list for people, and the values of their parameters.

use crate::exit::CommandError;
use enfilade::diagnostic::similar_words;
use enfilade::library::SavedQuery;
use std::collections::BTreeMap;

/// A line for each query, under its area.
pub(crate) fn list<'q>(queries: impl Iterator<Item = &'q SavedQuery>) -> String {
    let queries: Vec<&SavedQuery> = queries.collect();
    let width = queries
        .iter()
        .map(|query| query.question().chars().count())
        .max();
    let width = width.unwrap_or(0);
    let mut text = String::new();
    let mut area = None;
    for query in &queries {
        if area != Some(query.area()) {
            area = Some(query.area());
            text.push_str(&format!("{}\n", query.area()));
        }
        let header = &query.header;
        let (question, severity) = (query.question(), header.severity);
        text.push_str(&format!(
            "  {question:<width$}  {severity:<8}  {}\n",
            header.title
        ));
    }
    match queries.len() {
        0 => "no saved query fits; `enfilade queries` lists them all\n".to_owned(),
        1 => text + "1 query\n",
        count => text + &format!("{count} queries\n"),
    }
}

/// The value of each parameter: what was given, else the default.
pub(crate) fn parameters(
    query: &SavedQuery,
    given: &[(String, String)],
) -> Result<BTreeMap<String, String>, CommandError> {
    let known = &query.header.parameters;
    let mut values = query.defaults();
    for (name, value) in given {
        let name = name.trim_start_matches('$');
        let Some(own) = values.get_mut(name) else {
            let names = known.iter().map(|parameter| parameter.name.as_str());
            let hint = match (known.is_empty(), similar_words(name, names).as_slice()) {
                (true, _) => "it has none".to_owned(),
                (false, []) => {
                    let names: Vec<&str> = known.iter().map(|own| own.name.as_str()).collect();
                    format!("it has {}", names.join(", "))
                }
                (false, similar) => format!("did you mean {}?", similar.join(" or ")),
            };
            return Err(CommandError::Usage(format!(
                "`{}` has no parameter `{name}`; {hint}",
                query.name
            )));
        };
        value.clone_into(own);
    }
    Ok(values)
}
