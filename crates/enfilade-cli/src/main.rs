//! The `enfilade` command: arguments in, answers on stdout, everything else on stderr.

mod answer;
mod command;
mod exit;
mod gate;
mod interrupt;
mod output_file;
mod params;
mod progress;
mod repl;
mod summary;
mod terminal;

fn main() -> std::process::ExitCode {
    command::main().into()
}
