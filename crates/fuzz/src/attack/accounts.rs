//! The attacker's accounts, their code, and how a script is put in place before a transaction.
//!
//! Invariant: nothing here is the engine's: scripts are storage of a contract, and what runs is bytecode.

use crate::tx::{LiveAmount, NoteCall, Question, Script, Source};
use alloy_primitives::{Address, Bytes, U256, address, hex};
use hotfire_evm::chain::Chain;

/// The attacker's contract: who attacks, and what control is handed to.
pub const ATTACKER: Address = address!("a77acce200000000000000000000000000000001");
/// A second contract of the attacker's, with the same code.
pub const ACCOMPLICE: Address = address!("a77acce200000000000000000000000000000002");
/// Who lends ether.
pub const BANK: Address = address!("a77acce2000000000000000000000000000000ba");
/// Where both contracts look up what to do next.
pub(crate) const PLAN: Address = address!("a77acce2000000000000000000000000000000ff");

/// Notes of one script.
pub(super) const NOTES_MAX: usize = 64;
/// Words of all notes of one script.
const WORDS_MAX: usize = 16 * 1024;

const ATTACKER_CODE: &str = include_str!("contracts/attacker.hex");
const PLAN_CODE: &str = include_str!("contracts/plan.hex");

const TAKEN: U256 = U256::ZERO;
const NOTES: U256 = U256::ONE;
const ANSWERS: U256 = U256::from_limbs([2, 0, 0, 0]);
const RUNNER: U256 = U256::from_limbs([3, 0, 0, 0]);
const CALLER: U256 = U256::from_limbs([4, 0, 0, 0]);
const ANSWER_BASE: u64 = 0x100;
const BEGIN_BASE: u64 = 0x1000;
const LEN_BASE: u64 = 0x2000;
const TAPE_BASE: u64 = 0x1_0000;

/// The accounts with code that a world under attack starts with.
#[must_use]
pub fn codes() -> Vec<(Address, Bytes)> {
    let code = |text: &str| Bytes::from(hex::decode(text.trim()).expect("the embedded code is hexadecimal"));
    vec![(ATTACKER, code(ATTACKER_CODE)), (ACCOMPLICE, code(ATTACKER_CODE)), (PLAN, code(PLAN_CODE))]
}

/// Puts a script in place; what an earlier one left is not read any more.
pub fn install(chain: &mut impl Chain, script: &Script) {
    set(chain, TAKEN, U256::ZERO);
    set(chain, NOTES, U256::from(script.notes.len().min(NOTES_MAX)));
    set(chain, ANSWERS, U256::from(script.answers.len()));
    for (i, answer) in script.answers.iter().enumerate() {
        let slot = U256::from(ANSWER_BASE + 2 * i as u64);
        set(chain, slot, left_aligned(answer.selector));
        set(chain, slot + U256::ONE, answer.word);
    }
    let mut at = TAPE_BASE;
    for (i, note) in script.notes.iter().take(NOTES_MAX).enumerate() {
        let mut words = vec![U256::from(note.0.len())];
        note.0.iter().for_each(|call| write_call(call, &mut words));
        words.truncate(WORDS_MAX);
        set(chain, U256::from(BEGIN_BASE + i as u64), U256::from(at));
        set(chain, U256::from(LEN_BASE + i as u64), U256::from(words.len()));
        for word in words {
            set(chain, U256::from(at), word);
            at += 1;
        }
    }
}

/// Which account ran the attacker's code as its own, if any did.
pub(crate) fn hostile_runner(chain: &mut impl Chain) -> Option<Address> {
    let word = chain.load(PLAN, RUNNER);
    (!word.is_zero()).then(|| Address::from_word(word.into()))
}

/// Call data that nobody but the attacker gives to anybody: who calls with them calls what the attacker chose.
pub(super) const MARK: [u8; 32] = [1; 32];

/// Whether call data hold the marked data.
pub(crate) fn marked(data: &[u8]) -> bool {
    data.windows(MARK.len()).any(|window| window == MARK)
}

/// Which account called the attacker with the marked data, if any did.
pub(crate) fn marked_caller(chain: &mut impl Chain) -> Option<Address> {
    let word = chain.load(PLAN, CALLER);
    (!word.is_zero()).then(|| Address::from_word(word.into()))
}

/// How often control reached the attacker's contracts in the last transaction, in calls that may change state.
pub(super) fn handovers(chain: &mut impl Chain) -> usize {
    chain.load(PLAN, TAKEN).saturating_to()
}

fn set(chain: &mut impl Chain, slot: U256, word: U256) {
    if chain.load(PLAN, slot) != word {
        chain.store(PLAN, slot, word);
    }
}

fn left_aligned(selector: [u8; 4]) -> U256 {
    U256::from(u32::from_be_bytes(selector)) << 224
}

fn write_call(call: &NoteCall, words: &mut Vec<U256>) {
    words.push(word_of(call.to));
    words.push(call.value);
    words.push(U256::from(call.data.len()));
    words.push(U256::from(call.amounts.len()));
    for chunk in call.data.chunks(32) {
        let mut word = [0; 32];
        word[..chunk.len()].copy_from_slice(chunk);
        words.push(U256::from_be_bytes(word));
    }
    call.amounts.iter().for_each(|amount| write_amount(amount, words));
}

