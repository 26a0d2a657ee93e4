//! Members that are set like those before them.
//!
//! Memberships are most of an export, and AzureHound writes them all alike. So they are read with
//! stencils ([`Stencil`]), cut from the members as they come, and handed on many at a time. At the
//! first member that is odd in any way the rest of the list is left to the reader of all lists.

use crate::decode::scan::Extent;
use crate::decode::skip;
use crate::decode::stencil::{GAPS, Stencil};
use crate::facts::Emitter;
use crate::facts::mention::kind_of_type;
use enfilade_model::{EdgeKind, EdgeList, EntityKind, ObjectKey, ObjectRef, parse_guid};
use memchr::memchr;
use std::borrow::Cow;

/// How many ways of setting a member are known at once: Go leaves out what is empty.
const SETTINGS: usize = 8;

/// How many more a list may bring.
const NEW: usize = 8;

/// How many members are handed on together.
const AT_ONCE: usize = 64;

/// How members are set, the way that was met last first.
#[derive(Debug, Default)]
pub(crate) struct Settings(Vec<Setting>);

/// How a member is set: a stencil, and what stands in which gap.
#[derive(Debug)]
struct Setting {
    stencil: Stencil,
    id: usize,
    group: usize,
    kind: Option<usize>,
    name: Option<usize>,
}

/// A member that has nothing odd about it.
struct Member<'t> {
    key: ObjectKey,
    kind: Option<EntityKind>,
    name: Option<Cow<'t, str>>,
    group: &'t str,
}

impl Setting {
    fn of(member: &str) -> Option<Setting> {
        let stencil = Stencil::cut(member)?;
        Some(Setting {
            id: stencil.gap(&["member", "id"])?,
            group: stencil.gap(&["groupId"])?,
            kind: stencil.gap(&["member", "@odata.type"]),
            name: stencil.gap(&["member", "displayName"]),
            stencil,
        })
    }

    /// Reads the member that `text` begins with, if it is set this way, is not odd, and another one
    /// or the end of the list follows; and says how long it is.
    #[inline]
    fn read<'t>(&self, text: &'t str) -> Option<(Member<'t>, usize)> {
        let mut gaps = [""; GAPS];
        let end = self.stencil.read(text, &mut gaps)?;
        if !matches!(text.as_bytes().get(end..)?, [b',', b'{', ..] | [b']', ..]) {
            return None;
        }
        let kind = match self.kind {
            Some(kind) => Some(kind_of_type(gaps.get(kind)?)?),
            None => None,
        };
        let name = match self.name {
            Some(name) => Some(unescaped(gaps.get(name)?)?),
            None => None,
        };
        let member = Member {
            key: key(gaps.get(self.id)?)?,
            kind,
            name,
            group: gaps.get(self.group)?,
        };
        Some((member, end))
    }
}

/// The text that stands in a gap.
#[inline]
fn unescaped(gap: &str) -> Option<Cow<'_, str>> {
    if memchr(b'\\', gap.as_bytes()).is_none() {
        return Some(Cow::Borrowed(gap));
    }
    serde_json::from_str(&format!("\"{gap}\""))
        .ok()
        .map(Cow::Owned)
}

fn key(guid: &str) -> Option<ObjectKey> {
    parse_guid(guid).filter(|guid| *guid != 0).map(ObjectKey)
}

impl Settings {
    /// Reads the member that `text` begins with; `new` more ways of setting it may be learned.
    #[inline]
    fn read<'t>(&mut self, text: &'t str, new: &mut usize) -> Option<(Member<'t>, usize)> {
        let first = self.0.first();
        first
            .and_then(|setting| setting.read(text))
            .or_else(|| self.read_otherwise(text, new))
    }

    #[cold]
    fn read_otherwise<'t>(
        &mut self,
        text: &'t str,
        new: &mut usize,
    ) -> Option<(Member<'t>, usize)> {
        for at in 1..self.0.len() {
            if let Some(read) = self.0.get(at).and_then(|setting| setting.read(text)) {
                self.0.swap(0, at);
                return Some(read);
            }
        }
        *new = new.checked_sub(1)?;
        let Extent::End(end) = skip::extent(text.as_bytes()) else {
            return None;
        };
        let setting = Setting::of(text.get(..end)?)?;
        let read = setting.read(text)?;
        self.0.truncate(SETTINGS - 1);
        self.0.insert(0, setting);
        Some(read)
    }
}

/// Hands on the members that `list` begins with, as long as they are set as expected. Gives what is
/// left of the list, which begins with a member or the end.
pub(super) fn read<'t>(list: &'t str, out: &mut Emitter<'_>) -> &'t str {
    let mut settings = std::mem::take(&mut out.azurehound.member_settings);
    let mut members = Together {
        group: None,
        members: Vec::with_capacity(AT_ONCE),
        out,
    };
    let mut new = NEW;
    let mut rest = list;
    while let Some((member, end)) = settings.read(rest, &mut new) {
        if members.add(member).is_none() {
            break;
        }
        rest = rest.get(end..).unwrap_or_default();
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => break,
        }
    }
    members.hand_on();
    out.azurehound.member_settings = settings;
    rest
}

/// Members of one group that are handed on together.
struct Together<'o, 's, 't> {
    /// The group's id as it is written, and as it is.
    group: Option<(&'t str, ObjectKey)>,
    members: Vec<ObjectRef<'t>>,
    out: &'o mut Emitter<'s>,
}

