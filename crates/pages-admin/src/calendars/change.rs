//! Decreeing a day off or worked, or taking that back: how many due dates move is shown first.

use super::{Hours, KINDS, hours_words, kind_words};
use crate::base::{FormPage, carried, chosen, crumbs, field, for_province, unit_choices, unit_name};
use crate::locale::T;
use crate::progress;
use askama::Template;
use dossier::desk::{Desk, Foreseen, Moves};
use kernel::calendar::DayKind;
use kernel::{Actor, Day, Error, UnitId, Units};
use organisation::Directory;
use organisation::desk::{DayChange, Decree};
use std::sync::Arc;
use store::Ctx;
use webkit::component::Crumbs;
use webkit::form::{Choice, FieldError};
use webkit::works::{Finished, Work};
use webkit::{Answer, Flash, Form, Html, Lang, Layout, Link, Shell, Visit, words};

/// What the preview carries from the form to its confirmation.
const FIELDS: [&str; 6] = ["day", "kind", "name", "paper", "unit", "hours"];
/// Pairs of days that are shown; of more, how many.
const SHOWN: usize = 12;

async fn directory(visit: &Visit) -> kernel::Result<Directory> {
    visit.kit().read(Directory::load).await
}

pub(super) async fn form(visit: Visit) -> Answer {
    for_province(&visit)?;
    let directory = directory(&visit).await?;
    page(&visit, &directory, visit.form().fill("kind", DayKind::Holiday.word())).show(&visit)
}

pub(super) async fn send(visit: Visit, mut form: Form) -> Answer {
    let (actor, t) = (for_province(&visit)?, T(visit.lang()));
    let directory = directory(&visit).await?;
    let decree = parse(&mut form, t, &directory);
    let (true, Some(decree)) = (form.good() && form.value("step") != "edit", decree) else {
        return page(&visit, &directory, form).show(&visit);
    };
    let change = DayChange::Decree(decree);
    if form.value("step") == "confirm" {
        let work = confirm(&visit, actor, change.clone())?;
        let Some(ended) = work.soon().await else { return Ok(progress::go(&visit, &work)) };
        return match form.take(ended)? {
            Some(finished) => Ok(progress::finished(&visit, &finished)),
            None => page(&visit, &directory, form).show(&visit),
        };
    }
    let foreseen = foresee(&visit, change.clone()).await;
    match form.take(foreseen)? {
        Some(foreseen) => visit.page(&preview(&visit, &directory, &change, &foreseen, form)),
        None => page(&visit, &directory, form).show(&visit),
    }
}

/// Takes a decree back; first what that would move, then the deed.
pub(super) async fn revoke(visit: Visit, mut form: Form) -> Answer {
    let (actor, t) = (for_province(&visit)?, T(visit.lang()));
    let directory = directory(&visit).await?;
    let day: Option<Day> = form.need("day", t.calendars_day());
    let unit = form.may::<i64>("unit", t.calendars_for()).map(UnitId);
    let (true, Some(day), "" | "confirm") = (form.good(), day, form.value("step")) else {
        return Ok(visit.go("/admin/calendars"));
    };
    let change = DayChange::Revoke { day, unit };
    let address = year_of(day);
    let refused = |error: Error| crate::base::told(&visit, &address, Err(error));
    if form.value("step") == "confirm" {
        let work = confirm(&visit, actor, change.clone())?;
        return match work.soon().await {
            None => Ok(progress::go(&visit, &work)),
            Some(Ok(finished)) => Ok(progress::finished(&visit, &finished)),
            Some(Err(error)) => refused(error),
        };
    }
    match foresee(&visit, change.clone()).await {
        Ok(foreseen) => visit.page(&preview(&visit, &directory, &change, &foreseen, form)),
        Err(error) => refused(error),
    }
}

async fn foresee(visit: &Visit, change: DayChange) -> kernel::Result<Foreseen> {
    let (desk, today) = (visit.kit().need::<Desk>()?, visit.business_now().day());
    visit.kit().run(move |_| desk.foresee_days(&change, today)).await
}

/// Thousands of terms may have to be counted again: it goes on behind a page that tells how far it is.
fn confirm(visit: &Visit, actor: Actor, change: DayChange) -> kernel::Result<Arc<Work>> {
    let (desk, now, lang) = (visit.kit().need::<Desk>()?, visit.business_now(), visit.lang());
    let ids = visit.kit().db().ids().clone();
    let title = T(lang).decree_counting(words::day(lang, change.day()));
    Ok(visit.kit().begin(actor.person, title, move |_, work| {
        let (told_of, work) = (change.clone(), work.clone());
        let moves = desk.alone(move |shift| {
            let ctx = Ctx { actor, now, ids: &ids };
            shift.change_day_telling(&ctx, &change, &mut |done, of| work.tell(done, of))
        })?;
        Ok(told(lang, &told_of, &moves))
    }))
}

fn year_of(day: Day) -> String {
    format!("/admin/calendars?year={}", day.ymd().0)
}

fn told(lang: Lang, change: &DayChange, moves: &Moves) -> Finished {
    let t = T(lang);
    let words = match (change, moves.written) {
        (DayChange::Decree(_), false) => t.decree_known().to_owned(),
        (DayChange::Decree(_), true) => t.decree_done(moves.total().days),
        (DayChange::Revoke { .. }, _) => t.decree_revoked(moves.total().days),
    };
    Finished { href: year_of(change.day()), flash: Flash::good(words) }
}

