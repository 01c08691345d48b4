//! Strings: parsing, printing, searching, base64 and RLP.
//!
//! Invariant: these cheatcodes are pure: the answer depends on the arguments alone.

use super::abi::{Answer, Args, bytes, give, text, uint};
use super::asserts::show;
use super::table::Registry;
use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{U256, hex};

pub(super) fn register(table: &mut Registry) {
    for ty in ["address", "bytes", "bytes32", "bool", "uint256", "int256"] {
        table.add(&format!("toString({ty})"), |_, args| give(text(show(args.at(0), None))));
    }
    table.add("parseBytes(string)", |_, args| give(parse(args.str(0), &DynSolType::Bytes)?));
    table.add("parseAddress(string)", |_, args| give(parse(args.str(0), &DynSolType::Address)?));
    table.add("parseUint(string)", |_, args| give(parse(args.str(0), &DynSolType::Uint(256))?));
    table.add("parseInt(string)", |_, args| give(parse(args.str(0), &DynSolType::Int(256))?));
    table.add("parseBytes32(string)", |_, args| give(parse(args.str(0), &DynSolType::FixedBytes(32))?));
    table.add("parseBool(string)", |_, args| give(parse(args.str(0), &DynSolType::Bool)?));
    table.add("toLowercase(string)", |_, args| give(text(args.str(0).to_lowercase())));
    table.add("toUppercase(string)", |_, args| give(text(args.str(0).to_uppercase())));
    table.add("trim(string)", |_, args| give(text(args.str(0).trim())));
    table.add("replace(string,string,string)", |_, args| {
        give(text(args.str(0).replace(args.str(1), args.str(2))))
    });
    table.add("split(string,string)", |_, args| {
        give(DynSolValue::Array(args.str(0).split(args.str(1)).map(text).collect()))
    });
    table.add("indexOf(string,string)", |_, args| {
        let found = args.str(0).find(args.str(1));
        give(uint(found.map_or(U256::MAX, U256::from)))
    });
    table
        .add("contains(string,string)", |_, args| give(DynSolValue::Bool(args.str(0).contains(args.str(1)))));
    table.all(&["toBase64(bytes)", "toBase64(string)"], |_, args| {
        give(text(base64(args.bytes(0), b'+', b'/')))
    });
    table.all(&["toBase64URL(bytes)", "toBase64URL(string)"], |_, args| {
        give(text(base64(args.bytes(0), b'-', b'_')))
    });
    table.add("toRlp(bytes[])", |_, args| give(bytes(rlp_list(args))));
    table.add("fromRlp(bytes)", |_, args| rlp_items(args));
}

/// Reads a value of a Solidity type.
pub(super) fn parse(value: &str, ty: &DynSolType) -> Result<DynSolValue, String> {
    let fail = |why: String| format!("failed parsing {value:?} as type `{ty}`: {why}");
    if matches!(ty, DynSolType::String) {
        return Ok(text(value));
    }
    if matches!(ty, DynSolType::Bool) {
        return match value.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(DynSolValue::Bool(true)),
            "false" | "0" => Ok(DynSolValue::Bool(false)),
            _ => Err(fail("expected true, false, 1 or 0".to_owned())),
        };
    }
    ty.coerce_str(value).map_err(|e| fail(e.to_string()))
}

/// The type that a text most likely is of.
pub(super) fn guess(value: &str) -> DynSolType {
    let candidates = [
        DynSolType::Bool,
        DynSolType::Uint(256),
        DynSolType::Int(256),
        DynSolType::Address,
        DynSolType::Bytes,
    ];
    let is_number = |ty: &DynSolType| !matches!(ty, DynSolType::Bool) || !value.starts_with(['0', '1']);
    let mut fitting = candidates.into_iter().filter(is_number);
    fitting.find(|ty| parse(value.trim(), ty).is_ok()).unwrap_or(DynSolType::String)
}

/// Base64 with padding; `high` are the characters for 62 and 63.
fn base64(data: &[u8], high62: u8, high63: u8) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let digit = |value: u32| match value & 63 {
        62 => high62,
        63 => high63,
        low => ALPHABET[low as usize],
    };
    let mut out = String::with_capacity(data.len().div_ceil(3) * 4);
    for chunk in data.chunks(3) {
        let mut word = [0; 4];
        word[1..=chunk.len()].copy_from_slice(chunk);
        let word = u32::from_be_bytes(word);
        for place in 0..4 {
            let used = place <= chunk.len();
            out.push(if used { digit(word >> (18 - 6 * place)) } else { b'=' } as char);
        }
    }
    out
}

fn rlp_head(out: &mut Vec<u8>, length: usize, short: u8) {
    if length < 56 {
        out.push(short + length as u8);
        return;
    }
    let size = length.to_be_bytes();
    let size = &size[size.iter().take_while(|byte| **byte == 0).count()..];
    out.push(short + 55 + size.len() as u8);
    out.extend_from_slice(size);
}

fn rlp_list(args: &Args) -> Vec<u8> {
    let mut body = Vec::new();
    for item in args.list(0).iter().filter_map(DynSolValue::as_bytes) {
        if item.len() != 1 || item[0] >= 0x80 {
            rlp_head(&mut body, item.len(), 0x80);
        }
        body.extend_from_slice(item);
    }
    let mut out = Vec::with_capacity(body.len() + 9);
    rlp_head(&mut out, body.len(), 0xc0);
    out.extend(body);
    out
}

/// Splits off one item: whether it is a list, its content, and the rest.
fn rlp_split(data: &[u8]) -> Option<(bool, &[u8], &[u8])> {
    let (&first, rest) = data.split_first()?;
    let (list, short) = match first {
        0..0x80 => return Some((false, &data[..1], rest)),
        0x80..0xc0 => (false, usize::from(first - 0x80)),
        _ => (true, usize::from(first - 0xc0)),
    };
    let (length, rest) = if short < 56 {
        (short, rest)
    } else {
        let (size, rest) = rest.split_at_checked(short - 55)?;
        (U256::try_from_be_slice(size)?.try_into().ok()?, rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((list, content, rest))
}

fn rlp_items(args: &Args) -> Answer {
    let broken = || format!("{} is not an RLP list of byte strings", hex::encode_prefixed(args.bytes(0)));
    let (true, mut content, []) = rlp_split(args.bytes(0)).ok_or_else(broken)? else {
        return Err(broken().into());
    };
    let mut items = Vec::new();
    while !content.is_empty() {
        let (list, item, rest) = rlp_split(content).ok_or_else(broken)?;
        if list {
            return Err(broken().into());
        }
        items.push(bytes(item));
        content = rest;
    }
    give(DynSolValue::Array(items))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(plain.as_bytes(), b'+', b'/'), coded);
        }
        assert_eq!(base64(&[0xfb, 0xff], b'-', b'_'), "-_8=");
    }

    #[test]
    fn texts_have_types() {
        assert_eq!(guess("true"), DynSolType::Bool);
        assert_eq!(guess("1"), DynSolType::Uint(256));
        assert_eq!(guess("-1"), DynSolType::Int(256));
        assert_eq!(guess("hello"), DynSolType::String);
    }
}
