//! The exit codes, which scripts and CI rely on.
//!
//! Invariant: a code never changes its meaning; `docs/src/cli.md` has the same table.

use std::process::ExitCode;

/// How a run ended, for the caller's shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing was found (which does not say that there is nothing).
    Nothing = 0,
    /// There are findings, or a recorded one still fails.
    Findings = 1,
    /// The command line or a configuration file is wrong.
    Usage = 2,
    /// The target does not build or does not deploy.
    Target = 3,
    /// It ended before it was complete, or something could not be written.
    Incomplete = 4,
    /// Our own bug.
    OurBug = 70,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
