//! A list against the number announced: in a note, behind `gồm:`, in the paragraphs or the table below.

use super::list::{self, Many};
use super::relation::Num;
use crate::claim::{Claims, Expected, Member};
use crate::decimal::Decimal;
use crate::finding::{Confidence, Kind, Words};
use crate::lex::{Tok, Token, noun};
use crate::slip::slip;
use crate::view::{Flow, Grid, Level, Origin, RowKind, View, annex};
use kernel::text::fold;
use std::ops::Range;

/// Tokens between a number and the mark of its note.
const REACH: usize = 25;
/// More than so many things are not listed by name.
const MOST: i128 = 200;

pub(crate) fn run(view: &View, claims: &mut Claims) {
    for flow in &view.flows {
        if let Origin::Note(note) = flow.origin
            && let Some((anchor, at)) = view.anchor(note)
        {
            noted(&view.flows[anchor], at, flow, claims);
        }
        if flow.origin == Origin::Body {
            inline(flow, claims);
            items(flow, claims);
            below(view, flow, claims);
            verdicts(view, flow, claims);
        }
    }
}

/// Whether a number can announce a list.
fn announces(tokens: &[Token], i: usize) -> bool {
    tokens[i].number().is_some_and(|n| {
        n.counts() && !n.over && !n.under && n.value.to_whole().is_some_and(|v| (2..=MOST).contains(&v))
    }) && !noun(tokens, i).is_empty()
}

/// A note that lists what a number in front of its mark counts.
fn noted(flow: &Flow, at: usize, note: &Flow, claims: &mut Claims) {
    let tokens = &flow.tokens;
    let behind = tokens.partition_point(|t| t.at.end <= at);
    let start = tokens[..behind].iter().rposition(|t| t.tok == Tok::Stop).map_or(0, |i| i + 1);
    let from = start.max(behind.saturating_sub(REACH));
    let numbers: Vec<usize> = flow.numbers(from..behind).collect();
    let Some(&nearest) = numbers.last() else { return };
    let end = note.tokens.iter().rposition(|t| t.tok != Tok::Stop).map_or(0, |i| i + 1);
    if end == 0 || !announces(tokens, nearest) || note.tokens[..end].iter().any(|t| t.tok == Tok::Stop) {
        return;
    }
    let Some(many) = list::count(&note.text, &note.tokens, 0..end) else { return };
    // The list may be of a number a little before: `04 đơn vị (02 cấp tỉnh, 02 cấp huyện)`.
    let fits = numbers.iter().rev().find(|&&i| value(tokens, i).is_some_and(|n| many.holds(n)));
    if let Some(&i) = fits {
        claims.holds([flow.at(i)]);
        return;
    }
    let place = note.at(0);
    tell(flow, nearest, many, Some(place), claims);
}

fn value(tokens: &[Token], i: usize) -> Option<i128> {
    tokens[i].number()?.value.to_whole()
}

fn tell(flow: &Flow, i: usize, many: Many, place: Option<paper::Span>, claims: &mut Claims) {
    let Some(num) = Num::text(flow, i) else { return };
    let Some(n) = num.value().to_whole() else { return };
    let exact = i128::from(many.least == many.most);
    let near = many.off(n) <= 2 + exact
        || slip(Decimal::whole(i128::try_from(many.least).unwrap_or(0)), num.value());
    if !near {
        return;
    }
    let said = if many.least == many.most {
        many.least.to_string()
    } else {
        format!("{}–{}", many.least, many.most)
    };
    let confidence = if many.least == many.most { Confidence::Likely } else { Confidence::Suspicious };
    let padded =
        if num.shown.starts_with('0') && many.least < 10 { format!("0{said}") } else { said.clone() };
    let words = Words::new(
        format!("Văn bản ghi {}, danh sách nêu {said}.", num.shown),
        format!("The document says {}, the list names {said}.", num.shown),
    );
    let low = Decimal::whole(i128::try_from(many.least).unwrap_or(0));
    let high = Decimal::whole(i128::try_from(many.most).unwrap_or(0));
    let slipped = slip(low, num.value());
    let mut members = vec![Member {
        span: num.span.clone(),
        shown: num.shown.clone(),
        expected: Some(Expected { low, high, text: padded, slip: slipped }),
    }];
    members.extend(place.map(|span| Member { span, shown: String::new(), expected: None }));
    claims.broken(Kind::Count, members, 0, confidence, words);
}

