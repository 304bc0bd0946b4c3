//! Parts against their whole: `70 văn bản, trong đó: …`, in brackets, in notes, in lists, nested.

use super::relation::{Num, sum_broken, sum_holds, sums};
use crate::claim::Claims;
use crate::finding::{Confidence, Kind, Words};
use crate::lex::{Tok, Token, noun, same_noun};
use crate::slip::slip;
use crate::view::{Flow, Origin, View};
use std::ops::Range;

/// Words between a whole and the bracket or note with its parts.
const NOUN: usize = 12;
/// Tokens between a whole and the word that announces its parts.
const REACH: usize = 40;
/// Tokens in which all parts stand.
const FAR: usize = 800;
/// Parts beyond these are a list of something else.
const MOST_PARTS: usize = 60;

pub(crate) fn run(view: &View, claims: &mut Claims) {
    for flow in &view.flows {
        let scope = Scope::of(flow);
        for sentence in flow.sentences() {
            for whole in flow.numbers(sentence.clone()) {
                if flow.tokens[whole].number().is_some_and(|n| n.counts() && !n.under) {
                    bracket(&scope, whole, sentence.end, claims);
                }
            }
            announced(&scope, sentence.clone(), claims);
            totalled(&scope, sentence, claims);
        }
    }
    for flow in &view.flows {
        if let Origin::Note(note) = flow.origin
            && let Some((anchor, at)) = view.anchor(note)
        {
            noted(&view.flows[anchor], at, flow, claims);
        }
    }
}

/// A flow with the depth of brackets of each token.
struct Scope<'a> {
    flow: &'a Flow,
    depth: Vec<i32>,
}

impl<'a> Scope<'a> {
    fn of(flow: &'a Flow) -> Self {
        let mut depth = Vec::with_capacity(flow.tokens.len());
        let mut open = 0;
        for token in &flow.tokens {
            match token.tok {
                Tok::Mark('(') => {
                    depth.push(open);
                    open += 1;
                    continue;
                }
                Tok::Mark(')') => open = (open - 1).max(0),
                // A bracket that is never closed ends with its line.
                Tok::Stop => open = 0,
                _ => {}
            }
            depth.push(open);
        }
        Self { flow, depth }
    }

    fn tokens(&self) -> &'a [Token] {
        &self.flow.tokens
    }

    /// Counts at the depth of `level` that can be parts.
    fn counts(&self, range: Range<usize>, level: i32) -> Vec<usize> {
        let tokens = self.tokens();
        range
            .filter(|&i| self.depth[i] == level)
            .filter(|&i| tokens[i].number().is_some_and(|n| n.counts() && !n.under && !n.over))
            .filter(|&i| !aside(tokens, i))
            .collect()
    }
}

/// A number that compares, or belongs to another one.
fn aside(tokens: &[Token], i: usize) -> bool {
    let before = |back: usize| i.checked_sub(back).and_then(|k| tokens[k].word());
    matches!(before(1), Some("tăng" | "giảm" | "vượt" | "thêm" | "mỗi" | "cùng"))
        || matches!(
            (before(2), before(1)),
            (Some("so"), Some("với")) | (Some("tăng" | "giảm"), Some(_)) | (Some("cùng"), Some("kỳ"))
        )
        || tokens[..i].iter().rev().take(2).any(|t| matches!(t.tok, Tok::Date(d) if d.day.is_none()))
}

