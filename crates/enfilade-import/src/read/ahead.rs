//! Files read ahead, on threads of their own, while the facts of those before are handed on.
//!
//! Building a graph takes longer than reading what it is built from, and goes on one thread. So other
//! threads read the files that follow, each a few at a time by a [`Walk`] of its own, and what they
//! find is handed on in the order of the files: an import says the same with any number of threads.
//! Facts are sent in [`Chunk`]s as they are found. So many may [wait](WAITING) that large files are read
//! beside each other, and no more, so that an export is never held as facts.
//!
//! What cannot be read by itself (an archive, a database, AzureHound's own format, which is read in
//! parts) is [left](Message::Left), and read where its turn comes.

use super::walk::{Part, Walk};
use super::{FileToRead, Named};
use crate::error::ImportError;
use crate::facts::{Conditions, Once};
use crate::options::{Options, Progress};
use crate::recorded::Recorded;
use enfilade_model::{EdgeList, ListRecord, Record, RecordSink};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// How many bytes of small files are read as one job, and how many files.
const JOB_BYTES: u64 = 1 << 20;
const JOB_FILES: usize = 64;

/// How many facts, and bytes of their texts, are sent together.
const CHUNK_FACTS: usize = 4096;
const CHUNK_BYTES: usize = 1 << 20;

/// Less than this is read before a thread has begun.
const WORTH_IT: u64 = 1 << 20;

/// How much stack a thread has: as much as the one that hands on.
const STACK: usize = 8 << 20;

/// How many bytes of facts may wait to be handed on, of all jobs, and whatever the others have of the one
/// whose turn it is.
const WAITING: usize = 96 << 20;
const WAITING_IN_TURN: usize = 4 << 20;

/// From how many bytes on a file is not read ahead, divided by the threads. It may be a single record, which
/// is held as text and as facts; and of facts no more than 4 GiB of text are told apart, where a record
/// of nothing but control characters becomes six times as long as JSON, and is said twice.
const TOO_LARGE: u64 = 512 << 20;

/// Reads the files of a plan into `walk`, with some of them read ahead.
///
/// # Errors
/// As [`super::read`]; of several errors that of the first file.
pub(super) fn read(plan: &[Named], walk: &mut Walk<'_>) -> Result<(), ImportError> {
    let threads = rayon::current_num_threads();
    let files = plan.iter().flat_map(|named| &named.files);
    let bytes: u64 = files.map(|file| file.bytes).sum();
    // One thread that did both would only copy what it says.
    if threads > 1
        && bytes >= WORTH_IT
        && let Some(done) = read_with(threads, plan, walk)
    {
        return done;
    }
    plan.iter().try_for_each(|named| walk.named(named))
}

/// Reads with so many threads beside this one. None, and nothing read, if the system gives none.
fn read_with(
    threads: usize,
    plan: &[Named],
    walk: &mut Walk<'_>,
) -> Option<Result<(), ImportError>> {
    let jobs = jobs(plan);
    let ahead = Ahead::new(jobs.len(), threads, walk.progress());
    let options = walk.options();
    thread::scope(|scope| {
        let begin = |_| {
            let thread = thread::Builder::new().stack_size(STACK);
            thread.spawn_scoped(scope, || ahead.work(&jobs, options))
        };
        let begun = (0..threads.min(jobs.len())).map(begin);
        if begun.filter(Result::is_ok).count() == 0 {
            return None;
        }
        // However handing on ends, nobody may wait for it.
        let _stop = Stop(&ahead);
        Some(ahead.hand_on(plan, &jobs, walk))
    })
}

/// Files of one named path that are read together.
struct Job<'p> {
    named: usize,
    /// Whether the user named the file, so that it has to be an export.
    required: bool,
    files: &'p [FileToRead],
}

/// The files of a plan as jobs, in their order.
fn jobs(plan: &[Named]) -> Vec<Job<'_>> {
    let mut jobs = Vec::new();
    for (named, path) in plan.iter().enumerate() {
        let mut rest = &path.files[..];
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = |file: &&FileToRead| {
                bytes += file.bytes;
                bytes <= JOB_BYTES
            };
            let some = rest.iter().take(JOB_FILES).take_while(fits).count().max(1);
            let (files, after) = rest.split_at(some);
            jobs.push(Job {
                named,
                required: !path.is_folder,
                files,
            });
            rest = after;
        }
    }
    jobs
}

/// What a job says.
enum Message {
    /// Facts of the part that is being read.
    Facts(Chunk),
    /// A part is at its end, and what was found in it beside its facts.
    Read(Box<Part>),
    /// This file of the job is to be read in its turn.
    Left { file: usize, known: u64 },
    /// Reading ended with an error.
    Failed(ImportError),
}

