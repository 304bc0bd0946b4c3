//! The lived year: living it, and asking about it.

use super::Bench;
use super::out::Row;
use super::outside::{best, measured};
use super::server::Server;
use crate::run;
use std::path::Path;

const FOLDER: &str = "provinces/ca-mau-2020";

impl Bench {
    /// An empty place under this name.
    pub(super) fn fresh(&self, name: &str) -> Result<String, String> {
        self.gone(name)?;
        Ok(self.folder(name))
    }

    pub(super) fn gone(&self, name: &str) -> Result<(), String> {
        match std::fs::remove_dir_all(self.dir.join(name)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(format!("{name}: {e}")),
            _ => Ok(()),
        }
    }

    /// Lives the year in an empty place.
    pub(super) fn year(&mut self, place: &[&str]) -> Result<(), String> {
        measured(&self.program, &[&["load", FOLDER], place].concat())?;
        run::say("living the year\n");
        let (seconds, peak) = measured(&self.program, &[&["replay", FOLDER], place].concat())?;
        self.rows.push(Row::new("replay of the year (SQLite, synchronous=FULL)", seconds, "s", "≤ 120 s"));
        self.rows.push(Row::new("  its peak memory", peak, "MB", "≤ 1500 MB"));
        Ok(())
    }

    /// Lives it only where it was not lived to its end yet.
    pub(super) fn have_year(&self, folder: &str) -> Result<(), String> {
        let lived = Path::new(folder).join("lived");
        if lived.exists() {
            return Ok(());
        }
        let place = ["--data", folder];
        run::say("living the year\n");
        measured(&self.program, &[&["load", FOLDER], &place[..]].concat())?;
        measured(&self.program, &[&["replay", FOLDER], &place[..]].concat())?;
        std::fs::write(&lived, "").map_err(|e| e.to_string())
    }

    /// The same year on a server, by way of a backup.
    pub(super) fn year_by_backup(&mut self, folder: &str, server: &Server) -> Result<(), String> {
        let file = self.folder("year.motcua");
        let url = server.url();
        measured(&self.program, &["backup", &file, "--data", folder, "--force"])?;
        self.command("restore of the year (PostgreSQL)", &["restore", &file, "--database", &url])?;
        std::fs::remove_file(&file).map_err(|e| e.to_string())
    }

    /// What people and operators ask of a year; `inside` is the place as the example reads it.
    pub(super) fn questions(&mut self, place: &[&str], inside: &str, which: &str) -> Result<(), String> {
        self.inside(&["annex", inside, which])?;
        self.annex(place, which, "2020-01-01", "2020-11-13")?;
        let file = self.folder("backup.motcua");
        for (what, args) in [
            ("verify", vec!["verify"]),
            ("recount", vec!["recount"]),
            ("backup", vec!["backup", &file, "--force"]),
        ] {
            self.command(&format!("{what} ({which})"), &[&args[..], place].concat())?;
        }
        self.inside(&["lists", inside, which])?;
        self.pages(place, which)?;
        std::fs::remove_file(&file).map_err(|e| e.to_string())
    }

    /// Annex 3 as a command: program start, opening the database, the query and the printing.
    pub(super) fn annex(&mut self, place: &[&str], which: &str, from: &str, to: &str) -> Result<(), String> {
        let args = [&["report", "annex-3", "--from", from, "--to", to], place].concat();
        let ms = best(&self.program, &args, 20)? * 1e3;
        self.rows.push(Row::new(format!("annex 3, program start included ({which})"), ms, "ms", "≤ 50 ms"));
        Ok(())
    }
}
