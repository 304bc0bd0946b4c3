//! Recurring work and messages on their way: how they stand, and trying again. Nothing of what a message says is shown:
//! it is about people.

use crate::base::{act, crumbs, for_province, id_in, told};
use crate::locale::T;
use askama::Template;
use axum::extract::Query;
use kernel::{Instant, Refusal, Right};
use serde::Deserialize;
use store::{job, outbox};
use webkit::component::Crumbs;
use webkit::{Access, Address, Answer, Form, Layout, Routes, Shell, Visit, words};

/// Messages of a page.
const PAGE: i64 = 50;
/// A job that is later than this is not being taken, in microseconds.
const LATE: i64 = 600_000_000;

pub(crate) fn routes() -> Routes {
    let administer = Access::Right(Right::Administer);
    Routes::of("admin")
        .get("/admin/jobs", administer, list)
        .post("/admin/jobs/run", administer, run)
        .post("/admin/jobs/retry", administer, retry)
        .post("/admin/jobs/retry-all", administer, retry_all)
}

/// Which messages.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
struct Asked {
    stuck: String,
    after: String,
}

struct Job {
    name: String,
    words: String,
    tag: (&'static str, String),
    last: String,
    next: String,
    error: String,
    at_work: bool,
}

struct Message {
    id: i64,
    topic: String,
    tag: (&'static str, String),
    next: String,
    attempts: i64,
    error: String,
    in_hands: bool,
}

#[derive(Template)]
#[template(path = "jobs.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    form: Form,
    jobs: Vec<Job>,
    messages: Vec<Message>,
    waiting: i64,
    stuck: i64,
    only_stuck: bool,
    after: Option<String>,
}

async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    for_province(&visit)?;
    let (t, now) = (T(visit.lang()), visit.technical_now());
    let (stuck, after) = (!asked.stuck.is_empty(), asked.after.parse().unwrap_or(0));
    let (jobs, lines, backlog) = visit
        .kit()
        .read(move |tx| Ok((job::all(tx)?, outbox::lines(tx, stuck, after, PAGE)?, outbox::backlog(tx)?)))
        .await?;
    let full = i64::try_from(lines.len()).is_ok_and(|n| n == PAGE);
    let last = lines.last().filter(|_| full).map(|l| l.id.to_string());
    let page = Page {
        shell: visit.shell(Layout::Work, t.jobs_title()),
        t,
        crumbs: crumbs(&visit, &[], t.jobs_title()),
        form: visit.form(),
        jobs: jobs.into_iter().map(|j| job_line(t, j, now)).collect(),
        messages: lines.into_iter().map(|l| message_line(t, l, now)).collect(),
        waiting: backlog.waiting,
        stuck: backlog.stuck,
        only_stuck: stuck,
        after: last.map(|id| Address::of("/admin/jobs").and("stuck", &asked.stuck).and("after", &id).text()),
    };
    visit.page(&page)
}

/// A job in words; its name where there are none.
pub(crate) fn job_words(t: T, name: &str) -> String {
    match name {
        "audit.seal" => t.job_seal().into(),
        "dossier.turn_of_day" => t.job_turn_of_day().into(),
        "identity.sweep" => t.job_sweep().into(),
        "api.sweep" => t.job_sweep_api().into(),
        "store.backup" => t.job_backup().into(),
        other => other.to_owned(),
    }
}

fn is_at_work(j: &job::JobState, now: Instant) -> bool {
    j.locked_until.is_some_and(|until| until > now)
}

/// Nobody has taken it although its time has come, and nothing says why.
pub(crate) fn is_overdue(j: &job::JobState, now: Instant) -> bool {
    !is_at_work(j, now) && j.last_error.is_none() && now.0 - j.run_at.0 > LATE
}

fn job_line(t: T, j: job::JobState, now: Instant) -> Job {
    let at_work = is_at_work(&j, now);
    let moment = |at: Instant| words::moment(t.0, at);
    let tag = if at_work {
        ("", t.job_at_work().to_owned())
    } else if j.last_error.is_some() {
        ("late", t.job_failed(j.attempts))
    } else if is_overdue(&j, now) {
        ("late", t.job_overdue().to_owned())
    } else if j.last_finished.is_some() {
        ("ok", t.job_well().to_owned())
    } else {
        ("", t.job_not_yet().to_owned())
    };
    Job {
        words: job_words(t, &j.name),
        name: j.name,
        tag,
        last: j.last_finished.map_or_else(|| t.key_never().to_owned(), moment),
        next: moment(j.run_at),
        error: j.last_error.unwrap_or_default(),
        at_work,
    }
}

fn message_line(t: T, l: outbox::Line, now: Instant) -> Message {
    let in_hands = l.locked_until.is_some_and(|until| until > now);
    let tag = if l.is_stuck() {
        ("late", t.message_stuck().to_owned())
    } else if in_hands {
        ("", t.message_in_hands().to_owned())
    } else if l.attempts > 0 {
        ("soon", t.message_again().to_owned())
    } else {
        ("", t.message_waits().to_owned())
    };
    Message {
        id: l.id,
        topic: l.topic,
        tag,
        next: words::moment(t.0, l.run_at),
        attempts: l.attempts,
        error: l.last_error.unwrap_or_default(),
        in_hands,
    }
}

fn gone() -> kernel::Error {
    Refusal::new(
        "job.unknown",
        "Việc này không còn, hoặc đang có máy chủ làm. Hãy tải lại trang.",
        "It is no longer there, or a server is at it. Load the page again.",
    )
    .into()
}

async fn run(visit: Visit, form: Form) -> Answer {
    let (actor, t, now) = (for_province(&visit)?, T(visit.lang()), visit.technical_now());
    if !form.good() {
        return Ok(visit.go("/admin/jobs"));
    }
    let (name, words) = (form.value("job").to_owned(), job_words(t, form.value("job")));
    let done = act(&visit, actor, move |tx, ctx| {
        tx.action(&ctx.action("job.run_now"), |_| Ok(()))?;
        if job::hurry(tx, &name, now)? { Ok(()) } else { Err(gone()) }
    })
    .await;
    told(&visit, "/admin/jobs", done.map(|()| t.job_hurried(words)))
}

async fn retry(visit: Visit, form: Form) -> Answer {
    let (actor, t, now) = (for_province(&visit)?, T(visit.lang()), visit.technical_now());
    if !form.good() {
        return Ok(visit.go("/admin/jobs"));
    }
    let id = id_in(form.value("message"))?;
    let done = act(&visit, actor, move |tx, ctx| {
        tx.action(&ctx.action("outbox.retry"), |_| Ok(()))?;
        if outbox::retry(tx, id, now)? { Ok(()) } else { Err(gone()) }
    })
    .await;
    told(&visit, "/admin/jobs", done.map(|()| t.message_retried(1)))
}

async fn retry_all(visit: Visit, form: Form) -> Answer {
    let (actor, t, now) = (for_province(&visit)?, T(visit.lang()), visit.technical_now());
    if !form.good() {
        return Ok(visit.go("/admin/jobs"));
    }
    let done = act(&visit, actor, move |tx, ctx| {
        tx.action(&ctx.action("outbox.retry"), |_| Ok(()))?;
        outbox::replay_stuck(tx, now)
    })
    .await;
    told(&visit, "/admin/jobs", done.map(|n| t.message_retried(n)))
}
