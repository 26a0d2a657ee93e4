//! A part of an import that is read by itself: some of its files, by a [`Walk`] of their own.
//!
//! Its facts go out as they are found, with sources that are numbered from nought; all else that was
//! found waits until the parts before it are in, and the sources get their numbers then.

use super::{FileToRead, PassedOver, Walk};
use crate::error::ImportError;
use crate::facts::{Conditions, Emitter, Found, Once};
use crate::format::Formats;
use crate::options::{Options, Progress};
use crate::recorded::Recorded;
use enfilade_model::{RecordSink, SourceFile, SourceId};
use std::cell::Cell;

/// What came of a part of an import, but for its facts.
pub(in crate::read) struct Part {
    sources: Vec<SourceFile>,
    formats: Formats,
    found: Found,
    passed_over: u64,
    empty_lists: Vec<String>,
    example: Option<String>,
    unsaid: Vec<PassedOver>,
    is_answered: bool,
}

impl<'a> Walk<'a> {
    /// A part of an import, the facts of which go to `sink`, and what they depend on to `conditions`.
    pub(in crate::read) fn of_part(
        options: &'a Options,
        progress: &'a dyn Progress,
        conditions: Conditions,
        sink: &'a mut dyn RecordSink,
    ) -> Walk<'a> {
        Walk {
            options,
            progress,
            out: Emitter::of_part(conditions, sink),
            formats: Formats::default(),
            sources: Vec::new(),
            unpacked: Cell::new(0),
            passed_over: 0,
            empty_lists: Vec::new(),
            example: None,
            unsaid: Vec::new(),
            is_answered: false,
            odd_before: 0,
            is_part: true,
            left: None,
        }
    }

    /// Reads a file as part of an import. If it must be read in its turn nothing is said, and this gives
    /// the number of bytes that were looked at.
    pub(in crate::read) fn file_ahead(
        &mut self,
        file: &FileToRead,
        required: bool,
    ) -> Result<Option<u64>, ImportError> {
        self.file(file, required, 0)?;
        Ok(self.left.take())
    }

    /// Ends a part of an import.
    pub(in crate::read) fn into_part(self) -> Part {
        Part {
            sources: self.sources,
            formats: self.formats,
            found: self.out.into_found(),
            passed_over: self.passed_over,
            empty_lists: self.empty_lists,
            example: self.example,
            unsaid: self.unsaid,
            is_answered: self.is_answered,
        }
    }

    /// Hands on facts of the part that follows.
    pub(in crate::read) fn hand_on(
        &mut self,
        facts: &mut Recorded,
        conditions: Vec<(usize, Once)>,
    ) {
        let first = self.sources.len() as u32;
        self.out.hand_on_as(first, facts, conditions);
    }

    /// Adds the part that follows, the facts of which were handed on.
    pub(in crate::read) fn add(&mut self, part: Part) {
        let Part {
            sources,
            formats,
            mut found,
            passed_over,
            empty_lists,
            example,
            unsaid,
            is_answered,
        } = part;
        let first = self.sources.len() as u32;
        self.sources.extend(sources.into_iter().map(|source| {
            let id = SourceId(source.id.0 + first);
            SourceFile { id, ..source }
        }));
        self.formats.absorb(formats, first);
        found.renumber(first);
        self.out.note(found);
        self.passed_over += passed_over;
        self.empty_lists.extend(empty_lists);
        self.example = self.example.take().or(example);
        self.is_answered |= is_answered;
        for passed_over in unsaid {
            self.say(passed_over);
        }
    }
}
