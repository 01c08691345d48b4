//! What can go wrong while a project is read, in words that say what happened, where, and what to do next.
//!
//! Invariant: no variant is a bare wrapper; each message can be shown to a user as it is.

use std::path::PathBuf;

use crate::ContractKind;

/// Anything that keeps a project, or one of its contracts, from being used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// The path given as the project does not exist.
    #[error(
        "there is nothing at {}\n  give the folder of a Foundry or Hardhat project, a standard-json file, or a .sol file",
        path.display()
    )]
    NotFound {
        /// The path as given.
        path: PathBuf,
    },
    /// The path exists, but is no kind of project that can be read.
    #[error(
        "{} holds no project: {why}\n  expected foundry.toml, hardhat.config.*, an out/ or artifacts/ folder, .sol sources, a standard-json file, or one .sol file",
        path.display()
    )]
    NotAProject {
        /// The folder or file looked at.
        path: PathBuf,
        /// What was missing or odd.
        why: String,
    },
    /// A file could not be read or written.
    #[error("cannot {action} {}: {source}\n  check that the file exists and that you may {action} it", path.display())]
    Io {
        /// `read`, `write`, `list` or `run`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file is larger than anything a project has.
    #[error("{} has {bytes} bytes; files above {bytes_max} bytes are not read\n  is it the right file?", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// The limit.
        bytes_max: u64,
    },
    /// `foundry.toml` is not TOML, or a value has the wrong type.
    #[error("{} is not a configuration that can be used: {detail}\n  correct the file; `forge config` checks it too", path.display())]
    Config {
        /// The configuration file.
        path: PathBuf,
        /// The key and what was expected there, or the parser's message.
        detail: String,
    },
    /// A profile was asked for which the configuration does not have.
    #[error(
        "foundry.toml has no profile '{profile}'; it has: {known}\n  choose one of them with --profile or FOUNDRY_PROFILE"
    )]
    UnknownProfile {
        /// The profile asked for.
        profile: String,
        /// The ones there are.
        known: String,
    },
    /// An artifact or build-info is broken.
    #[error("{} is not an artifact that can be read: {detail}\n  delete it and compile again (forge build --force, or npx hardhat compile --force)", path.display())]
    Artifact {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        detail: String,
    },
    /// The artifacts are older than the sources and nothing here can compile.
    #[error(
        "the compiled artifacts are out of date:\n{reasons}\n  {advice}\n  or use them as they are on purpose with --out-of-date ok"
    )]
    OutOfDate {
        /// One line for each reason, indented.
        reasons: String,
        /// How to compile this kind of project.
        advice: String,
    },
    /// Compilation is needed and no compiler was found.
    #[error("{why} and no compiler was found (wanted: {wanted})\n  looked at: {looked}\n  {advice}")]
    NoCompiler {
        /// Why a compiler is needed.
        why: String,
        /// The version wanted, in words.
        wanted: String,
        /// Where it was looked for.
        looked: String,
        /// What to install or say.
        advice: String,
    },
    /// A compiler was found, but its version does not suit the sources.
    #[error(
        "{file} wants solc {wanted}; found only {found}\n  install a version that fits (for example `npm install solc@{example}`), or name one with --solc"
    )]
    WrongCompiler {
        /// The source file with the demand, or `foundry.toml`.
        file: String,
        /// The demand.
        wanted: String,
        /// The versions found.
        found: String,
        /// A version that would do.
        example: String,
    },
    /// The compiler refused the sources.
    #[error("{compiler} refused the sources:\n{messages}\n  correct the sources and run again")]
    Refused {
        /// The compiler's name and version.
        compiler: String,
        /// Its messages, as it formats them.
        messages: String,
    },
    /// The compiler could not be run or did not answer in its own format.
    #[error("{} did not work as a compiler: {detail}\n  run it by hand with --version, or name another with --solc", path.display())]
    Compiler {
        /// The compiler.
        path: PathBuf,
        /// What happened.
        detail: String,
    },
    /// `forge build` failed.
    #[error("`{command}` failed ({status}):\n{output}\n  correct what it says and run again")]
    Forge {
        /// The command line.
        command: String,
        /// Its exit status.
        status: String,
        /// What it printed.
        output: String,
    },
    /// An import leads to no file.
    #[error(
        "{from} imports \"{import}\", which leads to no file\n  tried: {tried}\n  install the dependency, or add a remapping to foundry.toml or remappings.txt"
    )]
    Import {
        /// The import path as written.
        import: String,
        /// The importing file.
        from: String,
        /// The paths tried.
        tried: String,
    },
    /// No contract at all.
    #[error("{} holds no compiled contract\n  add a contract under the source folder and compile it", path.display())]
    NoContracts {
        /// The project's root.
        path: PathBuf,
    },
    /// There are contracts, but none that says what to test.
    #[error(
        "no test harness was found\n  looked for: {looked_for}\n  in: {looked_in}\n  write one of these functions, or name the contract that has them"
    )]
    NoHarness {
        /// The functions and conventions looked for.
        looked_for: String,
        /// The contracts looked at.
        looked_in: String,
    },
    /// No contract has this name.
    #[error("there is no contract '{name}'{near}\n  give its name, or path:Name when the name is not unique")]
    UnknownContract {
        /// The name as given.
        name: String,
        /// `; did you mean …` or the names there are.
        near: String,
    },
    /// Several contracts have this name.
    #[error("the name '{name}' is not unique\n  say which: {places}")]
    Ambiguous {
        /// The name as given.
        name: String,
        /// `path:Name` of each.
        places: String,
    },
    /// The contract has no code to deploy.
    #[error("{contract} is {kind} and cannot be deployed\n  {advice}")]
    NotDeployable {
        /// `path:Name`.
        contract: String,
        /// What it is.
        kind: ContractKind,
        /// What to do.
        advice: String,
    },
    /// The code calls libraries whose addresses are not known.
    #[error(
        "{contract} is not linked: it calls {libraries}\n  deploy them first, or say where they are with --library path:Name:0x…"
    )]
    Unlinked {
        /// `path:Name` of the contract.
        contract: String,
        /// The libraries, `path:Name` each.
        libraries: String,
    },
    /// The code calls a library that is not in the project.
    #[error(
        "{contract} calls the library {library}, which is not among the compiled contracts\n  compile it with the project, or say where it is deployed with --library {library}:0x…"
    )]
    UnknownLibrary {
        /// `path:Name` of the contract.
        contract: String,
        /// `path:Name` of the library.
        library: String,
    },
    /// Libraries that need each other can not be deployed in any order.
    #[error(
        "the library {library} needs itself to be deployed first, by way of {through}\n  break the circle, or say where one of them is deployed with --library"
    )]
    LibraryCycle {
        /// The library.
        library: String,
        /// The one that closes the circle.
        through: String,
    },
    /// A `path:Name:address` that is none.
    #[error(
        "'{text}' is not a library: {why}\n  write path:Name:0x… with 40 hexadecimal digits, for example src/Maths.sol:Maths:0x00000000000000000000000000000000000000aa"
    )]
    LibraryLink {
        /// The text as given.
        text: String,
        /// What is wrong.
        why: String,
    },
    /// The constructor's arguments do not fit.
    #[error(
        "{contract} is constructed with ({expected}): {detail}\n  give its constructor arguments in the configuration, one for each parameter"
    )]
    ConstructorArgs {
        /// `path:Name`.
        contract: String,
        /// The parameters, `type name` each.
        expected: String,
        /// What is wrong.
        detail: String,
    },
}

impl ProjectError {
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}
