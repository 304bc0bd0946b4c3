//! Acting on a dossier: one form, one use case, and back to the page with what came of it.

use super::deed::Deed;
use super::{show, undo};
use crate::locale::T;
use crate::names::People;
use crate::{address, reach, said};
use axum::extract::Path;
use dossier::desk::{Applicant, Ctx, Desk, Shift};
use dossier::file::File;
use identity::Who;
use kernel::{Error, Instant, Refusal, Result, Right};
use webkit::{Answer, Flash, Form, Lang, Problem, Visit, words};

/// What came of it.
pub(super) enum Done {
    /// Said once on the next page.
    Said(Flash),
    /// Shown on this page and nowhere else.
    Revealed(Applicant),
}

/// Who acts from where.
pub(super) struct Acting {
    pub(super) who: Who,
    pub(super) lang: Lang,
    pub(super) now: Instant,
    /// The version the page was made of.
    pub(super) version: i64,
}

impl Acting {
    /// Who has sent a form of the page. Without a version nothing that was seen is acted on.
    pub(super) fn of(visit: &Visit, form: &Form) -> Result<Self, Problem> {
        Ok(Self {
            who: pages_account::who(visit)?.clone(),
            lang: visit.lang(),
            now: visit.business_now(),
            version: form.value("version").parse().unwrap_or(0),
        })
    }
}

pub(crate) async fn act(visit: Visit, Path(code): Path<String>, mut form: Form) -> Answer {
    let t = T(visit.lang());
    let acting = Acting::of(&visit, &form)?;
    let deed = if form.is_again() { None } else { Deed::read(&mut form, t) };
    let Some(deed) = deed.filter(|_| form.good()) else {
        return visit.page_again(&show::page(&visit, code, form, None).await?);
    };
    let desk = visit.kit().need::<Desk>()?;
    let done = {
        let code = code.clone();
        visit.kit().run(move |_| perform(&desk, &acting, &code, deed)).await
    };
    match form.take(done)? {
        Some(Done::Said(flash)) => Ok(visit.go_saying(&address::dossier(&code), &flash)),
        Some(Done::Revealed(applicant)) => {
            visit.page(&show::page(&visit, code, visit.form(), Some(applicant)).await?)
        }
        None => visit.page_again(&show::page(&visit, code, form, None).await?),
    }
}

fn perform(desk: &Desk, acting: &Acting, code: &str, deed: Deed) -> Result<Done> {
    let units = acting.who.units(Right::See);
    let file = desk.file(code, &units, acting.now)?;
    let d = &file.dossier;
    let undo = undo::way(&file, acting.who.person().id, acting.now);
    let actor = reach::actor(&acting.who, deed.of_rule(&file, undo), d)?;
    let (id, version, now, ids) = (d.id, acting.version, acting.now, desk.db().ids().clone());
    let done = match deed {
        Deed::Undo => undo::undo(desk, acting, &file, actor),
        // A look changes nothing, so it does not matter what happened since the page was made.
        Deed::Reveal => {
            desk.shift(move |shift| shift.reveal(&Ctx { actor, now, ids: &ids }, id)).map(Done::Revealed)
        }
        deed => {
            let (t, file) = (T(acting.lang), file.clone());
            // Units answer independently of each other: it does not matter who was first.
            let alone = matches!(deed, Deed::Opine(..));
            desk.shift(move |shift| {
                if !alone {
                    shift.seen(id, version);
                }
                let words = work(t, shift, &Ctx { actor, now, ids: &ids }, &file, deed)?;
                Ok(Done::Said(Flash::good(words)))
            })
        }
    };
    done.map_err(|error| who_was_first(desk, acting, code, error))
}

/// One use case, and what is told of it.
fn work(t: T, shift: &mut Shift<'_, '_>, ctx: &Ctx<'_>, file: &File, deed: Deed) -> Result<String> {
    let id = file.dossier.id;
    let day = |d| words::day(t.0, d);
    let entered = |e: dossier::desk::StepEntered| {
        let name = file.filed.process.step(e.step).map_or("", |s| s.name.as_str());
        t.done_entered(name, words::moment(t.0, e.due_at))
    };
    Ok(match deed {
        Deed::Accept => {
            let accepted = shift.accept_submitted(ctx, id)?;
            t.done_accepted(accepted.code, day(accepted.promised))
        }
        Deed::TurnAway(reason) => {
            shift.not_accept(ctx, id, &reason)?;
            t.done_turned_away().to_owned()
        }
        Deed::Forward(note) => entered(shift.forward(ctx, id, note.as_deref())?),
        Deed::Opine(no, opinion) => match shift.opine(ctx, id, no, &opinion)?.waiting {
            0 => t.done_opined().to_owned(),
            n => t.done_opined_waiting(i64::try_from(n).unwrap_or(i64::MAX)),
        },
        Deed::Supplement(what) => {
            shift.request_supplement(ctx, id, &what)?;
            t.done_supplement().to_owned()
        }
        Deed::Payment(what) => {
            shift.request_payment(ctx, id, &what)?;
            t.done_payment().to_owned()
        }
        Deed::Resume => t.done_resumed(day(shift.resume(ctx, id)?.due_day)),
        Deed::Back(reason) | Deed::Reopen(reason) => entered(shift.send_back(ctx, id, &reason)?),
        Deed::Announce(to, reason) => {
            shift.announce(ctx, id, to, &reason)?;
            t.done_announced(day(to))
        }
        Deed::Settle(cmd) => {
            let outcome = said::outcome(t, cmd.outcome);
            let settled = shift.settle(ctx, id, cmd)?;
            match settled.timeliness {
                dossier::desk::Timeliness::Early => t.done_settled_early(outcome),
                dossier::desk::Timeliness::OnTime => t.done_settled_on_time(outcome),
                dossier::desk::Timeliness::Late => t.done_settled_late(outcome),
            }
        }
        Deed::Deliver(by) => {
            shift.deliver(ctx, id, by)?;
            t.done_delivered().to_owned()
        }
        // These two have ways of their own.
        Deed::Reveal | Deed::Undo => String::new(),
    })
}

/// Somebody else was first: says who did what when, instead of that somebody did something.
pub(super) fn who_was_first(desk: &Desk, acting: &Acting, code: &str, error: Error) -> Error {
    let Error::Refused(refusal) = &error else { return error };
    if refusal.code != "dossier.changed" {
        return error;
    }
    let units = acting.who.units(Right::See);
    let told = desk.file(code, &units, acting.now).and_then(|file| {
        let Some(last) = file.last().cloned() else { return Ok(None) };
        let people = desk.db().read(|tx| People::of(tx, [last.actor]))?;
        let words = |lang| {
            let t = T(lang);
            let name = people.name(lang, last.actor);
            t.somebody_was_first(name, said::kind(t, last.kind).to_lowercase(), words::moment(lang, last.at))
        };
        Ok(Some(Refusal::new("dossier.changed", words(Lang::Vi), words(Lang::En))))
    });
    match told {
        Ok(Some(refusal)) => refusal.into(),
        // It has been taken out of sight, or cannot be read: the first answer stands.
        Ok(None) | Err(_) => error,
    }
}
