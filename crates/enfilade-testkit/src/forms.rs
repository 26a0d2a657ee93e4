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
mod roadrecon;
mod tables;

use crate::answers;
use crate::answers::File;
use enfilade_graph::Graph;
pub use roadrecon::Error as WriteError;
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
    /// A database of ROADrecon.
    RoadRecon,
}

/// A file: its path in the folder of the export, and its bytes.
pub type Written = (String, Vec<u8>);

impl Form {
    /// Every form.
    pub const ALL: [Form; 8] = [
        Form::Answers,
        Form::Expanded,
        Form::Powershell,
        Form::Tables,
        Form::Plain,
        Form::OpenGraph,
        Form::EntraExporter,
        Form::RoadRecon,
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
            Form::RoadRecon => "roadrecon",
        }
    }

    /// The files of an export of `graph`.
    ///
    /// # Errors
    /// If a form that is no text could not be written.
    pub fn write(self, graph: &Graph) -> Result<Vec<Written>, WriteError> {
        let texts = match self {
            Form::Answers => answers::write(graph),
            Form::Expanded => expanded::write(graph),
            Form::Powershell => powershell::write(graph),
            Form::Tables => tables::write(graph),
            Form::Plain => plain::write(graph),
            Form::OpenGraph => opengraph::write(graph),
            Form::EntraExporter => entra_exporter::write(graph),
            Form::RoadRecon => return roadrecon::write(graph),
        };
        let texts = texts.into_iter();
        Ok(texts
            .map(|(path, text)| (path, text.into_bytes()))
            .collect())
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

/// The answers, each under the path that it was asked at; of a batch its own, and lines as a list.
fn exported(files: Vec<File>) -> Vec<(String, Value)> {
    let mut pages = Vec::new();
    for (path, text) in files {
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        let page: Value = match path.strip_suffix(".ndjson") {
            Some(_) => Value::Array(lines.collect()),
            None => serde_json::from_str(&text).unwrap_or_default(),
        };
        for response in responses(&page) {
            let asked = response["id"].as_str().unwrap_or_default();
            pages.push((asked.to_owned(), response["body"].clone()));
        }
        let asked = path.split('.').next().unwrap_or_default().to_owned();
        pages.push((asked, page));
    }
    pages
}
