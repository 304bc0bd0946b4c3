//! The first page: what the data says, and how far the demo's year has been lived. Read-only, on the loopback
//! address.

use crate::annex3::{Annex, Question, RowKind, annex};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use kernel::text::{number, ratio};
use kernel::{Day, Period};
use serde::Deserialize;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use store::Db;

/// How far a demo's year has been lived.
#[derive(Debug, Default)]
pub(crate) struct Progress(Mutex<Stand>);

#[derive(Clone, Debug, Default)]
struct Stand {
    finished: bool,
    failed: Option<String>,
    percent: u64,
    day: Option<Day>,
    done: u64,
    seconds_left: u64,
}

impl Progress {
    /// Of a database that nobody is filling.
    pub(crate) fn done() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Stand { finished: true, ..Stand::default() })))
    }

    pub(crate) fn tell(&self, p: &replay::Progress) {
        let mut stand = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stand.percent = (p.done * 100 / p.total_estimate.max(1)).min(100);
        stand.day = Some(p.day);
        stand.done = p.done;
        stand.seconds_left = p.remaining.unwrap_or(0);
    }

    pub(crate) fn finish(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).finished = true;
    }

    pub(crate) fn fail(&self, why: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).failed = Some(why);
    }

    fn stand(&self) -> Stand {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A server that has its port.
pub(crate) struct Server {
    listener: TcpListener,
    progress: Arc<Progress>,
    db: OnceLock<Db>,
}

struct App {
    db: Db,
    progress: Arc<Progress>,
}

impl Server {
    /// Takes the port before anything else is done.
    pub(crate) fn bind_later(port: u16, progress: Arc<Progress>) -> Result<Self, String> {
        let listener = TcpListener::bind(("127.0.0.1", port)).map_err(|e| {
            format!("port {port} on 127.0.0.1 cannot be used ({e}); name another with --port / cổng {port} đang bận, hãy chọn cổng khác bằng --port")
        })?;
        Ok(Self { listener, progress, db: OnceLock::new() })
    }

    pub(crate) fn bind(db: Db, port: u16, progress: Arc<Progress>) -> Result<Self, String> {
        Ok(Self::bind_later(port, progress)?.with(db))
    }

    pub(crate) fn with(self, db: Db) -> Self {
        // A server is given its database once.
        let _ = self.db.set(db);
        self
    }

    /// Serves until it is interrupted.
    pub(crate) fn run(self, ready: &dyn Fn(&str)) -> Result<(), String> {
        let db = self.db.into_inner().ok_or("the server has no database")?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|e| e.to_string())?;
        self.listener.set_nonblocking(true).map_err(|e| e.to_string())?;
        let address = self.listener.local_addr().map_err(|e| e.to_string())?;
        let app = router(Arc::new(App { db, progress: self.progress }));
        let listener = self.listener;
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).map_err(|e| e.to_string())?;
            ready(&format!("http://{address}/"));
            let stop = async {
                // Without a signal handler the program simply ends when it is interrupted.
                let _ = tokio::signal::ctrl_c().await;
            };
            axum::serve(listener, app).with_graceful_shutdown(stop).await.map_err(|e| e.to_string())
        })
    }
}

fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/assets/home.css", get(|| asset("text/css", include_bytes!("../assets/home.css"))))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/assets/core.css", get(|| asset("text/css", include_bytes!("../assets/core.css"))))
        .route("/assets/work.css", get(|| asset("text/css", include_bytes!("../assets/work.css"))))
        .route("/assets/mark.svg", get(|| asset("image/svg+xml", include_bytes!("../assets/mark.svg"))))
        .route(
            "/assets/bvp-400.woff2",
            get(|| asset("font/woff2", include_bytes!("../assets/bvp-400.woff2"))),
        )
        .route(
            "/assets/bvp-600.woff2",
            get(|| asset("font/woff2", include_bytes!("../assets/bvp-600.woff2"))),
        )
        .fallback(|| async { page(StatusCode::NOT_FOUND, &Message::lost()) })
        .with_state(app)
}

