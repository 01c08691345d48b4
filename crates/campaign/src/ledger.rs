//! What the runner knows: hits in order, findings, corpus files, numbers for the screen.
//!
//! Invariant: everything that is reported at the end passes through here once, on one thread.

use crate::{
    event::{Ended, Event, HarnessCard, Progress},
    gauge::{Gauges, reading},
    judge::{Case, Verdict},
    keeper::Notice,
    outcome::{FINDINGS_KEPT_MAX, Fixed, Found, HarnessOutcome, Outcome, UNCONFIRMED_KEPT_MAX},
    runner::Options,
    speed::Speed,
    store::{Corpus, Record, Store, StoreError},
    worker::{LaneEnd, Message},
};
use crossbeam_channel::Sender;
use hotfire_fuzz::{Harness, Hit, Reason, Rule, Sequence};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

/// How often progress is told.
const PROGRESS: Duration = Duration::from_millis(200);
/// Flaws of one harness that are told apart; further ones are counted only.
const REASONS_MAX: usize = 2048;
/// Warnings that are kept for the report.
const WARNINGS_MAX: usize = 200;

/// The books of one campaign.
pub(crate) struct Ledger<'a, 'e> {
    options: &'a Options,
    events: &'e mut dyn FnMut(Event),
    lanes: Vec<Lane>,
    /// One for each lane until the keeper takes them; none without a store.
    corpora: Vec<Corpus>,
    /// Hits that are not released yet, by batch and worker.
    waiting: BTreeMap<(u64, u32), Vec<LaneHits>>,
    known: Vec<(usize, Record)>,
    pending: usize,
    unexamined: usize,
    warnings: Vec<String>,
    panics: Vec<String>,
    unsaved: Vec<String>,
    store_failed: bool,
    started: Instant,
    told: Instant,
    speed: Speed,
    edge_at: Option<Duration>,
}

/// The hits of a batch and the harness that they are of.
type LaneHits = (usize, Vec<Hit>);

struct Lane {
    outcome: HarnessOutcome,
    seeds: Vec<Sequence>,
    reasons: BTreeSet<Reason>,
    optima: BTreeMap<String, Hit>,
    edges: u64,
}

impl<'a, 'e> Ledger<'a, 'e> {
    /// Opens the corpora and says what is there.
    pub(crate) fn open(
        harnesses: &[Arc<Harness>],
        options: &'a Options,
        store: Option<&Store>,
        events: &'e mut dyn FnMut(Event),
    ) -> Result<Self, StoreError> {
        let now = Instant::now();
        let mut ledger = Self {
            options,
            events,
            lanes: Vec::new(),
            corpora: Vec::new(),
            waiting: BTreeMap::new(),
            known: Vec::new(),
            pending: 0,
            unexamined: 0,
            warnings: Vec::new(),
            panics: Vec::new(),
            unsaved: Vec::new(),
            store_failed: false,
            started: now,
            told: now,
            speed: Speed::default(),
            edge_at: None,
        };
        ledger.tell(Event::Started {
            seed: options.seed,
            workers: options.workers.max(1),
            harnesses: harnesses.iter().map(|harness| HarnessCard::new(harness)).collect(),
        });
        for harness in harnesses {
            let lane = ledger.open_lane(harness, store)?;
            ledger.lanes.push(lane);
        }
        if let Some(store) = store {
            ledger.read_known(harnesses, store);
        }
        Ok(ledger)
    }

    fn open_lane(&mut self, harness: &Arc<Harness>, store: Option<&Store>) -> Result<Lane, StoreError> {
        let (mut corpus, mut seeds) = (None, Vec::new());
        if let Some(store) = store {
            let loaded = store.corpus(&harness.id)?;
            loaded.warnings.into_iter().for_each(|warning| self.warn(warning));
            (corpus, seeds) = (Some(loaded.corpus), loaded.sequences);
        }
        if !seeds.is_empty() {
            self.tell(Event::Resumed { harness: harness.id.clone(), sequences: seeds.len() });
        }
        let outcome = HarnessOutcome::new(harness, seeds.len());
        let (reasons, optima) = (BTreeSet::new(), BTreeMap::new());
        self.corpora.extend(corpus);
        Ok(Lane { outcome, seeds, reasons, optima, edges: 0 })
    }

    fn read_known(&mut self, harnesses: &[Arc<Harness>], store: &Store) {
        let (records, warnings) = store.findings().list();
        warnings.into_iter().for_each(|warning| self.warn(warning));
        for record in records.into_values() {
            if let Some(lane) = harnesses.iter().position(|harness| harness.id == record.harness.id) {
                self.known.push((lane, record));
            }
        }
    }

    /// The sequences that each harness starts with.
    pub(crate) fn take_seeds(&mut self) -> Vec<Vec<Sequence>> {
        self.lanes.iter_mut().map(|lane| std::mem::take(&mut lane.seeds)).collect()
    }

