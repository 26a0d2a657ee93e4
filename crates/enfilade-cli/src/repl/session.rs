//! The conversation itself: a line, an answer, the next line.

use super::dot_command::{self, DotCommand};
use super::input::Input;
use super::saved::{self, Answered};
use super::schema;
use super::settings::Settings;
use crate::answer::{Request, answer, explain};
use crate::config::Config;
use crate::exit::{CommandError, Exit};
use crate::interrupt::{self, Work};
use crate::library_list;
use crate::summary;
use crate::terminal::Terminal;
use enfilade::escape::terminal::harmless_lines;
use enfilade::library::{Library, Parameter, SavedQuery};
use enfilade::{Format, Opened, QueryOptions, Remembered};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// A conversation with one snapshot.
pub(crate) struct Session {
    opened: Opened,
    name: String,
    terminal: Terminal,
    settings: Settings,
    format: Format,
    output: Option<PathBuf>,
    library: Arc<Library>,
    /// The folder that `.save` writes to.
    own_folder: Option<PathBuf>,
    /// What the word `last` names.
    last: Option<Remembered>,
    /// The last query that was answered.
    answered: Option<Answered>,
    config: Config,
}

/// Whether the conversation goes on.
enum Next {
    Go,
    /// The prompt must be made anew.
    Renew,
    Stop,
}

impl Session {
    /// A conversation about what was opened from `path`.
    pub(crate) fn new(
        opened: Opened,
        path: &Path,
        library: Library,
        own_folder: Option<PathBuf>,
        config: Config,
        terminal: Terminal,
    ) -> Session {
        Session {
            opened,
            name: name_of(path),
            terminal,
            settings: Settings::new(&config),
            format: Format::default(),
            output: None,
            library: Arc::new(library),
            own_folder,
            last: None,
            answered: None,
            config,
        }
    }

