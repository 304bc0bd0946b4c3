//! The catalogue of procedures: downloaded as a workbook, changed, looked at, published; what decisions made of it.

mod decision;
mod list;
mod procedure;
mod upload;

use crate::locale::T;
use ::catalogue::{Difference, Effect, Said};
use kernel::Right;
use webkit::{Access, Lang, Routes, words};

/// Most bytes of a form with a workbook: the whole catalogue has about one million.
const MOST: usize = 8 * 1024 * 1024;

pub(crate) fn routes() -> Routes {
    let administer = Access::Right(Right::Administer);
    Routes::of("admin")
        .get("/admin/catalogue", administer, list::list)
        .get("/admin/catalogue/catalogue.xlsx", administer, list::workbook)
        .post("/admin/catalogue/upload", administer, upload::send)
        .upload(MOST)
        .get("/admin/catalogue/upload/{id}", administer, upload::show)
        .post("/admin/catalogue/upload/{id}", administer, upload::decide)
        .get("/admin/catalogue/decision/{id}", administer, decision::show)
        .get("/admin/catalogue/procedure/{code}", administer, procedure::show)
}

/// What a decision did, in words, with the look of its tag.
fn effect_words(t: T, effect: Effect) -> (&'static str, &'static str) {
    match effect {
        Effect::New => ("ok", t.catalogue_new()),
        Effect::Amended => ("soon", t.catalogue_amended()),
        Effect::Replaced => ("soon", t.catalogue_replaced()),
        Effect::Abolished => ("late", t.catalogue_abolished()),
    }
}

/// A difference as a line of a table.
pub(super) struct Line {
    what: String,
    before: String,
    after: String,
}

impl Line {
    fn of(t: T, d: &Difference) -> Self {
        let pick = |said: &Option<Said>| match (said, t.0) {
            (None, _) => "–".to_owned(),
            (Some(said), Lang::Vi) => said.vi.clone(),
            (Some(said), _) => said.en.clone(),
        };
        let aspect = words::capital(t.0.pick(d.aspect.vi(), d.aspect.en()));
        let what = d.item.as_ref().map_or(aspect.clone(), |item| format!("{aspect}: {item}"));
        Self { what, before: pick(&d.before), after: pick(&d.after) }
    }
}