    /// The corpora to be written to.
    pub(crate) fn take_corpora(&mut self) -> Vec<Corpus> {
        std::mem::take(&mut self.corpora)
    }

    /// Findings of earlier campaigns are fired again before anything else.
    pub(crate) fn queue_known(&mut self, cases: &Sender<Case>) {
        for (lane, record) in std::mem::take(&mut self.known) {
            self.send(cases, Case::Known { lane, record: Box::new(record) });
        }
    }

    pub(crate) fn note(&mut self, message: Message) {
        match message {
            Message::Hits { worker, batch, lane, hits } => {
                self.waiting.entry((batch, worker)).or_default().push((lane, hits));
            }
            Message::Left { .. } => {}
        }
    }

    /// What the keeper has to say.
    pub(crate) fn note_keeper(&mut self, notice: Notice) {
        self.store_failed |= notice.is_failure;
        self.warn(notice.message);
    }

    /// Hands out the hits of all batches below `mark`, in the order of batch and worker.
    pub(crate) fn release(&mut self, mark: u64, cases: &Sender<Case>) {
        let later = self.waiting.split_off(&(mark, 0));
        for (lane, hits) in std::mem::replace(&mut self.waiting, later).into_values().flatten() {
            for hit in hits {
                if self.is_first(lane, &hit) {
                    self.send(cases, Case::Fresh { lane, hit: Box::new(hit) });
                }
            }
        }
    }

    pub(crate) fn release_all(&mut self, cases: &Sender<Case>) {
        self.release(u64::MAX, cases);
    }

    fn is_first(&mut self, lane: usize, hit: &Hit) -> bool {
        let reasons = &mut self.lanes[lane].reasons;
        let key = key_of(&hit.violation.reason);
        if reasons.contains(&key) {
            return false;
        }
        if reasons.len() >= REASONS_MAX {
            self.unexamined += 1;
            return false;
        }
        reasons.insert(key)
    }

    /// A worker's last words on each harness; the best of all workers counts, then the shortest, then the first.
    pub(crate) fn note_end(&mut self, ends: Vec<LaneEnd>) {
        for end in ends {
            let lane = &mut self.lanes[end.lane];
            lane.outcome.checks += end.stats.checks;
            for (code, pcs) in end.covered {
                lane.outcome.covered.entry(code).or_default().extend(pcs);
            }
            for hit in end.optima {
                let rank = |hit: &Hit| (hit.violation.value, std::cmp::Reverse(hit.sequence.len()));
                match lane.optima.get(&hit.violation.reason.subject) {
                    Some(best) if rank(best) >= rank(&hit) => {}
                    _ => drop(lane.optima.insert(hit.violation.reason.subject.clone(), hit)),
                }
            }
        }
    }

    pub(crate) fn queue_optima(&mut self, cases: &Sender<Case>) {
        for lane in 0..self.lanes.len() {
            for hit in std::mem::take(&mut self.lanes[lane].optima).into_values() {
                self.send(cases, Case::Fresh { lane, hit: Box::new(hit) });
            }
        }
    }

    pub(crate) fn note_panic(&mut self, who: &str, message: &str) {
        self.panics.push(format!("{who}: {message}"));
        self.warn(format!("{who} failed by our own fault: {message}"));
    }

