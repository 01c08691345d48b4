//! How long a call takes on the fast engine and on plain revm, in the same run.
//!
//! Invariant: both run the same encoded calls; ours goes back to genesis after every hundred, plain revm just goes on.
//!
//! `cargo run --release -p hotfire-evm --example speed [rounds [case [row]]]`. Times are CPU time of the thread, so that a busy machine does not count.

use alloy_primitives::{Address, Bytes, U256, hex, keccak256};
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::{Call, Status};
use hotfire_evm::setup::{Setup, Step};
use hotfire_evm::world::World;
use revm::bytecode::Bytecode;
use revm::context::TxEnv;
use revm::database::{CacheDB, EmptyDB};
use revm::primitives::TxKind;
use revm::state::AccountInfo;
use revm::{Context, ExecuteCommitEvm, MainBuilder, MainContext};
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

const SEQUENCE: usize = 100;
const SEQUENCES: usize = 20;
const GAS: u64 = 30_000_000;

/// One encoded call.
struct Tx {
    from: Address,
    to: Address,
    data: Vec<u8>,
}

/// A world and calls for it.
struct Case {
    name: &'static str,
    world: Arc<World>,
    txs: Vec<Tx>,
}

/// Numbers from a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

fn owner(at: u64) -> Address {
    Address::left_padding_from(&((at + 1) * 0x10000).to_be_bytes())
}

fn encode(signature: &str, words: &[U256]) -> Vec<u8> {
    let mut data = keccak256(signature)[..4].to_vec();
    for word in words {
        data.extend_from_slice(&word.to_be_bytes::<32>());
    }
    data
}

fn word(who: Address) -> U256 {
    who.into_word().into()
}

fn ether(n: u64) -> U256 {
    U256::from(n) * U256::from(1_000_000_000_000_000_000_u64)
}

fn artifact(name: &str) -> Vec<u8> {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/../../testdata/bench/out/{name}.sol/{name}.json");
    let text = std::fs::read_to_string(&path).expect("the bench project is compiled");
    let json: serde_json::Value = serde_json::from_str(&text).expect("an artifact");
    hex::decode(json["bytecode"]["object"].as_str().expect("creation code")).expect("hexadecimal")
}

fn deploy(code: &[u8], args: &[U256], at: Address) -> Step {
    let mut init = code.to_vec();
    for arg in args {
        init.extend_from_slice(&arg.to_be_bytes::<32>());
    }
    Step::Deploy {
        from: owner(9),
        at: Some(at),
        init_code: init.into(),
        value: U256::ZERO,
        label: "deploy".to_owned(),
    }
}

fn token_args() -> Vec<U256> {
    let mut args = vec![U256::from(64), ether(1_000_000), U256::from(4)];
    args.extend((0..4).map(|at| word(owner(at))));
    args
}

fn case(name: &'static str, steps: Vec<Step>, next: impl Fn(&mut Dice, usize) -> Tx) -> Case {
    let world = World::build(&Setup { steps, ..Setup::default() }).expect("the bench world builds");
    let mut dice = Dice(7);
    let txs = (0..SEQUENCE * SEQUENCES).map(|at| next(&mut dice, at % SEQUENCE)).collect();
    Case { name, world: Arc::new(world), txs }
}

fn token_case() -> Case {
    let at = Address::repeat_byte(0x70);
    case("token", vec![deploy(&artifact("Token"), &token_args(), at)], move |dice, _| {
        let (me, you) = (dice.below(4), dice.below(4));
        let amount = ether(dice.below(1_000));
        let data = match dice.below(20) {
            0..=11 => encode("transfer(address,uint256)", &[word(owner(you)), amount]),
            12..=15 => encode("approve(address,uint256)", &[word(owner(you)), amount]),
            16..=17 => {
                encode("transferFrom(address,address,uint256)", &[word(owner(you)), word(owner(me)), amount])
            }
            18 => encode("mint(uint256)", &[amount]),
            _ => encode("burn(uint256)", &[amount]),
        };
        Tx { from: owner(me), to: at, data }
    })
}

