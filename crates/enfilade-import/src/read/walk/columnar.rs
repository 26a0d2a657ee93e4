//! Parquet files among the sources: read where they lie, or from a copy of what an archive held.

use super::{Origin, Walk, failure};
use crate::decode::columnar::Table;
use crate::detect::Refusal;
use crate::error::ImportError;
use crate::format::table::header::Header;
use crate::options::Format;
use crate::source::halt::Halt;
use crate::source::unpack::Hashing;
use crate::summary::Oddity;
use std::fs::File;
use std::io::Read;

const DAMAGED: Oddity = Oddity::damage(
    "damaged-table",
    "Parquet files that are cut or damaged; the rows before the damage are read",
);

impl Walk<'_> {
    /// Whether a Parquet file may be read as one: not if it was named as something else.
    pub(super) fn may_be_columnar(&self) -> bool {
        matches!(self.options.format, None | Some(Format::Plain))
    }

    /// Reads the Parquet file that is open, whose bytes are these.
    pub(super) fn columnar_at(
        &mut self,
        file: File,
        bytes: impl Read,
        origin: &Origin<'_>,
    ) -> Result<(), ImportError> {
        let first = self.sources.len();
        self.columnar(file, origin)?;
        if let Some(source) = self.sources.get_mut(first) {
            let hash = Hashing::new(bytes).finish();
            source.blake3 = hash.map_err(|error| failure(error, &origin.name))?;
        }
        Ok(())
    }

    /// Reads a Parquet file.
    pub(super) fn columnar(&mut self, file: File, origin: &Origin<'_>) -> Result<(), ImportError> {
        let mut table = match Table::open(file) {
            Ok(table) => table,
            Err(reason) => return self.pass_over(&Refusal::Damaged(reason), origin),
        };
        let Some(header) = Header::of_plain(&table.names) else {
            let reason = "it is a Parquet table, but none of the plain form, whose columns are `id` and `kind`, or `kind`, `from` and `to`";
            return self.pass_over(&Refusal::Other(reason.into()), origin);
        };
        self.begin(Format::Plain, 0, origin);
        while let Some(rows) = table.next() {
            if self.progress.is_cancelled() {
                return Err(Halt::Cancelled.into_error(&origin.name));
            }
            let rows = match rows {
                Ok(rows) => rows,
                Err(reason) => {
                    self.out.odd(DAMAGED, || reason);
                    break;
                }
            };
            // A value is written once for as many rows as have it.
            let spent = origin.budget.spend(rows.bytes());
            spent.map_err(|halt| halt.into_error(&origin.name))?;
            let columns = match rows.columns() {
                Ok(columns) => columns,
                Err(reason) => {
                    self.out.odd(DAMAGED, || reason);
                    break;
                }
            };
            for (at, row) in rows.numbers().enumerate() {
                self.out.provenance.offset = table.offset(row);
                let cells: Vec<_> = columns.iter().map(|column| column.cell(at)).collect();
                self.formats.plain_row(&header, &cells, &mut self.out);
            }
        }
        self.end();
        Ok(())
    }
}
