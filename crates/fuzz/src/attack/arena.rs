//! A world as an attacker reads it: assets, who holds them, who would lend them, views worth watching, roles.
//!
//! Invariant: everything is recognised by what calls do and answer, never by the name of a contract.

use super::accounts::{ACCOMPLICE, ATTACKER, BANK, word_of};
use super::act::ask;
use crate::harness::Function;
use crate::tx::{NoteCall, Question, Source, Tx};
use alloy_primitives::{Address, Bytes, U256, hex};
use hotfire_evm::chain::Chain;
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::Call;

/// `balanceOf(address)`.
pub(super) const BALANCE_OF: [u8; 4] = hex!("70a08231");
/// `totalSupply()`.
const TOTAL_SUPPLY: [u8; 4] = hex!("18160ddd");
/// `transfer(address,uint256)`.
pub(super) const TRANSFER: [u8; 4] = hex!("a9059cbb");
/// `approve(address,uint256)`.
pub(super) const APPROVE: [u8; 4] = hex!("095ea7b3");

/// Tokens that views of two accounts are asked about.
const SECOND_MAX: usize = 6;
/// Questions that are watched.
const WATCHED_MAX: usize = 384;
/// Assets of one world.
const ASSETS_MAX: usize = 16;
/// Lenders of one asset.
const LENDERS_MAX: usize = 3;
/// Accounts that are looked at for what they hold.
const ACCOUNTS_MAX: usize = 256;
/// Contracts that may spend the attacker's tokens.
const SPENDERS_MAX: usize = 12;
/// The attacker's own means, as a share of what could be lent: they may be kept over time.
pub(super) const OWN_SHARE: u64 = 100;
/// Ether that can be borrowed at least, in wei.
const ETHER_MIN: u128 = 100_000 * 10_u128.pow(18);
/// Gas of a step that reads the world.
const GAS: u64 = 30_000_000;

/// Something of value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The token; `None` for ether.
    pub token: Option<Address>,
    /// For people.
    pub name: String,
    /// Decimal places that people use.
    pub decimals: u8,
    /// A claim on other assets (a share, a receipt): not lent, and worth what it can be turned into.
    pub is_claim: bool,
    /// Units in existence at genesis.
    pub supply: U256,
    /// Units that the targets and honest users hold at genesis.
    pub prize: U256,
}

/// Who lends how much of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loan {
    /// Index into [`Arena::assets`].
    pub asset: usize,
    /// The lender.
    pub from: Address,
    /// Units.
    pub amount: U256,
}

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

/// An account that some contract trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The contract that names it.
    pub contract: Address,
    /// The view's selector.
    pub selector: [u8; 4],
    /// `Contract.owner()`, for people.
    pub subject: String,
    /// Name of the view without parameters.
    pub name: String,
    /// Who it is at genesis.
    pub holder: Address,
    /// Whether it can do what a stranger cannot, because it is named there.
    pub guards: bool,
}

/// A call by which an honest user takes out what is its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The user.
    pub who: Address,
    /// The call with the words that worked at genesis, and where its amounts are read.
    pub call: NoteCall,
}

/// A world under attack.
#[derive(Clone, Debug, Default)]
pub struct Arena {
    /// Ether first.
    pub assets: Vec<Asset>,
    /// What can be borrowed.
    pub loans: Vec<Loan>,
    /// Contracts that are attacked.
    pub targets: Vec<Address>,
    /// Accounts without code that hold something, and the world contract.
    pub honest: Vec<Address>,
    /// Views of the targets.
    pub views: Vec<View>,
    /// Accounts that the targets trust.
    pub roles: Vec<Role>,
    /// What honest users could take out at genesis.
    pub exits: Vec<Exit>,
    /// Accounts whose keys are stolen.
    pub stolen: Vec<Address>,
    /// Assets that each target has to do with: it holds them at genesis, names their token, or is their token.
    related: Vec<Vec<usize>>,
    /// Functions by address and selector, as in the harness.
    functions: Vec<(Address, Option<[u8; 4]>)>,
}

