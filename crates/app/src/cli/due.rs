//! Due dates explained: of a dossier, and of a term that no dossier has.

use super::args::{Explain, Lang, Shape, Term};
use super::{Done, Failure, open, say, units};
use dossier::desk::{Desk, PauseReason, Tokens};
use dossier::explain::{Explanation, Line, Moved, Pause, Stretch, Words, before_the_clock};
use kernel::explain::Run;
use kernel::term::{self, TermRules};
use kernel::timeliness::Timeliness;
use kernel::{Day, Fault, Instant};
use organisation::{Calendars, Directory};
use serde::Serialize;
use serde_json::{Value, json};
use std::process::ExitCode;
use store::Open;

/// Says what belongs to a language.
struct Speaker(Lang);

impl Speaker {
    fn pick<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        match self.0 {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    fn words<'a>(&self, words: &'a Words) -> &'a str {
        self.pick(&words.vi, &words.en)
    }

    fn day(&self, day: Day) -> String {
        match self.0 {
            Lang::Vi => day.vietnamese(),
            Lang::En => day.to_string(),
        }
    }

    fn at(&self, at: Instant) -> String {
        let minute = at.minute_of_day();
        format!("{} {:02}:{:02}", self.day(at.day()), minute / 60, minute % 60)
    }

    /// An amount of a term.
    fn amount(&self, n: i64, in_minutes: bool) -> String {
        format!("{n} {}", if in_minutes { self.pick("phút", "minutes") } else { self.pick("ngày", "days") })
    }

    fn lines(&self, lines: &[Line]) -> Result<(), Failure> {
        let mut sum = 0;
        for line in lines {
            sum += line.counted;
            // What is skipped counts nothing, which a dash shows sooner than a nought.
            let counted = if line.counted == 0 { "–".to_owned() } else { format!("+{}", line.counted) };
            say(&format!("  {}  {counted:>5}  {sum:>5}  {}", self.day(line.day), self.words(&line.why)))?;
        }
        Ok(())
    }
}

fn object(value: &impl Serialize) -> Result<Value, Failure> {
    let value = serde_json::to_value(value);
    value.map_err(|e| kernel::Error::from(Fault::because("writing JSON", e)).into())
}

fn pretty(value: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value);
    say(&text.map_err(|e| Failure::from(kernel::Error::from(Fault::because("writing JSON", e))))?)
}

