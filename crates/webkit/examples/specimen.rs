//! Every layout and every component on a few pages, to be looked at by people and by the tests in a browser.
//! `cargo run -p webkit --example specimen`

use askama::Template;
use std::sync::Arc;
use store::Schema;
use store::testing::TestDb;
use webkit::component::{
    Behind, Budget, Crumbs, Dot, Dots, Due, DueDay, Facts, Pager, Pair, Path, Qr, Rank, RankRow, Ribbon,
    Stage, Stop, Tile, Tiles, Trend, Urgency, When,
};
use webkit::form::{Choice, FieldError};
use webkit::{
    Access, Answer, Form, Frame, Gate, Icon, Kit, Lang, Layout, Link, Person, Place, Problem, Route, Routes,
    Server, Session, Shell, Site, Soon, Visit,
};

struct Around;

impl Frame for Around {
    fn place(&self, _: Lang) -> Place {
        Place {
            province: "Tỉnh Mẫu".into(),
            office: vec![
                "Trung tâm Giải quyết thủ tục hành chính".into(),
                "Đường Số 1, phường Đông.".into(),
                "Thứ Hai – thứ Sáu: 7 giờ – 11 giờ, 13 giờ – 17 giờ.".into(),
            ],
            help: vec![Link::to("/citizen", "Hỏi người giúp"), Link::to("/form", "Gửi phản ánh")],
            about: vec![Link::to("/citizen", "Cách dùng và trợ năng")],
        }
    }

    fn menu(&self, layout: Layout, _: &Visit) -> Vec<Link> {
        match layout {
            Layout::Work => vec![
                Link::to("/work", "Hộp việc").icon(Icon::Inbox).count(101),
                Link::to("/form", "Tiếp nhận").icon(Icon::Plus).key("intake"),
                Link::to("/leader", "Số liệu đơn vị").icon(Icon::Chart),
            ],
            _ => vec![
                Link::to("/citizen", "Thủ tục"),
                Link::to("/form", "Tra cứu"),
                Link::to("/leader", "Số liệu"),
            ],
        }
    }

    fn person(&self, visit: &Visit) -> Option<Person> {
        visit.session()?;
        Some(Person {
            name: "Lê Ngọc Hân".into(),
            role: "Chuyên viên".into(),
            unit: "Một cửa xã Thượng".into(),
            links: vec![Link::to("/form", "Đổi mật khẩu")],
            sign_out: Some("/form"),
        })
    }

    fn banner(&self, _: &Visit) -> Option<String> {
        Some("Bản dùng thử: thứ Sáu, 20/11/2020, 8 giờ. Dữ liệu minh họa.".into())
    }

    fn sign_in(&self) -> Option<&'static str> {
        Some("/form")
    }
}

/// Whoever looks at the desk is signed in.
struct Desk;

impl Gate for Desk {
    fn admit<'a>(
        &'a self,
        _: &'a Visit,
        route: &'a Route,
        parts: &'a mut axum::http::request::Parts,
    ) -> Soon<'a, Result<(), Problem>> {
        if route.access == Access::SignedIn {
            parts.extensions.insert(Session {
                id: "specimen".into(),
                account: "specimen".into(),
                lang: None,
            });
        }
        Box::pin(async { Ok(()) })
    }
}

#[derive(Template)]
#[template(path = "specimen-citizen.html")]
struct Citizen {
    shell: Shell,
    path: Path,
    facts: Facts,
    qr: Qr,
}

fn path() -> Path {
    let stop = |title: &str, note: &str, when| Stop { title: title.into(), note: note.into(), when };
    Path {
        stops: vec![
            stop("Bạn nộp trực tuyến", "18/11, 8 giờ 12", When::Done),
            stop("Thẩm định bản vẽ", "từ 18/11, có 8 ngày làm việc, đã dùng 2", When::Now),
            stop("Lãnh đạo ký", "dự kiến 1/12 – 3/12", When::Ahead),
        ],
    }
}

async fn citizen(visit: Visit) -> Answer {
    let page = Citizen {
        shell: visit.shell(Layout::Citizen, "Dịch vụ công").full(),
        path: path(),
        facts: Facts {
            pairs: vec![Pair::new("Người nộp", "Trần T. M."), Pair::new("Lệ phí", "75.000 ₫")]
        },
        qr: Qr::of("https://dvc.example/h/X99.11-201118-0047-K2", "Mã QR của hồ sơ")?,
    };
    visit.page(&page)
}

#[derive(Template)]
#[template(path = "specimen-form.html")]
struct FormPage {
    shell: Shell,
    crumbs: Crumbs,
    form: Form,
    units: Vec<Choice>,
    walls: Vec<Choice>,
}

async fn form(visit: Visit) -> Answer {
    let mut form = visit.form().fill("plot", "12B").fill("wall", "no").fill("unit", "2");
    form.wrong("name", "Họ và tên", FieldError::Required);
    form.wrong("plot", "Thửa đất số", FieldError::NotANumber);
    form.wrong("wall", "Nhà xây sát tường", FieldError::NotAChoice);
    let page = FormPage {
        shell: visit.shell(Layout::Citizen, "Thửa đất"),
        crumbs: Crumbs::new(visit.lang(), vec![Link::to("/citizen", "Thủ tục")], "Nộp hồ sơ"),
        form,
        units: vec![Choice::new("1", "Xã Thượng"), Choice::new("2", "Xã Hạ")],
        walls: vec![
            Choice::new("yes", "Có").hint("Bước sau sẽ hỏi thêm bản cam kết."),
            Choice::new("no", "Không"),
        ],
    };
    visit.page(&page)
}

