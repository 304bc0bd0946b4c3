//! A browser as far as a measurement needs one: a connection that is kept, an address of its own, compressed answers.

use crate::out::Done;
use kernel::clock::Stopwatch;
use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// What is asked for, and what the answer has to be.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// Headers beyond those of every request, each with its line end.
    pub(crate) headers: String,
    pub(crate) body: String,
    pub(crate) status: u16,
    /// What stands in the body if it is what was asked for.
    pub(crate) word: String,
}

impl Request {
    pub(crate) fn get(path: impl Into<String>, word: impl Into<String>) -> Self {
        let (path, word) = (path.into(), word.into());
        Self { method: "GET", path, headers: String::new(), body: String::new(), status: 200, word }
    }

    /// A form, with the session's token put before its fields by [`Client::ask`].
    pub(crate) fn form(path: &str, fields: &str, word: impl Into<String>) -> Self {
        let headers = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";
        Self { method: "POST", headers: headers.into(), body: fields.into(), ..Self::get(path, word) }
    }

    pub(crate) fn answered(self, status: u16) -> Self {
        Self { status, ..self }
    }
}

/// An answer, still compressed.
pub(crate) struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    /// A header; our server writes their names in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(':').map(str::trim))
    }

    /// `name=value` of a cookie that is set.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let mut set = self.head.lines().filter_map(|l| l.strip_prefix("set-cookie: ")?.split(';').next());
        set.rfind(|c| c.split('=').next() == Some(name)).map(str::to_owned)
    }

    pub(crate) fn text(&self) -> Done<String> {
        let mut text = Vec::new();
        match self.header("content-encoding") {
            Some("gzip") => drop(flate2::read::GzDecoder::new(self.body.as_slice()).read_to_end(&mut text)?),
            _ => text.clone_from(&self.body),
        }
        Ok(String::from_utf8(text)?)
    }

    /// Fails unless the answer is the one that was asked for: what is refused quickly is no fast answer.
    pub(crate) fn check(&self, asked: &Request) -> Done<()> {
        if self.status != asked.status {
            return Err(format!("{} {}: {}", asked.method, asked.path, self.status).into());
        }
        if !asked.word.is_empty() && !self.text()?.contains(&asked.word) {
            return Err(format!("{} {}: no '{}' in it", asked.method, asked.path, asked.word).into());
        }
        Ok(())
    }
}

/// One client.
pub(crate) struct Client {
    to: SocketAddr,
    from: Ipv4Addr,
    stream: Option<TcpStream>,
    /// `name=value`; empty without a session.
    pub(crate) cookie: String,
    /// What forms of this session carry.
    pub(crate) csrf: String,
}

impl Client {
    /// The client of this number has the loopback address of that number.
    pub(crate) fn new(to: SocketAddr, number: usize) -> Self {
        let [.., a, b] = u32::try_from(number).unwrap_or(0).to_be_bytes();
        Self {
            to,
            from: Ipv4Addr::new(127, 77, a, b),
            stream: None,
            cookie: String::new(),
            csrf: String::new(),
        }
    }

    /// Asks, checks the answer, and says how long it took until its last byte was here.
    pub(crate) async fn timed(&mut self, request: &Request) -> Done<Duration> {
        let watch = Stopwatch::start();
        let answer = self.ask(request).await?;
        let took = watch.elapsed();
        answer.check(request)?;
        Ok(took)
    }

    /// Asks, over the connection there is. One that the server has closed meanwhile is opened anew, as browsers do.
    pub(crate) async fn ask(&mut self, request: &Request) -> Done<Answer> {
        let text = self.written(request);
        let kept = self.stream.is_some();
        match self.once(&text).await {
            Err(_) if kept => {
                self.stream = None;
                self.once(&text).await
            }
            done => done,
        }
    }

    fn written(&self, request: &Request) -> String {
        let Request { method, path, headers, body, .. } = request;
        let body = match (*method, self.csrf.as_str()) {
            ("POST", csrf) if !csrf.is_empty() => format!("csrf={csrf}&{body}"),
            _ => body.clone(),
        };
        let cookie = match self.cookie.as_str() {
            "" => String::new(),
            cookie => format!("Cookie: {cookie}\r\n"),
        };
        let length = match *method {
            "GET" => String::new(),
            _ => format!("Content-Length: {}\r\n", body.len()),
        };
        format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept-Language: vi\r\n\
             Accept-Encoding: gzip, deflate, br\r\n{cookie}{headers}{length}\r\n{body}"
        )
    }

    async fn once(&mut self, text: &str) -> Done<Answer> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.connect().await?,
        };
        stream.write_all(text.as_bytes()).await?;
        let answer = read(&mut stream).await?;
        self.stream = Some(stream);
        Ok(answer)
    }

    async fn connect(&self) -> Done<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        socket.bind((self.from, 0).into())?;
        let stream = socket.connect(self.to).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

async fn read(stream: &mut TcpStream) -> Done<Answer> {
    let mut bytes = Vec::with_capacity(16 * 1024);
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err("the connection was closed".into());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or("no status")?;
    let mut answer = Answer { status, head, body: bytes.split_off(end + 4) };
    // Every answer that is measured is whole in memory at the server and says how long it is.
    let length: usize = answer.header("content-length").ok_or("no content-length")?.parse()?;
    while answer.body.len() < length {
        if stream.read_buf(&mut answer.body).await? == 0 {
            return Err("the answer is cut".into());
        }
    }
    Ok(answer)
}

/// A value in an address or a form.
pub(crate) fn escaped(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}