fn parse(form: &mut Form, t: T, directory: &Directory) -> Option<Decree> {
    let day: Option<Day> = form.need("day", t.calendars_day());
    let kind = chosen(form, "kind", t.calendars_kind(), DayKind::from_word);
    let name: Option<String> = form.need("name", t.calendars_name());
    let paper: Option<String> = form.need("paper", t.decree_paper());
    let unit = form.may::<i64>("unit", t.calendars_for()).map(UnitId);
    let spans = form.may::<Hours>("hours", t.decree_hours()).map(|h| h.0);
    if unit.is_some_and(|u| directory.versions(u).is_empty()) {
        form.wrong("unit", t.calendars_for(), FieldError::NotAChoice);
    }
    Some(Decree { day: day?, unit, kind: kind?, name: format!("{} ({})", name?, paper?), spans })
}

fn page(visit: &Visit, directory: &Directory, form: Form) -> FormPage {
    let t = T(visit.lang());
    let above = crumbs(visit, &[("/admin/calendars", t.calendars_title())], t.decree_title());
    let kinds = KINDS.map(|kind| {
        let hint = match kind {
            DayKind::Holiday => t.decree_holiday_hint(),
            DayKind::CompensatoryOff => t.decree_compensatory_hint(),
            DayKind::SwappedOff => t.decree_swapped_hint(),
            DayKind::MakeUpWorkday => t.decree_make_up_hint(),
            DayKind::HalfDay => t.decree_half_hint(),
        };
        Choice::new(kind.word(), kind_words(t.0, kind)).hint(hint)
    });
    let mut units = unit_choices(directory, visit.business_now().day(), &Units::All);
    units.insert(0, Choice::new("", t.calendars_all_units()));
    let mut page = FormPage::new(visit, t.decree_title(), above, form);
    let form = &page.form;
    page.fields = vec![
        field(form.input("day", t.calendars_day()).day().required().first()),
        field(form.radios("kind", t.calendars_kind(), kinds.into())),
        field(form.input("name", t.calendars_name()).hint(t.decree_name_hint()).required().width("w100")),
        field(form.input("paper", t.decree_paper()).hint(t.decree_paper_hint()).required()),
        field(form.select("unit", t.calendars_for(), units)),
        field(form.input("hours", t.decree_hours()).hint(t.decree_hours_hint()).optional()),
    ];
    page.button = t.change_preview().into();
    page.back = Link::to("/admin/calendars", t.cancel());
    page.aside = t.happens().into();
    page.notes =
        [t.decree_note_moves(), t.decree_note_promised(), t.change_note_preview()].map(str::to_owned).into();
    page
}

#[derive(Template)]
#[template(path = "day-preview.html")]
struct Preview {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    title: String,
    form: Form,
    action: String,
    carried: Vec<Html>,
    facts: Vec<(String, String)>,
    total: u64,
    paused: u64,
    hours: u64,
    units: Vec<(String, u64)>,
    shifted: Vec<(String, String, u64)>,
    more: usize,
    back: String,
    may_edit: bool,
}

fn preview(
    visit: &Visit,
    directory: &Directory,
    change: &DayChange,
    foreseen: &Foreseen,
    form: Form,
) -> Preview {
    let t = T(visit.lang());
    let (title, may_edit) = match change {
        DayChange::Decree(_) => (t.decree_title(), true),
        DayChange::Revoke { .. } => (t.decree_revoke_title(), false),
    };
    let total = foreseen.moves.total();
    let place = |unit: &UnitId| directory.last_version(*unit).map(|v| (v.position, v.code.clone()));
    let mut units: Vec<(&UnitId, u64)> =
        foreseen.moves.units.iter().filter(|(_, m)| m.days > 0).map(|(u, m)| (u, m.days)).collect();
    units.sort_by_key(|(unit, _)| place(unit));
    let day = |day: Day| words::capital(&words::day_long(t.0, day));
    Preview {
        shell: visit.shell(Layout::Work, title),
        t,
        crumbs: crumbs(visit, &[("/admin/calendars", t.calendars_title())], title),
        title: title.into(),
        action: visit.path().to_owned(),
        carried: carried(&form, &FIELDS),
        facts: facts(t, directory, change),
        total: total.days,
        paused: total.paused,
        hours: total.hours,
        units: units.into_iter().map(|(u, n)| (unit_name(directory, *u, change.day()), n)).collect(),
        shifted: foreseen.shifted.iter().take(SHOWN).map(|s| (day(s.was), day(s.now), s.count)).collect(),
        more: foreseen.shifted.len().saturating_sub(SHOWN),
        back: year_of(change.day()),
        may_edit,
        form,
    }
}

fn facts(t: T, directory: &Directory, change: &DayChange) -> Vec<(String, String)> {
    let unit = change
        .unit()
        .map_or_else(|| t.calendars_all_units().to_owned(), |u| unit_name(directory, u, change.day()));
    let mut facts = vec![
        (t.calendars_day().to_owned(), words::capital(&words::day_long(t.0, change.day()))),
        (t.calendars_for().to_owned(), unit),
    ];
    if let DayChange::Decree(decree) = change {
        facts.push((t.calendars_kind().to_owned(), kind_words(t.0, decree.kind)));
        facts.push((t.calendars_name().to_owned(), decree.name.clone()));
        if let Some(spans) = &decree.spans {
            facts.push((t.decree_hours().to_owned(), hours_words(t, spans)));
        }
    }
    facts
}