impl Arena {
    /// Reads a world. `accounts` are further accounts that may hold something.
    pub(crate) fn read(
        exec: &mut FastExecutor,
        world_contract: Address,
        functions: &[Function],
        views: Vec<View>,
        accounts: &[Address],
        stolen: Vec<Address>,
    ) -> Self {
        let mut targets: Vec<Address> = Vec::new();
        for function in functions {
            if !targets.contains(&function.address) {
                targets.push(function.address);
            }
        }
        let mut arena = Self {
            targets,
            views,
            stolen,
            functions: functions.iter().map(|f| (f.address, f.selector)).collect(),
            ..Self::default()
        };
        let accounts = &accounts[..accounts.len().min(ACCOUNTS_MAX)];
        arena.find_assets(exec);
        arena.find_holders(exec, world_contract, accounts);
        arena.find_roles(exec);
        arena.find_relations(exec);
        arena
    }

    fn find_assets(&mut self, exec: &mut FastExecutor) {
        self.assets.push(Asset {
            token: None,
            name: "ether".to_owned(),
            decimals: 18,
            is_claim: false,
            supply: U256::ZERO,
            prize: U256::ZERO,
        });
        for at in self.targets.clone() {
            let Some(supply) = token_supply(exec, at) else { continue };
            if self.assets.len() < ASSETS_MAX {
                let decimals = ask(exec, at, hex!("313ce567"), U256::ZERO);
                self.assets.push(Asset {
                    token: Some(at),
                    name: String::new(),
                    decimals: decimals.map_or(0, |n| n.saturating_to()),
                    is_claim: false,
                    supply,
                    prize: U256::ZERO,
                });
            }
        }
        // A token that holds other assets is backed by them: a claim.
        for i in 1..self.assets.len() {
            let Some(token) = self.assets[i].token else { continue };
            let backed = (0..self.assets.len()).any(|j| j != i && !self.balance(exec, j, token).is_zero());
            self.assets[i].is_claim = backed;
        }
    }

    fn find_holders(&mut self, exec: &mut FastExecutor, world_contract: Address, accounts: &[Address]) {
        for asset in 0..self.assets.len() {
            let mut idle: Vec<(U256, Address)> = Vec::new();
            let mut prize = U256::ZERO;
            let others = accounts.iter().filter(|who| !self.targets.contains(who));
            for &who in others.chain(&self.targets) {
                let held = self.balance(exec, asset, who);
                // What tests are given to play with is nobody's money.
                let is_play = who == BANK || (asset == 0 && who == world_contract);
                if held.is_zero() || is_play {
                    continue;
                }
                prize = prize.saturating_add(held);
                if self.targets.contains(&who) {
                    continue;
                }
                let is_person = exec.code(who).is_empty();
                if is_person && !self.honest.contains(&who) {
                    self.honest.push(who);
                }
                if is_person || who == world_contract {
                    idle.push((held, who));
                }
            }
            self.assets[asset].prize = prize;
            if asset == 0 {
                self.assets[0].supply = prize;
            }
            if self.assets[asset].is_claim {
                continue;
            }
            idle.sort_by(|a, b| b.cmp(a));
            if asset == 0 {
                let amount = prize.saturating_mul(U256::from(10)).max(U256::from(ETHER_MIN));
                self.loans.push(Loan { asset, from: BANK, amount });
                continue;
            }
            for (amount, from) in idle.into_iter().take(LENDERS_MAX) {
                self.loans.push(Loan { asset, from, amount });
            }
        }
        // Whoever deposited everything holds nothing any more, and is honest all the same.
        for &who in accounts {
            if exec.code(who).is_empty() && !self.honest.contains(&who) && self.is_known(exec, who) {
                self.honest.push(who);
            }
        }
        self.honest.sort_unstable();
    }

