//! Before, after, difference and growth: `giảm 18 đơn vị so với năm 2019 (năm 2019 có 661, năm 2020 có 624), tỷ lệ 2,7%`.

use super::percentage::is_growth;
use super::relation::{Num, Share, Triple};
use crate::claim::Claims;
use crate::decimal::{Decimal, Fit, fits};
use crate::finding::{Confidence, Kind, Words};
use crate::lex::{Tok, Token, Unit, noun, same_noun};
use crate::slip::slip;
use crate::view::{Flow, View};
use std::ops::Range;

/// Tokens between a year and what it has.
const YEAR: usize = 6;

pub(crate) fn run(view: &View, claims: &mut Claims) {
    for flow in &view.flows {
        for sentence in flow.sentences() {
            // Clauses end at semicolons outside of brackets: each has its own before and after.
            for clause in clauses(&flow.tokens, sentence) {
                if let Some(change) = Change::read(flow, clause) {
                    change.judge(claims);
                }
            }
        }
    }
}

fn clauses(tokens: &[Token], sentence: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut from, mut open) = (sentence.start, 0i32);
    for i in sentence.clone() {
        match tokens[i].tok {
            Tok::Mark('(') => open += 1,
            Tok::Mark(')') => open = (open - 1).max(0),
            Tok::Mark(';') if open == 0 => {
                found.push(from..i);
                from = i + 1;
            }
            _ => {}
        }
    }
    found.push(from..sentence.end);
    found
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Direction {
    Up,
    Down,
}

/// What a clause says about a change.
struct Change {
    old: Option<Num>,
    new: Option<Num>,
    delta: Option<(Num, Direction)>,
    growth: Option<(Num, Direction)>,
}

impl Change {
    fn read(flow: &Flow, clause: Range<usize>) -> Option<Self> {
        let tokens = &flow.tokens;
        let deltas = moved(tokens, clause.clone(), false);
        let growths = moved(tokens, clause.clone(), true);
        // Two changes in one clause are of two things.
        if deltas.len() > 1 || growths.len() > 1 || deltas.len() + growths.len() == 0 {
            return None;
        }
        let delta = deltas.first().copied();
        let growth = growths.first().copied().or_else(|| loose_growth(tokens, clause.clone(), delta?));
        let (old, new) = pair(tokens, clause.clone(), delta.map(|d| d.0), growth.map(|g| g.0))?;
        let num = |i: usize| Num::text(flow, i);
        let side = |moved: Option<(usize, Direction)>| moved.and_then(|(i, d)| Some((num(i)?, d)));
        Some(Self {
            old: old.and_then(num),
            new: new.and_then(num),
            delta: side(delta),
            growth: side(growth),
        })
    }

    fn judge(&self, claims: &mut Claims) {
        let direction = self.delta.as_ref().or(self.growth.as_ref()).map(|(_, d)| *d);
        match (&self.old, &self.new, direction) {
            (Some(old), Some(new), Some(direction)) => {
                if let Some((delta, _)) = &self.delta {
                    difference(old, new, delta, direction, claims);
                    if let Some((growth, _)) = &self.growth
                        && fits(growth.value(), growth.number.decimals, delta.value(), old.value())
                            == Some(Fit::Rounded)
                    {
                        // The growth was worked out from the difference: both stand or fall together.
                        claims.holds([growth, delta, old].map(|n| n.span.clone()));
                        return;
                    }
                }
                if let Some((growth, _)) = &self.growth {
                    grown(old, new, growth, direction, claims);
                }
            }
            (None, Some(new), Some(direction)) => self.told_from(new, direction, claims),
            _ => {}
        }
    }

