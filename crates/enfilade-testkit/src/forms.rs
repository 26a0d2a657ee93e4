//! One tenant in every form in which exports are saved.
//!
//! A form is written from a graph, as its tool would write it: with its spelling, its limits (a list
//! that ends after twenty), and without what it has no place for. What comes back from an import must
//! be the same graph but for that, and the ledger must say so. A new format joins [`Form::ALL`].

mod csv;
mod entra_exporter;
mod expanded;
mod opengraph;
mod plain;
mod powershell;
mod tables;

use crate::answers;
pub use crate::answers::File;
use enfilade_graph::Graph;
use serde_json::Value;

/// A form of export.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Form {
    /// Answers of Microsoft Graph and of Azure's REST: pages, lists, batches, an object a line.
    Answers,
    /// Graph's objects with their lists in them (`$expand`), and what the Azure CLI prints.
    Expanded,
    /// What the cmdlets of Microsoft Graph and Az give to `ConvertTo-Json`.
    Powershell,
    /// Tables of the Entra admin centre, of Resource Graph, and of PowerShell's `Export-Csv`.
    Tables,
    /// The plain form.
    Plain,
    /// A payload of BloodHound OpenGraph.
    OpenGraph,
    /// A folder of EntraExporter.
    EntraExporter,
}

impl Form {
    /// Every form.
    pub const ALL: [Form; 7] = [
        Form::Answers,
        Form::Expanded,
        Form::Powershell,
        Form::Tables,
        Form::Plain,
        Form::OpenGraph,
        Form::EntraExporter,
    ];

    /// The form's name, for files and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Form::Answers => "answers",
            Form::Expanded => "expanded",
            Form::Powershell => "powershell",
            Form::Tables => "tables",
            Form::Plain => "plain",
            Form::OpenGraph => "opengraph",
            Form::EntraExporter => "entraexporter",
        }
    }

    /// The files of an export of `graph`.
    #[must_use]
    pub fn write(self, graph: &Graph) -> Vec<File> {
        match self {
            Form::Answers => answers::write(graph),
            Form::Expanded => expanded::write(graph),
            Form::Powershell => powershell::write(graph),
            Form::Tables => tables::write(graph),
            Form::Plain => plain::write(graph),
            Form::OpenGraph => opengraph::write(graph),
            Form::EntraExporter => entra_exporter::write(graph),
        }
    }
}

/// The records of a page, a list, or an answer of Resource Graph.
fn records(page: &Value) -> &[Value] {
    let list = page.as_array().or_else(|| page["value"].as_array());
    list.or_else(|| page["data"].as_array())
        .map_or(&[], Vec::as_slice)
}

/// The answers of a batch.
fn responses(page: &Value) -> impl Iterator<Item = &Value> {
    page["responses"].as_array().into_iter().flatten()
}
