use super::*;
use catalogue::{Competent, ProcedureId, Process, ProcessId};
use kernel::term::{Term, TermRules};
use proptest::prelude::*;

fn procedure(n: usize, name: &str, field: &str, tier: &str) -> Arc<Revision> {
    let id = i64::try_from(n).unwrap();
    Arc::new(Revision {
        procedure: ProcedureId(id),
        code: format!("1.{n:06}"),
        revision: 1,
        valid_from: Day(0),
        name: name.into(),
        tier: tier.into(),
        field: field.into(),
        competent: Competent::Tier(tier.into()),
        term: Term::WorkingDays(3),
        rules: TermRules::default(),
        online: n.is_multiple_of(2),
        post: n.is_multiple_of(3),
        process: Arc::new(Process {
            id: ProcessId(1),
            code: "p".into(),
            name: "p".into(),
            illustrative: true,
            decision: None,
            default_for: None,
            steps: Vec::new(),
        }),
        illustrative: true,
    })
}

const NAMES: [(&str, &str, &str); 8] = [
    ("Cấp giấy phép xây dựng nhà ở riêng lẻ", "Xây dựng", "district"),
    ("Gia hạn giấy phép xây dựng nhà ở", "Xây dựng", "district"),
    ("Đăng ký khai sinh", "Hộ tịch", "commune"),
    ("Đăng ký lại khai sinh", "Hộ tịch", "commune"),
    ("Đăng ký khai tử", "Hộ tịch", "commune"),
    ("Tách thửa hoặc hợp thửa đất", "Đất đai", "district"),
    ("Đăng ký, cấp giấy chứng nhận quyền sử dụng đất", "Đất đai", "district"),
    ("Hưởng trợ cấp thất nghiệp", "Việc làm", "province"),
];

fn index() -> Index {
    let all = NAMES.iter().enumerate().map(|(n, (name, field, tier))| procedure(n, name, field, tier));
    Index::build(1, Day(0), all.map(|r| (r, false)).collect(), &[])
}

/// Which of the names these are; the index has an order of its own.
fn which(index: &Index, hits: &[usize]) -> Vec<usize> {
    hits.iter().map(|at| usize::try_from(index.entry(*at).revision.procedure.0).unwrap()).collect()
}

fn found(question: &str) -> Vec<usize> {
    let index = index();
    which(&index, &index.search(&asked(question), &Filter::default(), Last::Whole).hits)
}

#[test]
fn words_find_without_diacritics_and_in_any_order() {
    for (question, first, count) in [
        ("khai sinh", 2, 2),
        ("sinh khai", 2, 2),
        ("KHAI SINH lại", 3, 1),
        ("giay phep xay nha", 1, 2),
        ("nhà phép xây riêng", 0, 1),
        ("dat", 5, 2),
        ("ho tich", 2, 3),
        ("1.000005", 5, 1),
        ("000005", 5, 1),
        ("thất nghi", 7, 1),
        ("", 0, 8),
    ] {
        let hits = found(question);
        assert_eq!((hits.len(), hits.first()), (count, Some(&first)), "{question}: {hits:?}");
    }
}

#[test]
fn a_word_with_diacritics_goes_before_one_that_only_folds_alike() {
    let all = [procedure(0, "Cấp mả", "f", "t"), procedure(1, "Cấp mã", "f", "t")];
    let index = Index::build(1, Day(0), all.map(|r| (r, false)).into(), &[]);
    for (question, first) in [("mã", 1), ("mả", 0)] {
        let hits = index.search(&asked(question), &Filter::default(), Last::Whole).hits;
        assert_eq!(which(&index, &hits)[0], first, "{question}");
    }
}

#[test]
fn the_last_word_may_be_half_typed_while_suggestions_are_asked_for() {
    let index = index();
    let hits = |q: &str, last| index.search(&asked(q), &Filter::default(), last).hits.len();
    assert_eq!(hits("đăng ký kh", Last::Begun), 3);
    // "ho" is a word of "Hộ tịch", and the beginning of "hoặc" and "hợp".
    assert_eq!((hits("ho", Last::Whole), hits("ho", Last::Begun)), (3, 4));
}

