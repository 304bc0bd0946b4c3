//! Has the desk do a plan's actions, many in one transaction, with a bookmark in each.

use crate::action::{Action, Deed, Filing};
use crate::plan::{Cause, Plan};
use crate::planner::Planner;
use dossier::desk::{
    Accept, Actor, Ctx, Desk, DossierId, IdSource, LateReason, Outcome, PersonId, Right, Settle, Shift,
    Submit,
};
use kernel::actor::Rights;
use kernel::clock::Stopwatch;
use kernel::{Day, Error, Fault, Refusal, Result};
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

/// Where a database notes how far a plan has been lived. One that has it is a lived one.
pub const BOOKMARK: &str = "replay";
/// The node of the ids the desk makes meanwhile.
const NODE: u16 = 2;
/// Batches made ahead of the desk.
const AHEAD: usize = 3;

/// How to run.
#[derive(Clone, Copy, Debug)]
pub struct RunOptions {
    /// Actions per transaction, at least 1.
    pub batch: usize,
    /// Stop when so many actions of the plan are done, counted from its beginning.
    pub stop_after: Option<u64>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { batch: 2000, stop_after: None }
    }
}

/// How far it has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Actions done, those of earlier runs included.
    pub done: u64,
    /// About how many there are.
    pub total_estimate: u64,
    /// The business day just worked on.
    pub day: Day,
    /// Seconds since this run began.
    pub elapsed: u64,
    /// About how many seconds remain; unknown at first.
    pub remaining: Option<u64>,
}

/// What came of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Actions done, those of earlier runs included.
    pub done: u64,
    /// Of these in this run.
    pub done_now: u64,
    /// Whether the plan is lived to its end.
    pub finished: bool,
}

struct Mark {
    fingerprint: String,
    done: u64,
    ids: (i64, i64),
}

impl Mark {
    fn read(text: &str) -> Result<Self> {
        let wrong = || Fault::new(format!("the bookmark of the replay cannot be read: {text}"));
        let mut parts = text.split(' ');
        let mut next = || parts.next().ok_or_else(wrong);
        let fingerprint = next()?.to_owned();
        let done = next()?.parse().map_err(|_| wrong())?;
        let ids = (next()?.parse().map_err(|_| wrong())?, next()?.parse().map_err(|_| wrong())?);
        Ok(Self { fingerprint, done, ids })
    }

    fn write(&self) -> String {
        format!("{} {} {} {}", self.fingerprint, self.done, self.ids.0, self.ids.1)
    }
}

