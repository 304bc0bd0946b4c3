//! Some work at the desks of the tests' province, and pages read as a person reads them.

use dossier::desk::{Accepted, DossierId, LateReason, Outcome, Settle};
use kernel::Day;
use pages_account::testing::{Browser, World};

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Settles a dossier now, withdrawn: that may be done in any step.
pub(crate) fn settle(world: &World, id: DossierId) {
    let late_reason = Some(LateReason { cause: "absence".into(), text: "vắng".into() });
    let how = Settle { outcome: Outcome::Withdrawn, reason: Some("xin rút".into()), late_reason };
    world.at_desk(move |shift, ctx| shift.settle(ctx, id, how)).unwrap();
}

/// A dossier taken in on a day and settled on another, if at all.
pub(crate) fn lived(
    world: &World,
    unit: usize,
    procedure: usize,
    name: &str,
    from: &str,
    to: Option<&str>,
) -> Accepted {
    world.business.put(day(from).at_minute(480));
    let accepted = world.accept(unit, procedure, name);
    if let Some(to) = to {
        world.business.put(day(to).at_minute(600));
        settle(world, accepted.id);
    }
    world.business.put(day("2020-11-20").at_minute(480));
    accepted
}

/// Something of everything: in time, late, overdue and within term, in a department and two communes.
pub(crate) fn year(world: &World) {
    lived(world, 0, 2, "Đinh Đúng Hạn", "2020-09-07", Some("2020-09-08"));
    lived(world, 0, 2, "Đinh Trễ Hạn", "2020-09-07", Some("2020-10-26"));
    lived(world, 0, 3, "Đinh Quá Hạn", "2020-11-02", None);
    lived(world, 2, 2, "Đinh Chi Cục", "2020-11-18", None);
    lived(world, 1, 2, "Hồ Sở Khác", "2020-10-05", Some("2020-11-10"));
    lived(world, 1, 2, "Hồ Còn Hạn", "2020-11-19", None);
    lived(world, 3, 1, "Lý Xã Ba", "2020-10-05", Some("2020-10-06"));
    lived(world, 3, 1, "Lý Xã Trễ", "2020-10-05", Some("2020-10-20"));
    lived(world, 4, 1, "Lý Xã Bốn", "2020-10-05", Some("2020-10-07"));
}

/// Every link of a page to a list of dossiers, with its words.
pub(crate) fn numbers(html: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in html.split("<a ").skip(1) {
        let Some((_, rest)) = part.split_once(r#"href=""#) else { continue };
        let Some((href, rest)) = rest.split_once('"') else { continue };
        let words = rest.split_once('>').and_then(|(_, rest)| rest.split_once("</a>"));
        if href.starts_with("/lead/")
            && href.contains("/dossiers?")
            && let Some((words, _)) = words
        {
            found.push((href.replace("&#38;", "&").replace("&amp;", "&"), words.to_owned()));
        }
    }
    found
}

/// What the dossiers of a list come to, page by page to its end.
pub(crate) fn listed(browser: &mut Browser, href: &str) -> i64 {
    let (mut sum, mut href) = (0, href.to_owned());
    loop {
        let said = browser.get(&href);
        let html = said.text();
        assert_eq!(said.status, 200, "{href}: {html}");
        sum += i64::try_from(html.matches(r#"<th scope="row" class="wide two-l">"#).count()).unwrap();
        let pager = html.split_once(r#"class="pager""#).map_or("", |(_, pager)| pager);
        let next = pager.split_once(r#"" rel="next">"#).and_then(|(before, _)| before.rsplit_once("href=\""));
        let next = next.map(|(_, href)| href.to_owned());
        match next {
            Some(next) => href = next.replace("&#38;", "&").replace("&amp;", "&"),
            None => return sum,
        }
    }
}
