//! Contracts without source or interface: functions by the selectors of their code, arguments by how they are checked.
//!
//! Invariant: everything is told by what the code holds and does at genesis; the state is left as it was.

use alloy_dyn_abi::DynSolType;
use alloy_json_abi::Function as AbiFunction;
use alloy_primitives::{Address, U256, hex};
use hotfire_evm::FastExecutor;
use hotfire_evm::cmplog::{Cmp, CmpOp};
use hotfire_evm::executor::Executor;
use hotfire_evm::outcome::Call;

use super::abi::{callable, is_view};
use crate::attack::{ATTACKER, BANK, Input, View, word_of};
use crate::harness::Function;

/// Functions of one contract.
const FUNCTIONS_MAX: usize = 128;
/// Words of arguments of one function.
const WORDS_MAX: usize = 12;
/// Instructions between a selector and the test that it is in.
const TEST_WITHIN: usize = 3;
/// Gas of a question.
const GAS: u64 = 10_000_000;
/// An answer of so many bits or more may be an address; amounts are smaller.
const ADDRESS_BITS_MIN: usize = 129;
/// Functions that token standards name, so that whoever has them is known as a token is.
const STANDARD: [&str; 10] = [
    "function transfer(address,uint256)",
    "function transferFrom(address,address,uint256)",
    "function approve(address,uint256)",
    "function balanceOf(address) view returns (uint256)",
    "function totalSupply() view returns (uint256)",
    "function allowance(address,address) view returns (uint256)",
    "function decimals() view returns (uint8)",
    "function name() view",
    "function symbol() view",
    "function owner() view returns (address)",
];

/// The selectors that code tests its call data for, in the order of the code.
pub(super) fn selectors(code: &[u8]) -> Vec<[u8; 4]> {
    let mut ops: Vec<(u8, &[u8])> = Vec::new();
    let mut at = 0;
    while let Some(&op) = code.get(at) {
        let len = if (0x60..=0x7f).contains(&op) { usize::from(op - 0x5f) } else { 0 };
        let end = (at + 1 + len).min(code.len());
        ops.push((op, &code[at + 1..end]));
        at += 1 + len;
    }
    const PUSH4: u8 = 0x63;
    // EQ, XOR and SUB: what is zero or not if two words are the same.
    let is_test = |op: u8| matches!(op, 0x14 | 0x18 | 0x03);
    let mut found: Vec<[u8; 4]> = Vec::new();
    for (index, (op, data)) in ops.iter().enumerate() {
        let Ok(selector) = <[u8; 4]>::try_from(*data) else { continue };
        let next = ops.iter().skip(index + 1).take(TEST_WITHIN);
        let mut tested = false;
        let mut branches = false;
        for (op, _) in next.chain(ops.iter().skip(index + 1 + TEST_WITHIN).take(TEST_WITHIN)) {
            tested |= is_test(*op);
            branches |= tested && *op == 0x57;
        }
        if *op == PUSH4 && branches && selector != [0xff; 4] && !found.contains(&selector) {
            found.push(selector);
        }
    }
    found.truncate(FUNCTIONS_MAX);
    found
}

/// The functions and views behind selectors of a contract.
pub(super) fn read(
    exec: &mut FastExecutor,
    address: Address,
    name: &str,
    selectors: &[[u8; 4]],
) -> (Vec<Function>, Vec<View>) {
    let (mut functions, mut views) = (Vec::new(), Vec::new());
    for &selector in selectors.iter().take(FUNCTIONS_MAX) {
        let standard = STANDARD.iter().filter_map(|text| AbiFunction::parse(text).ok());
        if let Some(known) = standard.into_iter().find(|known| known.selector() == selector) {
            functions.extend(callable(address, name, &known));
            if is_view(&known) {
                views.extend(super::world::view_of(address, name, &known));
            }
            continue;
        }
        let inputs = inputs(exec, address, selector);
        let types = inputs.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let signature = format!("0x{}({types})", hex::encode(selector));
        let view = view(exec, address, selector, &inputs);
        functions.push(Function {
            address,
            contract: name.to_owned(),
            name: format!("0x{}", hex::encode(selector)),
            signature: signature.clone(),
            selector: Some(selector),
            payable: view.is_none() && takes_wei(exec, address, selector, inputs.len()),
            inputs,
            view: view.is_some(),
        });
        views.extend(view.flatten().map(|(inputs, answers)| View {
            address,
            subject: format!("{name}.{signature}"),
            selector,
            inputs,
            answers,
        }));
    }
    (functions, views)
}

/// What a call compares.
fn compared(
    exec: &mut FastExecutor,
    address: Address,
    selector: [u8; 4],
    words: &[U256],
    value: u64,
) -> Vec<Cmp> {
    let data = encode(selector, words);
    let call = Call { from: BANK, to: address, value: U256::from(value), data: &data, gas_limit: GAS };
    exec.probe_logged(&call);
    exec.cmps().cmps().to_vec()
}

fn encode(selector: [u8; 4], words: &[U256]) -> Vec<u8> {
    let words = words.iter().flat_map(|word| word.to_be_bytes::<32>());
    selector.into_iter().chain(words).collect()
}

