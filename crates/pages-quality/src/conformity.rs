//! How many of a unit's dossiers went the way of their process.

use crate::base::{crumbs, look, of_unit, seen, unit_address};
use crate::list::count;
use crate::locale::T;
use crate::page::{Page, Section, Table, link, text};
use crate::words::{deviation_kind, deviations};
use askama::Template;
use axum::extract::{Path, Query};
use kernel::{Day, Period};
use quality::figures::{self, Share};
use serde::Deserialize;
use webkit::form::Parse;
use webkit::{Answer, Html, Layout, Visit, words};

/// The days asked for: both inside.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
pub(crate) struct Asked {
    from: String,
    to: String,
}

impl Asked {
    /// The period, from the first day to the last; the year so far where nothing is asked, or no days are.
    fn period(&self, today: Day) -> (Period, bool) {
        let year = Day::from_ymd(today.ymd().0, 1, 1).unwrap_or(today);
        let so_far = Period { from: year, to: today.plus(1) };
        let read = |text: &str, otherwise: Day| match text.trim() {
            "" => Some(otherwise),
            typed => Day::parse(typed).ok(),
        };
        let days = read(&self.from, year).zip(read(&self.to, today));
        let period = days.and_then(|(from, to)| Period::new(from, to.plus(1)));
        period.map_or((so_far, true), |period| (period, false))
    }
}

#[derive(Template)]
#[template(path = "quality-days.html")]
struct Tools {
    t: T,
    action: String,
    from: String,
    to: String,
    wrong: bool,
}

pub(crate) async fn page(visit: Visit, Path(code): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let t = T(visit.lang());
    let (who, version) = seen(&visit, &code)?;
    let (period, wrong) = asked.period(who.today());
    let (unit, now) = (version.unit, visit.business_now());
    let (share, _) =
        look(&visit, move |tx, reference| figures::share(tx, reference, unit, period, now)).await?;
    let address = unit_address(&version.code);
    let tools = Tools {
        t,
        action: format!("{address}/conformity"),
        from: if asked.from.is_empty() { words::day(t.0, period.from) } else { asked.from.clone() },
        to: if asked.to.is_empty() { words::day(t.0, period.to.plus(-1)) } else { asked.to.clone() },
        wrong,
    };
    visit.page(&Page {
        shell: visit.shell(Layout::Work, &t.conformity_of(&version.name)),
        crumbs: Some(crumbs(&visit, &[of_unit(&version)], t.conformity_title())),
        over: t.days_span(words::day(t.0, period.from), words::day(t.0, period.to.plus(-1))),
        title: t.conformity_of(&version.name),
        under: sentence(t, &share),
        acts: Vec::new(),
        form: visit.form(),
        tools: Some(Html::made(tools.to_string())),
        main: vec![deviating(t, &share)],
        side: vec![kinds(t, &share), how(t, &share)],
    })
}

#[derive(Template)]
#[template(source = r#"<p class="head">{{ words }}</p>"#, ext = "html")]
struct Headline<'a> {
    words: &'a str,
}

fn sentence(t: T, share: &Share) -> Html {
    let percent = |permille: i64| words::percent(t.0, permille, 1000, 1);
    let said = match share.permille() {
        None => t.share_nothing().to_owned(),
        Some((exact, _)) if share.whole() => {
            t.share_whole(percent(exact), count(t, share.conform), count(t, share.settled))
        }
        Some((low, high)) => t.share_sample(
            percent(low),
            percent(high),
            count(t, share.conform),
            count(t, share.looked_at),
            count(t, share.settled),
        ),
    };
    Html::made(Headline { words: &said }.to_string())
}

fn deviating(t: T, share: &Share) -> Section {
    let row = |(code, found): &(String, quality::conformity::Conformity)| {
        let address = format!("/quality/dossier/{}", kernel::text::percent_encoded(code));
        vec![link(&address, code), text(deviations(t, found))]
    };
    let table = Table::new(t.share_deviating(), &[t.share_code(), t.share_what()]);
    Section::new(t.share_deviating()).table(table.rows(share.deviating.iter().map(row)), t.share_none(), "")
}

fn kinds(t: T, share: &Share) -> Section {
    let pair = |(kind, n): (&quality::conformity::DeviationKind, &usize)| {
        webkit::component::Pair::new(deviation_kind(t, *kind), count(t, *n))
    };
    let section = Section::new(t.share_kinds()).facts(share.kinds.iter().map(pair).collect());
    if share.kinds.is_empty() { section.line(t.share_none()) } else { section }
}

fn how(t: T, share: &Share) -> Section {
    let mut section = Section::new(t.share_how()).line(t.share_as_of(words::moment(t.0, share.as_of)));
    if !share.whole() {
        section = section.line(t.share_drawn(count(t, share.looked_at), count(t, share.settled)));
    }
    section.line(t.share_rules())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_runs_from_the_first_day_to_the_last_and_nonsense_is_the_year_so_far() {
        let today = Day::from_ymd(2020, 11, 20).unwrap();
        let of = |from: &str, to: &str| Asked { from: from.into(), to: to.into() }.period(today);
        let day = |d, m| Day::from_ymd(2020, m, d).unwrap();
        assert_eq!(of("", ""), (Period { from: day(1, 1), to: day(21, 11) }, false));
        assert_eq!(of("1/10/2020", "31/10/2020"), (Period { from: day(1, 10), to: day(1, 11) }, false));
        for (from, to) in [("x", ""), ("", "31/2/2020"), ("2/10/2020", "30/9/2020")] {
            assert!(of(from, to).1, "{from} {to}");
        }
    }
}
