//! One finding in every format, from the artifacts in examples/.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod support;

use hotfire_report::record::{Record, SCHEMA};
use hotfire_report::report::{HarnessStats, Report, Stats, UnconfirmedHit};
use hotfire_report::terminal::TerminalOptions;
use hotfire_report::trace::TraceOptions;
use hotfire_report::{Case, Covered, ReportError, ReportedFinding, reach};
use std::path::Path;
use support::vault;

fn report(colour: bool) -> (String, String) {
    let project = vault::load(&vault::root());
    let harness = vault::harness(&project);
    let finding = vault::finding(&harness);
    let case = Case::new(&finding, &harness, &project);
    let folder = hotfire_report::proof::folder(&finding.id);
    let mut reported = ReportedFinding::new(&case).with_files(&case, &folder, true);
    reported.seconds_to_find = Some(0.84);
    let reached = reach(&project, [(&harness, &Covered::new())]);
    let report = Report {
        findings: vec![reported],
        stats: Stats {
            seed: 7,
            workers: 2,
            ended: "time".into(),
            elapsed_secs: 61.25,
            executions: 9_000_000,
            executions_per_sec: 146_938.0,
            edges: 412,
            corpus: 57,
            functions_reached: reached.reached,
            functions: reached.reached + reached.gaps.len(),
            ..Stats::default()
        },
        harnesses: vec![HarnessStats {
            id: harness.id.clone(),
            dialect: harness.dialect,
            functions: harness.functions.len(),
            properties: harness.properties.len(),
            stateless: false,
            executions: 9_000_000,
        }],
        gaps: reached.gaps,
        unconfirmed: vec![UnconfirmedHit {
            subject: "Users.claim(uint256)".into(),
            how: "out of gas".into(),
            why: "\"out of gas\" does not happen on the reference engine".into(),
        }],
        unconfirmed_count: 3,
        notes: vec!["the cache is cold".into()],
        ..Report::default()
    };
    let json = hotfire_report::json::render(&report).unwrap();
    (hotfire_report::terminal::render(&report, TerminalOptions { colour }), json)
}

#[test]
fn the_terminal_tells_the_sequence_the_place_and_the_gaps() {
    let (text, _) = report(false);
    assert!(!text.contains('\u{1b}'));
    assert!(!text.to_lowercase().contains("safe"));
    insta::assert_snapshot!("terminal", text);
    let (coloured, _) = report(true);
    assert!(coloured.contains("\u{1b}[1;31mBROKEN\u{1b}[0m"));
}

#[test]
fn a_clean_report_says_what_it_does_not_know() {
    let report = Report { incomplete: Some("a worker died".into()), ..Report::default() };
    let text = hotfire_report::terminal::render(&report, TerminalOptions::default());
    insta::assert_snapshot!("terminal_clean", text);
    assert!(!text.to_lowercase().contains("safe"));
}

#[test]
fn json_is_one_document() {
    let (_, text) = report(false);
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["version"], 1);
    insta::assert_snapshot!("json", text);
}

#[test]
fn the_trace_shows_names_and_where_it_broke() {
    let project = vault::load(&vault::root());
    let harness = vault::harness(&project);
    let finding = vault::finding(&harness);
    let case = Case::new(&finding, &harness, &project);
    insta::assert_snapshot!("trace", hotfire_report::trace::render(&case, TraceOptions::default()));
    let with_storage = hotfire_report::trace::render(&case, TraceOptions { storage: true });
    assert!(with_storage.contains("slot 0x"), "{with_storage}");
}

#[test]
fn the_record_is_read_back_and_others_are_refused() {
    let project = vault::load(&vault::root());
    let mut harness = vault::harness(&project);
    let finding = vault::finding(&harness);
    let record = Record::new(&Case::new(&finding, &harness, &project), Some(0.5), true);
    let text = record.to_json().unwrap();
    insta::assert_snapshot!("record", text);
    let path = Path::new("finding.json");
    let read = Record::from_json(&text, path).unwrap();
    assert_eq!(read, record);
    assert_eq!(read.hit().sequence, finding.sequence);
    assert_eq!(read.applies(&harness), Ok(()));
    assert!(!read.world_differs(&harness));
    hotfire_fuzz::confirm(&harness, &read.hit()).unwrap();

    let newer = text.replacen("\"schema\": 1", "\"schema\": 2", 1);
    assert!(matches!(
        Record::from_json(&newer, path),
        Err(ReportError::NewerSchema { found: 2, known: SCHEMA, .. })
    ));
    for broken in ["", "{}", "[]", "{\"schema\": \"1\"}", "{\"schema\": 1}", &text[..text.len() / 2]] {
        let error = Record::from_json(broken, path).unwrap_err();
        assert!(error.to_string().starts_with("finding.json is no finding: "), "{error}");
    }
    harness.functions.retain(|function| function.name != "claim");
    assert_eq!(
        read.applies(&harness).unwrap_err().to_string(),
        "call 4 is of Users.claim(uint256), which is no longer there"
    );
    harness.properties.clear();
    harness.functions = vault::harness(&project).functions;
    assert!(read.applies(&harness).unwrap_err().to_string().contains("invariant_depositsAreCovered()"));
}

