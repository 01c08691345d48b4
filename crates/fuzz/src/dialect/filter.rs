//! Which harnesses and which of their tests are wanted: forge's `--match-*` and `--no-match-*`.
//!
//! Invariant: an absent pattern lets everything pass; a name passes when it matches and is not ruled out.

use std::path::{Path, PathBuf};

use hotfire_project::glob_regex;
use regex_lite::Regex;

use super::DialectError;

/// A compiled pattern with its text.
#[derive(Clone, Debug)]
struct Pattern {
    flag: &'static str,
    text: String,
    regex: Regex,
}

impl Pattern {
    fn regex(flag: &'static str, text: &str) -> Result<Self, DialectError> {
        Self::compile(flag, text, text)
    }

    fn glob(flag: &'static str, text: &str) -> Result<Self, DialectError> {
        Self::compile(flag, text, &glob_regex(text))
    }

    fn compile(flag: &'static str, text: &str, regex: &str) -> Result<Self, DialectError> {
        let regex = Regex::new(regex).map_err(|error| DialectError::BadPattern {
            flag,
            pattern: text.to_owned(),
            detail: error.to_string(),
        })?;
        Ok(Self { flag, text: text.to_owned(), regex })
    }
}

/// The texts of a [`Filter`]'s patterns, as on a command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patterns {
    /// `--match-contract`: a regular expression on the contract's name.
    pub match_contract: Option<String>,
    /// `--no-match-contract`.
    pub no_match_contract: Option<String>,
    /// `--match-test`: a regular expression on the signature of a test, invariant or property.
    pub match_test: Option<String>,
    /// `--no-match-test`.
    pub no_match_test: Option<String>,
    /// `--match-path`: a glob on the project-relative source path.
    pub match_path: Option<String>,
    /// `--no-match-path`.
    pub no_match_path: Option<String>,
}

/// What is wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    contract: Option<Pattern>,
    not_contract: Option<Pattern>,
    test: Option<Pattern>,
    not_test: Option<Pattern>,
    path: Option<Pattern>,
    not_path: Option<Pattern>,
    config: Option<PathBuf>,
}

impl Filter {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// When a pattern is no regular expression or no glob.
    pub fn new(patterns: &Patterns) -> Result<Self, DialectError> {
        type Compile = fn(&'static str, &str) -> Result<Pattern, DialectError>;
        let compile = |text: &Option<String>, flag: &'static str, compile: Compile| {
            text.as_deref().map(|text| compile(flag, text)).transpose()
        };
        Ok(Self {
            contract: compile(&patterns.match_contract, "--match-contract", Pattern::regex)?,
            not_contract: compile(&patterns.no_match_contract, "--no-match-contract", Pattern::regex)?,
            test: compile(&patterns.match_test, "--match-test", Pattern::regex)?,
            not_test: compile(&patterns.no_match_test, "--no-match-test", Pattern::regex)?,
            path: compile(&patterns.match_path, "--match-path", Pattern::glob)?,
            not_path: compile(&patterns.no_match_path, "--no-match-path", Pattern::glob)?,
            config: None,
        })
    }

    /// Reads this Echidna (`.yaml`) or Medusa (`.json`) configuration instead of the project's own.
    #[must_use]
    pub fn with_config(mut self, path: Option<PathBuf>) -> Self {
        self.config = path;
        self
    }

    /// The configuration to read if its name ends like this.
    pub(super) fn config(&self, endings: &[&str]) -> Option<&Path> {
        let path = self.config.as_deref()?;
        let ending = path.extension()?.to_str()?;
        endings.contains(&ending).then_some(path)
    }

    /// Whether a contract is wanted, by name and project-relative path.
    #[must_use]
    pub fn wants_contract(&self, name: &str, path: &str) -> bool {
        passes(self.contract.as_ref(), self.not_contract.as_ref(), name)
            && passes(self.path.as_ref(), self.not_path.as_ref(), path)
    }

    /// Whether a test, invariant or property is wanted, by signature.
    #[must_use]
    pub fn wants_test(&self, signature: &str) -> bool {
        passes(self.test.as_ref(), self.not_test.as_ref(), signature)
    }

    /// Whether contracts were asked for by name or path.
    #[must_use]
    pub fn names_contracts(&self) -> bool {
        self.contract.is_some() || self.path.is_some()
    }

    /// Whether nothing is filtered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns().next().is_none()
    }

    fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        let all =
            [&self.contract, &self.not_contract, &self.test, &self.not_test, &self.path, &self.not_path];
        all.into_iter().flatten()
    }
}

impl std::fmt::Display for Filter {
    /// The flags as given: `--match-contract Vault`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, pattern) in self.patterns().enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{} '{}'", pattern.flag, pattern.text)?;
        }
        Ok(())
    }
}

fn passes(wanted: Option<&Pattern>, unwanted: Option<&Pattern>, text: &str) -> bool {
    wanted.is_none_or(|pattern| pattern.regex.is_match(text))
        && unwanted.is_none_or(|pattern| !pattern.regex.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(set: impl FnOnce(&mut Patterns)) -> Filter {
        let mut patterns = Patterns::default();
        set(&mut patterns);
        Filter::new(&patterns).unwrap()
    }

    #[test]
    fn an_empty_filter_lets_everything_pass() {
        let filter = Filter::default();
        assert!(filter.is_empty() && filter.wants_contract("A", "a.sol") && filter.wants_test("test()"));
    }

    #[test]
    fn names_match_anywhere_and_may_be_ruled_out() {
        let filter = filter(|p| {
            p.match_contract = Some("Vault".into());
            p.no_match_contract = Some("^Old".into());
        });
        assert!(filter.wants_contract("RewardVaultTest", "x"));
        assert!(!filter.wants_contract("OldVaultTest", "x"));
        assert!(!filter.wants_contract("TokenTest", "x"));
        assert_eq!(filter.to_string(), "--match-contract 'Vault' --no-match-contract '^Old'");
    }

    #[test]
    fn paths_are_globs() {
        let inside =
            |glob: &str, path: &str| filter(|p| p.match_path = Some(glob.into())).wants_contract("A", path);
        assert!(inside("test/*.sol", "test/A.t.sol"));
        assert!(inside("test/*", "test/deep/A.t.sol"));
        assert!(inside("**/A.t.sol", "test/deep/A.t.sol"));
        assert!(inside("./test/A.t.sol", "test/A.t.sol"));
        assert!(inside("*{A,B}.t.sol", "test/B.t.sol"));
        assert!(inside("A.t", "test/A.t.sol"));
        assert!(!inside("test/A.t.sol", "test/A_t.sol"));
        assert!(!inside("src/*", "test/A.t.sol"));
    }

    #[test]
    fn a_bad_pattern_is_named() {
        let patterns = Patterns { match_test: Some("(".into()), ..Patterns::default() };
        let message = Filter::new(&patterns).unwrap_err().to_string();
        assert!(message.contains("--match-test '('"), "{message}");
    }
}
