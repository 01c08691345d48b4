//! Random programs that mean something, and their assembly.
//!
//! Invariant: a program ends, and its calls have gas limits far below what is there, so that most of them get to their end.

use hotfire_evm::{Address, U256};
use proptest::prelude::*;

/// Contracts in a world. A contract calls only later ones with data; to earlier ones and itself it makes calls without data, which run no calls.
pub(crate) const CONTRACTS: u8 = 4;

/// Where contract `index` is.
pub(crate) fn contract(index: u8) -> Address {
    Address::with_last_byte(0x40 + index)
}

/// An account without code.
pub(crate) fn user(index: u8) -> Address {
    Address::with_last_byte(0xa0 + index % 3)
}

/// Gas for a call to contract `index`, the first of which starts with 2^30.
fn gas_of(index: u8) -> u32 {
    1 << (30 - 2 * u32::from(index))
}

/// Gas for a call that runs no calls itself.
const LIGHT_GAS: u32 = 1 << 18;

/// The slot that counts salts.
const COUNTER: u8 = 0x7f;

/// Who is called.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A contract, with call data.
    Contract(u8),
    /// Any contract, without call data.
    Light(u8),
    /// A precompile.
    Precompile(u8),
    /// An account without code.
    User(u8),
    /// An account that nobody knows.
    Nobody(u8),
}

/// One thing that a program does; leaves the stack as it was.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// Writes a slot.
    Store(u8, u8),
    /// Adds to a slot.
    Bump(u8),
    /// Writes transient storage, then keeps what it read from another slot of it.
    Transient(u8, u8),
    /// Keeps the result of an operation on two numbers.
    Math(u8, U256, U256),
    /// Keeps the result of an operation on three numbers.
    Math3(u8, U256, U256, U256),
    /// Writes memory.
    Memory(u8, U256),
    /// Keeps the hash of memory.
    Hash(u8, u8),
    /// Copies (which one) to memory: target, source and length.
    Copy(u8, u8, u8, u8),
    /// Keeps a word of the call data.
    Input(u8),
    /// Keeps what an instruction without operands gives.
    Env(u8),
    /// Keeps what an instruction about an account gives.
    About(u8, Target),
    /// Keeps what an instruction about a number gives.
    Numbered(u8, u8),
    /// Calls: kind, target, value, input offset, input length, output length.
    Call(u8, Target, u8, u8, u8, u8),
    /// Creates: init code, whether with a salt, value; then calls what was created.
    Create(u8, bool, u8),
    /// Emits an event with so many topics.
    Log(u8, u8, u8),
    /// Goes on only if a bit of the call data is set.
    If(u8, Vec<Item>),
    /// Does something twice.
    Twice(Vec<Item>),
    /// Ends: how, and with how much data.
    End(u8, u8),
    /// Any bytes.
    Raw(Vec<u8>),
}

/// The instructions of which programs keep the result.
const MATH: [u8; 20] = [
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0a, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18,
    0x1a, 0x1b, 0x1d,
];
const ENV: [u8; 20] = [
    0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x4a,
    0x58, 0x59, 0x5a,
];

/// Numbers that matter more often than others.
pub(crate) fn number() -> impl Strategy<Value = U256> {
    prop_oneof![
        4 => (0u64..300).prop_map(U256::from),
        2 => Just(U256::MAX),
        1 => Just(U256::ONE << 255),
        1 => any::<[u64; 4]>().prop_map(U256::from_limbs),
        1 => any::<u8>().prop_map(|bit| U256::ONE << bit),
    ]
}

fn target(me: u8) -> impl Strategy<Value = Target> {
    let later = (CONTRACTS - me - 1).max(1);
    prop_oneof![
        6 => (0..later).prop_map(move |step| {
            if me + 1 < CONTRACTS { Target::Contract(me + 1 + step) } else { Target::Light(me) }
        }),
        3 => (0..CONTRACTS).prop_map(Target::Light),
        3 => (1u8..0x12).prop_map(Target::Precompile),
        2 => any::<u8>().prop_map(Target::User),
        1 => any::<u8>().prop_map(Target::Nobody),
    ]
}

