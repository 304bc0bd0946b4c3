//! The sheets that list what belongs to procedures: cases, papers, fees, legal bases.

use super::book::{Book, Spot, Told};
use super::columns::{FEE_KINDS, PAPER_KINDS, Part};
use super::known::{Base, Known};
use super::text::kept;
use crate::cells::Cells;
use catalogue::{Basis, Case, Component, Fee, Use};
use kernel::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// Most rows of one list of one procedure, and the largest number.
const MOST: i64 = 999;

/// One sheet, by procedure and in the order of its numbers.
pub(super) struct Listed<T> {
    /// Whether there is such a sheet; where there is none, what stands is kept.
    there: bool,
    rows: BTreeMap<String, Vec<(Spot, i64, T)>>,
    /// Procedures of which some row cannot be read.
    broken: BTreeSet<String>,
}

/// All four.
pub(super) struct Lists {
    cases: Listed<Case>,
    papers: Listed<(Component, Use)>,
    fees: Listed<Fee>,
    bases: Listed<Basis>,
}

impl<T: Clone> Listed<T> {
    fn read(
        book: &Book<'_>,
        part: Part,
        codes: &BTreeSet<String>,
        told: &mut Told,
        mut read: impl FnMut(&mut Cells<'_>, i64) -> Option<T>,
    ) -> Self {
        let mut listed = Self { there: book.has(part), rows: BTreeMap::new(), broken: BTreeSet::new() };
        book.each(part, &mut told.problems, |spot, c| {
            let (code, no) = (c.notation("procedure", 40), c.count("no", MOST));
            let item = read(c, no.unwrap_or(0));
            let Some(code) = code else { return };
            if !codes.contains(&code) {
                c.object(
                    "unknown_procedure",
                    "procedure",
                    format!("Trang 'Thủ tục' không có thủ tục {code}. Hãy sửa mã hoặc xóa dòng."),
                    format!("there is no procedure {code} in the sheet 'Thủ tục'; correct the code or delete the row"),
                );
                return;
            }
            match (no, item) {
                (Some(no), Some(item)) => listed.rows.entry(code).or_default().push((spot, no, item)),
                _ => {
                    listed.broken.insert(code);
                }
            }
        });
        listed.number(book, told);
        listed
    }

    /// Numbers go 1, 2, 3 in whatever order the rows stand.
    fn number(&mut self, book: &Book<'_>, told: &mut Told) {
        for (code, rows) in &mut self.rows {
            rows.sort_by_key(|(spot, no, _)| (*no, *spot));
            if self.broken.contains(code) {
                continue;
            }
            // The first that is wrong: what follows from it is not told again.
            let wrong = (1i64..).zip(rows.iter()).find(|(next, (_, no, _))| no != next);
            if let Some((next, (spot, no, _))) = wrong {
                let words = if *no < next {
                    Refusal::new(
                        "repeated_number",
                        format!("{code}: số {no} đã có ở dòng khác. Hãy đánh số lại."),
                        format!("{code}: the number {no} is taken by another row; number them anew"),
                    )
                } else {
                    Refusal::new(
                        "gap",
                        format!("{code}: thiếu số {next} trước số {no}. Hãy đánh số liên tục từ 1."),
                        format!("{code}: {next} is missing before {no}; number from 1 without a gap"),
                    )
                };
                book.object(told, *spot, "no", words);
                self.broken.insert(code.clone());
            }
        }
    }

    fn of(&self, code: &str) -> impl Iterator<Item = &T> {
        self.rows.get(code).into_iter().flatten().map(|(_, _, item)| item)
    }
}

impl Lists {
    pub(super) fn read(book: &Book<'_>, known: &Known, codes: &BTreeSet<String>, told: &mut Told) -> Self {
        let lists = Self {
            cases: Listed::read(book, Part::Cases, codes, told, |c, no| {
                let (name, term_amount) = (c.line("name", 500), c.opt_count("term", 87_600));
                Some(Case { no, name: name?, term_amount })
            }),
            papers: Listed::read(book, Part::Components, codes, told, paper),
            fees: Listed::read(book, Part::Fees, codes, told, |c, _| fee(c)),
            bases: Listed::read(book, Part::Bases, codes, told, |c, _| {
                let (number, name) = (c.notation("number", 100), c.line("name", 1_000));
                Some(Basis { number: number?, name: name? })
            }),
        };
        let of_papers =
            lists.papers.rows.iter().map(|(code, rows)| (code, cases_of(rows, |(_, used)| used.case_no)));
        let of_fees = lists.fees.rows.iter().map(|(code, rows)| (code, cases_of(rows, |f| f.case_no)));
        for (code, rows) in of_papers.chain(of_fees) {
            for (spot, case) in rows {
                if !lists.has_case(known, code, case) {
                    let words = Refusal::new(
                        "unknown_case",
                        format!(
                            "{code}: không có trường hợp {case} trong trang 'Trường hợp'. Hãy sửa số hoặc để trống."
                        ),
                        format!(
                            "{code}: there is no case {case} in the sheet 'Trường hợp'; correct the number or leave it empty"
                        ),
                    );
                    book.object(told, spot, "case", words);
                }
            }
        }
        lists
    }

