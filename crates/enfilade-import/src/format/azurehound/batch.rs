//! Lines of records read on other threads, many at a time.
//!
//! Most of a text is one record a line. As long as that holds, the text is cut into batches of
//! whole lines, each is read by itself on whichever thread is free, and what was found is handed
//! on in the order of the text: so the outcome is the same whatever the number of threads. A batch
//! in which anything is odd enough to need a look at what surrounds it is given back unread, with
//! all that follows, to be read in order.
//!
//! The members of a large group are one line too, of hundreds of megabytes. Such a line is cut
//! between two members, each piece gets the record's beginning and an end of its own, and a piece
//! counts if it reads as one whole record. In JSON a cut within a text would leave a text open, and
//! one at another depth a bracket, so that what does not belong together is never read.

use super::{links, record};
use crate::decode::raw;
use crate::decode::scan;
use crate::decode::window::{Taken, Window};
use crate::facts::{Conditions, Emitter, Found, Once};
use crate::recorded::Recorded;
use enfilade_model::SourceId;
use memchr::memmem;
use rayon::Yield;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, sync_channel};
use std::time::Duration;

/// How the long records begin that are read in pieces, and what stands between two members.
pub(super) const LONG: &[u8] = links::MEMBERS.as_bytes();
pub(super) const BETWEEN: &[u8] = br#"},{"member":{"#;
/// What makes a piece that is not the last one a whole record.
const END: &[u8] = b"]}}";

/// What a batch is.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Shape {
    /// Whole lines.
    Lines,
    /// Members of the record that begins at this byte of the source; `last` with its end.
    Piece { record: u64, last: bool },
}

/// A part of a text.
#[derive(Debug)]
pub(super) struct Batch {
    /// What is read: the lines, or a piece with a beginning and an end.
    text: Taken,
    pub(super) shape: Shape,
    /// Where in the source the lines, or the members, begin and end.
    pub(super) range: Range<u64>,
    source: SourceId,
    facts: Recorded,
    read: Option<Read>,
}

/// What a batch holds, if each of its lines is one whole record.
#[derive(Debug)]
struct Read {
    found: Found,
    conditions: Vec<(usize, Once)>,
    records: u64,
    /// Where the last record begins.
    last: u64,
}

/// Batches on their way, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Batches {
    on_their_way: VecDeque<Receiver<Batch>>,
    spare: Vec<Batch>,
}

impl Batches {
    /// How many may be on their way at once.
    pub(super) fn most() -> usize {
        2 * rayon::current_num_threads() + 2
    }

    /// Whether another may be sent.
    pub(super) fn have_room(&self) -> bool {
        self.on_their_way.len() < Batches::most()
    }

    /// Whether none is on its way.
    pub(super) fn is_empty(&self) -> bool {
        self.on_their_way.is_empty()
    }

    /// Sends the first `len` bytes of the view to be read.
    pub(super) fn send(
        &mut self,
        window: &mut Window<'_>,
        len: usize,
        shape: Shape,
        source: SourceId,
    ) {
        let spare = self.spare.pop();
        let (text, facts) = spare.map_or_else(Default::default, |b| (b.text, b.facts));
        let (before, after): (&[u8], &[u8]) = match shape {
            Shape::Lines => (b"", b""),
            Shape::Piece { last: true, .. } => (LONG, b""),
            Shape::Piece { last: false, .. } => (LONG, END),
        };
        let offset = window.offset();
        let mut batch = Batch {
            text: window.take(len, before, after, text),
            shape,
            range: offset..offset + len as u64,
            source,
            facts,
            read: None,
        };
        let (sender, receiver) = sync_channel(1);
        self.on_their_way.push_back(receiver);
        rayon::spawn(move || {
            batch.read();
            // Nobody takes it if the import has ended.
            sender.send(batch).ok();
        });
    }

    /// The next batch in the order of the text, once it was read.
    pub(super) fn next(&mut self) -> Option<Batch> {
        let receiver = self.on_their_way.pop_front()?;
        loop {
            match receiver.try_recv() {
                Ok(batch) => return Some(batch),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => {}
            }
            // A thread of the pool must not wait for work that waits for it.
            match rayon::yield_now() {
                Some(Yield::Executed) => {}
                Some(Yield::Idle) => match receiver.recv_timeout(Duration::from_millis(1)) {
                    Ok(batch) => return Some(batch),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return None,
                },
                None => return receiver.recv().ok(),
            }
        }
    }

    /// Keeps the memory of a batch for the next one.
    pub(super) fn reuse(&mut self, batch: Batch) {
        self.spare.push(batch);
    }
}

impl Batch {
    fn read(&mut self) {
        self.facts.clear();
        let conditions = Conditions::default();
        let mut out = Emitter::of_part(conditions.clone(), &mut self.facts);
        out.provenance.source = self.source;
        let records = match self.shape {
            Shape::Lines => records(self.text.text(), self.range.start, &mut out),
            Shape::Piece { record, last } => piece(self.text.text(), record, last, &mut out),
        };
        let last = out.provenance.offset;
        let found = out.into_found();
        self.read = records
            .filter(|_| self.facts.is_whole())
            .map(|records| Read {
                found,
                conditions: conditions.take(),
                records,
                last,
            });
    }

