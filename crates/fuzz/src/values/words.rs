//! Draws and mutates elementary values.
//!
//! Invariant: a drawn word fits its type; how it is drawn depends on the type, the dictionary and chance alone.

use super::codec::{Leaf, LeafKind, fit};
use super::dictionary::Dictionary;
use crate::rng::Rng;
use alloy_primitives::{Address, U256};

/// What values are drawn from.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// Words and blobs worth trying.
    pub(crate) dictionary: &'a Dictionary,
    /// Who may send transactions.
    pub(crate) senders: &'a [Address],
    /// The sender of this transaction.
    pub(crate) sender: Address,
    /// Amounts that matter now, in wei or token units: balances, supplies, reserves.
    pub(crate) amounts: &'a [U256],
}

/// Draws a value for a word leaf.
pub(crate) fn draw_word(kind: LeafKind, context: &Context<'_>, rng: &mut Rng) -> U256 {
    let word = match kind {
        LeafKind::Address => return address(context, rng).into_word().into(),
        LeafKind::Bool => U256::from(rng.bits() & 1),
        LeafKind::Uint(bits) if bits <= 8 => small(usize::from(bits), rng),
        LeafKind::Uint(bits) => number(usize::from(bits), context, rng),
        LeafKind::Int(bits) => signed(usize::from(bits), context, rng),
        LeafKind::FixedBytes(len) => fixed_bytes(len, context, rng),
        LeafKind::Bytes | LeafKind::String => U256::ZERO,
    };
    fit(kind, word)
}

/// Changes a value a little, or draws a new one.
pub(crate) fn mutate_word(leaf: &Leaf, old: U256, context: &Context<'_>, rng: &mut Rng) -> U256 {
    let kind = leaf.kind;
    if matches!(kind, LeafKind::Address | LeafKind::Bool) || rng.percent(40) {
        return draw_word(kind, context, rng);
    }
    let new = match rng.below(10) {
        0 => old.wrapping_add(U256::ONE),
        1 => old.wrapping_sub(U256::ONE),
        2 => old.wrapping_add(U256::from(rng.below(256))),
        3 => old.wrapping_sub(U256::from(rng.below(256))),
        4 => old << 1,
        5 => old >> 1,
        6 => old ^ (U256::ONE << rng.below(256)),
        7 => fraction(old, rng),
        8 => old.wrapping_neg(),
        _ => {
            let mut bytes = old.to_be_bytes::<32>();
            bytes[rng.below(32)] = rng.bits() as u8;
            U256::from_be_bytes(bytes)
        }
    };
    fit(kind, new)
}

/// One byte of a blob: printable twice out of three times.
pub(crate) fn draw_blob_byte(rng: &mut Rng) -> u8 {
    if rng.below(3) < 2 { 0x20 + rng.below(0x5f) as u8 } else { rng.bits() as u8 }
}

fn address(context: &Context<'_>, rng: &mut Rng) -> Address {
    let drawn = match rng.below(20) {
        0..=7 => rng.pick(context.senders),
        8..=13 => rng.pick(context.dictionary.accounts()),
        14..=16 => rng.pick(context.dictionary.addresses()),
        17 | 18 => Some(&context.sender),
        _ => None,
    };
    match drawn {
        Some(address) => *address,
        None if rng.one_in(3) => Address::ZERO,
        None => rng.pick(context.senders).copied().unwrap_or(context.sender),
    }
}

fn small(bits: usize, rng: &mut Rng) -> U256 {
    match rng.below(4) {
        0 | 1 => U256::from(rng.below(8)),
        2 => rng.log_uniform(bits),
        _ => rng.word(),
    }
}

