//! A rate times a count: `07 kỳ`, each of 45 minutes, 5 hours 25 minutes in all.

use super::relation::{Num, Triple};
use crate::claim::Claims;
use crate::finding::{Confidence, Kind, Words};
use crate::lex::{Tok, Token, Unit, noun, same_noun};
use crate::view::{Flow, View};
use std::collections::{BTreeMap, BTreeSet};

/// Flows around a total in which its rate may stand.
const AROUND: usize = 3;
/// Tokens behind `mỗi` in which the rate stands.
const REACH: usize = 12;

/// Rates that one document may have.
const MOST_RATES: usize = 200;
/// Rates on each side of a total that may be its own.
const MOST_NEAR: usize = 8;
/// Counts around a total that must agree.
const MOST_COUNTS: usize = 20;
/// Tokens in front of a total in which its count stands.
const OWN: usize = 60;

/// So much for each.
struct Rate {
    flow: usize,
    token: usize,
    /// Each what.
    each: String,
}

pub(crate) fn run(view: &View, claims: &mut Claims) {
    let rates: Vec<Rate> = view.body().flat_map(|(f, flow)| rates(f, flow)).take(MOST_RATES).collect();
    if rates.is_empty() {
        return;
    }
    let counts = Counts::of(view, &rates);
    for (f, flow) in view.body() {
        for total in flow.numbers(0..flow.tokens.len()).filter(|&i| is_total(flow, i)) {
            // The rates right before and behind, in reading order.
            let here = rates.partition_point(|r| (r.flow, r.token) < (f, total));
            let around = &rates[here.saturating_sub(MOST_NEAR)..rates.len().min(here + MOST_NEAR)];
            let near = |r: &&Rate| {
                r.flow.abs_diff(f) <= AROUND
                    && view.flows[r.flow].section == flow.section
                    && (r.flow, r.token) != (f, total)
            };
            let mut fitting: Vec<&Rate> = around
                .iter()
                .filter(near)
                .filter(|r| same_unit(flow, total, &view.flows[r.flow], r.token))
                .collect();
            fitting.sort_by_key(|r| (r.flow.abs_diff(f), r.token));
            if let Some(rate) = fitting.first() {
                product(view, (f, total), rate, &counts, claims);
            }
        }
    }
}

/// `mỗi kỳ là 45 phút`, `45 phút/kỳ`, `bình quân mỗi lớp 35 học viên`.
fn rates(f: usize, flow: &Flow) -> Vec<Rate> {
    let tokens = &flow.tokens;
    let mut found = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        if token.is_word("mỗi")
            && let Some(each) = tokens.get(i + 1).and_then(Token::word)
        {
            let number = tokens[i + 2..]
                .iter()
                .take(REACH)
                .position(|t| t.word().is_none())
                .map(|k| k + i + 2)
                .filter(|&k| {
                    tokens[k].number().is_some_and(|n| !n.vague && n.unit != Unit::Percent && !n.over)
                });
            if let Some(number) = number {
                found.push(Rate { flow: f, token: number, each: each.to_owned() });
            }
        }
        let slash = token.is_mark('/') && i > 0;
        if slash && let Some(each) = tokens.get(i + 1).and_then(Token::word) {
            let number = (i.saturating_sub(3)..i).rev().find(|&k| tokens[k].number().is_some());
            let plain = number.is_some_and(|k| tokens[k + 1..i].iter().all(|t| t.word().is_some()));
            if let Some(token) = number
                .filter(|&k| plain && tokens[k].number().is_some_and(|n| !n.vague && n.unit != Unit::Percent))
            {
                found.push(Rate { flow: f, token, each: each.to_owned() });
            }
        }
    }
    found
}

/// Said to be a total: `tổng thời lượng phát sóng là …`, `tổng số …`.
fn is_total(flow: &Flow, i: usize) -> bool {
    let lead = flow.tokens[i.saturating_sub(7)..i].iter().rev().map_while(Token::word);
    flow.tokens[i].number().is_some_and(|n| !n.vague && n.unit != Unit::Percent && !n.over && !n.under)
        && lead.into_iter().any(|w| w == "tổng")
}

