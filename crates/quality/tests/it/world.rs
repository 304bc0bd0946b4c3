//! A small province: two units of one tier, two procedures of two fields, and what they settled.

use catalogue::{Competent, Place, ProcedureId, ProcessId, Step, desk as catalogue_desk};
use dossier::desk::{Accept, Applicant, Channel, Desk, DossierId, Outcome, ResultBy, Settle, Shift, Tokens};
use kernel::calendar::Span;
use kernel::term::{Term, TermRules};
use kernel::{Actor, Day, IdSource, Instant, Period, PersonId, Result, Right, Rights, UnitId};
use organisation::{UnitVersion, desk as organisation_desk};
use store::{Ctx, Db, Schema, Tx};

/// The whole schema.
pub(crate) fn schema() -> Schema {
    Schema::of(&[&organisation::DOMAIN, &catalogue::DOMAIN, &dossier::DOMAIN, &quality::DOMAIN])
        .leaving_out(&["dossier_text*"])
        .exempting(dossier::EXEMPT)
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// October 2020.
pub(crate) fn october() -> Period {
    Period::new(day("2020-10-01"), day("2020-11-01")).unwrap()
}

/// What a refused deed was refused for.
pub(crate) fn code<T: std::fmt::Debug>(refused: Result<T>) -> &'static str {
    refused.unwrap_err().refusal().expect("a refusal, no fault").code
}

/// A province and its desks.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) desk: Desk,
    pub(crate) units: Vec<UnitId>,
    pub(crate) process: ProcessId,
    procedures: Vec<ProcedureId>,
}

impl World {
    pub(crate) fn new(db: &Db) -> Self {
        let (units, (process, procedures)) = db.write(|tx| Ok((units(tx)?, procedures(tx)?))).unwrap();
        Self { db: db.clone(), desk: Desk::open(db.clone(), Tokens::Seeded(1)), units, process, procedures }
    }

    /// Does something on a day at eight, as somebody who keeps the system of a unit.
    pub(crate) fn on<T: Send + 'static>(
        &self,
        on: &str,
        unit: usize,
        work: impl FnOnce(&mut Tx<'_>, &Ctx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let rights = Rights::of(&[Right::Assure]);
        let actor = Actor { person: PersonId(7), behalf: None, unit: Some(self.units[unit]), rights };
        let now = day(on).at_minute(480);
        self.db.write(move |tx| {
            let ids = tx.ids();
            work(tx, &Ctx { actor, now, ids: &ids })
        })
    }

    fn at<T: Send + 'static>(
        &self,
        now: Instant,
        work: impl FnOnce(&mut Shift<'_, '_>, &Ctx<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        let ids = self.db.ids().clone();
        self.desk.shift(move |shift| work(shift, &Ctx { actor: Actor::SYSTEM, now, ids: &ids })).unwrap()
    }

    /// Takes a dossier in at eight on a day, hands it on, and settles it so many minutes after.
    pub(crate) fn settled(&self, unit: usize, procedure: usize, on: &str, minutes: i64) -> DossierId {
        let now = day(on).at_minute(480);
        let accept = Accept {
            id: None,
            procedure: self.procedures[procedure],
            unit: self.units[unit],
            receiving: self.units[unit],
            channel: Channel::Counter,
            result_by: ResultBy::Counter,
            applicant: Applicant { name: "Nguyễn Văn Thử".into(), ..Applicant::default() },
            content: "Thử (minh họa)".into(),
        };
        let id = self.at(now, move |shift, ctx| shift.accept(ctx, accept)).id;
        self.at(now, move |shift, ctx| shift.forward(ctx, id, None));
        let settle = Settle { outcome: Outcome::Granted, reason: None, late_reason: None };
        self.at(now.plus_seconds(minutes * 60), move |shift, ctx| shift.settle(ctx, id, settle));
        id
    }
}

fn units(tx: &mut Tx<'_>) -> Result<Vec<UnitId>> {
    let start = day("2019-01-01");
    let ids = IdSource::new(0);
    let ctx = Ctx { actor: Actor::SYSTEM, now: start.start(), ids: &ids };
    for weekday in 1..=5 {
        let spans = [Span { from: 420, to: 1020 }];
        organisation_desk::keep_hours(tx, &ctx, "office", weekday, Day(0), &spans)?;
    }
    catalogue::settings::keep(tx, &ctx, "code_pattern", "{unit}-{yymmdd}-{nnnn}")?;
    let unit = |position| UnitVersion {
        unit: UnitId(0),
        valid_from: start,
        valid_to: None,
        code: format!("U{position}"),
        name: format!("Đơn vị {position}"),
        tier: "one".into(),
        kind: "office".into(),
        command: None,
        territory: None,
        position,
        reports: true,
        calendar: "office".into(),
    };
    (1..=2).map(|position| organisation_desk::found(tx, &ctx, unit(position))).collect()
}

fn procedures(tx: &mut Tx<'_>) -> Result<(ProcessId, Vec<ProcedureId>)> {
    let start = day("2019-01-01");
    let ids = IdSource::new(1);
    let ctx = Ctx { actor: Actor::SYSTEM, now: start.start(), ids: &ids };
    let process = catalogue_desk::NewProcess {
        code: "p".into(),
        name: "Quy trình".into(),
        illustrative: true,
        steps: vec![
            Step::fixed("Tiếp nhận", "Một cửa", Place::Desk, 60, false),
            Step::fixed("Thẩm định", "Chuyên viên", Place::Competent, 240, true),
        ],
        ..catalogue_desk::NewProcess::default()
    };
    let (process, _) = catalogue_desk::keep_process(tx, &ctx, &process)?;
    let new = |n: usize| catalogue_desk::NewProcedure {
        code: format!("1.00000{n}"),
        valid_from: start,
        name: format!("Thủ tục {n}"),
        tier: "one".into(),
        field: ["Hộ tịch", "Đất đai"][n].into(),
        competent: Competent::Tier("one".into()),
        term: Term::WorkingDays(3),
        rules: TermRules::default(),
        online: true,
        post: true,
        process,
        illustrative: true,
    };
    let kept: Result<Vec<_>> =
        (0..2).map(|n| catalogue_desk::keep_procedure(tx, &ctx, &new(n)).map(|(id, _)| id)).collect();
    Ok((process, kept?))
}

/// Everything written is in the audit, and nothing else is.
pub(crate) fn clean(db: &Db) {
    store::seal(db).unwrap();
    let report = store::verify(db, &store::VerifyOptions::default()).unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}