/// `03 đơn vị gồm: A, B, C`.
fn inline(flow: &Flow, claims: &mut Claims) {
    let tokens = &flow.tokens;
    for sentence in flow.sentences() {
        for i in sentence.clone() {
            if !tokens[i].is_word("gồm") {
                continue;
            }
            let from = if tokens.get(i + 1).is_some_and(|t| t.is_mark(':')) { i + 2 } else { i + 1 };
            if from >= sentence.end {
                continue;
            }
            let before: Vec<usize> = flow
                .numbers(sentence.start.max(i.saturating_sub(12))..i)
                .filter(|&k| announces(tokens, k))
                .collect();
            let Some(&nearest) = before.last() else { continue };
            if i - nearest > 9 {
                continue;
            }
            // To the end of the sentence, or to the first semicolon behind names between commas.
            let semicolon = (from..sentence.end).find(|&k| tokens[k].is_mark(';'));
            let counts: Vec<Many> = [Some(from..sentence.end), semicolon.map(|k| from..k)]
                .into_iter()
                .flatten()
                .filter_map(|range| list::count(&flow.text, tokens, range))
                .collect();
            // `01 đơn vị cấp huyện và 05 đơn vị cấp xã gồm` announces both together.
            let together: i128 = before.iter().filter_map(|&k| value(tokens, k)).sum();
            let fits = |n: i128| counts.iter().any(|many| many.holds(n));
            if value(tokens, nearest).is_some_and(fits) || before.len() > 1 && fits(together) {
                claims.holds([flow.at(nearest)]);
            } else if let Some(many) = counts.first()
                && before.len() == 1
                && counts.len() == 1
            {
                tell(flow, nearest, *many, None, claims);
            }
        }
    }
}

/// `03 giải pháp sau:` and a list below.
fn items(flow: &Flow, claims: &mut Claims) {
    let tokens = &flow.tokens;
    let line_end = |t: &Token| t.tok == Tok::Stop && &flow.text[t.at.clone()] == "\n";
    let Some(end) = tokens.iter().position(line_end) else { return };
    if end < 2 || !tokens[end - 1].is_mark(':') {
        return;
    }
    let start = tokens[..end].iter().rposition(|t| t.tok == Tok::Stop).map_or(0, |i| i + 1);
    let numbers: Vec<usize> = flow.numbers(start..end).collect();
    let [only] = numbers[..] else { return };
    let following = tokens[only..end].iter().any(|t| t.is_word("sau") || t.is_word("gồm"));
    if !announces(tokens, only) || !following || end - only > 14 {
        return;
    }
    let lines: Vec<Range<usize>> = tokens[end + 1..]
        .split(line_end)
        .filter(|line| !line.is_empty())
        .map(|line| line[0].at.start..line[line.len() - 1].at.end)
        .collect();
    let mark = |line: &Range<usize>| flow.text[line.clone()].chars().next();
    let Some(first) = lines.first().and_then(&mark) else { return };
    // Items of another mark belong to the item above.
    let dashed = matches!(first, '-' | '+' | '•' | '–');
    let counts = if dashed {
        lines.iter().filter(|line| mark(line) == Some(first)).count()
    } else {
        lines.iter().filter(|line| mark(line).is_some_and(char::is_alphanumeric)).count()
    };
    // Counts in the items are parts, not things.
    let many = Many { least: counts, most: counts };
    if value(tokens, only).is_some_and(|n| many.holds(n)) {
        claims.holds([flow.at(only)]);
    } else if tokens[end + 1..].iter().all(|t| t.number().is_none_or(|n| !n.counts())) {
        tell(flow, only, many, None, claims);
    }
}

/// `Tổng cộng: 30 văn bản` below a table of 30 rows.
fn below(view: &View, flow: &Flow, claims: &mut Claims) {
    let tokens = &flow.tokens;
    let total = tokens.len() < 12 && tokens.first().is_some_and(|t| t.is_word("tổng"));
    let numbers: Vec<usize> = flow.numbers(0..tokens.len()).collect();
    let ([only], true) = (&numbers[..], total) else { return };
    let Some(grid) =
        view.grids.iter().rev().find(|grid| grid.section == flow.section && before(view, grid, flow))
    else {
        return;
    };
    let Some(rows) = numbered(grid) else { return };
    let Some(num) = Num::text(flow, *only).filter(|n| n.number.counts()) else { return };
    if num.value().to_whole() == Some(rows) {
        claims.holds([num.span]);
        return;
    }
    let words = Words::new(
        format!("Văn bản ghi tổng cộng {}, bảng có {rows} dòng.", num.shown),
        format!("The document says {} in all, the table has {rows} rows.", num.shown),
    );
    let expected =
        Expected::exactly(Decimal::whole(rows), num.value(), num.number.like(Decimal::whole(rows)));
    let member = Member { span: num.span.clone(), shown: num.shown.clone(), expected: Some(expected) };
    claims.broken(Kind::Count, vec![member], 0, Confidence::Likely, words);
}

