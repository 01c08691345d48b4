//! Errors for people: what happened, where, and what to do next.
//!
//! Invariant: every error has an exit code, and no error is shown twice.

use crate::exit::Exit;
use hotfire_campaign::StoreError;
use hotfire_fuzz::dialect::DialectError;
use hotfire_project::ProjectError;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use std::{
    fmt, io,
    io::IsTerminal,
    path::{Path, PathBuf},
};

/// Width of messages when stderr is no terminal.
const WIDTH: usize = 110;

/// Anything that ends a command before its result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error("{} cannot be used: {message}", path.display())]
    Config {
        path: PathBuf,
        message: String,
        at: Option<std::ops::Range<usize>>,
        source_code: Box<NamedSource<String>>,
    },
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} is there already\n  edit it, or delete it first", path.display())]
    Exists { path: PathBuf },
    #[error(transparent)]
    Project(#[from] ProjectError),
    #[error(transparent)]
    Dialect(#[from] DialectError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("no harness could be deployed\n  {0} failed; each is explained above")]
    NothingDeployed(usize),
    #[error(
        "no harness has anything to run\n  every test asks to be skipped, or the filters leave no function to call"
    )]
    NothingToRun,
    #[error("there is no incident '{id}' in the museum{near}\n  `hotfire museum` lists them")]
    NoIncident { id: String, near: String },
    #[error(
        "there is no world here\n  a world is a contract with a setUp() that deploys what is to be attacked, and without tests"
    )]
    NoWorld,
    #[error("cannot write the result: {0}")]
    Stdout(io::Error),
    #[error("cannot write the report: {0}")]
    Report(String),
    #[error("cannot listen for Ctrl-C: {0}")]
    Signals(String),
}

impl CliError {
    /// A configuration file that is no TOML, or has a wrong key or value.
    pub(crate) fn config(path: &Path, text: String, error: &toml::de::Error) -> Self {
        let source_code = Box::new(NamedSource::new(path.display().to_string(), text).with_language("toml"));
        Self::Config {
            path: path.to_owned(),
            message: error.message().to_owned(),
            at: error.span(),
            source_code,
        }
    }

    /// The exit code that goes with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Config { .. } | Self::Read { .. } | Self::Write { .. } | Self::Exists { .. } => Exit::Usage,
            Self::Project(error) => of_project(error),
            Self::Dialect(error) => of_dialect(error),
            Self::NothingDeployed(_) => Exit::Target,
            Self::NothingToRun | Self::NoIncident { .. } | Self::NoWorld => Exit::Usage,
            Self::Store(_) | Self::Stdout(_) | Self::Signals(_) => Exit::Incomplete,
            Self::Report(_) => Exit::OurBug,
        }
    }

    fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Config { .. } => Some(
                "correct the file; `hotfire init` in an empty folder writes one with every key explained",
            ),
            Self::Read { .. } => Some("check that the file exists and that you may read it"),
            Self::Write { .. } => {
                Some("check that the folder exists, that you may write to it, and that the disk has room")
            }
            Self::Store(StoreError::Locked { .. }) => {
                Some("wait until it has ended, or give this run a folder of its own with --out")
            }
            Self::Store(error) if error.is_full() => {
                Some("make room on the disk, or choose another folder with --out")
            }
            Self::Store(_) => Some("check that you may write there, or choose another folder with --out"),
            _ => None,
        }
    }
}

fn of_project(error: &ProjectError) -> Exit {
    match error {
        ProjectError::NotFound { .. }
        | ProjectError::NotAProject { .. }
        | ProjectError::Config { .. }
        | ProjectError::UnknownProfile { .. }
        | ProjectError::NoHarness { .. }
        | ProjectError::UnknownContract { .. }
        | ProjectError::Ambiguous { .. }
        | ProjectError::LibraryLink { .. }
        | ProjectError::ConstructorArgs { .. } => Exit::Usage,
        _ => Exit::Target,
    }
}

fn of_dialect(error: &DialectError) -> Exit {
    match error {
        DialectError::Project(error) => of_project(error),
        DialectError::StepFailed { .. }
        | DialectError::Unsupported { .. }
        | DialectError::NoTargets { .. }
        | DialectError::BadTarget { .. }
        | DialectError::UnknownRole { .. }
        | DialectError::Abstract { .. } => Exit::Target,
        _ => Exit::Usage,
    }
}

/// An error as miette wants it: the first line is the message, what follows is the help.
#[derive(Debug)]
struct Shown<'a> {
    error: &'a CliError,
    message: String,
    help: Option<String>,
}

impl<'a> Shown<'a> {
    fn new(error: &'a CliError) -> Self {
        let text = error.to_string();
        let (message, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let rest =
            rest.lines().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect::<Vec<_>>().join("\n");
        let help = [rest.as_str(), error.advice().unwrap_or_default()];
        let help = help.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
        Self { error, message: message.to_owned(), help: (!help.is_empty()).then_some(help) }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        match self.error {
            CliError::Config { source_code, at: Some(_), .. } => Some(source_code.as_ref()),
            _ => None,
        }
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        match self.error {
            CliError::Config { at: Some(at), .. } => {
                Some(Box::new(std::iter::once(LabeledSpan::at(at.clone(), "here"))))
            }
            _ => None,
        }
    }
}

/// How errors are drawn.
#[derive(Debug)]
pub(crate) struct Show(GraphicalReportHandler);

impl Show {
    /// With colours and in full width on a terminal that wants them, otherwise plain.
    pub(crate) fn of_stderr() -> Self {
        let colours =
            io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let theme = if colours { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let width =
            terminal_size::terminal_size_of(io::stderr()).map_or(WIDTH, |(width, _)| usize::from(width.0));
        Self(GraphicalReportHandler::new_themed(theme).with_width(width.clamp(40, 160)).with_links(false))
    }

    pub(crate) fn render(&self, error: &CliError) -> String {
        let mut text = String::new();
        match self.0.render_report(&mut text, &Shown::new(error)) {
            Ok(()) => text,
            Err(_) => error.to_string(),
        }
    }
}