fn same_unit(a: &Flow, i: usize, b: &Flow, j: usize) -> bool {
    let (Some(x), Some(y)) = (a.tokens[i].number(), b.tokens[j].number()) else { return false };
    if x.unit != y.unit {
        return false;
    }
    let (p, q) = (noun(&a.tokens, i), noun(&b.tokens, j));
    x.unit == Unit::Minutes || (!p.is_empty() && !q.is_empty() && same_noun(&p, &q))
}

/// What is counted, by the first word of its noun: flow and token.
struct Counts<'a>(BTreeMap<&'a str, Vec<(usize, usize)>>);

impl<'a> Counts<'a> {
    fn of(view: &'a View, rates: &[Rate]) -> Self {
        let wanted: BTreeSet<&str> = rates.iter().map(|r| r.each.as_str()).collect();
        let mut counts: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (f, flow) in view.body() {
            for i in flow.numbers(0..flow.tokens.len()) {
                let number = flow.tokens[i].number();
                if number.is_some_and(|n| n.counts() && n.value.is_whole() && !n.under && !n.over)
                    && let Some(&word) = noun(&flow.tokens, i).first()
                    && wanted.contains(word)
                {
                    counts.entry(word).or_default().push((f, i));
                }
            }
        }
        Self(counts)
    }

    /// Counts from one place up to another, in reading order.
    fn between(&self, each: &str, from: (usize, usize), to: (usize, usize)) -> &[(usize, usize)] {
        let all = self.0.get(each).map_or(&[][..], Vec::as_slice);
        &all[all.partition_point(|c| *c < from)..all.partition_point(|c| *c < to)]
    }
}

fn product(view: &View, (f, total): (usize, usize), rate: &Rate, counts: &Counts<'_>, claims: &mut Claims) {
    let flow = &view.flows[f];
    // In the total's own sentence, the nearest one; else anywhere around, when all agree.
    let stop = flow.tokens[..total].iter().rposition(|t| t.tok == Tok::Stop).map_or(0, |i| i + 1);
    let own =
        counts.between(&rate.each, (f, stop.max(total.saturating_sub(OWN))), (f, total)).last().copied();
    let around = || {
        let (from, to) = (rate.flow.min(f), rate.flow.max(f));
        let near = counts.between(&rate.each, (from, 0), (to + 1, 0));
        let value = |(g, i): (usize, usize)| view.flows[g].tokens[i].number().map(|n| n.value);
        let first = *near.first()?;
        near.iter().take(MOST_COUNTS).all(|&other| value(other) == value(first)).then_some(first)
    };
    let Some((g, count)) = own.or_else(around) else { return };
    let (Some(t), Some(c), Some(r)) = (
        Num::text(flow, total),
        Num::text(&view.flows[g], count),
        Num::text(&view.flows[rate.flow], rate.token),
    ) else {
        return;
    };
    let Some(expected) = c.value().times(r.value()) else { return };
    if expected == t.value() {
        claims.holds([t.span, c.span, r.span]);
        return;
    }
    let triple = Triple {
        result: (&t, Some(expected)),
        others: [
            (&c, t.value().over(r.value(), 6).filter(|v| v.is_whole())),
            (&r, t.value().over(c.value(), 6).filter(|v| v.is_whole())),
        ],
    };
    let shown = t.number.like(expected);
    let in_minutes = if t.number.unit == Unit::Minutes {
        format!("{} × {} phút", c.shown, r.value().written(r.number.style, 0))
    } else {
        format!("{} × {}", c.shown, r.shown)
    };
    let words = Words::new(
        format!("{in_minutes} = {shown}, văn bản ghi {}.", t.shown),
        format!("{} = {shown}; the document says {}.", in_minutes.replace("phút", "minutes"), t.shown),
    );
    let confidence = if own.is_some() { Confidence::Certain } else { Confidence::Likely };
    triple.broken(claims, Kind::Product, confidence, words);
}
