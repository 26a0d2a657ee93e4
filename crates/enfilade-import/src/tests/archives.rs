//! Archives and folders that are made to do harm, or are damaged.

use super::support::{
    Outcome, anna, boris, file_form, folder_of, gzip, import, import_bytes, import_within, refusal,
    user, zip,
};
use crate::{ImportError, Limits, Options};
use std::fs;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn assert_limit(result: Result<Outcome, ImportError>, says: &str) {
    match result {
        Err(ImportError::Limit { what, .. }) => assert!(what.contains(says), "{what}"),
        other => panic!("no limit was met: {other:?}"),
    }
}

fn small() -> Limits {
    Limits {
        unpacked_free: 1 << 20,
        ..Limits::default()
    }
}

#[test]
fn an_archive_that_unpacks_to_a_multiple_of_its_size_is_stopped() {
    let spaces = vec![b' '; 4 << 20];
    for bomb in [
        gzip(&spaces),
        zip(&[("bomb.json", &spaces)]),
        // Each member alone is below every bound.
        zip(&(0..16)
            .map(|_| &spaces[..1 << 18])
            .zip([
                "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p",
            ])
            .map(|(bytes, name)| (name, bytes))
            .collect::<Vec<_>>()),
        zip(&[("inner.gz", &gzip(&spaces))]),
        gzip(&gzip(&spaces)),
    ] {
        assert!(bomb.len() < 1 << 15);
        assert_limit(import_within(&bomb, small()), "250 times its size");
    }
}

#[test]
fn an_import_does_not_unpack_without_end() {
    // Not compressed, so that no ratio stops it.
    let noise: Vec<u8> = (0..2_u32 << 20)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let limits = Limits {
        unpacked_bytes: 1 << 20,
        ..Limits::default()
    };
    let archive = zip(&[("a.json", anna().as_bytes()), ("b.bin", &noise)]);
    // What is no export is not unpacked for nothing.
    assert!(import_within(&archive, limits).is_ok());
    let text = file_form(&vec![anna(); 20_000]);
    assert_limit(
        import_within(&gzip(text.as_bytes()), limits),
        "more than 1048576 bytes",
    );
}

#[test]
fn what_holds_records_is_stopped_as_well() {
    let bomb = format!("{}{}", anna(), " ".repeat(8 << 20));
    assert_limit(
        import_within(&gzip(bomb.as_bytes()), small()),
        "250 times its size",
    );
}

#[test]
fn archives_in_archives_have_a_last_level() {
    let text = file_form(&[anna()]);
    let mut bytes = text.into_bytes();
    for level in 1..=4 {
        bytes = if level % 2 == 0 {
            gzip(&bytes)
        } else {
            zip(&[("x", &bytes)])
        };
        if level <= 3 {
            assert_eq!(import_bytes(&bytes).unwrap().lines.len(), 1, "{level} deep");
        } else {
            assert_limit(import_bytes(&bytes), "more than 3 deep");
        }
    }
}

#[test]
fn an_archive_of_too_many_files_is_stopped() {
    let names: Vec<String> = (0..20).map(|n| n.to_string()).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (&name[..], &b"x"[..])).collect();
    let limits = Limits {
        files: 10,
        ..Limits::default()
    };
    assert_limit(import_within(&zip(&members), limits), "more than 10 files");
}

#[test]
fn names_in_archives_are_shown_and_never_used() {
    let text = file_form(&[anna()]);
    let names = [
        "../../../up.json",
        "/absolute.json",
        "C:\\Windows\\drive.json",
        "..\\..\\back.json",
        "nul\0.json",
        "\u{1b}[2J\u{202e}.json",
        "CON",
        "",
    ];
    for name in names {
        let folder = folder_of(&[]);
        let path = folder.path().join("sub").join("export.zip");
        fs::create_dir(folder.path().join("sub")).unwrap();
        fs::write(&path, zip(&[(name, text.as_bytes())])).unwrap();
        let outcome = import(&path, &Options::default()).unwrap();
        assert_eq!(outcome.lines.len(), 1, "{name:?}");
        let shown = &outcome.summary.sources[0].path;
        assert_eq!(*shown, format!("{}!{name}", path.display()), "{name:?}");
        let files = |path| fs::read_dir(path).unwrap().count();
        assert_eq!(
            (files(folder.path()), files(&folder.path().join("sub"))),
            (1, 1)
        );
    }
}

