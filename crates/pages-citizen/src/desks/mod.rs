//! Where dossiers are handed in: the units' own desks, desks in post offices, and what the provincial centre takes in for
//! others; and the list that each desk must post.

pub(crate) mod posting;

use crate::locale::T;
use crate::shelf::{Shelf, Shelves, Tiers, illustrative};
use askama::Template;
use catalogue::{Vertical, VerticalList};
use dossier::desk::Desk;
use dossier::reference::Reference;
use kernel::{Day, UnitId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use webkit::component::Crumbs;
use webkit::{Answer, Layout, Link, Shell, Visit, words};

/// A desk in a post office.
struct PostDesk {
    name: String,
    unit: String,
    href: Option<String>,
    since: String,
}

/// A procedure of an agency under a ministry.
struct Brought {
    name: String,
    href: String,
}

/// What an agency under a ministry has taken in at the centre.
struct Agency {
    name: String,
    required: Vec<Brought>,
    more: Vec<Brought>,
}

/// What a desk takes in for other units by decision.
struct ForOthers {
    desk: String,
    href: Option<String>,
    units: Vec<String>,
    procedures: usize,
    wholly: usize,
    dossiers_of: String,
}

/// The units of a tier, each with its list.
struct Tier {
    name: String,
    units: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "desks.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    post: Vec<PostDesk>,
    agencies: Vec<Agency>,
    others: Vec<ForOthers>,
    tiers: Vec<Tier>,
    note: String,
}

/// `GET /desks`.
pub(crate) async fn page(shelves: Shelves, visit: Visit) -> Answer {
    let desk = visit.kit().need::<Desk>()?;
    let (today, lang) = (visit.business_now().day(), visit.lang());
    let (reference, shelf, tiers, note) = visit
        .kit()
        .read(move |tx| {
            let reference = desk.reference(tx)?;
            let shelf = shelves.of(&reference, today);
            Ok((reference, shelf, Tiers::load(tx)?, illustrative(tx, lang)?))
        })
        .await?;
    let t = T(lang);
    let look = Look { t, reference, today };
    visit.page(&Page {
        shell: visit.shell(Layout::Citizen, t.desks_title()),
        crumbs: Crumbs::new(t.0, vec![Link::to("/search", t.menu_procedures())], ""),
        post: look.post(),
        agencies: look.agencies(),
        others: look.others(),
        tiers: look.tiers(&tiers, &shelf),
        note,
        t,
    })
}

struct Look {
    t: T,
    reference: Arc<Reference>,
    today: Day,
}

/// The list of a unit at its address.
fn list_of(code: &str) -> String {
    format!("/desks/{code}")
}

impl Look {
    /// Name and code of a unit today; its heir's where it has ended.
    fn unit(&self, id: UnitId) -> Option<(String, String)> {
        let directory = &self.reference.directory;
        let version = directory.version_at(directory.map(id, self.today), self.today)?;
        Some((version.name.clone(), version.code.clone()))
    }

    fn post(&self) -> Vec<PostDesk> {
        let desks = self.reference.catalogue.guide().post_desks.iter();
        let desks = desks.filter(|desk| desk.since <= self.today);
        desks
            .map(|desk| {
                let unit = self.unit(desk.unit);
                PostDesk {
                    name: desk.name.clone(),
                    href: unit.as_ref().map(|(_, code)| list_of(code)),
                    unit: unit.map_or_else(String::new, |(name, _)| name),
                    since: words::day(self.t.0, desk.since),
                }
            })
            .collect()
    }

    fn agencies(&self) -> Vec<Agency> {
        let catalogue = &self.reference.catalogue;
        let mut by_unit: BTreeMap<UnitId, Vec<&Vertical>> = BTreeMap::new();
        for vertical in &catalogue.guide().verticals {
            by_unit.entry(vertical.unit).or_default().push(vertical);
        }
        let brought = |v: &&Vertical| {
            let r = catalogue.in_force(v.procedure, self.today)?;
            Some(Brought { name: r.name.clone(), href: format!("/procedures/{}", r.code) })
        };
        let agency = |(unit, all): (UnitId, Vec<&Vertical>)| {
            let of = |list| all.iter().filter(|v| v.list == list).filter_map(brought).collect();
            let (name, _) = self.unit(unit)?;
            Some(Agency { name, required: of(VerticalList::Required), more: of(VerticalList::More) })
        };
        by_unit.into_iter().filter_map(agency).collect()
    }

    fn others(&self) -> Vec<ForOthers> {
        let receptions = self.reference.catalogue.receptions().iter().filter(|s| s.from <= self.today);
        // Desk, and whether everything is done there: which units, which procedures.
        let mut by_desk: BTreeMap<UnitId, [BTreeSet<(UnitId, i64)>; 2]> = BTreeMap::new();
        for since in receptions {
            let r = since.reception;
            by_desk.entry(r.desk).or_default()[usize::from(r.wholly)].insert((r.unit, r.procedure.0));
        }
        let distinct = |set: &BTreeSet<(UnitId, i64)>| {
            set.iter().map(|(_, procedure)| procedure).collect::<BTreeSet<_>>().len()
        };
        let desk = |(desk, [taken, wholly]): (UnitId, [BTreeSet<(UnitId, i64)>; 2])| {
            let (name, code) = self.unit(desk)?;
            let units: BTreeSet<UnitId> = taken.iter().map(|(unit, _)| *unit).collect();
            let units: Vec<String> = units.into_iter().filter_map(|unit| Some(self.unit(unit)?.0)).collect();
            Some(ForOthers {
                desk: name,
                href: Some(list_of(&code)),
                procedures: distinct(&taken),
                wholly: distinct(&wholly),
                dossiers_of: units.join(", "),
                units,
            })
        };
        by_desk.into_iter().filter_map(desk).collect()
    }

    fn tiers(&self, tiers: &Tiers, shelf: &Shelf) -> Vec<Tier> {
        let all = self.reference.directory.all_at(shelf.day);
        let tier = |code: &str| Tier {
            name: tiers.name(code, self.t.0).to_owned(),
            units: all
                .iter()
                .filter(|v| v.tier == code && v.reports)
                .map(|v| (v.name.clone(), list_of(&v.code)))
                .collect(),
        };
        tiers.codes().map(tier).filter(|tier| !tier.units.is_empty()).collect()
    }
}
