//! Relations that several rules share: sums, percentages, growth, products. Each works out what every member would have
//! to be if the others were right.

use crate::claim::{Claims, Expected, Member};
use crate::decimal::{Decimal, Fit, fits};
use crate::finding::{Confidence, Kind, Words};
use crate::lex::{Number, Unit};
use crate::say;
use crate::slip::slip;
use crate::view::{Flow, Grid};
use paper::Span;

/// Whole numbers that are tried one by one for a slip.
const MOST_TRIED: i128 = 12;

/// A number and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Num {
    pub(crate) number: Number,
    pub(crate) span: Span,
    pub(crate) shown: String,
}

impl Num {
    pub(crate) fn text(flow: &Flow, token: usize) -> Option<Self> {
        let number = flow.tokens[token].number()?.clone();
        Some(Self { number, span: flow.at(token), shown: flow.quote(token).to_owned() })
    }

    pub(crate) fn cell(grid: &Grid, row: usize, column: usize) -> Option<Self> {
        let cell = grid.cell(row, column)?;
        let number = cell.number.clone()?;
        let (_, bytes) = cell.span.clone()?;
        // The span is the number within the cell's text; the text itself was trimmed.
        let shown = if bytes.len() <= cell.text.len() && cell.text.is_char_boundary(bytes.len()) {
            cell.text
                .get(..bytes.len())
                .filter(|t| t.bytes().any(|b| b.is_ascii_digit()))
                .unwrap_or(&cell.text)
        } else {
            &cell.text
        };
        Some(Self { number, span: cell.place()?, shown: shown.to_owned() })
    }

    pub(crate) fn value(&self) -> Decimal {
        self.number.value
    }

    /// Said with its unit.
    pub(crate) fn said(&self) -> String {
        self.number.like(self.value())
    }

    fn member(&self, expected: Option<Decimal>) -> Member {
        let expected = expected.map(|value| {
            let text = self.number.like(value);
            // `02` for `01`, as the document writes small numbers.
            let padded = self.shown.starts_with('0') && text.len() == 1;
            Expected::exactly(value, self.value(), if padded { format!("0{text}") } else { text })
        });
        Member { span: self.span.clone(), shown: self.shown.clone(), expected }
    }

    /// A member that may be anything between two values.
    fn between(&self, low: Option<Decimal>, high: Option<Decimal>, centre: Option<Decimal>) -> Member {
        let expected = (|| {
            let (low, high, centre) = (low?, high?, centre?);
            let (low, high) = if low <= high { (low, high) } else { (high, low) };
            let whole =
                self.number.decimals == 0 && self.number.power == 0 && self.number.unit != Unit::Percent;
            let value = if whole { whole_between(low, high, centre, self.value())? } else { centre };
            Some(Expected { low, high, text: self.number.like(value), slip: slip(value, self.value()) })
        })();
        Member { span: self.span.clone(), shown: self.shown.clone(), expected }
    }
}

/// The whole number within bounds that is a slip of what stands there, else the one nearest to the centre.
fn whole_between(low: Decimal, high: Decimal, centre: Decimal, found: Decimal) -> Option<Decimal> {
    let round = |d: Decimal| d.over(Decimal::whole(1), 0)?.to_whole();
    let first = (round(low)?..=round(low)?.checked_add(1)?).find(|&n| Decimal::whole(n) >= low)?;
    let last = (round(high)?.checked_sub(1)?..=round(high)?).rev().find(|&n| Decimal::whole(n) <= high)?;
    if first > last {
        return None;
    }
    if last - first < MOST_TRIED
        && let Some(n) = (first..=last).find(|&n| slip(Decimal::whole(n), found))
    {
        return Some(Decimal::whole(n));
    }
    Some(Decimal::whole(round(centre)?.clamp(first, last)))
}

/// Whether `whole` is the sum of `parts`, at the places that are printed.
pub(crate) fn sums(whole: &Num, parts: &[Num]) -> Option<bool> {
    let sum = total(parts)?;
    let off = sum.minus(whole.value())?.abs();
    Some(off <= tolerance(whole, parts)?)
}

fn total(parts: &[Num]) -> Option<Decimal> {
    parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.plus(part.value()))
}

/// Counts sum exactly; what was rounded to be printed may be off by half a place each.
fn tolerance(whole: &Num, parts: &[Num]) -> Option<Decimal> {
    let rounded = |n: &&Num| n.number.decimals > 0 || n.number.power > 0;
    std::iter::once(whole)
        .chain(parts)
        .filter(rounded)
        .try_fold(Decimal::ZERO, |sum, n| sum.plus(n.number.ulp().times(Decimal::new(5, 1))?))
}

/// Says that the sum holds.
pub(crate) fn sum_holds(claims: &mut Claims, whole: &Num, parts: &[Num]) {
    claims.holds(std::iter::once(whole).chain(parts).map(|n| n.span.clone()));
}

