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

/// Groups that have papers or a term of their own. What every case asks for alike is told once.
pub(super) fn groups(t: T, read: &Read) -> Vec<Group> {
    let r = &read.revision;
    let components = read.reference.catalogue.components(r.procedure, r.revision);
    let (cases, uses): (&[Case], &[Use]) = read.details().map_or((&[], &[]), |d| (&d.cases, &d.uses));
    let with_use = |(at, c): (usize, &Component)| (c.clone(), uses.get(at).copied().unwrap_or_default());
    let all: Vec<(Component, Use)> = components.iter().enumerate().map(with_use).collect();
    let same = |(a, of_a): &(Component, Use), (b, of_b): &(Component, Use)| {
        (&a.name, a.kind, a.copies, a.required, of_a.reusable)
            == (&b.name, b.kind, b.copies, b.required, of_b.reusable)
    };
    let in_every_case = |one: &(Component, Use)| {
        let of = |case: &Case| all.iter().any(|x| x.1.case_no == Some(case.no) && same(x, one));
        cases.len() > 1 && cases.iter().all(of)
    };
    let first = cases.first().map(|case| case.no);
    let of = |case: Option<i64>| {
        let own = |x: &&(Component, Use)| match case {
            // Alike in every case: told as the first case has it.
            None => x.1.case_no.is_none() || (x.1.case_no == first && in_every_case(x)),
            case => x.1.case_no == case && !in_every_case(x),
        };
        all.iter().filter(own).map(|(c, usage)| paper(t, c, *usage)).collect::<Vec<_>>()
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
            // The remark before may have ended its sentence itself.
            note = format!("{}. {words}", note.trim_end_matches('.'));
        }
    }
    Paper { no: c.no, name: c.name.clone(), note }
}
