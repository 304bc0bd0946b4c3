//! The sentence: what, how many, where. Said before any table.

use crate::asked::Place;
use crate::look::Look;
use dossier::behind::Figure;
use report::glance::Figures;
use webkit::words::inside;
use webkit::{Html, words};

/// The sentence over the whole that somebody may look at.
pub(crate) fn sentence(look: &Look, areas: &[(String, Place, Figures)]) -> Html {
    let (t, whole) = (look.t, look.sum(&Place::Whole));
    let (Some(late), Some(settled)) = (whole.get(Figure::Late), whole.settled()) else {
        return Html::fixed(t.head_unknown());
    };
    if whole.is_empty() {
        return Html::fixed(t.head_empty());
    }
    let mut said = Vec::new();
    if settled > 0 {
        let share = words::percent(t.0, settled - late, settled, 2);
        said.push(match settled - late {
            0 => Html::fixed(t.head_share_none()),
            _ => t.head_share(look.when.dossiers(&Place::Whole, Figure::OnTimeOrEarly), share),
        });
        said.push(if late == 0 { Html::fixed(t.head_none_late()) } else { where_late(look, late, areas) });
    } else {
        let n = whole.get(Figure::ToProcess).unwrap_or(0);
        said.push(t.head_nothing_settled(look.when.dossiers(&Place::Whole, Figure::ToProcess), n));
    }
    if let Some(n) = whole.get(Figure::Overdue).filter(|n| *n > 0) {
        said.push(t.head_overdue(look.when.dossiers(&Place::Whole, Figure::Overdue), n));
    }
    said.extend(least_online(look));
    let text: Vec<String> = said.iter().map(ToString::to_string).collect();
    Html::made(text.join(" "))
}

/// How many were late, in which tier most of them, and in whose territory.
fn where_late(look: &Look, late: i64, areas: &[(String, Place, Figures)]) -> Html {
    let t = look.t;
    let n = words::number(t.0, late);
    let url = look.when.dossiers(&Place::Whole, Figure::Late);
    let tiers = tiers(look);
    let worst_tier =
        tiers.iter().filter_map(|(name, place, sum)| Some((name, place, sum.get(Figure::Late)?)));
    let worst_tier = worst_tier.filter(|(.., n)| *n > 0 && tiers.len() > 1).max_by_key(|(.., n)| *n);
    let worst_area =
        areas.iter().filter_map(|(name, place, sum)| Some((name, place, sum.get(Figure::Late)?)));
    let worst_area = worst_area.filter(|(.., n)| *n > 0 && areas.len() > 1).max_by_key(|(.., n)| *n);
    let number = |n: i64| words::number(t.0, n);
    let link = |place: &Place| look.when.dossiers(place, Figure::Late);
    match (worst_tier, worst_area) {
        (Some((tier, place, of_tier)), Some((area, at, of_area))) => {
            let (tier, area) = (inside(t.0, tier), inside(t.0, area));
            t.head_late_both(url, n, link(place), number(of_tier), tier, area, link(at), number(of_area))
        }
        (Some((tier, place, of_tier)), None) => {
            t.head_late_tier(url, n, link(place), number(of_tier), inside(t.0, tier))
        }
        (None, Some((area, at, of_area))) => {
            t.head_late_area(url, n, inside(t.0, area), link(at), number(of_area))
        }
        (None, None) => t.head_late(url, n),
    }
}

/// The tier that takes in the smallest share online, where that is less than half.
fn least_online(look: &Look) -> Option<Html> {
    let tiers = tiers(look);
    let share = |sum: &Figures| {
        let (online, received) = (sum.get(Figure::Online)?, sum.get(Figure::Received)?);
        (received > 0).then(|| (online * 10_000 / received, online, received))
    };
    let (name, place, (of, online, received)) = tiers
        .iter()
        .filter_map(|(name, place, sum)| Some((name, place, share(sum)?)))
        .min_by_key(|(.., (of, ..))| *of)?;
    let said = if online == 0 {
        Html::made(webkit::html::Escaped(&look.t.head_online_none(name)).to_string())
    } else {
        let share = words::percent(look.t.0, online, received, 1);
        look.t.head_online(name, look.when.dossiers(place, Figure::Online), share)
    };
    (tiers.len() > 1 && of < 5_000).then_some(said)
}

fn tiers(look: &Look) -> Vec<(String, Place, Figures)> {
    let sums = look.glance.tiers.iter().map(|tier| {
        let place = Place::Tier(tier.code.clone());
        let sum = look.sum(&place);
        (look.tier(&tier.code), place, sum)
    });
    sums.filter(|(.., sum)| sum.units() > 0).collect()
}
