//! The text at the end of a run.
//!
//! Invariant: it says what was tried, what was reached and what was not; it never says that something is safe.

use crate::gaps::Gap;
use crate::number;
use crate::report::{Report, ReportedFinding, Stats, StolenKey};
use crate::style::Paint;
use crate::value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Most calls of a sequence that are shown.
const CALLS_MAX: usize = 40;
/// Most lines that say what everybody gained and lost.
const CHANGES_MAX: usize = 4;
/// Most functions that are named as never reached.
const GAPS_MAX: usize = 24;
/// Most unconfirmed hits that are shown.
const UNCONFIRMED_MAX: usize = 5;
/// Longest line of a call, in characters.
const LINE_MAX: usize = 240;

/// Width of the names of a key's roles.
const KEY_WIDTH: usize = 20;

/// How the text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TerminalOptions {
    /// The reader sees colours.
    pub colour: bool,
}

/// Writes the text; it ends with a line feed.
#[must_use]
pub fn render(report: &Report, options: TerminalOptions) -> String {
    let mut page = Page { paint: Paint { colour: options.colour }, out: String::new() };
    for finding in &report.findings {
        page.finding(finding);
    }
    if report.findings_not_listed > 0 {
        page.line(&format!("{} findings more are on disk", report.findings_not_listed));
        page.line("");
    }
    for optimum in &report.optima {
        page.optimum(optimum);
    }
    for mended in &report.mended {
        let head = page.paint.strong("does not fail any more");
        page.line(&format!("{head}  {} ({}): {}", mended.subject, mended.id, value::one_line(&mended.why)));
    }
    if !report.mended.is_empty() {
        page.line("");
    }
    page.keys(&report.keys);
    page.unconfirmed(report);
    page.gaps(&report.gaps, &report.stats);
    for note in &report.notes {
        let head = page.paint.warn("note");
        page.line(&format!("{head}: {}", value::one_line(note)));
    }
    page.summary(report);
    page.out
}

struct Page {
    paint: Paint,
    out: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn finding(&mut self, finding: &ReportedFinding) {
        let id = self.paint.dim(&format!("[{}]", finding.id));
        let known = if finding.known { "  (known from an earlier run)" } else { "" };
        let head = format!("{}  {} {id}{known}", self.paint.bad("BROKEN"), self.paint.strong(&finding.title));
        self.line(&head);
        self.line("");
        self.sequence(finding);
        self.changes(finding);
        if let Some(place) = &finding.broke_at {
            self.line("");
            let function =
                if place.function.is_empty() { String::new() } else { format!(" in {}", place.function) };
            self.line(&format!("    broke at {}{function}", self.paint.place(&place.text())));
            self.line(&format!(
                "    {:>5} │ {}",
                place.line,
                value::clip(value::one_line(&place.text), LINE_MAX)
            ));
        }
        self.line("");
        self.line(&self.paint.dim(&format!("    {}", origin(finding))));
        if let Some(run) = &finding.run {
            self.line(&format!("    prove it  {run}"));
            if let Some(note) = &finding.run_note {
                self.line(&self.paint.dim(&format!("              ({note})")));
            }
        }
        if let Some(folder) = &finding.folder {
            self.line(&format!("    files in  {folder}"));
        }
        self.line("");
    }

    fn optimum(&mut self, optimum: &ReportedFinding) {
        let value = optimum.value.as_deref().unwrap_or("?");
        let name = self.paint.strong(&format!("{}.{}", optimum.contract, optimum.property));
        self.line(&format!("best value of {name}: {value}"));
        self.line("");
        self.sequence(optimum);
        self.line("");
        if let Some(run) = &optimum.run {
            self.line(&format!("    prove it  {run}"));
            self.line("");
        }
    }

    fn sequence(&mut self, finding: &ReportedFinding) {
        if finding.sequence.is_empty() {
            self.line("    right after the deployment, with no call at all");
        }
        for (at, told) in finding.sequence.iter().take(CALLS_MAX).enumerate() {
            self.line(&format!("    {:>3}. {}", at + 1, value::clip(told.line(), LINE_MAX)));
            for line in &told.script {
                self.line(&format!("           ↳ {}", value::clip(line.clone(), LINE_MAX)));
            }
        }
        if finding.sequence.len() > CALLS_MAX {
            self.line(&format!("    … and {} calls more", finding.sequence.len() - CALLS_MAX));
        }
    }

    fn changes(&mut self, finding: &ReportedFinding) {
        if !finding.changes.is_empty() {
            self.line("");
        }
        for change in finding.changes.iter().take(CHANGES_MAX) {
            self.line(&format!("    {}", self.paint.strong(&change.told)));
        }
        if finding.changes.len() > CHANGES_MAX {
            self.line(&format!("    … and {} changes more", finding.changes.len() - CHANGES_MAX));
        }
    }

    /// The largest loss that was found with each stolen key.
    fn keys(&mut self, keys: &[StolenKey]) {
        if keys.is_empty() {
            return;
        }
        self.line(&self.paint.strong("the largest loss found with each stolen key"));
        for key in keys {
            let is_same = |other: &&StolenKey| other.roles == key.roles;
            let mut names = value::clip(key.roles.join(", "), LINE_MAX);
            if let Some(holder) = key.holders.last().filter(|_| keys.iter().filter(is_same).count() > 1) {
                let _ = write!(names, " ({holder})");
            }
            let calls = plural(usize::try_from(key.executions).unwrap_or(usize::MAX), "call");
            let told = match &key.loss {
                None => format!("nothing found in {calls}"),
                Some(loss) if loss.lost.is_empty() => format!("{} [{}]", loss.title, loss.finding),
                Some(loss) => {
                    let lost: Vec<&str> = loss.lost.iter().map(|lost| lost.told.as_str()).collect();
                    let lost = value::clip(lost.join("; "), LINE_MAX);
                    format!("{lost} [{}]", loss.finding)
                }
            };
            self.line(&format!("    {names:<KEY_WIDTH$}  {told}"));
        }
        self.line("");
    }

