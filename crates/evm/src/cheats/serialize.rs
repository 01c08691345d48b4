//! Building JSON: `serialize*`, and writing it with `writeJson` and `writeToml`.
//!
//! Invariant: numbers that JSON's readers could round are written as strings.

use super::abi::{Answer, Args, done, give, text};
use super::asserts::show;
use super::fs;
use super::json::{json, key_path, toml};
use super::table::{Ctx, Registry};
use alloy_dyn_abi::DynSolValue;
use serde_json::{Map, Value};

/// Objects under construction at once.
const OBJECTS_MAX: usize = 4_096;

pub(super) fn register(table: &mut Registry) {
    for (name, ty) in [
        ("Bool", "bool"),
        ("Uint", "uint256"),
        ("Int", "int256"),
        ("Address", "address"),
        ("Bytes32", "bytes32"),
        ("String", "string"),
        ("Bytes", "bytes"),
    ] {
        for ty in [ty.to_owned(), format!("{ty}[]")] {
            table.add(&format!("serialize{name}(string,string,{ty})"), |ctx, args| {
                insert(ctx, args, to_json(args.at(2)))
            });
        }
    }
    table.add("serializeUintToHex(string,string,uint256)", |ctx, args| {
        insert(ctx, args, Value::String(format!("{:#x}", args.u256(2))))
    });
    table.add("serializeJson(string,string)", |ctx, args| {
        let Value::Object(map) = json(args.str(1))? else {
            return Err("the JSON string is not an object".into());
        };
        ctx.cheats.state.kept_mut().objects.insert(args.str(0).to_owned(), map);
        give(text(args.str(1)))
    });
    table.add("writeJson(string,string)", |ctx, args| write(ctx, args, json, pretty_json));
    table.add("writeJson(string,string,string)", |ctx, args| update(ctx, args, json, pretty_json));
    table.add("writeToml(string,string)", |ctx, args| write(ctx, args, json, pretty_toml));
    table.add("writeToml(string,string,string)", |ctx, args| update(ctx, args, toml, pretty_toml));
}

fn insert(ctx: &mut Ctx<'_>, args: &Args, value: Value) -> Answer {
    let objects = &mut ctx.cheats.state.kept_mut().objects;
    if objects.len() >= OBJECTS_MAX && !objects.contains_key(args.str(0)) {
        return Err(format!("more than {OBJECTS_MAX} objects under construction").into());
    }
    let object: &mut Map<String, Value> = objects.entry(args.str(0).to_owned()).or_default();
    object.insert(args.str(1).to_owned(), value);
    let shown = serde_json::to_string(object).map_err(|e| e.to_string())?;
    give(text(shown))
}

fn to_json(value: &DynSolValue) -> Value {
    match value {
        DynSolValue::Bool(value) => Value::Bool(*value),
        DynSolValue::Uint(value, _) => {
            u64::try_from(*value).map_or_else(|_| Value::String(value.to_string()), Value::from)
        }
        DynSolValue::Int(value, _) => {
            i64::try_from(*value).map_or_else(|_| Value::String(value.to_string()), Value::from)
        }
        // A string may hold an object that was built before.
        DynSolValue::String(value) => match serde_json::from_str(value) {
            Ok(object @ Value::Object(_)) => object,
            _ => Value::String(value.clone()),
        },
        DynSolValue::Array(items) => Value::Array(items.iter().map(to_json).collect()),
        other => Value::String(show(other, None)),
    }
}

type Printer = fn(&Value) -> Result<String, String>;

fn pretty_json(value: &Value) -> Result<String, String> {
    serde_json::to_string_pretty(value).map_err(|e| e.to_string())
}

fn pretty_toml(value: &Value) -> Result<String, String> {
    toml::to_string_pretty(value).map_err(|e| e.to_string())
}

/// The document of the first argument; text that is no JSON is a string.
fn document(args: &Args) -> Value {
    serde_json::from_str(args.str(0)).unwrap_or_else(|_| Value::String(args.str(0).to_owned()))
}

fn write(ctx: &mut Ctx<'_>, args: &Args, _: fn(&str) -> Result<Value, String>, print: Printer) -> Answer {
    let shown = print(&document(args))?;
    fs::write(ctx, args.str(1), shown.as_bytes())?;
    done()
}

/// Replaces the value at the path of the third argument.
fn update(ctx: &mut Ctx<'_>, args: &Args, read: fn(&str) -> Result<Value, String>, print: Printer) -> Answer {
    let mut whole = read(&fs::read_text(ctx, args.str(1))?)?;
    let mut place = &mut whole;
    for key in key_path(args.str(2))? {
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        place = match place {
            Value::Object(map) => map.entry(key).or_insert(Value::Null),
            Value::Array(items) => key
                .parse::<usize>()
                .ok()
                .and_then(|index| items.get_mut(index))
                .ok_or_else(|| format!("no element `{key}`"))?,
            _ => return Err(format!("cannot set `{key}` in a value that has no fields").into()),
        };
    }
    *place = document(args);
    let shown = print(&whole)?;
    fs::write(ctx, args.str(1), shown.as_bytes())?;
    done()
}
