//! Objects that are set like one before.
//!
//! A list says the same of a million members: the same keys in the same order, and only the texts
//! differ. A [`Stencil`] is cut from one such object. It reads another by comparing what lies
//! between the texts, in one go, and takes what stands in the gaps. What does not fit to the byte
//! is left to the parser, so a stencil never decides what is valid: whatever it reads, the parser
//! would read alike.

use super::scan::Extent;

/// An object of texts, and of objects of texts, with gaps in place of the texts.
#[derive(Debug)]
pub(crate) struct Stencil {
    /// What stands before each gap, and after the last one.
    between: Vec<Box<str>>,
    /// The keys that lead to each gap.
    paths: Vec<Vec<Box<str>>>,
}

/// How many gaps a stencil may have.
pub(crate) const GAPS: usize = 12;

impl Stencil {
    /// The stencil of an object, which is valid JSON. None if it holds anything but texts and
    /// objects, an escape in a key, a key twice, white space, or more texts than there may be gaps.
    pub(crate) fn cut(object: &str) -> Option<Stencil> {
        let bytes = object.as_bytes();
        let mut stencil = Stencil {
            between: Vec::new(),
            paths: Vec::new(),
        };
        let mut open: Vec<&str> = Vec::new();
        let (mut key, mut at, mut after_gap) = ("", 0, 0);
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'"' => {
                    let end = text_end(bytes, at)?;
                    if bytes.get(end + 1) == Some(&b':') {
                        key = object.get(at..end).filter(|key| !key.contains('\\'))?;
                        at = end + 2;
                    } else {
                        stencil.add(object.get(after_gap..at)?, open.get(1..)?, key)?;
                        after_gap = end;
                        at = end + 1;
                    }
                }
                b'{' => open.push(key),
                b'}' => drop(open.pop()),
                b',' => {}
                _ => return None,
            }
        }
        stencil.between.push(object.get(after_gap..)?.into());
        Some(stencil)
    }

    fn add(&mut self, before: &str, open: &[&str], key: &str) -> Option<()> {
        let path: Vec<Box<str>> = open.iter().chain([&key]).map(|key| (*key).into()).collect();
        if self.paths.contains(&path) || self.paths.len() == GAPS {
            return None;
        }
        self.paths.push(path);
        self.between.push(before.into());
        Some(())
    }

    /// The gap that these keys lead to.
    pub(crate) fn gap(&self, path: &[&str]) -> Option<usize> {
        let is_it = |own: &Vec<Box<str>>| own.iter().map(|key| &**key).eq(path.iter().copied());
        self.paths.iter().position(is_it)
    }

    /// Reads the object that `text` begins with into `gaps`, texts with their escapes, and says how
    /// long it is. None if it is not set like the one that the stencil was cut from.
    #[inline]
    pub(crate) fn read<'t>(&self, text: &'t str, gaps: &mut [&'t str; GAPS]) -> Option<usize> {
        let bytes = text.as_bytes();
        let (last, before) = self.between.split_last()?;
        let mut at = 0;
        for (part, gap) in before.iter().zip(gaps) {
            if !bytes.get(at..)?.starts_with(part.as_bytes()) {
                return None;
            }
            let start = at + part.len();
            at = text_end(bytes, start)?;
            *gap = text.get(start..at)?;
        }
        let rest = bytes.get(at..)?;
        rest.starts_with(last.as_bytes()).then_some(at + last.len())
    }
}

/// Where the text ends that begins at byte `start`, behind its quotation mark. None if it is none.
#[inline]
pub(crate) fn text_end(bytes: &[u8], start: usize) -> Option<usize> {
    let end = start + plain_len(bytes.get(start..)?);
    match bytes.get(end)? {
        b'"' => Some(end),
        b'\\' => escaped_text_end(bytes, start),
        _ => None,
    }
}

#[cold]
fn escaped_text_end(bytes: &[u8], start: usize) -> Option<usize> {
    match Extent::parsed(bytes.get(start.checked_sub(1)?..)?) {
        Extent::End(len) => Some(start + len - 2),
        Extent::Open | Extent::Broken(_) => None,
    }
}

