//! What is seen while a campaign runs: one live line on a terminal, a plain line now and then elsewhere.
//!
//! Invariant: everything goes to stderr, and a finding is shown as soon as it is announced.

use crate::{
    show,
    units::{grouped, short_time},
};
use hotfire_campaign::{Budget, Ended, Event, FindingCard, Progress};
use hotfire_fuzz::Rule;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::{self, IsTerminal},
    time::Duration,
};

/// How often a plain line comes.
const PLAIN_SECS: f64 = 5.0;
/// Most unconfirmed hits that are shown one by one.
const UNCONFIRMED_SHOWN_MAX: usize = 10;

/// Shows the events of a campaign.
#[derive(Debug)]
pub(crate) struct Screen {
    quiet: bool,
    live: Option<ProgressBar>,
    budget: Budget,
    told_secs: f64,
    unconfirmed: usize,
}

impl Screen {
    pub(crate) fn new(quiet: bool, budget: &Budget) -> Self {
        let live = (!quiet && io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("{spinner} {wide_msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self { quiet, live, budget: budget.clone(), told_secs: 0.0, unconfirmed: 0 }
    }

    pub(crate) fn note(&mut self, event: &Event) {
        match event {
            Event::Started { seed, workers, harnesses } => self.say(&format!(
                "firing at {} with {}, {}, seed {seed}",
                counted(harnesses.len(), "harness", "harnesses"),
                counted(*workers as usize, "worker", "workers"),
                self.limit(),
            )),
            Event::Resumed { harness, sequences } => self
                .say(&format!("resumed with {} for {harness}", counted(*sequences, "sequence", "sequences"))),
            Event::Progress(progress) => self.note_progress(progress),
            Event::Finding(card) => self.say(&finding(card)),
            Event::Fixed { id, subject, .. } => {
                self.say(&format!("fixed: {subject} does not fail any more (finding {id})"));
            }
            Event::Unconfirmed { subject, why, .. } => {
                self.unconfirmed += 1;
                if self.unconfirmed <= UNCONFIRMED_SHOWN_MAX {
                    self.say(&format!("unconfirmed, so no finding: {subject}: {why}"));
                }
            }
            Event::Warning { message } => self.warn(message),
            Event::Closing { pending } if *pending > 0 => self.say(&format!(
                "the search has ended; {} still to be shrunk and confirmed",
                counted(*pending, "hit is", "hits are")
            )),
            Event::Finished { ended, executions, elapsed_secs } => {
                self.finish(*ended, *executions, *elapsed_secs)
            }
            _ => {}
        }
    }

    fn limit(&self) -> String {
        let time = self.budget.time.map(|time| format!("for {}", short_time(time)));
        let executions = self.budget.executions.map(|count| format!("for {} executions", grouped(count)));
        match (time, executions) {
            (None, None) => "until Ctrl-C".to_owned(),
            (Some(time), Some(executions)) => format!("{time} or {executions}"),
            (Some(one), None) | (None, Some(one)) => one,
        }
    }

    fn note_progress(&mut self, progress: &Progress) {
        if let Some(bar) = &self.live {
            bar.set_message(line(progress));
        } else if progress.elapsed_secs - self.told_secs >= PLAIN_SECS {
            self.told_secs = progress.elapsed_secs;
            self.say(&line(progress));
        }
    }

    fn finish(&mut self, ended: Ended, executions: u64, elapsed_secs: f64) {
        if let Some(bar) = self.live.take() {
            bar.finish_and_clear();
        }
        if self.unconfirmed > UNCONFIRMED_SHOWN_MAX {
            self.say(&format!("{} more hits were not confirmed", self.unconfirmed - UNCONFIRMED_SHOWN_MAX));
        }
        let why = match ended {
            Ended::Time => "the time is used up",
            Ended::Executions => "the executions are used up",
            Ended::Exhausted => "every test has run",
            Ended::FirstFinding => "the first finding was to end it",
            Ended::Interrupted => "it was stopped",
            Ended::Failed => "every worker failed by our own fault",
        };
        self.say(&format!("{why}: {} executions in {elapsed_secs:.1} s", grouped(executions)));
    }

    fn say(&self, text: &str) {
        if self.quiet {
            return;
        }
        match &self.live {
            Some(bar) => bar.println(text),
            None => show(text),
        }
    }

    /// Warnings are said even when nothing else is.
    fn warn(&self, text: &str) {
        let text = format!("warning: {text}");
        match &self.live {
            Some(bar) => bar.println(text),
            None => show(&text),
        }
    }
}

fn line(progress: &Progress) -> String {
    let edge = match progress.since_edge_secs {
        None => "none yet".to_owned(),
        Some(secs) => {
            format!("{} ago", short_time(Duration::from_secs(secs as u64).max(Duration::from_secs(1))))
        }
    };
    // What matters most comes first: a narrow terminal cuts the end.
    let mut line = format!(
        "{} · {} · {} executions · {}/s · {} edges, last new {edge} · corpus {}",
        short_time(Duration::from_secs((progress.elapsed_secs as u64).max(1))),
        counted(progress.findings, "finding", "findings"),
        grouped(progress.executions),
        grouped(progress.executions_per_sec as u64),
        grouped(progress.edges),
        grouped(progress.corpus),
    );
    if progress.pending > 0 {
        line.push_str(&format!(" · {} being confirmed", progress.pending));
    }
    if progress.unconfirmed > 0 {
        line.push_str(&format!(" · {} unconfirmed", progress.unconfirmed));
    }
    line
}

fn finding(card: &FindingCard) -> String {
    let what = match (card.rule, card.known) {
        (Rule::Optimum, _) => "best",
        (_, true) => "still fails",
        (_, false) => "finding",
    };
    let message = if card.message.is_empty() || card.how.contains(&card.message) {
        String::new()
    } else {
        format!(": {}", card.message.lines().next().unwrap_or_default())
    };
    let folder = card.folder.as_ref().map(|folder| format!("\n    {}", folder.display())).unwrap_or_default();
    format!(
        "{what} {}: {} ({}{message}) after {}{folder}",
        card.id,
        card.subject,
        card.how,
        counted(card.len, "call", "calls")
    )
}

/// `1 harness`, `2 harnesses`.
pub(crate) fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{} {}", grouped(number as u64), if number == 1 { one } else { several })
}
