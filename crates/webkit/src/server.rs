//! The server: takes connections, leaves clients that are too slow, and stops without losing a request.

use crate::around::Peer;
use crate::{Config, Site};
use axum::Router;
use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

mod patience;

/// A server that has its port.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
}

impl Server {
    /// Takes a port on the loopback address; 0 takes a free one.
    ///
    /// # Errors
    /// One sentence for people, in both languages.
    pub fn bind(port: u16) -> Result<Self, String> {
        let listener = TcpListener::bind(("127.0.0.1", port)).map_err(|e| {
            format!("port {port} on 127.0.0.1 cannot be used ({e}); name another with --port / cổng {port} đang bận, hãy chọn cổng khác bằng --port")
        })?;
        Ok(Self { listener })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// The system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until the program is interrupted or told to end.
    ///
    /// # Errors
    /// The system refused a thread, a signal or the listener.
    pub fn run(self, site: Site, ready: &dyn Fn(&str)) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(64)
            .enable_all()
            .build()?;
        let address = self.address()?;
        let done = runtime.block_on(async move {
            let stop = signals()?;
            ready(&format!("http://{address}/"));
            self.serve(site, stop).await
        });
        // Blocking work of requests that were given up on ends with the program.
        runtime.shutdown_background();
        done
    }

    /// Serves until `stop`, then finishes what was begun.
    ///
    /// # Errors
    /// The listener cannot be used.
    pub async fn serve(self, site: Site, stop: impl Future<Output = ()>) -> io::Result<()> {
        self.listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let config = Arc::new(site.kit().config().clone());
        let slots = Arc::new(Semaphore::new(config.connections));
        let (told, telling) = watch::channel(());
        let mut open = JoinSet::new();
        let mut line = Line { router: site.router(), config: config.clone(), telling, slots };
        let mut stop = pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                Some(_) = open.join_next(), if !open.is_empty() => {}
                taken = line.take(&listener) => line.begin(taken, &mut open).await,
            }
        }
        // Who had already connected is answered too.
        while let Ok(taken) = tokio::time::timeout(Duration::from_millis(2), line.take(&listener)).await {
            line.begin(taken, &mut open).await;
        }
        drop(listener);
        // Nobody listens when no connection is open.
        let _ = told.send(());
        let finish = async { while open.join_next().await.is_some() {} };
        if tokio::time::timeout(config.stop_timeout, finish).await.is_err() {
            tracing::warn!("some requests were not finished in time");
        }
        Ok(())
    }
}

type Taken = (io::Result<(TcpStream, SocketAddr)>, Option<tokio::sync::OwnedSemaphorePermit>);

/// What every connection is given.
struct Line {
    router: Router,
    config: Arc<Config>,
    telling: watch::Receiver<()>,
    slots: Arc<Semaphore>,
}

impl Line {
    /// The next connection, once there is room for it.
    async fn take(&self, listener: &tokio::net::TcpListener) -> Taken {
        let slot = self.slots.clone().acquire_owned().await.ok();
        (listener.accept().await, slot)
    }

    async fn begin(&mut self, (taken, slot): Taken, open: &mut JoinSet<()>) {
        match taken {
            Ok((stream, peer)) => {
                let work =
                    connection(stream, peer, self.router.clone(), self.config.clone(), self.telling.clone());
                open.spawn(async move {
                    work.await;
                    drop(slot);
                });
            }
            Err(error) => {
                // Out of file descriptors, mostly: those that are open will close.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    config: Arc<Config>,
    mut telling: watch::Receiver<()>,
) {
    // Small answers should not wait for more.
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(patience::Patient::new(stream, config.write_timeout));
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(config.header_timeout)
        .max_buf_size(64 * 1024)
        .serve_connection(io, service);
    let mut connection = pin!(connection);
    let mut told = false;
    loop {
        tokio::select! {
            // A connection that breaks is the client's business.
            _ = connection.as_mut() => return,
            _ = telling.changed(), if !told => {
                told = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// Ends with the first SIGINT or SIGTERM.
fn signals() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
