//! A site of a few routes, a gate that believes a cookie, and a browser that talks to it without a network.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::IntoResponse;
use http_body_util::BodyExt;
use kernel::{Fault, Refusal};
use std::sync::Arc;
use store::Schema;
use store::testing::TestDb;
use tokio::sync::Notify;
use tower::ServiceExt;
use webkit::form::{Kept, again};
use webkit::{
    Access, Answer, Config, Flash, Form, Gate, Html, Kit, Layout, Limit, Problem, Route, Routes, Session,
    Site, Soon, Visit, component,
};

/// Lets a test hold a request in flight.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) begun: Notify,
    pub(crate) go: Notify,
}

/// Of `an.2`, another session of An.
fn session(name: &str) -> Session {
    let account = name.split('.').next().unwrap_or_default().to_owned();
    Session { id: format!("session of {name}"), account, lang: None }
}

/// A gate that believes the cookie: whoever says `an` is An.
pub(crate) struct Believing;

impl Gate for Believing {
    fn admit<'a>(
        &'a self,
        visit: &'a Visit,
        route: &'a Route,
        parts: &'a mut Parts,
    ) -> Soon<'a, Result<(), Problem>> {
        Box::pin(async move {
            let name = webkit::cookie::session(visit.kit(), &parts.headers);
            if let Some(name) = name {
                parts.extensions.insert(session(&name));
                return Ok(());
            }
            if route.access == Access::Public { Ok(()) } else { Err(Problem::not_signed_in()) }
        })
    }

    fn sign_in<'a>(&'a self, visit: &'a Visit, kept: Option<Kept>) -> Soon<'a, Answer> {
        Box::pin(async move { say(visit, "Đăng nhập", &kept.map_or_else(Html::default, |k| k.hidden())) })
    }
}

/// A page with a piece of markup after it.
fn say(visit: &Visit, title: &str, markup: &Html) -> Answer {
    page(visit, title, markup, StatusCode::OK)
}

fn page(visit: &Visit, title: &str, markup: &Html, status: StatusCode) -> Answer {
    let shell = visit.shell(Layout::Work, title);
    let page = component::Message { shell, title: title.into(), words: String::new(), way: None };
    let mut response = visit.page_as(status, &page)?;
    *response.body_mut() = Body::from(format!("{page}{markup}"));
    Ok(response)
}

fn shown(visit: &Visit, form: &Form, status: StatusCode) -> Answer {
    let markup = format!(
        "{}<form method=post>{}{}{}</form>",
        form.summary(),
        form.hidden(),
        form.input("name", "Họ tên").required(),
        form.input("password", "Mật khẩu").password(),
    );
    page(visit, "Tiếp nhận", &Html::made(markup), status)
}

async fn intake(visit: Visit) -> Answer {
    shown(&visit, &visit.form(), StatusCode::OK)
}

async fn take(visit: Visit, mut form: Form) -> Answer {
    let name = form.need::<String>("name", "Họ tên");
    let (Some(name), true) = (name, form.good()) else {
        return shown(&visit, &form, StatusCode::UNPROCESSABLE_ENTITY);
    };
    Ok(visit.go_saying("/intake", &Flash::good(format!("Đã nhận của {name}"))))
}

/// What the page where one signs in does with a kept form.
async fn sign_in(visit: Visit, form: Form) -> Answer {
    let kept = Kept::carried(&form).ok_or_else(Problem::lost)?;
    again(&visit, &kept)
}

async fn refuse(Path(code): Path<String>) -> Answer {
    let code: &'static str = match code.as_str() {
        "forbidden" => "actor.not_allowed",
        "unknown" => "dossier.unknown",
        "changed" => "dossier.changed",
        _ => "dossier.wrong_state",
    };
    Err(Refusal::new(code, "Không được.", "No.").into())
}

async fn fail() -> Answer {
    Err(Fault::because("reading secret_table", "disk on fire").into())
}

async fn panics() -> Answer {
    panic!("secret panic")
}

