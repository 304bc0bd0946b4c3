//! A small province for tests: three units of one tier, three procedures.

use catalogue::{Competent, Place, ProcedureId, Step, desk as catalogue_desk};
use dossier::desk::{
    Accept, Actor, Applicant, Channel, Ctx, Desk, DossierId, ResultBy, TakeOver, Tokens, UnitId,
};
use kernel::calendar::Span;
use kernel::term::{Term, TermRules};
use kernel::{Day, IdSource, Instant, Result};
use organisation::{UnitVersion, desk as organisation_desk};
use std::sync::Arc;
use store::{Db, Schema, Tx};

/// The whole schema.
pub(crate) fn schema() -> Schema {
    Schema::of(&[&organisation::DOMAIN, &catalogue::DOMAIN, &dossier::DOMAIN])
        .leaving_out(&["dossier_text*"])
        .exempting(dossier::EXEMPT)
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A province and its desks.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) desk: Desk,
    pub(crate) units: Vec<UnitId>,
    pub(crate) procedures: Vec<ProcedureId>,
    pub(crate) ids: Arc<IdSource>,
}

impl World {
    pub(crate) fn new(db: &Db) -> Self {
        let (units, procedures) = db.write(|tx| Ok((units(tx)?, procedures(tx)?))).unwrap();
        let desk = Desk::open(db.clone(), Tokens::Seeded(1));
        Self { desk, units, procedures, ids: Arc::new(IdSource::new(5)) }
    }

    /// The same province, opened again by whoever comes later.
    pub(crate) fn again(db: &Db) -> Self {
        let units = db.read(organisation::Directory::load).unwrap();
        let units = units.all_at(day("2020-11-02")).iter().map(|v| v.unit).collect();
        let procedures = db
            .read(|tx| {
                tx.query("SELECT id FROM procedure ORDER BY code", &[], |row| Ok(ProcedureId(row.int()?)))
            })
            .unwrap();
        // Ids go on behind those that are there.
        Self { desk: Desk::open(db.clone(), Tokens::System), units, procedures, ids: db.ids().clone() }
    }

    /// Does something at an instant.
    pub(crate) fn at<T: Send + 'static>(
        &self,
        now: Instant,
        work: impl FnOnce(&mut dossier::desk::Shift<'_, '_>, &Ctx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let ids = self.ids.clone();
        self.desk.shift(move |shift| work(shift, &Ctx { actor: Actor::SYSTEM, now, ids: &ids }))
    }

    pub(crate) fn accept(&self, now: Instant, unit: usize, procedure: usize) -> DossierId {
        let cmd = self.intake(unit, unit, procedure);
        self.at(now, move |shift, ctx| shift.accept(ctx, cmd)).unwrap().id
    }

    /// An open dossier of another program, accepted there and due on these days, in its second step.
    pub(crate) fn brought(&self, code: &str, unit: usize, accepted: Day, due: Day) -> TakeOver {
        let accept = self.intake(unit, unit, 1);
        TakeOver {
            code: code.into(),
            procedure: accept.procedure,
            unit: accept.unit,
            receiving: accept.receiving,
            channel: accept.channel,
            result_by: accept.result_by,
            applicant: accept.applicant,
            content: accept.content,
            accepted_at: accepted.at_minute(540),
            promised: due,
            due,
            announced: None,
            step: 2,
            step_unit: None,
            paused: None,
        }
    }

    pub(crate) fn intake(&self, receiving: usize, unit: usize, procedure: usize) -> Accept {
        Accept {
            id: None,
            procedure: self.procedures[procedure],
            unit: self.units[unit],
            receiving: self.units[receiving],
            channel: Channel::Counter,
            result_by: ResultBy::Counter,
            applicant: Applicant { name: "Nguyễn Văn Thử".into(), ..Applicant::default() },
            content: "Thử (minh họa)".into(),
        }
    }
}

