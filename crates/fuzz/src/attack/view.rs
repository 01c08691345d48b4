//! Views of the targets, and everything that can be asked by them.
//!
//! Invariant: a question has at most two words, and the number of questions that are watched is bounded.

use super::accounts::word_of;
use super::arena::Arena;
use crate::tx::Question;
use alloy_primitives::{Address, U256};

/// Tokens that views of two accounts are asked about.
const SECOND_MAX: usize = 6;
/// Words of an answer that are watched: structs have several.
const WORDS_MAX: u8 = 4;
/// Questions that are watched.
const WATCHED_MAX: usize = 384;

/// A view that a target answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The contract that is asked.
    pub address: Address,
    /// `Contract.signature`, for people.
    pub subject: String,
    /// Function selector.
    pub selector: [u8; 4],
    /// What it takes: at most two words.
    pub inputs: Vec<Input>,
    /// For each of the first words of its answer whether it is an address.
    pub answers: Vec<bool>,
}

/// What a view is asked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// An account or a contract.
    Address,
    /// A number: an index or an amount.
    Number,
}

impl View {
    /// Whether it takes one address and nothing else.
    #[must_use]
    pub fn takes_account(&self) -> bool {
        self.inputs == [Input::Address]
    }

    /// Whether it takes nothing and answers an address.
    #[must_use]
    pub fn names_account(&self) -> bool {
        self.inputs.is_empty() && self.answers.first() == Some(&true)
    }

    /// Everything that can be asked by it about an account: with the tokens for a second address, with small numbers for a
    /// number, word by word; and whether the answer is an address.
    pub(super) fn questions(&self, who: Address, tokens: &[Address]) -> Vec<(Question, bool)> {
        let (none, own) = ([U256::ZERO], [word_of(who)]);
        let tokens: Vec<U256> = tokens.iter().take(SECOND_MAX).map(|token| word_of(*token)).collect();
        let numbers = [0_u64, 1, 2, 3].map(U256::from);
        let (first, second): (&[U256], &[U256]) = match self.inputs.as_slice() {
            [] => (&none, &none),
            [Input::Address] => (&own, &none),
            [Input::Number] => (&numbers, &none),
            [Input::Address, Input::Address] => (&own, &tokens),
            [Input::Address, Input::Number] => (&own, &numbers),
            [Input::Number, Input::Address] => (&numbers, &own),
            _ => return Vec::new(),
        };
        let mut questions = Vec::new();
        for (a, b) in first.iter().flat_map(|a| second.iter().map(move |b| (*a, *b))) {
            for (word, is_address) in self.answers.iter().enumerate() {
                let (contract, selector, word) = (self.address, self.selector, word as u8);
                questions.push((Question { contract, selector, arguments: [a, b], word }, *is_address));
            }
        }
        questions
    }
}

impl Arena {
    /// What is watched while the world is attacked: all views, about both accounts of the attacker's.
    pub(super) fn questions(&self) -> Vec<(Question, bool)> {
        let tokens: Vec<Address> = self.assets.iter().filter_map(|asset| asset.token).collect();
        let mut questions: Vec<(Question, bool)> = Vec::new();
        // Those about few things first: they are never left out.
        for inputs in 0..=2 {
            for view in self.views.iter().filter(|view| view.inputs.len() == inputs) {
                for who in self.own_accounts() {
                    let new = view.questions(who, &tokens);
                    questions.extend(new.into_iter().filter(|(question, _)| question.word < WORDS_MAX));
                }
            }
        }
        let mut seen = hashbrown::HashSet::new();
        questions.retain(|(question, _)| seen.insert(*question));
        questions.truncate(WATCHED_MAX);
        questions
    }
}
