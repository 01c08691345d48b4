//! One call out of a script as a Solidity statement, with the amounts that are read when it is made.
//!
//! Invariant: a statement makes the very call that the stand's contract makes; every amount is rounded as there.

use super::Page;
use super::solidity::{Writer, hex_literal, listed};
use crate::names::{DecodedCall, word_offsets};
use alloy_dyn_abi::DynSolType;
use alloy_primitives::{Address, hex};
use hotfire_fuzz::tx::{LiveAmount, NoteCall, Question, Source};
use std::collections::BTreeMap;

/// `balanceOf(address)`.
const BALANCE_OF: [u8; 4] = hex!("70a08231");
/// Longest statement on one line.
const LINE_MAX: usize = 100;

/// A call as a statement.
pub(super) fn statement(page: &mut Page<'_>, call: &NoteCall) -> String {
    let mut value = super::wei(page, call.value);
    let mut places: BTreeMap<usize, String> = BTreeMap::new();
    for amount in &call.amounts {
        let expression = expression(page, amount);
        match amount.at {
            None => value = expression,
            Some(at) => drop(places.insert(at as usize, expression)),
        }
    }
    let data = data(page, call, places);
    let to = page.accounts.expression(call.to);
    let line = format!("_call({to}, {value}, {data});");
    if line.len() <= LINE_MAX {
        return line;
    }
    format!("_call(\n                {to}, {value},\n                {data}\n            );")
}

/// The data of a call with the amounts in their places.
fn data(page: &mut Page<'_>, call: &NoteCall, mut places: BTreeMap<usize, String>) -> String {
    let decoded = page.names.call(call.to, &call.data);
    let readable = decoded.filter(|decoded| decoded.exact && !decoded.signature.is_empty());
    let named = readable.and_then(|decoded| {
        let mut arguments = arguments(page, &decoded)?;
        let types: Vec<DynSolType> = decoded.args.iter().map(|arg| arg.ty.clone()).collect();
        for (argument, offset) in arguments.iter_mut().zip(word_offsets(&types)) {
            if let Some(amount) = offset.and_then(|offset| places.remove(&offset)) {
                *argument = amount;
            }
        }
        Some(format!("{}{})", super::encoding(&decoded.signature, &call.data), listed(&arguments)))
    });
    let mut data = named.unwrap_or_else(|| hex_literal(&call.data));
    for (at, amount) in places {
        if at + 32 <= call.data.len() {
            data = format!("_put({data}, {at}, {amount})");
        }
    }
    data
}

fn arguments(page: &mut Page<'_>, decoded: &DecodedCall) -> Option<Vec<String>> {
    let (types, values): (Vec<_>, Vec<_>) =
        decoded.args.iter().map(|arg| (arg.ty.clone(), arg.value.clone())).unzip();
    let constant_of = |address| page.accounts.constant(address);
    Writer::new(&constant_of, page.has_type_max, &mut page.lists).expressions(&types, &values)
}

/// An amount as an expression.
fn expression(page: &mut Page<'_>, amount: &LiveAmount) -> String {
    let word = match amount.source {
        Source::Handed(offset) => format!("_handed({offset})"),
        Source::Wei(who) => format!("{}.balance", account(page, who)),
        Source::View(question) => view(page, &question),
    };
    part(&word, amount.numerator, amount.denominator)
}

/// A fraction of a word.
fn part(word: &str, numerator: u64, denominator: u64) -> String {
    if (numerator, denominator) == (1, 1) {
        return word.to_owned();
    }
    format!("_part({word}, {numerator}, {denominator})")
}

fn account(page: &Page<'_>, who: Address) -> String {
    page.accounts.constant(who).unwrap_or_else(|| format!("address({})", who.to_checksum(None)))
}

/// What a contract answers when it is asked.
fn view(page: &mut Page<'_>, question: &Question) -> String {
    let (contract, selector) = (question.contract, question.selector);
    let asked = page.accounts.expression(contract);
    if let Some(who) = super::attack::address_in(question.arguments[0]).filter(|_| selector == BALANCE_OF) {
        return format!("_balanceOf({asked}, {})", page.accounts.expression(who));
    }
    let data = page.names.asked(question);
    let (data, _) = page.call_data(contract, &data);
    match question.word {
        0 => format!("_ask({asked}, {data})"),
        word => format!("_askWord({asked}, {data}, {word})"),
    }
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn fractions_are_written_only_where_there_are_any() {
        assert_eq!(part("_handed(36)", 1, 1), "_handed(36)");
        assert_eq!(part("ATTACKER.balance", 1, 2), "_part(ATTACKER.balance, 1, 2)");
        // The rounding of a word of more than 192 bits is not the word itself.
        assert_eq!(part("x", 2, 2), "_part(x, 2, 2)");
    }
}