fn leaf(me: u8) -> impl Strategy<Value = Item> {
    prop_oneof![
        4 => (0u8..4, any::<u8>()).prop_map(|(slot, value)| Item::Store(slot, value)),
        3 => (0u8..4).prop_map(Item::Bump),
        2 => (0u8..3, 0u8..3).prop_map(|(a, b)| Item::Transient(a, b)),
        4 => (0..MATH.len() as u8, number(), number()).prop_map(|(op, a, b)| Item::Math(op, a, b)),
        1 => (0u8..2, number(), number(), number()).prop_map(|(op, a, b, c)| Item::Math3(op, a, b, c)),
        3 => (any::<u8>(), number()).prop_map(|(at, value)| Item::Memory(at, value)),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(at, length)| Item::Hash(at, length)),
        2 => (0u8..4, any::<u8>(), any::<u8>(), any::<u8>())
            .prop_map(|(what, to, from, length)| Item::Copy(what, to, from, length)),
        2 => (0u8..70).prop_map(Item::Input),
        3 => (0..ENV.len() as u8).prop_map(Item::Env),
        2 => (0u8..3, target(me)).prop_map(|(op, target)| Item::About(op, target)),
        1 => (0u8..2, any::<u8>()).prop_map(|(op, number)| Item::Numbered(op, number)),
        2 => (0u8..5, any::<u8>(), any::<u8>()).prop_map(|(n, at, length)| Item::Log(n, at, length)),
    ]
}

fn heavy(me: u8) -> impl Strategy<Value = Item> {
    prop_oneof![
        5 => (0u8..4, target(me), prop_oneof![3 => Just(0u8), 1 => any::<u8>()], any::<u8>(), any::<u8>(), 0u8..70)
            .prop_map(|(kind, target, value, at, length, out)| {
                Item::Call(kind, target, value, at, length, out)
            }),
        2 => (0u8..6, any::<bool>(), prop_oneof![3 => Just(0u8), 1 => any::<u8>()])
            .prop_map(|(code, salted, value)| Item::Create(code, salted, value)),
    ]
}

/// The program of contract `me`: what every call runs, and what only calls with data run.
pub(crate) fn program(me: u8) -> impl Strategy<Value = Vec<u8>> {
    let light = proptest::collection::vec(leaf(me), 0..3);
    let block = || proptest::collection::vec(leaf(me), 0..4);
    let heavy = prop_oneof![
        8 => leaf(me),
        5 => heavy(me),
        2 => (0u8..8, block()).prop_map(|(bit, items)| Item::If(bit, items)),
        1 => block().prop_map(Item::Twice),
        1 => (0u8..6, 0u8..70).prop_map(|(how, length)| Item::End(how, length)),
        1 => proptest::collection::vec(any::<u8>(), 0..12).prop_map(Item::Raw),
    ];
    let end = (0u8..4, 0u8..70).prop_map(|(how, length)| Item::End(how, length));
    (light, proptest::collection::vec(heavy, 0..12), end).prop_map(|(light, mut heavy, end)| {
        // At most three calls or creations: the gas limits are made for that.
        let mut calls = 0;
        heavy.retain(|item| {
            calls += u8::from(matches!(item, Item::Call(..) | Item::Create(..)));
            calls <= 3 || !matches!(item, Item::Call(..) | Item::Create(..))
        });
        let mut code = Assembler::default();
        code.items(&light);
        // Without call data: stop here.
        code.op(&[0x36]);
        code.skip_unless(|code| {
            code.items(&heavy);
            code.items(std::slice::from_ref(&end));
        });
        code.op(&[0x00]);
        code.bytes
    })
}

