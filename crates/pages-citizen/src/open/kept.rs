//! Files that were made for a day, until something changes.

use super::columns::{self, Of};
use super::json;
use kernel::{Day, Result};
use std::sync::{Arc, Mutex, PoisonError};
use store::Tx;

/// The two forms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Csv,
    Json,
}

impl Form {
    pub(super) const fn media(self) -> &'static str {
        match self {
            Self::Csv => sheet::CSV,
            Self::Json => "application/json",
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Csv => "procedures.csv",
            Self::Json => "procedures.json",
        }
    }
}

/// A file with what it is known by.
pub(super) struct File {
    pub(super) tag: String,
    pub(super) bytes: Vec<u8>,
}

/// What a file is of: the catalogue, the organisation, the day.
type Made = (i64, i64, Day);

/// A file, and what it was made of.
type Held = Option<(Made, Arc<File>)>;

/// The files made last. One for the routes of a site.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<[Held; 2]>>);

impl Kept {
    /// The file as it is now.
    pub(super) fn of(&self, tx: &mut Tx<'_>, form: Form, of: &Of<'_>) -> Result<Arc<File>> {
        let made = (of.reference.catalogue.revision(), of.reference.directory.revision(), of.day);
        let at = usize::from(form == Form::Json);
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = lock()[at].as_ref().filter(|(of, _)| *of == made) {
            return Ok(file.clone());
        }
        let in_force = of.reference.catalogue.all_in_force(of.day);
        let bytes = match form {
            Form::Csv => columns::csv(of, in_force.into_iter())?,
            Form::Json => json::written(tx, of, &in_force)?,
        };
        // The same on every server that reads the same database.
        let tag = format!("W/\"{}-{}-{}\"", made.0, made.1, of.day);
        let file = Arc::new(File { tag, bytes });
        lock()[at] = Some((made, file.clone()));
        Ok(file)
    }
}
