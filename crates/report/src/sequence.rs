//! A sequence of transactions as people read it.
//!
//! Invariant: the text of a transaction has everything that a replay would show: who, what, wei and time.

use crate::case::Case;
use crate::names::{DecodedCall, Names, word_offsets};
use crate::{amount, number, value};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::Address;
use hotfire_fuzz::Tx;
use hotfire_fuzz::attack::ATTACKER;
use hotfire_fuzz::replay::loan_in;
use hotfire_fuzz::tx::{LiveAmount, NoteCall, Script, Source};
use serde::{Deserialize, Serialize};

/// Most lines of an attacker's script that are told.
const SCRIPT_LINES_MAX: usize = 8;

/// A transaction in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Name of the sender, or a short form of its address.
    pub from: String,
    /// Name of the called contract, or a short form of its address.
    pub to: String,
    /// `Contract.signature`, if the function is known.
    #[serde(default)]
    pub function: String,
    /// The call without its target: `deposit(amount: 1e18)`.
    pub call: String,
    /// The arguments one by one: `amount: 1e18`.
    #[serde(default)]
    pub args: Vec<String>,
    /// What it is, where that is more than a call: `borrows 5 ether from bank`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub action: String,
    /// Wei in units; empty for none.
    #[serde(default)]
    pub value: String,
    /// The pause before it; empty for none.
    #[serde(default)]
    pub after: String,
    /// What the attacker's contract does when it is called, one line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub script: Vec<String>,
}

impl Told {
    /// Tells a transaction of a case; the attacker's turns that never came are left out.
    #[must_use]
    pub fn of(case: &Case<'_>, names: &Names<'_>, at: usize) -> Self {
        let mut tx = case.sequence[at].clone();
        tx.script.notes.truncate(case.handovers(at));
        Self::new(names, &tx)
    }

    /// Tells a transaction.
    #[must_use]
    pub fn new(names: &Names<'_>, tx: &Tx) -> Self {
        let call = names.call(tx.to, &tx.data);
        let function = call.as_ref().filter(|call| !call.signature.is_empty()).map(|call| {
            let contract = names.contract(tx.to).map_or_else(|| names.short(tx.to), |c| c.name.clone());
            format!("{contract}.{}", call.signature)
        });
        let args = call.as_ref().map(|call| {
            let told = |arg: &crate::names::Argument| {
                if arg.name.is_empty() { arg.text.clone() } else { format!("{}: {}", arg.name, arg.text) }
            };
            call.args.iter().map(told).collect()
        });
        let text = match &call {
            Some(call) if call.signature.is_empty() && tx.data.is_empty() => "receive()".to_owned(),
            Some(call) if call.signature.is_empty() => format!("fallback({})", value::bytes_text(&tx.data)),
            Some(call) => call.text(),
            None => value::bytes_text(&tx.data),
        };
        let text = with_amounts(names, tx.to, call.as_ref()).unwrap_or(text);
        let waits = tx.delay_secs > 0 || tx.delay_blocks > 0;
        Self {
            from: names.short(tx.from),
            to: names.short(tx.to),
            function: function.unwrap_or_default(),
            call: text,
            args: args.unwrap_or_default(),
            action: loan(names, tx).unwrap_or_default(),
            value: if tx.value.is_zero() { String::new() } else { number::ether(tx.value) },
            after: if waits { number::pause(tx.delay_secs, tx.delay_blocks) } else { String::new() },
            script: script(names, tx),
        }
    }

    /// `[alice] vault.deposit(amount: 1e18)  value: 1 ether  +3 days`.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = match self.action.is_empty() {
            true => format!("[{}] {}.{}", self.from, self.to, self.call),
            false => self.action.clone(),
        };
        if !self.value.is_empty() && self.action.is_empty() {
            line.push_str(&format!("  value: {}", self.value));
        }
        if !self.after.is_empty() {
            line.push_str(&format!("  +{}", self.after));
        }
        line
    }
}

/// `[attacker] borrows 5 ether from bank`, if the transaction lends that.
fn loan(names: &Names<'_>, tx: &Tx) -> Option<String> {
    let arena = names.arena()?;
    let (asset, amount) = loan_in(names.harness(), tx)?;
    let amount = names.amount(arena.assets[asset].token, amount);
    Some(format!("[{}] borrows {amount} from {}", names.short(ATTACKER), names.short(tx.from)))
}

