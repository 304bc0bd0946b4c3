//! Where work on the catalogue begins: what is in force, the workbook, and the decisions.

use crate::base::crumbs;
use crate::locale::T;
use crate::units::{Tier, tier_words, tiers};
use ::catalogue::{Catalogue, Decision, DecisionKind, Effect};
use askama::Template;
use axum::extract::Query;
use exchange::workbook::{Known, Language, xlsx};
use kernel::Day;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use webkit::component::Crumbs;
use webkit::form::Field;
use webkit::{Answer, Form, Lang, Layout, Shell, Visit, download, words};

/// Decisions of a page.
const PAGE: usize = 50;

/// What the address asks for.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
pub(super) struct Asked {
    /// So many decisions are left out from the top.
    from: String,
}

struct Row {
    id: String,
    number: String,
    day: String,
    words: String,
    counts: [usize; 4],
}

#[derive(Template)]
#[template(path = "catalogue.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    form: Form,
    publishes: bool,
    total: usize,
    levels: Vec<(String, usize)>,
    decisions: Vec<Row>,
    after: Option<String>,
}

impl Page {
    fn file(&self) -> Field<'_> {
        self.form
            .upload("file", self.t.catalogue_file(), ".xlsx,.csv")
            .hint(self.t.catalogue_file_hint())
            .required()
    }
}

pub(super) async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    page(&visit, visit.form(), &asked).await
}

/// The page, with a form that may have been sent in vain.
pub(super) async fn page(visit: &Visit, form: Form, asked: &Asked) -> Answer {
    let (who, t) = (pages_account::who(visit)?.clone(), T(visit.lang()));
    let (catalogue, tiers): (Catalogue, Vec<Tier>) =
        visit.kit().read(|tx| Ok((Catalogue::load(tx)?, tiers(tx)?))).await?;
    let standing = catalogue.all_in_force(who.today());
    let of = |tier: &Tier| standing.iter().filter(|r| r.tier == tier.code).count();
    let levels = tiers.iter().map(|tier| (tier_words(&tiers, &tier.code, t.0), of(tier))).collect();
    let total = standing.len();
    let mut counts: FxHashMap<_, [usize; 4]> = FxHashMap::default();
    for p in catalogue.publications() {
        let at = match p.effect {
            Effect::New => 0,
            Effect::Amended => 1,
            Effect::Replaced => 2,
            Effect::Abolished => 3,
        };
        counts.entry(p.decision).or_default()[at] += 1;
    }
    let publish = |d: &&Decision| d.kind == DecisionKind::Publication;
    let all: Vec<&Decision> = catalogue.decisions().iter().rev().filter(publish).collect();
    let row = |d: &&Decision| Row {
        id: d.id.to_string(),
        number: d.number.clone(),
        day: words::day(t.0, d.signed_on),
        words: d.summary.clone(),
        counts: counts.get(&d.id).copied().unwrap_or_default(),
    };
    let from: usize = asked.from.parse().unwrap_or(0);
    let next = from.saturating_add(PAGE);
    let again = form.is_again() || form.good();
    let page = Page {
        shell: visit.shell(Layout::Work, t.catalogue_title()),
        t,
        crumbs: crumbs(visit, &[], t.catalogue_title()),
        form,
        publishes: crate::base::for_province(visit).is_ok(),
        total,
        levels,
        decisions: all.iter().skip(from).take(PAGE).map(row).collect(),
        after: (all.len() > next).then(|| format!("/admin/catalogue?from={next}")),
    };
    if again { visit.page(&page) } else { visit.page_again(&page) }
}

/// What the address of the workbook asks for.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
pub(super) struct Of {
    day: String,
}

/// The workbook of a day, in the visitor's language.
pub(super) async fn workbook(visit: Visit, Query(asked): Query<Of>) -> Answer {
    let today = visit.business_now().day();
    let day: Day = asked.day.parse().unwrap_or(today);
    let language = if visit.lang() == Lang::Vi { Language::Vietnamese } else { Language::English };
    let known = visit.kit().read(move |tx| Known::load(tx, today)).await?;
    let bytes = visit.kit().run(move |_| xlsx(&known, day, language)).await?;
    Ok(download(sheet::XLSX, &format!("catalogue-{day}.xlsx"), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_are_in_force_is_written_as_each_language_writes_numbers() {
        assert_eq!(T(Lang::Vi).catalogue_in_force(1_963), "1.963 thủ tục đang có hiệu lực");
        assert_eq!(T(Lang::En).catalogue_in_force(1_963), "1,963 procedures in force");
        assert_eq!(T(Lang::En).catalogue_in_force(1), "1 procedure in force");
    }
}
