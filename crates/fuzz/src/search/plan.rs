//! Changes whole sequences: prepend, splice, interleave, repeat, swap, drop, change a sender or a delay.
//!
//! Invariant: a plan is never longer than the harness's longest sequence.

use crate::harness::Harness;
use crate::rng::Rng;
use crate::tx::Tx;

/// A changed copy of a sequence; `other` is what may be mixed in.
pub(crate) fn change_sequence(txs: &[Tx], other: &[Tx], harness: &Harness, rng: &mut Rng) -> Vec<Tx> {
    let mut plan = txs.to_vec();
    for _ in 0..=rng.below(3) {
        if plan.is_empty() {
            break;
        }
        let at = rng.below(plan.len());
        match rng.below(9) {
            0 => {
                plan.remove(at);
            }
            1 => {
                let with = rng.below(plan.len());
                plan.swap(at, with);
            }
            2 => {
                let times = rng.log_count(harness.semantics.sequence_len_max);
                let tx = plan[at].clone();
                plan.splice(at..at, std::iter::repeat_n(tx, times));
            }
            3 => {
                let take = rng.below(other.len() + 1);
                plan.splice(at..at, other[..take].iter().cloned());
            }
            4 => {
                let take = rng.below(other.len() + 1);
                plan.truncate(at + 1);
                plan.extend(other[other.len() - take..].iter().cloned());
            }
            5 => plan = interleave(&plan, other, rng),
            6 => {
                if let Some(sender) = rng.pick(&harness.senders) {
                    plan[at].from = *sender;
                }
            }
            7 => {
                let (secs, blocks) = draw_delay(harness, rng);
                plan[at].delay_secs = secs;
                plan[at].delay_blocks = blocks;
            }
            _ => {
                // A run of calls once more: cycles such as deposit, withdraw.
                let end = (at + 1 + rng.below(4)).min(plan.len());
                let run: Vec<Tx> = plan[at..end].to_vec();
                for _ in 0..rng.log_count(16) {
                    plan.splice(end..end, run.iter().cloned());
                }
            }
        }
        plan.truncate(harness.semantics.sequence_len_max);
    }
    plan
}

fn interleave(a: &[Tx], b: &[Tx], rng: &mut Rng) -> Vec<Tx> {
    let (mut a, mut b) = (a.iter(), b.iter());
    let mut mixed = Vec::with_capacity(a.len() + b.len());
    loop {
        let next = if rng.one_in(2) { a.next().or_else(|| b.next()) } else { b.next().or_else(|| a.next()) };
        match next {
            Some(tx) => mixed.push(tx.clone()),
            None => return mixed,
        }
    }
}

/// Seconds and blocks to let pass: round times as often as random ones.
pub(crate) fn draw_delay(harness: &Harness, rng: &mut Rng) -> (u64, u64) {
    const ROUND: [u64; 10] = [1, 12, 60, 600, 3_600, 86_400, 604_800, 1_209_600, 2_592_000, 31_536_000];
    let semantics = &harness.semantics;
    let secs = match rng.below(4) {
        0 => 0,
        1 => ROUND[rng.below(ROUND.len())],
        2 => rng.log_uniform(32).saturating_to(),
        _ => rng.below(semantics.delay_secs_max as usize + 1) as u64,
    };
    let blocks = match rng.below(4) {
        0 => 0,
        1 => 1,
        2 => rng.log_uniform(24).saturating_to(),
        _ => rng.below(semantics.delay_blocks_max as usize + 1) as u64,
    };
    (secs.min(semantics.delay_secs_max), blocks.min(semantics.delay_blocks_max))
}
