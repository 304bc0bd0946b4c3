//! Five million dossiers: ten years made of one.

use super::Bench;
use super::server::Server;
use crate::run;
use std::path::Path;

impl Bench {
    pub(super) fn ten_years_sqlite(
        &mut self,
        year: &Path,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<(), String> {
        let ten = self.folder("ten-years");
        let file = Path::new(&ten).join("motcua.sqlite");
        if !file.exists() {
            run::say("copying the year\n");
            std::fs::create_dir_all(&ten).map_err(|e| e.to_string())?;
            std::fs::copy(year.join("motcua.sqlite"), &file).map_err(|e| e.to_string())?;
        }
        self.inside(&["ten-years", &ten])?;
        if wanted("ten-years") {
            self.many(&["--data", &ten], &ten, "SQLite, 5 M")?;
        }
        if wanted("http-ten-years") {
            self.served(&ten, "SQLite, 5 M")?;
        }
        if !self.keep {
            self.gone("ten-years")?;
        }
        Ok(())
    }

    pub(super) fn ten_years_postgres(
        &mut self,
        year: &str,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<(), String> {
        let server = Server::many()?;
        self.year_by_backup(year, &server)?;
        let url = server.url();
        self.inside(&["ten-years", &url])?;
        if wanted("ten-years-postgres") {
            self.many(&["--database", &url], &url, "PostgreSQL, 5 M")?;
        }
        if wanted("http-ten-years-postgres") {
            self.served(&url, "PostgreSQL, 5 M")?;
        }
        Ok(())
    }

    fn many(&mut self, place: &[&str], inside: &str, which: &str) -> Result<(), String> {
        self.command(&format!("recount --fix ({which})"), &[&["recount", "--fix"], place].concat())?;
        self.inside(&["annex", inside, which])?;
        self.annex(place, which, "2029-03-01", "2030-01-01")?;
        self.inside(&["lists", inside, which])?;
        self.pages(place, which)?;
        self.inside(&["size", inside, which])
    }
}
