//! A fraction against its percentage: `457/550 tài khoản, đạt 86.36%`; a part and its whole across a clause: `đã cấp
//! 1.012 chữ ký số … chỉ có 484 … tỷ lệ 47,83%`.

use super::relation::{Num, Share};
use crate::claim::Claims;
use crate::decimal::{Decimal, Fit};
use crate::finding::{Confidence, Kind, Words};
use crate::lex::{Token, Unit, noun, same_noun};
use crate::view::{Flow, View};
use std::ops::Range;

/// Tokens between a percentage and the fraction that it is of.
const REACH: usize = 25;
/// Counts in front of a percentage that may be its whole.
const MOST_WHOLES: usize = 8;
/// Counts of the same noun among them.
const MOST_ALIKE: usize = 4;
/// Percentages on each side that may be of the same whole.
const LIST: usize = 12;
/// Tokens back in which the whole stands.
const BACK: usize = 300;
/// Sentences back in which the whole may stand.
const SENTENCES: usize = 2;

pub(crate) fn run(view: &View, claims: &mut Claims) {
    for flow in &view.flows {
        let sentences = flow.sentences();
        for (s, sentence) in sentences.iter().enumerate() {
            let from = sentences[s.saturating_sub(SENTENCES)].start;
            let pairs = shares(flow, sentence.clone(), claims);
            wholes(flow, from, &pairs, claims);
            beyond(flow, sentence.clone(), claims);
        }
    }
}

/// A percentage that is said of a part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) part: usize,
    pub(crate) percent: usize,
}

/// Whether a percentage is one of growth.
pub(crate) fn is_growth(tokens: &[Token], percent: usize) -> bool {
    tokens[percent.saturating_sub(4)..percent]
        .iter()
        .rev()
        .take_while(|t| t.word().is_some() || t.is_mark('('))
        .any(|t| matches!(t.word(), Some("tăng" | "giảm" | "vượt" | "hụt")))
}

/// Whether what a percentage is of is said behind it, and is something else.
fn of_another(tokens: &[Token], percent: usize) -> bool {
    let behind = tokens[percent + 1..].iter().take(6).take_while(|t| t.word().is_some());
    let words: Vec<&str> = behind.filter_map(Token::word).collect();
    words.windows(2).any(|w| {
        matches!(w, ["so", "với"] | ["kế", "hoạch"] | ["chỉ", "tiêu"] | ["dự", "toán"] | ["cùng", "kỳ"])
    })
}

fn of_another_time(tokens: &[Token], percent: usize) -> bool {
    let words: Vec<&str> = tokens[percent + 1..].iter().take(6).map_while(Token::word).collect();
    words.windows(3).any(|w| matches!(w, ["so", "với", "cùng" | "năm" | "kỳ" | "tháng" | "quý"]))
}

fn is_share(tokens: &[Token], i: usize) -> bool {
    tokens[i].number().is_some_and(|n| n.unit == Unit::Percent && !n.vague) && !is_growth(tokens, i)
}

/// Percentages that are said of a part alone.
pub(crate) fn pairs(flow: &Flow, sentence: Range<usize>) -> Vec<Pair> {
    shares(flow, sentence, &mut Claims::default())
}

/// Checks percentages of fractions; answers those that are said of a part alone.
fn shares(flow: &Flow, sentence: Range<usize>, claims: &mut Claims) -> Vec<Pair> {
    let tokens = &flow.tokens;
    let mut pairs = Vec::new();
    for p in flow.numbers(sentence.clone()).filter(|&i| is_share(tokens, i)) {
        if let Some((a, b)) =
            fraction_before(tokens, sentence.start, p).or_else(|| fraction_behind(tokens, sentence.end, p))
        {
            if !of_another_time(tokens, p) {
                fraction(flow, p, a, b, claims);
            }
            continue;
        }
        if of_another(tokens, p) {
            continue;
        }
        let before =
            tokens[sentence.start..p].iter().rposition(|t| t.number().is_some()).map(|i| i + sentence.start);
        if let Some(part) =
            before.filter(|&i| tokens[i].number().is_some_and(|n| n.counts() && !n.over && !n.under))
        {
            let cut = tokens[part..p].iter().any(|t| t.is_mark(';'));
            // `tăng 400 hồ sơ (8%)`
            let change = tokens[part.saturating_sub(3)..part]
                .iter()
                .any(|t| matches!(t.word(), Some("tăng" | "giảm")));
            if change {
                continue;
            }
            if p - part <= REACH && !cut {
                pairs.push(Pair { part, percent: p });
                continue;
            }
        }
        // `47,83% (484 chữ ký số)`
        if tokens.get(p + 1).is_some_and(|t| t.is_mark('('))
            && let Some(part) =
                (p + 2..sentence.end.min(p + 6)).find(|&i| tokens[i].number().is_some_and(|n| n.counts()))
        {
            pairs.push(Pair { part, percent: p });
        }
    }
    pairs
}

