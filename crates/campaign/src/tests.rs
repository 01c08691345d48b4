//! The campaign on a stand that does what a script says: order, exchange, panics, stops, budgets, disk.
//!
//! Invariant: no test here depends on how threads are scheduled; the scripts sleep to shake them.

use crate::{
    Budget, Campaign, Ended, Event, Options, Outcome, Store,
    outcome::Covered,
    stand::{Search, Stand},
};
use alloy_primitives::{Address, B256, Bytes, U256};
use hotfire_fuzz::{
    Dialect, Finding, Function, FuzzOptions, FuzzStats, Harness, Hit, Reason, Rule, Semantics, Sequence, Tx,
    Unconfirmed, Violation,
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// What a scripted search does.
#[derive(Debug, Default)]
struct Script {
    /// The worker that panics, and after how many calls.
    panics: Option<(u32, u64)>,
    /// How long each batch of a worker takes, by worker.
    drags: Vec<Duration>,
    /// There is nothing to call.
    idle: bool,
    /// Every so many calls something breaks; 0 for never.
    hit_every: u64,
    /// What each worker was given by the others and from disk.
    imports: Mutex<BTreeMap<u32, Vec<U256>>>,
}

#[derive(Clone, Copy, Debug)]
struct Scripted(&'static Script);

#[derive(Debug)]
struct Run {
    script: &'static Script,
    worker: u32,
    stats: FuzzStats,
    exports: Vec<Sequence>,
}

impl Stand for Scripted {
    type Search = Run;

    fn search(&self, _: &Arc<Harness>, options: FuzzOptions) -> Run {
        Run { script: self.0, worker: options.worker, stats: FuzzStats::default(), exports: Vec::new() }
    }

    fn shrink(&self, _: &Harness, hit: &Hit, _: &AtomicBool) -> Hit {
        assert!(hit.violation.reason.subject != "A.f3()", "the shrinker trips");
        hit.clone()
    }

    fn confirm(&self, _: &Harness, hit: &Hit) -> Result<Finding, Unconfirmed> {
        let reason = &hit.violation.reason;
        Err(Unconfirmed::DoesNotFail { subject: reason.subject.clone(), how: reason.how.clone() })
    }
}

impl Search for Run {
    fn run(&mut self, executions: u64, stop: &Arc<AtomicBool>) -> Vec<Hit> {
        if let Some(drag) = self.script.drags.get(self.worker as usize) {
            thread::sleep(*drag);
        }
        let mut hits = Vec::new();
        for _ in 0..executions {
            if self.script.idle || stop.load(Ordering::Relaxed) {
                break;
            }
            self.stats.executions += 1;
            let at = self.stats.executions;
            let panics =
                self.script.panics.is_some_and(|(worker, after)| worker == self.worker && after == at);
            assert!(!panics, "as the script says");
            if at.is_multiple_of(1000) {
                self.stats.edges += 1;
                self.exports.push(sequence(u64::from(self.worker) << 32 | at));
            }
            if self.script.hit_every > 0
                && (at + u64::from(self.worker)).is_multiple_of(self.script.hit_every)
            {
                hits.push(hit(at / self.script.hit_every, at));
            }
        }
        hits
    }

    fn export(&mut self) -> Vec<Sequence> {
        std::mem::take(&mut self.exports)
    }

    fn import(&mut self, entries: &[Sequence]) {
        let mut imports = self.script.imports.lock().unwrap();
        imports.entry(self.worker).or_default().extend(entries.iter().map(|entry| entry[0].value));
    }

    fn stats(&self) -> FuzzStats {
        self.stats
    }

    fn covered(&self) -> Covered {
        Covered::from([(B256::ZERO, [self.worker].into())])
    }

    fn rest(&mut self) -> Vec<Hit> {
        Vec::new()
    }

    fn optima(&self) -> Vec<Hit> {
        Vec::new()
    }
}

fn sequence(number: u64) -> Sequence {
    Sequence(vec![Tx {
        from: Address::ZERO,
        to: Address::ZERO,
        value: U256::from(number),
        data: Bytes::new(),
        delay_secs: 0,
        delay_blocks: 0,
        script: hotfire_fuzz::tx::Script::default(),
    }])
}

fn hit(number: u64, executions: u64) -> Hit {
    let subject = format!("A.f{number}()");
    let reason = Reason { rule: Rule::Assertion, subject, how: "panic 0x01".to_owned(), site: None };
    let violation = Violation { reason, at: 0, message: String::new(), value: None, judge: Address::ZERO };
    Hit { violation, sequence: sequence(number), executions }
}

fn harness(id: &str, stateless: bool) -> Arc<Harness> {
    let function = Function {
        address: Address::ZERO,
        contract: "A".to_owned(),
        name: "f".to_owned(),
        signature: "f()".to_owned(),
        selector: Some([0; 4]),
        inputs: Vec::new(),
        payable: false,
        view: false,
    };
    let semantics = Semantics {
        fail_on_revert: false,
        panic_codes: vec![1],
        assertions: true,
        stateless,
        sequence_len_max: 10,
        delay_secs_max: 0,
        delay_blocks_max: 0,
        value_max: U256::ZERO,
        gas_limit: 1 << 30,
    };
    Arc::new(Harness {
        id: id.to_owned(),
        contract: "A".to_owned(),
        path: "test/A.sol".to_owned(),
        dialect: Dialect::Foundry,
        address: Address::ZERO,
        world: Arc::new(hotfire_evm::World::build(&hotfire_evm::setup::Setup::default()).unwrap()),
        functions: vec![function],
        senders: vec![Address::ZERO],
        properties: Vec::new(),
        semantics,
        labels: BTreeMap::new(),
        literals: hotfire_fuzz::harness::Literals::default(),
        arena: None,
    })
}

fn options(workers: u32, budget: Budget) -> Options {
    Options { seed: 7, workers, budget, corpus_bytes_max: 1 << 20 }
}

fn calls(executions: u64) -> Budget {
    Budget { executions: Some(executions), ..Budget::default() }
}

/// Runs a script; gives back the outcome, the events, and what each worker imported.
fn run_in(
    store: Option<&Store>,
    script: Script,
    harnesses: &[Arc<Harness>],
    options: &Options,
    stop: &AtomicBool,
) -> (Outcome, Vec<Event>, BTreeMap<u32, Vec<U256>>) {
    let script: &'static Script = Box::leak(Box::new(script));
    let mut events = Vec::new();
    let campaign = Campaign { harnesses, options, store, renderer: &|_, _| Vec::new(), stop };
    let outcome = campaign.run_on(&Scripted(script), &mut |event| events.push(event)).unwrap();
    let imports = script.imports.lock().unwrap().clone();
    (outcome, events, imports)
}

fn run(
    script: Script,
    harnesses: &[Arc<Harness>],
    options: &Options,
) -> (Outcome, Vec<Event>, BTreeMap<u32, Vec<U256>>) {
    run_in(None, script, harnesses, options, &AtomicBool::new(false))
}

fn subjects(outcome: &Outcome) -> Vec<String> {
    outcome.harnesses[0].unconfirmed.iter().map(|hit| hit.subject.clone()).collect()
}

#[test]
fn the_same_counts_give_the_same_whatever_the_speeds() {
    let lanes = [harness("A", false), harness("B", false)];
    let options = options(3, calls(300_000));
    let drags = |millis: [u64; 3]| millis.into_iter().map(Duration::from_millis).collect();
    let script = |drags| Script { hit_every: 9000, drags, ..Script::default() };
    let first = run(script(drags([0, 1, 0])), &lanes, &options);
    let second = run(script(drags([1, 0, 2])), &lanes, &options);
    assert_eq!(first.0.ended, Ended::Executions);
    assert_eq!(first.0.executions(), 300_000);
    assert_eq!(subjects(&first.0), subjects(&second.0));
    assert!(!subjects(&first.0).is_empty());
    assert_eq!(first.2, second.2, "the workers were given the same, in the same order");
    assert!(first.2.values().all(|imports| !imports.is_empty()));
    let ids = first.0.harnesses.iter().map(|lane| lane.harness.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids, ["A", "B"]);
    assert!(first.0.harnesses.iter().all(|lane| lane.executions > 100_000), "the harnesses share the budget");
    assert_eq!(
        first.0.harnesses[0].covered[&B256::ZERO].len(),
        3,
        "what the workers reached is put together"
    );
}

#[test]
fn a_panic_costs_one_worker_and_no_findings() {
    let script = Script { panics: Some((1, 5000)), hit_every: 4000, ..Script::default() };
    let (outcome, events, _) = run(script, &[harness("A", false)], &options(2, calls(100_000)));
    assert_eq!(outcome.panics.len(), 2, "{:?}", outcome.panics);
    assert!(
        outcome.panics.iter().any(|panic| panic == "worker 1: as the script says"),
        "{:?}",
        outcome.panics
    );
    assert!(outcome.panics.iter().any(|panic| panic.starts_with("the judge: ")), "{:?}", outcome.panics);
    assert_eq!(outcome.ended, Ended::Executions);
    assert!(subjects(&outcome).len() > 5, "what worker 0 found is judged all the same");
    assert!(matches!(events.last(), Some(Event::Finished { .. })));
}

#[test]
fn a_campaign_whose_only_worker_panics_has_failed() {
    let script = Script { panics: Some((0, 10)), ..Script::default() };
    let (outcome, ..) = run(script, &[harness("A", false)], &options(1, Budget::default()));
    assert_eq!((outcome.ended, outcome.panics.len()), (Ended::Failed, 1));
}

#[test]
fn time_and_stop_end_it_soon() {
    let budget = Budget { time: Some(Duration::from_millis(300)), ..Budget::default() };
    let since = Instant::now();
    let (outcome, ..) = run(Script::default(), &[harness("A", false)], &options(2, budget));
    assert_eq!(outcome.ended, Ended::Time);
    assert!(since.elapsed() < Duration::from_secs(5));
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(200));
            stop.store(true, Ordering::Relaxed);
        });
        let options = options(2, Budget::default());
        let (outcome, ..) = run_in(None, Script::default(), &[harness("A", false)], &options, &stop);
        assert_eq!(outcome.ended, Ended::Interrupted);
    });
}