#[derive(Template)]
#[template(path = "specimen-work.html")]
struct Work {
    shell: Shell,
    ribbon: Ribbon,
    urgencies: Vec<Urgency>,
    pager: Pager,
    form: Form,
    budget: Budget,
    path: Path,
}

fn due_days() -> Vec<DueDay> {
    let days = [
        ("trước", "18/11", 2, Due::Late),
        ("T5", "19/11", 1, Due::Late),
        ("Hôm nay", "20/11", 6, Due::Soon),
        ("T7", "21/11", 0, Due::Off),
        ("CN", "22/11", 0, Due::Off),
        ("T2", "23/11", 5, Due::Soon),
        ("T3", "24/11", 9, Due::InTime),
    ];
    days.map(|(label, date, count, kind)| DueDay {
        label: label.into(),
        date: date.into(),
        count,
        kind,
        href: "/work".into(),
        today: label == "Hôm nay",
        chosen: label == "T2",
    })
    .into()
}

async fn work(visit: Visit) -> Answer {
    let stage = |name: &str, given, used, now| Stage { name: name.into(), given, used, now };
    let stages = [
        stage("Tiếp nhận", 50, Some(20), false),
        stage("Thẩm định", 800, Some(900), true),
        stage("Ký duyệt", 300, None, false),
    ];
    let words = "Tiếp nhận 0,2 trên 0,5 ngày; thẩm định 9 trên 8 ngày; ký duyệt 3 ngày chưa bắt đầu";
    let page = Work {
        shell: visit.shell(Layout::Work, "Hộp việc"),
        ribbon: Ribbon::new(visit.lang(), due_days()),
        urgencies: vec![
            Urgency::Late(3),
            Urgency::Today,
            Urgency::Soon(1),
            Urgency::InTime(10),
            Urgency::Paused,
        ],
        pager: Pager::new(visit.lang(), 1, 11, 1_101).after(Some("/work?after=11".into())),
        form: visit.form(),
        budget: Budget::new(visit.lang(), words, &stages),
        path: path(),
    };
    visit.page(&page)
}

#[derive(Template)]
#[template(path = "specimen-leader.html")]
struct Leader {
    shell: Shell,
    tiles: Tiles,
    rank: Rank,
    trend: Trend,
    dots: Dots,
}

fn behind(heads: [&str; 2], rows: &[(&str, &str)]) -> Behind {
    Behind {
        caption: heads[1].into(),
        heads: heads.map(str::to_owned).into(),
        rows: rows.iter().map(|(a, b)| vec![(*a).into(), (*b).into()]).collect(),
    }
}

async fn leader(visit: Visit) -> Answer {
    let lang = visit.lang();
    let places = [
        ("Thượng", 1, 1, 0, 3.0),
        ("Trung", 1, 2, 1, 0.3),
        ("Hạ", 2, 1, 2, 12.1),
        ("Đông", 2, 3, 3, 6.9),
        ("Tây", 3, 2, 4, 11.6),
    ];
    let written = |v: f64| format!("{v:.1}").replace('.', ",");
    let tile = |(name, row, column, level, value): (&str, u8, u8, u8, f64)| Tile {
        row,
        column,
        name: name.into(),
        value: written(value),
        level,
        href: "/leader".into(),
    };
    let row = |(name, _, _, _, size): (&str, u8, u8, u8, f64)| RankRow {
        name: format!("Xã {name}"),
        href: Some("/leader".into()),
        value: written(size),
        size,
        cells: vec!["454".into(), "38.472".into()],
    };
    let points: Vec<(String, i64)> = [96, 71, 88, 104, 121, 139, 152, 163, 178, 160]
        .iter()
        .zip(1..)
        .map(|(v, i)| (format!("T{i}"), *v))
        .collect();
    let dot = |name: &str, value, weight| Dot { name: name.into(), value, weight };
    let page = Leader {
        shell: visit.shell(Layout::Leader, "Điều hành"),
        tiles: Tiles::new(
            places.map(tile).into(),
            ["dưới 1", "1–3", "3–6", "6–10", "trên 10"].map(str::to_owned).into(),
        ),
        rank: Rank::new(
            lang,
            "Xếp theo số trễ trên 1.000 hồ sơ",
            ["Xã", "Trễ/1.000", "Trễ", "Tiếp nhận"].map(str::to_owned).into(),
            places.map(row).into(),
            None,
        ),
        trend: Trend::new(
            lang,
            "Hồ sơ trễ theo tháng",
            &points,
            behind(["Tháng", "Trễ"], &[("T1", "96"), ("T2", "71")]),
        ),
        dots: Dots::new(
            lang,
            "Mức hài lòng từng nơi",
            9_800,
            &[dot("Trung tâm", 9_970, 32_144), dot("Xã Hạ", 9_851, 3_102), dot("Xã Tây", 9_965, 287)],
            behind(["Nơi", "Hài lòng"], &[("Trung tâm", "99,70%")]),
        ),
    };
    visit.page(&page)
}

fn main() -> std::io::Result<()> {
    let db = TestDb::sqlite(&Schema::of(&[]));
    let kit = Kit::over(db.clone()).frame(Arc::new(Around)).build();
    let routes = Routes::of("specimen")
        .get("/citizen", Access::Public, citizen)
        .get("/form", Access::Public, form)
        .get("/work", Access::SignedIn, work)
        .get("/leader", Access::Public, leader);
    let port = std::env::args().nth(1).and_then(|p| p.parse().ok()).unwrap_or(0);
    let server = Server::bind(port).map_err(std::io::Error::other)?;
    server.run(Site::new(kit, routes).gate(Arc::new(Desk)), &|url| {
        use std::io::Write;
        // Nobody reads it: then nobody is told.
        let _ = writeln!(std::io::stderr(), "specimen: {url}");
    })
}