/// The fraction in front of a percentage, with nothing else between that it could be of.
fn fraction_before(tokens: &[Token], from: usize, p: usize) -> Option<(usize, usize)> {
    let from = from.max(p.saturating_sub(REACH));
    let mut b = None;
    let mut open = 0i32;
    for i in (from..p).rev() {
        let token = &tokens[i];
        match (token.word(), token.number()) {
            (Some("đó"), _) if i > 0 && tokens[i - 1].is_word("trong") => return None,
            (Some("riêng"), _) => return None,
            (_, Some(n)) if n.under => b = b.or(Some(i)),
            (_, Some(n)) if n.over => return b.map(|b| (i, b)),
            // What stands in a bracket that is closed again is an aside.
            (_, Some(_)) if b.is_none() && open <= 0 => return None,
            _ if token.is_mark(')') => open += 1,
            _ if token.is_mark('(') => open -= 1,
            _ if token.is_mark(';') => return None,
            _ => {}
        }
    }
    None
}

/// `86,36% (475/550 tài khoản)`.
fn fraction_behind(tokens: &[Token], to: usize, p: usize) -> Option<(usize, usize)> {
    let to = to.min(p + 10);
    let over = (p + 1..to).find(|&i| tokens[i].number().is_some())?;
    let between = &tokens[p + 1..over];
    let near = between.first().is_some_and(|t| t.is_mark('('))
        || between.iter().any(|t| matches!(t.word(), Some("tương" | "tức")));
    let plain = between.iter().all(|t| t.word().is_some() || t.is_mark('(') || t.is_mark(','));
    let under = (over + 1..to).find(|&i| tokens[i].number().is_some_and(|n| n.under))?;
    (tokens[over].number()?.over && near && plain).then_some((over, under))
}

fn fraction(flow: &Flow, p: usize, a: usize, b: usize, claims: &mut Claims) {
    let (Some(percent), Some(part), Some(whole)) =
        (Num::text(flow, p), Num::text(flow, a), Num::text(flow, b))
    else {
        return;
    };
    let share = Share { percent: &percent, part: &part, whole: &whole };
    match share.fit() {
        Some(Fit::Rounded) => share.holds(claims),
        Some(Fit::Cut) => share.broken(claims, Kind::Percentage, Confidence::Suspicious),
        Some(Fit::No) => {
            let plan = of_another(&flow.tokens, p);
            let confidence = match (share.slipped() || share.near(30), plan) {
                (true, _) => Confidence::Certain,
                (false, false) => Confidence::Likely,
                (false, true) => Confidence::Suspicious,
            };
            share.broken(claims, Kind::Percentage, confidence);
        }
        None => {}
    }
}

