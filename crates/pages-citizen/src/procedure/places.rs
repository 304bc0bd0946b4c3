//! Where a dossier is handed in: at the unit's own desk, and wherever else one is taken in.

use super::Read;
use crate::locale::T;
use catalogue::Revision;
use kernel::UnitId;
use std::collections::BTreeMap;
use webkit::words;

/// A place, and what is to be known of it.
pub(super) struct Place {
    pub(super) name: String,
    pub(super) note: String,
}

/// How it may be filed, in full.
pub(super) fn channels(t: T, r: &Revision) -> String {
    list(t.procedure_counter(), t.procedure_online(), t.procedure_post(), r)
}

/// How it may be filed, shortly.
pub(super) fn ways(t: T, r: &Revision) -> String {
    list(t.procedure_counter_short(), t.procedure_online(), t.procedure_post_short(), r)
}

fn list(counter: &str, online: &str, post: &str, r: &Revision) -> String {
    let mut ways = vec![counter];
    if r.online {
        ways.push(online);
    }
    if r.post {
        ways.push(post);
    }
    words::capital(&ways.join(", "))
}

/// Where a dossier may be handed in today; nothing for a procedure that has ended.
pub(super) fn places(t: T, read: &Read, units: &[String]) -> Vec<Place> {
    let r = &read.revision;
    if read.ended.is_some() {
        return Vec::new();
    }
    let own = match units {
        [one] => t.procedure_place_of(one),
        several => t.procedure_place_units(several.len()),
    };
    let mut places = vec![Place { name: own, note: String::new() }];
    places.extend(at_the_centre(t, read));
    places.extend(in_post_offices(t, read));
    if let Some(level) = read.details().and_then(|d| d.profile.as_ref()).map(|p| p.service_level)
        && r.online
    {
        let name = t.procedure_place_online().to_owned();
        places.push(Place { name, note: t.procedure_level(level) });
    }
    if r.post {
        places.push(Place { name: words::capital(t.procedure_post()), note: String::new() });
    }
    places
}

/// Desks that take it in by decision, for some units, and the centre where an agency under a ministry has brought it.
fn at_the_centre(t: T, read: &Read) -> Vec<Place> {
    let catalogue = &read.reference.catalogue;
    let (procedure, day) = (read.revision.procedure, read.shelf.day);
    let mut by_desk: BTreeMap<UnitId, (Vec<String>, bool)> = BTreeMap::new();
    for since in catalogue.receptions().iter().filter(|s| s.reception.procedure == procedure && s.from <= day)
    {
        let (of, wholly) = by_desk.entry(since.reception.desk).or_default();
        of.push(read.unit(since.reception.unit));
        *wholly |= since.reception.wholly;
    }
    let place = |(desk, (of, wholly)): (UnitId, (Vec<String>, bool))| {
        let of = of.join(", ");
        let note = if wholly { t.procedure_place_wholly(of) } else { t.procedure_place_for(of) };
        Place { name: read.unit(desk), note }
    };
    let mut places: Vec<Place> = by_desk.into_iter().map(place).collect();
    for vertical in catalogue.guide().verticals.iter().filter(|v| v.procedure == procedure) {
        let note = t.procedure_place_for(read.unit(vertical.unit));
        places.extend(read.shelf.centre.iter().map(|name| Place { name: name.clone(), note: note.clone() }));
    }
    places
}

/// Desks in post offices of the units that settle it.
fn in_post_offices(t: T, read: &Read) -> Vec<Place> {
    let day = read.shelf.day;
    let desks = read.reference.catalogue.guide().post_desks.iter();
    let of = |unit| read.reference.is_competent(&read.revision, read.reference.holder(unit, day), day);
    let desks = desks.filter(|desk| desk.since <= day && of(desk.unit));
    desks
        .map(|desk| Place {
            name: desk.name.clone(),
            note: t.procedure_place_since(words::day(t.0, desk.since)),
        })
        .collect()
}
