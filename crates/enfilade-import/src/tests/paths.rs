//! What a path leads to: links, loops, devices, pipes without an end, files that change or go
//! while they are read.

#![cfg(unix)]

use super::support::{Lines, anna, boris, file_form, folder_of, import, user};
use crate::{ImportError, Limit, Limits, Options, Progress, read};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use tempfile::TempDir;

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn links_in_a_folder_lead_nowhere() {
    let outside = folder_of(&[("deep/b.json", boris().as_bytes())]);
    let folder = folder_of(&[("a.json", anna().as_bytes())]);
    let link = |to: &Path, name: &str| symlink(to, folder.path().join(name)).unwrap();
    link(&outside.path().join("deep/b.json"), "file.json");
    link(&outside.path().join("deep"), "folder");
    link(Path::new("itself.json"), "itself.json");
    link(Path::new(".."), "up");
    link(Path::new("/dev/zero"), "zero.json");
    link(Path::new("gone.json"), "broken.json");
    make_pipe(&outside.path().join("pipe"));
    link(&outside.path().join("pipe"), "pipe.json");
    let outcome = import(folder.path(), &Options::default()).unwrap();
    assert_eq!(outcome.summary.sources.len(), 1);
    assert_eq!(outcome.lines.len(), 1);
}

/// What `<(...)` and `/dev/stdin` are.
#[test]
fn a_pipe_that_the_shell_made_is_read() {
    let (reader, mut writer) = std::io::pipe().unwrap();
    let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
    writer.write_all(anna().as_bytes()).unwrap();
    drop(writer);
    let outcome = import(&path, &Options::default()).unwrap();
    assert_eq!(outcome.lines.len(), 1);
}

#[test]
fn a_link_that_is_named_is_followed_and_a_loop_of_them_is_an_error() {
    let folder = folder_of(&[("export/a.json", anna().as_bytes())]);
    let link = folder.path().join("link");
    symlink(folder.path().join("export"), &link).unwrap();
    let outcome = import(&link, &Options::default()).unwrap();
    assert_eq!(outcome.lines.len(), 1);
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    symlink(&other, &one).unwrap();
    symlink(&one, &other).unwrap();
    let error = import(&one, &Options::default()).unwrap_err();
    assert!(matches!(error, ImportError::Io { .. }), "{error}");
    assert!(error.to_string().contains("one"), "{error}");
}

#[test]
fn a_device_is_refused_and_not_read() {
    for device in ["/dev/zero", "/dev/null", "/dev/urandom"] {
        let error = import(Path::new(device), &Options::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cannot read `{device}`: it is neither a file nor a pipe")
        );
    }
}

#[test]
fn a_pipe_without_an_end_meets_the_limit() {
    let folder = folder_of(&[]);
    let pipe = folder.path().join("pipe");
    make_pipe(&pipe);
    let to = pipe.clone();
    // Ends when the reader has gone.
    let writing = std::thread::spawn(move || {
        let mut to = OpenOptions::new().write(true).open(to).unwrap();
        while to.write_all(&[b' '; 4096]).is_ok() {}
    });
    let options = Options {
        limits: Limits {
            unpacked_bytes: 1 << 20,
            ..Limits::default()
        },
        ..Options::default()
    };
    let error = import(&pipe, &options).unwrap_err();
    writing.join().unwrap();
    let ImportError::Limit { limit, what, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(limit, Limit::UnpackedBytes);
    assert_eq!(what, "more than 1048576 bytes come out of the pipe");
}

/// What is done to the files while they are read.
type Act<'m> = &'m (dyn Fn() + Sync);

/// Does something to the files once a source begins, and again once bytes of it came in.
struct Meddler<'m> {
    begun: &'m (dyn Fn(&str) + Sync),
    /// How many bytes are still to come in before.
    read: Mutex<(u64, Option<Act<'m>>)>,
}

impl Progress for Meddler<'_> {
    fn source(&self, path: &str) {
        (self.begun)(path);
    }

    fn advance(&self, bytes: u64) {
        let (left, meddle) = &mut *self.read.lock().unwrap();
        *left = left.saturating_sub(bytes);
        if *left == 0
            && let Some(meddle) = meddle.take()
        {
            meddle();
        }
    }
}

/// A folder with an export of many users.
fn many() -> (TempDir, PathBuf) {
    let users: Vec<String> = (0..20_000)
        .map(|n| user(&format!("a0000000-0000-4000-8000-{n:012x}"), "\"User\""))
        .collect();
    let folder = folder_of(&[("a.json", file_form(&users).as_bytes())]);
    let file = folder.path().join("a.json");
    assert!(fs::metadata(&file).unwrap().len() > 2 << 20);
    (folder, file)
}

/// Imports while `meddle` is done after some bytes came in; how many users there are, and
/// what was odd.
fn import_while(folder: &Path, meddle: &(dyn Fn() + Sync)) -> (usize, Vec<String>) {
    let watcher = Meddler {
        begun: &|_| {},
        read: Mutex::new((512 << 10, Some(meddle))),
    };
    let mut lines = Lines::default();
    let summary = read(
        &[folder.to_owned()],
        &Options::default(),
        &watcher,
        &mut lines,
    )
    .unwrap();
    let codes = summary.warnings.into_iter().map(|warning| warning.code);
    (lines.0.len(), codes.collect())
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_a_cut_file() {
    let (folder, file) = many();
    let shrink = || {
        let file = OpenOptions::new().write(true).open(&file).unwrap();
        file.set_len(1 << 20).unwrap();
    };
    let (users, codes) = import_while(folder.path(), &shrink);
    assert!((1..20_000).contains(&users), "{users}");
    assert_eq!(codes, ["truncated"]);
}

#[test]
fn a_file_that_is_removed_or_replaced_while_it_is_read_is_read_as_it_was() {
    for replace in [false, true] {
        let (folder, file) = many();
        let remove = || {
            fs::remove_file(&file).unwrap();
            if replace {
                fs::write(&file, boris()).unwrap();
            }
        };
        let (users, codes) = import_while(folder.path(), &remove);
        assert_eq!((users, codes), (20_000, Vec::new()), "{replace}");
    }
}

#[test]
fn a_file_that_is_overwritten_while_it_is_read_is_damaged_and_costs_no_panic() {
    let (folder, file) = many();
    let overwrite = || fs::write(&file, vec![b'{'; 3 << 20]).unwrap();
    let (users, codes) = import_while(folder.path(), &overwrite);
    assert!((1..20_000).contains(&users), "{users}");
    assert!(!codes.is_empty());
}

#[test]
fn a_file_that_is_gone_before_its_turn_is_an_error_that_names_it() {
    let folder = folder_of(&[
        ("a.json", anna().as_bytes()),
        ("b.json", boris().as_bytes()),
    ]);
    let second = folder.path().join("b.json");
    let remove = |path: &str| {
        if path.ends_with("a.json") {
            fs::remove_file(&second).unwrap();
        }
    };
    let watcher = Meddler {
        begun: &remove,
        read: Mutex::new((0, None)),
    };
    let mut lines = Lines::default();
    let paths = [folder.path().to_owned()];
    let error = read(&paths, &Options::default(), &watcher, &mut lines).unwrap_err();
    let says = format!("cannot read `{}`", second.display());
    assert!(error.to_string().starts_with(&says), "{error}");
}
