//! The conversation itself: a line, an answer, the next line.

use super::dot_command::{self, DotCommand};
use super::input::Input;
use crate::answer::{Request, answer, explain};
use crate::exit::{CommandError, Exit};
use crate::interrupt::Work;
use crate::summary;
use crate::terminal::Terminal;
use enfilade::escape::terminal::harmless_lines;
use enfilade::{Format, Opened, QueryOptions};
use std::io::{self, Write};
use std::path::Path;

/// A conversation with one snapshot.
pub(crate) struct Session {
    opened: Opened,
    name: String,
    terminal: Terminal,
    format: Format,
}

/// Whether the conversation goes on.
enum Next {
    Go,
    Stop,
}

impl Session {
    /// A conversation about what was opened from `path`.
    pub(crate) fn new(opened: Opened, path: &Path, terminal: Terminal) -> Session {
        let name = path.file_stem().unwrap_or(path.as_os_str());
        Session {
            opened,
            name: name.to_string_lossy().into_owned(),
            terminal,
            format: Format::default(),
        }
    }

    /// Talks until the input ends. A mistake ends nothing; but without a person to see it, the
    /// first one decides how the command ends.
    pub(crate) fn run(mut self) -> Result<Exit, CommandError> {
        let catalog = self.opened.engine.catalog();
        let mut input = Input::new(&self.name, catalog, &self.terminal);
        if input.is_terminal() {
            self.terminal.note(&format!(
                "{} entities, {} edges; `.help` shows what can be typed, Ctrl-D leaves",
                summary::grouped(self.opened.contents.entity_count()),
                summary::grouped(self.opened.contents.edge_count())
            ));
        }
        let mut exit = Exit::Answered;
        while let Some(line) = input.line()? {
            match self.line(line.trim()) {
                Ok(Next::Go) => {}
                Ok(Next::Stop) => break,
                Err(CommandError::Stream(error)) => return Err(error.into()),
                Err(error) => {
                    self.terminal.error(&error);
                    if exit == Exit::Answered && !input.is_terminal() {
                        exit = error.exit();
                    }
                }
            }
        }
        Ok(exit)
    }

    fn line(&mut self, line: &str) -> Result<Next, CommandError> {
        if line.is_empty() || line.starts_with("//") {
            return Ok(Next::Go);
        }
        if line.starts_with('.') {
            let command = DotCommand::parse(line).map_err(CommandError::Usage)?;
            return self.command(command);
        }
        let work = Work::start();
        let request = Request {
            text: line,
            options: QueryOptions::default(),
            format: self.format,
            file: None,
        };
        let outcome = answer(&self.opened.engine, &request, &self.terminal, &work)?;
        if outcome.reader_left {
            return Ok(Next::Stop);
        }
        Ok(Next::Go)
    }

    fn command(&mut self, command: DotCommand) -> Result<Next, CommandError> {
        let mut text = String::new();
        match command {
            DotCommand::Quit => return Ok(Next::Stop),
            DotCommand::Help => text = dot_command::help(),
            DotCommand::Info => {
                summary::describe_sources(&self.opened.contents, &mut text);
                summary::describe(&self.opened.contents, &mut text);
            }
            DotCommand::Format(Some(format)) => self.format = format,
            DotCommand::Format(None) => text = format!("{}\n", self.format),
            DotCommand::Explain(query) => {
                let options = QueryOptions::default();
                text = explain(&self.opened.engine, &query, options, &Work::start())?;
            }
        }
        io::stdout().write_all(harmless_lines(&text).as_bytes())?;
        Ok(Next::Go)
    }
}
