//! A browser without a network: it keeps cookies, and sends forms with the token of the page.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use http_body_util::BodyExt;
use kernel::text::percent_encoded;
use std::collections::BTreeMap;
use tower::ServiceExt;

/// Somebody's browser.
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    csrf: Option<String>,
}

impl Browser {
    /// A browser of a site that nobody has signed in with.
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), csrf: None }
    }

    /// Asks for a page.
    ///
    /// # Panics
    /// When the site breaks.
    pub fn get(&mut self, path: &str) -> Said {
        self.get_as(path, &[])
    }

    /// Asks with headers of its own.
    ///
    /// # Panics
    /// As [`get`](Self::get).
    pub fn get_as(&mut self, path: &str, headers: &[(&str, &str)]) -> Said {
        let said = self.ask("GET", path, headers, Body::empty());
        if let Some(token) = said.field("csrf") {
            self.csrf = Some(token);
        }
        said
    }

    /// Sends a form, with the session's token as a page of it carries it.
    ///
    /// # Panics
    /// As [`get`](Self::get).
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Said {
        let own = fields.iter().any(|(name, _)| *name == "csrf");
        if !own && self.csrf.is_none() && !self.cookies.is_empty() {
            self.get("/account/password");
        }
        let csrf = self.csrf.clone().filter(|_| !own).map(|token| ("csrf".to_owned(), token));
        let fields = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).chain(csrf);
        let pairs: Vec<String> =
            fields.map(|(n, v)| format!("{}={}", percent_encoded(&n), percent_encoded(&v))).collect();
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let said = self.ask("POST", path, &form, Body::from(pairs.join("&")));
        if said.headers.contains_key(header::SET_COOKIE) {
            // Another session may have begun.
            self.csrf = None;
        }
        said
    }

    /// Sends a form with a file, with the session's token as a page of it carries it.
    ///
    /// # Panics
    /// As [`get`](Self::get).
    pub fn post_file(&mut self, path: &str, field: &str, name: &str, content: &[u8]) -> Said {
        if self.csrf.is_none() && !self.cookies.is_empty() {
            self.get("/account/password");
        }
        let token = self.csrf.clone().unwrap_or_default();
        let mut body = format!(
            "--limit\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--limit\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--limit--\r\n");
        let form = [("content-type", "multipart/form-data; boundary=limit")];
        self.ask("POST", path, &form, Body::from(body))
    }

    /// Sends a form and sees the page that it leads to.
    ///
    /// # Panics
    /// As [`get`](Self::get), and when it leads nowhere.
    pub fn post_and_see(&mut self, path: &str, fields: &[(&str, &str)]) -> Said {
        let said = self.post(path, fields);
        assert_eq!(said.status, 303, "POST {path}: {}", said.text());
        self.follow(said)
    }

    /// Goes where an answer leads to: work that took a moment may lead on from the page of its progress.
    fn follow(&mut self, mut said: Said) -> Said {
        for _ in 0..3 {
            if said.status != 303 {
                break;
            }
            let to = said.header("location").to_owned();
            said = self.get(&to);
        }
        said
    }

    /// Sends anything.
    ///
    /// # Panics
    /// When the site breaks.
    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: Body) -> Said {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        let request = request.body(body).expect("a request");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let said = runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("the site answers");
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.expect("a body").to_bytes().to_vec();
            Said { status: parts.status.as_u16(), headers: parts.headers, bytes }
        });
        self.keep(&said);
        said
    }

    fn keep(&mut self, said: &Said) {
        for cookie in said.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap_or_default();
            let pair = text.split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else { continue };
            if value.is_empty() || text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The cookies it holds.
    pub fn cookies(&mut self) -> &mut BTreeMap<String, String> {
        &mut self.cookies
    }
}

/// What was answered.
pub struct Said {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Said {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// What people read: the text between the tags, blanks made one.
    pub fn words(&self) -> String {
        let text = self.text();
        let mut words = String::new();
        let mut inside = false;
        for c in text.chars() {
            match c {
                '<' => {
                    inside = true;
                    words.push(' ');
                }
                '>' => inside = false,
                _ if inside => {}
                c => words.push(c),
            }
        }
        unescaped(&words).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether people read this.
    pub fn says(&self, words: &str) -> bool {
        self.words().contains(words)
    }

    /// A header, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// The value of the first hidden field of a name.
    pub fn field(&self, name: &str) -> Option<String> {
        let text = self.text();
        let start = format!(r#"name="{name}" value=""#);
        let at = text.find(&start)? + start.len();
        let end = text[at..].find('"')?;
        Some(unescaped(&text[at..at + end]))
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&lt;", "<")
        .replace("&#62;", ">")
        .replace("&gt;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}
