//! What is left of an answer within a filter, and what each other choice of the filter would leave.

use super::{Bits, Filter, Index};

/// What is left, and how many each choice of field, tier, online and post would leave.
pub(super) struct Facets {
    pub(super) left: Bits,
    pub(super) fields: Vec<(String, usize)>,
    pub(super) tiers: Vec<(String, usize)>,
    pub(super) online: usize,
    pub(super) post: usize,
}

impl Facets {
    pub(super) fn of(index: &Index, matching: &Bits, filter: &Filter) -> Self {
        let with = |field: bool, tiers: bool, online: bool, post: bool| {
            let mut left = matching.clone();
            if let Some(name) = filter.field.as_ref().filter(|_| field) {
                left.and(index.fields.get(name).unwrap_or(&Bits::none(index.len())));
            }
            if tiers && !filter.tiers.is_empty() {
                let mut any = Bits::none(index.len());
                filter.tiers.iter().filter_map(|t| index.tiers.get(t)).for_each(|bits| any.or(bits));
                left.and(&any);
            }
            if online && filter.online {
                left.and(&index.online);
            }
            if post && filter.post {
                left.and(&index.post);
            }
            left
        };
        let count = |of: &Bits, within: &Bits| {
            let mut both = within.clone();
            both.and(of);
            both.len()
        };
        let (for_field, for_tier) = (with(false, true, true, true), with(true, false, true, true));
        Self {
            left: with(true, true, true, true),
            fields: index.fields.iter().map(|(name, of)| (name.clone(), count(of, &for_field))).collect(),
            tiers: index.tiers.iter().map(|(name, of)| (name.clone(), count(of, &for_tier))).collect(),
            online: count(&index.online, &with(true, true, false, true)),
            post: count(&index.post, &with(true, true, true, false)),
        }
    }
}
