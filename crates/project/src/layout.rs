//! Where a contract's state variables lie, as solc tells it.
//!
//! Invariant: the shapes are solc's `storageLayout`; unknown fields are ignored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// solc's `storageLayout`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageLayout {
    /// State variables in order.
    #[serde(default)]
    pub storage: Vec<StorageVariable>,
    /// Their types by solc's type id.
    #[serde(default)]
    pub types: Option<BTreeMap<String, StorageType>>,
}

/// One state variable, or one member of a struct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageVariable {
    /// Its name.
    pub label: String,
    /// Its first slot, decimal.
    pub slot: String,
    /// Its first byte in the slot, from the low end.
    pub offset: u32,
    /// Its type's id.
    #[serde(rename = "type")]
    pub type_id: String,
}

/// One type of state variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageType {
    /// `inplace`, `mapping`, `dynamic_array` or `bytes`.
    pub encoding: String,
    /// The type as written in Solidity.
    pub label: String,
    /// Its size in bytes, decimal.
    #[serde(rename = "numberOfBytes")]
    pub number_of_bytes: String,
    /// The key type's id, of a mapping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The value type's id, of a mapping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The element type's id, of an array.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The members, of a struct.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<StorageVariable>>,
}
