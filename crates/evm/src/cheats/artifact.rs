//! `getCode`, `getDeployedCode` and `deployCode`.
//!
//! Invariant: code comes only from the artifacts of the project's configuration, never from a file named by the test.

use super::abi::{Answer, Args, Reply, bytes, encode, give, uint, word};
use super::table::{Ctx, Registry};
use crate::setup::{ArtifactCode, CheatConfig};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{B256, Bytes, U256};

/// Takes `salt, value, creation code` as call data, creates the contract with the opcode at [`CREATE_AT`] and returns its address or reverts as
/// the constructor did.
const CREATE2_STUB: [u8; 42] = [
    0x60, 0x40, 0x36, 0x03, // n = calldatasize - 64
    0x80, 0x60, 0x40, 0x5f, 0x37, // calldatacopy(0, 64, n)
    0x5f, 0x35, 0x90, // salt below n
    0x5f, 0x60, 0x20, 0x35, 0xf5, // create2(value, 0, n, salt)
    0x80, 0x60, 0x1f, 0x57, // jump if it worked
    0x3d, 0x5f, 0x5f, 0x3e, 0x3d, 0x5f, 0xfd, // bubble up
    0x00, 0x00, 0x00, // padding up to the target of the jump
    0x5b, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3, // return the address
    0x00, 0x00, 0x00, 0x00,
];
/// The instruction that creates.
const CREATE_AT: usize = 16;
/// The instruction that puts the salt in its place.
const SALT_AT: usize = 9;

pub(super) fn register(table: &mut Registry) {
    table.add("getCode(string)", |ctx, args| {
        give(bytes(find(&ctx.cheats.config, args.str(0))?.init.to_vec()))
    });
    table.add("getDeployedCode(string)", |ctx, args| {
        give(bytes(find(&ctx.cheats.config, args.str(0))?.runtime.to_vec()))
    });
    table.all(
        &[
            "deployCode(string)",
            "deployCode(string,bytes)",
            "deployCode(string,uint256)",
            "deployCode(string,bytes32)",
            "deployCode(string,bytes,uint256)",
            "deployCode(string,bytes,bytes32)",
            "deployCode(string,uint256,bytes32)",
            "deployCode(string,bytes,uint256,bytes32)",
        ],
        deploy,
    );
}

fn find<'a>(config: &'a CheatConfig, name: &str) -> Result<&'a ArtifactCode, String> {
    let artifacts = &config.artifacts;
    let short = name.rsplit('/').next().unwrap_or(name);
    let without_version = |name: &str| {
        let (file, rest) = name.split_once(':')?;
        let is_version = rest.chars().next().is_some_and(|c| c.is_ascii_digit());
        is_version.then(|| file.to_owned())
    };
    artifacts
        .get(name)
        .or_else(|| artifacts.get(short))
        .or_else(|| artifacts.get(&without_version(short)?))
        .or_else(|| artifacts.get(short.strip_suffix(".json")?))
        .ok_or_else(|| "no matching artifact found".to_owned())
}

fn deploy(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let mut init = find(&ctx.cheats.config, args.str(0))?.init.to_vec();
    let (mut value, mut salt) = (U256::ZERO, None);
    for (index, arg) in args.0.iter().enumerate().skip(1) {
        match arg {
            DynSolValue::Uint(wei, _) => value = *wei,
            DynSolValue::FixedBytes(word, _) => salt = Some(*word),
            _ => init.extend_from_slice(args.bytes(index)),
        }
    }
    let target = ctx.cheats.creator(ctx.depth, ctx.caller);
    let code = stub(salt.is_some());
    let mut input = encode(vec![word(salt.unwrap_or(B256::ZERO)), uint(value)]).to_vec();
    input.extend(init);
    Ok(Reply::Run { target, code, input: input.into() })
}

/// The stub for `CREATE2`, or for `CREATE`, which takes no salt.
fn stub(salted: bool) -> Bytes {
    let mut code = CREATE2_STUB;
    if !salted {
        // Three instructions that leave the stack as it is: JUMPDEST.
        code[SALT_AT..SALT_AT + 3].fill(0x5b);
        code[CREATE_AT] = 0xf0;
    }
    Bytes::copy_from_slice(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stub_jumps_to_a_jumpdest() {
        assert_eq!(CREATE2_STUB[CREATE_AT], 0xf5);
        assert_eq!(CREATE2_STUB[SALT_AT..SALT_AT + 3], [0x5f, 0x35, 0x90]);
        assert_eq!(CREATE2_STUB[0x1f], 0x5b);
        assert_eq!(stub(false)[CREATE_AT], 0xf0);
    }
}
