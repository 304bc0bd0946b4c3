//! Correcting what was taken in wrongly. Nothing is erased: what was counted is booked anew on the old days.

use super::act::Acting;
use crate::locale::T;
use crate::{address, keys, names, reach};
use askama::Template;
use axum::extract::Path;
use catalogue::ProcedureId;
use dossier::desk::{Ctx, Desk};
use dossier::file::File;
use dossier::rule::Deed;
use kernel::{Day, Refusal, Result, Right, UnitId};
use webkit::component::Crumbs;
use webkit::form::{Choice, FieldError};
use webkit::{Answer, Flash, Form, Lang, Layout, Link, Problem, Shell, Visit};

#[derive(Template)]
#[template(path = "correct.html")]
struct Page {
    shell: Shell,
    t: T,
    form: Form,
    crumbs: Crumbs,
    action: String,
    version: i64,
    name: String,
    unit: String,
    procedure: String,
    units: Vec<Choice>,
}

pub(crate) async fn page(visit: Visit, Path(code): Path<String>) -> Answer {
    let form = visit.form();
    let page = shown(&visit, code, form).await?;
    visit.page(&page)
}

async fn shown(visit: &Visit, code: String, form: Form) -> std::result::Result<Page, Problem> {
    let t = T(visit.lang());
    let who = pages_account::who(visit)?.clone();
    let (desk, today) = (visit.kit().need::<Desk>()?, visit.business_now().day());
    let now = visit.business_now();
    let file = {
        let who = who.clone();
        visit.kit().run(move |_| desk.file(&code, &who.units(Right::See), now)).await?
    };
    reach::actor(&who, Deed::Correct, &file.dossier)?;
    let name = file.name();
    let mut shell = visit.shell(Layout::Work, &format!("{name} – {}", t.correct_title()));
    shell.keys = keys::of(visit).await?;
    Ok(Page {
        shell,
        crumbs: Crumbs::new(
            t.0,
            vec![Link::to("/work", t.inbox_title()), Link::to(address::dossier(&name), name.clone())],
            t.correct_title(),
        ),
        action: format!("{}/correct", address::dossier(&name)),
        version: file.dossier.version,
        name: file.dossier.applicant.name.clone(),
        unit: names::unit(&file.reference.directory, file.dossier.unit, today),
        procedure: format!("{} {}", file.filed.code, file.filed.name),
        units: units(t, &file, today),
        form,
        t,
    })
}

/// The units that may settle its procedure, but for its own.
fn units(t: T, file: &File, today: Day) -> Vec<Choice> {
    let all = file.reference.competent_units(&file.filed, today);
    let some = all.into_iter().filter(|v| v.unit != file.dossier.unit);
    let some = some.map(|v| Choice::new(v.unit.0.to_string(), v.name.clone()));
    std::iter::once(Choice::new("", t.choose_unit())).chain(some).collect()
}

/// What is wrong.
enum Mistake {
    Name(String, String),
    Unit(UnitId, String),
    /// A procedure by its code.
    Procedure(String, String),
    Void(String),
}

impl Mistake {
    fn read(form: &mut Form, t: T) -> Option<Self> {
        let kind = form.value("do").to_owned();
        let reason = |form: &mut Form, name| form.need::<String>(name, t.reason());
        Some(match kind.as_str() {
            "name" => {
                let (name, why) = (form.need("right_name", t.right_name()), reason(form, "name_reason"));
                Self::Name(name?, why?)
            }
            "unit" => {
                let (unit, why) =
                    (form.need::<i64>("right_unit", t.right_unit()), reason(form, "unit_reason"));
                Self::Unit(UnitId(unit?), why?)
            }
            "procedure" => {
                let code = form.need("right_procedure", t.right_procedure());
                let why = reason(form, "procedure_reason");
                Self::Procedure(code?, why?)
            }
            "void" => Self::Void(reason(form, "void_reason")?),
            _ => {
                form.wrong("", "", FieldError::NotAChoice);
                return None;
            }
        })
    }
}

pub(crate) async fn act(visit: Visit, Path(code): Path<String>, mut form: Form) -> Answer {
    let t = T(visit.lang());
    let acting = Acting::of(&visit, &form)?;
    let mistake = if form.is_again() { None } else { Mistake::read(&mut form, t) };
    let Some(mistake) = mistake.filter(|_| form.good()) else {
        return visit.page_again(&shown(&visit, code, form).await?);
    };
    let desk = visit.kit().need::<Desk>()?;
    let done = {
        let code = code.clone();
        visit.kit().run(move |_| mend(&desk, &acting, &code, mistake)).await
    };
    match form.take(done)? {
        Some(words) => Ok(visit.go_saying(&address::dossier(&code), &Flash::good(words))),
        None => visit.page_again(&shown(&visit, code, form).await?),
    }
}

fn mend(desk: &Desk, acting: &Acting, code: &str, mistake: Mistake) -> Result<String> {
    let file = desk.file(code, &acting.who.units(Right::See), acting.now)?;
    let actor = reach::actor(&acting.who, Deed::Correct, &file.dossier)?;
    let (id, version, now, ids) = (file.dossier.id, acting.version, acting.now, desk.db().ids().clone());
    let right = match &mistake {
        Mistake::Procedure(code, _) => Some(procedure(&file, code)?),
        _ => None,
    };
    let t = T(acting.lang);
    let done = desk.shift(move |shift| {
        shift.seen(id, version);
        let ctx = Ctx { actor, now, ids: &ids };
        Ok(match (mistake, right) {
            (Mistake::Name(name, why), _) => {
                shift.correct_name(&ctx, id, &name, &why)?;
                t.done_name()
            }
            (Mistake::Unit(unit, why), _) => {
                shift.correct_unit(&ctx, id, unit, &why)?;
                t.done_unit()
            }
            (Mistake::Procedure(_, why), Some(right)) => {
                shift.correct_procedure(&ctx, id, right, &why)?;
                t.done_procedure()
            }
            (Mistake::Procedure(..), None) => return Err(unknown().into()),
            (Mistake::Void(why), _) => {
                shift.void(&ctx, id, &why)?;
                t.done_void()
            }
        }
        .to_owned())
    });
    done.map_err(|error| super::act::who_was_first(desk, acting, code, error))
}

fn procedure(file: &File, code: &str) -> Result<ProcedureId> {
    // `1.000123 Đăng ký kết hôn` is what lists show: the code stands first.
    let code = code.split_whitespace().next().unwrap_or_default();
    Ok(file.reference.catalogue.by_code(code).ok_or_else(unknown)?)
}

fn unknown() -> Refusal {
    let words = |lang| T(lang).no_such_procedure();
    Refusal::new("correction.no_such_procedure", words(Lang::Vi), words(Lang::En))
}
