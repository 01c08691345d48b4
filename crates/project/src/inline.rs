//! `forge-config:` lines in the documentation of contracts and functions.
//!
//! Invariant: a line is kept as written; which profile it is for is decided when it is asked for.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::outline::Outline;

/// One `forge-config:` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineSetting {
    /// The profile that it is for; none when the line names none.
    pub profile: Option<String>,
    /// The key, such as `invariant.runs`.
    pub key: String,
    /// The value as written, without quotes.
    pub value: String,
}

/// What the documentation of one contract says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InlineConfig {
    /// Lines above the contract.
    pub contract: Vec<InlineSetting>,
    /// Lines above its functions, by function name.
    pub functions: BTreeMap<String, Vec<InlineSetting>>,
}

impl InlineConfig {
    /// The value for `key` (such as `fuzz.runs`) in `profile`: the function's, otherwise the contract's. The last
    /// line wins.
    pub fn get(&self, profile: &str, function: Option<&str>, key: &str) -> Option<&str> {
        let of_function = function.and_then(|name| self.functions.get(name)).map_or(&[][..], Vec::as_slice);
        let pick = |lines: &'_ [InlineSetting]| {
            lines.iter().rposition(|line| {
                line.key == key && line.profile.as_deref().is_none_or(|named| named == profile)
            })
        };
        match pick(of_function) {
            Some(at) => Some(&of_function[at].value),
            None => pick(&self.contract).map(|at| self.contract[at].value.as_str()),
        }
    }

    /// Whether there is no line at all.
    pub fn is_empty(&self) -> bool {
        self.contract.is_empty() && self.functions.is_empty()
    }

    /// Reads the lines for one contract of a source.
    pub(crate) fn of(source: &str, outline: &Outline, contract: &str) -> Self {
        let mut config = Self::default();
        if let Some(declaration) = outline.contract(contract) {
            config.contract = settings(source, &declaration.docs);
        }
        for function in
            outline.functions.iter().filter(|function| function.contract.as_deref() == Some(contract))
        {
            let lines = settings(source, &function.docs);
            if !lines.is_empty() {
                config.functions.entry(function.name.clone()).or_default().extend(lines);
            }
        }
        config
    }
}

fn settings(source: &str, docs: &[Range<usize>]) -> Vec<InlineSetting> {
    let lines = docs.iter().filter_map(|range| source.get(range.clone())).flat_map(str::lines);
    lines.filter_map(setting).collect()
}

fn setting(line: &str) -> Option<InlineSetting> {
    const SECTIONS: [&str; 2] = ["fuzz", "invariant"];
    let (_, rest) = line.split_once("forge-config:")?;
    let (key, value) = rest.split_once('=')?;
    let key = key.trim();
    let value = value.trim().trim_end_matches("*/").trim().trim_matches(['"', '\'']);
    let (head, tail) = key.split_once('.').unwrap_or((key, ""));
    let (profile, key) =
        if SECTIONS.contains(&head) || tail.is_empty() { (None, key) } else { (Some(head.to_owned()), tail) };
    (!key.is_empty()).then(|| InlineSetting { profile, key: key.to_owned(), value: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "
/// forge-config: default.invariant.runs = 10
contract A {
    /** forge-config: ci.fuzz.runs = 7 */
    /// forge-config: fuzz.runs = 9
    function testFuzz_a(uint x) public {}
    /// forge-config: default.fuzz.runs = 1
    uint x;
    function b() public {}
}
";

    #[test]
    fn a_function_s_line_wins_over_its_contract_s() {
        let outline = Outline::of(SOURCE);
        let config = InlineConfig::of(SOURCE, &outline, "A");
        assert_eq!(config.get("default", Some("testFuzz_a"), "invariant.runs"), Some("10"));
        assert_eq!(config.get("ci", None, "invariant.runs"), None);
        assert_eq!(config.get("default", Some("testFuzz_a"), "fuzz.runs"), Some("9"));
        assert_eq!(config.get("default", Some("b"), "fuzz.runs"), None);
        assert_eq!(config.functions["testFuzz_a"][0].profile.as_deref(), Some("ci"));
    }
}