    pub(crate) fn note_verdict(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Panicked { message } => return self.note_panic("the judge", &message),
            Verdict::SavedLate { lane, id, folder } => return self.note_saved_late(lane, &id, folder),
            Verdict::Nothing => {}
            Verdict::Skipped => self.unexamined += 1,
            Verdict::Found { lane, found } => self.note_found(lane, found),
            Verdict::Unsaved { lane, mut found, why } => {
                found.card.at_secs = self.elapsed().as_secs_f64();
                self.unsaved.push(found.card.id.clone());
                self.warn(format!("the finding {} cannot be written: {why}", found.card.id));
                self.insert(lane, found);
            }
            Verdict::NotConfirmed { lane, what } => {
                let outcome = &mut self.lanes[lane].outcome;
                outcome.unconfirmed_count += 1;
                let harness = outcome.harness.id.clone();
                let (subject, why) = (what.subject.clone(), what.why.clone());
                if outcome.unconfirmed.len() < UNCONFIRMED_KEPT_MAX {
                    outcome.unconfirmed.push(what);
                }
                self.tell(Event::Unconfirmed { harness, subject, why });
            }
            Verdict::Fixed { lane, record, why } => {
                let (id, subject) = (record.id, record.violation.reason.subject);
                let fixed = Fixed { id: id.clone(), subject: subject.clone(), why: why.clone() };
                self.lanes[lane].outcome.fixed.push(fixed);
                self.tell(Event::Fixed { id, subject, why });
            }
        }
        self.pending = self.pending.saturating_sub(1);
    }

    fn note_found(&mut self, lane: usize, mut found: Found) {
        found.card.at_secs = self.elapsed().as_secs_f64();
        let card = found.card.clone();
        self.insert(lane, found);
        self.tell(Event::Finding(card));
    }

    /// A better finding takes the place of the earlier one of the same id.
    fn insert(&mut self, lane: usize, found: Found) {
        let outcome = &mut self.lanes[lane].outcome;
        if let Some(earlier) = outcome.findings.iter_mut().find(|earlier| earlier.card.id == found.card.id) {
            *earlier = found;
        } else if outcome.findings.len() < FINDINGS_KEPT_MAX {
            outcome.findings.push(found);
        } else {
            outcome.findings_not_kept += 1;
        }
    }

    fn note_saved_late(&mut self, lane: usize, id: &str, folder: std::path::PathBuf) {
        self.unsaved.retain(|unsaved| unsaved != id);
        let findings = &mut self.lanes[lane].outcome.findings;
        let Some(found) = findings.iter_mut().find(|found| found.card.id == id) else { return };
        found.card.folder = Some(folder);
        let card = found.card.clone();
        self.tell(Event::Finding(card));
    }

    /// Confirmed findings that are flaws.
    pub(crate) fn flaws(&self) -> usize {
        let flaws = |lane: &Lane| {
            lane.outcome.findings.iter().filter(|found| found.card.rule != Rule::Optimum).count()
                + lane.outcome.findings_not_kept
        };
        self.lanes.iter().map(flaws).sum()
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    pub(crate) fn say_closing(&mut self) {
        self.tell(Event::Closing { pending: self.pending });
    }

    /// Tells how far it is, if it is time to.
    pub(crate) fn say_progress(&mut self, gauges: &[Gauges]) {
        if self.told.elapsed() < PROGRESS {
            return;
        }
        self.told = Instant::now();
        let progress = self.progress(gauges);
        self.tell(Event::Progress(progress));
    }

    fn progress(&mut self, gauges: &[Gauges]) -> Progress {
        let elapsed = self.elapsed();
        let mut progress = Progress {
            elapsed_secs: elapsed.as_secs_f64(),
            findings: self.flaws(),
            unconfirmed: self.lanes.iter().map(|lane| lane.outcome.unconfirmed_count).sum(),
            pending: self.pending,
            ..Progress::default()
        };
        for lane in 0..self.lanes.len() {
            let reading = reading(gauges, lane);
            progress.executions += reading.executions;
            progress.reverts += reading.reverts;
            progress.edges += reading.edges;
            progress.corpus += reading.corpus;
            if reading.edges > self.lanes[lane].edges {
                self.lanes[lane].edges = reading.edges;
                self.edge_at = Some(elapsed);
                let harness = self.lanes[lane].outcome.harness.id.clone();
                self.tell(Event::NewEdge { harness, edges: reading.edges, at_secs: elapsed.as_secs_f64() });
            }
        }
        progress.executions_per_sec = self.speed.note(elapsed, progress.executions);
        progress.since_edge_secs = self.edge_at.map(|at| (elapsed - at).as_secs_f64());
        progress
    }

    /// Closes the books.
    pub(crate) fn close(mut self, ended: Ended, gauges: &[Gauges]) -> Outcome {
        let progress = self.progress(gauges);
        let (executions, elapsed_secs) = (progress.executions, progress.elapsed_secs);
        self.tell(Event::Progress(progress));
        self.tell(Event::Finished { ended, executions, elapsed_secs });
        let elapsed = self.elapsed();
        let close = |(at, lane): (usize, Lane)| {
            let reading = reading(gauges, at);
            let mut outcome = lane.outcome;
            outcome.executions = reading.executions;
            outcome.reverts = reading.reverts;
            outcome.edges = reading.edges;
            outcome.corpus_len = reading.corpus;
            outcome
        };
        Outcome {
            seed: self.options.seed,
            workers: self.options.workers.max(1),
            ended,
            elapsed,
            harnesses: self.lanes.into_iter().enumerate().map(close).collect(),
            warnings: self.warnings,
            panics: self.panics,
            unsaved: self.unsaved,
            store_failed: self.store_failed,
            unexamined: self.unexamined,
        }
    }

    fn send(&mut self, cases: &Sender<Case>, case: Case) {
        self.pending += 1;
        if cases.send(case).is_err() {
            // Only a judge that died by our own fault does not listen.
            self.pending -= 1;
            self.unexamined += 1;
        }
    }

    fn warn(&mut self, message: String) {
        if self.warnings.len() < WARNINGS_MAX {
            self.warnings.push(message.clone());
        }
        self.tell(Event::Warning { message });
    }

    fn tell(&mut self, event: Event) {
        (self.events)(event);
    }
}

/// What makes hits of different workers the same: a test and a property fail once, in whatever manner.
fn key_of(reason: &Reason) -> Reason {
    let mut key = reason.clone();
    if matches!(key.rule, Rule::Test | Rule::Property) {
        key.how.clear();
        key.site = None;
    }
    key
}
