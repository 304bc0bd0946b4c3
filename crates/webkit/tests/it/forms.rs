//! Forms: they come back filled, they come from our own pages, and nothing typed is lost.

use crate::world::{World, get, hidden, post};

const AN: (&str, &str) = ("cookie", "motcua=an");

#[tokio::test]
async fn a_good_form_is_acted_on_and_the_next_page_says_so_once() {
    let world = World::new();
    let page = world.ask(get("/intake", &[AN])).await.text();
    let token = hidden(&page, "csrf");
    let said = world.ask(post("/intake", &[AN], &format!("csrf={token}&name=Ca%CC%80"))).await;
    assert_eq!((said.status, said.header("location")), (303, "/intake"));
    let cookies = format!("motcua=an; {}", said.cookies());
    let next = world.ask(get("/intake", &[("cookie", &cookies)])).await;
    assert!(next.text().contains("Đã nhận của Cà"), "{}", next.text());
    assert!(
        next.header("set-cookie").starts_with("flash=; ") && next.header("set-cookie").contains("Max-Age=0")
    );
}

#[tokio::test]
async fn a_wrong_form_comes_back_filled_with_the_fault_on_top_and_beside_the_field() {
    let world = World::new();
    let body = format!("csrf={}&name=+&password=hunter2", world.token("an"));
    let said = world.ask(post("/intake", &[AN], &body)).await;
    let text = said.text();
    assert_eq!(said.status, 422);
    assert!(
        text.contains("Có 1 chỗ cần sửa") && text.contains(r##"<a href="#name">Họ tên: chưa điền</a>"##),
        "{text}"
    );
    assert!(
        text.contains(r#"aria-invalid="true" aria-describedby"#)
            || text.contains(r#"aria-describedby="name-e""#),
        "{text}"
    );
    assert!(!text.contains("hunter2"), "a password is not sent back");
}

#[tokio::test]
async fn what_people_type_stays_text() {
    let world = World::new();
    let script = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    let said = world
        .ask(post("/intake", &[AN], &format!("csrf={}&_again=1&name={script}", world.token("an"))))
        .await;
    assert!(said.text().contains("&#60;script") && !said.text().contains("<script>alert"), "{}", said.text());
}

#[tokio::test]
async fn a_form_without_the_sessions_token_does_nothing_and_is_given_back() {
    let world = World::new();
    for token in ["", &world.token("an.2")] {
        let said = world.ask(post("/intake", &[AN], &format!("csrf={token}&name=An&password=p"))).await;
        assert_eq!(said.status, 409, "{token}");
        let page = said.text();
        assert_eq!(hidden(&page, "name"), "An");
        assert!(!page.contains(r#"value="p""#));
        // Pressing the button shows the form, filled; only then is it acted on.
        let body = format!("csrf={}&_again=1&name=An", hidden(&page, "csrf"));
        let back = world.ask(post("/intake", &[AN], &body)).await;
        assert!(
            back.text().contains(r#"value="An""#) && back.text().contains("đã được điền lại"),
            "{}",
            back.text()
        );
    }
}

#[tokio::test]
async fn a_form_that_somebody_else_typed_does_nothing_and_is_given_to_nobody() {
    let world = World::new();
    for token in ["00", &world.token("binh")] {
        let said = world.ask(post("/intake", &[AN], &format!("csrf={token}&name=Quyzzoro"))).await;
        assert_eq!(said.status, 409, "{token}");
        assert!(
            said.text().contains("một tài khoản khác") && !said.text().contains("Quyzzoro"),
            "{}",
            said.text()
        );
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let world = World::new();
    let body = format!("csrf={}&name=An", world.token("an"));
    for (headers, status) in [
        (vec![("sec-fetch-site", "cross-site")], 403),
        (vec![("sec-fetch-site", "same-site")], 403),
        (vec![("origin", "https://evil.example"), ("host", "dvc.example")], 403),
        (vec![("origin", "null"), ("host", "dvc.example")], 403),
        (vec![("origin", "https://dvc.example"), ("host", "dvc.example")], 303),
        (vec![("sec-fetch-site", "same-origin")], 303),
        (vec![], 303),
    ] {
        let headers: Vec<_> = headers.into_iter().chain([AN]).collect();
        assert_eq!(world.ask(post("/intake", &headers, &body)).await.status, status, "{headers:?}");
    }
    // Also where nobody is signed in: signing somebody in under a foreign name is an attack too.
    let said = world.ask(post("/sign-in", &[("sec-fetch-site", "cross-site")], "a=1")).await;
    assert_eq!(said.status, 403);
}

#[tokio::test]
async fn a_session_that_ends_under_a_long_form_loses_nothing_typed() {
    let world = World::new();
    // The session is gone: the page where one signs in carries the form.
    let token = world.token("an");
    let body = format!("csrf={token}&name=Nguy%E1%BB%85n+%26+An&note=d%C3%A0i&password=p");
    let said = world.ask(post("/intake", &[], &body)).await;
    let kept = hidden(&said.text(), "_kept");
    assert!(!kept.contains("password"));
    // Signing in answers with the page that gives it back.
    let kept: String = form_urlencoded::byte_serialize(kept.as_bytes()).collect();
    let signing_in = async |name: &str| {
        let cookie = format!("motcua={name}");
        let body = format!("csrf={}&_kept={kept}", world.token(name));
        world.ask(post("/sign-in", &[("cookie", &cookie)], &body)).await.text()
    };
    let page = signing_in("an.2").await;
    assert!(page.contains(r#"action="/intake""#), "{page}");
    assert_eq!((hidden(&page, "name"), hidden(&page, "note")), ("Nguyễn & An".into(), "dài".into()));
    // But not to somebody else who signs in.
    let page = signing_in("binh").await;
    assert!(page.contains("một tài khoản khác") && !page.contains("Nguyễn &"), "{page}");
}

#[tokio::test]
async fn a_get_that_needs_a_session_shows_where_to_sign_in() {
    let world = World::new();
    let said = world.get("/intake").await;
    assert!(said.text().contains("<h1>Đăng nhập</h1>"), "{}", said.text());
}
