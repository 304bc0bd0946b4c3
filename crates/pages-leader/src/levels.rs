//! The levels of government in one table: whatever tiers the province has, and the whole of them.

use crate::asked::Place;
use crate::look::{Look, Num};
use dossier::behind::Figure;
use report::glance::Figures;
use webkit::component::{Bar, Tone};

/// One level.
pub(crate) struct Level {
    pub(crate) name: String,
    pub(crate) units: usize,
    pub(crate) total: bool,
    pub(crate) to_process: Num,
    pub(crate) received: Num,
    pub(crate) online: Num,
    pub(crate) online_bar: Bar,
    pub(crate) on_time: Num,
    pub(crate) late: Num,
    pub(crate) rate: Num,
    pub(crate) rate_bar: Bar,
    pub(crate) in_term: Num,
    pub(crate) overdue: Num,
    pub(crate) is_overdue: bool,
}

/// A share as a length; counts are far below what a double holds exactly.
pub(crate) fn part(n: Option<i64>, whole: Option<i64>) -> f64 {
    let real = |n: i64| f64::from(i32::try_from(n).unwrap_or(i32::MAX));
    match n.zip(whole) {
        Some((n, whole)) if whole > 0 => real(n) / real(whole),
        _ => 0.0,
    }
}

/// Late of the settled.
pub(crate) fn lateness(figures: &Figures) -> f64 {
    part(figures.get(Figure::Late), figures.settled())
}

/// The tiers that have units, and their sum where there are several.
pub(crate) fn levels(look: &Look) -> Vec<Level> {
    let mut sums: Vec<(String, Place, Figures)> = Vec::new();
    for tier in &look.glance.tiers {
        let place = Place::Tier(tier.code.clone());
        let sum = look.sum(&place);
        if sum.units() > 0 {
            sums.push((look.tier(&tier.code), place, sum));
        }
    }
    let several = sums.len() != 1;
    let whole = look.sum(&Place::Whole);
    let most = sums.iter().map(|(.., sum)| lateness(sum)).fold(lateness(&whole), f64::max);
    let mut levels: Vec<Level> =
        sums.into_iter().map(|(name, place, sum)| level(look, name, &place, &sum, most)).collect();
    if several {
        let name = look.whole_name();
        levels.push(Level { total: true, ..level(look, name, &Place::Whole, &whole, most) });
    }
    levels
}

fn level(look: &Look, name: String, place: &Place, sum: &Figures, most: f64) -> Level {
    let received = sum.get(Figure::Received);
    Level {
        name,
        units: sum.units(),
        total: false,
        to_process: look.num(place, sum, Figure::ToProcess),
        received: look.num(place, sum, Figure::Received),
        online: look.share(place, sum, Figure::Online, received, 1),
        online_bar: Bar::new(part(sum.get(Figure::Online), received), 1.0, Tone::Brand),
        on_time: look.share(place, sum, Figure::OnTimeOrEarly, sum.settled(), 2),
        late: look.num(place, sum, Figure::Late),
        rate: look.rate(place, sum),
        rate_bar: Bar::new(lateness(sum), most, Tone::Late),
        in_term: look.num(place, sum, Figure::InTerm),
        overdue: look.num(place, sum, Figure::Overdue),
        is_overdue: sum.get(Figure::Overdue).is_some_and(|n| n > 0),
    }
}