/// Lives a plan, from where an earlier run of the same plan stopped.
///
/// # Errors
/// A refusal when the plan cannot be lived or another one was begun in this database; a fault when the desk
/// refuses, or answers another due date or judgement than planned.
pub fn run(
    desk: &Desk,
    plan: Plan,
    options: RunOptions,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Summary> {
    let watch = Stopwatch::start();
    let fingerprint = plan.fingerprint();
    let ids = Arc::new(IdSource::new(NODE));
    let begun = begun(desk, &fingerprint, &ids)?;
    let planner = Planner::new(plan)?;
    let (plan, estimate) = (planner.plan().clone(), planner.estimate());
    let (mut done, mut finished) = (begun, false);
    std::thread::scope(|scope| -> Result<()> {
        let (sender, batches) = sync_channel(AHEAD);
        scope.spawn(move || feed(planner, begun, options, &sender));
        for batch in batches {
            let Some((day, actions)) = batch? else {
                finished = true;
                break;
            };
            let next = done + u64::try_from(actions.len()).unwrap_or(0);
            let (plan, ids, fingerprint) = (plan.clone(), ids.clone(), fingerprint.clone());
            desk.shift(move |shift| {
                for action in &actions {
                    perform(shift, action, &plan.causes, &ids).map_err(|error| during(action, error))?;
                }
                let mark = Mark { fingerprint, done: next, ids: ids.position() };
                shift.bookmark(BOOKMARK, &mark.write())
            })?;
            done = next;
            let elapsed = watch.elapsed().as_secs();
            let left = estimate.saturating_sub(done);
            let remaining = (elapsed > 0).then(|| elapsed * left / (done - begun).max(1));
            progress(&Progress { done, total_estimate: estimate.max(done), day, elapsed, remaining });
        }
        Ok(())
    })?;
    Ok(Summary { done, done_now: done - begun, finished })
}

/// How many actions of this plan are done already; the source of ids goes on from there.
fn begun(desk: &Desk, fingerprint: &str, ids: &IdSource) -> Result<u64> {
    let Some(text) = desk.bookmark(BOOKMARK)? else {
        return Ok(0);
    };
    let mark = Mark::read(&text)?;
    if mark.fingerprint != fingerprint {
        return Err(another_plan().into());
    }
    ids.resume(mark.ids);
    Ok(mark.done)
}

type Batch = Result<Option<(Day, Vec<Action>)>, Refusal>;

/// Sends batches from action `skip` on; `None` after the last.
fn feed(mut planner: Planner, mut skip: u64, options: RunOptions, to: &SyncSender<Batch>) {
    let size = options.batch.max(1);
    let mut left = options.stop_after.map_or(u64::MAX, |stop| stop.saturating_sub(skip));
    let mut batch = Vec::with_capacity(size.min(100_000));
    let mut last = planner.plan().warm_up_from;
    loop {
        if left == 0 {
            break;
        }
        match planner.next_day() {
            Ok(Some((day, actions))) => {
                last = day;
                for action in actions {
                    if skip > 0 {
                        skip -= 1;
                        continue;
                    }
                    if left == 0 {
                        break;
                    }
                    left -= 1;
                    batch.push(action);
                    // The receiver is gone when the desk has failed.
                    if batch.len() >= size && to.send(Ok(Some((day, std::mem::take(&mut batch))))).is_err() {
                        return;
                    }
                }
            }
            Ok(None) => {
                if batch.is_empty() || to.send(Ok(Some((last, std::mem::take(&mut batch))))).is_ok() {
                    let _ = to.send(Ok(None));
                }
                return;
            }
            Err(refusal) => {
                let _ = to.send(Err(refusal));
                return;
            }
        }
    }
    if !batch.is_empty() {
        let _ = to.send(Ok(Some((last, batch))));
    }
}

fn perform(shift: &mut Shift<'_, '_>, action: &Action, causes: &[Cause], ids: &IdSource) -> Result<()> {
    let ctx = Ctx { actor: actor(action.person), now: action.at, ids };
    let text = |cause: &usize| causes.get(*cause).map(|c| c.text.as_str()).unwrap_or_default();
    match &action.deed {
        Deed::OpenDay(day) => shift.open_day(&ctx, *day).map(|_| ()),
        Deed::CloseDay(day) => shift.close_day(&ctx, *day),
        Deed::Submit(filing) => shift.submit(&ctx, submit(filing)).map(|_| ()),
        Deed::NotAccept(id, reason) => shift.not_accept(&ctx, *id, reason),
        Deed::AcceptSubmitted(id, due) => {
            let answer = shift.accept_submitted(&ctx, *id)?;
            as_planned(*id, "due date", due, &answer.due_day)
        }
        Deed::Accept(filing, due) => {
            let answer = shift.accept(&ctx, accept(filing))?;
            as_planned(filing.id, "due date", due, &answer.due_day)
        }
        Deed::Forward(id) => shift.forward(&ctx, *id, None).map(|_| ()),
        Deed::Opine(id, no, text) => shift.opine(&ctx, *id, *no, text).map(|_| ()),
        Deed::SendBack(id, reason) => shift.send_back(&ctx, *id, reason).map(|_| ()),
        Deed::RequestSupplement(id, what) => shift.request_supplement(&ctx, *id, what),
        Deed::RequestPayment(id, what) => shift.request_payment(&ctx, *id, what),
        Deed::Resume(id, due) => {
            let answer = shift.resume(&ctx, *id)?;
            as_planned(*id, "due date", due, &answer.due_day)
        }
        Deed::Announce(id, day, cause) => shift.announce(&ctx, *id, *day, text(cause)),
        Deed::Settle { id, outcome, reason, late, timeliness } => {
            let late_reason = late.as_ref().and_then(|cause| causes.get(*cause));
            let late_reason = late_reason.map(|c| LateReason { cause: c.code.clone(), text: c.text.clone() });
            let reason = reason.filter(|_| *outcome != Outcome::Granted).map(str::to_owned);
            let answer = shift.settle(&ctx, *id, Settle { outcome: *outcome, reason, late_reason })?;
            as_planned(*id, "judgement", timeliness, &answer.timeliness)
        }
        Deed::Deliver(id, by) => shift.deliver(&ctx, *id, *by),
    }
}

/// Person 0 is the program; the others do what an office does, wherever their dossiers lie.
fn actor(person: PersonId) -> Actor {
    if person == PersonId(0) {
        return Actor::SYSTEM;
    }
    let rights = Rights::of(&[Right::Receive, Right::Process, Right::Settle]);
    Actor { person, behalf: None, unit: None, rights }
}

fn submit(f: &Filing) -> Submit {
    Submit {
        id: Some(f.id),
        procedure: f.procedure,
        unit: f.unit,
        receiving: f.receiving,
        result_by: f.result_by,
        applicant: f.applicant.clone(),
        content: f.content.clone(),
    }
}

fn accept(f: &Filing) -> Accept {
    Accept {
        id: Some(f.id),
        procedure: f.procedure,
        unit: f.unit,
        receiving: f.receiving,
        channel: f.channel,
        result_by: f.result_by,
        applicant: f.applicant.clone(),
        content: f.content.clone(),
    }
}

fn as_planned<T: PartialEq + Debug>(id: DossierId, what: &str, planned: &T, found: &T) -> Result<()> {
    if planned == found {
        return Ok(());
    }
    Err(Fault::new(format!("dossier {id}: the {what} was planned as {planned:?}, the desk says {found:?}"))
        .into())
}

/// Whatever the desk refuses a replay is a fault of the plan: says of which action.
fn during(action: &Action, error: Error) -> Error {
    let whose = action.deed.dossier().map_or_else(String::new, |id| format!("dossier {id}, "));
    let doing = format!("replaying {whose}{:?} at {}", action.deed, action.at);
    match error {
        Error::Refused(refusal) => Fault::because(doing, refusal).into(),
        Error::Fault(fault) => Fault::because(doing, fault).into(),
    }
}

fn another_plan() -> Refusal {
    Refusal::new(
        "replay.another_plan",
        "Cơ sở dữ liệu này đang chạy dở một kế hoạch khác (khác thư mục, hạt giống hoặc cỡ mẫu). Hãy dùng đúng kế \
         hoạch đó, hoặc chạy lại trên cơ sở dữ liệu mới.",
        "Another plan (another folder, seed or sample) was begun in this database. Use that plan again, or start \
         with a new database.",
    )
}