    fn has_case(&self, known: &Known, code: &str, no: i64) -> bool {
        if self.cases.there {
            return self.cases.broken.contains(code) || self.cases.of(code).any(|c| c.no == no);
        }
        let catalogue = &known.catalogue;
        let details = catalogue
            .by_code(code)
            .and_then(|id| known.last(id))
            .and_then(|r| catalogue.details(r.procedure, r.revision));
        details.is_some_and(|d| d.cases.iter().any(|c| c.no == no))
    }

    /// Whether some row of a procedure cannot be read.
    pub(super) fn broken(&self, code: &str) -> bool {
        [&self.cases.broken, &self.papers.broken, &self.fees.broken, &self.bases.broken]
            .iter()
            .any(|codes| codes.contains(code))
    }

    pub(super) fn cases(&self, code: &str, base: Option<&Base<'_>>) -> Vec<Case> {
        let old = base.map_or(&[][..], |b| &b.details.cases);
        if !self.cases.there {
            return old.to_vec();
        }
        let item = |(i, c): (usize, &Case)| Case {
            name: kept(c.name.clone(), name(old, i, |c| &c.name)),
            ..c.clone()
        };
        self.cases.of(code).enumerate().map(item).collect()
    }

    pub(super) fn papers(&self, code: &str, base: Option<&Base<'_>>) -> (Vec<Component>, Vec<Use>) {
        let old = base.map_or(&[][..], |b| b.components);
        if !self.papers.there {
            return (old.to_vec(), base.map(|b| b.details.uses.clone()).unwrap_or_default());
        }
        let item = |(i, (c, used)): (usize, &(Component, Use))| {
            (Component { name: kept(c.name.clone(), name(old, i, |c| &c.name)), ..c.clone() }, *used)
        };
        let (papers, uses): (Vec<Component>, Vec<Use>) = self.papers.of(code).enumerate().map(item).unzip();
        // Where nothing is said of any paper, nothing is written.
        let silent = uses.iter().all(|used| *used == Use::default());
        (papers, if silent { Vec::new() } else { uses })
    }

    pub(super) fn fees(&self, code: &str, base: Option<&Base<'_>>) -> Vec<Fee> {
        let old = base.map_or(&[][..], |b| &b.details.fees);
        if !self.fees.there {
            return old.to_vec();
        }
        let item = |(i, f): (usize, &Fee)| Fee {
            name: kept(f.name.clone(), name(old, i, |f| &f.name)),
            per: kept(f.per.clone(), name(old, i, |f| &f.per)),
            basis: kept(f.basis.clone(), name(old, i, |f| &f.basis)),
            ..f.clone()
        };
        self.fees.of(code).enumerate().map(item).collect()
    }

    pub(super) fn bases(&self, code: &str, base: Option<&Base<'_>>) -> Vec<Basis> {
        let old = base.map_or(&[][..], |b| &b.details.bases);
        if !self.bases.there {
            return old.to_vec();
        }
        let item = |(i, b): (usize, &Basis)| Basis {
            number: kept(b.number.clone(), name(old, i, |b| &b.number)),
            name: kept(b.name.clone(), name(old, i, |b| &b.name)),
        };
        self.bases.of(code).enumerate().map(item).collect()
    }
}

/// A text of the item that stands at the same place.
fn name<T>(old: &[T], at: usize, read: fn(&T) -> &String) -> Option<&str> {
    old.get(at).map(|item| read(item).as_str())
}

fn cases_of<T>(rows: &[(Spot, i64, T)], case: impl Fn(&T) -> Option<i64>) -> Vec<(Spot, i64)> {
    rows.iter().filter_map(|(spot, _, item)| Some((*spot, case(item)?))).collect()
}

fn paper(c: &mut Cells<'_>, no: i64) -> Option<(Component, Use)> {
    let case_no = c.opt_count("case", MOST);
    let (name, kind, copies) = (c.line("name", 1_000), c.word("kind", PAPER_KINDS), c.count("copies", 99));
    let (required, reusable, illustrative) = (c.yes("required"), c.yes("reusable"), c.yes("illustrative"));
    if copies == Some(0) {
        c.object("too_small", "copies", "Số bản phải từ 1 đến 99.", "there must be 1 to 99 of it");
        return None;
    }
    let component = Component {
        no,
        name: name?,
        kind: kind?,
        copies: copies?,
        required: required?,
        illustrative: illustrative?,
    };
    Some((component, Use { case_no, reusable: reusable? }))
}

fn fee(c: &mut Cells<'_>) -> Option<Fee> {
    let (case_no, kind, name) = (c.opt_count("case", MOST), c.word("kind", FEE_KINDS), c.line("name", 500));
    let (amount, per) = (c.count("amount", 100_000_000_000), c.line("per", 100));
    let basis = if c.is_empty("basis") { Some(String::new()) } else { c.line("basis", 500) };
    Some(Fee { case_no, kind: kind?, name: name?, amount: amount?, per: per?, basis: basis? })
}
