//! A view of a target that is in the middle of a call tells what is not so, and another target goes by it.
//!
//! Invariant: what it told is told by none of the states around it: not before the transaction, not after it, and not to the
//! same calls made just before or just after.

use super::Scene;
use crate::attack::{ACCOMPLICE, ATTACKER, Arena, PLAN};
use crate::finding::{Reason, Violation};
use crate::replay::{call_of, fire, fire_traced, prepare};
use crate::rules::Rule;
use crate::tx::{Script, Tx};
use alloy_primitives::{Address, Bytes, I256, U256};
use hotfire_evm::executor::Executor;
use hotfire_evm::outcome::Call;
use hotfire_evm::trace::{CallTree, FrameKind, FrameStatus, Item, Node};

/// Answers of one transaction that are looked at.
const BELIEFS_MAX: usize = 16;
/// Words of one answer that are looked at.
const WORDS_MAX: usize = 8;
/// Words below this are flags and small counts.
const WORD_MIN: u64 = 1_000;
/// Parts per million by which a word must be off.
const OFF_PPM_MIN: u64 = 1_000;

/// What stands before the word in the message.
const TOLD: &str = "while control is with the attacker it tells ";

/// An answer that somebody went by while control was with the attacker, in the middle of a call of the contract that answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belief {
    /// Who answered.
    pub view: Address,
    /// What was asked: selector and arguments.
    pub question: Bytes,
    /// Who asked.
    pub asker: Address,
    /// What was answered.
    pub answer: Bytes,
    /// Who went by it: it wrote in the same call.
    pub believer: Address,
    /// How often control had reached the attacker in the transaction before.
    pub turn: usize,
    /// Which of the attacker's calls that time, from 0.
    pub call: usize,
    /// The frame in which control was with the attacker: index into [`CallTree::nodes`].
    frame: usize,
}

/// Finds the answers that somebody went by.
#[must_use]
pub fn beliefs(tree: &CallTree) -> Vec<Belief> {
    let parents = tree.parents();
    let nodes = tree.nodes.iter().enumerate();
    nodes.filter_map(|(at, _)| belief(tree, &parents, at)).take(BELIEFS_MAX).collect()
}

/// The words of an answer.
fn words(answer: &[u8]) -> Vec<U256> {
    answer.chunks_exact(32).take(WORDS_MAX).map(U256::from_be_slice).collect()
}

/// Which word of an answer a finding's message is about.
#[must_use]
pub fn misleading_word(message: &str, answer: &[u8]) -> Option<usize> {
    words(answer).iter().position(|word| message.starts_with(&format!("{TOLD}{word}, ")))
}

/// Judges the last transaction of an attack, and changes the state.
pub(super) fn judge(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let last = scene.txs.into_iter().rev().find_map(|txs| txs.last())?;
    if last.script.notes.is_empty() {
        return None;
    }
    super::replay_all_but_last(scene, exec);
    prepare(scene.harness, exec, last);
    let (outcome, tree) =
        fire_traced(exec, &call_of(scene.harness, last), last.delay_secs, last.delay_blocks);
    if !outcome.status.is_success() || tree.cut > 0 {
        return None;
    }
    let mut beliefs = beliefs(&tree);
    beliefs.retain(|belief| scene.arena.targets.contains(&belief.view));
    beliefs.into_iter().find_map(|belief| {
        let told = words(&belief.answer);
        let around = around(scene, exec, last, &tree, &belief);
        if around.len() < 2 {
            return None;
        }
        let off = |word: usize| Some((word, off_ppm(told[word], around.iter().map(|all| all.get(word)))?));
        let (word, ppm) = (0..told.len()).find_map(off)?;
        Some(violation(scene, &belief, [told[word], around[0][word]], ppm))
    })
}

