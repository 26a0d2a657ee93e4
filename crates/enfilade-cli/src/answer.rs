//! One query asked and its answer written: what `query` and the REPL have in common.

use crate::exit::CommandError;
use crate::interrupt::Work;
use crate::output_file::OutputFile;
use crate::progress::Written;
use crate::repl::Pager;
use crate::terminal::Terminal;
use crate::waiting::{After, Waiting};
use enfilade::escape::terminal::harmless_lines;
use enfilade::{Answer, Engine, Error, Format, Note, NoteKind, QueryOptions, WriteOptions};
use std::io::{self, Write};
use std::path::Path;

/// What is asked, and where the answer goes.
pub(crate) struct Request<'r> {
    /// The query.
    pub(crate) text: &'r str,
    /// How it is read.
    pub(crate) options: QueryOptions,
    /// How the answer is written.
    pub(crate) format: Format,
    /// The file it is written to; stdout if absent.
    pub(crate) file: Option<&'r Path>,
    /// Whether a long answer stops after each screen, if a person reads it.
    pub(crate) pages: bool,
}

/// What became of a query.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// What a verdict on the answer rests on.
    pub(crate) found: enfilade::Outcome,
    /// Whether nobody reads stdout any more.
    pub(crate) reader_left: bool,
    /// How the query was understood.
    pub(crate) reading: String,
}

/// How a query is read and answered, harmless to a terminal.
pub(crate) fn explain(
    engine: &Engine,
    text: &str,
    mut options: QueryOptions,
    work: &Work,
) -> Result<String, CommandError> {
    options.cancel = Some(work.flag());
    match engine.explain(text, &options) {
        Ok(explained) => Ok(harmless_lines(&explained).into_owned()),
        Err(error) => Err(CommandError::Query {
            error: error.into(),
            text: text.to_owned(),
        }),
    }
}

/// Writes an answer that no query asked for to a file, or to stdout if there is none.
pub(crate) fn write(
    answer: &mut Answer,
    format: Format,
    file: Option<&Path>,
    terminal: &Terminal,
) -> Result<(), CommandError> {
    let options = WriteOptions {
        query: String::new(),
        width: terminal.width.filter(|_| file.is_none()),
        colour: file.is_none() && terminal.colours_results(),
    };
    let mut write = |out: &mut (dyn Write + Send)| {
        enfilade::output::write(answer, format, out, &options).map_err(Error::from)
    };
    match file {
        Some(path) => {
            let mut file = OutputFile::create(path)?;
            write(&mut file)?;
            file.finish()?;
        }
        None => {
            write(&mut io::stdout())?;
        }
    }
    Ok(())
}

/// Asks, writes the answer, and says what must be said beside it.
pub(crate) fn answer(
    engine: &Engine,
    request: &Request<'_>,
    terminal: &Terminal,
    work: &Work,
) -> Result<Outcome, CommandError> {
    let mut options = request.options.clone();
    options.cancel = Some(work.flag());
    options.unwatched = request.file.is_some();
    let failed = |error: Error| CommandError::Query {
        error,
        text: request.text.to_owned(),
    };
    let mut waiting = Waiting::start(terminal);
    let mut answer = engine
        .query(request.text, &options)
        .map_err(|error| failed(error.into()))?;
    let before = answer.notes.list().into_iter();
    let before: Vec<Note> = before.filter(|note| note.kind == NoteKind::Work).collect();
    if !before.is_empty() {
        waiting.aside(|| terminal.remarks(&before, &[]));
    }
    let mut write = |out: &mut (dyn Write + Send)| {
        let options = WriteOptions {
            query: request.text.to_owned(),
            width: terminal.width.filter(|_| request.file.is_none()),
            colour: request.file.is_none() && terminal.colours_results(),
        };
        let written = enfilade::output::write(&mut answer, request.format, out, &options);
        written.map_err(|error| match Error::from(error) {
            error @ Error::Query(_) => failed(error),
            error => error.into(),
        })
    };
    let pager = Some(()).filter(|()| request.pages && terminal.out && request.file.is_none());
    let mut pager = pager.and_then(|()| Pager::new());
    let written = match (request.file, &mut pager) {
        (Some(path), _) => {
            let mut file = Written::new(OutputFile::create(path)?, terminal);
            let written = write(&mut After::new(&mut file, &mut waiting))?;
            file.into_inner().finish()?;
            written
        }
        (None, Some(pager)) => write(&mut After::new(pager, &mut waiting))?,
        (None, None) => write(&mut After::new(io::stdout(), &mut waiting))?,
    };
    waiting.stop();
    let has_quit = pager.is_some_and(|pager| pager.has_quit());
    if has_quit {
        terminal.note("stopped; what is to be said of the whole answer is not known");
    } else if !written.reader_left {
        // A reader that has left does not care what else there is to say.
        let mut notes = answer.notes.list();
        notes.retain(|note| !before.contains(note));
        terminal.remarks(&notes, &answer.coverage);
    }
    Ok(Outcome {
        found: enfilade::Outcome {
            rows: written.rows,
            number: written.number,
            coverage: answer.coverage,
        },
        reader_left: written.reader_left && !has_quit,
        reading: answer.reading,
    })
}
