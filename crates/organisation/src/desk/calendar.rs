//! Working time: the weekly hours of calendars, and days decreed off or worked.

use super::{administer, refuse};
use crate::store::{self, CALENDAR_DAY, CALENDAR_HOURS};
use ::store::{Ctx, Tx, vals};
use kernel::calendar::{DayKind, Span};
use kernel::{Day, Fault, Result, UnitId};

/// A decreed day lies within so many years of the day it is decreed on: one beyond is a slip of the pen.
const YEARS: i64 = 20;

/// Keeps the weekly hours of a calendar; what is there already stays. Answers whether anything was written.
///
/// # Errors
/// A fault of the database.
pub fn keep_hours(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    calendar: &str,
    weekday: u8,
    from: Day,
    spans: &[Span],
) -> Result<bool> {
    administer(ctx)?;
    store::lock(tx)?;
    well_formed(spans)?;
    let known = store::hours(tx)?;
    if let Some(old) = known.iter().find(|h| h.0 == calendar && h.1 == weekday && h.2 == from) {
        if old.3 == spans {
            return Ok(false);
        }
        return refuse(
            "calendar.hours_known",
            format!("Giờ làm việc từ ngày {} đã có và khác. Hãy dùng ngày hiệu lực mới.", from.vietnamese()),
            format!("Other hours are known from {from} on. Give the new ones a later day."),
        );
    }
    let text = spans_text(spans)?;
    tx.action(&ctx.action("calendar.keep_hours"), |tx| {
        tx.insert(&CALENDAR_HOURS, &vals![calendar, i64::from(weekday), from.0, &text])?;
        store::bump(tx)
    })?;
    Ok(true)
}

/// A day off, a worked day or a half day, for all units or one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decree {
    /// The date.
    pub day: Day,
    /// For one unit alone, or for all.
    pub unit: Option<UnitId>,
    /// What it is.
    pub kind: DayKind,
    /// Its name, for people.
    pub name: String,
    /// Its own hours, for worked and half days.
    pub spans: Option<Vec<Span>>,
}

/// A change of one day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DayChange {
    /// It is decreed off or worked.
    Decree(Decree),
    /// What was decreed for it is taken back.
    Revoke {
        /// The date.
        day: Day,
        /// The unit it was decreed for, or all.
        unit: Option<UnitId>,
    },
}

impl DayChange {
    /// The date.
    pub fn day(&self) -> Day {
        match self {
            Self::Decree(decree) => decree.day,
            Self::Revoke { day, .. } => *day,
        }
    }

    /// The unit it is for; all when there is none.
    pub fn unit(&self) -> Option<UnitId> {
        match self {
            Self::Decree(decree) => decree.unit,
            Self::Revoke { unit, .. } => *unit,
        }
    }
}

/// Writes a change. Answers whether anything was written.
///
/// # Errors
/// As [`decree_day`] and [`revoke_day`].
pub fn change_day(tx: &mut Tx, ctx: &Ctx<'_>, change: &DayChange) -> Result<bool> {
    match change {
        DayChange::Decree(decree) => decree_day(tx, ctx, decree),
        DayChange::Revoke { day, unit } => revoke_day(tx, ctx, *day, *unit).map(|()| true),
    }
}

pub(crate) fn not_decreed(day: Day) -> kernel::Error {
    kernel::Refusal::new(
        "calendar.not_decreed",
        format!("Ngày {} không có quyết định nghỉ hoặc làm bù nào để hủy.", day.vietnamese()),
        format!("Nothing is decreed for {day} that could be revoked."),
    )
    .into()
}

impl Decree {
    /// Whether it can be at all.
    ///
    /// # Errors
    /// Refusals: no name, a date far away, hours for a day off, hours that overlap.
    pub fn check(&self, today: Day) -> Result<()> {
        if self.name.trim().is_empty() {
            return refuse(
                "calendar.name_needed",
                "Thiếu tên ngày nghỉ hoặc ngày làm bù. Hãy ghi tên.",
                "The day's name is missing. Give it.",
            );
        }
        if (self.day.0 - today.0).abs() > YEARS * 366 {
            return refuse(
                "calendar.day_far",
                format!("Ngày {} quá xa. Hãy kiểm tra lại năm.", self.day.vietnamese()),
                format!("{} is more than {YEARS} years away. Check the year.", self.day),
            );
        }
        let off = matches!(self.kind, DayKind::Holiday | DayKind::CompensatoryOff | DayKind::SwappedOff);
        match &self.spans {
            Some(spans) if off || spans.is_empty() => refuse(
                "calendar.hours",
                "Giờ làm việc chỉ ghi cho ngày làm bù hoặc làm nửa ngày.",
                "Hours are given for worked and half days only.",
            ),
            Some(spans) => well_formed(spans),
            None => Ok(()),
        }
    }
}

