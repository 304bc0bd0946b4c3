//! What the catalogue comes to today and what was published in a year (the report, I.1, II.2 and II.6.1).

use super::Read;
use super::filter::{Change, Filter};
use super::section::Section;
use crate::locale::T;
use catalogue::figures::{Cuts, Figures};
use catalogue::{OnlineList, VerticalList};
use kernel::{Result, UnitId};
use std::collections::BTreeMap;

/// The sections in order.
pub(super) fn sections(t: T, read: &Read) -> Result<Vec<Section>> {
    let figures = Figures::of(&read.reference.catalogue, read.period()?);
    let mut sections = vec![
        in_force(t, read, &figures),
        published(t, read, &figures),
        business(t, &figures),
        ways(t, &figures),
    ];
    sections.extend(desks(t, read));
    Ok(sections)
}

fn in_force(t: T, read: &Read, figures: &Figures) -> Section {
    let all = Filter::default().address();
    let mut section = Section::new(t.catalogue_in_force()).count(
        t,
        "in_force",
        t.catalogue_in_force_all(),
        figures.in_force(),
        all,
    );
    for tier in read.tiers.codes() {
        let href = Filter { tier: Some(tier.to_owned()), ..Filter::default() }.address();
        let n = figures.by_tier.get(tier).copied().unwrap_or(0);
        section = section.part(t, "in_force_tier", read.tiers.name(tier, t.0), n, href);
    }
    section
}

fn published(t: T, read: &Read, figures: &Figures) -> Section {
    let year = read.year;
    let list = |change| Filter { change: Some(change), year: Some(year), ..Filter::default() }.address();
    let p = &figures.published;
    let section = Section::new(t.catalogue_published())
        .count(t, "decisions", t.catalogue_decisions(year), p.decisions, super::decisions::address(year))
        .count(t, "published", t.catalogue_published_all(year), p.all(), list(Change::Any))
        .part(t, "published_amended", t.catalogue_amended(), p.amended, list(Change::Amended))
        .part(t, "published_new", t.catalogue_new(), p.new, list(Change::New))
        .part(t, "published_abolished", t.catalogue_abolished(), p.abolished, list(Change::Abolished));
    match p.new_cuts {
        Cuts { reduced: 0, .. } => section,
        cuts => section.words("new_cut", t.catalogue_new_cut(), range(t, cuts)),
    }
}

fn range(t: T, cuts: Cuts) -> String {
    t.catalogue_range(cuts.least, cuts.most)
}

fn business(t: T, figures: &Figures) -> Section {
    let list = |cut| Filter { business: true, cut, ..Filter::default() }.address();
    let cuts = figures.business_cuts;
    let section = Section::new(t.catalogue_business())
        .count(t, "business", t.catalogue_business_all(), figures.business, list(false))
        .part(t, "business_cut", t.catalogue_business_cut(), cuts.reduced, list(true));
    if cuts.reduced == 0 {
        return section;
    }
    section.words("business_cut_range", t.catalogue_business_range(), range(t, cuts))
}

fn ways(t: T, figures: &Figures) -> Section {
    let list = |list| Filter { online: Some(list), ..Filter::default() }.address();
    let post = Filter { post: true, ..Filter::default() }.address();
    let portal = Filter { portal: true, ..Filter::default() }.address();
    let wholly = Filter { wholly: true, ..Filter::default() }.address();
    let online = figures.online_877 + figures.online_pilot;
    Section::new(t.catalogue_ways())
        .count(t, "post", t.catalogue_post(), figures.post, post)
        .count(
            t,
            "online",
            t.catalogue_online(),
            online,
            Filter { listed: true, ..Filter::default() }.address(),
        )
        .part(t, "online_877", t.catalogue_online_877(), figures.online_877, list(OnlineList::Decision877))
        .part(t, "online_pilot", t.catalogue_online_pilot(), figures.online_pilot, list(OnlineList::Pilot))
        .count(t, "national_portal", t.catalogue_portal(), figures.national_portal, portal)
        .count(t, "wholly_at_centre", t.catalogue_wholly(), figures.wholly_at_centre, wholly)
}

/// Desks in post offices, and what agencies under ministries have brought to the centre; nothing where there are none.
fn desks(t: T, read: &Read) -> Option<Section> {
    let guide = read.reference.catalogue.guide();
    let open = guide.post_desks.iter().filter(|desk| desk.since <= read.today).count();
    if guide.post_desks.is_empty() && guide.verticals.is_empty() {
        return None;
    }
    let mut section = Section::new(t.catalogue_desks()).count(
        t,
        "post_desks",
        t.catalogue_post_desks(),
        open,
        "/desks#post".to_owned(),
    );
    let mut agencies: BTreeMap<UnitId, [usize; 2]> = BTreeMap::new();
    for vertical in &guide.verticals {
        agencies.entry(vertical.unit).or_default()[usize::from(vertical.list == VerticalList::More)] += 1;
    }
    let directory = &read.reference.directory;
    for (unit, [required, more]) in agencies {
        let Some(version) = directory.version_at(directory.map(unit, read.today), read.today) else {
            continue;
        };
        let list =
            |list| Filter { agency: Some((version.code.clone(), list)), ..Filter::default() }.address();
        section = section
            .count(t, "vertical", t.catalogue_vertical(&version.name), required + more, list(None))
            .part(t, "vertical_required", t.desks_required(), required, list(Some(VerticalList::Required)))
            .part(t, "vertical_more", t.desks_more(), more, list(Some(VerticalList::More)));
    }
    Some(section)
}
