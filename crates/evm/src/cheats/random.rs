//! Random values: `randomUint` and its family.
//!
//! Invariant: the n-th value depends on the seed and n alone.

use super::Cheats;
use super::abi::{Answer, Args, Stop, bytes, done, give, uint};
use super::table::{Ctx, Registry};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, B256, I256, U256, keccak256};

/// Bytes that `randomBytes` gives at most.
const BYTES_MAX: usize = 1 << 20;

pub(super) fn register(table: &mut Registry) {
    table.add("randomUint()", |ctx, _| give(uint(ctx.cheats.draw())));
    table.add("randomUint(uint256)", |ctx, args| give(uint(bits(ctx, args)?)));
    table.add("randomUint(uint256,uint256)", |ctx, args| {
        let (min, max) = (args.u256(0), args.u256(1));
        if min > max {
            return Err("min must be less than or equal to max".into());
        }
        give(uint(between(ctx.cheats.draw(), min, max)))
    });
    table.add("randomInt()", |ctx, _| give(DynSolValue::Int(I256::from_raw(ctx.cheats.draw()), 256)));
    table.add("randomInt(uint256)", random_int);
    table.add("randomAddress()", |ctx, _| {
        give(DynSolValue::Address(Address::from_word(B256::from(ctx.cheats.draw()))))
    });
    table.add("randomBool()", |ctx, _| give(DynSolValue::Bool(ctx.cheats.draw().bit(0))));
    table.add("randomBytes(uint256)", random_bytes);
    table.add("randomBytes4()", |ctx, _| give(DynSolValue::FixedBytes(fixed(ctx.cheats.draw(), 4), 4)));
    table.add("randomBytes8()", |ctx, _| give(DynSolValue::FixedBytes(fixed(ctx.cheats.draw(), 8), 8)));
    table.add("setSeed(uint256)", |ctx, args| {
        ctx.cheats.state.kept_mut().seed = args.u256(0);
        ctx.cheats.state.drawn = 0;
        done()
    });
    table.add("shuffle(uint256[])", |ctx, args| {
        let mut list = args.list(0).to_vec();
        for at in (1..list.len()).rev() {
            let other: usize = (ctx.cheats.draw() % U256::from(at + 1)).to();
            list.swap(at, other);
        }
        give(DynSolValue::Array(list))
    });
    table.add("sort(uint256[])", |_, args| {
        let mut list: Vec<U256> = args.list(0).iter().filter_map(|v| v.as_uint()).map(|(v, _)| v).collect();
        list.sort_unstable();
        give(DynSolValue::Array(list.into_iter().map(uint).collect()))
    });
    table.add("bound(uint256,uint256,uint256)", |ctx, args| {
        let (now, min, max) = (args.u256(0), args.u256(1), args.u256(2));
        let missed = || format!("cannot bound {now} in [{min}, {max}] range");
        give(uint(another(ctx, now, min, max).ok_or_else(missed)?))
    });
    table.add("bound(int256,int256,int256)", bound_int);
}

impl Cheats {
    /// The next random word.
    fn draw(&mut self) -> U256 {
        let mut input = [0; 40];
        input[..32].copy_from_slice(&self.state.kept.seed.to_be_bytes::<32>());
        input[32..].copy_from_slice(&self.state.drawn.to_be_bytes());
        self.state.drawn += 1;
        U256::from_be_bytes(keccak256(input).0)
    }
}

/// Maps any word into `min..=max`.
fn between(word: U256, min: U256, max: U256) -> U256 {
    match max.wrapping_sub(min).checked_add(U256::ONE) {
        Some(size) => min + word % size,
        None => word,
    }
}

fn bits(ctx: &mut Ctx<'_>, args: &Args) -> Result<U256, Stop> {
    let bits = args.u256(0);
    if bits > U256::from(256) {
        return Err("number of bits cannot exceed 256".into());
    }
    let bits: usize = bits.to();
    Ok(if bits == 0 { U256::ZERO } else { ctx.cheats.draw() >> (256 - bits) })
}

fn random_int(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    if args.u256(0).is_zero() {
        return give(DynSolValue::Int(I256::ZERO, 256));
    }
    let word = bits(ctx, args)?;
    let shift: usize = 256 - args.u256(0).to::<usize>();
    give(DynSolValue::Int(I256::from_raw(word << shift).asr(shift), 256))
}

fn random_bytes(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let wanted = args.u64(0) as usize;
    if wanted > BYTES_MAX {
        return Err(format!("cannot give more than {BYTES_MAX} random bytes").into());
    }
    let mut out = Vec::with_capacity(wanted + 32);
    while out.len() < wanted {
        out.extend_from_slice(&ctx.cheats.draw().to_be_bytes::<32>());
    }
    out.truncate(wanted);
    give(bytes(out))
}

fn fixed(value: U256, size: usize) -> B256 {
    let mut word = B256::from(value);
    word[size..].fill(0);
    word
}

/// A value of the range that is not the given one, which must lie in it.
fn another(ctx: &mut Ctx<'_>, now: U256, min: U256, max: U256) -> Option<U256> {
    if now < min || now > max {
        return None;
    }
    let drawn = between(ctx.cheats.draw(), min, max);
    let next = if drawn == max { min } else { drawn + U256::ONE };
    Some(if drawn == now { next } else { drawn })
}

fn bound_int(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    // Flipping the sign bit keeps the order.
    let flip = |value: U256| value ^ (U256::ONE << 255);
    let [now, min, max] = [0, 1, 2].map(|index| flip(args.i256(index).into_raw()));
    let missed = || format!("cannot bound {} in [{}, {}] range", args.i256(0), args.i256(1), args.i256(2));
    let found = another(ctx, now, min, max).ok_or_else(missed)?;
    give(DynSolValue::Int(I256::from_raw(flip(found)), 256))
}
