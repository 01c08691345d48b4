//! What a worker knows before its first transaction.
//!
//! Invariant: depends on the harness and its world alone.

use crate::detectors::emits_assertions;
use crate::harness::Harness;
use crate::values::{Dictionary, code_constants};
use alloy_primitives::U256;
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;

/// Longest code whose constants are read, in bytes.
const CODE_LEN_MAX: usize = 256 * 1024;

/// Constants of sources, code and setup; accounts and storage of the world.
pub(crate) fn dictionary_of(harness: &Harness, exec: &mut FastExecutor) -> Dictionary {
    let mut dictionary = Dictionary::default();
    for word in &harness.literals.words {
        dictionary.add_constant(*word);
    }
    for blob in &harness.literals.blobs {
        dictionary.add_blob(blob);
    }
    for sender in &harness.senders {
        dictionary.add_account(*sender);
    }
    for (address, account) in exec.dump() {
        if !account.code.is_empty() && account.code.len() > 1 {
            dictionary.add_account(address);
        }
        let code = &account.code[..account.code.len().min(CODE_LEN_MAX)];
        code_constants(code, |word| {
            if word > U256::from(2) && !is_jump_target(code, word) {
                dictionary.add_constant(word);
            }
        });
        for value in account.storage.values() {
            dictionary.add_words_of(&value.to_be_bytes::<32>());
            if *value > U256::from(u32::MAX) {
                dictionary.add_constant(*value);
            }
        }
    }
    for step in harness.world.steps() {
        dictionary.add_words_of(&step.output);
        for event in &step.events {
            event.topics.iter().for_each(|topic| dictionary.add_words_of(topic.as_slice()));
            dictionary.add_words_of(&event.data);
        }
    }
    dictionary
}

fn is_jump_target(code: &[u8], word: U256) -> bool {
    usize::try_from(word).ok().and_then(|at| code.get(at)) == Some(&0x5b)
}

/// Whether some contract of the world can say by event that an assertion failed.
pub(crate) fn needs_events(harness: &Harness, exec: &mut FastExecutor) -> bool {
    harness.semantics.assertions && exec.dump().values().any(|account| emits_assertions(&account.code))
}
