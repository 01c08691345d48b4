//! Transactions as few bytes: addresses once, numbers as short as they are, zeros by their count.
//!
//! Long sequences of ABI calls are mostly zeros and repeated addresses; packed they take about a tenth of their JSON.
//!
//! Invariant: unpacking reads each byte once and stops at the first thing that packing would not have written.

use alloy_primitives::{Address, Bytes, U256};
use hotfire_fuzz::{Sequence, Tx, tx::Script};

/// Longest run that one control byte stands for.
const RUN_MAX: usize = 128;
/// First control byte of a run of zeros; those below stand for bytes as they are.
const ZEROS: u8 = 128;
/// Memory of a sequence besides its transactions.
const SEQUENCE_BYTES: usize = size_of::<Sequence>();
/// Memory of a transaction besides its data.
const TX_BYTES: usize = size_of::<Tx>();

/// Packs sequences.
pub(super) fn pack(sequences: &[Sequence]) -> Vec<u8> {
    let mut packer = Pack { addresses: Vec::new(), out: Vec::new() };
    number(&mut packer.out, sequences.len() as u64);
    sequences.iter().for_each(|sequence| packer.txs(&sequence.0));
    let mut all = Vec::with_capacity(packer.out.len() + 20 * packer.addresses.len() + 4);
    number(&mut all, packer.addresses.len() as u64);
    packer.addresses.iter().for_each(|address| all.extend_from_slice(address.as_slice()));
    all.extend_from_slice(&packer.out);
    all
}

struct Pack {
    addresses: Vec<Address>,
    out: Vec<u8>,
}

impl Pack {
    fn txs(&mut self, txs: &[Tx]) {
        number(&mut self.out, txs.len() as u64);
        for tx in txs {
            self.address(tx.from);
            self.address(tx.to);
            let value = tx.value.to_be_bytes_trimmed_vec();
            number(&mut self.out, value.len() as u64);
            self.out.extend_from_slice(&value);
            number(&mut self.out, tx.delay_secs);
            number(&mut self.out, tx.delay_blocks);
            number(&mut self.out, tx.data.len() as u64);
            runs(&mut self.out, &tx.data);
            self.script(&tx.script);
        }
    }

    /// Scripts are few: their JSON, or nothing.
    fn script(&mut self, script: &Script) {
        let json =
            if script.is_empty() { Vec::new() } else { serde_json::to_vec(script).unwrap_or_default() };
        number(&mut self.out, json.len() as u64);
        runs(&mut self.out, &json);
    }

    fn address(&mut self, address: Address) {
        let at = self.addresses.iter().position(|known| *known == address).unwrap_or_else(|| {
            self.addresses.push(address);
            self.addresses.len() - 1
        });
        number(&mut self.out, at as u64);
    }
}

/// Seven bits a byte, the lowest first; the top bit says that more follow.
fn number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Runs of zeros and runs of other bytes, each behind a control byte with its length.
fn runs(out: &mut Vec<u8>, mut data: &[u8]) {
    while let Some(&first) = data.first() {
        let zeros = data.iter().take(RUN_MAX).take_while(|&&byte| byte == 0).count();
        let run = if first == 0 {
            out.push(ZEROS + (zeros - 1) as u8);
            zeros
        } else {
            let run = data.iter().take(RUN_MAX).take_while(|&&byte| byte != 0).count();
            out.push((run - 1) as u8);
            out.extend_from_slice(&data[..run]);
            run
        };
        data = &data[run..];
    }
}

/// Unpacks sequences from bytes that may be anything.
pub(super) struct Unpack<'a> {
    bytes: &'a [u8],
    addresses: Vec<Address>,
    /// Memory that may still be taken.
    room: usize,
}

impl<'a> Unpack<'a> {
    pub(super) fn new(bytes: &'a [u8], room: usize) -> Self {
        Self { bytes, addresses: Vec::new(), room }
    }

    /// All of it, or nothing.
    pub(super) fn all(mut self) -> Option<Vec<Sequence>> {
        let addresses = self.count(20)?;
        for _ in 0..addresses {
            let address = Address::from_slice(self.take(20)?);
            self.addresses.push(address);
        }
        let mut sequences = Vec::new();
        for _ in 0..self.count(SEQUENCE_BYTES)? {
            sequences.push(Sequence(self.txs()?));
        }
        self.bytes.is_empty().then_some(sequences)
    }

    fn txs(&mut self) -> Option<Vec<Tx>> {
        let count = self.count(TX_BYTES)?;
        let mut txs = Vec::new();
        for _ in 0..count {
            txs.push(self.tx()?);
        }
        Some(txs)
    }

    fn tx(&mut self) -> Option<Tx> {
        Some(Tx {
            from: self.address()?,
            to: self.address()?,
            value: self.value()?,
            delay_secs: self.number()?,
            delay_blocks: self.number()?,
            data: self.data()?,
            script: self.script()?,
        })
    }

    fn script(&mut self) -> Option<Script> {
        let json = self.data()?;
        if json.is_empty() { Some(Script::default()) } else { serde_json::from_slice(&json).ok() }
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number: u64 = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            let part = u64::from(byte & 0x7f);
            if shift == 63 && part > 1 {
                return None;
            }
            number |= part << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A count of things that take so much memory each.
    fn count(&mut self, bytes: usize) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        self.room = self.room.checked_sub(count.checked_mul(bytes)?)?;
        Some(count)
    }

    fn address(&mut self) -> Option<Address> {
        let at = usize::try_from(self.number()?).ok()?;
        self.addresses.get(at).copied()
    }

    fn value(&mut self) -> Option<U256> {
        let count = usize::try_from(self.number()?).ok().filter(|&count| count <= 32)?;
        Some(U256::from_be_slice(self.take(count)?))
    }

    fn data(&mut self) -> Option<Bytes> {
        let count = self.count(1)?;
        let mut data = Vec::new();
        while data.len() < count {
            let control = self.take(1)?[0];
            if control >= ZEROS {
                data.resize(data.len() + usize::from(control - ZEROS) + 1, 0);
            } else {
                data.extend_from_slice(self.take(usize::from(control) + 1)?);
            }
        }
        (data.len() == count).then(|| data.into())
    }
}
