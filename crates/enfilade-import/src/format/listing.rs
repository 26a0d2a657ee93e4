//! A list of records, what is known of it beside its records, and who takes them.

use super::fields::Fields;
use super::graph::kind::Kind;
use super::graph::place::{Place, file_name};
use super::resource_manager::kind::Kind as AzureKind;
use crate::decode::json::Scalar;
use crate::facts::Emitter;
use enfilade_model::{ObjectKey, parse_guid};
use rustc_hash::FxBuildHasher;
use std::borrow::Cow;
use std::hash::BuildHasher;

/// Takes the records of a text.
pub(crate) trait Records {
    /// A record of a list.
    fn record(&mut self, fields: &Fields<'_>, listing: &Listing, out: &mut Emitter<'_>);

    /// A list is complete, as far as this text holds it.
    fn end(&mut self, listing: &Listing, out: &mut Emitter<'_>);
}

/// How a list stands in its text.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    /// The list of a page, which says whether there is more.
    Page,
    /// A list without anything around it.
    List,
    /// Objects one after the other.
    Loose,
    /// The answers of a batch.
    Batch,
    /// A table, which holds what a list was filtered to when it was saved.
    Table,
    /// Nodes or edges of BloodHound's OpenGraph.
    OpenGraph,
}

/// A list of records.
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    pub(crate) form: Form,
    /// Where the list lies: a path, or the name that a batch gives to its request.
    pub(crate) path: String,
    /// What the path, or the context, says about whose list it is.
    pub(crate) place: Place,
    /// What the records are, as `@odata.context` says.
    pub(crate) kind: Option<Kind>,
    /// What the records are, as a table of Azure's says.
    pub(crate) azure: Option<AzureKind>,
    /// Whether there was a context.
    pub(crate) has_context: bool,
    /// The context, hashed: pages of one list have the same.
    pub(crate) context: u64,
    /// Whether the context names a collection that no reader knows.
    pub(crate) is_foreign: bool,
    /// Whether the context is that of a function's answer, or of a list that only comes filtered.
    pub(crate) is_narrowed: bool,
    /// Whether the context is of Graph's version 1.0.
    pub(crate) is_v1: bool,
    /// The tenant that the context names, as that of the older Azure AD Graph does.
    pub(crate) tenant: Option<ObjectKey>,
    /// Whether the page names a next one.
    pub(crate) has_more: bool,
    /// Whether the page ends with a link for later changes.
    pub(crate) is_delta: bool,
    /// Whether the page is one of Azure Resource Graph.
    pub(crate) is_resource_graph: bool,
    /// How many records all pages have together, as Azure Resource Graph says, or Graph where it was
    /// asked to count.
    pub(crate) total: Option<u64>,
    /// Whether the answer was cut short and no page continues it.
    pub(crate) is_cut_short: bool,
    /// The system that BloodHound's OpenGraph says the nodes are of.
    pub(crate) source_kind: Option<String>,
    /// How many records came in.
    pub(crate) items: u64,
}

impl Listing {
    /// A list of which nothing is known.
    pub(crate) fn new(path: &str, form: Form) -> Listing {
        Listing {
            form,
            path: path.to_owned(),
            place: match form {
                Form::Loose => Place::of(path),
                _ => Place::of_list(path),
            },
            kind: None,
            azure: None,
            has_context: false,
            context: 0,
            is_foreign: false,
            is_narrowed: false,
            is_v1: false,
            tenant: None,
            has_more: false,
            is_delta: false,
            is_resource_graph: false,
            total: None,
            is_cut_short: false,
            source_kind: None,
            items: 0,
        }
    }

    /// Notes a member of the page around the list.
    pub(crate) fn note(&mut self, key: &[u8], json: &[u8]) {
        const RESOURCE_GRAPH: &[&[u8]] = &[b"totalRecords", b"total_records", b"resultTruncated"];
        self.is_resource_graph |= RESOURCE_GRAPH.contains(&key);
        if matches!(key, b"totalRecords" | b"total_records" | b"@odata.count") {
            self.total = serde_json::from_slice(json).ok();
        }
        if key == b"metadata" {
            let metadata = Fields::read(json).ok();
            self.source_kind = metadata
                .and_then(|(metadata, _)| metadata.text("source_kind").map(Cow::into_owned));
        }
        let text = match serde_json::from_slice(json) {
            Ok(Scalar::Text(text)) if !text.is_empty() => text.into_owned(),
            _ => return,
        };
        match key {
            b"@odata.context" => self.read_context(&text),
            // Graph; Azure Resource Manager; Azure Resource Graph from REST, the CLI and PowerShell.
            b"@odata.nextLink" | b"nextLink" | b"$skipToken" | b"skip_token" | b"skipToken"
            | b"SkipToken" => self.has_more = true,
            b"resultTruncated" => self.is_cut_short |= text.eq_ignore_ascii_case("true"),
            b"@odata.deltaLink" => self.is_delta = true,
            _ => {}
        }
    }

    fn read_context(&mut self, context: &str) {
        self.has_context = true;
        self.context = FxBuildHasher.hash_one(context);
        self.is_v1 = context.contains("/v1.0/");
        self.kind = Kind::of_context(context);
        self.is_foreign = self.kind.is_none() && context.contains('#');
        let host = context.strip_prefix("https://graph.windows.net/");
        let tenant = host.and_then(|rest| parse_guid(rest.split('/').next()?));
        self.tenant = tenant.map(ObjectKey);
        let fragment = context.split_once('#').map_or("", |(_, fragment)| fragment);
        self.is_narrowed =
            fragment.starts_with("Collection(") || fragment.ends_with("transitiveRoleAssignments");
        let place = Place::of(fragment);
        if place.owner.is_some() {
            self.place = place;
        }
    }

    /// Whether the list is kept under the name of what was deleted: `deletedItems.json`.
    pub(crate) fn is_named_after_deleted(&self) -> bool {
        file_name(&self.path).to_lowercase().contains("deleted")
    }

    /// Whether nothing says that the records are those of a collection, rather than of a list that
    /// an object has.
    pub(crate) fn states_no_collection(&self) -> bool {
        matches!(self.kind, None | Some(Kind::DirectoryObject)) && self.form != Form::Loose
    }
}
