//! `pragma solidity`: which compiler versions a source accepts.
//!
//! Invariant: a demand that cannot be understood accepts every version; the compiler is the judge then.

use semver::{Comparator, Op, Prerelease, Version};

/// Whether a version meets a demand such as `^0.8.0`, `>=0.6.0 <0.9.0`, `0.7.6 || 0.8.x`.
pub(crate) fn accepts(demand: &str, version: &Version) -> bool {
    demand.split("||").any(|range| range_accepts(range.trim(), version))
}

fn range_accepts(range: &str, version: &Version) -> bool {
    if let Some((low, high)) = range.split_once(" - ") {
        return range_accepts(&format!(">={}", low.trim()), version)
            && range_accepts(&format!("<={}", high.trim()), version);
    }
    comparators(range)
        .into_iter()
        .all(|text| comparator(&text).is_none_or(|comparator| meets(&comparator, version)))
}

/// Splits `>= 0.6.0 <0.9.0` into its comparators: an operator may stand apart from its number, or right after one.
fn comparators(range: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut after_operator = false;
    for letter in range.chars().filter(|letter| !matches!(letter, '"' | '\'' | 'v')) {
        let is_operator = matches!(letter, '<' | '>' | '=' | '^' | '~');
        if letter.is_whitespace() || letter == ',' {
            if !after_operator && found.last().is_some_and(|last| !last.is_empty()) {
                found.push(String::new());
            }
            continue;
        }
        if found.is_empty()
            || (is_operator && !after_operator && found.last().is_some_and(|last| !last.is_empty()))
        {
            found.push(String::new());
        }
        if let Some(last) = found.last_mut() {
            last.push(letter);
        }
        after_operator = is_operator;
    }
    found.retain(|text| !text.is_empty());
    found
}

fn comparator(text: &str) -> Option<Comparator> {
    let is_bare = text.starts_with(|first: char| first.is_ascii_digit());
    let text = text.replace(".x", ".*").replace(".X", ".*");
    let text = if is_bare && !text.contains('*') { format!("={text}") } else { text };
    Comparator::parse(&text).ok()
}

fn meets(comparator: &Comparator, version: &Version) -> bool {
    let comparator = Comparator {
        pre: Prerelease::EMPTY,
        op: match comparator.op {
            Op::Wildcard => Op::Exact,
            op => op,
        },
        ..comparator.clone()
    };
    comparator.matches(&Version::new(version.major, version.minor, version.patch))
}

/// A version that a demand accepts, to name in advice.
pub(crate) fn example(demand: &str) -> String {
    let numbers = demand.split(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let named: Vec<Version> = numbers.filter_map(|text| Version::parse(text).ok()).collect();
    let accepted = named.iter().find(|version| accepts(demand, version));
    accepted.map_or_else(|| "0.8.30".to_owned(), Version::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ok(demand: &str, version: &str) -> bool {
        accepts(demand, &Version::parse(version).unwrap())
    }

    #[test]
    fn ranges_are_understood_as_solidity_writes_them() {
        assert!(ok("^0.8.20", "0.8.30") && !ok("^0.8.20", "0.8.19") && !ok("^0.8.20", "0.9.0"));
        assert!(ok(">=0.6.0 <0.9.0", "0.8.30") && !ok(">=0.6.0 <0.9.0", "0.9.0"));
        assert!(ok(">= 0.6.0<0.8.0", "0.7.6") && !ok(">= 0.6.0<0.8.0", "0.8.0"));
        assert!(ok("0.8.13", "0.8.13") && !ok("0.8.13", "0.8.14"), "a bare version is exact");
        assert!(ok("0.8.13", "0.8.13+commit.abaa5c0e"));
        assert!(
            ok("=0.7.6 || ^0.8.0", "0.7.6")
                && ok("=0.7.6 || ^0.8.0", "0.8.1")
                && !ok("=0.7.6 || ^0.8.0", "0.7.5")
        );
        assert!(ok("0.8.x", "0.8.9") && !ok("0.8.x", "0.7.0"));
        assert!(ok("0.8.*", "0.8.9") && ok("*", "0.4.1"));
        assert!(ok("0.5.0 - 0.8.0", "0.6.1") && !ok("0.5.0 - 0.8.0", "0.8.1"));
        assert!(ok("~0.8.4", "0.8.9") && !ok("~0.8.4", "0.9.0"));
        assert!(ok("nonsense", "0.8.9"));
    }

    #[test]
    fn an_example_meets_the_demand() {
        assert_eq!(example("^0.8.20"), "0.8.20");
        assert_eq!(example(">0.6.0 <=0.7.6"), "0.7.6");
    }

    proptest! {
        #[test]
        fn any_demand_is_judged(demand in "[0-9.^~<>=|* xv\\-\"]{0,40}") {
            let _ = accepts(&demand, &Version::new(0, 8, 30));
            let _ = example(&demand);
        }
    }
}
