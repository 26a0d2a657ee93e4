//! Many short texts in one allocation.

/// Where a text lies in a [`Texts`].
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Span {
    // Two halves, so that a span takes twelve bytes and not sixteen.
    start: [u32; 2],
    len: u32,
}

impl Span {
    /// Whether the text is empty, which here also means absent.
    pub(super) fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// An append-only store of texts.
#[derive(Debug, Default)]
pub(super) struct Texts {
    bytes: String,
}

impl Texts {
    /// Keeps a text; `None` if it is longer than 4 GiB.
    pub(super) fn push(&mut self, text: &str) -> Option<Span> {
        let start = self.bytes.len() as u64;
        let span = Span {
            start: [start as u32, (start >> 32) as u32],
            len: u32::try_from(text.len()).ok()?,
        };
        self.bytes.push_str(text);
        Some(span)
    }

    /// The text at a span that this store gave out.
    pub(super) fn get(&self, span: Span) -> &str {
        let [low, high] = span.start.map(u64::from);
        let start = (high << 32 | low) as usize;
        self.bytes
            .get(start..start + span.len as usize)
            .unwrap_or_default()
    }
}