    /// `5.400 hồ sơ, tăng 400 hồ sơ (8%)`: what was before follows.
    fn told_from(&self, new: &Num, direction: Direction, claims: &mut Claims) {
        let (Some((delta, _)), Some((growth, _))) = (&self.delta, &self.growth) else { return };
        let old = match direction {
            Direction::Up => new.value().minus(delta.value()),
            Direction::Down => new.value().plus(delta.value()),
        };
        let Some(old) = old.filter(|v| v.is_positive()) else { return };
        match fits(growth.value(), growth.number.decimals, delta.value(), old) {
            Some(Fit::Rounded) => claims.holds([new, delta, growth].map(|n| n.span.clone())),
            Some(fit) => {
                let Some(expected) = delta.value().percent_of(old, growth.number.decimals) else { return };
                if fit == Fit::No && !slip(expected, growth.value()) && !close(expected, growth.value()) {
                    return;
                }
                let sign = if direction == Direction::Up { '-' } else { '+' };
                let shown = growth.number.like(expected);
                let calculation =
                    format!("{} ÷ ({} {sign} {}) = {shown}", delta.shown, new.shown, delta.shown);
                let triple =
                    Triple { result: (growth, Some(expected)), others: [(delta, None), (new, None)] };
                let confidence = if fit == Fit::Cut { Confidence::Suspicious } else { Confidence::Likely };
                triple.broken(
                    claims,
                    Kind::Change,
                    confidence,
                    crate::say::against(&calculation, &growth.said()),
                );
            }
            None => {}
        }
    }
}

/// Within a fifth of each other.
fn close(a: Decimal, b: Decimal) -> bool {
    let off = a.minus(b).and_then(|d| d.abs().times(Decimal::whole(5)));
    off.is_some_and(|off| off <= a.abs())
}

fn difference(old: &Num, new: &Num, delta: &Num, direction: Direction, claims: &mut Claims) {
    let (high, low) = if direction == Direction::Up { (new, old) } else { (old, new) };
    let Some(expected) = high.value().minus(low.value()) else { return };
    if expected == delta.value() {
        claims.holds([old, new, delta].map(|n| n.span.clone()));
        return;
    }
    let (old_value, new_value) = match direction {
        Direction::Up => (new.value().minus(delta.value()), old.value().plus(delta.value())),
        Direction::Down => (new.value().plus(delta.value()), old.value().minus(delta.value())),
    };
    let positive = |v: Option<Decimal>| v.filter(|v| !v.is_negative());
    let triple = Triple {
        result: (delta, (!expected.is_negative()).then_some(expected)),
        others: [(new, positive(new_value)), (old, positive(old_value))],
    };
    let calculation = format!("{} - {} = {}", high.shown, low.shown, delta.number.like(expected));
    let words = match direction {
        Direction::Up => Words::new(
            format!("{calculation}, văn bản ghi tăng {}.", delta.shown),
            format!("{calculation}; the document says an increase of {}.", delta.shown),
        ),
        Direction::Down => Words::new(
            format!("{calculation}, văn bản ghi giảm {}.", delta.shown),
            format!("{calculation}; the document says a decrease of {}.", delta.shown),
        ),
    };
    triple.broken(claims, Kind::Change, Confidence::Certain, words);
}

fn grown(old: &Num, new: &Num, growth: &Num, direction: Direction, claims: &mut Claims) {
    let (high, low) = if direction == Direction::Up { (new, old) } else { (old, new) };
    let Some(off) = high.value().minus(low.value()) else { return };
    match fits(growth.value(), growth.number.decimals, off, old.value()) {
        Some(Fit::Rounded) => claims.holds([old, new, growth].map(|n| n.span.clone())),
        Some(fit) => {
            // `tăng 120%` may mean that it is 120 % of what it was.
            if fits(growth.value(), growth.number.decimals, new.value(), old.value()) == Some(Fit::Rounded) {
                return;
            }
            let Some(expected) = off.percent_of(old.value(), growth.number.decimals) else { return };
            let value = |p: Decimal| -> Option<Decimal> {
                let whole = if direction == Direction::Up {
                    Decimal::HUNDRED.plus(p)
                } else {
                    Decimal::HUNDRED.minus(p)
                };
                old.value().times(whole?)?.over(Decimal::HUNDRED, 0)
            };
            let calculation = format!(
                "({} - {}) ÷ {} = {}",
                high.shown,
                low.shown,
                old.shown,
                growth.number.like(expected)
            );
            let triple = Triple {
                result: (growth, (!expected.is_negative()).then_some(expected)),
                others: [(new, value(growth.value()).filter(|_| new.value().is_whole())), (old, None)],
            };
            let confidence = if fit == Fit::Cut {
                Confidence::Suspicious
            } else if triple.slipped() || close(expected, growth.value()) {
                Confidence::Certain
            } else {
                Confidence::Likely
            };
            triple.broken(
                claims,
                Kind::Change,
                confidence,
                crate::say::against(&calculation, &growth.said()),
            );
        }
        None => {}
    }
}

