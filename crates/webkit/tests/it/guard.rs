//! Headers, cookies, languages, assets, compression, addresses: the same around every page.

use crate::world::{World, get, routes};
use store::Schema;
use store::testing::TestDb;
use webkit::{Access, Config, Kit, Site};

#[tokio::test]
async fn every_answer_is_guarded() {
    let world = World::new();
    for path in ["/", "/nowhere", "/fail", "/healthz", "/api/v1/nowhere", webkit::assets::CORE_CSS] {
        let said = world.get(path).await;
        let csp = said.header("content-security-policy");
        assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe"), "{path}");
        assert_eq!(said.header("x-content-type-options"), "nosniff");
        assert_eq!(said.header("referrer-policy"), "same-origin");
        assert_eq!(said.header("x-request-id").len(), 16);
    }
}

#[tokio::test]
async fn an_address_of_the_staff_with_a_nul_is_none() {
    let world = World::new();
    let said = world.ask(get("/intake?q=a%00", &[("cookie", "motcua=an")])).await;
    assert_eq!(said.status, 400);
    assert!(!said.header("content-security-policy").is_empty());
    // Written so it is text like any other, and pages for everybody have words of their own.
    assert_eq!(world.ask(get("/intake?q=a%2500", &[("cookie", "motcua=an")])).await.status, 200);
    assert_eq!(world.get("/?q=a%00").await.status, 200);
}

#[tokio::test]
async fn pages_of_somebody_signed_in_stay_nowhere() {
    let world = World::new();
    assert_eq!(world.get("/").await.header("cache-control"), "private, no-cache");
    let said = world.ask(get("/", &[("cookie", "motcua=an")])).await;
    assert_eq!(said.header("cache-control"), "no-store");
}