    fn find_relations(&mut self, exec: &mut FastExecutor) {
        for &target in &self.targets {
            let names = |token: Address| {
                self.roles.iter().any(|role| role.contract == target && role.holder == token)
            };
            let related = (0..self.assets.len()).filter(|asset| {
                let token = self.assets[*asset].token;
                token.is_some_and(|token| token == target || names(token))
                    || !self.balance(exec, *asset, target).is_zero()
            });
            self.related.push(related.collect());
        }
    }

    /// Assets that a target has to do with; all if none is known of.
    pub(super) fn assets_of(&self, target: Address) -> Vec<usize> {
        let at = self.targets.iter().position(|other| *other == target);
        let related = at.and_then(|at| self.related.get(at)).filter(|related| !related.is_empty());
        related.cloned().unwrap_or_else(|| (0..self.assets.len()).collect())
    }

    /// Whether some view of a target answers something else than zero about an account.
    fn is_known(&self, exec: &mut FastExecutor, who: Address) -> bool {
        let mut views = self.views.iter().filter(|view| view.takes_account());
        views.any(|view| {
            ask(exec, view.address, view.selector, word_of(who)).is_some_and(|word| {
                let stranger = ask(exec, view.address, view.selector, word_of(ACCOMPLICE));
                Some(word) != stranger
            })
        })
    }

    fn find_roles(&mut self, exec: &mut FastExecutor) {
        for view in self.views.iter().filter(|view| view.names_account()) {
            let Some(word) = ask(exec, view.address, view.selector, U256::ZERO) else { continue };
            if word.is_zero() || word.bit_len() > 160 {
                continue;
            }
            let holder = Address::from_word(word.into());
            let name = view.subject.rsplit('.').next().unwrap_or_default();
            let name = name.split('(').next().unwrap_or_default().to_owned();
            self.roles.push(Role {
                contract: view.address,
                selector: view.selector,
                subject: view.subject.clone(),
                name,
                holder,
                guards: false,
            });
        }
    }

    /// What is watched while the world is attacked: all views, about both accounts of the attacker's.
    pub(super) fn questions(&self) -> Vec<(Question, bool)> {
        let tokens: Vec<Address> = self.assets.iter().filter_map(|asset| asset.token).collect();
        let mut questions: Vec<(Question, bool)> = Vec::new();
        // Those about few things first: they are never left out.
        for inputs in 0..=2 {
            for view in self.views.iter().filter(|view| view.inputs.len() == inputs) {
                for who in self.own_accounts() {
                    let new = view.questions(who, &tokens);
                    questions.extend(new.into_iter().filter(|(question, _)| question.word < 2));
                }
            }
        }
        let mut seen = hashbrown::HashSet::new();
        questions.retain(|(question, _)| seen.insert(*question));
        questions.truncate(WATCHED_MAX);
        questions
    }

    /// Index of the function that call data reach.
    pub(super) fn function_at(&self, to: Address, data: &[u8]) -> Option<usize> {
        let selector = data.first_chunk::<4>().copied();
        self.functions.iter().position(|f| *f == (to, selector))
    }

    /// Units of an asset that an account holds.
    pub(crate) fn balance(&self, exec: &mut impl Executor, asset: usize, who: Address) -> U256 {
        match self.assets[asset].token {
            None => exec.balance(who),
            Some(token) => ask(exec, token, BALANCE_OF, word_of(who)).unwrap_or_default(),
        }
    }

    /// Where an account's units of an asset are read.
    pub(super) fn source(&self, asset: usize, who: Address) -> Source {
        match self.assets[asset].token {
            None => Source::Wei(who),
            Some(token) => Source::View(Question::new(token, BALANCE_OF, word_of(who))),
        }
    }

