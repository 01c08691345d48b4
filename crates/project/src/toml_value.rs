//! Typed reading of TOML values with errors that name the key.
//!
//! Invariant: an absent key leaves the value as it is; a present one of the wrong type is an error.

use alloy_primitives::{Address, U256};
use toml::{Table, Value};

/// One table and the name it has in the file.
pub(crate) struct Reader<'a> {
    table: Option<&'a Table>,
    section: &'a str,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(table: &'a Table, section: &'a str) -> Self {
        Self { table: Some(table), section }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Value> {
        self.table.and_then(|table| table.get(key))
    }

    pub(crate) fn table(&self, key: &'a str) -> Result<Reader<'a>, String> {
        match self.get(key) {
            None => Ok(Reader { table: None, section: key }),
            Some(Value::Table(table)) => Ok(Reader { table: Some(table), section: key }),
            Some(_) => Err(self.wrong(key, "a table")),
        }
    }

    pub(crate) fn text(&self, key: &str, into: &mut String) -> Result<(), String> {
        self.take(key, "a text", into, |value| value.as_str().map(str::to_owned))
    }

    pub(crate) fn maybe_text(&self, key: &str, into: &mut Option<String>) -> Result<(), String> {
        self.take(key, "a text", into, |value| value.as_str().map(|text| Some(text.to_owned())))
    }

    pub(crate) fn texts(&self, key: &str, into: &mut Vec<String>) -> Result<(), String> {
        self.take(key, "a list of texts", into, |value| {
            value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
        })
    }

    pub(crate) fn boolean(&self, key: &str, into: &mut bool) -> Result<(), String> {
        self.take(key, "true or false", into, Value::as_bool)
    }

    pub(crate) fn maybe_boolean(&self, key: &str, into: &mut Option<bool>) -> Result<(), String> {
        self.take(key, "true or false", into, |value| value.as_bool().map(Some))
    }

    pub(crate) fn number<T: TryFrom<U256>>(&self, key: &str, into: &mut T) -> Result<(), String> {
        self.take(key, "a whole number that fits", into, |value| T::try_from(word(value)?).ok())
    }

    pub(crate) fn maybe_number<T: TryFrom<U256>>(
        &self,
        key: &str,
        into: &mut Option<T>,
    ) -> Result<(), String> {
        self.take(key, "a whole number that fits", into, |value| T::try_from(word(value)?).ok().map(Some))
    }

    pub(crate) fn word(&self, key: &str, into: &mut U256) -> Result<(), String> {
        self.take(key, "a whole number", into, word)
    }

    pub(crate) fn maybe_word(&self, key: &str, into: &mut Option<U256>) -> Result<(), String> {
        self.take(key, "a whole number", into, |value| word(value).map(Some))
    }

    pub(crate) fn address(&self, key: &str, into: &mut Address) -> Result<(), String> {
        self.take(key, "an address", into, |value| value.as_str()?.parse().ok())
    }

    fn take<T>(
        &self,
        key: &str,
        expected: &str,
        into: &mut T,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<(), String> {
        if let Some(value) = self.get(key) {
            *into = read(value).ok_or_else(|| self.wrong(key, expected))?;
        }
        Ok(())
    }

    fn wrong(&self, key: &str, expected: &str) -> String {
        let found = self.get(key).map(ToString::to_string).unwrap_or_default();
        let dot = if self.section.is_empty() { "" } else { "." };
        format!("{}{dot}{key} is {found}, expected {expected}", self.section)
    }
}

/// A number as TOML writes it, or as text, decimal, `0x…` or with underscores; forge also accepts `max`.
fn word(value: &Value) -> Option<U256> {
    match value {
        Value::Integer(number) => u64::try_from(*number).ok().map(U256::from),
        Value::String(text) if text == "max" => Some(U256::from(u64::MAX)),
        Value::String(text) => text.trim().replace('_', "").parse().ok(),
        _ => None,
    }
}