/// Facts, and which of them count only if they were not said before.
#[derive(Default)]
struct Chunk {
    facts: Recorded,
    conditions: Vec<(usize, Once)>,
}

/// Jobs on their way.
struct Ahead<'p> {
    senders: Vec<Mutex<Option<Sender<Message>>>>,
    receivers: Vec<Mutex<Option<Receiver<Message>>>>,
    /// The next job to be begun.
    next: AtomicUsize,
    turn: Mutex<Turn>,
    /// Whenever that changes.
    changed: Condvar,
    /// How many jobs may be begun and not handed on.
    most: usize,
    /// From how many bytes on a file is left.
    too_large: u64,
    /// Memory of chunks that were handed on.
    spare: Mutex<Vec<Recorded>>,
    stopped: AtomicBool,
    progress: &'p dyn Progress,
}

/// How far handing on is.
#[derive(Debug)]
struct Turn {
    /// How many jobs were handed on, which is the number of the one whose turn it is.
    done: usize,
    /// How many bytes of each job wait, and of all.
    waiting: Vec<usize>,
    all: usize,
}

impl Turn {
    /// Whether a job may send a chunk of so many bytes.
    fn has_room(&self, job: usize, bytes: usize) -> bool {
        let own = self.waiting.get(job).copied().unwrap_or_default();
        self.all + bytes <= WAITING || job == self.done && own <= WAITING_IN_TURN
    }

    fn add(&mut self, job: usize, bytes: usize) {
        self.all += bytes;
        if let Some(own) = self.waiting.get_mut(job) {
            *own += bytes;
        }
    }

    fn take(&mut self, job: usize, bytes: usize) {
        self.all = self.all.saturating_sub(bytes);
        if let Some(own) = self.waiting.get_mut(job) {
            *own = own.saturating_sub(bytes);
        }
    }
}

/// Whoever watches the import hears of what is read ahead, too, which also ends when nobody needs it.
impl Progress for Ahead<'_> {
    fn source(&self, path: &str) {
        self.progress.source(path);
    }

    fn advance(&self, bytes: u64) {
        self.progress.advance(bytes);
    }

    fn is_cancelled(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) || self.progress.is_cancelled()
    }
}

impl<'p> Ahead<'p> {
    fn new(jobs: usize, threads: usize, progress: &'p dyn Progress) -> Ahead<'p> {
        let (senders, receivers) = (0..jobs)
            .map(|_| channel())
            .map(|(sender, receiver)| (Mutex::new(Some(sender)), Mutex::new(Some(receiver))))
            .unzip();
        Ahead {
            senders,
            receivers,
            next: AtomicUsize::new(0),
            turn: Mutex::new(Turn {
                done: 0,
                waiting: vec![0; jobs],
                all: 0,
            }),
            changed: Condvar::new(),
            most: 2 * threads + 2,
            too_large: TOO_LARGE / threads as u64,
            spare: Mutex::default(),
            stopped: AtomicBool::new(false),
            progress,
        }
    }

    /// Reads one job after the other, until there is none left.
    fn work(&self, jobs: &[Job<'_>], options: &Options) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let (Some(job), Some(sender)) = (jobs.get(number), self.senders.get(number)) else {
                return;
            };
            self.wait_until(|turn| number < turn.done + self.most);
            if self.stopped.load(Ordering::Relaxed) {
                return;
            }
            if let Some(sender) = locked(sender).take() {
                self.job(number, job, options, &sender);
            }
        }
    }

