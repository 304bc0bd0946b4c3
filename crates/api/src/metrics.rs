//! How the program does, as Prometheus reads it. Only with a token: behind a proxy every request comes from this very
//! machine, so that an address proves nothing.

use crate::param::Asked;
use crate::scope;
use crate::surface::{Call, Good, Surface};
use axum::extract::RawQuery;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use dossier::behind::{still_in_term, told_today};
use dossier::figures::{UnitRow, unit_rows};
use kernel::{Day, Period, Result};
use std::collections::BTreeMap;
use std::fmt::{Display, Write};
use store::job::JobState;
use store::{Tx, job, outbox};
use webkit::meter::BOUNDS;
use webkit::{Access, Answer, Kit, Visit};

const CALL: Call = Call::get(
    "/metrics",
    "getMetrics",
    Access::Token(scope::METRICS_READ),
    Good::of("text/plain", "Prometheus' text format."),
)
.about(
    "about",
    "How the program does",
    "Requests by route and class of status with a histogram of their time, what waits to be written, pending and \
     overdue dossiers by tier, the outbox, webhooks, recurring work, memory. No personal data.",
);

/// The calls.
pub(crate) fn calls(surface: Surface) -> Surface {
    surface.on(CALL, metrics)
}

/// What the database tells.
struct Seen {
    tiers: BTreeMap<String, UnitRow>,
    outbox: outbox::Backlog,
    webhooks: (i64, i64),
    jobs: Vec<JobState>,
}

async fn metrics(visit: Visit, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    Asked::read(CALL.params, query.as_deref(), &headers)?;
    let directory = pages_account::who(&visit)?.directory().clone();
    let today = visit.business_now().day();
    let seen = visit
        .kit()
        .read(move |tx| {
            Ok(Seen {
                tiers: by_tier(tx, &directory, today)?,
                outbox: outbox::backlog(tx)?,
                webhooks: crate::webhook::backlog(tx)?,
                jobs: job::all(tx)?,
            })
        })
        .await?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, written(visit.kit(), &seen)).into_response())
}

/// Pending and overdue by now, by tier.
fn by_tier(
    tx: &mut Tx,
    directory: &organisation::Directory,
    today: Day,
) -> Result<BTreeMap<String, UnitRow>> {
    let tomorrow = today.plus(1);
    let rows = unit_rows(tx, Period { from: today, to: tomorrow }, tomorrow)?;
    let still = still_in_term(tx, today, tomorrow)?;
    let mut tiers: BTreeMap<String, UnitRow> = BTreeMap::new();
    for (unit, row) in rows {
        let version = directory.version_at(unit, today).or_else(|| directory.last_version(unit));
        let tier = version.map(|v| v.tier.clone()).unwrap_or_default();
        let row = told_today(row, still.get(&unit).copied().unwrap_or(0));
        tiers.entry(tier).or_default().add_row(&row);
    }
    Ok(tiers)
}

/// A text in the making.
#[derive(Default)]
struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0.push_str(name);
        for (i, (label, text)) in labels.iter().enumerate() {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.0, "{}{label}=\"{text}\"", if i == 0 { '{' } else { ',' });
        }
        let end = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.0, "{end} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.family(name, kind, help);
        self.line(name, &[], value);
    }
}

fn written(kit: &Kit, seen: &Seen) -> String {
    let mut page = Page::default();
    page.family("motcua_build_info", "gauge", "The version that runs.");
    page.line("motcua_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    requests(&mut page, kit);
    page.one(
        "motcua_writes_waiting",
        "gauge",
        "Write transactions asked for and not answered yet.",
        kit.db().writing(),
    );
    page.family("motcua_dossiers_pending", "gauge", "Dossiers accepted and not settled.");
    for (tier, row) in &seen.tiers {
        page.line("motcua_dossiers_pending", &[("tier", tier)], row.in_term + row.overdue);
    }
    page.family("motcua_dossiers_overdue", "gauge", "Pending dossiers past their due day.");
    for (tier, row) in &seen.tiers {
        page.line("motcua_dossiers_overdue", &[("tier", tier)], row.overdue);
    }
    page.family(
        "motcua_outbox_messages",
        "gauge",
        "Messages that will be tried, and that used up their attempts.",
    );
    page.line("motcua_outbox_messages", &[("state", "waiting")], seen.outbox.waiting);
    page.line("motcua_outbox_messages", &[("state", "stuck")], seen.outbox.stuck);
    page.family("motcua_webhook_deliveries", "gauge", "Deliveries that wait, and that were given up.");
    page.line("motcua_webhook_deliveries", &[("state", "waiting")], seen.webhooks.0);
    page.line("motcua_webhook_deliveries", &[("state", "dead")], seen.webhooks.1);
    jobs(&mut page, &seen.jobs);
    if let Some(bytes) = memory() {
        page.one("process_resident_memory_bytes", "gauge", "Memory in use.", bytes);
    }
    page.0
}

fn requests(page: &mut Page, kit: &Kit) {
    let name = "motcua_request_seconds";
    page.family(name, "histogram", "Requests answered, and how long it took.");
    for (label, taken) in kit.meter().read() {
        let class = format!("{}xx", label.class);
        let labels = [("method", label.method), ("route", label.route), ("status", class.as_str())];
        let mut so_far = 0;
        for (bound, count) in BOUNDS.iter().zip(taken.within) {
            so_far += count;
            let bound = seconds(*bound);
            let with_bound = [labels[0], labels[1], labels[2], ("le", bound.as_str())];
            page.line(&format!("{name}_bucket"), &with_bound, so_far);
        }
        let all = [labels[0], labels[1], labels[2], ("le", "+Inf")];
        page.line(&format!("{name}_bucket"), &all, taken.count);
        page.line(&format!("{name}_sum"), &labels, seconds(taken.micros));
        page.line(&format!("{name}_count"), &labels, taken.count);
    }
}

/// Microseconds as a decimal number of seconds.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn jobs(page: &mut Page, jobs: &[JobState]) {
    page.family("motcua_job_last_success_timestamp_seconds", "gauge", "When recurring work last ended well.");
    for job in jobs {
        if let Some(at) = job.last_finished {
            let at = at.0.div_euclid(1_000_000);
            page.line("motcua_job_last_success_timestamp_seconds", &[("job", &job.name)], at);
        }
    }
    page.family("motcua_job_failing", "gauge", "1 where recurring work failed and has not ended well since.");
    for job in jobs {
        let failing = i64::from(job.last_error.is_some());
        page.line("motcua_job_failing", &[("job", &job.name)], failing);
    }
}

/// Bytes in memory, where the system tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped_and_seconds_are_short() {
        let mut page = Page::default();
        page.line("x", &[("a", "1\"2\\\n"), ("b", "")], 3);
        assert_eq!(page.0, "x{a=\"1\\\"2\\\\\\n\",b=\"\"} 3\n");
        assert_eq!(
            (seconds(2_500).as_str(), seconds(1_000_000).as_str(), seconds(0).as_str()),
            ("0.0025", "1", "0")
        );
    }
}
