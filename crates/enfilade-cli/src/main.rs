//! The `enfilade` command: arguments in, answers on stdout, everything else on stderr.

mod answer;
mod command;
mod config;
mod exit;
mod gate;
mod interrupt;
mod library_list;
mod output_file;
mod params;
mod progress;
mod repl;
mod summary;
mod terminal;
mod waiting;

fn main() -> std::process::ExitCode {
    command::main().into()
}