async fn panics_below(State(kit): State<Kit>) -> Answer {
    kit.run(|_| -> kernel::Result<()> { panic!("secret panic") }).await?;
    Ok(().into_response())
}

async fn often(visit: Visit) -> Answer {
    visit.throttle(Limit { purpose: "test", burst: 2, per_minute: 1 })?;
    Ok("passed\n".into_response())
}

async fn long() -> Answer {
    Ok(axum::response::Html("<p>một trang dài</p>".repeat(200)).into_response())
}

async fn hold(State(kit): State<Kit>) -> Answer {
    let held = kit.need::<Held>()?;
    held.begun.notify_one();
    held.go.notified().await;
    Ok("finished\n".into_response())
}

async fn json(body: axum::Json<serde_json::Value>) -> Answer {
    Ok(axum::Json(body.0).into_response())
}

pub(crate) fn routes() -> Routes {
    Routes::of("test")
        .get("/", Access::Public, long)
        .get("/intake", Access::SignedIn, intake)
        .post("/intake", Access::SignedIn, take)
        .post("/sign-in", Access::Public, sign_in)
        .post("/large", Access::Public, async |form: Form| form.value("a").len().to_string())
        .limit(1_000_000)
        .get("/refuse/{code}", Access::Public, refuse)
        .get("/fail", Access::Public, fail)
        .get("/panic", Access::Public, panics)
        .get("/panic-below", Access::Public, panics_below)
        .get("/often", Access::Public, often)
        .get("/list.csv", Access::Public, async || "a\n")
        .get("/list.xlsx", Access::SignedIn, async || "a\n")
        .get("/hold", Access::Public, hold)
        .post("/api/v1/echo", Access::Public, json)
        .get("/api/v1/secret", Access::SignedIn, fail)
}

/// A site over a database of its own.
pub(crate) struct World {
    router: Router,
    pub(crate) kit: Kit,
    pub(crate) held: Arc<Held>,
    _db: TestDb,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Config { body_limit: 10_000, ..Config::default() })
    }

    pub(crate) fn with(config: Config) -> Self {
        let db = TestDb::sqlite(&Schema::of(&[]));
        let held = Arc::new(Held::default());
        let kit = Kit::over(db.clone()).config(config).with(held.clone()).build();
        let router = Site::new(kit.clone(), routes()).gate(Arc::new(Believing)).router();
        Self { router, kit, held, _db: db }
    }

    pub(crate) fn site(&self) -> Site {
        Site::new(self.kit.clone(), routes()).gate(Arc::new(Believing))
    }

    /// A token of somebody's session.
    pub(crate) fn token(&self, name: &str) -> String {
        let session = session(name);
        self.kit.secret().token(session.id.as_bytes(), session.account.as_bytes())
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Said {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Said { status: parts.status.as_u16(), headers: parts.headers, bytes }
    }

    pub(crate) async fn get(&self, path: &str) -> Said {
        self.ask(get(path, &[])).await
    }
}

pub(crate) fn get(path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

/// A form as a browser sends it.
pub(crate) fn post(path: &str, headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let mut request = Request::builder().method("POST").uri(path);
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.to_owned())).unwrap()
}

/// What was answered.
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Said {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    /// The cookies it sets, as a browser sends them back.
    pub(crate) fn cookies(&self) -> String {
        let all = self.headers.get_all(header::SET_COOKIE);
        let pairs: Vec<&str> = all.iter().map(|v| v.to_str().unwrap().split(';').next().unwrap()).collect();
        pairs.join("; ")
    }
}

/// The value of a hidden field of a page.
pub(crate) fn hidden(page: &str, name: &str) -> String {
    let start = format!(r#"name="{name}" value=""#);
    let at = page.find(&start).unwrap_or_else(|| panic!("no {name} in {page}")) + start.len();
    let raw = &page[at..at + page[at..].find('"').unwrap()];
    raw.replace("&#38;", "&").replace("&amp;", "&").replace("&#34;", "\"").replace("&#60;", "<")
}
