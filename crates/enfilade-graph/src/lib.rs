//! Records built into a snapshot, and the snapshot opened as a graph.
//!
//! A [`Graph`] is a handful of Arrow buffers: a table of entities for each kind, and for each kind
//! of edge a compressed sparse row in both directions with edge columns beside it. The buffers are
//! either in memory, fresh from a [`Builder`], or mapped from the files of a [`Snapshot`]; nothing
//! above this crate can tell which. Code that computes access reads a [`GraphView`]; algorithms of
//! the petgraph crate run over a [`Petgraph`], which shows some kinds of edge as one graph.
//!
//! You want the `enfilade` crate unless you store or traverse graphs yourself.

mod attributes;
mod build;
mod csr;
mod deferred;
#[cfg(test)]
mod describe;
mod disagreements;
mod edges;
mod entities;
mod graph;
mod lists;
mod origins;
mod petgraph;
mod rest;
mod role_definitions;
mod snapshot;
mod sources;
mod view;

pub use attributes::AttributeColumns;
pub use build::{BuildError, BuildReport, Builder, ReplayError, Share};
pub use csr::{Csr, CsrError};
pub use deferred::DeferredRows;
pub use disagreements::{Disagreement, Dispute};
pub use edges::{Edge, EdgeColumns, EdgeIndex, EdgeTable, Edges, Stated};
pub use entities::{AttributeColumn, EntityTable, Role, RoleIndex};
pub use graph::{Graph, GraphParts};
pub use lists::List;
pub use origins::OriginColumn;
pub use petgraph::{Neighbors, Petgraph, PetgraphEdge, PetgraphEdgeId, PetgraphEdges, Visited};
pub use rest::RestColumn;
pub use role_definitions::RoleDefinition;
pub use snapshot::{EdgeEntry, EntityEntry, FileEntry, Manifest, Snapshot, SnapshotError, Writer};
pub use sources::{SourceColumn, SourceSets};
pub use view::GraphView;