fn maze_case() -> Case {
    let at = Address::repeat_byte(0x71);
    let code = artifact("Maze");
    let text = std::fs::read_to_string(format!(
        "{}/../../testdata/bench/out/Maze.sol/Maze.json",
        env!("CARGO_MANIFEST_DIR")
    ))
    .expect("the bench project is compiled");
    let json: serde_json::Value = serde_json::from_str(&text).expect("an artifact");
    let doors: Vec<String> = json["methodIdentifiers"]
        .as_object()
        .expect("methods")
        .keys()
        .filter(|name| name.starts_with("door"))
        .cloned()
        .collect();
    case("maze", vec![deploy(&code, &[], at)], move |dice, _| {
        let door = &doors[dice.below(doors.len() as u64) as usize];
        let words: Vec<U256> = (0..4).map(|_| U256::from(dice.next() >> (dice.below(60)))).collect();
        Tx { from: owner(dice.below(4)), to: at, data: encode(door, &words) }
    })
}

fn pair_case() -> Case {
    let (t0, t1, pair) = (Address::repeat_byte(0x72), Address::repeat_byte(0x73), Address::repeat_byte(0x74));
    let token = artifact("Token");
    let call = |from: u64, to: Address, data: Vec<u8>| Step::Call {
        from: owner(from),
        to,
        data: data.into(),
        value: U256::ZERO,
        label: "call".to_owned(),
    };
    let give = |amount: u64| encode("transfer(address,uint256)", &[word(pair), ether(amount)]);
    let steps = vec![
        deploy(&token, &token_args(), t0),
        deploy(&token, &token_args(), t1),
        deploy(&artifact("Pair"), &[word(t0), word(t1)], pair),
        call(0, t0, give(500_000)),
        call(0, t1, give(250_000)),
        call(0, pair, encode("mint(address)", &[word(owner(0))])),
    ];
    case("pair", steps, move |dice, at| {
        let me = owner(dice.below(4));
        let small = U256::from(1_000 + dice.below(1_000_000));
        let (to, data) = match at % 8 {
            0 => (t0, encode("transfer(address,uint256)", &[word(pair), ether(1 + dice.below(9))])),
            1 => (pair, encode("swap(uint256,uint256,address)", &[U256::ZERO, small, word(me)])),
            2 => (t1, encode("transfer(address,uint256)", &[word(pair), ether(1 + dice.below(9))])),
            3 => (pair, encode("swap(uint256,uint256,address)", &[small, U256::ZERO, word(me)])),
            4 => (pair, encode("sync()", &[])),
            5 => (pair, encode("skim(address)", &[word(me)])),
            6 => (pair, encode("swap(uint256,uint256,address)", &[small, small, word(me)])),
            _ => (pair, encode("transfer(address,uint256)", &[word(pair), small])),
        };
        Tx { from: me, to, data }
    })
}

/// CPU time of this thread.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or_default())
}

/// Median, least and most of nanoseconds per call.
fn measure(rounds: usize, calls: usize, mut round: impl FnMut()) -> [f64; 3] {
    round();
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            // Many repetitions, because the scheduler counts in milliseconds.
            let repeats = 40;
            let start = cpu();
            (0..repeats).for_each(|_| round());
            (cpu() - start).as_nanos() as f64 / (calls * repeats) as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    [times[times.len() / 2], times[0], times[times.len() - 1]]
}

fn call(tx: &Tx) -> Call<'_> {
    Call { from: tx.from, to: tx.to, value: U256::ZERO, data: &tx.data, gas_limit: GAS }
}