#[test]
fn tests_without_arguments_are_soon_exhausted() {
    let (outcome, ..) = run(Script::default(), &[harness("A#tests", true)], &options(2, Budget::default()));
    assert_eq!((outcome.ended, outcome.executions()), (Ended::Exhausted, 4));
    let lanes = [harness("A", false), harness("A#tests", true)];
    let (outcome, ..) = run(Script::default(), &lanes, &options(2, calls(50_000)));
    assert_eq!(outcome.executions(), 50_000);
    assert_eq!(outcome.harnesses[1].executions, 4);
}

#[test]
fn a_harness_with_nothing_to_call_does_not_use_up_the_time() {
    let script = Script { idle: true, ..Script::default() };
    let (outcome, ..) = run(script, &[harness("A", false)], &options(2, Budget::default()));
    assert_eq!((outcome.ended, outcome.executions()), (Ended::Exhausted, 0));
}

#[test]
fn a_second_campaign_goes_on_where_the_first_ended() {
    let home = tempfile::tempdir().unwrap();
    let (lanes, stop) = ([harness("A", false)], AtomicBool::new(false));
    let options = options(1, calls(10_000));
    let store = Store::open(home.path()).unwrap();
    let (first, ..) = run_in(Some(&store), Script::default(), &lanes, &options, &stop);
    assert_eq!(first.harnesses[0].resumed, 0);
    let (second, events, imports) = run_in(Some(&store), Script::default(), &lanes, &options, &stop);
    assert_eq!(second.harnesses[0].resumed, 10);
    assert_eq!(imports[&0].len(), 10);
    assert!(events.contains(&Event::Resumed { harness: "A".to_owned(), sequences: 10 }));
}

