//! Events of the running transaction, in one reused arena.
//!
//! Invariant: a record's data lie inside the arena; cutting the list at a mark cuts the arena with it.

use crate::outcome::Event;
use alloy_primitives::{Address, B256, Bytes};

/// Events and bytes of their data that one transaction may keep, many times what 30 million gas pay for; later ones are dropped.
const RECORDS_MAX: usize = 1 << 19;
const ARENA_MAX: usize = 1 << 26;

/// One event.
#[derive(Clone, Copy, Debug)]
struct Record {
    address: Address,
    topics: [B256; 4],
    topic_count: u8,
    start: u32,
    end: u32,
}

/// The events of a transaction.
#[derive(Debug, Default)]
pub(crate) struct Logs {
    records: Vec<Record>,
    arena: Vec<u8>,
}

impl Logs {
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn clear(&mut self) {
        self.records.clear();
        self.arena.clear();
    }

    pub(crate) fn push(&mut self, address: Address, topics: &[B256], data: &[u8]) {
        if self.records.len() >= RECORDS_MAX || self.arena.len() + data.len() > ARENA_MAX {
            return;
        }
        let mut kept = [B256::ZERO; 4];
        kept[..topics.len()].copy_from_slice(topics);
        let start = self.arena.len() as u32;
        self.arena.extend_from_slice(data);
        let end = self.arena.len() as u32;
        self.records.push(Record { address, topics: kept, topic_count: topics.len() as u8, start, end });
    }

    pub(crate) fn truncate(&mut self, mark: usize) {
        if let Some(record) = self.records.get(mark) {
            self.arena.truncate(record.start as usize);
            self.records.truncate(mark);
        }
    }

    pub(crate) fn event(&self, at: usize) -> Event {
        let record = &self.records[at];
        Event {
            address: record.address,
            topics: record.topics[..usize::from(record.topic_count)].to_vec(),
            data: Bytes::copy_from_slice(&self.arena[record.start as usize..record.end as usize]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_leaves_the_earlier_events_whole() {
        let mut logs = Logs::default();
        logs.push(Address::ZERO, &[B256::with_last_byte(1)], b"one");
        logs.push(Address::ZERO, &[], b"two");
        logs.truncate(1);
        logs.push(Address::repeat_byte(3), &[], b"three");
        assert_eq!(logs.len(), 2);
        assert_eq!(logs.event(0).data.as_ref(), b"one");
        assert_eq!(logs.event(0).topics, [B256::with_last_byte(1)]);
        assert_eq!(logs.event(1).data.as_ref(), b"three");
        logs.truncate(9);
        assert_eq!(logs.len(), 2);
    }
}