async fn asset(kind: &'static str, bytes: &'static [u8]) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")], bytes).into_response()
}

const CSP: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => {
            let headers = [
                (header::CONTENT_SECURITY_POLICY, CSP),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::REFERRER_POLICY, "no-referrer"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (status, headers, Html(html)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A period may be chosen by the address.
#[derive(Deserialize)]
struct Asked {
    from: Option<String>,
    to: Option<String>,
}

async fn home(State(app): State<Arc<App>>, Query(asked): Query<Asked>) -> Response {
    let stand = app.progress.stand();
    // The store is synchronous: it is asked on a thread of its own.
    let shared = app.clone();
    // While the year is being lived, the figures are those of the part that is over.
    let until = stand.day.filter(|_| !stand.finished);
    let answer = tokio::task::spawn_blocking(move || look(&shared.db, &asked, until)).await;
    match answer {
        Ok(Ok(view)) => page(StatusCode::OK, &Home::new(&view, &stand)),
        Ok(Err(kernel::Error::Refused(r))) => {
            page(StatusCode::UNPROCESSABLE_ENTITY, &Message { title: "Không xem được", text: r.vi })
        }
        Ok(Err(kernel::Error::Fault(fault))) => {
            tracing::error!(%fault, "the page could not be answered");
            page(StatusCode::INTERNAL_SERVER_ERROR, &Message::broken())
        }
        Err(error) => {
            tracing::error!(%error, "the page could not be answered");
            page(StatusCode::INTERNAL_SERVER_ERROR, &Message::broken())
        }
    }
}

struct View {
    province: String,
    note: String,
    table: Annex,
}

fn look(db: &Db, asked: &Asked, until: Option<Day>) -> kernel::Result<View> {
    db.read(|tx| {
        let province = catalogue::settings::need(tx, "name")?;
        let mut note = catalogue::settings::get(tx, "illustrative")?.unwrap_or_default();
        if let Some(bench) = catalogue::settings::get(tx, crate::BENCH)? {
            note = format!("CƠ SỞ DỮ LIỆU ĐO TỐC ĐỘ, không dùng để làm việc ({bench}). {note}");
        }
        let plan: serde_json::Value = catalogue::settings::get(tx, "plan")?
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or(serde_json::Value::Null);
        let coverage = catalogue::settings::need(tx, "coverage_from")?;
        let day = |own: &Option<String>, planned: &str, last: &str| -> kernel::Result<Day> {
            let text = own.as_deref().or_else(|| plan.get(planned).and_then(|v| v.as_str())).unwrap_or(last);
            text.parse::<Day>().map_err(|e| {
                kernel::Refusal::new(
                    "period",
                    format!("'{text}' không phải ngày: viết 2020-11-13."),
                    e.to_string(),
                )
                .into()
            })
        };
        let from = day(&asked.from, "from", &coverage)?;
        let mut to = day(&asked.to, "to", &coverage)?;
        if let Some(until) = until.filter(|_| asked.to.is_none()) {
            to = to.min(until).max(from);
        }
        let period = Period::new(from, to).ok_or_else(|| {
            kernel::Refusal::new(
                "period",
                "Ngày kết thúc trước ngày bắt đầu.",
                "The period ends before it begins.",
            )
        })?;
        let table =
            annex(tx, Question { period, as_of: to, subtotals: true, overdue: false, mapped_to: None })?;
        Ok(View { province, note, table })
    })
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message {
    title: &'static str,
    text: String,
}

impl Message {
    fn lost() -> Self {
        Self {
            title: "Không có trang này", text: "Địa chỉ có thể đã gõ sai. Hãy về trang đầu.".into()
        }
    }

    fn broken() -> Self {
        Self {
            title: "Có lỗi phía chúng tôi",
            text: "Việc này đã được ghi lại. Hãy thử tải lại trang.".into(),
        }
    }
}

struct Level {
    name: String,
    units: usize,
    to_process: String,
    online: String,
    on_time: String,
    late: String,
    per_mille: String,
    in_term: String,
}

struct TableRow {
    class: &'static str,
    head: String,
    cells: Vec<String>,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    province: String,
    note: String,
    period: String,
    from: String,
    to: String,
    empty: bool,
    on_time: String,
    late: String,
    worst: Option<(String, String)>,
    levels: Vec<Level>,
    labels: Vec<String>,
    rows: Vec<TableRow>,
    running: bool,
    percent: u64,
    day: String,
    done: String,
    left: String,
    failed: String,
}

impl Home {
    fn new(view: &View, stand: &Stand) -> Self {
        let table = &view.table;
        let total = table.of_kind(RowKind::Total).next().and_then(|l| l.sums).unwrap_or_default();
        let settled = total.on_time_or_early + total.late;
        let unknown = || "–".to_owned();
        let levels: Vec<Level> = table
            .lines
            .iter()
            .filter(|l| matches!(l.kind, RowKind::Tier | RowKind::Total))
            .filter_map(|l| l.sums.map(|s| (l, s)))
            .map(|(l, s)| {
                let settled = s.on_time_or_early + s.late;
                let tier = table.tiers.iter().find(|t| t.code == l.tier);
                Level {
                    name: tier.map_or("Toàn tỉnh".into(), |t| t.name.clone()),
                    units: l.units,
                    to_process: number(s.to_process()),
                    online: ratio(s.online, s.to_process(), 100, 1).map_or_else(unknown, |r| format!("{r}%")),
                    on_time: ratio(s.on_time_or_early, settled, 100, 2)
                        .map_or_else(unknown, |r| format!("{r}%")),
                    late: number(s.late),
                    per_mille: ratio(s.late, settled, 1000, 1).unwrap_or_else(unknown),
                    in_term: number(s.in_term),
                }
            })
            .collect();
        let worst = table
            .of_kind(RowKind::Tier)
            .filter_map(|l| l.sums.map(|s| (l, s.late)))
            .max_by_key(|(_, late)| *late)
            .filter(|(_, late)| *late > 0)
            .and_then(|(l, late)| {
                table.tiers.iter().find(|t| t.code == l.tier).map(|t| (number(late), t.name.to_lowercase()))
            });
        // The tier stands in the groups' headings: its code says nothing to people.
        let shown: Vec<usize> = (0..table.form.columns.len())
            .filter(|i| !matches!(table.form.columns[*i].figure.as_str(), "tier" | "unit" | "parent"))
            .collect();
        let name_at = table.form.columns.iter().position(|c| c.figure == "unit").unwrap_or(0);
        let parent_at = table.form.columns.iter().position(|c| c.figure == "parent").unwrap_or(0);
        let rows = table
            .lines
            .iter()
            .map(|l| TableRow {
                class: match l.kind {
                    RowKind::Unit => "",
                    _ => "sum",
                },
                head: match l.kind {
                    RowKind::Parent => l.cells[parent_at].written(),
                    _ => l.cells[name_at].written(),
                },
                cells: shown.iter().map(|i| l.cells[*i].written()).collect(),
            })
            .collect();
        let minutes = stand.seconds_left / 60;
        Self {
            province: view.province.clone(),
            note: view.note.clone(),
            period: format!("{} – {}", table.period.from.vietnamese(), table.period.to.plus(-1).vietnamese()),
            from: table.period.from.to_string(),
            to: table.period.to.to_string(),
            empty: total.to_process() == 0,
            on_time: ratio(total.on_time_or_early, settled, 100, 2).unwrap_or_else(unknown),
            late: number(total.late),
            worst,
            levels,
            labels: shown.iter().map(|i| table.form.columns[*i].label.clone()).collect(),
            rows,
            running: !stand.finished && stand.failed.is_none(),
            percent: stand.percent,
            day: stand.day.map_or_else(unknown, Day::vietnamese),
            done: number(i64::try_from(stand.done).unwrap_or(i64::MAX)),
            left: if minutes > 0 {
                format!("{minutes} phút")
            } else {
                format!("{} giây", stand.seconds_left)
            },
            failed: stand.failed.clone().unwrap_or_default(),
        }
    }
}
