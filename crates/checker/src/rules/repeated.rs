//! The same quantity stated differently in two places: in two sentences that say the same, in text and table, in two
//! tables with the same row.

use super::relation::Num;
use crate::claim::{Claims, Expected, Member};
use crate::decimal::Decimal;
use crate::finding::{Confidence, Kind, Words};
use crate::lex::{Tok, noun, stops};
use crate::slip::slip;
use crate::view::{Flow, Level, Origin, View};
use kernel::text::fold;
use std::collections::{BTreeMap, BTreeSet};

/// Words around a number by which two sentences are compared.
const AROUND: usize = 14;
/// Numbers of one noun that are compared with each other.
const MOST_ALIKE: usize = 60;
/// Rows that may be the same one.
const MOST_ROWS: usize = 8;

pub(crate) fn run(view: &View, claims: &mut Claims) {
    sentences(view, claims);
    rows(view, claims);
    labelled(view, claims);
}

/// A number with the words around it.
struct Said {
    flow: usize,
    token: usize,
    /// The denominator of a fraction.
    under: Option<usize>,
    words: BTreeSet<String>,
    /// Names and years around it: where these differ, it is another thing.
    names: BTreeSet<String>,
}

fn sentences(view: &View, claims: &mut Claims) {
    let mut by_noun: BTreeMap<(String, bool), Vec<Said>> = BTreeMap::new();
    for (f, flow) in view.flows.iter().enumerate().filter(|(_, flow)| flow.origin == Origin::Body) {
        for i in flow.numbers(0..flow.tokens.len()) {
            let Some(number) = flow.tokens[i].number() else { continue };
            if !number.counts() || number.under {
                continue;
            }
            let noun = noun(&flow.tokens, i);
            if noun.len() < 2 {
                continue;
            }
            let key = (noun[..2].join(" "), number.over);
            let under = number
                .over
                .then(|| {
                    (i + 1..flow.tokens.len()).find(|&k| flow.tokens[k].number().is_some_and(|n| n.under))
                })
                .flatten();
            let (words, names) = around(flow, i);
            let said = by_noun.entry(key).or_default();
            if said.len() < MOST_ALIKE {
                said.push(Said { flow: f, token: i, under, words, names });
            }
        }
    }
    for said in by_noun.values() {
        for (k, a) in said.iter().enumerate() {
            for b in &said[k + 1..] {
                compare(view, a, b, claims);
            }
        }
    }
}

/// The words around a number in its sentence, and the names and years among them.
fn around(flow: &Flow, i: usize) -> (BTreeSet<String>, BTreeSet<String>) {
    let tokens = &flow.tokens;
    let mut words = BTreeSet::new();
    let mut names = BTreeSet::new();
    let before = (0..i).rev().take(AROUND).take_while(|&k| !matches!(tokens[k].tok, Tok::Stop));
    let behind = (i + 1..tokens.len()).take(AROUND).take_while(|&k| !matches!(tokens[k].tok, Tok::Stop));
    for k in before.chain(behind) {
        match &tokens[k].tok {
            Tok::Word(word) if !stops(word) => {
                let capital = flow.quote(k).chars().next().is_some_and(char::is_uppercase);
                let first = k == 0 || !matches!(tokens[k - 1].tok, Tok::Word(_));
                if capital && !first {
                    names.insert(word.clone());
                }
                words.insert(word.clone());
            }
            Tok::Date(date) => {
                names.insert(date.written());
            }
            _ => {}
        }
    }
    (words, names)
}

