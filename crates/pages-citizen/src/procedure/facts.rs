//! What is told first: how long, how much, who, what for.

use super::{Read, places};
use crate::locale::T;
use crate::money::dong;
use catalogue::{FeeKind, Profile, Revision, figures::cut};
use kernel::term::Term;
use webkit::words;

/// A fact: a word for it, what it is, and a remark.
pub(super) struct Fact {
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) href: Option<String>,
    pub(super) notes: Vec<String>,
}

impl Fact {
    fn new(label: &'static str, value: impl Into<String>) -> Self {
        Self { label, value: value.into(), href: None, notes: Vec::new() }
    }

    fn note(mut self, note: Option<String>) -> Self {
        self.notes.extend(note);
        self
    }
}

/// An amount to be paid.
pub(super) struct Money {
    pub(super) name: String,
    pub(super) amount: String,
    /// The case it is taken in; empty for every one.
    pub(super) case: String,
    pub(super) basis: String,
}

/// The facts in order.
pub(super) fn facts(t: T, read: &Read, units: &[String], field_href: &str) -> Vec<Fact> {
    let r = &read.revision;
    let profile = read.details().and_then(|d| d.profile.as_ref());
    let cut_off = r.rules.cut_off_minute.map(|at| words::time(t.0, read.shelf.day.at_minute(at)));
    let mut facts = vec![
        Fact::new(t.procedure_term(), words::capital(&words::term(t.0, r.term)))
            .note(profile.and_then(|p| reduced(t, r, p)))
            .note(cut_off.map(|at| t.procedure_cut_off(at))),
    ];
    facts.extend(read.usual.map(|u| {
        let days = words::day(t.0, u.to.plus(-1));
        Fact::new(t.procedure_usual(), words::capital(&words::term(t.0, u.half)))
            .note(Some(t.procedure_usual_note(words::term(t.0, u.nine_in_ten), u.dossiers, days)))
    }));
    facts.extend(price(t, read));
    let many = (units.len() > 1).then(|| t.procedure_units(units.len()));
    facts.push(Fact::new(t.procedure_who(), read.shelf.who(r, &read.tiers, t.0)).note(many));
    let result = profile.map(|p| p.result.as_str()).filter(|result| !result.is_empty());
    facts.extend(result.map(|result| Fact::new(t.procedure_result(), result)));
    let level = profile.filter(|p| p.service_level > 2).map(|p| t.procedure_level(p.service_level));
    facts.push(Fact::new(t.procedure_how(), places::ways(t, r)).note(level));
    let tier = read.tiers.name(&r.tier, t.0).to_owned();
    facts.push(Fact {
        href: Some(field_href.to_owned()),
        ..Fact::new(t.procedure_field(), &r.field).note(Some(tier))
    });
    facts
}

/// By how much the province has cut the term of the law.
fn reduced(t: T, r: &Revision, profile: &Profile) -> Option<String> {
    let percent = cut(r, profile)?;
    let law = Term::from_parts(r.term.to_parts().0, profile.law_amount)?;
    Some(t.procedure_reduced(words::term(t.0, law), percent))
}

/// What it costs, in a word.
fn price(t: T, read: &Read) -> Option<Fact> {
    if free(read) {
        return Some(Fact::new(t.procedure_price(), t.procedure_free()));
    }
    let fees = &read.details()?.fees;
    let least = fees.iter().map(|f| f.amount).min()?;
    let fact = match fees.as_slice() {
        [one] => {
            let kind = match one.kind {
                FeeKind::Fee => t.procedure_fee(),
                FeeKind::Charge => t.procedure_charge(),
            };
            Fact::new(t.procedure_price(), t.procedure_per(dong(t.0, one.amount), &one.per))
                .note(Some(kind.to_owned()))
        }
        several => Fact::new(t.procedure_price(), t.procedure_price_from(dong(t.0, least)))
            .note(Some(t.procedure_price_several(several.len()))),
    };
    Some(fact)
}

/// Whether it is known that nothing is taken.
pub(super) fn free(read: &Read) -> bool {
    read.details().is_some_and(|d| d.profile.is_some() && d.fees.is_empty())
}

/// Fees and charges, apart.
pub(super) fn money(t: T, read: &Read) -> Vec<(&'static str, Vec<Money>)> {
    let Some(details) = read.details() else { return Vec::new() };
    let of = |kind| -> Vec<Money> {
        let some = details.fees.iter().filter(|f| f.kind == kind);
        let money = |f: &catalogue::Fee| Money {
            name: f.name.clone(),
            amount: t.procedure_per(dong(t.0, f.amount), &f.per),
            case: f
                .case_no
                .and_then(|no| details.cases.iter().find(|c| c.no == no))
                .map_or_else(String::new, |c| c.name.clone()),
            basis: f.basis.clone(),
        };
        some.map(money).collect()
    };
    let both = [(t.procedure_fee(), of(FeeKind::Fee)), (t.procedure_charge(), of(FeeKind::Charge))];
    both.into_iter().filter(|(_, list)| !list.is_empty()).collect()
}
