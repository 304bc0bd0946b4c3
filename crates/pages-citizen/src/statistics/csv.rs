//! The figures as open data: a line per unit, a stable name for each column.

use super::{Lately, Read, known, read};
use crate::locale::T;
use crate::query::Query;
use kernel::{Period, text};
use report::annex3::{Line, RowKind};
use sheet::{Cell, Kind, Sheet};
use webkit::{Answer, Lang, Visit, download};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    From,
    To,
    KnownOn,
    Tier,
    TierName,
    Code,
    Name,
    CarriedOver,
    Received,
    Online,
    Post,
    Moved,
    ToProcess,
    OnTime,
    Late,
    Refused,
    Stopped,
    Withdrawn,
    InTerm,
    Overdue,
    PerThousand,
    ComputedFrom,
    Entered,
    Illustrative,
}

/// A column.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) meaning: Meaning,
}

macro_rules! columns {
    ($($name:literal = $meaning:ident,)+) => {
        /// The columns in order. A name once given stays.
        pub(super) const COLUMNS: &[Column] = &[$(Column { name: $name, meaning: Meaning::$meaning },)+];
    };
}

columns! {
    "period_from" = From,
    "period_to" = To,
    "known_on" = KnownOn,
    "tier" = Tier,
    "tier_name" = TierName,
    "unit_code" = Code,
    "unit_name" = Name,
    "carried_over" = CarriedOver,
    "received" = Received,
    "received_online" = Online,
    "received_post" = Post,
    "moved" = Moved,
    "to_process" = ToProcess,
    "settled_on_time" = OnTime,
    "settled_late" = Late,
    "settled_refused" = Refused,
    "settled_stopped" = Stopped,
    "settled_withdrawn" = Withdrawn,
    "pending_in_term" = InTerm,
    "pending_overdue" = Overdue,
    "late_per_1000" = PerThousand,
    "computed_from" = ComputedFrom,
    "partly_entered" = Entered,
    "illustrative" = Illustrative,
}

impl Meaning {
    /// What stands in the column, for the page.
    pub(super) fn in_words(self, t: T) -> &'static str {
        match self {
            Self::From => t.csv_from(),
            Self::To => t.csv_to(),
            Self::KnownOn => t.csv_known(),
            Self::Tier => t.csv_tier(),
            Self::TierName => t.csv_tier_name(),
            Self::Code => t.csv_code(),
            Self::Name => t.csv_name(),
            Self::CarriedOver => t.csv_carried_over(),
            Self::Received => t.csv_received(),
            Self::Online => t.csv_online(),
            Self::Post => t.csv_post(),
            Self::Moved => t.csv_moved(),
            Self::ToProcess => t.csv_to_process(),
            Self::OnTime => t.csv_on_time(),
            Self::Late => t.csv_late(),
            Self::Refused => t.csv_refused(),
            Self::Stopped => t.csv_stopped(),
            Self::Withdrawn => t.csv_withdrawn(),
            Self::InTerm => t.csv_in_term(),
            Self::Overdue => t.csv_overdue(),
            Self::PerThousand => t.csv_per_thousand(),
            Self::ComputedFrom => t.csv_computed_from(),
            Self::Entered => t.csv_entered(),
            Self::Illustrative => t.csv_illustrative(),
        }
    }

    /// The figure's name in the form, for those that are one.
    fn figure(self) -> Option<&'static str> {
        Some(match self {
            Self::CarriedOver => "carried_over",
            Self::Received => "received",
            Self::Online => "online",
            Self::Post => "post",
            Self::Moved => "moved",
            Self::ToProcess => "to_process",
            Self::OnTime => "on_time_or_early",
            Self::Late => "late",
            Self::Refused => "refused",
            Self::Stopped => "stopped",
            Self::Withdrawn => "withdrawn",
            Self::InTerm => "in_term",
            Self::Overdue => "overdue",
            _ => return None,
        })
    }

    fn cell(self, read: &Read, period: Period, line: &Line) -> Cell {
        let text = |text: &str| Cell::Text(text.to_owned());
        let yes = |is: bool| text(if is { "yes" } else { "no" });
        match self {
            Self::From => Cell::Day(period.from),
            Self::To => Cell::Day(period.to.plus(-1)),
            Self::KnownOn => Cell::Day(read.reach.closed_to.plus(-1)),
            Self::Tier => text(&line.tier),
            Self::TierName => text(read.tiers.name(&line.tier, Lang::Vi)),
            Self::Code => text(&line.code),
            Self::Name => text(&line.name),
            Self::PerThousand => super::settled_and_late(line)
                .and_then(|(settled, late)| text::ratio(late, settled, 1_000, 1))
                .map_or(Cell::Empty, |ratio| text(&ratio.replace('.', "").replace(',', "."))),
            Self::ComputedFrom => Cell::Day(line.since.unwrap_or(period.from)),
            Self::Entered => yes(line.entered),
            Self::Illustrative => yes(!read.note.is_empty()),
            figure => figure.figure().and_then(|name| known(line, name)).map_or(Cell::Empty, Cell::Whole),
        }
    }
}

/// `GET /statistics.csv`.
pub(crate) async fn file(lately: Lately, visit: Visit, query: Query) -> Answer {
    let read = read(lately, &visit, query.first("period").to_owned()).await?;
    let days = read.figures.as_ref().map(|f| f.annex.period);
    let name = days.map_or_else(
        || "statistics.csv".to_owned(),
        |days| format!("statistics-{}-{}.csv", days.from, days.to.plus(-1)),
    );
    Ok(download(sheet::CSV, &name, written(&read)?))
}

fn written(read: &Read) -> kernel::Result<Vec<u8>> {
    let rows = read.figures.iter().flat_map(|figures| {
        let annex = &figures.annex;
        annex
            .of_kind(RowKind::Unit)
            .map(|line| COLUMNS.iter().map(|c| c.meaning.cell(read, annex.period, line)).collect())
    });
    sheet::csv(&Sheet {
        columns: COLUMNS.iter().map(|c| sheet::Column::new(c.name, Kind::Text)).collect(),
        rows: rows.collect(),
        ..Sheet::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_has_its_own_name() {
        let names: std::collections::BTreeSet<_> = COLUMNS.iter().map(|c| c.name).collect();
        assert_eq!(names.len(), COLUMNS.len());
    }
}
