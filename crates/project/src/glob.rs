//! Globs, as forge reads them in `skip` and behind `--match-path`.
//!
//! Invariant: every glob becomes a regular expression that matches a whole path or the end of one.

use regex_lite::Regex;

/// Globs of sources that are left out; what is no glob leaves nothing out.
#[derive(Debug)]
pub(crate) struct Globs(Vec<Regex>);

impl Globs {
    /// As in `skip` of `foundry.toml`.
    pub(crate) fn skipped(texts: &[String]) -> Self {
        let expanded = texts.iter().map(|text| match text.as_str() {
            "test" | "tests" => "*.t.sol",
            "script" | "scripts" => "*.s.sol",
            glob => glob,
        });
        Self(expanded.filter_map(|glob| Regex::new(&glob_regex(glob)).ok()).collect())
    }

    /// Whether one of them matches a project-relative path.
    pub(crate) fn match_path(&self, path: &str) -> bool {
        self.0.iter().any(|glob| glob.is_match(path))
    }
}

/// A glob as a regular expression: `*` and `**` cross folders as in forge, `?`, `[…]` and `{a,b}` as usual. A leading `./`
/// is dropped; a part of the file's own name is enough.
#[must_use]
pub fn glob_regex(glob: &str) -> String {
    let glob = glob.strip_prefix("./").unwrap_or(glob);
    let mut regex = String::from("^");
    let mut chars = glob.chars().peekable();
    let mut braces = 0_u32;
    while let Some(next) = chars.next() {
        match next {
            '*' => {
                let doubled = chars.next_if_eq(&'*').is_some();
                let folder = doubled && chars.next_if_eq(&'/').is_some();
                regex.push_str(if folder { "(?:.*/)?" } else { ".*" });
            }
            '?' => regex.push('.'),
            '[' => regex.push('['),
            ']' => regex.push(']'),
            '{' => {
                braces += 1;
                regex.push_str("(?:");
            }
            '}' if braces > 0 => {
                braces -= 1;
                regex.push(')');
            }
            ',' if braces > 0 => regex.push('|'),
            other => regex.push_str(&regex_lite::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    regex.push_str("$|");
    regex.push_str(&regex_lite::escape(glob));
    regex.push_str("[^/]*$");
    regex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_sources_are_told_as_forge_does() {
        let skipped = |glob: &str, path: &str| Globs::skipped(&[glob.to_owned()]).match_path(path);
        assert!(skipped("Patched.sol", "Patched.sol") && skipped("Patched.sol", "src/Patched.sol"));
        assert!(skipped("node_modules/**", "node_modules/a/B.sol") && skipped("test", "test/A.t.sol"));
        assert!(skipped("scripts", "script/Deploy.s.sol"));
        assert!(!skipped("Patched.sol", "World.sol") && !skipped("[", "["), "no glob leaves nothing out");
    }
}