/// What the question is answered before and after the transaction, first of all, and what those answers are that the attacker's calls lead
/// to when they are made just before it or, left out of it, just after.
fn around(
    scene: &Scene<'_>,
    exec: &mut impl Executor,
    last: &Tx,
    tree: &CallTree,
    belief: &Belief,
) -> Vec<Vec<U256>> {
    let mut all = Vec::new();
    super::replay_all_but_last(scene, exec);
    let before = ask(scene, exec, belief);
    all.extend(calls_alone(scene, exec, last, tree, belief));
    super::replay_all_but_last(scene, exec);
    prepare(scene.harness, exec, last);
    fire(exec, &call_of(scene.harness, last), last.delay_secs, last.delay_blocks);
    let after = ask(scene, exec, belief);
    super::replay_all_but_last(scene, exec);
    let mut quiet = last.clone();
    for note in quiet.script.notes.iter_mut().skip(belief.turn) {
        note.0.clear();
    }
    prepare(scene.harness, exec, &quiet);
    if fire(exec, &call_of(scene.harness, &quiet), last.delay_secs, last.delay_blocks).status.is_success() {
        all.extend(calls_alone(scene, exec, last, tree, belief));
    }
    let (Some(before), Some(after)) = (before, after) else { return Vec::new() };
    [before, after].into_iter().chain(all).collect()
}

fn ask(scene: &Scene<'_>, exec: &mut impl Executor, belief: &Belief) -> Option<Vec<U256>> {
    let outcome = exec.probe(&Call {
        from: belief.asker,
        to: belief.view,
        value: U256::ZERO,
        data: &belief.question,
        gas_limit: scene.harness.semantics.gas_limit,
    });
    outcome.status.is_success().then(|| words(&outcome.output))
}

/// Hands control to the attacker once more, with nothing under way, and tells what the question is answered then.
fn calls_alone(
    scene: &Scene<'_>,
    exec: &mut impl Executor,
    last: &Tx,
    tree: &CallTree,
    belief: &Belief,
) -> Vec<Vec<U256>> {
    let handed = &tree.nodes[belief.frame];
    let notes = last.script.notes.iter().skip(belief.turn).cloned().collect();
    let tx = Tx { script: Script { notes, ..last.script.clone() }, ..last.clone() };
    prepare(scene.harness, exec, &tx);
    let (_, alone) = exec.call_traced(&Call {
        from: handed.from,
        to: handed.to,
        value: U256::ZERO,
        data: &handed.input,
        gas_limit: scene.harness.semantics.gas_limit,
    });
    let same = |node: &&Node| {
        node.to == belief.view && node.input == belief.question && node.status == FrameStatus::Success
    };
    alone.nodes.iter().filter(same).map(|node| words(&node.output)).take(BELIEFS_MAX).collect()
}

/// By how many parts per million a word lies beyond all that is told around it; `None` if it does not by enough.
fn off_ppm<'a>(told: U256, around: impl Iterator<Item = Option<&'a U256>>) -> Option<U256> {
    let around = around.map(|word| word.copied()).collect::<Option<Vec<_>>>()?;
    let (low, high) = (*around.iter().min()?, *around.iter().max()?);
    let off = if told < low { low - told } else { told.saturating_sub(high) };
    let most = high.max(told);
    let ppm = off.saturating_mul(U256::from(1_000_000)) / most.max(U256::ONE);
    (most >= U256::from(WORD_MIN) && ppm >= U256::from(OFF_PPM_MIN)).then_some(ppm)
}

fn violation(scene: &Scene<'_>, belief: &Belief, [told, before]: [U256; 2], ppm: U256) -> Violation {
    let believer = super::name_of(scene.harness, belief.believer);
    Violation {
        reason: Reason {
            rule: Rule::ReadOnlyReentrancy,
            subject: subject(scene.harness, scene.arena, belief),
            how: format!("misleads {believer} in the middle of a call"),
            site: None,
        },
        at: 0,
        message: format!("{TOLD}{told}, before that {before}"),
        value: I256::try_from(ppm).ok(),
        judge: belief.view,
    }
}