#[test]
fn the_schema_names_every_member_and_only_those() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/finding.schema.json");
    let schema: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    let project = vault::load(&vault::root());
    let harness = vault::harness(&project);
    let finding = vault::finding(&harness);
    let record = Record::new(&Case::new(&finding, &harness, &project), Some(0.5), true);
    let document = serde_json::to_value(&record).unwrap();
    check(&schema, &schema, &document, "finding");
}

/// Every required member is there, every member is described, and simple types agree.
fn check(root: &serde_json::Value, schema: &serde_json::Value, value: &serde_json::Value, at: &str) {
    let schema = match schema["$ref"].as_str() {
        Some(name) => &root["$defs"][name.trim_start_matches("#/$defs/")],
        None => schema,
    };
    assert!(!schema.is_null(), "{at} is not described");
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(name.as_str().unwrap()).is_some(), "{at} has no {name}");
    }
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(allowed.contains(value), "{at}: {value}");
    }
    match schema["type"].as_str() {
        Some("object") => {
            for (name, member) in value.as_object().unwrap() {
                let described = match &schema["properties"][name] {
                    serde_json::Value::Null => &schema["additionalProperties"],
                    described => described,
                };
                check(root, described, member, &format!("{at}.{name}"));
            }
        }
        Some("array") => {
            for (index, item) in value.as_array().unwrap().iter().enumerate() {
                if !schema["items"].is_null() {
                    check(root, &schema["items"], item, &format!("{at}[{index}]"));
                }
            }
        }
        Some("string") => assert!(value.is_string(), "{at}: {value}"),
        Some("integer") => assert!(value.is_u64(), "{at}: {value}"),
        Some("number") => assert!(value.is_number(), "{at}: {value}"),
        _ => {}
    }
}

mod round_trip {
    use super::support::{SENDER, vault};
    use alloy_primitives::{Address, Bytes, U256};
    use hotfire_fuzz::Tx;
    use hotfire_fuzz::tx::{LiveAmount, Note, NoteCall, Script, Source};
    use hotfire_report::record::{Record, RecordedTx};
    use hotfire_report::{Case, Told};
    use proptest::prelude::*;
    use std::path::Path;
    use std::sync::OnceLock;

    fn template() -> &'static Record {
        static RECORD: OnceLock<Record> = OnceLock::new();
        RECORD.get_or_init(|| {
            let project = vault::load(&vault::root());
            let harness = vault::harness(&project);
            let finding = vault::finding(&harness);
            Record::new(&Case::new(&finding, &harness, &project), None, false)
        })
    }

    fn any_tx() -> impl Strategy<Value = Tx> {
        let data = proptest::collection::vec(any::<u8>(), 0..80);
        (any::<[u8; 20]>(), any::<[u8; 32]>(), data, any::<u64>(), any::<u64>(), any::<bool>()).prop_map(
            |(to, value, data, delay_secs, delay_blocks, scripted)| {
                let tx = Tx {
                    from: SENDER,
                    to: Address::from(to),
                    value: U256::from_be_bytes(value),
                    data: Bytes::from(data),
                    delay_secs,
                    delay_blocks,
                    script: Script::default(),
                };
                let at = LiveAmount {
                    at: Some(4),
                    source: Source::Handed(4),
                    numerator: delay_secs,
                    denominator: 1,
                };
                let call = NoteCall { to: tx.to, value: tx.value, data: tx.data.clone(), amounts: vec![at] };
                let script = Script { notes: vec![Note(vec![call])], answers: Vec::new() };
                Tx { script: if scripted { script } else { Script::default() }, ..tx }
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]
        #[test]
        fn any_sequence_is_read_back(txs in proptest::collection::vec(any_tx(), 1..8), words in ".{0,40}", millis in proptest::option::of(any::<u64>())) {
            let mut record = template().clone();
            record.violation.at = txs.len() - 1;
            record.violation.message = words.clone();
            record.title = words.clone();
            record.found.millis = millis;
            record.sequence = txs.into_iter().map(|tx| RecordedTx { tx, told: Told { call: words.clone(), ..Told::default() } }).collect();
            let text = record.to_json().unwrap();
            let read = Record::from_json(&text, Path::new("finding.json")).unwrap();
            prop_assert_eq!(&read, &record);
            prop_assert_eq!(read.to_json().unwrap(), text);
        }
    }
}
