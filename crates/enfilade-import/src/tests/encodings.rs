//! Each sample of each format in each encoding: the text says the same.

use super::support::{encodings, folder_of, import, sample_of};
use crate::Options;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The samples of each format, but for the texts that say what they give.
fn samples() -> Vec<PathBuf> {
    let mut samples: Vec<PathBuf> = ["azurehound", "graph", "arm", "csv", "plain"]
        .into_iter()
        .flat_map(|format| fs::read_dir(sample_of(format, "")).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.to_string_lossy().ends_with(".expected.txt"))
        .collect();
    samples.sort();
    assert!(samples.len() > 25, "{}", samples.len());
    samples
}

/// The text of a sample, whatever its own encoding.
fn text(sample: &Path) -> String {
    let bytes = fs::read(sample).unwrap();
    let encoding = match std::str::from_utf8(&bytes) {
        Ok(_) => encoding_rs::UTF_8,
        Err(_) => encoding_rs::WINDOWS_1252,
    };
    encoding.decode(&bytes).0.into_owned()
}

/// The facts of bytes that lie under the name of a sample, and what was odd about them.
fn said(sample: &Path, bytes: &[u8]) -> (BTreeSet<String>, Vec<String>) {
    let name = sample.file_name().unwrap().to_string_lossy().into_owned();
    let folder = folder_of(&[(&name, bytes)]);
    let outcome = import(&folder.path().join(&name), &Options::default());
    let outcome = outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
    let codes = outcome.codes().into_iter().map(str::to_owned).collect();
    (outcome.lines.into_iter().collect(), codes)
}

#[test]
fn every_sample_says_the_same_in_every_encoding() {
    for sample in samples() {
        let text = text(&sample);
        let expected = said(&sample, text.as_bytes());
        assert!(!expected.0.is_empty(), "{}", sample.display());
        for (encoding, bytes) in encodings(&text) {
            let found = said(&sample, &bytes);
            assert_eq!(found, expected, "{} in {encoding}", sample.display());
        }
    }
}

#[test]
fn every_sample_says_the_same_whatever_its_line_ends_are() {
    for sample in samples() {
        let text = text(&sample).replace("\r\n", "\n");
        let expected = said(&sample, text.as_bytes());
        let windows = text.replace('\n', "\r\n");
        let (facts, codes) = said(&sample, windows.as_bytes());
        assert_eq!(codes, expected.1, "{}", sample.display());
        // JSON that is kept as it was written keeps its line ends, within and behind its values.
        let plain = |facts: BTreeSet<String>| -> BTreeSet<String> {
            facts
                .into_iter()
                .map(|fact| fact.replace(['\r', '\n'], ""))
                .collect()
        };
        assert_eq!(plain(facts), plain(expected.0), "{}", sample.display());
    }
}
