//! The store under torn files, a full disk, a second process and a kill between any two of its steps.
//!
//! Invariant: no case here leaves a name with half its contents behind.

use super::{findings::recover, *};
use alloy_primitives::{Address, B256, Bytes, U256};
use hotfire_fuzz::{Reason, Rule, Sequence, Tx, Violation};
use proptest::prelude::*;

fn tx(byte: u8, len: usize) -> Tx {
    Tx {
        from: Address::repeat_byte(byte),
        to: Address::repeat_byte(1),
        value: U256::from(byte),
        data: Bytes::from(vec![byte; len]),
        delay_secs: u64::MAX,
        delay_blocks: 3,
        script: hotfire_fuzz::tx::Script::default(),
    }
}

fn sequence(byte: u8) -> Sequence {
    Sequence(vec![tx(byte, 4), tx(byte.wrapping_add(1), 68)])
}

fn record(id: &str, len: usize) -> Record {
    Record {
        schema: 1,
        id: id.to_owned(),
        harness: RecordedHarness { id: "test/A.sol:A".to_owned() },
        violation: Violation {
            reason: Reason {
                rule: Rule::Property,
                subject: "A.invariant_a()".to_owned(),
                how: "false".to_owned(),
                site: Some((B256::ZERO, 7)),
            },
            at: len - 1,
            message: "a \"quoted\"\nmessage".to_owned(),
            value: None,
            judge: Address::ZERO,
        },
        sequence: (0..len).map(|_| tx(7, 36)).collect(),
        found: RecordedSearch { executions: 1234, len: 9 },
    }
}

fn tree(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for file in fs::read_dir(&next).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                names.push(path.strip_prefix(folder).unwrap().display().to_string())
            }
        }
    }
    names.sort();
    names
}

#[test]
fn a_corpus_comes_back() {
    let home = tempfile::tempdir().unwrap();
    {
        let store = Store::open(home.path()).unwrap();
        let mut corpus = store.corpus("test/A.sol:A").unwrap().corpus;
        assert_eq!(corpus.insert(&[sequence(1), sequence(2), sequence(1)]).unwrap(), 2);
        assert_eq!(corpus.insert(&[sequence(3), sequence(2)]).unwrap(), 1, "written once");
        assert_eq!(corpus.len(), 3);
        let files = fs::read_dir(home.path().join("corpus").join(folder_name("test/A.sol:A"))).unwrap();
        assert_eq!(files.count(), 2, "what comes at once goes into one file");
    }
    let store = Store::open(home.path()).unwrap();
    let loaded = store.corpus("test/A.sol:A").unwrap();
    assert_eq!(loaded.warnings, Vec::<String>::new());
    let mut sequences = loaded.sequences;
    sequences.sort_by_key(|sequence| sequence[0].from);
    assert_eq!(sequences, [sequence(1), sequence(2), sequence(3)]);
    assert!(store.corpus("test/A.sol:B").unwrap().sequences.is_empty(), "harnesses do not mix");
}

#[test]
fn damaged_files_are_set_aside_and_nothing_else_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let mut corpus = store.corpus("A").unwrap().corpus;
    for byte in 1..=3 {
        corpus.insert(&[sequence(byte)]).unwrap();
    }
    let (name, file) = encode(&[sequence(1)]);
    let folder = home.path().join("corpus").join(folder_name("A"));
    fs::write(folder.join(&name), &file[..file.len() - 1]).unwrap();
    fs::write(folder.join("stranger"), b"\xff\xfe").unwrap();
    let loaded = store.corpus("A").unwrap();
    assert_eq!(loaded.sequences.len(), 2);
    assert_eq!(loaded.warnings.len(), 2, "{:?}", loaded.warnings);
    assert!(loaded.warnings.iter().all(|warning| warning.contains("quarantine")));
    assert_eq!(fs::read_dir(home.path().join("quarantine")).unwrap().count(), 2);
    assert_eq!(store.corpus("A").unwrap().warnings, Vec::<String>::new(), "said once");
}

#[test]
fn the_oldest_make_room_at_the_cap() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let mut corpus = store.corpus("A").unwrap().corpus;
    let bytes = encode(&[sequence(5)]).1.len() as u64;
    corpus.cap(2 * bytes + 10);
    for byte in 5..=7 {
        corpus.insert(&[sequence(byte)]).unwrap();
    }
    assert_eq!(corpus.len(), 2);
    assert!(corpus.bytes() <= 2 * bytes + 10);
    let left = store.corpus("A").unwrap().sequences;
    assert!(left.contains(&sequence(7)) && !left.contains(&sequence(5)));
}

#[test]
fn a_full_disk_leaves_what_was_there() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open_with_room(home.path(), 3500).unwrap();
    let mut corpus = store.corpus("A").unwrap().corpus;
    assert_eq!(corpus.insert(&[sequence(1)]).unwrap(), 1);
    store.findings().save(&record("f", 1), vec![]).unwrap();
    let before = tree(home.path());
    let error = corpus.insert(&[Sequence(vec![tx(9, 4000)])]).unwrap_err();
    assert!(error.is_full(), "{error}");
    let error = store.findings().save(&record("f", 9), vec![]).unwrap_err();
    assert!(error.is_full(), "{error}");
    assert_eq!(tree(home.path()), before);
    let (records, warnings) = store.findings().list();
    assert_eq!((records["f"].sequence.len(), warnings.len()), (1, 0));
}

#[test]
fn one_process_at_a_time() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let error = Store::open(home.path()).unwrap_err();
    assert!(matches!(&error, StoreError::Locked { .. }), "{error}");
    drop(store);
    Store::open(home.path()).unwrap();
}

