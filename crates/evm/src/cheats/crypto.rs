//! Keys, wallets and signatures on secp256k1.
//!
//! Invariant: signatures are deterministic (RFC 6979) with a low `s`, as forge gives them.

use super::abi::{Answer, Reply, give, uint, word};
use super::table::{Ctx, Registry};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, B256, U256, keccak256};
use k256::ecdsa::SigningKey;
use k256::elliptic_curve::sec1::ToEncodedPoint;

pub(super) fn register(table: &mut Registry) {
    table.add("addr(uint256)", |_, args| give(DynSolValue::Address(address_of(&key(args.u256(0))?))));
    table.add("createWallet(string)", |ctx, args| {
        let secret = U256::from_be_bytes(keccak256(args.str(0)).0);
        wallet(ctx, secret, Some(args.str(0)))
    });
    table.add("createWallet(uint256)", |ctx, args| wallet(ctx, args.u256(0), None));
    table.add("createWallet(uint256,string)", |ctx, args| wallet(ctx, args.u256(0), Some(args.str(1))));
    table.add("sign(uint256,bytes32)", |_, args| Ok(signature(&key(args.u256(0))?, args.b256(1))?.full()));
    table.add("sign((address,uint256,uint256,uint256),bytes32)", |_, args| {
        Ok(signature(&key(args.fields(0).u256(3))?, args.b256(1))?.full())
    });
    table.add("sign(address,bytes32)", |ctx, args| {
        Ok(signature(&remembered(ctx, Some(args.address(0)))?, args.b256(1))?.full())
    });
    table.add("sign(bytes32)", |ctx, args| Ok(signature(&remembered(ctx, None)?, args.b256(0))?.full()));
    table.add("signCompact(uint256,bytes32)", |_, args| {
        Ok(signature(&key(args.u256(0))?, args.b256(1))?.compact())
    });
    table.add("signCompact((address,uint256,uint256,uint256),bytes32)", |_, args| {
        Ok(signature(&key(args.fields(0).u256(3))?, args.b256(1))?.compact())
    });
    table.add("signCompact(address,bytes32)", |ctx, args| {
        Ok(signature(&remembered(ctx, Some(args.address(0)))?, args.b256(1))?.compact())
    });
    table.add("signCompact(bytes32)", |ctx, args| {
        Ok(signature(&remembered(ctx, None)?, args.b256(0))?.compact())
    });
    table.add("rememberKey(uint256)", |ctx, args| {
        let who = remember(ctx, args.u256(0))?;
        give(DynSolValue::Address(who))
    });
    table.add("getWallets()", |ctx, _| {
        let all = ctx.cheats.state.kept.keys.keys().map(|who| DynSolValue::Address(*who));
        give(DynSolValue::Array(all.collect()))
    });
}

/// Keeps a private key for `sign(address,bytes32)`.
pub(super) fn remember(ctx: &mut Ctx<'_>, secret: U256) -> Result<Address, String> {
    let who = address_of(&key(secret)?);
    ctx.cheats.state.kept_mut().keys.insert(who, B256::from(secret));
    Ok(who)
}

fn remembered(ctx: &Ctx<'_>, who: Option<Address>) -> Result<SigningKey, String> {
    let keys = &ctx.cheats.state.kept.keys;
    let secret = match who {
        Some(who) => keys.get(&who),
        None => keys.values().next().filter(|_| keys.len() == 1),
    };
    match secret {
        Some(secret) => key(U256::from_be_bytes(secret.0)),
        None => Err("no wallets available".to_owned()),
    }
}

/// Checks a private key.
pub(super) fn key(secret: U256) -> Result<SigningKey, String> {
    if secret.is_zero() {
        return Err("private key cannot be 0".to_owned());
    }
    SigningKey::from_slice(&secret.to_be_bytes::<32>()).map_err(|_| {
        "private key must be less than the secp256k1 curve order (115792089237316195423570985008687907852837564279074904382605163141518161494337)".to_owned()
    })
}

/// The account of a private key.
pub(super) fn address_of(key: &SigningKey) -> Address {
    let point = key.verifying_key().as_affine().to_encoded_point(false);
    Address::from_slice(&keccak256(&point.as_bytes()[1..])[12..])
}

fn wallet(ctx: &mut Ctx<'_>, secret: U256, label: Option<&str>) -> Answer {
    let key = key(secret)?;
    let who = address_of(&key);
    if let Some(label) = label {
        ctx.cheats.state.kept_mut().labels.insert(who, label.to_owned());
    }
    let point = key.verifying_key().as_affine().to_encoded_point(false);
    let half = |from: usize| uint(U256::from_be_slice(&point.as_bytes()[from..from + 32]));
    give(DynSolValue::Tuple(vec![DynSolValue::Address(who), half(1), half(33), uint(secret)]))
}

/// A recoverable signature.
struct Signature {
    odd: bool,
    r: B256,
    s: B256,
}

fn signature(key: &SigningKey, digest: B256) -> Result<Signature, String> {
    let (signature, id) = key.sign_prehash_recoverable(digest.as_slice()).map_err(|e| e.to_string())?;
    let (r, s) = signature.split_bytes();
    Ok(Signature { odd: id.is_y_odd(), r: B256::from_slice(&r), s: B256::from_slice(&s) })
}

impl Signature {
    /// `(v, r, s)`.
    fn full(&self) -> Reply {
        let v = U256::from(27 + u8::from(self.odd));
        Reply::Values(vec![DynSolValue::Uint(v, 8), word(self.r), word(self.s)])
    }

    /// `(r, vs)` of EIP-2098.
    fn compact(&self) -> Reply {
        let mut vs = self.s;
        vs[0] |= u8::from(self.odd) << 7;
        Reply::Values(vec![word(self.r), word(vs)])
    }
}
