//! Honest transactions: `honest_*()` functions of the world contract, and `[[honest]]` entries of `hotfire.toml`.
//!
//! Invariant: none is left out without a note, and an entry that cannot be encoded is an error.

use alloy_dyn_abi::{DynSolValue, JsonAbiExt, Specifier};
use alloy_json_abi::{Function as AbiFunction, JsonAbi};
use alloy_primitives::{Address, Bytes, U256};

use super::DialectError;
use super::world_keys::{Directory, HonestKeys};
use crate::attack::{HONEST_TXS_MAX, HonestTx};
use crate::tx::{Script, Tx};

/// How the world's own honest transactions are called.
const PREFIX: &str = "honest_";

/// All honest transactions of a world, those of its contract first. `from` calls the contract's functions.
pub(super) fn of_world(
    (name, world, abi): (&str, Address, &JsonAbi),
    from: Address,
    directory: &Directory<'_>,
    entries: &[HonestKeys],
    notes: &mut Vec<String>,
) -> Result<Vec<HonestTx>, DialectError> {
    let mut txs = Vec::new();
    for function in abi.functions().filter(|function| function.name.starts_with(PREFIX)) {
        let signature = function.signature();
        if !function.inputs.is_empty() {
            notes.push(format!(
                "{name}.{signature} is no honest transaction: it takes arguments, and nobody says which"
            ));
            continue;
        }
        let data = function.selector().to_vec().into();
        txs.push(HonestTx { name: format!("{name}.{signature}"), tx: tx(from, world, U256::ZERO, data) });
    }
    for (at, entry) in entries.iter().enumerate() {
        txs.push(of_entry(at, entry, directory)?);
    }
    if txs.len() > HONEST_TXS_MAX {
        let left: Vec<String> = txs.split_off(HONEST_TXS_MAX).into_iter().map(|honest| honest.name).collect();
        notes.push(format!(
            "{name}: at most {HONEST_TXS_MAX} honest transactions; left out: {}",
            left.join(", ")
        ));
    }
    Ok(txs)
}

fn of_entry(at: usize, entry: &HonestKeys, directory: &Directory<'_>) -> Result<HonestTx, DialectError> {
    let key = |key: &str| format!("honest.{}.{key}", at + 1);
    let from = directory.account(&key("from"), &entry.from)?;
    let to = directory.account(&key("to"), &entry.to)?;
    let bad = |why: String| DialectError::BadHonest { entry: at + 1, why };
    if entry.signature.is_empty() {
        let name = format!("{} to {}", entry.from, entry.to);
        return Ok(HonestTx { name, tx: tx(from, to, entry.value, Bytes::new()) });
    }
    let function = AbiFunction::parse(&entry.signature)
        .map_err(|error| bad(format!("`{}` is no signature: {error}", entry.signature)))?;
    let (wanted, given) = (function.inputs.len(), entry.args.len());
    if wanted != given {
        return Err(bad(format!("`{}` takes {wanted} arguments, and {given} are given", entry.signature)));
    }
    let value = |(at, text): (usize, &String)| -> Result<DynSolValue, DialectError> {
        let ty = function.inputs[at].resolve().map_err(|error| bad(error.to_string()))?;
        // Names stand for addresses, as everywhere in this file.
        let named =
            matches!(ty, alloy_dyn_abi::DynSolType::Address).then(|| directory.account(&key("args"), text));
        match named {
            Some(who) => Ok(DynSolValue::Address(who?)),
            None => ty.coerce_str(text).map_err(|error| bad(format!("argument {}: {error}", at + 1))),
        }
    };
    let values = entry.args.iter().enumerate().map(value).collect::<Result<Vec<_>, _>>()?;
    let data = function.abi_encode_input(&values).map_err(|error| bad(error.to_string()))?;
    Ok(HonestTx {
        name: format!("{}.{}", entry.to, function.signature()),
        tx: tx(from, to, entry.value, data.into()),
    })
}

fn tx(from: Address, to: Address, value: U256, data: Bytes) -> Tx {
    Tx { from, to, value, data, delay_secs: 0, delay_blocks: 0, script: Script::default() }
}
