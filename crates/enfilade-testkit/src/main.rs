//! `enfilade-testkit`: writes the generated tenants that tests and benches use.

use clap::{Parser, Subcommand};
use enfilade_testkit::contoso;
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
}

fn main() -> Result<(), Box<dyn Error>> {
    match Arguments::parse().command {
        Command::Contoso { output } => {
            contoso::write(BufWriter::new(File::create(output)?))?;
        }
    }
    Ok(())
}