fn compare(view: &View, a: &Said, b: &Said, claims: &mut Claims) {
    // Two numbers of one paragraph are not one figure said twice.
    if a.flow == b.flow {
        return;
    }
    let common = a.words.intersection(&b.words).count();
    let smaller = a.words.len().min(b.words.len());
    if common < 5 || 10 * common < 7 * smaller {
        return;
    }
    let (x, y) = (&view.flows[a.flow], &view.flows[b.flow]);
    if a.names.symmetric_difference(&b.names).any(|name| !(a.words.contains(name) && b.words.contains(name)))
    {
        return;
    }
    let (Some(p), Some(q)) = (Num::text(x, a.token), Num::text(y, b.token)) else { return };
    if let (Some(u), Some(v)) = (a.under, b.under) {
        let (Some(r), Some(s)) = (Num::text(x, u), Num::text(y, v)) else { return };
        match (p.value() == q.value(), r.value() == s.value()) {
            (true, true) => claims.holds([p.span, q.span, r.span, s.span]),
            (true, false) => differ(
                &r,
                &s,
                &format!("{}/{}", p.shown, r.shown),
                &format!("{}/{}", q.shown, s.shown),
                claims,
            ),
            (false, true) => differ(
                &p,
                &q,
                &format!("{}/{}", p.shown, r.shown),
                &format!("{}/{}", q.shown, s.shown),
                claims,
            ),
            (false, false) => {}
        }
        return;
    }
    if p.value() == q.value() {
        claims.holds([p.span, q.span]);
    } else if p.value() >= Decimal::HUNDRED
        && slip(p.value(), q.value())
        && 10 * common >= 8 * smaller
        && a.words.len().abs_diff(b.words.len()) < 4
    {
        differ(&p, &q, &p.shown, &q.shown, claims);
    }
}

fn differ(first: &Num, second: &Num, a: &str, b: &str, claims: &mut Claims) {
    let member = |own: &Num, other: &Num| Member {
        span: own.span.clone(),
        shown: own.shown.clone(),
        expected: Some(Expected::exactly(other.value(), own.value(), own.number.like(other.value()))),
    };
    let words = Words::new(
        format!("Cùng một số liệu nhưng nơi ghi {a}, nơi ghi {b}."),
        format!("The same figure is {a} in one place and {b} in another."),
    );
    claims.broken(
        Kind::Repeated,
        vec![member(first, second), member(second, first)],
        1,
        Confidence::Likely,
        words,
    );
}

/// A table and a row of it.
type Place = (usize, usize);

/// Rows of two tables that share numbers: the other columns of the same name must agree.
fn rows(view: &View, claims: &mut Claims) {
    let index = view.cells_by_number(MOST_ROWS);
    let mut shared: BTreeMap<(Place, Place), Vec<(usize, usize)>> = BTreeMap::new();
    for places in index.values() {
        for (k, &(g, r, c)) in places.iter().enumerate() {
            for &(h, q, d) in &places[k + 1..] {
                if g != h && same_header(view, (g, c), (h, d)) {
                    shared.entry(((g, r), (h, q))).or_default().push((c, d));
                }
            }
        }
    }
    for ((a, b), columns) in shared {
        if columns.len() < 2 {
            continue;
        }
        for &(c, d) in &columns {
            let cells = [view.grids[a.0].cell(a.1, c), view.grids[b.0].cell(b.1, d)];
            claims.holds(cells.into_iter().flatten().filter_map(crate::view::GridCell::place));
        }
        let (x, y) = (&view.grids[a.0], &view.grids[b.0]);
        for &c in x.numeric.iter().filter(|c| columns.iter().all(|p| p.0 != **c)) {
            let open = |d: &&usize| columns.iter().all(|p| p.1 != **d);
            let alike: Vec<usize> = y
                .numeric
                .iter()
                .filter(open)
                .copied()
                .filter(|&d| same_header(view, (a.0, c), (b.0, d)))
                .collect();
            let [d] = alike[..] else { continue };
            if let (Some(p), Some(q)) = (Num::cell(x, a.1, c), Num::cell(y, b.1, d))
                && p.value() != q.value()
                && p.number.unit == q.number.unit
            {
                differ(&p, &q, &p.shown, &q.shown, claims);
            }
        }
    }
}

