//! What a cheatcode may see and change of a chain.
//!
//! Invariant: every change made through [`Chain`] is undone when the transaction that made it is rolled back.

use alloy_primitives::{Address, B256, Bytes, U256};

/// Block-level fields that code can read. Times are in seconds since the Unix epoch, fees in wei.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Block {
    /// Height of the block.
    pub number: U256,
    /// Seconds since the Unix epoch.
    pub timestamp: U256,
    /// Receiver of the fees.
    pub coinbase: Address,
    /// Gas limit of the block.
    pub gas_limit: u64,
    /// Base fee in wei.
    pub base_fee: u64,
    /// Randomness of the beacon chain.
    pub prevrandao: B256,
    /// Fee per unit of blob gas, in wei.
    pub blob_base_fee: u128,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Gas price that `tx.gasprice` shows, in wei.
    pub gas_price: u128,
    /// Versioned hashes that `BLOBHASH` shows.
    pub blob_hashes: Vec<B256>,
}

impl Default for Block {
    /// What forge starts with: block 1 at second 1, 2^30 gas, no fees, chain 31337.
    fn default() -> Self {
        Self {
            number: U256::ONE,
            timestamp: U256::ONE,
            coinbase: Address::ZERO,
            gas_limit: 1 << 30,
            base_fee: 0,
            prevrandao: B256::ZERO,
            blob_base_fee: 1,
            chain_id: 31_337,
            gas_price: 0,
            blob_hashes: Vec::new(),
        }
    }
}

/// The view of state that cheatcodes work on. Both engines implement it, so that one set of cheatcodes serves both.
pub trait Chain {
    /// Balance in wei.
    fn balance(&mut self, who: Address) -> U256;
    /// Sets a balance in wei.
    fn set_balance(&mut self, who: Address, wei: U256);
    /// Account nonce.
    fn nonce(&mut self, who: Address) -> u64;
    /// Sets a nonce, also downwards.
    fn set_nonce(&mut self, who: Address, nonce: u64);
    /// Runtime code; empty for accounts without code.
    fn code(&mut self, who: Address) -> Bytes;
    /// Replaces runtime code.
    fn set_code(&mut self, who: Address, code: Bytes);
    /// Reads a storage slot.
    fn load(&mut self, who: Address, slot: U256) -> U256;
    /// Writes a storage slot.
    fn store(&mut self, who: Address, slot: U256, value: U256);
    /// The slots of an account that are not zero, sorted. Slow.
    fn slots(&mut self, who: Address) -> Vec<(U256, U256)>;
    /// The current block.
    fn block(&self) -> &Block;
    /// The current block, to be changed.
    fn block_mut(&mut self) -> &mut Block;
    /// The sender of the running transaction (`tx.origin`).
    fn origin(&self) -> Address;
    /// Changes `tx.origin` until the transaction ends or it is set again.
    fn set_origin(&mut self, origin: Address);
    /// Remembers the whole state under a new id.
    fn save_state(&mut self) -> U256;
    /// Goes back to a remembered state; `false` if the id is unknown.
    fn load_state(&mut self, id: U256) -> bool;
    /// Forgets a remembered state; `false` if the id is unknown.
    fn drop_state(&mut self, id: U256) -> bool;
}
