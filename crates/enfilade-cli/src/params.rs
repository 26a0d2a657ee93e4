//! Values for the parameters of a query, as they are written on the command line.

use std::collections::BTreeMap;

/// `name=value`; the name may be written with its sign.
pub(crate) fn param(text: &str) -> Result<(String, String), String> {
    let Some((name, value)) = text.split_once('=') else {
        return Err("a parameter is given as `name=value`".to_owned());
    };
    let name = name.trim().trim_start_matches('$');
    if name.is_empty() {
        return Err("the parameter has no name: it is given as `name=value`".to_owned());
    }
    Ok((name.to_owned(), value.to_owned()))
}

/// All of them by name; the last value counts, as elsewhere on a command line.
pub(crate) fn by_name(params: &[(String, String)]) -> BTreeMap<String, String> {
    params.iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::param;

    #[test]
    fn a_parameter_is_a_name_and_a_value() {
        let of = |text| param(text).ok();
        let pair = |name: &str, value: &str| Some((name.to_owned(), value.to_owned()));
        assert_eq!(of("days=90d"), pair("days", "90d"));
        assert_eq!(of("$app=A=B"), pair("app", "A=B"));
        assert_eq!(of("empty="), pair("empty", ""));
        assert_eq!(of("days"), None);
        assert_eq!(of("=90d"), None);
    }
}
