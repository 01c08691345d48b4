//! The attacker's contract in Solidity: what it does each time that control reaches it, and what it answers.
//!
//! Invariant: it counts, calls and answers as the stand's contract does, and like it keeps no state of its own.

use super::{Page, note};
use crate::case::{Case, is_attackers};
use alloy_primitives::{U256, hex};
use hotfire_evm::trace::Node;
use hotfire_fuzz::detectors::{Belief, beliefs, misleading_word};
use hotfire_fuzz::tx::{Note, Script};
use hotfire_fuzz::{Rule, Tx};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What token hooks want to hear: their own selector.
const HOOKS: [([u8; 4], &str); 5] = [
    (hex!("150b7a02"), "onERC721Received"),
    (hex!("f23a6e61"), "onERC1155Received"),
    (hex!("bc197c81"), "onERC1155BatchReceived"),
    (hex!("88a7ca5c"), "onTransferReceived"),
    (hex!("7b04a2d0"), "onApprovalReceived"),
];
/// `onFlashLoan`, and what it is to answer.
const ON_FLASH_LOAN: [u8; 4] = hex!("23e30c8b");
const FLASH_LOAN: &str = "uint256(keccak256(\"ERC3156FlashBorrower.onFlashLoan\"))";

/// The attacker's contract.
#[derive(Debug, Default, Serialize)]
pub(super) struct Contract {
    /// What is done when control is handed over.
    turns: Vec<Turns>,
    /// What is answered; absent when nobody listens.
    answers: Option<Vec<Answer>>,
    /// Some answer depends on the transaction.
    steps_in_answers: bool,
    /// The plan remembers who runs the attacker's code as its own.
    remembers: bool,
    /// The plan remembers who makes the call that the attacker chose.
    marks: bool,
    /// The plan asks a view while control is with the attacker, and remembers whether somebody went on.
    watches: bool,
}

/// A view that misleads somebody at one of the attacker's calls of the last transaction.
pub(super) struct Watch {
    belief: Belief,
    /// Which word of the answer.
    word: usize,
}

impl Watch {
    /// What a finding about such a view is about.
    pub(super) fn of(case: &Case<'_>) -> Option<Self> {
        let violation = case.violation;
        if case.rule() != Rule::ReadOnlyReentrancy {
            return None;
        }
        let last = case.traces.get(case.sequence.len().checked_sub(1)?)?;
        beliefs(last).into_iter().filter(|belief| belief.view == violation.judge).find_map(|belief| {
            let word = misleading_word(&violation.message, &belief.answer)?;
            Some(Self { belief, word })
        })
    }

    /// Whom to ask, what, and which word of the answer is meant: as arguments.
    pub(super) fn question(&self, page: &mut Page<'_>) -> String {
        let (data, _) = page.call_data(self.belief.view, &self.belief.question);
        format!("{}, {data}, {}", page.accounts.expression(self.belief.view), self.word)
    }

    /// The view is asked before the call, and what becomes of the call is remembered.
    fn insert(&self, page: &mut Page<'_>, calls: &mut Vec<String>) {
        let Some(call) = calls.get_mut(self.belief.call) else { return };
        if let Some(inner) = call.strip_suffix(';') {
            *call = format!("Plan(PLAN).believe({inner});");
        }
        calls.insert(self.belief.call, format!("Plan(PLAN).look({});", self.question(page)));
    }
}

/// The calls of one turn, or of equal turns one after another.
#[derive(Debug, Serialize)]
struct Turns {
    condition: String,
    calls: Vec<String>,
}

/// What is answered to one selector.
#[derive(Debug, Serialize)]
struct Answer {
    condition: String,
    word: String,
    comment: String,
}

impl Contract {
    /// The contract asks the plan how far the attack is.
    pub(super) fn has_plan(&self) -> bool {
        !self.turns.is_empty() || self.steps_in_answers || self.remembers || self.marks || self.watches
    }

    /// Whether some statement has the text.
    pub(super) fn uses(&self, text: &str) -> bool {
        self.turns.iter().flat_map(|turns| &turns.calls).any(|call| call.contains(text))
    }
}

/// Plans the contract; `None` when plain accounts do.
pub(super) fn plan(case: &Case<'_>, page: &mut Page<'_>) -> Option<Contract> {
    let seen: Vec<BTreeSet<[u8; 4]>> = (0..case.sequence.len()).map(|at| asked(case, at)).collect();
    let mut contract = Contract::default();
    let watch = Watch::of(case);
    for (at, tx) in case.sequence.iter().enumerate() {
        let notes = &tx.script.notes[..tx.script.notes.len().min(case.handovers(at))];
        let watch = watch.as_ref().filter(|_| at + 1 == case.sequence.len());
        add_turns(page, at + 1, notes, watch, &mut contract.turns);
    }
    contract.watches = watch.is_some();
    let asked: BTreeSet<[u8; 4]> = seen.iter().flatten().copied().collect();
    if !asked.is_empty() {
        contract.answers = Some(answers(case, page, &seen, &asked, &mut contract.steps_in_answers));
    }
    contract.remembers = case.rule() == Rule::HostileCode;
    contract.marks = case.rule() == Rule::ArbitraryCall;
    (contract.has_plan() || contract.answers.is_some()).then_some(contract)
}