#[test]
fn a_full_disk_is_said_once_and_the_campaign_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open_with_room(home.path(), 700).unwrap();
    let options = options(2, calls(100_000));
    let (outcome, ..) =
        run_in(Some(&store), Script::default(), &[harness("A", false)], &options, &AtomicBool::new(false));
    assert!(outcome.store_failed);
    assert_eq!(outcome.executions(), 100_000);
    assert_eq!(outcome.warnings.len(), 1, "{:?}", outcome.warnings);
    assert!(outcome.warnings[0].contains("the disk is full"), "{:?}", outcome.warnings);
    assert!(store.corpus("A").unwrap().warnings.is_empty(), "nothing half written is left");
}

#[test]
fn many_short_campaigns_all_end() {
    const CAMPAIGNS: u64 = 300;
    const END_SECS_MAX: u64 = 60;
    let (sink, ended) = std::sync::mpsc::channel();
    // A thread that nobody joins: one that hangs must fail the test, not hang it.
    thread::spawn(move || {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).unwrap();
        let lanes = [harness("A", false), harness("B", false), harness("A#tests", true)];
        for number in 0..CAMPAIGNS {
            let script = Script {
                hit_every: [0, 700, 3_000][number as usize % 3],
                panics: (number % 7 == 6).then_some((u32::from(number % 2 == 0), 1_500)),
                drags: vec![Duration::ZERO, Duration::from_micros(number % 5 * 50)],
                ..Script::default()
            };
            let time = (number % 4 == 3).then_some(Duration::from_millis(1 + number % 30));
            let budget = Budget { time, ..calls(number % 11 * 1_000 + 1) };
            let lanes = &lanes[..1 + number as usize % 3];
            let store = (number % 2 == 0).then_some(&store);
            let stop = AtomicBool::new(number % 13 == 12);
            let (outcome, ..) = run_in(store, script, lanes, &options(2, budget), &stop);
            sink.send(outcome.ended).unwrap();
        }
    });
    for number in 0..CAMPAIGNS {
        let end = ended.recv_timeout(Duration::from_secs(END_SECS_MAX));
        end.unwrap_or_else(|error| panic!("campaign {number} did not end: {error}"));
    }
}
