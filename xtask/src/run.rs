//! Starting other programs and talking to the person at the terminal.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// What test runners said, added up.
#[derive(Default)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
}

impl Count {
    /// Reads a line; `test result: ok. 3 passed; 0 failed; …` counts.
    pub(crate) fn read(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test result: ") else {
            return;
        };
        for part in rest.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (Some(n), Some(what)) = (words.next().and_then(|n| n.parse::<u64>().ok()), words.next())
            else {
                continue;
            };
            match what {
                "passed" => self.passed += n,
                "failed" => self.failed += n,
                "ignored" => self.ignored += n,
                _ => {}
            }
        }
    }
}

/// Prints to standard output.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe (`| head`) is no reason to fail a chore.
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// Prints to standard error.
pub(crate) fn complain(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = writeln!(out, "xtask: {text}");
}

/// Runs a command to its end; its output goes to ours.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    say(&format!("$ {}\n", words(command)));
    let status = command.status().map_err(|e| format!("{} did not start: {e}", words(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed: {status}", words(command))) }
}

/// Runs a command, shows its standard output as it comes and hands each line to `seen`.
pub(crate) fn watch(command: &mut Command, mut seen: impl FnMut(&str)) -> Result<bool, String> {
    say(&format!("$ {}\n", words(command)));
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("{} did not start: {e}", words(command)))?;
    let out = child.stdout.take().ok_or("no standard output to read")?;
    for line in BufReader::new(out).lines() {
        let line = line.map_err(|e| format!("reading the output of {}: {e}", words(command)))?;
        say(&format!("{line}\n"));
        seen(&line);
    }
    Ok(child.wait().map_err(|e| e.to_string())?.success())
}

fn words(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args() {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}
