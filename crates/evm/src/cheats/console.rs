//! `console.log`: what a test prints.
//!
//! Invariant: printing never fails and never changes the chain; at most [`LINES_MAX`] lines are kept.

use super::asserts::show;
use super::table::selector;
use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::hex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Lines kept per transaction.
pub(super) const LINES_MAX: usize = 1_024;

/// Parameter types by selector. Built once; it never changes.
static FORMS: LazyLock<HashMap<[u8; 4], DynSolType>> = LazyLock::new(forms);

fn forms() -> HashMap<[u8; 4], DynSolType> {
    let mut all = HashMap::new();
    let mut add = |name: &str, written: &str, types: &str| {
        if let Ok(types) = DynSolType::parse(&format!("({types})")) {
            all.insert(selector(&format!("{name}({written})")), types);
        }
    };
    add("log", "", "");
    let mut lists = vec![String::new()];
    for _ in 0..4 {
        let longer = lists.iter().flat_map(|list| {
            let comma = if list.is_empty() { "" } else { "," };
            ["string", "uint256", "bool", "address"].map(|ty| format!("{list}{comma}{ty}"))
        });
        lists = longer.collect();
        for list in &lists {
            add("log", list, list);
            // Old versions of console.sol hashed the short name of the type.
            add("log", &list.replace("uint256", "uint"), list);
        }
    }
    for list in ["int256", "string,int256", "bytes"] {
        add("log", list, list);
    }
    add("log", "int", "int256");
    add("log", "string,int", "string,int256");
    for (name, ty) in [
        ("logInt", "int256"),
        ("logUint", "uint256"),
        ("logString", "string"),
        ("logBool", "bool"),
        ("logAddress", "address"),
        ("logBytes", "bytes"),
    ] {
        add(name, ty, ty);
    }
    for size in 1..=32 {
        let ty = format!("bytes{size}");
        add(&format!("logBytes{size}"), &ty, &ty);
    }
    all
}

/// The printed line.
pub(super) fn line(input: &[u8]) -> String {
    let decoded = input.split_first_chunk::<4>().and_then(|(selector, data)| {
        let types = FORMS.get(selector)?;
        types.abi_decode_params(data).ok()
    });
    match decoded {
        Some(DynSolValue::Tuple(values)) => join(&values),
        Some(value) => show(&value, None),
        None => hex::encode_prefixed(input),
    }
}

/// Fills `%s`, `%d`, `%i`, `%x`, `%o` and `%e` of a leading string, then appends the rest.
fn join(values: &[DynSolValue]) -> String {
    let Some(DynSolValue::String(format)) = values.first() else {
        return values.iter().map(|v| show(v, None)).collect::<Vec<_>>().join(" ");
    };
    let mut rest = values[1..].iter();
    let mut out = String::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('%', Some('%')) => {
                out.push('%');
                chars.next();
            }
            ('%', Some('s' | 'd' | 'i' | 'o' | 'x' | 'e')) => match rest.next() {
                Some(value) => {
                    out.push_str(&show(value, None));
                    chars.next();
                }
                None => out.push('%'),
            },
            _ => out.push(c),
        }
    }
    for value in rest {
        out.push(' ');
        out.push_str(&show(value, None));
    }
    out
}
