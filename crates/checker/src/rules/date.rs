//! Dates that contradict the calendar, each other, or the document's own.

use crate::claim::Claims;
use crate::finding::{Confidence, Kind, Words};
use crate::lex::{Date, Tok, Token};
use crate::view::{Flow, Origin, View};
use paper::Span;
use std::collections::BTreeMap;

/// Paragraphs at the beginning in which the document's own number and date stand.
const HEAD: usize = 14;

pub(crate) fn run(view: &View, claims: &mut Claims) {
    let own = Own::of(view);
    let mut cited: BTreeMap<String, Vec<Cited>> = BTreeMap::new();
    for flow in &view.flows {
        calendar(flow, claims);
        periods(flow, claims);
        for i in 0..flow.tokens.len() {
            let Tok::Reference(reference) = &flow.tokens[i].tok else { continue };
            let Some((at, date)) = dated(&flow.tokens, i) else { continue };
            let cited_here = Cited { span: flow.at(at), shown: flow.quote(at).to_owned(), date };
            if own.is(reference) && annexed(&flow.tokens, i) {
                annex(&own, &cited_here, claims);
                continue;
            }
            issued(reference, &cited_here, claims);
            later(&own, &cited_here, claims);
            if let Some(kind) = document_kind(&flow.tokens, i) {
                cited.entry(format!("{kind} {reference}")).or_default().push(cited_here);
            }
        }
        measured(&own, flow, claims);
    }
    for (reference, places) in cited {
        twice(&reference, &places, claims);
    }
}

/// A date of a document that is cited.
struct Cited {
    span: Span,
    shown: String,
    date: Date,
}

/// The document's own number and date.
#[derive(Default)]
struct Own {
    reference: Option<String>,
    date: Option<(Date, Span)>,
}

impl Own {
    fn of(view: &View) -> Self {
        let mut own = Self::default();
        let head: Vec<&Flow> = view
            .flows
            .iter()
            .filter(|f| f.origin != Origin::Note(paper::NoteId(u32::MAX)))
            .take(HEAD)
            .collect();
        for flow in head {
            let tokens = &flow.tokens;
            for i in 0..tokens.len() {
                match &tokens[i].tok {
                    // `Số: 343 /BC-UBND`, alone at the beginning of its line.
                    Tok::Reference(reference)
                        if own.reference.is_none() && i <= 2 && tokens[0].is_word("số") =>
                    {
                        own.reference = Some(reference.clone());
                    }
                    // `An Biên, ngày 13 tháng 11 năm 2020`: few words in front, nothing behind.
                    Tok::Date(date)
                        if own.date.is_none()
                            && date.full().is_some()
                            && i >= 2
                            && tokens[i - 1].is_word("ngày")
                            && i <= 10
                            && tokens[..i].iter().any(|t| t.is_mark(','))
                            && tokens[i + 1..].iter().take(2).all(|t| t.word().is_none()) =>
                    {
                        own.date = Some((*date, flow.at(i)));
                    }
                    _ => {}
                }
            }
        }
        own
    }

    fn is(&self, reference: &str) -> bool {
        self.reference.as_deref() == Some(reference)
    }
}

/// The date behind a reference: `số 1000/QĐ-UBND ngày 05/06/2020`.
fn dated(tokens: &[Token], i: usize) -> Option<(usize, Date)> {
    let at = match (tokens.get(i + 1), tokens.get(i + 2)) {
        (Some(a), Some(b)) if a.is_word("ngày") && matches!(b.tok, Tok::Date(_)) => i + 2,
        (Some(a), _) if matches!(a.tok, Tok::Date(_)) => i + 1,
        _ => return None,
    };
    match tokens[at].tok {
        Tok::Date(date) if date.full().is_some() => Some((at, date)),
        _ => None,
    }
}

/// `Kèm theo Báo cáo số …`, `(ban hành kèm theo …)`.
fn annexed(tokens: &[Token], i: usize) -> bool {
    tokens[i.saturating_sub(14)..i].iter().any(|t| matches!(t.word(), Some("theo" | "kèm" | "kem")))
}

