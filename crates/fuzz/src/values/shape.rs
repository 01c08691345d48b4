//! Shapes of dynamic arguments: lengths of arrays, strings and bytes.
//!
//! Invariant: what is encoded here decodes again with the same types, and no length exceeds its named limit.

use super::codec::Codec;
use super::dictionary::BLOB_LEN_MAX;
use super::parts::{count_parts, decode, encode, nth_part, with_blob};
use super::words::{Context, draw_blob_byte};
use crate::rng::Rng;
use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{Address, FixedBytes, Function, I256, U256};

/// Longest array that is drawn.
const ARRAY_LEN_MAX: usize = 40;

/// Encodes arguments with drawn lengths into `data`; words are zero, blobs are drawn.
pub(crate) fn encode_drawn_shape(codec: &Codec, context: &Context<'_>, rng: &mut Rng, data: &mut Vec<u8>) {
    let values: Vec<_> = codec.types.iter().map(|ty| draw(ty, context, rng, 0)).collect();
    encode(codec, values, data);
}

/// Changes the length of one array, string or bytes of `data`; `false` if there is none or the data do not decode.
pub(crate) fn reshape(codec: &Codec, context: &Context<'_>, rng: &mut Rng, data: &mut Vec<u8>) -> bool {
    let Some(mut values) = decode(codec, data) else { return false };
    let count = count_parts(&values);
    if count == 0 {
        return false;
    }
    let chosen = rng.below(count);
    match nth_part(&mut values, &codec.types, chosen) {
        Some((DynSolValue::Array(items), DynSolType::Array(inner))) => {
            change_array(items, inner, context, rng)
        }
        Some((part, _)) => with_blob(part, |bytes| change_blob(bytes, context, rng)),
        None => return false,
    }
    encode(codec, values, data);
    true
}

fn draw(ty: &DynSolType, context: &Context<'_>, rng: &mut Rng, depth: usize) -> DynSolValue {
    match ty {
        DynSolType::Bool => DynSolValue::Bool(false),
        DynSolType::Int(bits) => DynSolValue::Int(I256::ZERO, *bits),
        DynSolType::Uint(bits) => DynSolValue::Uint(U256::ZERO, *bits),
        DynSolType::FixedBytes(len) => DynSolValue::FixedBytes(FixedBytes::ZERO, *len),
        DynSolType::Function => DynSolValue::Function(Function::ZERO),
        DynSolType::Bytes => DynSolValue::Bytes(blob(context, rng)),
        DynSolType::String => DynSolValue::String(String::from_utf8_lossy(&blob(context, rng)).into_owned()),
        DynSolType::Array(inner) => {
            let len = array_len(rng, depth);
            DynSolValue::Array((0..len).map(|_| draw(inner, context, rng, depth + 1)).collect())
        }
        DynSolType::FixedArray(inner, len) => {
            DynSolValue::FixedArray((0..*len).map(|_| draw(inner, context, rng, depth + 1)).collect())
        }
        DynSolType::Tuple(inner) => {
            DynSolValue::Tuple(inner.iter().map(|ty| draw(ty, context, rng, depth + 1)).collect())
        }
        _ => DynSolValue::Address(Address::ZERO),
    }
}

fn array_len(rng: &mut Rng, depth: usize) -> usize {
    let max = ARRAY_LEN_MAX >> (2 * depth.min(4));
    match rng.below(8) {
        0 => 0,
        1..=5 => 1 + rng.below(4.min(max.max(1))),
        _ => rng.below(max + 1),
    }
}

fn blob(context: &Context<'_>, rng: &mut Rng) -> Vec<u8> {
    if rng.percent(45)
        && let Some(known) = rng.pick(context.dictionary.blobs())
    {
        return known.clone();
    }
    if rng.percent(25) {
        let word = rng.pick(context.dictionary.constants()).copied().unwrap_or_default();
        let words = 1 + rng.below(3);
        return word.to_be_bytes::<32>().repeat(words);
    }
    let max = if rng.one_in(20) { 512 } else { 40 };
    let len = rng.below(max);
    (0..len).map(|_| draw_blob_byte(rng)).collect()
}

fn change_array(items: &mut Vec<DynSolValue>, inner: &DynSolType, context: &Context<'_>, rng: &mut Rng) {
    match rng.below(6) {
        0 if !items.is_empty() => {
            items.remove(rng.below(items.len()));
        }
        1 if !items.is_empty() && items.len() < ARRAY_LEN_MAX => {
            let copy = items[rng.below(items.len())].clone();
            items.insert(rng.below(items.len() + 1), copy);
        }
        2 if items.len() > 1 => {
            let (a, b) = (rng.below(items.len()), rng.below(items.len()));
            items.swap(a, b);
        }
        3 => items.truncate(rng.below(items.len() + 1)),
        4 => {
            let len = rng.below(ARRAY_LEN_MAX);
            while items.len() < len {
                items.push(draw(inner, context, rng, 2));
            }
        }
        _ if items.len() < ARRAY_LEN_MAX => items.push(draw(inner, context, rng, 2)),
        _ => {}
    }
}

fn change_blob(bytes: &mut Vec<u8>, context: &Context<'_>, rng: &mut Rng) {
    match rng.below(6) {
        0 if !bytes.is_empty() => bytes.truncate(rng.below(bytes.len())),
        1 if !bytes.is_empty() => {
            bytes.remove(rng.below(bytes.len()));
        }
        2 if bytes.len() < BLOB_LEN_MAX => {
            let at = rng.below(bytes.len() + 1);
            bytes.insert(at, draw_blob_byte(rng));
        }
        3 if bytes.len() + 32 <= BLOB_LEN_MAX => {
            let more = blob(context, rng);
            bytes.extend(more);
            bytes.truncate(BLOB_LEN_MAX);
        }
        4 if !bytes.is_empty() => {
            let at = rng.below(bytes.len());
            bytes[at] = draw_blob_byte(rng);
        }
        _ => *bytes = blob(context, rng),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parts::decode;
    use super::{encode_drawn_shape, reshape};
    use crate::rng::Rng;
    use crate::values::{Codec, Context, Dictionary};
    use alloy_dyn_abi::DynSolType;
    use alloy_primitives::Address;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn drawn_and_changed_shapes_decode(seed in any::<u64>()) {
            let DynSolType::Tuple(types) =
                DynSolType::parse("((string,uint8[],(bytes,bool)[2])[],bytes32[3],int64,bytes)").unwrap()
            else { panic!("a tuple") };
            let codec = Codec::new(Some([9, 9, 9, 9]), types);
            let dictionary = Dictionary::default();
            let context = Context { dictionary: &dictionary, senders: &[], sender: Address::ZERO, amounts: &[] };
            let mut rng = Rng::new(seed, 0);
            let (mut data, mut leaves) = (Vec::new(), Vec::new());
            encode_drawn_shape(&codec, &context, &mut rng, &mut data);
            for _ in 0..20 {
                prop_assert!(decode(&codec, &data).is_some());
                prop_assert!(codec.leaves(&data, &mut leaves));
                prop_assert!(reshape(&codec, &context, &mut rng, &mut data));
            }
        }
    }
}
