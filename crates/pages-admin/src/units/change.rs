//! Deciding on units, in two steps: what would move is shown first, and nothing is written before it is confirmed.

use super::deed::{Deed, Kind, read};
use super::{Tier, known};
use crate::base::{FormPage, carried, crumbs, field, for_province, tree, unit_choices, unit_name};
use crate::locale::T;
use askama::Template;
use axum::extract::{Path, Query};
use dossier::desk::{Desk, Reorganised};
use kernel::{Actor, Day, Units};
use organisation::Directory;
use serde::Deserialize;
use store::Ctx;
use webkit::component::Crumbs;
use webkit::form::Choice;
use webkit::{Answer, Flash, Form, Html, Layout, Link, Problem, Shell, Visit, words};

/// The fields of all kinds: what the preview carries from the form to its confirmation.
const FIELDS: [&str; 16] = [
    "unit",
    "heir",
    "units",
    "code",
    "name",
    "tier",
    "kind",
    "command",
    "territory",
    "calendar",
    "reports",
    "function",
    "on",
    "number",
    "decided",
    "reason",
];

/// From which unit's page somebody comes.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Origin {
    unit: String,
}

pub(super) async fn form(visit: Visit, Path(kind): Path<String>, Query(from): Query<Origin>) -> Answer {
    let kind = Kind::of(&kind).ok_or_else(Problem::lost)?;
    for_province(&visit)?;
    let (directory, tiers) = known(&visit).await?;
    let unit = from.unit.parse().ok().map(kernel::UnitId);
    let now = unit.and_then(|u| directory.version_at(u, visit.business_now().day()));
    let mut form = visit.form().fill("reports", "1").fill("calendar", "office");
    if let Some(now) = now {
        let id = |unit: Option<kernel::UnitId>| unit.map_or_else(String::new, |u| u.to_string());
        form = form.fill("unit", now.unit.to_string());
        match kind {
            Kind::Move => {
                form = form.fill("command", id(now.command)).fill("territory", id(now.territory));
            }
            Kind::Merge => form = form.fill("units", now.unit.to_string()),
            Kind::Rename => form = form.fill("name", &now.name),
            _ => {}
        }
    }
    page(&visit, kind, &directory, &tiers, form).show(&visit)
}

pub(super) async fn send(visit: Visit, Path(kind): Path<String>, mut form: Form) -> Answer {
    let kind = Kind::of(&kind).ok_or_else(Problem::lost)?;
    let (actor, t) = (for_province(&visit)?, T(visit.lang()));
    let (directory, tiers) = known(&visit).await?;
    let deed = read(&mut form, t, kind, &directory);
    let (true, Some(deed)) = (form.good() && form.value("step") != "edit", deed) else {
        return page(&visit, kind, &directory, &tiers, form).show(&visit);
    };
    let confirmed = form.value("step") == "confirm";
    let done = decide(&visit, actor, deed.clone(), confirmed).await;
    let Some(done) = form.take(done)? else {
        return page(&visit, kind, &directory, &tiers, form).show(&visit);
    };
    if confirmed {
        return Ok(told(&visit, &deed, &done));
    }
    visit.page(&preview(&visit, kind, &deed, &done, form, &directory))
}

/// Takes the decision, or looks at what it would do.
async fn decide(visit: &Visit, actor: Actor, deed: Deed, confirmed: bool) -> kernel::Result<Reorganised> {
    let (desk, now) = (visit.kit().need::<Desk>()?, visit.business_now());
    let ids = visit.kit().db().ids().clone();
    let on = deed.on;
    visit
        .kit()
        .run(move |_| {
            if confirmed {
                desk.alone(move |shift| {
                    let ctx = Ctx { actor, now, ids: &ids };
                    shift.reorganise(&ctx, on, |tx, ctx| deed.take(tx, ctx))
                })
            } else {
                desk.foresee_reorganisation(on, move |tx| deed.take(tx, &Ctx { actor, now, ids: &ids }))
            }
        })
        .await
}

