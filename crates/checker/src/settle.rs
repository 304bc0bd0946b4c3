//! From relations to findings: one mistake is one finding, at the number that most likely is the wrong one.

use crate::claim::{Claim, Claims, Expected, Key, Member, key};
use crate::finding::{Confidence, Kind, Words};
use paper::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Relations beyond these in one tangle are not weighed against each other, nor are those with more members in all.
const MOST_TANGLED: usize = 100;
const MOST_MEMBERS: usize = 6000;
/// Findings beyond these are not listed: nobody reads them, and memory is bounded.
const MOST_FINDINGS: usize = 1000;

/// A mistake, before it has words for its place.
pub(crate) struct Mistake {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
    pub(crate) found: String,
    pub(crate) expected: String,
    pub(crate) related: Vec<Span>,
    pub(crate) confidence: Confidence,
    pub(crate) words: Words,
}

/// Decides which numbers are to blame.
pub(crate) fn settle(claims: &Claims) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for tangle in tangles(&claims.broken) {
        if mistakes.len() >= MOST_FINDINGS {
            break;
        }
        untangle(claims, tangle, &mut mistakes);
    }
    mistakes
}

/// Groups of broken relations that share numbers.
fn tangles(broken: &[Claim]) -> Vec<Vec<usize>> {
    let mut parent: Vec<usize> = (0..broken.len()).collect();
    fn root(parent: &mut [usize], mut i: usize) -> usize {
        while parent[i] != i {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        i
    }
    let mut first: BTreeMap<Key, usize> = BTreeMap::new();
    for (i, claim) in broken.iter().enumerate() {
        for member in &claim.members {
            let other = *first.entry(key(&member.span)).or_insert(i);
            let (a, b) = (root(&mut parent, i), root(&mut parent, other));
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..broken.len() {
        groups.entry(root(&mut parent, i)).or_default().push(i);
    }
    groups.into_values().collect()
}

/// One possible culprit: the relations that it would mend.
struct Suspect {
    mends: Vec<(usize, usize)>,
    score: i64,
}

fn untangle(claims: &Claims, tangle: Vec<usize>, mistakes: &mut Vec<Mistake>) {
    let broken = &claims.broken;
    let members: usize = tangle.iter().map(|&i| broken[i].members.len()).sum();
    let weighed = tangle.len() <= MOST_TANGLED && members <= MOST_MEMBERS;
    let mut left: BTreeSet<usize> = tangle.into_iter().collect();
    while let Some(&first) = left.first() {
        if mistakes.len() >= MOST_FINDINGS {
            return;
        }
        let suspect = if weighed { suspect(claims, &left) } else { None };
        let mends = suspect.unwrap_or_else(|| vec![(first, broken[first].broken.lead)]);
        let (claim, member) = mends[0];
        let culprit = key(&broken[claim].members[member].span);
        mistakes.push(mistake(broken, &mends));
        // What else is told from the wrong number tells nothing until that one is mended.
        left.retain(|&i| {
            let mended = mends.iter().any(|(m, _)| *m == i);
            let tainted = weighed && broken[i].members.iter().any(|m| key(&m.span) == culprit);
            !(mended || tainted)
        });
    }
}

/// The best culprit: with the relations that it mends, the most telling first.
fn suspect(claims: &Claims, left: &BTreeSet<usize>) -> Option<Vec<(usize, usize)>> {
    let Claims { broken, held } = claims;
    let mut of: BTreeMap<Key, Vec<(usize, usize)>> = BTreeMap::new();
    for &i in left {
        for (m, member) in broken[i].members.iter().enumerate() {
            if member.expected.is_some() {
                of.entry(key(&member.span)).or_default().push((i, m));
            }
        }
    }
    let mut best: Option<Suspect> = None;
    for (place, places) in of {
        let expected = |&(i, m): &(usize, usize)| broken[i].members[m].expected.as_ref();
        // The largest group of relations that this number would mend with one value.
        let groups = places.iter().filter_map(expected).map(|one| {
            places.iter().copied().filter(|p| expected(p).is_some_and(|e| e.agrees(one))).collect::<Vec<_>>()
        });
        let Some(mends) = groups.max_by_key(Vec::len) else { continue };
        let count = |test: &dyn Fn(&Expected, bool) -> bool| {
            mends.iter().any(|&(i, m)| expected(&(i, m)).is_some_and(|e| test(e, broken[i].broken.lead == m)))
        };
        let many = i64::try_from(mends.len()).unwrap_or(i64::MAX);
        let score = 8 * many - 3 * i64::from(held.get(&place).copied().unwrap_or(0).min(2))
            + 3 * i64::from(count(&|e, _| e.is_telling()))
            + 2 * i64::from(count(&|_, lead| lead));
        if best.as_ref().is_none_or(|b| score > b.score) {
            best = Some(Suspect { mends, score });
        }
    }
    let mut mends = best?.mends;
    mends.sort_by_key(|&(i, _)| (std::cmp::Reverse(broken[i].broken.confidence), broken[i].members.len(), i));
    Some(mends)
}

fn mistake(broken: &[Claim], mends: &[(usize, usize)]) -> Mistake {
    let (i, m) = mends[0];
    let claim = &broken[i];
    let why = &claim.broken;
    let culprit: &Member = &claim.members[m];
    let mut words = why.words.clone();
    if let Some(&(other, _)) = mends.get(1)
        && broken[other].broken.words != words
    {
        words.vi = format!("{} Ngoài ra: {}", words.vi, broken[other].broken.words.vi);
        words.en = format!("{} Besides: {}", words.en, broken[other].broken.words.en);
    }
    let mut seen = BTreeSet::from([key(&culprit.span)]);
    let related = mends
        .iter()
        .flat_map(|&(i, _)| &broken[i].members)
        .filter(|member| seen.insert(key(&member.span)))
        .map(|member| member.span.clone())
        .collect();
    // A number that two relations agree on is surer than either alone.
    let confidence = mends.iter().map(|&(i, _)| broken[i].broken.confidence).max().unwrap_or(why.confidence);
    Mistake {
        kind: claim.kind,
        span: culprit.span.clone(),
        found: culprit.shown.clone(),
        expected: mends
            .iter()
            .filter_map(|&(i, m)| broken[i].members[m].expected.as_ref())
            .min_by_key(|e| e.high.minus(e.low))
            .map(|e| e.text.clone())
            .unwrap_or_default(),
        related,
        confidence,
        words,
    }
}
