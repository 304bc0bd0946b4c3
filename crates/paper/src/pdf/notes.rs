//! What stands apart from the text on a page: its number, what every page repeats, and notes at the foot.

use super::lines::Line;
use super::page::Rule;
use std::collections::HashMap;

/// Most rules of a page among which the one above the notes is looked for.
const MAX_RULES: usize = 2_000;

/// A note as it stands on a page.
#[derive(Debug, PartialEq)]
pub(super) struct PageNote {
    /// Its label; none where a note of the page before goes on.
    pub(super) label: Option<String>,
    pub(super) text: String,
}

/// Takes away the numbers of pages, and gives back what most pages repeat at their head or foot.
pub(super) fn margins(pages: &mut [Vec<Line>]) -> Vec<String> {
    let ends = |lines: &[Line]| -> Vec<usize> {
        let last = lines.len().saturating_sub(1);
        if lines.is_empty() {
            Vec::new()
        } else if last == 0 {
            vec![0]
        } else {
            vec![0, last]
        }
    };
    let mut offsets: HashMap<i64, usize> = HashMap::new();
    let mut texts: HashMap<String, usize> = HashMap::new();
    for (at, lines) in (0i64..).zip(pages.iter()) {
        for line in ends(lines).into_iter().map(|n| &lines[n]) {
            if let Some(number) = crate::text::page_number(&line.text()) {
                *offsets.entry(i64::from(number) - at).or_default() += 1;
            } else {
                *texts.entry(bare(&line.text())).or_default() += 1;
            }
        }
    }
    let offset = offsets.into_iter().max_by_key(|(offset, n)| (*n, -offset.abs()));
    let offset = offset.filter(|(offset, n)| *n > 1 || *offset == 1).map(|(offset, _)| offset);
    let least = (pages.len() / 2).max(3);
    let mut repeated = Vec::new();
    for (at, lines) in (0i64..).zip(pages.iter_mut()) {
        // From the end, so that the first line keeps its place.
        for n in ends(lines).into_iter().rev() {
            let text = lines[n].text();
            let number = crate::text::page_number(&text).map(i64::from);
            if number.is_some() && number.zip(offset).is_some_and(|(n, o)| n - at == o) {
                lines.remove(n);
            } else if number.is_none() && texts.get(&bare(&text)).is_some_and(|n| *n >= least) {
                lines.remove(n);
                if !repeated.iter().any(|r: &String| bare(r) == bare(&text)) {
                    repeated.push(text);
                }
            }
        }
    }
    repeated
}

/// A text without its numbers.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Takes the notes off the foot of a page. `size` is the size of most letters of the document.
pub(super) fn notes(lines: &mut Vec<Line>, rules: &[Rule], size: f64) -> Vec<PageNote> {
    let small = |l: &Line| l.size < 0.94 * size && l.segments.len() < 3;
    let mut from = lines.len() - lines.iter().rev().take_while(|l| small(l)).count();
    // The rule above the notes tells where they begin, whatever their letters.
    let ruled = lines.iter().position(|l| {
        let above = |r: &&Rule| {
            r.level
                && r.at < l.y
                && l.y - r.at < 3.0 * l.size
                && r.to - r.from < 260.0
                && r.to - r.from > 60.0
        };
        small(l) && rules.iter().take(MAX_RULES).any(|r| above(&r) && (r.from - l.x0()).abs() < 2.0 * size)
    });
    if let Some(ruled) = ruled.filter(|r| *r >= from) {
        from = ruled;
    } else if let Some(first) =
        lines.get(from..).and_then(|rest| rest.iter().position(|l| is_raised(&l.text())))
    {
        // Without a rule only a raised number tells a note from other small letters.
        from += first;
    } else {
        return Vec::new();
    }
    let mut out: Vec<PageNote> = Vec::new();
    for line in lines.split_off(from) {
        let text = line.text();
        match (label(&text), out.last_mut()) {
            (Some((label, text)), _) => out.push(PageNote { label: Some(label), text: text.to_owned() }),
            (None, Some(last)) => super::lines::join(&mut last.text, &text),
            (None, None) => out.push(PageNote { label: None, text }),
        }
    }
    out
}

const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

fn is_raised(text: &str) -> bool {
    text.starts_with(RAISED)
}

/// The label that a note begins with: raised digits, or digits and a space.
fn label(text: &str) -> Option<(String, &str)> {
    let end = text.find(|c| !RAISED.contains(&c)).unwrap_or(text.len());
    if end > 0 {
        return Some((plain(&text[..end]), text[end..].trim_start()));
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let rest = text.get(end..)?.strip_prefix(' ')?;
    let begins = rest.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    (end > 0 && end <= 3 && begins).then(|| (text[..end].to_owned(), rest.trim_start()))
}

/// Raised digits as digits.
pub(super) fn plain(text: &str) -> String {
    let digit = |c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().zip('0'..='9').find(|(r, _)| *r == c).map_or(c, |(_, d)| d);
    text.chars().map(digit).collect()
}