fn told(visit: &Visit, deed: &Deed, done: &Reorganised) -> axum::response::Response {
    let t = T(visit.lang());
    let begun = deed.on <= visit.business_now().day();
    let words = match (done.total(), begun) {
        (0, _) => t.change_done().to_owned(),
        (n, true) => t.change_done_moved(n),
        (n, false) => t.change_done_later(n, words::day(t.0, deed.on)),
    };
    let address = deed
        .leads_to()
        .map_or_else(|| format!("/admin/units?on={}", deed.on), |unit| format!("/admin/units/{unit}"));
    visit.go_saying(&address, &Flash::good(words))
}

struct Passing {
    from: String,
    to: String,
    open: u64,
    lying: u64,
}

#[derive(Template)]
#[template(path = "unit-preview.html")]
struct Preview {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    title: String,
    form: Form,
    action: String,
    carried: Vec<Html>,
    words: String,
    on: String,
    begun: bool,
    decision: String,
    passing: Vec<Passing>,
    total: u64,
}

fn preview(
    visit: &Visit,
    kind: Kind,
    deed: &Deed,
    done: &Reorganised,
    form: Form,
    directory: &Directory,
) -> Preview {
    let t = T(visit.lang());
    let title = kind.title(t);
    let name = |unit| unit_name(directory, unit, deed.on);
    Preview {
        shell: visit.shell(Layout::Work, title),
        t,
        crumbs: crumbs(visit, &[("/admin/units", t.units_title())], title),
        title: title.into(),
        action: visit.path().to_owned(),
        carried: carried(&form, &FIELDS),
        words: deed.words(t, directory),
        on: words::day_long(t.0, deed.on),
        begun: deed.on <= visit.business_now().day(),
        decision: deed.decision.clone(),
        passing: done
            .passing
            .iter()
            .map(|p| Passing { from: name(p.from), to: name(p.to), open: p.open, lying: p.lying })
            .collect(),
        total: done.total(),
        form,
    }
}

fn page(visit: &Visit, kind: Kind, directory: &Directory, tiers: &[Tier], form: Form) -> FormPage {
    let t = T(visit.lang());
    let title = kind.title(t);
    let above = crumbs(visit, &[("/admin/units", t.units_title())], title);
    let mut page = FormPage::new(visit, title, above, form);
    page.fields = fields(&page.form, t, kind, directory, tiers, visit.business_now().day());
    page.button = t.change_preview().into();
    page.back = Link::to("/admin/units", t.cancel());
    page.aside = t.happens().into();
    page.notes = notes(t, kind).into_iter().map(str::to_owned).collect();
    page
}

fn notes(t: T, kind: Kind) -> Vec<&'static str> {
    let own = match kind {
        Kind::Found => t.change_found_note(),
        Kind::Rename => t.change_rename_note(),
        Kind::Move => t.change_move_note(),
        Kind::Merge => t.change_merge_note(),
        Kind::Dissolve => t.change_dissolve_note(),
        Kind::Split => t.change_split_note(),
        Kind::Transfer => t.change_transfer_note(),
    };
    vec![own, t.change_note_preview(), t.change_note_past()]
}

