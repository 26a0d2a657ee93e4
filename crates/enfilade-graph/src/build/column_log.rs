//! One attribute of many records, in the order in which the records came.
//!
//! A log begins with the first value. Values lie packed; where a text lies is known only after one
//! pass over the lengths, which is what keeps a log small while records come in.

use super::report::BuildError;
use enfilade_model::Value;

/// Texts; an empty one is none.
#[derive(Debug, Default)]
pub(super) struct TextLog {
    lens: Vec<u32>,
    bytes: String,
}

impl TextLog {
    /// Adds the text of a record; of two for one record, the first counts.
    pub(super) fn push(&mut self, row: usize, text: &str) -> Result<(), BuildError> {
        if text.is_empty() || self.lens.len() > row {
            return Ok(());
        }
        let len = u32::try_from(text.len()).map_err(|_| BuildError::TextTooLong)?;
        self.lens.resize(row, 0);
        self.lens.push(len);
        self.bytes.push_str(text);
        Ok(())
    }

    /// The texts with their places.
    pub(super) fn placed(self) -> PlacedTexts {
        let mut starts = Vec::with_capacity(self.lens.len() + 1);
        starts.push(0);
        let mut end = 0;
        for len in self.lens {
            end += len as usize;
            starts.push(end);
        }
        PlacedTexts {
            starts,
            bytes: self.bytes,
        }
    }

    /// Hands the texts of `rows`, which ascend, to `take`, each with its number among them.
    pub(super) fn visit(
        &self,
        rows: &[u32],
        mut take: impl FnMut(usize, &str) -> Result<(), BuildError>,
    ) -> Result<(), BuildError> {
        let (mut at, mut start) = (0, 0);
        for (number, &row) in rows.iter().enumerate() {
            let before = self.lens.get(at..row as usize).unwrap_or_default();
            start += before.iter().map(|&len| len as usize).sum::<usize>();
            let len = self.lens.get(row as usize).map_or(0, |&len| len as usize);
            let text = self.bytes.get(start..start + len);
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                take(number, text)?;
            }
            (at, start) = (row as usize + 1, start + len);
        }
        Ok(())
    }
}

/// The texts of a [`TextLog`], each to be found at once.
#[derive(Debug)]
pub(super) struct PlacedTexts {
    starts: Vec<usize>,
    bytes: String,
}

impl PlacedTexts {
    /// The text of a record.
    pub(super) fn get(&self, row: u32) -> Option<&str> {
        let start = *self.starts.get(row as usize)?;
        let end = *self.starts.get(row as usize + 1)?;
        self.bytes.get(start..end).filter(|text| !text.is_empty())
    }

    /// How many bytes all texts have.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }
}

/// Values of one size; one of them stands for none.
#[derive(Debug)]
pub(super) struct ValueLog<T> {
    values: Vec<T>,
    none: T,
}

impl<T: Copy + PartialEq> ValueLog<T> {
    fn new(none: T) -> ValueLog<T> {
        ValueLog {
            values: Vec::new(),
            none,
        }
    }

    fn push(&mut self, row: usize, value: T) {
        if self.values.len() <= row {
            self.values.resize(row, self.none);
            self.values.push(value);
        }
    }

    /// The value of a record.
    pub(super) fn get(&self, row: u32) -> Option<T> {
        let value = self.values.get(row as usize).copied();
        value.filter(|value| *value != self.none)
    }
}

/// One attribute. Of what type it is, its first value says.
#[derive(Debug)]
pub(super) enum AttributeLog {
    /// No record has it.
    Absent,
    /// Texts.
    Text(TextLog),
    /// True is one, false is zero.
    Flag(ValueLog<u8>),
    /// Microseconds since 1970.
    Time(ValueLog<i64>),
}

impl AttributeLog {
    /// Adds the value of a record; of two for one record, the first counts.
    pub(super) fn push(&mut self, row: usize, value: Value<'_>) -> Result<(), BuildError> {
        if let AttributeLog::Absent = self {
            *self = match value {
                Value::Text("") => return Ok(()),
                Value::Text(_) => AttributeLog::Text(TextLog::default()),
                Value::Boolean(_) => AttributeLog::Flag(ValueLog::new(u8::MAX)),
                Value::Time(_) => AttributeLog::Time(ValueLog::new(i64::MIN)),
            };
        }
        match (self, value) {
            (AttributeLog::Text(log), Value::Text(text)) => log.push(row, text)?,
            (AttributeLog::Flag(log), Value::Boolean(flag)) => log.push(row, u8::from(flag)),
            (AttributeLog::Time(log), Value::Time(time)) => log.push(row, time),
            // `Attribute::value_type` gives each attribute one type.
            _ => debug_assert!(false, "an attribute of two types"),
        }
        Ok(())
    }

    /// Hands the values of `rows`, which ascend, to `take`, each with its number among them.
    pub(super) fn visit(
        &self,
        rows: &[u32],
        mut take: impl FnMut(usize, Value<'_>) -> Result<(), BuildError>,
    ) -> Result<(), BuildError> {
        let mut numbered = rows.iter().enumerate();
        match self {
            AttributeLog::Absent => Ok(()),
            AttributeLog::Text(log) => {
                log.visit(rows, |number, text| take(number, Value::Text(text)))
            }
            AttributeLog::Flag(log) => numbered.try_for_each(|(number, &row)| {
                let flag = log.get(row);
                flag.map_or(Ok(()), |flag| take(number, Value::Boolean(flag == 1)))
            }),
            AttributeLog::Time(log) => numbered.try_for_each(|(number, &row)| {
                let time = log.get(row);
                time.map_or(Ok(()), |time| take(number, Value::Time(time)))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(values: &[(usize, Value<'_>)]) -> AttributeLog {
        let mut log = AttributeLog::Absent;
        for &(row, value) in values {
            log.push(row, value).unwrap();
        }
        log
    }

    fn visited(log: &AttributeLog, rows: &[u32]) -> Vec<String> {
        let mut seen = Vec::new();
        log.visit(rows, |number, value| {
            seen.push(format!("{number} {value:?}"));
            Ok(())
        })
        .unwrap();
        seen
    }

    #[test]
    fn values_are_found_by_their_record() {
        let AttributeLog::Text(texts) = log(&[
            (1, Value::Text("one")),
            (1, Value::Text("again")),
            (2, Value::Text("")),
            (4, Value::Text("four")),
        ]) else {
            panic!("texts make a log of texts");
        };
        let texts = texts.placed();
        let all: Vec<_> = (0..6).map(|row| texts.get(row)).collect();
        assert_eq!(all, [None, Some("one"), None, None, Some("four"), None]);
        assert_eq!(texts.len(), 7);
    }

    #[test]
    fn chosen_values_are_visited_in_order() {
        let texts = log(&[
            (0, Value::Text("a")),
            (2, Value::Text("bc")),
            (3, Value::Text("d")),
        ]);
        assert_eq!(
            visited(&texts, &[0, 3, 9]),
            ["0 Text(\"a\")", "1 Text(\"d\")"]
        );
        assert_eq!(visited(&texts, &[1, 2]), ["1 Text(\"bc\")"]);
        let flags = log(&[(1, Value::Boolean(false)), (2, Value::Boolean(true))]);
        assert_eq!(
            visited(&flags, &[0, 1, 2]),
            ["1 Boolean(false)", "2 Boolean(true)"]
        );
        let times = log(&[(3, Value::Time(-7))]);
        assert_eq!(visited(&times, &[2, 3]), ["1 Time(-7)"]);
        assert_eq!(visited(&AttributeLog::Absent, &[0]), [""; 0]);
    }
}