fn annex(own: &Own, cited: &Cited, claims: &mut Claims) {
    let Some((date, span)) = &own.date else { return };
    if *date == cited.date {
        claims.holds([cited.span.clone(), span.clone()]);
        return;
    }
    let expected = date.written();
    let words = Words::new(
        format!(
            "Phụ lục kèm theo văn bản này ghi ngày {}, còn văn bản được ký ngày {expected}.",
            cited.date.written()
        ),
        format!("The annex dates this document {}, but it is dated {expected}.", cited.date.written()),
    );
    let found = (cited.span.clone(), cited.shown.clone());
    claims.alone(Kind::Date, found, [span.clone()], &expected, Confidence::Certain, words);
}

/// Days that no calendar has.
fn calendar(flow: &Flow, claims: &mut Claims) {
    for i in 0..flow.tokens.len() {
        let Tok::Date(date) = flow.tokens[i].tok else { continue };
        if date.exists() {
            continue;
        }
        let words = Words::new(
            format!("Lịch không có ngày {}.", date.written()),
            format!("No calendar has the day {}.", date.written()),
        );
        claims.alone(Kind::Date, (flow.at(i), flow.quote(i).to_owned()), [], "", Confidence::Certain, words);
    }
}

/// `từ 15/12/2019 đến 14/11/2019`.
fn periods(flow: &Flow, claims: &mut Claims) {
    let tokens = &flow.tokens;
    for i in 0..tokens.len() {
        let Tok::Date(first) = tokens[i].tok else { continue };
        let joint = (i + 1..tokens.len().min(i + 4)).take_while(|&k| !matches!(tokens[k].tok, Tok::Date(_)));
        let joined: Vec<usize> = joint.collect();
        let Some(&last) = joined.last() else { continue };
        let reaches = joined.iter().any(|&k| tokens[k].is_word("đến") || tokens[k].is_mark('-'))
            && joined.iter().all(|&k| {
                tokens[k].is_mark('-')
                    || matches!(tokens[k].word(), Some("đến" | "ngày" | "hết" | "tháng" | "năm"))
            });
        let led = tokens[..i].iter().rev().take(3).any(|t| t.is_word("từ") || t.is_word("đoạn"));
        let Some(Token { tok: Tok::Date(second), .. }) = tokens.get(last + 1) else { continue };
        let order = |d: Date| d.year.map(|y| (y, d.month.unwrap_or(0), d.day.unwrap_or(0)));
        let alike =
            first.day.is_some() == second.day.is_some() && first.month.is_some() == second.month.is_some();
        if let (Some(a), Some(b)) = (order(first), order(*second))
            && reaches
            && led
            && alike
            && a > b
        {
            let words = Words::new(
                format!(
                    "Khoảng thời gian bắt đầu {} nhưng kết thúc {}, tức là trước khi bắt đầu.",
                    first.written(),
                    second.written()
                ),
                format!(
                    "The period begins {} and ends {}, before it began.",
                    first.written(),
                    second.written()
                ),
            );
            let found = (flow.at(last + 1), flow.quote(last + 1).to_owned());
            claims.alone(Kind::Date, found, [flow.at(i)], "", Confidence::Certain, words);
        }
    }
}

/// A decree numbered in one year and dated in another.
fn issued(reference: &str, cited: &Cited, claims: &mut Claims) {
    let mut parts = reference.split('/');
    let (Some(_), Some(year)) = (parts.next(), parts.next()) else { return };
    let (Ok(year), Some(dated)) = (year.parse::<u32>(), cited.date.year) else { return };
    if year == dated || !(1900..=2100).contains(&year) {
        return;
    }
    let words = Words::new(
        format!("Số hiệu {reference} là của năm {year}, văn bản ghi ngày {}.", cited.date.written()),
        format!("The number {reference} is of {year}, but it is dated {}.", cited.date.written()),
    );
    let found = (cited.span.clone(), cited.shown.clone());
    claims.alone(Kind::Date, found, [], &year.to_string(), Confidence::Likely, words);
}

