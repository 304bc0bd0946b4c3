//! Early warning: what will be late if nobody looks at it, before it is.

use crate::inbox::export::file_name;
use crate::locale::T;
use crate::row::Teller;
use crate::{address, names};
use askama::Template;
use axum::extract::Query;
use dossier::desk::Desk;
use dossier::listing::warning::{Warning, Why, warnings};
use dossier::reference::Reference;
use identity::Who;
use kernel::{Day, Instant, Right, Units};
use serde::Deserialize;
use sheet::{Cell, Column, Kind, Sheet};
use std::sync::Arc;
use webkit::component::Urgency;
use webkit::form::Choice;
use webkit::{Address, Answer, Layout, Problem, Shell, Visit, download, words};

/// Days from now in which a dossier must be due to be looked at: three weeks.
const AHEAD: i64 = 21;
/// Rows of the page; the files have all.
const MOST: usize = 200;

/// What is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    unit: Option<String>,
}

struct Found {
    reference: Arc<Reference>,
    unit: Option<String>,
    warned: Vec<Warning>,
    looked_at: usize,
    today: Day,
}

/// A line of the table.
struct Row {
    urgency: Option<Urgency>,
    code: String,
    href: String,
    procedure: String,
    name: String,
    step: String,
    place: String,
    why: &'static str,
    certain: bool,
    needed: String,
    left: String,
    over: String,
}

#[derive(Template)]
#[template(path = "warnings.html")]
struct Page {
    shell: Shell,
    t: T,
    heading: String,
    units: Vec<Choice>,
    unit: String,
    rows: Vec<Row>,
    cut: Option<String>,
    stand: String,
    xlsx: String,
    csv: String,
}

async fn find(visit: &Visit, asked: Asked) -> Result<(Arc<Who>, Found), Problem> {
    let now = visit.business_now();
    let who = Arc::new(pages_account::who(visit)?.clone());
    let desk = visit.kit().need::<Desk>()?;
    let by = who.clone();
    let found = visit.kit().run(move |_| look(&desk, &by, &asked, now)).await?;
    Ok((who, found.ok_or_else(Problem::lost)?))
}

/// None when there is no such unit for who looks.
fn look(desk: &Desk, who: &Who, asked: &Asked, now: Instant) -> kernel::Result<Option<Found>> {
    let sees = who.units(Right::See);
    desk.db().read(|tx| {
        let reference = desk.reference(tx)?;
        let code = asked.unit.as_deref().filter(|code| !code.is_empty());
        let units = match code.map(|code| reference.directory.ever_by_code(code)) {
            None => sees.clone(),
            Some(Some(unit)) if sees.has(unit) => Units::of([unit]),
            Some(_) => return Ok(None),
        };
        let until = now.day().plus(AHEAD);
        let warned = warnings(tx, &reference, &units, now, until)?;
        Ok(Some(Found {
            reference,
            unit: code.map(str::to_owned),
            warned: warned.found,
            looked_at: warned.looked_at,
            today: now.day(),
        }))
    })
}

/// `/work/warnings`.
pub(crate) async fn page(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let (who, found) = find(&visit, asked).await?;
    let shell = visit.shell(Layout::Work, T(visit.lang()).warnings_title());
    visit.page(&Page::new(shell, visit.lang(), &who, &found))
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Working minutes as hours and minutes.
fn length(t: T, minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => t.length_minutes(m),
        (h, 0) => t.length_hours(h),
        (h, m) => t.length_both(h, m),
    }
}

fn why_words(t: T, why: Why) -> &'static str {
    match why {
        Why::WontFit => t.warnings_wont_fit(),
        Why::StepOver => t.warnings_step_over(),
    }
}