/// `62 văn bản (08 nghị quyết, 52 quyết định, 02 chỉ thị)`
fn bracket(scope: &Scope, whole: usize, end: usize, claims: &mut Claims) {
    let tokens = scope.tokens();
    let level = scope.depth[whole];
    let noun = |t: &Token| t.word().is_some() || t.is_mark(',');
    let Some(open) = (whole + 1..end.min(whole + NOUN)).find(|&i| !noun(&tokens[i])) else { return };
    if !tokens[open].is_mark('(') || scope.depth[open] != level {
        return;
    }
    let end = end.min(open + FAR);
    let close = (open + 1..end).find(|&i| tokens[i].is_mark(')') && scope.depth[i] == level).unwrap_or(end);
    // `(trong đó: …)` is announced.
    let head: Vec<&str> = tokens[open + 1..close].iter().take(3).filter_map(Token::word).collect();
    if head.windows(2).any(|w| matches!(w, ["trong", "đó"]))
        || head.iter().any(|w| matches!(*w, "gồm" | "bao"))
    {
        return;
    }
    let parts = scope.counts(open + 1..close, level + 1);
    let percent = tokens[open + 1..close].iter().any(|t| t.number().is_some_and(|n| !n.counts()));
    if parts.len() < 2 || percent {
        return;
    }
    let clean = segments(scope, open + 1..close, level + 1)
        .iter()
        .all(|s| parts.iter().filter(|p| s.contains(p)).count() == 1);
    judge(scope, whole, &parts, if clean { Trust::Whole } else { Trust::Some }, claims);
}

/// `… 70 văn bản, trong đó: …`
fn announced(scope: &Scope, sentence: Range<usize>, claims: &mut Claims) {
    let tokens = scope.tokens();
    let mut i = sentence.start;
    while i < sentence.end {
        let Some((marker, from)) = marker(tokens, i, sentence.end) else {
            i += 1;
            continue;
        };
        i = from;
        let level = scope.depth[marker];
        let opened = marker > sentence.start && tokens[marker - 1].is_mark('(');
        let outer = if opened { level - 1 } else { level };
        let start = sentence.start.max(marker.saturating_sub(REACH));
        let whole = (start..marker)
            .rev()
            .filter(|&k| scope.depth[k] == outer)
            .find(|&k| tokens[k].number().is_some_and(|n| !n.under));
        let Some(whole) =
            whole.filter(|&k| tokens[k].number().is_some_and(|n| n.counts()) && !aside(tokens, k))
        else {
            continue;
        };
        let colon = tokens[marker..from].iter().any(|t| t.is_mark(':'));
        let far = sentence.end.min(from + FAR);
        let end = (from..far).find(|&k| scope.depth[k] < level).unwrap_or(far);
        let end = (from..end)
            .find(|&k| (marker_at(tokens, k) || tokens[k].is_word("tổng")) && scope.depth[k] == level)
            .unwrap_or(end);
        let gathers = tokens[marker].is_word("gồm") || tokens[marker].is_word("bao");
        let trust = if colon || gathers || opened { Trust::Whole } else { Trust::Some };
        if from >= sentence.end {
            listed(scope, whole, sentence.end, claims);
            continue;
        }
        let parts = scope.counts(from..end, level);
        let heads: Vec<usize> = segments(scope, from..end, level)
            .into_iter()
            .filter_map(|s| parts.iter().copied().find(|p| s.contains(p)))
            .collect();
        // Where segments hold several counts each, either all of them or the first of each are the parts.
        let alternatives = [&parts, &heads];
        if let Some(fit) = alternatives.into_iter().find(|parts| adds_up(scope, whole, parts)) {
            judge(scope, whole, fit, trust, claims);
        } else if parts.len() == heads.len() || !has_semicolon(scope, from..end, level) {
            judge(scope, whole, &parts, trust, claims);
        } else {
            judge(scope, whole, &heads, trust, claims);
        }
    }
}

/// The parts stand in the items of a list below.
fn listed(scope: &Scope, whole: usize, end: usize, claims: &mut Claims) {
    let tokens = scope.tokens();
    let line_end = |i: usize| tokens[i].tok == Tok::Stop && &scope.flow.text[tokens[i].at.clone()] == "\n";
    let mut parts = Vec::new();
    let mut i = end + 1;
    let mut mark: Option<&Token> = None;
    while i < tokens.len() {
        let stop = (i..tokens.len()).find(|&k| line_end(k)).unwrap_or(tokens.len());
        let head = &tokens[i];
        // Items of another mark are parts of the item above.
        let deeper =
            mark.is_some_and(|m| matches!((&m.tok, &head.tok), (Tok::Mark(a), Tok::Mark(b)) if a != b));
        mark = mark.or(Some(head));
        if !deeper {
            match scope.counts(i..stop, 0).first() {
                Some(&part) => parts.push(part),
                None => return,
            }
        }
        i = stop + 1;
    }
    judge(scope, whole, &parts, Trust::Whole, claims);
}

