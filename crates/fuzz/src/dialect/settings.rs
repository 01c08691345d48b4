//! Reading a peer's configuration file: typed values by key, errors that name file and key, and the keys nobody read.
//!
//! Invariant: a key that is absent or `null` has the caller's default; a value of a wrong type is never replaced by one.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use alloy_primitives::{Address, U256};
use serde_json::{Map, Value};

use super::DialectError;

/// Largest configuration file that is read, in bytes.
const CONFIG_BYTES_MAX: u64 = 4 << 20;

/// One table of a configuration file.
#[derive(Debug)]
pub(super) struct Settings<'a> {
    path: &'a Path,
    prefix: String,
    table: Option<&'a Map<String, Value>>,
    read: RefCell<BTreeSet<String>>,
}

impl<'a> Settings<'a> {
    /// The whole file.
    pub(super) fn new(path: &'a Path, root: &'a Value) -> Result<Self, DialectError> {
        let table = match root {
            Value::Object(table) => Some(table),
            Value::Null => None,
            other => return Err(wrong(path, "the file", other, "a table of keys and values")),
        };
        Ok(Self { path, prefix: String::new(), table, read: RefCell::default() })
    }

    /// The key with the names of the tables around it.
    pub(super) fn full(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    /// A raw value.
    pub(super) fn raw(&self, key: &str) -> Option<&'a Value> {
        self.read.borrow_mut().insert(key.to_owned());
        self.table?.get(key).filter(|value| !value.is_null())
    }

    /// A table inside; empty when absent.
    pub(super) fn table(&self, key: &str) -> Result<Self, DialectError> {
        let table = match self.raw(key) {
            None => None,
            Some(Value::Object(table)) => Some(table),
            Some(other) => return Err(self.wrong(key, other, "a table of keys and values")),
        };
        Ok(Self { path: self.path, prefix: format!("{}.", self.full(key)), table, read: RefCell::default() })
    }

    /// All keys with their values, in the file's order.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.table.into_iter().flatten()
    }

    /// `true` or `false`.
    pub(super) fn boolean(&self, key: &str) -> Result<Option<bool>, DialectError> {
        self.typed(key, "true or false", |value| match value {
            Value::Bool(yes) => Some(*yes),
            Value::String(text) => text.parse().ok(),
            _ => None,
        })
    }

    /// A whole number of wei, gas, seconds, …: decimal, hexadecimal, or decimal with an exponent.
    pub(super) fn word(&self, key: &str) -> Result<Option<U256>, DialectError> {
        self.typed(key, "a whole number that is not negative", word)
    }

    /// A whole number of 64 bits.
    pub(super) fn number(&self, key: &str) -> Result<Option<u64>, DialectError> {
        self.typed(key, "a whole number below 2^64", |value| u64::try_from(word(value)?).ok())
    }

    /// An address, written short or whole.
    pub(super) fn address(&self, key: &str) -> Result<Option<Address>, DialectError> {
        self.typed(key, "an address such as 0x10000", address)
    }

    /// A text.
    pub(super) fn text(&self, key: &str) -> Result<Option<String>, DialectError> {
        self.typed(key, "a text", text)
    }

    /// Texts.
    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<String>>, DialectError> {
        self.typed(key, "a list of texts", |value| value.as_array()?.iter().map(text).collect())
    }

    /// Addresses; one alone counts as a list.
    pub(super) fn addresses(&self, key: &str) -> Result<Option<Vec<Address>>, DialectError> {
        self.typed(key, "a list of addresses such as 0x10000", |value| match value {
            Value::Array(items) => items.iter().map(address).collect(),
            one => Some(vec![address(one)?]),
        })
    }

    /// Whole numbers.
    pub(super) fn words(&self, key: &str) -> Result<Option<Vec<U256>>, DialectError> {
        self.typed(key, "a list of whole numbers", |value| value.as_array()?.iter().map(word).collect())
    }

    /// Pairs of an address and a text.
    pub(super) fn placements(&self, key: &str) -> Result<Vec<(Address, String)>, DialectError> {
        let pairs = self.typed(key, "a list of [address, name] pairs", |value| {
            let pair = |item: &Value| match item.as_array()?.as_slice() {
                [at, name] => Some((address(at)?, text(name)?)),
                _ => None,
            };
            value.as_array()?.iter().map(pair).collect()
        })?;
        Ok(pairs.unwrap_or_default())
    }

    /// Keys that are in the table and were never asked for, whole.
    pub(super) fn unread(&self) -> Vec<String> {
        let read = self.read.borrow();
        self.entries().filter(|(key, _)| !read.contains(*key)).map(|(key, _)| self.full(key)).collect()
    }

    /// Notes that keys are known and have no meaning here.
    pub(super) fn ignore(&self, keys: &[&str]) {
        self.read.borrow_mut().extend(keys.iter().map(|key| (*key).to_owned()));
    }

    /// The error for a value that cannot be used.
    pub(super) fn wrong(&self, key: &str, found: &Value, expected: &str) -> DialectError {
        wrong(self.path, &self.full(key), found, expected)
    }

    /// The error for a setting that is not supported.
    pub(super) fn unsupported(&self, key: &str, why: &str) -> DialectError {
        DialectError::ConfigUnsupported {
            path: self.path.to_owned(),
            key: self.full(key),
            why: why.to_owned(),
        }
    }

    fn typed<T>(
        &self,
        key: &str,
        expected: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, DialectError> {
        let Some(value) = self.raw(key) else { return Ok(None) };
        match read(value) {
            Some(typed) => Ok(Some(typed)),
            None => Err(self.wrong(key, value, expected)),
        }
    }
}

