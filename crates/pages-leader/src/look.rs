//! What every page of the leader begins with: the period at a glance, narrowed to who looks, and numbers that lead on.

use crate::asked::{Place, Query, When};
use crate::locale::T;
use dossier::behind::Figure;
use kernel::text::percent_encoded;
use kernel::{Day, Right, UnitId, Units};
use organisation::{Directory, UnitVersion};
use report::glance::{Asked, Figures, Glance, UnitGlance};
use std::fmt;
use std::sync::Arc;
use store::Tx;
use webkit::html::Escaped;
use webkit::words::inside;
use webkit::{Lang, Problem, Visit, words};

/// Who looks, when.
#[derive(Clone)]
pub(crate) struct Looker {
    pub(crate) directory: Arc<Directory>,
    /// Whose numbers.
    pub(crate) counts: Units,
    /// Whose dossiers by name.
    pub(crate) sees: Units,
    pub(crate) today: Day,
    pub(crate) lang: Lang,
}

impl Looker {
    pub(crate) fn of(visit: &Visit) -> Result<Self, Problem> {
        let who = pages_account::who(visit)?;
        Ok(Self {
            directory: who.directory().clone(),
            counts: who.units(Right::Report),
            sees: who.units(Right::See),
            today: visit.business_now().day(),
            lang: visit.lang(),
        })
    }

    /// A unit as it was on a day, or the nearest.
    pub(crate) fn version(&self, unit: UnitId, day: Day) -> Option<&UnitVersion> {
        self.directory.version_at(unit, day).or_else(|| self.directory.last_version(unit))
    }
}

/// A period at a glance.
pub(crate) struct Look {
    pub(crate) by: Looker,
    pub(crate) t: T,
    pub(crate) when: When,
    pub(crate) glance: Glance,
    /// What of the data is invented, if any is.
    pub(crate) invented: String,
}

impl Look {
    pub(crate) fn read(tx: &mut Tx<'_>, by: Looker, query: &Query) -> kernel::Result<Self> {
        let coverage = catalogue::settings::coverage_from(tx)?;
        let when = When::read(query, by.today, coverage);
        let glance = glance(tx, &by, &when)?;
        let invented = invented(tx, by.lang)?;
        Ok(Self { t: T(by.lang), by, when, glance, invented })
    }

    /// The same glance at another period.
    pub(crate) fn other(&self, tx: &mut Tx<'_>, when: &When) -> kernel::Result<Glance> {
        glance(tx, &self.by, when)
    }

    /// What the whole is called for who looks: the province, or the units that are his.
    pub(crate) fn whole_name(&self) -> String {
        match (&self.by.counts, self.glance.units.as_slice()) {
            (Units::All, _) => self.t.whole_province().to_owned(),
            (_, [one]) => one.version.name.clone(),
            _ => self.t.whole_own().to_owned(),
        }
    }

    /// What a place is called; none when there is no such place for who looks.
    pub(crate) fn place_name(&self, place: &Place) -> Option<String> {
        let unit = |code: &str| {
            let unit = self.by_code(code).filter(|unit| self.under(*unit).next().is_some())?;
            self.version(unit).map(|v| v.name.clone())
        };
        match place {
            Place::Whole => Some(self.whole_name()),
            Place::Tier(code) => {
                self.glance.units.iter().any(|u| u.version.tier == *code).then(|| self.tier(code))
            }
            Place::Unit(code) => unit(code),
            Place::Under(code) => {
                let several = self.by_code(code).is_some_and(|top| self.under(top).count() > 1);
                let area = |name: String| self.t.whole_area(inside(self.t.0, &name));
                unit(code).map(|name| if several { area(name) } else { name })
            }
            Place::Below(code) => unit(code).map(|name| self.t.whole_below(inside(self.t.0, &name))),
            Place::Places => Some(self.t.whole_places().to_owned()),
        }
    }

    /// Whether units ever passed into others: then and now may differ.
    pub(crate) fn changed(&self) -> bool {
        !self.by.directory.successions().is_empty()
    }

    /// A unit as it was on the day by which units are named, or the nearest.
    pub(crate) fn version(&self, unit: UnitId) -> Option<&UnitVersion> {
        self.by.version(unit, self.glance.day())
    }

    /// A number that leads to its dossiers.
    pub(crate) fn num(&self, place: &Place, figures: &Figures, figure: Figure) -> Num {
        let n = figures.get(figure);
        Num {
            text: n.map_or_else(|| "–".to_owned(), |n| words::number(self.t.0, n)),
            href: n.filter(|n| *n != 0).map(|_| self.when.dossiers(place, figure)),
        }
    }

    /// A share that leads to the dossiers it counts.
    pub(crate) fn share(
        &self,
        place: &Place,
        figures: &Figures,
        figure: Figure,
        whole: Option<i64>,
        decimals: u32,
    ) -> Num {
        match (figures.get(figure), whole) {
            (Some(n), Some(whole)) => Num {
                text: words::percent(self.t.0, n, whole, decimals),
                href: (n != 0).then(|| self.when.dossiers(place, figure)),
            },
            _ => Num::unknown(),
        }
    }