fn well_formed(spans: &[Span]) -> Result<()> {
    let inside = spans.iter().all(|s| 0 <= s.from && s.from < s.to && s.to <= 24 * 60);
    if inside && spans.windows(2).all(|pair| pair[0].to <= pair[1].from) {
        return Ok(());
    }
    refuse(
        "calendar.hours",
        "Giờ làm việc chồng lấn hoặc kết thúc trước khi bắt đầu.",
        "The working hours overlap or end before they begin.",
    )
}

/// A decreed day as it stands: kind, name, spans, decreed on, version.
type Standing = (String, String, Option<String>, i64, i64);

fn standing(tx: &mut Tx, day: Day, of: UnitId) -> Result<Option<Standing>> {
    tx.query_opt(
        "SELECT kind, name, spans, decreed_on, version FROM calendar_day WHERE day = $1 AND unit_id = $2",
        &vals![day.0, of.0],
        |row| Ok((row.text()?, row.text()?, row.opt_text()?, row.int()?, row.int()?)),
    )
}

/// Writes a decree. A known one for the same day and unit is replaced. Answers whether anything was written.
///
/// Due dates do not move by this: where there are dossiers, decree through the dossier desk, which does both.
///
/// # Errors
/// Refusals as for [`Decree::check`], and when the unit is not there on the day.
pub fn decree_day(tx: &mut Tx, ctx: &Ctx<'_>, decree: &Decree) -> Result<bool> {
    let directory = super::alone(tx, ctx)?;
    decree.check(ctx.now.day())?;
    let (day, of) = (decree.day, decree.unit.unwrap_or(UnitId(0)));
    if decree.unit.is_some_and(|unit| directory.version_at(unit, day).is_none()) {
        return refuse(
            "unit.not_there",
            format!("Đơn vị không hoạt động vào ngày {}.", day.vietnamese()),
            format!("The unit is not there on {day}."),
        );
    }
    let text = decree.spans.as_deref().map(spans_text).transpose()?;
    let (kind, name) = (decree.kind.word(), decree.name.as_str());
    let decreed_on = ctx.now.day().0;
    match standing(tx, day, of)? {
        Some((k, n, s, ..)) if k == kind && n == name && s == text => return Ok(false),
        Some((k, n, s, on, version)) => tx.action(&ctx.action("calendar.decree"), |tx| {
            let old = vals![day.0, of.0, &k, &n, s.as_ref(), on, version];
            let new = vals![day.0, of.0, kind, name, text.as_ref(), decreed_on, version + 1];
            if !tx.update(&CALENDAR_DAY, &old, &new)? {
                return Err(Fault::new("the day was decreed at the same time").into());
            }
            store::bump(tx)
        })?,
        None => tx.action(&ctx.action("calendar.decree"), |tx| {
            // A day that was revoked may be decreed again, with a higher version than it ever had: each of its
            // versions counted the revision up as well.
            let version = directory.revision() + 1;
            tx.insert(&CALENDAR_DAY, &vals![day.0, of.0, kind, name, text.as_ref(), decreed_on, version])?;
            store::bump(tx)
        })?,
    }
    Ok(true)
}

/// Takes a decree back, for all units or the one it was given for. Due dates do not move by this, see
/// [`decree_day`].
///
/// # Errors
/// A refusal when nothing is decreed for that day.
pub fn revoke_day(tx: &mut Tx, ctx: &Ctx<'_>, day: Day, unit: Option<UnitId>) -> Result<()> {
    administer(ctx)?;
    store::lock(tx)?;
    let of = unit.unwrap_or(UnitId(0));
    let Some((kind, name, spans, on, version)) = standing(tx, day, of)? else {
        return Err(not_decreed(day));
    };
    tx.action(&ctx.action("calendar.revoke"), |tx| {
        let old = vals![day.0, of.0, &kind, &name, spans.as_ref(), on, version];
        if !tx.delete(&CALENDAR_DAY, &old)? {
            return Err(Fault::new("the day was decreed at the same time").into());
        }
        store::bump(tx)
    })
}

fn spans_text(spans: &[Span]) -> Result<String> {
    serde_json::to_string(spans).map_err(|e| Fault::because("writing working hours", e).into())
}