/// `20 sở, 7 huyện, tổng cộng 27 đơn vị`
fn totalled(scope: &Scope, sentence: Range<usize>, claims: &mut Claims) {
    let tokens = scope.tokens();
    for i in sentence.start..sentence.end.saturating_sub(2) {
        if !(tokens[i].is_word("tổng") && (tokens[i + 1].is_word("cộng") || tokens[i + 1].is_word("số")))
        {
            continue;
        }
        let level = scope.depth[i];
        let Some(whole) = (i + 2..sentence.end.min(i + 6)).find(|&k| tokens[k].number().is_some()) else {
            continue;
        };
        let parts = scope.counts(sentence.start.max(i.saturating_sub(FAR))..i, level);
        if parts.len() < 2 || !scope.counts(whole..whole + 1, level).contains(&whole) {
            continue;
        }
        let fits = adds_up(scope, whole, &parts);
        let (Some(w), Some(nums)) = (Num::text(scope.flow, whole), nums(scope.flow, &parts)) else {
            continue;
        };
        let sum = nums.iter().try_fold(crate::decimal::Decimal::ZERO, |s, n| s.plus(n.value()));
        if fits {
            sum_holds(claims, &w, &nums);
        } else if sum.is_some_and(|sum| slip(sum, w.value())) {
            sum_broken(claims, Kind::Parts, &w, &nums, Confidence::Likely, None);
        }
    }
}

/// A note with the parts of the number that it is marked at.
fn noted(flow: &Flow, at: usize, note: &Flow, claims: &mut Claims) {
    let behind = flow.tokens.partition_point(|t| t.at.end <= at);
    let from = behind.saturating_sub(NOUN);
    let Some(whole) = (from..behind).rev().find(|&i| flow.tokens[i].number().is_some()) else { return };
    if !flow.tokens[whole].number().is_some_and(|n| n.counts() && !n.under && !n.over)
        || flow.tokens[whole + 1..behind].iter().any(|t| t.word().is_none())
    {
        return;
    }
    let scope = Scope::of(note);
    let parts = scope.counts(0..note.tokens.len(), 0);
    let own = noun(&flow.tokens, whole);
    let alike = |&i: &usize| {
        let other = noun(&note.tokens, i);
        !other.is_empty() && !own.is_empty() && same_noun(&own, &other)
    };
    if parts.len() < 2
        || parts.len() > MOST_PARTS
        || !parts.iter().all(alike)
        || note.tokens.iter().any(|t| t.is_mark('…'))
    {
        return;
    }
    let (Some(w), Some(nums)) = (Num::text(flow, whole), nums(note, &parts)) else { return };
    match sums(&w, &nums) {
        Some(true) => sum_holds(claims, &w, &nums),
        Some(false) => {
            let said = Words::new("Cộng các số nêu ở chú thích:", "The numbers in the note:");
            sum_broken(claims, Kind::Parts, &w, &nums, Confidence::Likely, Some(said));
        }
        None => {}
    }
}

fn nums(flow: &Flow, parts: &[usize]) -> Option<Vec<Num>> {
    parts.iter().map(|&i| Num::text(flow, i)).collect()
}

/// A word that announces parts at `i`, and what comes behind it.
fn marker(tokens: &[Token], i: usize, end: usize) -> Option<(usize, usize)> {
    let word = |k: usize| tokens.get(k).filter(|_| k < end).and_then(Token::word);
    let mut from = match (word(i)?, word(i + 1)) {
        ("trong", Some("đó")) | ("bao", Some("gồm")) | ("chia", Some("ra")) | ("cụ", Some("thể")) => {
            i + 2
        }
        ("gồm", _) => i + 1,
        _ => return None,
    };
    while from < end
        && (tokens[from].is_mark(':')
            || tokens[from].is_mark(',')
            || matches!(word(from), Some("có" | "là" | "như" | "sau")))
    {
        from += 1;
    }
    Some((i, from))
}

