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

    /// Whether some desk may still give this code itself: it follows the pattern, with a day not yet over. Whatever
    /// stands where the unit's code belongs is taken for one, since units come and are renamed.
    pub fn may_give(&self, code: &str, today: Day) -> bool {
        fits(&self.0, code, None, today)
    }
}

/// Whether a code fits the rest of a pattern with a day not before `today`; a pattern without a day fits any day.
fn fits(pattern: &str, code: &str, day: Option<Day>, today: Day) -> bool {
    // Every length of a part is tried: patterns and codes are short, and have three parts that vary.
    let tried =
        |rest: &str, ends: &mut dyn Iterator<Item = usize>, read: &dyn Fn(&str) -> Option<Option<Day>>| {
            ends.filter_map(|end| Some((code.get(..end)?, code.get(end..)?)))
                .any(|(part, left)| read(part).is_some_and(|found| fits(rest, left, found.or(day), today)))
        };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if let Some(rest) = pattern.strip_prefix("{unit}") {
        return tried(rest, &mut (1..=code.len()), &|_| Some(None));
    }
    if let Some(rest) = pattern.strip_prefix("{nnnn}") {
        // Four digits, or more without a zero in front.
        let number = |part: &str| digits(part) && (part.len() == 4 || !part.starts_with('0'));
        return tried(rest, &mut (4..=code.len().min(18)), &|part| number(part).then_some(None));
    }
    if let Some(rest) = pattern.strip_prefix("{yyyymmdd}") {
        return tried(rest, &mut std::iter::once(8), &|part| {
            read_day(part.get(..4)?, part.get(4..)?).map(Some)
        });
    }
    if let Some(rest) = pattern.strip_prefix("{yymmdd}") {
        // Two digits of a year mean the one nearest to today.
        let (this, ..) = today.ymd();
        let year = |yy: &str| {
            let yy: i32 = yy.parse().ok()?;
            let same = this - this.rem_euclid(100) + yy;
            [same - 100, same, same + 100].into_iter().min_by_key(|y| (y - this).abs())
        };
        return tried(rest, &mut std::iter::once(6), &|part| {
            read_day(&year(part.get(..2)?)?.to_string(), part.get(2..)?).map(Some)
        });
    }
    match (pattern.chars().next(), code.chars().next()) {
        (None, None) => day.is_none_or(|day| day >= today),
        (Some(a), Some(b)) if a == b => fits(&pattern[a.len_utf8()..], &code[b.len_utf8()..], day, today),
        _ => false,
    }
}

fn read_day(year: &str, rest: &str) -> Option<Day> {
    format!("{year}-{}-{}", rest.get(..2)?, rest.get(2..)?).parse().ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_a_desk_may_still_give_is_known_as_such() {
        let today: Day = "2026-11-24".parse().unwrap();
        for (pattern, code, may) in [
            ("{unit}-{yymmdd}-{nnnn}", "X99.11-261124-0001", true),
            ("{unit}-{yymmdd}-{nnnn}", "X99.11-261123-0001", false),
            ("{unit}-{yymmdd}-{nnnn}", "X99.11-270101-12345", true),
            ("{unit}-{yymmdd}-{nnnn}", "X99.11-270101-01234", false),
            ("{unit}-{yymmdd}-{nnnn}", "X99.11-261131-0001", false),
            ("{unit}-{yymmdd}-{nnnn}", "cũ/2026/17", false),
            ("{unit}-{yymmdd}-{nnnn}", "", false),
            // 991231 was in the last century, not seventy-three years ahead.
            ("{unit}-{yymmdd}-{nnnn}", "X-991231-0001", false),
            ("{unit}{yyyymmdd}{nnnn}", "000202611240001", true),
            ("{unit}{yyyymmdd}{nnnn}", "000202611230001", false),
            ("{unit}.{nnnn}", "H.0001", true),
        ] {
            assert_eq!(CodePattern(pattern.into()).may_give(code, today), may, "{pattern} {code}");
        }
    }
}