    /// Late per 1,000 settled.
    pub(crate) fn rate(&self, place: &Place, figures: &Figures) -> Num {
        let (late, settled) = (figures.get(Figure::Late), figures.settled());
        match late.zip(settled) {
            Some((late, settled)) => Num {
                text: words::ratio(self.t.0, late, settled, 1000, 1),
                href: (late != 0).then(|| self.when.dossiers(place, Figure::Late)),
            },
            None => Num::unknown(),
        }
    }

    /// The name of a tier.
    pub(crate) fn tier(&self, code: &str) -> String {
        let tier = self.glance.tiers.iter().find(|tier| tier.code == code);
        tier.map_or_else(|| code.to_owned(), |tier| self.t.0.pick(&tier.name, &tier.name_en).to_owned())
    }

    /// The units of a place.
    pub(crate) fn sum(&self, place: &Place) -> Figures {
        match place {
            Place::Whole => self.glance.sum(|_| true),
            Place::Tier(code) => self.glance.sum(|u| u.version.tier == *code),
            Place::Unit(code) => {
                let unit = self.by_code(code);
                self.glance.sum(|u| Some(u.version.unit) == unit)
            }
            Place::Under(code) => match self.by_code(code) {
                Some(top) => self.glance.sum(|u| self.glance.lies_under(&self.by.directory, u, top)),
                None => Figures::default(),
            },
            Place::Below(code) => match self.by_code(code) {
                Some(top) => self
                    .glance
                    .sum(|u| u.version.unit != top && self.glance.lies_under(&self.by.directory, u, top)),
                None => Figures::default(),
            },
            Place::Places => self.glance.sum(|u| u.area.is_some()),
        }
    }

    /// The unit with a code on the day by which units are named, or that ever had it.
    pub(crate) fn by_code(&self, code: &str) -> Option<UnitId> {
        let directory = &self.by.directory;
        let then = directory.by_code(code, self.glance.day()).map(|v| v.unit);
        then.or_else(|| directory.ever_by_code(code))
    }

    /// What is said of figures that are not all computed: entered by hand for a part, or not known.
    pub(crate) fn coverage(&self, figures: &Figures) -> Option<String> {
        let day = |day| words::day(self.t.0, day);
        if let Some((until, source)) = figures.entered() {
            let source = if source.is_empty() { "–" } else { source };
            return Some(self.t.coverage_entered(day(until.plus(-1)), source));
        }
        figures.since().map(|since| self.t.coverage_since(day(since)))
    }

    /// What is said of how sure the figures are.
    pub(crate) fn stand(&self) -> String {
        let last = words::day(self.t.0, self.when.last());
        if let Some(day) = self.when.known_by {
            self.t.stand_known(last, words::day(self.t.0, day))
        } else if self.when.period.to > self.when.today {
            self.t.stand_live(last)
        } else {
            self.t.stand_closed(last)
        }
    }

    /// A page about a unit, in the same period.
    pub(crate) fn unit_page(&self, code: &str) -> String {
        self.when.address(&format!("/lead/unit/{}", percent_encoded(code))).text()
    }

    /// Rows of the report under a unit.
    pub(crate) fn under(&self, top: UnitId) -> impl Iterator<Item = &UnitGlance> {
        let directory = &self.by.directory;
        self.glance.units.iter().filter(move |u| self.glance.lies_under(directory, u, top))
    }
}

fn glance(tx: &mut Tx<'_>, by: &Looker, when: &When) -> kernel::Result<Glance> {
    let asked = Asked {
        period: when.period,
        as_of: when.as_of,
        today: when.today,
        mapped_to: when.now.then_some(when.today),
        only: by.counts.clone(),
    };
    Glance::look(tx, &by.directory, asked)
}

/// What the province says of its data, in the language of who looks.
pub(crate) fn invented(tx: &mut Tx<'_>, lang: Lang) -> kernel::Result<String> {
    use catalogue::settings::get;
    let vi = get(tx, "illustrative")?.unwrap_or_default();
    let en = if lang == Lang::En { get(tx, "illustrative_en")?.unwrap_or_default() } else { String::new() };
    Ok(if en.is_empty() { vi } else { en })
}

/// A number, and where it leads.
#[derive(Clone, Debug)]
pub(crate) struct Num {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
}

impl Num {
    fn unknown() -> Self {
        Self { text: "–".into(), href: None }
    }
}

impl fmt::Display for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.href {
            Some(href) => write!(f, r#"<a class="nr" href="{}">{}</a>"#, Escaped(href), Escaped(&self.text)),
            None => write!(f, "{}", Escaped(&self.text)),
        }
    }
}

impl askama::filters::HtmlSafe for Num {}