/// Numbers directly behind `tăng` or `giảm`.
fn moved(tokens: &[Token], clause: Range<usize>, percent: bool) -> Vec<(usize, Direction)> {
    let mut found = Vec::new();
    for i in clause.clone() {
        let direction = match tokens[i].word() {
            Some("tăng") => Direction::Up,
            Some("giảm") => Direction::Down,
            _ => continue,
        };
        let next =
            (i + 1..clause.end.min(i + 5)).find(|&k| tokens[k].word().is_none() && !tokens[k].is_mark('('));
        let Some(k) = next.filter(|&k| tokens[k].number().is_some_and(|n| !n.vague && !n.over && !n.under))
        else {
            continue;
        };
        // `tăng từ 45 lên 60` gives the values, not the difference.
        if tokens[i + 1..k].iter().any(|t| matches!(t.word(), Some("từ" | "lên" | "xuống" | "còn"))) {
            continue;
        }
        let is_percent = tokens[k].number().is_some_and(|n| n.unit == Unit::Percent);
        let counts = tokens[k].number().is_some_and(|n| n.counts());
        let rank = noun(tokens, k).first().is_some_and(|w| matches!(*w, "bậc" | "hạng"));
        if (is_percent == percent) && (is_percent || counts) && !rank {
            found.push((k, direction));
        }
    }
    found
}

/// A percentage of growth that stands apart: `giảm 18 đơn vị …, tỷ lệ 2,7%`, `tăng 400 hồ sơ (8%)`.
fn loose_growth(
    tokens: &[Token],
    clause: Range<usize>,
    delta: (usize, Direction),
) -> Option<(usize, Direction)> {
    let percents: Vec<usize> = (delta.0 + 1..clause.end)
        .filter(|&i| tokens[i].number().is_some_and(|n| n.unit == Unit::Percent && !n.vague))
        .collect();
    let [only] = percents[..] else { return None };
    let lead: Vec<&str> = tokens[only.saturating_sub(5)..only].iter().filter_map(Token::word).collect();
    let next = tokens[only.saturating_sub(1)].is_mark('(') && only < delta.0 + 8;
    let said =
        lead.iter().any(|w| matches!(*w, "lệ" | "ứng" | "đương" | "bằng")) || is_growth(tokens, only) || next;
    said.then_some((only, delta.1))
}

/// The values before and after: `(old, new)`.
fn pair(
    tokens: &[Token],
    clause: Range<usize>,
    delta: Option<usize>,
    growth: Option<usize>,
) -> Option<(Option<usize>, Option<usize>)> {
    let other = |i: usize| Some(i) != delta && Some(i) != growth;
    let is_value = |i: usize| {
        other(i)
            && tokens[i].number().is_some_and(|n| n.unit == Unit::Count && !n.vague && !n.over && !n.under)
    };
    // `từ 661 xuống 624`
    for i in clause.clone() {
        if tokens[i].is_word("từ")
            && let Some(a) = (i + 1..clause.end.min(i + 3)).find(|&k| tokens[k].number().is_some())
            && let Some(b) = (a + 1..clause.end.min(a + 8)).find(|&k| tokens[k].number().is_some())
            && tokens[a + 1..b].iter().any(|t| matches!(t.word(), Some("lên" | "xuống" | "còn" | "thành")))
            && tokens[b].number().is_some_and(|n| n.unit == Unit::Count)
            && tokens[a].number().is_some_and(|n| n.unit == Unit::Count)
            && other(a)
            && other(b)
        {
            return Some((Some(a), Some(b)));
        }
    }
    let years = years(tokens, clause.clone(), &is_value);
    let mark = delta.or(growth)?;
    let own = noun(tokens, mark);
    let alike = |i: usize| {
        same_noun(&noun(tokens, i), &own) || tokens[mark].number().is_some_and(|n| n.unit == Unit::Percent)
    };
    if let [(first, a), (second, b)] = years[..]
        && first != second
        && same_noun(&noun(tokens, a), &noun(tokens, b))
        && alike(a)
    {
        return Some(if first < second { (Some(a), Some(b)) } else { (Some(b), Some(a)) });
    }
    // `5.400 hồ sơ (năm 2019 là 5.000 hồ sơ), tăng …`; `5.400 hồ sơ, tăng 8% so với cùng kỳ (5.000 hồ sơ)`
    let compared = years
        .first()
        .map(|(_, i)| *i)
        .filter(|_| years.len() == 1)
        .or_else(|| base(tokens, clause.clone(), &is_value));
    let values: Vec<usize> =
        clause.clone().filter(|&i| i < mark && is_value(i) && Some(i) != compared && alike(i)).collect();
    let new = values.last().copied();
    match (compared, new) {
        (Some(old), Some(new)) if same_noun(&noun(tokens, old), &noun(tokens, new)) => {
            Some((Some(old), Some(new)))
        }
        (None, Some(new)) if !own.is_empty() && years.is_empty() => Some((None, Some(new))),
        _ => None,
    }
}

