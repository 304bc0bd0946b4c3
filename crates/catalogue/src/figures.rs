//! What the catalogue comes to: how many procedures there are, what decisions published, how far terms were reduced
//! (the report, I.1, II.2.1 and II.6.1).

pub mod processes;

use crate::decision::{DecisionKind, Effect};
use crate::model::Revision;
use crate::profile::{OnlineList, Profile};
use crate::snapshot::Catalogue;
use kernel::{Day, Period};
use std::collections::{BTreeMap, BTreeSet};

/// By how much terms were reduced, in whole percent of the term by law.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cuts {
    /// Procedures whose term is shorter than the law's.
    pub reduced: usize,
    /// The smallest cut.
    pub least: i64,
    /// The largest.
    pub most: i64,
}

impl Cuts {
    fn note(&mut self, percent: i64) {
        self.least = if self.reduced == 0 { percent } else { self.least.min(percent) };
        self.most = self.most.max(percent);
        self.reduced += 1;
    }
}

/// What decisions published within a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Published {
    /// Decisions that publish.
    pub decisions: usize,
    /// Procedures that were not there before.
    pub new: usize,
    /// Procedures amended or replaced.
    pub amended: usize,
    /// Procedures abolished.
    pub abolished: usize,
    /// How far the new ones were cut.
    pub new_cuts: Cuts,
}

impl Published {
    /// Procedures in all.
    pub fn all(&self) -> usize {
        self.new + self.amended + self.abolished
    }
}

/// The catalogue in figures.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Figures {
    /// Procedures in force, by the tier that settles them.
    pub by_tier: BTreeMap<String, usize>,
    /// What was published in the period.
    pub published: Published,
    /// Procedures that concern enterprises.
    pub business: usize,
    /// How far those were cut.
    pub business_cuts: Cuts,
    /// Procedures that may be filed and answered by post.
    pub post: usize,
    /// Of the Prime Minister's list of online services (decision 877/QĐ-TTg).
    pub online_877: usize,
    /// Online beyond that list.
    pub online_pilot: usize,
    /// Offered on the national portal.
    pub national_portal: usize,
    /// Settled wholly at the provincial centre.
    pub wholly_at_centre: usize,
    /// Invented ones among those in force.
    pub illustrative: usize,
}

impl Figures {
    /// The catalogue as it is on the last day of a period, and what was published within it.
    pub fn of(catalogue: &Catalogue, period: Period) -> Self {
        let mut figures = Self { published: published(catalogue, period), ..Self::default() };
        for r in catalogue.all_in_force(period.to.plus(-1)) {
            *figures.by_tier.entry(r.tier.clone()).or_insert(0) += 1;
            figures.post += usize::from(r.post);
            figures.illustrative += usize::from(r.illustrative);
            let details = catalogue.details(r.procedure, r.revision);
            if let Some(profile) = details.and_then(|d| d.profile.as_ref()) {
                figures.add(r, profile);
            }
        }
        figures
    }

    fn add(&mut self, r: &Revision, profile: &Profile) {
        match profile.online_list {
            Some(OnlineList::Decision877) => self.online_877 += 1,
            Some(OnlineList::Pilot) => self.online_pilot += 1,
            None => {}
        }
        self.national_portal += usize::from(profile.national_portal);
        self.wholly_at_centre += usize::from(profile.wholly_at_centre);
        if profile.business {
            self.business += 1;
            cut(r, profile).into_iter().for_each(|percent| self.business_cuts.note(percent));
        }
    }

    /// Procedures in force in all.
    pub fn in_force(&self) -> usize {
        self.by_tier.values().sum()
    }
}

/// By how many percent a term was cut, rounded to the nearest; none where it was not.
pub fn cut(r: &Revision, profile: &Profile) -> Option<i64> {
    let (law, term) = (profile.law_amount, r.term.to_parts().1);
    (term < law).then(|| ((law - term) * 200 + law) / (law * 2))
}

fn published(catalogue: &Catalogue, period: Period) -> Published {
    let mut found = Published::default();
    let signed = |day: Day| period.from <= day && day < period.to;
    let within: BTreeSet<_> = catalogue
        .decisions()
        .iter()
        .filter(|d| d.kind == DecisionKind::Publication && signed(d.signed_on))
        .map(|d| d.id)
        .collect();
    found.decisions = within.len();
    for p in catalogue.publications().iter().filter(|p| within.contains(&p.decision)) {
        match p.effect {
            Effect::New => {
                found.new += 1;
                let revision = p.revision.and_then(|no| catalogue.at_revision(p.procedure, no));
                let profile = p.revision.and_then(|no| catalogue.details(p.procedure, no)?.profile.as_ref());
                if let (Some(r), Some(profile)) = (revision, profile) {
                    cut(r, profile).into_iter().for_each(|percent| found.new_cuts.note(percent));
                }
            }
            Effect::Amended | Effect::Replaced => found.amended += 1,
            Effect::Abolished => found.abolished += 1,
        }
    }
    found
}
