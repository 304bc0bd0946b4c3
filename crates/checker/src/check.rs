//! The whole way: view, rules, who is to blame, words.

use crate::finding::Finding;
use crate::place::place;
use crate::rules;
use crate::settle::settle;
use crate::view::View;
use paper::Document;

/// Finds what does not add up, in reading order. The same document gives the same findings.
pub fn check(document: &Document) -> Vec<Finding> {
    let view = View::of(document);
    let claims = rules::run(&view);
    let mut mistakes = settle(&claims);
    mistakes.sort_by(|a, b| {
        let key = |m: &crate::settle::Mistake| (view.order(&m.span), m.kind);
        key(a).cmp(&key(b))
    });
    mistakes
        .into_iter()
        .map(|mistake| {
            let (quote, mark) = view.quote(&mistake.span);
            Finding {
                kind: mistake.kind,
                place: place(&view, &mistake.span),
                quote,
                mark,
                span: mistake.span,
                related: mistake.related,
                found: mistake.found,
                expected: mistake.expected,
                explanation: mistake.words,
                confidence: mistake.confidence,
            }
        })
        .collect()
}
