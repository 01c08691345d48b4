//! Which words of a stretch of bytes depend on what a run read.
//!
//! Invariant: words do not overlap; bytes outside them are the same in every run that takes the same way.

use std::collections::BTreeMap;

/// A value that depends on what was read: number of a node, from 1; 0 is any value that does not.
pub(super) type Tag = u32;

/// Length of a word in bytes.
const WORD: usize = 32;

/// Bytes of a tagged word, all of them or some in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) tag: Tag,
    /// Bytes of the word before the piece.
    skipped: usize,
    len: usize,
}

impl Piece {
    fn is_whole(self) -> bool {
        self.len == WORD
    }

    /// The part of a piece at `at` that lies between two places, and where that is.
    fn between(self, at: usize, start: usize, end: usize) -> Option<(usize, Self)> {
        let (from, to) = (at.max(start), (at + self.len).min(end));
        (from < to).then(|| (from, Self { skipped: self.skipped + from - at, len: to - from, ..self }))
    }
}

/// Tagged words, and what is left of those that were written over or copied in part, by their offset.
#[derive(Clone, Debug, Default)]
pub(super) struct Words(BTreeMap<usize, Piece>);

impl Words {
    /// A single word.
    pub(super) fn single(tag: Tag) -> Self {
        let piece = Piece { tag, skipped: 0, len: WORD };
        Self((tag != 0).then_some((0, piece)).into_iter().collect())
    }

    /// Pieces that share a byte with the stretch.
    fn touching(&self, start: usize, len: usize) -> impl Iterator<Item = (usize, Piece)> + '_ {
        let end = start.saturating_add(len);
        let near = if len == 0 { start..start } else { start.saturating_sub(WORD - 1)..end };
        self.0.range(near).map(|(at, piece)| (*at, *piece)).filter(move |(at, piece)| at + piece.len > start)
    }

    /// Tags of all words of which a byte is in the stretch.
    pub(super) fn tags_in(&self, start: usize, len: usize) -> Vec<Tag> {
        self.touching(start, len).map(|(_, piece)| piece.tag).collect()
    }

    /// What lies in the stretch, by its offset in it.
    pub(super) fn copied(&self, start: usize, len: usize) -> Self {
        let end = start.saturating_add(len);
        let parts = self.touching(start, len).filter_map(|(at, piece)| piece.between(at, start, end));
        Self(parts.map(|(at, piece)| (at - start, piece)).collect())
    }

    /// The word at an offset if it is whole there, else the tags of what it is made of.
    pub(super) fn word_at(&self, offset: usize) -> Result<Tag, Vec<Tag>> {
        match self.0.get(&offset) {
            Some(piece) if piece.is_whole() => Ok(piece.tag),
            _ => Err(self.tags_in(offset, WORD)),
        }
    }

    /// Puts pieces over a stretch, at offsets in it.
    pub(super) fn put(&mut self, start: usize, len: usize, words: Self) {
        let end = start.saturating_add(len);
        for (at, piece) in self.touching(start, len).collect::<Vec<_>>() {
            self.0.remove(&at);
            self.0.extend(piece.between(at, at, start));
            self.0.extend(piece.between(at, end, at + WORD));
        }
        self.0.extend(words.0.into_iter().map(|(at, piece)| (start + at, piece)));
    }

    /// Offsets and tags of whole words, ascending.
    pub(super) fn whole(&self) -> impl Iterator<Item = (usize, Tag)> + '_ {
        self.0.iter().filter(|(_, piece)| piece.is_whole()).map(|(at, piece)| (*at, piece.tag))
    }

    /// Tags of words that are here in part.
    pub(super) fn parts(&self) -> Vec<Tag> {
        self.0.values().filter(|piece| !piece.is_whole()).map(|piece| piece.tag).collect()
    }

    /// Tags of everything that is here.
    pub(super) fn tags(&self) -> Vec<Tag> {
        self.0.values().map(|piece| piece.tag).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    fn whole(words: &Words) -> Vec<(usize, u32)> {
        words.whole().collect()
    }

    #[test]
    fn words_are_whole_or_in_parts() {
        let mut words = Words::default();
        for (at, tag) in [(0, 1), (32, 2), (100, 3)] {
            words.put(at, 32, Words::single(tag));
        }
        assert_eq!((words.word_at(32), words.word_at(33)), (Ok(2), Err(vec![2])));
        assert_eq!(words.word_at(16), Err(vec![1, 2]));
        assert_eq!(words.tags_in(63, 38), [2, 3]);
        assert!(words.tags_in(64, 36).is_empty() && words.tags_in(5, 0).is_empty());
        let copy = words.copied(4, 200);
        assert_eq!((whole(&copy), copy.parts()), (vec![(28, 2), (96, 3)], vec![1]));
        assert_eq!((copy.tags_in(27, 1), copy.tags_in(28, 1)), (vec![1], vec![2]));
    }

    #[test]
    fn what_is_written_over_leaves_its_rest() {
        let mut words = Words::default();
        words.put(10, 32, Words::single(1));
        words.put(20, 4, Words::default());
        assert!(words.tags_in(20, 4).is_empty() && whole(&words).is_empty());
        assert_eq!((words.tags_in(19, 1), words.tags_in(24, 18)), (vec![1], vec![1]));
        assert!(words.tags_in(42, 9).is_empty() && words.tags_in(0, 10).is_empty());
        words.put(0, 64, Words::single(2));
        assert_eq!((whole(&words), words.parts()), (vec![(0, 2)], vec![]));
    }
}