impl<'t> Together<'_, '_, 't> {
    /// Adds a member, if its group has an id.
    #[inline]
    fn add(&mut self, member: Member<'t>) -> Option<()> {
        if self.group.is_none_or(|(text, _)| text != member.group) {
            let group = key(member.group)?;
            self.hand_on();
            self.group = Some((member.group, group));
        }
        let object = ObjectRef::object(member.key, member.kind);
        match member.name {
            Some(Cow::Owned(name)) => {
                self.hand_on();
                self.hand_on_these(&[object.with_name(Some(&name))]);
            }
            Some(Cow::Borrowed(name)) => self.members.push(object.with_name(Some(name))),
            None => self.members.push(object),
        }
        if self.members.len() == AT_ONCE {
            self.hand_on();
        }
        Some(())
    }

    fn hand_on(&mut self) {
        let mut members = std::mem::take(&mut self.members);
        if !members.is_empty() {
            self.hand_on_these(&members);
            members.clear();
        }
        self.members = members;
    }

    fn hand_on_these(&mut self, members: &[ObjectRef<'_>]) {
        if let Some((_, group)) = self.group {
            self.out.edges(&EdgeList {
                kind: EdgeKind::Member,
                from: members,
                to: ObjectRef::object(group, Some(EntityKind::Group)),
                provenance: self.out.provenance,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::record;
    use super::super::super::record::tests::{Facts, outcome};
    use super::*;
    use proptest::prelude::*;

    const ANNA: &str = r##"{"member":{"@odata.type":"#microsoft.graph.user","createdDateTime":"2020-01-01T00:00:00Z","displayName":"Anna","id":"A0000000-0000-4000-8000-000000000001"},"groupId":"A0000000-0000-4000-8000-00000000000F"}"##;

    /// What Anna's membership is turned into, to be set in another way or to be odd.
    const CHANGES: &[(&str, &str)] = &[
        ("Anna", "Zoë"),
        ("Anna", ""),
        ("Anna", r#"R\u0026D \"X\""#),
        ("Anna", "A\\nna"),
        ("\"displayName\":\"Anna\",", ""),
        ("\"createdDateTime\":\"2020-01-01T00:00:00Z\",", ""),
        ("2020", "2\\u0030"),
        ("2020", "2\\x"),
        ("000001", "000002"),
        ("00000F", "00000E"),
        ("A0000000", "a0000000"),
        ("\"Anna\"", "null"),
        ("\"Anna\"", "[\"Anna\"]"),
        ("graph.user", "graph.group"),
        ("graph.user", "graph.robot"),
        ("A0000000-0000-4000-8000-000000000001", "anna"),
        (
            "A0000000-0000-4000-8000-000000000001",
            "00000000-0000-0000-0000-000000000000",
        ),
        (",\"groupId\":\"A0000000-0000-4000-8000-00000000000F\"", ""),
        ("A0000000-0000-4000-8000-00000000000F", "staff"),
        (":{", ": {"),
        ("}", "} "),
        ("\"member\":", "\"member\":{\"id\":\"x\"},\"member\":"),
        ("\"id\":", "\"id\":\"x\",\"id\":"),
        ("Anna", "A\u{1}"),
    ];

    fn member() -> impl Strategy<Value = String> {
        let change = prop::option::weighted(0.5, prop::sample::select(CHANGES));
        prop::collection::vec(change, 0..3).prop_map(|changes| {
            let changes = changes.into_iter().flatten();
            changes.fold(ANNA.to_owned(), |text, (from, to)| {
                text.replacen(from, to, 1)
            })
        })
    }

    fn between() -> impl Strategy<Value = &'static str> {
        prop_oneof![20 => Just(","), 1 => Just(", "), 1 => Just(""), 1 => Just(",,"), 1 => Just(",null,")]
    }

    fn end() -> impl Strategy<Value = &'static str> {
        const GROUP: &str = r#"],"groupId":"A0000000-0000-4000-8000-00000000000F"}}"#;
        prop_oneof![5 => Just(GROUP), 1 => Just("]}}"), 1 => Just(",]}}"), 1 => Just("]}} {"), 1 => Just("")]
    }

    proptest! {
        #[test]
        fn a_list_says_what_it_says_without_stencils(
            members in prop::collection::vec((member(), between()), 0..12),
            end in end(),
            cut in prop::option::weighted(0.2, 0..100_usize),
        ) {
            let mut text = super::super::MEMBERS.to_owned();
            let last = members.len().saturating_sub(1);
            for (number, (member, between)) in members.iter().enumerate() {
                text.push_str(member);
                text.push_str(if number == last { "" } else { between });
            }
            text.push_str(end);
            let kept = cut.map_or(text.len(), |percent| text.len() * percent / 100);
            let kept = (0..=kept).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let text = &text[..kept];
            prop_assert_eq!(outcome(record::read, text), outcome(record::read_all, text));
        }
    }

    #[test]
    fn members_set_in_changing_ways_are_handed_on_together() {
        let unnamed = ANNA.replace("\"displayName\":\"Anna\",", "");
        let escaped = ANNA.replace("Anna", "R\\u0026D");
        let list = [ANNA, &unnamed, ANNA, &escaped, &unnamed].join(",") + "]}}";
        let mut facts = Facts::default();
        let mut out = Emitter::new(&mut facts);
        assert_eq!(read(&list, &mut out), "]}}");
        assert_eq!(out.azurehound.member_settings.0.len(), 2);
        assert_eq!(facts.0.len(), 5);
        assert!(facts.0[3].contains("R&D"), "{}", facts.0[3]);
    }
}
