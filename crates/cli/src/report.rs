//! From a campaign's outcome to the report that is printed and the files beside a finding.
//!
//! Invariant: text and JSON come from one [`Report`] and say the same.

use crate::{error::CliError, prepare::Prepared, screen::counted};
use hotfire_campaign::{Ended, Found, Options, Outcome};
use hotfire_fuzz::{Finding, Harness, Rule};
use hotfire_project::Project;
use hotfire_report::{
    Case, HarnessStats, Mended, Report, ReportedFinding, Stats, StolenKey, UnconfirmedHit, json, proof,
    reach, render_files, terminal,
};
use std::{
    io::{self, IsTerminal},
    path::Path,
};

/// The files of a finding; they are the same for the same finding, so no time is in them.
pub(crate) fn finding_files(
    project: &Project,
    harness: &Harness,
    finding: &Finding,
) -> Vec<(String, Vec<u8>)> {
    // An error here is a mistake of ours; the campaign then writes the record alone and reports the panic.
    render_files(finding, harness, project, None).unwrap_or_else(|error| panic!("{error}"))
}

/// The result of a campaign, as text or as JSON.
pub(crate) fn of_campaign(
    prepared: &Prepared,
    options: &Options,
    outcome: &Outcome,
    as_json: bool,
) -> Result<String, CliError> {
    let report = report(prepared, options, outcome);
    if as_json {
        return json::render(&report).map_err(|error| CliError::Report(error.to_string()));
    }
    let colour =
        io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    Ok(terminal::render(&report, terminal::TerminalOptions { colour }))
}

fn report(prepared: &Prepared, options: &Options, outcome: &Outcome) -> Report {
    let project = &prepared.project;
    let reach = reach(project, outcome.harnesses.iter().map(|lane| (&*lane.harness, &lane.covered)));
    let mut report = Report {
        stats: Stats {
            functions_reached: reach.reached,
            functions: reach.reached + reach.gaps.len(),
            ..stats(outcome)
        },
        gaps: reach.gaps,
        notes: prepared.notes.iter().chain(&outcome.warnings).cloned().collect(),
        incomplete: incomplete(prepared, options, outcome),
        ..Report::default()
    };
    for lane in &outcome.harnesses {
        let harness = &*lane.harness;
        for found in &lane.findings {
            let told = told(project, harness, found);
            if found.card.rule == Rule::Optimum {
                report.optima.push(told)
            } else {
                report.findings.push(told)
            }
        }
        report.keys.extend(StolenKey::new(harness, lane.executions, &report.findings));
        report.findings_not_listed += lane.findings_not_kept;
        report.mended.extend(lane.fixed.iter().map(|fixed| Mended {
            id: fixed.id.clone(),
            subject: fixed.subject.clone(),
            why: fixed.why.clone(),
        }));
        report.unconfirmed.extend(lane.unconfirmed.iter().map(|hit| UnconfirmedHit {
            subject: hit.subject.clone(),
            how: hit.how.clone(),
            why: hit.why.clone(),
        }));
        report.unconfirmed_count += lane.unconfirmed_count;
        report.harnesses.push(HarnessStats {
            id: harness.id.clone(),
            dialect: harness.dialect,
            functions: harness.functions.len(),
            properties: harness.properties.len(),
            stateless: harness.semantics.stateless,
            executions: lane.executions,
        });
    }
    report
}

fn told(project: &Project, harness: &Harness, found: &Found) -> ReportedFinding {
    let case = Case::new(&found.finding, harness, project);
    let mut told = ReportedFinding::new(&case);
    told.known = found.card.known;
    told.seconds_to_find = Some(found.card.at_secs);
    match found.folder() {
        Some(folder) => {
            let has_proof = folder.join(proof::FILE).is_file();
            told.with_files(&case, &shown(folder, &project.root), has_proof)
        }
        None => told,
    }
}

/// A path inside the project without the project's own.
fn shown(path: &Path, root: &Path) -> String {
    let (path, root) = (path.canonicalize(), root.canonicalize());
    match (&path, &root) {
        (Ok(path), Ok(root)) => path.strip_prefix(root).unwrap_or(path).display().to_string(),
        (Ok(path), Err(_)) => path.display().to_string(),
        _ => String::new(),
    }
}

fn stats(outcome: &Outcome) -> Stats {
    let sum =
        |of: fn(&hotfire_campaign::HarnessOutcome) -> u64| outcome.harnesses.iter().map(of).sum::<u64>();
    let elapsed_secs = outcome.elapsed.as_secs_f64();
    let executions = outcome.executions();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let executions_per_sec = if elapsed_secs > 0.0 { executions as f64 / elapsed_secs } else { 0.0 };
    Stats {
        seed: outcome.seed,
        workers: outcome.workers,
        ended: word(outcome.ended).to_owned(),
        elapsed_secs,
        executions,
        executions_per_sec,
        reverts: sum(|lane| lane.reverts),
        checks: sum(|lane| lane.checks),
        edges: sum(|lane| lane.edges),
        corpus: sum(|lane| lane.corpus_len),
        resumed: sum(|lane| lane.resumed as u64),
        functions_reached: 0,
        functions: 0,
    }
}

/// The word that [`Ended`] has in every document.
fn word(ended: Ended) -> &'static str {
    match ended {
        Ended::Time => "time",
        Ended::Executions => "executions",
        Ended::Exhausted => "exhausted",
        Ended::FirstFinding => "first-finding",
        Ended::Interrupted => "interrupted",
        Ended::Failed => "failed",
    }
}

/// Why not all that was asked for was done.
fn incomplete(prepared: &Prepared, options: &Options, outcome: &Outcome) -> Option<String> {
    let mut reasons = Vec::new();
    if !outcome.panics.is_empty() {
        reasons.push(format!("hotfire failed by its own fault: {}", outcome.panics.join("; ")));
    }
    if !outcome.unsaved.is_empty() {
        reasons.push(format!("not written to disk: {}", outcome.unsaved.join(", ")));
    }
    if !prepared.failed.is_empty() {
        reasons.push(format!("not deployed: {}", prepared.failed.join(", ")));
    }
    if outcome.store_failed {
        reasons.push("the corpus could not be written".to_owned());
    }
    let has_limit = options.budget.time.is_some() || options.budget.executions.is_some();
    if outcome.ended == Ended::Interrupted && has_limit {
        reasons.push("it was stopped before the budget was used up".to_owned());
    }
    if outcome.unexamined > 0 && !options.budget.stop_on_first {
        reasons.push(format!("{} not looked at", counted(outcome.unexamined, "hit was", "hits were")));
    }
    (!reasons.is_empty()).then(|| reasons.join("; "))
}
