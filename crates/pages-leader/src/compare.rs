//! The same figures of the period before and of the year before, where there is data.

use crate::asked::{Place, When};
use crate::look::{Look, Num};
use crate::period;
use dossier::behind::Figure;
use report::glance::{Figures, Glance};
use store::Tx;
use webkit::words;

/// A period among those compared.
pub(crate) struct Compared {
    pub(crate) name: String,
    /// The page of that period; none for the one that is shown.
    pub(crate) href: Option<String>,
    pub(crate) received: Num,
    pub(crate) online: Num,
    pub(crate) on_time: Num,
    pub(crate) late: Num,
    pub(crate) rate: Num,
}

/// The periods that this one may be compared with, as they were.
pub(crate) struct Others(Vec<(When, Figures)>);

impl Others {
    pub(crate) fn read(
        tx: &mut Tx<'_>,
        look: &Look,
        pass: impl Fn(&Glance) -> Figures,
    ) -> kernel::Result<Self> {
        let mut wanted = vec![period::before(look.when.period)];
        let year = period::year_before(look.when.period);
        if !wanted.contains(&year) {
            wanted.push(year);
        }
        let mut found = Vec::new();
        for of in wanted {
            // Of a time before there is data nothing can be compared.
            if of.from < look.glance.coverage_from {
                continue;
            }
            let when = look.when.over(of);
            let sum = pass(&look.other(tx, &when)?);
            if sum.since().is_none() && !sum.is_empty() {
                found.push((when, sum));
            }
        }
        Ok(Self(found))
    }

    /// The rows, this period first; none when there is nothing to compare with.
    pub(crate) fn rows(&self, look: &Look, place: &Place, page: &str, this: &Figures) -> Vec<Compared> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let others =
            self.0.iter().map(|(when, sum)| row(look, when, place, sum, Some(when.address(page).text())));
        std::iter::once(row(look, &look.when, place, this, None)).chain(others).collect()
    }
}

fn row(look: &Look, when: &When, place: &Place, sum: &Figures, href: Option<String>) -> Compared {
    let t = look.t;
    let link = |figure: Figure, text: String| Num {
        href: sum.get(figure).filter(|n| *n != 0).map(|_| when.dossiers(place, figure)),
        text,
    };
    let get = |figure: Figure| sum.get(figure).unwrap_or(0);
    let (settled, received) = (sum.settled().unwrap_or(0), get(Figure::Received));
    let number = |figure: Figure| link(figure, words::number(t.0, get(figure)));
    Compared {
        name: when.name(t),
        href,
        received: number(Figure::Received),
        online: link(Figure::Online, words::percent(t.0, get(Figure::Online), received, 1)),
        on_time: link(Figure::OnTimeOrEarly, words::percent(t.0, get(Figure::OnTimeOrEarly), settled, 2)),
        late: number(Figure::Late),
        rate: link(Figure::Late, words::ratio(t.0, get(Figure::Late), settled, 1000, 1)),
    }
}