fn before(view: &View, grid: &Grid, flow: &Flow) -> bool {
    let first = grid.rows.iter().flat_map(|r| &r.cells).find_map(crate::view::GridCell::place);
    first.is_some_and(|span| view.order(&span) < view.order(&flow.at(0)))
}

/// Rows of a table that counts its rows from one to the last; nothing when it does not.
fn numbered(grid: &Grid) -> Option<i128> {
    let index = grid.index?;
    let mut rows = 0;
    for r in grid.data() {
        match grid.rows[r].level {
            Level::Item(1) => rows += 1,
            Level::None | Level::Detail | Level::Item(_)
                if grid.cell(r, index).is_some_and(|c| c.is_empty()) => {}
            Level::Total => {}
            _ => return None,
        }
    }
    (rows > 1).then_some(rows)
}

/// `Có 06 chỉ tiêu … vượt Kế hoạch (Phụ lục 4)`: the annex's table judges each target.
fn verdicts(view: &View, flow: &Flow, claims: &mut Claims) {
    let tokens = &flow.tokens;
    for sentence in flow.sentences() {
        let text = &flow.text[tokens[sentence.start].at.start..tokens[sentence.end - 1].at.end];
        let Some(at) = text.find("Phụ lục").or_else(|| text.find("phụ lục")) else { continue };
        let Some(label) = annex(&text[at..]).map(|l| fold(&l)) else { continue };
        let numbers: Vec<usize> = flow.numbers(sentence.clone()).filter(|&i| announces(tokens, i)).collect();
        let [only] = numbers[..] else { continue };
        let words: Vec<&str> = tokens[only..sentence.end].iter().filter_map(Token::word).collect();
        let missed = words.windows(2).any(|w| matches!(w, ["không" | "chưa", "đạt"]));
        let exceeded = words.contains(&"vượt");
        if missed == exceeded {
            continue;
        }
        let judged = |grid: &Grid| -> i128 {
            let says = |text: &str| {
                let text = fold(text);
                if exceeded {
                    text.starts_with("vuot")
                } else {
                    text.contains("khong dat") || text.contains("chua dat")
                }
            };
            let last = |r: usize| {
                grid.rows[r].cells.iter().rev().find(|c| !c.is_empty()).map_or("", |c| c.text.as_str())
            };
            let below: Vec<usize> =
                (0..grid.rows.len()).filter(|&r| grid.rows[r].kind != RowKind::Header).collect();
            let rows = below.iter().filter(|&&r| says(last(r))).count();
            // A judgement that a page broke in two stands in the row and the one below.
            let broken = below.windows(2).filter(|w| {
                let (a, b) = (last(w[0]), last(w[1]));
                !says(a) && !says(b) && says(&format!("{a} {b}")) && b.split(' ').count() < 3
            });
            i128::try_from(rows + broken.count()).unwrap_or(0)
        };
        let grids = view.grids.iter().filter(|grid| {
            view.sections[grid.section].path(&view.sections).any(|s| s.is_annex() && fold(&s.label) == label)
        });
        let found: i128 = grids.map(judged).sum();
        let Some(num) = Num::text(flow, only) else { continue };
        if found == 0 {
            continue;
        }
        if num.value().to_whole() == Some(found) {
            claims.holds([num.span]);
            continue;
        }
        let said = Words::new(
            format!("Văn bản ghi {}, bảng ở phụ lục có {found} dòng được đánh giá như vậy.", num.shown),
            format!("The document says {}, the annex judges {found} rows so.", num.shown),
        );
        let expected = Expected::exactly(Decimal::whole(found), num.value(), format!("{found:02}"));
        let member = Member { span: num.span.clone(), shown: num.shown.clone(), expected: Some(expected) };
        claims.broken(Kind::Count, vec![member], 0, Confidence::Suspicious, said);
    }
}
