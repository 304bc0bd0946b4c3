//! The full form of an intake: one person, one procedure, its papers.

use crate::choose::{Found, MOST, chosen};
use crate::locale::T;
use crate::parts::{Parts, competent, papers};
use crate::person;
use crate::room::{Room, key_of, new_key, words};
use askama::Template;
use axum::http::StatusCode;
use catalogue::Revision;
use dossier::desk::{Accept, Applicant, Channel, Desk, DossierId, ResultBy, TakeIn, Taken};
use dossier::twins::Twin;
use kernel::{Refusal, Right, UnitId};
use std::sync::Arc;
use store::Ctx;
use webkit::form::{Choice, FieldError};
use webkit::{Answer, Flash, Form, Lang, Layout, Problem, Shell, Visit, words as said};

#[derive(Template)]
#[template(path = "full.html")]
struct Page {
    shell: Shell,
    t: T,
    form: Form,
    key: String,
    owner: String,
    posted: bool,
    restored: bool,
    desks: Vec<Choice>,
    desk: String,
    desk_name: String,
    hits: Vec<Choice>,
    parts: Option<Parts>,
    twins: Vec<String>,
    lacking: bool,
    channels: Vec<Choice>,
    results: Vec<Choice>,
}

/// What stands in the way of saving until the officer confirms it.
#[derive(Default)]
struct Doubts {
    twins: Vec<Twin>,
    lacking: bool,
}

/// The empty form.
pub(crate) async fn page(visit: Visit) -> Answer {
    let room = Room::of(&visit).await?;
    let form = visit.form().fill("channel", "counter").fill("result_by", "counter");
    let desk = room.desk(&form)?;
    shown(&visit, &room, desk, form, Doubts::default(), StatusCode::OK)
}

/// The form as it was sent: to be filled in further, or to be saved.
pub(crate) async fn sent(visit: Visit, form: Form) -> Answer {
    let room = Room::of(&visit).await?;
    let desk = room.desk(&form)?;
    let form = person::scanned(form, words(&visit));
    if form.value("act") == "save" && !form.is_again() {
        return save(visit, room, desk, form).await;
    }
    let status =
        if form.is_again() || form.good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shown(&visit, &room, desk, form, Doubts::default(), status)
}