/// The view by its name.
fn subject(harness: &crate::harness::Harness, arena: &Arena, belief: &Belief) -> String {
    let selector = belief.question.first_chunk::<4>().copied().unwrap_or_default();
    let known = arena.views.iter().find(|view| view.address == belief.view && view.selector == selector);
    known.map_or_else(
        || format!("{}.0x{}", super::name_of(harness, belief.view), alloy_primitives::hex::encode(selector)),
        |view| view.subject.clone(),
    )
}

/// What the frame answered, if it is a question of somebody who wrote at the attacker's call, to a contract under way.
fn belief(tree: &CallTree, parents: &[Option<usize>], at: usize) -> Option<Belief> {
    let asked = &tree.nodes[at];
    let is_answer = asked.kind == FrameKind::StaticCall && asked.output.len() >= 32 && asked.input.len() >= 4;
    let way = is_answer.then(|| way_up(tree, parents, at)).flatten()?;
    // From the question up to the attacker, and from there to the transaction.
    let frame = way.iter().position(|index| is_attackers(&tree.nodes[*index]))?;
    let (inside, outside) = (&way[..frame], &way[frame + 1..]);
    let under_way =
        outside.iter().any(|index| tree.nodes[*index].to == asked.to && !is_attackers(&tree.nodes[*index]));
    let asker = tree.nodes[*inside.first()?].to;
    let called = *inside.last()?;
    // Where state may change no more, nobody goes by anything: whoever asked last before that.
    let acting = inside.iter().rposition(|index| tree.nodes[*index].kind == FrameKind::StaticCall);
    let believer = tree.nodes[*inside.get(acting.map_or(0, |at| at + 1))?].to;
    if !under_way || believer == asked.to || !wrote(tree, parents, called, believer) {
        return None;
    }
    let handed = way[frame];
    let made = tree.nodes[handed].frames().filter(|index| is_call_of_note(&tree.nodes[*index]));
    Some(Belief {
        view: asked.to,
        question: asked.input.clone(),
        asker,
        answer: asked.output.clone(),
        believer,
        turn: (0..handed).filter(|index| takes_turn(tree, parents, *index)).count(),
        call: made.take_while(|index| *index != called).count(),
        frame: handed,
    })
}

/// The frames above one, from the nearest to the transaction; `None` if one of them failed.
fn way_up(tree: &CallTree, parents: &[Option<usize>], at: usize) -> Option<Vec<usize>> {
    let mut way = Vec::new();
    let mut here = Some(at);
    while let Some(index) = here {
        if tree.nodes[index].status != FrameStatus::Success {
            return None;
        }
        way.extend((index != at).then_some(index));
        here = parents[index];
    }
    Some(way)
}

/// Whether an account wrote something new during a call.
fn wrote(tree: &CallTree, parents: &[Option<usize>], call: usize, who: Address) -> bool {
    let is_below = |mut index: usize| loop {
        if index == call {
            return true;
        }
        match parents[index] {
            Some(parent) => index = parent,
            None => return false,
        }
    };
    let nodes = tree.nodes.iter().enumerate().skip(call);
    let mut own = nodes.filter(|(_, node)| node.to == who && node.status == FrameStatus::Success);
    own.any(|(index, node)| {
        node.items.iter().any(|item| matches!(item, Item::Store { old, new, .. } if old != new))
            && is_below(index)
    })
}

/// Whether the plan counts a frame: control reached the attacker, and state may change.
fn takes_turn(tree: &CallTree, parents: &[Option<usize>], at: usize) -> bool {
    let mut above = std::iter::successors(Some(at), |index| parents[*index]);
    is_attackers(&tree.nodes[at]) && above.all(|index| tree.nodes[index].kind != FrameKind::StaticCall)
}

/// Whether a frame runs the attacker's code.
fn is_attackers(node: &Node) -> bool {
    [ATTACKER, ACCOMPLICE].contains(&node.code_address)
}

/// Whether a frame is a call that the attacker makes out of a note.
fn is_call_of_note(node: &Node) -> bool {
    node.kind == FrameKind::Call && node.to != PLAN
}
