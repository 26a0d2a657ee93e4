//! A walk through the table of contents of a Parquet file, before anyone believes it.
//!
//! It is written in Thrift's compact protocol: fields with a number and a type, lists with a length.
//! That every length fits into what is left, that nothing nests deep, and that the columns do not
//! nest at all, is all that is looked for.
//!
//! Source: <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>.

/// How deep structures may lie in structures.
const DEEPEST: u32 = 24;

/// The field of the contents that lists the schema's elements.
const SCHEMA: i64 = 2;

/// The field of an element that says how many of those after it lie within it.
const CHILDREN: i64 = 5;

const I32: u8 = 5;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// Checks the table of contents of a file.
///
/// # Errors
/// If it is damaged, or of a table whose columns nest.
pub(super) fn check(contents: &[u8]) -> Result<(), String> {
    let mut walk = Walk { rest: contents };
    let Some(children) = walk.contents() else {
        return Err("it is a Parquet file whose table of contents is damaged".to_owned());
    };
    let is_flat = match children.split_first() {
        Some((root, columns)) => {
            usize::try_from(*root) == Ok(columns.len()) && columns.iter().all(|within| *within == 0)
        }
        None => false,
    };
    match is_flat {
        true => Ok(()),
        false => Err(
            "it is a Parquet file with lists or structures in its columns; the plain form has none"
                .to_owned(),
        ),
    }
}

struct Walk<'b> {
    rest: &'b [u8],
}

impl<'b> Walk<'b> {
    /// How many elements lie within each of the schema; none if the contents are damaged.
    fn contents(&mut self) -> Option<Vec<i64>> {
        let mut children = Vec::new();
        let mut last = 0;
        while let Some((number, kind)) = self.field(last)? {
            last = number;
            if number == SCHEMA && kind == LIST {
                let (length, STRUCT) = self.list()? else {
                    return None;
                };
                for _ in 0..length {
                    children.push(self.element()?);
                }
            } else {
                self.value(kind, 0)?;
            }
        }
        Some(children)
    }

    /// How many elements lie within the next one of the schema.
    fn element(&mut self) -> Option<i64> {
        let (mut children, mut last) = (0, 0);
        while let Some((number, kind)) = self.field(last)? {
            last = number;
            if number == CHILDREN && kind == I32 {
                children = self.signed()?;
            } else {
                self.value(kind, 1)?;
            }
        }
        Some(children)
    }

    /// The number and type of the next field of a structure; nothing at its end.
    #[expect(
        clippy::option_option,
        reason = "damage and the end are different things"
    )]
    fn field(&mut self, last: i64) -> Option<Option<(i64, u8)>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Some(None);
        }
        let number = match byte >> 4 {
            0 => self.signed()?,
            step => last.checked_add(i64::from(step))?,
        };
        Some(Some((number, byte & 15)))
    }

    /// Moves past a value.
    fn value(&mut self, kind: u8, depth: u32) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        match kind {
            // Whether a field is true stands in its type.
            1 | 2 => Some(()),
            3 => self.byte().map(drop),
            4..=6 => self.unsigned().map(drop),
            7 => self.take(8).map(drop),
            8 => {
                let length = self.length()?;
                self.take(length).map(drop)
            }
            LIST | 10 => {
                let (length, kind) = self.list()?;
                (0..length).try_for_each(|_| self.item(kind, depth))
            }
            11 => {
                let length = self.length()?;
                if length == 0 {
                    return Some(());
                }
                let kinds = self.byte()?;
                (0..length).try_for_each(|_| {
                    self.item(kinds >> 4, depth)?;
                    self.item(kinds & 15, depth)
                })
            }
            STRUCT => {
                let mut last = 0;
                while let Some((number, kind)) = self.field(last)? {
                    last = number;
                    self.value(kind, depth + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    /// Moves past an item of a list, where a byte says whether it is true.
    fn item(&mut self, kind: u8, depth: u32) -> Option<()> {
        match kind {
            1 | 2 => self.byte().map(drop),
            kind => self.value(kind, depth + 1),
        }
    }

    /// The length of a list and the type of its items. Each takes a byte at least.
    fn list(&mut self) -> Option<(usize, u8)> {
        let byte = self.byte()?;
        let length = match byte >> 4 {
            15 => self.length()?,
            short => usize::from(short),
        };
        (length <= self.rest.len()).then_some((length, byte & 15))
    }

    /// A length that fits into what is left.
    fn length(&mut self) -> Option<usize> {
        let length = usize::try_from(self.unsigned()?).ok()?;
        (length <= self.rest.len()).then_some(length)
    }

    fn signed(&mut self) -> Option<i64> {
        let folded = self.unsigned()?;
        let half = i64::try_from(folded >> 1).ok()?;
        Some(if folded & 1 == 1 { -half - 1 } else { half })
    }

    fn unsigned(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 127).checked_shl(shift)?;
            if byte & 128 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contents of which the schema's elements have so many within them.
    fn contents(children: &[u8]) -> Vec<u8> {
        // The version (field 1, a number), then the schema (field 2, a list of structures).
        let mut bytes = vec![0x15, 2, 0x19, (children.len() as u8) << 4 | STRUCT];
        for count in children {
            // Field 4, a text; field 5, a number.
            bytes.extend([0x48, 1, b'c', 0x15, count << 1, 0]);
        }
        bytes.push(0);
        bytes
    }

    #[test]
    fn only_columns_without_columns_in_them_are_flat() {
        assert_eq!(check(&contents(&[2, 0, 0])), Ok(()));
        for nested in [&[1, 1, 0][..], &[1, 0, 0], &[3, 0, 0], &[0], &[]] {
            let refused = check(&contents(nested));
            if nested == [0] {
                assert_eq!(refused, Ok(()));
            } else {
                assert!(refused.unwrap_err().contains("structures"), "{nested:?}");
            }
        }
    }

    #[test]
    fn contents_that_promise_more_than_they_hold_are_damaged() {
        let good = contents(&[2, 0, 0]);
        for cut in 0..good.len() {
            assert!(check(&good[..cut]).is_err(), "{cut}");
        }
        // Field 4 as a list of two thousand million structures, and structures without an end.
        let promising = [0x49, 0xfc, 0xff, 0xff, 0xff, 0xff, 7, 0];
        assert!(check(&promising).unwrap_err().contains("damaged"));
        assert!(check(&[0x1c; 100_000]).unwrap_err().contains("damaged"));
    }
}
