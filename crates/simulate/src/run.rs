//! Living the planned year at the desks: batch by batch, each batch one transaction, resumable after any of them.

use crate::dice::Dice;
use crate::plan::Plan;
use crate::planner::{Entry, Year, u32_index};
use crate::timeline::Deed;
use dossier::desk::{
    Accept, Actor, Applicant, Channel, Ctx, Desk, DossierId, IdSource, LateReason, Outcome, PersonId,
    ResultBy, Right, Settle, Shift, Submit, UnitId,
};
use kernel::clock::Stopwatch;
use kernel::{Day, Fault, Instant, Refusal, Result};
use std::sync::Arc;

/// The name of the bookmark.
const BOOKMARK: &str = "replay";

/// How to live it.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Actions in one transaction.
    pub batch: usize,
    /// Stop after this many actions.
    pub stop_after: Option<u64>,
}

/// How far it is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Actions done, also by earlier runs.
    pub done: u64,
    /// Actions in all.
    pub total: u64,
    /// The business day it has come to.
    pub day: Day,
    /// Seconds left at the present pace.
    pub seconds_left: u64,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Actions done by this run.
    pub done: u64,
    /// Whether the year is lived to its end.
    pub finished: bool,
}

/// Everything a transaction needs: owned, because it runs on the writer's thread.
#[derive(Clone)]
struct Work {
    at: Instant,
    id: DossierId,
    unit: UnitId,
    person: PersonId,
    what: What,
}

#[derive(Clone)]
enum What {
    OpenDay(Day),
    CloseDay(Day),
    Submit(Box<Submit>),
    Accept(Box<Accept>),
    Do(Deed, Option<Box<LateReason>>),
}

/// Lives a plan.
///
/// # Errors
/// A refusal when the plan cannot be lived, or another one was begun in this database; a fault otherwise.
pub fn run(
    desk: &Desk,
    plan: Plan,
    options: Options,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Summary> {
    let fingerprint = plan.fingerprint();
    let (mut done, mut position) = match desk.bookmark(BOOKMARK)? {
        None => (0, (0, 0)),
        Some(text) => read_bookmark(&text, &fingerprint)?,
    };
    let year = Year::plan(plan).map_err(|e| {
        Refusal::new(
            "replay.plan",
            format!("Không thể thực hiện kế hoạch: {e}"),
            e.to_string(),
        )
    })?;
    let mut stream = Stream::new(&year);
    let total = stream.total();
    let watch = Stopwatch::start();
    let began = done;
    for _ in 0..done {
        stream.pass_over();
    }
    loop {
        let room = options.stop_after.map_or(usize::MAX, |n| {
            usize::try_from(n.saturating_sub(done - began)).unwrap_or(usize::MAX)
        });
        let batch: Vec<Work> = stream
            .by_ref()
            .take(options.batch.clamp(1, 100_000).min(room))
            .collect();
        let Some(last) = batch.last() else { break };
        let day = last.at.day();
        done += u64::try_from(batch.len()).unwrap_or(0);
        position = live(desk, batch, position, &fingerprint, done)?;
        let pace =
            watch.elapsed().as_secs_f64() / f64::from(u32::try_from(done - began).unwrap_or(u32::MAX).max(1));
        let left = pace * f64::from(u32::try_from(total.saturating_sub(done)).unwrap_or(u32::MAX));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an estimate in whole seconds"
        )]
        progress(&Progress {
            done,
            total,
            day,
            seconds_left: left as u64,
        });
    }
    Ok(Summary {
        done: done - began,
        finished: done == total,
    })
}

fn read_bookmark(text: &str, fingerprint: &str) -> Result<(u64, (i64, i64))> {
    let parts: Vec<&str> = text.split(' ').collect();
    let [of, done, ms, counter] = parts[..] else {
        return Err(Fault::new(format!("the bookmark '{text}' cannot be read")).into());
    };
    if of != fingerprint {
        return Err(Refusal::new(
            "replay.other_plan",
            "Cơ sở dữ liệu này đang chạy dở một kế hoạch khác (hoặc khác hạt giống, khác tỷ lệ mẫu). Hãy dùng cơ sở dữ liệu mới.",
            "Another plan (or seed, or sample) was begun in this database. Use a new database.",
        )
        .into());
    }
    match (done.parse(), ms.parse(), counter.parse()) {
        (Ok(done), Ok(ms), Ok(counter)) => Ok((done, (ms, counter))),
        _ => Err(Fault::new(format!("the bookmark '{text}' cannot be read")).into()),
    }
}

