//! Finding nodes by what they have, once all have come in.

use super::end::End;
use super::node::Node;
use crate::decode::json::Scalar;
use crate::decode::shallow;
use enfilade_model::{EntityKind, ObjectKey};
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::borrow::Cow;
use std::hash::BuildHasher;

/// The nodes of Azure's kinds and what they have.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Each property of each node: a hash of its name and value, and the node's number.
    properties: Vec<(u64, u32)>,
    nodes: Vec<Known>,
    /// The kinds that nodes have together.
    kinds: Vec<Vec<String>>,
    /// The client ids of apps.
    apps: FxHashSet<ObjectKey>,
}

#[derive(Debug)]
struct Known {
    id: Box<str>,
    /// Which of the lists of kinds it has.
    kinds: u32,
}

impl Index {
    /// Adds a node.
    pub(super) fn add(&mut self, node: &Node<'_>, kinds: &[Cow<'_, str>]) {
        let number = self.nodes.len() as u32;
        for (name, json) in node.properties.iter() {
            if let Some(hash) = hash(name, json) {
                self.properties.push((hash, number));
            }
        }
        if node.kind == EntityKind::Registration {
            self.apps.insert(node.id.key);
        }
        let kinds = self.kinds(kinds);
        self.nodes.push(Known {
            id: node.written.as_ref().into(),
            kinds,
        });
    }

    /// The number of a list of kinds. Nodes of one kind mostly follow each other.
    fn kinds(&mut self, kinds: &[Cow<'_, str>]) -> u32 {
        // Further back is not looked: a file may be made to have as many lists as nodes.
        let first = self.kinds.len().saturating_sub(16);
        let recent = &self.kinds[first..];
        let known = recent.iter().rposition(|own| own == kinds);
        let number = known.map(|at| first + at).unwrap_or_else(|| {
            self.kinds
                .push(kinds.iter().map(|kind| kind.to_string()).collect());
            self.kinds.len() - 1
        });
        number as u32
    }

    /// The kinds of a node.
    fn kinds_of(&self, node: &Known) -> &[String] {
        self.kinds
            .get(node.kinds as usize)
            .map_or(&[], Vec::as_slice)
    }

    /// Whether this is the client id of an app.
    pub(super) fn is_app(&self, key: ObjectKey) -> bool {
        self.apps.contains(&key)
    }

    /// Makes ready for [`Index::find`].
    pub(super) fn sort(&mut self) {
        self.properties.sort_unstable();
    }

    /// The one node that an end means, as an end by its id.
    pub(super) fn find<'de>(&self, end: &End<'de>) -> Option<End<'de>> {
        let End::Match { properties, kind } = end else {
            return Some(end.clone());
        };
        let mut found: Option<Vec<u32>> = None;
        for (name, json) in properties {
            let hash = hash(name, json)?;
            let from = self.properties.partition_point(|entry| entry.0 < hash);
            let nodes = self.properties[from..]
                .iter()
                .take_while(|entry| entry.0 == hash)
                .map(|entry| entry.1);
            found = Some(match found {
                None => nodes.collect(),
                Some(before) => nodes.filter(|node| before.contains(node)).collect(),
            });
        }
        let mut nodes = found?.into_iter().filter_map(|number| {
            let node = self.nodes.get(number as usize)?;
            let is_meant = kind
                .as_ref()
                .is_none_or(|kind| self.kinds_of(node).iter().any(|own| own == kind));
            is_meant.then_some(node)
        });
        let first = nodes.next()?;
        // The same node may be described twice.
        nodes.all(|other| other.id == first.id).then(|| End::Id {
            id: Cow::Owned(first.id.to_string()),
            kind: self.kinds_of(first).first().cloned().map(Cow::Owned),
        })
    }
}

/// A hash of a property; none for what cannot be matched. BloodHound keeps names in upper case.
fn hash(name: &str, json: &str) -> Option<u64> {
    let value = match scalar(json)? {
        Scalar::Text(text) if name == "name" && !is_upper(&text) => Cow::Owned(text.to_uppercase()),
        Scalar::Text(text) => text,
        Scalar::Null => return None,
        Scalar::Boolean(_) | Scalar::Other => Cow::Borrowed(json.trim()),
    };
    let is_nested = json.starts_with(['[', '{']);
    (!is_nested).then(|| FxBuildHasher.hash_one((name, &*value)))
}

fn is_upper(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_lowercase())
}

fn scalar(json: &str) -> Option<Scalar<'_>> {
    match shallow::plain_text(json) {
        Some(text) => Some(Scalar::Text(Cow::Borrowed(text))),
        None => serde_json::from_str(json).ok(),
    }
}