fn ours(case: &Case, rounds: usize, run: &dyn Fn(&mut FastExecutor, &Call<'_>) -> Status) -> [f64; 3] {
    let mut fast = FastExecutor::new(Arc::clone(&case.world));
    measure(rounds, case.txs.len(), || {
        for sequence in case.txs.chunks(SEQUENCE) {
            fast.reset();
            for tx in sequence {
                let status = run(&mut fast, &call(tx));
                std::hint::black_box(status);
            }
        }
    })
}

fn plain(case: &Case, rounds: usize) -> [f64; 3] {
    let mut db = CacheDB::new(EmptyDB::new());
    for (who, account) in case.world.dump() {
        let code = Bytecode::new_legacy(account.code);
        let info = AccountInfo::new(account.balance, account.nonce, code.hash_slow(), code);
        db.insert_account_info(who, info);
        for (slot, value) in account.storage {
            db.insert_account_storage(who, slot, value).expect("an empty database does not fail");
        }
    }
    let mut evm = Context::mainnet()
        .with_db(db)
        .modify_cfg_chained(|cfg| {
            cfg.disable_nonce_check = true;
            cfg.disable_block_gas_limit = true;
            cfg.disable_base_fee = true;
            cfg.tx_gas_limit_cap = Some(u64::MAX);
        })
        .build_mainnet();
    let txs: Vec<TxEnv> = case
        .txs
        .iter()
        .map(|tx| {
            TxEnv::builder()
                .caller(tx.from)
                .kind(TxKind::Call(tx.to))
                .data(Bytes::copy_from_slice(&tx.data))
                .gas_limit(GAS)
                .gas_price(0)
                .build()
                .expect("a plain transaction")
        })
        .collect();
    measure(rounds, txs.len(), || {
        for tx in &txs {
            std::hint::black_box(evm.transact_commit(tx.clone()).expect("a valid transaction"));
        }
    })
}

/// Calls that succeeded, in percent.
fn success(case: &Case) -> usize {
    let mut fast = FastExecutor::new(Arc::clone(&case.world));
    let mut good = 0;
    for sequence in case.txs.chunks(SEQUENCE) {
        fast.reset();
        good += sequence.iter().filter(|tx| fast.call(&call(tx)).status.is_success()).count();
    }
    good * 100 / case.txs.len()
}

fn main() {
    let rounds = std::env::args().nth(1).and_then(|arg| arg.parse().ok()).unwrap_or(9);
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find(|line| line.starts_with("model name")).unwrap_or("model name: unknown");
    let mut out = std::io::stdout();
    let mut say = |line: String| writeln!(out, "{line}").expect("stdout is open");
    say(format!("{model}; {} processors", cpus.matches("processor\t").count()));
    say(format!("ns per call: median (least–most) of {rounds} rounds"));
    let only =
        |at: usize, name: &str| std::env::args().nth(at).is_none_or(|wanted| name.starts_with(&wanted));
    for case in [token_case(), maze_case(), pair_case()] {
        if !only(2, case.name) {
            continue;
        }
        say(format!("{} ({} % succeed)", case.name, success(&case)));
        let theirs = if only(3, "plain") { plain(&case, rounds) } else { [f64::NAN; 3] };
        let mut row = |what: &str, run: &dyn Fn(&mut FastExecutor, &Call<'_>) -> Status| {
            if only(3, what) {
                let [median, least, most] = ours(&case, rounds, run);
                let times = theirs[0] / median;
                say(format!("  {what:<34}{median:>8.0} ({least:.0}–{most:.0})  x{times:.2}"));
            }
        };
        row("call", &|fast, call| fast.call(call).status);
        row("absorbed: call, coverage absorbed", &|fast, call| {
            let status = fast.call(call).status;
            fast.coverage_mut().absorb(status);
            status
        });
        row("logged: call, comparisons logged", &|fast, call| fast.call_logged(call).status);
        row("probe", &|fast, call| fast.probe(call).status);
        row("reads: probe with read set", &|fast, call| fast.probe_reads(call).0.status);
        let [median, least, most] = theirs;
        say(format!("  {:<34}{median:>8.0} ({least:.0}–{most:.0})", "plain revm"));
    }
}
