//! AzureHound's file form, written the way its Go code writes it.
//!
//! One record a line between two tabs and a comma, `data` before `meta`. Fields that are empty or
//! false are left out, as Go's `omitempty` does; `<`, `>` and `&` are escaped in strings; an empty
//! list under a plural key is `null`. The order of fields is the caller's, since Go writes a
//! struct's fields in the order in which they are declared.

use std::fmt::{Display, Write as _};
use std::io::{self, Write};

/// An export being written.
#[derive(Debug)]
pub struct Export<W: Write> {
    out: W,
    line: String,
    count: u64,
}

impl<W: Write> Export<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn begin(mut out: W) -> io::Result<Export<W>> {
        out.write_all(b"{\n\t\"data\": [")?;
        Ok(Export {
            out,
            line: String::new(),
            count: 0,
        })
    }

    /// Writes a record, with the fields of its `data`.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn record(&mut self, kind: &str, data: impl FnOnce(&mut Fields<'_>)) -> io::Result<()> {
        self.line.clear();
        self.line
            .push_str(if self.count == 0 { "\n\t\t" } else { ",\n\t\t" });
        object(&mut self.line, |record| {
            record.text("kind", kind);
            record.object("data", data);
        });
        self.count += 1;
        self.out.write_all(self.line.as_bytes())
    }

    /// Ends the file, and says how many records it has.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn finish(mut self) -> io::Result<u64> {
        let count = self.count;
        let meta = format!("{{\"type\":\"azure\",\"version\":5,\"count\":{count}}}");
        write!(self.out, "\n\t],\n\t\"meta\": {meta}\n}}\n")?;
        self.out.flush()?;
        Ok(count)
    }
}

/// Writes an object.
fn object(out: &mut String, fill: impl FnOnce(&mut Fields<'_>)) {
    out.push('{');
    fill(&mut Fields { out, first: true });
    out.push('}');
}

/// The fields of an object being written.
#[derive(Debug)]
pub struct Fields<'a> {
    out: &'a mut String,
    first: bool,
}

impl Fields<'_> {
    fn key(&mut self, key: &str) {
        if !std::mem::take(&mut self.first) {
            self.out.push(',');
        }
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
    }

    /// A text; left out if empty.
    pub fn text(&mut self, key: &str, value: &str) -> &mut Self {
        if !value.is_empty() {
            self.key(key);
            string(self.out, value);
        }
        self
    }

    /// A text even if empty.
    pub fn required_text(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key);
        string(self.out, value);
        self
    }

    /// Text that needs no escapes, such as an id.
    pub fn plain(&mut self, key: &str, value: impl Display) -> &mut Self {
        self.key(key);
        // Writing to a string cannot fail.
        let _ = write!(self.out, "\"{value}\"");
        self
    }

    /// A truth value; left out if false.
    pub fn flag(&mut self, key: &str, value: bool) -> &mut Self {
        if value {
            self.key(key);
            self.out.push_str("true");
        }
        self
    }

    /// A number.
    pub fn number(&mut self, key: &str, value: u64) -> &mut Self {
        self.key(key);
        let _ = write!(self.out, "{value}");
        self
    }

    /// Texts; left out if there are none.
    pub fn texts<T: AsRef<str>>(&mut self, key: &str, values: &[T]) -> &mut Self {
        if !values.is_empty() {
            self.key(key);
            self.out.push('[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    self.out.push(',');
                }
                string(self.out, value.as_ref());
            }
            self.out.push(']');
        }
        self
    }

    /// An object.
    pub fn object(&mut self, key: &str, fill: impl FnOnce(&mut Fields<'_>)) -> &mut Self {
        self.key(key);
        object(self.out, fill);
        self
    }

    /// An object without fields, which Go writes for an empty struct.
    pub fn empty(&mut self, key: &str) -> &mut Self {
        self.object(key, |_| {})
    }

    /// Objects; `null` if there are none.
    pub fn objects<T>(
        &mut self,
        key: &str,
        items: impl IntoIterator<Item = T>,
        mut fill: impl FnMut(&mut Fields<'_>, T),
    ) -> &mut Self {
        self.key(key);
        let mut any = false;
        for item in items {
            self.out.push(if any { ',' } else { '[' });
            any = true;
            object(self.out, |fields| fill(fields, item));
        }
        self.out.push_str(if any { "]" } else { "null" });
        self
    }
}

fn string(out: &mut String, value: &str) {
    out.push('"');
    for character in value.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..'\u{20}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_as_azurehound_writes_it() {
        let mut file = Vec::new();
        let mut export = Export::begin(&mut file).unwrap();
        let data = |fields: &mut Fields<'_>| {
            fields.plain("id", 7).text("empty", "").flag("off", false);
            fields.text("name", "R&D <\"new\">").flag("on", true);
        };
        export.record("AZThing", data).unwrap();
        let members = |fields: &mut Fields<'_>| {
            fields
                .objects("members", [""; 0], |_, _| {})
                .texts("tags", &["a", "b"]);
            fields.empty("info").objects("list", [1, 2], |fields, n| {
                fields.number("n", n);
            });
        };
        export.record("AZOther", members).unwrap();
        assert_eq!(export.finish().unwrap(), 2);
        let lines = [
            "{",
            "\t\"data\": [",
            r#"		{"kind":"AZThing","data":{"id":"7","name":"R\u0026D \u003c\"new\"\u003e","on":true}},"#,
            r#"		{"kind":"AZOther","data":{"members":null,"tags":["a","b"],"info":{},"list":[{"n":1},{"n":2}]}}"#,
            "\t],",
            "\t\"meta\": {\"type\":\"azure\",\"version\":5,\"count\":2}",
            "}",
            "",
        ];
        assert_eq!(String::from_utf8(file).unwrap(), lines.join("\n"));
    }
}
