//! Units: what they are on a day, what became of them, and the decisions that change them.

mod change;
mod deed;
mod list;
mod show;

use crate::export::Form;
use kernel::{Result, Right};
use organisation::Directory;
use serde::Deserialize;
use store::Tx;
use webkit::{Access, Lang, Routes};

pub(crate) fn routes() -> Routes {
    let administer = Access::Right(Right::Administer);
    Routes::of("admin")
        .get("/admin/units", administer, list::list)
        .get("/admin/units.xlsx", administer, move |visit, asked| list::file(visit, asked, Form::Xlsx))
        .get("/admin/units.csv", administer, move |visit, asked| list::file(visit, asked, Form::Csv))
        .get("/admin/units/{id}", administer, show::show)
        .get("/admin/units/change/{kind}", administer, change::form)
        .post("/admin/units/change/{kind}", administer, change::send)
}

/// A tier of the province, by its code.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Tier {
    pub(crate) code: String,
    name: String,
    #[serde(default)]
    name_en: String,
}

impl Tier {
    pub(crate) fn words(&self, lang: Lang) -> &str {
        match lang {
            Lang::En if !self.name_en.is_empty() => &self.name_en,
            _ => &self.name,
        }
    }
}

/// The province's tiers, in order.
pub(crate) fn tiers(tx: &mut Tx) -> Result<Vec<Tier>> {
    let text = catalogue::settings::need(tx, "tiers")?;
    serde_json::from_str(&text).map_err(|e| kernel::Fault::because("reading the setting 'tiers'", e).into())
}

/// A tier in words; its code where the province does not name it any more.
pub(crate) fn tier_words(tiers: &[Tier], code: &str, lang: Lang) -> String {
    tiers.iter().find(|t| t.code == code).map_or_else(|| code.to_owned(), |t| t.words(lang).to_owned())
}

/// The units as they are in the database now, with the province's tiers.
async fn known(visit: &webkit::Visit) -> Result<(Directory, Vec<Tier>)> {
    visit.kit().read(|tx| Ok((Directory::load(tx)?, tiers(tx)?))).await
}
