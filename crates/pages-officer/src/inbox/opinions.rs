//! Opinions that are waited for from whoever looks: a list of its own above his inbox, by due time.

use crate::locale::T;
use crate::row::{Teller, urgency};
use crate::{address, names, reach};
use dossier::referral::{self, Waiting};
use identity::Who;
use kernel::{Result, Right};
use store::Tx;
use webkit::component::Urgency;

/// So many are shown at once.
const MOST: i64 = 20;

/// What is read for it.
pub(super) struct Found {
    waiting: Vec<Waiting>,
    count: i64,
}

/// The list as it is shown.
pub(super) struct ToGive {
    pub(super) heading: String,
    pub(super) rows: Vec<Line>,
    pub(super) more: Option<String>,
}

/// A line of it.
pub(super) struct Line {
    pub(super) urgency: Urgency,
    pub(super) code: String,
    pub(super) href: String,
    pub(super) procedure: String,
    pub(super) step: String,
    pub(super) unit: String,
}

/// What waits for the opinions of the units in which somebody works, of those that he sees.
pub(super) fn look(tx: &mut Tx, who: &Who) -> Result<Found> {
    let units = reach::works(who).within(&who.units(Right::See));
    let waiting = referral::waiting(tx, &units, MOST)?;
    let full = i64::try_from(waiting.len()).unwrap_or(i64::MAX) >= MOST;
    let count = if full { referral::count_waiting(tx, &units)? } else { 0 };
    Ok(Found { waiting, count })
}

impl Found {
    /// None where nothing is waited for.
    pub(super) fn shown(&self, teller: &Teller<'_>) -> Option<ToGive> {
        let t = T(teller.lang);
        let shown = i64::try_from(self.waiting.len()).unwrap_or(i64::MAX);
        let all = self.count.max(shown);
        (shown > 0).then(|| ToGive {
            heading: t.opinion_to_give_count(all),
            rows: self.waiting.iter().map(|one| line(teller, one)).collect(),
            more: (all > shown).then(|| t.opinion_more(all - shown)),
        })
    }
}

fn line(teller: &Teller<'_>, one: &Waiting) -> Line {
    let (asked, dossier) = (&one.asked, &one.dossier);
    let filed = teller.reference.catalogue.at_revision(dossier.procedure, dossier.revision);
    let due = asked.due.map(|due| urgency(teller.reference, asked.unit, teller.today, due.day()));
    let code = dossier.code.clone().unwrap_or_else(|| dossier.id.0.to_string());
    Line {
        urgency: due.unwrap_or(Urgency::Paused),
        href: address::dossier(&code),
        code,
        procedure: filed.map(|r| r.name.clone()).unwrap_or_default(),
        step: filed.and_then(|r| r.process.step(asked.no)).map(|s| s.name.clone()).unwrap_or_default(),
        unit: names::unit(&teller.reference.directory, asked.unit, teller.today),
    }
}