fn marker_at(tokens: &[Token], i: usize) -> bool {
    marker(tokens, i, tokens.len()).is_some()
}

fn has_semicolon(scope: &Scope, range: Range<usize>, level: i32) -> bool {
    scope.tokens()[range.clone()].iter().zip(&scope.depth[range]).any(|(t, d)| t.is_mark(';') && *d == level)
}

/// The stretches between semicolons, or between commas and `và` where there are none.
fn segments(scope: &Scope, range: Range<usize>, level: i32) -> Vec<Range<usize>> {
    let tokens = scope.tokens();
    let semicolon = has_semicolon(scope, range.clone(), level);
    let cuts = |i: usize| {
        scope.depth[i] == level
            && if semicolon {
                tokens[i].is_mark(';')
            } else {
                tokens[i].is_mark(',') || tokens[i].is_word("và")
            }
    };
    let mut found = Vec::new();
    let mut from = range.start;
    for i in range.clone() {
        if cuts(i) {
            found.push(from..i);
            from = i + 1;
        }
    }
    found.push(from..range.end);
    found
}

fn adds_up(scope: &Scope, whole: usize, parts: &[usize]) -> bool {
    parts.len() > 1
        && match (Num::text(scope.flow, whole), nums(scope.flow, parts)) {
            (Some(whole), Some(parts)) => sums(&whole, &parts) == Some(true),
            _ => false,
        }
}

/// Whether the parts are all there are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// By their form they are.
    Whole,
    /// Maybe only some are named.
    Some,
}

/// Words of parts that overlap: women and party members among officials.
fn overlapping(scope: &Scope, parts: &[usize]) -> bool {
    let tokens = scope.tokens();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let words: Vec<&str> = tokens[first.saturating_sub(3)..(last + 6).min(tokens.len())]
        .iter()
        .filter_map(Token::word)
        .collect();
    let has = |word: &str| words.contains(&word);
    // Men and women are all there are; women alone are not.
    has("đảng")
        || has("tộc")
        || has("riêng")
        || has("nữ") && !has("nam")
        || words.windows(2).any(|w| matches!(w, ["dưới" | "trên", "tuổi"]))
}

fn judge(scope: &Scope, whole: usize, parts: &[usize], trust: Trust, claims: &mut Claims) {
    if parts.len() < 2 || parts.len() > MOST_PARTS {
        return;
    }
    let (Some(w), Some(nums)) = (Num::text(scope.flow, whole), nums(scope.flow, parts)) else { return };
    match sums(&w, &nums) {
        Some(true) => return sum_holds(claims, &w, &nums),
        None => return,
        Some(false) => {}
    }
    if overlapping(scope, parts) {
        return;
    }
    let tokens = scope.tokens();
    let own = noun(tokens, whole);
    let alike = parts.iter().all(|&p| same_noun(&own, &noun(tokens, p)));
    let Some(sum) = nums.iter().try_fold(crate::decimal::Decimal::ZERO, |s, n| s.plus(n.value())) else {
        return;
    };
    let slipped = slip(sum, w.value())
        || nums.iter().any(|n| {
            sum.minus(n.value())
                .and_then(|rest| w.value().minus(rest))
                .is_some_and(|e| e.is_positive() && slip(e, n.value()))
        });
    let off = sum.minus(w.value()).map(crate::decimal::Decimal::abs);
    let close = off.and_then(|o| o.times(crate::decimal::Decimal::whole(5))).is_some_and(|o| o <= w.value());
    let confidence = match (trust, slipped, alike) {
        (Trust::Whole, true, true) => Confidence::Certain,
        (Trust::Whole, true, false) | (Trust::Some, true, true) => Confidence::Likely,
        (Trust::Whole, false, true) if close || sum > w.value() => Confidence::Likely,
        (Trust::Whole, false, false) if close => Confidence::Likely,
        (Trust::Whole, false, true) => Confidence::Suspicious,
        _ => return,
    };
    sum_broken(claims, Kind::Parts, &w, &nums, confidence, None);
}
