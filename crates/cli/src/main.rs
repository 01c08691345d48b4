//! The `hotfire` binary: flags, configuration, progress, exit codes.
//!
//! Invariant: stdout carries the result and nothing else; every way out has a documented exit code.

mod args;
mod config;
mod doctor;
mod error;
mod exit;
mod fire;
mod init;
mod museum;
mod panic;
mod prepare;
mod replay;
mod report;
mod screen;
mod settings;
mod signals;
mod units;
mod world;

use args::{Args, Command};
use clap::{CommandFactory, Parser};
use error::CliError;
use exit::Exit;
use std::{
    io::{self, Write},
    process::ExitCode,
};

fn main() -> ExitCode {
    let seed = panic::install_hook();
    let code = std::panic::catch_unwind(|| {
        let args = match Args::try_parse() {
            Ok(args) => args,
            Err(error) => return show_usage(&error),
        };
        let shows = error::Show::of_stderr();
        match run(args, &seed) {
            Ok(exit) => exit,
            Err(error) => {
                show(&shows.render(&error));
                error.exit()
            }
        }
    });
    code.unwrap_or(Exit::OurBug).into()
}

fn run(args: Args, seed: &panic::Seed) -> Result<Exit, CliError> {
    start_tracing(args.verbose, args.quiet);
    let quiet = args.quiet;
    match args.command {
        Command::Fire(args) => fire::run(&args, quiet, seed),
        Command::Replay(args) => replay::run(&args, quiet),
        Command::World(args) => world::run(&args, quiet),
        Command::Museum(args) => museum::run(&args, quiet, seed),
        Command::Init(args) => init::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "hotfire", &mut text);
            print(&String::from_utf8_lossy(&text))
        }
    }
}

/// Writes the result to stdout. A reader that has gone away (`| head`) is no error.
fn print(text: &str) -> Result<Exit, CliError> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CliError::Stdout(error)),
        _ => Ok(Exit::Nothing),
    }
}

/// Writes a message to stderr; when that is gone there is nobody to tell.
fn show(text: &str) {
    drop(writeln!(io::stderr().lock(), "{}", text.trim_end()));
}

/// Help and version are results; everything else is a usage error.
fn show_usage(error: &clap::Error) -> Exit {
    drop(error.print());
    if error.use_stderr() { Exit::Usage } else { Exit::Nothing }
}

fn start_tracing(verbose: u8, quiet: bool) {
    let level = match (quiet, verbose) {
        (true, _) => "error",
        (false, 0) => "warn",
        (false, 1) => "info",
        (false, 2) => "debug",
        (false, _) => "trace",
    };
    let filter = tracing_subscriber::EnvFilter::new(format!(
        "off,hotfire={level},hotfire_project={level},hotfire_evm={level},hotfire_fuzz={level},hotfire_campaign={level},hotfire_report={level}"
    ));
    let out = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    out.with_target(false).without_time().with_ansi(false).init();
}
