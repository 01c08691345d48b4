//! A payment by a target to an honest user fails, the transaction goes on, and what the user had to claim is gone.
//!
//! Invariant: the last transaction is run once more and looked at frame by frame: which payment failed is seen, not guessed.

use super::Scene;
use crate::attack::{Arena, Claim, TRANSFER, TRANSFER_FROM, is_less};
use crate::finding::{Reason, Violation};
use crate::harness::Harness;
use crate::replay::{call_of, fire_traced, prepare};
use crate::rules::Rule;
use crate::tx::Tx;
use alloy_primitives::{Address, U256, hex};
use hotfire_evm::executor::Executor;
use hotfire_evm::trace::{CallTree, FrameKind, FrameStatus, Node};

/// Users that are looked at in one state.
const USERS_MAX: usize = 4;
/// Calls by which a token pays somebody: the selector, the word that names who is paid, and the word that tells how much.
const PAYMENTS: [([u8; 4], usize, usize); 7] = [
    (TRANSFER, 0, 1),
    (TRANSFER_FROM, 1, 2),
    // mint(address,uint256)
    (hex!("40c10f19"), 0, 1),
    // transferAndCall(address,uint256), and with data
    (hex!("1296ee62"), 0, 1),
    (hex!("4000aea0"), 0, 1),
    // send(address,uint256,bytes)
    (hex!("9bd9bbc6"), 0, 1),
    // transferFromAndCall(address,address,uint256)
    (hex!("d8fbe994"), 1, 2),
];

/// A payment that failed.
struct Failed {
    /// `Contract.signature` of what paid, or the contract's name.
    subject: String,
    /// What was to be paid.
    asset: usize,
}

/// Judges the state at the end of an attack, and changes it.
pub(super) fn judge(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let Scene { harness, arena, txs, .. } = *scene;
    let last = txs.into_iter().rev().find_map(|txs| txs.last())?;
    if arena.claims.is_empty() || arena.lent_by(last).is_some() {
        return None;
    }
    let mut users = arena.users_told_less(exec);
    users.retain(|who| *who != last.from && exec.code(*who).is_empty());
    users.truncate(USERS_MAX);
    if users.is_empty() {
        return None;
    }
    super::replay_all_but_last(scene, exec);
    let tree = fire_last(harness, exec, last)?;
    // Most often nothing failed: books are read only where something did.
    let failed = |who: Address| Some((who, failed_payment(harness, arena, &tree, who)?));
    let unpaid: Vec<(Address, Failed)> = users.into_iter().filter_map(failed).collect();
    if unpaid.is_empty() {
        return None;
    }
    super::replay_all_but_last(scene, exec);
    let before: Vec<Books> = unpaid.iter().map(|(who, _)| Books::read(arena, exec, *who)).collect();
    fire_last(harness, exec, last)?;
    unpaid.iter().zip(before).find_map(|((who, failed), before)| {
        let after = Books::read(arena, exec, *who);
        let gone = before.gone_without_trace(&after)?;
        Some(violation(scene, failed, gone))
    })
}

/// Makes the last transaction; what happened, if it succeeded.
fn fire_last(harness: &Harness, exec: &mut impl Executor, last: &Tx) -> Option<CallTree> {
    prepare(harness, exec, last);
    let (outcome, tree) = fire_traced(exec, &call_of(harness, last), last.delay_secs, last.delay_blocks);
    outcome.status.is_success().then_some(tree)
}

/// What a user has, and what is told of it.
struct Books {
    wealth: Vec<U256>,
    claims: Vec<Claim>,
}

impl Books {
    fn read(arena: &Arena, exec: &mut impl Executor, who: Address) -> Self {
        Self { wealth: arena.wealth_of(exec, who), claims: arena.claims_of(exec, who) }
    }

    /// A claim that is less afterwards although nothing was paid, and nothing else that is told of the user became more by about as
    /// much: that would be the same claim, kept elsewhere.
    fn gone_without_trace(&self, after: &Self) -> Option<&Claim> {
        let is_paid = self.wealth.iter().zip(&after.wealth).any(|(before, after)| after > before);
        let changes = || self.claims.iter().zip(&after.claims);
        let less = || changes().filter(|(before, after)| is_less(before.units, after.units));
        let is_kept = less().any(|(before, after)| {
            let fell = before.units - after.units;
            let rises = changes().map(|(before, after)| after.units.saturating_sub(before.units));
            let mut alike =
                rises.filter(|rise| *rise >= fell.div_ceil(U256::from(2)) && *rise / U256::from(2) <= fell);
            alike.next().is_some()
        });
        less().next().map(|(before, _)| before).filter(|_| !is_paid && !is_kept)
    }
}

/// A payment to a user that failed in a frame whose callers all went on. Who has no code does not refuse.
fn failed_payment(harness: &Harness, arena: &Arena, tree: &CallTree, who: Address) -> Option<Failed> {
    let parents = tree.parents();
    let mut reached = tree.reached().into_iter();
    reached.find_map(|index| {
        let (node, around) = (&tree.nodes[index], &tree.nodes[parents[index]?]);
        let asset = failed_to_pay(arena, node, who).filter(|_| arena.targets.contains(&node.from))?;
        let selector = around.input.first_chunk::<4>().copied();
        let mut functions = harness.functions.iter();
        let function = functions.find(|f| f.address == node.from && f.selector == selector);
        let subject = function.filter(|_| around.to == node.from).map(crate::harness::Function::subject);
        Some(Failed { subject: subject.unwrap_or_else(|| super::name_of(harness, node.from)), asset })
    })
}

/// The asset that a frame was to pay to a user and did not.
fn failed_to_pay(arena: &Arena, node: &Node, who: Address) -> Option<usize> {
    if node.kind != FrameKind::Call {
        return None;
    }
    let failed = node.status != FrameStatus::Success;
    if node.to == who {
        return (failed && !node.value.is_zero()).then_some(0);
    }
    let asset = arena.assets.iter().position(|asset| asset.token == Some(node.to))?;
    let (selector, words) = node.input.split_first_chunk::<4>()?;
    let (_, payee, amount) = PAYMENTS.iter().find(|(known, ..)| known == selector)?;
    let word = |at: usize| words.get(32 * at..32 * at + 32).map(U256::from_be_slice);
    let is_payment = word(*payee)? == crate::attack::word_of(who) && !word(*amount)?.is_zero();
    let denied = node.output.get(..32).is_some_and(|word| word.iter().all(|byte| *byte == 0));
    (is_payment && (failed || denied)).then_some(asset)
}

fn violation(scene: &Scene<'_>, failed: &Failed, gone: &Claim) -> Violation {
    let who = super::name_of(scene.harness, gone.who);
    Violation {
        reason: Reason {
            rule: Rule::SilentFailure,
            subject: failed.subject.clone(),
            how: format!("goes on when {} cannot be paid", scene.arena.assets[failed.asset].name),
            site: None,
        },
        at: 0,
        message: format!("{who} gets nothing, and {} tells less of it than before", gone.subject),
        value: None,
        judge: gone.question.contract,
    }
}
