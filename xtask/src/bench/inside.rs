//! Measurements from inside the program's own code: the example `bench`, whose lines are rows.

use super::Bench;
use super::out::Row;
use crate::run;
use std::process::Command;

impl Bench {
    pub(super) fn inside(&mut self, args: &[&str]) -> Result<(), String> {
        let mut command = Command::new(&self.inside);
        command.args(args);
        let mut rows = Vec::new();
        let good = run::watch(&mut command, |line| rows.extend(Row::read(line)))?;
        self.rows.extend(rows);
        if good { Ok(()) } else { Err(format!("{args:?} failed; what it said stands above")) }
    }

    /// Pages of a place, served by the program.
    pub(super) fn served(&mut self, place: &str, which: &str) -> Result<(), String> {
        let program = self.program.display().to_string();
        self.inside(&["http", &program, place, which])
    }

    /// Creates over HTTP in one empty place, and through the front door in another.
    pub(super) fn served_creates(&mut self, over: &str, through: &str) -> Result<(), String> {
        let program = self.program.display().to_string();
        self.inside(&["http-creates", &program, over, through])
    }
}