impl Page {
    fn new(shell: Shell, lang: webkit::Lang, who: &Who, found: &Found) -> Self {
        let t = T(lang);
        let teller = Teller { reference: &found.reference, lang, today: found.today };
        let certain = found.warned.iter().filter(|w| w.why == Why::WontFit).count();
        let address =
            |page: &str| Address::of(page).and("unit", found.unit.as_deref().unwrap_or_default()).text();
        let mine = found.reference.directory.reporting_at(found.today);
        let sees = who.units(Right::See);
        let units = mine.into_iter().filter(|v| sees.has(v.unit));
        let mut units: Vec<Choice> = units.map(|v| Choice::new(&v.code, &v.name)).collect();
        units.insert(0, Choice::new("", t.warnings_all_units()));
        let row = |w: &Warning| {
            let row = teller.row(&w.line);
            Row {
                urgency: row.urgency,
                href: address::dossier(&row.code),
                code: row.code,
                procedure: row.procedure,
                name: row.name,
                step: row.step,
                place: row.place,
                why: why_words(t, w.why),
                certain: w.why == Why::WontFit,
                needed: length(t, w.needed),
                left: length(t, w.left),
                over: if w.over > 0 { length(t, w.over) } else { String::new() },
            }
        };
        Self {
            heading: t.warnings_heading(count(found.warned.len()), count(certain)),
            units: if units.len() > 2 { units } else { Vec::new() },
            unit: found.unit.clone().unwrap_or_default(),
            rows: found.warned.iter().take(MOST).map(row).collect(),
            cut: (found.warned.len() > MOST).then(|| t.warnings_cut(count(MOST))),
            stand: t.warnings_stand(count(found.looked_at), words::day(lang, found.today.plus(AHEAD))),
            xlsx: address("/work/warnings.xlsx"),
            csv: address("/work/warnings.csv"),
            shell,
            t,
        }
    }
}

/// `/work/warnings.xlsx`.
pub(crate) async fn xlsx(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let bytes = made(&visit, asked, |list| sheet::xlsx(&list)).await?;
    Ok(download(sheet::XLSX, &file_name("canh-bao", visit.business_now().day(), "xlsx"), bytes))
}

/// `/work/warnings.csv`.
pub(crate) async fn csv(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let bytes = made(&visit, asked, |list| sheet::csv(&list)).await?;
    Ok(download(sheet::CSV, &file_name("canh-bao", visit.business_now().day(), "csv"), bytes))
}

async fn made(
    visit: &Visit,
    asked: Asked,
    write: impl FnOnce(Sheet) -> kernel::Result<Vec<u8>> + Send + 'static,
) -> Result<Vec<u8>, Problem> {
    let lang = visit.lang();
    let (_, found) = find(visit, asked).await?;
    Ok(visit.kit().run(move |_| write(table(lang, &found))).await?)
}

fn table(lang: webkit::Lang, found: &Found) -> Sheet {
    let t = T(lang);
    let teller = Teller { reference: &found.reference, lang, today: found.today };
    let columns = [
        (t.head_code(), Kind::Text),
        (t.head_procedure(), Kind::Long),
        (t.head_unit(), Kind::Text),
        (t.head_step(), Kind::Text),
        (t.head_place(), Kind::Text),
        (t.head_due(), Kind::Day),
        (t.warnings_why(), Kind::Text),
        (t.warnings_needed(), Kind::Whole),
        (t.warnings_left(), Kind::Whole),
        (t.warnings_over(), Kind::Whole),
    ];
    let cells = |w: &Warning| -> Vec<Cell> {
        let row = teller.row(&w.line);
        vec![
            row.code.into(),
            row.procedure.into(),
            names::unit(&found.reference.directory, w.line.unit, found.today).into(),
            row.step.into(),
            row.place.into(),
            w.line.due.into(),
            why_words(t, w.why).into(),
            w.needed.into(),
            w.left.into(),
            w.over.into(),
        ]
    };
    Sheet {
        title: t.warnings_title().to_owned(),
        notes: vec![t.warnings_stand(count(found.looked_at), words::day(lang, found.today.plus(AHEAD)))],
        columns: columns.into_iter().map(|(label, kind)| Column::new(label, kind)).collect(),
        rows: found.warned.iter().map(cells).collect(),
    }
}
