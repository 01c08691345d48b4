//! Reading JSON and TOML: `parseJson*`, `parseToml*`, `keyExists*`.
//!
//! Invariant: TOML is turned into JSON first, so that both have one set of paths and one set of types.

use super::abi::{Answer, Args, bytes, give, text};
use super::table::{Handler, Registry};
use super::text::parse;
use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{Address, B256, I256, U256, hex};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn register(table: &mut Registry) {
    table.all(&["parseJson(string)", "parseJson(string,string)"], |_, args| all(args, json));
    table.all(&["parseToml(string)", "parseToml(string,string)"], |_, args| all(args, toml));
    table.all(&["keyExists(string,string)", "keyExistsJson(string,string)"], |_, args| exists(args, json));
    table.add("keyExistsToml(string,string)", |_, args| exists(args, toml));
    table.add("parseJsonKeys(string,string)", |_, args| keys(args, json));
    table.add("parseTomlKeys(string,string)", |_, args| keys(args, toml));
    for name in ["Uint", "Int", "Bool", "Address", "String", "Bytes", "Bytes32"] {
        let [json_one, json_many, toml_one, toml_many] = typed(name);
        table.add(&format!("parseJson{name}(string,string)"), json_one);
        table.add(&format!("parseJson{name}Array(string,string)"), json_many);
        table.add(&format!("parseToml{name}(string,string)"), toml_one);
        table.add(&format!("parseToml{name}Array(string,string)"), toml_many);
    }
}

/// The typed forms; handlers are plain functions, so each type has its own.
fn typed(name: &str) -> [Handler; 4] {
    macro_rules! four {
        ($ty:expr) => {
            [
                |_, a| one(a, json, &$ty),
                |_, a| many(a, json, &$ty),
                |_, a| one(a, toml, &$ty),
                |_, a| many(a, toml, &$ty),
            ]
        };
    }
    match name {
        "Uint" => four!(DynSolType::Uint(256)),
        "Int" => four!(DynSolType::Int(256)),
        "Bool" => four!(DynSolType::Bool),
        "Address" => four!(DynSolType::Address),
        "Bytes" => four!(DynSolType::Bytes),
        "Bytes32" => four!(DynSolType::FixedBytes(32)),
        _ => four!(DynSolType::String),
    }
}

/// Reads a document.
type Reader = fn(&str) -> Result<Value, String>;

/// Reads JSON.
pub(super) fn json(document: &str) -> Result<Value, String> {
    serde_json::from_str(document).map_err(|e| format!("failed parsing JSON: {e}"))
}

/// Reads TOML as JSON.
pub(super) fn toml(document: &str) -> Result<Value, String> {
    toml::from_str(document).map_err(|e| format!("failed parsing TOML: {}", e.message()))
}

fn all(args: &Args, read: Reader) -> Answer {
    let document = read(args.str(0))?;
    let path = if args.len() > 1 { args.str(1) } else { "$" };
    let found = select(&document, path)?;
    if found.is_empty() {
        return Err(format!("path {path:?} must return exactly one JSON value").into());
    }
    let mut values: Vec<_> = found.into_iter().map(guess_value).collect();
    let encoded = match values.len() {
        1 => values.swap_remove(0).abi_encode(),
        _ => DynSolValue::Array(values).abi_encode(),
    };
    give(bytes(encoded))
}

fn exists(args: &Args, read: Reader) -> Answer {
    let document = read(args.str(0))?;
    give(DynSolValue::Bool(!select(&document, args.str(1))?.is_empty()))
}

fn keys(args: &Args, read: Reader) -> Answer {
    let document = read(args.str(0))?;
    let found = select(&document, args.str(1))?;
    match found.as_slice() {
        [Value::Object(map)] => give(DynSolValue::Array(map.keys().map(text).collect())),
        [_] => Err("JSON value at path is not an object".into()),
        _ => Err("key must return exactly one JSON object".into()),
    }
}

fn one(args: &Args, read: Reader, ty: &DynSolType) -> Answer {
    let document = read(args.str(0))?;
    match select(&document, args.str(1))?.as_slice() {
        [value] => give(coerce(value, ty)?),
        _ => Err(format!("path {:?} must return exactly one JSON value", args.str(1)).into()),
    }
}

fn many(args: &Args, read: Reader, ty: &DynSolType) -> Answer {
    let document = read(args.str(0))?;
    let found = select(&document, args.str(1))?;
    let [Value::Array(items)] = found.as_slice() else {
        return Err(format!("path {:?} must return exactly one JSON value", args.str(1)).into());
    };
    let values: Result<Vec<_>, _> = items.iter().map(|value| coerce(value, ty)).collect();
    give(DynSolValue::Array(values?))
}