/// Creation codes, none of which burns its gas.
fn init_code(index: u8) -> &'static [u8] {
    match index {
        // Deploys `PUSH1 7 PUSH0 SSTORE CALLER PUSH0 MSTORE PUSH1 32 PUSH0 RETURN`-like code.
        0 => &[
            0x67, 0x60, 0x07, 0x60, 0x00, 0x55, 0x33, 0x31, 0x00, 0x60, 0x00, 0x52, 0x60, 0x08, 0x60, 0x18,
            0xf3,
        ],
        // Deploys code that destroys itself for the caller.
        1 => &[0x61, 0x33, 0xff, 0x60, 0x00, 0x52, 0x60, 0x02, 0x60, 0x1e, 0xf3],
        // Deploys nothing.
        2 => &[0x60, 0x01, 0x60, 0x01, 0x55],
        // Reverts with data.
        3 => &[0x60, 0x2a, 0x60, 0x00, 0x52, 0x60, 0x20, 0x60, 0x00, 0xfd],
        // Destroys itself in the constructor.
        4 => &[0x32, 0xff],
        // Stores, emits and deploys one zero byte.
        _ => &[0x60, 0x05, 0x60, 0x02, 0x55, 0x60, 0x00, 0x60, 0x00, 0xa0, 0x60, 0x01, 0x60, 0x00, 0xf3],
    }
}

/// Builds code.
#[derive(Default)]
struct Assembler {
    bytes: Vec<u8>,
    results: u8,
}

impl Assembler {
    fn op(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn push(&mut self, value: U256) {
        let bytes = value.to_be_bytes::<32>();
        let skip = bytes.iter().take_while(|byte| **byte == 0).count().min(31);
        self.bytes.push(0x60 + (31 - skip) as u8);
        self.bytes.extend_from_slice(&bytes[skip..]);
    }

    fn push8(&mut self, value: u8) {
        self.op(&[0x60, value]);
    }

    /// Stores the top of the stack in a slot of its own.
    fn keep(&mut self) {
        self.results = self.results.wrapping_add(1);
        self.push8(0x80 | self.results);
        self.op(&[0x55]);
    }

    /// Skips code if the top of the stack is zero.
    fn skip_unless(&mut self, inner: impl FnOnce(&mut Self)) {
        self.op(&[0x15, 0x61, 0, 0, 0x57]);
        let hole = self.bytes.len() - 3;
        inner(self);
        let here = self.bytes.len() as u16;
        self.bytes[hole..hole + 2].copy_from_slice(&here.to_be_bytes());
        self.op(&[0x5b]);
    }

    fn address(&mut self, target: &Target) {
        let address = match target {
            Target::Contract(index) | Target::Light(index) => contract(*index),
            Target::Precompile(index) => Address::with_last_byte(*index),
            Target::User(index) => user(*index),
            Target::Nobody(index) => Address::repeat_byte(*index | 1),
        };
        self.push(U256::from_be_slice(address.as_slice()));
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Store(slot, value) => {
                self.push8(*value);
                self.push8(*slot);
                self.op(&[0x55]);
            }
            Item::Bump(slot) => {
                self.push8(*slot);
                self.op(&[0x54, 0x60, 1, 0x01]);
                self.push8(*slot);
                self.op(&[0x55]);
            }
            Item::Transient(write, read) => {
                self.op(&[0x58, 0x60, *write, 0x5d, 0x60, *read, 0x5c]);
                self.keep();
            }
            Item::Math(..) | Item::Math3(..) => self.math(item),
            Item::Memory(at, value) => {
                self.push(*value);
                self.push8(*at);
                self.op(&[if at % 3 == 0 { 0x53 } else { 0x52 }]);
            }
            Item::Hash(at, length) => {
                self.op(&[0x60, *length, 0x60, *at, 0x20]);
                self.keep();
            }
            Item::Copy(what, to, from, length) => {
                let op = [0x37, 0x39, 0x3e, 0x5e][usize::from(*what)];
                // Reading return data out of bounds burns all gas: only sometimes.
                let length = if op == 0x3e && length % 4 != 0 { 0 } else { *length };
                self.op(&[0x60, length, 0x60, if op == 0x3e { 0 } else { *from }, 0x60, *to, op]);
            }
            Item::Input(at) => {
                self.op(&[0x60, *at, 0x35]);
                self.keep();
            }
            Item::Env(op) => {
                self.op(&[ENV[usize::from(*op)]]);
                self.keep();
            }
            Item::About(op, target) => {
                self.address(target);
                self.op(&[[0x31, 0x3b, 0x3f][usize::from(*op)]]);
                self.keep();
            }
            Item::Numbered(op, number) => {
                self.op(&[0x60, *number, [0x40, 0x49][usize::from(*op)]]);
                self.keep();
            }
            Item::Log(topics, at, length) => {
                (0..*topics).for_each(|topic| self.push8(topic));
                self.op(&[0x60, *length, 0x60, *at, 0xa0 + topics]);
            }
            Item::If(bit, items) => {
                self.op(&[0x60, 1, 0x60, 0, 0x35, 0x60, *bit, 0x1c, 0x16]);
                self.skip_unless(|code| code.items(items));
            }
            Item::Twice(items) => (0..2).for_each(|_| self.items(items)),
            Item::Raw(bytes) => {
                self.bytes.extend(bytes);
                // A push at the end would take the next item's code for its number.
                self.op(&[0x5b; 32]);
            }
            Item::Call(..) => self.call(item),
            Item::Create(code, salted, value) => self.create(*code, *salted, *value),
            Item::End(how, length) => self.end(*how, *length),
        }
    }

