//! The papers to have at hand: those of every case, then those of each.

use super::Read;
use crate::locale::T;
use catalogue::{Case, Component, Use};
use kernel::term::Term;
use webkit::words;

/// Papers that are asked for together.
pub(super) struct Group {
    /// The case; empty for every one.
    pub(super) case: String,
    /// The term of the case, where it has one of its own.
    pub(super) term: Option<String>,
    pub(super) papers: Vec<Paper>,
}

/// A paper to have at hand.
pub(super) struct Paper {
    pub(super) no: i64,
    pub(super) name: String,
    /// How many, in which form, whether it may be left out, and whether one handed in before serves.
    pub(super) note: String,
}

/// Groups that have papers or a term of their own.
pub(super) fn groups(t: T, read: &Read) -> Vec<Group> {
    let r = &read.revision;
    let components = read.reference.catalogue.components(r.procedure, r.revision);
    let (cases, uses): (&[Case], &[Use]) = read.details().map_or((&[], &[]), |d| (&d.cases, &d.uses));
    let with_use = |(at, c): (usize, &Component)| (c.clone(), uses.get(at).copied().unwrap_or_default());
    let all: Vec<(Component, Use)> = components.iter().enumerate().map(with_use).collect();
    let of = |case: Option<i64>| {
        let some = all.iter().filter(|(_, usage)| usage.case_no == case);
        some.map(|(c, usage)| paper(t, c, *usage)).collect::<Vec<_>>()
    };
    let mut groups = vec![Group { case: String::new(), term: None, papers: of(None) }];
    groups.extend(cases.iter().map(|case| {
        Group {
            case: case.name.clone(),
            term: case
                .term_amount
                .and_then(|amount| Term::from_parts(r.term.to_parts().0, amount))
                .map(|term| words::term(t.0, term)),
            papers: of(Some(case.no)),
        }
    }));
    groups.retain(|group| !group.papers.is_empty() || !group.case.is_empty());
    groups
}

fn paper(t: T, c: &Component, usage: Use) -> Paper {
    let mut note = t.procedure_paper(c.copies, t.0.pick(c.kind.vi(), c.kind.en()));
    for (is, words) in
        [(!c.required, t.procedure_paper_optional()), (usage.reusable, t.procedure_paper_reusable())]
    {
        if is {
            note = format!("{note}. {words}");
        }
    }
    Paper { no: c.no, name: c.name.clone(), note }
}