    fn unconfirmed(&mut self, report: &Report) {
        let count = report.unconfirmed_count.max(report.unconfirmed.len());
        if count == 0 {
            return;
        }
        let head = self.paint.warn("unconfirmed");
        self.line(&format!(
            "{head}: {} did not replay on the reference engine, so they are no findings",
            plural(count, "hit")
        ));
        for hit in report.unconfirmed.iter().take(UNCONFIRMED_MAX) {
            self.line(&format!(
                "    {} ({}): {}",
                hit.subject,
                value::one_line(&hit.how),
                value::one_line(&hit.why)
            ));
        }
        if count > UNCONFIRMED_MAX {
            self.line(&format!("    … and {} more", count - UNCONFIRMED_MAX.min(report.unconfirmed.len())));
        }
        self.line("");
    }

    /// Functions that were never reached, contract by contract.
    fn gaps(&mut self, gaps: &[Gap], stats: &Stats) {
        if stats.functions > 0 {
            let head =
                format!("reached {} of {}", stats.functions_reached, plural(stats.functions, "function"));
            self.line(&self.paint.strong(&head));
        }
        if gaps.is_empty() {
            if stats.functions > 0 {
                self.line("");
            }
            return;
        }
        self.line("never reached, so nothing is known about them:");
        let mut contracts: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for gap in gaps.iter().take(GAPS_MAX) {
            contracts.entry((&gap.file, &gap.contract)).or_default().push(&gap.function);
        }
        for ((file, contract), functions) in contracts {
            let name = if contract.is_empty() { "free functions" } else { contract };
            self.line(&format!("    {name} ({}): {}", self.paint.place(file), functions.join(", ")));
        }
        if gaps.len() > GAPS_MAX {
            self.line(&format!("    … and {} more", gaps.len() - GAPS_MAX));
        }
        self.line("");
    }

    fn summary(&mut self, report: &Report) {
        let stats = &report.stats;
        let mut line = format!(
            "{} in {}, {} calls/s, {}, {} edges, corpus of {}, seed {}",
            plural(usize::try_from(stats.executions).unwrap_or(usize::MAX), "call"),
            seconds(stats.elapsed_secs),
            grouped(stats.executions_per_sec.max(0.0) as u64),
            plural(stats.workers as usize, "worker"),
            grouped(stats.edges),
            grouped(stats.corpus),
            stats.seed,
        );
        if stats.resumed > 0 {
            let _ = write!(line, ", {} taken over from earlier runs", grouped(stats.resumed));
        }
        self.line(&self.paint.dim(&line));
        if let Some(why) = &report.incomplete {
            self.line(&format!("{}: {}", self.paint.warn("incomplete"), value::one_line(why)));
        }
        let found = report.findings.len() + report.findings_not_listed;
        if found == 0 {
            let reason =
                if stats.ended.is_empty() { String::new() } else { format!(" ({})", ended(&stats.ended)) };
            self.line(&format!(
                "{}{reason}. Nothing broke is not a proof that nothing can.",
                self.paint.strong("nothing broke")
            ));
            self.line("next: give it more time, or reach more: hotfire fire --time 1h");
            return;
        }
        let head = format!("{} broken", plural(found, "thing"));
        self.line(&self.paint.bad(&head));
        if let Some(first) = report.findings.first() {
            let next = first.run.clone().unwrap_or_else(|| "hotfire replay".to_owned());
            self.line(&format!("next: {next}"));
        }
    }
}

/// `found after 4711 calls of its worker, 0.8 s; 31 calls shrunk to 3; property of test/Vault.t.sol:VaultTest`.
fn origin(finding: &ReportedFinding) -> String {
    let calls = plural(usize::try_from(finding.executions_to_find).unwrap_or(usize::MAX), "call");
    let mut text = format!("found after {calls} of its worker");
    // A known finding was not found in this run.
    if let Some(secs) = finding.seconds_to_find.filter(|_| !finding.known) {
        let _ = write!(text, ", {}", seconds(secs));
    }
    if finding.found_len > finding.sequence.len() {
        let _ = write!(text, "; {} shrunk to {}", plural(finding.found_len, "call"), finding.sequence.len());
    }
    let _ = write!(text, "; rule {}, {}", finding.rule.id(), finding.harness);
    text
}

fn ended(why: &str) -> &str {
    match why {
        "time" => "the time is used up",
        "executions" => "the calls are used up",
        "exhausted" => "there is nothing left to try",
        "first-finding" => "the first finding ended it",
        "interrupted" => "it was interrupted",
        "failed" => "every worker died",
        other => other,
    }
}

fn plural(count: usize, noun: &str) -> String {
    let number = grouped(count as u64);
    if count == 1 { format!("{number} {noun}") } else { format!("{number} {noun}s") }
}

/// A count as prose has it; numbers inside calls are Solidity's.
fn grouped(number: u64) -> String {
    number::grouped(&number.to_string()).replace('_', ",")
}

fn seconds(secs: f64) -> String {
    if secs < 120.0 {
        return format!("{secs:.1} s");
    }
    let whole = secs as u64;
    let (hours, minutes) = (whole / 3_600, whole % 3_600 / 60);
    if hours > 0 { format!("{hours} h {minutes} min") } else { format!("{minutes} min {} s", whole % 60) }
}