fn coerce(value: &Value, ty: &DynSolType) -> Result<DynSolValue, String> {
    match value {
        Value::String(value) => parse(value, ty),
        Value::Object(_) | Value::Array(_) | Value::Null => Err(format!("expected {ty}, found {value}")),
        other => parse(&other.to_string(), ty),
    }
}

/// One step of a path.
enum Part<'a> {
    Key(&'a str),
    Index(usize),
    Every,
}

/// The values that a path such as `.a.b[0]`, `$['a']` or `.list[*].x` leads to.
pub(super) fn select<'a>(document: &'a Value, path: &str) -> Result<Vec<&'a Value>, String> {
    let mut found = vec![document];
    for part in parts(path)? {
        found = found.into_iter().flat_map(|value| step(value, &part)).collect();
    }
    Ok(found)
}

fn step<'a>(value: &'a Value, part: &Part<'_>) -> Vec<&'a Value> {
    match (part, value) {
        (Part::Key(key), Value::Object(map)) => map.get(*key).into_iter().collect(),
        (Part::Index(index), Value::Array(items)) => items.get(*index).into_iter().collect(),
        (Part::Every, Value::Array(items)) => items.iter().collect(),
        (Part::Every, Value::Object(map)) => map.values().collect(),
        _ => Vec::new(),
    }
}

/// The keys of a path, for writing.
pub(super) fn key_path(path: &str) -> Result<Vec<String>, String> {
    let each = |part| match part {
        Part::Key(key) => Ok(key.to_owned()),
        Part::Index(index) => Ok(index.to_string()),
        Part::Every => Err(format!("path {path:?} does not name one value")),
    };
    parts(path)?.into_iter().map(each).collect()
}

fn parts(path: &str) -> Result<Vec<Part<'_>>, String> {
    let broken = || format!("failed selecting from JSON: path {path:?} is not supported");
    let mut rest = path.strip_prefix('$').unwrap_or(path);
    let mut parts = Vec::new();
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (inner, after) = inside.split_once(']').ok_or_else(broken)?;
            let quoted = ['\'', '"'].into_iter().find_map(|q| inner.strip_prefix(q)?.strip_suffix(q));
            parts.push(match (quoted, inner) {
                (Some(key), _) => Part::Key(key),
                (None, "*") => Part::Every,
                (None, index) => Part::Index(index.trim().parse().map_err(|_| broken())?),
            });
            rest = after;
            continue;
        }
        // A path may start without a dot.
        let name = rest.strip_prefix('.').unwrap_or(rest);
        let end = name.find(['.', '[']).unwrap_or(name.len());
        match &name[..end] {
            // `.` alone is the root; `..` is not supported.
            "" if name.is_empty() || name.starts_with('[') => {}
            "" => return Err(broken()),
            "*" => parts.push(Part::Every),
            key => parts.push(Part::Key(key)),
        }
        rest = &name[end..];
    }
    Ok(parts)
}

/// A value with the type that forge gives it.
fn guess_value(value: &Value) -> DynSolValue {
    match value {
        Value::Null => DynSolValue::FixedBytes(B256::ZERO, 32),
        Value::Bool(value) => DynSolValue::Bool(*value),
        Value::Number(number) => guess_number(&number.to_string()),
        Value::String(value) => guess_string(value),
        Value::Array(items) => DynSolValue::Array(items.iter().map(guess_value).collect()),
        Value::Object(map) => {
            let sorted: BTreeMap<_, _> = map.iter().collect();
            DynSolValue::Tuple(sorted.into_values().map(guess_value).collect())
        }
    }
}

fn guess_number(number: &str) -> DynSolValue {
    if let Ok(value) = number.parse::<U256>() {
        return DynSolValue::Uint(value, 256);
    }
    if let Ok(value) = I256::from_dec_str(number) {
        return DynSolValue::Int(value, 256);
    }
    // Like `1e18`: only whole numbers fit.
    let whole = number.parse::<f64>().ok().filter(|value| value.fract() == 0.0);
    let parsed = whole.map(|value| format!("{value:.0}")).and_then(|digits| I256::from_dec_str(&digits).ok());
    match parsed {
        Some(value) if !value.is_negative() => DynSolValue::Uint(value.into_raw(), 256),
        Some(value) => DynSolValue::Int(value, 256),
        None => text(number),
    }
}

fn guess_string(value: &str) -> DynSolValue {
    let Some(digits) = value.strip_prefix("0x") else { return text(value) };
    let padded = if digits.len() % 2 == 0 { digits.to_owned() } else { format!("0{digits}") };
    match hex::decode(padded) {
        Ok(data) if data.len() == 20 => DynSolValue::Address(Address::from_slice(&data)),
        Ok(data) if data.len() == 32 => DynSolValue::FixedBytes(B256::from_slice(&data), 32),
        Ok(data) => bytes(data),
        Err(_) => text(value),
    }
}