    /// The transactions by which the attacker gets what can be lent of the chosen assets, and of the others what it may
    /// keep over time.
    pub(super) fn loan_txs(&self, all_of: impl Fn(usize) -> bool) -> Vec<Tx> {
        let share = |loan: &Loan| U256::from(if all_of(loan.asset) { 1 } else { OWN_SHARE });
        let loans = self.loans.iter().map(|loan| (loan, loan.amount / share(loan)));
        let loans = loans.filter(|(_, amount)| !amount.is_zero());
        loans.map(|(loan, amount)| self.transfer_tx(loan, amount)).collect()
    }

    fn transfer_tx(&self, loan: &Loan, amount: U256) -> Tx {
        match self.assets[loan.asset].token {
            None => plain(loan.from, ATTACKER, amount, Bytes::new()),
            Some(token) => plain(loan.from, token, U256::ZERO, two_words(TRANSFER, ATTACKER, amount)),
        }
    }

    /// What a transaction lends to the attacker, if it does.
    pub(crate) fn lent_by(&self, tx: &Tx) -> Option<(usize, U256)> {
        if tx.from == BANK && tx.to == ATTACKER && tx.data.is_empty() {
            return Some((0, tx.value));
        }
        let loan = self
            .loans
            .iter()
            .find(|loan| loan.from == tx.from && self.assets[loan.asset].token == Some(tx.to))?;
        let args = tx.data.strip_prefix(&TRANSFER)?;
        let to = args.get(12..32)?;
        (to == ATTACKER.as_slice()).then_some(())?;
        Some((loan.asset, U256::from_be_slice(args.get(32..64)?)))
    }

    /// The approvals that accounts give before anything else: every token to every target.
    pub(super) fn approval_txs(&self, accounts: &[Address]) -> Vec<Tx> {
        let mut txs = Vec::new();
        for token in self.assets.iter().filter_map(|asset| asset.token) {
            for spender in self.targets.iter().filter(|spender| **spender != token).take(SPENDERS_MAX) {
                let data = two_words(APPROVE, *spender, U256::MAX);
                txs.extend(accounts.iter().map(|who| plain(*who, token, U256::ZERO, data.clone())));
            }
        }
        txs
    }

    /// The attacker's accounts that may hold what was gained.
    pub(crate) fn own_accounts(&self) -> [Address; 2] {
        [ATTACKER, ACCOMPLICE]
    }

    /// Names the assets by what labels say of their tokens.
    pub(crate) fn name_assets(&mut self, mut name: impl FnMut(Address) -> Option<String>) {
        for asset in &mut self.assets {
            if let Some(token) = asset.token {
                asset.name = name(token).unwrap_or_else(|| token.to_string());
            }
        }
    }
}

/// A transaction without delay or script.
pub(super) fn plain(from: Address, to: Address, value: U256, data: Bytes) -> Tx {
    Tx { from, to, value, data, delay_secs: 0, delay_blocks: 0, script: crate::tx::Script::default() }
}

/// Call data of a function of an address and a number.
pub(super) fn two_words(selector: [u8; 4], who: Address, amount: U256) -> Bytes {
    let mut data = selector.to_vec();
    data.extend(word_of(who).to_be_bytes::<32>());
    data.extend(amount.to_be_bytes::<32>());
    data.into()
}

/// A plain call without live amounts.
pub(super) fn call_to(to: Address, data: Bytes) -> NoteCall {
    NoteCall { to, value: U256::ZERO, data, amounts: Vec::new() }
}

/// The supply of a contract that behaves like a fungible token: it tells supply and balances, and moves zero units.
fn token_supply(exec: &mut FastExecutor, at: Address) -> Option<U256> {
    let supply = ask(exec, at, TOTAL_SUPPLY, U256::ZERO)?;
    ask(exec, at, BALANCE_OF, word_of(BANK))?;
    let data = two_words(TRANSFER, BANK, U256::ZERO);
    let call = Call { from: BANK, to: at, value: U256::ZERO, data: &data, gas_limit: GAS };
    exec.probe(&call).status.is_success().then_some(supply)
}
