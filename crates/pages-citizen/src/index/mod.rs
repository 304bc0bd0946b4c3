//! Finding procedures by words: in any order, with or without diacritics, by people's own words, mistyped, by code. All
//! in memory, made anew when the catalogue changes or a day turns; a question costs well under a millisecond.

mod bits;
mod facets;
mod near;
mod rank;
mod repair;
mod sense;
mod vocabulary;
mod words;

pub(crate) use bits::Bits;
pub(crate) use words::{Asked, MOST_LETTERS, asked, clean, marked};

use catalogue::{Catalogue, Revision, Synonym};
use facets::Facets;
use kernel::Day;
use repair::Repair;
use rustc_hash::FxHashSet;
use sense::{Part, Sayings};
use std::collections::BTreeMap;
use std::sync::Arc;
use vocabulary::{Gathered, Span, Vocabulary};

/// Ways to mend a question that are tried.
const MOST_TRIES: usize = 60;
/// Words of a question in which those that are known are mended as well.
const MOST_KNOWN: usize = 5;

/// A procedure in force.
pub(crate) struct Entry {
    /// The procedure as it is on the day.
    pub(crate) revision: Arc<Revision>,
    /// Words of the name by their numbers.
    name: Vec<u32>,
    /// Words of the name in small letters, with their diacritics.
    accented: Vec<String>,
    /// It belongs to a life event.
    common: bool,
}

/// Everything that can be found.
pub(crate) struct Index {
    catalogue: i64,
    day: Day,
    entries: Vec<Entry>,
    vocabulary: Vocabulary,
    sayings: Sayings,
    fields: BTreeMap<String, Bits>,
    tiers: BTreeMap<String, Bits>,
    online: Bits,
    post: Bits,
}

/// What narrows a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// One field.
    pub(crate) field: Option<String>,
    /// Any of these tiers.
    pub(crate) tiers: Vec<String>,
    /// May be filed online.
    pub(crate) online: bool,
    /// May be filed by post.
    pub(crate) post: bool,
}

/// How the last word is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Last {
    /// As the beginning of a word: somebody is still typing.
    Begun,
    /// As the others.
    Whole,
}

/// What was found.
pub(crate) struct Found {
    /// The best first.
    pub(crate) hits: Vec<usize>,
    /// Nothing has all the words as they were typed: these have what was perhaps meant, or most of them.
    pub(crate) nearly: bool,
    /// What was perhaps meant, as one would write it.
    pub(crate) meant: Option<String>,
    /// How many there are of each field with the other filters.
    pub(crate) fields: Vec<(String, usize)>,
    /// The same of each tier.
    pub(crate) tiers: Vec<(String, usize)>,
    /// Online.
    pub(crate) online: usize,
    /// By post.
    pub(crate) post: usize,
    /// The words that were looked for.
    words: Vec<Span>,
}

/// What a question came to.
struct Answer {
    parts: Vec<Part>,
    matching: Bits,
}

impl Index {
    /// Of the procedures in force on a day.
    pub(crate) fn of(catalogue: &Catalogue, day: Day) -> Self {
        let guide = catalogue.guide();
        let common: FxHashSet<_> = guide.events.iter().flat_map(|event| &event.procedures).collect();
        let in_force = catalogue.all_in_force(day).into_iter();
        let in_force = in_force.map(|r| (r.clone(), common.contains(&r.procedure))).collect();
        Self::build(catalogue.revision(), day, in_force, &guide.synonyms)
    }

    /// Of these procedures, each with whether it belongs to a life event.
    pub(crate) fn build(
        catalogue: i64,
        day: Day,
        in_force: Vec<(Arc<Revision>, bool)>,
        synonyms: &[Synonym],
    ) -> Self {
        // In the order of names, so that what answers a question equally well needs no more sorting.
        let mut in_force = in_force;
        in_force.sort_by_cached_key(|(r, _)| (kernel::text::fold(&r.name), r.code.clone()));
        let count = in_force.len();
        let mut gathered = Gathered::new();
        let mut fields: BTreeMap<String, Bits> = BTreeMap::new();
        let mut tiers: BTreeMap<String, Bits> = BTreeMap::new();
        let (mut online, mut post) = (Bits::none(count), Bits::none(count));
        let mut names = Vec::with_capacity(count);
        for (at, (revision, _)) in in_force.iter().enumerate() {
            let name = words::of_text(&revision.name);
            let code = revision.code.to_lowercase();
            // A code is also known by its part behind the point.
            let parts = code.split('.').skip(1).chain([code.as_str()]);
            let code_words = parts.map(|p| (p.to_owned(), p.to_owned()));
            let all = name.iter().cloned().chain(words::of_text(&revision.field)).chain(code_words);
            for (folded, accented) in all {
                let (shown, holds) =
                    gathered.entry(folded).or_insert_with(|| (BTreeMap::new(), Bits::none(count)));
                *shown.entry(accented).or_default() += 1;
                holds.put(at);
            }
            fields.entry(revision.field.clone()).or_insert_with(|| Bits::none(count)).put(at);
            tiers.entry(revision.tier.clone()).or_insert_with(|| Bits::none(count)).put(at);
            if revision.online {
                online.put(at);
            }
            if revision.post {
                post.put(at);
            }
            names.push(name);
        }
        let vocabulary = Vocabulary::of(gathered, count);
        let entry = |revision: Arc<Revision>, common: bool, name: Vec<(String, String)>| {
            let numbers = name.iter().filter_map(|(folded, _)| vocabulary.number(folded)).collect();
            let accented = name.into_iter().map(|(_, accented)| accented).collect();
            Entry { revision, name: numbers, accented, common }
        };
        let named = in_force.into_iter().zip(names);
        let entries = named.map(|((revision, common), name)| entry(revision, common, name)).collect();
        let sayings = Sayings::of(synonyms);
        Self { catalogue, day, entries, vocabulary, sayings, fields, tiers, online, post }
    }