/// Says that the sum does not hold.
pub(crate) fn sum_broken(
    claims: &mut Claims,
    kind: Kind,
    whole: &Num,
    parts: &[Num],
    confidence: Confidence,
    before: Option<Words>,
) {
    let Some(sum) = total(parts) else { return };
    let mut members = vec![whole.member(Some(sum))];
    members.extend(parts.iter().map(|part| {
        let rest = sum.minus(part.value());
        let value = rest.and_then(|rest| whole.value().minus(rest));
        part.member(value.filter(|v| !v.is_negative() || part.value().is_negative()))
    }));
    // The whole, unless exactly one part is a slip.
    let slips: Vec<usize> =
        (0..members.len()).filter(|&m| members[m].expected.as_ref().is_some_and(|e| e.slip)).collect();
    let lead = if let [only] = slips[..] { only } else { 0 };
    let terms: Vec<&str> = parts.iter().map(|p| p.shown.as_str()).collect();
    let calculation = format!("{} = {}", say::sum(&terms), whole.number.like(sum));
    let words = match before {
        Some(before) => say::with(&before.vi, &before.en, &calculation, &whole.said()),
        None => say::against(&calculation, &whole.said()),
    };
    claims.broken(kind, members, lead, confidence, words);
}

/// A percentage with what it is of.
pub(crate) struct Share<'a> {
    pub(crate) percent: &'a Num,
    pub(crate) part: &'a Num,
    pub(crate) whole: &'a Num,
}

impl Share<'_> {
    pub(crate) fn fit(&self) -> Option<Fit> {
        fits(self.percent.value(), self.percent.number.decimals, self.part.value(), self.whole.value())
    }

    pub(crate) fn expected(&self) -> Option<Decimal> {
        self.part.value().percent_of(self.whole.value(), self.percent.number.decimals)
    }

    pub(crate) fn holds(&self, claims: &mut Claims) {
        claims.holds([self.percent, self.part, self.whole].map(|n| n.span.clone()));
    }

    fn members(&self) -> Vec<Member> {
        let half = Decimal::new(5, self.percent.number.decimals + 1);
        let (p, a, b) = (self.percent.value(), self.part.value(), self.whole.value());
        let (low, high) = (p.minus(half), p.plus(half));
        let part = |p: Option<Decimal>| p?.times(b)?.over(Decimal::HUNDRED, 6);
        let whole = |p: Option<Decimal>| a.times(Decimal::HUNDRED)?.over(p?, 6);
        vec![
            self.percent.member(self.expected()),
            self.part.between(part(low), part(high), part(Some(p))),
            if low.is_some_and(Decimal::is_positive) {
                self.whole.between(whole(high), whole(low), whole(Some(p)))
            } else {
                self.whole.member(None)
            },
        ]
    }

    /// Whether one of the three is another mistyped.
    pub(crate) fn slipped(&self) -> bool {
        self.members().iter().any(|m| m.expected.as_ref().is_some_and(|e| e.slip))
    }

    /// Whether the percentage itself is the right one mistyped.
    pub(crate) fn percent_slipped(&self) -> bool {
        self.expected().is_some_and(|e| slip(e, self.percent.value()))
    }

    /// Whether the right percentage is within a part of it: `near(15)` within 15 %.
    pub(crate) fn near(&self, percent: i128) -> bool {
        self.expected().is_some_and(|e| {
            let off = e.minus(self.percent.value()).and_then(|d| d.abs().times(Decimal::HUNDRED));
            let room = e.abs().times(Decimal::whole(percent));
            matches!((off, room), (Some(off), Some(room)) if off <= room)
        })
    }

    pub(crate) fn broken(&self, claims: &mut Claims, kind: Kind, confidence: Confidence) {
        let members = self.members();
        let slips: Vec<usize> =
            (0..3).filter(|&m| members[m].expected.as_ref().is_some_and(|e| e.slip)).collect();
        let lead = if let [only] = slips[..] { only } else { 0 };
        let Some(expected) = self.expected() else { return };
        let calculation =
            format!("{} ÷ {} = {}", self.part.said(), self.whole.said(), self.percent.number.like(expected));
        let mut words = say::against(&calculation, &self.percent.said());
        if lead > 0
            && let Some(other) = &members[lead].expected
        {
            words.vi = format!("{} Nếu tỷ lệ đúng thì số này phải là {}.", words.vi, other.text);
            words.en = format!("{} If the percentage is right, this would be {}.", words.en, other.text);
        }
        claims.broken(kind, members, lead, confidence, words);
    }
}

/// A value that three numbers must agree on, `result = f(a, b)`.
pub(crate) struct Triple<'a> {
    pub(crate) result: (&'a Num, Option<Decimal>),
    pub(crate) others: [(&'a Num, Option<Decimal>); 2],
}

impl Triple<'_> {
    /// Says that it does not hold.
    pub(crate) fn broken(&self, claims: &mut Claims, kind: Kind, confidence: Confidence, words: Words) {
        let members: Vec<Member> = std::iter::once(&self.result)
            .chain(&self.others)
            .map(|(num, expected)| num.member(*expected))
            .collect();
        let slips: Vec<usize> =
            (0..3).filter(|&m| members[m].expected.as_ref().is_some_and(|e| e.slip)).collect();
        let lead = if let [only] = slips[..] { only } else { 0 };
        claims.broken(kind, members, lead, confidence, words);
    }

    /// Whether one of the three is mistyped.
    pub(crate) fn slipped(&self) -> bool {
        std::iter::once(&self.result)
            .chain(&self.others)
            .any(|(num, expected)| expected.is_some_and(|e| slip(e, num.value())))
    }
}
