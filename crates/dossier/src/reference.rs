//! What every use case looks up: units, calendars, procedures. Held in memory, read anew when it has changed.

use catalogue::Catalogue;
use kernel::calendar::Calendar;
use kernel::{Day, Fault, Refusal, Result, UnitId};
use organisation::{Calendars, Directory};
use std::sync::Arc;
use store::Tx;

/// A dossier code's pattern, from the province's settings: `{unit}-{yymmdd}-{nnnn}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodePattern(String);

impl CodePattern {
    /// The code of the `number`-th dossier taken in by a unit on a day.
    pub fn code(&self, unit: &str, day: Day, number: i64) -> String {
        let (y, m, d) = day.ymd();
        self.0
            .replace("{unit}", unit)
            .replace("{yyyymmdd}", &format!("{y:04}{m:02}{d:02}"))
            .replace("{yymmdd}", &format!("{:02}{m:02}{d:02}", y.rem_euclid(100)))
            .replace("{nnnn}", &format!("{number:04}"))
    }
}

/// Everything looked up, as of one committed moment.
#[derive(Debug)]
pub struct Reference {
    /// Units and their lineage.
    pub directory: Directory,
    /// Working time.
    pub calendars: Calendars,
    /// Procedures and processes.
    pub catalogue: Catalogue,
    /// How codes are made.
    pub codes: CodePattern,
    revisions: (i64, i64),
}

impl Reference {
    /// Reads everything.
    ///
    /// # Errors
    /// A fault when no province is loaded, or a row cannot be read.
    pub fn load(tx: &mut Tx) -> Result<Self> {
        let revisions = Self::revisions(tx)?;
        Ok(Self {
            directory: Directory::load(tx)?,
            calendars: Calendars::load(tx)?,
            catalogue: Catalogue::load(tx)?,
            codes: CodePattern(catalogue::settings::need(tx, "code_pattern")?),
            revisions,
        })
    }

    fn revisions(tx: &mut Tx) -> Result<(i64, i64)> {
        Ok((Directory::current_revision(tx)?, Catalogue::current_revision(tx)?))
    }

    /// The given one if nothing has changed since, else a new one.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn fresh(tx: &mut Tx, held: Option<&Arc<Self>>) -> Result<Arc<Self>> {
        let now = Self::revisions(tx)?;
        match held {
            Some(held) if held.revisions == now => Ok(held.clone()),
            _ => Ok(Arc::new(Self::load(tx)?)),
        }
    }

    /// The calendar a unit works by.
    ///
    /// # Errors
    /// A fault when it has none.
    pub fn calendar(&self, unit: UnitId) -> Result<&Calendar> {
        match self.calendars.for_unit(unit) {
            Some(calendar) => Ok(calendar),
            None => Err(Fault::new(format!("unit {unit} has no calendar")).into()),
        }
    }

    /// The unit's code on a day.
    ///
    /// # Errors
    /// A refusal when the unit does not exist on that day.
    pub fn unit_code(&self, unit: UnitId, day: Day) -> Result<&str> {
        match self.directory.version_at(unit, day) {
            Some(version) => Ok(&version.code),
            None => Err(Refusal::new(
                "unit.not_there",
                format!("Đơn vị không tồn tại vào ngày {}. Hãy chọn đơn vị kế thừa.", day.vietnamese()),
                format!("The unit does not exist on {day}. Choose its heir."),
            )
            .into()),
        }
    }

    /// Who holds a unit's work on a day: itself, or its heir.
    pub fn holder(&self, unit: UnitId, day: Day) -> UnitId {
        self.directory.map(unit, day)
    }
}
