//! The list that a one-stop desk posts: every procedure that it takes in, by field, with term and price. On paper, as a
//! workbook, as a CSV.

use crate::locale::T;
use crate::money::dong;
use crate::shelf::{Shelf, Shelves, illustrative};
use askama::Template;
use axum::extract::Path;
use catalogue::Revision;
use dossier::desk::Desk;
use dossier::reference::Reference;
use kernel::{Day, Refusal, UnitId};
use organisation::UnitVersion;
use sheet::{Cell, Column, Kind, Sheet};
use std::collections::BTreeMap;
use std::sync::Arc;
use webkit::component::Crumbs;
use webkit::{Answer, Lang, Layout, Link, Shell, Visit, download, words};

/// A procedure of the list.
struct Line {
    name: String,
    code: String,
    term: String,
    price: String,
    how: String,
    /// The units whose dossiers are taken in, where that is not the desk's own.
    of: String,
}

/// The list of a desk.
struct List {
    unit: UnitVersion,
    day: Day,
    /// Fields in order, each with its procedures by name.
    fields: Vec<(String, Vec<Line>)>,
    note: String,
}

impl List {
    fn len(&self) -> usize {
        self.fields.iter().map(|(_, lines)| lines.len()).sum()
    }
}

#[derive(Template)]
#[template(path = "posting.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    name: String,
    count: usize,
    day: String,
    fields: Vec<(String, Vec<Line>)>,
    address: String,
    note: String,
}

async fn read(shelves: Shelves, visit: &Visit, code: String, lang: Lang) -> kernel::Result<List> {
    let desk = visit.kit().need::<Desk>()?;
    let today = visit.business_now().day();
    visit
        .kit()
        .read(move |tx| {
            let reference = desk.reference(tx)?;
            let shelf = shelves.of(&reference, today);
            let Some(unit) = reference.directory.by_code(&code, today) else {
                return Err(Refusal::new(
                    "desk.unknown",
                    "Không có đơn vị mang mã này. Hãy chọn trong danh sách nơi nộp hồ sơ.",
                    "There is no unit of this code. Choose one from the list of desks.",
                )
                .into());
            };
            let lines = lines(T(lang), &reference, &shelf, unit);
            let mut fields: BTreeMap<String, (String, Vec<Line>)> = BTreeMap::new();
            for (field, line) in lines {
                let key = kernel::text::fold(&field);
                fields.entry(key).or_insert_with(|| (field, Vec::new())).1.push(line);
            }
            let mut fields: Vec<(String, Vec<Line>)> = fields.into_values().collect();
            for (_, lines) in &mut fields {
                lines.sort_by_cached_key(|line| (kernel::text::fold(&line.name), line.code.clone()));
            }
            Ok(List { unit: unit.clone(), day: today, fields, note: illustrative(tx, lang)? })
        })
        .await
}

/// Everything that a desk takes in on a day, with its field.
fn lines(t: T, reference: &Reference, shelf: &Shelf, unit: &UnitVersion) -> Vec<(String, Line)> {
    let (catalogue, day) = (&reference.catalogue, shelf.day);
    let name = |id: UnitId| {
        let found = reference.directory.version_at(reference.holder(id, day), day);
        found.map_or_else(String::new, |v| v.name.clone())
    };
    // What is taken in for others, by procedure.
    let mut others: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for since in catalogue.receptions().iter().filter(|s| s.from <= day) {
        if reference.holder(since.reception.desk, day) == unit.unit {
            let of = name(since.reception.unit);
            others.entry(since.reception.procedure.0).or_default().push(of);
        }
    }
    if shelf.centre.as_ref().is_some_and(|centre| *centre == unit.name) {
        for vertical in &catalogue.guide().verticals {
            others.entry(vertical.procedure.0).or_default().push(name(vertical.unit));
        }
    }
    let line = |r: &Arc<Revision>| {
        let own = reference.is_competent(r, unit.unit, day);
        let of = others.get(&r.procedure.0);
        (own || of.is_some()).then(|| {
            let of = of.filter(|_| !own).map_or_else(String::new, |of| of.join(", "));
            (r.field.clone(), made(t, reference, r, of))
        })
    };
    catalogue.all_in_force(day).into_iter().filter_map(line).collect()
}

