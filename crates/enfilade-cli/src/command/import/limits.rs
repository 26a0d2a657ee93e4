//! The limits that a hostile export meets, as options: an error names the one that raises it.

use enfilade::Limits;

/// Limits to set apart from their defaults.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits on hostile exports")]
pub(super) struct LimitArgs {
    /// How deep archives may lie in archives [default: 3]
    #[arg(long, value_name = "LEVELS")]
    max_archive_nesting: Option<u32>,

    /// How much may come out of all archives, or out of a pipe [default: 256GiB]
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    max_unpacked: Option<u64>,

    /// How many times its size an archive may unpack to, once past 64MiB [default: 250]
    #[arg(long, value_name = "TIMES")]
    max_unpacked_ratio: Option<u64>,

    /// How long one record may be; a longer one is left out and counted [default: 2GiB]
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    max_record: Option<u64>,

    /// How many files a folder or an archive may hold [default: 1000000]
    #[arg(long, value_name = "FILES")]
    max_files: Option<usize>,

    /// How deep folders may lie in folders [default: 32]
    #[arg(long, value_name = "LEVELS")]
    max_folder_depth: Option<usize>,
}

impl LimitArgs {
    /// The limits: those that were set, and the defaults of the others.
    pub(super) fn limits(&self) -> Limits {
        let own = Limits::default();
        let record = self.max_record.map(usize::try_from);
        Limits {
            archive_nesting: self.max_archive_nesting.unwrap_or(own.archive_nesting),
            unpacked_bytes: self.max_unpacked.unwrap_or(own.unpacked_bytes),
            unpacked_ratio: self.max_unpacked_ratio.unwrap_or(own.unpacked_ratio),
            unpacked_free: own.unpacked_free,
            record_bytes: record.map_or(own.record_bytes, |most| most.unwrap_or(usize::MAX)),
            files: self.max_files.unwrap_or(own.files),
            folder_depth: self.max_folder_depth.unwrap_or(own.folder_depth),
        }
    }
}

/// Reads a number of bytes: `4096`, `64KiB`, `10MiB`, `2GiB`.
fn bytes(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u32); 3] = [("kib", 10), ("mib", 20), ("gib", 30)];
    let small = text.to_ascii_lowercase();
    let (digits, shift) = UNITS
        .iter()
        .find_map(|(unit, shift)| Some((small.strip_suffix(unit)?, *shift)))
        .unwrap_or((&small, 0));
    let number: Option<u64> = digits.trim_end().parse().ok();
    number
        .and_then(|number| number.checked_mul(1 << shift))
        .ok_or_else(|| "a size looks like 4096, 64KiB, 10MiB or 2GiB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_and_without_units() {
        assert_eq!(bytes("4096"), Ok(4096));
        assert_eq!(bytes("64KiB"), Ok(64 << 10));
        assert_eq!(bytes("10 mib"), Ok(10 << 20));
        assert_eq!(bytes("2GiB"), Ok(2 << 30));
        for wrong in ["", "GiB", "-1", "1.5GiB", "2GB", "99999999999GiB"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_defaults_in_the_help_are_those_of_the_importer() {
        let limits = Limits::default();
        assert_eq!(limits.archive_nesting, 3);
        assert_eq!(Ok(limits.unpacked_bytes), bytes("256GiB"));
        assert_eq!(limits.unpacked_ratio, 250);
        assert_eq!(Ok(limits.unpacked_free), bytes("64MiB"));
        assert_eq!(Ok(limits.record_bytes as u64), bytes("2GiB"));
        assert_eq!(limits.files, 1_000_000);
        assert_eq!(limits.folder_depth, 32);
    }
}