fn number(bits: usize, context: &Context<'_>, rng: &mut Rng) -> U256 {
    match rng.below(20) {
        0..=2 => U256::from(rng.below(4)),
        3 => U256::from(rng.below(256)),
        4..=7 => rng.log_uniform(bits),
        8..=10 => near(pick_word(context.dictionary.constants(), rng), rng),
        11 | 12 => near(pick_word(context.dictionary.recent(), rng), rng),
        13 => near(pick_word(context.dictionary.operands(), rng), rng),
        14 | 15 => fraction(pick_word(context.amounts, rng), rng),
        16 => fraction(pick_word(context.dictionary.recent(), rng), rng),
        17 => U256::from(10).pow(U256::from(rng.below(31))) * U256::from(1 + rng.below(9)),
        18 => boundary(bits, rng),
        _ => U256::MAX >> (256 - bits),
    }
}

fn signed(bits: usize, context: &Context<'_>, rng: &mut Rng) -> U256 {
    let magnitude = match rng.below(6) {
        0 => U256::ONE << (bits - 1),
        1 => (U256::ONE << (bits - 1)) - U256::ONE,
        _ => number(bits - 1, context, rng),
    };
    if rng.percent(40) { magnitude.wrapping_neg() } else { magnitude }
}

fn fixed_bytes(len: u8, context: &Context<'_>, rng: &mut Rng) -> U256 {
    let shift = 8 * (32 - usize::from(len));
    match rng.below(10) {
        0..=3 => pick_word(context.dictionary.constants(), rng),
        4 => pick_word(context.dictionary.constants(), rng) << shift,
        5 => pick_word(context.dictionary.operands(), rng),
        6 => pick_word(context.dictionary.recent(), rng),
        7 => U256::from(rng.below(8)) << shift,
        8 => U256::ZERO,
        _ => rng.word(),
    }
}

fn pick_word(from: &[U256], rng: &mut Rng) -> U256 {
    rng.pick(from).copied().unwrap_or_default()
}

/// The word itself half of the time, else one more or one less.
fn near(word: U256, rng: &mut Rng) -> U256 {
    match rng.below(4) {
        0 => word.wrapping_add(U256::ONE),
        1 => word.wrapping_sub(U256::ONE),
        _ => word,
    }
}

/// A part of an amount, as people and attackers choose it: all, half, a percent, all but one, twice.
pub(crate) fn fraction(amount: U256, rng: &mut Rng) -> U256 {
    match rng.below(8) {
        0 | 1 => amount,
        2 => amount >> 1,
        3 => amount / U256::from(100) * U256::from(1 + rng.below(100)),
        4 => amount / U256::from(1 + rng.below(16)),
        5 => amount.saturating_sub(U256::ONE),
        6 => amount.saturating_add(U256::ONE),
        _ => amount.saturating_mul(U256::from(2 + rng.below(3))),
    }
}

/// A power of two, or one less.
fn boundary(bits: usize, rng: &mut Rng) -> U256 {
    let power = U256::ONE << rng.below(bits);
    if rng.one_in(2) { power } else { power - U256::ONE }
}

#[cfg(test)]
mod tests {
    use super::{Context, draw_word, mutate_word};
    use crate::rng::Rng;
    use crate::values::{Dictionary, Leaf, LeafKind};
    use alloy_primitives::{Address, U256};

    #[test]
    fn draws_fit_their_types() {
        let mut dictionary = Dictionary::default();
        dictionary.add_constant(U256::MAX);
        let senders = [Address::repeat_byte(1)];
        let context =
            Context { dictionary: &dictionary, senders: &senders, sender: senders[0], amounts: &[U256::MAX] };
        let mut rng = Rng::new(1, 0);
        for bits in (8..=256).step_by(8) {
            let kind = LeafKind::Uint(bits);
            let leaf = Leaf { offset: 0, len: 32, kind };
            for _ in 0..500 {
                let drawn = draw_word(kind, &context, &mut rng);
                assert!(drawn.bit_len() <= usize::from(bits));
                assert!(mutate_word(&leaf, drawn, &context, &mut rng).bit_len() <= usize::from(bits));
                let signed = draw_word(LeafKind::Int(bits), &context, &mut rng);
                let high = signed >> usize::from(bits - 1);
                assert!(high.is_zero() || high == U256::MAX >> usize::from(bits - 1), "sign-extended");
            }
        }
    }
}
