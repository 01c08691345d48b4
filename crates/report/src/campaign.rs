//! From a campaign's outcome to a report.
//!
//! Invariant: everything that the outcome counts is in the report; nothing is added to it but names and places.

use crate::case::Case;
use crate::gaps::{Covered, reach};
use crate::proof;
use crate::report::{HarnessStats, Mended, Report, ReportedFinding, Stats, UnconfirmedHit};
use hotfire_campaign::{Ended, Found, HarnessOutcome, Outcome};
use hotfire_fuzz::{Harness, Rule};
use hotfire_project::Project;
use std::path::Path;

impl Report {
    /// The report of a campaign. `root` is the folder that paths are shown relative to: the project's.
    #[must_use]
    pub fn of_campaign(outcome: &Outcome, project: &Project, root: &Path) -> Self {
        let reached = reach(project, outcome.harnesses.iter().map(|done| (&*done.harness, &done.covered)));
        let mut report = Self {
            stats: stats(outcome, reached.reached, reached.gaps.len()),
            gaps: reached.gaps,
            incomplete: incomplete(outcome),
            notes: outcome.warnings.clone(),
            ..Self::default()
        };
        for done in &outcome.harnesses {
            report.add(done, project, root);
        }
        report
    }

    fn add(&mut self, done: &HarnessOutcome, project: &Project, root: &Path) {
        let harness = &done.harness;
        for found in &done.findings {
            let told = tell(found, harness, project, root);
            if told.rule == Rule::Optimum { self.optima.push(told) } else { self.findings.push(told) }
        }
        self.findings_not_listed += done.findings_not_kept;
        let mended = |fixed: &hotfire_campaign::Fixed| Mended {
            id: fixed.id.clone(),
            subject: fixed.subject.clone(),
            why: fixed.why.clone(),
        };
        self.mended.extend(done.fixed.iter().map(mended));
        let unconfirmed = |hit: &hotfire_campaign::NotConfirmed| UnconfirmedHit {
            subject: hit.subject.clone(),
            how: hit.how.clone(),
            why: hit.why.clone(),
        };
        self.unconfirmed.extend(done.unconfirmed.iter().map(unconfirmed));
        self.unconfirmed_count += done.unconfirmed_count;
        self.harnesses.push(HarnessStats {
            id: harness.id.clone(),
            dialect: harness.dialect,
            functions: harness.functions.len(),
            properties: harness.properties.len(),
            stateless: harness.semantics.stateless,
            executions: done.executions,
        });
    }
}

/// A finding with its files, which lie where the campaign says.
fn tell(found: &Found, harness: &Harness, project: &Project, root: &Path) -> ReportedFinding {
    let case = Case::new(&found.finding, harness, project);
    let mut told = ReportedFinding::new(&case);
    told.known = found.card.known;
    if let Some(folder) = found.folder() {
        let shown = folder.strip_prefix(root).unwrap_or(folder).to_string_lossy().replace('\\', "/");
        told = told.with_files(&case, &shown, folder.join(proof::FILE).is_file());
    }
    told
}

fn stats(outcome: &Outcome, reached: usize, gaps: usize) -> Stats {
    let sum = |count: fn(&HarnessOutcome) -> u64| outcome.harnesses.iter().map(count).sum::<u64>();
    let executions = outcome.executions();
    let elapsed_secs = outcome.elapsed.as_secs_f64();
    Stats {
        seed: outcome.seed,
        workers: outcome.workers,
        ended: ended(outcome.ended).to_owned(),
        elapsed_secs,
        executions,
        executions_per_sec: if elapsed_secs > 0.0 { executions as f64 / elapsed_secs } else { 0.0 },
        reverts: sum(|done| done.reverts),
        checks: sum(|done| done.checks),
        edges: sum(|done| done.edges),
        corpus: sum(|done| done.corpus_len),
        resumed: sum(|done| done.resumed as u64),
        functions_reached: reached,
        functions: reached + gaps,
    }
}

/// As the event is written.
fn ended(ended: Ended) -> &'static str {
    match ended {
        Ended::Time => "time",
        Ended::Executions => "executions",
        Ended::Exhausted => "exhausted",
        Ended::FirstFinding => "first-finding",
        Ended::Interrupted => "interrupted",
        Ended::Failed => "failed",
    }
}

/// Why the campaign did not do all that was asked.
fn incomplete(outcome: &Outcome) -> Option<String> {
    let mut reasons = Vec::new();
    if outcome.ended == Ended::Failed {
        reasons.push("every worker died".to_owned());
    }
    if !outcome.panics.is_empty() {
        reasons.push(format!("a part of hotfire failed: {}", outcome.panics.join("; ")));
    }
    if !outcome.unsaved.is_empty() {
        reasons.push(format!("could not be written to disk: {}", outcome.unsaved.join(", ")));
    }
    if outcome.store_failed {
        reasons.push("the corpus could not be written to disk".to_owned());
    }
    if outcome.unexamined > 0 {
        reasons.push(format!("{} hits were not looked at", outcome.unexamined));
    }
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// Coverage has the same shape on both sides.
const _: fn(&hotfire_campaign::Covered) -> &Covered = |covered| covered;