    /// Talks until the input ends. A mistake ends nothing; but without a person to see it, the
    /// first one decides how the command ends.
    pub(crate) fn run(mut self) -> Result<Exit, CommandError> {
        let mut input = self.input();
        if input.is_terminal() {
            interrupt::be_patient();
            self.greet();
        } else {
            self.settings.pager = false;
        }
        let mut exit = Exit::Answered;
        while let Some(line) = input.line()? {
            match self.line(line.trim()) {
                Ok(Next::Go) => {}
                Ok(Next::Renew) => {
                    // The history is written when the old prompt goes, and read by the new one.
                    drop(input);
                    input = self.input();
                }
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

    fn input(&self) -> Input {
        let keys = self.settings.keys;
        Input::new(
            &self.name,
            &self.opened.engine,
            &self.library,
            keys,
            &self.terminal,
        )
    }

    fn greet(&self) {
        self.terminal.note(&format!(
            "{} entities, {} edges; `.help` shows what can be typed, Ctrl-D leaves",
            summary::grouped(self.opened.contents.entity_count()),
            summary::grouped(self.opened.contents.edge_count())
        ));
    }

    fn line(&mut self, line: &str) -> Result<Next, CommandError> {
        let only_remarks = || {
            line.lines()
                .all(|line| line.trim().is_empty() || line.trim().starts_with("//"))
        };
        if line.is_empty() || only_remarks() {
            return Ok(Next::Go);
        }
        if line.starts_with('.') {
            let command = DotCommand::parse(line).map_err(CommandError::Usage)?;
            return self.command(command);
        }
        let options = self.options(self.settings.strict_names);
        let reading = self.ask(line, options)?;
        Ok(self.keep(reading, line, Vec::new()))
    }

    /// How queries are read.
    fn options(&self, strict_names: bool) -> QueryOptions {
        QueryOptions {
            strict_names,
            as_of: self.settings.as_of.as_ref().map(|(instant, _)| *instant),
            last: self.last.clone(),
            remember: Some(Remembered::default()),
            ..QueryOptions::default()
        }
    }

    /// Asks and shows the answer: how the query was read; none if nobody reads any more.
    fn ask(&mut self, text: &str, options: QueryOptions) -> Result<Option<String>, CommandError> {
        let started = Instant::now();
        let remember = options.remember.clone();
        let by_name = self.output.as_deref().and_then(Format::from_extension);
        let outcome = {
            let work = Work::start();
            let request = Request {
                text,
                options,
                format: by_name.unwrap_or(self.format),
                file: self.output.as_deref(),
                pages: self.settings.pager,
            };
            answer(&self.opened.engine, &request, &self.terminal, &work)?
        };
        if outcome.reader_left {
            return Ok(None);
        }
        // An answer without entities leaves the last set as it was.
        if let Some(remember) = remember.filter(|remember| remember.count().is_some()) {
            self.last = Some(remember);
        }
        if let Some(file) = &self.output {
            let rows = summary::rows(outcome.found.rows);
            self.terminal
                .note(&format!("{rows} written to `{}`", file.display()));
        }
        if self.settings.timing {
            let took = started.elapsed().as_secs_f64() * 1e3;
            let rows = summary::rows(outcome.found.rows);
            self.terminal.note(&format!("{rows} in {took:.1} ms"));
        }
        Ok(Some(outcome.reading))
    }

    /// Keeps what was answered, so that it can be saved.
    fn keep(&mut self, reading: Option<String>, query: &str, parameters: Vec<Parameter>) -> Next {
        let Some(reading) = reading else {
            return Next::Stop;
        };
        self.answered = Some(Answered {
            query: query.to_owned(),
            parameters,
            reading,
        });
        Next::Go
    }

    fn command(&mut self, command: DotCommand) -> Result<Next, CommandError> {
        let catalog = self.opened.engine.catalog();
        let text = match command {
            DotCommand::Quit => return Ok(Next::Stop),
            DotCommand::Help => dot_command::help(),
            DotCommand::Info => {
                let mut text = String::new();
                summary::describe_sources(&self.opened.contents, &mut text);
                summary::describe(&self.opened.contents, &mut text);
                text
            }
            DotCommand::Schema(None) => schema::all(catalog),
            DotCommand::Schema(Some(noun)) => {
                schema::of(catalog, &noun).map_err(CommandError::Usage)?
            }
            DotCommand::Open(path) => return self.open(&path),
            DotCommand::Queries(words) => {
                library_list::list(self.library.search(&saved::search(&words)))
            }
            DotCommand::Run(name, parameters) => return self.run_saved(&name, &parameters),
            DotCommand::Save(name, title) => return self.save(&name, &title),
            DotCommand::Format(Some(format)) => {
                self.format = format;
                String::new()
            }
            DotCommand::Format(None) => format!("{}\n", self.format),
            DotCommand::Output(file) => {
                self.output = file.map(|file| output(&file)).transpose()?;
                String::new()
            }
            DotCommand::Timing(on) => {
                self.settings.timing = on.unwrap_or(!self.settings.timing);
                String::new()
            }
            DotCommand::Set(None) => self.settings.list(),
            DotCommand::Set(Some((name, value))) => {
                self.settings
                    .set(&name, &value)
                    .map_err(CommandError::Usage)?;
                return Ok(if name == "keys" {
                    Next::Renew
                } else {
                    Next::Go
                });
            }
            DotCommand::Explain(query) => {
                let options = self.options(self.settings.strict_names);
                explain(&self.opened.engine, &query, options, &Work::start())?
            }
        };
        io::stdout().write_all(harmless_lines(&text).as_bytes())?;
        Ok(Next::Go)
    }

    fn open(&mut self, path: &Path) -> Result<Next, CommandError> {
        let work = Work::start();
        self.opened = crate::command::open(path, &self.config, &self.terminal, &work)?;
        self.name = name_of(path);
        // Numbers of the old graph mean nothing in the new one.
        self.last = None;
        self.greet();
        Ok(Next::Renew)
    }

    fn run_saved(&mut self, name: &str, given: &[(String, String)]) -> Result<Next, CommandError> {
        let query = self.library.find(name)?.clone();
        let values = library_list::parameters(&query, given)?;
        let mut parameters = query.header.parameters.clone();
        for parameter in &mut parameters {
            if let Some(value) = values.get(&parameter.name) {
                parameter.default.clone_from(value);
            }
        }
        let options = QueryOptions {
            parameters: values,
            ..self.options(true)
        };
        self.terminal.note(&query.header.title);
        let reading = self.ask(&query.text, options)?;
        Ok(self.keep(reading, query.body(), parameters))
    }

    fn save(&mut self, name: &str, title: &str) -> Result<Next, CommandError> {
        let usage = |message: &str| CommandError::Usage(message.to_owned());
        let answered = self
            .answered
            .as_ref()
            .ok_or_else(|| usage("nothing was answered yet that could be saved"))?;
        let folder = self.own_folder.as_deref().ok_or_else(|| {
            usage("there is no folder of your own to save to: name one with `--library DIR` or in the configuration")
        })?;
        let query = saved::compose(folder, name, title, answered)?;
        self.try_saved(&query)?;
        saved::write(&query)?;
        if let Some(file) = &query.file {
            self.terminal
                .note(&format!("saved as `{}`", file.display()));
        }
        let mut library = Library::clone(&self.library);
        library.add(query)?;
        self.library = Arc::new(library);
        Ok(Next::Renew)
    }

    /// Reads a query as `.run` will: with strict names, and without the word `last`.
    fn try_saved(&self, query: &SavedQuery) -> Result<(), CommandError> {
        let work = Work::start();
        let options = QueryOptions {
            strict_names: true,
            parameters: library_list::parameters(query, &[])?,
            cancel: Some(work.flag()),
            ..QueryOptions::default()
        };
        let Err(error) = self.opened.engine.query(&query.text, &options) else {
            return Ok(());
        };
        self.terminal.note(
            "not saved: it would not run again, since a saved query knows no `last`, and words that are only \
             found inside names are refused there",
        );
        Err(CommandError::Query {
            error: error.into(),
            text: query.text.clone(),
        })
    }
}

/// The file that answers go to, if its name says in which format.
fn output(file: &Path) -> Result<PathBuf, CommandError> {
    crate::command::by_name(file).map(|_| file.to_owned())
}

fn name_of(path: &Path) -> String {
    let name = path.file_stem().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}
