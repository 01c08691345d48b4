//! Shorter versions of dynamic arguments, for shrinking.
//!
//! Invariant: every candidate is smaller than what it was made of, so that taking candidates ends.

use super::codec::Codec;
use super::parts::{decode, encode, len_of, nth_part, with_blob};
use alloy_dyn_abi::DynSolValue;

/// Elements that are left out one by one.
const SINGLES_MAX: usize = 16;

/// Call data in which the `n`-th array, string or bytes (in order) is shorter, shortest first; `None` when there are
/// fewer parts or the data do not decode.
#[must_use]
pub(crate) fn shorten(codec: &Codec, data: &[u8], n: usize) -> Option<Vec<Vec<u8>>> {
    if codec.is_fixed() {
        return None;
    }
    let mut values = decode(codec, data)?;
    let len = len_of(nth_part(&mut values, &codec.types, n)?.0)?;
    let lengths = std::iter::once(0).chain((0..usize::BITS).map(|bit| 1 << bit));
    let keep = lengths.take_while(|&keep| keep < len).map(Cut::Keep);
    let remove = (0..len.min(SINGLES_MAX)).map(Cut::Remove);
    let candidates = keep.chain(remove).filter_map(|cut| {
        let mut shorter = values.clone();
        let (part, _) = nth_part(&mut shorter, &codec.types, n)?;
        match part {
            DynSolValue::Array(items) => cut_items(items, cut),
            part => with_blob(part, |bytes| cut_items(bytes, cut)),
        }
        let mut data = Vec::new();
        encode(codec, shorter, &mut data);
        Some(data)
    });
    Some(candidates.filter(|candidate| candidate.as_slice() != data).collect())
}

/// What to leave out.
#[derive(Clone, Copy)]
enum Cut {
    /// All but the first so many.
    Keep(usize),
    /// The one at this index.
    Remove(usize),
}

fn cut_items<T>(items: &mut Vec<T>, cut: Cut) {
    match cut {
        Cut::Keep(len) => items.truncate(len),
        Cut::Remove(index) if index < items.len() => {
            items.remove(index);
        }
        Cut::Remove(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::shorten;
    use crate::values::Codec;
    use alloy_dyn_abi::{DynSolType, DynSolValue};
    use alloy_primitives::U256;

    #[test]
    fn parts_are_cut_one_at_a_time() {
        let DynSolType::Tuple(types) = DynSolType::parse("(uint8[],(bytes,string)[1])").unwrap() else {
            panic!()
        };
        let codec = Codec::new(None, types);
        let numbers = (1..4).map(|n| DynSolValue::Uint(U256::from(n), 8)).collect();
        let pair =
            DynSolValue::Tuple(vec![DynSolValue::Bytes(vec![7; 5]), DynSolValue::String("hello".into())]);
        let data = DynSolValue::Tuple(vec![DynSolValue::Array(numbers), DynSolValue::FixedArray(vec![pair])])
            .abi_encode_params();
        for part in 0..3 {
            let candidates = shorten(&codec, &data, part).unwrap();
            assert!(candidates.len() >= 5);
            assert!(candidates.iter().all(|candidate| candidate.len() <= data.len()));
        }
        assert!(shorten(&codec, &data, 3).is_none());
        assert!(shorten(&codec, &data[..40], 0).is_none(), "broken data are left alone");
    }
}
