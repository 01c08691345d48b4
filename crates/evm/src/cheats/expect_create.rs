//! `expectCreate` and `expectCreate2`.
//!
//! Invariant: an expectation is met by one creation that succeeded with the given runtime code, deployer and opcode.

use super::Cheats;
use super::abi::{Answer, Args, done};
use super::table::{Ctx, Registry};
use alloy_primitives::{Address, Bytes, hex};

/// A waiting `expectCreate`.
#[derive(Clone, Debug)]
pub(super) struct ExpectedCreate {
    deployer: Address,
    code: Bytes,
    salted: bool,
}

pub(super) fn register(table: &mut Registry) {
    table.add("expectCreate(bytes,address)", |ctx, args| expect(ctx, args, false));
    table.add("expectCreate2(bytes,address)", |ctx, args| expect(ctx, args, true));
}

fn expect(ctx: &mut Ctx<'_>, args: &Args, salted: bool) -> Answer {
    let code = Bytes::copy_from_slice(args.bytes(0));
    ctx.cheats.running.creates.push(ExpectedCreate { deployer: args.address(1), code, salted });
    done()
}

impl Cheats {
    /// A creation succeeded.
    pub(super) fn expected_create_seen(&mut self, deployer: Address, code: &Bytes, salted: bool) {
        let wanted = &mut self.running.creates;
        let met = |w: &ExpectedCreate| w.deployer == deployer && w.salted == salted && w.code == *code;
        if let Some(at) = wanted.iter().position(met) {
            wanted.remove(at);
        }
    }

    /// What is missing at the end of the transaction.
    pub(super) fn expected_create_missing(&self) -> Option<String> {
        self.running.creates.first().map(|w| {
            let opcode = if w.salted { "CREATE2" } else { "CREATE" };
            let code = hex::encode_prefixed(&w.code);
            format!("expected {opcode} call by address {} for bytecode {code} but not found", w.deployer)
        })
    }
}
