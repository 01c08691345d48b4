//! What can keep a harness from being found or mounted, in words that say what to do next.
//!
//! Invariant: a message names the contract or the file with its key; none is a bare wrapper.

use std::path::PathBuf;

use hotfire_project::ProjectError;

/// Anything that keeps a project's harnesses from being fired at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DialectError {
    /// No contract says what to test.
    #[error("no test harness was found\n  looked for: {looked_for}\n  {near}\n  {advice}")]
    NoHarness {
        /// The functions and files looked for.
        looked_for: String,
        /// What there is instead.
        near: String,
        /// What to write or say.
        advice: String,
    },
    /// There are harnesses, but the filters leave none.
    #[error(
        "no harness is left by {filter}\n  there are: {known}\n  correct the pattern; it is a regular expression that may match anywhere in the name"
    )]
    NoMatch {
        /// The filters as given.
        filter: String,
        /// The harnesses without the filters.
        known: String,
    },
    /// A filter is no regular expression.
    #[error("{flag} '{pattern}' is no pattern that can be used: {detail}")]
    BadPattern {
        /// The flag, `--match-test`.
        flag: &'static str,
        /// The pattern as given.
        pattern: String,
        /// What is wrong.
        detail: String,
    },
    /// A configuration file cannot be read or is not YAML or JSON.
    #[error("{} cannot be used: {detail}", path.display())]
    ConfigFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// A value in a configuration file is not what its key needs.
    #[error("{}: `{key}` is {found}; expected {expected}", path.display())]
    ConfigValue {
        /// The file.
        path: PathBuf,
        /// The key, with dots between levels.
        key: String,
        /// The value as written.
        found: String,
        /// What would do.
        expected: String,
    },
    /// A configuration asks for something that is not supported and cannot be left out.
    #[error("{}: `{key}` is not supported: {why}", path.display())]
    ConfigUnsupported {
        /// The file.
        path: PathBuf,
        /// The key, with dots between levels.
        key: String,
        /// Why, and what to do instead.
        why: String,
    },
    /// A configuration names a contract that does not exist.
    #[error("{}: `{key}` names {name}, and there is no such contract{near}", path.display())]
    UnknownContract {
        /// The file.
        path: PathBuf,
        /// The key, with dots between levels.
        key: String,
        /// The name as written.
        name: String,
        /// `; did you mean …`, or empty.
        near: String,
    },
    /// Something about the project itself.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// `setUp()`, a constructor or another step of the deployment failed.
    #[error(
        "{contract}: {step} failed: {reason}{place}\n  nothing can be tested before it passes; run it alone to see why"
    )]
    StepFailed {
        /// `path:Name` of the harness.
        contract: String,
        /// `setUp()`, `the constructor`, ….
        step: String,
        /// The decoded reason.
        reason: String,
        /// `\n  at file:line: text`, or empty.
        place: String,
    },
    /// The harness uses something that the stand does not have.
    #[error("{contract}: {step} asked for what this stand cannot do: {fault}")]
    Unsupported {
        /// `path:Name` of the harness.
        contract: String,
        /// `setUp()`, `the constructor`, ….
        step: String,
        /// The cheatcode and what is wrong with it.
        fault: String,
    },
    /// The harness's constructor needs arguments that nobody gave.
    #[error("{contract} is constructed with ({params}), and no arguments were given\n  {advice}")]
    ConstructorArgs {
        /// `path:Name`.
        contract: String,
        /// The parameters, `type name` each.
        params: String,
        /// Where to give them.
        advice: String,
    },
    /// A stateful harness has nothing to call.
    #[error(
        "{contract} has invariants, but nothing to call\n  {why}\n  call targetContract(address) in setUp(), deploy a contract there, or take an exclusion away"
    )]
    NoTargets {
        /// `path:Name` of the harness.
        contract: String,
        /// Which contracts were considered and what took them out.
        why: String,
    },
    /// A role whose keys are to be stolen is not there.
    #[error("--compromise {role}: no contract of the world tells such a role; there is {known}")]
    UnknownRole {
        /// What was asked for.
        role: String,
        /// The roles that there are.
        known: String,
    },
    /// A name in the world's settings is not there, or means several things.
    #[error("hotfire.toml: `{key}` names {name}, {why}\n  there is {known}")]
    UnknownName {
        /// The key, with dots between levels.
        key: String,
        /// The name as written.
        name: String,
        /// What is wrong with it.
        why: String,
        /// The names that there are.
        known: String,
    },
    /// An honest transaction of the world's settings cannot be made.
    #[error(
        "hotfire.toml: entry {entry} of `[[honest]]` cannot be used: {why}\n  it needs from, to, signature (`swap(uint256)`), args (one text for each parameter), and value in wei"
    )]
    BadHonest {
        /// Its number, from 1.
        entry: usize,
        /// What is wrong.
        why: String,
    },
    /// A target named by the harness does not exist.
    #[error("{contract}: {list} names {name}, {why}")]
    BadTarget {
        /// `path:Name` of the harness.
        contract: String,
        /// `targetArtifacts()`, `targetSelectors()`, ….
        list: &'static str,
        /// The artifact, address or selector.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// `testFail*`, which forge no longer accepts.
    #[error(
        "{contract}: {functions}: `testFail*` has no meaning any more, as in forge since 1.0\n  rename to test_Revert… and call vm.expectRevert() before what must revert"
    )]
    TestFail {
        /// `path:Name`.
        contract: String,
        /// The functions.
        functions: String,
    },
    /// The contract cannot be deployed because it is abstract.
    #[error(
        "{contract} is abstract and cannot be deployed\n  inherit it in a contract that implements what it leaves out: {missing}"
    )]
    Abstract {
        /// `path:Name`.
        contract: String,
        /// Functions without a body, or a general phrase.
        missing: String,
    },
}
