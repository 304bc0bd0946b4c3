//! Finding a procedure: the page, and suggestions while somebody types.

use crate::index::{Asked, Filter, Found, Last, MOST_LETTERS, asked, clean, marked};
use crate::locale::T;
use crate::query::Query;
use crate::shelf::{Shelf, Shelves, Tiers};
use askama::Template;
use axum::Json;
use axum::response::IntoResponse;
use dossier::desk::Desk;
use webkit::{Address, Answer, Html, Lang, Layout, Limit, Shell, Visit, words};

/// Procedures on a page.
const PAGE: usize = 20;
/// Suggestions at once.
const SUGGESTIONS: usize = 7;
/// Letters are typed fast, and a whole office may stand behind one address. An answer costs a few microseconds.
const TYPING: Limit = Limit { purpose: "suggestions", burst: 600, per_minute: 1_800 };

/// What the form says.
struct Wanted {
    typed: String,
    words: Vec<Asked>,
    filter: Filter,
    page: usize,
}

impl Wanted {
    fn of(query: &Query) -> Self {
        let typed: String = clean(query.first("q")).chars().take(MOST_LETTERS).collect();
        let field = clean(query.first("field"));
        Self {
            words: asked(&typed),
            typed,
            filter: Filter {
                field: Some(field).filter(|field| !field.is_empty()),
                tiers: query.all("tier").filter(|t| !t.is_empty()).map(str::to_owned).collect(),
                online: !query.first("online").is_empty(),
                post: !query.first("post").is_empty(),
            },
            page: query.first("page").parse().unwrap_or(1).max(1),
        }
    }

    /// The same search with another question or page.
    fn address(&self, typed: &str, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let filter = &self.filter;
        let ticked = |on: bool| if on { "1" } else { "" };
        let mut pairs = vec![("q", typed), ("field", filter.field.as_deref().unwrap_or_default())];
        pairs.extend(filter.tiers.iter().map(|tier| ("tier", tier.as_str())));
        pairs.extend([("online", ticked(filter.online)), ("post", ticked(filter.post)), ("page", &page)]);
        Address::of("/search").with(pairs).text()
    }
}

/// `GET /search`.
pub(crate) async fn page(shelves: Shelves, visit: Visit, query: Query) -> Answer {
    let wanted = Wanted::of(&query);
    let desk = visit.kit().need::<Desk>()?;
    let today = visit.business_now().day();
    let (shelf, tiers) = visit
        .kit()
        .read(move |tx| {
            let reference = desk.reference(tx)?;
            Ok((shelves.of(&reference, today), Tiers::load(tx)?))
        })
        .await?;
    let t = T(visit.lang());
    let title = match wanted.typed.as_str() {
        "" => t.search_title().to_owned(),
        typed => t.search_title_of(typed),
    };
    let shell = visit.shell(Layout::Citizen, &title);
    visit.page(&Page::of(shell, t, &wanted, &shelf, &tiers))
}

/// `GET /search/suggest`: names, what they take, and where they are; the same order as the page.
pub(crate) async fn suggest(shelves: Shelves, visit: Visit, query: Query) -> Answer {
    visit.throttle(TYPING)?;
    let wanted = Wanted::of(&query);
    let desk = visit.kit().need::<Desk>()?;
    let today = visit.business_now().day();
    let shelf = visit.kit().read(move |tx| Ok(shelves.of(&*desk.reference(tx)?, today))).await?;
    if wanted.words.is_empty() {
        return Ok(Json(Vec::<[String; 3]>::new()).into_response());
    }
    let found = shelf.index.search(&wanted.words, &Filter::default(), Last::Begun);
    let lines = found.hits.iter().take(SUGGESTIONS).map(|at| {
        let revision = &shelf.index.entry(*at).revision;
        [
            revision.name.clone(),
            words::term(visit.lang(), revision.term),
            format!("/procedures/{}", revision.code),
        ]
    });
    Ok(Json(lines.collect::<Vec<_>>()).into_response())
}

/// A line of the filter.
struct Pick {
    value: String,
    label: String,
    count: usize,
    on: bool,
}

/// A procedure that was found.
struct Hit {
    href: String,
    name: Html,
    code: String,
    field: String,
    term: String,
    who: String,
    online: bool,
    post: bool,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Page {
    shell: Shell,
    t: T,
    typed: String,
    count: i64,
    nearly: bool,
    meant: Option<(String, String)>,
    hits: Vec<Hit>,
    fields: Vec<Pick>,
    tiers: Vec<Pick>,
    online: Pick,
    post: Pick,
    narrowed: bool,
    without_filter: String,
    before: Option<String>,
    after: Option<(i64, String)>,
}

impl Page {
    fn of(shell: Shell, t: T, wanted: &Wanted, shelf: &Shelf, tiers: &Tiers) -> Self {
        let found = shelf.index.search(&wanted.words, &wanted.filter, Last::Whole);
        let count = found.hits.len();
        let page = wanted.page.min(count.div_ceil(PAGE).max(1));
        let left = count.saturating_sub(page * PAGE);
        let hits = found.hits.iter().skip((page - 1) * PAGE).take(PAGE);
        let hits = hits.map(|at| Hit::of(*at, t.0, &found, shelf, tiers)).collect();
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let filter = &wanted.filter;
        let pick = |count, on| Pick { value: "1".into(), label: String::new(), count, on };
        Self {
            typed: wanted.typed.clone(),
            count: number(count),
            nearly: found.nearly,
            meant: found.meant.as_ref().map(|meant| (meant.clone(), wanted.address(meant, 1))),
            hits,
            fields: fields(&found, filter),
            tiers: tier_picks(&found, filter, tiers, t.0),
            online: pick(found.online, filter.online),
            post: pick(found.post, filter.post),
            narrowed: *filter != Filter::default(),
            without_filter: Address::of("/search").and("q", &wanted.typed).text(),
            before: (page > 1).then(|| wanted.address(&wanted.typed, page - 1)),
            after: (left > 0).then(|| (number(left), wanted.address(&wanted.typed, page + 1))),
            shell,
            t,
        }
    }
}

impl Hit {
    fn of(at: usize, lang: Lang, found: &Found, shelf: &Shelf, tiers: &Tiers) -> Self {
        let revision = &shelf.index.entry(at).revision;
        Self {
            href: format!("/procedures/{}", revision.code),
            name: marked(&revision.name, |word| shelf.index.is_hit(word, found)),
            code: revision.code.clone(),
            field: revision.field.clone(),
            term: words::capital(&words::term(lang, revision.term)),
            who: shelf.who(revision, tiers, lang),
            online: revision.online,
            post: revision.post,
        }
    }
}

fn fields(found: &Found, filter: &Filter) -> Vec<Pick> {
    let mut fields: Vec<Pick> = found
        .fields
        .iter()
        .map(|(name, count)| Pick {
            value: name.clone(),
            label: name.clone(),
            count: *count,
            on: filter.field.as_ref() == Some(name),
        })
        .filter(|pick| pick.on || pick.count > 0)
        .collect();
    fields.sort_by_cached_key(|pick| kernel::text::fold(&pick.label));
    fields
}

fn tier_picks(found: &Found, filter: &Filter, tiers: &Tiers, lang: Lang) -> Vec<Pick> {
    let count = |code: &str| found.tiers.iter().find(|(name, _)| name == code).map_or(0, |(_, n)| *n);
    tiers
        .codes()
        .map(|code| Pick {
            value: code.to_owned(),
            label: tiers.name(code, lang).to_owned(),
            count: count(code),
            on: filter.tiers.iter().any(|tier| tier == code),
        })
        .collect()
}
