//! Block and transaction fields: `warp`, `roll` and their like.
//!
//! Invariant: only [`Chain::block_mut`](crate::chain::Chain::block_mut) is written, so a rolled back transaction rolls these back too.

use super::abi::{Answer, Args, done, give, uint, words};
use super::table::{Ctx, Registry};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{B256, U256};

pub(super) fn register(table: &mut Registry) {
    table.add("warp(uint256)", |ctx, args| {
        ctx.chain.block_mut().timestamp = args.u256(0);
        done()
    });
    table.add("roll(uint256)", |ctx, args| {
        ctx.chain.block_mut().number = args.u256(0);
        done()
    });
    table.add("fee(uint256)", fee);
    table.add("chainId(uint256)", chain_id);
    table.all(&["prevrandao(bytes32)", "prevrandao(uint256)", "difficulty(uint256)"], |ctx, args| {
        ctx.chain.block_mut().prevrandao = B256::from(args.u256(0));
        done()
    });
    table.add("coinbase(address)", |ctx, args| {
        ctx.chain.block_mut().coinbase = args.address(0);
        done()
    });
    table.add("blobBaseFee(uint256)", |ctx, args| {
        ctx.chain.block_mut().blob_base_fee = narrow(args.u256(0), "blob base fee")?;
        done()
    });
    table.add("blobhashes(bytes32[])", |ctx, args| {
        let hashes = args.list(0).iter().filter_map(DynSolValue::as_fixed_bytes);
        ctx.chain.block_mut().blob_hashes = hashes.map(|(bytes, _)| B256::from_slice(bytes)).collect();
        done()
    });
    table.add("txGasPrice(uint256)", |ctx, args| {
        ctx.chain.block_mut().gas_price = narrow(args.u256(0), "gas price")?;
        done()
    });
    table.add("getBlockNumber()", |ctx, _| give(uint(ctx.chain.block().number)));
    table.add("getBlockTimestamp()", |ctx, _| give(uint(ctx.chain.block().timestamp)));
    table.add("getBlobBaseFee()", |ctx, _| give(uint(U256::from(ctx.chain.block().blob_base_fee))));
    table.add("getBlobhashes()", |ctx, _| give(words(ctx.chain.block().blob_hashes.clone())));
    table.add("getChainId()", |ctx, _| give(uint(U256::from(ctx.chain.block().chain_id))));
}

fn fee(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    ctx.chain.block_mut().base_fee =
        args.u256(0).try_into().map_err(|_| "base fee must be less than 2^64".to_owned())?;
    done()
}

fn chain_id(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    ctx.chain.block_mut().chain_id =
        args.u256(0).try_into().map_err(|_| "chain ID must be less than 2^64".to_owned())?;
    done()
}

fn narrow(value: U256, what: &str) -> Result<u128, String> {
    value.try_into().map_err(|_| format!("{what} must be less than 2^128"))
}