/// How many bytes of a JSON text can be taken as they are: those before the first quotation mark,
/// escape or control character.
#[inline]
pub(crate) fn plain_len(bytes: &[u8]) -> usize {
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    // The high bit of each byte of `word` that is below `least`; bytes above one such may be marked
    // wrongly, but only the lowest counts.
    let below = |word: u64, least: u8| word.wrapping_sub(each(least)) & !word & each(0x80);
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let special =
            below(word, 0x20) | below(word ^ each(b'"'), 1) | below(word ^ each(b'\\'), 1);
        if special != 0 {
            return 8 * number + special.trailing_zeros() as usize / 8;
        }
    }
    let is_special = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    let end = rest.iter().position(is_special).unwrap_or(rest.len());
    8 * words.len() + end
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: &str =
        r##"{"member":{"@odata.type":"#user","name":"Anna","id":"1"},"groupId":"7"}"##;

    fn read<'t>(stencil: &Stencil, text: &'t str) -> Option<(Vec<&'t str>, usize)> {
        let mut gaps = [""; GAPS];
        let end = stencil.read(text, &mut gaps)?;
        Some((gaps[..stencil.paths.len()].to_vec(), end))
    }

    #[test]
    fn an_object_that_is_set_alike_is_read() {
        let stencil = Stencil::cut(ANNA).unwrap();
        assert_eq!(stencil.gap(&["member", "id"]), Some(2));
        assert_eq!(stencil.gap(&["groupId"]), Some(3));
        assert_eq!(stencil.gap(&["id"]), None);
        let zoe =
            r##"{"member":{"@odata.type":"#group","name":"Zoë \"B\"","id":""},"groupId":"8"},{"##;
        let expected = (vec!["#group", r#"Zoë \"B\""#, "", "8"], zoe.len() - 2);
        assert_eq!(read(&stencil, zoe), Some(expected));
    }

    #[test]
    fn what_does_not_fit_to_the_byte_is_left() {
        let stencil = Stencil::cut(ANNA).unwrap();
        assert!(read(&stencil, ANNA).is_some());
        for (from, to) in [
            ("Anna", "An\\xa"),
            ("Anna", "Anna\\"),
            ("Anna", "An\nna"),
            ("\"Anna\"", "null"),
            ("\"name\"", "\"Name\""),
            ("\"7\"}", "\"7\" }"),
            (":\"7\"", ": \"7\""),
            ("\"7\"}", "\"7"),
            ("\"groupId\":\"7\"", ""),
        ] {
            assert_eq!(read(&stencil, &ANNA.replace(from, to)), None, "{from} {to}");
        }
        for end in 0..ANNA.len() {
            assert_eq!(read(&stencil, &ANNA[..end]), None, "{end}");
        }
    }

    #[test]
    fn of_anything_but_plain_texts_no_stencil_is_cut() {
        for object in [
            r#"{"a":1}"#,
            r#"{"a":["b"]}"#,
            r#"{"a":null}"#,
            r#"{"a": "b"}"#,
            r#"{"a\"":"b"}"#,
            r#"{"a":"b","a":"c"}"#,
            r#"{"o":{"a":"b"},"o":{"a":"c"}}"#,
        ] {
            assert!(Stencil::cut(object).is_none(), "{object}");
        }
        let many: Vec<String> = (0..=GAPS).map(|n| format!("\"{n}\":\"\"")).collect();
        assert!(Stencil::cut(&format!("{{{}}}", many.join(","))).is_none());
        assert!(Stencil::cut(&format!("{{{}}}", many[1..].join(","))).is_some());
    }

    #[test]
    fn a_plain_text_ends_where_the_first_special_byte_is() {
        for len in 0..40 {
            for special in [b'"', b'\\', 0, 0x1f] {
                for harmless in [b'a', 0x20, 0x7f, 0xc3, 0xff, b'!', b'#', b'[', b']'] {
                    let mut bytes = vec![harmless; 40];
                    bytes[len] = special;
                    assert_eq!(plain_len(&bytes), len, "{special} after {harmless}");
                    assert_eq!(plain_len(&bytes[..len]), len);
                }
            }
        }
    }
}
