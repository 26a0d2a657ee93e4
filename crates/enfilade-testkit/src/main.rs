//! `enfilade-testkit`: writes the generated tenants that tests and benches use.

use clap::{Parser, Subcommand, ValueEnum};
use enfilade_testkit::contoso;
use enfilade_testkit::large::{Large, Size, azurehound, edges, pages, tables};
use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

/// Writes generated tenants.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the bundled sample: an AzureHound export of an invented company.
    Contoso {
        /// The file to write.
        #[arg(short, long, default_value = "tests/tenants/contoso/contoso.json")]
        output: PathBuf,
    },
    /// Write what AzureHound does not collect of the bundled sample: answers of Graph and Azure.
    ContosoMore {
        /// The folder to write to.
        #[arg(short, long, default_value = "tests/tenants/contoso-more")]
        output: PathBuf,
    },
    /// Write a large tenant for benches. The same size and seed give the same tenant in each
    /// format, on every machine.
    Tenant {
        /// S (10,000 users), M (100,000), L (1,000,000), XL (5,000,000), or a number of users.
        #[arg(short, long)]
        size: Size,
        /// What to write.
        #[arg(short, long)]
        format: Format,
        /// The file to write; the folder, for all forms but AzureHound's.
        #[arg(short, long)]
        output: PathBuf,
        /// What all else follows from.
        #[arg(long, default_value_t = 42)]
        seed: u64,
    },
}

/// A form of a large tenant.
#[derive(Copy, Clone, Debug, ValueEnum)]
enum Format {
    /// The export that AzureHound would make.
    Azurehound,
    /// The directory as pages and batches of Microsoft Graph.
    Graph,
    /// Users, groups and members as tables of the Entra admin centre.
    Csv,
    /// Edge lists in Parquet, which other tools load.
    Edges,
}

fn main() -> Result<(), Box<dyn Error>> {
    match Arguments::parse().command {
        Command::Contoso { output } => {
            contoso::write(BufWriter::new(File::create(output)?))?;
        }
        Command::ContosoMore { output } => {
            std::fs::create_dir_all(&output)?;
            for (name, text) in contoso::more()? {
                std::fs::write(output.join(name), text)?;
            }
        }
        Command::Tenant {
            size,
            format,
            output,
            seed,
        } => {
            let large = Large::new(size, seed);
            match format {
                Format::Azurehound => {
                    azurehound::write(&large, BufWriter::new(File::create(output)?))?;
                }
                Format::Graph => pages::write(&large, &output)?,
                Format::Csv => tables::write(&large, &output)?,
                Format::Edges => edges::write(&large, &output)?,
            }
        }
    }
    Ok(())
}
