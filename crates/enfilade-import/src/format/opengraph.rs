//! BloodHound OpenGraph: nodes and edges of any kind, of which those of Azure are known.
//!
//! Kinds are free text. A node of one of BloodHound's kinds for Azure is read as the record that Graph
//! or Azure would have answered ([`node`]); an edge whose kind states a fact becomes that fact
//! ([`edge`]). Edges that BloodHound concludes from others are none: what follows from the facts
//! Enfilade finds out for itself. All other kinds are counted, since nothing says what access they
//! give. An end of an edge may be matched by a property, and nodes come in any order, so such edges
//! wait until all is read ([`index`]).
//! `docs/formats.md` tells it from the user's side.
//!
//! Source: <https://github.com/SpecterOps/bloodhound-docs>, `docs/opengraph/developer`.

mod edge;
mod end;
mod index;
mod node;

use super::fields::Fields;
use super::graph::Graph;
use super::listing::Listing;
use super::plain::listed_by;
use crate::facts::Emitter;
use crate::summary::Oddity;
use edge::{Edge, Fact};
use end::End;
use enfilade_model::{Completeness, EntityKind, Level, Relation};
use index::Index;
use node::Node;
use std::collections::{BTreeMap, BTreeSet};

const UNKNOWN: Oddity = Oddity::odd(
    "unknown-kind",
    "nodes and edges of kinds that are not Azure's; counted only",
);
const CONCLUSION: Oddity = Oddity::odd(
    "conclusion",
    "edges that BloodHound concludes from others; Enfilade concludes for itself, so counted only",
);
const UNMATCHED: Oddity = Oddity::odd(
    "unmatched-end",
    "edges whose end is matched by a name or property that no node of these files has, or several; left out",
);
const NO_EDGE: Oddity = Oddity::odd(
    "no-edge",
    "records among nodes or edges that are neither; left out",
);

/// How many kinds are told apart.
const KINDS: usize = 200;

/// What spans the files of an import.
#[derive(Debug, Default)]
pub(crate) struct OpenGraph {
    /// How many nodes and edges of each kind came in, and files of each system.
    node_counts: BTreeMap<String, u64>,
    edge_counts: BTreeMap<String, u64>,
    source_counts: BTreeMap<String, u64>,
    nodes: BTreeSet<EntityKind>,
    /// The relations that some edge was a fact of.
    relations: BTreeSet<Relation>,
    index: Index,
    /// What the nodes of the present file are handed on as.
    listing: Option<Listing>,
    waiting: Vec<Edge<'static>>,
}

impl OpenGraph {
    /// Reads a node or an edge.
    pub(crate) fn record(
        &mut self,
        fields: &Fields<'_>,
        listing: &Listing,
        graph: &mut Graph,
        out: &mut Emitter<'_>,
    ) {
        if fields.has("start") && fields.has("end") {
            self.edge(fields, out);
        } else if fields.has("id") {
            self.node(fields, listing, graph, out);
        } else {
            out.odd(NO_EDGE, || fields.names().collect::<Vec<_>>().join(", "));
        }
    }

    /// A file says which system its nodes are of.
    pub(crate) fn source_kind(&mut self, name: &str) {
        count(&mut self.source_counts, name);
    }

    fn node(
        &mut self,
        fields: &Fields<'_>,
        listing: &Listing,
        graph: &mut Graph,
        out: &mut Emitter<'_>,
    ) {
        let kinds = end::texts(fields, "kinds");
        let first = kinds.first().map_or("(none)", |kind| &**kind);
        let Some(node) = Node::of(fields, &kinds) else {
            count(&mut self.node_counts, first);
            return out.odd(UNKNOWN, || format!("a node of kind `{first}`"));
        };
        // Graph's reader counts what it reads.
        if node.graph_kind().is_none() {
            count(&mut self.node_counts, first);
        }
        self.nodes.insert(node.kind);
        self.index.add(&node, &kinds);
        let own = self.listing.take().filter(|own| own.path == listing.path);
        let mut own = own.unwrap_or_else(|| listing.clone());
        own.kind = node.graph_kind();
        node.describe(&own, graph, out);
        self.listing = Some(own);
    }

