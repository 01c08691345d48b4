//! Turns hits into findings, one at a time, beside the search: shrink, confirm, render, save.
//!
//! Invariant: cases are judged in the order in which they come, so that the same hits give the same findings.

use crate::{
    event::FindingCard,
    outcome::{Found, NotConfirmed},
    stand::Stand,
    store::{Findings, Record},
    worker::panic_message,
};
use crossbeam_channel::{Receiver, Sender};
use hotfire_fuzz::{Finding, Harness, Hit, Rule};
use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

/// Renders the files that go beside a finding's record.
pub type Renderer<'a> = dyn Fn(&Harness, &Finding) -> Vec<(String, Vec<u8>)> + Sync + 'a;

/// Findings that wait for a disk with room; further ones are announced as not saved at once.
const UNSAVED_MAX: usize = 100;

/// Something to be judged.
pub(crate) enum Case {
    /// A worker's hit.
    Fresh { lane: usize, hit: Box<Hit> },
    /// A finding of an earlier campaign.
    Known { lane: usize, record: Box<Record> },
}

/// What came of a case.
pub(crate) enum Verdict {
    /// A confirmed finding, on disk if there is a store.
    Found { lane: usize, found: Found },
    /// A finding that was found before in this campaign, or is on disk with a sequence that is no longer.
    Nothing,
    /// It did not replay.
    NotConfirmed { lane: usize, what: NotConfirmed },
    /// A finding of an earlier campaign that does not fail any more.
    Fixed { lane: usize, record: Box<Record>, why: String },
    /// It was not looked at: the campaign is to end at once.
    Skipped,
    /// Confirmed, but the disk refused; it is tried again later.
    Unsaved { lane: usize, found: Found, why: String },
    /// A finding that could not be saved is on disk now.
    SavedLate { lane: usize, id: String, folder: PathBuf },
    /// We panicked.
    Panicked { message: String },
}

impl Verdict {
    /// Whether something broke; a measurement is no flaw.
    fn is_flaw(&self) -> bool {
        match self {
            Self::Found { found, .. } | Self::Unsaved { found, .. } => found.card.rule != Rule::Optimum,
            _ => false,
        }
    }
}

/// What decides how cases are judged.
pub(crate) struct Bench<'a, S> {
    pub(crate) stand: &'a S,
    pub(crate) harnesses: &'a [Arc<Harness>],
    pub(crate) findings: Option<Findings>,
    pub(crate) renderer: &'a Renderer<'a>,
    /// Shrinking is to end with the best so far.
    pub(crate) hurry: &'a AtomicBool,
    /// After the first finding, cases are passed over.
    pub(crate) stop_on_first: bool,
}

/// Judges cases until there are no more.
pub(crate) fn judge<S: Stand>(bench: &Bench<'_, S>, cases: &Receiver<Case>, out: &Sender<Verdict>) {
    let mut judge = Judge { bench, confirmed: BTreeMap::new(), unsaved: Vec::new(), asides: Vec::new() };
    let mut is_over = false;
    for case in cases {
        let verdict = if is_over {
            Verdict::Skipped
        } else {
            catch_unwind(AssertUnwindSafe(|| judge.decide(&case)))
                .unwrap_or_else(|panic| Verdict::Panicked { message: panic_message(panic.as_ref()) })
        };
        is_over |= bench.stop_on_first && verdict.is_flaw();
        // The runner outlives the judge; if it is gone, so is the campaign.
        drop(out.send(verdict));
        judge.asides.drain(..).for_each(|message| drop(out.send(Verdict::Panicked { message })));
    }
    for verdict in judge.save_unsaved() {
        drop(out.send(verdict));
    }
}

struct Judge<'a, S> {
    bench: &'a Bench<'a, S>,
    /// What was confirmed, by harness and id.
    confirmed: BTreeMap<(usize, String), Held>,
    unsaved: Vec<(usize, Arc<Finding>)>,
    /// Panics that did not cost the verdict.
    asides: Vec<String>,
}

/// What is remembered of a confirmed finding; its call trees are not.
struct Held {
    site: Option<(alloy_primitives::B256, u32)>,
    rule: Rule,
    len: usize,
    value: Option<alloy_primitives::I256>,
}

impl Held {
    fn new(finding: &Finding) -> Self {
        let violation = &finding.violation;
        Self {
            site: violation.reason.site,
            rule: violation.reason.rule,
            len: finding.sequence.len(),
            value: violation.value,
        }
    }

    /// Whether it is better to have this than `other`: a higher value, or a shorter sequence.
    fn beats(&self, other: &Self) -> bool {
        match self.rule {
            Rule::Optimum => (self.value, other.len) > (other.value, self.len),
            _ => self.len < other.len,
        }
    }
}