    fn math(&mut self, item: &Item) {
        let op = match item {
            Item::Math(op, a, b) => {
                [a, b].into_iter().for_each(|number| self.push(*number));
                MATH[usize::from(*op)]
            }
            Item::Math3(op, a, b, c) => {
                [a, b, c].into_iter().for_each(|number| self.push(*number));
                0x08 + op
            }
            _ => return,
        };
        self.op(&[op]);
        self.keep();
    }

    fn call(&mut self, item: &Item) {
        let Item::Call(kind, target, value, at, length, out) = item else { return };
        let length = match target {
            Target::Light(_) => 0,
            Target::Contract(_) => (*length).max(1),
            _ => *length,
        };
        self.op(&[0x60, *out, 0x60, 0x20, 0x60, length, 0x60, *at]);
        if *kind < 2 {
            self.push8(*value);
        }
        self.address(target);
        self.push(U256::from(match target {
            Target::Contract(index) => gas_of(*index),
            _ => LIGHT_GAS,
        }));
        self.op(&[[0xf1, 0xf2, 0xf4, 0xfa][usize::from(*kind)]]);
        self.keep();
        self.op(&[0x3d]);
        self.keep();
        self.op(&[0x60, 0x20, 0x51]);
        self.keep();
    }

    fn create(&mut self, code: u8, salted: bool, value: u8) {
        let code = init_code(code);
        self.push(U256::from_be_slice(code));
        self.op(&[0x60, 0, 0x52]);
        if salted {
            // Each salt once: a collision burns nearly all gas.
            self.op(&[0x60, COUNTER, 0x54, 0x80, 0x60, 1, 0x01, 0x60, COUNTER, 0x55]);
        }
        self.push8(code.len() as u8);
        self.push8(32 - code.len() as u8);
        self.push8(value);
        self.op(&[if salted { 0xf5 } else { 0xf0 }, 0x80]);
        self.keep();
        // Call what is there now.
        self.op(&[0x80, 0x60, 0, 0x60, 0, 0x60, 0, 0x60, 0, 0x60, 0, 0x85, 0x62, 1, 0, 0, 0xf1]);
        self.keep();
        self.op(&[0x50, 0x3f]);
        self.keep();
    }

    fn end(&mut self, how: u8, length: u8) {
        let range = [0x60, length, 0x60, 0x10];
        match how {
            0 | 1 => {
                self.op(&range);
                self.op(&[0xf3]);
            }
            2 => {
                self.op(&range);
                self.op(&[0xfd]);
            }
            3 => self.op(&[0x00]),
            4 => self.op(&[0xfe]),
            _ => {
                self.address(&Target::User(length));
                self.op(&[0xff]);
            }
        }
    }
}