/// Whether two columns are called alike: most words of the shorter name are in the longer one.
fn same_header(view: &View, a: (usize, usize), b: (usize, usize)) -> bool {
    let words = |(g, c): (usize, usize)| -> BTreeSet<String> {
        view.grids[g]
            .header(c)
            .split(|ch: char| !ch.is_alphanumeric())
            .filter(|w| w.len() > 1 && *w != "so" && *w != "ho")
            .map(str::to_owned)
            .collect()
    };
    let (x, y) = (words(a), words(b));
    let common = x.intersection(&y).count();
    let (small, large) = (x.len().min(y.len()), x.len().max(y.len()));
    small > 0 && 3 * common >= 2 * small && 2 * common >= large.min(small + 4)
}

/// Numbers of running text whose row of a table is named beside them.
fn labelled(view: &View, claims: &mut Claims) {
    let mut index: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (g, grid) in view.grids.iter().enumerate() {
        for r in grid.data().filter(|&r| grid.rows[r].level != Level::Total) {
            let label = fold(&grid.rows[r].label);
            let numbers = grid.numeric.iter().any(|&c| grid.number(r, c).is_some());
            if numbers && label.split(' ').count() > 1 && label.len() < 60 {
                let rows = index.entry(label).or_default();
                if rows.len() < MOST_ROWS {
                    rows.push((g, r));
                }
            }
        }
    }
    if index.is_empty() {
        return;
    }
    let longest = index.keys().map(|l| l.split(' ').count()).max().unwrap_or(0).min(8);
    for (_, flow) in view.body() {
        for i in flow.numbers(0..flow.tokens.len()) {
            let Some(number) = flow.tokens[i].number().filter(|n| n.counts() && n.value >= Decimal::HUNDRED)
            else {
                continue;
            };
            let before: Vec<String> = flow.tokens[i.saturating_sub(longest + 2)..i]
                .iter()
                .rev()
                .map_while(|t| t.word())
                .map(fold)
                .collect();
            let noun: Vec<String> = noun(&flow.tokens, i).into_iter().take(2).map(fold).collect();
            if let Some(rows) = named(&before, longest, &index) {
                agree(view, flow, i, number.value, &noun, rows, claims);
            }
        }
    }
}

/// The rows whose label stands right in front, words nearest first; one word (`là`, `có`) may stand between.
fn named<'a>(
    before: &[String],
    longest: usize,
    index: &'a BTreeMap<String, Vec<Place>>,
) -> Option<&'a Vec<Place>> {
    (0..3).find_map(|skip| {
        (2..=longest).rev().find_map(|n| {
            let words = before.get(skip..skip + n)?;
            let label: Vec<&str> = words.iter().rev().map(String::as_str).collect();
            index.get(&label.join(" "))
        })
    })
}

fn agree(
    view: &View,
    flow: &Flow,
    i: usize,
    value: Decimal,
    noun: &[String],
    rows: &[Place],
    claims: &mut Claims,
) {
    let cells = || rows.iter().flat_map(|&(g, r)| view.grids[g].numeric.iter().map(move |&c| (g, r, c)));
    let same = cells().find(|&(g, r, c)| view.grids[g].number(r, c).is_some_and(|n| n.value == value));
    let Some(num) = Num::text(flow, i) else { return };
    if let Some((g, r, c)) = same {
        claims.holds(
            view.grids[g].cell(r, c).and_then(crate::view::GridCell::place).into_iter().chain([num.span]),
        );
        return;
    }
    let near = cells().find(|&(g, r, c)| {
        let named = noun.iter().all(|w| view.grids[g].header(c).contains(w.as_str())) && !noun.is_empty();
        named
            && view.grids[g]
                .number(r, c)
                .is_some_and(|n| n.counts() && n.value >= Decimal::HUNDRED && slip(n.value, value))
    });
    if let Some((g, r, c)) = near
        && let Some(cell) = Num::cell(&view.grids[g], r, c)
    {
        differ(&cell, &num, &cell.shown, &num.shown, claims);
    }
}
