//! Runs a program, and measures the time that it spends on the CPU and the memory that it takes.
//!
//! Invariant: a child never outlives its limits, and its output never blocks it.

use anyhow::{Context, Result};
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Ticks of a second in `/proc/PID/stat`; Linux shows 100 to programs on every machine.
const TICKS_PER_SEC: f64 = 100.0;
/// Pause between two looks at the child.
const LOOK_MILLIS: u64 = 5;

/// What a child may use before it is killed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) wall: Duration,
    /// User and system time of the child and of its own children that have ended.
    pub(crate) cpu_secs: f64,
}

impl Limits {
    pub(crate) fn wall_secs(secs: u64) -> Self {
        Self { wall: Duration::from_secs(secs), cpu_secs: f64::INFINITY }
    }
}

/// What a child did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Done {
    /// Exit code; `None` if it was killed.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) wall_secs: f64,
    /// User and system time, children that have ended included.
    pub(crate) cpu_secs: f64,
    /// Largest resident memory that was seen.
    pub(crate) peak_rss_bytes: u64,
}

/// Runs the command to its end or to its limits.
pub(crate) fn run(command: &mut Command, limits: Limits) -> Result<Done> {
    let folder = crate::repo::root().join("target/xtask/output");
    std::fs::create_dir_all(&folder)?;
    let name = format!("{}-{:?}", std::process::id(), std::thread::current().id());
    let (out, err) = (folder.join(format!("{name}.out")), folder.join(format!("{name}.err")));
    command.stdin(Stdio::null()).stdout(File::create(&out)?).stderr(File::create(&err)?);
    let start = Instant::now();
    let child =
        command.spawn().with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let mut done = watch(child, start, limits)?;
    done.stdout = lossy(&out)?;
    done.stderr = lossy(&err)?;
    std::fs::remove_file(&out)?;
    std::fs::remove_file(&err)?;
    Ok(done)
}

/// The command line as one would type it, with the variables that are set for it.
pub(crate) fn line(command: &Command) -> String {
    let variables = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let variables = variables.map(|(name, value)| format!("{}={}", name.display(), value.display()));
    let program = command.get_program();
    let program = Path::new(program).file_name().unwrap_or(program).display().to_string();
    let arguments = command.get_args().map(|argument| argument.display().to_string());
    variables.chain([program]).chain(arguments).collect::<Vec<_>>().join(" ")
}

/// A child that has ended stays in `/proc` until it is waited for, so its last numbers are exact.
fn watch(mut child: Child, start: Instant, limits: Limits) -> Result<Done> {
    let mut done = Done::default();
    let proc = format!("/proc/{}", child.id());
    let proc = Path::new(&proc);
    let mut killed = false;
    loop {
        let stat = std::fs::read_to_string(proc.join("stat")).context("cannot watch the child in /proc")?;
        let stat = Stat::parse(&stat).context("/proc/PID/stat reads otherwise than expected")?;
        done.cpu_secs = stat.cpu_secs;
        done.peak_rss_bytes = done.peak_rss_bytes.max(peak_rss_bytes(proc));
        done.wall_secs = start.elapsed().as_secs_f64();
        if stat.ended {
            let status = child.wait()?;
            done.code = if killed { None } else { status.code() };
            return Ok(done);
        }
        if !killed && (start.elapsed() > limits.wall || stat.cpu_secs > limits.cpu_secs) {
            child.kill()?;
            killed = true;
        }
        std::thread::sleep(Duration::from_millis(LOOK_MILLIS));
    }
}

#[derive(Debug, PartialEq)]
struct Stat {
    ended: bool,
    cpu_secs: f64,
}

impl Stat {
    /// The name in brackets may hold anything; the fields behind it are plain.
    fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
        // utime, stime, cutime, cstime are fields 14 to 17; the state is field 3 and the first behind the name.
        let sum = ticks(11)? + ticks(12)? + ticks(13)? + ticks(14)?;
        Some(Self { ended: matches!(*fields.first()?, "Z" | "X"), cpu_secs: sum / TICKS_PER_SEC })
    }
}

fn peak_rss_bytes(proc: &Path) -> u64 {
    let status = std::fs::read_to_string(proc.join("status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

fn lossy(path: &Path) -> Result<String> {
    Ok(String::from_utf8_lossy(&std::fs::read(path)?).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stat_line_with_a_bracket_in_the_name() {
        let line = "42 (a) b) Z 1 2 3 4 5 6 7 8 9 10 150 50 25 25 20 0";
        assert_eq!(Stat::parse(line), Some(Stat { ended: true, cpu_secs: 2.5 }));
        assert_eq!(Stat::parse("42 (a"), None);
    }

    #[test]
    fn output_code_and_time_are_those_of_the_child() {
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo out; echo err >&2; exit 3",
        ]);
        let done = run(&mut command, Limits::wall_secs(60)).unwrap();
        assert_eq!((done.code, done.stdout.as_str(), done.stderr.as_str()), (Some(3), "out\n", "err\n"));
        assert!(done.cpu_secs > 0.0 && done.cpu_secs <= done.wall_secs + 0.05, "{done:?}");
        assert!(done.peak_rss_bytes > 100_000, "{done:?}");
    }

    #[test]
    fn a_child_is_killed_at_either_limit() {
        let limits = Limits { wall: Duration::from_millis(100), cpu_secs: f64::INFINITY };
        assert_eq!(run(Command::new("sleep").arg("60"), limits).unwrap().code, None);
        let limits = Limits { wall: Duration::from_secs(60), cpu_secs: 0.1 };
        let mut endless = Command::new("sh");
        endless.args(["-c", "while :; do :; done"]);
        assert_eq!(run(&mut endless, limits).unwrap().code, None);
    }

    #[test]
    fn a_line_shows_variables_and_no_folder_of_the_program() {
        let mut command = Command::new("/some/where/forge");
        command.arg("test").env("FOUNDRY_INVARIANT_RUNS", "5");
        assert_eq!(line(&command), "FOUNDRY_INVARIANT_RUNS=5 forge test");
    }
}