    /// Waits until it is so, or nothing more is needed.
    fn wait_until(&self, is_so: impl Fn(&Turn) -> bool) {
        let mut turn = locked(&self.turn);
        while !is_so(&turn) && !self.stopped.load(Ordering::Relaxed) {
            turn = self
                .changed
                .wait(turn)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn change(&self, change: impl FnOnce(&mut Turn)) {
        change(&mut locked(&self.turn));
        self.changed.notify_all();
    }

    /// Reads the files of a job: in one part, but for those that are left.
    fn job(&self, number: usize, job: &Job<'_>, options: &Options, sender: &Sender<Message>) {
        let mut rest = 0..job.files.len();
        while !rest.is_empty() {
            let mut relay = Relay::new(self, number, sender);
            let conditions = relay.conditions.clone();
            let mut walk = Walk::of_part(options, self, conditions, &mut relay);
            let mut left = None;
            for file in rest.by_ref() {
                match self.file(&job.files[file], job, &mut walk) {
                    Ok(None) => {}
                    Ok(Some(known)) => {
                        left = Some(Message::Left { file, known });
                        break;
                    }
                    Err(error) => {
                        left = Some(Message::Failed(error));
                        rest = 0..0;
                        break;
                    }
                }
            }
            let part = walk.into_part();
            relay.send();
            for message in [Some(Message::Read(Box::new(part))), left]
                .into_iter()
                .flatten()
            {
                // Nobody takes it if the import has ended.
                sender.send(message).ok();
            }
        }
    }

    /// Reads a file; if it is left, this gives the number of bytes that were looked at.
    fn file(
        &self,
        file: &FileToRead,
        job: &Job<'_>,
        walk: &mut Walk<'_>,
    ) -> Result<Option<u64>, ImportError> {
        match file.is_plain && file.bytes < self.too_large {
            true => walk.file_ahead(file, job.required),
            false => Ok(Some(0)),
        }
    }

    /// Keeps the memory of a chunk for the next one, unless that is more than one needs.
    fn reuse(&self, mut facts: Recorded) {
        let mut spare = locked(&self.spare);
        if facts.bytes() <= 4 * CHUNK_BYTES && spare.len() < self.most {
            facts.clear();
            spare.push(facts);
        }
    }

    /// Hands on what was read, in the order of the files.
    fn hand_on(
        &self,
        plan: &[Named],
        jobs: &[Job<'_>],
        walk: &mut Walk<'_>,
    ) -> Result<(), ImportError> {
        let mut jobs = jobs.iter().zip(&self.receivers).peekable();
        for (number, named) in plan.iter().enumerate() {
            let before = walk.found();
            while let Some((job, receiver)) = jobs.next_if(|(job, _)| job.named == number) {
                if let Some(receiver) = locked(receiver).take() {
                    self.take(job, &receiver, walk)?;
                }
                self.change(|turn| turn.done += 1);
            }
            walk.end_named(named, before)?;
        }
        Ok(())
    }

    /// Hands on what a job says.
    fn take(
        &self,
        job: &Job<'_>,
        receiver: &Receiver<Message>,
        walk: &mut Walk<'_>,
    ) -> Result<(), ImportError> {
        for message in receiver {
            match message {
                Message::Facts(Chunk {
                    mut facts,
                    conditions,
                }) => {
                    walk.hand_on(&mut facts, conditions);
                    let bytes = facts.bytes();
                    self.reuse(facts);
                    self.change(|turn| turn.take(turn.done, bytes));
                }
                Message::Read(part) => walk.add(*part),
                Message::Left { file, known } => {
                    walk.file(&job.files[file], job.required, known)?
                }
                Message::Failed(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Nothing more is needed.
    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        // Whoever waits for room in a channel finds that nobody takes from it.
        for receiver in &self.receivers {
            drop(locked(receiver).take());
        }
        self.change(|_| {});
    }
}

/// Ends reading ahead when it is dropped.
struct Stop<'a, 'p>(&'a Ahead<'p>);

impl Drop for Stop<'_, '_> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// What a lock guards. A thread that ended while it held one left nothing half done.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sends facts on as they are found.
struct Relay<'a, 'p> {
    ahead: &'a Ahead<'p>,
    job: usize,
    sender: &'a Sender<Message>,
    facts: Recorded,
    conditions: Conditions,
    /// How many facts were sent.
    sent: usize,
}

impl<'a, 'p> Relay<'a, 'p> {
    fn new(ahead: &'a Ahead<'p>, job: usize, sender: &'a Sender<Message>) -> Relay<'a, 'p> {
        Relay {
            ahead,
            job,
            sender,
            facts: Recorded::default(),
            conditions: Conditions::default(),
            sent: 0,
        }
    }

    fn send_if_full(&mut self) {
        if self.facts.len() >= CHUNK_FACTS || self.facts.text_len() >= CHUNK_BYTES {
            self.send();
        }
    }

    fn send(&mut self) {
        if self.facts.is_empty() {
            return;
        }
        let spare = locked(&self.ahead.spare).pop().unwrap_or_default();
        let facts = std::mem::replace(&mut self.facts, spare);
        let mut conditions = self.conditions.take();
        for (number, _) in &mut conditions {
            *number -= self.sent;
        }
        self.sent += facts.len();
        let bytes = facts.bytes();
        let ahead = self.ahead;
        ahead.wait_until(|turn| turn.has_room(self.job, bytes));
        ahead.change(|turn| turn.add(self.job, bytes));
        // Nobody takes it if the import has ended.
        self.sender
            .send(Message::Facts(Chunk { facts, conditions }))
            .ok();
    }
}

impl RecordSink for Relay<'_, '_> {
    fn push(&mut self, record: Record<'_>) {
        self.facts.push(record);
        self.send_if_full();
    }

    fn push_edges(&mut self, edges: &EdgeList<'_>) {
        self.facts.push_edges(edges);
        self.send_if_full();
    }

    fn list(&mut self, list: ListRecord<'_>) {
        self.facts.list(list);
    }
}