#[test]
fn a_shorter_finding_replaces_the_longer() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let findings = store.findings();
    findings.save(&record("f", 5), vec![("old.txt".to_owned(), b"x".to_vec())]).unwrap();
    let folder = findings.save(&record("f", 2), vec![("new.txt".to_owned(), b"y".to_vec())]).unwrap();
    assert_eq!(tree(&folder), ["finding.json", "new.txt"]);
    assert_eq!(findings.list().0["f"], record("f", 2));
    assert_eq!(tree(&home.path().join("tmp")), Vec::<String>::new());
}

#[test]
fn a_kill_between_the_renames_loses_nothing() {
    let home = tempfile::tempdir().unwrap();
    {
        let store = Store::open(home.path()).unwrap();
        store.findings().save(&record("f", 5), vec![]).unwrap();
        store.findings().save(&record("g", 5), vec![]).unwrap();
        let (findings, tmp) = (home.path().join("findings"), home.path().join("tmp"));
        fs::rename(findings.join("f"), tmp.join("old-f")).unwrap();
        fs::create_dir(tmp.join("new-f")).unwrap();
        fs::write(tmp.join("new-f/finding.json"), b"{").unwrap();
        fs::create_dir(tmp.join("old-g")).unwrap();
        fs::write(tmp.join("feed"), b"half a corpus file").unwrap();
    }
    let store = Store::open(home.path()).unwrap();
    let (records, warnings) = store.findings().list();
    assert_eq!(records.keys().collect::<Vec<_>>(), ["f", "g"]);
    assert_eq!(warnings, Vec::<String>::new());
    assert_eq!(tree(&home.path().join("tmp")), Vec::<String>::new());
    recover(home.path()).unwrap();
}

#[test]
fn a_damaged_record_is_set_aside() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    for id in ["f", "g"] {
        store.findings().save(&record(id, 1), vec![]).unwrap();
    }
    fs::write(home.path().join("findings/f/finding.json"), b"{\"schema\":1").unwrap();
    let (peeked, warnings) = Findings::peek(home.path());
    assert_eq!((peeked.len(), warnings.len()), (1, 1));
    let (records, warnings) = store.findings().list();
    assert_eq!((records.len(), warnings.len()), (1, 1), "{warnings:?}");
    assert_eq!(store.findings().list().1.len(), 0);
}

#[test]
fn long_sequences_are_small_files() {
    let call = |number: u8| {
        let mut data = vec![0; 4 + 3 * 32];
        data[..4].copy_from_slice(&[1, 2, 3, 4]);
        data[35] = number;
        Tx { data: data.into(), delay_secs: 0, ..tx(number % 4, 0) }
    };
    let sequence = Sequence((0..=255).map(call).collect());
    let (file, json) = (encode(std::slice::from_ref(&sequence)).1, serde_json::to_vec(&sequence).unwrap());
    assert!(file.len() * 10 < json.len(), "{} {}", file.len(), json.len());
    assert_eq!(decode(&file).unwrap(), [sequence]);
}

#[test]
fn attackers_scripts_are_kept() {
    use hotfire_fuzz::tx::{Note, NoteCall, Script};
    let Tx { to, data, .. } = tx(1, 4);
    let call = NoteCall { to, value: U256::from(9), data, amounts: Vec::new() };
    let notes = vec![Note(vec![call.clone(), call]), Note::default()];
    let scripted = Tx { script: Script { notes, answers: Vec::new() }, ..tx(2, 8) };
    let sequences = [Sequence(vec![tx(3, 4), scripted]), sequence(4)];
    assert_eq!(decode(&encode(&sequences).1).unwrap(), sequences);
}

#[test]
fn a_small_file_cannot_take_much_memory() {
    let bombs: [&[u8]; 3] = [
        &[0xff, 0xff, 0xff, 0xff, 0x7f],
        &[0, 0xff, 0xff, 0xff, 0xff, 0x7f],
        &[
            1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0xff, 0xff,
            0xff, 0x7f,
        ],
    ];
    for bomb in bombs {
        let mut file = format!("hotfire-sequences 1 {}\n", disk::sha256_hex(bomb)).into_bytes();
        file.extend_from_slice(bomb);
        assert_eq!(decode(&file), Err(EntryError::Contents));
    }
}

proptest! {
    #[test]
    fn sequences_round_trip(
        all in prop::collection::vec(prop::collection::vec((any::<u8>(), 0_usize..200), 0..8), 0..4)
    ) {
        let sequence = |bytes: Vec<_>| Sequence(bytes.into_iter().map(|(byte, len)| tx(byte, len)).collect());
        let sequences: Vec<Sequence> = all.into_iter().map(sequence).collect();
        let (name, file) = encode(&sequences);
        prop_assert_eq!(name.len(), 64);
        prop_assert_eq!(decode(&file).unwrap(), sequences);
    }

    #[test]
    fn damage_is_noticed(byte in any::<u8>(), at in any::<prop::sample::Index>(), flip in 1_u8..=255) {
        let mut file = encode(&[sequence(byte)]).1;
        let at = at.index(file.len());
        file[at] ^= flip;
        prop_assert!(decode(&file).is_err());
    }

    #[test]
    fn any_bytes_are_an_entry_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        drop(decode(&bytes));
        let mut headed = format!("hotfire-sequences 1 {}\n", disk::sha256_hex(&bytes)).into_bytes();
        headed.extend_from_slice(&bytes);
        drop(decode(&headed));
    }
}