impl<S: Stand> Judge<'_, S> {
    fn decide(&mut self, case: &Case) -> Verdict {
        match case {
            Case::Fresh { lane, hit } => self.decide_fresh(*lane, hit),
            Case::Known { lane, record } => self.decide_known(*lane, record),
        }
    }

    fn decide_known(&mut self, lane: usize, record: &Record) -> Verdict {
        match self.bench.stand.confirm(&self.bench.harnesses[lane], &record.hit()) {
            Err(why) => Verdict::Fixed { lane, record: Box::new(record.clone()), why: why.to_string() },
            Ok(mut finding) => {
                finding.id.clone_from(&record.id);
                finding.found_len = record.found.len.max(finding.sequence.len());
                self.confirmed.insert((lane, finding.id.clone()), Held::new(&finding));
                let folder = self.bench.findings.as_ref().map(|findings| findings.folder_of(&finding.id));
                let card = FindingCard::new(&self.bench.harnesses[lane], &finding, true, folder);
                Verdict::Found { lane, found: Found { card, finding: Arc::new(finding) } }
            }
        }
    }

    fn decide_fresh(&mut self, lane: usize, hit: &Hit) -> Verdict {
        let harness = &self.bench.harnesses[lane];
        let shrunk = self.bench.stand.shrink(harness, hit, self.bench.hurry);
        // What shrinking made may hold on the fast engine only; then the hit itself still counts.
        let confirm = |hit: &Hit| self.bench.stand.confirm(harness, hit);
        let confirmed = confirm(&shrunk).or_else(|why| confirm(hit).map_err(|_| why));
        let mut finding = match confirmed {
            Ok(finding) => finding,
            Err(why) => {
                let reason = &hit.violation.reason;
                let (subject, how) = (reason.subject.clone(), reason.how.clone());
                return Verdict::NotConfirmed {
                    lane,
                    what: NotConfirmed { subject, how, why: why.to_string() },
                };
            }
        };
        finding.found_len = hit.sequence.len();
        let held = Held::new(&finding);
        finding.id = self.id_of(lane, &finding);
        let key = (lane, finding.id.clone());
        if self.confirmed.get(&key).is_some_and(|earlier| !held.beats(earlier)) {
            return Verdict::Nothing;
        }
        self.confirmed.insert(key, held);
        self.save(lane, finding)
    }

    /// The finding's own id, or one with a number behind it if the same thing also breaks at another place in the code.
    fn id_of(&self, lane: usize, finding: &Finding) -> String {
        let site = finding.violation.reason.site;
        let names = (1..).map(|n| if n == 1 { finding.id.clone() } else { format!("{}-{n}", finding.id) });
        let free = |id: &String| {
            let held = self.confirmed.get(&(lane, id.clone()));
            held.is_none_or(|held| held.rule == Rule::Optimum || held.site == site)
        };
        names.into_iter().find(free).unwrap_or_else(|| finding.id.clone())
    }

    fn save(&mut self, lane: usize, finding: Finding) -> Verdict {
        let finding = Arc::new(finding);
        let (folder, why) = match self.write(lane, &finding) {
            Ok(folder) => (folder, None),
            Err(why) => (None, Some(why)),
        };
        let card = FindingCard::new(&self.bench.harnesses[lane], &finding, false, folder);
        let found = Found { card, finding: Arc::clone(&finding) };
        match why {
            None => Verdict::Found { lane, found },
            Some(why) => {
                if self.unsaved.len() < UNSAVED_MAX {
                    self.unsaved.push((lane, finding));
                }
                Verdict::Unsaved { lane, found, why }
            }
        }
    }

    fn write(&mut self, lane: usize, finding: &Finding) -> Result<Option<PathBuf>, String> {
        let Some(findings) = &self.bench.findings else { return Ok(None) };
        let harness = &self.bench.harnesses[lane];
        // A format that cannot be rendered must not cost the record.
        let render = AssertUnwindSafe(|| (self.bench.renderer)(harness, finding));
        let files = catch_unwind(render).unwrap_or_else(|panic| {
            self.asides.push(format!("rendering {}: {}", finding.id, panic_message(panic.as_ref())));
            Vec::new()
        });
        findings.save(&Record::new(harness, finding), files).map(Some).map_err(|error| error.to_string())
    }

    /// The disk may have room again.
    fn save_unsaved(&mut self) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for (lane, finding) in std::mem::take(&mut self.unsaved) {
            if let Ok(Some(folder)) = self.write(lane, &finding) {
                verdicts.push(Verdict::SavedLate { lane, id: finding.id.clone(), folder });
            }
        }
        verdicts
    }
}
