//! The project's own commands: `cargo xtask test`, `tidy` and `bench`.
//!
//! Invariant: nothing here ships, and nothing here is needed to build or to use the stand.
#![expect(clippy::print_stdout, reason = "the commands talk to the person who runs them")]

mod bench;
mod cases;
mod child;
mod forge;
mod fresh;
mod harness;
mod hotfire;
mod jobs;
mod museum;
mod proofs;
mod repo;
mod test;
mod tidy;
mod tools;
mod twin;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tests, measures and tidies Hotfire", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run everything that must hold before a change lands
    Test(test::TestArguments),
    /// Check the layout of crates, files and pages
    Tidy,
    /// Measure speed, finding power, scaling or start-up
    Bench {
        #[command(subcommand)]
        bench: bench::Bench,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Test(arguments) => test::run(&arguments),
        Command::Tidy => tidy::run(),
        Command::Bench { bench } => bench::run(&bench),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}
