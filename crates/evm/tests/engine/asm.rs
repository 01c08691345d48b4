//! A tiny assembler.

use hotfire_evm::{Address, U256};
use revm::bytecode::opcode as op;

/// Code under construction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asm(pub(crate) Vec<u8>);

impl Asm {
    pub(crate) fn op(mut self, op: u8) -> Self {
        self.0.push(op);
        self
    }

    pub(crate) fn ops(mut self, ops: &[u8]) -> Self {
        self.0.extend_from_slice(ops);
        self
    }

    /// Pushes a number with as few bytes as it takes.
    pub(crate) fn push(mut self, value: impl Into<U256>) -> Self {
        let value: U256 = value.into();
        let len = value.byte_len().max(1);
        self.0.push(op::PUSH1 + (len - 1) as u8);
        self.0.extend_from_slice(&value.to_be_bytes::<32>()[32 - len..]);
        self
    }

    pub(crate) fn address(mut self, who: Address) -> Self {
        self.0.push(op::PUSH20);
        self.0.extend_from_slice(who.as_slice());
        self
    }

    /// Stores the top of the stack in a slot.
    pub(crate) fn keep(self, slot: u64) -> Self {
        self.push(U256::from(slot)).op(op::SSTORE)
    }

    /// Puts up to 32 bytes at the start of a memory word.
    pub(crate) fn memory(self, at: u64, bytes: &[u8]) -> Self {
        let mut word = [0; 32];
        word[..bytes.len()].copy_from_slice(bytes);
        let mut asm = self;
        asm.0.push(op::PUSH32);
        asm.0.extend_from_slice(&word);
        asm.push(U256::from(at)).op(op::MSTORE)
    }

    pub(crate) fn done(self) -> hotfire_evm::Bytes {
        self.0.into()
    }
}

/// Creation code that returns this runtime code.
pub(crate) fn deploys(runtime: &[u8]) -> Vec<u8> {
    let mut code = Asm::default()
        .push(U256::from(runtime.len()))
        .op(op::DUP1)
        .push(U256::from(0))
        .op(op::CODESIZE)
        .ops(&[op::DUP3, op::SWAP1, op::SUB, op::SWAP1, op::CODECOPY])
        .push(U256::from(0))
        .op(op::RETURN)
        .0;
    code.extend_from_slice(runtime);
    code
}