fn fields(form: &Form, t: T, kind: Kind, directory: &Directory, tiers: &[Tier], today: Day) -> Vec<Html> {
    let all = unit_choices(directory, today, &Units::All);
    let or_none = |words: &str| {
        let mut choices = vec![Choice::new("", words)];
        choices.extend(all.iter().cloned());
        choices
    };
    let one = |name: &'static str, label: &'static str, hint: &'static str| {
        field(form.select(name, label, or_none(t.change_choose())).hint(hint).required())
    };
    let parent =
        |name: &'static str, label: &'static str| field(form.select(name, label, or_none(t.units_nobody())));
    let mut fields = match kind {
        Kind::Found => found_fields(form, t, directory, tiers),
        Kind::Rename => vec![
            one("unit", t.change_unit(), ""),
            field(form.input("name", t.change_new_name()).required().width("w100")),
        ],
        Kind::Move => vec![one("unit", t.change_unit(), "")],
        Kind::Merge => vec![
            ticks(form, t.change_units(), directory, today),
            one("heir", t.change_heir(), t.change_heir_hint()),
        ],
        Kind::Dissolve => {
            vec![one("unit", t.change_unit(), ""), one("heir", t.change_heir(), t.change_heir_hint())]
        }
        Kind::Split => vec![
            one("unit", t.change_unit(), ""),
            one("heir", t.change_first_part(), t.change_first_part_hint()),
            ticks(form, t.change_parts(), directory, today),
        ],
        Kind::Transfer => vec![
            one("unit", t.change_from(), ""),
            one("heir", t.change_to(), ""),
            field(
                form.input("function", t.change_function())
                    .hint(t.change_function_hint())
                    .required()
                    .width("w100"),
            ),
        ],
    };
    if matches!(kind, Kind::Found | Kind::Move) {
        fields.push(parent("command", t.units_command()));
        fields.push(parent("territory", t.units_territory()));
    }
    fields.push(field(form.input("on", t.change_on()).day().required()));
    fields.push(field(form.input("number", t.change_number()).hint(t.change_number_hint()).required()));
    fields.push(field(form.input("decided", t.change_decided()).day().required()));
    fields.push(field(form.input("reason", t.change_reason()).required().width("w100")));
    fields
}

fn found_fields(form: &Form, t: T, directory: &Directory, tiers: &[Tier]) -> Vec<Html> {
    let tiers = tiers.iter().map(|tier| Choice::new(&*tier.code, tier.words(t.0))).collect();
    vec![
        field(form.input("code", t.units_code()).required().width("w10")),
        field(form.input("name", t.units_name()).required().width("w100")),
        field(form.select("tier", t.units_tier(), tiers).required()),
        field(form.select("kind", t.units_kind(), examples(t, directory, |v| &v.kind)).required()),
        field(
            form.select("calendar", t.units_calendar(), examples(t, directory, |v| &v.calendar)).required(),
        ),
        field(form.tick("reports", t.units_reports())),
    ]
}

/// Codes that units have, each with a unit that has it: the province's folder names none of them.
fn examples(
    t: T,
    directory: &Directory,
    code: impl Fn(&organisation::UnitVersion) -> &String,
) -> Vec<Choice> {
    let mut found: Vec<(&String, &organisation::UnitVersion)> = Vec::new();
    for version in directory.all_versions() {
        match found.iter_mut().find(|(known, _)| *known == code(version)) {
            Some((_, first)) if version.position < first.position => *first = version,
            Some(_) => {}
            None => found.push((code(version), version)),
        }
    }
    found.sort_by_key(|(_, v)| v.position);
    found.into_iter().map(|(code, v)| Choice::new(code, t.change_like(code, &v.name))).collect()
}

/// Units to tick, set in by their depth.
fn ticks(form: &Form, label: &str, directory: &Directory, today: Day) -> Html {
    use std::fmt::Write;
    use webkit::html::Escaped;
    let mut text = format!(
        r#"<fieldset class="field filt" id="units"><legend>{}</legend><div class="tall">"#,
        Escaped(label)
    );
    for (depth, version) in tree(directory, today) {
        let id = version.unit.to_string();
        let checked = if form.chosen("units", &id) { " checked" } else { "" };
        let _ = write!(
            text,
            r#"<label class="in{}"><input type="checkbox" name="units" value="{id}"{checked}>{}</label>"#,
            depth.min(4),
            Escaped(&version.name)
        );
    }
    text.push_str("</div></fieldset>");
    Html::made(text)
}