pub(super) fn explain(asked: &Explain) -> Done {
    let db = open(&asked.place, Open::Existing)?;
    let e = Desk::open(db, Tokens::System).explain(&asked.code)?;
    match asked.format {
        Shape::Json => pretty(&as_json(&e)?)?,
        Shape::Text => as_text(&e, &Speaker(asked.lang))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(e: &Explanation) -> Result<Value, Failure> {
    Ok(json!({
        "code": e.code,
        "unit": e.unit,
        "procedure": e.procedure,
        "procedure_name": e.procedure_name,
        "state": e.state,
        "accepted_at": e.accepted_at.to_string(),
        "term": object(&e.term)?,
        "counted_in": if e.in_minutes { "minutes" } else { "days" },
        "resuming": object(&e.resuming)?,
        "promised": e.promised.to_string(),
        "due_day": e.due_day.to_string(),
        "due_at": e.due_at.to_string(),
        "announced": e.announced.map(|d| d.to_string()),
        "settled_at": e.judged.map(|j| j.0.to_string()),
        "timeliness": e.judged.map(|j| j.1.word()),
        "pauses": e.pauses.iter().map(pause_json).collect::<Vec<_>>(),
        "moved": e.moved.iter().map(moved_json).collect::<Vec<_>>(),
        "runs": e.runs.iter().map(run_json).collect::<Vec<_>>(),
        "lines": e.lines.iter().map(line_json).collect::<Vec<_>>(),
        "adds_up": e.adds_up,
    }))
}

fn pause_json(p: &Pause) -> Value {
    json!({
        "reason": p.reason, "asked": p.asked, "since": p.since.to_string(),
        "until": p.until.map(|u| u.to_string()), "left": p.left,
    })
}

fn moved_json(m: &Moved) -> Value {
    json!({
        "at": m.at.to_string(), "was": m.was.to_string(), "now": m.now.to_string(),
        "decreed": m.decreed.map(|d| d.to_string()),
    })
}

fn run_json(r: &Stretch) -> Value {
    json!({
        "from": r.from.to_string(), "stopped": r.stopped.map(|s| s.to_string()),
        "left": r.left, "counted": r.counted,
    })
}

fn line_json(l: &Line) -> Value {
    json!({ "day": l.day.to_string(), "counted": l.counted, "vi": l.why.vi, "en": l.why.en })
}

fn as_text(e: &Explanation, s: &Speaker) -> Result<(), Failure> {
    let row = |vi: &str, en: &str, value: String| say(&format!("{}: {value}", s.pick(vi, en)));
    say(&format!("{}  {}  {}", e.code, e.unit, e.procedure_name))?;
    row("Tiếp nhận", "accepted", s.at(e.accepted_at))?;
    row("Thời hạn", "term", format!("{}; {}", s.words(&e.term), s.words(&e.resuming)))?;
    row("Ngày hẹn trên phiếu", "promised on the slip", s.day(e.promised))?;
    row("Hạn giải quyết", "due", s.at(e.due_at))?;
    if let Some(day) = e.announced {
        row("Ngày hẹn lại", "announced in an apology", s.day(day))?;
    }
    if let Some((at, timeliness)) = e.judged {
        row("Kết thúc", "settled", format!("{}, {}", s.at(at), judged(timeliness, s)))?;
    }
    for p in &e.pauses {
        let until = p.until.map_or(s.pick("nay", "now").to_owned(), |u| s.at(u));
        let why = match p.reason {
            PauseReason::Supplement => s.pick("chờ bổ sung", "waiting for papers"),
            PauseReason::FinancialDuty => s.pick("chờ nộp tiền", "waiting for payment"),
        };
        let left = s.amount(p.left, e.in_minutes);
        let left = format!("{} {left}", s.pick("còn lại", "left then:"));
        row("Tạm dừng", "stopped", format!("{} – {until}, {why} ({}); {left}", s.at(p.since), p.asked))?;
    }
    for m in &e.moved {
        let why = match m.decreed {
            Some(day) => format!("{} {}", s.pick("quyết định về ngày", "a decree on"), s.day(day)),
            None => s.pick("sửa thủ tục", "the procedure was corrected").to_owned(),
        };
        row("Dời hạn", "moved", format!("{} → {} ({why})", s.day(m.was), s.day(m.now)))?;
    }
    s.lines(&e.lines)?;
    if !e.adds_up {
        say(s.pick(
            "Các dòng trên không cộng đúng: lịch làm việc của những ngày đã qua được quyết định lại về sau, hoặc hồ sơ từng ở đơn vị có lịch khác.",
            "The lines do not add up: days that were over have been decreed otherwise since, or a unit with other hours had the dossier before.",
        ))?;
    }
    Ok(())
}

fn judged<'a>(timeliness: Timeliness, s: &Speaker) -> &'a str {
    let (vi, en) = match timeliness {
        Timeliness::Early => ("trước hạn", "early"),
        Timeliness::OnTime => ("đúng hạn", "on time"),
        Timeliness::Late => ("quá hạn", "late"),
    };
    match s.0 {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

pub(super) fn term(asked: &Term) -> Done {
    let db = open(&asked.place, Open::Existing)?;
    let (directory, calendars) = db.read(|tx| Ok((Directory::load(tx)?, Calendars::load(tx)?)))?;
    let unit = units::find(&directory, &asked.unit, asked.from.day())?;
    let out = |e: kernel::calendar::CalendarError| {
        Failure::new(format!("{e} / lịch làm việc chưa có cho thời gian này"))
    };
    let calendar = calendars
        .for_unit(unit)
        .ok_or_else(|| Failure::new(format!("{} has no calendar / chưa có lịch làm việc", asked.unit)))?;
    let rules = TermRules { cut_off_minute: asked.cut_off, ..TermRules::default() };
    let running = term::start(calendar, asked.term, rules, asked.from).map_err(out)?;
    let mut lines = before_the_clock(asked.from, running.from, calendar).map_err(out)?;
    let run = Run { running, stopped: None };
    lines.extend(kernel::explain::explain(calendar, &[run]).map_err(out)?.into_iter().map(Line::from));
    let in_minutes = matches!(asked.term, term::Term::Hours(_));
    match asked.format {
        Shape::Json => pretty(&json!({
            "unit": asked.unit,
            "from": asked.from.to_string(),
            "term": { "vi": asked.term.vi(), "en": asked.term.to_string() },
            "counted_in": if in_minutes { "minutes" } else { "days" },
            "due_day": running.due_day.to_string(),
            "due_at": running.due_at.to_string(),
            "lines": lines.iter().map(line_json).collect::<Vec<_>>(),
        }))?,
        Shape::Text => {
            let s = Speaker(asked.lang);
            let words = Words { vi: asked.term.vi(), en: asked.term.to_string() };
            say(&format!(
                "{} {}: {} {}",
                s.at(asked.from),
                s.words(&words),
                s.pick("hạn", "due"),
                s.at(running.due_at)
            ))?;
            s.lines(&lines)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
