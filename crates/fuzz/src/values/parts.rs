//! The parts of a value whose length may change: arrays, strings and bytes, in the order of their encoding.
//!
//! Invariant: parts are numbered depth first, an array before its elements.

use super::codec::Codec;
use alloy_dyn_abi::{DynSolType, DynSolValue};

/// Decodes the arguments of call data.
pub(crate) fn decode(codec: &Codec, data: &[u8]) -> Option<Vec<DynSolValue>> {
    let arguments = data.get(codec.selector().len()..)?;
    let tuple = DynSolType::Tuple(codec.types.clone());
    match tuple.abi_decode_params(arguments).ok()? {
        DynSolValue::Tuple(values) => Some(values),
        _ => None,
    }
}

/// Encodes arguments behind the selector.
pub(crate) fn encode(codec: &Codec, values: Vec<DynSolValue>, data: &mut Vec<u8>) {
    data.clear();
    data.extend_from_slice(codec.selector());
    data.extend_from_slice(&DynSolValue::Tuple(values).abi_encode_params());
}

/// The `n`-th part and its type.
pub(crate) fn nth_part<'v, 't>(
    values: &'v mut [DynSolValue],
    types: impl IntoIterator<Item = &'t DynSolType>,
    n: usize,
) -> Option<(&'v mut DynSolValue, &'t DynSolType)> {
    let mut left = n;
    find(values, &mut types.into_iter(), &mut left)
}

fn find<'v, 't>(
    values: &'v mut [DynSolValue],
    types: &mut dyn Iterator<Item = &'t DynSolType>,
    left: &mut usize,
) -> Option<(&'v mut DynSolValue, &'t DynSolType)> {
    for (value, ty) in values.iter_mut().zip(types) {
        if len_of(value).is_some() {
            if *left == 0 {
                return Some((value, ty));
            }
            *left -= 1;
        }
        let found = match (value, ty) {
            (DynSolValue::Array(items), DynSolType::Array(inner))
            | (DynSolValue::FixedArray(items), DynSolType::FixedArray(inner, _)) => {
                find(items, &mut std::iter::repeat(&**inner), left)
            }
            (DynSolValue::Tuple(items), DynSolType::Tuple(inner)) => find(items, &mut inner.iter(), left),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// How many parts the values have.
pub(crate) fn count_parts(values: &[DynSolValue]) -> usize {
    let inside = |value: &DynSolValue| match value {
        DynSolValue::Array(inner) | DynSolValue::FixedArray(inner) | DynSolValue::Tuple(inner) => {
            count_parts(inner)
        }
        _ => 0,
    };
    values.iter().map(|value| usize::from(len_of(value).is_some()) + inside(value)).sum()
}

/// Length of a part; `None` of anything else.
pub(crate) fn len_of(value: &DynSolValue) -> Option<usize> {
    match value {
        DynSolValue::Bytes(bytes) => Some(bytes.len()),
        DynSolValue::String(text) => Some(text.len()),
        DynSolValue::Array(items) => Some(items.len()),
        _ => None,
    }
}

/// Changes the content of a `bytes` or `string`; other values stay.
pub(crate) fn with_blob(value: &mut DynSolValue, change: impl FnOnce(&mut Vec<u8>)) {
    match value {
        DynSolValue::Bytes(bytes) => change(bytes),
        DynSolValue::String(text) => {
            let mut bytes = std::mem::take(text).into_bytes();
            change(&mut bytes);
            *text = String::from_utf8(bytes)
                .unwrap_or_else(|broken| String::from_utf8_lossy(broken.as_bytes()).into_owned());
        }
        _ => {}
    }
}

/// Call data with another content of the `n`-th part, which must be `bytes` or `string`.
pub(crate) fn replace_blob(codec: &Codec, data: &[u8], n: usize, blob: &[u8]) -> Option<Vec<u8>> {
    let mut values = decode(codec, data)?;
    let (part, _) = nth_part(&mut values, &codec.types, n)?;
    with_blob(part, |bytes| blob.clone_into(bytes));
    let mut new = Vec::new();
    encode(codec, values, &mut new);
    Some(new)
}

/// Call data with another length of the `n`-th part: cut, or filled with its last element, zeros or spaces.
pub(crate) fn resize_part(codec: &Codec, data: &[u8], n: usize, len: usize) -> Option<Vec<u8>> {
    let mut values = decode(codec, data)?;
    let (part, ty) = nth_part(&mut values, &codec.types, n)?;
    match (part, ty) {
        (DynSolValue::Array(items), DynSolType::Array(inner)) => {
            let filler = items.last().cloned().or_else(|| zero(inner))?;
            items.resize(len, filler);
        }
        (part, _) => with_blob(part, |bytes| bytes.resize(len, b' ')),
    }
    let mut new = Vec::new();
    encode(codec, values, &mut new);
    Some(new)
}

/// The zero of a type: decoding zeros gives it, with empty dynamic parts.
fn zero(ty: &DynSolType) -> Option<DynSolValue> {
    Some(match ty {
        DynSolType::Bytes => DynSolValue::Bytes(Vec::new()),
        DynSolType::String => DynSolValue::String(String::new()),
        DynSolType::Array(_) => DynSolValue::Array(Vec::new()),
        DynSolType::FixedArray(inner, len) => DynSolValue::FixedArray(vec![zero(inner)?; *len]),
        DynSolType::Tuple(inner) => DynSolValue::Tuple(inner.iter().map(zero).collect::<Option<_>>()?),
        word => word.abi_decode(&[0; 32]).ok()?,
    })
}