    /// Whether it still says what is in force.
    pub(crate) fn is_of(&self, catalogue: &Catalogue, day: Day) -> bool {
        (self.catalogue, self.day) == (catalogue.revision(), day)
    }

    /// A procedure.
    pub(crate) fn entry(&self, at: usize) -> &Entry {
        &self.entries[at]
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The fields, those with most procedures first, each with some of its procedures by name.
    pub(crate) fn largest_fields(&self, fields: usize, each: usize) -> Vec<(&str, Vec<&Revision>)> {
        let mut all: Vec<(&String, &Bits)> = self.fields.iter().collect();
        all.sort_by_key(|(name, holds)| (std::cmp::Reverse(holds.len()), kernel::text::fold(name)));
        let some = |holds: &Bits| {
            let mut found: Vec<&Revision> = holds.iter().map(|at| &*self.entries[at].revision).collect();
            found.sort_by_cached_key(|r| (r.name.chars().count(), kernel::text::fold(&r.name)));
            // Several units may have procedures of one name: the search shows them all.
            found.dedup_by(|a, b| a.name == b.name);
            found.truncate(each);
            found
        };
        all.into_iter().take(fields).map(|(name, holds)| (name.as_str(), some(holds))).collect()
    }

    /// Finds what has all the words, or else what was perhaps meant or most of them, within the filter.
    pub(crate) fn search(&self, asked: &[Asked], filter: &Filter, last: Last) -> Found {
        let begun = last == Last::Begun;
        let typed: Vec<&str> = asked.iter().map(|a| a.folded.as_str()).collect();
        let mut answer = self.answer(&typed, begun);
        let nearly = answer.matching.is_empty() && !asked.is_empty();
        let mut meant = None;
        if nearly {
            match self.mended(asked, begun) {
                Some((words, better)) => (meant, answer) = (Some(words), better),
                None => answer.matching = self.most_of(&answer.parts),
            }
        }
        let facets = Facets::of(self, &answer.matching, filter);
        let score = |at| rank::score(&self.entries[at], &answer.parts, asked, &self.vocabulary);
        let mut scored: Vec<(i64, usize)> = facets.left.iter().map(|at| (-score(at), at)).collect();
        scored.sort_unstable();
        let hits = scored.into_iter().map(|(_, at)| at).collect();
        let ways = answer.parts.into_iter().flat_map(|part| part.ways);
        let words = ways.flat_map(|way| way.words).collect();
        let Facets { fields, tiers, online, post, .. } = facets;
        Found { hits, nearly, meant, fields, tiers, online, post, words }
    }

    /// Whether a word on a page was looked for.
    pub(crate) fn is_hit(&self, word: &str, found: &Found) -> bool {
        self.vocabulary.number(word).is_some_and(|n| found.words.iter().any(|span| span.contains(&n)))
    }

    /// What has every part of a question.
    fn answer(&self, words: &[&str], begun: bool) -> Answer {
        let parts = sense::parts(words, begun, &self.vocabulary, &self.sayings);
        let mut matching = Bits::all(self.len());
        for part in parts.iter().filter(|part| !part.ways.is_empty()) {
            matching.and(&self.holding(part));
        }
        Answer { parts, matching }
    }

    /// What has a part of a question, in any of its ways.
    fn holding(&self, part: &Part) -> Bits {
        let mut any = Bits::none(self.len());
        for way in &part.ways {
            let mut all = Bits::all(self.len());
            way.words.iter().for_each(|span| all.and(&self.vocabulary.holding(span, self.len())));
            any.or(&all);
        }
        any
    }

    /// What tells more of the question than anything else; nothing where half of it is missing.
    fn most_of(&self, parts: &[Part]) -> Bits {
        let (mut points, mut whole) = (vec![0i64; self.len()], 0);
        for part in parts.iter().filter(|part| !part.ways.is_empty()) {
            let weight = part.own.iter().map(|span| self.vocabulary.weight(span)).sum::<i64>();
            whole += weight;
            self.holding(part).iter().for_each(|at| points[at] += weight);
        }
        let most = points.iter().copied().max().unwrap_or(0);
        let mut found = Bits::none(self.len());
        if most * 2 >= whole.max(1) {
            (0..points.len()).filter(|at| points[*at] == most).for_each(|at| found.put(at));
        }
        found
    }

    fn knows(&self, word: &str) -> bool {
        self.sayings.knows(word) || !self.vocabulary.span(word, true).is_empty()
    }

    /// The question with mistyped words mended, if something has all of those: first the words that nobody knows, then
    /// one at a time those that are known but fit nowhere. In a long question a word that does not fit is rather one too
    /// many than mistyped.
    fn mended(&self, asked: &[Asked], begun: bool) -> Option<(String, Answer)> {
        let unknown: Vec<usize> = (0..asked.len()).filter(|at| !self.knows(&asked[*at].folded)).collect();
        let few = asked.len() <= MOST_KNOWN;
        let repairs = |at: usize| {
            let tried = few || unknown.contains(&at);
            if tried {
                repair::repairs(&asked[at].folded, &self.vocabulary, &self.sayings)
            } else {
                Vec::new()
            }
        };
        let repairs: Vec<Vec<Repair>> = (0..asked.len()).map(repairs).collect();
        let best = if unknown.is_empty() { None } else { self.best_mended(asked, &repairs, &unknown, begun) };
        // A word that is known may be mistyped, too.
        let more = || {
            let known = (0..asked.len()).filter(|at| few && !unknown.contains(at));
            let tries = known.map(|at| unknown.iter().copied().chain([at]).collect::<Vec<_>>());
            let mended = tries.filter_map(|wrong| self.best_mended(asked, &repairs, &wrong, begun));
            mended.max_by_key(|mended| mended.points)
        };
        best.or_else(more).map(|mended| (mended.words, mended.answer))
    }

    /// The best of what these words may have been: what answers best, and is least far from what was typed.
    fn best_mended(
        &self,
        asked: &[Asked],
        repairs: &[Vec<Repair>],
        wrong: &[usize],
        begun: bool,
    ) -> Option<Mended> {
        let mut best: Option<Mended> = None;
        for (far, chosen) in choices(repairs, wrong) {
            let words: Vec<&str> = asked
                .iter()
                .enumerate()
                .flat_map(|(at, a)| match chosen.iter().find(|(n, _)| *n == at) {
                    Some((_, repair)) => repair.words.iter().map(String::as_str).collect(),
                    None => vec![a.folded.as_str()],
                })
                .collect();
            let answer = self.answer(&words, begun);
            let score = |at| rank::score(&self.entries[at], &answer.parts, asked, &self.vocabulary);
            let Some(top) = answer.matching.iter().map(score).max() else { continue };
            let points = top - i64::try_from(far).unwrap_or(0) * FAR;
            if best.as_ref().is_none_or(|best| points > best.points) {
                let words = words.iter().map(|word| self.shown(word, asked)).collect::<Vec<_>>().join(" ");
                best = Some(Mended { points, words, answer });
            }
        }
        best
    }

    /// A word as it was typed with its diacritics, or as most procedures write it.
    fn shown(&self, word: &str, asked: &[Asked]) -> String {
        let typed = asked.iter().find(|a| a.folded == word).and_then(|a| a.accented.clone());
        let known = || self.vocabulary.number(word).map(|n| self.vocabulary.word(n).shown.clone());
        typed.or_else(known).unwrap_or_else(|| word.to_owned())
    }
}

/// A question that was mended.
struct Mended {
    points: i64,
    words: String,
    answer: Answer,
}

/// How far a choice is from what was typed, and the repair of each word by its place.
type Choice<'r> = (usize, Vec<(usize, &'r Repair)>);

/// Every way to mend these words, the nearest first; not more than [`MOST_TRIES`].
fn choices<'r>(repairs: &'r [Vec<Repair>], wrong: &[usize]) -> Vec<Choice<'r>> {
    let mut choices: Vec<Choice<'r>> = vec![(0, Vec::new())];
    for at in wrong {
        let with = |(far, chosen): &Choice<'r>, repair: &'r Repair| {
            (far + repair.far, chosen.iter().copied().chain([(*at, repair)]).collect())
        };
        choices = choices.iter().flat_map(|choice| repairs[*at].iter().map(|r| with(choice, r))).collect();
        choices.sort_by_key(|(far, _)| *far);
        choices.truncate(MOST_TRIES);
    }
    choices
}

/// What a letter more of difference costs against a better answer.
const FAR: i64 = 90;

mod citizens;
#[cfg(test)]
mod tests;
