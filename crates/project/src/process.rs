//! Running a program with input, and taking all it prints.
//!
//! Invariant: the program ends, or is ended after [`RUN_SECS_MAX`]; neither side waits for the other with a full pipe.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a compiler may take, in seconds.
pub(crate) const RUN_SECS_MAX: u64 = 3600;

/// What a program printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

impl Ran {
    /// The last lines of both outputs, errors last.
    pub(crate) fn tail(&self) -> String {
        const BYTES_MAX: usize = 16_384;
        let text =
            [&self.stdout, &self.stderr].map(|bytes| String::from_utf8_lossy(bytes).trim_end().to_owned());
        let joined = text.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
        let from = joined.ceil_char_boundary(joined.len().saturating_sub(BYTES_MAX));
        joined[from..].to_owned()
    }
}

/// Runs a program to its end.
pub(crate) fn run(command: &mut Command, input: &[u8]) -> std::io::Result<Ran> {
    command.stdin(if input.is_empty() { Stdio::null() } else { Stdio::piped() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let stdin = child.stdin.take();
    let stdout = child.stdout.take();
    let stderr = child.stderr.take();
    thread::scope(|scope| {
        // A program that stops reading early says why by its status and output.
        let writer = scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(input)));
        let out = scope.spawn(move || read_all(stdout));
        let err = scope.spawn(move || read_all(stderr));
        let status = wait(&mut child);
        let _ = writer.join();
        let stdout = out.join().unwrap_or_default();
        let stderr = err.join().unwrap_or_default();
        Ok(Ran { status: status?, stdout, stderr })
    })
}

fn read_all(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What came before a broken pipe is still worth showing.
        let _ = pipe.read_to_end(&mut bytes);
    }
    bytes
}

fn wait(child: &mut Child) -> std::io::Result<ExitStatus> {
    const PAUSE: Duration = Duration::from_millis(2);
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if began.elapsed() > Duration::from_secs(RUN_SECS_MAX) {
            child.kill()?;
            return child.wait();
        }
        thread::sleep(PAUSE);
    }
}

/// The program with this name on PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = [name.to_owned(), format!("{name}{}", std::env::consts::EXE_SUFFIX)];
    let places = std::env::split_paths(&path).flat_map(|folder| names.clone().map(|name| folder.join(name)));
    places.into_iter().find(|place| is_program(place))
}

/// Whether a file can be run.
pub(crate) fn is_program(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    {
        path.is_file()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn input_and_output_larger_than_a_pipe_pass() {
        let input = vec![b'x'; 1 << 20];
        let ran = run(&mut Command::new("cat"), &input).unwrap();
        assert!(ran.status.success() && ran.stdout == input);
    }

    #[test]
    fn a_program_that_does_not_read_its_input_is_no_failure_of_ours() {
        let mut command = Command::new("sh");
        let ran = run(command.args(["-c", "echo out; echo err >&2; exit 3"]), &vec![b'x'; 1 << 20]).unwrap();
        assert_eq!((ran.status.code(), ran.tail().as_str()), (Some(3), "out\nerr"));
    }
}