/// One transaction.
fn live(
    desk: &Desk,
    batch: Vec<Work>,
    position: (i64, i64),
    fingerprint: &str,
    done: u64,
) -> Result<(i64, i64)> {
    let fingerprint = fingerprint.to_owned();
    desk.shift(move |shift| {
        let ids = Arc::new(IdSource::new(2));
        ids.resume(position);
        for work in batch {
            let (id, at) = (work.id, work.at);
            act(shift, &ids, work).map_err(|e| match e {
                kernel::Error::Refused(r) => Fault::new(format!("dossier {id} at {at}: {r}")).into(),
                fault @ kernel::Error::Fault(_) => fault,
            })?;
        }
        let position = ids.position();
        shift.bookmark(
            BOOKMARK,
            &format!("{fingerprint} {done} {} {}", position.0, position.1),
        )?;
        Ok(position)
    })
}

fn act(shift: &mut Shift<'_, '_>, ids: &IdSource, work: Work) -> Result<()> {
    let Work {
        at,
        id,
        unit,
        person,
        what,
    } = work;
    let actor = match what {
        What::OpenDay(_) | What::CloseDay(_) => Actor::SYSTEM,
        _ => Actor {
            person,
            unit: Some(unit),
            rights: STAFF,
        },
    };
    let ctx = Ctx { actor, now: at, ids };
    match what {
        What::OpenDay(day) => shift.open_day(&ctx, day).map(|_| ()),
        What::CloseDay(day) => shift.close_day(&ctx, day),
        What::Submit(cmd) => shift.submit(&ctx, *cmd).map(|_| ()),
        What::Accept(cmd) => shift.accept(&ctx, *cmd).map(|_| ()),
        What::Do(deed, late_reason) => match deed {
            Deed::NotAccept => shift.not_accept(&ctx, id, "Hồ sơ chưa hợp lệ: thiếu giấy tờ (minh họa)"),
            Deed::AcceptSubmitted => shift.accept_submitted(&ctx, id).map(|_| ()),
            Deed::Forward => shift.forward(&ctx, id, None).map(|_| ()),
            Deed::SendBack => shift
                .send_back(&ctx, id, "Cần làm rõ thêm (minh họa)")
                .map(|_| ()),
            Deed::RequestSupplement => {
                shift.request_supplement(&ctx, id, "Bổ sung giấy tờ còn thiếu (minh họa)")
            }
            Deed::RequestPayment => shift.request_payment(&ctx, id, "Nộp nghĩa vụ tài chính (minh họa)"),
            Deed::Resume => shift.resume(&ctx, id).map(|_| ()),
            Deed::Announce { day } => {
                shift.announce(&ctx, id, day, "Xin lỗi và hẹn lại ngày trả kết quả (minh họa)")
            }
            Deed::Settle { outcome, .. } => {
                let reason = match outcome {
                    Outcome::Granted => None,
                    Outcome::Refused => Some("Không đủ điều kiện giải quyết (minh họa)"),
                    Outcome::Stopped => Some("Quá hạn bổ sung giấy tờ (minh họa)"),
                    Outcome::Withdrawn => Some("Người nộp xin rút hồ sơ (minh họa)"),
                };
                let cmd = Settle {
                    outcome,
                    reason: reason.map(str::to_owned),
                    late_reason: late_reason.map(|l| *l),
                };
                shift.settle(&ctx, id, cmd).map(|_| ())
            }
            Deed::Deliver { by } => shift.deliver(&ctx, id, by),
            Deed::Submit | Deed::Accept => Err(Fault::new("an intake without its dossier").into()),
        },
    }
}

const STAFF: kernel::Rights = kernel::Rights::NONE
    .with(Right::Receive)
    .with(Right::Process)
    .with(Right::Settle)
    .with(Right::Correct);

/// The year as a stream of work, with the turns of the days in between.
struct Stream<'a> {
    year: &'a Year,
    ids: IdSource,
    dossier_ids: Vec<i64>,
    next: usize,
    day: Option<Day>,
    turn: Option<(Day, Day)>,
    finished: bool,
}

impl<'a> Stream<'a> {
    fn new(year: &'a Year) -> Self {
        let dossier_ids = vec![0; year.dossiers.len()];
        Self {
            year,
            ids: IdSource::new(1),
            dossier_ids,
            next: 0,
            day: None,
            turn: None,
            finished: false,
        }
    }

    fn total(&self) -> u64 {
        let mut days = 0u64;
        let mut last = None;
        for e in &self.year.entries {
            if last != Some(e.at.day()) {
                last = Some(e.at.day());
                days += 1;
            }
        }
        // Each day but the first is preceded by closing the last and opening it; the last is closed at the end.
        u64::try_from(self.year.entries.len()).unwrap_or(0) + days * 2
    }

    /// The next thing, without the texts nobody needs.
    fn pass_over(&mut self) {
        self.advance(false);
    }

