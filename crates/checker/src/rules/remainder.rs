//! What is done and what is left: `24/54 văn bản …; còn 30 văn bản`, `tiếp nhận 36 …, đã xử lý 34 …, còn 02 …`.

use super::relation::{Num, sum_broken, sum_holds, sums};
use crate::claim::Claims;
use crate::finding::{Confidence, Kind};
use crate::lex::{Token, noun, same_noun};
use crate::view::{Flow, View};

/// Tokens between the first and the last number.
const REACH: usize = 45;

pub(crate) fn run(view: &View, claims: &mut Claims) {
    for flow in &view.flows {
        let counts: Vec<usize> = flow
            .numbers(0..flow.tokens.len())
            .filter(|&i| flow.tokens[i].number().is_some_and(|n| n.counts()))
            .collect();
        for (k, &i) in counts.iter().enumerate() {
            if is_left(flow, i) {
                fraction(flow, &counts[..k], i, claims);
            }
        }
        for window in counts.windows(3) {
            if let [all, done, left] = *window {
                settled(flow, all, done, left, claims);
            }
        }
    }
}

/// `còn 30`, `còn lại 04`, `02 phản ánh còn`.
fn is_left(flow: &Flow, i: usize) -> bool {
    let tokens = &flow.tokens;
    let before = tokens[i.saturating_sub(3)..i].iter().rev().map_while(Token::word);
    if before.into_iter().any(|w| matches!(w, "còn" | "lại")) {
        return true;
    }
    let behind: Vec<&str> = tokens[i + 1..].iter().take(6).map_while(Token::word).collect();
    behind.iter().any(|w| matches!(*w, "còn" | "đang" | "chưa"))
}

fn fraction(flow: &Flow, before: &[usize], left: usize, claims: &mut Claims) {
    let tokens = &flow.tokens;
    let number = |i: usize| tokens[i].number();
    let [.., over, under] = before else { return };
    let (over, under) = (*over, *under);
    if !(number(over).is_some_and(|n| n.over) && number(under).is_some_and(|n| n.under))
        || left - over > REACH
    {
        return;
    }
    let (own, other) = (noun(tokens, over), noun(tokens, left));
    if own.is_empty() || other.is_empty() || !same_noun(&own, &other) {
        return;
    }
    let (Some(whole), Some(done), Some(rest)) =
        (Num::text(flow, under), Num::text(flow, over), Num::text(flow, left))
    else {
        return;
    };
    let parts = [done, rest];
    match sums(&whole, &parts) {
        Some(true) => sum_holds(claims, &whole, &parts),
        Some(false) => sum_broken(claims, Kind::Parts, &whole, &parts, Confidence::Likely, None),
        None => {}
    }
}

fn settled(flow: &Flow, all: usize, done: usize, left: usize, claims: &mut Claims) {
    let tokens = &flow.tokens;
    let single = |i: usize| tokens[i].number().is_some_and(|n| !n.over && !n.under);
    if left - all > REACH
        || !(single(all) && single(done) && single(left))
        || !is_left(flow, left)
        || is_left(flow, done)
    {
        return;
    }
    let nouns = [all, done, left].map(|i| noun(tokens, i));
    let said = !nouns[0].is_empty() && !nouns[1].is_empty();
    if !said || !same_noun(&nouns[0], &nouns[1]) || !same_noun(&nouns[0], &nouns[2]) {
        return;
    }
    let before = |i: usize| -> Vec<&str> {
        tokens[i.saturating_sub(5)..i].iter().rev().map_while(Token::word).collect()
    };
    let finished = before(done)
        .iter()
        .any(|w| matches!(*w, "xử" | "giải" | "trả" | "thành" | "quyết" | "lý" | "đã" | "xong"));
    let received = before(all).iter().any(|w| matches!(*w, "nhận" | "số" | "phải" | "giao" | "có"));
    if !(finished && received) {
        return;
    }
    let (Some(whole), Some(a), Some(b)) =
        (Num::text(flow, all), Num::text(flow, done), Num::text(flow, left))
    else {
        return;
    };
    let parts = [a, b];
    match sums(&whole, &parts) {
        Some(true) => sum_holds(claims, &whole, &parts),
        Some(false) => sum_broken(claims, Kind::Parts, &whole, &parts, Confidence::Likely, None),
        None => {}
    }
}
