//! Every detector's rule has a page, and every page a rule.
//!
//! Invariant: the ids are read from the code, so that no second list can fall behind.

use crate::repo;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

const RULES: &str = "crates/fuzz/src/rules.rs";
const PAGES: &str = "docs/src/detectors";
/// The list of all detectors is a page without a rule.
const INDEX: &str = "index";

/// Compares ids and pages.
pub(super) fn pages(root: &Path) -> Result<Vec<String>> {
    let ids = ids(&repo::read(&root.join(RULES))?);
    let pages: BTreeSet<String> = repo::files(&root.join(PAGES), &["md"])
        .iter()
        .filter_map(|path| path.file_stem().map(|stem| stem.display().to_string()))
        .filter(|stem| stem != INDEX)
        .collect();
    let mut problems = Vec::new();
    if ids.is_empty() {
        problems.push(format!("{RULES}: no rule is to be found in `fn id`"));
    }
    problems.extend(ids.difference(&pages).map(|id| format!("rule `{id}` has no page {PAGES}/{id}.md")));
    problems.extend(pages.difference(&ids).map(|id| format!("{PAGES}/{id}.md: no rule has this id")));
    Ok(problems)
}

/// The strings of the arms of `fn id`.
fn ids(source: &str) -> BTreeSet<String> {
    let body = source.split_once("fn id(").map_or("", |(_, rest)| rest);
    let body = body.split("\n    }").next().unwrap_or_default();
    let arms = body.lines().filter_map(|line| line.trim().strip_prefix("Self::")?.split_once("=> \""));
    arms.filter_map(|(_, rest)| rest.split_once('"')).map(|(id, _)| id.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tree::tree;
    use super::*;

    const SOURCE: &str = "impl Rule {\n    pub fn id(self) -> &'static str {\n        match self {\n            \
        Self::Property => \"property\",\n            Self::Test => \"test\",\n        }\n    }\n\n    \
        fn other() {\n        Self::X => \"not-an-id\",\n    }\n}\n";

    #[test]
    fn pages_and_rules_match() {
        let good = [
            (RULES, SOURCE),
            ("docs/src/detectors/property.md", ""),
            ("docs/src/detectors/test.md", ""),
            ("docs/src/detectors/index.md", ""),
        ];
        assert_eq!(pages(&tree("rules-good", &good)).unwrap(), [""; 0]);
    }

    #[test]
    fn a_rule_without_a_page_and_a_page_without_a_rule_are_problems() {
        let bad =
            [(RULES, SOURCE), ("docs/src/detectors/property.md", ""), ("docs/src/detectors/gone.md", "")];
        assert_eq!(
            pages(&tree("rules-bad", &bad)).unwrap(),
            [
                "rule `test` has no page docs/src/detectors/test.md",
                "docs/src/detectors/gone.md: no rule has this id"
            ]
        );
        let unreadable = pages(&tree("rules-none", &[(RULES, "enum Rule {}")])).unwrap();
        assert_eq!(unreadable, ["crates/fuzz/src/rules.rs: no rule is to be found in `fn id`"]);
    }
}
