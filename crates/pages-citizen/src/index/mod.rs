//! Finding procedures by words: in any order, with or without diacritics, by code. All in memory, made anew when the
//! catalogue changes or a day turns; a question costs a few microseconds, however many procedures there are.

mod bits;
mod near;
mod rank;
mod words;

pub(crate) use bits::Bits;
pub(crate) use words::{Asked, MOST_LETTERS, asked, clean, marked};

use catalogue::{Catalogue, Revision};
use kernel::Day;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A procedure in force.
pub(crate) struct Entry {
    /// The procedure as it is on the day.
    pub(crate) revision: Arc<Revision>,
    /// Words of the name, folded.
    name: Vec<String>,
    /// Words of the name in small letters, with their diacritics.
    accented: Vec<String>,
}

/// A word of the vocabulary.
struct Word {
    folded: String,
    /// As most procedures write it.
    shown: String,
    entries: Bits,
}

/// Everything that can be found.
pub(crate) struct Index {
    catalogue: i64,
    day: Day,
    entries: Vec<Entry>,
    /// In order.
    vocabulary: Vec<Word>,
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
    /// Nothing has all the words: these have most of them.
    pub(crate) nearly: bool,
    /// What was perhaps meant, as one would write it; none where every word is known.
    pub(crate) meant: Option<String>,
    /// How many there are of each field with the other filters.
    pub(crate) fields: Vec<(String, usize)>,
    /// The same of each tier.
    pub(crate) tiers: Vec<(String, usize)>,
    /// Online.
    pub(crate) online: usize,
    /// By post.
    pub(crate) post: usize,
}

impl Index {
    /// Of the procedures in force on a day.
    pub(crate) fn of(catalogue: &Catalogue, day: Day) -> Self {
        let mut in_force: Vec<&Arc<Revision>> = Vec::new();
        for revision in catalogue.revisions().iter().filter(|r| r.valid_from <= day) {
            // Revisions of one procedure stand together, the latest last.
            if in_force.last().is_some_and(|last| last.procedure == revision.procedure) {
                in_force.pop();
            }
            in_force.push(revision);
        }
        Self::build(catalogue.revision(), day, in_force.into_iter().cloned().collect())
    }