#[test]
fn filters_narrow_and_count_what_each_other_choice_would_leave() {
    let filter = Filter { field: Some("Hộ tịch".into()), online: true, ..Filter::default() };
    let index = index();
    let found = index.search(&asked("dang ky"), &filter, Last::Whole);
    assert_eq!(which(&index, &found.hits), [2, 4]);
    let of = |name: &str| found.fields.iter().find(|(n, _)| n == name).unwrap().1;
    assert_eq!((of("Hộ tịch"), of("Đất đai"), of("Xây dựng")), (2, 1, 0));
    assert_eq!((found.online, found.post), (2, 0));
    assert_eq!(found.tiers, [("commune".into(), 2), ("district".into(), 0), ("province".into(), 0)]);
    let nowhere = Filter { tiers: vec!["moon".into()], ..Filter::default() };
    assert!(index.search(&[], &nowhere, Last::Whole).hits.is_empty());
}

#[test]
fn where_nothing_has_all_words_the_nearest_is_shown_and_what_was_meant_is_asked() {
    let index = index();
    let found = index.search(&asked("khia sinh"), &Filter::default(), Last::Whole);
    assert!(found.nearly);
    assert_eq!(found.meant.as_deref(), Some("khai sinh"));
    assert_eq!(which(&index, &found.hits), [2, 3]);
    // Each word has a near one, but nothing has both of those.
    let apart = index.search(&asked("thuaa nhaf"), &Filter::default(), Last::Whole);
    assert_eq!((apart.nearly, apart.meant), (true, None));
    let nothing = index.search(&asked("máy bay trực thăng"), &Filter::default(), Last::Whole);
    assert!(nothing.nearly && nothing.hits.is_empty());
}

#[test]
fn an_empty_catalogue_finds_nothing_and_says_nothing_wrong() {
    let empty = Index::build(0, Day(0), Vec::new(), &[]);
    let found = empty.search(&asked("khai sinh"), &Filter::default(), Last::Begun);
    assert!(found.hits.is_empty() && found.meant.is_none() && empty.largest_fields(6, 4).is_empty());
}

/// Whether a procedure has every word, found by looking at each.
fn by_hand(index: &Index, words: &[Asked]) -> Vec<usize> {
    let known = |w: &str| {
        NAMES.iter().enumerate().any(|(n, (name, field, _))| {
            let all = words::of_text(name).into_iter().chain(words::of_text(field)).map(|w| w.0);
            let code = [format!("{n:06}"), format!("1.{n:06}")];
            all.chain(code).any(|have| have == w)
        })
    };
    let has = |n: usize, w: &str| {
        let (name, field, _) = NAMES[n];
        let all = words::of_text(name).into_iter().chain(words::of_text(field)).map(|w| w.0);
        let whole = known(w);
        all.chain([format!("{n:06}"), format!("1.{n:06}")])
            .any(|have| if whole { have == w } else { have.starts_with(w) })
    };
    (0..index.len()).filter(|n| words.iter().all(|w| has(*n, &w.folded))).collect()
}

proptest! {
    #[test]
    fn every_name_is_found_by_some_of_its_words_shuffled_and_folded(
        which in 0..NAMES.len(),
        keep in prop::collection::vec(any::<bool>(), 16),
        swap in any::<prop::sample::Index>(),
    ) {
        let mut words: Vec<String> = words::of_text(NAMES[which].0).into_iter().map(|w| w.0).collect();
        let kept: Vec<String> = words.iter().zip(&keep).filter(|(_, k)| **k).map(|(w, _)| w.clone()).collect();
        if !kept.is_empty() {
            words = kept;
        }
        let at = swap.index(words.len());
        words.swap(0, at);
        prop_assert!(found(&words.join(" ")).contains(&which));
    }

    #[test]
    fn the_index_finds_what_looking_at_each_finds(
        parts in prop::collection::vec(prop::sample::select(vec![
            "dang", "ky", "khai", "sinh", "giấy", "phép", "nha", "dat", "x", "1.0", "000", "tri", "cap", "zz",
        ]), 1..4),
    ) {
        let index = index();
        let words = asked(&parts.join(" "));
        let found = index.search(&words, &Filter::default(), Last::Whole);
        let mut hits = if found.nearly { Vec::new() } else { which(&index, &found.hits) };
        hits.sort_unstable();
        prop_assert_eq!(hits, by_hand(&index, &words));
    }

    #[test]
    fn nothing_that_is_typed_breaks_the_search(question in ".{0,300}") {
        let words = asked(&question);
        let index = index();
        let found = index.search(&words, &Filter::default(), Last::Begun);
        for at in &found.hits {
            let html = marked(&index.entry(*at).revision.name, |w| index.is_hit(w, &found));
            prop_assert_eq!(html.as_str().matches("<mark>").count(), html.as_str().matches("</mark>").count());
        }
    }
}