/// How many words of arguments are asked for: the length of the call data is compared with what they take.
fn words_asked(cmps: &[Cmp]) -> usize {
    let (four, word) = (U256::from(4), U256::from(32));
    let needed = cmps.iter().filter_map(|cmp| match cmp.op {
        // Without the selector, as solc counts.
        CmpOp::Slt if cmp.a.is_zero() => Some(cmp.b),
        CmpOp::Lt if cmp.a.is_zero() => Some(cmp.b),
        // With it.
        CmpOp::Lt if cmp.a == four => cmp.b.checked_sub(four),
        CmpOp::Gt if cmp.b == four => cmp.a.checked_sub(four),
        _ => None,
    });
    let whole = needed.filter(|bytes| (*bytes % word).is_zero()).map(|bytes| bytes / word);
    let most = whole.filter(|words| *words <= U256::from(WORDS_MAX)).max();
    most.map_or(0, |words| words.saturating_to())
}

/// The types of the arguments, as far as they are checked: whatever is not is a word.
fn inputs(exec: &mut FastExecutor, address: Address, selector: [u8; 4]) -> Vec<DynSolType> {
    let count = words_asked(&compared(exec, address, selector, &[], 0));
    let mut types = Vec::with_capacity(count);
    for at in 0..count {
        let mut words = vec![U256::ZERO; count];
        words[at] = U256::MAX;
        types.push(type_of(&compared(exec, address, selector, &words, 0)));
    }
    types
}

/// What a word of ones is compared with tells what of it may be used.
fn type_of(cmps: &[Cmp]) -> DynSolType {
    for cmp in cmps {
        let other = match (cmp.a == U256::MAX, cmp.b == U256::MAX) {
            (true, false) => cmp.b,
            (false, true) => cmp.a,
            _ => continue,
        };
        let is_same = matches!(cmp.op, CmpOp::Eq | CmpOp::Differ);
        let (bits, ones) = (other.bit_len(), other.count_ones());
        if cmp.op == CmpOp::Gt && other == U256::from(u64::MAX) {
            return DynSolType::Bytes;
        }
        match (is_same, bits == ones) {
            (true, true) if bits == 160 => return DynSolType::Address,
            (true, true) if bits == 1 => return DynSolType::Bool,
            (true, true) if bits % 8 == 0 && bits > 0 => return DynSolType::Uint(bits),
            (true, false) if ones % 8 == 0 && other.trailing_zeros() == 256 - ones => {
                return DynSolType::FixedBytes(ones / 8);
            }
            _ => {}
        }
    }
    DynSolType::Uint(256)
}

/// Whether wei may be sent along: the call comes as far with it as without.
fn takes_wei(exec: &mut FastExecutor, address: Address, selector: [u8; 4], count: usize) -> bool {
    if count > 0 {
        return words_asked(&compared(exec, address, selector, &[], 1)) == count;
    }
    let call = Call { from: BANK, to: address, value: U256::ONE, data: &selector, gas_limit: GAS };
    exec.probe(&call).status.is_success()
}

/// Whether a call about the attacker succeeds and changes nothing, and what can be asked by it.
fn view(
    exec: &mut FastExecutor,
    address: Address,
    selector: [u8; 4],
    inputs: &[DynSolType],
) -> Option<Option<(Vec<Input>, Vec<bool>)>> {
    let about = |ty: &DynSolType| if *ty == DynSolType::Address { word_of(ATTACKER) } else { U256::ZERO };
    if inputs.contains(&DynSolType::Bytes) {
        return None;
    }
    let data = encode(selector, &inputs.iter().map(about).collect::<Vec<_>>());
    let state = exec.snapshot();
    let call = Call { from: ATTACKER, to: address, value: U256::ZERO, data: &data, gas_limit: GAS };
    let outcome = exec.call(&call);
    let changed = !exec.written().is_empty();
    exec.restore(&state);
    if !outcome.status.is_success() || changed || outcome.output.len() < 32 {
        return None;
    }
    let word = U256::from_be_slice(&outcome.output[..32]);
    let is_address = (ADDRESS_BITS_MIN..=160).contains(&word.bit_len());
    let taken = inputs.iter().map(|ty| match ty {
        DynSolType::Address => Input::Address,
        _ => Input::Number,
    });
    Some((inputs.len() <= 2).then(|| (taken.collect(), vec![is_address])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_read_from_a_dispatcher() {
        // PUSH4 EQ PUSH1 JUMPI; a PUSH4 that is compared by order, one that is data of a longer push, and one that is no test.
        let code =
            hex!("63a9059cbb14601057 8063deadbeef11601057 6763a9059cbb140000005050 6312345678505050505050");
        assert_eq!(selectors(&code), [hex!("a9059cbb")]);
        assert_eq!(selectors(&[]), Vec::<[u8; 4]>::new());
    }

    #[test]
    fn words_of_ones_tell_types() {
        let cmp = |op, b: U256| Cmp { code: 0, pc: 0, op, a: U256::MAX, b };
        assert_eq!(type_of(&[cmp(CmpOp::Eq, U256::MAX >> 96)]), DynSolType::Address);
        assert_eq!(type_of(&[cmp(CmpOp::Eq, U256::ONE)]), DynSolType::Bool);
        assert_eq!(type_of(&[cmp(CmpOp::Eq, U256::MAX >> 128)]), DynSolType::Uint(128));
        assert_eq!(type_of(&[cmp(CmpOp::Eq, U256::MAX << 224)]), DynSolType::FixedBytes(4));
        assert_eq!(type_of(&[cmp(CmpOp::Gt, U256::from(u64::MAX))]), DynSolType::Bytes);
        assert_eq!(type_of(&[]), DynSolType::Uint(256));
    }
}
