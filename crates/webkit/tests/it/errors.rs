//! Whatever is wrong leaves as a page or as problem+json, in the reader's language, and tells nothing of our insides.

use crate::world::{World, get, post};

#[tokio::test]
async fn people_get_a_page_with_a_way_out() {
    let world = World::new();
    let said = world.get("/nowhere").await;
    assert_eq!(said.status, 404);
    assert!(
        said.text().contains("<h1>Không có trang này</h1>") && said.text().contains(r#"href="/""#),
        "{}",
        said.text()
    );
    let said = world.ask(get("/nowhere", &[("accept-language", "en")])).await;
    assert!(said.text().contains("<html lang=\"en\">") && said.text().contains("There is no such page"));
}

#[tokio::test]
async fn programs_get_problem_json() {
    let world = World::new();
    for (request, status, code) in [
        (get("/api/v1/nowhere", &[]), 404, "page.unknown"),
        (get("/nowhere", &[("accept", "application/json")]), 404, "page.unknown"),
        (get("/api/v1/echo", &[]), 405, "request.method"),
        (get("/api/v1/secret", &[]), 401, "session.needed"),
        (post("/api/v1/echo", &[("content-type", "text/plain")], "{}"), 415, "request.media_type"),
        (post("/api/v1/echo", &[("content-type", "application/json")], "{"), 400, "request.malformed"),
        (
            post("/api/v1/echo", &[("content-type", "application/json")], &"1".repeat(20_000)),
            413,
            "request.too_large",
        ),
    ] {
        let asked = format!("{} {}", request.method(), request.uri());
        let said = world.ask(request).await;
        assert_eq!(said.status, status, "{asked}");
        assert_eq!(said.header("content-type"), "application/problem+json", "{asked}");
        let problem: serde_json::Value = serde_json::from_slice(&said.bytes).unwrap();
        assert_eq!(problem["code"], code, "{asked}");
        assert_eq!(problem["type"], format!("urn:motcua:problem:{code}"));
        assert_eq!(problem["status"], status);
        assert_eq!(problem["request_id"], said.header("x-request-id"));
    }
    assert_eq!(world.get("/api/v1/echo").await.header("allow"), "POST");
}

#[tokio::test]
async fn a_refusal_says_what_to_do_with_the_status_of_its_code() {
    let world = World::new();
    for (code, status) in [("forbidden", 403), ("unknown", 404), ("changed", 409), ("other", 422)] {
        let said = world.get(&format!("/refuse/{code}")).await;
        assert_eq!(said.status, status);
        assert!(said.text().contains("Không được."), "{}", said.text());
        let said = world.ask(get(&format!("/refuse/{code}"), &[("accept-language", "en-GB")])).await;
        assert!(said.text().contains("<p class=\"lead\">No.</p>"));
    }
}

#[tokio::test]
async fn faults_and_panics_answer_500_and_tell_nothing() {
    let world = World::new();
    for path in ["/fail", "/panic", "/panic-below"] {
        let said = world.get(path).await;
        assert_eq!(said.status, 500, "{path}");
        assert!(!said.text().contains("secret") && !said.text().contains("fire"), "{}", said.text());
        assert!(said.text().contains(said.header("x-request-id")), "people can quote the request");
    }
}

#[tokio::test]
async fn what_is_not_a_form_is_not_read() {
    let world = World::new();
    for (headers, status) in [
        (vec![("content-type", "application/json")], 415),
        (vec![("content-type", "text/plain")], 415),
        (vec![("content-type", "multipart/form-data; boundary=a")], 415),
        (vec![("content-encoding", "gzip")], 415),
    ] {
        let said = world.ask(post("/large", &headers, "a=1")).await;
        assert_eq!(said.status, status, "{headers:?}");
    }
}

#[tokio::test]
async fn bodies_are_read_up_to_the_routes_own_limit() {
    let world = World::new();
    let body = format!("a={}", "x".repeat(500_000));
    assert_eq!(world.ask(post("/large", &[], &body)).await.text(), "500000");
    let body = format!("a={}", "x".repeat(1_100_000));
    assert_eq!(world.ask(post("/large", &[], &body)).await.status, 413);
    assert_eq!(world.ask(post("/large", &[("content-length", "99999999")], "a=1")).await.status, 413);
}
