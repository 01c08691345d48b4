//! Random arguments of ABI calls, drawn from what matters in the world.
//!
//! Invariant: the n-th draw depends on the seed and n alone.

use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier};
use alloy_json_abi::{Function, StateMutability};
use hotfire_evm::{Address, U256};

/// SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

pub(crate) fn pick<'a, T>(random: &mut Random, list: &'a [T]) -> &'a T {
    &list[random.below(list.len())]
}

/// Wei for a call: mostly none where none is taken.
pub(crate) fn payable_value(random: &mut Random, function: &Function) -> U256 {
    let payable = function.state_mutability == StateMutability::Payable;
    if payable && random.next().is_multiple_of(2) || random.next().is_multiple_of(32) {
        U256::from(random.next() % 1_000_000)
    } else {
        U256::ZERO
    }
}

pub(crate) fn arguments(random: &mut Random, function: &Function, addresses: &[Address]) -> Vec<DynSolValue> {
    let types = function.inputs.iter().map(|input| input.resolve().unwrap());
    types.map(|ty| value(random, &ty, addresses)).collect()
}

fn number(random: &mut Random) -> U256 {
    match random.next() % 10 {
        0 => U256::MAX,
        1 => U256::ZERO,
        2 => U256::from(random.next()) << (random.next() % 192) as usize,
        3 | 4 => U256::from(random.next() % 64),
        5 => U256::from(10u64).pow(U256::from(random.next() % 26)),
        _ => U256::from(random.next()) * U256::from(random.next() % 50_000),
    }
}

fn value(random: &mut Random, ty: &DynSolType, addresses: &[Address]) -> DynSolValue {
    match ty {
        DynSolType::Bool => DynSolValue::Bool(random.next().is_multiple_of(2)),
        DynSolType::Uint(bits) => {
            let number = number(random);
            let mask = if *bits == 256 { U256::MAX } else { (U256::ONE << *bits) - U256::ONE };
            DynSolValue::Uint(number & mask, *bits)
        }
        DynSolType::Int(bits) => {
            let small = U256::from(random.next() % 100);
            DynSolValue::Int(alloy_primitives::I256::from_raw(small), *bits)
        }
        DynSolType::Address => DynSolValue::Address(*pick(random, addresses)),
        DynSolType::FixedBytes(size) => {
            let mut word = alloy_primitives::B256::ZERO;
            if random.next().is_multiple_of(2) {
                word[..8].copy_from_slice(&random.next().to_be_bytes());
                word[*size..].fill(0);
            }
            DynSolValue::FixedBytes(word, *size)
        }
        DynSolType::Bytes => {
            let length = random.below(80);
            DynSolValue::Bytes((0..length).map(|_| random.next() as u8).collect())
        }
        DynSolType::String => DynSolValue::String("text".repeat(random.below(20))),
        DynSolType::Array(inner) => {
            let length = random.below(4);
            DynSolValue::Array((0..length).map(|_| value(random, inner, addresses)).collect())
        }
        DynSolType::FixedArray(inner, size) => {
            DynSolValue::FixedArray((0..*size).map(|_| value(random, inner, addresses)).collect())
        }
        DynSolType::Tuple(fields) => {
            DynSolValue::Tuple(fields.iter().map(|field| value(random, field, addresses)).collect())
        }
        other => panic!("no value of type {other}"),
    }
}
