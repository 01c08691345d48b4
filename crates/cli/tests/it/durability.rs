//! Kills, interruptions, a disk that refuses, two runs at once.

use crate::stand::Stand;
use std::{
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const LONG: [&str; 6] = ["fire", "--time", "forever", "--workers", "2", "--quiet"];

/// Waits until something holds, for at most two minutes.
fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < Duration::from_secs(120), "waited too long for {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn signal(child: &Child, signal: &str) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn a_killed_campaign_loses_nothing_and_goes_on() {
    let stand = Stand::vault();
    let mut seen = Vec::new();
    for round in 0..4 {
        let before = stand.corpus_files();
        let mut child = stand.spawn(&LONG).stdout(Stdio::null()).spawn().unwrap();
        wait_for("corpus files", || {
            stand.corpus_files() > before.min(5) && (round > 0 || stand.corpus_files() > 0)
        });
        thread::sleep(Duration::from_millis(150 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = stand.findings();
        assert!(seen.iter().all(|id| now.contains(id)), "{seen:?} {now:?}");
        seen = now;
    }
    let out = stand.hotfire(&["fire", "--executions", "5000"]).output().unwrap();
    let stderr = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(stderr.contains("resumed with "), "{stderr}");
    assert!(!stderr.contains("warning"), "{stderr}");
    assert_eq!(std::fs::read_dir(stand.path().join(".hotfire/quarantine")).unwrap().count(), 0);
    assert_eq!(std::fs::read_dir(stand.path().join(".hotfire/tmp")).unwrap().count(), 0);
}

#[test]
fn damaged_files_cost_only_themselves() {
    let stand = Stand::vault();
    stand.hotfire(&["fire", "--executions", "20k", "--quiet"]).output().unwrap();
    let corpus =
        std::fs::read_dir(stand.path().join(".hotfire/corpus")).unwrap().next().unwrap().unwrap().path();
    let mut files: Vec<_> = std::fs::read_dir(&corpus).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 1, "several turns left several files");
    std::fs::write(&files[0], b"hotfire-sequences 1 nonsense").unwrap();
    let out = stand.hotfire(&["fire", "--executions", "5000"]).output().unwrap();
    let stderr = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(stderr.contains("set aside in quarantine"), "{stderr}");
    assert!(stderr.contains("resumed with "), "{stderr}");
    assert!(!files[0].exists());
    assert!(files[1..].iter().all(|file| file.exists()), "the others stay");
}

#[test]
fn one_ctrl_c_ends_in_order() {
    let stand = Stand::vault();
    let child =
        stand.spawn(&["fire", "--time", "1h"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for("corpus files", || stand.corpus_files() > 0);
    signal(&child, "-INT");
    let out = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(stderr.contains("stopping: "), "{stderr}");
    assert!(!out.stdout.is_empty(), "the report is printed");
    let wanted = if stand.findings().is_empty() { 4 } else { 1 };
    assert_eq!(out.status.code(), Some(wanted), "{stderr}");
}

#[test]
fn a_second_run_in_the_same_project_is_refused() {
    let stand = Stand::vault();
    let mut child = stand.spawn(&LONG).stdout(Stdio::null()).spawn().unwrap();
    wait_for("corpus files", || stand.corpus_files() > 0);
    let out = stand.hotfire(&["fire", "--time", "1s"]).output().unwrap();
    let stderr = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(4), "{stderr}");
    assert!(stderr.contains(&format!("process {}", child.id())), "{stderr}");
    let out = stand.hotfire(&["fire", "--executions", "1000", "--out", "elsewhere"]).output().unwrap();
    assert_ne!(out.status.code(), Some(4));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// With no file allowed to grow, everything that the store writes is refused, as on a full disk.
#[test]
fn a_disk_that_refuses_is_said_and_the_result_is_still_printed() {
    let stand = Stand::vault();
    let binary = stand.spawn(&[]).get_program().to_owned();
    let mut shell = Command::new("sh");
    shell
        .current_dir(stand.path())
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" fire --seed 1 --time 5m --stop-on-first --json"])
        .arg(binary);
    let out = shell.output().unwrap();
    let stderr = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(stderr.contains("the corpus is kept in memory only"), "{stderr}");
    assert!(stderr.contains("cannot be written"), "{stderr}");
    assert_eq!(out.status.code(), Some(4), "{stderr}");
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 1, "the finding is in the report all the same");
    assert_eq!(stand.findings(), Vec::<String>::new(), "and nothing half written is on disk");
}