/// The selectors of calls with data that reached the attacker's contracts during a transaction, or all that may have.
fn asked(case: &Case<'_>, at: usize) -> BTreeSet<[u8; 4]> {
    let Some(tree) = case.traces.get(at).filter(|tree| tree.cut == 0) else {
        let hooks = HOOKS.iter().map(|(selector, _)| *selector).chain([ON_FLASH_LOAN]);
        return case.sequence[at].script.answers.iter().map(|answer| answer.selector).chain(hooks).collect();
    };
    let calls = tree.nodes.iter().filter(|node| is_attackers(node) && !node.input.is_empty());
    let selector = |node: &Node| {
        let mut selector = [0; 4];
        let len = node.input.len().min(4);
        selector[..len].copy_from_slice(&node.input[..len]);
        selector
    };
    calls.map(selector).collect()
}

fn add_turns(
    page: &mut Page<'_>,
    step: usize,
    notes: &[Note],
    watch: Option<&Watch>,
    turns: &mut Vec<Turns>,
) {
    let watched = watch.map_or(usize::MAX, |watch| watch.belief.turn);
    let mut first = 0;
    while first < notes.len() {
        let end = if first <= watched { watched.max(first + 1).min(notes.len()) } else { notes.len() };
        let len = notes[first..end].iter().take_while(|note| **note == notes[first]).count();
        let condition = match (first, len) {
            (_, 1) => format!("step == {step} && turn == {first}"),
            (0, _) => format!("step == {step} && turn < {len}"),
            _ => format!("step == {step} && turn >= {first} && turn < {}", first + len),
        };
        let mut calls: Vec<String> = notes[first].0.iter().map(|call| note::statement(page, call)).collect();
        if let Some(watch) = watch.filter(|watch| watch.belief.turn == first) {
            watch.insert(page, &mut calls);
        }
        if !calls.is_empty() {
            turns.push(Turns { condition, calls });
        }
        first += len;
    }
}

fn answers(
    case: &Case<'_>,
    page: &Page<'_>,
    seen: &[BTreeSet<[u8; 4]>],
    asked: &BTreeSet<[u8; 4]>,
    by_step: &mut bool,
) -> Vec<Answer> {
    let mut lines = Vec::new();
    for selector in asked {
        let mut words: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, tx) in case.sequence.iter().enumerate().filter(|(at, _)| seen[*at].contains(selector)) {
            words.entry(word(page, &tx.script, *selector)).or_default().push(at + 1);
        }
        let is_same = words.len() == 1;
        *by_step |= !is_same;
        for (word, steps) in words.into_iter().filter(|(word, _)| word != "1") {
            let sig = format!("msg.sig == 0x{}", hex::encode(selector));
            let steps: Vec<String> = steps.iter().map(|step| format!("step == {step}")).collect();
            let condition = if is_same { sig } else { format!("{sig} && ({})", steps.join(" || ")) };
            let comment = page.names.signature(*selector).map_or_else(
                || HOOKS.iter().find(|(hook, _)| hook == selector).map_or("", |(_, name)| *name).to_owned(),
                |signature| super::comment(&signature),
            );
            lines.push(Answer { condition, word, comment });
        }
    }
    lines
}

/// What is answered to a selector: what the script says last, else what hooks want to hear, else one.
fn word(page: &Page<'_>, script: &Script, selector: [u8; 4]) -> String {
    if let Some(answer) = script.answers.iter().rev().find(|answer| answer.selector == selector) {
        return word_expression(page, answer.word);
    }
    if selector == ON_FLASH_LOAN {
        return FLASH_LOAN.into();
    }
    if HOOKS.iter().any(|(hook, _)| *hook == selector) {
        "uint256(bytes32(msg.sig))".into()
    } else {
        "1".into()
    }
}

/// An address by its name, anything else as a number.
fn word_expression(page: &Page<'_>, word: U256) -> String {
    let known = super::attack::address_in(word).and_then(|who| page.accounts.constant(who));
    known.map_or_else(|| super::wei(page, word), |name| format!("uint256(uint160({name}))"))
}

/// Whether a transaction has anything to say about accounts beyond its own: every address in its script.
pub(super) fn addresses_in(tx: &Tx) -> Vec<alloy_primitives::Address> {
    use hotfire_fuzz::tx::Source;
    let mut found = Vec::new();
    for call in tx.script.notes.iter().flat_map(|note| &note.0) {
        found.push(call.to);
        for amount in &call.amounts {
            match amount.source {
                Source::Handed(_) => {}
                Source::Wei(who) => found.push(who),
                Source::View(question) => {
                    found.push(question.contract);
                    found.extend(question.arguments.into_iter().filter_map(super::attack::address_in));
                }
            }
        }
        let words = call.data.get(4..).unwrap_or_default().chunks_exact(32);
        found.extend(words.filter_map(|word| super::attack::address_in(U256::from_be_slice(word))));
    }
    found
}
