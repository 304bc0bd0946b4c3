//! The server on a real connection: slow clients are left, a stop loses nothing.

use crate::world::World;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use webkit::{Config, Server};

struct Running {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    done: JoinHandle<std::io::Result<()>>,
}

fn start(world: &World) -> Running {
    let server = Server::bind(0).unwrap();
    let address = server.address().unwrap();
    let (stop, stopped) = oneshot::channel();
    let site = world.site();
    let done = tokio::spawn(server.serve(site, async {
        let _ = stopped.await;
    }));
    Running { address, stop, done }
}

fn impatient() -> Config {
    Config {
        header_timeout: Duration::from_millis(100),
        body_timeout: Duration::from_millis(100),
        ..Config::default()
    }
}

async fn say(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).await.unwrap();
}

/// Everything until the server closes.
async fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end too.
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn a_client_that_never_finishes_its_headers_is_left() {
    let world = World::with(impatient());
    let server = start(&world);
    let mut slow = TcpStream::connect(server.address).await.unwrap();
    say(&mut slow, "GET / HTTP/1.1\r\nhost: a\r\nx-slow: ").await;
    let said = rest(slow).await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 408"), "{said}");
    // One that says nothing at all, too.
    assert!(rest(TcpStream::connect(server.address).await.unwrap()).await.is_empty());
}

#[tokio::test]
async fn a_client_that_never_finishes_its_body_is_told_and_left() {
    let world = World::with(impatient());
    let server = start(&world);
    let mut slow = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /large HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\na=";
    say(&mut slow, head).await;
    assert!(rest(slow).await.starts_with("HTTP/1.1 408"));
}

#[tokio::test]
async fn a_body_without_a_length_is_cut_at_the_limit() {
    let world = World::with(Config { body_limit: 10_000, ..Config::default() });
    let server = start(&world);
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /sign-in HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n";
    say(&mut stream, head).await;
    for _ in 0..11 {
        say(&mut stream, &format!("3e8\r\n{}\r\n", "x".repeat(1000))).await;
    }
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 413");
}

#[tokio::test]
async fn a_length_and_chunks_at_once_are_not_believed() {
    let world = World::with(impatient());
    let server = start(&world);
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    say(&mut stream, "POST /large HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let said = rest(stream).await;
    // Either refused, or read by its chunks with the connection closed after it: never two answers.
    assert!(said.matches("HTTP/1.1 ").count() <= 1, "{said}");
}

#[tokio::test]
async fn a_request_names_one_host() {
    let world = World::new();
    let server = start(&world);
    for (hosts, status) in [
        ("host: a\r\n", "200"),
        ("", "400"),
        ("host: a\r\nhost: b\r\n", "400"),
        ("host: a\r\nhost: a\r\n", "400"),
    ] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        say(&mut stream, &format!("GET /healthz HTTP/1.1\r\n{hosts}connection: close\r\n\r\n")).await;
        let said = rest(stream).await;
        assert!(said.starts_with(&format!("HTTP/1.1 {status}")), "{hosts:?}: {said}");
    }
}

#[tokio::test]
async fn a_stop_finishes_what_was_begun_and_takes_nothing_new() {
    let world = World::new();
    let server = start(&world);
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    say(&mut idle, "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let mut answer = [0; 12];
    idle.read_exact(&mut answer).await.unwrap();
    let mut busy = TcpStream::connect(server.address).await.unwrap();
    say(&mut busy, "GET /hold HTTP/1.1\r\nhost: a\r\n\r\n").await;
    world.held.begun.notified().await;
    server.stop.send(()).unwrap();
    // The idle connection is closed, the busy one is not.
    rest(idle).await;
    world.held.go.notify_one();
    let said = rest(busy).await;
    assert!(said.starts_with("HTTP/1.1 200") && said.ends_with("finished\n"), "{said}");
    server.done.await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn a_busy_port_is_said_in_one_sentence() {
    let taken = Server::bind(0).unwrap();
    let port = taken.address().unwrap().port();
    let why = Server::bind(port).unwrap_err();
    assert!(why.contains("cannot be used") && why.contains("đang bận") && why.lines().count() == 1);
}
