//! Places by how late they are: a map of tiles, and a ranking with the figures beside it.

use crate::asked::Place;
use crate::levels::lateness;
use crate::look::{Look, Num};
use dossier::behind::Figure;
use province::Tile as Spot;
use report::glance::Figures;
use std::cmp::Reverse;
use webkit::component::{Bar, Tile, Tiles, Tone};
use webkit::words;

/// A place with its sums.
pub(crate) struct Area {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Itself alone, or itself with all under it.
    pub(crate) place: Place,
    pub(crate) sum: Figures,
    /// Whether it was still there on the last day.
    pub(crate) lasts: bool,
}

/// The places right below the root, each with all that lies in it; where there is but one, the units themselves.
pub(crate) fn areas(look: &Look) -> Vec<Area> {
    let mut found: Vec<Area> = Vec::new();
    for unit in look.glance.units.iter().filter_map(|u| u.area) {
        let Some(version) = look.version(unit) else { continue };
        if found.iter().any(|a| a.code == version.code) {
            continue;
        }
        let sum = look.glance.sum(|u| u.area == Some(unit));
        let place = Place::Under(version.code.clone());
        let lasts = version.holds(look.glance.day());
        found.push(Area { code: version.code.clone(), name: version.name.clone(), place, sum, lasts });
    }
    if found.len() > 1 {
        return found;
    }
    let units = look.glance.units.iter().map(|u| Area {
        code: u.version.code.clone(),
        name: u.version.name.clone(),
        place: Place::Unit(u.version.code.clone()),
        sum: u.figures.clone(),
        lasts: u.version.holds(look.glance.day()),
    });
    units.collect()
}

/// A row of a ranking.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    pub(crate) rate: Num,
    pub(crate) bar: Bar,
    pub(crate) late: Num,
    pub(crate) overdue: Num,
    pub(crate) to_process: Num,
    pub(crate) online: Num,
}

/// A ranking by late per 1,000, the worst first; the more dossiers of two equals.
pub(crate) struct Ranking {
    pub(crate) rows: Vec<Row>,
    pub(crate) total: Row,
    /// How many places there are; more than rows when not all are shown.
    pub(crate) places: usize,
}

impl Ranking {
    pub(crate) fn of(look: &Look, areas: &mut [Area], whole: (String, Place, Figures), most: usize) -> Self {
        areas.sort_by_key(|a| {
            let (late, settled) = (a.sum.get(Figure::Late).unwrap_or(0), a.sum.settled().unwrap_or(0));
            // A rate to the millionth is exact enough to rank by.
            (Reverse(late * 1_000_000 / settled.max(1)), Reverse(a.sum.get(Figure::ToProcess).unwrap_or(0)))
        });
        let longest = areas.iter().map(|a| lateness(&a.sum)).fold(0.0, f64::max);
        let rows = areas.iter().take(most).map(|a| {
            let href = Some(look.unit_page(&a.code));
            row(look, a.name.clone(), href, &a.place, &a.sum, longest)
        });
        let (name, place, sum) = whole;
        Self {
            rows: rows.collect(),
            total: row(look, name, None, &place, &sum, longest),
            places: areas.len(),
        }
    }

    /// Whether some places are not shown.
    pub(crate) fn cut(&self) -> bool {
        self.rows.len() < self.places
    }
}

fn row(look: &Look, name: String, href: Option<String>, place: &Place, sum: &Figures, longest: f64) -> Row {
    Row {
        name,
        href,
        rate: look.rate(place, sum),
        bar: Bar::new(lateness(sum), longest, Tone::Late).tall(),
        late: look.num(place, sum, Figure::Late),
        overdue: look.num(place, sum, Figure::Overdue),
        to_process: look.num(place, sum, Figure::ToProcess),
        online: look.share(place, sum, Figure::Online, sum.get(Figure::Received), 1),
    }
}

/// Late per 1,000 at which a tile gets darker.
const STEPS: [i64; 4] = [1, 3, 6, 10];

/// The map: places that have a spot; the names of those that have none.
pub(crate) struct Map {
    pub(crate) tiles: Tiles,
    pub(crate) wide: bool,
    pub(crate) others: Vec<(String, Num)>,
}

/// The map of the places of the last day, where more than one of them has a spot.
pub(crate) fn map(look: &Look, areas: &[Area], spots: &[Spot]) -> Option<Map> {
    let (mut tiles, mut others) = (Vec::new(), Vec::new());
    for area in areas.iter().filter(|a| a.lasts) {
        match spots.iter().find(|s| s.unit == area.code) {
            Some(spot) => tiles.push(tile(look, area, spot)),
            None => others.push((area.name.clone(), look.rate(&area.place, &area.sum))),
        }
    }
    let wide = tiles.iter().any(|t| t.column > 4);
    (tiles.len() > 1).then(|| Map { tiles: Tiles::new(tiles, legend(look)), wide, others })
}

fn tile(look: &Look, area: &Area, spot: &Spot) -> Tile {
    let (late, settled) = (area.sum.get(Figure::Late), area.sum.settled());
    let level = match late.zip(settled) {
        Some((late, settled)) => STEPS.iter().filter(|step| late * 1000 >= **step * settled.max(1)).count(),
        None => 0,
    };
    Tile {
        row: spot.row,
        column: spot.column,
        name: spot.name.clone(),
        value: match late.zip(settled) {
            Some((late, settled)) => words::ratio(look.t.0, late, settled, 1000, 1),
            None => "–".into(),
        },
        level: u8::try_from(level).unwrap_or(4),
        href: look.unit_page(&area.code),
    }
}

fn legend(look: &Look) -> Vec<String> {
    let t = look.t;
    let mut said = vec![t.map_under(STEPS[0])];
    said.extend(STEPS.windows(2).map(|pair| format!("{}–{}", pair[0], pair[1])));
    said.push(t.map_over(STEPS[3]));
    said
}
