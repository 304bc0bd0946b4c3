//! The line over a page that says which period it is about, and the ways to another one.

use crate::asked::Place;
use crate::locale::T;
use crate::look::Look;
use crate::period::{self, Unit};
use askama::Template;

/// A way to the same page at another time.
pub(crate) struct Way {
    label: String,
    href: String,
    here: bool,
}

/// Period, as-of day, units of then or of now.
#[derive(Template)]
#[template(path = "leader-picker.html")]
pub(crate) struct Picker {
    t: T,
    page: String,
    name: String,
    before: Option<Way>,
    after: Option<Way>,
    spans: Vec<Way>,
    told: Vec<Way>,
    now: bool,
    from: String,
    to: String,
    known_by: String,
    today: String,
    /// Carried along: the place and the figure that a list is of.
    carried: Vec<(&'static str, String)>,
    wrong: Vec<String>,
}

impl askama::filters::HtmlSafe for Picker {}

impl Picker {
    /// The line over a page. `carried` stays in the address.
    pub(crate) fn over(look: &Look, page: &str, carried: Vec<(&'static str, String)>) -> Self {
        let (t, when) = (look.t, &look.when);
        let way = |label: String, over: &crate::asked::When| {
            let here = over.period == when.period && over.now == when.now;
            let address = over.address(page);
            let address = carried.iter().fold(address, |a, (name, value)| a.and(name, value));
            Way { label, href: address.text(), here }
        };
        let spans = Unit::ALL.map(|unit| {
            let label = match unit {
                Unit::Month => t.picker_month(),
                Unit::Quarter => t.picker_quarter(),
                Unit::Half => t.picker_half(),
                Unit::Year => t.picker_year(),
            };
            way(label.to_owned(), &when.over(unit.around(when.today)))
        });
        let before = period::before(when.period);
        let before = (before.to > look.glance.coverage_from).then(|| {
            let over = when.over(before);
            way(over.name(t), &over)
        });
        let after = period::after(when.period);
        let after = (after.from <= when.today).then(|| {
            let over = when.over(after);
            way(over.name(t), &over)
        });
        let told = if look.changed() {
            vec![
                way(t.picker_then().to_owned(), &when.told(false)),
                way(t.picker_now().to_owned(), &when.told(true)),
            ]
        } else {
            Vec::new()
        };
        Self {
            t,
            page: page.to_owned(),
            name: when.name(t),
            before,
            after,
            spans: spans.into(),
            told,
            now: when.now,
            from: when.period.from.to_string(),
            to: when.last().to_string(),
            known_by: when.known_by.map(|day| day.to_string()).unwrap_or_default(),
            today: when.today.to_string(),
            carried,
            wrong: when.wrong.iter().map(|wrong| wrong.words(t)).collect(),
        }
    }
}

/// What a place and a figure carry along.
pub(crate) fn carried(place: &Place) -> Vec<(&'static str, String)> {
    match place {
        Place::Whole => Vec::new(),
        Place::Tier(code) => vec![("tier", code.clone())],
        Place::Unit(code) => vec![("unit", code.clone())],
        Place::Under(code) => vec![("under", code.clone())],
        Place::Below(code) => vec![("below", code.clone())],
        Place::Places => vec![("places", "1".to_owned())],
    }
}
