//! Somebody who receives webhooks, on this machine.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What came in.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

#[derive(Default)]
struct Shared {
    received: Vec<Received>,
    /// Answered in this order; 200 when there is none left.
    answers: Vec<u16>,
}

/// Receives until the end of the test.
pub(crate) struct Receiver {
    pub(crate) url: String,
    shared: Arc<Mutex<Shared>>,
}

impl Receiver {
    /// One that answers so, and 200 after that.
    pub(crate) fn answering(answers: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/nhan", listener.local_addr().unwrap());
        let shared = Arc::new(Mutex::new(Shared {
            answers: answers.iter().rev().copied().collect(),
            ..Shared::default()
        }));
        let there = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let there = there.clone();
                std::thread::spawn(move || talk(stream, &there));
            }
        });
        Self { url, shared }
    }

    /// Everything that came in so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.lock().unwrap().received.clone()
    }
}

fn talk(stream: TcpStream, shared: &Mutex<Shared>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    loop {
        let mut headers = BTreeMap::new();
        let mut line = String::new();
        loop {
            line.clear();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.trim().split_once(": ") {
                headers.insert(name.to_ascii_lowercase(), value.to_owned());
            }
        }
        let length = headers.get("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let status = {
            let mut shared = shared.lock().unwrap();
            shared.received.push(Received { headers, body: String::from_utf8(body).unwrap() });
            shared.answers.pop().unwrap_or(200)
        };
        let answer =
            format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nlocation: http://127.0.0.1:1/\r\n\r\n");
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

/// An address at which nobody listens.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/nhan", listener.local_addr().unwrap())
}
