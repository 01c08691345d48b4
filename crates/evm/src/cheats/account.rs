//! Balances, code, storage, nonces and labels of accounts.
//!
//! Invariant: precompiles are never changed (forge refuses it too).

use super::abi::{Answer, Args, done, give, text, word};
use super::table::{Ctx, Registry};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, B256, Bytes, U256, address};

/// Deployer that Solidity scripts use for `CREATE2`.
const CREATE2_FACTORY: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");

pub(super) fn register(table: &mut Registry) {
    table.add("deal(address,uint256)", |ctx, args| {
        ctx.chain.set_balance(args.address(0), args.u256(1));
        done()
    });
    table.add("etch(address,bytes)", |ctx, args| {
        refuse_precompile(args.address(0), "etch")?;
        ctx.chain.set_code(args.address(0), Bytes::copy_from_slice(args.bytes(1)));
        done()
    });
    table.add("load(address,bytes32)", |ctx, args| {
        refuse_precompile(args.address(0), "load")?;
        give(word(B256::from(ctx.chain.load(args.address(0), args.u256(1)))))
    });
    table.add("store(address,bytes32,bytes32)", |ctx, args| {
        refuse_precompile(args.address(0), "store")?;
        ctx.chain.store(args.address(0), args.u256(1), args.u256(2));
        done()
    });
    register_nonces(table);
    table.add("label(address,string)", |ctx, args| {
        let (who, name) = (args.address(0), args.str(1).to_owned());
        if ctx.cheats.state.kept.labels.get(&who) != Some(&name) {
            ctx.cheats.state.kept_mut().labels.insert(who, name);
        }
        done()
    });
    table.add("getLabel(address)", |ctx, args| {
        let who = args.address(0);
        let known = ctx.cheats.state.kept.labels.get(&who).cloned();
        give(text(known.unwrap_or_else(|| format!("unlabeled:{who}"))))
    });
    table.add("computeCreateAddress(address,uint256)", |_, args| {
        let nonce: u64 = args.u256(1).try_into().map_err(|_| "nonce must be less than 2^64".to_owned())?;
        give(DynSolValue::Address(args.address(0).create(nonce)))
    });
    table.all(
        &["computeCreate2Address(bytes32,bytes32)", "computeCreate2Address(bytes32,bytes32,address)"],
        |_, args| {
            let deployer = if args.len() > 2 { args.address(2) } else { CREATE2_FACTORY };
            give(DynSolValue::Address(deployer.create2(args.b256(0), args.b256(1))))
        },
    );
    table.add("cloneAccount(address,address)", clone_account);
    table.add("copyStorage(address,address)", |ctx, args| {
        copy_storage(ctx, args.address(0), args.address(1));
        done()
    });
}

fn register_nonces(table: &mut Registry) {
    table.all(&["getNonce(address)", "getNonce((address,uint256,uint256,uint256))"], |ctx, args| {
        let who = match args.at(0) {
            DynSolValue::Address(who) => *who,
            _ => args.fields(0).address(0),
        };
        give(DynSolValue::Uint(U256::from(ctx.chain.nonce(who)), 64))
    });
    table.add("setNonce(address,uint64)", |ctx, args| {
        let (who, new, old) = (args.address(0), args.u64(1), ctx.chain.nonce(args.address(0)));
        if new < old {
            return Err(format!("new nonce ({new}) must be strictly equal to or higher than the account's current nonce ({old})").into());
        }
        ctx.chain.set_nonce(who, new);
        done()
    });
    table.add("setNonceUnsafe(address,uint64)", |ctx, args| {
        ctx.chain.set_nonce(args.address(0), args.u64(1));
        done()
    });
    table.add("resetNonce(address)", |ctx, args| {
        let fresh = u64::from(!ctx.chain.code(args.address(0)).is_empty());
        ctx.chain.set_nonce(args.address(0), fresh);
        done()
    });
}

fn clone_account(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let (source, target) = (args.address(0), args.address(1));
    let (balance, nonce, code) = (ctx.chain.balance(source), ctx.chain.nonce(source), ctx.chain.code(source));
    ctx.chain.set_balance(target, balance);
    ctx.chain.set_nonce(target, nonce);
    ctx.chain.set_code(target, code);
    copy_storage(ctx, source, target);
    done()
}

/// Makes the storage of `target` equal to that of `source`.
fn copy_storage(ctx: &mut Ctx<'_>, source: Address, target: Address) {
    for (slot, _) in ctx.chain.slots(target) {
        ctx.chain.store(target, slot, U256::ZERO);
    }
    for (slot, value) in ctx.chain.slots(source) {
        ctx.chain.store(target, slot, value);
    }
}

fn refuse_precompile(who: Address, name: &str) -> Result<(), String> {
    let index = U256::from_be_bytes(who.into_word().0);
    if index >= U256::ONE && index <= U256::from(17) {
        return Err(format!("cannot use precompile {who} as an argument of `{name}`"));
    }
    Ok(())
}