/// A call of an asset, with its numbers as amounts of it where that says the same.
fn with_amounts(names: &Names<'_>, to: Address, call: Option<&DecodedCall>) -> Option<String> {
    let (call, arena) = (call?, names.arena()?);
    let asset = arena.assets.iter().find(|asset| asset.token == Some(to))?;
    let mut call = call.clone();
    for arg in &mut call.args {
        if let DynSolValue::Uint(number, 256) = arg.value
            && let Some(text) = amount::exact(number, asset.decimals, &asset.name)
        {
            arg.text = text;
        }
    }
    Some(call.text())
}

/// What is done when control is handed over, a line for each call; equal turns one after another are told together.
fn script(names: &Names<'_>, tx: &Tx) -> Vec<String> {
    let notes = &tx.script.notes;
    let mut lines = Vec::new();
    let mut first = 0;
    while first < notes.len() {
        let len = notes[first..].iter().take_while(|note| **note == notes[first]).count();
        let when = when(first, len, notes.len());
        lines.extend(notes[first].0.iter().map(|call| format!("{when}: {}", note_call(names, tx, call))));
        first += len;
    }
    if lines.len() > SCRIPT_LINES_MAX {
        let more = lines.split_off(SCRIPT_LINES_MAX).len();
        lines.push(format!("… and {more} calls more"));
    }
    lines
}

fn when(first: usize, len: usize, all: usize) -> String {
    match (first, len) {
        (0, 1) if all == 1 => "when it is called".to_owned(),
        (_, 1) => format!("the {} time it is called", ordinal(first + 1)),
        (0, _) if len == all => format!("each of the {len} times it is called"),
        _ => format!("from the {} to the {} time it is called", ordinal(first + 1), ordinal(first + len)),
    }
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// A call out of a note as if it were a transaction of the attacker's, with the amounts that are read when it is made.
fn note_call(names: &Names<'_>, tx: &Tx, call: &NoteCall) -> String {
    let plain = Tx {
        from: tx.from,
        to: call.to,
        value: call.value,
        data: call.data.clone(),
        delay_secs: 0,
        delay_blocks: 0,
        script: Script::default(),
    };
    let mut told = Told::new(names, &plain);
    let mut others = String::new();
    let mut decoded = names.call(call.to, &call.data).filter(|call| !call.signature.is_empty());
    let offsets = decoded.as_ref().map(|call| {
        let types: Vec<_> = call.args.iter().map(|arg| arg.ty.clone()).collect();
        word_offsets(&types)
    });
    for amount in &call.amounts {
        let text = live_amount(names, amount);
        let Some(at) = amount.at else {
            told.value = text;
            continue;
        };
        let index =
            offsets.as_ref().and_then(|all| all.iter().position(|offset| *offset == Some(at as usize)));
        match (index, decoded.as_mut()) {
            (Some(index), Some(call)) => call.args[index].text = text,
            _ => others.push_str(&format!(" with {text} at byte {at}")),
        }
    }
    if let Some(decoded) = decoded.filter(|_| call.amounts.iter().any(|amount| amount.at.is_some())) {
        told.call = decoded.text();
    }
    told.call.push_str(&others);
    let line = told.line();
    line.strip_prefix(&format!("[{}] ", told.from)).unwrap_or(&line).to_owned()
}

/// `1/2 of token.balanceOf(attacker)`.
fn live_amount(names: &Names<'_>, amount: &LiveAmount) -> String {
    let what = match amount.source {
        Source::Handed(offset) => format!("word at byte {offset} of what it is called with"),
        Source::Wei(who) => format!("ether of {}", names.short(who)),
        Source::View(question) => {
            let data = names.asked(&question);
            let call = names.call(question.contract, &data);
            let call = call.map_or_else(|| value::bytes_text(&question.selector), |call| call.text());
            let word = if question.word == 0 { String::new() } else { format!("[{}]", question.word) };
            format!("{}.{call}{word}", names.short(question.contract))
        }
    };
    match (amount.numerator, amount.denominator) {
        (1, 1) => what,
        (numerator, denominator) => format!("{numerator}/{denominator} of {what}"),
    }
}

#[cfg(test)]
mod tests {
    use super::when;

    #[test]
    fn turns_are_counted_in_words() {
        assert_eq!(when(0, 1, 1), "when it is called");
        assert_eq!(when(0, 24, 24), "each of the 24 times it is called");
        assert_eq!(when(0, 12, 13), "from the 1st to the 12th time it is called");
        assert_eq!(when(12, 1, 13), "the 13th time it is called");
        assert_eq!(when(22, 1, 30), "the 23rd time it is called");
    }
}
