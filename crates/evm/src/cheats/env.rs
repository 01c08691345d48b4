//! Environment variables: `env*`, `envOr`, `setEnv`.
//!
//! Invariant: `setEnv` never changes the process's own environment; a variable is looked up in what the test set, then in the configuration, then
//! in the process.

use super::abi::{Answer, Args, done, give};
use super::table::{Ctx, Registry};
use alloy_dyn_abi::{DynSolType, DynSolValue};

/// Name in the cheatcode and Solidity type.
const TYPES: [(&str, &str); 7] = [
    ("Bool", "bool"),
    ("Uint", "uint256"),
    ("Int", "int256"),
    ("Address", "address"),
    ("Bytes32", "bytes32"),
    ("String", "string"),
    ("Bytes", "bytes"),
];

pub(super) fn register(table: &mut Registry) {
    table.add("setEnv(string,string)", set_env);
    table.add("envExists(string)", |ctx, args| give(DynSolValue::Bool(find(ctx, args.str(0)).is_some())));
    for (name, ty) in TYPES {
        table.add(&format!("envOr(string,{ty})"), or_single);
        table.add(&format!("envOr(string,string,{ty}[])"), or_array);
        let (single, array) = getters(name);
        table.add(&format!("env{name}(string)"), single);
        table.add(&format!("env{name}(string,string)"), array);
    }
}

/// The two forms of `envX`; handlers are plain functions, so each type has its own.
fn getters(name: &str) -> (super::table::Handler, super::table::Handler) {
    macro_rules! pair {
        ($ty:expr) => {
            (|c, a| single(c, a, &$ty), |c, a| array(c, a, &$ty))
        };
    }
    match name {
        "Bool" => pair!(DynSolType::Bool),
        "Uint" => pair!(DynSolType::Uint(256)),
        "Int" => pair!(DynSolType::Int(256)),
        "Address" => pair!(DynSolType::Address),
        "Bytes32" => pair!(DynSolType::FixedBytes(32)),
        "Bytes" => pair!(DynSolType::Bytes),
        _ => pair!(DynSolType::String),
    }
}

fn set_env(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let (key, value) = (args.str(0), args.str(1));
    if key.is_empty() {
        return Err("environment variable key can't be empty".into());
    }
    if key.contains(['=', '\0']) || value.contains('\0') {
        return Err("environment variable key or value contains a forbidden character".into());
    }
    ctx.cheats.state.kept_mut().env.insert(key.to_owned(), value.to_owned());
    done()
}

fn find(ctx: &Ctx<'_>, key: &str) -> Option<String> {
    let set = ctx.cheats.state.kept.env.get(key);
    let known = set.or_else(|| ctx.cheats.config.env.get(key));
    known.cloned().or_else(|| std::env::var(key).ok())
}

fn get(ctx: &Ctx<'_>, key: &str) -> Result<String, String> {
    find(ctx, key).ok_or_else(|| format!("environment variable {key:?} not found"))
}

fn single(ctx: &mut Ctx<'_>, args: &Args, ty: &DynSolType) -> Answer {
    let value = get(ctx, args.str(0))?;
    give(parse_var(args.str(0), &value, ty)?)
}

fn array(ctx: &mut Ctx<'_>, args: &Args, ty: &DynSolType) -> Answer {
    let value = get(ctx, args.str(0))?;
    give(parse_list(args.str(0), &value, args.str(1), ty)?)
}

fn or_single(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let default = args.at(1);
    let Some(value) = find(ctx, args.str(0)) else { return give(default.clone()) };
    let ty = default.as_type().unwrap_or(DynSolType::String);
    give(parse_var(args.str(0), &value, &ty)?)
}

fn or_array(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let Some(value) = find(ctx, args.str(0)) else { return give(args.at(2).clone()) };
    let ty = args.list(2).first().and_then(DynSolValue::as_type);
    // An empty default does not tell its type; the text decides.
    let ty = ty.unwrap_or_else(|| super::text::guess(value.split(args.str(1)).next().unwrap_or_default()));
    give(parse_list(args.str(0), &value, args.str(1), &ty)?)
}

fn parse_var(key: &str, value: &str, ty: &DynSolType) -> Result<DynSolValue, String> {
    super::text::parse(value, ty).map_err(|e| format!("failed parsing ${key} as type `{ty}`: {e}"))
}

fn parse_list(key: &str, value: &str, delimiter: &str, ty: &DynSolType) -> Result<DynSolValue, String> {
    if delimiter.is_empty() {
        return Err("the delimiter must not be empty".to_owned());
    }
    let items: Result<Vec<_>, _> =
        value.split(delimiter).map(|item| parse_var(key, item.trim(), ty)).collect();
    Ok(DynSolValue::Array(items?))
}