fn wrong(path: &Path, key: &str, found: &Value, expected: &str) -> DialectError {
    const FOUND_CHARS_MAX: usize = 80;
    let mut found = found.to_string();
    if let Some((cut, _)) = found.char_indices().nth(FOUND_CHARS_MAX) {
        found.truncate(cut);
        found.push('…');
    }
    DialectError::ConfigValue {
        path: path.to_owned(),
        key: key.to_owned(),
        found,
        expected: expected.to_owned(),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, however it was written.
pub(super) fn word(value: &Value) -> Option<U256> {
    match value {
        Value::Number(number) => parse_word(&number.to_string()),
        Value::String(text) => parse_word(text),
        _ => None,
    }
}

/// An address: 40 digits, or a short number as the peers write them.
pub(super) fn address(value: &Value) -> Option<Address> {
    match value {
        Value::String(text) => {
            let digits = text.trim().strip_prefix("0x").unwrap_or(text.trim());
            let word = U256::from_str_radix(digits, 16).ok()?;
            to_address(word)
        }
        number => to_address(word(number)?),
    }
}

fn to_address(word: U256) -> Option<Address> {
    (word.bit_len() <= 160).then(|| Address::from_word(word.into()))
}

/// `1234`, `1_234`, `0x4d2`, `1.234e3`.
fn parse_word(text: &str) -> Option<U256> {
    const EXPONENT_MAX: usize = 77;
    let text: String = text.trim().chars().filter(|&c| c != '_').collect();
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return U256::from_str_radix(digits, 16).ok();
    }
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let exponent: usize = exponent.trim_start_matches('+').parse().ok().filter(|&e| e <= EXPONENT_MAX)?;
    let zeros = exponent.checked_sub(fraction.len())?;
    let digits = format!("{whole}{fraction}{}", "0".repeat(zeros));
    if digits.is_empty() {
        return None;
    }
    U256::from_str_radix(&digits, 10).ok()
}

/// Reads a file of bounded size.
pub(super) fn read_text(path: &Path) -> Result<String, DialectError> {
    let bad = |detail: String| DialectError::ConfigFile { path: path.to_owned(), detail };
    let bytes = std::fs::metadata(path).map_err(|error| bad(error.to_string()))?.len();
    if bytes > CONFIG_BYTES_MAX {
        return Err(bad(format!("it has {bytes} bytes; at most {CONFIG_BYTES_MAX} are read")));
    }
    std::fs::read_to_string(path).map_err(|error| bad(error.to_string()))
}

/// The first of some files that is there.
pub(super) fn first_file(root: &Path, names: &[&str]) -> Option<PathBuf> {
    names.iter().map(|name| root.join(name)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whole_numbers_are_read_however_they_are_written() {
        let e18 = U256::from(10).pow(U256::from(18));
        assert_eq!(parse_word("1e18"), Some(e18));
        assert_eq!(parse_word("1.2e18"), Some(e18 / U256::from(10) * U256::from(12)));
        assert_eq!(parse_word("0x10"), Some(U256::from(16)));
        assert_eq!(parse_word("60_480"), Some(U256::from(60_480)));
        assert_eq!(parse_word("100000000000000000000"), Some(e18 * U256::from(100)));
        assert_eq!(parse_word("1.5"), None);
        assert_eq!(parse_word("-1"), None);
        assert_eq!(parse_word(""), None);
    }

    #[test]
    fn addresses_may_be_short() {
        assert_eq!(address(&json!("0x10000")), Some(Address::from_word(U256::from(0x10000).into())));
        assert_eq!(address(&json!(0x10000)), Some(Address::from_word(U256::from(0x10000).into())));
        assert_eq!(address(&json!("x")), None);
        let long = format!("0x{}", "f".repeat(41));
        assert_eq!(address(&json!(long)), None);
    }

    #[test]
    fn errors_name_file_key_and_value() {
        let root = json!({"fuzzing": {"workers": "many", "odd": 1}});
        let settings = Settings::new(Path::new("medusa.json"), &root).unwrap();
        let fuzzing = settings.table("fuzzing").unwrap();
        let message = fuzzing.number("workers").unwrap_err().to_string();
        assert_eq!(message, "medusa.json: `fuzzing.workers` is \"many\"; expected a whole number below 2^64");
        assert_eq!(fuzzing.unread(), ["fuzzing.odd"]);
        assert!(settings.unread().is_empty());
        assert_eq!(fuzzing.number("absent").unwrap(), None);
    }
}