/// Values with their year: `năm 2019 có 661`, `năm 2019 là 45.213`.
fn years(tokens: &[Token], clause: Range<usize>, is_value: &dyn Fn(usize) -> bool) -> Vec<(u32, usize)> {
    let mut found = Vec::new();
    for i in clause.clone() {
        let Tok::Date(date) = tokens[i].tok else { continue };
        let (Some(year), None) = (date.year, date.day) else { continue };
        let value = (i + 1..clause.end.min(i + 1 + YEAR)).find(|&k| tokens[k].word().is_none());
        let Some(value) = value.filter(|&k| is_value(k)) else { continue };
        let says = tokens[i + 1..value]
            .iter()
            .any(|t| matches!(t.word(), Some("có" | "là" | "đạt" | "được" | "tiếp" | "đã" | "còn")));
        if says || value == i + 1 {
            found.push((year * 12 + date.month.unwrap_or(0), value));
        }
    }
    found
}

/// The value compared with: `so với cùng kỳ năm trước (5.000 hồ sơ)`, `cùng kỳ là 5.000`.
fn base(tokens: &[Token], clause: Range<usize>, is_value: &dyn Fn(usize) -> bool) -> Option<usize> {
    let at = clause.clone().find(|&i| {
        tokens[i].is_word("so") && tokens.get(i + 1).is_some_and(|t| t.is_word("với"))
            || tokens[i].is_word("cùng") && tokens.get(i + 1).is_some_and(|t| t.is_word("kỳ"))
    })?;
    let to = clause.end.min(at + 12);
    let i = (at + 1..to).find(|&i| tokens[i].number().is_some())?;
    let led =
        tokens[at..i].iter().rev().take(2).any(|t| t.is_mark('(') || t.is_word("là") || t.is_word("có"));
    let plan = tokens[at..i].windows(2).any(|w| w[0].is_word("kế") && w[1].is_word("hoạch"));
    (is_value(i) && led && !plan).then_some(i)
}

/// `5.400 hồ sơ, bằng 95,3% so với cùng kỳ (5.000 hồ sơ)`.
pub(crate) fn compared(view: &View, claims: &mut Claims) {
    for flow in &view.flows {
        let tokens = &flow.tokens;
        for sentence in flow.sentences() {
            for clause in clauses(tokens, sentence) {
                let percent = clause.clone().find(|&i| {
                    tokens[i].number().is_some_and(|n| n.unit == Unit::Percent && !n.vague)
                        && tokens[..i].iter().rev().take(2).any(|t| t.is_word("bằng"))
                });
                let Some(p) = percent else { continue };
                let is_value =
                    |i: usize| tokens[i].number().is_some_and(|n| n.counts() && !n.over && !n.under);
                let Some(old) = base(tokens, p..clause.end, &is_value) else { continue };
                let Some(new) = (clause.start..p).rev().find(|&i| is_value(i)) else { continue };
                let (Some(percent), Some(part), Some(whole)) =
                    (Num::text(flow, p), Num::text(flow, new), Num::text(flow, old))
                else {
                    continue;
                };
                let share = Share { percent: &percent, part: &part, whole: &whole };
                match share.fit() {
                    Some(Fit::Rounded) => share.holds(claims),
                    Some(Fit::Cut) => share.broken(claims, Kind::Change, Confidence::Suspicious),
                    Some(Fit::No) => share.broken(claims, Kind::Change, Confidence::Likely),
                    None => {}
                }
            }
        }
    }
}