async fn save(visit: Visit, room: Room, desk: UnitId, mut form: Form) -> Answer {
    let t = words(&visit);
    let actor = room.who.actor(Right::Receive, desk)?;
    let Some((accept, papers, filed)) = read(&room, desk, &mut form, t) else {
        return shown(&visit, &room, desk, form, Doubts::default(), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let lacking = papers.iter().any(dossier::papers::Paper::missing);
    let id = key_of(&visit, &form);
    let doubts = doubts(&visit, &filed, &accept.applicant, id, lacking).await?;
    if !confirmed(&mut form, &doubts) {
        return shown(&visit, &room, desk, form, doubts, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let id = id.unwrap_or_else(|| visit.kit().db().ids().next(room.now));
    let cmd = TakeIn { id: DossierId(id), accept, papers, note: form.value("note").to_owned() };
    let (desks, now) = (visit.kit().need::<Desk>()?, room.now);
    let done = visit.kit().run(move |kit| {
        let ids = kit.db().ids().clone();
        desks.shift(move |shift| shift.take_in(&Ctx { actor, now, ids: &ids }, cmd))
    });
    let done = done.await;
    let used = matches!(&done, Err(kernel::Error::Refused(r)) if r.code == "intake.form_used");
    let form_key = if used { new_key(&visit) } else { form.value("form").to_owned() };
    match form.take(done)? {
        Some(taken) => Ok(to_slip(&visit, t, &taken)),
        None => {
            let form = form.fill("form", form_key);
            shown(&visit, &room, desk, form, doubts, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

fn to_slip(visit: &Visit, t: T, taken: &Taken) -> axum::response::Response {
    let address = format!("/dossier/{}/slip", kernel::text::percent_encoded(&taken.accepted.code));
    let code = &taken.accepted.code;
    let said =
        if taken.now { Flash::good(t.full_taken(code)) } else { Flash::warning(t.full_taken_before(code)) };
    visit.go_saying(&address, &said)
}

/// Everything typed, as a command; nothing when something is wrong, which then stands on the form.
fn read(
    room: &Room,
    desk: UnitId,
    form: &mut Form,
    t: T,
) -> Option<(Accept, Vec<dossier::papers::Paper>, Arc<Revision>)> {
    let applicant = person::read(form, t);
    let filed = match chosen(&room.reference, desk, room.today(), form) {
        Found::One(filed) => Some(filed),
        found => {
            form.wrong("procedure", t.full_procedure(), FieldError::Refused(not_chosen(&found)));
            None
        }
    };
    let content = form.may::<String>("content", t.full_content()).unwrap_or_default();
    let channel = Channel::from_word(form.value("channel")).filter(|c| *c != Channel::Online);
    if channel.is_none() {
        form.wrong("channel", t.full_channel(), FieldError::NotAChoice);
    }
    let result_by = ResultBy::from_word(form.value("result_by"));
    if result_by.is_none() {
        form.wrong("result_by", t.full_result_by(), FieldError::NotAChoice);
    }
    let filed = filed?;
    let unit = competent(room, desk, &filed, form);
    if unit.is_none() {
        form.wrong("competent", t.full_competent(), FieldError::Required);
    }
    let papers = papers(room, &filed, form);
    if !form.good() {
        return None;
    }
    // Nobody retypes what the procedure's name says already.
    let content = if content.is_empty() { filed.name.clone() } else { content };
    let accept = Accept {
        id: None,
        procedure: filed.procedure,
        unit: unit?,
        receiving: desk,
        channel: channel?,
        result_by: result_by?,
        applicant,
        content,
    };
    Some((accept, papers, filed))
}

fn not_chosen(found: &Found) -> Refusal {
    match found {
        Found::Nothing => Refusal::new("procedure.needed", "Hãy chọn thủ tục.", "Choose the procedure."),
        Found::Several(_) => Refusal::new(
            "procedure.several",
            "Nhiều thủ tục có các từ này. Hãy chọn một thủ tục trong danh sách.",
            "Several procedures have these words. Choose one from the list.",
        ),
        _ => Refusal::new(
            "procedure.none",
            "Không có thủ tục nào có các từ này. Hãy thử ít từ hơn, hoặc mã thủ tục.",
            "No procedure has these words. Try fewer, or its code.",
        ),
    }
}

/// What the officer has to confirm. A form sent for the second time has no twin in the dossier it made itself.
async fn doubts(
    visit: &Visit,
    filed: &Revision,
    person: &Applicant,
    id: Option<i64>,
    lacking: bool,
) -> Result<Doubts, Problem> {
    let (procedure, person) = (filed.procedure, person.clone());
    let mut twins = visit.kit().read(move |tx| dossier::twins::open(tx, procedure, &person)).await?;
    twins.retain(|twin| Some(twin.id.0) != id);
    Ok(Doubts { twins, lacking })
}

/// Whether all doubts were confirmed. A confirmation holds for as many twins as were shown, no more.
fn confirmed(form: &mut Form, doubts: &Doubts) -> bool {
    let shown = doubts.twins.len().to_string();
    if !doubts.twins.is_empty() && form.value("twins") != shown {
        let refusal = Refusal::new(
            "intake.twin",
            "Người này đang có hồ sơ cùng thủ tục chưa giải quyết xong. Nếu vẫn tiếp nhận, hãy đánh dấu xác nhận.",
            "This person has the same procedure open. To take this one in all the same, tick the box.",
        );
        form.wrong("twins", "", FieldError::Refused(refusal));
    }
    if doubts.lacking && !form.ticked("lacking") {
        let refusal = Refusal::new(
            "intake.lacking",
            "Còn thiếu giấy tờ bắt buộc. Nếu vẫn tiếp nhận, hãy đánh dấu xác nhận.",
            "Required papers are missing. To take it in all the same, tick the box.",
        );
        form.wrong("lacking", "", FieldError::Refused(refusal));
    }
    form.good()
}

/// What is told of a twin: its code where the officer may see it, else only that there is one.
fn told(room: &Room, t: T, twin: &Twin) -> String {
    let may = room.who.units(Right::See);
    match &twin.code {
        Some(code) if may.has(twin.unit) || may.has(twin.receiving) => {
            let day = twin.accepted_at.map(|at| webkit::words::day(t.0, at.day())).unwrap_or_default();
            t.full_twin(code, day, room.name(twin.unit))
        }
        Some(_) => t.full_twin_elsewhere().to_owned(),
        None => t.full_twin_online().to_owned(),
    }
}

fn shown(visit: &Visit, room: &Room, desk: UnitId, form: Form, doubts: Doubts, status: StatusCode) -> Answer {
    let t = words(visit);
    let found = chosen(&room.reference, desk, room.today(), &form);
    let (mut hits, mut parts, mut form) = (Vec::new(), None, form);
    match found {
        Found::One(filed) => {
            form = form.fill("procedure", filed.name.clone()).fill("code", filed.code.clone());
            parts = Some(Parts::of(visit, room, desk, filed, &form)?);
        }
        Found::Several(list) => {
            let hit = |r: Arc<Revision>| Choice::new(r.code.clone(), r.name.clone()).hint(note(t.0, &r));
            hits = list.into_iter().take(MOST).map(hit).collect();
        }
        Found::None if form.value("act") == "find" => {
            form.wrong("procedure", t.full_procedure(), FieldError::Refused(not_chosen(&Found::None)));
        }
        Found::None | Found::Nothing => {}
    }
    let key = if key_of(visit, &form).is_some() { form.value("form").to_owned() } else { new_key(visit) };
    let page = Page {
        shell: visit.shell(Layout::Work, t.full_title()),
        t,
        key,
        owner: room.who.person().id.to_string(),
        posted: status != StatusCode::OK || !form.value("act").is_empty(),
        restored: form.value("act") == "restore",
        desks: room.choices(),
        desk: desk.to_string(),
        desk_name: room.name(desk),
        hits,
        parts,
        twins: doubts.twins.iter().map(|twin| told(room, t, twin)).collect(),
        lacking: doubts.lacking,
        channels: vec![
            Choice::new("counter", t.full_channel_counter()),
            Choice::new("post", t.full_channel_post()),
        ],
        results: vec![
            Choice::new("counter", t.full_result_counter()),
            Choice::new("post", t.full_result_post()),
            Choice::new("electronic", t.full_result_electronic()),
        ],
        form,
    };
    visit.page_as(status, &page)
}

fn note(lang: Lang, r: &Revision) -> String {
    format!("{} · {}", r.field, said::term(lang, r.term))
}
