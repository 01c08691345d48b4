//! `hotfire museum`: real attacks, to read about and to find again.
//!
//! Invariant: everything shown and fired at is in the binary; nothing else is needed.

mod fire;
mod pack;

use crate::{
    args::{MuseumArgs, MuseumCommand},
    error::CliError,
    exit::Exit,
    panic::Seed,
};
use pack::{Incident, Pack};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a measurement says of how long a twin takes to be found: `docs/museum.json`.
#[derive(Debug, Default, Deserialize)]
struct Measured {
    twins: Vec<MeasuredTwin>,
}

#[derive(Debug, Deserialize)]
struct MeasuredTwin {
    id: String,
    seconds: Option<f64>,
}

/// An incident in a line.
#[derive(Debug, Serialize)]
struct Line {
    id: String,
    title: String,
    date: String,
    loss: String,
    vector: String,
    compromise: Vec<String>,
    /// Median of the seconds until it was found, where that was measured.
    seconds: Option<f64>,
}

pub(crate) fn run(args: &MuseumArgs, quiet: bool, seed_slot: &Seed) -> Result<Exit, CliError> {
    match &args.command {
        None => list(&Pack::open()?, args.json),
        Some(MuseumCommand::Show { id }) => crate::print(&page(&Pack::open()?, id)?),
        Some(MuseumCommand::Fire(args)) => fire::run(args, quiet, seed_slot),
    }
}

fn list(pack: &Pack, as_json: bool) -> Result<Exit, CliError> {
    let lines = lines(pack)?;
    if as_json {
        let document = serde_json::json!({ "format": "hotfire-museum", "version": 1, "incidents": lines });
        return crate::print(&format!("{document:#}\n"));
    }
    crate::print(&table(&lines))
}

/// All incidents, the oldest first.
fn lines(pack: &Pack) -> Result<Vec<Line>, CliError> {
    let measured = pack.text("museum.json").and_then(|text| serde_json::from_str::<Measured>(text).ok());
    let measured = measured.unwrap_or_default().twins.into_iter();
    let seconds: BTreeMap<String, f64> = measured.filter_map(|twin| Some((twin.id, twin.seconds?))).collect();
    let line = |id: &str| {
        let Incident { title, date, loss, vector, compromise } = pack.incident(id)?;
        let seconds = seconds.get(id).copied();
        Ok(Line { id: id.to_owned(), title, date: date.to_string(), loss, vector, compromise, seconds })
    };
    let mut lines = pack.ids().into_iter().map(line).collect::<Result<Vec<_>, CliError>>()?;
    lines.sort_by(|a, b| (&a.date, &a.id).cmp(&(&b.date, &b.id)));
    Ok(lines)
}

fn table(lines: &[Line]) -> String {
    let is_measured = lines.iter().any(|line| line.seconds.is_some());
    let head = ["id", "date", "kind of flaw", "found in", "what happened"];
    let mut rows = vec![head.map(str::to_owned)];
    rows.extend(lines.iter().map(|line| {
        let found = line.seconds.map_or("-".to_owned(), |seconds| format!("{seconds:.1} s"));
        let what = format!("{}: {}", line.title, line.loss);
        [line.id.clone(), line.date.clone(), line.vector.clone(), found, what]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (id, vector) = (width(0), width(2));
    let mut text = String::new();
    for [name, date, kind, found, what] in &rows {
        let found = if is_measured { format!("{found:>8}  ") } else { String::new() };
        text.push_str(&format!("{name:<id$}  {date:<10}  {kind:<vector$}  {found}{what}\n"));
    }
    text.push_str(&format!(
        "\n{} incidents\nnext: hotfire museum show <id>, hotfire museum fire <id>\n",
        lines.len()
    ));
    text
}

fn page(pack: &Pack, id: &str) -> Result<String, CliError> {
    let incident = pack.incident(id)?;
    let page = pack.text(&format!("{id}/README.md")).unwrap_or_default();
    let stolen = match incident.compromise.as_slice() {
        [] => String::new(),
        roles => format!("Stolen keys: {}. ", roles.join(", ")),
    };
    Ok(format!(
        "{}\n\n{stolen}Kind of flaw: {}. Date: {}. Loss: {}.\n\nnext: hotfire museum fire {id}\n",
        page.trim_end(),
        incident.vector,
        incident.date,
        incident.loss
    ))
}