/// A document cited before it was issued.
fn later(own: &Own, cited: &Cited, claims: &mut Claims) {
    let Some((date, span)) = &own.date else { return };
    if cited.date.full() <= date.full() {
        return;
    }
    let words = Words::new(
        format!(
            "Văn bản được dẫn đề ngày {}, sau ngày ký {} của chính văn bản này.",
            cited.date.written(),
            date.written()
        ),
        format!(
            "The cited document is dated {}, after this document's own date {}.",
            cited.date.written(),
            date.written()
        ),
    );
    let found = (cited.span.clone(), cited.shown.clone());
    claims.alone(Kind::Date, found, [span.clone()], "", Confidence::Likely, words);
}

/// `số liệu tính đến ngày …` after the document's own date.
fn measured(own: &Own, flow: &Flow, claims: &mut Claims) {
    let Some((date, span)) = &own.date else { return };
    let tokens = &flow.tokens;
    for i in 3..tokens.len() {
        let Tok::Date(until) = tokens[i].tok else { continue };
        let lead: Vec<&str> = tokens[i - 3..i].iter().filter_map(Token::word).collect();
        if until.full() > date.full()
            && until.full().is_some()
            && matches!(lead[..], ["tính", "đến", "ngày"] | [_, "tính", "đến"])
        {
            let words = Words::new(
                format!(
                    "Số liệu tính đến ngày {}, sau ngày ký {} của văn bản.",
                    until.written(),
                    date.written()
                ),
                format!(
                    "Figures as of {}, after the document's own date {}.",
                    until.written(),
                    date.written()
                ),
            );
            let found = (flow.at(i), flow.quote(i).to_owned());
            claims.alone(Kind::Date, found, [span.clone()], "", Confidence::Suspicious, words);
        }
    }
}

/// The kind of a cited document, which with its number names it: units give the same number to different kinds.
fn document_kind(tokens: &[Token], i: usize) -> Option<String> {
    let words: Vec<&str> =
        tokens[i.saturating_sub(4)..i].iter().filter_map(Token::word).filter(|w| *w != "số").collect();
    let at = words.len().checked_sub(2)?;
    Some(words[at..].join(" "))
}

/// The same document with two dates.
fn twice(reference: &str, places: &[Cited], claims: &mut Claims) {
    let mut tally: BTreeMap<(u32, u32, u32), usize> = BTreeMap::new();
    for date in places.iter().filter_map(|c| c.date.full()) {
        *tally.entry(date).or_default() += 1;
    }
    if tally.len() < 2 {
        if places.len() > 1 {
            claims.holds(places.iter().map(|c| c.span.clone()));
        }
        return;
    }
    let Some((&usual, _)) = tally.iter().max_by_key(|(_, n)| **n) else { return };
    let Some(right) = places.iter().find(|c| c.date.full() == Some(usual)) else { return };
    // Numbers of units begin anew each year: a different year may be another document.
    for wrong in places.iter().filter(|c| c.date.full() != Some(usual)) {
        let numbered = reference.split('/').nth(1).is_some_and(|y| y.parse::<u32>().is_ok());
        if wrong.date.year != right.date.year && !numbered {
            continue;
        }
        let words = Words::new(
            format!(
                "Cùng một văn bản ({}) nhưng nơi ghi ngày {}, nơi ghi ngày {}.",
                number_of(reference),
                right.date.written(),
                wrong.date.written()
            ),
            format!(
                "The same document ({}) is dated {} here and {} there.",
                number_of(reference),
                right.date.written(),
                wrong.date.written()
            ),
        );
        let found = (wrong.span.clone(), wrong.shown.clone());
        claims.alone(
            Kind::Date,
            found,
            [right.span.clone()],
            &right.date.written(),
            Confidence::Likely,
            words,
        );
    }
}

fn number_of(reference: &str) -> &str {
    reference.rsplit(' ').next().unwrap_or(reference)
}