    fn advance(&mut self, whole: bool) -> Option<Work> {
        let system = |at: Instant, what: What| Work {
            at,
            id: DossierId(0),
            unit: UnitId(0),
            person: PersonId(0),
            what,
        };
        if let Some((closed, opened)) = self.turn.take() {
            self.day = Some(opened);
            let _ = closed;
            return Some(system(opened.start(), What::OpenDay(opened)));
        }
        let Some(entry) = self.year.entries.get(self.next).copied() else {
            let day = self.day.filter(|_| !self.finished)?;
            self.finished = true;
            return Some(system(
                self.year.plan.end.start().max(day.plus(1).start()),
                What::CloseDay(self.year.plan.end.plus(-1).max(day)),
            ));
        };
        let today = entry.at.day();
        match self.day {
            None => {
                self.day = Some(today);
                return Some(system(today.start(), What::OpenDay(today)));
            }
            Some(day) if day < today => {
                self.turn = Some((day, today));
                return Some(system(today.start(), What::CloseDay(today.plus(-1))));
            }
            Some(_) => {}
        }
        self.next += 1;
        let slot = &mut self.dossier_ids[u32_index(entry.dossier)];
        if *slot == 0 {
            *slot = self.ids.next(entry.at);
        }
        let id = DossierId(*slot);
        let what = if whole {
            self.what(&entry, id)
        } else {
            What::OpenDay(today)
        };
        let planned = self.year.dossiers[u32_index(entry.dossier)];
        let unit = &self.year.plan.units[usize::from(planned.unit)];
        let acting = match unit.ends {
            Some((from, heir)) if today >= from => heir,
            _ => unit.unit,
        };
        // A handful of invented people per unit: who acts depends on the deed, so that a dossier changes hands.
        let desk = matches!(
            entry.deed,
            Deed::Submit | Deed::Accept | Deed::AcceptSubmitted | Deed::NotAccept | Deed::Deliver { .. }
        );
        let role = if desk { 1 } else { 2 + i64::from(entry.dossier % 5) };
        let person = PersonId((i64::from(planned.unit) + 1) * 10 + role);
        Some(Work {
            at: entry.at,
            id,
            unit: acting,
            person,
            what,
        })
    }

    fn what(&self, entry: &Entry, id: DossierId) -> What {
        let planned = self.year.dossiers[u32_index(entry.dossier)];
        let unit = &self.year.plan.units[usize::from(planned.unit)];
        let offer = &unit.offers[usize::from(planned.offer)];
        match entry.deed {
            Deed::Submit | Deed::Accept => {
                let applicant = self.applicant(entry.dossier);
                let result_by = if planned.post {
                    ResultBy::Post
                } else {
                    ResultBy::Counter
                };
                let content = format!("{} (minh họa)", offer.name);
                let (procedure, of) = (offer.procedure, unit.unit);
                if entry.deed == Deed::Submit {
                    What::Submit(Box::new(Submit {
                        id: Some(id),
                        procedure,
                        unit: of,
                        receiving: of,
                        result_by,
                        applicant,
                        content,
                    }))
                } else {
                    let channel = if planned.post {
                        Channel::Post
                    } else {
                        Channel::Counter
                    };
                    What::Accept(Box::new(Accept {
                        id: Some(id),
                        procedure,
                        unit: of,
                        receiving: of,
                        channel,
                        result_by,
                        applicant,
                        content,
                    }))
                }
            }
            Deed::Settle {
                cause: Some(cause), ..
            } => {
                let cause = self
                    .year
                    .plan
                    .causes
                    .get(usize::from(cause))
                    .or(self.year.plan.causes.first());
                let reason = cause.map(|c| {
                    Box::new(LateReason {
                        cause: c.code.clone(),
                        text: c.text.clone(),
                    })
                });
                What::Do(entry.deed, reason)
            }
            deed => What::Do(deed, None),
        }
    }

    /// An invented person, the same each time for the same dossier.
    fn applicant(&self, dossier: u32) -> Applicant {
        let names = &self.year.plan.names;
        let mut dice = Dice::new(self.year.plan.seed ^ 0x5eed, u64::from(dossier) + 1_000_000);
        let mut word = |of: &[String]| dice.pick(of).cloned().unwrap_or_default();
        let name = format!(
            "{} {} {}",
            word(&names.family),
            word(&names.middle),
            word(&names.given)
        );
        let place = word(&names.places);
        let phone = format!("0000{:06}", dice.between(0, 999_999));
        let card = format!("000{:09}", dice.between(0, 999_999_999));
        Applicant {
            name,
            phone,
            card,
            address: place,
        }
    }
}

impl Iterator for Stream<'_> {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        self.advance(true)
    }
}