    /// Adds the bytes that the batch stands for to `unread`, and says where they begin. Members are
    /// given back behind the beginning of their record; if they are the `first` to be read again,
    /// even those before which there are others.
    pub(super) fn give_back(&self, first: bool, unread: &mut Vec<u8>) -> u64 {
        let text = self.text.text();
        let Shape::Piece { record, last } = self.shape else {
            unread.extend_from_slice(text);
            return self.range.start;
        };
        let begun = self.range.start - LONG.len() as u64;
        let start = if first || begun == record {
            0
        } else {
            LONG.len()
        };
        let end = text.len() - if last { 0 } else { END.len() };
        unread.extend_from_slice(text.get(start..end).unwrap_or_default());
        if !last {
            unread.push(b',');
        }
        begun
    }

    /// Hands on what was read, and says how many records that are; `None` if the lines must be read
    /// in order.
    pub(super) fn hand_on(&mut self, out: &mut Emitter<'_>) -> Option<u64> {
        let read = self.read.take().filter(|r| out.can_absorb(&r.found))?;
        let Read {
            found,
            conditions,
            records,
            last,
        } = read;
        out.absorb(&self.facts, conditions, found);
        // What is odd about the text as a whole is said to be where reading has come to.
        out.provenance.offset = out.provenance.offset.max(last);
        Some(records)
    }
}

/// Reads a piece of a long record. What is odd about one could be otherwise if it were read with the
/// rest, and what looks like the start of another record is where reading would go on after damage.
fn piece(text: &[u8], record: u64, last: bool, out: &mut Emitter<'_>) -> Option<u64> {
    let members = text.get(LONG.len()..).unwrap_or_default();
    if memmem::find(members, b"\"kind\"").is_some() {
        return None;
    }
    let line = scan::trim_separators(text);
    let records = records(line, record, out)?;
    out.is_without_oddities().then(|| {
        if !last {
            out.azurehound.forget_counts();
        }
        records * u64::from(last)
    })
}

/// Reads lines, and says how many records they are; `None` if one of them is not one whole record
/// as AzureHound writes it.
fn records(bytes: &[u8], offset: u64, out: &mut Emitter<'_>) -> Option<u64> {
    let (mut at, mut records) = (0, 0);
    loop {
        let rest = bytes.get(at..)?;
        let skipped = rest
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b','));
        let Some(skipped) = skipped else {
            return Some(records);
        };
        let rest = rest.get(skipped..)?;
        at += skipped;
        let (line, whole) = scan::line(rest).unwrap_or((rest, rest.len()));
        if !line.starts_with(b"{\"kind\"") || !line.ends_with(b"}") {
            return None;
        }
        out.provenance.offset = offset + at as u64;
        let text = std::str::from_utf8(line).ok()?;
        if !matches!(raw::mend_surrogates(text), Cow::Borrowed(_)) {
            return None;
        }
        if !record::read(text, out).ok()? {
            return None;
        }
        records += 1;
        at += whole;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::encoding::Encoding;
    use crate::decode::window::Sizes;

    const USER: &str = r#"{"kind":"AZUser","data":{"id":"a0000000-0000-4000-8000-000000000001"}}"#;
    const MEMBER: &str = r##"{"member":{"@odata.type":"#microsoft.graph.user","id":"a0000000-0000-4000-8000-000000000001"},"groupId":"a0000000-0000-4000-8000-000000000002"}"##;
    const SOURCE: SourceId = SourceId(0);

    /// How many records and facts a part of a text is, if it can be read by itself; and what is given
    /// back of it.
    fn read(text: &str, shape: Shape) -> (Option<u64>, usize, String) {
        let mut batches = Batches::default();
        let bytes = Box::new(text.as_bytes());
        let (offset, sizes) = (LONG.len() as u64, Sizes::for_records(1 << 20));
        let mut window = Window::new(bytes, Encoding::Utf8, offset, sizes);
        window.more();
        batches.send(&mut window, text.len(), shape, SOURCE);
        let mut batch = batches.next().unwrap();
        let mut back = Vec::new();
        batch.give_back(true, &mut back);
        let mut facts = Recorded::default();
        let records = batch.hand_on(&mut Emitter::new(&mut facts));
        (records, facts.len(), String::from_utf8(back).unwrap())
    }

    #[test]
    fn sound_lines_are_read_and_others_given_back() {
        let lines = format!("\t{USER},\r\n\n{USER}\n");
        assert_eq!(read(&lines, Shape::Lines), (Some(2), 2, lines));
        for odd in [
            format!("{USER}{USER}\n"),
            format!("{USER}\n{{\"data\":[]}}\n"),
            format!("{USER}\n{}\n", &USER[..30]),
            format!("{}\n", USER.replace("0001", "\\ud800")),
        ] {
            assert_eq!(read(&odd, Shape::Lines), (None, 0, odd));
        }
    }

    #[test]
    fn pieces_count_once_and_come_back_behind_the_start_of_their_record() {
        let long = String::from_utf8(LONG.to_vec()).unwrap();
        let piece = |last| Shape::Piece { record: 0, last };
        let members = format!("{MEMBER},{MEMBER}");
        let back = format!("{long}{members},");
        assert_eq!(read(&members, piece(false)), (Some(0), 1, back));
        let last =
            format!("{MEMBER}],\"groupId\":\"a0000000-0000-4000-8000-000000000002\"}}}},\r\n");
        let back = format!("{long}{last}");
        assert_eq!(read(&last, piece(true)), (Some(1), 1, back));
        let without_group = r#"{"member":{"id":"a0000000-0000-4000-8000-000000000001"}}"#;
        for odd in [without_group, &MEMBER[..60], &format!("{MEMBER}]")] {
            assert_eq!(read(odd, piece(false)).0, None, "{odd}");
        }
    }
}