/// Looks for the wholes of percentages that are said of a part alone.
fn wholes(flow: &Flow, from: usize, pairs: &[Pair], claims: &mut Claims) {
    let nums: Vec<(Num, Num)> = pairs
        .iter()
        .filter_map(|pair| Some((Num::text(flow, pair.part)?, Num::text(flow, pair.percent)?)))
        .collect();
    let fit = |k: usize, whole: &Num| {
        let (part, percent) = &nums[k];
        (part.span != whole.span).then(|| Share { percent, part, whole }.fit()).flatten()
    };
    if nums.len() != pairs.len() {
        return;
    }
    for (k, pair) in pairs.iter().enumerate() {
        let tokens = &flow.tokens;
        let counts =
            |i: &usize| tokens[*i].number().is_some_and(|n| n.counts() && !n.over && n.value.is_positive());
        let mut candidates: Vec<usize> = flow
            .numbers(from.max(pair.percent.saturating_sub(BACK))..pair.percent)
            .filter(counts)
            .filter(|&i| i != pair.part)
            .collect();
        candidates.reverse();
        candidates.truncate(MOST_WHOLES);
        let (part, percent) = &nums[k];
        let wholes: Vec<(usize, Num)> =
            candidates.into_iter().filter_map(|i| Some((i, Num::text(flow, i)?))).collect();
        if let Some((_, whole)) = wholes.iter().find(|(_, w)| fit(k, w) == Some(Fit::Rounded)) {
            Share { percent, part, whole }.holds(claims);
            continue;
        }
        // `484 trên tổng số 1.012`: the number next to the percentage is the whole.
        if let Some((i, other)) = wholes.first()
            && *i < pair.part
            && is_whole_of(tokens, *i, pair.part)
        {
            let share = Share { percent, part: other, whole: part };
            match share.fit() {
                Some(Fit::Rounded) => share.holds(claims),
                Some(_) if share.near(60) || share.slipped() => {
                    share.broken(claims, Kind::Percentage, Confidence::Likely)
                }
                _ => {}
            }
            continue;
        }
        // Others of the same list are of this whole.
        let list = wholes.iter().find(|(_, w)| {
            (k.saturating_sub(LIST)..nums.len().min(k + LIST))
                .any(|j| j != k && fit(j, w) == Some(Fit::Rounded))
        });
        let own = noun(tokens, pair.part);
        let alike: Vec<&(usize, Num)> = wholes
            .iter()
            .filter(|(i, _)| {
                let other = noun(tokens, *i);
                !own.is_empty() && !other.is_empty() && same_noun(&own, &other)
            })
            .take(MOST_ALIKE)
            .collect();
        // The one by which something is mistyped, else the nearest one that is large enough.
        let same = alike
            .iter()
            .find(|(_, whole)| Share { percent, part, whole }.slipped() && precise(&percent.number.printed))
            .or_else(|| alike.iter().find(|(_, w)| w.value() >= part.value()))
            .copied();
        if let Some((_, whole)) = list {
            let share = Share { percent, part, whole };
            if share.near(60) || share.slipped() {
                share.broken(claims, Kind::Percentage, Confidence::Certain);
            }
        } else if let Some((i, whole)) = same {
            let share = Share { percent, part, whole };
            let told = *i < pair.part && announces(tokens, *i, pair.part);
            if share.slipped() && (told || share.near(15) || precise(&percent.number.printed))
                || told && share.near(15)
            {
                let cut = share.fit() == Some(Fit::Cut);
                share.broken(
                    claims,
                    Kind::Percentage,
                    if cut { Confidence::Suspicious } else { Confidence::Likely },
                );
            }
        } else if precise(&percent.number.printed) {
            let slipped =
                wholes.iter().take(3).find(|(_, whole)| Share { percent, part, whole }.percent_slipped());
            if let Some((_, whole)) = slipped {
                Share { percent, part, whole }.broken(claims, Kind::Percentage, Confidence::Likely);
            }
        }
    }
}

/// At least three digits: few numbers look like it by chance.
fn precise(printed: &Decimal) -> bool {
    printed.digits(printed.scale()).is_some_and(|d| d.len() >= 3)
}

/// `a … trên tổng số b`, `a trong số b`.
fn is_whole_of(tokens: &[Token], a: usize, b: usize) -> bool {
    b - a < 14
        && tokens[a..b].iter().rev().take(3).any(|t| t.is_word("tổng") || t.is_word("số"))
        && tokens[a..b].iter().any(|t| t.is_word("trên") || t.is_word("trong"))
        && !tokens[a..b].windows(2).any(|w| w[0].is_word("trong") && w[1].is_word("đó"))
}

/// Words between a whole and its part that say so.
fn announces(tokens: &[Token], whole: usize, part: usize) -> bool {
    let (from, to) = (whole.min(part), whole.max(part));
    let words: Vec<&str> = tokens[from..to].iter().filter_map(Token::word).collect();
    words
        .windows(2)
        .any(|w| matches!(w, ["trong", "đó"] | ["chỉ", "có"] | ["kết", "quả"] | ["đã", _] | ["có", _]))
        || words.iter().any(|w| matches!(*w, "gồm" | "còn"))
}

/// A share of more than all.
fn beyond(flow: &Flow, sentence: Range<usize>, claims: &mut Claims) {
    let tokens = &flow.tokens;
    for p in flow.numbers(sentence.clone()) {
        let Some(num) = Num::text(flow, p).filter(|n| n.number.unit == Unit::Percent) else { continue };
        if num.value() <= Decimal::HUNDRED || is_growth(tokens, p) || of_another(tokens, p) {
            continue;
        }
        let lead: Vec<&str> =
            tokens[sentence.start.max(p.saturating_sub(8))..p].iter().filter_map(Token::word).collect();
        let share = lead.last() == Some(&"chiếm")
            || lead.windows(2).any(|w| {
                matches!(
                    w,
                    ["hài", "lòng"] | ["đúng", "hạn"] | ["trễ", "hạn"] | ["chiếm", "tỷ"] | ["quá", "hạn"]
                )
            });
        if share {
            let member =
                crate::claim::Member { span: num.span.clone(), shown: num.shown.clone(), expected: None };
            let words = Words::new(
                format!("Tỷ lệ của một phần không thể vượt 100%, văn bản ghi {}.", num.said()),
                format!("A share cannot be more than 100%; the document says {}.", num.said()),
            );
            claims.broken(Kind::Percentage, vec![member], 0, Confidence::Likely, words);
        }
    }
}