#[tokio::test]
async fn behind_tls_cookies_are_secure_and_bound_to_the_host() {
    let world = World::with(Config { secure_cookies: true, ..Config::default() });
    let said = world.get("/language/en?back=/intake").await;
    let cookie = said.header("set-cookie");
    assert!(cookie.starts_with("__Host-lang=en; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    assert_eq!(said.header("location"), "/intake");
    assert!(!said.header("strict-transport-security").is_empty());
    let session = webkit::cookie::set_session(&world.kit, "abc", None);
    assert_eq!(session.to_str().unwrap(), "__Host-motcua=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
    // A plain cookie of the same name, set by another host of the domain, is not ours.
    let said = world.ask(get("/intake", &[("cookie", "motcua=an")])).await;
    assert!(said.text().contains("<h1>Đăng nhập</h1>"));
}

#[tokio::test]
async fn the_language_is_chosen_once_and_nobody_is_led_elsewhere() {
    let world = World::new();
    let chosen = world.get("/language/en?back=%2F%2Fevil.example").await;
    assert_eq!(chosen.header("location"), "/");
    let said =
        world.ask(get("/nowhere?a=1", &[("cookie", &chosen.cookies()), ("accept-language", "vi")])).await;
    assert!(said.text().contains("<html lang=\"en\">"));
    assert!(said.text().contains(r#"href="/language/vi?back=%2Fnowhere%3Fa%3D1""#), "{}", said.text());
    assert_eq!(world.get("/language/fr").await.status, 404);
}

#[tokio::test]
async fn pages_are_compressed_as_asked() {
    let world = World::new();
    let plain = world.get("/").await;
    for (accept, encoding) in [("gzip, br", "gzip"), ("gzip", "gzip"), ("br, gzip;q=0", ""), ("identity", "")]
    {
        let said = world.ask(get("/", &[("accept-encoding", accept)])).await;
        assert_eq!(said.header("content-encoding"), encoding, "{accept}");
        assert_eq!(said.header("vary"), "accept-encoding");
        assert!(encoding.is_empty() || said.bytes.len() * 10 < plain.bytes.len());
    }
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_their_digest_and_old_names_still_answer() {
    let world = World::new();
    let said = world.ask(get(webkit::assets::CORE_CSS, &[("accept-encoding", "br")])).await;
    assert_eq!((said.status, said.header("content-encoding")), (200, "br"));
    assert!(said.header("cache-control").contains("immutable"));
    let plain = world.get(webkit::assets::CORE_CSS).await.text();
    assert!(plain.contains(webkit::assets::BVP_400_WOFF2.strip_prefix("/assets/").unwrap()));
    let old = world.get("/assets/core.0123456789.css").await;
    assert_eq!((old.status, old.header("cache-control")), (200, "no-cache"));
    assert_eq!(world.get("/assets/core.css").await.status, 404);
    assert_eq!(world.get("/assets/..%2fCargo.toml").await.status, 404);
    // The fonts go with their licence.
    assert!(world.get(webkit::assets::OFL_TXT).await.text().contains("SIL OPEN FONT LICENSE"));
}

#[tokio::test]
async fn throttles_see_the_client_behind_a_trusted_proxy_and_nobody_elses_word() {
    let behind = Config { trusted_proxies: vec!["127.0.0.1".parse().unwrap()], ..Config::default() };
    let ask =
        async |world: &World, client: &str| world.ask(get("/often", &[("x-forwarded-for", client)])).await;
    let world = World::with(behind);
    for _ in 0..2 {
        assert_eq!(ask(&world, "198.51.100.1").await.status, 200);
    }
    let said = ask(&world, "198.51.100.1").await;
    assert_eq!(said.status, 429);
    assert!(said.header("retry-after").parse::<u64>().unwrap() > 0 && said.text().contains("giây"));
    assert_eq!(ask(&world, "198.51.100.2").await.status, 200);
    // Without a trusted proxy the header changes nothing.
    let world = World::new();
    let mut last = 0;
    for n in 0..3 {
        last = ask(&world, &format!("198.51.100.{n}")).await.status;
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn nobody_takes_files_without_end() {
    let behind = Config { trusted_proxies: vec!["127.0.0.1".parse().unwrap()], ..Config::default() };
    let world = World::with(behind);
    let ask = async |path: &str, client: &str, cookie: &str| {
        world.ask(get(path, &[("x-forwarded-for", client), ("cookie", cookie)])).await
    };
    let mut said = ask("/list.csv", "198.51.100.1", "").await;
    let mut taken = 0;
    while said.status == 200 && taken < 200 {
        taken += 1;
        said = ask("/list.csv", "198.51.100.1", "").await;
    }
    assert!(said.status == 429 && (60..63).contains(&taken), "{} after {taken}", said.status);
    assert!(
        said.text().contains("tải nhiều tệp liên tiếp") && !said.header("retry-after").is_empty(),
        "{}",
        said.text()
    );
    assert_eq!(ask("/list.csv", "198.51.100.2", "").await.status, 200, "another address");
    assert_eq!(ask("/", "198.51.100.1", "").await.status, 200, "pages are there all the time");
    // Of those who have signed in each has his own measure, wherever he sits and in whichever session.
    for n in 0..60 {
        let (client, cookie) = (format!("198.51.100.{n}"), format!("motcua=an.{n}"));
        assert_eq!(ask("/list.xlsx", &client, &cookie).await.status, 200, "{n}");
    }
    assert_eq!(ask("/list.xlsx", "198.51.100.77", "motcua=an.77").await.status, 429);
    assert_eq!(ask("/list.xlsx", "198.51.100.77", "motcua=binh").await.status, 200);
}

#[tokio::test]
async fn every_route_is_on_the_list_and_without_a_gate_only_public_ones_answer() {
    let db = TestDb::sqlite(&Schema::of(&[]));
    let site = Site::new(Kit::over(db.clone()).build(), routes());
    let list = site.list().to_vec();
    let found = |path: &str| list.iter().any(|r| r.path == path && r.access == Access::Public);
    for path in ["/healthz", "/readyz", "/assets/{file}", "/language/{code}"] {
        assert!(found(path), "{path}");
    }
    let router = site.router();
    let ask = async |path| {
        use tower::ServiceExt;
        router.clone().oneshot(get(path, &[("cookie", "motcua=an")])).await.unwrap().status().as_u16()
    };
    assert_eq!(ask("/intake").await, 401);
    assert_eq!(ask("/").await, 200);
}

#[tokio::test]
async fn readiness_asks_the_database() {
    let world = World::new();
    assert_eq!(world.get("/healthz").await.text(), "ok\n");
    assert_eq!(world.get("/readyz").await.text(), "ready\n");
}
