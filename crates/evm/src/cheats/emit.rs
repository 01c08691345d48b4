//! `expectEmit` and its family.
//!
//! Invariant: the first event after the cheatcode is the template; expected events are met in the order in which they were asked for.

use super::Cheats;
use super::abi::{Answer, Args, done};
use super::frame::FrameEnd;
use super::revert::fail;
use super::table::{Ctx, Registry};
use crate::outcome::Event;
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, B256, Bytes};
use std::collections::BTreeMap;

/// A waiting `expectEmit`.
#[derive(Clone, Debug)]
pub(super) struct ExpectedEmit {
    /// Depth of the frame that asked.
    depth: usize,
    /// Which of four topics and the data are compared.
    checks: [bool; 5],
    emitter: Option<Address>,
    anonymous: bool,
    /// Events wanted.
    count: u64,
    template: Option<Event>,
    /// Matching events per emitter.
    seen: BTreeMap<Address, u64>,
}

pub(super) fn register(table: &mut Registry) {
    table.all(
        &[
            "expectEmit()",
            "expectEmit(address)",
            "expectEmit(uint64)",
            "expectEmit(address,uint64)",
            "expectEmit(bool,bool,bool,bool)",
            "expectEmit(bool,bool,bool,bool,address)",
            "expectEmit(bool,bool,bool,bool,uint64)",
            "expectEmit(bool,bool,bool,bool,address,uint64)",
        ],
        |ctx, args| expect(ctx, args, false),
    );
    table.all(
        &[
            "expectEmitAnonymous()",
            "expectEmitAnonymous(address)",
            "expectEmitAnonymous(bool,bool,bool,bool,bool)",
            "expectEmitAnonymous(bool,bool,bool,bool,bool,address)",
        ],
        |ctx, args| expect(ctx, args, true),
    );
}

fn expect(ctx: &mut Ctx<'_>, args: &Args, anonymous: bool) -> Answer {
    let mut emit = ExpectedEmit {
        depth: ctx.depth,
        checks: [true; 5],
        emitter: None,
        anonymous,
        count: 1,
        template: None,
        seen: BTreeMap::new(),
    };
    let mut check = usize::from(!anonymous);
    for (index, arg) in args.0.iter().enumerate() {
        match arg {
            DynSolValue::Bool(on) => {
                emit.checks[check] = *on;
                check += 1;
            }
            DynSolValue::Address(emitter) => emit.emitter = Some(*emitter),
            _ => emit.count = args.u64(index),
        }
    }
    ctx.cheats.running.emits.push(emit);
    done()
}

impl Cheats {
    /// An event was emitted.
    pub(super) fn emit_seen(&mut self, address: Address, topics: &[B256], data: &[u8]) {
        let emits = &mut self.running.emits;
        if let Some(unfilled) = emits.iter_mut().find(|e| e.template.is_none()) {
            if topics.is_empty() && !unfilled.anonymous {
                let message = "use vm.expectEmitAnonymous to match anonymous events";
                self.running.late_error.get_or_insert_with(|| message.to_owned());
                return;
            }
            let data = Bytes::copy_from_slice(data);
            unfilled.template = Some(Event { address, topics: topics.to_vec(), data });
            return;
        }
        for emit in emits.iter_mut().filter(|e| e.count == 0) {
            emit.note(address, topics, data);
        }
        if let Some(next) = emits.iter_mut().find(|e| e.count > 0 && !e.found()) {
            next.note(address, topics, data);
        }
    }

    /// A call that is not static, or a creation, ended: what was asked for by the frame that made it must have come.
    pub(super) fn emit_end(&mut self, depth: usize, end: &mut FrameEnd) {
        let emits = &self.running.emits;
        if emits.is_empty() || !emits.iter().any(|e| e.depth + 1 == depth) || !end.success {
            return;
        }
        match emits.iter().find_map(ExpectedEmit::complaint) {
            // What is missing stays, so that catching the failure does not help.
            Some(message) => fail(end, &message),
            None => self.running.emits.clear(),
        }
    }

    /// What is missing at the end of the transaction.
    pub(super) fn emit_missing(&self) -> Option<String> {
        self.running.emits.iter().find_map(|e| {
            if e.template.is_some() && e.seen.is_empty() && e.count > 0 || e.template.is_none() {
                let text = "expected an emit, but no logs were emitted afterwards. you might have mismatched events or not enough events were emitted";
                return Some(text.to_owned());
            }
            e.complaint()
        })
    }
}

impl ExpectedEmit {
    fn total(&self) -> u64 {
        match self.emitter {
            Some(emitter) => self.seen.get(&emitter).copied().unwrap_or(0),
            None => self.seen.values().sum(),
        }
    }

    fn found(&self) -> bool {
        self.total() >= self.count
    }

    fn note(&mut self, address: Address, topics: &[B256], data: &[u8]) {
        let Some(template) = &self.template else { return };
        let same = template.topics.len() == topics.len()
            && topics.iter().zip(&template.topics).zip(self.checks).all(|((a, b), on)| !on || a == b)
            && self.emitter.is_none_or(|emitter| emitter == address)
            && (!self.checks[4] || *template.data == *data);
        if same {
            *self.seen.entry(address).or_default() += 1;
        }
    }

    fn complaint(&self) -> Option<String> {
        let seen = self.total();
        if self.count == 0 && seen > 0 {
            return Some("log emitted but expected 0 times".to_owned());
        }
        if seen < self.count {
            return Some(if seen == 0 {
                "log != expected log".to_owned()
            } else {
                format!("log emitted {seen} times, expected {}", self.count)
            });
        }
        None
    }
}
