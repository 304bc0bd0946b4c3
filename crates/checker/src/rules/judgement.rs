//! A judgement against target and result, in tables of targets: `Tăng ít nhất 10%`, 473/470, `Đạt`.

use crate::claim::Claims;
use crate::decimal::{Decimal, Style};
use crate::finding::{Confidence, Kind, Words};
use crate::lex::{self, Token, Unit};
use crate::view::{Grid, GridCell, View};
use kernel::text::fold;

pub(crate) fn run(view: &View, claims: &mut Claims) {
    for grid in &view.grids {
        let Some(columns) = Columns::of(grid) else { continue };
        for row in grid.data() {
            judge(grid, row, columns, claims);
        }
    }
}

#[derive(Clone, Copy)]
struct Columns {
    target: usize,
    result: usize,
    judged: usize,
}

impl Columns {
    fn of(grid: &Grid) -> Option<Self> {
        let named = |words: &[&str], not: &[usize]| {
            (0..grid.columns)
                .filter(|c| !not.contains(c) && Some(*c) != grid.index && *c != grid.labels)
                .find(|&c| words.iter().any(|w| grid.header(c).contains(w)))
        };
        let verdicts = |c: usize| {
            let cells = grid.data().filter_map(|r| grid.cell(r, c)).filter(|cell| !cell.is_empty());
            let (all, said) = cells
                .fold((0, 0), |(n, v), cell| (n + 1, v + usize::from(Verdict::of(&cell.text).is_some())));
            said > 0 && 2 * said >= all
        };
        let judged =
            (0..grid.columns).rev().find(|&c| Some(c) != grid.index && c != grid.labels && verdicts(c))?;
        let result = named(&["ket qua", "thuc hien", "dat duoc", "uoc"], &[judged])?;
        let target = named(&["muc tieu", "chi tieu", "ke hoach", "yeu cau", "giao"], &[judged, result])?;
        Some(Self { target, result, judged })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Met,
    Exceeded,
    Missed,
}

impl Verdict {
    /// What a cell says of the present; forecasts say nothing about it.
    fn of(text: &str) -> Option<Self> {
        let text = fold(text);
        let text = text.trim();
        if text.starts_with("khong dat")
            || text.starts_with("chua dat")
            || text.starts_with("khong hoan thanh")
            || text.starts_with("chua hoan thanh")
            || text.starts_with("khong") && text.ends_with("dat")
        {
            Some(Self::Missed)
        } else if text.starts_with("vuot") {
            Some(Self::Exceeded)
        } else if text.starts_with("dat") || text.starts_with("hoan thanh") {
            Some(Self::Met)
        } else {
            None
        }
    }
}

/// What a target asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    /// A level.
    None,
    Up,
    Down,
}

struct Target {
    change: Change,
    /// No more than, instead of no less than.
    most: bool,
    value: Decimal,
    unit: Unit,
}

fn direction(tokens: &[Token]) -> Change {
    let word = |w: &str| tokens.iter().any(|t| t.is_word(w));
    match (word("tăng"), word("giảm")) {
        (true, false) => Change::Up,
        (false, true) => Change::Down,
        _ => Change::None,
    }
}

fn target(grid: &Grid, cell: &GridCell) -> Option<Target> {
    let tokens = lex::read(&cell.text, grid.notation);
    let mut numbers = tokens.iter().filter_map(Token::number);
    let (number, None) = (numbers.next()?, numbers.next()) else { return None };
    let text = fold(&cell.text);
    let most = ["khong qua", "toi da", "duoi", "khong vuot"].iter().any(|w| text.contains(w));
    Some(Target { change: direction(&tokens), most, value: number.value, unit: number.unit })
}

/// What was reached, in the terms of the target, and how that was worked out.
fn result(grid: &Grid, cell: &GridCell, target: &Target) -> Option<(Decimal, Option<String>)> {
    let tokens = lex::read(&cell.text, grid.notation);
    let numbers: Vec<_> = tokens.iter().filter_map(Token::number).collect();
    let shown = |n: Decimal| n.written(Style::VIETNAMESE, 0);
    match numbers[..] {
        [one] if one.unit == target.unit && !one.vague => Some((one.value, None)),
        [over, under] if over.over && under.under && target.unit == Unit::Percent => {
            let percent = over.value.percent_of(under.value, 2)?;
            let ratio =
                format!("{} ÷ {} = {}%", over.like(over.value), under.like(under.value), shown(percent));
            match target.change {
                Change::None => Some((percent, Some(ratio))),
                Change::Up => {
                    let grown = percent.minus(Decimal::HUNDRED)?;
                    // `12/100` under `tăng 10%` is no before and after.
                    (percent > Decimal::whole(50))
                        .then(|| (grown, Some(format!("{ratio}, tức tăng {}%", shown(grown)))))
                }
                Change::Down => {
                    let fallen = Decimal::HUNDRED.minus(percent)?;
                    (percent > Decimal::whole(50))
                        .then(|| (fallen, Some(format!("{ratio}, tức giảm {}%", shown(fallen)))))
                }
            }
        }
        _ => None,
    }
}

fn judge(grid: &Grid, row: usize, columns: Columns, claims: &mut Claims) {
    let cell = |c: usize| grid.cell(row, c).filter(|cell| !cell.is_empty());
    let (Some(t), Some(r), Some(j)) = (cell(columns.target), cell(columns.result), cell(columns.judged))
    else {
        return;
    };
    let (Some(verdict), Some(target)) = (Verdict::of(&j.text), target(grid, t)) else { return };
    let Some((reached, how)) = result(grid, r, &target) else { return };
    let (met, exceeded) = if target.most {
        (reached <= target.value, reached < target.value)
    } else {
        (reached >= target.value, reached > target.value)
    };
    let contradiction = match verdict {
        Verdict::Met => !met,
        Verdict::Exceeded => !exceeded,
        Verdict::Missed => met,
    };
    let (Some(span), Some(result_span)) = (r.place(), j.place()) else { return };
    if !contradiction {
        claims.holds([span]);
        return;
    }
    let confidence = match (verdict, how.is_some()) {
        // Equal to the target, and said to be above it.
        (Verdict::Exceeded, _) if met => Confidence::Suspicious,
        // Maybe missed by a deadline.
        (Verdict::Missed, _) => Confidence::Suspicious,
        _ => Confidence::Likely,
    };
    let how_vi = how.clone().map_or(String::new(), |how| format!(" ({how})"));
    let how_en = how.map_or(String::new(), |how| {
        format!(" ({})", how.replace("tức tăng", "an increase of").replace("tức giảm", "a decrease of"))
    });
    let words = Words::new(
        format!("Mục tiêu «{}», kết quả «{}»{how_vi}, nhưng đánh giá là «{}».", t.text, r.text, j.text),
        format!(
            "The target is «{}», the result «{}»{how_en}, yet it is judged «{}».",
            t.text, r.text, j.text
        ),
    );
    let found = (result_span, j.text.clone());
    claims.alone(Kind::Judgement, found, [span], opposite(verdict, met, &j.text), confidence, words);
}

fn opposite(verdict: Verdict, met: bool, text: &str) -> &'static str {
    match (verdict, met) {
        (Verdict::Missed, _) | (Verdict::Exceeded, true) => "Đạt",
        _ if text.to_lowercase().contains("hoàn thành") => "Chưa hoàn thành",
        _ => "Không đạt",
    }
}
