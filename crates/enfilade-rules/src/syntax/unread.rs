//! What to say of a text that is no rule.
//!
//! The grammar says where it stopped and what could have followed; the names of its parts mean
//! nothing to whoever wrote the rule, so they are put into words here.

use super::Operator;
use super::grammar::Part;
use crate::{Mistake, Span};
use pest::error::{Error, ErrorVariant, InputLocation};

/// The mistake that kept a text from being read.
pub(super) fn mistake(text: &str, error: &Error<Part>) -> Mistake {
    if let Some(quote) = scan(text).quote {
        let span = Span {
            start: quote,
            end: text.len(),
        };
        return Mistake::new(span, "this quote is never closed").help(
            "end the text with the same kind of quote; a backtick before a quote takes it as text",
        );
    }
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let span = token(text, at);
    let word = &text[span.start..span.end];
    let expected: &[Part] = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => &[],
    };
    let expects = |part| expected.contains(&part);
    if word.is_empty()
        && let Some(open) = scan(text).parenthesis
    {
        let span = Span {
            start: open,
            end: open + 1,
        };
        return Mistake::new(span, "this parenthesis is never closed").help("add a `)`");
    }
    if expects(Part::operator) {
        return no_operator(word, span);
    }
    if expects(Part::value) {
        let message = match word {
            "" => "a value is missing at the end".to_owned(),
            word => format!("`{word}` is no value"),
        };
        return Mistake::new(span, message)
            .help("a text stands in double quotes; `null`, `true` and `false` stand without");
    }
    let condition = [
        Part::property,
        Part::group,
        Part::negation,
        Part::conjunction,
        Part::not,
    ];
    if condition.into_iter().any(expects) {
        let message = match word {
            "" => "a condition is missing at the end".to_owned(),
            word => format!("`{word}` is no property"),
        };
        return Mistake::new(span, message)
            .help("a condition begins with a property, such as `user.department` or `device.deviceOSType`");
    }
    let message = match word {
        ")" => "this parenthesis was never opened".to_owned(),
        "" => "the rule ends too early".to_owned(),
        word => format!("`{word}` is not expected here"),
    };
    Mistake::new(span, message).help("join conditions with `-and` or `-or`")
}

fn no_operator(word: &str, span: Span) -> Mistake {
    let message = match word {
        "" => "an operator is missing at the end".to_owned(),
        word => format!("`{word}` is no operator"),
    };
    let bare = word.trim_start_matches(['-', '\u{2013}']).to_lowercase();
    let texts = Operator::ALL.iter().map(|(_, text)| *text);
    let near = texts
        .map(|text| (strsim::jaro_winkler(&bare, &text[1..].to_lowercase()), text))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let mistake = Mistake::new(span, message);
    match (bare.as_str(), near) {
        ("not", _) => mistake.help("`-not` stands before a condition; to differ is `-ne`"),
        ("gt" | "lt", _) => mistake.help("dates compare with `-ge` and `-le`"),
        ("like" | "notlike", _) => mistake.help("use `-startsWith`, `-contains` or `-match`"),
        (_, Some((_, near))) => mistake.help(format!("did you mean `{near}`?")),
        _ => mistake.help("operators are `-eq`, `-ne`, `-startsWith`, `-contains`, `-match`, `-in` and their like"),
    }
}

/// The word or sign at a place.
fn token(text: &str, at: usize) -> Span {
    let rest = text[at..].trim_start();
    let start = text.len() - rest.len();
    let is_part = |c: char| !c.is_whitespace() && !"()[],\"'".contains(c);
    let length = match rest.chars().next() {
        Some(first) if is_part(first) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
        Some(first) => first.len_utf8(),
        None => 0,
    };
    Span {
        start,
        end: start + length,
    }
}

/// The parenthesis that stands more than `most` deep in others.
pub(super) fn deeper_than(text: &str, most: usize) -> Option<usize> {
    scan(text)
        .deepest
        .filter(|(depth, _)| *depth > most)
        .map(|(_, at)| at)
}

#[derive(Default)]
struct Scan {
    /// The place of a quote that no other closes.
    quote: Option<usize>,
    /// The place of the last parenthesis that none closes, outside quotes.
    parenthesis: Option<usize>,
    /// How deep parentheses stand in each other, and where the innermost opens.
    deepest: Option<(usize, usize)>,
}

fn scan(text: &str) -> Scan {
    let mut quote: Option<(usize, char)> = None;
    let mut open = Vec::new();
    let mut deepest: Option<(usize, usize)> = None;
    let mut signs = text.char_indices();
    while let Some((at, sign)) = signs.next() {
        match (quote, sign) {
            (_, '`') => {
                signs.next();
            }
            (Some((_, end)), sign) if sign == end => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some((at, sign)),
            (None, '\u{201C}') => quote = Some((at, '\u{201D}')),
            (None, '(') => {
                open.push(at);
                if deepest.is_none_or(|(depth, _)| open.len() > depth) {
                    deepest = Some((open.len(), at));
                }
            }
            (None, ')') => {
                open.pop();
            }
            (None, _) => {}
        }
    }
    Scan {
        quote: quote.map(|(at, _)| at),
        parenthesis: open.pop(),
        deepest,
    }
}