fn units(tx: &mut Tx<'_>) -> Result<Vec<UnitId>> {
    let start = day("2019-01-01");
    let ids = IdSource::new(0);
    let ctx = Ctx { actor: Actor::SYSTEM, now: start.start(), ids: &ids };
    let spans = [Span { from: 420, to: 690 }, Span { from: 810, to: 1020 }];
    for weekday in 1..=5 {
        organisation_desk::keep_hours(tx, &ctx, "office", weekday, Day(0), &spans)?;
    }
    catalogue::settings::keep(tx, &ctx, "code_pattern", "{unit}-{yymmdd}-{nnnn}")?;
    let mut units = Vec::new();
    for position in 1..=3 {
        let unit = UnitVersion {
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
        units.push(organisation_desk::found(tx, &ctx, unit)?);
    }
    Ok(units)
}

fn procedures(tx: &mut Tx<'_>) -> Result<Vec<ProcedureId>> {
    let start = day("2019-01-01");
    let ids = IdSource::new(1);
    let ctx = Ctx { actor: Actor::SYSTEM, now: start.start(), ids: &ids };
    let step = |place, settles| Step::fixed("Bước", "Người", place, 240, settles);
    let process = catalogue_desk::NewProcess {
        code: "p".into(),
        name: "Quy trình".into(),
        illustrative: true,
        steps: vec![step(Place::Desk, false), step(Place::Competent, false), step(Place::Competent, true)],
        ..catalogue_desk::NewProcess::default()
    };
    let (process, _) = catalogue_desk::keep_process(tx, &ctx, &process)?;
    let mut procedures = Vec::new();
    for (n, days) in [0, 3, 10].into_iter().enumerate() {
        let new = catalogue_desk::NewProcedure {
            code: format!("1.00000{n}"),
            valid_from: start,
            name: format!("Thủ tục {n}"),
            tier: "one".into(),
            field: "f".into(),
            competent: Competent::Tier("one".into()),
            term: Term::WorkingDays(days),
            rules: TermRules { cut_off_minute: (days == 0).then_some(900), ..TermRules::default() },
            online: true,
            post: true,
            process,
            illustrative: true,
        };
        procedures.push(catalogue_desk::keep_procedure(tx, &ctx, &new)?.0);
    }
    Ok(procedures)
}

impl World {
    /// One procedure more, of so many working days, with a process of its own; its place among the procedures.
    pub(crate) fn with_process(&mut self, db: &Db, days: i64, steps: Vec<Step>) -> usize {
        let (n, start) = (self.procedures.len(), day("2019-01-01"));
        let made = db.write(move |tx| {
            let ids = IdSource::new(6 + u16::try_from(n).unwrap_or(0));
            let ctx = Ctx { actor: Actor::SYSTEM, now: start.start(), ids: &ids };
            let process = catalogue_desk::NewProcess {
                code: format!("p{n}"),
                name: "Quy trình".into(),
                illustrative: true,
                steps,
                ..catalogue_desk::NewProcess::default()
            };
            let (process, _) = catalogue_desk::keep_process(tx, &ctx, &process)?;
            let new = catalogue_desk::NewProcedure {
                code: format!("2.00000{n}"),
                valid_from: start,
                name: format!("Thủ tục {n}"),
                tier: "one".into(),
                field: "f".into(),
                competent: Competent::Tier("one".into()),
                term: Term::WorkingDays(days),
                rules: TermRules::default(),
                online: true,
                post: true,
                process,
                illustrative: true,
            };
            Ok(catalogue_desk::keep_procedure(tx, &ctx, &new)?.0)
        });
        self.procedures.push(made.unwrap());
        n
    }

    /// A procedure of ten days whose process asks the competent unit and both other units for their opinions at once,
    /// between the desk and the step that decides.
    pub(crate) fn gathering(&mut self, db: &Db) -> usize {
        let (second, third) = (self.units[1], self.units[2]);
        let opinion = |name: &str, place, minutes| Step {
            group: Some("y-kien".into()),
            ..Step::fixed(name, "Chuyên viên", place, minutes, false)
        };
        self.with_process(
            db,
            10,
            vec![
                Step::fixed("Tiếp nhận", "Công chức", Place::Desk, 240, false),
                opinion("Ý kiến nội bộ", Place::Competent, 480),
                opinion("Ý kiến đơn vị 2", Place::Unit(second), 960),
                opinion("Ý kiến đơn vị 3", Place::Unit(third), 480),
                Step::fixed("Quyết định", "Lãnh đạo", Place::Competent, 480, true),
            ],
        )
    }
}