fn made(t: T, reference: &Reference, r: &Revision, of: String) -> Line {
    let details = reference.catalogue.details(r.procedure, r.revision);
    let profile = details.and_then(|d| d.profile.as_ref());
    let price = match details.map(|d| d.fees.as_slice()) {
        Some([]) if profile.is_some() => t.procedure_free().to_owned(),
        None | Some([]) => String::new(),
        Some([one]) => t.procedure_per(dong(t.0, one.amount), &one.per),
        Some(fees) => {
            let amounts = || fees.iter().map(|f| f.amount);
            let (least, most) = (amounts().min().unwrap_or(0), amounts().max().unwrap_or(0));
            if least == most { dong(t.0, least) } else { t.posting_price(dong(t.0, least), dong(t.0, most)) }
        }
    };
    let mut how = Vec::new();
    if r.online {
        how.push(
            profile.map_or_else(|| t.procedure_online().to_owned(), |p| t.posting_level(p.service_level)),
        );
    }
    if r.post {
        how.push(t.procedure_post_short().to_owned());
    }
    Line {
        name: r.name.clone(),
        code: r.code.clone(),
        term: words::capital(&words::term(t.0, r.term)),
        price,
        how: words::capital(&how.join(", ")),
        of,
    }
}

/// `GET /desks/{code}`.
pub(crate) async fn page(shelves: Shelves, visit: Visit, Path(code): Path<String>) -> Answer {
    let lang = visit.lang();
    let list = read(shelves, &visit, code, lang).await?;
    let t = T(lang);
    visit.page(&Page {
        shell: visit.shell(Layout::Citizen, &t.posting_title(&list.unit.name)),
        crumbs: Crumbs::new(t.0, vec![Link::to("/desks", t.desks_title())], ""),
        name: list.unit.name.clone(),
        count: list.len(),
        day: words::day(lang, list.day),
        address: format!("/desks/{}/procedures", list.unit.code),
        fields: list.fields,
        note: list.note,
        t,
    })
}

/// `GET /desks/{code}/procedures.csv`.
pub(crate) async fn csv(shelves: Shelves, visit: Visit, Path(code): Path<String>) -> Answer {
    let lang = visit.lang();
    let list = read(shelves, &visit, code, lang).await?;
    let name = format!("procedures-{}.csv", list.unit.code);
    Ok(download(sheet::CSV, &name, sheet::csv(&written(T(lang), list))?))
}

/// `GET /desks/{code}/procedures.xlsx`.
pub(crate) async fn xlsx(shelves: Shelves, visit: Visit, Path(code): Path<String>) -> Answer {
    let lang = visit.lang();
    let list = read(shelves, &visit, code, lang).await?;
    let name = format!("procedures-{}.xlsx", list.unit.code);
    let bytes = visit.kit().run(move |_| sheet::xlsx(&written(T(lang), list))).await?;
    Ok(download(sheet::XLSX, &name, bytes))
}

fn written(t: T, list: List) -> Sheet {
    let mut notes = vec![t.posting_of(list.len(), words::day(t.0, list.day)).to_string()];
    notes.extend(Some(list.note).filter(|note| !note.is_empty()));
    let title = t.posting_title(&list.unit.name);
    let heads = [
        (t.posting_no(), Kind::Whole),
        (t.procedure_field(), Kind::Text),
        (t.posting_code(), Kind::Text),
        (t.posting_name(), Kind::Long),
        (t.procedure_term(), Kind::Text),
        (t.procedure_price(), Kind::Text),
        (t.procedure_how(), Kind::Text),
        (t.posting_for(), Kind::Long),
    ];
    let fields = list
        .fields
        .into_iter()
        .flat_map(|(field, lines)| lines.into_iter().map(move |line| (field.clone(), line)));
    let row = |(no, (field, line)): (i64, (String, Line))| -> Vec<Cell> {
        vec![
            no.into(),
            field.into(),
            line.code.into(),
            line.name.into(),
            line.term.into(),
            line.price.into(),
            line.how.into(),
            line.of.into(),
        ]
    };
    Sheet {
        title,
        notes,
        columns: heads.map(|(head, kind)| Column::new(head, kind)).into(),
        rows: (1i64..).zip(fields).map(row).collect(),
    }
}