    fn build(catalogue: i64, day: Day, in_force: Vec<Arc<Revision>>) -> Self {
        // In the order of names, so that what answers a question equally well needs no more sorting.
        let mut in_force = in_force;
        in_force.sort_by_cached_key(|r| (kernel::text::fold(&r.name), r.code.clone()));
        let count = in_force.len();
        let mut vocabulary: BTreeMap<String, (BTreeMap<String, usize>, Bits)> = BTreeMap::new();
        let mut fields: BTreeMap<String, Bits> = BTreeMap::new();
        let mut tiers: BTreeMap<String, Bits> = BTreeMap::new();
        let (mut online, mut post) = (Bits::none(count), Bits::none(count));
        let mut entries = Vec::with_capacity(count);
        for (at, revision) in in_force.into_iter().enumerate() {
            let name = words::of_text(&revision.name);
            let code = revision.code.to_lowercase();
            // A code is also known by its part behind the point.
            let parts = code.split('.').skip(1).chain([code.as_str()]);
            let code_words = parts.map(|p| (p.to_owned(), p.to_owned()));
            let all = name.iter().cloned().chain(words::of_text(&revision.field)).chain(code_words);
            for (folded, accented) in all {
                let (shown, holds) =
                    vocabulary.entry(folded).or_insert_with(|| (BTreeMap::new(), Bits::none(count)));
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
            let (name, accented) = name.into_iter().unzip();
            entries.push(Entry { revision, name, accented });
        }
        let most = |shown: BTreeMap<String, usize>| shown.into_iter().max_by_key(|(_, n)| *n);
        let vocabulary = vocabulary.into_iter().map(|(folded, (shown, entries))| {
            let shown = most(shown).map_or_else(String::new, |(word, _)| word);
            Word { folded, shown, entries }
        });
        Self { catalogue, day, vocabulary: vocabulary.collect(), entries, fields, tiers, online, post }
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

    /// Finds what has all the words, or else most of them, within the filter.
    pub(crate) fn search(&self, asked: &[Asked], filter: &Filter, last: Last) -> Found {
        let holding: Vec<Bits> = asked
            .iter()
            .enumerate()
            .map(|(at, a)| self.holding(&a.folded, last == Last::Begun && at + 1 == asked.len()))
            .collect();
        let mut matching = Bits::all(self.len());
        holding.iter().for_each(|bits| matching.and(bits));
        let nearly = matching.is_empty() && !asked.is_empty();
        let meant = if nearly { self.meant(asked, &holding) } else { None };
        if nearly {
            matching = self.most_of(&holding);
        }
        let found = self.facets(&matching, filter);
        let mut scored: Vec<(i64, usize)> =
            found.0.iter().map(|at| (-rank::score(&self.entries[at], asked), at)).collect();
        scored.sort_unstable();
        let hits = scored.into_iter().map(|(_, at)| at).collect();
        let Facets(_, fields, tiers, online, post) = found;
        Found { hits, nearly, meant, fields, tiers, online, post }
    }

    /// Whether a word on a page was asked for.
    pub(crate) fn is_hit(&self, word: &str, asked: &[Asked], last: Last) -> bool {
        asked.iter().enumerate().any(|(at, a)| {
            let begun = last == Last::Begun && at + 1 == asked.len();
            word == a.folded || ((begun || self.place(&a.folded).is_err()) && word.starts_with(&a.folded))
        })
    }

    fn place(&self, word: &str) -> Result<usize, usize> {
        self.vocabulary.binary_search_by(|w| w.folded.as_str().cmp(word))
    }

    /// What holds a word: exactly, or where nothing does or it is only begun, any word that begins with it.
    fn holding(&self, word: &str, begun: bool) -> Bits {
        let place = self.place(word);
        if let (Ok(at), false) = (place, begun) {
            return self.vocabulary[at].entries.clone();
        }
        let from = place.unwrap_or_else(|at| at);
        let mut holds = Bits::none(self.len());
        for w in self.vocabulary[from..].iter().take_while(|w| w.folded.starts_with(word)) {
            holds.or(&w.entries);
        }
        holds
    }

    /// What has more of the words than anything else; nothing where one in two is missing.
    fn most_of(&self, holding: &[Bits]) -> Bits {
        let mut counts = vec![0usize; self.len()];
        holding.iter().flat_map(Bits::iter).for_each(|at| counts[at] += 1);
        let most = counts.iter().copied().max().unwrap_or(0);
        let mut found = Bits::none(self.len());
        if most * 2 >= holding.len().max(1) && most > 0 {
            (0..counts.len()).filter(|at| counts[*at] == most).for_each(|at| found.put(at));
        }
        found
    }

    /// The question with each unknown word replaced by the nearest known one, if something has all those words.
    fn meant(&self, asked: &[Asked], holding: &[Bits]) -> Option<String> {
        let mut matching = Bits::all(self.len());
        let mut words: Vec<&str> = Vec::with_capacity(asked.len());
        let mut changed = false;
        for (a, holds) in asked.iter().zip(holding) {
            let near = if holds.is_empty() { Some(self.nearest(&a.folded)?) } else { None };
            matching.and(near.map_or(holds, |word| &word.entries));
            changed |= near.is_some();
            words.push(near.map_or(a.accented.as_ref().unwrap_or(&a.folded), |word| &word.shown));
        }
        (changed && !matching.is_empty()).then(|| words.join(" "))
    }

    fn nearest(&self, word: &str) -> Option<&Word> {
        let reach = near::reach(word);
        if reach == 0 {
            return None;
        }
        let near = self.vocabulary.iter().filter_map(|w| Some((near::distance(word, &w.folded, reach)?, w)));
        near.min_by_key(|(far, w)| (*far, std::cmp::Reverse(w.entries.len()))).map(|(_, w)| w)
    }

    /// Narrows by the filter, and counts what each other choice would leave.
    fn facets(&self, matching: &Bits, filter: &Filter) -> Facets {
        let with = |field: bool, tiers: bool, online: bool, post: bool| {
            let mut left = matching.clone();
            if let Some(name) = filter.field.as_ref().filter(|_| field) {
                left.and(self.fields.get(name).unwrap_or(&Bits::none(self.len())));
            }
            if tiers && !filter.tiers.is_empty() {
                let mut any = Bits::none(self.len());
                filter.tiers.iter().filter_map(|t| self.tiers.get(t)).for_each(|bits| any.or(bits));
                left.and(&any);
            }
            if online && filter.online {
                left.and(&self.online);
            }
            if post && filter.post {
                left.and(&self.post);
            }
            left
        };
        let count = |of: &Bits, within: &Bits| {
            let mut both = within.clone();
            both.and(of);
            both.len()
        };
        let (for_field, for_tier) = (with(false, true, true, true), with(true, false, true, true));
        Facets(
            with(true, true, true, true),
            self.fields.iter().map(|(name, of)| (name.clone(), count(of, &for_field))).collect(),
            self.tiers.iter().map(|(name, of)| (name.clone(), count(of, &for_tier))).collect(),
            count(&self.online, &with(true, true, false, true)),
            count(&self.post, &with(true, true, true, false)),
        )
    }
}

/// What is left, and how many each choice of field, tier, online and post would leave.
struct Facets(Bits, Vec<(String, usize)>, Vec<(String, usize)>, usize, usize);

#[cfg(test)]
mod tests;
