//! A sequence of transactions as people read it.
//!
//! Invariant: the text of a transaction has everything that a replay would show: who, what, wei and time.

use crate::names::Names;
use crate::{number, value};
use hotfire_fuzz::Tx;
use hotfire_fuzz::tx::{NoteCall, Script};
use serde::{Deserialize, Serialize};

/// Most arguments of an attacker's script that are told.
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
        let waits = tx.delay_secs > 0 || tx.delay_blocks > 0;
        Self {
            from: names.short(tx.from),
            to: names.short(tx.to),
            function: function.unwrap_or_default(),
            call: text,
            args: args.unwrap_or_default(),
            value: if tx.value.is_zero() { String::new() } else { number::ether(tx.value) },
            after: if waits { number::pause(tx.delay_secs, tx.delay_blocks) } else { String::new() },
            script: script(names, tx),
        }
    }

    /// `[alice] vault.deposit(amount: 1e18)  value: 1 ether  +3 days`.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = format!("[{}] {}.{}", self.from, self.to, self.call);
        if !self.value.is_empty() {
            line.push_str(&format!("  value: {}", self.value));
        }
        if !self.after.is_empty() {
            line.push_str(&format!("  +{}", self.after));
        }
        line
    }
}

/// A call out of a note as if it were a transaction of the attacker's.
fn call_of(tx: &Tx, call: &NoteCall) -> Tx {
    Tx {
        from: tx.from,
        to: call.to,
        value: call.value,
        data: call.data.clone(),
        delay_secs: 0,
        delay_blocks: 0,
        script: Script::default(),
    }
}

fn script(names: &Names<'_>, tx: &Tx) -> Vec<String> {
    let calls: Vec<Tx> =
        tx.script.notes.iter().flat_map(|note| &note.0).map(|call| call_of(tx, call)).collect();
    let mut lines: Vec<String> =
        calls.iter().take(SCRIPT_LINES_MAX).map(|tx| Told::new(names, tx).line()).collect();
    if calls.len() > SCRIPT_LINES_MAX {
        lines.push(format!("… and {} calls more", calls.len() - SCRIPT_LINES_MAX));
    }
    lines
}
