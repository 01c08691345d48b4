//! ABI values as text for people.
//!
//! Invariant: a text is at most about [`TEXT_MAX`] characters long, whatever the value; what is cut is marked with `…`.

use crate::number;
use alloy_dyn_abi::DynSolValue;
use alloy_json_abi::Param;
use alloy_primitives::{Address, hex};

/// Longest text of one value, in characters.
pub const TEXT_MAX: usize = 400;
/// Most elements of an array that are shown.
const ELEMENTS_MAX: usize = 16;
/// Most bytes of a byte string that are shown.
const BYTES_MAX: usize = 96;

/// How addresses are called.
pub type NameOf<'a> = &'a dyn Fn(Address) -> String;

/// A value as people write it: numbers with exponents, structs with their field names, addresses by name.
#[must_use]
pub fn text(value: &DynSolValue, param: Option<&Param>, name_of: NameOf<'_>) -> String {
    let mut out = String::new();
    write(&mut out, value, param.map_or(&[][..], |param| &param.components), name_of);
    clip(out, TEXT_MAX)
}

/// A text cut to a number of characters, with `…` where something is missing.
#[must_use]
pub fn clip(mut text: String, chars_max: usize) -> String {
    if let Some((at, _)) = text.char_indices().nth(chars_max) {
        text.truncate(at);
        text.push('…');
    }
    text
}

/// A byte string in hexadecimal, long ones with their middle left out.
#[must_use]
pub fn bytes_text(bytes: &[u8]) -> String {
    if bytes.len() <= BYTES_MAX {
        return hex::encode_prefixed(bytes);
    }
    format!("{}…({} bytes)", hex::encode_prefixed(&bytes[..BYTES_MAX / 2]), bytes.len())
}

/// A string in quotes; what cannot be printed is escaped.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            c if is_plain(c) => out.push(c),
            c => out.extend(c.escape_unicode()),
        }
    }
    out.push('"');
    out
}

/// Text from a contract, safe for a terminal and a comment: one line, nothing that moves the cursor or the writing direction.
#[must_use]
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_plain(character) { out.push(character) } else { out.extend(character.escape_unicode()) }
    }
    out
}

/// Neither a control character nor one that changes line or direction.
fn is_plain(c: char) -> bool {
    let moves =
        matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    !c.is_control() && !moves
}

fn write(out: &mut String, value: &DynSolValue, components: &[Param], name_of: NameOf<'_>) {
    if out.len() > TEXT_MAX * 4 {
        return;
    }
    match value {
        DynSolValue::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        DynSolValue::Int(value, bits) => out.push_str(&number::signed(*value, *bits)),
        DynSolValue::Uint(value, bits) => out.push_str(&number::unsigned(*value, *bits)),
        DynSolValue::FixedBytes(word, len) => out.push_str(&hex::encode_prefixed(&word[..*len])),
        DynSolValue::Address(address) => out.push_str(&name_of(*address)),
        DynSolValue::Function(function) => out.push_str(&hex::encode_prefixed(function)),
        DynSolValue::Bytes(bytes) => out.push_str(&bytes_text(bytes)),
        DynSolValue::String(text) => out.push_str(&quoted(&clip(text.clone(), TEXT_MAX))),
        DynSolValue::Array(values) | DynSolValue::FixedArray(values) => {
            out.push('[');
            for (index, value) in values.iter().take(ELEMENTS_MAX).enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write(out, value, components, name_of);
            }
            if values.len() > ELEMENTS_MAX {
                out.push_str(&format!(", …({} elements)", values.len()));
            }
            out.push(']');
        }
        DynSolValue::Tuple(values) => {
            let named =
                components.len() == values.len() && components.iter().all(|part| !part.name.is_empty());
            out.push(if named { '{' } else { '(' });
            for (index, value) in values.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                if named {
                    out.push_str(&components[index].name);
                    out.push_str(": ");
                }
                let inner = components.get(index).map_or(&[][..], |part| &part.components);
                write(out, value, inner, name_of);
            }
            out.push(if named { '}' } else { ')' });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{clip, one_line, quoted, text};
    use alloy_dyn_abi::DynSolValue;
    use alloy_primitives::{Address, I256, U256};

    #[test]
    fn structs_read_with_their_names() {
        let param = serde_json::from_str(
            r#"{"name":"order","type":"tuple[]","components":[
                {"name":"who","type":"address"},{"name":"amount","type":"int256"}]}"#,
        )
        .unwrap();
        let order = DynSolValue::Tuple(vec![
            DynSolValue::Address(Address::ZERO),
            DynSolValue::Int(I256::MINUS_ONE, 256),
        ]);
        let value = DynSolValue::Array(vec![order.clone(), order]);
        let shown = text(&value, Some(&param), &|_| "nobody".into());
        assert_eq!(shown, "[{who: nobody, amount: -1}, {who: nobody, amount: -1}]");
        assert_eq!(text(&value, None, &|_| "nobody".into()), "[(nobody, -1), (nobody, -1)]");
    }

    #[test]
    fn long_values_are_cut_and_say_so() {
        let value = DynSolValue::Array(vec![DynSolValue::Uint(U256::from(7), 8); 1_000_000]);
        let shown = text(&value, None, &|_| String::new());
        assert!(shown.ends_with("…(1000000 elements)]"), "{shown}");
        assert_eq!(clip("äöü".into(), 2), "äö…");
        assert_eq!(clip("äöü".into(), 3), "äöü");
    }

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(quoted("a\"\u{1b}[2J\n\u{202e}"), "\"a\\\"\\u{1b}[2J\\n\\u{202e}\"");
        assert_eq!(one_line("a\r\nb"), "a\\u{d}\\u{a}b");
    }
}