#[test]
fn links_and_folders_in_archives_are_no_files() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default();
    writer
        .add_symlink("link.json", "/etc/passwd", plain)
        .unwrap();
    writer.add_directory("folder.json/", plain).unwrap();
    writer.start_file("x.json", plain).unwrap();
    writer.write_all(anna().as_bytes()).unwrap();
    let outcome = import_bytes(&writer.finish().unwrap().into_inner()).unwrap();
    assert_eq!(outcome.summary.sources.len(), 1);
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn a_member_that_cannot_be_unpacked_costs_only_itself() {
    let archive = zip(&[
        ("a.json", anna().as_bytes()),
        ("b.json", boris().as_bytes()),
    ]);
    let central = memchr::memmem::rfind(&archive, b"PK\x01\x02").unwrap();
    // Bit 0 of the flags says that it is encrypted; method 99 does not exist here.
    for (place, value) in [(8, 1), (10, 99)] {
        let mut bad = archive.clone();
        bad[central + place] = value;
        let outcome = import_bytes(&bad).unwrap();
        assert_eq!(outcome.lines.len(), 1, "{place}");
        assert_eq!(outcome.codes(), ["cut-archive"]);
        assert!(
            outcome
                .example("cut-archive")
                .starts_with("`export.json!b.json`: ")
        );
        assert!(outcome.summary.damage().count() == 1);
    }
}

#[test]
fn a_checksum_that_differs_is_damage() {
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("x.json", stored).unwrap();
    writer.write_all(anna().as_bytes()).unwrap();
    let mut archive = writer.finish().unwrap().into_inner();
    let place = memchr::memmem::find(&archive, b"Anna").unwrap();
    archive[place] = b'E';
    let outcome = import_bytes(&archive).unwrap();
    assert_eq!(outcome.lines.len(), 1);
    assert_eq!(outcome.codes(), ["cut-archive"]);
}

#[test]
fn a_cut_archive_gives_what_came_before_the_cut() {
    let records: Vec<String> = (0..2000)
        .map(|n| {
            user(
                &format!("a0000000-0000-4000-8000-{n:012x}"),
                &format!("\"User {n}\""),
            )
        })
        .collect();
    let text = file_form(&records);
    let packed = gzip(text.as_bytes());
    let archive = zip(&[("a.json", anna().as_bytes()), ("b.json", text.as_bytes())]);
    for (whole, name) in [(packed, "gzip"), (archive, "zip")] {
        let outcome = import_bytes(&whole[..whole.len() * 3 / 4]).unwrap();
        let users = outcome.lines.len();
        assert!((500..2000).contains(&users), "{name}: {users}");
        assert!(outcome.codes().contains(&"cut-archive"), "{name}");
        assert!(outcome.codes().contains(&"truncated"), "{name}");
    }
}

#[test]
fn an_archive_of_which_nothing_is_left_is_refused() {
    let archive = zip(&[("a.json", anna().as_bytes())]);
    let error = refusal(&archive[..20]);
    assert!(
        error.starts_with("cannot open the archive `export.json`: "),
        "{error}"
    );
    let error = refusal(&gzip(anna().as_bytes())[..6]);
    assert!(
        error.starts_with("`export.json` holds no export that Enfilade reads (`export.json`: "),
        "{error}"
    );
}

#[test]
fn a_broken_archive_beside_an_export_is_passed_over_and_named() {
    let archive = zip(&[("a.json", boris().as_bytes())]);
    let folder = folder_of(&[("a.json", anna().as_bytes()), ("b.zip", &archive[..20])]);
    let outcome = import(folder.path(), &Options::default()).unwrap();
    assert_eq!(outcome.lines.len(), 1);
    assert_eq!(outcome.codes(), ["cut-archive"]);
}

#[test]
fn an_empty_archive_holds_no_export() {
    let error = refusal(&zip(&[]));
    assert!(
        error.contains("holds no export that Enfilade reads; looked at 0 files"),
        "{error}"
    );
}

#[test]
fn folders_have_a_last_level_and_a_last_file() {
    let deep = format!("{}x.json", "d/".repeat(40));
    let folder = folder_of(&[(&deep, anna().as_bytes())]);
    assert_limit(
        import(folder.path(), &Options::default()),
        "more than 32 deep",
    );
    let folder = folder_of(&[("a.json", anna().as_bytes()), ("b.json", b"")]);
    let options = Options {
        limits: Limits {
            files: 1,
            ..Limits::default()
        },
        ..Options::default()
    };
    assert_limit(import(folder.path(), &options), "more than 1 files");
}

#[cfg(unix)]
#[test]
fn pipes_and_sockets_in_folders_are_not_waited_for() {
    let folder = folder_of(&[("a.json", anna().as_bytes())]);
    let pipe = folder.path().join("pipe.json");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("s.json")).unwrap();
    assert_eq!(
        import(folder.path(), &Options::default())
            .unwrap()
            .lines
            .len(),
        1
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_that_is_named_is_read() {
    let folder = folder_of(&[]);
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for bytes in [
        file_form(&[anna()]).into_bytes(),
        zip(&[("x", anna().as_bytes())]),
    ] {
        let (length, writer) = (bytes.len() as u64, pipe.clone());
        let writing = std::thread::spawn(move || fs::write(writer, bytes).unwrap());
        let outcome = import(&pipe, &Options::default()).unwrap();
        writing.join().unwrap();
        assert_eq!(outcome.lines.len(), 1);
        let source = &outcome.summary.sources[0];
        assert!(source.bytes > 0 && source.bytes <= length);
    }
}
