//! A compiled contract: its ABI, its two codes, where it was written, and what its documentation configures.
//!
//! Invariant: a contract never changes after the project is read; what is costly is made on first use.

use std::fmt;
use std::sync::{Arc, OnceLock};

use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier};
use alloy_json_abi::JsonAbi;

use crate::code::Code;
use crate::inline::InlineConfig;
use crate::layout::StorageLayout;
use crate::link::LinkedLibraries;
use crate::locate::FunctionPcs;
use crate::{CodeKind, ProjectError};

/// What a contract is declared as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContractKind {
    /// `contract`.
    Contract,
    /// `abstract contract`.
    Abstract,
    /// `interface`.
    Interface,
    /// `library`.
    Library,
}

impl fmt::Display for ContractKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Contract => "a contract",
            Self::Abstract => "an abstract contract",
            Self::Interface => "an interface",
            Self::Library => "a library",
        })
    }
}

/// One compiled contract.
#[derive(Debug)]
pub struct Contract {
    /// Its name.
    pub name: String,
    /// Its source, project-relative (or the name that the compiler knows it by).
    pub path: String,
    /// What it is declared as.
    pub kind: ContractKind,
    /// Its interface.
    pub abi: Arc<JsonAbi>,
    /// The creation code.
    pub init: Code,
    /// The code on chain.
    pub runtime: Code,
    /// Whether its source is a test: under the test folder or named `*.t.sol`.
    pub is_test_source: bool,
    /// Whether its source is the project's own, not a dependency's.
    pub is_own_source: bool,
    /// The compiler's version.
    pub compiler: Option<semver::Version>,
    /// The EVM version compiled for, such as `cancun`.
    pub evm_version: Option<String>,
    /// The names of its bases, nearest first, each once.
    pub bases: Vec<String>,
    /// What `forge-config:` lines in its documentation say.
    pub forge_config: InlineConfig,
    /// Where its state variables are, when the compiler was asked for it.
    pub storage_layout: Option<Arc<StorageLayout>>,
    /// The sources that it was compiled from: indices into [`crate::Sources::files`].
    pub sources: Vec<usize>,
    /// From the compiler's source ids to indices into [`crate::Sources::files`].
    pub(crate) files: Arc<Vec<Option<usize>>>,
    pub(crate) functions: [OnceLock<Vec<FunctionPcs>>; 2],
}

impl Contract {
    /// `path:Name`.
    pub fn id(&self) -> String {
        format!("{}:{}", self.path, self.name)
    }

    /// One of the two codes.
    pub fn code(&self, kind: CodeKind) -> &Code {
        match kind {
            CodeKind::Init => &self.init,
            CodeKind::Runtime => &self.runtime,
        }
    }

    /// Whether it can be deployed: it has creation code.
    pub fn is_deployable(&self) -> bool {
        !self.init.is_empty() && matches!(self.kind, ContractKind::Contract | ContractKind::Library)
    }

    /// The bytes of a creating transaction: the linked creation code, then the encoded constructor arguments.
    ///
    /// # Errors
    /// When there is nothing to deploy, or a library's address is missing.
    pub fn init_code(&self, libraries: &LinkedLibraries, ctor_args: &[u8]) -> Result<Vec<u8>, ProjectError> {
        if !self.is_deployable() {
            return Err(self.not_deployable());
        }
        let mut code = self.init.linked(libraries).map_err(|missing| ProjectError::Unlinked {
            contract: self.id(),
            libraries: missing.join(", "),
        })?;
        code.extend_from_slice(ctor_args);
        Ok(code)
    }

    /// Encodes constructor arguments from text, one for each parameter: `0x…`, `1e18`, `[1,2]`, `(true,"a")`.
    ///
    /// # Errors
    /// When their number or a type does not fit.
    pub fn encode_constructor(&self, args: &[String]) -> Result<Vec<u8>, ProjectError> {
        let params = self.abi.constructor.as_ref().map_or(&[][..], |constructor| &constructor.inputs);
        let wrong = |detail: String| {
            let expected =
                params.iter().map(|param| format!("{} {}", param.ty, param.name)).collect::<Vec<_>>();
            ProjectError::ConstructorArgs { contract: self.id(), expected: expected.join(", "), detail }
        };
        if args.len() != params.len() {
            return Err(wrong(format!("{} arguments were given, {} are needed", args.len(), params.len())));
        }
        let mut values = Vec::with_capacity(args.len());
        for (arg, param) in args.iter().zip(params) {
            let ty: DynSolType = param.resolve().map_err(|error| wrong(error.to_string()))?;
            let value = ty.coerce_str(arg).map_err(|error| {
                wrong(format!("'{arg}' is no {} for the parameter {}: {error}", param.ty, param.name))
            })?;
            values.push(value);
        }
        Ok(DynSolValue::Tuple(values).abi_encode_params())
    }

    pub(crate) fn not_deployable(&self) -> ProjectError {
        let advice = match self.kind {
            ContractKind::Abstract => "deploy a contract that inherits it and implements what it leaves out",
            ContractKind::Interface => "deploy a contract that implements it",
            ContractKind::Contract | ContractKind::Library => {
                "its artifact has no bytecode; compile again and check that it is not abstract"
            }
        };
        ProjectError::NotDeployable { contract: self.id(), kind: self.kind, advice: advice.to_owned() }
    }
}
