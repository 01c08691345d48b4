//! Keys from seed phrases: BIP-39 and BIP-32.
//!
//! Invariant: the phrase is used as it is written; its checksum is not verified, its words must be separated by single spaces.

use super::abi::{Answer, Args, give, uint};
use super::crypto::{key, remember};
use super::table::{Ctx, Registry};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{U256, U512, uint as constant};
use k256::elliptic_curve::sec1::ToEncodedPoint;
use sha2::{Digest, Sha512};

/// Where Ethereum's accounts lie; the index is appended.
const PATH: &str = "m/44'/60'/0'/0/";
/// Rounds of PBKDF2 in BIP-39.
const ROUNDS: usize = 2_048;
/// Children from here on are hardened.
const HARDENED: u32 = 1 << 31;
/// Keys that `rememberKeys` derives at most.
const KEYS_MAX: u32 = 1_024;
/// Order of secp256k1.
const ORDER: U512 = constant!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U512);

pub(super) fn register(table: &mut Registry) {
    for signature in [
        "deriveKey(string,uint32)",
        "deriveKey(string,string,uint32)",
        "deriveKey(string,uint32,string)",
        "deriveKey(string,string,uint32,string)",
    ] {
        table.add(signature, derive_key);
    }
    table.all(
        &["rememberKeys(string,string,uint32)", "rememberKeys(string,string,string,uint32)"],
        remember_keys,
    );
}

fn derive_key(_: &mut Ctx<'_>, args: &Args) -> Answer {
    let (path, index) = match args.at(1) {
        DynSolValue::String(path) => (path.as_str(), args.u64(2)),
        _ => (PATH, args.u64(1)),
    };
    give(uint(derive(args.str(0), &format!("{path}{index}"))?))
}

fn remember_keys(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let count = args.u64(args.len() - 1);
    if count > u64::from(KEYS_MAX) {
        return Err(format!("cannot derive more than {KEYS_MAX} keys").into());
    }
    let mut all = Vec::new();
    for index in 0..count {
        let secret = derive(args.str(0), &format!("{}{index}", args.str(1)))?;
        all.push(DynSolValue::Address(remember(ctx, secret)?));
    }
    give(DynSolValue::Array(all))
}

/// The private key at a path such as `m/44'/60'/0'/0/1`.
fn derive(phrase: &str, path: &str) -> Result<U256, String> {
    let words = phrase.split(' ').count();
    if !(12..=24).contains(&words) || !words.is_multiple_of(3) {
        return Err("invalid mnemonic: it must have 12, 15, 18, 21 or 24 words".to_owned());
    }
    let mut node = hmac(b"Bitcoin seed", &[&seed(phrase)]);
    let mut steps = path.split('/');
    if steps.next() != Some("m") {
        return Err(format!("invalid derivation path `{path}`"));
    }
    for step in steps {
        let hardened = step.ends_with(['\'', 'h']);
        let number = step.trim_end_matches(['\'', 'h']);
        let number: u32 = number.parse().map_err(|_| format!("invalid derivation path `{path}`"))?;
        let index = number | if hardened { HARDENED } else { 0 };
        node = child(&node, index)?;
    }
    Ok(U256::from_be_slice(&node[..32]))
}

/// BIP-39: from a phrase without passphrase.
fn seed(phrase: &str) -> [u8; 64] {
    let mut block = hmac(phrase.as_bytes(), &[b"mnemonic", &[0, 0, 0, 1]]);
    let mut seed = block;
    for _ in 1..ROUNDS {
        block = hmac(phrase.as_bytes(), &[&block]);
        seed.iter_mut().zip(block).for_each(|(sum, byte)| *sum ^= byte);
    }
    seed
}

/// BIP-32: the private child of a private parent. Key and chain code are 32 bytes each.
fn child(parent: &[u8; 64], index: u32) -> Result<[u8; 64], String> {
    let secret = U256::from_be_slice(&parent[..32]);
    let mut data = vec![0];
    if index < HARDENED {
        let point = key(secret)?.verifying_key().as_affine().to_encoded_point(true);
        data = point.as_bytes().to_vec();
    } else {
        data.extend_from_slice(&parent[..32]);
    }
    let mut node = hmac(&parent[32..], &[&data, &index.to_be_bytes()]);
    let sum = (U512::from(U256::from_be_slice(&node[..32])) + U512::from(secret)) % ORDER;
    let bytes = sum.to_be_bytes::<64>();
    node[..32].copy_from_slice(&bytes[32..]);
    Ok(node)
}

/// HMAC-SHA512 (RFC 2104).
fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 64] {
    let mut block = [0u8; 128];
    if key.len() > block.len() {
        block[..64].copy_from_slice(&Sha512::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let mut inner = Sha512::new_with_prefix(block.map(|byte| byte ^ 0x36));
    parts.iter().for_each(|part| inner.update(part));
    let mut outer = Sha512::new_with_prefix(block.map(|byte| byte ^ 0x5c));
    outer.update(inner.finalize());
    outer.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_well_known_phrase_gives_the_well_known_keys() {
        let phrase = "test test test test test test test test test test test junk";
        let first = derive(phrase, &format!("{PATH}0")).unwrap();
        assert_eq!(
            format!("{first:064x}"),
            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
        );
        assert!(derive("one two", "m/0").is_err());
    }
}