    fn edge(&mut self, fields: &Fields<'_>, out: &mut Emitter<'_>) {
        let kind = fields.text("kind").unwrap_or_default();
        count(&mut self.edge_counts, &kind);
        let Some(fact) = Fact::of(&kind) else {
            let oddity = match edge::is_conclusion(&kind) {
                true => CONCLUSION,
                false => UNKNOWN,
            };
            return out.odd(oddity, || format!("an edge of kind `{kind}`"));
        };
        let (Some(start), Some(end)) = (End::of(fields, "start"), End::of(fields, "end")) else {
            return out.odd(NO_EDGE, || format!("`{kind}` without a start or an end"));
        };
        let edge = Edge {
            fact,
            start,
            end,
            scope: edge::scope(fields),
            provenance: out.provenance,
        };
        // What is owned may be an app, whose id is its client id, and the app may come later.
        if edge.is_matched() || fact == Fact::Owner {
            self.waiting.push(edge.into_owned());
        } else {
            self.relations.extend(edge.emit(&self.index, out));
        }
    }

    /// Says what could only be said once all was read.
    pub(crate) fn finish(&mut self, out: &mut Emitter<'_>) {
        // Most files match by id alone.
        if self.waiting.iter().any(Edge::is_matched) {
            self.index.sort();
        }
        for mut edge in std::mem::take(&mut self.waiting) {
            out.provenance = edge.provenance;
            match edge.resolve(&self.index) {
                true => self.relations.extend(edge.emit(&self.index, out)),
                false => out.odd(UNMATCHED, || edge.describe()),
            }
        }
    }

    /// How many nodes and edges of each kind came in.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (String, u64)> {
        let all = [
            ("node", &self.node_counts),
            ("edge", &self.edge_counts),
            ("source", &self.source_counts),
        ];
        all.into_iter().flat_map(|(what, counts)| {
            let named =
                move |(kind, count): (&String, &u64)| (format!("opengraph {what} {kind}"), *count);
            counts.iter().map(named)
        })
    }

    /// What came in; that it is all only its writer knows.
    pub(crate) fn ledger(&self) -> Completeness {
        let mut ledger = Completeness::default();
        let kinds = self.nodes.iter().filter_map(|kind| listed_by(*kind));
        for relation in kinds.chain(self.relations.iter().copied()) {
            let why = why_partial(relation).to_owned();
            ledger.relations.insert(relation, Level::Partial(why));
        }
        ledger
    }
}

/// Why a relation is not known to be whole: BloodHound has kinds of edges for some facts only.
fn why_partial(relation: Relation) -> &'static str {
    match relation {
        Relation::AppAssignments => {
            "BloodHound keeps some permissions of Microsoft Graph, and no other assignments; collect GET /servicePrincipals/{id}/appRoleAssignedTo"
        }
        Relation::EligibleDirectoryRoles => {
            "BloodHound does not say until when; collect GET /roleManagement/directory/roleEligibilityScheduleInstances"
        }
        Relation::AzureRoles => {
            "BloodHound keeps some built-in roles, without conditions; collect `az role assignment list --all`"
        }
        Relation::VaultPolicies => {
            "BloodHound keeps who may get secrets, keys and certificates; collect the vaults with their properties"
        }
        _ => "what the OpenGraph files hold; whether that is all, only their writer knows",
    }
}

/// Counts one of a kind.
fn count(counts: &mut BTreeMap<String, u64>, kind: &str) {
    if let Some(count) = counts.get_mut(kind) {
        *count += 1;
        return;
    }
    let is_many = counts.len() >= KINDS || kind.len() > 100;
    let name = if is_many { "(other)" } else { kind };
    *counts.entry(name.to_owned()).or_default() += 1;
}
