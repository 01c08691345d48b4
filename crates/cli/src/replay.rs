//! `hotfire replay`: every recorded finding, fired again at the current build.
//!
//! Invariant: a finding is "fixed" only if everything that it calls is still there and nothing fails.

use crate::{
    args::{ProjectArgs, ReplayArgs},
    error::CliError,
    exit::Exit,
    prepare::prepare,
    screen::counted,
    settings::{ProjectSettings, folder_of},
    show,
};
use hotfire_campaign::{
    Record,
    store::{Findings, RECORD_FILE},
};
use hotfire_fuzz::{Harness, Rule, Tx, Unconfirmed, confirm};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What became of a recorded finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
enum Fate {
    /// It fails for the same reason.
    StillFails,
    /// It is a measurement, and its value is still reached.
    StillReached,
    /// All of it replays and nothing fails.
    Fixed,
    /// Something that it calls is gone.
    NoLongerApplies { why: String },
}

/// A line of the result.
#[derive(Clone, Debug, Serialize)]
struct Line {
    id: String,
    harness: String,
    subject: String,
    how: String,
    calls: usize,
    #[serde(flatten)]
    fate: Fate,
}

pub(crate) fn run(args: &ReplayArgs, quiet: bool) -> Result<Exit, CliError> {
    let (project, only) = which(&args.project);
    let settings = ProjectSettings::new(&project)?;
    let folder = settings.store_folder(&folder_of(&project.path));
    let (mut records, warnings) = Findings::peek(&folder);
    for warning in &warnings {
        show(&format!("warning: a recorded finding is passed over: {warning}"));
    }
    if let Some(only) = only {
        records.retain(|id, _| *id == only);
    }
    let lines =
        if records.is_empty() { Vec::new() } else { fire_again(&settings, quiet, &folder, &records)? };
    let text = if args.json { json(&lines) } else { text(&lines, &folder) };
    crate::print(&text)?;
    Ok(exit_of(&lines, !warnings.is_empty()))
}

/// The project, and the finding if one is named: `hotfire replay 3f2a…`, or the path of its folder.
fn which(args: &ProjectArgs) -> (ProjectArgs, Option<String>) {
    let name = args.path.file_name().map(|name| name.to_string_lossy().into_owned());
    let mut project = args.clone();
    let is_folder = args.path.join(RECORD_FILE).is_file();
    let stores = args.out.clone().unwrap_or_else(|| PathBuf::from(hotfire_campaign::store::FOLDER));
    let is_id = !args.path.exists() && stores.join("findings").join(&args.path).join(RECORD_FILE).is_file();
    if !is_folder && !is_id {
        return (project, None);
    }
    project.path = if is_id {
        PathBuf::from(".")
    } else {
        // <project>/.hotfire/findings/<id>
        let up = args.path.ancestors().nth(3).unwrap_or(Path::new("."));
        if up == Path::new("") { PathBuf::from(".") } else { up.to_owned() }
    };
    (project, name)
}

fn fire_again(
    settings: &ProjectSettings,
    quiet: bool,
    folder: &Path,
    records: &BTreeMap<String, Record>,
) -> Result<Vec<Line>, CliError> {
    let prepared = prepare(settings, quiet)?;
    let line = |record: &Record| {
        let harness = prepared.harnesses.iter().find(|harness| harness.id == record.harness.id);
        let fate = match harness {
            None => {
                let failed = prepared.failed.iter().any(|id| record.harness.id.starts_with(id.as_str()));
                let why = if failed {
                    "its harness could not be deployed"
                } else {
                    "its harness is gone or filtered out"
                };
                Fate::NoLongerApplies { why: why.to_owned() }
            }
            Some(harness) => fate(harness, record, &folder.join("findings").join(&record.id)),
        };
        Line {
            id: record.id.clone(),
            harness: record.harness.id.clone(),
            subject: record.violation.reason.subject.clone(),
            how: record.violation.reason.how.clone(),
            calls: record.sequence.len(),
            fate,
        }
    };
    Ok(records.values().map(line).collect())
}

fn fate(harness: &Harness, record: &Record, folder: &Path) -> Fate {
    match confirm(harness, &record.hit()) {
        Ok(_) if record.violation.reason.rule == Rule::Optimum => Fate::StillReached,
        Ok(_) => Fate::StillFails,
        Err(Unconfirmed::DoesNotFail { .. }) => match missing(harness, record, folder) {
            None => Fate::Fixed,
            Some(why) => Fate::NoLongerApplies { why },
        },
        Err(error) => Fate::NoLongerApplies { why: error.to_string() },
    }
}

/// What the record needs and the harness no longer has.
fn missing(harness: &Harness, record: &Record, folder: &Path) -> Option<String> {
    let path = folder.join(RECORD_FILE);
    let told = fs::read_to_string(&path).ok();
    if let Some(told) = told.and_then(|text| hotfire_report::Record::from_json(&text, &path).ok()) {
        return told.applies(harness).err().map(|why| why.to_string());
    }
    // A record without the reports' ornaments.
    let has = |tx: &Tx| {
        harness.functions.iter().any(|function| {
            function.address == tx.to && (function.selector.is_none() || function.selector == tx.selector())
        })
    };
    let gone = record.sequence.iter().find(|tx| !has(tx))?;
    Some(format!("what call to {} it makes is no longer there", gone.to))
}

fn exit_of(lines: &[Line], damaged: bool) -> Exit {
    if lines.iter().any(|line| line.fate == Fate::StillFails) {
        Exit::Findings
    } else if damaged || lines.iter().any(|line| matches!(line.fate, Fate::NoLongerApplies { .. })) {
        Exit::Incomplete
    } else {
        Exit::Nothing
    }
}

fn text(lines: &[Line], folder: &Path) -> String {
    if lines.is_empty() {
        return format!("no findings are recorded in {}\n", folder.join("findings").display());
    }
    let mut text = String::new();
    for line in lines {
        let (word, why) = match &line.fate {
            Fate::StillFails => ("still fails", String::new()),
            Fate::StillReached => ("still reached", String::new()),
            Fate::Fixed => ("fixed", String::new()),
            Fate::NoLongerApplies { why } => ("no longer applies", format!(": {why}")),
        };
        let calls = counted(line.calls, "call", "calls");
        text.push_str(&format!("{word:<18}{}  {} ({}, {calls}){why}\n", line.id, line.subject, line.how));
    }
    let count = |fate: fn(&Fate) -> bool| lines.iter().filter(|line| fate(&line.fate)).count();
    text.push_str(&format!(
        "\n{} fired again: {} still fail, {} fixed, {} no longer apply\n",
        counted(lines.len(), "finding", "findings"),
        count(|fate| *fate == Fate::StillFails),
        count(|fate| *fate == Fate::Fixed),
        count(|fate| matches!(fate, Fate::NoLongerApplies { .. })),
    ));
    if count(|fate| matches!(fate, Fate::NoLongerApplies { .. })) > 0 {
        text.push_str("delete the folder of a record that has lost its meaning\n");
    }
    text
}

fn json(lines: &[Line]) -> String {
    let document = serde_json::json!({ "format": "hotfire-replay", "version": 1, "findings": lines });
    format!("{document:#}\n")
}