fn write_amount(amount: &LiveAmount, words: &mut Vec<U256>) {
    words.push(amount.at.map_or(U256::ONE << 255, U256::from));
    let zero = U256::ZERO;
    words.extend(match amount.source {
        Source::Handed(offset) => [zero, U256::from(offset), zero, zero, zero],
        Source::Wei(who) => [U256::ONE, zero, word_of(who), zero, zero],
        Source::View(Question { contract, selector, arguments: [first, second], word }) => {
            [word_of(contract), left_aligned(selector), first, second, U256::from(32 * u32::from(word))]
        }
    });
    words.extend([U256::from(amount.numerator), U256::from(amount.denominator)]);
}

/// An address as a word.
pub(crate) fn word_of(who: Address) -> U256 {
    U256::from_be_slice(who.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tx::{Answer, Note};
    use alloy_primitives::keccak256;
    use hotfire_evm::executor::Executor;
    use hotfire_evm::fast::FastExecutor;
    use hotfire_evm::outcome::Call;
    use hotfire_evm::reference::ReferenceExecutor;
    use hotfire_evm::setup::Setup;
    use hotfire_evm::world::World;
    use std::sync::Arc;

    /// Returns the first word of its call data times two, and keeps it in slot 0.
    const DOUBLER: &[u8] = &hex!("6000358060005560010160005260206000f3");
    const TARGET: Address = Address::with_last_byte(0x77);

    fn setup() -> Setup {
        let mut codes = codes();
        codes.push((TARGET, Bytes::from_static(DOUBLER)));
        Setup { codes, balances: vec![(ATTACKER, U256::from(1000))], ..Setup::default() }
    }

    fn hand_over(exec: &mut impl Executor, script: &Script, data: &[u8]) -> Vec<u8> {
        install(exec, script);
        let call = Call { from: TARGET, to: ATTACKER, value: U256::ZERO, data, gas_limit: 10_000_000 };
        let outcome = exec.call(&call);
        assert!(outcome.status.is_success(), "{outcome:?}");
        outcome.output.to_vec()
    }

    fn script() -> Script {
        let amount = LiveAmount { at: Some(0), source: Source::Wei(ATTACKER), numerator: 1, denominator: 4 };
        let handed = LiveAmount { at: None, source: Source::Handed(4), numerator: 1, denominator: 1 };
        let call = NoteCall {
            to: TARGET,
            value: U256::ZERO,
            data: Bytes::from(vec![0; 32]),
            amounts: vec![amount, handed],
        };
        Script {
            notes: vec![Note(Vec::new()), Note(vec![call])],
            answers: vec![Answer { selector: [1, 2, 3, 4], word: U256::from(99) }],
        }
    }

    fn both(run: impl Fn(&mut dyn FnMut(&Script, &[u8]) -> (Vec<u8>, U256, U256, usize))) {
        let setup = setup();
        let mut fast = FastExecutor::new(Arc::new(World::build(&setup).unwrap()));
        let mut exact = ReferenceExecutor::new(&setup).unwrap();
        run(&mut |script, data| {
            let output = hand_over(&mut fast, script, data);
            (output, fast.load(TARGET, U256::ZERO), fast.balance(TARGET), handovers(&mut fast))
        });
        run(&mut |script, data| {
            let output = hand_over(&mut exact, script, data);
            (output, exact.load(TARGET, U256::ZERO), exact.balance(TARGET), handovers(&mut exact))
        });
    }

    #[test]
    fn notes_are_taken_in_order_and_amounts_are_read_when_needed() {
        both(|hand| {
            let mut data = vec![9, 9, 9, 9];
            data.extend(U256::from(7).to_be_bytes::<32>());
            let (output, kept, ..) = hand(&script(), &data);
            assert_eq!(
                U256::from_be_slice(&output[..32]),
                U256::ONE,
                "an unknown selector is answered with one"
            );
            assert_eq!(kept, U256::ZERO, "the first note is empty");
            // The plan begins anew with every transaction, so the second note has to come first to be taken.
            let second = Script { notes: vec![script().notes[1].clone()], ..script() };
            let (_, kept, wei, taken) = hand(&second, &data);
            assert_eq!((kept, wei, taken), (U256::from(250), U256::from(7), 1));
        });
    }

    #[test]
    fn who_calls_with_the_marked_data_is_remembered() {
        let setup = setup();
        let mut exec = FastExecutor::new(Arc::new(World::build(&setup).unwrap()));
        for (data, caller) in
            [(&[1, 1, 1][..], None), (&hex!("150b7a02")[..], None), (&MARK[..], Some(TARGET))]
        {
            hand_over(&mut exec, &script(), data);
            assert_eq!(marked_caller(&mut exec), caller);
        }
    }

    #[test]
    fn answers_are_looked_up_by_selector() {
        both(|hand| {
            let mut answer = |data: &[u8]| U256::from_be_slice(&hand(&script(), data).0[..32]);
            assert_eq!(answer(&[1, 2, 3, 4]), U256::from(99));
            assert_eq!(answer(&hex!("150b7a02")), U256::from(0x150b_7a02u64) << 224);
            let loan = keccak256("ERC3156FlashBorrower.onFlashLoan");
            assert_eq!(answer(&hex!("23e30c8b")), U256::from_be_bytes(loan.0));
        });
    }
}
