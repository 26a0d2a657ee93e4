//! Colours for the line that is being typed.

use super::dot_command;
use enfilade::syntax::{Class, highlight};
use reedline::{Color, Highlighter, StyledText};

/// Colours queries by the grammar's tokens, and dot commands by whether they exist.
pub(super) struct QueryHighlighter;

impl Highlighter for QueryHighlighter {
    fn highlight(&self, line: &str, _: usize) -> StyledText {
        let mut styled = StyledText::new();
        let start = line.len() - line.trim_start().len();
        let query = match line.trim_start().starts_with('.') {
            true => dot_line(line, start, &mut styled),
            false => 0,
        };
        let mut end = query;
        for (span, class) in highlight(&line[query..]) {
            let (from, to) = (query + span.start, query + span.end);
            styled.push((Color::Default.normal(), line[end..from].to_owned()));
            let text = line[from..to].to_owned();
            styled.push((
                match class {
                    Class::Keyword => Color::Blue.bold(),
                    Class::Noun => Color::Cyan.bold(),
                    Class::Stage => Color::Purple.bold(),
                    Class::Operator => Color::Purple.normal(),
                    Class::Function => Color::Blue.normal(),
                    Class::Name => Color::Green.normal(),
                    Class::Number | Class::Parameter => Color::Yellow.normal(),
                    Class::Comment => Color::DarkGray.normal(),
                    Class::Mistake => Color::Red.normal(),
                },
                text,
            ));
            end = to;
        }
        styled.push((Color::Default.normal(), line[end..].to_owned()));
        styled
    }
}

/// Colours the command. What follows `.explain` is a query and starts where this says.
fn dot_line(line: &str, start: usize, styled: &mut StyledText) -> usize {
    let end = line[start..]
        .find(char::is_whitespace)
        .map_or(line.len(), |at| start + at);
    let command = &line[start..end];
    let known = dot_command::ALL.iter().any(|known| known.name == command);
    let colour = if known { Color::Blue } else { Color::Default };
    styled.push((Color::Default.normal(), line[..start].to_owned()));
    styled.push((colour.bold(), command.to_owned()));
    if command == ".explain" {
        return end;
    }
    styled.push((Color::Default.normal(), line[end..].to_owned()));
    line.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(line: &str) -> Vec<String> {
        let styled = QueryHighlighter.highlight(line, 0);
        styled.buffer.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn the_line_is_shown_as_it_is() {
        for line in [
            "",
            "  which guests reach app \"é\" | count // x",
            ".explain who reaches apps",
            " .help me",
            "app \"open",
            ".",
        ] {
            assert_eq!(pieces(line).concat(), line);
        }
        assert!(pieces(".explain who reaches apps").contains(&"reaches".to_owned()));
        assert!(pieces(".help").contains(&".help".to_owned()));
    }
}
